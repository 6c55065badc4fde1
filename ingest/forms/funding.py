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


@dataclass(frozen=True, slots=True)
class Money:
    """The two sides of a form's funding. `doubtful` where a printed figure could not be placed: then it stands nowhere."""

    period: Funding
    year: Funding
    unit: str | None
    doubtful: bool

    @property
    def is_read(self) -> bool:
        return self.period.total is not None or self.year.total is not None


@dataclass(frozen=True, slots=True)
class _Item:
    measure: str
    side: str | None
    numbers: tuple[Decimal | None, ...]


def read_funding(lines: Sequence[str]) -> Money:
    """The money on the lines of 项目资金, labels wrapped over lines put together.

    A source that is printed twice is (period, year). One printed once belongs to the only side that has a total, else to none.
    """
    joined = _joined(lines)
    unit = _UNIT.search(joined)
    text = _MERGED.sub("", joined)
    items = [_item(found) for found in _ITEM.finditer(text)]
    sides = _placed(items)
    rest = _ITEM.sub("", text)
    return Money(
        period=Funding(**sides["period"]),
        year=Funding(**sides["year"]),
        unit=(unit["bracketed"] or unit["labelled"]) if unit else None,
        doubtful=bool(re.search(r"\d", rest)) or bool(sides["doubtful"]),
    )


def _joined(lines: Sequence[str]) -> str:
    """One line without the spaces that separate nothing: only those between two figures are kept."""
    text = re.sub(r"(?<=[,，])\s+(?=\d{3})", "", " ".join(line.strip() for line in lines))
    return re.sub(r"(?<![\d/—–-])\s+|\s+(?![\d/—–-])", "", text)


def _item(found: re.Match[str]) -> _Item:
    label = found["label"]
    numbers = tuple(_number(text) for text in re.findall(NUMBER, found["numbers"])) or (None,)
    if label.endswith("资金总额"):
        side = "period" if label.startswith(("实施期", "中期")) else "year" if re.match("年度|当年|本年", label) else None
        return _Item("total", side, numbers)
    return _Item(next(measure for name, measure in _SOURCES.items() if label.startswith(name)), None, numbers)


def _number(text: str) -> Decimal | None:
    amount = parse_amount(text.replace("，", ","))
    return amount.number if amount else None


def _placed(items: Sequence[_Item]) -> dict[str, dict[str, Decimal | None]]:
    """Side → measure → number; under "doubtful" the measures whose figures fit no side."""
    placed: dict[str, dict[str, Decimal | None]] = {"period": {}, "year": {}, "doubtful": {}}
    for item in items:
        if item.side:
            key = item.side if len(item.numbers) == 1 and item.measure not in placed[item.side] else "doubtful"
            placed[key][item.measure] = item.numbers[0]
    totals = [side for side in ("period", "year") if "total" in placed[side]]
    for measure in dict.fromkeys(item.measure for item in items if not item.side):
        numbers = [number for item in items if item.measure == measure and not item.side for number in item.numbers]
        for side, number in _sided(numbers, totals):
            placed[side][measure] = number
    return placed


def _sided(numbers: Sequence[Decimal | None], totals: Sequence[str]) -> list[tuple[str, Decimal | None]]:
    if len(numbers) == 2:
        return list(zip(("period", "year"), numbers, strict=True))
    if len(numbers) == 1 and len(totals) == 1:
        return [(totals[0], numbers[0])]
    return [("doubtful", number) for number in numbers if number is not None]
