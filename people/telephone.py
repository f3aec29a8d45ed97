"""Numbers to call: as they are dialled, as they are read, and the one on duty for somebody."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from documents.templatetags.page import phone
from people.models import Assignment

#: Digits with or without a plus: short numbers such as 112 and 116 111 are dialled as they are.
DIALLED = re.compile(r"\+?[0-9]{3,15}")


def as_dialled(typed):
    """The digits of a number as people write it; ValidationError when it is none."""
    dialled = re.sub(r"[\s().-]", "", typed)
    if not DIALLED.fullmatch(dialled):
        raise ValidationError(_("Enter a telephone number, for example +48 22 000 00 00."))
    return dialled


def as_read(dialled):
    """A number in groups, as it is read out: "116 111", "+48 000 000 111"."""
    if dialled.startswith("+"):
        return phone(PhoneNumber.from_string(dialled))
    return " ".join(dialled[start : start + 3] for start in range(0, len(dialled), 3))


def duty_unit(person, day):
    """The unit of the person with a telephone on duty on that day, if any."""
    assignment = (
        Assignment.objects.open_on(day)
        .filter(person=person)
        .exclude(Q(unit__phone="") | Q(unit__phone=None))
        .select_related("unit")
        .order_by("-starts_on")
        .first()
    )
    return assignment.unit if assignment else None
