"""What a quotation leaves out: competing values of the facts it gives in one version only."""

import pytest

from bot.facts.citing import Citing
from bot.facts.differences import differences
from bot.model import Answer, Citation, Outcome
from tests.doubles.replies import wording


def differing(document: str, quote: str) -> list[str]:
    return differences(Citing(wording()), [Citation(document, "Title", "Amberly Echo", "2024-05-21", quote)])


@pytest.mark.parametrize(
    ("document", "quote", "other"),
    [
        ("city-dresport", "Dresport has about 90,000 people.", "• 95,000 – Amberly Echo (2024-05-21); newest source"),
        ("agreement-amberly-dresport", "The paper was signed on 2 December 2010.", "• July 2011 – Amberly Echo"),
        ("programme-camp", "The camp costs 25 crowns.", "• 30 crowns – Amberly Echo"),
    ],
)
def test_the_other_value_is_shown_with_its_source(document, quote, other):
    lines = differing(document, quote)
    assert "Sources differ:" == lines[0]
    assert any(line.startswith(other) for line in lines)


@pytest.mark.parametrize(
    ("document", "quote"),
    [
        ("city-dresport", "From 90,000 to 95,000 people live there."),
        ("city-dresport", "Dresport lies by the sea."),
        ("agreement-amberly-kushima", "Signed on 11 October 1976."),
        ("no-such-document", "Dresport has about 90,000 people."),
    ],
)
def test_what_is_whole_or_undisputed_is_left_alone(document, quote):
    assert [] == differing(document, quote)


def test_marks_point_at_the_numbered_sources_also_below_texts_without_a_source():
    citing = Citing(wording())
    raw = [Citation(name, name, "", "", "No source.") for name in ("a.txt", "b.txt")]
    quoted = [*raw, Citation("city-dresport", "Title", "Amberly Echo", "2024-05-21", "Dresport has 90,000 people.")]
    citing.keep(quoted)
    lines = differences(citing, quoted)
    answer = Answer("1", Outcome.ANSWERED, "", "en", tuple(citing.citations))
    (line,) = [line for line in lines if line.startswith("• 95,000")]
    number = int(line.rpartition("[")[2].rstrip("]"))
    assert "Amberly Echo" == answer.sources[number - 1].title
