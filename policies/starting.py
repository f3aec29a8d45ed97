"""The starter texts: samples in both languages from which an organisation writes its own policies.

They answer R5 to R19 of the source leaflet and are kept as data, one TOML file per text, so that a
lawyer or an editor can change a sentence without touching code. The application marks every text
that is made from them as a sample to adapt; fields in [square brackets] wait for the organisation.
``starting_procedures`` reads one procedure per situation in the same manner.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "starters"
#: Beside some of them a text for other readers: ``plain/<slug>.<kind>.toml``.
PLAIN_FOLDER = FOLDER / "plain"
PLAIN_KINDS = ("plain", "children")

#: The order in which an organisation meets the texts, as in the source leaflet.
ORDER = ("zero_tolerance", "code_of_conduct", "accountability", "safe_reporting")


class MalformedStarter(ValueError):
    """A starter file misses a field, has one too many, or holds the wrong kind of value."""


class UnknownStarter(LookupError):
    """There is no starter text with that slug."""


@dataclass(frozen=True)
class StarterSection:
    """One section of a starter text.

    ``key`` is stable; one that begins with ``always`` or ``never`` is shown with tick or cross
    marks. ``requirements`` are the clauses it contains (R12 has two: R12a and R12b). Bodies are
    HTML.
    """

    key: str
    requirements: tuple[str, ...]
    heading_pl: str
    heading_en: str
    body_pl: str
    body_en: str


@dataclass(frozen=True)
class Starter:
    """One starter text. ``minutes`` is its reading time, ``review_months`` a proposal."""

    kind: str
    slug: str
    title_pl: str
    title_en: str
    summary_pl: str
    summary_en: str
    minutes: int
    review_months: int
    requirements: tuple[str, ...]
    sections: tuple[StarterSection, ...]

    #: Only procedures have steps.
    steps = ()


@dataclass(frozen=True)
class PlainSample:
    """The same in plain language, or for children; ``slug`` names the starter it explains."""

    slug: str
    kind: str
    title_pl: str
    title_en: str
    body_pl: str
    body_en: str


def starters() -> list[Starter]:
    """All starter texts: zero tolerance, code of conduct, accountability, safe reporting.

    Raises MalformedStarter, naming the file and the field, if one of them cannot be used.
    """
    return list(_read_all(FOLDER))


def starter(slug: str) -> Starter:
    """The starter text or procedure with that slug; UnknownStarter if there is none."""
    for text in (*_read_all(FOLDER), *procedures()):
        if text.slug == slug:
            return text
    raise UnknownStarter(slug)


def procedures():
    """The starter procedures, one per situation, in the order of ``policies.scenarios``."""
    from policies.starting_procedures import read_procedures

    return read_procedures()


def plain_samples(slug: str) -> list[PlainSample]:
    """The sample texts for other readers that come with a starter, if any."""
    return [sample for sample in _read_plain(PLAIN_FOLDER) if sample.slug == slug]


@cache
def _read_plain(folder):
    return tuple(read_plain(path) for path in sorted(folder.glob("*.toml")))


def read_plain(path: Path) -> PlainSample:
    """Read and check one of them; MalformedStarter says what is wrong with it."""
    sample = checked(PlainSample, _content(path), path.name)
    if sample.kind not in PLAIN_KINDS:
        raise MalformedStarter(f"{path.name}: unknown kind {sample.kind}")
    if path.stem != f"{sample.slug}.{sample.kind}":
        raise MalformedStarter(f"{path.name}: the name is not {sample.slug}.{sample.kind}")
    return sample


@cache
def _read_all(folder):
    texts = [read(path) for path in folder.glob("*.toml")]
    kinds = sorted(text.kind for text in texts)
    if kinds != sorted(ORDER):
        raise MalformedStarter(f"{folder.name}: one text of each kind is needed, found {kinds}")
    return tuple(sorted(texts, key=lambda text: ORDER.index(text.kind)))


def read(path: Path) -> Starter:
    """Read and check one starter file; MalformedStarter says what is wrong with it."""
    content = _content(path)
    sections = content.get("sections")
    if not isinstance(sections, list) or not sections:
        raise MalformedStarter(f"{path.name}: at least one [[sections]] is needed")
    content["sections"] = tuple(
        checked(StarterSection, section, f"{path.name}, section {number}")
        for number, section in enumerate(sections, start=1)
    )
    text = checked(Starter, content, path.name)
    _check_names(text, path)
    return text


def _content(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedStarter(f"{path.name}: {error}") from error


def checked(shape, values, where):
    """Build the dataclass from exactly its fields, each of the declared type and not empty."""
    if not isinstance(values, dict):
        raise MalformedStarter(f"{where}: a table of fields is needed")
    wanted = {field.name: field.type for field in fields(shape)}
    if missing := sorted(wanted.keys() - values.keys()):
        raise MalformedStarter(f"{where}: missing {', '.join(missing)}")
    if surplus := sorted(values.keys() - wanted.keys()):
        raise MalformedStarter(f"{where}: unknown {', '.join(surplus)}")
    return shape(**{name: _value(name, values[name], wanted[name], where) for name in wanted})


def _value(name, value, kind, where):
    if kind is str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        raise MalformedStarter(f"{where}: {name} must be a text that is not empty")
    if kind is int:
        if type(value) is int and value > 0:
            return value
        raise MalformedStarter(f"{where}: {name} must be a whole number above zero")
    if name == "requirements":
        if isinstance(value, list) and all(isinstance(number, str) for number in value):
            return tuple(value)
        raise MalformedStarter(f"{where}: requirements must be a list of texts")
    return value


def _check_names(text, path):
    """The kind is known, the slug is the file's name, and no section key occurs twice."""
    if text.kind not in ORDER:
        raise MalformedStarter(f"{path.name}: unknown kind {text.kind}")
    if text.slug != path.stem:
        raise MalformedStarter(f"{path.name}: the slug {text.slug} is not the file's name")
    keys = [section.key for section in text.sections]
    if len(keys) != len(set(keys)):
        raise MalformedStarter(f"{path.name}: a section key occurs twice")
