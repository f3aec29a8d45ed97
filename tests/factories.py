"""The smallest valid rows; a state that comes about by doing something is reached by doing it."""

from datetime import UTC, date, datetime

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from people.models import (
    Assignment,
    CheckKind,
    CheckRule,
    Function,
    Kind,
    Organisation,
    Person,
    Role,
    RoleGrant,
    Unit,
)

#: Everything in these rows began long before the days that tests talk about.
LONG_AGO = date(2020, 1, 1)


class OrganisationFactory(DjangoModelFactory):
    """The one organisation; `relaxed` lets privileged people in without a second factor."""

    class Meta:
        model = Organisation
        django_get_or_create = ("id",)

    class Params:
        relaxed = factory.Trait(second_factor_required=False)

    id = 1
    name_pl = "Fundacja Jasny Peron"
    name_en = "Jasny Peron Foundation"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    name_pl = factory.Sequence(lambda number: f"Zespół {number}")
    name_en = factory.Sequence(lambda number: f"Team {number}")
    opened_on = LONG_AGO


class FunctionFactory(DjangoModelFactory):
    class Meta:
        model = Function

    slug = factory.Sequence(lambda number: f"function-{number}")
    name_pl = factory.LazyAttribute(lambda row: f"{row.slug} po polsku")
    name_en = factory.LazyAttribute(lambda row: f"{row.slug} in English")


class PersonFactory(DjangoModelFactory):
    """Somebody without a password yet; `assigned` adds a place, `role` a role from long ago on.

    `PersonFactory(assigned=True)`, `PersonFactory(assigned__unit=unit)`,
    `PersonFactory(role=Role.ADMINISTRATOR)`, `PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)`.
    """

    class Meta:
        model = Person
        skip_postgeneration_save = True

    given_name = "Jan"
    family_name = factory.Sequence(lambda number: f"Testowy{number}")
    email = factory.Sequence(lambda number: f"person{number}@example.org")
    password = factory.LazyFunction(lambda: make_password(None))
    language = "en"
    added_at = datetime(2020, 1, 1, 12, tzinfo=UTC)

    @factory.post_generation
    def assigned(self, create, wanted, **fields):
        if create and (wanted or fields):
            AssignmentFactory(person=self, **fields)

    @factory.post_generation
    def role(self, create, wanted, **fields):
        if create and wanted:
            RoleGrantFactory(person=self, role=wanted, **fields)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    kind = Kind.VOLUNTEER
    starts_on = LONG_AGO


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory)
    role = Role.POLICY_MANAGER
    starts_on = LONG_AGO


class CheckRuleFactory(DjangoModelFactory):
    class Meta:
        model = CheckRule

    check_kind = CheckKind.OFFENDERS_REGISTER
    starts_on = LONG_AGO
