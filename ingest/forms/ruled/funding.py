"""项目资金 of a form: each label of money with the figure in the cell beside it, for the period or for the year. Pure.

Labels stand in columns; the total over a column says whose money it is. Where no label says so, it is that of the only time for which the
form declares anything; where that is not known either, it is read for neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgets.money import NotAnAmount, Printed, parse_amount
from ingest.forms.ruled.labels import is_funds, money_of, unit_in
from ingest.forms.ruled.rows import Field, Row
from ingest.shapes import Funding, Source

_SPLIT: Final = re.compile(r"(?<![.,，．])\s+(?![.,，．])")
_BORDER: Final = 1.0  # points to a border within which a figure touches it
_FIGURE: Final = re.compile(r"[-−(（]?\d[\d,，.．\s]*[)）]?")
_UNIT: Final = re.compile(r"\s*([百千万亿]?元)$")
SIDES: Final = ("period", "year")


@dataclass(frozen=True, slots=True)
class Money:
    """The two sides of a form's money, and where each figure is printed ("year.total").

    `unread` are figures beside a known label that could not be read or placed, `names` what of these is known by name ("year.other");
    `unkept` are labels of figures that forms have no field for.
    """

    period: Funding
    year: Funding
    unit: str | None = None
    sources: tuple[tuple[str, Source], ...] = ()
    unread: tuple[Field, ...] = ()
    names: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    """A label with its figure; `number` is None for a dash, and where the figure is not `readable`."""

    name: str
    side: str | None
    label: Field
    figure: Field
    number: Decimal | None
    unit: str | None
    readable: bool = True


def read_funding(rows: Sequence[Row], time: str | None) -> Money:
    """The money in the rows of a form. `time` is the only one (period, year) for which the form declares anything, None if it is two."""
    headed, values = _headed(rows)
    beside, unkept = _items([row for row in rows if row not in values])
    items = [*beside, *headed]
    sides = _sides(items, time)
    keyed = [(f"{sides[item.label.left]}.{item.name}", item) for item in items]
    units = {item.unit for item in items if item.unit}
    times = Counter(key for key, _ in keyed)
    certain = {key for key, item in keyed if item.readable and times[key] == 1 and len(units) < 2 and not key.startswith("None.")}
    placed = {key: item for key, item in keyed if key in certain}
    unread = [(key, item) for key, item in keyed if key not in certain]
    return Money(
        period=_funding(placed, "period"),
        year=_funding(placed, "year"),
        unit=units.pop() if len(units) == 1 else None,
        sources=tuple((key, item.figure.source) for key, item in placed.items()),
        unread=tuple(item.figure for _, item in unread),
        names=tuple(dict.fromkeys(key for key, _ in unread if not key.startswith("None."))),
        unkept=unkept,
    )


def _funding(placed: dict[str, _Item], side: str) -> Funding:
    return Funding(**{key.removeprefix(f"{side}."): item.number for key, item in placed.items() if key.startswith(f"{side}.")})


def _items(rows: Sequence[Row]) -> tuple[list[_Item], tuple[str, ...]]:
    """The labels of money with the figures beside them, and labels of figures that are not known."""
    items: list[_Item] = []
    unkept: list[str] = []
    for row in rows:
        funds = next((field for field in row.reaching if is_funds(field.text)), None)
        for label in row.filled:
            named, figure = money_of(label.text), row.beside(label)
            if figure is None or not figure.text or figure not in row.fields or money_of(figure.text):
                continue
            if named:
                items.append(_item(row, named, label, figure, unit_in(label.text) or (unit_in(funds.text) if funds else None)))
            elif funds and label is not funds and _FIGURE.fullmatch(figure.text) and not _FIGURE.fullmatch(label.text):
                unkept.append(label.text)
    return items, tuple(dict.fromkeys(unkept))


def _headed(rows: Sequence[Row]) -> tuple[list[_Item], tuple[Row, ...]]:
    """Money under heads that stand beside each other (总额, 财政拨款, 其他资金), of the row of the sum or of the only one.

    With it the rows that were looked at.
    """
    at = next((at for at, row in enumerate(rows) if _is_of_heads(row)), None)
    if at is None:
        return [], ()
    heads = {named[0]: field for field in rows[at].filled if (named := money_of(field.text))}
    below = rows[at + 1 :]
    if below and any(_is_sum(field) for field in below[0].filled) and not any(_FIGURE.fullmatch(field.text) for field in below[0].filled):
        heads = {name: _summed(below[0], head) for name, head in heads.items()}
        below = below[1:]
    funds = next((field for field in rows[at].reaching if is_funds(field.text)), None)
    values = below[:1] if funds else [row for row in below if row.filled and _is_sum(row.filled[0])][:1]
    unit = next((unit for row in rows for field in row.filled if (unit := unit_in(field.text))), None)
    figures = {name: values[0].at(head.middle) for name, head in heads.items()} if values else {}
    items = [
        _item(values[0], (name, None), heads.get("total", heads[name]), figure, unit)
        for name, figure in figures.items()
        if figure is not None and figure.text
    ]
    last = rows.index(values[0]) if values else at
    return items, tuple(rows[at : last + 1])


def _is_of_heads(row: Row) -> bool:
    """Whether labels of money stand directly beside each other."""
    labels = [field for field in row.filled if money_of(field.text)]
    return any(row.beside(field) in labels for field in labels)


def _is_sum(field: Field) -> bool:
    return money_of(field.text) == ("total", None)


def _summed(row: Row, head: Field) -> Field:
    """The head of the sum under a head that is divided."""
    return next((field for field in row.filled if _is_sum(field) and head.over(field.middle)), head)


def _item(row: Row, named: tuple[str, str | None], label: Field, figure: Field, unit: str | None) -> _Item:
    """Not readable where the figure is no number, has another unit than its label, or runs into the one beside it."""
    name, side = named
    own = _UNIT.search(figure.text)
    doubtful = _is_crowded(row, figure) or (own is not None and unit not in (None, own[1]))
    printed = None if doubtful else _number(figure.text)
    unit = own[1] if own and unit is None else unit
    return _Item(name, side, label, figure, printed.number if printed else None, unit, printed is not None)


def _is_crowded(row: Row, figure: Field) -> bool:
    """Whether a figure and one beside it meet at their border: which digits belong to which cannot be told then."""
    before, behind = row.before(figure), row.beside(figure)
    return (before is not None and _meet(before, figure)) or (behind is not None and _meet(figure, behind))


def _meet(left: Field, right: Field) -> bool:
    if not (_FIGURE.fullmatch(left.text) and _FIGURE.fullmatch(right.text)) or not (left.source.bbox and right.source.bbox):
        return False
    return left.right - left.source.bbox[2] < _BORDER and right.source.bbox[0] - right.left < _BORDER


def _number(text: str) -> Printed | None:
    """The number of a cell; two that stand apart are none."""
    bare = _UNIT.sub("", text)
    if _SPLIT.search(bare.strip()):
        return None
    try:
        return parse_amount(bare)
    except NotAnAmount:
        return None


def _sides(items: Sequence[_Item], time: str | None) -> dict[float, str | None]:
    """The side of the labels at each place from left to right."""
    totals: dict[float, str | None] = {}
    for item in items:
        if item.name == "total":
            totals.setdefault(item.label.left, item.side)
    named = {side for side in totals.values() if side}
    if None in totals.values() and len(totals) == 1:
        totals = dict.fromkeys(totals, time)
    elif len(totals) == 2 and len(named) == 1 and None in totals.values():
        other = "year" if named == {"period"} else "period"
        totals = {left: side or other for left, side in totals.items()}
    return {item.label.left: _nearest(item.label, totals, time) for item in items}


def _nearest(label: Field, totals: dict[float, str | None], time: str | None) -> str | None:
    """The side of the total that stands over a label; where no total is printed, the only time of the form."""
    if not totals:
        return time
    over = [left for left in totals if left <= label.left + 1]
    return totals[max(over)] if over else totals[min(totals)]
