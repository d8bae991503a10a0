"""The register's files: what is written is read again, and what cannot be read is told in one line."""

from pathlib import Path

import pytest

from retrieval.errors import IndexBroken
from retrieval.model import Audience
from retrieval.register import storage
from tests.doubles.facts import HEADS, register


@pytest.fixture
def version(tmp_path: Path) -> Path:
    for audience in Audience:
        storage.write(tmp_path, audience, HEADS)
    return tmp_path


def test_what_is_written_is_read_again(version):
    loaded, made = storage.load(version, Audience.PUBLIC), register()
    assert made.rows == loaded.rows
    assert made.groupings == loaded.groupings
    assert made.terms.aspects("how many") == loaded.terms.aspects("how many") == {"aspect:how-many"}
    assert "film" == loaded.terms.label("topic:film", "en")


@pytest.mark.parametrize("content", ["", "{", '{"agreements": [{}, {}]}', "[]"])
def test_a_damaged_register_is_told_in_one_line(version, content):
    (version / "register" / "public.json").write_text(content, encoding="utf-8")
    with pytest.raises(IndexBroken) as caught:
        storage.load(version, Audience.PUBLIC)
    assert "run `exchange-corpus ingest`" in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_missing_register_is_told(tmp_path):
    with pytest.raises(IndexBroken, match=r"register cannot be read"):
        storage.load(tmp_path, Audience.PUBLIC)
