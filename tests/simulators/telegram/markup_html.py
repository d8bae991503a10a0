"""HTML as the Bot API reads it: few tags, its own rules of attributes and references, its own complaints."""

import re
from contextlib import suppress
from dataclasses import dataclass

from tests.simulators.telegram.entities import Entity, Formatted, ordered, units
from tests.simulators.telegram.errors import unparsable
from tests.simulators.telegram.links import checked_link, linked_user

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = frozenset({*STYLES, "a", "code", "pre", "blockquote", "tg-emoji"})
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<decimal>[0-9]*)|(?P<name>[a-zA-Z]*))")
PLAIN = re.compile(r"[^&<]+")
SPACE = re.compile(r"\s*")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
SURROGATE = re.compile(r"[\ud800-\udfff]")
LONGEST_REFERENCE = 10
SURROGATES = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


def decoded_reference(source: str, at: int) -> tuple[str, int] | None:
    """The character of a reference and where it ends; None leaves the ampersand as text."""
    found = REFERENCE.match(source, at)
    if found is None:
        return None
    character = _numbered(found) if found["name"] is None else NAMED.get(found["name"], "")
    stop = found.end() + (source[found.end() : found.end() + 1] == ";")
    return (character, stop) if character else None


def _numbered(found: re.Match[str]) -> str:
    digits, base = (found["hex"], 16) if found["hex"] is not None else (found["decimal"], 10)
    number = int(digits or "0", base)
    too_long = found.end() - found.start() >= LONGEST_REFERENCE
    return "" if too_long or not 0 < number < 0x10FFFF else chr(number)


@dataclass
class OpenTag:
    """A tag that waits for its end."""

    name: str
    argument: str
    offset: int
    start: int


def parse_html(source: str) -> Formatted:
    """The plain text and its entities; a refusal in the server's words otherwise."""
    return HtmlParser(source).parse()


class HtmlParser:
    """Walks through a source once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.open: list[OpenTag] = []
        self.entities: list[Entity] = []

    def parse(self) -> Formatted:
        """Everything to the end."""
        while self.at < len(self.source):
            self._step()
        if self.open:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.parts)
        if SURROGATE.search(text):
            raise unparsable(SURROGATES)
        # The language of code outside of <pre> is forgotten.
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return Formatted(text, ordered(self.entities), self.source)

    def _step(self) -> None:
        if self.source[self.at] == "&":
            self._reference()
        elif self.source.startswith("</", self.at):
            self._end_tag()
        elif self.source[self.at] == "<":
            self._start_tag()
        else:
            self._add(self._take(PLAIN))

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        taken = found[0] if found else ""
        self.at += len(taken)
        return taken

    def _ahead(self) -> str:
        return self.source[self.at : self.at + 1]

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _reference(self) -> None:
        found = decoded_reference(self.source, self.at)
        character, self.at = found or ("&", self.at + 1)
        self._add(character)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._take(TAG_NAME).lower()
        if not self._ahead():
            raise unparsable(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if name not in TAGS:
            raise unparsable(f'Unsupported start tag "{name}" at byte offset {self._bytes(begin)}')
        argument = ""
        while (attribute := self._attribute(name, begin)) is not None:
            argument = self._argument(name, *attribute) or argument
        self.at += 1
        if name == "span" and argument != "spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(OpenTag(name, argument, self.length, len(self.parts)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str] | None:
        self._take(SPACE)
        if self._ahead() == ">":
            return None
        name = self._take(ATTRIBUTE_NAME)
        if not name:
            raise unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
        self._take(SPACE)
        if self._ahead() != "=":
            self._still_inside(f'Unclosed start tag "{tag}"', begin)
            return name, ""
        self.at += 1
        self._take(SPACE)
        self._still_inside(f'Unclosed start tag "{tag}"', begin)
        value = self._quoted() if self._ahead() in {"'", '"'} else self._token()
        self._still_inside("Unclosed start tag", begin)
        return name, value

    def _still_inside(self, complaint: str, begin: int) -> None:
        if not self._ahead():
            raise unparsable(f"{complaint} at byte offset {self._bytes(begin)}")

    def _token(self) -> str:
        begin = self.at
        token = self._take(TOKEN)
        if self._ahead() and not self._ahead().isspace() and self._ahead() != ">":
            raise unparsable(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
        return token.lower()

    def _quoted(self) -> str:
        quote, value = self._ahead(), []
        self.at += 1
        while self._ahead() not in {quote, ""}:
            found = decoded_reference(self.source, self.at) if self._ahead() == "&" else None
            character, self.at = found or (self._ahead(), self.at + 1)
            value.append(character)
        self.at += bool(self._ahead())
        return "".join(value)

    @staticmethod
    def _argument(tag: str, attribute: str, value: str) -> str:
        match tag, attribute:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                return value
            case ("blockquote", "expandable"):
                return "expandable"
            case ("code", "class") if value.startswith("language-"):
                return value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                return value.removeprefix("tg-")
        return ""

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise unparsable(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.at += 2
        name = self._take(TAG_NAME).lower()
        self._take(SPACE)
        if self._ahead() != ">":
            raise unparsable(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            found = f'expected "</{tag.name}>", found "</{name}>"'
            raise unparsable(f"Unmatched end tag at byte offset {self._bytes(begin)}, {found}")
        if self.length > tag.offset:
            self._close(tag)

    def _close(self, tag: OpenTag) -> None:
        span = {"offset": tag.offset, "length": self.length - tag.offset}
        if tag.name in STYLES:
            self.entities.append({"type": STYLES[tag.name]} | span)
        elif tag.name == "blockquote":
            self.entities.append({"type": f"{tag.argument}_blockquote".removeprefix("_")} | span)
        elif tag.name == "a":
            self._close_link(tag, span)
        elif tag.name == "tg-emoji":
            self._close_emoji(tag, span)
        else:
            self._close_monospace(tag, span)

    def _close_link(self, tag: OpenTag, span: Entity) -> None:
        link = tag.argument or "".join(self.parts[tag.start :])
        if (user := linked_user(link)) is not None:
            self.entities.append({"type": "text_mention", "user": {"id": user}} | span)
            return
        with suppress(ValueError):  # a link that leads nowhere is shown as plain text
            self.entities.append({"type": "text_link", "url": checked_link(link)} | span)

    def _close_emoji(self, tag: OpenTag, span: Entity) -> None:
        if not tag.argument.isdecimal() or int(tag.argument) == 0:
            raise unparsable("Invalid custom emoji identifier specified")
        self.entities.append({"type": "custom_emoji", "custom_emoji_id": tag.argument} | span)

    def _close_monospace(self, tag: OpenTag, span: Entity) -> None:
        """<pre> and <code class="language-..."> around exactly the same text are one block with a language."""
        inner = self.entities[-1] if self.entities else {}
        same = {key: inner.get(key) for key in span} == span
        language = tag.argument or inner.get("language", "")
        if same and language and {tag.name, inner["type"]} == {"pre", "code"}:
            self.entities[-1] = {"type": "pre", "language": language} | span
        elif tag.name == "code" and tag.argument:
            self.entities.append({"type": "code", "language": tag.argument} | span)
        else:
            self.entities.append({"type": tag.name} | span)
