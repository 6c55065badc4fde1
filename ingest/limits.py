"""How much of a file is read: by count, so that the same file always reads the same; the clock is the last net. Pure.

What is larger than twenty times the largest that was ever published was made to exhaust its reader. It is left out and noted; the rest
is read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from budgets.progress import tell

PAGES: Final = 2_000
CHARACTERS: Final = 3_000_000
"""Characters of a document."""
CELLS: Final = 160_000
"""Elementary cells of the tables of a document: each takes some kilobytes, all steps together."""
MOST_STATEMENTS: Final = 10_000
LINE_CHARACTERS: Final = 10_000
"""Characters of one line or cell: the longest published paragraphs have 4,000."""
PAGE_CHARACTERS: Final = 60_000
PAGE_OBJECTS: Final = 200_000
PAGE_SEGMENTS: Final = 500_000
"""Pieces of all paths of a page, curves and slanted ones too."""
PAGE_STROKES: Final = 50_000
"""Straight pieces of a page that may rule a table."""
PAGE_RULINGS: Final = 4_000
"""Rulings of a page, pieces that continue each other being one."""
PAGE_CELLS: Final = 30_000
PAGE_AREAS: Final = 10_000
"""Different areas of a page within which something is painted."""

# Shares of the time that a file is given, by whose end each step leaves the rest out: what was read is still to be understood.
READING: Final = 0.5
TABLES: Final = 0.65
STATEMENTS: Final = 0.8
CHECKING: Final = 0.95


class TooMuch(Exception):
    """A part of a document is larger than any that was published. `str()` says in Chinese what of it and how much is read."""


def at_most(count: int, most: int, what: str) -> None:
    """Raise TooMuch where there are more of `what` (a Chinese noun)."""
    if count > most:
        raise TooMuch(f"{what}有 {count}，上限 {most}")


@dataclass(frozen=True, slots=True)
class _Time:
    start: float
    seconds: float


_GIVEN: ContextVar[_Time | None] = ContextVar("given", default=None)


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Give what runs in the block so many seconds by the clock; None for as long as it takes. Nothing is stopped: the steps ask."""
    token = _GIVEN.set(None if seconds is None else _Time(time.monotonic(), seconds))
    try:
        yield
    finally:
        _GIVEN.reset(token)


def is_over(share: float) -> bool:
    """Whether that share of the given time has passed; never where none was given."""
    given = _GIVEN.get()
    return given is not None and time.monotonic() - given.start > share * given.seconds


@dataclass(slots=True)
class SoFar:
    """What has been read of a document; `of` is how many pages there are, where that is known."""

    of: int = 0
    pages: int = 0
    characters: int = 0
    cells: int = 0

    def add(self, characters: int, cells: int) -> None:
        """One more page, with so much on it."""
        self.pages += 1
        self.characters += characters
        self.cells += cells
        tell(self.pages, self.of)

    @property
    def why_to_stop(self) -> str | None:
        """Why no more is read, in Chinese; the first page always is."""
        if self.pages >= PAGES:
            return f"一个文件最多读 {PAGES} 页"
        if self.characters > CHARACTERS:
            return f"一个文件最多读 {CHARACTERS} 字"
        if self.cells > CELLS:
            return f"一个文件最多读 {CELLS} 个表格的格子"
        return "读取用时太长" if self.pages and is_over(READING) else None
