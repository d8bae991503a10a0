"""The command line of ingest: what it tells, and how it ends when stopped or out of room."""

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import versions
from retrieval.errors import IndexMissing
from tests.doubles.office import Office, office_in


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_in(tmp_path)


def command(*arguments: object, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "retrieval.cli", *map(str, arguments)],
        cwd=Path(versions.__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_the_command_line_tells_what_it_did_and_what_it_skipped(office: Office, tmp_path: Path) -> None:
    (office.corpus / "junk.txt").write_bytes(b"\0" * 99)

    with command("ingest", office.corpus, "--index", office.index) as process:
        out, err = process.communicate()

    assert process.returncode == 1
    assert "3 documents" in out
    assert "skipped 1" in out
    assert "junk.txt" in err
    assert "Traceback" not in err


def test_the_command_line_stops_on_ctrl_c(office: Office, tmp_path: Path) -> None:
    office.write("long.md", sentences=2_000)

    with command("ingest", office.corpus, "--index", office.index) as process:
        assert process.stderr is not None
        assert "embedded 0 of" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()

    assert (process.returncode, err[-35:]) == (130, "stopped; what was embedded is kept\n")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("this user may not mount a tiny disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_told_and_leaves_no_build(office: Office, tiny_disk: Path, tmp_path: Path) -> None:
    with command("ingest", office.corpus, "--index", tiny_disk / "index") as process:
        _, err = process.communicate()

    assert process.returncode == 1
    assert f"the disk is full at {tiny_disk / 'index'}" in err
    assert "Traceback" not in err
    assert list((tiny_disk / "index" / "building").iterdir()) == []


@pytest.mark.parametrize("size", [40_000, 400_000])
def test_a_failed_write_is_told_with_its_place(office: Office, tmp_path: Path, size: int) -> None:
    """The smaller limit is met by the cache, the larger by the build."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    with command("ingest", office.corpus, "--index", office.index, preexec_fn=limit) as process:
        _, err = process.communicate()

    assert process.returncode == 1
    assert str(office.index) in err
    assert "Traceback" not in err
    assert list(office.index.glob("building/*")) == []
    with pytest.raises(IndexMissing):
        versions.live(office.index)
