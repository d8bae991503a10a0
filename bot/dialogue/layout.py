"""How an answer looks in a chat: its lines, its sources, its buttons."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from bot.messaging.model import Button, Interaction, Keyboard, Line, Message, Style
from bot.messaging.splitting import cut, split
from bot.messaging.tokens import Token, Verb
from bot.messaging.voice import Voice
from bot.model import Answer, Option, Outcome, Source

_MARK = re.compile(r"\[(\d+)\]")
_TITLE = 140
"""Characters of a source's title in the compact list."""
_DIGITS = 6
"""Digits that no number of a source has."""
_UNMARKED = 3
"""Sources that are listed where the text marks none of them, such as below a count."""
_LABEL = 60
"""Characters of a button."""
_QUOTED = 0.3
"""Share of a line's characters that must be quoted; a heading or a date may stand before."""
REASONS = ("wrong", "beside", "old", "unclear")
"""What can be wrong with an answer; each has a phrase `reason-…`."""
_JUDGED = {Outcome.ANSWERED, Outcome.PARTIAL}
OFFERED = {Outcome.NOT_FOUND, Outcome.PARTIAL, Outcome.OFF_TOPIC, Outcome.FAILED, Outcome.UNAVAILABLE}
"""Endings after which a person is offered at once."""


def messages(interaction: Interaction, voice: Voice, limit: int, before: Sequence[Line] = ()) -> list[Message]:
    """An answer as messages in order, `before` and what is noted first; the last one has the buttons."""
    answer = interaction.answer
    lines = [*before, *_whole(interaction, voice)]
    parts = split(lines, limit, answer.language)
    shown = [Message(part) for part in parts[:-1]]
    return [*shown, *(Message(part, keyboard(interaction, voice)) for part in parts[-1:])]


def pages(interaction: Interaction, voice: Voice, limit: int) -> list[Message]:
    """A long list page by page: first what was shown, then the rest under the same heading, each with its sources."""
    answer = interaction.answer
    heading = Line(answer.text.partition("\n")[0], Style.BOLD)
    first = split([*_whole(interaction, voice)], limit, answer.language)[-1]
    bodies = [first, *_rest(answer, heading, voice, limit)]
    rows = keyboard(interaction, voice)
    rows = tuple(row for row in rows if not any(button.data.startswith(f"{Verb.PAGE}:") for button in row))
    return [Message(body, (_turning(interaction, number, len(bodies)), *rows)) for number, body in enumerate(bodies)]


def details(answer: Answer, voice: Voice, limit: int) -> list[Message]:
    """The sources in full, each with the very words or facts that are taken from it."""
    lines = [voice.line("sources-say", Style.BOLD)]
    for number, source in enumerate(answer.sources, start=1):
        origin = " – ".join(part for part in (source.title, source.date) if part)
        lines.append(Line(""))
        lines.append(Line(f"{number}. {origin or source.documents[0][1]}", Style.BOLD))
        cited = [
            one for one in answer.citations if (one.source or one.document, one.date) == (source.title, source.date)
        ]
        lines += [Line(f"{one.title}: {one.quote}", Style.QUOTE) for one in cited]
    return [Message(part) for part in split(lines, limit, answer.language)]


def headline(answer: Answer) -> str:
    """The line that says most by itself: a quotation where there is one, else the first."""
    lines = [line for line in _body(answer) if line.text]
    return next((line.text for line in lines if line.style is Style.QUOTE), lines[0].text if lines else "")


def keyboard(interaction: Interaction, voice: Voice) -> Keyboard:
    """The buttons under an answer: what may be picked or asked next, then what may be said about it."""
    answer = interaction.answer
    rows = [*_choices(Verb.OPTION, interaction.id, answer.options)]
    if answer.rest:
        rows.append((_button(voice.say("button-more", count=answer.hidden), Verb.PAGE, interaction.id, "1"),))
    rows += _choices(Verb.SUGGESTION, interaction.id, interaction.suggestions)
    rows += _verdicts(interaction, voice)
    return tuple(rows)


def judged(interaction: Interaction, voice: Voice, *, asking_why: bool) -> Keyboard:
    """The buttons after a verdict: the verdicts are gone, after a bad one the reasons are asked for."""
    verdicts = {Verb.HELPFUL, Verb.UNHELPFUL}
    rows = [
        row
        for row in keyboard(interaction, voice)
        if not any(button.data.partition(":")[0] in verdicts for button in row)
    ]
    if asking_why:
        reasons = [
            _button(voice.say(f"reason-{reason}"), Verb.REASON, interaction.id, str(number))
            for number, reason in enumerate(REASONS)
        ]
        rows = [tuple(reasons[:2]), tuple(reasons[2:]), *rows]
    return tuple(rows)


def _whole(interaction: Interaction, voice: Voice) -> Iterator[Line]:
    yield from (voice.line(note, Style.ITALIC) for note in interaction.notes)
    yield from _body(interaction.answer)
    yield from _sources(interaction.answer, interaction.answer.text, voice)


def _body(answer: Answer) -> Iterator[Line]:
    """Quotations are set off; without any, the first line is the answer and what follows explains it."""
    quotes = {citation.quote for citation in answer.citations}
    lines = answer.text.split("\n")
    quoted = [_is_quoted(line, quotes) for line in lines]
    for number, (line, is_quoted) in enumerate(zip(lines, quoted, strict=True)):
        if is_quoted:
            yield Line(line, Style.QUOTE)
        elif any(quoted):
            yield Line(line, Style.ITALIC)
        else:
            heading = number == 0 and len(lines) > 1 and answer.outcome in _JUDGED
            yield Line(line, Style.BOLD if heading else Style.PLAIN)


def _is_quoted(line: str, quotes: AbstractSet[str]) -> bool:
    """Whether a line is made of the sources' own words: it needs no mark to say whose they are."""
    rest = line
    for quote in sorted(quotes, key=len, reverse=True):
        rest = rest.replace(quote, "") if len(quote) > 1 else rest
    return len(line) - len(rest) >= _QUOTED * len(line) > 0 and not _MARK.search(rest)


def _rest(answer: Answer, heading: Line, voice: Voice, limit: int) -> Iterator[tuple[Line, ...]]:
    """The rows that were left out; a page that its sources make too long is halved."""
    waiting = [list(answer.rest)]
    while waiting:
        rows = waiting.pop(0)
        text = "\n".join(rows)
        found = split([heading, *(Line(row) for row in rows), *_sources(answer, text, voice)], limit, answer.language)
        if len(found) > 1 and len(rows) > 1:
            middle = len(rows) // 2
            waiting[:0] = [rows[:middle], rows[middle:]]
        else:
            yield from found[:1]


def _sources(answer: Answer, shown: str, voice: Voice) -> Iterator[Line]:
    """The sources of what is shown; where nothing tells which, the first few, and how many more there are."""
    numbered = dict(enumerate(answer.sources, start=1))
    told = sorted(_told(answer, shown) & numbered.keys())
    chosen = told or [*numbered][:_UNMARKED]
    if chosen:
        yield Line("")
        yield voice.line("sources", Style.BOLD)
        yield from (Line(f"{number}. {compact(numbered[number])}") for number in chosen)
    if not told and len(numbered) > len(chosen):
        yield Line(f"… + {len(numbered) - len(chosen)}")


def _told(answer: Answer, shown: str) -> set[int]:
    """The numbers of the sources that the lines mark, or whose words they are."""
    origins = list(dict.fromkeys(citation.origin for citation in answer.citations))
    quotes = {citation.quote for citation in answer.citations}
    told: set[int] = set()
    for line in shown.split("\n"):
        if _is_quoted(line, quotes):
            told |= {origins.index(one.origin) + 1 for one in answer.citations if one.quote in line}
        else:
            told |= {int(number) for number in _MARK.findall(line) if len(number) < _DIGITS}
    return told


def compact(source: Source) -> str:
    """One line: title and date: the document's where only one cites it, else the source's own."""
    title = source.documents[0][1] if len(source.documents) == 1 else source.title
    dated = f"{cut(title, _TITLE)} ({cut(source.date, _LABEL)})"
    return dated if source.date else cut(title, _TITLE)


def _choices(verb: Verb, identity: str, options: Sequence[Option]) -> list[tuple[Button, ...]]:
    return [(_button(option.label, verb, identity, str(number)),) for number, option in enumerate(options)]


def _verdicts(interaction: Interaction, voice: Voice) -> Iterator[tuple[Button, ...]]:
    identity, outcome = interaction.id, interaction.answer.outcome
    if outcome in _JUDGED:
        yield (
            _button(voice.say("button-helpful"), Verb.HELPFUL, identity),
            _button(voice.say("button-unhelpful"), Verb.UNHELPFUL, identity),
        )
    cited = [_button(voice.say("button-sources"), Verb.SOURCES, identity)] if interaction.answer.citations else []
    person = [_button(voice.say("button-person"), Verb.PERSON, identity)] if outcome in _JUDGED | OFFERED else []
    if cited or person:
        yield (*cited, *person)


def _turning(interaction: Interaction, number: int, count: int) -> tuple[Button, ...]:
    """The row that turns pages; the middle button shows where one is and stays there."""
    there = Button(f"{number + 1} / {count}", str(Token(Verb.PAGE, interaction.id, str(number))))
    back = [Button("◀", str(Token(Verb.PAGE, interaction.id, str(number - 1))))] if number else []
    on = [Button("▶", str(Token(Verb.PAGE, interaction.id, str(number + 1))))] if number + 1 < count else []
    return (*back, there, *on)


def _button(label: str, verb: Verb, identity: str, detail: str = "") -> Button:
    return Button(cut(label, _LABEL), str(Token(verb, identity, detail)))
