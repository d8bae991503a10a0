"""An approved answer becomes a document that the next question is answered from: real files, index and processes."""

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.publisher import Publisher
from bot.app import build_concierge
from bot.concierge import Concierge
from bot.messaging.errors import Rejected, Transient
from bot.messaging.model import Action, Address, Delivery, Publication
from bot.model import Answer, Outcome, Question
from bot.phrases import Phrases
from bot.settings import Settings
from retrieval import manifest, versions
from retrieval.model import Audience
from tests.flows.conftest import ASKED, ROOT, Desk

PHRASES = Phrases()
QUESTION = "May pupils from Osaka travel on the Lantern Ferry without a ticket?"
ANSWER = "Yes, with a school badge.\n\nWrite to us a week before:\n- the day\n- how many pupils"
BEFORE, LAST, AFTER = date(2026, 11, 25), date(2027, 11, 25), date(2027, 11, 26)
PUBLICATION = Publication(
    "answer-k7m2q4", QUESTION, ANSWER, "en", "Ferry team", Audience.PUBLIC, BEFORE, LAST, ("ferry.txt",)
)


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that ingests is started where the tests are, outside the repository."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    """A copy of the small corpus and its index, whose manifest names the copy."""
    for name in ("corpus", "index"):
        shutil.copytree(getattr(desk, name), tmp_path / name)
    path = versions.live(tmp_path / "index") / "manifest.json"
    path.write_text(path.read_text().replace(str(desk.corpus), str(tmp_path / "corpus")))
    return Desk(tmp_path / "corpus", tmp_path / "index")


def publisher(office: Desk, **settings: float) -> Publisher:
    return Publisher(office.corpus, office.index, "Port Amberly office", **settings)


def delivery(publication: Publication = PUBLICATION) -> Delivery:
    return Delivery(Action.PUBLISH, Address("library", "answers"), publication=publication)


def concierge_of(office: Desk) -> Concierge:
    return build_concierge(Settings(_env_file=None, index=office.index, floor=0.0, topic_floor=0.0))  # type: ignore[call-arg]


async def asked(concierge: Concierge, text: str, day: date = BEFORE, audience: Audience = Audience.PUBLIC) -> Answer:
    return await concierge.ask(Question("q", text, audience, asked_on=day))


def dated(language: str) -> str:
    days = {"en": "November 25, 2026", "es": "25 de noviembre de 2026"}
    return PHRASES.say("approved-on", language, date=days[language])


def cited(answer: Answer) -> set[str]:
    return {citation.document for citation in answer.citations}


async def test_the_next_question_is_answered_from_it_and_a_running_assistant_follows(office):
    concierge = concierge_of(office)
    before = await asked(concierge, QUESTION)
    assert "answer-k7m2q4" == await publisher(office).deliver(delivery(), 1)
    answer = await asked(concierge, QUESTION)
    assert "answer-k7m2q4" not in cited(before)
    assert (Outcome.ANSWERED, f"{dated('en')}\n{ANSWER}") == (answer.outcome, answer.text)
    first = answer.citations[0]
    assert ("answer-k7m2q4", "Port Amberly office", "2026-11-25") == (first.document, first.source, first.date)


async def test_it_is_found_in_other_words_and_in_another_language(office):
    await publisher(office).deliver(delivery(), 1)
    concierge = concierge_of(office)
    reworded = await asked(concierge, "Can pupils from Osaka travel on the Lantern Ferry without any ticket?")
    spanish = await asked(concierge, "¿Pueden los alumnos de Osaka viajar en el Lantern Ferry sin billete?")
    for answer, language in ((reworded, "en"), (spanish, "es")):
        assert language == answer.language
        assert dated(language) in answer.text
        assert "with a school badge" in answer.text


@pytest.mark.parametrize("place", ["Surabaya", "Shanghai"])
async def test_the_same_question_about_another_city_does_not_get_it(office, place):
    await publisher(office).deliver(delivery(), 1)
    answer = await asked(concierge_of(office), QUESTION.replace("Osaka", place))
    assert "answer-k7m2q4" not in cited(answer)


async def test_after_its_day_it_is_used_nowhere_and_waits_for_review(office):
    library = publisher(office)
    await library.deliver(delivery(), 1)
    concierge = concierge_of(office)
    assert "answer-k7m2q4" in cited(await asked(concierge, QUESTION, LAST))
    assert "answer-k7m2q4" not in cited(await asked(concierge, QUESTION, AFTER))
    assert [] == await library.review(LAST)
    assert [("answer-k7m2q4", QUESTION, "Ferry team", "expired")] == [
        (due.document, due.title, due.owner, due.why) for due in await library.review(AFTER)
    ]


async def test_when_what_it_rests_on_changes_it_is_not_used_and_waits_for_review(office):
    library = publisher(office)
    await library.deliver(delivery(), 1)
    ferry = office.corpus / "ferry.txt"
    ferry.write_text(ferry.read_text(encoding="utf-8").replace("seven", "nine"), encoding="utf-8")
    other = replace(PUBLICATION, document="answer-p2p2p2", question="Is there a cloakroom?", rests_on=())
    await library.deliver(delivery(other), 2)
    assert {"answer-p2p2p2"} == answers_in(office)
    assert "answer-k7m2q4" not in cited(await asked(concierge_of(office), QUESTION))
    due = await library.review(BEFORE)
    assert [("answer-k7m2q4", "changed")] == [(one.document, one.why) for one in due]
    assert "'ferry.txt', which has changed" in due[0].what


async def test_delivered_again_it_changes_nothing(office):
    library = publisher(office)
    await library.deliver(delivery(), 1)
    document, version = written(office), versions.live(office.index)
    at = document.stat().st_mtime_ns
    hurried = publisher(office, seconds=0.001)  # No ingest ends in that time, so none is begun.
    assert "answer-k7m2q4" == await hurried.deliver(delivery(), 1)
    assert (at, version) == (document.stat().st_mtime_ns, versions.live(office.index))


async def test_delivered_again_after_its_ground_changed_it_is_refused(office):
    """What was approved of another text must not be taken as approved of this one."""
    library = publisher(office, seconds=0.01)
    with pytest.raises(Transient):
        await library.deliver(delivery(), 1)
    ferry = office.corpus / "ferry.txt"
    ferry.write_text(ferry.read_text(encoding="utf-8").replace("seven", "nine"), encoding="utf-8")
    with pytest.raises(Rejected, match=r"'ferry\.txt', which has changed"):
        await publisher(office).deliver(delivery(), 1)


async def test_other_folders_of_the_index_stay_in(office, tmp_path):
    elsewhere = replace_corpus(office, tmp_path)
    await publisher(elsewhere).deliver(delivery(replace(PUBLICATION, rests_on=("orchard.md",))), 1)
    assert {"ferry.txt", "gate-key", "answer-k7m2q4"} <= documents_in(office)


@pytest.mark.slow
async def test_several_at_once_take_turns(office):
    library = publisher(office)
    several = [replace(PUBLICATION, document=f"answer-{n}", question=f"{QUESTION} {n}") for n in range(3)]
    await asyncio.gather(*(library.deliver(delivery(one), n) for n, one in enumerate(several)))
    assert {"answer-0", "answer-1", "answer-2"} == answers_in(office)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rests_on": ("gate-key",)}, "audience: 'gate-key' is internal, so what rests on it cannot be public"),
        ({"rests_on": ("no-such",)}, "rests_on: 'no-such' is not in the corpus"),
        ({"question": "x" * 700}, "title: String should have at most 600 characters"),
        ({"question": " \n "}, "title: String should have at least 1 character"),
        ({"answer": " …\n"}, "the answer has no word in it"),
        ({"owner": ""}, "owner: String should have at least 1 character"),
        ({"review_on": BEFORE}, "review 2026-11-25 is not after published 2026-11-25"),
        ({"document": "answer-../../x"}, "id: String should match pattern"),
        ({"document": "ferry"}, "id: 'ferry' does not begin with 'answer-'"),
        ({"language": "English"}, "language: String should match pattern"),
    ],
)
async def test_what_may_not_be_published_is_refused_with_the_reason(office, changes, reason):
    with pytest.raises(Rejected) as caught:
        await publisher(office).deliver(delivery(replace(PUBLICATION, **changes)), 1)
    assert reason in str(caught.value)
    assert not (office.corpus / "answers").exists()


async def test_an_internal_answer_may_rest_on_an_internal_document_and_stays_internal(office):
    publication = replace(PUBLICATION, audience=Audience.INTERNAL, rests_on=("gate-key",))
    await publisher(office).deliver(delivery(publication), 1)
    concierge = concierge_of(office)
    assert "answer-k7m2q4" in cited(await asked(concierge, QUESTION, audience=Audience.INTERNAL))
    assert "answer-k7m2q4" not in cited(await asked(concierge, QUESTION))


async def test_an_id_of_another_document_is_refused(office):
    text = (office.corpus / "gate-badge.md").read_text(encoding="utf-8").replace("id: gate-badge", "id: answer-k7m2q4")
    (office.corpus / "answer-k7m2q4.md").write_text(text, encoding="utf-8")
    with pytest.raises(Rejected, match="is the id of another document"):
        await publisher(office).deliver(delivery(), 1)


async def test_anything_but_a_publication_is_refused(office):
    with pytest.raises(Rejected, match="no send"):
        await publisher(office).deliver(Delivery(Action.SEND, Address("library", "answers")), 1)


async def test_without_a_corpus_it_says_what_to_do(office, tmp_path):
    with pytest.raises(Rejected, match="set EXCHANGE_CORPUS to a folder of documents that the service may write"):
        await publisher(Desk(tmp_path / "site-packages", office.index)).deliver(delivery(), 1)


async def test_without_an_index_it_waits(office, tmp_path):
    with pytest.raises(Transient, match="there is no index"):
        await publisher(Desk(office.corpus, tmp_path / "none")).deliver(delivery(), 1)


async def test_while_another_ingest_is_writing_it_waits(office):
    with versions.exclusive(office.index), pytest.raises(Transient, match="does not hold answer-k7m2q4 yet"):
        await publisher(office).deliver(delivery(), 1)
    assert "answer-k7m2q4" == await publisher(office).deliver(delivery(), 1)


@pytest.mark.slow
@pytest.mark.parametrize("built", [False, True], ids=["at its start", "while it builds"])
async def test_an_ingest_that_is_killed_leaves_the_old_index_and_the_next_attempt_succeeds(office, built):
    version = versions.live(office.index)
    task = asyncio.create_task(publisher(office).deliver(delivery(), 1))
    child = (await asyncio.to_thread(started, office, built))[0]
    os.kill(child, signal.SIGKILL)
    with pytest.raises(Transient, match="does not hold answer-k7m2q4 yet"):
        await task
    assert version == versions.live(office.index)
    assert Outcome.ANSWERED == (await asked(concierge_of(office), ASKED[0][2])).outcome
    assert "answer-k7m2q4" == await publisher(office).deliver(delivery(), 1)
    assert dated("en") in (await asked(concierge_of(office), QUESTION)).text


@pytest.mark.slow
async def test_a_delivery_that_is_cancelled_leaves_no_process(office):
    task = asyncio.create_task(publisher(office).deliver(delivery(), 1))
    children = await asyncio.to_thread(started, office)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert 1 == len(children)
    assert [] == list(processes(office))


async def test_what_is_written_is_read_by_people(office):
    await publisher(office).deliver(delivery(), 1)
    text = written(office).read_text(encoding="utf-8")
    assert text.endswith(f"---\n\n{ANSWER}\n")
    assert f"title: {QUESTION}\n" in text
    assert "published: 2026-11-25\nreview: 2027-11-25\n" in text
    assert [written(office)] == list((office.corpus / "answers").iterdir())


def written(office: Desk) -> Path:
    return office.corpus / "answers" / "answer-k7m2q4.md"


def documents_in(office: Desk) -> set[str]:
    return set(manifest.load(versions.live(office.index)).documents)


def answers_in(office: Desk) -> set[str]:
    return {document for document in documents_in(office) if document.startswith("answer-")}


def replace_corpus(office: Desk, folder: Path) -> Desk:
    """The same index with a corpus folder that it was not made of."""
    (folder / "own").mkdir()
    return Desk(folder / "own", office.index)


def started(office: Desk, built: bool = False) -> list[int]:
    """The processes that ingest, once there is one and, if that is asked, it builds a version."""
    for _ in range(2_000):
        children = list(processes(office))
        if children and (not built or list(office.index.glob("building/*/*"))):
            return children
        time.sleep(0.005)
    raise AssertionError("no process ingests")


def processes(office: Desk) -> Iterator[int]:
    """Processes that ingest into an office's index."""
    if sys.platform != "linux":
        pytest.skip("processes are listed from /proc")
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:
            continue
        if b"retrieval.cli" in command and str(office.index).encode() in command:
            yield int(entry.parent.name)
