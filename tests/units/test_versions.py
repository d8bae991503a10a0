"""Versions: one live, one before it, and nothing half-built ever live."""

import subprocess
import sys
from pathlib import Path

import pytest

from retrieval import versions
from retrieval.errors import IndexBroken, IndexMissing, IngestRefused

HOLDER = """
import pathlib, sys
from retrieval import versions
with versions.exclusive(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""


def publish(index: Path, content: str) -> Path:
    with versions.building(index) as folder:
        (folder / "content").write_text(content)
        return versions.publish(folder)


def test_without_a_version_the_index_is_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="exchange-corpus ingest"):
        versions.live(tmp_path)


def test_the_last_published_version_is_live(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    version = publish(tmp_path, "two")

    assert version == versions.live(tmp_path)
    assert (versions.live(tmp_path) / "content").read_text() == "two"


def test_only_the_version_before_is_kept_for_readers(tmp_path: Path) -> None:
    published = [publish(tmp_path, str(number)) for number in range(4)]

    assert published[-2:] == sorted((tmp_path / "versions").iterdir())


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    live = publish(tmp_path, "one")

    with pytest.raises(KeyboardInterrupt), versions.building(tmp_path):
        raise KeyboardInterrupt

    assert live == versions.live(tmp_path)
    assert list((tmp_path / "building").iterdir()) == []


def test_an_abandoned_build_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "building" / "old-1").mkdir(parents=True)

    publish(tmp_path, "one")

    assert list((tmp_path / "building").iterdir()) == []


def test_an_error_while_building_names_the_place(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="10 requested") as caught, versions.building(tmp_path):
        raise OSError("10 requested and 0 written")

    assert str(tmp_path) == caught.value.filename


@pytest.mark.parametrize("pointer", ["", "gone", "../versions", "a/b"])
def test_a_pointer_to_nowhere_is_a_broken_index(tmp_path: Path, pointer: str) -> None:
    publish(tmp_path, "one")
    (tmp_path / "current").write_text(pointer)

    with pytest.raises(IndexBroken, match="exchange-corpus ingest"):
        versions.live(tmp_path)


def test_a_second_ingest_is_refused_while_one_runs(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(IngestRefused, match="another ingest"), versions.exclusive(tmp_path):
            pass
        process.communicate(b"\n")
    with versions.exclusive(tmp_path):
        pass


def test_the_newest_version_stands_in_for_a_lost_pointer(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        versions.latest(tmp_path)
    publish(tmp_path, "one")
    newest = publish(tmp_path, "two")
    (tmp_path / "current").unlink()

    assert newest == versions.latest(tmp_path)
