#!/usr/bin/env bash
# Fetches the fonts that PDFs are set in, committed under documents/typesetting/fonts/.
# Only for maintainers: running and testing the site needs no Node. Needs npm and tar.
#
# One complete file per face: the split subsets of the web pages print wrong Polish letters in a PDF.
# Plain TrueType rather than WOFF2: unpacking the latter costs about 0.4 s a face with every document.
#
#   scripts/update_pdf_fonts.sh        after changing a version or a face below
set -euo pipefail
cd "$(dirname "$0")/.."

target=documents/typesetting/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() {  # fetch PACKAGE VERSION FACE...
  local package=$1 version=$2 archive
  shift 2
  archive=$(cd "$work" && npm pack --silent "$package@$version")
  mkdir -p "$work/$package"
  tar -xzf "$work/$archive" -C "$work/$package"
  cp "$work/$package/package/LICENSE.md" "$target/$package-OFL.txt"
  for face in "$@"; do
    cp "$work/$package/package/TTF/$face.ttf" "$target/"
  done
}

mkdir -p "$target"
rm -f "$target"/*.ttf "$target"/*-OFL.txt
fetch source-sans 3.52.0 SourceSans3-Regular SourceSans3-It SourceSans3-Semibold SourceSans3-SemiboldIt
fetch source-serif 4.5.1 SourceSerif4-Semibold
fetch source-code-pro 2.42.0 SourceCodePro-Regular SourceCodePro-Semibold
chmod 644 "$target"/*
