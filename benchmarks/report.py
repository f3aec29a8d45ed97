"""The page docs/performance.md: what was measured, where, how, and which goals are missed."""

from datetime import date

from benchmarks.figures import number, table

HEAD = """# Performance

Measured on {day} by `benchmarks/run.py` in {minutes:.0f} minutes; each table comes from one run.
Absolute times say nothing about another machine, or about this one while it does other work; the
**ratio** of our page to its limit in the same run does.

| Machine | |
|---|---|
{machine}

## How it is measured

- The server is the one of `./run` (gunicorn, gthread, one worker) on one core; the load generator
  and PostgreSQL have the other one. The database waits for the disk as in production.
- *ms CPU* is user and system time of the server's processes for one request, read from their
  CPU clocks; PostgreSQL's own processes are not in it. Each figure is the median of interleaved
  rounds.
- *Bare read* is our own frame with menu after session, person and roles, and a body as long as
  that of the page it is held against. *Bare anonymous* is the public frame in the same way, *bare
  insert* one row in one commit. They live in `benchmarks/bare.py`. The control line shows the
  bare read against itself: what it differs from 1.00 is noise.
- Every answer's status and body are checked. Each acknowledgement is a new row by another person
  with a session of their own, and the stored rows are counted against the answers.
- *Percentage per unit* is held against the faster of two ways to write the same answer in SQL
  by hand, after comparing the answers. *Publish* is held against the same in an organisation of
  100 people. Both are times on the clock, the database included.
- *Queries* are counted without BEGIN and COMMIT.
- The databases are made by `manage.py demo --people N --seed 1`.
"""


def page(results, about, minutes, *, is_quick):
    """The whole page as Markdown."""
    machine = "\n".join(f"| {name} | {value} |" for name, value in about)
    parts = [HEAD.format(day=date.today().isoformat(), minutes=minutes, machine=machine)]
    if is_quick:
        parts.append("**Measured with --quick: a smoke test, not figures.**\n")
    for result in results:
        rows = f"{result['acknowledgements']:,} acknowledgements to begin with."
        parts.append(f"## {result['title']}\n\n{rows}\n\n{table(result['figures'])}")
    parts += expectations(results)
    parts.append(shortfalls(results))
    return "\n".join(parts)


def expectations(results):
    """What an organisation of each size should expect on PostgreSQL; nothing for one size alone."""
    sizes = [result for result in results if result["title"].startswith("PostgreSQL")]
    if len(sizes) < 2:
        return
    largest = sizes[-1]["figures"]
    head = [f"{result['people']:,} people" for result in sizes]
    lines = [
        "## What a larger organisation should expect",
        "",
        "The same work on PostgreSQL for more and more people, each beside its limit in brackets.",
        "",
        f"| Work | {' | '.join(head)} |",
        f"|---|{'--:|' * len(sizes)}",
        f"| `manage.py demo` | {' | '.join(_duration(result['made_in']) for result in sizes)} |",
    ]
    for figure in largest:
        found = [_of_that_work(result, figure.work) for result in sizes]
        lines.append(f"| {figure.work} | {' | '.join(map(_in_brief, found))} |")
    yield "\n".join(lines) + "\n"


def _of_that_work(result, work):
    return next((figure for figure in result["figures"] if figure.work == work), None)


def _in_brief(figure):
    if figure is None:
        return ""
    return f"{number(figure.ours)} {figure.unit} ({number(figure.limit)})"


def _duration(seconds):
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


#: Why a goal may be missed, as far as it is known; by the beginning of the line's name.
REASONS = {
    "read a ": "The text itself is kept rendered by its hash; what remains is the query for the "
    "version in force, which Django builds anew for each reader, and the frame around the text. A "
    "text that links to others asks once more which of them this reader may open: the seventh "
    "query of a reader who is signed in.",
    "My tasks": "It reads the rules of policies and of background checks, their units and their "
    "functions for each request, and builds two large queries over them; the rules of a day "
    "could be read once.",
    "dashboard": "Charts and the list of what needs attention are drawn for each reader.",
    "who has not": "It reads the rules as My tasks does; those who owe are found, and the total "
    "and the share are counted, exactly each time, because lists are exact by decision: that grows "
    "with the people.",
    "the same for": "The total and the share are counted exactly each time, over all people.",
    "percentage per unit": "In a small organisation Django takes longer to build the SQL than the "
    "database to answer; in a large one distinct people are counted twice, once for each column.",
    "pack, first": "Each document is set in a process of its own, with limits of memory and time "
    "and without secrets, which has to load WeasyPrint; the second line shows that nothing else "
    "adds to it.",
    "pack, again": "The limit is anonymous and writes nothing; a download checks session, person "
    "and role and appends to the trail.",
    "sign in": "Beside the hash it writes the session, the day of signing in and the limits of "
    "attempts. Those limits allow few sign-ins a round: this figure is the noisiest.",
    "acknowledge, 99": "The row waits for the head of the trail, which one writer at a time may "
    "hold.",
    "acknowledge": "Beside the row it finds the version in force, the person's former statement, "
    "and appends to the trail: queries that Django builds in Python.",
    "memory of the web worker": "The sign-in library with passkeys, telephone numbers and the "
    "cleaner of rich text are loaded, which a site that does nothing lacks.",
    "memory of the background worker": "Beside setting the pages it holds Django, the texts of all "
    "parts and their cards and poster.",
    "publish": "The text is frozen in one row in either case: this is noise of the disk.",
}


def shortfalls(results):
    """The goals that are missed, each with where and how far, and the likely reason."""
    missed = {}
    for result in results:
        for figure in result["figures"]:
            if not figure.is_met:
                missed.setdefault(figure.work, []).append((result["title"], figure))
    if not missed:
        return "## Goals that are missed\n\nNone.\n"
    lines = []
    for work, places in missed.items():
        where = "; ".join(f"{title}: {_how_far(figure)}" for title, figure in places)
        reason = next((why for name, why in REASONS.items() if work.startswith(name)), "")
        lines.append(f"- **{work}** ({where}). {reason}".rstrip())
    return "## Goals that are missed\n\n" + "\n".join(lines) + "\n"


def _how_far(figure):
    found = []
    if not figure.is_fast:
        found.append(f"{figure.ratio:.2f} instead of {figure.goal:g}")
    if not figure.is_brief:
        found.append(f"{figure.queries} queries instead of {figure.most_queries}")
    return ", ".join(found)
