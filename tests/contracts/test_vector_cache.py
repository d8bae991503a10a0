"""What every vector cache promises, and what the file of the real one survives."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from retrieval.adapters.vector_cache import SqliteVectorCache
from retrieval.ports import Vector, VectorCache
from tests.fakes import MemoryCache

VECTOR = np.arange(4, dtype=np.float32)
KILLED = """
import os, pathlib, sys, numpy as np
from retrieval.adapters.vector_cache import SqliteVectorCache
cache = SqliteVectorCache(pathlib.Path(sys.argv[1]))
cache.put("e", {"a": np.arange(4, dtype=np.float32)})
os.kill(os.getpid(), 9)
"""


@pytest.fixture(params=[lambda path: MemoryCache(), SqliteVectorCache], ids=["memory", "sqlite"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorCache]:
    make: Callable[[Path], MemoryCache | SqliteVectorCache] = request.param
    made = make(tmp_path / "vectors.sqlite")
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "vectors.sqlite"


class TestVectorCache:
    def test_what_was_put_is_got(self, cache: VectorCache) -> None:
        cache.put("e", {"a": VECTOR, "b": VECTOR + 1})

        found = cache.get("e", ["a", "b", "c"])

        assert sorted(found) == ["a", "b"]
        assert np.array_equal(VECTOR + 1, found["b"])
        assert np.float32 == found["b"].dtype

    def test_vectors_of_two_embedders_never_mix(self, cache: VectorCache) -> None:
        cache.put("e", {"a": VECTOR})

        assert cache.get("f", ["a"]) == {}

    def test_a_later_vector_replaces_the_earlier(self, cache: VectorCache) -> None:
        cache.put("e", {"a": VECTOR})
        cache.put("e", {"a": VECTOR * 2})

        assert np.array_equal(VECTOR * 2, cache.get("e", ["a"])["a"])

    def test_many_are_asked_for_at_once(self, cache: VectorCache) -> None:
        digests = [str(number) for number in range(1_203)]
        cache.put("e", dict.fromkeys(digests, VECTOR))

        assert set(digests) == set(cache.get("e", digests))

    def test_nothing_is_fine_too(self, cache: VectorCache) -> None:
        cache.put("e", {})

        assert cache.get("e", []) == {}


def closing(path: Path) -> dict[str, Vector]:
    cache = SqliteVectorCache(path)
    found = cache.get("e", ["a"])
    cache.close()
    return found


def test_what_was_put_survives_a_kill(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)

    assert np.array_equal(VECTOR, closing(path)["a"])


def test_two_instances_share_a_file(path: Path) -> None:
    one, two = SqliteVectorCache(path), SqliteVectorCache(path)

    one.put("e", {"a": VECTOR})
    two.put("e", {"b": VECTOR})

    assert sorted(one.get("e", ["a", "b"])) == ["a", "b"]
    one.close()
    two.close()


@pytest.mark.parametrize("content", [b"not a database at all" * 300, b"SQLite format 3\0" + b"\1" * 9_000])
def test_a_damaged_file_is_moved_aside_and_told(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with capture_logs() as logs:
        assert closing(path) == {}

    assert [entry["event"] for entry in logs] == ["vector_cache.damaged"]
    assert content == next(path.parent.glob("*.damaged-*")).read_bytes()


def test_damage_found_while_reading_costs_only_the_vectors(path: Path) -> None:
    cache = SqliteVectorCache(path)
    cache.put("e", {str(number): np.zeros(384, np.float32) for number in range(200)})
    cache.close()
    content = bytearray(path.read_bytes())
    content[4_096 * 2 :] = b"\xff" * len(content[4_096 * 2 :])
    path.write_bytes(content)

    with capture_logs():
        cache = SqliteVectorCache(path)
        assert len(cache.get("e", [str(number) for number in range(200)])) < 200
        cache.put("e", {"a": VECTOR})
    cache.close()

    assert np.array_equal(VECTOR, closing(path)["a"])


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "vectors.sqlite").mkdir()

    with pytest.raises(OSError, match="unable to open") as caught:
        SqliteVectorCache(tmp_path / "vectors.sqlite")

    assert str(tmp_path / "vectors.sqlite") == caught.value.filename
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
