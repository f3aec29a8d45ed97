"""Templates become tagged PDFs. The one place that imports WeasyPrint.

``render()`` can work in this process, for commands and tests, or apart: in a child process that has
no secrets, little memory and little time. Web views and jobs use the latter, so that no text can
exhaust them. Both ways the library may read nothing but the pages' own assets.
"""

import base64
import hashlib
import json
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parent / "typesetting"
MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
SCHEME = "asset:"
VARIANT = "pdf/ua-1"

#: Larger documents are refused before the library sees them, in bytes of HTML.
MOST_HTML = 8 * 2**20
#: What the child process may use: seconds of CPU, seconds on the clock, bytes of address space.
MOST_CPU = 120
MOST_SECONDS = 180
MOST_MEMORY = 2 * 2**30
#: How often a waiting parent shows that it lives, in seconds.
BEAT = 5
#: Environment that the child needs to find its libraries; everything else stays here.
CHILD_ENVIRONMENT = ("PATH", "LANG", "HOME", "TMPDIR", "DYLD_FALLBACK_LIBRARY_PATH")
REFUSED = 3

logger = logging.getLogger(__name__)


class CannotRender(Exception):
    """The document cannot be made like this; ``code`` is a value of ``Document.Failure``."""

    code = "unexpected"


class UnprintableText(CannotRender):
    """The text has characters that no font at hand can show."""

    code = "unprintable"


class ForeignAsset(CannotRender):
    """The text wants a file or an address that is not one of the pages' own assets."""

    code = "foreign"


class TooLarge(CannotRender):
    """The document needs more memory or time than one document may have."""

    code = "too_large"


class TooBusy(CannotRender):
    """As many documents as may be made at a time are being made."""

    code = "busy"


@dataclass(frozen=True)
class Picture:
    """A picture that a template may show as ``asset:<its name>``, such as a logo."""

    media_type: str
    content: bytes


def render(
    template,
    context,
    *,
    language,
    title,
    author,
    created_at,
    variant=VARIANT,
    pictures=None,
    apart=False,
    beat=None,
):
    """The PDF of a template, as bytes; the same input gives the same bytes on the same machine.

    ``language`` is "pl", "en" or "both" (Polish first); ``created_at`` an aware moment, which
    becomes the date inside the file; ``pictures`` maps names to ``Picture``. The template extends
    ``documents/pdf/base.html``. ``apart`` sets the page in a child process within limits, and calls
    ``beat()`` every few seconds meanwhile. Raises ``CannotRender``.
    """
    html = as_html(
        template, context, language=language, title=title, author=author, created_at=created_at
    )
    if apart:
        return _typeset_apart(html, variant=variant, pictures=pictures or {}, beat=beat)
    return typeset(html, variant=variant, pictures=pictures or {})


def as_html(template, context, *, language, title, author, created_at):
    """The HTML that the PDF is set from: in the document's language and the organisation's zone."""
    from django.template.loader import render_to_string
    from django.utils import timezone, translation

    from documents.contents import languages_of

    languages = languages_of(language)
    about = {
        "language": language,
        "languages": languages,
        "main_language": languages[0],
        "title": title,
        "author": author,
        "created_at": created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    with (
        translation.override(languages[0]),
        timezone.override(timezone.get_default_timezone()),
    ):
        return render_to_string(template, {**context, **about})


def typeset(html, *, variant=VARIANT, pictures):
    """Bytes of the PDF of an HTML page. Knows no Django: it is all that the child process runs."""
    if len(html.encode()) > MOST_HTML:
        raise TooLarge
    import weasyprint

    _let_tags_speak_languages()
    fetcher = _fetcher(pictures)
    with _complaints() as complaints:
        content = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(
            pdf_variant=variant, pdf_identifier=hashlib.sha256(html.encode()).digest()[:16]
        )
    if fetcher.refused:
        raise ForeignAsset(" ".join(fetcher.refused))
    for complaint in complaints:
        if ".notdef" in complaint:
            raise UnprintableText(complaint.rpartition(": ")[2])
        logger.warning("WeasyPrint: %s", complaint)
    return content


def _fetcher(pictures):
    """What the library may read: our assets and these pictures, in memory; the rest is refused.

    Its own fetcher would open ``file://`` and even embed local files (security.md 9). The library
    goes on without what it cannot read, so what was ``refused`` is remembered for afterwards.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnAssets(URLFetcher):
        def __init__(self):
            super().__init__(allowed_protocols=(), allow_redirects=False)
            self.refused = []

        def fetch(self, url, headers=None):
            name = url.removeprefix(SCHEME)
            found = (pictures.get(name) or own_assets().get(name)) if url != name else None
            if found is None:
                self.refused.append(url)
                raise ForeignAsset(url)
            return URLFetcherResponse(url, found.content, {"Content-Type": found.media_type})

    return OwnAssets()


@cache
def own_assets():
    """The fonts, style sheets and drawings of our pages, by name."""
    return {
        path.name: Picture(MEDIA_TYPES[path.suffix], path.read_bytes())
        for path in sorted(ASSETS.rglob("*"))
        if path.suffix in MEDIA_TYPES
    }


@contextmanager
def _complaints():
    """What the library logs in this thread while it works."""
    found = []

    class Collect(logging.Handler):
        def emit(self, record):
            if record.thread == threading.get_ident():
                found.append(record.getMessage())

    handler = Collect(logging.WARNING)
    source = logging.getLogger("weasyprint")
    source.addHandler(handler)
    try:
        yield found
    finally:
        source.removeHandler(handler)


def _let_tags_speak_languages():
    """Carry ``lang`` into the tags, so that a screen reader changes its voice (WCAG 3.1.2).

    The library keeps the document's language only. It builds the tags by a recursive generator,
    to which this adds the language of each element; a test notices when that is built otherwise.
    """
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree
    if hasattr(build, "__wrapped__"):
        return

    def with_language(box, *args):
        passage = box.element.get("lang") if box.element is not None else None
        for element in build(box, *args):
            if passage and box.element.tag != "html" and "Lang" not in element:
                element["Lang"] = pydyf.String(passage)
            yield element

    with_language.__wrapped__ = build
    tags._build_box_tree = with_language


def _typeset_apart(html, *, variant, pictures, beat):
    """Let a child process set the page, and return its bytes or raise what it raised."""
    from documents.taking_turns import turn

    with turn(beat=beat):
        code, content, words = _run_child(_order(html, variant, pictures), beat or (lambda: None))
    if code == 0:
        return content
    if code == REFUSED:
        refusal = json.loads(content)
        kinds = {kind.code: kind for kind in CannotRender.__subclasses__()}
        raise kinds[refusal["code"]](refusal["words"])
    if code < 0 or b"MemoryError" in words:
        raise TooLarge
    raise CannotRender(words.decode(errors="replace")[-2000:])


def _run_child(order, beat):
    """The exit code, output and complaints of a child that was given an order."""
    child = subprocess.Popen(
        [sys.executable, "-m", "documents.pdf"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ASSETS.parent.parent,
        env={name: os.environ[name] for name in CHILD_ENVIRONMENT if name in os.environ}
        | {"PYTHONHASHSEED": "0"},
    )
    try:
        content, words = _wait(child, order, beat=beat)
    except BaseException:
        child.kill()
        child.communicate()
        raise
    return child.returncode, content, words


def _order(html, variant, pictures):
    drawn = {
        name: [picture.media_type, base64.b64encode(picture.content).decode()]
        for name, picture in pictures.items()
    }
    return json.dumps({"html": html, "variant": variant, "pictures": drawn}).encode()


def _wait(child, order, *, beat):
    """Feed the child and collect what it says, beating now and then; too long is too large."""
    ends = time.monotonic() + MOST_SECONDS
    while True:
        try:
            return child.communicate(order, timeout=BEAT)
        except subprocess.TimeoutExpired:
            order = None  # what was sent stays sent
            if time.monotonic() > ends:
                raise TooLarge from None
            beat()


def _limit():
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main():
    """The child: an order as JSON comes in, the PDF or a refusal goes out."""
    _limit()
    order = json.loads(sys.stdin.buffer.read())
    pictures = {
        name: Picture(media_type, base64.b64decode(content))
        for name, (media_type, content) in order["pictures"].items()
    }
    try:
        content, code = typeset(order["html"], variant=order["variant"], pictures=pictures), 0
    except CannotRender as error:
        content, code = json.dumps({"code": error.code, "words": str(error)}).encode(), REFUSED
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
