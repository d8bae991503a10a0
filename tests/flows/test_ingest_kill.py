"""kill -9 at any moment of an ingest leaves the old index answering and the next ingest succeeding."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval import manifest, versions
from retrieval.adapters.chroma_index import ChromaIndex
from retrieval.model import Audience
from retrieval.rows import Rows

KILLS = 10
ROOT = Path(versions.__file__).parents[1]


def start(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "retrieval.cli", "ingest", folder / "corpus", "--index", folder / "index", "--quiet"],
        cwd=ROOT,
    )


def write(folder: Path, version: int) -> None:
    (folder / "corpus" / "changing.md").write_text(f"# Changing\n\nThis is edition {version} of the harbour rules.\n")


class Reader:
    """Asks the live index without pause, as a running assistant does, and follows the pointer."""

    def __init__(self, index: Path) -> None:
        self.answers = 0
        self.failures: list[str] = []
        self._index = index
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            version = versions.live(self._index)
            chroma, rows = ChromaIndex(version / "chroma"), Rows.load(version / "rows" / Audience.PUBLIC)
            while not self._stop.is_set() and versions.live(self._index) == version:
                found = chroma.nearest(Audience.PUBLIC, np.asarray(rows.passages[0]), 3)
                if not found or found[0] != rows.ids[0]:
                    self.failures.append(f"{version.name}: {found}")
                self.answers += 1
                time.sleep(0.02)
            chroma.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    for number in range(6):
        text = f"Office {number} helps with visa form {number}. It opens at {number + 6} and closes at {number + 14}."
        (tmp_path / "corpus" / f"office-{number}.txt").write_text(text)
    write(tmp_path, 0)
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> Iterator[Reader]:
    assert start(folder).wait() == 0
    made = Reader(folder / "index")
    yield made
    made.close()


@pytest.mark.slow
def test_ten_kills(folder: Path, reader: Reader) -> None:
    began = time.monotonic()
    write(folder, 1)
    assert start(folder).wait() == 0
    whole = time.monotonic() - began
    chance = random.Random(20261101)

    for kill in range(KILLS):
        write(folder, kill + 2)
        process = start(folder)
        time.sleep(whole * chance.uniform(0.2, 1.0))
        process.kill()
        process.wait()
        answered = reader.answers
        time.sleep(0.2)
        assert reader.answers > answered

    write(folder, KILLS + 2)
    assert start(folder).wait() == 0
    assert reader.failures == []
    assert len(manifest.load(versions.live(folder / "index")).documents) == 7
    assert list((folder / "index" / "building").iterdir()) == []
