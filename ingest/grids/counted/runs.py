"""A line of text → its cells, by counting the spaces. Pure.

The extractor wrote one run of characters a cell, and a cell that is empty as one space; between two runs it wrote one more space, unless
the first already ended in one. So the spaces say how many cells are empty: k at the start of a line k, m between two texts m−1, m at its
end m−1, and a line of k spaces alone k. Bold cells were written twice, empty ones too. Nothing here strips, joins or collapses spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from ingest.shapes import Page, Source, TextLine

NUMBER: Final = r"[-−－]?(?:\d{1,3}(?:,\d{3})+|\d+)"
ORDINAL: Final = re.compile(r"[一二三四五六七八九十]+、")
"""What a label of a list begins with; a wrapped line never does."""

_PLAIN: Final = re.compile(rf"{NUMBER}(?:\.(\d+))?[%％]?|[(（](?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?[)）]")
_DASHES: Final = frozenset({"-", "—", "–", "－", "--", "——"})
_BREAKS: Final = re.compile(r"( +)")


@dataclass(frozen=True, slots=True)
class Run:
    """One cell's text within a line, "" for an empty cell; `start` and `end` are characters of the physical line."""

    text: str
    line: int
    page: int
    start: int
    end: int

    @property
    def source(self) -> Source:
        return Source(page=self.page, line=self.line, span=(self.start, self.end))

    def cut(self, length: int) -> Run:
        """What is left behind the first `length` characters."""
        return replace(self, text=self.text[length:], start=self.start + length)


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its page. `at_page_start`: it is the first of its page, where a break may have swallowed empty cells."""

    line: TextLine
    page: int
    at_page_start: bool

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def text(self) -> str:
        return self.line.text


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure at the beginning of a run: as printed once, how many characters it takes up, doubling included."""

    printed: str
    length: int


def rows_of(pages: Sequence[Page]) -> tuple[Row, ...]:
    """All lines of a document in one row, each with its page."""
    return tuple(Row(line, page.number, place == 0) for page in pages for place, line in enumerate(page.lines))


def runs_of(row: Row) -> tuple[Run, ...]:
    """The cells of a line, empty ones included."""
    text, runs, at = row.text, [], row.line.offset
    if text and not text.strip(" "):
        return tuple(_empty(row, at + place) for place in range(len(text)))
    for part in filter(None, _BREAKS.split(text)):
        if part[0] != " ":
            runs.append(Run(part, row.number, row.page, at, at + len(part)))
        else:
            count = len(part) - (1 if runs else 0)
            runs.extend(_empty(row, at + len(part) - count + place) for place in range(count))
        at += len(part)
    return tuple(runs)


def _empty(row: Row, at: int) -> Run:
    return Run("", row.number, row.page, at, at)


def halved(runs: Sequence[Run]) -> tuple[Run, ...] | None:
    """The cells of a line whose empty ones are bold: each pair is one. None where they cannot be, or where there are none."""
    result: list[Run] = []
    for text, same in groupby(runs, key=lambda run: bool(run.text)):
        group = list(same)
        if not text and len(group) % 2:
            return None
        result.extend(group if text else group[::2])
    return tuple(result) if len(result) < len(runs) else None


def undoubled(text: str) -> str:
    """A bold cell's text once: `合计合计` → `合计`. Digits alone repeat by chance (codes 2020, 221221) and stay."""
    half = len(text) // 2
    if len(text) > 2 and len(text) % 2 == 0 and text[:half] == text[half:] and not text.isdecimal():
        return text[:half]
    return text


def is_figure(text: str) -> bool:
    """Whether the whole text is a printed figure or a dash, once or, in bold, twice."""
    return text in _DASHES or bool(_PLAIN.fullmatch(text)) or _once(text) is not None


def is_amount(text: str) -> bool:
    """Whether the whole text is a figure that can be no code: it has a decimal point or separated thousands."""
    return is_figure(text) and bool(re.search(r"\d[.,]\d", text))


def decimals_of(rows: Iterable[Row]) -> int:
    """How many decimals the figures of these lines have, most of them; 0 where none has a decimal point."""
    texts = [run.text for row in rows for run in runs_of(row) if "." in run.text]
    found = (_PLAIN.fullmatch(_once(text) or text) for text in texts)
    counts = Counter(len(match[1]) for match in found if match and match[1])
    return counts.most_common(1)[0][0] if counts else 0


def figure_at_start(text: str, decimals: int) -> Figure | None:
    """The figure with which a text begins; None where it begins with none.

    What is glued behind it is told by the table's decimals: with two, `0.00208` is 0.00 and the code 208. A figure that stands twice
    in bold is taken once.
    """
    whole = _PLAIN.fullmatch(text)
    if text in _DASHES or (whole and len(whole[1] or "") <= decimals):
        return Figure(text, len(text))
    once = _once(text)
    if once is not None:
        return Figure(once, len(text))
    pattern = rf"{NUMBER}\.\d{{{decimals}}}" if decimals and "." in text else rf"{NUMBER}(?![\d.,])"
    found = re.match(pattern, text)
    if found is None:
        return None
    printed = found.group()
    return Figure(printed, len(printed) * (2 if text[len(printed) :].startswith(printed) else 1))


def _once(text: str) -> str | None:
    """The figure that a text prints twice (`20.0020.00`); None where it does not, or where it has neither point nor separator."""
    half = text[: len(text) // 2]
    return half if half + half == text and re.search(r"[.,]", half) and _PLAIN.fullmatch(half) else None
