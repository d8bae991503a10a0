"""Inline mode: questions, results, and messages posted by way of the bot."""

import asyncio

import pytest

BAD = "Bad Request: "
STALE = f"{BAD}query is too old and response timeout expired or query ID is invalid"
HTML = "can't parse inline query result: Can't parse entities: "


def article(identity="1", text="x", **more):
    return {"type": "article", "id": identity, "title": "t", "input_message_content": {"message_text": text} | more}


async def asked(api, mina, question="ferry"):
    """A person who waits, and the question as the bot got it."""
    waiting = asyncio.create_task(mina.inline(question, timeout=10))
    await api.simulator.until(lambda: api.simulator.pending)
    return waiting, (await api.updates(offset=-1))[0]["inline_query"]


async def test_a_question_and_its_results(api, mina):
    waiting, query = await asked(api, mina)
    assert (7, "ferry", "") == (query["from"]["id"], query["query"], query["offset"])
    results = [article("1"), article("2")]
    await api.call("answerInlineQuery", inline_query_id=query["id"], results=results)
    assert results == await waiting


@pytest.mark.parametrize(
    ("results", "description"),
    [
        ([article(str(number)) for number in range(51)], "too many inline query results specified"),
        ([article("1"), article("1")], "RESULT_ID_DUPLICATE"),
        ([article("")], "RESULT_ID_EMPTY"),
        ([article("x" * 65)], "RESULT_ID_INVALID"),
        ([article("가" * 22)], "RESULT_ID_INVALID"),
        ([article(text="x" * 4097)], "MESSAGE_TOO_LONG"),
        ([article(text=" \n")], "text must be non-empty"),
        ([article(text="<x>", parse_mode="HTML")], f'{HTML}Unsupported start tag "x" at byte offset 0'),
        (
            [article(text="a.", parse_mode="MarkdownV2")],
            f"{HTML}Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        (
            [{"type": "article", "id": "1", "title": "t"}],
            "can't parse inline query result: Input message content is not specified",
        ),
        ([article() | {"title": ""}], "ARTICLE_TITLE_EMPTY"),
        ([{"type": "article", "id": "1"}], "can't parse inline query result: Can't find field \"title\""),
        ([{"type": "photo"}], "can't parse inline query result: Can't find field \"id\""),
        (["x"], "can't parse inline query result: Inline query result must be an object"),
        (
            [article() | {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}}],
            "BUTTON_DATA_INVALID",
        ),
        ("[", "can't parse JSON encoded inline query results"),
    ],
)
async def test_results_have_a_form(api, mina, results, description):
    waiting, query = await asked(api, mina)
    refused = await api.refusal("answerInlineQuery", inline_query_id=query["id"], results=results)
    assert (400, BAD + description) == refused
    waiting.cancel()


async def test_fifty_results_of_the_longest_kind(api, mina):
    waiting, query = await asked(api, mina)
    results = [article(f"{number:064}", "<b>" + "x" * 4096 + "</b>", parse_mode="HTML") for number in range(50)]
    await api.call("answerInlineQuery", inline_query_id=query["id"], results=results)
    assert 50 == len(await waiting)


async def test_a_stale_question(api, mina, simulator):
    waiting, query = await asked(api, mina)
    assert (400, STALE) == await api.refusal("answerInlineQuery", inline_query_id="5", results=[])
    simulator.clock.advance(31)
    assert (400, STALE) == await api.refusal("answerInlineQuery", inline_query_id=query["id"], results=[])
    assert [] == await api.updates()
    waiting.cancel()


async def test_waiting_in_vain(mina):
    with pytest.raises(TimeoutError, match="the bot called nothing"):
        await mina.inline("ferry", timeout=0.05)


async def test_a_bot_without_inline_mode(api, mina, simulator):
    simulator.switches.inline = False
    assert False is (await api.call("getMe"))["supports_inline_queries"]
    with pytest.raises(ValueError, match="no inline mode"):
        await mina.inline("ferry")


async def test_a_result_is_posted_by_way_of_the_bot(api, mina, simulator):
    group = simulator.group(-100)
    group.add(mina, announced=False)
    shown = mina.choose(article(text="<b>x</b>", parse_mode="HTML"), chat=-100)
    assert ("x", -100, "<b>x</b>", "") == (shown.text, shown.chat_id, shown.html, shown.inline_id)
    message = (await api.updates())[0]["message"]
    assert (123456, 7, "x") == (message["via_bot"]["id"], message["from"]["id"], message["text"])
    assert [] == simulator.messages(-100)


async def test_a_posted_result_with_buttons_is_edited_by_its_inline_number(api, mina, simulator):
    simulator.switches.inline_feedback = True
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    shown = mina.choose(article() | {"reply_markup": keyboard})
    posted, chosen = await api.updates()
    assert ("1", shown.inline_id) == (
        chosen["chosen_inline_result"]["result_id"],
        chosen["chosen_inline_result"]["inline_message_id"],
    )
    assert "x" == posted["message"]["text"]
    mina.press(shown, "a")
    query = (await api.updates(offset=-1))[0]["callback_query"]
    assert (shown.inline_id, False) == (query["inline_message_id"], "message" in query)
    assert True is await api.call("editMessageText", inline_message_id=shown.inline_id, text="y")
    assert "y" == simulator.message(7, shown.message_id).text
    refused = await api.refusal("editMessageText", inline_message_id="nothing", text="y")
    assert (400, f"{BAD}MESSAGE_ID_INVALID") == refused


@pytest.mark.parametrize(("personal", "asks_again"), [(True, True), (False, False)])
async def test_answers_are_kept_when_switched_on(api, mina, simulator, personal, asks_again):
    simulator.switches.inline_cache = True
    waiting, query = await asked(api, mina)
    results = [article()]
    await api.call(
        "answerInlineQuery", inline_query_id=query["id"], results=results, cache_time=60, is_personal=personal
    )
    assert results == await waiting
    await api.updates(offset=-1)
    assert results == await mina.inline("ferry")
    other = asyncio.create_task(simulator.person(8).inline("ferry", timeout=0.1))
    await asyncio.wait({other})
    assert asks_again == (other.exception() is not None)
    simulator.clock.advance(61)
    with pytest.raises(TimeoutError):
        await mina.inline("ferry", timeout=0.05)
