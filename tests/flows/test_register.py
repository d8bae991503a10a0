"""From documents with front matter to exact answers: the whole path with the real embedder, and the command."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.app import build_concierge
from bot.concierge import Concierge
from bot.model import Answer, Outcome, Question, Turn
from bot.settings import Settings
from retrieval import app
from retrieval.frontmatter import FrontMatter
from retrieval.model import Audience
from retrieval.settings import Settings as RetrievalSettings
from retrieval.versions import live
from tests.doubles.facts import HEADS, TODAY, place, signed, tie
from tests.flows.conftest import ROOT, bare_environment, ingest

SECRET = [
    place("veilhaven", "NO", audience="internal"),
    tie("veilhaven", "NO", "sister", signed("2025-05-05"), audience="internal"),
]
BODIES = {
    "agreement": "The agreement of {title} stands in the papers of the office.",
    "city": "{title} is a place by the sea, and its market opens early in the morning.",
    "programme": "The programme {title} brings people of the two cities together.",
}


def write(folder: Path, heads: list[FrontMatter]) -> Path:
    folder.mkdir(exist_ok=True)
    for head in heads:
        fields = head.model_dump(mode="json", exclude_defaults=True) | {
            "sources": [s.model_dump(exclude_none=True) for s in head.sources]
        }
        body = BODIES[head.type].format(title=head.title)
        (folder / f"{head.id}.md").write_text(f"---\n{yaml.safe_dump(fields)}---\n\n{body}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    ingest(write(folder / "corpus", [*HEADS, *SECRET]), folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def concierge(index: Path) -> Concierge:
    return build_concierge(Settings(_env_file=None, index=index))  # type: ignore[call-arg]


async def ask(
    concierge: Concierge, text: str, *history: str, audience: Audience = Audience.PUBLIC, choice: str | None = None
) -> Answer:
    turns = tuple(Turn("user", turn) for turn in history)
    return await concierge.ask(Question("1", text, audience, None, turns, TODAY, choice))


def cited(answer: Answer) -> set[str]:
    return {citation.document for citation in answer.citations}


SISTERS = {"agreement-amberly-kushima", "agreement-amberly-valmora", "agreement-amberly-tarnby"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Which sister cities does Port Amberly have?", "en"),
        ("앰벌리의 자매도시를 모두 알려 주세요", "ko"),
        ("Sebutkan semua kota kembar Port Amberly", "id"),
        ("Какие города-побратимы есть у Port Amberly?", "ru"),
        ("Port Amberly มีเมืองพี่เมืองน้องที่ไหนบ้าง", "th"),
        ("Port Amberlyの姉妹都市を教えてください", "ja"),
    ],
)
async def test_a_list_is_complete_and_cited_in_every_language(concierge, text, language):
    answer = await ask(concierge, text)
    assert (Outcome.ANSWERED, language) == (answer.outcome, answer.language)
    assert SISTERS == cited(answer)
    assert "Kushima" in answer.text


@pytest.mark.parametrize("text", ["How many sister cities does Port Amberly have?", "앰벌리 자매도시는 몇 곳인가요?"])
async def test_a_count_is_exact(concierge, text):
    answer = await ask(concierge, text)
    assert ": 3" in answer.text
    assert SISTERS == cited(answer)


async def test_competing_dates_are_all_shown_with_their_sources(concierge):
    answer = await ask(concierge, "Since when is Dresport a partner of Port Amberly?")
    assert "December 2, 2010" in answer.text
    assert "July 2011" in answer.text
    assert ["Port Amberly, list of partners", "Amberly Echo"] == [source.title for source in answer.sources]


async def test_a_place_without_an_agreement_is_not_found(concierge):
    answer = await ask(concierge, "When did Port Amberly and Lonetown become sister cities?")
    assert (Outcome.NOT_FOUND, set()) == (answer.outcome, cited(answer))
    assert "Port Amberly and Lonetown" in answer.text


async def test_a_place_nobody_knows_never_becomes_a_longer_list(concierge):
    answer = await ask(concierge, "Which sister cities of Port Amberly are in Zamonia?")
    assert Outcome.NOT_FOUND == answer.outcome
    assert "Kushima" not in answer.text
    (option,) = answer.options
    everything = await ask(concierge, option.label, choice=option.key)
    assert 4 == len(cited(everything))


async def test_a_follow_up_asks_the_register_again(concierge):
    answer = await ask(concierge, "And in Denmark?", "Which sister cities does Port Amberly have in Japan?")
    assert {"agreement-amberly-tarnby"} == cited(answer)


async def test_what_is_internal_is_counted_for_nobody_else(concierge):
    asked = "How many sister cities does Port Amberly have?"
    public = await ask(concierge, asked)
    internal = await ask(concierge, asked, audience=Audience.INTERNAL)
    assert ": 3" in public.text
    assert ": 4" in internal.text
    for text in ("Is Veilhaven a sister city of Port Amberly?", "sister cities in Norway", "Veilhaven?"):
        answer = await ask(concierge, text, audience=Audience.PARTNER)
        assert not {document for document in cited(answer) if "veilhaven" in document}
        assert "2025" not in answer.text


async def test_a_forged_choice_is_an_ordinary_question(concierge):
    answer = await ask(concierge, "How many sister cities does Port Amberly have?", choice='{"operation":"drop"}')
    assert ": 3" in answer.text


def test_facts_alone_make_another_index(tmp_path):
    corpus = write(tmp_path / "corpus", HEADS)
    ingest(corpus, tmp_path / "index")
    before = live(tmp_path / "index")
    (head,) = [head for head in HEADS if head.id == "agreement-amberly-valmora"]
    event = head.dates[0].model_copy(update={"date": "2012-01-01"})
    write(corpus, [head.model_copy(update={"dates": (event,)})])
    ingest(corpus, tmp_path / "index")
    assert before != live(tmp_path / "index")
    found = app.open_search(RetrievalSettings(_env_file=None, index=tmp_path / "index")).current  # type: ignore[call-arg]
    assert "2012-01-01" == found.register(Audience.PUBLIC).of_partner("valmora")[0].events[0].date


def show(index: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from retrieval.cli import main; main()", "show", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=bare_environment() | {"EXCHANGE_INDEX": str(index)},
        timeout=60,
        check=False,
    )


def shown(index: Path, *arguments: str) -> list[str]:
    ended = show(index, *arguments, "--json")
    assert 0 == ended.returncode, ended.stderr
    return [json.loads(line)["document"] for line in ended.stdout.splitlines()]


def test_show_prints_rows_for_people_and_scripts(index):
    assert ["agreement-amberly-kushima"] == shown(index, "agreements", "--country", "일본", "--home", "앰벌리")
    assert 2 == len(shown(index, "agreements", "--country", "JP"))
    assert ["agreement-amberly-tarnby"] == shown(index, "agreements", "--region", "Europe", "--relation", "sister")
    internal = shown(index, "agreements", "--region", "Europe", "--relation", "sister", "--audience", "internal")
    assert ["agreement-amberly-tarnby", "agreement-amberly-veilhaven"] == internal
    assert ["programme-camp"] == shown(index, "programmes", "--state", "planned")
    assert ["city-dresport"] == shown(index, "cities", "--country", "Germany")
    table = show(index, "agreements", "--home", "Port Amberly", "--since", "2011")
    assert "valmora" in table.stdout
    assert "kushima" not in table.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--country", "Atlantis"], "country: 'Atlantis' is not known"),
        (["--relation", "cousin"], "relation: Input should be 'sister' or 'friendly-cooperation'"),
        (["--since", "soon"], "signed_from: "),
    ],
)
def test_show_says_what_it_does_not_know(index, arguments, message):
    ended = show(index, "agreements", *arguments)
    assert 1 == ended.returncode
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
