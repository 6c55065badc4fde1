"""What was read from one document, written down for a person to review: one line a row, a statement, a finding.

Figures stand as printed, a dot where a cell is blank. Texts of others are no part of the project: what is longer than a name stands as a
digest. Places are whole points: `@15:210-220` is page and height of a row or sentence, `x301-350` the width of a column's figures.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ingest.contract import Json

LONGEST: Final = 40
"""Characters of a text that still is a name; longer ones are sentences, of which only a digest is kept."""

_BLANK: Final = "·"
_UNITS: Final = {"元": 1, "百元": 100, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}
_SIDES: Final = {None: "", "income": "< ", "expenditure": "> "}
_TEXTS: Final = ("overview", "basis", "necessity", "safeguards", "plan")


def digest(text: str) -> str:
    return "#" + hashlib.sha256(text.encode()).hexdigest()[:8]


def named(text: str | None, longest: int = LONGEST) -> str:
    """The text itself where it is a name, its digest where it is longer."""
    if text is None:
        return "-"
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else digest(plain)


def written(read: Json, marks: Mapping[int, str] = {}) -> Iterator[str]:
    """The lines of a document, a head in the first column and what belongs to it below; `marks` go behind figures, by their identity."""
    identity = read["identity"]
    yield "identity"
    for field, stated in identity.items():
        yield f"  {field} {'-' if stated is None else stated['value']}{_place(stated) if stated else ''}"
    for number, table in enumerate(read["tables"], 1):
        yield from _table(number, table, marks)
    yield "statements"
    yield from (f"  {_statement(statement)}" for statement in read["statements"])
    for number, form in enumerate(read["forms"], 1):
        yield from _form(number, form)
    yield "sections"
    yield from (f"  {'  ' * (one['level'] - 1)}{named(one['title'])} {digest(one['text'])}{_place(one)}" for one in read["sections"])
    yield "findings"
    yield from (f"  {_finding(finding)}" for finding in read["findings"])
    yield "checks"
    held = {name: [f"{key} {count}" for key, count in outcomes.items() if count] for name, outcomes in read["checks"].items()}
    yield from (f"  {name} {' '.join(outcomes)}" for name, outcomes in held.items() if outcomes)
    yield "notes"
    yield from _notes(read["notes"])


def _place(where: Json) -> str:
    """Where something stands: page and height, or the line of a text."""
    if where.get("line") is not None:
        return f" @L{where['line']}"
    box = where.get("bbox")
    if where.get("page") is None:
        return ""
    return f" @{where['page']}" + (f":{box[1]:.0f}-{box[3]:.0f}" if box else "")


# Tables


def _table(number: int, table: Json, marks: Mapping[int, str]) -> Iterator[str]:
    said = [name for name in ("no_data",) if table[name]] + ([table["carry_over"]] if table["carry_over"] else [])
    pages = ",".join(str(page) for page in table["pages"])
    names = f"{table['schedule'] or '-'} {named(table['title'])} ({named(table['number'])})"
    yield " ".join([f"table {number} {names} {table['unit'] or '-'} p{pages}", *said])
    for column in table["columns"]:
        yield f"  = {_column(column, table['rows'])}"
    yield from (f"  # {named(remark)}" for remark in table["remarks"])
    yield from _rows(table, marks)


def _column(column: Json, rows: Sequence[Json]) -> str:
    boxes = [amount["bbox"] for row in rows for amount in row["amounts"] if amount["column"] == column["index"] and amount.get("bbox")]
    width = f" x{min(box[0] for box in boxes):.0f}-{max(box[2] for box in boxes):.0f}" if boxes else ""
    extras = _extras(column, ("unit", "side", "block"))
    return f"{column['index']} {'/'.join(named(head) for head in column['header'])} :{column['measure'] or '-'}{extras}{width}"


def _extras(of: Json, fields: Sequence[str]) -> str:
    return "".join(f" {field}={of[field]}" for field in fields if of.get(field) is not None)


def _rows(table: Json, marks: Mapping[int, str]) -> Iterator[str]:
    """One line a row, `<` income and `>` expenditure, indented as deep as its place in the hierarchy.

    Where the ancestors are not the rows above, they are named.
    """
    above: dict[Any, list[str]] = {}
    for row in table["rows"]:
        path, group = row["path"], (row["side"], row.get("block"))
        along = "" if above.get(group, [])[: len(path)] == path else f" path={'/'.join(named(label) for label in path)}"
        above[group] = [*path, row["label"]]
        head = f"{_SIDES[row['side']]}{'  ' * len(path)}{row['code'] or '-'} {named(row['label'])}"
        yield f"  {head}{_figures(row, table, marks)}{along}{_beside(row)}{_height(row)}"


def _figures(row: Json, table: Json, marks: Mapping[int, str]) -> str:
    columns = [column["index"] for column in table["columns"] if column["block"] == row.get("block") or not row.get("block")]
    columns = [index for index in columns if _is_of_side(row, table, index)]
    by_column: dict[int, list[str]] = {index: [] for index in columns}
    for amount in row["amounts"]:
        by_column.setdefault(amount["column"], []).append(_figure(amount, _unit_of(table, amount)) + marks.get(id(amount), ""))
    return "".join(f" | {'&'.join(figures) or _BLANK}" for figures in by_column.values())


def _is_of_side(row: Json, table: Json, index: int) -> bool:
    side = next(column["side"] for column in table["columns"] if column["index"] == index)
    return side is None or row["side"] is None or side == row["side"]


def _unit_of(table: Json, amount: Json) -> str | None:
    column = next((column for column in table["columns"] if column["index"] == amount["column"]), None)
    unit: str | None = (column or {}).get("unit") or table["unit"]
    return unit


def _figure(amount: Json, unit: str | None) -> str:
    """A figure as printed; with what was understood where that is not simply the figure in its unit."""
    printed = "".join(str(amount["printed"]).split())
    if amount.get("kind", "money") != "money":
        return f"{printed}[{amount['kind']} {amount['value']}{amount['unit'] or ''}]"
    return printed if _plain(printed, amount["yuan"], unit) else f"{printed}[{amount['yuan']}]"


def _plain(printed: str, yuan: str | None, unit: str | None) -> bool:
    try:
        number = Decimal(printed.replace(",", ""))
    except InvalidOperation:
        return yuan is None and set(printed) <= set("-—–")
    return unit is not None and yuan is not None and Decimal(yuan) == number * _UNITS[unit]


def _beside(row: Json) -> str:
    """What else a row says."""
    parts = [_extras(row, ("block", "measure", "year"))]
    parts += [f" {code['system']}={code['code'] or '-'} {named(code['label'])}".rstrip() for code in row.get("codes", ())]
    if organisation := row.get("organisation"):
        parts.append(f" organisation={organisation['code'] or '-'} {named(organisation['name'])}")
    parts += [f" {named(text['header'])}={named(text['printed'], LONGEST // 2)}" for text in row.get("texts", ())]
    return "".join(parts)


def _height(row: Json) -> str:
    boxes = [(amount["page"], *amount["bbox"]) for amount in row["amounts"] if amount.get("bbox")]
    if not boxes:
        return _place(row)
    return f" @{boxes[0][0]}:{min(box[2] for box in boxes):.0f}-{max(box[4] for box in boxes):.0f}"


# Statements and forms


def _statement(one: Json) -> str:
    parts = [named(one["subject"]), f"{_or_dot(one['year'])} {_or_dot(one['amount'])}{one['unit'] or ''}"]
    if one["base"] is not None or one["base_year"] is not None or one["base_kind"]:
        parts.append(f"base {_or_dot(one['base_year'])} {_or_dot(one['base'])} {one['base_kind'] or '-'}")
    if one["change"] is not None or one["direction"]:
        parts.append(f"{one['direction'] or '-'} {_or_dot(one['change'])}")
    if one["percent"] is not None:
        parts.append(f"{one['percent']}% {one['percent_kind'] or '-'}")
    parts += ["nil"] if one["nil"] else []
    parts += [f"of {named(one['part_of'])}"] if one["part_of"] else []
    parts += [f"code {one['code']}"] if one["code"] else []
    parts += [f"reason {digest(one['reason'])}"] if one["reason"] else []
    return f"{' | '.join(parts)} | {digest(one['text'])}{_place(one)}"


def _or_dot(value: Any) -> str:
    return _BLANK if value is None else str(value)


def _form(number: int, form: Json) -> Iterator[str]:
    pages = ",".join(str(page) for page in form["pages"])
    state = "complete" if form["complete"] else f"damaged missing={','.join(form['missing'])}"
    yield f"form {number} {form['kind']} {named(form['project'])} {form['unit'] or '-'} p{pages} {state}"
    names = " | ".join(named(form[name]) for name in ("department", "implementing_unit", "attribute"))
    yield f"  {names} | years {_or_dot(form['period_years'])}" + (f" | unread {','.join(form['unread'])}" if form["unread"] else "")
    for side, money in form["funding"].items():
        yield f"  {side} " + " ".join(f"{name} {amount}" for name, amount in money.items() if amount is not None)
    texts = {name: form[name] for name in _TEXTS} | {f"goal_{side}": text for side, text in form["goal"].items()}
    yield "  texts " + " ".join(f"{name} {digest(text)}" for name, text in texts.items() if text)
    for one in form["indicators"]:
        levels = " / ".join(named(one[level], LONGEST // 2) for level in ("level1", "level2", "level3"))
        yield f"  {levels} | {named(one['period'], LONGEST // 2)} | {named(one['year'], LONGEST // 2)}{_place(one)}"


# Findings and notes


def _finding(one: Json) -> str:
    numbers = f"{_or_dot(one['expected'])} | {_or_dot(one['actual'])}"
    pages = ",".join(dict.fromkeys(f"p{where['page']}" for where in one["sources"] if where.get("page") is not None))
    cause = f" | cause {digest(one['cause'])}" if one["cause"] else ""
    return f"{one['outcome']} {one['check']} | {named(one['subject'])} | {numbers} {pages}".rstrip() + cause


def _notes(notes: Sequence[Json]) -> Iterator[str]:
    counted = Counter(
        (note["level"], note["code"], f"p{note['page']}" if note.get("page") else f"L{note.get('line', '-')}") for note in notes
    )
    yield from (f"  {' '.join(note)}" + (f" x{count}" if count > 1 else "") for note, count in counted.items())
