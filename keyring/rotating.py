"""Bringing every restricted value under the newest key, so that older ones can be retired."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from keyring.values import CannotReveal, EncryptedTextField, conceal, is_newest, reveal

CHUNK = 500  # rows in one transaction


@dataclass
class Rotation:
    """How many values were renewed, and which could not be: (model, field, key of the row)."""

    renewed: int = 0
    failed: list[tuple[str, str, object]] | None = None

    def __post_init__(self):
        self.failed = []


def encrypted_fields():
    """Every encrypted column of the project, as pairs of a model and its field."""
    return [
        (model, field)
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    ]


def rotate():
    """Conceal every value anew that is not under the newest key. Returns a Rotation.

    May run beside the application and may be repeated: a value that changed meanwhile was written
    with the newest key and is left alone.
    """
    rotation = Rotation()
    for model, field in encrypted_fields():
        last = None
        while tokens := _next_tokens(model, field, last):
            with transaction.atomic():
                for key, token in tokens:
                    _renew(rotation, model, field, key, token)
            last = tokens[-1][0]
    return rotation


def _next_tokens(model, field, last):
    rows = _with_token(model, field).exclude(**{field.name: ""}).order_by("pk")
    rows = rows.exclude(**{f"{field.name}__isnull": True})
    if last is not None:
        rows = rows.filter(pk__gt=last)
    return list(rows.values_list("pk", "stored_token")[:CHUNK])


def _renew(rotation, model, field, key, token):
    if is_newest(token, purpose=field.purpose):
        return
    try:
        text = reveal(token, purpose=field.purpose)
    except CannotReveal:
        rotation.failed.append((model._meta.label, field.name, key))
        return
    renewed = models.Value(conceal(text, purpose=field.purpose), output_field=models.TextField())
    unchanged = _with_token(model, field).filter(pk=key, stored_token=token)
    rotation.renewed += unchanged.update(**{field.name: renewed})


def _with_token(model, field):
    """Rows with the stored token beside them, not revealed."""
    stored = Cast(models.F(field.name), output_field=models.TextField())
    return model._base_manager.annotate(stored_token=stored)
