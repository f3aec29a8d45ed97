#!/usr/bin/env bash
# Fetches the third-party front-end files that are committed under static/vendor/ and documents/icons.svg.
# Only for maintainers: running and testing the site needs no Node. Needs npm and python3.
#
#   scripts/update_vendor.sh            after changing a version below or a name in scripts/icons.txt
set -euo pipefail
cd "$(dirname "$0")/.."

BOOTSTRAP=5.3.9
ICONS=1.13.2
SOURCE_SANS=5.3.1
SOURCE_SERIF=5.3.1
FACES="source-sans-3:400:normal source-sans-3:400:italic source-sans-3:600:normal source-serif-4:600:normal"
SUBSETS="latin latin-ext cyrillic"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --no-audit --no-fund --silent \
  "bootstrap@$BOOTSTRAP" "bootstrap-icons@$ICONS" \
  "@fontsource/source-sans-3@$SOURCE_SANS" "@fontsource/source-serif-4@$SOURCE_SERIF"
modules="$work/node_modules"

# Bootstrap, without the source map comments: manifest storage would look for the missing maps.
mkdir -p static/vendor/bootstrap static/vendor/fonts static/css
for file in css/bootstrap.min.css js/bootstrap.bundle.min.js; do
  sed -e 's:/\*# sourceMappingURL=.*\*/::' -e 's://# sourceMappingURL=.*::' \
    "$modules/bootstrap/dist/$file" > "static/vendor/bootstrap/$(basename "$file")"
done
cp "$modules/bootstrap/LICENSE" static/vendor/bootstrap/LICENSE.txt

# Fonts: one woff2 file per face and subset, and the style sheet that names them.
for family in source-sans-3 source-serif-4; do
  cp "$modules/@fontsource/$family/LICENSE" "static/vendor/fonts/$family-OFL.txt"
done
rm -f static/vendor/fonts/*.woff2
for face in $FACES; do
  IFS=: read -r family weight style <<< "$face"
  for subset in $SUBSETS; do
    cp "$modules/@fontsource/$family/files/$family-$subset-$weight-$style.woff2" static/vendor/fonts/
  done
done
FACES="$FACES" SUBSETS="$SUBSETS" MODULES="$modules" python3 - <<'PY'
import os
import re
from pathlib import Path

modules = Path(os.environ["MODULES"])
rules = [
    "/* Source Sans 3 and Source Serif 4, SIL Open Font License 1.1; licences in ../vendor/fonts/.\n"
    "   Written by scripts/update_vendor.sh. */"
]
for face in os.environ["FACES"].split():
    family, weight, style = face.split(":")
    sheet = f"{weight}-italic.css" if style == "italic" else f"{weight}.css"
    text = (modules / "@fontsource" / family / sheet).read_text(encoding="utf-8")
    for subset in os.environ["SUBSETS"].split():
        block = re.search(rf"/\* {family}-{subset}-{weight}-{style} \*/\s*@font-face \{{(.*?)\}}", text, re.S)[1]
        name = re.search(r"font-family: '([^']+)'", block)[1]
        points = re.search(r"unicode-range: ([^;]+);", block)[1].replace(",", ", ")
        rules.append(
            "@font-face {\n"
            f'  font-family: "{name}";\n'
            f"  font-style: {style};\n"
            f"  font-weight: {weight};\n"
            "  font-display: swap;\n"
            f'  src: url("../vendor/fonts/{family}-{subset}-{weight}-{style}.woff2") format("woff2");\n'
            f"  unicode-range: {points};\n"
            "}"
        )
Path("static/css/fonts.css").write_text("\n\n".join(rules) + "\n", encoding="utf-8")

symbols = []
for name in Path("scripts/icons.txt").read_text(encoding="utf-8").split():
    drawing = (modules / "bootstrap-icons" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    shapes = re.sub(r">\s+<", "><", re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.S)[1].strip())
    symbols.append(f'<symbol id="{name}">{shapes}</symbol>')
Path("documents/icons.svg").write_text(
    "<!-- Bootstrap Icons, MIT licence, Copyright The Bootstrap Authors. Written by scripts/update_vendor.sh. -->\n"
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">\n' + "\n".join(symbols) + "\n</svg>\n",
    encoding="utf-8",
)
PY
