"""Grid → which standard table it is, its unit, and what each column means. Pure.

By title, heads and remarks only: never by number or place. What is not known stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal

from budgets.codes import System, system_of
from budgets.money import YUAN_PER_UNIT, is_figure
from budgets.schedules import Head, carry_over_of, head_of, is_total, kind_of_column, measure_of, schedule_of, table_number, year_of_head
from budgets.worded import _
from ingest.shapes import Cell, Column, Grid, Note, Source, Table

Side = Literal["income", "expenditure"]
Kind = Literal["code", "label", "organisation", "text", "figure"]
NAMES: Final = frozenset({"label", "organisation"})
"""The kinds of columns that hold names."""

_UNIT: Final = re.compile(r"(?:单位|金额)[:：;；(（]?(?:人民币)?([百千万亿]?元)(?![一-龥])")  # 编制单位：元江县某局 says none
BROKEN_UNIT: Final = re.compile(r"单位[:：]([百千万亿])$")
"""A unit that is broken before its 元, which stands elsewhere: on a line below, or in the head under it."""
_BARE_UNIT: Final = re.compile(r"[(（]?(?:人民币)?([百千万亿]?元)[)）]?")
_HEAD_UNIT: Final = re.compile(r"[（(](?:(?:金额)?单位[:：])?(元|百元|千元|万元|亿元|%|％|辆|台|套|个|人|人次|批次|次)[)）]$")
_NO_DATA: Final = re.compile(
    r"无数据|没有数据|无发生额|本表为空|空表(?!一定|应|须|要|需|请)|无此项|无此类|未安排|没有安排|无(?![形法需须偿]).{0,20}(?:预算|支出|收入|安排)"
)
_NONE: Final = re.compile(
    r"(?:没有|未)(?:使用|发生|涉及)?.{0,30}(?:预算|支出|收入|安排|经费|内容|项目|业务|发生|采购)"
    r"|无(?:相关|有关|该|此|上述|这)(?:.{0,8}(?:内容|项目?|业务|情况|数据|资金|经费|采购))|不涉及(?!.{0,4}[涉保]密)"
)
"""Says that there is none of something (无相关内容, 没有使用…安排的支出): of the whole table only where it prints nothing but zeros."""
_QUANTITY: Final = re.compile(r"(?:\d+\s*)?(?:采购)?(?:数量|单价)(?:[（(].*[)）])?")
_COUNTED: Final = (
    ("人次", "人次"),
    ("批次", "批次"),
    ("人数|人员|编制", "人"),
    ("车辆|辆", "辆"),
    ("户数", "户"),
    ("面积", "面积"),
    ("", "数量"),
)
_SIDES: Final[tuple[tuple[Side, str], ...]] = (("income", r"(?:本年)?收入"), ("expenditure", r"(?:本年)?支出"))
_LONGEST_NUMBER: Final = 12
_NUMBERED: Final = re.compile("编码|代码|编号")
_MOSTLY: Final = 20  # of so many cells under an unknown head one may be no figure: it is said of that one, and the others stay figures
_STAGES: Final = frozenset({"final", "adjusted_budget"})
_YEARS: Final = ("current", "previous", "carryover")


@dataclass(frozen=True, slots=True)
class Role:
    """What one column of a grid holds. `block` counts groups of label and figure columns from 1; `index` is given for figures.

    `counts` says that the figures are no money. `system` is the classification of a code or label column, where its heads, or those of the
    name beside it, say which.
    """

    kind: Kind
    header: tuple[str, ...]
    head: Head | None
    block: int
    side: Side | None = None
    index: int | None = None
    system: System | None = None
    counts: bool = False

    @property
    def name(self) -> str:
        """The head right over the column; "" where it has none."""
        return self.header[-1] if self.header else ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table without its rows, and the role of each column of its grid."""

    table: Table
    roles: tuple[Role, ...]
    notes: tuple[Note, ...] = ()


def recognise(grid: Grid) -> Recognised:
    """Schedule, title, number, unit, columns and remarks of a table; the rows are for `to_lines`."""
    title = _title(grid.caption)
    schedule = schedule_of(title.text) if title is not None else None
    roles = _roles(grid)
    table = Table(
        schedule=schedule,
        title=title.text if title is not None else "",
        number=next((number for cell in grid.caption if (number := _number(cell.text))), None),
        unit=_unit([cell.text for cell in grid.caption]),
        columns=_columns(roles, schedule),
        lines=(),
        pages=grid.pages,
        source=_place(grid),
        no_data=_says_no_data([remark.text for remark in grid.remarks], grid, roles),
        carry_over=carry_over_of(title.text) if title is not None else None,
        remarks=tuple(remark.text for remark in grid.remarks),
    )
    return Recognised(table, roles, tuple(_doubts(table, roles, grid)))


def _says_no_data(remarks: Sequence[str], grid: Grid, roles: Sequence[Role]) -> bool:
    """Whether the remarks say that the table is empty, or in a table without figures that there is nothing to print in it."""
    told = ["".join(remark.split()) for remark in remarks]
    return any(_NO_DATA.search(text) for text in told) or (_prints_nothing(grid, roles) and any(_NONE.search(text) for text in told))


def _prints_nothing(grid: Grid, roles: Sequence[Role]) -> bool:
    """Whether a table has columns of figures, and none of them prints any but zeros."""
    figures = [place for place, role in enumerate(roles) if role.kind == "figure"]
    return bool(figures) and not any(re.search("[1-9]", row[place].text) for row in grid.body for place in figures)


def _unit(caption: Sequence[str]) -> str | None:
    """The unit that stands over the table: 单位：万元, 单位（万元）, 万元 alone; 单位：万 may be broken before its 元."""
    texts = ["".join(text.split()) for text in caption]
    whole = next((found[1] for text in (*texts, "".join(texts)) if (found := _UNIT.search(text))), None)
    if whole is not None:
        return whole
    broken = next((f"{found[1]}元" for text in texts if (found := BROKEN_UNIT.search(text))), None)
    if broken is not None and "元" in texts:
        return broken
    bare = {found[1] for text in texts if (found := _BARE_UNIT.fullmatch(text))}
    return bare.pop() if len(bare) == 1 else None


def _title(caption: Sequence[Cell]) -> Cell | None:
    """The title: the text that names a standard table, else the first that ends like a title and is no number."""
    titles = [cell for cell in caption if re.search(r"表(?:[（(][^（）()]*[）)])*》?$", cell.text) and not table_number(cell.text)]
    return next((cell for cell in titles if schedule_of(cell.text)), titles[0] if titles else None)


def _number(text: str) -> str | None:
    """The table's number, on a line of its own or in front of the title (预算01表收支总表)."""
    if table_number(text):
        return table_number(text)
    lengths = [length for length in range(2, min(len(text), _LONGEST_NUMBER)) if table_number(text[:length]) and schedule_of(text[length:])]
    lengths = [length for length in lengths if not text[length - 1 : length + 1].isdigit()]  # 表1 2025年: the year is none of its digits
    return text[: max(lengths)].strip() if lengths else None


def _place(grid: Grid) -> Source:
    cells = (*grid.caption, *(cell for row in grid.header for cell in row))
    return replace(cells[0].source, span=None) if cells else Source()


def _called(table: Table) -> str:
    """A table by its title; one without by its page or line."""
    if table.title:
        return f"《{table.title}》"
    known = (
        table.source.line is not None or table.source.page is not None or table.source.sheet is not None or table.source.table is not None
    )
    return _("{place}没有标题的表格").format(place=table.source.words) if known else _("没有标题的表格")


def _doubts(table: Table, roles: Sequence[Role], grid: Grid) -> Iterator[Note]:
    if table.schedule is None:
        yield Note("info", "unknown_table", _("{table}不是已知的标准表格，只取数，不归类。").format(table=_called(table)), table.source)
    if any(first is None and cell.text for cell, first in _heads(grid)):
        text = _("{table}表头的边框不全，分不清各格的界限，各栏的含义可能有误，请对照原文。").format(table=_called(table))
        yield Note("warning", "unclear_head", text, table.source)
    unknown = [place for place, role in enumerate(roles) if role.index is not None and table.columns[role.index].unit is None]
    if table.unit is None and any(is_figure(row[place].text) for row in grid.body for place in unknown):
        yield Note("warning", "no_unit", _("{table}没有印出金额单位，不能换算成元。").format(table=_called(table)), table.source)


def _roles(grid: Grid) -> tuple[Role, ...]:
    paths = _paths(grid)
    heads = [head_of(path[-1]) if path and path[-1] else None for path in paths]
    others = [kind_of_column(path[-1]) if path and path[-1] else None for path in paths]
    texts = [[row[place].text for row in grid.body if row[place].text] for place in range(grid.width)]
    kinds = _kinds(paths, heads, others, texts)
    blocks = _blocks(paths, kinds)
    sides = _sides(paths, kinds, blocks) or _sides_by_totals(texts, kinds, blocks)
    index = iter(range(grid.width))
    return tuple(
        Role(kind, path, head, block, sides.get(block), next(index) if kind == "figure" else None, system, other == "count")
        for path, head, kind, block, system, other in zip(paths, heads, kinds, blocks, _systems(paths, kinds), others, strict=True)
    )


def _kinds(
    paths: Sequence[Sequence[str]], heads: Sequence[Head | None], others: Sequence[str | None], texts: Sequence[Sequence[str]]
) -> list[Kind]:
    """What each column holds: by its head, then by what stands in it and beside it."""
    kinds: list[Kind] = [
        "text" if other == "text" else _kind(head, texts[at], at, paths[at])
        for at, (head, other) in enumerate(zip(heads, others, strict=True))
    ]
    kinds = ["code" if _holds_codes(kinds, heads, texts, at) else kind for at, kind in enumerate(kinds)]
    for at, kind in enumerate(kinds):
        beside_code = at > 0 and kinds[at - 1] == "code" and heads[at] is None and others[at] is None
        if kind == "text" and (beside_code or _opens_block(kinds, heads, texts, at) or _opens_side(paths, heads, at)):
            kinds[at] = "label"
    return [_between(kinds, texts, heads, at) for at in range(len(kinds))]


def _between(kinds: Sequence[Kind], texts: Sequence[Sequence[str]], heads: Sequence[Head | None], place: int) -> Kind:
    """The kind of a column; of a blank one under an unknown head that stands between figures, a figure too."""
    beside = kinds[max(place - 1, 0)], kinds[min(place + 1, len(kinds) - 1)]
    unknown = kinds[place] == "text" and heads[place] is None
    return "figure" if unknown and beside == ("figure", "figure") and not texts[place] else kinds[place]


def _opens_block(kinds: Sequence[Kind], heads: Sequence[Head | None], texts: Sequence[Sequence[str]], place: int) -> bool:
    """Whether names with totals among them stand behind figures, and figures behind them: the head over them may be any (支出内容)."""
    between = 0 < place < len(kinds) - 1 and kinds[place - 1] == kinds[place + 1] == "figure"
    return between and heads[place] is None and any(is_total(text) for text in texts[place])


def _opens_side(paths: Sequence[Sequence[str]], heads: Sequence[Head | None], place: int) -> bool:
    """Whether an unknown head begins one half of a two-sided table, or stands behind figures of its own half: then it is over names."""
    path = paths[place]
    half = path[0] if len(path) > 1 and (head := head_of(path[0])) is not None and head.side else None
    if heads[place] is not None or half is None:
        return False
    before, head_before = (paths[place - 1], heads[place - 1]) if place else ((), None)
    return not before or before[0] != half or (head_before is not None and head_before.kind == "measure")


def _systems(paths: Sequence[Sequence[str]], kinds: Sequence[Kind]) -> list[System | None]:
    """The classification of each column of codes and labels; codes without one of their own have that of the name behind them."""
    own = [next((head.system for word in reversed(path) if (head := head_of(word)) and head.system), None) for path in paths]
    found: list[System | None] = []
    for place, kind in enumerate(kinds):
        beside = place
        while own[beside] is None and kind == "code" and kinds[beside] == "code" and beside + 1 < len(kinds):
            beside += 1
        found.append(own[beside] if kind in ("code", "label") and kinds[beside] in ("code", "label") else None)
    return found


def _paths(grid: Grid) -> tuple[tuple[str, ...], ...]:
    """For each column the heads above it, top to leaf; a head that spans rows stands once."""
    paths: list[list[str]] = [[] for _ in range(grid.width)]
    for cell, first in _heads(grid):
        for path in paths[first : first + cell.colspan] if first is not None else ():
            path.append(cell.text)
    return tuple(tuple(filter(None, path)) for path in paths)


def _heads(grid: Grid) -> Iterator[tuple[Cell, int | None]]:
    """The cells of the head, each with its first column; None where others leave it no room: their borders contradict each other."""
    free = [[True] * grid.width for _ in grid.header]
    for level, row in enumerate(grid.header):
        for cell in row:
            first = next((place for place in range(grid.width) if free[level][place]), None)
            yield cell, first
            if first is None:
                continue
            for below in free[level : level + cell.rowspan]:
                below[first : first + cell.colspan] = [False] * min(cell.colspan, grid.width - first)


def _kind(head: Head | None, texts: Sequence[str], place: int, path: Sequence[str]) -> Kind:
    """What a column holds, by its head; 类, 款 and 项 may stand over names, and so may 收入 and 资金来源."""
    if head is not None and head.kind == "code":
        return "label" if _are_names(texts) and not _NUMBERED.search(path[-1]) else "code"
    if head is not None and head.kind in ("label", "organisation", "text"):
        return head.kind
    if head is not None and head.kind != "period" and not (head.kind in ("side", "group") and _are_names(texts)):
        return "figure"
    if texts and sum(not is_figure(text) for text in texts) * _MOSTLY <= len(texts):
        return "figure"
    return "label" if place == 0 or head is not None else "text"


def _are_names(texts: Sequence[str]) -> bool:
    """Whether there are names in a column and no figures or codes; totals stand in any column."""
    names = [text for text in texts if not is_total(text)]
    return bool(names) and not any(any(character.isdecimal() for character in text) for text in names)


def _holds_codes(kinds: Sequence[Kind], heads: Sequence[Head | None], texts: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column without a telling head, or under one for names, holds nothing but codes, and names stand beside it."""
    head = heads[place]
    if kinds[place] == "code" or place + 1 == len(kinds) or not (head is None or head.kind in ("label", "period", "text")):
        return kinds[place] == "code"
    codes = [text for text in texts[place] if not is_total(text)]
    return bool(codes) and all(system_of(text) is not None for text in codes) and _are_names(texts[place + 1])


def _blocks(paths: Sequence[Sequence[str]], kinds: Sequence[Kind]) -> tuple[int, ...]:
    """The block of each column: labels behind figures of money begin a new one; remarks begin none, nor do quantities end one."""
    blocks, block, figures = [], 1, False
    for path, kind in zip(paths, kinds, strict=True):
        if figures and kind in ("code", "label", "organisation"):
            block, figures = block + 1, False
        figures = figures or (kind == "figure" and not (path and _QUANTITY.fullmatch(path[-1])))
        blocks.append(block)
    return (1,) * len(blocks) if _names_behind(kinds, blocks) else tuple(blocks)


def _names_behind(kinds: Sequence[Kind], blocks: Sequence[int]) -> bool:
    """Whether the figures of a table come first, and the names and codes of its rows behind them."""
    figures = {block for kind, block in zip(kinds, blocks, strict=True) if kind == "figure"}
    return figures == {1} and set(blocks) == {1, 2} and not {"label", "code", "organisation"} & set(kinds[: blocks.index(2)])


def _sides(paths: Sequence[Sequence[str]], kinds: Sequence[Kind], blocks: Sequence[int]) -> dict[int, Side]:
    """The side of each block of a two-sided table; nothing where the heads do not say so of every block.

    A side may have several blocks: expenditure by function and, beside it, by economic classification.
    """
    labelled = [(block, path) for block, path, kind in zip(blocks, paths, kinds, strict=True) if kind != "figure"]
    found: dict[int, Side] = {}
    for block, group in groupby(labelled, key=lambda pair: pair[0]):
        sides = {head.side for _, path in group for word in path if (head := head_of(word)) and head.side}
        if len(sides) == 1:
            found[block] = sides.pop()
    return found if _is_two_sided(found, blocks) else {}


def _is_two_sided(sides: dict[int, Side], blocks: Sequence[int]) -> bool:
    return len(sides) == len(set(blocks)) and len(set(sides.values())) > 1


def _sides_by_totals(texts: Sequence[Sequence[str]], kinds: Sequence[Kind], blocks: Sequence[int]) -> dict[int, Side]:
    """The side of each block by the names of its totals (收入总计, 本年支出合计), where no head says it."""
    found: dict[int, Side] = {}
    for block in set(blocks):
        names = [text for own, kind, column in zip(blocks, kinds, texts, strict=True) if (own, kind) == (block, "label") for text in column]
        totals = [text for text in names if is_total(text)]
        sides = {side for side, word in _SIDES for text in totals if re.match(word, "".join(text.split()))}
        if len(sides) == 1:
            found[block] = sides.pop()
    return found if _is_two_sided(found, blocks) else {}


def _columns(roles: Sequence[Role], schedule: str | None) -> tuple[Column, ...]:
    figures = [role for role in roles if role.kind == "figure"]
    stages = any(_STAGES & _named(role.header) for role in figures)
    latest = max((year for role in figures for word in role.header if (year := year_of_head(word))), default=None)
    several = several_blocks(roles)
    dated = _beside_last_year(figures)
    return tuple(
        Column(
            index=role.index or 0,
            header=role.header,
            measure=_measure(role, schedule, stages, latest, dated) or _only(role, figures),
            unit=_head_unit(role),
            side=role.side,
            block=role.block if role.side in several else None,
        )
        for role in figures
    )


def several_blocks(roles: Sequence[Role]) -> frozenset[Side | None]:
    """The sides on which several blocks stand beside each other; None stands for a table without sides."""
    found = {(role.side, role.block) for role in roles}
    return frozenset(side for side, _ in found if sum(other == side for other, _ in found) > 1)


def _named(header: Sequence[str]) -> set[str]:
    return {head.measure for word in header if (head := head_of(word)) and head.measure}


def _beside_last_year(figures: Sequence[Role]) -> bool:
    """Whether 当年 over columns only names the year: 上年 stands beside it, and nothing is told of what was carried over."""
    levels = {name: {at for role in figures for at, word in enumerate(role.header) if name in _named((word,))} for name in _YEARS}
    return bool(levels["current"] & levels["previous"]) and not levels["carryover"]


def _measure(role: Role, schedule: str | None, stages: bool, latest: int | None, dated: bool) -> str | None:
    """The measure of a column; figures of an earlier year than another column's are `previous`. Where 当年 only names the year (`dated`),
    the column is what the other heads say."""
    words = tuple(word for word in role.header if not (dated and "current" in _named((word,))))
    measure = measure_of(words, schedule, stages) if words or not role.header else "amount"
    years = [year for word in role.header if (year := year_of_head(word))]
    if not years or latest is None or max(years) >= latest:
        return measure
    names = [name for name in (measure or "").split(".") if name not in ("", "budget", "amount", "previous")]
    return ".".join([*names, "previous"])


def _only(role: Role, figures: Sequence[Role]) -> str | None:
    """`amount` for the only figure column of a table, or of its block; what no head names, is not known."""
    return "amount" if role.header and sum(other.block == role.block for other in figures) == 1 else None


def _head_unit(role: Role) -> str | None:
    """The unit that the head itself prints (预算数（万元）), or that it names where it counts things and not money (编制数)."""
    printed = next((found[1].replace("％", "%") for word in reversed(role.header) if (found := _HEAD_UNIT.search(word))), None)
    if printed is not None or not role.counts:
        return printed
    return next(unit for word, unit in _COUNTED if re.search(word, role.header[-1]))


def is_money(unit: str | None) -> bool:
    """Whether a unit is one of money; a table without unit is still taken to be of money, whose amount in 元 is unknown."""
    return unit is None or unit in YUAN_PER_UNIT
