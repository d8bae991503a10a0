"""A question in, a cited answer out: the whole path with the real embedder and index, in five languages."""

import shutil
from pathlib import Path

import pytest

from bot.app import build_concierge
from bot.concierge import Concierge
from bot.model import Answer, Outcome, Question, Turn
from bot.phrases import Phrases
from bot.settings import Settings
from retrieval.model import Audience
from retrieval.versions import live
from tests.flows.conftest import ASKED, GATE, INTERNAL, PARTNER, RESTRICTED, SECRETS, TEXTS, Desk, ingest, write_corpus

PHRASES = Phrases()


def concierge_of(index: Path) -> Concierge:
    # Floors are tuned from time to time: what is clear-cut here must be found, not judged.
    return build_concierge(Settings(_env_file=None, index=index, floor=0.0, topic_floor=0.0))  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def concierge(desk: Desk) -> Concierge:
    return concierge_of(desk.index)


def is_quoted_from(sentences: list[str], quote: str) -> bool:
    """Whether a quote stands in a document in one piece, word for word."""
    return quote in " ".join(" ".join(sentences).split())


def leaks(answer: Answer) -> list[str]:
    """What an answer gives away of the restricted documents."""
    said = " ".join([answer.text, *(citation.quote + citation.title for citation in answer.citations)])
    return [secret for secret in SECRETS if secret in said] + [
        c.document for c in answer.citations if c.document in RESTRICTED
    ]


@pytest.mark.parametrize(("language", "document", "text", "words"), ASKED)
async def test_a_question_is_answered_from_the_right_document_word_for_word(concierge, language, document, text, words):
    answer = await concierge.ask(Question("1", text))
    assert (Outcome.ANSWERED, language) == (answer.outcome, answer.language)
    assert document == answer.citations[0].document
    assert any(words in citation.quote for citation in answer.citations if citation.document == document)
    for citation in answer.citations:
        assert citation.quote in answer.text
        assert is_quoted_from(TEXTS[citation.document], citation.quote)
    assert answer.text.startswith(PHRASES.say("quoted", language))


async def test_the_inquirers_own_language_frames_the_answer(concierge):
    answer = await concierge.ask(Question("1", ASKED[0][2], language="ko"))
    assert (answer.language, answer.citations[0].document) == ("ko", "ferry.txt")
    assert answer.text.startswith(PHRASES.say("quoted", "ko"))


async def test_an_unsure_search_says_so_in_the_language_of_the_question(desk):
    strict = build_concierge(Settings(_env_file=None, index=desk.index, floor=1.0))  # type: ignore[call-arg]
    answer = await strict.ask(Question("1", "오늘 서울에서 가장 맛있는 피자집은 어디인가요?"))
    assert (answer.outcome in {Outcome.NOT_FOUND, Outcome.OFF_TOPIC}, answer.language, answer.citations) == (
        True,
        "ko",
        (),
    )
    assert answer.text.endswith(PHRASES.say("offer", "ko"))


@pytest.mark.parametrize("text", ["", "🎉🎉", "\u200b", "\ud800"])
async def test_nothing_to_read_is_refused(concierge, text):
    assert (await concierge.ask(Question("1", text))).outcome == Outcome.REFUSED


@pytest.mark.parametrize(
    "text",
    ["Lantern Ferry ticket\x00\ud800\u200b?", "Lantern Ferry ticket " + "a" * 50_000, "[[[ {{ %s \\ Lantern Ferry"],
)
async def test_odd_text_is_no_failure(concierge, text):
    assert (await concierge.ask(Question("1", text))).outcome != Outcome.FAILED


@pytest.mark.parametrize("text", GATE)
async def test_restricted_documents_never_appear_for_the_public(concierge, text):
    assert leaks(await concierge.ask(Question("1", text))) == []


@pytest.mark.parametrize("text", GATE)
async def test_internal_documents_never_appear_for_partners(concierge, text):
    answer = await concierge.ask(Question("1", text, Audience.PARTNER))
    assert "gate-key" not in {citation.document for citation in answer.citations}
    assert "green tin box" not in answer.text


async def test_history_opens_no_restricted_document(concierge):
    history = (Turn("user", GATE[3]), Turn("assistant", "I found it in gate-key."))
    for text in ("And where is it?", "Tell me more about that gate", "Heron Gate?"):
        assert leaks(await concierge.ask(Question("1", text, history=history))) == []


@pytest.mark.parametrize(
    ("audience", "text", "document", "quote"),
    [
        (Audience.PARTNER, GATE[0], "gate-badge", PARTNER),
        (Audience.INTERNAL, GATE[0], "gate-badge", PARTNER),
        (Audience.INTERNAL, GATE[3], "gate-key", INTERNAL),
        (Audience.INTERNAL, ASKED[0][2], "ferry.txt", "seven crowns"),
    ],
)
async def test_whoever_may_see_a_document_gets_it(concierge, audience, text, document, quote):
    answer = await concierge.ask(Question("1", text, audience))
    assert document == answer.citations[0].document
    assert quote in answer.text


async def test_a_document_with_front_matter_is_cited_with_source_and_date(concierge):
    citation = (await concierge.ask(Question("1", GATE[0], Audience.PARTNER))).citations[0]
    assert (citation.title, citation.source, citation.date) == ("Heron Gate badge", "Port Amberly office", "2024-01-01")


async def test_a_follow_up_is_tied_to_the_conversation(concierge):
    asked = Question("1", "What does the Heron Gate badge open?", Audience.PARTNER)
    answer = await concierge.ask(asked)
    history = (Turn("user", asked.text), Turn("assistant", answer.text))
    followed = await concierge.ask(Question("2", "And from when in the morning?", Audience.PARTNER, history=history))
    assert followed.citations[0].document == "gate-badge"


async def test_rubbish_in_the_history_is_no_failure(concierge):
    history = (Turn("user", "Lantern Ferry \ud800\x00"), Turn("assistant", "\ud800"), Turn("user", "ferry " * 50_000))
    answer = await concierge.ask(Question("1", ASKED[0][2], history=history))
    assert answer.citations[0].document == "ferry.txt"


async def test_the_running_reader_follows_a_new_version(tmp_path):
    corpus = write_corpus(tmp_path / "corpus")
    ingest(corpus, tmp_path / "index")
    reader = concierge_of(tmp_path / "index")
    before = (await reader.ask(Question("1", ASKED[0][2]))).text
    changed = (corpus / "ferry.txt").read_text(encoding="utf-8").replace("seven crowns", "nine crowns")
    (corpus / "ferry.txt").write_text(changed, encoding="utf-8")
    ingest(corpus, tmp_path / "index")
    after = (await reader.ask(Question("1", ASKED[0][2]))).text
    assert ("seven crowns" in before, "seven crowns" in after) == (True, False)
    assert "nine crowns" in after


@pytest.mark.parametrize("damage", ["emptied", "removed", "scrambled", "segments"])
async def test_an_index_with_a_damaged_vector_index_is_rebuilt_at_start(desk, tmp_path, damage):
    index = tmp_path / "index"
    shutil.copytree(desk.index, index)
    chroma = live(index) / "chroma"
    if damage == "segments":
        for segment in [path for path in chroma.iterdir() if path.is_dir()]:
            shutil.rmtree(segment)
    elif damage == "scrambled":
        for file in [path for path in chroma.rglob("*") if path.is_file()]:
            file.write_bytes(b"rubbish" * 100)
    else:
        shutil.rmtree(chroma)
    if damage == "emptied":
        chroma.mkdir()
    answer = await concierge_of(index).ask(Question("1", ASKED[0][2]))
    assert (answer.outcome, answer.citations[0].document) == (Outcome.ANSWERED, "ferry.txt")


async def test_an_index_with_a_damaged_file_is_rebuilt_at_start_and_told(desk, tmp_path):
    index = tmp_path / "index"
    shutil.copytree(desk.index, index)
    (live(index) / "centring.npz").write_bytes(b"")
    told: list[str] = []
    rebuilt = build_concierge(Settings(_env_file=None, index=index, floor=0.0, topic_floor=0.0), told.append)  # type: ignore[call-arg]
    answer = await rebuilt.ask(Question("1", ASKED[0][2]))
    assert (answer.outcome, len(told)) == (Outcome.ANSWERED, 1)
    assert "centring.npz" in told[0]


async def test_a_corpus_without_public_documents_can_be_asked(tmp_path):
    corpus = write_corpus(tmp_path / "corpus")
    for name in TEXTS:
        (corpus / name).unlink()
    ingest(corpus, tmp_path / "index")
    reader = concierge_of(tmp_path / "index")
    public = await reader.ask(Question("1", GATE[0]))
    partner = await reader.ask(Question("1", GATE[0], Audience.PARTNER))
    assert public.outcome in {Outcome.NOT_FOUND, Outcome.OFF_TOPIC}
    assert partner.citations[0].document == "gate-badge"
