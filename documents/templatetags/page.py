"""Tags and filters of every page: ``{% load page %}``."""

import datetime
import re

from django import template
from django.utils import formats, timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from documents import drawings

register = template.Library()

DAY = "j E Y"
MOMENT = "j E Y, H:i"
NO_BREAK = "\N{NO-BREAK SPACE}"
TAG = re.compile(r"(<[^>]*>)")
#: A space after a word of one letter (Polish a, i, o, u, w, z), and one after a number.
GLUE = re.compile(r"(?<=(?<!\w)[aiouwzAIOUWZ]) (?=\S)|(?<=\d) (?=\w)")

register.simple_tag(drawings.icon, name="icon")
register.simple_tag(drawings.lantern, name="lantern")
register.simple_tag(drawings.bar, name="bar")


@register.filter
def day(value):
    """A date in words of the reader's language: 3 marca 2026, 3 March 2026."""
    if isinstance(value, datetime.datetime):
        value = in_our_zone(value)
    return formats.date_format(value, DAY) if value else ""


@register.filter
def moment(value):
    """A moment in the organisation's zone: 3 marca 2026, 14:32."""
    return formats.date_format(in_our_zone(value), MOMENT) if value else ""


def in_our_zone(value):
    """The same moment in the zone of the organisation; naive values are in it already."""
    if timezone.is_naive(value):
        return value
    return timezone.localtime(value, timezone.get_default_timezone())


@register.filter(is_safe=True)
def nbsp(value):
    """No-break spaces after words of one letter and between a number and its unit, not in tags."""
    if not isinstance(value, SafeString):
        return GLUE.sub(NO_BREAK, str(value))
    parts = TAG.split(value)
    parts[::2] = [GLUE.sub(NO_BREAK, part) for part in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308 (it was safe, only spaces changed)


@register.filter
def phone(number):
    """A telephone number in groups as people read it aloud: +48 000 000 111."""
    if number.is_valid():
        return number.as_international
    national = str(number.national_number).zfill(9)
    groups = [national[start : start + 3] for start in range(0, len(national), 3)]
    return " ".join([f"+{number.country_code}", *groups])


@register.filter
def initials(name):
    """The first letters of the first and the last word of a name, for an avatar."""
    words = [word for word in re.split(r"[\s-]+", str(name)) if word[:1].isalpha()]
    letters = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in letters).upper() or "?"


@register.filter
def problems(form):
    """The (anchor, message) pairs of everything wrong with a form, in the order of its fields."""
    found = [("", message) for message in form.non_field_errors()]
    for field in form:
        found += [("" if field.is_hidden else anchor(field), message) for message in field.errors]
    return found


@register.filter
def anchor(field):
    """The id to jump to for a field: of its input, or of the first choice in a group."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def choice_hint(option, field):
    """The small line under a choice, from the ``hints`` of the form field, if it has any.

    ``form.fields["readers_must"].hints = {"read": _("33 people get a new task.")}``
    """
    hints = getattr(field.field, "hints", {})
    return conditional_escape(hints.get(str(option["value"]), ""))
