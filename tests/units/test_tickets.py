"""The life of a ticket: which step leads where, and where it does not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.tickets import LIVING, WAITING, Origin, Reason, State, Step, Ticket

NOON = datetime(2026, 11, 30, 3, tzinfo=UTC)
DONE = {State.CLOSED, State.WITHDRAWN}
CLOSING = {Step.CLOSE, Step.NOT_OURS}


def ticket(state: State = State.OPEN, **fields: object) -> Ticket:
    origin = Origin("web", "anna", "", "anna", "en", "1")
    kept = {"id": "K7QX-4XW2", "origin": origin, "reason": Reason.NOT_FOUND, "question": "When?", "shown": "When?"}
    return Ticket(**kept | {"opened_at": NOON, "due_at": NOON, "rooms": ("tickets",), "state": state} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("step", Step)
def test_what_is_withdrawn_stays_so(step):
    assert (step is Step.NOTE) == ticket(State.WITHDRAWN).may(step)


@pytest.mark.parametrize("step", set(Step) - {Step.REOPEN, Step.PUBLISH, Step.NOTE})
def test_what_is_closed_can_only_be_reopened_or_published(step):
    assert not ticket(State.CLOSED).may(step)


@pytest.mark.parametrize("state", LIVING)
def test_everything_that_lives_can_be_closed_and_withdrawn(state):
    assert State.CLOSED is ticket(state).after(Step.CLOSE).state
    assert State.WITHDRAWN is ticket(state).after(Step.WITHDRAW).state


@pytest.mark.parametrize("state", State)
def test_somebody_claims_what_waits_and_nothing_else(state):
    assert (state in WAITING) == ticket(state).may(Step.CLAIM)


def test_a_word_after_the_answer_opens_it_again_and_the_same_person_still_has_it():
    answered = ticket(State.ANSWERED, holder="kim")
    again = answered.after(Step.ADD)
    assert (State.REOPENED, "kim", True) == (again.state, again.holder, again.held)


def test_sending_is_for_what_somebody_has():
    assert {State.CLAIMED, State.ANSWERED, State.REOPENED} == {one for one in State if ticket(one).may(Step.SEND)}


@pytest.mark.parametrize("state", DONE)
def test_nobody_has_what_is_done_with(state):
    assert not ticket(state, holder="kim").held


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_no_way_through_a_life_leaves_the_states_or_skips_a_version(steps):
    now = ticket()
    for step in steps:
        if not now.may(step):
            with pytest.raises(KeyError):
                now.after(step)
            continue
        after = now.after(step)
        assert now.version + 1 == after.version
        assert step not in CLOSING or after.state is State.CLOSED
        now = after


def test_it_knows_the_messages_it_was_written_in():
    one = ticket(added=(("7", "also"),))
    assert [True, True, False] == [one.wrote(message) for message in ("1", "7", "8")]
