"""Anonymise a person in every app at once; the last word after ``people.anonymising``."""

from django.db import transaction

from home.personal_data import forget_of
from people.anonymising import anonymise
from training.evidence import forget as forget_evidence


@transaction.atomic
def erase(person, *, by, at, on, why):
    """Anonymise a person and delete the files about them; raises what ``anonymise`` raises."""
    erased = anonymise(person, by=by, at=at, on=on, why=why)
    forget_of(person)
    forget_evidence(person, by=by, at=at)
    return erased
