"""Characters as formats with markup give them → text as it reads. Pure."""

from __future__ import annotations

import re
from typing import Final

BREAK: Final = "\v"
"""Ends a line within a paragraph."""

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")
_OVER_LINES: Final = re.compile(r"[ \t\r\f]*\n[ \t\r\f\n]*")
_SPACES: Final = re.compile(r"[ \t\r\f]+")
_WIDE: Final = "[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f“”‘’]"
_BETWEEN_WIDE: Final = re.compile(f"(?<={_WIDE})\n(?={_WIDE})")


def names(text: str) -> frozenset[str]:
    """Names of elements parted by spaces."""
    return frozenset(text.split())


def seen(text: str) -> str:
    """The text without characters that have no width."""
    return _UNSEEN.sub("", text)


def collapsed(text: str) -> str:
    """White space of markup as a browser shows it, but that a line end between Chinese characters is none."""
    text = _SPACES.sub(" ", _OVER_LINES.sub("\n", text))
    return _BETWEEN_WIDE.sub("", text).replace("\n", " ")


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a paragraph; () for one that is blank. Spaces that do not break are spaces."""
    lines = tuple(line.replace("\xa0", " ").rstrip() for line in text.split(BREAK))
    return lines if any(line.strip() for line in lines) else ()
