"""Turns the bytes of a text file into a string, whatever encoding they are likely to be in."""

import codecs
import re
from pathlib import Path

from retrieval.errors import CorpusError

MAX_BYTES = 20_000_000
"""Size of a file above which it is refused: nobody quotes from a text of a thousand pages."""
_HEAD = 8_192
"""Bytes in which a NUL betrays a file that is not text."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_WIDE = re.compile(r"[^\x00-\x7f]")


def read_text(path: Path) -> str:
    """The text of a file; raises CorpusError (what is wrong, what to do) when it has none."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CorpusError(f"is {size / 1e6:.0f} MB, more than {MAX_BYTES // 10**6} MB: split it into smaller files")
        return decoded(path.read_bytes())
    except OSError as error:
        raise CorpusError(f"cannot be read ({error.strerror or error}): check that it exists and is a file") from error


def decoded(content: bytes) -> str:
    """Text from UTF-8, UTF-16 with a mark or Korean CP949; raises CorpusError for anything else."""
    if content.startswith(_UTF_16):
        return _strict(content, "utf-16")
    if b"\0" in content[:_HEAD]:
        raise CorpusError("is not a text file (it holds NUL bytes): remove it or save it as UTF-8 text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _korean(content)


def _korean(content: bytes) -> str:
    text = _strict(content, "cp949")
    # CP949 accepts many byte pairs of other encodings too, but then Hangul is rare.
    if 2 * len(_HANGUL.findall(text)) < len(_WIDE.findall(text)):
        raise CorpusError("is not UTF-8 text: save it as UTF-8")
    return text


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError("is not UTF-8 text: save it as UTF-8") from error
