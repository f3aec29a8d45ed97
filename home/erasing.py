"""Anonymise a person in every app at once; the last word after ``people.anonymising``."""

from django.db import transaction

from home.personal_data import forget_of
from people.anonymising import anonymise

#: What else holds a name or a file about a person: functions of the person, run first.
FORGETTING = [forget_of]


@transaction.atomic
def erase(person, *, by, at, on, why):
    """Anonymise a person and delete the files about them; raises what ``anonymise`` raises."""
    for forget in FORGETTING:
        forget(person)
    return anonymise(person, by=by, at=at, on=on, why=why)
