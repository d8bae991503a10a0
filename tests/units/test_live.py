"""The reader follows the live version, opens it once, and outlives a version that cannot be opened."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

import pytest

from retrieval.errors import IndexBroken, IndexMissing
from retrieval.live import LiveSearch

FIRST, SECOND = Path("versions/1"), Path("versions/2")


@dataclass
class Shelf:
    """A pointer and the versions it may name; an opened version is its folder."""

    live: Path = FIRST
    broken: set[Path] = field(default_factory=set)
    opened: list[Path] = field(default_factory=list)
    on_open: Callable[[], None] = lambda: None

    def locate(self) -> Path:
        return self.live

    def open_version(self, folder: Path) -> Path:
        self.opened.append(folder)
        self.on_open()
        if folder in self.broken:
            raise IndexBroken(f"{folder} is damaged")
        return folder

    def search(self) -> LiveSearch:
        return LiveSearch(self.locate, self.open_version)  # type: ignore[arg-type]


def test_nothing_is_opened_before_it_is_needed():
    shelf = Shelf()
    shelf.search()
    assert shelf.opened == []


def test_a_version_is_opened_once():
    shelf = Shelf()
    search = shelf.search()
    assert [search.current for _ in range(3)] == [FIRST, FIRST, FIRST]
    assert shelf.opened == [FIRST]


def test_it_follows_the_pointer():
    shelf = Shelf()
    search = shelf.search()
    before = search.current
    shelf.live = SECOND
    assert (before, search.current) == (FIRST, SECOND)
    assert shelf.opened == [FIRST, SECOND]


def test_the_first_version_must_open():
    shelf = Shelf(broken={FIRST})
    with pytest.raises(IndexBroken, match="damaged"):
        _ = shelf.search().current


def test_a_first_version_that_has_been_repaired_is_opened():
    shelf = Shelf(broken={FIRST})
    search = shelf.search()
    with pytest.raises(IndexBroken):
        _ = search.current
    shelf.broken.clear()
    assert search.current == FIRST


def test_a_missing_index_is_told():
    def missing() -> Path:
        raise IndexMissing("no index")

    with pytest.raises(IndexMissing, match="no index"):
        _ = LiveSearch(missing, lambda folder: folder).current  # type: ignore[arg-type,return-value]


def test_a_new_version_that_cannot_be_opened_leaves_the_old_one_answering():
    shelf = Shelf(broken={SECOND})
    search = shelf.search()
    before = search.current
    shelf.live = SECOND
    assert before == search.current


def test_after_a_version_that_cannot_be_opened_the_next_one_is_followed():
    third = Path("versions/3")
    shelf = Shelf(broken={SECOND})
    search = shelf.search()
    _ = search.current
    shelf.live = SECOND
    _ = search.current
    shelf.live = third
    assert third == search.current


def test_many_threads_open_a_version_once():
    count = 8
    barrier = Barrier(count)
    shelf = Shelf()
    search = shelf.search()

    def ask(_: int) -> object:
        barrier.wait()
        return search.current

    with ThreadPoolExecutor(count) as threads:
        assert [FIRST] * count == list(threads.map(ask, range(count)))
    assert shelf.opened == [FIRST]
