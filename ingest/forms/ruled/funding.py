"""项目资金 of a form: each label of money with the figure in the cell beside it, for the period or for the year. Pure.

Labels stand in columns; the total over a column says whose money it is. Where no label says so, it is that of the only time for which the
form declares anything; where that is not known either, it is read for neither.
"""

from __future__ import annotations

import re
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
_UNIT: Final = re.compile(r"\s*[百千万亿]?元$")
SIDES: Final = ("period", "year")


@dataclass(frozen=True, slots=True)
class Money:
    """The two sides of a form's money, and where each figure is printed ("year.total").

    `unread` are figures beside a known label that could not be read or placed, `unkept` labels of figures that forms have no field for.
    """

    period: Funding
    year: Funding
    unit: str | None = None
    sources: tuple[tuple[str, Source], ...] = ()
    unread: tuple[Field, ...] = ()
    unkept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    side: str | None
    label: Field
    figure: Field
    number: Decimal | None
    unit: str | None


def read_funding(rows: Sequence[Row], time: str | None) -> Money:
    """The money in the rows of a form. `time` is the only one (period, year) for which the form declares anything, None if it is two."""
    headed, crowded, values = _headed(rows)
    items, unread, unkept = _items([row for row in rows if row not in values])
    items += headed
    unread += crowded
    sides = _sides(items, time)
    placed: dict[str, _Item] = {}
    for item in items:
        side = sides.get(item.label.left)
        key = f"{side}.{item.name}"
        if side is None or key in placed:
            unread.append(item.figure)
        else:
            placed[key] = item
    units = {item.unit for item in items if item.unit}
    return Money(
        period=_funding(placed, "period"),
        year=_funding(placed, "year"),
        unit=units.pop() if len(units) == 1 else None,
        sources=tuple((key, item.figure.source) for key, item in placed.items()),
        unread=tuple(unread),
        unkept=unkept,
    )


def _funding(placed: dict[str, _Item], side: str) -> Funding:
    return Funding(**{key.removeprefix(f"{side}."): item.number for key, item in placed.items() if key.startswith(f"{side}.")})


def _items(rows: Sequence[Row]) -> tuple[list[_Item], list[Field], tuple[str, ...]]:
    """The labels of money with the figures beside them, figures that cannot be read, and labels that are not known."""
    items: list[_Item] = []
    unread: list[Field] = []
    unkept: list[str] = []
    for row in rows:
        funds = next((field for field in row.reaching if is_funds(field.text)), None)
        for label in row.filled:
            named, figure = money_of(label.text), row.beside(label)
            if figure is None or not figure.text or figure not in row.fields or money_of(figure.text):
                continue
            if named:
                item = _item(row, named, label, figure, unit_in(label.text) or (unit_in(funds.text) if funds else None))
                items += [item] if item else []
                unread += [figure] if item is None else []
            elif funds and label is not funds and _FIGURE.fullmatch(figure.text) and not _FIGURE.fullmatch(label.text):
                unkept.append(label.text)
    return items, unread, tuple(dict.fromkeys(unkept))


def _headed(rows: Sequence[Row]) -> tuple[list[_Item], list[Field], tuple[Row, ...]]:
    """Money under heads that stand beside each other (总额, 财政拨款, 其他资金): that of the row of the sum, or the only row.

    With what of it cannot be read, and the rows that were looked at.
    """
    at = next((at for at, row in enumerate(rows) if _is_of_heads(row)), None)
    if at is None:
        return [], [], ()
    heads = {named[0]: field for field in rows[at].filled if (named := money_of(field.text))}
    below = rows[at + 1 :]
    if below and any(_is_sum(field) for field in below[0].filled) and not any(_FIGURE.fullmatch(field.text) for field in below[0].filled):
        heads = {name: _summed(below[0], head) for name, head in heads.items()}
        below = below[1:]
    funds = next((field for field in rows[at].reaching if is_funds(field.text)), None)
    values = below[:1] if funds else [row for row in below if row.filled and _is_sum(row.filled[0])][:1]
    unit = next((unit for row in rows for field in row.filled if (unit := unit_in(field.text))), None)
    items: list[_Item] = []
    unread: list[Field] = []
    for name, head in heads.items():
        figure = values[0].at(head.middle) if values else None
        if figure is not None and figure.text:
            item = _item(values[0], (name, None), heads.get("total", head), figure, unit)
            items += [item] if item else []
            unread += [figure] if item is None else []
    last = rows.index(values[0]) if values else at
    return items, unread, tuple(rows[at : last + 1])


def _is_of_heads(row: Row) -> bool:
    """Whether labels of money stand directly beside each other."""
    labels = [field for field in row.filled if money_of(field.text)]
    return any(row.beside(field) in labels for field in labels)


def _is_sum(field: Field) -> bool:
    return money_of(field.text) == ("total", None)


def _summed(row: Row, head: Field) -> Field:
    """The head of the sum under a head that is divided."""
    return next((field for field in row.filled if _is_sum(field) and head.over(field.middle)), head)


def _item(row: Row, named: tuple[str, str | None], label: Field, figure: Field, unit: str | None) -> _Item | None:
    """None where the figure is no number, or runs into the one beside it."""
    name, side = named
    printed = None if _is_crowded(row, figure) else _number(figure.text)
    return _Item(name, side, label, figure, printed.number, unit) if printed else None


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
