"""The register's files inside an index version, so that text and facts always describe the same corpus."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from retrieval.errors import IndexBroken
from retrieval.frontmatter import FrontMatter
from retrieval.model import Audience
from retrieval.register.groupings import Groupings, shipped
from retrieval.register.model import Rows
from retrieval.register.reading import rows_of
from retrieval.register.register import Register
from retrieval.register.terms import Terms

_FOLDER = "register"


def write(version: Path, audience: Audience, heads: Sequence[FrontMatter]) -> None:
    """Write the facts that an audience may see, and the terms to ask for them, into a version's folder."""
    folder = version / _FOLDER
    if not (folder / "terms").is_dir():
        (folder / "terms").mkdir(parents=True)
        _terms().save(folder / "terms")
        (folder / "groupings.json").write_bytes(_adapter(Groupings).dump_json(shipped()))
    (folder / f"{audience}.json").write_bytes(_adapter(Rows).dump_json(rows_of(heads, _terms())))


def load(version: Path, audience: Audience) -> Register:
    """The register of an audience; raises IndexBroken."""
    folder = version / _FOLDER
    try:
        rows = _adapter(Rows).validate_json((folder / f"{audience}.json").read_bytes())
        groupings = _adapter(Groupings).validate_json((folder / "groupings.json").read_bytes())
        return Register(rows, groupings, Terms.load(folder / "terms"))
    except ValidationError as error:
        wrong = f"{error.error_count()} values do not fit"
        raise IndexBroken(f"{folder} cannot be read ({wrong}): run `exchange-corpus ingest`") from error
    except (OSError, ValueError) as error:
        raise IndexBroken(f"{folder} cannot be read ({error}): run `exchange-corpus ingest`") from error


@cache
def _terms() -> Terms:
    return Terms.build()


@cache
def _adapter(kind: type) -> TypeAdapter:  # type: ignore[type-arg]
    return TypeAdapter(kind)
