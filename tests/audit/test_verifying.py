"""Every change, cut and swap in the trail is found, and nothing else (security.md 6, 16)."""

import os
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override

from audit.chain import HASHED, row_hash
from audit.models import Event, Head
from audit.verifying import CHUNK, Fault, Reason, anchor, verify

TAMPERINGS = int(os.environ.get("LATARNIA_TAMPERINGS", "300"))  # more: benchmarks/tampering.py
EVENTS = 40
ANOTHER = {
    "at": lambda value: value.replace(year=value.year + 1),
    "actor": lambda value: None if value else "00000000-0000-4000-8000-00000000000b",
    "role": lambda value: "management" if value == "" else "",
    "action": lambda value: f"{value}_",
    "object_type": lambda value: f"{value}s",
    "object_id": lambda value: f"{value}0",
    "unit": lambda value: (value or 0) + 1,
    "result": lambda value: "refused",
    "fields": lambda value: [*value, "kind"],
    "digest": lambda value: "f" * 64,
    "count": lambda value: 1,
    "previous_hash": lambda value: value[1:] + ("1" if value[0] == "0" else "0"),
    "row_hash": lambda value: value[::-1],
}

pytestmark = pytest.mark.django_db


def event(sequence):
    return Event.objects.filter(sequence=sequence)


def change(pick):
    """Another value in one column of one event."""
    sequence, column = pick.randint(1, EVENTS), pick.choice(list(ANOTHER))
    value = event(sequence).values_list(column, flat=True).get()
    event(sequence).update(**{column: ANOTHER[column](value)})


def cut(pick):
    """Some events in a row are gone, at the start, in the middle or at the end."""
    first = pick.randint(1, EVENTS)
    Event.objects.filter(sequence__range=(first, first + pick.randint(0, 5))).delete()


def swap(pick):
    """Two events change places."""
    one, two = pick.sample(range(1, EVENTS + 1), 2)
    event(one).update(sequence=EVENTS + 1)
    event(two).update(sequence=one)
    event(EVENTS + 1).update(sequence=two)


def insert(pick):
    """A made-up event where the end is, with a right hash and no head that knows it."""
    last = Event.objects.get(sequence=EVENTS)
    forged = forge(last, previous_hash=last.row_hash, sequence=EVENTS + 1)
    forged.save(force_insert=True)


def move_head(pick):
    """The recorded end goes elsewhere."""
    target = pick.choice([0, 1, EVENTS - 1, EVENTS + 1])
    Head.objects.update(sequence=target)


def forge(original, **changes):
    values = {name: getattr(original, name) for name in HASHED} | changes
    previous = values.pop("previous_hash")
    return Event(**values, previous_hash=previous, row_hash=row_hash(previous, values))


def rebuild_from(sequence, **changes):
    """What somebody does who owns the database: a change, and every later hash made to fit."""
    previous = event(sequence).get().previous_hash
    for original in Event.objects.filter(sequence__gte=sequence).order_by("sequence"):
        forged = forge(original, previous_hash=previous, **changes)
        forged.save(force_update=True)
        previous, changes = forged.row_hash, {}
    Head.objects.update(row_hash=previous)


def test_a_trail_nobody_touched_is_whole(write):
    assert verify().is_sound
    assert verify().last == anchor() == f"0:{'0' * 64}"

    write(EVENTS)

    findings = verify()
    assert (findings.count, findings.last, findings.faults) == (EVENTS, anchor(), ())


def test_tampering_is_found_every_time_and_never_falsely(write, lifted):
    write(EVENTS)
    kept, head = list(Event.objects.order_by("sequence")), Head.objects.get()
    missed = []
    for seed in range(TAMPERINGS):
        pick = random.Random(seed)
        tampering = pick.choices([change, cut, swap, insert, move_head], [6, 3, 3, 1, 1])[0]
        tampering(pick)
        if verify().is_sound:
            missed.append((seed, tampering.__name__))
        Event.objects.all().delete()
        Event.objects.bulk_create(kept)
        head.save()
        assert verify().is_sound, f"restored after {seed}"

    assert missed == []


def test_each_column_is_covered_by_the_hash(write, lifted):
    write(4)
    assert {*HASHED, "previous_hash", "row_hash"} == {
        field.name for field in Event._meta.concrete_fields
    }
    for column in ANOTHER:
        original = event(2).get()
        event(2).update(**{column: ANOTHER[column](getattr(original, column))})

        assert verify().faults[0].sequence == 2, column
        original.save()


def test_findings_name_the_event_and_the_reason(write, lifted):
    last = write(9)[-1]

    event(3).update(role="administrator")
    event(5).delete()
    event(9).delete()

    assert verify().faults == (
        Fault(3, Reason.CONTENT),
        Fault(6, Reason.GAP),
        Fault(9, Reason.CUT),
    )
    event(7).update(previous_hash=last.row_hash)
    assert Fault(7, Reason.LINK) in verify().faults


def test_the_recorded_end_must_be_the_last_event(write, lifted):
    write(3)

    Head.objects.update(row_hash="1" * 64)
    assert verify().faults == (Fault(3, Reason.HEAD),)
    Head.objects.update(sequence=2)
    assert verify().faults == (Fault(2, Reason.HEAD), Fault(3, Reason.BEYOND))
    Head.objects.all().delete()
    assert verify().faults == (Fault(0, Reason.NO_HEAD),)


def test_a_rebuilt_trail_is_given_away_by_a_printed_anchor(write, lifted):
    write(5)
    printed = anchor()
    assert verify(expected_anchor=printed).is_sound

    rebuild_from(3, role="administrator")

    assert verify().is_sound
    assert verify(expected_anchor=printed).faults == (Fault(5, Reason.ANCHOR),)


def test_a_cut_end_with_a_fitting_head_is_given_away_by_a_printed_anchor(write, lifted):
    write(5)
    printed = anchor()

    event(5).delete()
    Head.objects.update(sequence=4, row_hash=event(4).get().row_hash)

    assert verify().is_sound
    assert verify(expected_anchor=printed).faults == (Fault(5, Reason.CUT),)


def test_an_older_anchor_still_holds_when_the_trail_has_grown(write):
    write(3)
    printed = anchor()
    write(3)

    assert verify(expected_anchor=printed).is_sound


def test_an_anchor_of_the_empty_trail_has_one_hash_only(write):
    printed = anchor()
    write(2)

    assert verify(expected_anchor=printed).is_sound
    assert verify(expected_anchor=f"0:{'f' * 64}").faults == (Fault(0, Reason.ANCHOR),)


@pytest.mark.parametrize("wrong", ["7", "x:1", f"1:{'g' * 64}", f"1:{'a' * 63}", f" 1:{'a' * 64}"])
def test_an_anchor_has_one_form(wrong):
    with pytest.raises(ValueError, match="SEQ:HASH"), override("en"):
        verify(expected_anchor=wrong)


def test_events_appended_during_the_walk_are_no_fault(write):
    write(3)
    waiting = [2, 2]

    def append_meanwhile(execute, sql, params, many, context):
        if waiting and sql.startswith("SELECT") and '"audit_event"' in sql:
            write(waiting.pop())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(append_meanwhile):
        findings = verify()

    assert (waiting, findings.faults) == ([], ())
    assert Head.objects.get().sequence == 7


def test_a_long_trail_is_read_in_chunks(write, django_assert_num_queries):
    write(3)
    with django_assert_num_queries(4):
        verify()
    last = Event.objects.first()
    rows = []
    for sequence in range(4, CHUNK + 3):
        last = forge(last, sequence=sequence, previous_hash=last.row_hash)
        rows.append(last)
    Event.objects.bulk_create(rows)

    with django_assert_num_queries(5):
        findings = verify()

    assert (findings.count, findings.faults) == (CHUNK + 2, (Fault(CHUNK + 2, Reason.BEYOND),))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps to its types")
@pytest.mark.parametrize(
    "assignment",
    [
        "at = 'yesterday'",
        "actor = 'nobody'",
        "fields = 'no json'",
        "role = x'ff'",
        "sequence = 'x'",
    ],
)
def test_what_cannot_be_read_is_a_fault_and_no_crash(write, lifted, assignment):
    write(6)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE audit_event SET {assignment} WHERE sequence = 4")  # noqa: S608
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    findings = verify()

    assert not findings.is_sound
    assert findings.count == 6
    assert {fault.sequence for fault in findings.faults} <= {4, 5, "x"}


def test_many_faults_are_counted_and_some_are_kept(write, lifted):
    write(150)
    Event.objects.update(role="administrator")

    findings = verify()

    assert (len(findings.faults), findings.more) == (100, 50)
    with override("en"):
        assert str(findings).endswith("(and 145 more places).")


def test_the_command_says_so_in_one_line(write, capsys):
    write(2)
    printed = anchor()

    with override("en"):
        call_command("verify_audit", anchor=printed)

    assert capsys.readouterr().out == f"The trail is whole: 2 events, the last is {printed}.\n"


def test_the_command_fails_on_a_changed_trail(write, lifted):
    write(2)
    event(1).update(role="administrator")

    with override("en"), pytest.raises(CommandError) as failure:
        call_command("verify_audit")

    assert failure.value.returncode == 1
    assert str(failure.value) == (
        "The trail was changed. Event 1: the content does not match its hash."
    )


def test_the_command_refuses_an_anchor_of_another_form():
    with pytest.raises(CommandError):
        call_command("verify_audit", anchor="7")
