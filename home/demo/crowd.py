"""The same organisation, large: many units, people and acknowledgements, made in bulk."""

from datetime import timedelta

from django.db import transaction

from audit.trail import record_batch
from home.demo.names import draw_name
from home.demo.organisation import CROWD
from people.models import Assignment, Person, Unit
from policies.hashing import digest

CHUNK = 5000
PEOPLE_PER_UNIT = 400


def make_crowd(world, people):
    """Add people until there are so many, in sites below the three units of the small demo."""
    missing = people - Person.objects.count()
    if missing <= 0:
        return
    sites = make_sites(world, max(3, missing // PEOPLE_PER_UNIT))
    shape = [
        (unit, kind, function) for unit, kind, function, count in CROWD for _each in range(count)
    ]
    for start in range(0, missing, CHUNK):
        make_chunk(world, sites, shape, range(start, min(start + CHUNK, missing)))


def make_sites(world, count):
    """Sites below the station and the lodging team, by the unit they stand under."""
    opened = world.today - timedelta(days=900)
    sites = {"office": [world.units["office"]], "station": [], "lodging": []}
    for number in range(count):
        above = "station" if number % 2 == 0 else "lodging"
        polish = ("Punkt" if above == "station" else "Noclegi") + f" nr {number + 1}"
        english = ("Help point" if above == "station" else "Lodging") + f" no. {number + 1}"
        sites[above].append(
            Unit.objects.create(
                name_pl=polish, name_en=english, parent=world.units[above], opened_on=opened
            )
        )
    return sites


@transaction.atomic
def make_chunk(world, sites, shape, numbers):
    """One chunk of people with one assignment each, and one trail event for the batch."""
    random, drawn = world.random, []
    for number in numbers:
        given, family = draw_name(random)
        days_here = random.randint(12, 700)
        left_on = world.today - timedelta(days=random.randint(1, 11)) if number % 12 == 11 else None
        person = Person(
            given_name=given,
            family_name=family,
            email=None if number % 3 == 0 else f"helper{number}@example.net",
            language="en" if number % 9 == 0 else "pl",
            password="!",
            added_at=world.now - timedelta(days=days_here),
            left_on=left_on,
        )
        drawn.append((person, days_here, left_on, shape[number % len(shape)]))
    Person.objects.bulk_create([person for person, *_rest in drawn], batch_size=1000)
    Assignment.objects.bulk_create(
        [
            Assignment(
                person=person,
                unit=random.choice(sites[unit]),
                kind=kind,
                function=world.functions.get(function),
                starts_on=world.today - timedelta(days=max(days_here, 12)),
                ends_on=left_on,
            )
            for person, days_here, left_on, (unit, kind, function) in drawn
        ],
        batch_size=1000,
    )
    record_batch(
        "person.added",
        by=world.people["anna"],
        at=world.now,
        digest=digest([str(person.uid) for person, *_rest in drawn]),
        count=len(drawn),
    )
