"""The steps from a question to an answer, one by one, with a fake library and writer."""

from dataclasses import replace
from datetime import date

import pytest

from bot.answering import pipeline
from bot.answering.compose import Compose
from bot.answering.find import Find
from bot.answering.hear import Hear
from bot.answering.judge import Judge
from bot.answering.resolve import Resolve
from bot.answering.screen import Screen
from bot.model import Answer, Outcome, Question, Turn, Weighed
from bot.phrases import Phrases
from bot.ports import Draft, Heard
from retrieval.cleaning import MAX_QUESTION
from retrieval.model import Audience
from tests.doubles.library import NOTHING, FakeLibrary, FakeWriter, found, hit

PHRASES = Phrases()


def draft(text: str, *history: Turn, language: str | None = None, **known: object) -> Draft:
    question = Question("q", text, Audience.PARTNER, language, history, date(2025, 1, 1))
    return Draft(question, text, language or "en", **known)  # type: ignore[arg-type]


def user(text: str) -> Turn:
    return Turn("user", text)


def assistant(text: str) -> Turn:
    return Turn("assistant", text)


# Screen


async def test_screen_cleans_the_text():
    screened = await Screen(PHRASES)(draft("  Where\u200b is\n Busan?\x00 "))
    assert screened.text == "Where is Busan?"


async def test_screen_cuts_over_long_text():
    assert len((await Screen(PHRASES)(draft("a" * 100_000))).text) == MAX_QUESTION


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\ud800", "🎉🎉", "?!…", "\x00"])
@pytest.mark.parametrize("language", [None, "ko"])
async def test_screen_refuses_text_without_letter_or_digit(text, language):
    expected = Answer("q", Outcome.REFUSED, PHRASES.say("unreadable", language or "en"), language or "en")
    assert expected == await Screen(PHRASES)(draft(text, language=language))


@pytest.mark.parametrize("text", ["1994", "부산", "ก", "a"])
async def test_screen_lets_every_letter_or_digit_pass(text):
    assert text == (await Screen(PHRASES)(draft(text))).text


# Hear


async def test_hear_tells_language_and_names():
    heard = Heard("where is Busan", ((9, 14),), "id")
    result = await Hear(FakeLibrary({"where is Busan": heard}))(draft("where is Busan"))
    assert (heard, "id") == (result.heard, result.language)


async def test_the_inquirers_own_choice_of_language_wins():
    library = FakeLibrary({"where": Heard("where", (), "en")})
    assert (await Hear(library)(draft("where", language="ko"))).language == "ko"
    assert library.hearings == [("where", Audience.PARTNER, "ko")]


async def test_the_newest_question_before_hints_at_the_language():
    library = FakeLibrary({"부산은?": Heard("부산은?", ((0, 2),), "ko")})
    result = await Hear(library)(draft("1994?", user("old"), user("부산은?"), assistant("In English")))
    assert result.language == "ko"


async def test_hear_reads_earlier_turns_cleaned_and_cut():
    library = FakeLibrary()
    await Hear(library)(draft("where", user("Busan\ud800\x00 " + "a" * 5_000)))
    heard = library.hearings[0][0]
    assert heard.startswith("Busan a")
    assert len(heard) == MAX_QUESTION


# Resolve


async def readings(library: FakeLibrary, text: str, *history: Turn) -> tuple[str, ...]:
    heard = library.hear(text, Audience.PUBLIC, None)
    return (await Resolve(library)(draft(text, *history, heard=heard))).readings


async def test_without_history_there_is_one_reading():
    assert await readings(FakeLibrary(), "its area?") == ("its area?",)


def named(text: str, *names: str) -> Heard:
    """The message as a library hears it that knows these names."""
    return Heard(text, tuple((text.index(name), text.index(name) + len(name)) for name in names), "en")


def library_of(*messages: Heard) -> FakeLibrary:
    return FakeLibrary({message.text: message for message in messages})


def test_a_message_knows_its_names_and_the_words_beside_them():
    message = named("From Busan to Cebu?", "Busan", "Cebu")
    assert (message.names, message.words) == (("Busan", "Cebu"), "From to ?")


def test_a_message_about_another_keeps_its_words():
    assert named("When did Busan meet Cebu?", "Cebu").about("Riga") == "When did Busan meet Riga?"
    assert named("When?").about("Riga") == "When? Riga"


async def test_names_are_borrowed_from_the_newest_user_turn_that_has_any():
    library = library_of(named("Busan?", "Busan"), named("and Cebu?", "Cebu"))
    history = [user("Busan?"), assistant("yes"), user("and Cebu?"), assistant("yes"), user("thanks")]
    expected = ("Cebu its area?", "thanks its area?", "its area?")
    assert await readings(library, "its area?", *history) == expected


async def test_the_users_own_names_come_before_the_assistants():
    library = library_of(named("Busan?", "Busan"), named("Riga too.", "Riga"))
    assert (await readings(library, "its area?", user("Busan?"), assistant("Riga too.")))[0] == "Busan its area?"


async def test_the_assistants_names_serve_where_the_user_gave_none():
    library = library_of(named("Riga too.", "Riga"))
    assert (await readings(library, "its area?", user("which?"), assistant("Riga too.")))[0] == "Riga its area?"


async def test_two_names_at_most_are_borrowed():
    library = library_of(named("Busan, Cebu, Riga", "Busan", "Cebu", "Riga"))
    assert (await readings(library, "when?", user("Busan, Cebu, Riga")))[0] == "Busan Cebu when?"


async def test_a_message_that_only_names_somebody_borrows_the_question():
    library = library_of(named("area of Busan?", "Busan"), named("And Riga?", "Riga"))
    history = [user("area of Busan?"), assistant("770 km²")]
    assert await readings(library, "And Riga?", *history) == ("area of Riga?", "And Riga?")


async def test_a_whole_question_with_its_own_name_borrows_nothing():
    text = "Which industries is Riga known for today?"
    library = library_of(named("area of Busan?", "Busan"), named(text, "Riga"))
    assert await readings(library, text, user("area of Busan?"), assistant("770 km²")) == (text,)


async def test_without_any_name_the_question_before_is_read_along():
    history = [user("free classes?"), assistant("yes")]
    assert await readings(FakeLibrary(), "how much?", *history) == ("free classes? how much?", "how much?")


async def test_nothing_to_borrow_leaves_one_reading():
    assert await readings(FakeLibrary(), "its area?", assistant("hello")) == ("its area?",)


@pytest.mark.parametrize("text", ["", "\ud800", "\u200b\x00"])
async def test_empty_turns_are_passed_over(text):
    library = library_of(named("Busan?", "Busan"))
    assert (await readings(library, "its area?", user("Busan?"), user(text)))[0] == "Busan its area?"


async def test_turns_far_back_are_forgotten():
    library = library_of(named("Busan?", "Busan"))
    history = [user("Busan?"), *(assistant("ok") for _ in range(20))]
    assert await readings(library, "its area?", *history) == ("its area?",)


async def test_a_message_on_quite_another_subject_borrows_nothing():
    library = FakeLibrary(
        findings={"how do I boil rice well?": found(0.1, 0.02), "what is its area now?": found(0.1, 0.6)}
    )
    library.heard = library_of(named("Busan?", "Busan")).heard
    assert ("how do I boil rice well?",) == await readings(library, "how do I boil rice well?", user("Busan?"))
    assert "Busan what is its area now?" == (await readings(library, "what is its area now?", user("Busan?")))[0]


async def test_a_long_question_borrows_nothing_whatever_it_is_about():
    text = "What does one have to pay for a dog when moving to another city?"
    library = FakeLibrary(library_of(named("Busan?", "Busan")).heard, {text: found(0.9, 0.9)})
    assert (text,) == await readings(library, text, user("Busan?"))


# Find


async def searched(library: FakeLibrary, *texts: str) -> Draft:
    return await Find(library)(draft(texts[-1], heard=Heard("", (), "th"), language="ko", readings=texts))


async def test_the_search_sees_audience_and_the_texts_own_language():
    library = FakeLibrary()
    await searched(library, "Busan its area?", "its area?")
    expected = [("Busan its area?", Audience.PARTNER, "th"), ("its area?", Audience.PARTNER, "th")]
    assert expected == library.searches


@pytest.mark.parametrize(("first", "second", "kept"), [(0.9, 0.1, 0), (0.5, 0.5, 0), (0.5, 0.55, 0), (0.1, 0.9, 1)])
async def test_the_first_reading_stays_unless_another_is_clearly_surer(first, second, kept):
    options = [found(first), found(second)]
    result = await searched(FakeLibrary(findings={"a": options[0], "b": options[1]}), "a", "b")
    assert options[kept] is result.found


async def test_a_reading_that_finds_what_the_borrowed_words_find_alone_is_left_out():
    same, other = found(0.8, 1.0, hit("Riga is old.")), found(0.1)
    library = FakeLibrary(findings={"Riga how do I cook rice?": same, "Riga": same, "how do I cook rice?": other})
    assert other is (await searched(library, "Riga how do I cook rice?", "how do I cook rice?")).found


async def test_a_reading_that_is_surer_than_the_borrowed_words_alone_stays():
    sure, alone, other = (found(sureness, 1.0, hit("Riga is old.")) for sureness in (0.9, 0.8, 0.1))
    library = FakeLibrary(findings={"Riga how old is it?": sure, "Riga": alone, "how old is it?": other})
    assert sure is (await searched(library, "Riga how old is it?", "how old is it?")).found


# Judge


async def judged(result: object, floor: float = 0.5) -> Draft | Answer:
    return await Judge(PHRASES, floor, floor)(draft("q", found=result, language="ko"))


@pytest.mark.parametrize("answerable", [0.5, 0.9, 1.0])
async def test_a_sure_search_passes(answerable):
    assert isinstance(await judged(found(answerable, 0.5)), Draft)


async def test_a_sure_search_for_something_else_entirely_is_off_topic():
    answer = await judged(found(0.9, 0.4))
    assert isinstance(answer, Answer)
    assert answer.outcome is Outcome.OFF_TOPIC


@pytest.mark.parametrize(
    ("result", "outcome", "phrase"),
    [
        (found(0.49, 0.9), Outcome.NOT_FOUND, "not-found"),
        (found(0.49, 0.49), Outcome.OFF_TOPIC, "off-topic"),
        (NOTHING, Outcome.OFF_TOPIC, "off-topic"),
        (None, Outcome.OFF_TOPIC, "off-topic"),
    ],
)
async def test_an_unsure_search_ends_with_what_can_be_asked(result, outcome, phrase):
    text = f"{PHRASES.say(phrase, 'ko')} {PHRASES.say('offer', 'ko')}"
    weighed = (Weighed("d", "Title of d", "Ships come daily."),) if result and result.hits else ()
    assert Answer("q", outcome, text, "ko", weighed=weighed) == await judged(result)


async def test_no_hits_are_never_an_answer():
    assert isinstance(await judged(NOTHING, floor=0.0), Answer)


# Compose


async def test_an_old_source_is_told():
    asked = draft("q", found=found(1.0))
    later = replace(asked, question=replace(asked.question, asked_on=date(2026, 11, 24)))
    answer = await Compose(FakeLibrary(), FakeWriter(), PHRASES)(later)
    assert answer.text.endswith("\nThe newest source for this is of 2024.")


async def test_an_answer_quotes_in_a_frame_of_the_inquirers_language():
    answer = await Compose(FakeLibrary(), FakeWriter(), PHRASES)(draft("q", found=found(1.0), language="ru"))
    assert answer.outcome == Outcome.ANSWERED
    assert f"{PHRASES.say('quoted', 'ru')}\nShips come daily." == answer.text
    assert [citation.quote for citation in answer.citations] == ["Ships come daily."]


# Pipeline


async def test_the_whole_way_of_a_question():
    library = FakeLibrary(findings={"ships?": found(0.9)})
    steps = pipeline.steps(library, FakeWriter(), PHRASES, (0.5, 0.5))
    answer = await pipeline.run(steps, Question("7", "ships?"))
    assert (answer.question, answer.outcome, answer.language) == ("7", Outcome.ANSWERED, "en")


async def test_a_pipeline_that_does_not_answer_is_a_mistake():
    with pytest.raises(RuntimeError, match="must answer"):
        await pipeline.run([], Question("7", "ships?"))
