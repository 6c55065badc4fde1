"""Blocks of rows → forms, and what a person should know about them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from budgets.worded import _, enumerated
from ingest.forms.judging import Read, judged
from ingest.forms.ruled.finding import Block, find_blocks
from ingest.forms.ruled.funding import Money, read_funding
from ingest.forms.ruled.indicators import Targets, columns_in, first_of, read_indicators
from ingest.forms.ruled.labels import (
    dense,
    field_of,
    is_goal,
    is_indicators,
    is_label,
    is_level,
    is_person,
    is_remark,
    money_of,
    side_of_goal,
    unit_in,
)
from ingest.forms.ruled.rows import Field, Row, lattices_of
from ingest.shapes import Form, Note, Page, Source

_SAME_COLUMN: Final = 4.0  # points
_LONGEST: Final = 20  # characters of a label in a note
_YEARS: Final = re.compile(r"(\d{1,2})年")
_OF_A_YEAR: Final = re.compile(r"\d{4}\s*年|\d{4}[（(]?年度")
_UNIT: Final = re.compile(r"单位[:：]\s*([百千万亿]?元)|[（(]单位[:：]?([百千万亿]?元)[)）]")


@dataclass(slots=True)
class _Texts:
    """Fields of text with where they are printed, and the labels that were found."""

    values: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)

    def put(self, key: str, cell: Field | None) -> None:
        self.found.add(key.removesuffix("_period").removesuffix("_year") if key.startswith("goal") else key)
        if cell is None or not cell.text:
            return
        if key not in self.values:
            self.sources[key] = cell.source
        self.values[key] = self.values.get(key, "") + cell.text


def read_ruled(pages: Sequence[Page]) -> tuple[tuple[Form, ...], tuple[Note, ...]]:
    """The forms in the lattices of the pages. A form in which nothing is filled in is an empty table, and no form."""
    found = [(block, read) for block in find_blocks(pages) if _is_filled((read := _read(block)).form)]
    forms, notes = judged([read for _, read in found])
    return forms, (*notes, *_unkept([block for block, _ in found]))


def _is_filled(form: Form) -> bool:
    values = (form.project, form.goal_period, form.goal_year, form.indicators, form.sources)
    return any(values) if form.kind == "project" else any(values[1:4])


def _read(block: Block) -> Read:
    heads = first_of(block.rows)
    upper = block.rows[:heads]
    targets = read_indicators(block.rows[heads:])
    texts = _texts(block, upper)
    time = _time(block)
    money = read_funding(upper, time)
    goal = {"goal_period": texts.values.get("goal_period"), "goal_year": texts.values.get("goal_year")}
    if "goal" in texts.values:
        goal["goal_year" if time == "year" else "goal_period"] = texts.values["goal"]
    years = _YEARS.fullmatch(texts.values.get("period_years", ""))
    form = Form(
        project=texts.values.get("project"),
        source=_source(block),
        complete=False,
        kind="department" if block.kind == "department" else "project",
        department=texts.values.get("department"),
        unit=money.unit or _unit(block),
        implementing_unit=texts.values.get("implementing_unit"),
        attribute=texts.values.get("attribute"),
        period_years=int(years[1]) if years else None,
        period=money.period,
        year=money.year,
        overview=texts.values.get("overview"),
        basis=texts.values.get("basis"),
        necessity=texts.values.get("necessity"),
        safeguards=texts.values.get("safeguards"),
        plan=texts.values.get("plan"),
        goal_period=goal["goal_period"],
        goal_year=goal["goal_year"],
        indicators=targets.indicators,
        pages=block.pages,
        segments=tuple((line.number, line.number) for line in block.lines),
        sources=(*texts.sources.items(), *money.sources),
        unread=money.names,
        has_total=any(named[0] == "total" for row in upper for cell in row.filled if (named := money_of(cell.text))),
    )
    return Read(form, _found(texts, money, heads < len(block.rows)), tuple(_notes(block, form, money, targets, time)))


def _found(texts: _Texts, money: Money, has_indicators: bool) -> frozenset[str]:
    """The fields whose labels were found; that of the money only with money."""
    return frozenset(texts.found | ({"funding"} if money.sources else set()) | ({"indicators"} if has_indicators else set()))


def _source(block: Block) -> Source:
    named = block.value if block.value is not None and block.value.text else block.name
    return named.source


def _unit(block: Block) -> str | None:
    """The unit over the form, or beside one of its labels."""
    over = [found for text in block.caption for found in _UNIT.finditer(text)]
    labels = [unit for row in block.rows for cell in row.filled if is_label(cell.text) and (unit := unit_in(cell.text))]
    units = {found[1] or found[2] for found in over} or set(labels)
    return units.pop() if len(units) == 1 else None


def _time(block: Block) -> str | None:
    """The only time for which the form declares anything; None where it declares for two, or does not say."""
    cells = [cell for row in block.rows[: first_of(block.rows)] for cell in row.filled]
    goals = {side_of_goal(cell.text) for cell in cells if is_goal(cell.text)}
    totals = {named[1] for cell in cells if (named := money_of(cell.text))}
    sides = {side for side in (*goals, *totals) if side} or {"year" for text in block.caption if _OF_A_YEAR.search(text)}
    return sides.pop() if len(sides) == 1 else None


def _texts(block: Block, rows: Sequence[Row]) -> _Texts:
    texts = _Texts()
    texts.put(block.kind, block.value)
    below: list[tuple[str, Field]] = []
    last: tuple[str, Field] | None = None
    for row in rows:
        if below and not any(is_label(cell.text) for cell in row.filled):
            for key, head in below:
                texts.put(key, row.at(head.middle))
        elif _continues(row, last, rows[0]):
            texts.put(*_rest(row, last))
        below = [(f"goal_{side}", cell) for cell in row.filled[-2:] if (side := _side_of_head(row, cell))]
        last = _fields(row, texts, below, block) or last
    return texts


def _side_of_head(row: Row, cell: Field) -> str | None:
    """The goal that a head over a text names: 实施期总目标 beside 年度目标, under or behind the label of both."""
    heads = [other for other in row.filled if side_of_goal(other.text)]
    return side_of_goal(cell.text) if len(heads) > 1 and cell in heads else None


def _fields(row: Row, texts: _Texts, below: Sequence[tuple[str, Field]], block: Block) -> tuple[str, Field] | None:
    """Takes the labels of a row with what stands beside them; the last one that a text can go on from."""
    last = None
    taken: set[int] = {id(cell.cell) for _, cell in below}
    for cell in row.filled:
        if cell is block.name or id(cell.cell) in taken:
            continue
        value = row.beside(cell)
        key = field_of(cell.text)
        if key is None and is_goal(cell.text) and not below:
            side = side_of_goal(cell.text)
            key = f"goal_{side}" if side else "goal"
        elif is_goal(cell.text):
            texts.found.add("goal")
        if key is None or value is None or (is_goal(value.text) or field_of(value.text)):
            continue
        if key in texts.values and not key.startswith("goal"):
            continue
        taken.add(id(value.cell))
        texts.put(key, value)
        last = (key, value)
    return last


def _continues(row: Row, last: tuple[str, Field] | None, first: Row) -> bool:
    """Whether a row at the top of a further page goes on with the text before: nothing but text under the text."""
    if last is None or row.index > 0 or row.lattice is first.lattice or len(row.filled) != 1:
        return False
    return row.filled[0].over(last[1].middle) and not is_label(row.filled[0].text)


def _rest(row: Row, last: tuple[str, Field] | None) -> tuple[str, Field | None]:
    if last is None:
        raise ValueError("no text to go on with")
    return last[0], row.filled[0]


def _notes(block: Block, form: Form, money: Money, targets: Targets, time: str | None) -> Iterator[Note]:
    name = _("“{project}”的绩效目标表").format(project=form.project or form.department or _("项目名称空白"))
    if money.unread:
        figures = "、".join(dict.fromkeys(cell.text for cell in money.unread))
        text = _("{name}的资金中，{figures} 分不清属于哪一项、哪一期，没有采用，请对照原文。").format(name=name, figures=figures)
        yield Note("warning", "form_partly_read", text, money.unread[0].source)
    if block.lost:
        text = _("{name}有 {count} 行文字印在页面以外，没有采用，所在栏目可能不全，请对照原文。").format(name=name, count=len(block.lost))
        yield Note("warning", "form_partly_read", text, form.source)
    if targets.nameless:
        text = _("{name}有 {count} 个指标的级别或名称没有印出或分不清，记为空。").format(name=name, count=targets.nameless)
        yield Note("info", "form_partly_read", text, form.source)
    if form.goal_period and not form.goal_year and "goal_period" not in dict(form.sources) and time is None:
        yield Note(
            "info",
            "ambiguous",
            _("{name}的总体目标没有说明是实施期还是年度，全文记在实施期目标。").format(name=name),
            dict(form.sources)["goal"],
        )
    yield from (note for lattice in lattices_of(block.rows) for note in lattice.notes)


def _unkept(blocks: Sequence[Block]) -> Iterator[Note]:
    """What the forms print besides and no field is kept for: the same in each, so said once."""
    labels = list(dict.fromkeys(label for block in blocks for label in _others(block)))
    if labels:
        text = _("绩效目标表里还印有{labels}，这些栏目没有采用，请看原文。").format(labels=enumerated([f"“{label}”" for label in labels]))
        yield Note("info", "form_partly_read", text, _source(blocks[0]))


def _others(block: Block) -> Iterator[str]:
    """Labels of rows, of money and of columns of indicators that no field of a form is kept for, where something stands beside or below."""
    heads = first_of(block.rows)
    upper, lower = block.rows[:heads], block.rows[heads:]
    for row in (*upper, *read_indicators(lower).others):
        for cell in row.filled:
            value = row.beside(cell)
            if value is not None and value.text and _is_unknown(block, cell):
                yield dense(cell.text)[:_LONGEST]
    yield from read_funding(upper, None).unkept
    for row in lower:
        columns = columns_in(row)
        yield from (
            dense(cell.text)[:_LONGEST] for cell in row.filled if columns and cell not in columns.values() and not is_indicators(cell.text)
        )


def _is_unknown(block: Block, cell: Field) -> bool:
    """Whether a cell in the first column of the form is a label that is not known."""
    known = is_label(cell.text) or is_person(cell.text) or is_indicators(cell.text) or is_level(cell.text)
    at_left = abs(cell.left - block.name.left) < _SAME_COLUMN
    return not known and dense(cell.text) != dense(block.name.text) and (at_left or is_remark(cell.text))
