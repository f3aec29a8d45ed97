"""Reading TOML into dataclasses: exactly the declared fields, each of the declared kind.

A field's annotation says what it takes: ``str`` a text that is not empty, ``int`` a whole number
above zero, ``MaybeText``, ``Prose`` and ``Count`` as below, ``bool | None`` true, false or
"unknown", ``tuple[...]`` a list. Whatever does not fit is refused by file and field.
"""

import tomllib
from collections import Counter
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import NewType, get_args

from policies.starting import MalformedStarter

ELEMENTS = frozenset("p h3 ul ol li strong em blockquote a table tbody tr th td".split())
PROTOCOLS = ("https:", "mailto:")
UNKNOWN = "unknown"

#: A text that may be empty.
MaybeText = NewType("MaybeText", str)
#: HTML of the elements above.
Prose = NewType("Prose", str)
#: A whole number from zero.
Count = NewType("Count", int)


def load(path):
    """The content of a TOML file as a dict."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedStarter(f"{path.name}: {error}") from error


def built(shape, values, where):
    """The dataclass made from exactly its fields; MalformedStarter names what does not fit.

    What is built already is taken as it is.
    """
    if isinstance(values, shape):
        return values
    if not isinstance(values, dict):
        raise MalformedStarter(f"{where}: a table of fields is needed")
    kinds = {field.name: field.type for field in fields(shape)}
    refuse(where, kinds.keys() - values.keys(), "missing")
    refuse(where, values.keys() - kinds.keys(), "unknown")
    return shape(**{name: _value(kinds[name], values[name], f"{where}: {name}") for name in kinds})


def refuse(where, found, complaint):
    """Raise MalformedStarter if anything was found, naming all of it."""
    if found:
        raise MalformedStarter(f"{where}: {complaint} {', '.join(sorted(found))}")


def twice(values):
    """Those values that occur more than once."""
    return {value for value, times in Counter(values).items() if times > 1}


def _value(kind, value, where):
    if kind == bool | None:
        return None if value == UNKNOWN else _simple(bool, value, where)
    if inner := get_args(kind):
        return _listed(inner[0], value, where)
    return _simple(kind, value, where)


def _listed(kind, value, where):
    if not isinstance(value, list) or (is_dataclass(kind) and not value):
        raise MalformedStarter(f"{where} must be a list")
    build = built if is_dataclass(kind) else _simple_in_order
    return tuple(build(kind, item, f"{where} {place}") for place, item in enumerate(value, start=1))


def _simple_in_order(kind, value, where):
    return _simple(kind, value, where)


def _simple(kind, value, where):
    fits, complaint = KINDS[kind]
    if not fits(value):
        raise MalformedStarter(f"{where} must be {complaint}")
    if kind is Prose:
        _check_html(value, where)
    return value.strip() if isinstance(value, str) else value


def _is_text(value):
    return isinstance(value, str) and bool(value.strip())


def _is_number(value, least):
    return type(value) is int and value >= least


KINDS = {
    str: (_is_text, "a text that is not empty"),
    Prose: (_is_text, "a text that is not empty"),
    MaybeText: (lambda value: isinstance(value, str), "a text"),
    int: (lambda value: _is_number(value, 1), "a whole number above zero"),
    Count: (lambda value: _is_number(value, 0), "a whole number from zero"),
    bool: (lambda value: isinstance(value, bool), "true or false"),
}


def _check_html(value, where):
    checker = _Checker(where)
    checker.feed(value)
    checker.close()
    if checker.open:
        raise MalformedStarter(f"{where}: <{checker.open[-1]}> is not closed")


class _Checker(HTMLParser):
    """Refuses other elements, attributes and addresses, text outside elements, empty elements."""

    def __init__(self, where):
        super().__init__()
        self.where, self.open, self.is_empty = where, [], True

    def refused(self, complaint):
        return MalformedStarter(f"{self.where}: {complaint}")

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            raise self.refused(f"<{tag}> is not allowed")
        if {name for name, _value in attrs} != ({"href"} if tag == "a" else set()):
            raise self.refused(f"<{tag}> has attributes that are not allowed, or no address")
        if tag == "a" and not (dict(attrs)["href"] or "").startswith(PROTOCOLS):
            raise self.refused("a link must begin with https: or mailto:")
        self.open.append(tag)
        self.is_empty = True

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise self.refused(f"</{tag}> closes nothing")
        if self.is_empty:
            raise self.refused(f"<{tag}> is empty")

    def handle_data(self, data):
        if data.strip():
            self.is_empty = False
            if not self.open:
                raise self.refused(f"text outside an element: {data.strip()}")

    def handle_comment(self, data):
        raise self.refused("comments are not allowed")
