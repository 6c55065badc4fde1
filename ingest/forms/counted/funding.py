"""项目资金 of a form: money for the whole period and for the year, by its source. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgets.money import parse_amount
from ingest.forms.labels import FUNDING, MONEY, NUMBER, any_of
from ingest.shapes import Funding

_UNIT: Final = re.compile(r"[（(](?P<bracketed>[百千万亿]?元)[）)]|单位[:：](?P<labelled>[百千万亿]?元)")
_MERGED: Final = re.compile(rf"{any_of(FUNDING)}|{_UNIT.pattern}|其中[:：]?")
_ITEM: Final = re.compile(rf"(?P<label>{MONEY})[:：]?(?P<numbers>(?:\s*{NUMBER}(?![\d,]))*)")
_NUMBER: Final = re.compile(NUMBER)
_SOURCES: Final = {
    "中央": "central",
    "省": "province",
    "市": "city",
    "县": "city",
    "区": "city",
    "单位自筹": "self",
    "自筹": "self",
    "其他": "other",
}
_IN_A_NUMBER: Final = re.compile(r"(?<=[,，])\s+(?=\d{3})")
_IDLE: Final = re.compile(r"(?<![\d/—–\s-])\s+|\s+(?![\d/—–\s-])")  # spaces between two figures separate them, all others nothing

Place = tuple[int, int, int]
"""Index of a line and the half-open range of its characters."""


@dataclass(frozen=True, slots=True)
class Money:
    """The two sides of a form's funding. `doubtful` where a printed figure could not be placed: then it stands nowhere.

    `places` says where each figure is printed: "period.total", "year.city" ….
    """

    period: Funding
    year: Funding
    unit: str | None
    doubtful: bool
    places: tuple[tuple[str, Place], ...] = ()

    @property
    def is_read(self) -> bool:
        return self.period.total is not None or self.year.total is not None


@dataclass(frozen=True, slots=True)
class _Figure:
    number: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class _Item:
    measure: str
    side: str | None
    figures: tuple[_Figure, ...]


@dataclass(frozen=True, slots=True)
class _Joined:
    """Text of several lines, with the line and the column that each character comes from."""

    text: str
    origins: tuple[tuple[int, int], ...]

    def without(self, pattern: re.Pattern[str]) -> _Joined:
        dropped = {at for found in pattern.finditer(self.text) for at in range(*found.span())}
        kept = [at for at in range(len(self.text)) if at not in dropped]
        return _Joined("".join(self.text[at] for at in kept), tuple(self.origins[at] for at in kept))

    def place(self, start: int, end: int) -> Place:
        line, column = self.origins[start]
        return line, column, max(at for index, at in self.origins[start:end] if index == line) + 1


def read_funding(lines: Sequence[str]) -> Money:
    """The money on the lines of 项目资金, labels wrapped over lines put together.

    A source that is printed twice is (period, year). One printed once belongs to the only side that has a total, else to none.
    """
    joined = _joined(lines)
    unit = _UNIT.search(joined.text)
    joined = joined.without(_MERGED)
    placed = _placed([_item(joined, found) for found in _ITEM.finditer(joined.text)])
    return Money(
        period=_funding(placed["period"]),
        year=_funding(placed["year"]),
        unit=(unit["bracketed"] or unit["labelled"]) if unit else None,
        doubtful=bool(re.search(r"\d", _ITEM.sub("", joined.text))) or bool(placed["doubtful"]),
        places=tuple((f"{side}.{name}", figure.place) for side in ("period", "year") for name, figure in placed[side].items()),
    )


def _joined(lines: Sequence[str]) -> _Joined:
    characters = [(character, (index, at)) for index, line in enumerate(lines) for at, character in enumerate(line + " ")]
    joined = _Joined("".join(character for character, _ in characters), tuple(origin for _, origin in characters))
    return joined.without(_IN_A_NUMBER).without(_IDLE)


def _funding(figures: dict[str, _Figure]) -> Funding:
    return Funding(**{measure: figure.number for measure, figure in figures.items()})


def _item(joined: _Joined, found: re.Match[str]) -> _Item:
    label = found["label"]
    figures = tuple(
        _Figure(_number(number.group()), joined.place(*number.span())) for number in _NUMBER.finditer(joined.text, *found.span("numbers"))
    )
    if label.endswith("资金总额"):
        side = "period" if label.startswith(("实施期", "中期")) else "year" if re.match("年度|当年|本年", label) else None
        return _Item("total", side, figures)
    return _Item(next(measure for name, measure in _SOURCES.items() if label.startswith(name)), None, figures)


def _number(text: str) -> Decimal | None:
    amount = parse_amount(text.replace("，", ","))
    return amount.number if amount else None


def _placed(items: Sequence[_Item]) -> dict[str, dict[str, _Figure]]:
    """Side → measure → figure; under "doubtful" the measures whose figures fit no side."""
    placed: dict[str, dict[str, _Figure]] = {"period": {}, "year": {}, "doubtful": {}}
    for item in items:
        if item.side and item.figures:
            key = item.side if len(item.figures) == 1 and item.measure not in placed[item.side] else "doubtful"
            placed[key][item.measure] = item.figures[0]
    totals = [side for side in ("period", "year") if "total" in placed[side]]
    for measure in dict.fromkeys(item.measure for item in items if not item.side):
        rows = [item.figures for item in items if item.measure == measure and not item.side]
        for side, figure in _sided(rows, totals):
            placed[side][measure] = figure
    return placed


def _sided(rows: Sequence[tuple[_Figure, ...]], totals: Sequence[str]) -> list[tuple[str, _Figure]]:
    """Which side each figure of a source belongs to; `rows` are the figures behind each of its labels, none where it is blank."""
    cells: list[_Figure | None] = [cell for figures in rows for cell in (figures or (None,))]
    if len(cells) == 2:
        return [(side, cell) for side, cell in zip(("period", "year"), cells, strict=True) if cell]
    if len(cells) == 1 and len(totals) == 1 and cells[0]:
        return [(totals[0], cells[0])]
    return [("doubtful", cell) for cell in cells if cell]
