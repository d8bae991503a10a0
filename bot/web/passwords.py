"""Passwords: Argon2id hashes, made and compared beside the event loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody's password, so that unknown names take as long as known ones")


async def hashed(password: str) -> str:
    """The hash that is kept."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was hashed; never where nobody has one, and then not any faster."""
    right = await asyncio.to_thread(_verified, password, kept or _NOBODY)
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _verified(password: str, kept: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
