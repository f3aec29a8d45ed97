"""Hostile words in front of every text that people typed, in every row of the world."""

from itertools import cycle

from django.apps import apps
from django.db import connection, models
from phonenumber_field.modelfields import PhoneNumberField

from people.searching import DerivedTextField
from tests.tidying import silenced

APPS = {"documents", "people", "policies", "training"}
#: Shorter ones hold hashes and codes.
SHORTEST = 80  # characters
#: Texts of the product itself: whoever can write these needs no poison.
OWN = {"file_key", "fields", "job", "name_key", "next_url", "parameters", "password", "path"} | {
    "session_data"
}
NOT_TYPED = (
    models.EmailField,
    models.SlugField,
    models.URLField,
    DerivedTextField,
    PhoneNumberField,
)


def poison(words, each=1):
    """Put some of the words in front of each text, as its field cleans it; hashes do not follow.

    ``each`` says how many; what does not fit into a field is cut off.
    """
    words = map("".join, zip(*[cycle(words)] * each, strict=True))
    with silenced(connection):
        for model in apps.get_models():
            if model._meta.app_label in APPS and (fields := typed(model)):
                _poison(model, fields, words)


def typed(model):
    """The fields of a model that hold what people typed; of a translated one those that count."""
    fields = model._meta.local_concrete_fields
    names = {field.name for field in fields}
    return [field for field in fields if f"{field.name}_pl" not in names and is_typed(field)]


def is_typed(field):
    """Whether somebody may have typed what the field holds."""
    is_text = isinstance(field, models.CharField | models.TextField)
    is_short = field.max_length is not None and field.max_length < SHORTEST
    is_own = field.choices or field.unique or field.name in OWN or isinstance(field, NOT_TYPED)
    return is_text and not is_short and not is_own


def _poison(model, fields, words):
    names = ", ".join(f'"{field.column}" = %s' for field in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    statement = f'UPDATE "{table}" SET {names} WHERE "{key}" = %s'  # noqa: S608 (ours)
    rows = [
        [*(_poisoned(field, row, next(words)) for field in fields), row.pk]
        for row in model._base_manager.all()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _poisoned(field, row, word):
    text = row.__dict__[field.attname]
    if text:
        setattr(row, field.attname, f"{word}{text}"[: field.max_length])
    return field.get_db_prep_save(field.pre_save(row, add=False), connection)
