"""Find units by name or path and functions by name, in either language."""

import re
from collections import defaultdict
from datetime import timedelta

from django.conf import settings

from people.models import Function, Unit
from people.searching import fold

SEPARATORS = re.compile(r"\s*[/>\\»›]\s*")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class Places:
    """The units and functions as they are now, read once."""

    def __init__(self):
        self._units = {unit.pk: unit for unit in Unit.objects.order_by()}
        self._by_name = defaultdict(set)
        for unit in self._units.values():
            for language in LANGUAGES:
                self._by_name[_key(_name(unit, language))].add(unit.pk)
                self._by_name[_key(self._path(unit, language))].add(unit.pk)
        self.functions = {
            fold(words): function.pk
            for function in Function.objects.order_by("-pk")
            for words in (function.slug, function.name_pl or "", function.name_en or "")
            if words
        }

    def unit(self, text, starts_on, ends_on):
        """(id, "") of the unit that exists on all of these days, or (None, code of a problem)."""
        named = [self._units[pk] for pk in self._by_name.get(_key(text), ())]
        if not named:
            return None, "unknown_unit"
        there = [unit for unit in named if _exists(unit, starts_on, ends_on)]
        if not there:
            return None, "unit_closed"
        if len(there) > 1:
            return None, "several_units"
        return there[0].pk, ""

    def lineage(self, pk):
        """The id shared by all successive forms of a unit."""
        return self._units[pk].lineage

    def _path(self, unit, language):
        names = []
        while unit is not None:
            names.append(_name(unit, language))
            unit = self._units.get(unit.parent_id)
        return "/".join(reversed(names))


def _name(unit, language):
    return getattr(unit, f"name_{language}") or unit.name


def _key(text):
    return "/".join(SEPARATORS.split(fold(text).strip()))


def _exists(unit, starts_on, ends_on):
    if starts_on < unit.opened_on:
        return False
    if unit.closed_on is None:
        return True
    return ends_on is not None and ends_on <= unit.closed_on - timedelta(days=1)
