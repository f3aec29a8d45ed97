"""A stored file is there as a whole or not at all (architecture 6, security.md 1.5)."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from documents.storing import STARTED, DurableFileSystemStorage

SIZE = 3_000_000
WRITER = """
import sys
from django.conf import settings
settings.configure()
from django.core.files.base import ContentFile
from documents.storing import DurableFileSystemStorage
storage = DurableFileSystemStorage(sys.argv[1])
print("ready", flush=True)
for number in range(10_000):
    storage.save(f"documents/{number}.pdf", ContentFile(b"x" * int(sys.argv[2])))
"""


def content(storage, name):
    return Path(storage.path(name)).read_bytes()


@pytest.fixture
def storage(tmp_path):
    return DurableFileSystemStorage(tmp_path)


def test_a_file_keeps_its_bytes_and_is_private(storage):
    name = storage.save("documents/a.pdf", ContentFile(b"content"))

    assert content(storage, name) == b"content"
    assert os.stat(storage.path(name)).st_mode & 0o777 == 0o600
    assert os.stat(Path(storage.path(name)).parent).st_mode & 0o777 == 0o700


def test_a_name_that_is_taken_is_never_replaced(storage):
    first = storage.save("documents/a.pdf", ContentFile(b"first"))
    second = storage.save("documents/a.pdf", ContentFile(b"second"))

    assert first != second
    assert content(storage, first) == b"first"


def test_a_name_taken_at_the_last_moment_is_not_replaced_either(storage):
    storage.save("documents/a.pdf", ContentFile(b"first"))

    with pytest.raises(FileExistsError):
        storage._save("documents/a.pdf", ContentFile(b"second"))

    assert content(storage, "documents/a.pdf") == b"first"
    assert [path.name for path in Path(storage.path("documents")).iterdir()] == ["a.pdf"]


def test_content_that_breaks_off_leaves_nothing(storage):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"begun"
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        storage.save("documents/a.pdf", Broken(b"x"))

    assert list(Path(storage.path("documents")).iterdir()) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_process_leaves_whole_files_only(tmp_path, seed):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), str(SIZE)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    writer.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.05, 0.3))
    writer.send_signal(signal.SIGKILL)
    writer.communicate()

    names = list((tmp_path / "documents").iterdir())
    finished = [path for path in names if path.suffix != STARTED]
    assert finished
    assert {path.stat().st_size for path in finished} == {SIZE}
