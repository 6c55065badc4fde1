"""The head of a table: printed fragments → words. Pure.

Wrapped heads are printed line by line, and the lines of one may stand apart from each other, while two heads may stand close. Known words
(`budgets.schedules.head_of`) decide; every way to join the fragments has a cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import Final

from budgets.schedules import Head, head_of
from ingest.grids.counted.runs import ORDINAL, Row, Run, is_amount, runs_of

_PIECES: Final = 4  # lines that one head may be wrapped into
_READINGS: Final = 12  # ways to join fragments into words that are kept
_MOST: Final = 120  # fragments; no head has more
_UNKNOWN: Final = 5  # cost of a head that is not known
_JOINED: Final = 3  # cost of reading two known heads as one
_WORSE: Final = 4  # a way to join that costs so much more than the best is not looked at
_LABEL_LINES: Final = 4  # lines that a wrapped label of the first row may have above its figures
_LOOSE_ENDS: Final = frozenset({"预算", "支出", "收入", "资金", "经费", "安排", "数", "费"})


@dataclass(frozen=True, slots=True)
class Fragment:
    """One run of a head, doubling undone.

    `opens_line`: it is the first of its line; `alone`: the only one; `joined`: no empty line stands between it and the line before.
    """

    text: str
    run: Run
    opens_line: bool
    alone: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A head: one or more fragments read together, and what it says. `opens_line` where its first fragment begins a line."""

    text: str
    fragments: tuple[Fragment, ...]
    opens_line: bool
    head: Head | None

    @property
    def measure(self) -> str | None:
        return self.head.measure if self.head is not None else None

    @property
    def is_label(self) -> bool:
        return self.head is not None and self.head.kind in ("code", "label", "organisation", "text")

    @property
    def is_side(self) -> bool:
        return self.head is not None and self.head.kind == "side"


@dataclass(frozen=True, slots=True)
class Words:
    """One way to read the fragments: the words, what speaks against it, and the index of the first line of the body."""

    words: tuple[Word, ...]
    cost: int
    body: int


def fragments_of(rows: Sequence[Row]) -> tuple[tuple[Fragment, ...], int]:
    """The fragments above the first line that only a body can have, and the index of that line; nothing where none is near."""
    fragments: list[Fragment] = []
    for index, row in enumerate(rows):
        runs = runs_of(row)
        if is_body(runs):
            return tuple(fragments), index
        if len(fragments) > _MOST:
            break
        fragments.extend(_fragment(run, place, len(runs), row) for place, run in enumerate(runs))
    return (), 0


def _fragment(run: Run, place: int, count: int, row: Row) -> Fragment:
    first = place == 0
    return Fragment(_undoubled(run.text), run, first, alone=count == 1, joined=first and row.line.follows)


def is_body(runs: Sequence[Run]) -> bool:
    """Whether a line has a figure, an empty cell, an ordinal in front of a label, or nothing but figures (the numbers of the columns)."""
    return any(not run.text or is_amount(run.text) or ORDINAL.match(run.text) for run in runs) or all(run.text.isdecimal() for run in runs)


def _undoubled(text: str) -> str:
    half = len(text) // 2
    return text[:half] if text[:half] == text[half:] else text


def words_of(rows: Sequence[Row]) -> tuple[Words, ...]:
    """The likeliest ways to read the head above a body."""
    fragments, body = fragments_of(rows)
    return tuple(
        Words(words, cost + (_UNKNOWN + 1) * (len(fragments) - used), _first_line(rows, fragments, used, body))
        for used in _ends(fragments)
        for cost, words in _joined(fragments[:used])
    )


def _ends(fragments: Sequence[Fragment]) -> Iterator[int]:
    """How many fragments may belong to the head: all, or all but unknown ones at its end (a wrapped label of the first row)."""
    yield len(fragments)
    used = len(fragments)
    while used > max(1, len(fragments) - _LABEL_LINES) and head_of(fragments[used - 1].text) is None:
        used -= 1
        if fragments[used].run.line != fragments[used - 1].run.line:
            yield used


def _first_line(rows: Sequence[Row], fragments: Sequence[Fragment], used: int, body: int) -> int:
    if used == len(fragments):
        return body
    return next(index for index, row in enumerate(rows) if row.number == fragments[used].run.line)


def _joined(fragments: Sequence[Fragment]) -> list[tuple[int, tuple[Word, ...]]]:
    """The likeliest ways to join fragments into words, each with its cost."""
    best: list[list[tuple[int, tuple[Word, ...]]]] = [[(0, ())]]
    for end in range(1, len(fragments) + 1):
        ways = [
            (cost + own, (*words, word))
            for start in range(max(0, end - _PIECES), end)
            if (step := _word(fragments[start:end])) is not None
            for own, word in [step]
            for cost, words in best[start]
        ]
        best.append(nsmallest(_READINGS, ways, key=lambda way: way[0]))
    return [way for way in best[-1] if way[0] <= best[-1][0][0] + _WORSE]


def _word(fragments: Sequence[Fragment]) -> tuple[int, Word] | None:
    """These fragments as one word, and its cost; None where they are none."""
    text = "".join(fragment.text for fragment in fragments)
    first = fragments[0]
    word = Word(text, tuple(fragments), first.opens_line, head_of(text))
    if len(fragments) == 1:
        known = 2 if first.alone and text in _LOOSE_ENDS else 0
        return known if word.head is not None else _UNKNOWN, word
    if word.head is None or any(fragment.run.line == before.run.line for before, fragment in pairwise(fragments)):
        return None
    whole = all(head_of(fragment.text) is not None and fragment.text not in _LOOSE_ENDS for fragment in fragments)
    return (_JOINED if whole else int(not all(fragment.joined for fragment in fragments[1:]))), word
