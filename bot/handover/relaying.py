"""What an inquirer sees of the office: the very messages that a preview shows."""

from collections.abc import Sequence
from dataclasses import replace

from bot.handover.desk import Desk
from bot.messaging.model import Action, Address, Button, Delivery, Keyboard, Line, Message, Part, Style
from bot.messaging.splitting import split
from bot.messaging.tickets import Intent, Origin, State, Ticket
from bot.messaging.tokens import Token, Verb
from bot.messaging.voice import Voice
from bot.phrases import Phrases


def address(origin: Origin) -> Address:
    """Where an inquirer is."""
    return Address(origin.channel, origin.chat, origin.thread)


def voice_of(ticket: Ticket, phrases: Phrases) -> Voice:
    """The inquirer's language."""
    return Voice(phrases, ticket.origin.language)


def reply(ticket: Ticket, text: str, intent: Intent, voice: Voice, limit: int) -> list[Message]:
    """What an official wrote, under the office's name; the last message has the buttons."""
    heading = "office-answers" if intent is Intent.ANSWER else "office-asks"
    lines = [
        voice.line(heading, Style.BOLD),
        *(Line(line) for line in text.split("\n")),
        voice.line("office-receipt", Style.ITALIC, receipt=ticket.id),
    ]
    parts = split(lines, limit, voice.language)
    solved = Button(voice.say("button-solved"), str(Token(Verb.SOLVED, ticket.id)))
    return [*map(Message, parts[:-1]), Message(parts[-1], ((solved,),) if intent is Intent.ANSWER else ())]


def receipt(ticket: Ticket, key: str, voice: Voice, desk: Desk) -> Message:
    """That a question is kept, or with the office, and when an answer can be expected."""
    moment = desk.spoken(ticket.due_at, voice.language)
    if desk.hours.open_at(ticket.opened_at):
        when = voice.line("handed-open", moment=moment)
    else:
        opens = desk.spoken(desk.hours.opens_next(ticket.opened_at), voice.language)
        when = voice.line("handed-closed", opens=opens, moment=moment)
    return Message((voice.line(key, receipt=ticket.id), when))


def sending(ticket: Ticket, messages: Sequence[Message], part: Part = Part.REPLY) -> tuple[Delivery, ...]:
    """Messages to the inquirer; in a group the first one replies to the question."""
    origin = ticket.origin
    target = "" if origin.private else origin.message
    plain = [Delivery(Action.SEND, address(origin), message, ticket=ticket.id, part=part) for message in messages]
    return (replace(plain[0], target=target), *plain[1:])


def standing(ticket: Ticket, voice: Voice, desk: Desk) -> list[Line]:
    """One ticket in a list of one's own."""
    line = voice.line("status-ticket", receipt=ticket.id, state=voice.say(f"state-{ticket.state}"))
    awaited = ticket.state in {State.OPEN, State.CLAIMED, State.REOPENED}
    promised = voice.line("status-promise", moment=desk.spoken(ticket.due_at, voice.language))
    return [line, promised] if awaited else [line]


def withdrawing(tickets: Sequence[Ticket], voice: Voice) -> Keyboard:
    """A button for each ticket that can be withdrawn."""
    return tuple(
        (Button(voice.say("button-withdraw", receipt=one.id), str(Token(Verb.WITHDRAW, one.id))),) for one in tickets
    )
