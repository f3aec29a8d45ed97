"""Past acknowledgements in bulk: the same rows and hashes that people's own clicks make."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import make_aware

from audit.trail import record_batch
from people.models import Assignment, Person
from policies.hashing import acknowledgement_hash, digest
from policies.models import Acknowledgement, Policy, PolicyVersion
from policies.reading import text_of

CHUNK = 5000
LATEST_HOUR, EARLIEST_HOUR = 21, 7


def planned(world, shares, skip=frozenset()):
    """Yield unsaved acknowledgements in the order of time.

    ``shares`` maps a policy's slug to (share of people, days they take at most); people in ``skip``
    have done nothing yet. Only text that was in force, and people who were there, count.
    """
    majors = _majors(shares)
    assigned = (
        Assignment.objects.valid()
        .order_by("person", "starts_on")
        .values_list("person", "person__language", "starts_on", "ends_on")
    )
    found, seen = [], set(skip)
    for person, language, starts_on, ends_on in assigned.iterator(chunk_size=CHUNK):
        if person in seen:
            continue
        seen.add(person)
        for version, until in majors:
            share, days = shares[version.policy.slug]
            day = _day(world, version, starts_on, days)
            last = min(day_or(until), day_or(ends_on), world.today - timedelta(days=1))
            if starts_on < day_or(until) and day <= last and world.random.random() < share:
                found.append((some_moment(world, day), person, language, version))
    found.sort(key=lambda entry: (entry[0], entry[1]))
    return found


def day_or(day):
    """The day, or one that never comes."""
    return day or datetime.max.date()


def _majors(shares):
    """(first version of a major, the day before the next major or None), oldest first."""
    pairs = []
    for policy in Policy.objects.filter(slug__in=shares):
        versions = list(
            PolicyVersion.objects.published()
            .filter(policy=policy, minor=0)
            .select_related("policy")
            .order_by("major")
        )
        for version, following in zip(versions, [*versions[1:], None], strict=True):
            until = following.effective_on - timedelta(days=1) if following else None
            pairs.append((version, until))
    return pairs


def _day(world, version, starts_on, days):
    published_on = version.published_at.date()
    first = max(version.effective_on, starts_on, published_on + timedelta(days=1))
    return first + timedelta(days=int(days * world.random.random() ** 2))


def some_moment(world, day):
    hour = world.random.randint(EARLIEST_HOUR, LATEST_HOUR)
    return make_aware(datetime.combine(day, time(hour, world.random.randint(0, 59))))


def acknowledge_many(entries, *, by=None):
    """Store planned acknowledgements in chunks, linked per person, with one trail event a chunk."""
    newest = {}
    for start in range(0, len(entries), CHUNK):
        _store(entries[start : start + CHUNK], newest, by=by)


def _questions(version):
    """How many questions the readers of a version answer; None when it asks none."""
    return len(text_of(version, "pl").questions) or None


@transaction.atomic
def _store(entries, newest, *, by):
    people = Person.objects.in_bulk({person for _at, person, _language, _version in entries})
    passed = {version: _questions(version) for version in {entry[3] for entry in entries}}
    rows = []
    for at, person, language, version in entries:
        row = Acknowledgement(
            person=people[person],
            policy=version.policy,
            version=version,
            major=version.major,
            language=language,
            statement=getattr(version, f"statement_{language}"),
            version_hash=version.version_hash,
            questions_passed=passed[version],
            method=Acknowledgement.Method.SESSION,
            strength=Acknowledgement.Strength.CODE,
            acknowledged_at=at,
            acknowledged_on=at.date(),
            previous_hash=newest.get(person, ""),
        )
        row.row_hash = newest[person] = acknowledgement_hash(row)
        rows.append(row)
    Acknowledgement.objects.bulk_create(rows, batch_size=1000)
    record_batch(
        "policy.acknowledged",
        by=by,
        at=entries[-1][0],
        digest=digest([row.row_hash for row in rows]),
        count=len(rows),
        of="policies.acknowledgement",
        name=f"{rows[0].pk}-{rows[-1].pk}",
    )
