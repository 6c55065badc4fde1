"""From the cells and sentences of an edition to its points, from two editions to their changes: headline figures, lines of tables. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from budgets.codes import folded, level_of
from budgets.money import YUAN_PER_UNIT, parse_amount, step
from budgets.schedules import fund_of
from comparisons import outlines
from comparisons.changes import NO_BREAKS, Basis, Breaks, Caution, Changes, Evidence, Point, add_up, are_all_of, compare, disagree
from comparisons.finders import WHOLE, Cell
from comparisons.indicators import BY_KEY, INDICATORS, WHOLES, Indicator
from comparisons.recodes import classification
from comparisons.stated import Said, evidence_of, other_bases_said, previous_year, tells_amount, this_year
from comparisons.volume import Volume, place_of, totals_of

RARE: Final = tuple(one for one in INDICATORS if one.is_rare)
RARE_KEYS: Final = frozenset(one.key for one in RARE)

STAGE_OF_FIGURE: Final = {"budget": "budget", "adjusted_budget": "adjusted_budget", "final": "final_accounts"}


def point_of(
    volume: Volume,
    cell: Cell,
    source: Literal["own", "table"] = "own",
    key: str | None = None,
    parent: str | None = None,
    *,
    label: str | None = None,
) -> Point:
    """A cell as one figure of its line. `source` is `table` where a later document prints it for the year before.

    `key` and `label` are given where the line goes by others than its own, `parent` where it is known.
    """
    return point_on(cell, _basis_of(volume, cell, source), key, parent, label)


def indicator_point(volume: Volume, cell: Cell, indicator: Indicator, source: Literal["own", "table"] = "own") -> Point:
    """The same as the figure of an indicator."""
    return point_on(cell, _basis_of(volume, cell, source, indicator.key), indicator.key, indicator.parent, indicator.name)


def _basis_of(volume: Volume, cell: Cell, source: Literal["own", "table"], told: str = "") -> Basis:
    measure, table = column_measure(cell), volume.table_of(cell)
    fund = fund_of(cell.schedule, measure, table.fund if table else "")
    whole = told or ("total" if measure in WHOLE else measure)
    return Basis(_stage(volume, cell), volume.scope, source, cell.schedule, whole, table.carry_over if table else None, cell.unit, fund)


def point_on(cell: Cell, basis: Basis, key: str | None = None, parent: str | None = None, label: str | None = None) -> Point:
    """A cell as one figure of its line on a basis that is known."""
    return Point(
        line_key(cell) if key is None else key,
        cell.label if label is None else label,
        cell.year,
        cell.yuan,
        basis,
        Evidence("fact", cell.id, cell.page, cell.line, cell.corrected, cell.sheet, cell.cell),
        presence=cell.presence,
        printed=cell.printed,
        step=_step(cell),
        code=cell.code,
        level=cell.level,
        parent=parent,
    )


def _stage(volume: Volume, cell: Cell) -> str | None:
    """The document's stage, unless the cell is of another year or says itself which procedure its figure is of."""
    if cell.year != volume.year or (volume.stage == "final_accounts" and cell.figure in STAGE_OF_FIGURE):
        return STAGE_OF_FIGURE.get(cell.figure)
    return volume.stage


def _step(cell: Cell) -> Decimal:
    if cell.yuan is None or cell.unit not in YUAN_PER_UNIT:
        return Decimal(0)
    printed = parse_amount(cell.printed)
    return step(printed.decimals, cell.unit) if printed else Decimal(0)


def headline(
    volume: Volume, previous: Volume | None = None, indicators: Iterable[Indicator] = INDICATORS, breaks: Breaks = NO_BREAKS
) -> Changes:
    """The headline indicators of an edition, or others, against last year's, from every source that there is.

    `breaks` is what keeps the department's two years apart; what the document says of it is read here.
    """
    wanted = tuple(indicators)
    after = own_headline(volume, wanted)
    before = [*(own_headline(previous, wanted) if previous else ()), *earlier_headline(volume, wanted)]
    found = {point.key for point in after} - empty_parts([*before, *after])
    told = replace(breaks, lines=other_bases(volume, wanted))
    return compare(of_keys(before, found), of_keys(after, found), breaks=told)


def empty_parts(points: Iterable[Point]) -> frozenset[str]:
    """The rare parts of headline figures whose whole is there, and of which none of these figures is any but 0: they are not shown."""
    there, something = set[str](), set[str]()
    for point in points:
        there.add(point.key)
        if point.yuan:
            something.add(point.key)
    return frozenset(one.key for one in RARE if one.key in there and one.key not in something and one.parent in there)


def of_keys(points: Iterable[Point], wanted: Set[str]) -> tuple[Point, ...]:
    """The points of some lines."""
    return tuple(point for point in points if point.key in wanted)


def own_headline(volume: Volume, indicators: Iterable[Indicator] = INDICATORS) -> list[Point]:
    """The headline figures of the edition's own year."""
    points = [point for indicator in indicators for point in indicator_points(volume, indicator)]
    return _owned(volume, _apart_where_inside_others(_apart_from_other_funds(points)))


def earlier_headline(volume: Volume, indicators: Iterable[Indicator] = INDICATORS) -> list[Point]:
    """The headline figures of the year before, as this edition's tables and text give them."""
    points = [point for indicator in indicators for point in _earlier(volume, indicator)]
    return _apart_where_inside_others(_apart_from_other_funds(points))


def _apart_where_inside_others(points: list[Point]) -> list[Point]:
    """The figures, rare parts as parts of nothing where the others are all of the whole: some tables count 经营支出 among the projects."""
    rare = {point.key for point in points if point.yuan} & RARE_KEYS
    if not rare:
        return points
    whole = next((point for point in points if point.key == "total_expenditure"), None)
    usual = [point for point in points if point.parent == "total_expenditure" and point.key not in RARE_KEYS]
    if whole is None or not usual or not are_all_of({point.key: point for point in reversed(usual)}.values(), whole):
        return points
    return [replace(point, parent=None) if point.key in rare else point for point in points]


def _apart_from_other_funds(points: Sequence[Point]) -> list[Point]:
    """The figures, those of other funds than their whole as parts of nothing where together they are not that: 人员经费 of
    财政拨款基本支出 is no part of all 基本支出, unless there is no other."""
    if len(points) < 2 or len({point.key for point in points}) == 1:
        return list(points)
    wholes, parts = {point.key: point for point in reversed(points)}, dict[str, list[Point]]()
    for point in points:
        parts.setdefault(point.parent or "", []).append(point)
    apart = {key for key, whole in wholes.items() if any(_is_of_others(part, whole) for part in parts.get(key, ()))}
    apart -= {key for key in apart if wholes[key].yuan is None or are_all_of(parts[key], wholes[key])}
    return [replace(point, parent=None) if point.parent in apart else point for point in points]


def _is_of_others(part: Point, whole: Point) -> bool:
    return bool(part.basis.fund and whole.basis.fund) and part.basis.fund != whole.basis.fund


def indicator_points(volume: Volume, indicator: Indicator) -> list[Point]:
    """The indicator's figure of the edition's own year: from its tables, else from its text where that gives one figure.

    A blank cell or a dash is no figure and gives way to one of the text.
    """
    cell = table_point(volume, indicator)
    if cell is not None and cell.presence == "printed":
        return [cell]
    stated = stated_point(volume.about(indicator), volume.year, volume.stage, volume.scope, indicator)
    return [point for point in (stated or cell,) if point is not None]


def table_point(volume: Volume, indicator: Indicator) -> Point | None:
    """What the tables print for an indicator, be it a blank cell."""
    cell = volume.find(indicator)
    return indicator_point(volume, cell, indicator) if cell is not None else None


def stated_point(about: Sequence[Said], year: int, stage: str, scope: str, indicator: Indicator) -> Point | None:
    """What sentences about an indicator give as its figure of a year; None where they give none, or different ones."""
    if not about:
        return None
    like = line_of_text(year, stage, scope, indicator)
    stated = [point for point in (this_year(said, like) for said in about) if point is not None]
    return stated[0] if len({point.yuan for point in stated}) == 1 else None


def line_of_text(year: int, stage: str, scope: str, indicator: Indicator) -> Point:
    return Point(indicator.key, indicator.name, year, None, Basis(stage, scope, "text"), parent=indicator.parent)


def about(sentences: Iterable[Said], indicator: Indicator) -> list[Said]:
    """The sentences that speak of an indicator."""
    return [said for said in sentences if indicator.key in totals_of(said)]


def _earlier(volume: Volume, indicator: Indicator) -> list[Point]:
    cell = volume.find_earlier(indicator)
    table = [indicator_point(volume, cell, indicator, "table")] if cell else []
    about = volume.about(indicator)
    if not about:
        return table
    like = line_of_text(volume.year, volume.stage, volume.scope, indicator)
    if indicator.key in WHOLES:
        own = table_point(volume, indicator)
        about = [said for said in about if not is_of_the_year_alone(said, indicator, own)]
    told = ((said, previous_year(said, like)) for said in about)
    stated = [_of_the_funds_of_the_table(point, said, volume, indicator) for said, point in told if point is not None]
    return [*(_staged(point, stated) for point in table), *without_repeats(stated)]


def _of_the_funds_of_the_table(point: Point, said: Said, volume: Volume, indicator: Indicator) -> Point:
    """Last year's figure of a sentence: where it tells the table's very amount, it speaks of the same funds, however it calls them."""
    own = table_point(volume, indicator) if point.basis.fund else None
    if own is None or not own.basis.fund or not tells_amount(said, own):
        return point
    return replace(point, basis=replace(point.basis, fund=own.basis.fund))


def _staged(point: Point, stated: Sequence[Point]) -> Point:
    """Last year's figure of a table that does not say of which stage it is, with the stage that the text gives to the same figure (较
    2025年年初预算), where all sentences that name one tell that figure."""
    named = [one for one in stated if one.basis.stage is not None]
    if point.basis.stage is not None or not named or any(disagree(point, one) for one in named):
        return point
    stages = {one.basis.stage for one in named}
    return replace(point, basis=replace(point.basis, stage=stages.pop())) if len(stages) == 1 else point


def is_of_the_year_alone(said: Said, indicator: Indicator, point: Point | None) -> bool:
    """Whether a sentence tells another 本年收入合计 than this 收入总计: without what was carried over, it says nothing of that."""
    return point is not None and indicator.key in WHOLES and "本年" in said.subject and not tells_amount(said, point)


def without_repeats(points: Iterable[Point]) -> list[Point]:
    """A text that says the same thing twice is one source."""
    first: dict[object, Point] = {}
    for point in points:
        first.setdefault((point.key, point.yuan, point.basis.stage), point)
    return list(first.values())


def lines(volume: Volume, previous: Volume | None, schedule: str, measure: str = "total", breaks: Breaks = NO_BREAKS) -> Changes:
    """Every line of one table in one column, against last year's same table or the table's own column of last year."""
    after = own_lines(volume, schedule, measure)
    before = [*(own_lines(previous, schedule, measure) if previous else ()), *earlier_lines(volume, schedule, measure)]
    apart = table_breaks(breaks, other_bases_in(volume, schedule, measure))
    return compare(before, after, whole=True, classification=classification(before, after), breaks=apart)


def own_lines(volume: Volume, schedule: str, measure: str) -> list[Point]:
    """The lines of one table in one column for the edition's own year."""
    return _owned(volume, line_points(volume, volume.own(), schedule, measure))


def _owned(volume: Volume, points: list[Point]) -> list[Point]:
    return [replace(point, owner=volume.owner) for point in points] if volume.owner else points


def earlier_lines(volume: Volume, schedule: str, measure: str) -> list[Point]:
    """The same for the year before, where the table has a column for it."""
    return line_points(volume, volume.earlier(), schedule, measure, "table")


def measures(volume: Volume, schedule: str) -> tuple[str, ...]:
    """The columns of money that a table has for the edition's own year, in the order of the document; amount counts as total."""
    there = (column_measure(cell) for cell in volume.own() if cell.schedule == schedule and cell.kind == "money")
    return tuple(dict.fromkeys("total" if measure in WHOLE else measure for measure in there if measure))


def has_column(volume: Volume, schedule: str, measure: str) -> bool:
    """Whether the table prints a column for the edition's own year, be it by one of its other names."""
    names = names_of_column(measure)
    there = (cell for cell in volume.own() if cell.schedule == schedule and cell.kind == "money")
    return any(column_measure(cell) in names for cell in there)


def line_points(volume: Volume, cells: Iterable[Cell], schedule: str, measure: str, source: Literal["own", "table"] = "own") -> list[Point]:
    """The lines of one table as points; a second table of the same kind has its lines numbered apart."""
    there = [cell for cell in cells if cell.schedule == schedule and cell.kind == "money"]
    points: list[Point] = []
    for number, table in enumerate(dict.fromkeys(map(place_of, there)), start=1):
        rows = in_column([cell for cell in there if place_of(cell) == table], measure)
        keys, parents = _keys(rows, number), _wholes(rows) if schedule in PROJECTS else _parents(rows)
        named = {(*cell.path, cell.label) for cell in rows if not cell.code}
        for cell in rows:
            parent = parents.get(cell)
            points.append(point_of(volume, cell, source, keys[cell], keys[parent] if parent else None, label=_name(cell, named)))
    return points


def _name(cell: Cell, named: Set[tuple[str, ...]]) -> str:
    """What a line is called: its label, behind the names over it that have no row of their own (办案费 › 会议费), and, where rows without
    codes share a name, with what is printed beside it (物业管理服务（部门集中采购）)."""
    if cell.code:
        return cell.label
    rows_over = (length for length in range(len(cell.path), 0, -1) if cell.path[:length] in named)
    beside = cell.row_key.partition("|")[2].partition("#")[0]
    name = " › ".join((*cell.path[next(rows_over, 0) :], cell.label))
    return f"{name}（{beside}）" if beside and not beside.isdecimal() else name


def _keys(rows: Sequence[Cell], table: int) -> dict[Cell, str]:
    """A key for each row of the first, second … table of its kind, no key twice."""
    seen: Counter[str] = Counter()
    keys = {}
    for cell in rows:
        key = line_key(cell) if table == 1 else f"{table}:{line_key(cell)}"
        seen[key] += 1
        keys[cell] = key if seen[key] == 1 else f"{key}#{seen[key]}"
    return keys


def in_column(cells: Sequence[Cell], measure: str) -> list[Cell]:
    """One cell of each row: the wanted column, or the only one where a table has just that (amount for total)."""
    found: dict[tuple[object, ...], Cell] = {}
    for name in names_of_column(measure):
        for cell in cells:
            if column_measure(cell) == name:
                found.setdefault((*place_of(cell), cell.row, cell.block, cell.side), cell)
    return sorted(found.values(), key=lambda cell: (*place_of(cell), cell.row, cell.block, cell.side != "income"))


def names_of_column(measure: str) -> tuple[str, ...]:
    """By which names a column goes."""
    return WHOLE if measure == "total" else (measure,)


def column_measure(cell: Cell) -> str:
    """A cell's measure without its row's: where items are rows, 公务接待费 in the column 合计 is total."""
    if cell.schedule != "three_public" or not cell.item:
        return cell.measure
    return "total" if cell.measure == cell.item else cell.measure.removeprefix(f"{cell.item}.")


def line_key(cell: Cell) -> str:
    """What a line is found again by in another year: its code, its item, or the path of its labels without ordinals.

    What the row key has behind them, because the row repeats, stays.
    """
    plain = "/".join((*cell.path, cell.label))
    prefix = f"{cell.side}:" if cell.side else ""
    if cell.code:
        return cell.row_key
    rest = cell.row_key.removeprefix(prefix).removeprefix(plain)
    return (
        prefix
        + (cell.item or "/".join(folded(label) for label in (*cell.path, cell.label)))
        + (rest if rest.startswith(("|", "#")) else "")
    )


def _wholes(rows: Sequence[Cell]) -> dict[Cell, Cell]:
    """The row that each row of a table of projects is a part of, as the amounts prove it; else as codes and names say."""
    ordered = sorted(rows, key=lambda cell: cell.item != "total")  # a total stands before its parts or behind all of them
    over = outlines.wholes([(cell.yuan, _step(cell)) for cell in ordered])
    if over is None:
        return _parents(rows)
    return {ordered[at]: ordered[parent] for at, parent in enumerate(over) if parent is not None}


def _parents(rows: Sequence[Cell]) -> dict[Cell, Cell]:
    """The row that each row is a part of: by code the nearest shorter one, by path the row it names, else the table's total."""
    units = {cell.label: cell for cell in rows if not cell.path and cell.item != "total" and level_of(cell.code) is None}
    by_code = {(cell.side, _unit_of(cell, units), cell.code): cell for cell in rows if cell.code}
    by_path = {(cell.side, *cell.path, cell.label): cell for cell in rows if not cell.code}
    totals = {cell.side: cell for cell in rows if cell.item == "total"}
    found = {
        cell: _parent(cell, by_code, by_path, units) or (totals.get(cell.side) if cell.code or not cell.item else None) for cell in rows
    }
    return _that_add_up({cell: parent for cell, parent in found.items() if parent is not None and parent is not cell})


def _that_add_up(parents: Mapping[Cell, Cell]) -> dict[Cell, Cell]:
    """Without what stands under a row and is no part of it: rows without codes do not say on which level they are.

    Where rows of which one has no code do not add up to the row above them, as printed, they may be parts of parts, or two ways to tell
    one total: nobody knows, and none of them has a share or a contribution.
    """
    parts: dict[Cell, list[Cell]] = {}
    for cell, parent in parents.items():
        parts.setdefault(parent, []).append(cell)
    apart = {parent for parent, own in parts.items() if not all(cell.code for cell in own) and not _add_up(own, parent)}
    return {cell: parent for cell, parent in parents.items() if parent not in apart}


def _add_up(parts: Sequence[Cell], whole: Cell) -> bool:
    """Whether parts are their whole, as printed; a blank whole is that of blank parts alone."""
    printed = [(cell.yuan, _step(cell)) for cell in parts if cell.yuan is not None]
    return add_up(printed, whole.yuan, _step(whole)) if whole.yuan is not None else not printed


def _unit_of(cell: Cell, units: Mapping[str, Cell]) -> str:
    """The unit whose row stands over a row: its classes are parts of the unit, not of the department."""
    return cell.path[0] if cell.code and cell.path and cell.path[0] in units else ""


def _parent(
    cell: Cell, by_code: Mapping[tuple[str, str, str], Cell], by_path: Mapping[tuple[str, ...], Cell], units: Mapping[str, Cell]
) -> Cell | None:
    if cell.code:
        unit = _unit_of(cell, units)
        shorter = (by_code.get((cell.side, unit, cell.code[:length])) for length in range(len(cell.code) - 1, 0, -1))
        return next((parent for parent in shorter if parent is not None), units.get(unit))
    above = (by_path.get((cell.side, *cell.path[:length])) for length in range(len(cell.path), 0, -1))
    return next((parent for parent in above if parent is not None), None)


def other_bases(volume: Volume, indicators: Iterable[Indicator] = INDICATORS) -> dict[str, tuple[Caution, ...]]:
    """The headline figures of which the document says that they stand on another basis than last year's, with its words and where."""
    return other_bases_told(volume.said, volume.year, indicators)


def other_bases_told(sentences: Sequence[Said], year: int, indicators: Iterable[Indicator]) -> dict[str, tuple[Caution, ...]]:
    """The same from sentences of a document of a year; of others than those on a basis none is needed (`stated.WORDS_OF_BASIS`)."""
    wanted, found = tuple(indicators), dict[str, tuple[Caution, ...]]()
    for said, words in other_bases_said(sentences):
        for about in meant_by(said, wanted) if said.year == year else ():
            found.setdefault(about.key, (Caution("basis_changed", after=words, evidence=evidence_of(said)),))
    return found


def meant_by(said: Said, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Of which of these a sentence speaks: 收支总预算 is both income and expenditure."""
    meant = totals_of(said)
    return [one for one in indicators if one.key in meant] if meant else []


def other_bases_in(volume: Volume, schedule: str, measure: str) -> dict[str, tuple[Caution, ...]]:
    """The same for the lines of one table in one column: "" stands for all of them, where a table is of nothing but that figure."""
    found = {}
    for key, cautions in other_bases(volume).items():
        cell = volume.find(BY_KEY[key])
        if cell is None or cell.schedule != schedule:
            continue
        if schedule in TABLE_OF_ONE:
            found[""] = cautions
        elif column_measure(cell) == measure or (measure == "total" and column_measure(cell) in WHOLE):
            found[line_key(cell)] = cautions
    return found


PROJECTS: Final = ("projects", "projects_carryover")
"""Tables whose lines are projects: only there a name that ended and one that began may be one thing, and the amounts alone say what adds up
what."""

TABLE_OF_ONE: Final = ("operating",)
"""Tables that tell one headline figure by its parts: what is said of it is said of all of them."""


def table_breaks(breaks: Breaks, told: Mapping[str, tuple[Caution, ...]]) -> Breaks:
    """What keeps two years of a table apart, with what the later document says of its lines."""
    if not told:
        return breaks
    lines = {key: cautions for key, cautions in told.items() if key}
    return replace(breaks, everywhere=(*breaks.everywhere, *told.get("", ())), lines=lines)
