"""Which addresses Telegram takes as links."""

import re
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})
WRONG = "Wrong HTTP URL"
UNSUPPORTED = "Unsupported URL protocol"
HOST = re.compile(r"[^\s/?#<>\"']+\.[^\s/?#<>\"']+")
USER = re.compile(r"tg:(?://)?user\?id=(\d+)", re.IGNORECASE)


def linked_user(link: str) -> int | None:
    """The person a link mentions without a username."""
    found = USER.fullmatch(link)
    return int(found[1]) if found else None


def checked_link(link: str) -> str:
    """A link in the form Telegram keeps it; ValueError with the server's reason otherwise."""
    scheme, found, rest = link.partition("://")
    if not found:
        scheme, rest = ("tg", link) if link.lower().startswith("tg:") else ("http", link)
    if scheme.lower() not in SCHEMES:
        raise ValueError(UNSUPPORTED)
    if scheme.lower() not in {"http", "https"}:
        return link
    return _web(scheme.lower(), rest)


def _web(scheme: str, rest: str) -> str:
    parts = urlsplit(f"{scheme}://{rest}")
    if not HOST.fullmatch(parts.netloc):
        raise ValueError(WRONG)
    path = parts.path or "/"
    tail = rest[len(parts.netloc) + len(parts.path) :]
    return f"{scheme}://{parts.netloc}{path}{tail}"
