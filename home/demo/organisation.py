"""The invented foundation: its units, functions, named accounts and first helpers."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from home.demo.names import draw_name
from people.models import (
    Assignment,
    BackgroundCheck,
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

PASSWORD = "latarnia-na-peronie"

FUNCTIONS = [
    ("first-contact", "pierwszy kontakt", "first contact"),
    ("driver", "transport", "driver"),
    ("interpreter", "tłumaczenie", "interpreter"),
    ("host", "goszczenie", "host"),
    ("office", "praca biurowa", "office work"),
]


@dataclass(frozen=True)
class Account:
    """A person whom somebody trying the product can sign in as."""

    slug: str
    given_name: str
    family_name: str
    unit: str
    kind: str
    function: str = ""
    language: str = "pl"
    roles: tuple = ()
    days_here: int = 500
    label: str = ""

    @property
    def email(self):
        return f"{self.slug}@example.org"


ACCOUNTS = [
    Account(
        "anna", "Anna", "Lisowska", "office", Kind.STAFF, "office", roles=(Role.ADMINISTRATOR,)
    ),
    Account(
        "marta", "Marta", "Wrona", "office", Kind.STAFF, "office", roles=(Role.POLICY_MANAGER,)
    ),
    Account("tomasz", "Tomasz", "Borek", "office", Kind.BOARD, roles=(Role.MANAGEMENT,)),
    Account("iryna", "Iryna", "Sawczuk", "office", Kind.BOARD, roles=(Role.MANAGEMENT,)),
    Account(
        "hanna", "Hanna", "Dudek", "station", Kind.STAFF, "first-contact", roles=(Role.UNIT_LEAD,)
    ),
    Account("oksana", "Oksana", "Koval", "station", Kind.VOLUNTEER, "first-contact", days_here=35),
    Account(
        "daniel",
        "Daniel",
        "Novak",
        "station",
        Kind.VOLUNTEER,
        "interpreter",
        language="en",
        days_here=20,
    ),
    Account("piotr", "Piotr", "Zięba", "lodging", Kind.VOLUNTEER, "driver", days_here=300),
    Account(
        "ewa",
        "Ewa",
        "Sikora",
        "lodging",
        Kind.STAFF,
        "office",
        roles=(Role.TRAINING_COORDINATOR,),
        days_here=640,
    ),
]

#: (unit, kind, function, how many) beside the named accounts.
CROWD = [
    ("office", Kind.STAFF, "office", 3),
    ("office", Kind.BOARD, "", 1),
    ("office", Kind.TRAINEE, "office", 2),
    ("office", Kind.EXPERT, "", 1),
    ("station", Kind.STAFF, "first-contact", 3),
    ("station", Kind.VOLUNTEER, "first-contact", 14),
    ("station", Kind.VOLUNTEER, "interpreter", 5),
    ("station", Kind.PARTNER, "first-contact", 3),
    ("lodging", Kind.STAFF, "office", 2),
    ("lodging", Kind.VOLUNTEER, "host", 9),
    ("lodging", Kind.VOLUNTEER, "driver", 5),
    ("lodging", Kind.CONTRACTOR, "driver", 3),
]


@dataclass
class World:
    """What was made, for the steps that follow."""

    today: object
    now: object
    random: Random
    units: dict = field(default_factory=dict)
    functions: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)


def make_organisation(world):
    """The organisation with the demonstration's relaxed sign-in, its units and functions."""
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name_pl": "Fundacja Jasny Peron",
            "name_en": "Jasny Peron Foundation",
            "controller_pl": "Fundacja Jasny Peron (organizacja zmyślona), dane@example.org",
            "controller_en": "Jasny Peron Foundation (an invented organisation), dane@example.org",
            "login_codes": True,
            "second_factor_required": False,
            "procedures_are_public": True,
            "field_card_is_public": True,
            "is_demo": True,
        },
    )
    Organisation.objects.forget()
    opened = world.today - timedelta(days=900)
    office = Unit.objects.create(
        name_pl="Biuro krajowe", name_en="Head office", opened_on=opened, phone="+48000000100"
    )
    station = Unit.objects.create(
        name_pl="Punkt na dworcu",
        name_en="Station help point",
        parent=office,
        opened_on=opened,
        phone="+48000000111",
    )
    lodging = Unit.objects.create(
        name_pl="Noclegi i transport",
        name_en="Lodging and transport",
        parent=office,
        opened_on=opened,
        phone="+48000000122",
    )
    world.units = {"office": office, "station": station, "lodging": lodging}
    world.functions = {
        slug: Function.objects.create(slug=slug, name_pl=polish, name_en=english)
        for slug, polish, english in FUNCTIONS
    }


def make_people(world):
    """The named accounts with their roles, and the crowd; some have left, some cannot sign in."""
    for account in ACCOUNTS:
        world.people[account.slug] = make_account(world, account)
    administrator = world.people["anna"]
    for account in ACCOUNTS:
        for role in account.roles:
            person = world.people[account.slug]
            RoleGrant.objects.create(
                person=person,
                role=role,
                unit=world.units[account.unit] if role == Role.UNIT_LEAD else None,
                granted_by=None if person == administrator else administrator,
                starts_on=world.today - timedelta(days=account.days_here),
            )
    for unit, kind, function, count in CROWD:
        for number in range(count):
            make_helper(world, unit, kind, function, number)


def make_account(world, account):
    """A person who can sign in with the demonstration's password."""
    person = Person.objects.create_person(
        given_name=account.given_name,
        family_name=account.family_name,
        email=account.email,
        language=account.language,
        added_at=world.now - timedelta(days=account.days_here),
    )
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    assign(world, person, account.unit, account.kind, account.function, days_here=account.days_here)
    return person


def make_helper(world, unit, kind, function, number):
    """Somebody of the crowd: the third without e-mail, the last ones gone already."""
    given, family = draw_name(world.random)
    days_here = world.random.randint(12, 700)
    serial = Person.objects.count()
    person = Person.objects.create_person(
        given_name=given,
        family_name=family,
        email=None if serial % 3 == 0 else f"osoba{serial}@example.org",
        language="en" if serial % 9 == 0 else "pl",
        added_at=world.now - timedelta(days=days_here),
    )
    has_left = number % 8 == 7
    left_on = world.today - timedelta(days=world.random.randint(3, 10)) if has_left else None
    assign(world, person, unit, kind, function, days_here=max(days_here, 20), ends_on=left_on)
    if has_left:
        person.left_on = left_on
        person.save(update_fields=["left_on"])
    world.people[f"helper-{serial}"] = person


def assign(world, person, unit, kind, function, *, days_here, ends_on=None):
    """An assignment that began so many days ago."""
    return Assignment.objects.create(
        person=person,
        unit=world.units[unit],
        kind=kind,
        function=world.functions.get(function),
        starts_on=world.today - timedelta(days=days_here),
        ends_on=ends_on,
    )


def make_checks(world):
    """Volunteers who drive or host need the register checked before their first duty (R44)."""
    rule = CheckRule.objects.create(
        check_kind=CheckKind.OFFENDERS_REGISTER,
        kinds=[Kind.VOLUNTEER, Kind.CONTRACTOR],
        before_first_duty=True,
        due_days=0,
        starts_on=world.today - timedelta(days=200),
        added_by=world.people["anna"],
    )
    rule.functions.set([world.functions["driver"], world.functions["host"]])
    drivers = Assignment.objects.filter(function__in=rule.functions.all()).select_related("person")
    for number, assignment in enumerate(drivers.order_by("pk")):
        if number % 5 != 4:
            BackgroundCheck.objects.create(
                person=assignment.person,
                kind=CheckKind.OFFENDERS_REGISTER,
                seen_on=max(assignment.starts_on, world.today - timedelta(days=190)),
                seen_by=world.people["hanna"],
                valid_until=world.today + timedelta(days=200 + number),
            )
