"""Too long, too many, too busy: what is asked no more, and who hears of it."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.limits import Limit, Limits
from bot.messaging.model import Handled
from tests.doubles.dialogue import CHANNEL, Citizen, Desk, answer, generous, labelled, options, say, texts

MINA, JUN = Citizen("7"), Citizen("8")


@dataclass
class Clock:
    """A clock that is put on."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Strict:
    """Limits on a clock: three questions in about a minute, five a day, four of everybody in ten seconds."""

    clock: Clock = field(default_factory=Clock)

    def limits(self, person: int = 3, day: int = 5, everybody: int = 4) -> Limits:
        def limit(count: int, seconds: float) -> Limit:
            return Limit(count, seconds, self.clock)

        return Limits(limit(person, 61.5), limit(day, 86_401), limit(everybody, 10), 100, limit(1, 60))


async def ask(desk: Desk, times: int, citizen: Citizen = MINA) -> list[str]:
    """Ask and ask again; what is said to each question, nothing where there is silence."""
    return ["".join(texts(await desk.hear(citizen.says()))) for _ in range(times)]


# One limit


@given(st.integers(1, 50), st.integers(1, 1000))
def test_so_many_may_come_at_once_and_then_one_after_each_step(count: int, seconds: int):
    clock = Clock()
    limit = Limit(count, float(seconds), clock)
    assert [0.0] * count == [limit.wait("a") for _ in range(count)]
    step = seconds / count
    assert abs(limit.wait("a") - step) < 1e-6
    clock.now += step
    assert 0.0 == limit.wait("a")
    assert limit.wait("a") > 0


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_whoever_waits_as_long_as_told_may_go_on(pauses: list[float]):
    clock = Clock()
    limit = Limit(3, 10.0, clock)
    for pause in pauses:
        clock.now += pause
        if wait := limit.wait("a"):
            clock.now += wait
            assert 0.0 == limit.wait("a")


def test_what_is_refused_does_not_count():
    clock = Clock()
    limit = Limit(1, 10.0, clock)
    assert [0.0, *[10.0] * 5] == [limit.wait("a") for _ in range(6)]
    clock.now += 10
    assert 0.0 == limit.wait("a")


def test_everybody_is_counted_apart():
    limit = Limit(1, 10.0, Clock())
    assert (0.0, 0.0, True) == (limit.wait("a"), limit.wait("b"), limit.wait("a") > 0)


def test_those_who_are_quiet_are_forgotten_and_nobody_else():
    clock = Clock()
    limit = Limit(1, 10.0, clock)
    for number in range(10_000):
        limit.wait(str(number))
    clock.now += 11
    limit.wait("busy")
    clock.now += 9
    for number in range(10_000):
        limit.wait(f"new {number}")
    assert len(limit._next) <= 10_001
    assert (0.0, True, True) == (limit.wait("0"), limit.wait("busy") > 0, limit.wait("new 0") > 0)


# Conversations


async def test_a_question_of_just_the_length_is_asked_and_a_longer_one_is_told_so():
    desk = Desk(limits=generous(10))
    await desk.hear(MINA.says("x" * 10))
    handled = await desk.hear(Citizen(language="ko").says("x" * 11))
    assert ([say("too-long", "ko", length=11, limit=10)], None) == (texts(handled), handled.interaction)
    assert ["x" * 10] == [question.text for question in desk.assistant.asked]


async def test_several_messages_are_too_long_together():
    desk = Desk(limits=generous(10))
    handled = await desk.hear(MINA.says("x" * 5), MINA.says("y" * 5))
    assert [say("too-long", length=11, limit=10)] == texts(handled)


async def test_too_many_are_told_once_and_then_met_with_silence():
    strict = Strict()
    desk = Desk(limits=strict.limits())
    *answered, told, silent, still = await ask(desk, 6)
    assert (3, say("too-many", seconds=21), "", "") == (len(answered), told, silent, still)
    assert 3 == len(desk.assistant.asked)
    assert 3.0 == desk.metrics.limited.labels("too-many")._value.get()


async def test_silence_is_nothing_at_all():
    desk = Desk(limits=Strict().limits())
    await ask(desk, 4)
    assert Handled() == await desk.hear(MINA.says())


async def test_after_a_while_questions_are_answered_again():
    strict = Strict()
    desk = Desk(limits=strict.limits())
    before = await ask(desk, 4)
    strict.clock.now += 21
    assert [before[0], ""] == await ask(desk, 2)


async def test_who_still_asks_too_much_a_minute_later_hears_it_again():
    strict = Strict()
    desk = Desk(limits=strict.limits(person=1))
    told = (await ask(desk, 2))[1]
    strict.clock.now += 62
    assert [told, ""] == (await ask(desk, 3))[1:]


async def test_a_day_has_a_limit_too():
    strict = Strict()
    desk = Desk(limits=strict.limits())
    for _ in range(5):
        await ask(desk, 1)
        strict.clock.now += 60
    (told,) = await ask(desk, 1)
    assert say("too-many-today") == told
    assert 5 == len(desk.assistant.asked)


async def test_one_persons_limit_is_nobody_elses():
    desk = Desk(limits=Strict().limits())
    first, *_, told = await ask(desk, 4)
    assert [first] == await ask(desk, 1, JUN)
    assert first != told


async def test_a_person_has_one_limit_in_all_chats():
    desk = Desk(limits=Strict().limits(person=2))
    await ask(desk, 1)
    await ask(desk, 1, Citizen("7", chat="-5"))
    event = Citizen("7", chat="-6").says()
    (delivery,) = (await desk.hear(event)).deliveries
    assert (say("too-many", seconds=31), event.message) == (delivery.message.text, delivery.target)


async def test_when_very_many_ask_each_hears_so_once():
    desk = Desk(limits=Strict().limits())
    people = [Citizen(str(number)) for number in range(6)]
    said = [(await ask(desk, 1, citizen))[0] for citizen in people]
    assert [False] * 4 + [True] * 2 == [text == say("too-busy") for text in said]
    assert [""] == await ask(desk, 1, people[5])
    assert 3.0 == desk.metrics.limited.labels("too-busy")._value.get()


async def test_presses_are_limited_and_still_acknowledged():
    desk = Desk(limits=Strict().limits(person=1))
    desk.tell("When?", answer("Which?", options=options("One")))
    await desk.hear(MINA.says("When?"))
    shown = desk.shown[desk.last]
    told, silent = [await desk.hear(MINA.presses(labelled(shown, "One"))) for _ in range(2)]
    assert ([say("too-many", seconds=62)], []) == (texts(told), texts(silent))
    assert ["callback", "callback"] == [one.deliveries[0].target for one in (told, silent)]
    assert 1 == len(desk.assistant.asked)


async def test_inline_queries_are_limited_without_a_word():
    desk = Desk(limits=Strict().limits(person=1))
    found, limited = [(await desk.hear(MINA.queries(text))).deliveries[0] for text in ("a", "b")]
    assert (1, 0, say("button-private")) == (len(found.results), len(limited.results), limited.note)
    assert ["a"] == [question.text for question in desk.assistant.asked]


async def test_commands_that_ask_nothing_are_always_answered():
    desk = Desk(limits=Strict().limits(person=1))
    await ask(desk, 3)
    for command in ("start", "help", "language", "status", "privacy", "forget"):
        assert 1 == len(texts(await desk.hear(MINA.commands(command))))


async def test_limits_are_counted_by_channel_and_person():
    desk = Desk(limits=Strict().limits(person=1))
    await ask(desk, 1)
    assert "Since 1976. [1]" == texts(await desk.hear(Citizen("7", channel="other").says()))[0].partition("\n")[0]
    assert {f"{CHANNEL}:7", "other:7"} == set(desk.dialogue.asking.limits.person._next)
