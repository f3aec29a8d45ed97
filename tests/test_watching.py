"""The watch over browser pages sees what it is there to see."""

import pytest

from tests.accessibility import violations
from tests.browsing import Watch

SITE = "http://site.test"
POLICY = "default-src 'none'; script-src 'self'; img-src 'self'; connect-src 'self'"
PAGE = "<!doctype html><html lang='en'><title>A page</title><main><h1>A page</h1>{}</main>"


@pytest.fixture
def visit(new_context):
    """A function that shows a page with this body and returns what the watch and axe say."""

    def open_page(body="", *, status=200, script=""):
        context = new_context()
        watch = Watch(SITE)
        watch.follow(context)
        context.route("**/*", lambda route: route.fulfill(status=404, body=""))
        context.route("**/page.js", lambda route: route.fulfill(body=script))
        context.route(
            SITE + "/",
            lambda route: route.fulfill(
                status=status,
                body=PAGE.format(body),
                headers={"Content-Type": "text/html", "Content-Security-Policy": POLICY},
            ),
        )
        page = context.new_page()
        page.goto(SITE + "/")
        page.wait_for_load_state("networkidle")
        faults = violations(page)
        watch.close()
        return watch.problems, faults

    return open_page


def test_a_good_page_passes(visit):
    assert visit("<p>All is well.</p>") == ([], [])


def test_a_refusal_of_the_page_itself_is_no_problem(visit):
    assert visit(status=422) == ([], [])


@pytest.mark.parametrize(
    ("body", "script", "expected"),
    [
        ("<script>document.title = 'inline'</script>", "", "content policy: script-src"),
        ("<img src='/missing.png' alt=''>", "", "404: http://site.test/missing.png"),
        ("<img src='http://other.test/x.png' alt=''>", "", "another host: http://other.test"),
        ("<script src='/page.js'></script>", "console.error('oh')", "console: oh"),
        ("<script src='/page.js'></script>", "missing()", "script: "),
    ],
    ids=["inline script", "missing file", "other host", "console", "error"],
)
def test_what_goes_wrong_is_seen(visit, body, script, expected):
    problems, _faults = visit(body, script=script)

    assert any(expected in problem for problem in problems), problems


def test_a_server_error_is_a_problem(visit):
    assert visit(status=500)[0] == ["500: http://site.test/"]


def test_axe_sees_a_field_without_a_name(visit):
    _problems, faults = visit("<input>")

    assert any(fault.startswith("label: ") for fault in faults), faults
