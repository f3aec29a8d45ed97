"""A workshop face to face: held with a guest and a signed sheet, planned again, and called off."""

from datetime import timedelta

from home.demo.paper import picture
from home.demo.policies import moment
from people.models import Assignment, Kind
from training.attending import add_guest, attach_sheet, last_said, note_attendance
from training.drafting import create_course
from training.editing import newest, publish
from training.models import Course, Lesson, ParticipationStatus
from training.planning import cancel_session, plan_session
from training.signing_up import add_person

Status = ParticipationStatus.Status
#: Days ago: the course, the session that was held, the one that was called off; days ahead.
WRITTEN, HELD, CALLED_OFF, COMING = 120, 24, 10, 12
HOURS, PLACES, CAME = 4, 8, 7
BODY_PL = (
    "<p>Cztery godziny w małej grupie, bez odgrywania cudzych historii.</p>"
    "<ul><li>Jak zacząć rozmowę na osobności i jak ją bezpiecznie przerwać.</li>"
    "<li>Jak powiedzieć, co musimy przekazać dalej, i zapytać o zgodę.</li>"
    "<li>Jak zapisać fakty tego samego dnia, bez ocen.</li>"
    "<li>Co robimy dla siebie po trudnym dyżurze.</li></ul>"
)
BODY_EN = (
    "<p>Four hours in a small group, without acting out anybody’s story.</p>"
    "<ul><li>How to begin to talk in private, and how to stop safely.</li>"
    "<li>How to say what we must pass on, and how to ask for consent.</li>"
    "<li>How to write down the facts the same day, without judging.</li>"
    "<li>What we do for ourselves after a hard shift.</li></ul>"
)


def make_sessions(world):
    """The workshop in every state that its pages show."""
    course = _workshop(world)
    people = _helpers(world)
    _held(world, course, people[:CAME])
    _called_off(world, course, people[:3])
    _coming(world, course, people[CAME:])


def _act(world, days_ago, hour=10, who="ewa"):
    at = moment(world, days_ago, hour)
    return {"by": world.people[who], "at": at, "on": at.date()}


def _helpers(world):
    """People with an account of the station's units, in the order of their names."""
    here = Assignment.objects.open_on(world.today - timedelta(days=WRITTEN))
    here = here.filter(kind__in=[Kind.VOLUNTEER, Kind.STAFF], person__left_on=None)
    leading = [world.people[who] for who in ("ewa", "hanna")]
    here = here.exclude(person__in=leading).select_related("person")
    found = here.order_by("person__sort", "person")[: CAME + PLACES + 3]
    return list({row.person_id: row.person for row in found}.values())


def _workshop(world):
    act = _act(world, WRITTEN)
    course = create_course(
        **act,
        slug="difficult-talk",
        title_pl="Trudna rozmowa: warsztat",
        title_en="A difficult talk: workshop",
        summary_pl="Ćwiczymy pierwszą rozmowę, jej przerwanie i zapis faktów.",
        summary_en="We practise the first talk, how to stop it, and writing down the facts.",
        form=Course.Form.SESSION,
        valid_months=36,
        is_open=True,
    )
    draft = newest(course)
    Lesson.objects.create(
        version=draft,
        position=1,
        key="programme",
        title_pl="Program",
        title_en="Programme",
        body_pl=BODY_PL,
        body_en=BODY_EN,
        minutes=HOURS * 60,
    )
    publish(draft, **act)
    return course


def _planned(world, course, days_ago, *, asked, **fields):
    begins = moment(world, days_ago, 10)
    return plan_session(
        **_act(world, asked),
        course=course,
        days=[(begins, begins + timedelta(hours=HOURS))],
        trainers=[world.people["hanna"]],
        capacity=PLACES,
        language="pl",
        **fields,
    )


def _held(world, course, people):
    """All but two came; somebody of a partner without account came along."""
    session = _planned(
        world, course, HELD, asked=HELD + 20, place="Świetlica przy noclegowni, sala 2"
    )
    rows = [add_person(session, each, **_act(world, HELD + 9)).participation for each in people]
    guest = {"guest": "Joanna Wilk", "guest_from": "Caritas, noclegownia"}
    walked_in = add_guest(session, **_act(world, HELD, 10, "hanna"), **guest)
    absent = dict.fromkeys([row.pk for row in rows[:2]], Status.ABSENT)
    attended = dict.fromkeys([row.pk for row in [*rows[2:], walked_in]], Status.ATTENDED)
    act = _act(world, HELD, 15, "hanna")
    note_attendance(session, absent | attended, seen=last_said(session), **act)
    attach_sheet(session, picture("Lista obecności"), **act)


def _called_off(world, course, people):
    session = _planned(
        world, course, CALLED_OFF, asked=CALLED_OFF + 14, place="Dworzec, sala odpraw"
    )
    for each in people:
        add_person(session, each, **_act(world, CALLED_OFF + 8))
    reason = "Prowadząca choruje. / The trainer is ill."
    cancel_session(session, **_act(world, CALLED_OFF + 1), reason=reason)


def _coming(world, course, people):
    """More people than places: the last ones wait."""
    session = _planned(
        world,
        course,
        -COMING,
        asked=15,
        place="Dworzec, sala odpraw",
        note="Weź wygodne buty i coś do picia. / Bring comfortable shoes and a drink.",
    )
    for number, each in enumerate(people):
        add_person(session, each, **_act(world, 6, 9 + number % 8))
