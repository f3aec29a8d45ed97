"""Two files are made at a time, whichever process makes them, and a wait has an end."""

import subprocess
import sys
import time

import pytest

from documents import taking_turns
from documents.pdf import TooBusy
from documents.taking_turns import turn

#: Another process, which holds a place until its input ends.
HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "wb")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_turns(settings, tmp_path, monkeypatch):
    settings.TURNS = tmp_path / "turns"
    settings.TURNS.mkdir()
    monkeypatch.setattr(taking_turns, "READERS_PATIENCE", 0)
    monkeypatch.setattr(taking_turns, "LOOK", 0.01)


@pytest.fixture
def holder(settings):
    """A process that has the first place; ends when it is told or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(settings.TURNS / "0")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_third_waits_and_is_then_told_that_we_are_busy():
    with turn(), turn():
        with pytest.raises(TooBusy), turn():
            pass
    with turn():
        pass


def test_a_place_is_given_back_when_the_work_fails():
    for _time in range(3):
        with pytest.raises(ZeroDivisionError), turn():
            raise ZeroDivisionError


def test_another_process_counts_too_and_loses_its_place_when_it_is_killed(holder):
    with turn():
        with pytest.raises(TooBusy), turn():
            pass
        holder.kill()
        holder.wait()
        with turn():
            pass


def test_a_job_waits_longer_and_shows_that_it_lives(holder):
    beats = []

    def beat():
        beats.append(time.monotonic())
        if len(beats) == 3:
            holder.kill()
            holder.wait()

    with turn(), turn(beat=beat):
        pass
    assert len(beats) >= 3
