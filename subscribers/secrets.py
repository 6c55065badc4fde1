"""Keys and the tokens of links: made at random, known by their digests alone. Pure."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

_BEGINS: Final = "mz_"
_KEY: Final = re.compile(r"mz_[A-Za-z0-9_-]{43}", re.ASCII)
_SHOWN: Final = 9


def new_key() -> str:
    """A key of 256 random bits, as its owner is shown it once."""
    return _BEGINS + secrets.token_urlsafe(32)


def new_token() -> str:
    """What makes a link one's own."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a key or a token: SHA-256, without salt, since nobody guesses 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def prefix(key: str) -> str:
    """The beginning of a key, by which its owner tells it from others."""
    return key[:_SHOWN]


def is_key(text: str) -> bool:
    """Whether a text has the shape of a key."""
    return _KEY.fullmatch(text) is not None
