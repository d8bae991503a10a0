"""MarkdownV2 as the Bot API reads it: every mark is escaped or means something."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.simulators.telegram.entities import Entity, Formatted, ordered, units
from tests.simulators.telegram.errors import unparsable
from tests.simulators.telegram.links import checked_link, linked_user

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
# The server names an entity by its inner type in its complaints.
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "precode": "PreCode",
    "link": "TextUrl",
    "emoji": "CustomEmoji",
}
MARKS = {
    "bold": "*",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "precode": "```",
    "link": "]",
    "emoji": "]",
}
# Longer marks first: "__" is never two italics.
OPENING = (
    ("```", "pre"),
    ("__", "underline"),
    ("||", "spoiler"),
    ("![", "emoji"),
    ("`", "code"),
    ("_", "italic"),
    ("*", "bold"),
    ("~", "strikethrough"),
    ("[", "link"),
)
VERBATIM = frozenset({"code", "pre", "precode"})
LANGUAGE = re.compile(r"([^\s`]+)(?=[\s`])")
LINE_BREAK = re.compile(r"\r\n|\n\r|\n|\r")
LINE_END = re.compile(r"[\r\n]|\Z")


@dataclass
class Opened:
    """A mark that waits for its end."""

    kind: str
    offset: int
    begin: int
    start: int
    language: str = ""


@dataclass
class MarkdownParser:
    """Walks through a source once."""

    source: str
    at: int = 0
    length: int = 0
    quote: int | None = None
    quote_depth: int = 0
    line_start: bool = True
    parts: list[str] = field(default_factory=list)
    open: list[Opened] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def parse(self) -> Formatted:
        """Everything to the end."""
        while self.at < len(self.source):
            self._step()
        self._all_closed(0)
        self._end_quote("blockquote")
        return Formatted("".join(self.parts), ordered(self.entities))

    def _step(self) -> None:
        character = self.source[self.at]
        follower = self.source[self.at + 1 : self.at + 2]
        if character == "\\" and follower and ord(follower) < 126:
            self.at += 2
            self._add(follower)
        elif self.open and self.open[-1].kind in VERBATIM:
            self._inside_code(character)
        elif character in "\r\n":
            self._line_break(character)
        elif character == ">" and self.line_start:
            self._begin_quote()
        elif character in RESERVED:
            self._mark(character)
        else:
            self._plain(character)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)
        self.line_start = False

    def _plain(self, character: str) -> None:
        self.at += 1
        self._add(character)

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _all_closed(self, depth: int) -> None:
        if len(self.open) > depth:
            last = self.open[-1]
            where = self._bytes(last.begin)
            raise unparsable(f"Can't find end of {NAMES[last.kind]} entity at byte offset {where}")

    def _inside_code(self, character: str) -> None:
        if character == "`":
            self._mark(character)
        else:
            self._plain(character)

    def _line_break(self, character: str) -> None:
        self._plain(character)
        self.line_start = True
        if self.quote is not None and not self.source.startswith((">", "\r", "\n"), self.at):
            self._all_closed(self.quote_depth)
            self._end_quote("blockquote")

    def _begin_quote(self) -> None:
        self.at += 1
        self.line_start = False
        if self.quote is None:
            self.quote, self.quote_depth = self.length, len(self.open)

    def _end_quote(self, kind: str) -> None:
        if self.quote is not None and self.length > self.quote:
            self.entities.append({"type": kind, "offset": self.quote, "length": self.length - self.quote})
        self.quote = None

    def _mark(self, character: str) -> None:
        if self._expandable():
            self.at += 2
            self._end_quote("expandable_blockquote")
        elif self.open and self._ends(self.open[-1].kind):
            self._close(self.open.pop())
        elif (found := next((one for one in OPENING if self.source.startswith(one[0], self.at)), None)) is not None:
            self._begin(*found)
        else:
            raise unparsable(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")

    def _expandable(self) -> bool:
        here = self.source.startswith("||", self.at) and LINE_END.match(self.source, self.at + 2)
        return self.quote is not None and not self.open and bool(here)

    def _ends(self, kind: str) -> bool:
        if not self.source.startswith(MARKS[kind], self.at):
            return False
        return kind != "italic" or not self.source.startswith("__", self.at)

    def _begin(self, mark: str, kind: str) -> None:
        begin = self.at
        self.at += len(mark)
        language = ""
        if kind == "pre":
            if (found := LANGUAGE.match(self.source, self.at)) and not self.source.startswith("`", found.end()):
                kind, language, self.at = "precode", found[1], found.end()
            if (line := LINE_BREAK.match(self.source, self.at)) is not None:
                self.at = line.end()
        self.open.append(Opened(kind, self.length, begin, len(self.parts), language))

    def _close(self, opened: Opened) -> None:
        self.at += len(MARKS[opened.kind])
        self.line_start = False
        span = {"offset": opened.offset, "length": self.length - opened.offset}
        if opened.kind == "link":
            self._close_link("".join(self.parts[opened.start :]), span)
        elif opened.kind == "emoji":
            self._close_emoji(span)
        elif span["length"] > 0:
            kind = "pre" if opened.kind == "precode" else opened.kind
            self.entities.append({"type": kind} | span | ({"language": opened.language} if opened.language else {}))

    def _target(self, what: str) -> str | None:
        """The address in round brackets, None when there are none."""
        if not self.source.startswith("(", self.at):
            return None
        self.at += 1
        begin, link = self.at, []
        while not self.source.startswith(")", self.at):
            if self.at >= len(self.source):
                raise unparsable(f"Can't find end of a {what} at byte offset {self._bytes(begin)}")
            escaped = self.source[self.at] == "\\" and self.source[self.at + 1 : self.at + 2] < "\x7e"
            self.at += escaped and self.at + 1 < len(self.source)
            link.append(self.source[self.at])
            self.at += 1
        self.at += 1
        return "".join(link)

    def _close_link(self, label: str, span: Entity) -> None:
        target = self._target("URL")
        link = label if target is None else target
        if span["length"] == 0:
            return
        if (user := linked_user(link)) is not None:
            self.entities.append({"type": "text_mention", "user": {"id": user}} | span)
            return
        with suppress(ValueError):  # a link that leads nowhere is shown as plain text
            self.entities.append({"type": "text_link", "url": checked_link(link)} | span)

    def _close_emoji(self, span: Entity) -> None:
        target = self._target("custom emoji URL")
        if target is None:
            raise unparsable("Custom emoji entity must contain a tg://emoji URL")
        parts = urlsplit(target)
        if parts.scheme.lower() != "tg":
            raise unparsable("Custom emoji URL must have scheme tg")
        if (parts.netloc or parts.path).lower() != "emoji":
            raise unparsable('Custom emoji URL must have host "emoji"')
        identity = parse_qs(parts.query).get("id", [""])[0]
        if not identity:
            raise unparsable("Custom emoji URL must have an emoji identifier")
        self.entities.append({"type": "custom_emoji", "custom_emoji_id": identity} | span)


def parse_markdown(source: str) -> Formatted:
    """The plain text and its entities; a refusal in the server's words otherwise."""
    return MarkdownParser(source).parse()
