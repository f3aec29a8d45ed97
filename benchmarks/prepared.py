"""Databases of a given size, made once by the demonstration and kept in var/bench/."""

import ast
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks import machine
from benchmarks.server import ROOT
from tools.with_postgres import find_server
from tools.with_postgres import server as postgresql_server

FOLDER = ROOT / "var" / "bench"
#: What decides the content of a prepared database.
SOURCES = (
    *("*/migrations/*.py", "audit/chain.py", "policies/hashing.py"),
    *("home/demo/*.py", "policies/starters/**/*.toml"),
)
ENGINES = ("sqlite", "postgresql")
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def edition():
    """The folder for databases of today's code: the demonstration's days count back from today."""
    digest = hashlib.sha256(date.today().isoformat().encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(_meaning(path))
    return FOLDER / digest.hexdigest()[:12]


def _meaning(path):
    """What a file says, however it is laid out."""
    text = path.read_text()
    return (ast.dump(ast.parse(text)) if path.suffix == ".py" else text).encode()


def environment(url, var, settings="benchmarks.settings"):
    """The environment of every process that works on one database; secrets are kept in ``var``."""
    var.mkdir(parents=True, exist_ok=True)
    for name, secret in (
        ("secret-key", secrets.token_urlsafe(64)),
        ("field-keys", urlsafe_b64encode(secrets.token_bytes(32)).decode()),
    ):
        if not (var / name).exists():
            (var / name).write_text(secret)
    return {
        **os.environ,
        "DATABASE_URL": url,
        "LATARNIA_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": str(ROOT),
    }


def manage(*arguments, environment):
    """Run one of the product's commands to its end."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def fill(url, people, var):
    """Make the tables and the demonstration's people in an empty database."""
    env = environment(url, var, "config.settings") | {"LATARNIA_STATEMENT_TIMEOUT": "1h"}
    manage("migrate", "--no-input", "-v", "0", environment=env)
    manage("demo", "--people", str(people), "--seed", "1", environment=env)


class Prepared:
    """What both kinds of database share: a folder of prepared ones, and how long they took."""

    def __init__(self, folder):
        self.folder = folder

    def fill(self, url, people):
        """Make the demonstration there and keep how many seconds that took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        fill(url, people, self.folder / "var")
        self._seconds(people).write_text(f"{time.monotonic() - began:.1f}")

    def made_in(self, people):
        """How many seconds the demonstration of so many people took."""
        return float(self._seconds(people).read_text())

    def _seconds(self, people):
        return self.folder / f"{self.vendor}-{people}.seconds"


def install_triggers(url, var):
    """Give a copy the triggers of today's code."""
    manage("migrate", "--no-input", "-v", "0", environment=environment(url, var, "config.settings"))


class SQLite(Prepared):
    """Prepared files; each measurement works on its own copy."""

    vendor = "sqlite"
    version = sqlite3.sqlite_version

    def prepare(self, people):
        """The prepared file for so many people, made if it is not there."""
        kept = self.folder / f"people-{people}.sqlite3"
        if not kept.exists():
            made = kept.with_suffix(".part")
            made.unlink(missing_ok=True)
            self.fill(f"sqlite:///{made}", people)
            with closing(sqlite3.connect(made)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            made.rename(kept)
        return kept

    @contextmanager
    def copy(self, people, name):
        """The address of a fresh copy, which is deleted afterwards."""
        path = self.folder / f"{name}.sqlite3"
        try:
            shutil.copyfile(self.prepare(people), path)
            install_triggers(f"sqlite:///{path}", self.folder / "var")
            yield f"sqlite:///{path}"
        finally:
            for leftover in self.folder.glob(f"{name}.sqlite3*"):
                leftover.unlink()


class PostgreSQL(Prepared):
    """Prepared dumps; each measurement works on its own database of one running server."""

    vendor = "postgresql"

    def __init__(self, folder, url):
        super().__init__(folder)
        self.url = url
        programs, words = find_server()
        self.programs = programs
        self.version = words.split()[2]

    @property
    def host(self):
        return parse_qs(urlsplit(self.url).query)["host"][0]

    def _run(self, program, *arguments):
        command = [self.programs / program, "-h", self.host, "-U", "postgres", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def prepare(self, people):
        """The prepared dump for so many people, made if it is not there."""
        kept = self.folder / f"people-{people}.dump"
        if not kept.exists():
            name, made = f"prepare_{people}", kept.with_suffix(".part")
            self._run("createdb", name)
            self.fill(self._address(name), people)
            self._run("pg_dump", "-Fc", "-Z1", "-f", made, name)
            self._run("dropdb", name)
            made.rename(kept)
        return kept

    @contextmanager
    def copy(self, people, name):
        """The address of a fresh copy with statistics, which is deleted afterwards."""
        kept = self.prepare(people)
        self._run("createdb", name)
        try:
            self._run("pg_restore", "-d", name, "--no-owner", kept)
            self._run("vacuumdb", "-q", "--analyze", "-d", name)
            install_triggers(self._address(name), self.folder / "var")
            yield self._address(name)
        finally:
            self._run("dropdb", "--force", name)

    def _address(self, name):
        return self.url.replace("@/postgres?", f"@/{name}?")


@contextmanager
def engine(vendor):
    """The prepared databases of one kind; a durable PostgreSQL runs meanwhile."""
    if vendor == "sqlite":
        yield SQLite(edition())
        return
    with postgresql_server(durable=True) as url:
        databases = PostgreSQL(edition(), url)
        postmaster = int(Path(databases.host, "data", "postmaster.pid").read_text().split()[0])
        machine.pin(machine.client_core(), postmaster)
        yield databases
