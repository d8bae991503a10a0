"""Receipt numbers: short, unguessable, and told apart from a typing error."""

import re
import secrets
import unicodedata

_ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
"""Without vowels, so that no number spells a word; 31 signs, a prime, so that the check finds every swap."""
_LENGTH = 7
"""Signs beside the check."""
_ALIKE = str.maketrans("OIU", "01V")
_WORD = re.compile(r"(?<![0-9A-Z])([0-9A-Z]{4})[\s‐-―−_-]{0,2}([0-9A-Z]{4})(?![0-9A-Z])")


def new_receipt() -> str:
    """A number such as "K7QX-4XW2"; the last sign is a check."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return _written(signs + _check(signs))


def read_receipt(text: str) -> str | None:
    """The first receipt number in a text, as it is written here; None where there is none or it is mistyped."""
    plain = unicodedata.normalize("NFKC", text).upper()
    for found in _WORD.finditer(plain):
        signs = "".join(found.groups()).translate(_ALIKE)
        if set(signs) <= set(_ALPHABET) and _check(signs[:-1]) == signs[-1]:
            return _written(signs)
    return None


def _check(signs: str) -> str:
    """Weighted by place, so that neither a wrong sign nor two that changed places go unseen."""
    return _ALPHABET[sum((place + 2) * _ALPHABET.index(sign) for place, sign in enumerate(signs)) % len(_ALPHABET)]


def _written(signs: str) -> str:
    return f"{signs[:4]}-{signs[4:]}"
