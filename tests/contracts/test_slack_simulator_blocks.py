"""The simulator takes the blocks and views Slack takes, and refuses the others with its words."""

from typing import Any

import pytest

from evals.slack.block_kit import check_message, check_view
from evals.slack.refusals import Refused


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def button(text: str = "Claim", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text)} | more


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def select(*values: str, **more: Any) -> dict[str, Any]:
    return {"type": "static_select", "options": [{"text": plain(v), "value": v} for v in values]} | more


def entry(element: dict[str, Any], label: str = "Question") -> dict[str, Any]:
    return {"type": "input", "label": plain(label), "element": element}


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(parts)}


def part(kind: str, *elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": f"rich_text_{kind}", "elements": list(elements)} | more


def said(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Publish"), "submit": plain("Send"), "blocks": list(blocks)} | more


def problems(*blocks: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        check_message(list(blocks))
    answer = refused.value.answer
    assert "invalid_blocks" == answer["error"]
    assert [f"[ERROR] {problem}" for problem in answer["errors"]] == answer["response_metadata"]["messages"]
    errors: list[str] = answer["errors"]
    return errors


def view_problems(view: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        check_view(view)
    assert "invalid_arguments" == refused.value.answer["error"]
    messages: list[str] = refused.value.answer["response_metadata"]["messages"]
    return messages


LINK = {"type": "link", "url": "https://example.org", "text": "page", "style": {"bold": True}}
TAKEN = (
    section("x" * 3000),
    section(accessory=button()),
    {"type": "section", "fields": [plain("a"), plain("b")]},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [plain("note")]},
    actions(*[button(value="x" * 2000, action_id=f"a{number}") for number in range(25)]),
    actions(select("a", "b"), button(style="primary"), button(style="danger")),
    entry({"type": "plain_text_input", "multiline": True, "initial_value": "x" * 3000}),
    entry(select(*map(str, range(100)), initial_option={"text": plain("1"), "value": "1"})),
    entry({"type": "datepicker", "initial_date": "2026-11-30"}),
    rich(part("section", said("bold", bold=True), LINK, {"type": "emoji", "name": "eyes"})),
    rich(part("quote", {"type": "user", "user_id": "UKIM"}, {"type": "channel", "channel_id": "CTEAM"})),
    rich(part("preformatted", said("code")), part("list", part("section", said("one")), style="bullet")),
)
NAMED = {"type": "divider", "block_id": "x" * 255}


@pytest.mark.parametrize("block", TAKEN, ids=lambda block: str(block["type"]))
def test_a_block_within_the_limits_is_taken(block: dict[str, Any]) -> None:
    (stored,) = check_message([block])
    assert block["type"] == stored["type"]
    assert stored["block_id"]


def test_a_message_holds_fifty_blocks() -> None:
    check_message([{"type": "divider"}] * 50)
    assert ["no more than 50 items allowed [json-pointer:/blocks]"] == problems(*[{"type": "divider"}] * 51)


def test_blocks_have_different_names_of_limited_length() -> None:
    check_message([NAMED])
    assert "block_id already exists" in problems(NAMED, NAMED)[0]
    long = {"type": "divider", "block_id": "x" * 256}
    assert ["must be less than 256 characters [json-pointer:/blocks/0/block_id]"] == problems(long)


REFUSED = (
    ("a long section", section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("an empty section", section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("nothing said", {"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    ("a long header", {"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ("a marked header", {"type": "header", "text": section()["text"]}, "unsupported type: mrkdwn"),
    ("a long button", actions(button("x" * 76)), "/blocks/0/elements/0/text/text]"),
    ("a long value", actions(button(value="x" * 2001)), "must be less than 2001 characters"),
    ("a long action_id", actions(button(action_id="x" * 256)), "must be less than 256 characters"),
    ("one action_id twice", actions(button(action_id="a"), button(action_id="a")), "action_id already exists: a"),
    ("too many buttons", actions(*[button()] * 26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    ("no buttons", actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    ("an odd style", actions(button(style="loud")), "must be one of the allowed values: danger, primary"),
    ("an input among buttons", actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    ("no options", actions(select()), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("too many options", actions(select(*map(str, range(101)))), "no more than 100 items allowed"),
    ("a long option", actions(select("x" * 76)), "must be less than 76 characters"),
    ("a strange choice", actions(select("a", initial_option={"text": plain("b"), "value": "b"})), "initial option"),
    ("a long label", entry({"type": "plain_text_input"}, "x" * 2001), "must be less than 2001 characters"),
    ("a number to begin with", entry({"type": "plain_text_input", "initial_value": 5}), "must provide a string"),
    ("no such date", entry({"type": "datepicker", "initial_date": "30.11."}), "must be a valid date"),
    ("an unknown block", {"type": "ticket"}, "unsupported type: ticket [json-pointer:/blocks/0/type]"),
    ("an unknown property", section(colour="red"), "invalid additional property: colour"),
    ("an empty rich text", rich(part("section", said(""))), "must be more than 0 characters"),
    ("an unknown rich part", rich(part("table")), "unsupported type: rich_text_table"),
    ("an unknown rich element", rich(part("quote", {"type": "date"})), "unsupported type: date"),
    ("a list of bare texts", rich(part("list", said("one"), style="bullet")), "must be rich_text_section"),
    ("a list without a style", rich(part("list", part("section", said("one")))), "missing required field: style"),
    ("a strange rich style", rich(part("section", said("a", loud=True))), "invalid additional property: loud"),
    ("a word for a block", "section", "unsupported type:"),
)


@pytest.mark.parametrize(("block", "told"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_block_beyond_the_limits_is_refused(block: Any, told: str) -> None:
    assert told in "\n".join(problems(block))


def test_the_text_of_all_blocks_is_limited_together() -> None:
    check_message([section("x" * 3000)] * 4)
    with pytest.raises(Refused) as refused:
        check_message([section("x" * 3000)] * 4 + [section("x")])
    assert "msg_blocks_too_long" == refused.value.answer["error"]


def test_what_is_no_list_is_no_blocks() -> None:
    with pytest.raises(Refused) as refused:
        check_message({"type": "divider"})
    assert "invalid_blocks_format" == refused.value.answer["error"]


def test_what_has_no_id_gets_one_and_what_is_stored_is_a_copy() -> None:
    given = actions(button(), button(action_id="mine"))
    (stored,) = check_message([given])
    assert stored["elements"][0]["action_id"]
    assert "mine" == stored["elements"][1]["action_id"]
    assert "block_id" not in given


def test_a_view_within_the_limits_is_taken() -> None:
    question = entry({"type": "plain_text_input"})
    check_view(modal(*[question] * 100, title=plain("x" * 24), close=plain("x" * 24)))
    check_view({"type": "home", "blocks": [section()]})


VIEWS = (
    ("a long title", modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    ("no title", {"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ("a long submit", modal(submit=plain("x" * 25)), "[json-pointer:/view/submit/text]"),
    ("a long close", modal(close=plain("x" * 25)), "[json-pointer:/view/close/text]"),
    ("too many blocks", modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ("much metadata", modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
    ("an unknown kind", {"type": "sheet", "blocks": []}, "unsupported type: sheet [json-pointer:/view/type]"),
    ("a long section inside", modal(section("x" * 3001)), "[json-pointer:/view/blocks/0/text/text]"),
    ("nothing to send with", modal(entry({"type": "plain_text_input"}), submit=None), "missing required field: submit"),
)


@pytest.mark.parametrize(("view", "told"), [case[1:] for case in VIEWS], ids=[case[0] for case in VIEWS])
def test_a_view_beyond_the_limits_is_refused(view: dict[str, Any], told: str) -> None:
    assert told in "\n".join(view_problems(view))
