"""A reply is held against the documents of a real index, in Korean and English, for every audience."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.library import IndexLibrary
from bot.handover.masking import Masking
from bot.handover.outbound import Finding, Outbound, Stop
from bot.messaging.tickets import Origin, Reason, Ticket
from retrieval import app
from retrieval.model import Audience
from retrieval.settings import Settings
from tests.flows.conftest import HEAD, ingest

PUBLIC_EN = "Every foreign resident may borrow five books for two weeks from the reading room of the centre."
PUBLIC_KO = "외국인 주민은 누구나 센터 열람실에서 책 다섯 권을 두 주 동안 빌릴 수 있습니다."
PARTNER = "Partners send the list of their pupils to the desk at least three weeks before the boat leaves the harbour."
INTERNAL_EN = "The delegation is told only on the day that nobody can receive it and that a deputy stands in for him."
INTERNAL_KO = "접견이 어려운 경우 대표단에는 당일에만 알리고 부시장이 대신 접견하도록 조용히 준비한다."
DOCUMENTS = [
    ("books", "Books", "public", f"{PUBLIC_EN}\n\n{PUBLIC_KO}"),
    ("pupils", "Lists of pupils", "partner", PARTNER),
    ("visits", "Visits", "internal", f"{INTERNAL_EN}\n\n{PUBLIC_EN}"),
    ("visits-ko", "접견 안내", "internal", f"{INTERNAL_KO}\n\n{PUBLIC_KO}"),
]
DAY = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> IndexLibrary:
    folder: Path = tmp_path_factory.mktemp("restricted")
    (folder / "corpus").mkdir()
    for identity, title, audience, text in DOCUMENTS:
        head = HEAD.format(id=identity, title=title, audience=audience, name=title)
        (folder / "corpus" / f"{identity}.md").write_text(f"{head}{text}\n", encoding="utf-8")
    ingest(folder / "corpus", folder / "index")
    return IndexLibrary(app.open_search(Settings(_env_file=None, index=folder / "index")))  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("text", "hidden_from_public", "hidden_from_partners"),
    [
        (PUBLIC_EN, (), ()),
        (PUBLIC_KO, (), ()),
        (PARTNER, ("Lists of pupils",), ()),
        (f"We regret: {INTERNAL_EN.upper()}", ("Visits",), ("Visits",)),
        (INTERNAL_KO.replace(" ", ""), ("접견 안내",), ("접견 안내",)),
        ("A deputy receives visitors whenever the mayor is busy.", (), ()),
        ("대표단은 부시장이 만날 수도 있습니다.", (), ()),
    ],
)
def test_a_text_repeats_what_its_audience_may_not_see(library, text, hidden_from_public, hidden_from_partners):
    expected = [hidden_from_public, hidden_from_partners, ()]
    assert expected == [library.restricted(text, audience) for audience in Audience]


@pytest.mark.parametrize(
    ("language", "text", "stops"),
    [
        ("en", f"Thank you. {PUBLIC_EN}", ()),
        ("ko", f"감사합니다. {PUBLIC_KO}", ()),
        ("en", f"Thank you. {INTERNAL_EN}", (Finding(Stop.RESTRICTED, "Visits"),)),
        ("ko", f"감사합니다. {INTERNAL_KO}", (Finding(Stop.RESTRICTED, "접견 안내"),)),
        ("ko", PUBLIC_EN, (Finding(Stop.LANGUAGE, "en"),)),
        ("en", "Please ask Mr Hong Gildong about the books.", (Finding(Stop.PERSONAL, "Hong Gildong"),)),
    ],
)
async def test_a_reply_is_checked_with_what_the_documents_know(library, language, text, stops):
    outbound = Outbound(library.restricted, Masking(library.named, "KR").private, library.language, frozenset())
    origin = Origin("telegram", "7", "", "7", language)
    ticket = Ticket("K7M2Q4", origin, Reason.REQUESTED, "Books?", "Books?", DAY, DAY, ("room",))
    assert stops == await outbound(text, ticket, (), Audience.PUBLIC)


def test_many_may_ask_at_once_and_a_long_reply_takes_milliseconds(library):
    reply = f"{INTERNAL_EN} {INTERNAL_KO} " * 13
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: library.restricted(reply, Audience.PUBLIC), range(16)))
    assert [{"Visits", "접견 안내"}] * 16 == list(map(set, found))
    taken = []
    for _ in range(10):
        began = time.perf_counter()
        library.restricted(reply, Audience.PUBLIC)
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.010
