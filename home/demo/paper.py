"""Paper, a briefing with its sheet, a mistake and its answer, a personal link."""

from io import BytesIO

from documents.models import Document
from documents.uploads import Scan
from home.demo.policies import moment
from policies.briefing import enter_signatures, expected, save_briefing
from policies.correcting import void
from policies.linking import send_link
from policies.models import Policy, PolicyVersion
from policies.obligations import owed
from policies.paper import record_paper

CODE = "code-of-conduct"
SIGNERS = 7


def make_paper(world):
    """What reached the organisation without anybody signing in, in the last days."""
    _briefings(world)
    _single_papers(world)
    send_link(world.people["daniel"], **_act(world, "hanna", 1))


def _act(world, who, days_ago, hour=15):
    at = moment(world, days_ago, hour)
    return {"by": world.people[who], "at": at, "on": at.date()}


def _briefings(world):
    """One with its signatures entered the day after, one that is still to come."""
    policies = list(Policy.objects.filter(slug__in=[CODE, "safe-reporting"]).in_order())
    day = _act(world, "hanna", 9)["on"]
    station = save_briefing(
        **_act(world, "hanna", 9),
        held_on=day,
        place="Dworzec, sala odpraw",
        led_by="Hanna Dudek",
        policies=policies,
        unit=world.units["station"],
    )
    act = _act(world, "hanna", 8)
    people = expected(station, by=act["by"], on=act["on"])[:SIGNERS]
    named = {world.people["oksana"].pk, world.people["daniel"].pk}
    signed = {person.pk: person.language for person in people if person.pk not in named}
    enter_signatures(station, signed, sheet=picture("Lista obecności"), **act)
    coming = _act(world, "marta", 2)
    save_briefing(
        **coming,
        held_on=world.today,
        place="Świetlica przy noclegowni",
        led_by="Ewa Sikora",
        policies=policies,
        unit=world.units["lodging"],
    )


def _single_papers(world):
    """Two people without an e-mail signed by hand; one entry was for the wrong person."""
    act = _act(world, "marta", 6)
    version = PolicyVersion.objects.in_force(act["on"]).get(policy__slug=CODE)
    version = PolicyVersion.objects.select_related("policy").get(pk=version.pk)
    owing = owed(act["on"], policies=[version.policy]).by_policy[version.policy_id].owing()
    offline = list(owing.filter(email=None).order_by("sort", "pk")[:2])
    rows = [
        record_paper(
            person,
            version=version,
            acknowledged_on=act["on"],
            language=person.language,
            note="Oryginał w segregatorze w biurze krajowym.",
            scan=picture("Oświadczenie"),
            **act,
        )
        for person in offline
    ]
    if len(rows) > 1:
        void(
            rows[1],
            reason="Podpisała się inna osoba o tym samym nazwisku.",
            **_act(world, "marta", 5),
        )


def picture(words):
    """A white page with a title and lines, as a telephone would take it."""
    from PIL import Image, ImageDraw

    page = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(page)
    pen.text((60, 60), words, fill=30)
    for height in range(140, 820, 44):
        pen.line([(60, height), (560, height)], fill=170)
    stored = BytesIO()
    page.save(stored, "PNG")
    return Scan(stored.getvalue(), Document.Format.PNG)
