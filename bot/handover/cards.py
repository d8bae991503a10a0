"""What officials see of a ticket: its card, and the previews and notes in its thread. Vendor-free."""

from collections.abc import Iterator, Sequence

from bot.handover.desk import Desk
from bot.handover.outbound import Finding
from bot.handover.tokens import Token, Verb
from bot.messaging.model import Button, Keyboard, Line, Message, Style
from bot.messaging.splitting import cut
from bot.messaging.tickets import Intent, State, Step, Ticket
from bot.messaging.voice import Voice, name_of

_SAID = 600
"""Characters of what the assistant said, and of each passage."""
_BUTTONS: tuple[tuple[Step, Verb], ...] = (
    (Step.CLAIM, Verb.CLAIM),
    (Step.NOT_OURS, Verb.NOT_OURS),
    (Step.CLOSE, Verb.CLOSE),
    (Step.REOPEN, Verb.REOPEN),
    (Step.PUBLISH, Verb.PUBLISH),
)


def card(ticket: Ticket, voice: Voice, desk: Desk, *, shows_documents: bool) -> Message:
    """Everything an official needs; `shows_documents` is False where the desk may not show what was found."""
    lines = [
        _heading(ticket, voice),
        Line(f"{voice.say('card-from')} {_origin(ticket, voice)}"),
        *(Line(line, Style.QUOTE) for line in ticket.shown.split("\n")),
        voice.line("card-promise", moment=desk.spoken(ticket.due_at, voice.language)),
        *_said(ticket, voice, shows_documents),
        *_similar(ticket, voice),
    ]
    return Message(tuple(lines), _keyboard(ticket, voice))


def preview(ticket: Ticket, relayed: Sequence[Message], findings: Sequence[Finding], voice: Voice) -> Message:
    """Exactly what the inquirer will see, what speaks against sending it, and the buttons."""
    language = name_of(ticket.origin.language, voice.language)
    heading = voice.line("preview-heading", Style.ITALIC, language=language, channel=ticket.origin.channel)
    lines = [*_framed(heading, relayed)]
    lines += [voice.line(f"stop-{finding.stop}", Style.BOLD, detail=finding.detail) for finding in findings]
    last = Verb.OVERRIDE if findings else Verb.SEND
    draft = ticket.draft
    label = "button-send-question" if draft and draft.intent is Intent.QUESTION and not findings else f"button-{last}"
    number = str(draft.number) if draft else ""
    discard = _button(voice.say("button-discard"), Verb.DISCARD, ticket, number)
    return Message(tuple(lines), ((_button(voice.say(label), last, ticket, number), discard),))


def settled(relayed: Sequence[Message], line: Line) -> Message:
    """A preview that was sent or put aside: what it said, and what became of it."""
    return Message(tuple(_framed(line, relayed)))


def summary(ticket: Ticket, voice: Voice) -> Line:
    """A ticket in one line."""
    holder = f" – {ticket.held_by}" if ticket.holder else ""
    asked = ticket.shown.replace("\n", " ")
    return Line(f"{ticket.id} – {voice.say(f'state-{ticket.state}')}{holder} – {cut(asked, 120)}")


_RULE = Line("┈" * 12)


def _framed(heading: Line, relayed: Sequence[Message]) -> Iterator[Line]:
    """What goes to the inquirer between rules, below a heading."""
    yield from (heading, _RULE)
    for message in relayed:
        yield from (*message.lines, _RULE)


def _heading(ticket: Ticket, voice: Voice) -> Line:
    state = voice.say(f"state-{ticket.state}")
    holder = f" ({ticket.held_by})" if ticket.holder and ticket.state in {State.CLAIMED, State.ANSWERED} else ""
    return Line(f"{ticket.id} · {state}{holder} · {voice.say(f'reason-{ticket.reason}')}", Style.BOLD)


def _origin(ticket: Ticket, voice: Voice) -> str:
    return f"{ticket.origin.channel}, {name_of(ticket.origin.language, voice.language)}"


def _said(ticket: Ticket, voice: Voice, shows_documents: bool) -> Iterator[Line]:
    """What the assistant said and found."""
    answer = ticket.answer
    if answer is None:
        return
    if not shows_documents:
        yield voice.line("card-hidden", Style.ITALIC)
        return
    yield voice.line("card-said", Style.BOLD)
    yield from (Line(line) for line in cut(answer.text, _SAID).split("\n"))
    found = [(one.title, one.text) for one in answer.weighed] or [(one.title, one.quote) for one in answer.citations]
    if found:
        yield voice.line("card-weighed", Style.BOLD)
        yield from (Line(f"• {title}: {cut(text, _SAID)}") for title, text in dict(found).items())


def _similar(ticket: Ticket, voice: Voice) -> Iterator[Line]:
    if ticket.similar:
        yield voice.line("card-similar", Style.BOLD)
    for one in ticket.similar:
        yield Line(f"• {one.ticket}: {cut(one.question, 200)} → {cut(one.reply, 300)}")


def _keyboard(ticket: Ticket, voice: Voice) -> Keyboard:
    """Answering comes first for whoever has it, claiming for everybody else."""
    steps = [verb for step, verb in _BUTTONS if ticket.may(step)]
    if ticket.held:
        writing = [Verb.ANSWER, Verb.ASK_BACK, *([Verb.RELEASE] if ticket.may(Step.RELEASE) else [])]
        steps = [*writing, *steps]
    buttons = [_button(voice.say(f"button-{verb}"), verb, ticket) for verb in steps]
    return tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))


def _button(label: str, verb: Verb, ticket: Ticket, detail: str = "") -> Button:
    return Button(label, str(Token(verb, ticket.id, detail)))
