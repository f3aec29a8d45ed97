"""A kill loses nothing that was confirmed (R7, R20): the small sample of benchmarks/kills.py.

Real servers on a real database are killed amid acknowledgements, and amid tries at the questions
of a course, over HTTP.
"""

import json
import os
import subprocess
import sys
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2
import pytest

from benchmarks.prepared import environment, fill
from benchmarks.server import ROOT

KILLS, PEOPLE = 3, 150


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """The address and the folder of a site of its own, with people."""
    folder = tmp_path_factory.mktemp("kills")
    with own_database(folder) as url:
        fill(url, PEOPLE, folder / "var")
        yield url, folder


@pytest.fixture(scope="module", params=["acknowledgements", "tries"])
def killed(request, demonstration):
    """What was found after the kills, of the product and of the control."""
    url, folder = demonstration
    output = folder / f"{request.param}.json"
    command = [sys.executable, "-m", "benchmarks.killing", "--output", output]
    command += ["--work", request.param, "--seed", "1"]
    command += ["--kills", str(KILLS), "--control-kills", str(KILLS)]
    subprocess.run(command, cwd=ROOT, env=environment(url, folder / "var"), check=True, timeout=300)
    return json.loads(output.read_text())


@contextmanager
def own_database(folder):
    """The address of an empty database beside the one of the other tests."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'killed.sqlite3'}"
        return
    with closing(psycopg2.connect(server)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CREATE DATABASE killed")
        try:
            yield urlsplit(server)._replace(path="/killed").geturl()
        finally:
            cursor.execute("DROP DATABASE killed WITH (FORCE)")


def test_nothing_confirmed_is_lost_doubled_or_half_done(killed):
    found = killed["product"]

    assert found["confirmed"] > KILLS
    assert found["problems"] == []
    assert (found["lost"], found["doubled"], found["half"]) == (0, 0, 0)


def test_the_control_that_answers_before_it_commits_does_lose(killed):
    assert killed["control"]["lost"] > 0
