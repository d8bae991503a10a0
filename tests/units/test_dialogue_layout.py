"""How answers look: what is set off, which sources stand below, where buttons are, how pages are turned."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.layout import details, judged, keyboard, messages, pages
from bot.messaging.model import Action, Line, Message, Style
from bot.messaging.splitting import units
from bot.messaging.tokens import Verb
from bot.messaging.voice import Voice
from bot.model import Answer, Outcome
from retrieval.register.query import Operation
from tests.doubles.dialogue import (
    PHRASES,
    REACH,
    Citizen,
    Desk,
    answer,
    buttons,
    cite,
    interaction,
    labelled,
    labels,
    long_office,
    options,
    say,
)
from tests.doubles.replies import answered

MINA = Citizen()
VOICE = Voice(PHRASES, "en")
LONG = long_office()
THREE = tuple(cite(f"fact {number}", source=f"S{number}") for number in (1, 2, 3))
"""Of three sources."""


def shown(said: Answer, limit: int = REACH) -> list[Message]:
    return messages(interaction(said), VOICE, limit)


def body(said: Answer) -> list[tuple[str, Style]]:
    """What stands above the sources."""
    lines = [(line.text, line.style) for message in shown(said) for line in message.lines]
    return lines[: lines.index(("", Style.PLAIN))] if ("", Style.PLAIN) in lines else lines


def sources(message: Message) -> list[str]:
    """What stands below them."""
    return message.text.partition(f"\n{say('sources')}\n")[2].split("\n")


def of_register(operation: Operation, **filters: object) -> Answer:
    """What the register answers."""
    found = answered(operation, **filters)
    return answer("\n".join(found.lines), found.outcome, citations=found.citations, rest=found.rest)


# Lines


def test_quotations_are_set_off_from_what_is_said_about_them():
    text = "From the documents:\nShips come daily. In May too.\nDistricts: 15 in 2024\nThis is old."
    quotes = ("Ships come daily.", "In May too.", "15 in 2024")
    assert [
        ("From the documents:", Style.ITALIC),
        ("Ships come daily. In May too.", Style.QUOTE),
        ("Districts: 15 in 2024", Style.QUOTE),
        ("This is old.", Style.ITALIC),
    ] == body(answer(text, citations=tuple(cite(quote) for quote in quotes)))


def test_without_quotations_the_first_line_is_the_answer():
    assert [("Since 1976. [1]", Style.BOLD), ("50 full years", Style.PLAIN)] == body(
        answer("Since 1976. [1]\n50 full years")
    )


@pytest.mark.parametrize("said", [answer("Since 1976. [1]"), answer("No.\nTry again.", Outcome.NOT_FOUND)])
def test_a_line_alone_and_what_is_no_answer_are_plain(said: Answer):
    assert {Style.PLAIN} == {style for _, style in body(said)}


@pytest.mark.parametrize("operation", [Operation.LIST, Operation.PROGRAMMES, Operation.ANNIVERSARIES])
def test_rows_of_a_list_are_no_quotations(operation: Operation):
    first, *others = [style for _, style in body(of_register(operation))]
    assert (Style.BOLD, {Style.PLAIN}) == (first, set(others))


@pytest.mark.parametrize("operation", [Operation.FIELDS, Operation.INDUSTRIES, Operation.AGREEMENT_DATE])
def test_facts_of_the_register_are_no_quotations(operation: Operation):
    lines = body(of_register(operation, places=("kushima", "tarnby")))
    assert Style.QUOTE not in {style for _, style in lines}


def test_where_sources_differ_every_value_stands_on_a_line_with_its_source():
    said = of_register(Operation.AGREEMENT_DATE, places=("dresport",))
    start = [text for text, _ in body(said)].index(say("sources-differ"))
    first, second = [text for text, _ in body(said)][start + 1 : start + 3]
    assert first.startswith("• December 2, 2010 – Port Amberly, list of partners (as of January 2022)")
    assert second.startswith("• July 2011 (reported) – Amberly Echo (2024-05-21)")
    assert 2 == len(sources(shown(said)[0]))


# Sources


@pytest.mark.parametrize(
    ("text", "marked"), [("a [2]", [2]), ("a [3] b [1]", [1, 3]), ("a", [1, 2, 3]), ("a [9]", [1, 2, 3])]
)
def test_the_sources_that_are_marked_stand_below_all_where_none_is(text: str, marked: list[int]):
    (message,) = shown(answer(text, citations=THREE))
    assert [f"{number}. D (2024)" for number in marked] == sources(message)


def test_the_source_of_a_quotation_stands_below_although_other_lines_have_marks():
    text = "From the documents:\nfact 1\nSources differ:\n• a – S2 (2024) [2]\n• b – S3 (2024) [3]"
    (message,) = shown(answer(text, citations=THREE))
    assert ["1. D (2024)", "2. D (2024)", "3. D (2024)"] == sources(message)


def test_the_sources_of_several_quotations_stand_below():
    (message,) = shown(answer("From the documents:\nfact 3\nfact 1", citations=THREE))
    assert ["1. D (2024)", "3. D (2024)"] == sources(message)


def test_a_mark_within_a_quotation_is_not_ours():
    said = answer("From the documents:\nIt says so [2].", citations=(cite("It says so [2]."), cite("x", source="B")))
    assert ["1. D (2024)"] == sources(shown(said)[0])


def test_of_many_sources_that_nothing_marks_the_first_are_named_and_the_others_counted():
    many = tuple(cite(source=f"S{number}") for number in range(5))
    assert ["1. D (2024)", "2. D (2024)", "3. D (2024)", "… + 2"] == sources(shown(answer("a", citations=many))[0])
    marked = answer("[1] [2] [3] [4] [5]", citations=many)
    assert [f"{number}. D (2024)" for number in range(1, 6)] == sources(shown(marked)[0])


def test_one_document_is_named_by_its_title_several_by_their_source():
    one = cite(title="Treaty of Kushima", source="Archive", day="1976")
    assert ["1. Treaty of Kushima (1976)"] == sources(shown(answer(citations=(one,)))[0])
    two = (one, replace(one, document="e", title="Another treaty"))
    assert ["1. Archive (1976)"] == sources(shown(answer(citations=two))[0])


def test_titles_and_dates_of_sources_are_kept_short():
    (line,) = sources(shown(answer(citations=(cite(title="t" * 500, day="d" * 500),)))[0])
    assert f"1. {'t' * 139}… ({'d' * 59}…)" == line


def test_a_source_without_a_date_has_no_empty_brackets():
    assert ["1. D"] == sources(shown(answer(citations=(cite(day=""),)))[0])


def test_what_has_no_sources_has_no_heading_for_them():
    assert say("sources") not in shown(answer("No.", Outcome.NOT_FOUND))[0].text


def test_details_give_the_very_words_below_their_source():
    said = answer(citations=(cite("one", source="A"), cite("two", source="B", day=""), cite("three", source="A")))
    (message,) = details(said, VOICE, REACH)
    assert (
        (say("sources-say"), Style.BOLD),
        ("", Style.PLAIN),
        ("1. A – 2024", Style.BOLD),
        ("D: one", Style.QUOTE),
        ("D: three", Style.QUOTE),
        ("", Style.PLAIN),
        ("2. B", Style.BOLD),
        ("D: two", Style.QUOTE),
    ) == tuple((line.text, line.style) for line in message.lines)


# Messages within the limit


@given(st.lists(st.text(max_size=90), min_size=1, max_size=20), st.integers(min_value=300, max_value=600))
def test_messages_keep_within_the_limit_and_only_the_last_has_buttons(lines: list[str], limit: int):
    found = shown(answer("\n".join(["Since 1976.", *lines])), limit)
    assert all(units(message.text) <= limit and message.text.strip() for message in found)
    assert [True] == [bool(message.keyboard) for message in found if message.keyboard]
    assert found[-1].keyboard


def test_what_is_said_before_an_answer_comes_first():
    found = messages(interaction(answer("\n".join("x" * 90 for _ in range(9)))), VOICE, 300, [Line("Note")])
    assert ("Note", 1) == (found[0].lines[0].text, sum("Note" in message.text for message in found))


# Buttons


def test_readings_come_before_suggestions_and_these_before_the_rest():
    said = answer("Which?", Outcome.PARTIAL, options=options("One", "Two"), rest=("2. b", "Others", "3. c"))
    found = keyboard(interaction(said, *options("Next")), VOICE)
    assert [
        ["One"],
        ["Two"],
        ["Show all (2 more)"],
        ["Next"],
        ["👍 Helpful", "👎 Not helpful"],
        ["Sources", "Ask a person"],
    ] == [[button.label for button in row] for row in found]


@given(st.text(min_size=1, max_size=200), st.sampled_from(Outcome))
def test_buttons_are_short_and_hold_no_content(label: str, outcome: Outcome):
    said = answer("x", outcome, options=options(label), rest=("2. b",))
    known = interaction(said, *options(label), identity="-_3456789012")
    every = [*keyboard(known, VOICE), *judged(known, VOICE, asking_why=True)]
    for button in (button for row in every for button in row):
        assert re.fullmatch(r"[a-z]:-_3456789012:\d{0,2}", button.data)
        assert 0 < len(button.label) <= 60


def test_after_a_verdict_only_its_buttons_are_gone():
    known = interaction(answer(), *options("Next"))
    before = keyboard(known, VOICE)
    gone = [row for row in before if row not in judged(known, VOICE, asking_why=False)]
    assert [[say("button-helpful"), say("button-unhelpful")]] == [[button.label for button in row] for row in gone]


@pytest.mark.parametrize("outcome", Outcome)
def test_only_answers_are_judged_and_a_person_is_always_near(outcome: Outcome):
    found = labels(Message((), keyboard(interaction(answer("x", outcome)), VOICE)))
    is_answer = outcome in {Outcome.ANSWERED, Outcome.PARTIAL}
    assert is_answer == (say("button-helpful") in found)
    assert (outcome not in {Outcome.CLARIFY, Outcome.REFUSED}) == (say("button-person") in found)


# Pages


def rows_of(text: str) -> list[str]:
    """The numbered rows of a list, without the sources below it."""
    return [line for line in text.partition(f"\n{say('sources')}\n")[0].split("\n") if re.match(r"\d+\. ", line)]


async def turned(desk: Desk, label: str) -> list[str]:
    """Turn as long as there is a button for it, which is not for ever; the text of every page."""
    seen: list[str] = []
    while any(found.startswith(label) for found in labels(desk.shown[desk.last])) and len(seen) < 20:
        pressed = MINA.presses(labelled(desk.shown[desk.last], label), desk.last)
        handled = await desk.hear(pressed)
        assert [Action.ACKNOWLEDGE, Action.EDIT] == [delivery.action for delivery in handled.deliveries]
        seen.append(desk.shown[desk.last].text)
    return seen


def test_every_page_has_its_own_sources_and_the_heading():
    rest = tuple(f"{number}. row [{number}]" for number in (2, 3))
    first, second = pages(interaction(answer("Three:\n1. row [1]", citations=THREE, rest=rest)), VOICE, REACH)
    assert [["1. D (2024)"], ["2. D (2024)", "3. D (2024)"]] == [sources(first), sources(second)]
    assert Line("Three:", Style.BOLD) == first.lines[0] == second.lines[0]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_pages_are_turned_in_both_directions(number: int):
    rest = tuple(f"{row}. {'x' * 100}" for row in range(2, 6))
    found = pages(interaction(answer("Five:\n1. a", rest=rest)), VOICE, 400)
    assert 3 == len(found)
    turning = [button.data.rpartition(":")[2] for button in found[number].keyboard[0]]
    assert [["0", "1"], ["0", "1", "2"], ["1", "2"]][number] == turning
    data = [button.data for button in buttons(found[number])]
    assert len(turning) == sum(one.startswith(f"{Verb.PAGE}:") for one in data)


@pytest.mark.parametrize("reach", [4096, 1300])
async def test_turning_there_and_back_shows_every_row_once(reach: int):
    desk = Desk(known=LONG, reach=reach)
    await desk.hear(MINA.commands("cities"))
    before = desk.shown[desk.last]
    (kept,) = desk.store.disk.interactions.values()
    everything = [*rows_of(kept.answer.text), *rows_of("\n".join(kept.answer.rest))]
    assert "Show all (29 more)" == labels(before)[0]
    await desk.hear(MINA.presses(labelled(before, "Show all"), desk.last))
    there = [before.text, desk.shown[desk.last].text, *await turned(desk, "▶")]
    assert (44, everything) == (len(everything), [row for page in there for row in rows_of(page)])
    assert there[-2::-1] == await turned(desk, "◀")
    assert before.lines == desk.shown[desk.last].lines


@pytest.mark.parametrize("attached", [False, True])
async def test_turning_pages_of_an_answer_in_several_messages_shows_every_row_once(attached: bool):
    desk = Desk(reach=300)
    rows = [f"{number}. {'x' * 40}" for number in range(1, 13)]
    desk.tell("Which?", answer("\n".join(["Twelve:", *rows]), rest=("13. y",)))
    await desk.hear(MINA.says("Which?", attached=attached))
    await desk.hear(MINA.presses(labelled(desk.shown[desk.last], "Show all"), desk.last))
    assert ["13. y"] == rows_of(desk.shown[desk.last].text)
    await turned(desk, "◀")
    assert rows == [row for message in desk.shown.values() for row in rows_of(message.text)]
