"""Tables for a terminal: a Chinese character takes two columns. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence


def table(rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> Iterator[str]:
    """The rows as lines, their columns lined up: those of words (`left`) to the left, figures to the right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(_padded(text, wide, at in left) for at, (text, wide) in enumerate(zip(row, widths, strict=True))).rstrip()


def _padded(text: str, wide: int, left: bool) -> str:
    space = " " * (wide - width(text))
    return text + space if left else space + text


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
