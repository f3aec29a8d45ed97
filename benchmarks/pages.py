"""Pages over HTTP, each in turn with the bare view that answers as many bytes."""

from datetime import timedelta
from itertools import cycle

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import override

from benchmarks.client import Client, Load, Request, interleave, repeat
from benchmarks.counting import ask, queries_of, statements
from benchmarks.figures import Figure
from benchmarks.models import BareRow
from benchmarks.visitors import account, cookie_of
from home.demo.evidence import acknowledge_many
from home.demo.organisation import PASSWORD
from people.models import Person
from policies.models import Acknowledgement, PackEdition, Policy
from policies.obligations import owed
from policies.reading import text_of

CODE, NEARLY_DONE = "code-of-conduct", "zero-tolerance"
LEFT_TO_DO = 20
SIGN_INS = 4  # a round; more than thirty a minute from one address are refused


def address(name, *arguments, **query):
    """The Polish address of a page."""
    with override("pl"):
        return reverse(name, args=arguments, query=query or None)


def show(request, server):
    """The body of a page, asked for once."""
    client = Client(server.port)
    try:
        return client.ask(request).body
    finally:
        client.close()


def bare_like(request, server, *, frame, cookies=""):
    """A request for the bare view in that frame, with a body as long as the given page's."""
    name = "bare-read" if cookies else "bare-public"
    empty = Request(address(name, frame=frame, size=0), cookies)
    size = max(0, len(show(request, server)) - len(show(empty, server)))
    return Request(address(name, frame=frame, size=size), cookies, marker=b"<title>")


def against_bare(server, pace, request, *, frame, against, public_limit=False, **promise):
    """The Figure of a page against its bare view."""
    limit = bare_like(request, server, frame=frame, cookies="" if public_limit else request.cookies)
    loads = [Load(repeat(request)), Load(repeat(limit))]
    interleave(server, loads, pace)
    return Figure(
        unit="ms CPU",
        ours=loads[0].cpu_ms,
        limit=loads[1].cpu_ms,
        against=against,
        queries=queries_of(request),
        **promise,
    )


def bare_against_itself(server, pace):
    """The limit plugged in as ours: must read 1.0, else nothing below means anything."""
    cookie = cookie_of(account("oksana"))
    request = Request(address("bare-read", frame="reading", size=20_000), cookie, marker=b"bare")
    loads = [Load(repeat(request)), Load(repeat(request))]
    interleave(server, loads, pace)
    return Figure(
        work="control: the bare read against itself",
        unit="ms CPU",
        ours=loads[0].cpu_ms,
        limit=loads[1].cpu_ms,
        against="bare read",
        queries=queries_of(request),
    )


def reading(server, pace):
    """Reading, My tasks, the dashboard and a public text."""
    reader, manager = cookie_of(account("oksana")), cookie_of(account("marta"))
    policy = Request(address("my-policy", CODE), reader, marker=b'name="agree"')
    public = Request(address("public-policy", CODE), marker=b"<h1")
    tasks = Request(address("my-tasks"), reader, marker=CODE.encode())
    dashboard = Request(address("dashboard"), manager, marker=b"<svg")
    read = {"frame": "reading", "against": "bare read"}
    yield against_bare(
        server, pace, policy, **read, work="read a policy, signed in", goal=1.15, most_queries=6
    )
    yield against_bare(
        server,
        pace,
        public,
        frame="public",
        against="bare anonymous",
        work="read a public policy",
        goal=1.2,
        most_queries=2,
    )
    app = {"frame": "app", "against": "bare read"}
    yield against_bare(server, pace, tasks, **app, work="My tasks", goal=2)
    yield against_bare(
        server, pace, dashboard, **app, work="dashboard, counted in the last minute", goal=3
    )


def finding_people(server, pace):
    """The list of people and a search in it."""
    manager = cookie_of(account("anna"))
    app = {"frame": "app", "against": "bare read"}
    everybody = Request(address("people"), manager, marker=b"<table")
    yield against_bare(server, pace, everybody, **app, work="people, page 1")
    search = Request(address("people", q="dan"), manager, marker=b"<table")
    yield against_bare(server, pace, search, **app, work="people, a search by name")


def seeing_all(server, pace, *, on):
    """The matrix of people and policies, a past day, and two versions compared."""
    manager = cookie_of(account("marta"))
    app = {"frame": "app", "against": "bare read"}
    matrix = Request(address("matrix"), manager, marker=b"<table")
    yield against_bare(server, pace, matrix, **app, work="people by policies, page 1")
    past = Request(
        address("acknowledgements", policy=CODE, on=(on - timedelta(days=20)).isoformat()),
        manager,
        marker=b"<table",
    )
    yield against_bare(server, pace, past, **app, work="who was covered 20 days ago, page 1")
    versions = Policy.objects.get(slug=CODE).versions.published().order_by("order")
    numbers = [version.number for version in versions]
    compared = Request(
        address("version-compare", CODE, numbers[-1], numbers[0]), manager, marker=b"<del"
    )
    yield against_bare(server, pace, compared, **app, work="two versions compared")


def overseeing(server, pace, *, at, on):
    """Who has not, first page: as the demonstration stands, then when nearly all are done."""
    manager = cookie_of(account("marta"))
    app = {"frame": "app", "against": "bare read", "goal": 1.5}
    who_has_not = Request(
        address("acknowledgements", policy=CODE, state="open"), manager, marker=b"<table"
    )
    yield against_bare(server, pace, who_has_not, **app, work="who has not, page 1")
    nearly_finish(NEARLY_DONE, at=at, on=on)
    nearly = Request(
        address("acknowledgements", policy=NEARLY_DONE, state="open"), manager, marker=b"<table"
    )
    yield against_bare(server, pace, nearly, **app, work="who has not, nearly all are done")


def nearly_finish(slug, *, at, on):
    """Let everybody acknowledge a policy except the last twenty by name."""
    entry = next(entry for entry in owed(on).asked if entry.policy.slug == slug)
    missing = list(entry.owing().order_by("sort", "pk"))[:-LEFT_TO_DO]
    acknowledge_many([(at, person.pk, "pl", entry.version) for person in missing])


def acknowledging(server, pace, versions, visitors, *, most):
    """New acknowledgements, each by somebody else, against one inserted row in one commit.

    The stored rows are counted against the answers.
    """
    posts = _posts(versions, visitors)
    ask(next(posts))
    spare = next(posts)
    queries = len(statements(lambda: ask(spare)))
    inserts = (
        Request(address("bare-insert"), cookie, fields={"agree": "on"}, status=302)
        for _person, cookie in cycle(visitors)
    )
    ours, bare = Load(posts, connections=2), Load(inserts, connections=2)
    stored, inserted = Acknowledgement.objects.count(), BareRow.objects.count()
    interleave(server, [ours, bare], pace, most=most)
    _check_stored(ours, Acknowledgement.objects.count() - stored)
    _check_stored(bare, BareRow.objects.count() - inserted)
    yield Figure(
        work="acknowledge",
        unit="ms CPU",
        ours=ours.cpu_ms,
        limit=bare.cpu_ms,
        against="bare insert",
        goal=1.3,
        queries=queries,
        most_queries=12,
        note=f"{len(ours.answers):,} answers, as many rows stored",
    )
    yield Figure(
        work="acknowledge, 99 of 100 within",
        unit="ms",
        ours=ours.p99_ms,
        limit=bare.p99_ms,
        against="bare insert",
        goal=2,
    )


def _posts(versions, visitors):
    return (statement(version, cookie) for version in versions for _person, cookie in visitors)


def statement(version, cookie):
    """The POST by which somebody acknowledges a version in Polish."""
    fields = {"version_hash": version.version_hash, "language": "pl", "agree": "on"}
    fields |= {quiz.name: quiz.correct for quiz in text_of(version, "pl").questions}
    path = address("my-policy", version.policy.slug)
    return Request(path, cookie, fields=fields, status=302)


def _check_stored(load, rows):
    if rows != len(load.answers):
        raise AssertionError(f"{len(load.answers)} answers, {rows} rows stored")


def signing_in(server, pace):
    """Signing in by password against the hash alone, in the same process."""
    fields = {"login": account("ewa").email, "password": PASSWORD}
    limit = Request(address("bare-hash"), fields=fields, marker=b"bare True")
    request = Request(address("account_login"), fields=fields, status=302)
    loads = [Load(repeat(request)), Load(repeat(limit))]
    interleave(server, loads, pace, most=SIGN_INS)
    return Figure(
        work="sign in by password",
        unit="ms CPU",
        ours=loads[0].cpu_ms,
        limit=loads[1].cpu_ms,
        against="the hash alone",
        goal=1.1,
        queries=queries_of(request),
    )


def downloading(server, pace):
    """A pack that was made before."""
    edition = PackEdition.objects.filter(document__state="done").select_related("pack").first()
    request = Request(
        address("edition-download", edition.pack.slug, edition.number),
        cookie_of(account("marta")),
        marker=b"%PDF",
    )
    return against_bare(
        server,
        pace,
        request,
        frame="public",
        public_limit=True,
        against="bare anonymous",
        work="pack, again",
        goal=2,
        note="signed in and noted in the trail; the limit is neither",
    )


def people_and_rows():
    """How large the measured database really is: (people, acknowledgements)."""
    counted = Person.objects.aggregate(people=Count("pk"))
    return counted["people"], Acknowledgement.objects.count()
