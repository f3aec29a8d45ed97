"""Search and order that do not stumble over accents, the same on every database."""

import unicodedata

from django.db import models

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss"}
)
_POLISH_ORDER = str.maketrans(
    {
        "ą": "a~", "ć": "c~", "ę": "e~", "ł": "l~", "ń": "n~",
        "ó": "o~", "ś": "s~", "ź": "z~", "ż": "z~~",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """The text without case and accents: "Łódź" and "LODZ" both become "lodz"."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = unicodedata.normalize("NFKD", decomposed).translate(_LETTERS_WITHOUT_DECOMPOSITION)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def sort_key(text: str) -> str:
    """A key that puts ł after l and ż after ź when compared letter by letter.

    Letters of other alphabets lose their accents, so that they stand beside their base letter.
    """
    marked = unicodedata.normalize("NFC", text).casefold().translate(_POLISH_ORDER)
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", marked)
        if not unicodedata.combining(letter)
    )


class DerivedTextField(models.TextField):
    """Text worked out from other fields whenever the row is written.

    ``source`` names the fields, joined by a space; ``by`` is the function applied.
    """

    by = staticmethod(fold)

    def __init__(self, *args, source=(), **kwargs):
        self.source = tuple(source)
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, instance, add):
        words = [getattr(instance, field) or "" for field in self.source]
        value = self.by(" ".join(word for word in words if word))
        setattr(instance, self.attname, value)
        return value


class SearchField(DerivedTextField):
    """What a search looks through: ``filter(search__contains=fold(words))``."""


class SortField(DerivedTextField):
    """What a list is ordered by, in the order of the Polish alphabet."""

    by = staticmethod(sort_key)
