"""From what was read of a document, and the corrections laid over it, to the rows of an edition. Pure.

The extraction is the contract's JSON. Nothing is decided here but names: which key a row has, which figure of which year a column holds.
A blank cell of a printed row becomes a fact of its own; an empty table has none.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from budgets.codes import folded
from budgets.crossings import names_of_rows
from budgets.money import YUAN_PER_UNIT, is_dash, to_yuan
from budgets.overlay import Overlaid, Step, arranged, kind_of, lay_over
from budgets.schedules import fund_named, is_total, item_of
from budgets.worded import _, as_json

Json = Mapping[str, Any]

_PROCEDURES: Final = ("budget", "adjusted_budget", "final")
_LONGEST_KEY: Final = 400
_LONGEST_TEXT: Final = 40
_LONGEST_MEASURE: Final = 120
_CEILING: Final = Decimal(10) ** 20
_DECIMALS: Final = 8
_SURELY_KEPT: Final = 20
"""A number written in fewer characters has too few digits to be out of range."""
_PLAIN: Final = re.compile(rf"-?[0-9]+(?:\.[0-9]{{1,{_DECIMALS}}})?")
_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)")


class Place(NamedTuple):
    """Where a row stands in its document: fields of `models.Derived`."""

    page: int | None = None
    bbox: list[float] | None = None
    line: int | None = None
    span: list[int] | None = None
    sheet: str = ""
    cell: str = ""


_NOWHERE: Final = Place()


class FactRow(NamedTuple):
    """One printed figure or one blank cell: fields of `models.Fact`. `correction` is the position of the overlay's step that made it.

    A plain tuple: a document has thousands.
    """

    place: Place
    fiscal_year: int
    table: int
    schedule: str
    row_key: str
    measure: str
    figure: str
    block: int
    row: int
    column: int
    code: str
    item: str
    label: str
    path: list[str]
    level: int | None
    side: str
    header: list[str]
    presence: str
    kind: str
    yuan: Decimal | None
    value: Decimal | None
    printed: str
    unit: str
    confidence: Decimal | None = None
    correction: int | None = None


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A table, statement, form, finding or note: its place, and the other fields of its model by name."""

    place: Place
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that follows from one document. `checks` counts the outcomes of each check, exact ones too; `recognised` are the figures,
    sentences and forms that were recognised in pictures and put right by nobody."""

    sha256: str
    tables: tuple[OtherRow, ...]
    facts: tuple[FactRow, ...]
    statements: tuple[OtherRow, ...]
    forms: tuple[OtherRow, ...]
    findings: tuple[OtherRow, ...]
    notes: tuple[OtherRow, ...]
    checks: Mapping[str, Mapping[str, int]]
    recognised: int = 0


def derive(extraction: Json, fiscal_year: int | None, steps: Sequence[Step] = ()) -> Rows:
    """The rows of a document. Without a fiscal year there are no facts: their key needs it, and it is not guessed."""
    overlaid = lay_over(extraction, steps)
    lost: list[OtherRow] = []
    exact = _exact(lost)
    facts = tuple(_facts(overlaid, fiscal_year, exact)) if fiscal_year is not None else ()
    statements = tuple(_statement(item, exact) for item in extraction["statements"])
    forms = tuple(_form(item, exact) for item in extraction["forms"])
    findings = tuple(_finding(item, exact) for item in extraction["findings"])
    notes = tuple(_note(item) for item in extraction["notes"]) + tuple(map(misfit, overlaid.misfits)) + tuple(lost)
    tables = tuple(_tables(overlaid.tables, facts))
    others = (*extraction["statements"], *extraction["forms"])
    recognised = sum(fact.confidence is not None for fact in facts) + sum("confidence" in item for item in others)
    return Rows(extraction["document"]["sha256"], tables, facts, statements, forms, findings, notes, extraction["checks"], recognised)


def digest(documents: Iterable[Rows]) -> str:
    """SHA-256 over the figures of an edition: one line of tab-separated fields for each, sorted, joined by line feeds, in UTF-8.

    A fact's line: `fact`, document digest, fiscal year, table, row key, measure, figure, block, presence, yuan, value. A statement's:
    `statement`, document digest, subject, year, amount, unit, base year, base, change, percent. A form's: `form`, document digest,
    project, year total, period total. Numbers without trailing zeros, what is missing as nothing.
    """
    lines = sorted("\t".join(fields) for rows in documents for fields in _lines(rows))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def figures(rows: Rows) -> Counter[tuple[str, ...]]:
    """The figures of one document by which two readings are compared: what `digest` is made of."""
    return Counter(_lines(rows))


def how_many(found: Counter[tuple[str, ...]]) -> int:
    """How many figures these are: a blank cell is none."""
    return sum(count for line, count in found.items() if not (line[0] == "fact" and line[_PRESENCE] == "blank"))


_PRESENCE: Final = 8
"""Where it stands in the line of a fact."""


def _lines(rows: Rows) -> Iterable[tuple[str, ...]]:
    for fact in rows.facts:
        key = (fact.fiscal_year, fact.table, fact.row_key, fact.measure, fact.figure, fact.block, fact.presence)
        yield ("fact", rows.sha256, *map(str, key), _plain(fact.yuan), _plain(fact.value))
    for kind, others, names in (
        ("statement", rows.statements, ("subject", "year", "amount", "unit", "base_year", "base", "change", "percent")),
        ("form", rows.forms, ("project", "year_total", "period_total")),
    ):
        for other in others:
            yield (kind, rows.sha256, *(_plain(other.fields[name]) for name in names))


def _plain(value: Decimal | str | int | None) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return "" if value is None else str(value)


# Tables


def _tables(tables: Sequence[Json], facts: Sequence[FactRow]) -> Iterable[OtherRow]:
    """What was read of each table but its rows; of these how many cells became facts, and how many of them are not blank."""
    cells = Counter(fact.table for fact in facts)
    figures = Counter(fact.table for fact in facts if fact.presence != "blank")
    for number, table in enumerate(tables):
        fields = {
            "schedule": table["schedule"] or "",
            "title": table["title"],
            "printed_number": table.get("number") or "",
            "unit": table["unit"] or "",
            "no_data": table["no_data"],
            "carry_over": table.get("carry_over") or "",
            "fund": fund_named(table["title"]),
            "pages": list(table.get("pages", ())),
            "remarks": list(table.get("remarks") or ()),
            "cells": cells[number],
            "figures": figures[number],
        }
        place = _place(table)
        yield OtherRow(place._replace(page=place.page or next(iter(fields["pages"]), None)), fields)


# Facts


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed row: where it stands in the reading, its key, what it is called, and what else all its cells share."""

    number: int
    position: int
    row: Json
    key: str
    name: str
    item: str
    path: list[str]
    amounts: Mapping[int, Json]
    place: Place
    cell: re.Match[str] | None


def _facts(overlaid: Overlaid, fiscal_year: int, exact: Exact) -> Iterable[FactRow]:
    """Each cell once. A document has thousands: what holds for a whole row or column is told once."""
    for number, overlaid_table in enumerate(overlaid.tables):
        seen: dict[tuple[object, ...], int] = {}
        lines = arranged(overlaid_table)
        rows = [line.row for line in lines]
        table = {**overlaid_table, "rows": rows}
        columns = _Columns(table, fiscal_year)
        for line, key, name in zip(lines, row_keys(rows), names_of_rows(rows), strict=True):
            at = _row((number, line.positions[0]), table, line.row, (key, name))
            for column in columns.of(line.row, at.amounts):
                fact = _fact(at, column, columns, exact)
                if overlaid.by_cell:
                    correction = overlaid.correction(number, line.positions, column["index"])
                    fact = fact if correction is None else fact._replace(correction=correction)
                yield _distinct(fact, seen)


def _row(where: tuple[int, int], table: Json, row: Json, called: tuple[str, str]) -> _Row:
    amounts = {amount["column"]: amount for amount in reversed(row["amounts"])}  # of two the first counts
    cell = _CELL.fullmatch(str(row.get("cell")))
    return _Row(*where, row, *called, _item(table, row), list(row["path"]), amounts, _place_of_row(row), cell)


def _distinct(fact: FactRow, seen: dict[tuple[object, ...], int]) -> FactRow:
    """Where two columns of a row say the same of themselves, the second is `measure#2`."""
    key = (fact.fiscal_year, fact.row_key, fact.measure, fact.figure, fact.block)
    count = seen[key] = seen.get(key, 0) + 1
    return fact if count == 1 else fact._replace(measure=_short(f"{fact.measure}#{count}", _LONGEST_MEASURE))


class _Columns:
    """The columns of a table, and what each of them says of the cells in it."""

    def __init__(self, table: Json, fiscal_year: int) -> None:
        self._all: Sequence[Json] = table["columns"]
        self._year = fiscal_year
        self._unit: str | None = table["unit"]
        self.schedule: str = table["schedule"] or ""
        self.headers = {column["index"]: list(column["header"]) for column in self._all}
        self.letters = _letters(table)
        self._belonging: dict[tuple[object, object], list[Json]] = {}
        self._meanings: dict[tuple[object, object, int], tuple[str, str, int]] = {}

    def of(self, row: Json, amounts: Mapping[int, Json]) -> list[Json]:
        """The columns of the row's side and block, and any other in which a figure of it stands."""
        of_side, of_block = side_and_block = row.get("side"), row.get("block")
        own = self._belonging.get(side_and_block)
        if own is None:
            sides, blocks = (None, of_side), (None, of_block)
            own = [column for column in self._all if column.get("side") in sides and column.get("block") in blocks]
            self._belonging[side_and_block] = own
        if len(own) == len(self._all) or amounts.keys() <= {column["index"] for column in own}:
            return own
        return [column for column in self._all if column in own or column["index"] in amounts]

    def meaning(self, row: Json, column: Json) -> tuple[str, str, int]:
        """`meaning`, with a measure that is short enough to be stored."""
        key = (row.get("measure"), row.get("year"), column["index"])
        found = self._meanings.get(key)
        if found is None:
            measure, figure, year = meaning(row, column, self._year)
            found = self._meanings[key] = (_short(measure, _LONGEST_MEASURE), figure, year)
        return found

    def unit(self, column: Json) -> str | None:
        return column.get("unit") or self._unit


def _fact(at: _Row, column: Json, columns: _Columns, exact: Exact) -> FactRow:
    row, index = at.row, column["index"]
    amount = at.amounts.get(index)
    place = _NOWHERE if amount is None else _place(amount)
    if place == _NOWHERE:
        place = _place_of_blank(at, index, columns.letters)
    measure, figure, year = columns.meaning(row, column)
    # In the order of the fields: by their names it takes a third longer.
    return FactRow(
        place,
        year,
        at.number,
        columns.schedule,
        at.key,
        measure,
        figure,
        row.get("block") or 0,
        at.position,
        index,
        row["code"] or "",
        at.item,
        at.name,
        at.path,
        row.get("level"),
        row.get("side") or "",
        columns.headers[index],
        *_value(amount, columns.unit(column), exact, place),
    )


def _item(table: Json, row: Json) -> str:
    """The stable key of a row without a code; `total` for the total of a whole table.

    收入合计 is the total where no 收入总计 stands beside it and 本年收入合计, or 小计, is another row; a lone row without a name, or of its
    year where years are rows, is the whole table.
    """
    is_whole = is_total(row["label"]) and not (row["code"] or row["path"] or row.get("organisation"))
    is_whole = is_whole or _is_alone(table, row) or _is_alone_of_its_year(table, row)
    item = item_of(table["schedule"], row["label"]) or ("total" if is_whole else "")
    return "total" if item == "current" and _adds_up_all(table, row) else item


def _is_alone(table: Json, row: Json) -> bool:
    return len(table["rows"]) == 1 and not (row["label"] or row["code"] or row.get("organisation"))


def _is_alone_of_its_year(table: Json, row: Json) -> bool:
    """Whether a row is named by a year and by no item, and no other row is of that year."""
    if row.get("year") is None or row["code"] or row["path"]:
        return False
    return [other.get("year") for other in table["rows"]].count(row["year"]) == 1


def _adds_up_all(table: Json, row: Json) -> bool:
    """Whether a row 收入合计 or 支出合计 stands below the row of the year's own, in a table without 总计."""
    if not re.fullmatch(r"(?:收入|支出)合计", folded(row["label"])):
        return False
    items = [item_of(table["schedule"], other["label"]) for other in table["rows"] if other.get("side") == row.get("side")]
    return "total" not in items and items.count("current") > 1


_Value = tuple[str, str, Decimal | None, Decimal | None, str, str, Decimal | None]


def _value(amount: Json | None, unit: str | None, exact: Exact, place: Place) -> _Value:
    """What stands in the cell: presence, kind, yuan, value, printed, unit, confidence."""
    if amount is None:
        return "blank", kind_of(unit), None, None, "", unit or "", None
    told = amount.get
    printed = amount["printed"]
    sure = Decimal(amount["confidence"]) if "confidence" in amount and "corrected" not in amount else None
    yuan, value = exact(amount["yuan"], place), exact(told("value"), place)
    is_number = yuan is not None or value is not None
    presence = told("presence") or ("dash" if not is_number and is_dash(printed) else "printed")
    return presence, told("kind") or "money", yuan, value, printed, told("unit") or unit or "", sure


def meaning(row: Json, column: Json, fiscal_year: int) -> tuple[str, str, int]:
    """Measure, figure and fiscal year of a cell.

    The measure is the column's, or the row's joined with the column's where items are rows; without one it is the printed header.
    What it says of time and procedure moves into figure and year; where nothing else remains it is `amount`.
    """
    parts = _parts(row.get("measure"), column["measure"])
    previous = "previous" in parts
    procedures = [part for part in parts if part in _PROCEDURES]
    figure = procedures[-1] if procedures else "previous" if previous else "this"
    rest = [part for part in parts if part != "previous" and part not in _PROCEDURES]
    if column["measure"] is None:
        rest.append("/".join(column["header"]))
    year = row.get("year") or (fiscal_year - 1 if previous else fiscal_year)
    return ".".join(rest) or "amount", figure, year


def _parts(of_row: str | None, of_column: str | None) -> list[str]:
    """`abroad` of a row and `total.final` of a column are `abroad.final`: the item's figure needs no 合计."""
    parts = of_column.split(".") if of_column else []
    return [*of_row.split("."), *(part for part in parts if part not in ("total", "amount"))] if of_row else parts


# Row keys


def row_keys(rows: Sequence[Json]) -> list[str]:
    """One key a row, unique among the rows of one table, block, year and measure.

    The code, or the path of labels where none is printed, with the side in front in two-sided tables. Rows that share it are told apart
    by label, organisation, further codes and what they print beside their names as far as these differ, at last by an ordinal: `#2`.
    """
    keys = [_first_key(row) for row in rows]
    places = [(row.get("block"), row.get("year"), row.get("measure")) for row in rows]
    for qualifier in (_label, _organisation, _codes, _texts):
        groups = list(zip(keys, places, strict=True))
        if len(set(groups)) == len(groups):
            break
        keys = _qualified(groups, rows, qualifier)
    seen: Counter[_Group] = Counter()
    return [_ordinal(group, seen) for group in zip(keys, places, strict=True)]


def _first_key(row: Json) -> str:
    name = row["code"] or "/".join((*row["path"], row["label"]))
    return f"{row['side']}:{name}" if row.get("side") else name


_Group = tuple[str, tuple[object, ...]]
"""A key, and the block, year and measure within which it tells rows apart."""


def _qualified(groups: Sequence[_Group], rows: Sequence[Json], qualifier: Callable[[Json], str]) -> list[str]:
    """The keys; those shared by rows that the qualifier tells apart get it added."""
    words = [qualifier(row) for row in rows]
    found: dict[_Group, set[str]] = {}
    for group, word in zip(groups, words, strict=True):
        found.setdefault(group, set()).add(word)
    return [f"{group[0]}|{word}" if word and len(found[group]) > 1 else group[0] for group, word in zip(groups, words, strict=True)]


def _ordinal(group: _Group, seen: Counter[_Group]) -> str:
    key = group[0]
    count = seen[group] = seen[group] + 1
    return _short(key, _LONGEST_KEY) if count == 1 else f"{_short(key, _LONGEST_KEY - 10)}#{count}"


def _label(row: Json) -> str:
    return str(row["label"]) if row["code"] else ""


def _organisation(row: Json) -> str:
    organisation = row.get("organisation") or {}
    return organisation.get("code") or organisation.get("name") or ""


def _codes(row: Json) -> str:
    return "+".join(code["code"] or code["label"] for code in row.get("codes") or ())


def _texts(row: Json) -> str:
    """What a row without a code prints beside its name in a few words (部门集中采购): a purpose in sentences is no part of a name."""
    beside = "+".join(text["printed"] for text in row.get("texts") or ())
    return beside if not row["code"] and len(beside) <= _LONGEST_TEXT else ""


def _short(text: str, longest: int) -> str:
    """The text, or its beginning and twelve digits of its SHA-256 where it is too long for a key."""
    return text if len(text) <= longest else f"{text[: longest - 13]}…{hashlib.sha256(text.encode()).hexdigest()[:12]}"


# Everything else


def _statement(item: Json, exact: Exact) -> OtherRow:
    place = _place(item)
    numbers = {name: exact(item[name], place) for name in ("amount", "base", "change", "percent")}
    texts = ("part_of", "unit", "base_kind", "direction", "percent_kind", "reason", "section", "code")
    words = {name: item.get(name) or "" for name in texts}
    years = {"year": item["year"], "base_year": item["base_year"]}
    return OtherRow(place, {"subject": item["subject"], "text": item["text"], "nil": item["nil"], **years, **numbers, **words})


def _form(item: Json, exact: Exact) -> OtherRow:
    place = _place(item)
    totals = {f"{time}_total": _yuan(exact(item["funding"][time]["total"], place), item["unit"]) for time in ("year", "period")}
    return OtherRow(place, {"project": item["project"] or "", "complete": item["complete"], "data": dict(item), **totals})


def _yuan(number: Decimal | None, unit: str | None) -> Decimal | None:
    return to_yuan(number, unit) if number is not None and unit in YUAN_PER_UNIT else None


def _finding(item: Json, exact: Exact) -> OtherRow:
    place = _place(item["sources"][0]) if item["sources"] else Place()
    numbers = {name: exact(item[name], place) for name in ("expected", "actual", "difference", "tolerance")}
    words = {name: item.get(name) or "" for name in ("outcome", "subject", "message", "hint", "cause")}
    lists = {"sources": list(item["sources"]), "worded": item.get("worded") or {}}
    return OtherRow(place, {"check_code": item["check"], **lists, **numbers, **words})


def _note(item: Json) -> OtherRow:
    pages = item.get("pages") or [None]
    return OtherRow(_place({"page": pages[0], **item}), _words(item["level"], item["code"], item["text"], item.get("worded") or {}))


def note(level: str, code: str, text: str, place: Place = _NOWHERE) -> OtherRow:
    """A note of our own, beside those of the reading."""
    sentence = as_json(text)
    return OtherRow(place, _words(level, code, text, {"text": sentence} if sentence is not None else {}))


def _words(level: str, code: str, text: str, worded: Json) -> dict[str, Any]:
    return {"level": level, "code": code, "text": text, "worded": worded}


_CHANGED: Final = {"measure": _("一栏的意思"), "schedule": _("一张表是哪张表"), "row": _("一行是不是单独的一行")}


def misfit(step: Step) -> OtherRow:
    """The note for a correction that finds something else in its place than what it corrected."""
    about = _CHANGED.get(step.field) or _("“{old} → {new}”").format(old=step.old or _("空白"), new=step.new or _("空白"))
    return note("warning", "correction_no_longer_fits", _("更正{about}，在这次读取中已对不上，未采用，请核对。").format(about=about))


def _place(item: Json) -> Place:
    told = item.get
    cell = told("cell")
    if told("table") is not None and told("row") is not None:
        cell = f"{item['table']}:{item['row']}" + (f":{cell}" if cell is not None else "")
    return Place(told("page"), told("bbox"), told("line"), told("span"), told("sheet") or "", str(cell) if cell else "")


def _letters(table: Json) -> dict[int, str]:
    """The letters of a worksheet's columns by the columns of figures in it; of the table of a web page or in Word their numbers."""
    amounts = [amount for row in table["rows"] for amount in row["amounts"]]
    cells = ((amount["column"], _CELL.fullmatch(str(amount.get("cell")))) for amount in amounts)
    numbers = {amount["column"]: str(amount["cell"]) for amount in amounts if amount.get("table") is not None and amount.get("cell")}
    return numbers or {column: found[1] for column, found in cells if found}


def _place_of_blank(at: _Row, column: int, letters: Mapping[int, str]) -> Place:
    """Where a blank cell is; of a worksheet or a table the cell, or the whole row where no figure says in which column it is.

    A row of a worksheet is 14:14, that of a table its number and the row's, 2:14.
    """
    place = at.place
    if at.row.get("table") is not None:
        return _place({"table": at.row["table"], "row": at.row["row"], "line": place.line, "cell": letters.get(column)})
    if not place.sheet or not at.cell:
        return place
    line = at.cell[2]
    return place._replace(cell=f"{letters[column]}{line}" if column in letters else f"{line}:{line}")


def _place_of_row(row: Json) -> Place:
    """Where a blank cell is to be looked for: in the row as far as it says where it stands, else beside its first figure."""
    place = _place({name: row.get(name) for name in ("page", "line", "sheet")})
    if place != _NOWHERE or not row["amounts"]:
        return place
    return _place(row["amounts"][0])._replace(bbox=None, span=None, cell="")


Exact = Callable[[str | None, Place], Decimal | None]


def _exact(lost: list[OtherRow]) -> Exact:
    """A reader of decimal strings. What the database could not keep exactly is no number, and a note in `lost`."""

    def exact(text: str | None, place: Place) -> Decimal | None:
        if text is None:
            return None
        number = Decimal(text)
        if len(text) < _SURELY_KEPT and _PLAIN.fullmatch(text):
            return number
        if abs(number) < _CEILING and number == number.quantize(Decimal(1).scaleb(-_DECIMALS)):
            return number
        lost.append(note("error", "number_out_of_range", f"数字 {text} 位数过多，不能准确保存，未采用。", place))
        return None

    return exact
