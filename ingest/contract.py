"""Extraction → the JSON of `docs/extraction.md`: the seam between the parser and everybody else. Pure.

Nothing is a float; amounts are decimal strings. A text gives `line` (and `span`, characters within the line) where a PDF gives `page` and
`bbox`; the tables of web pages and Word documents give `table`, `row`, `cell`, and the `line` of their text. Fields that the contract does
not name are additions: `pages` holds the text with personal data masked, as evidence; where several files of a disclosure were checked
together, each source of a finding names its file (`sha256`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import orjson

from budgets.worded import as_json
from ingest.shapes import (
    Amount,
    BBox,
    Column,
    Extraction,
    Finding,
    Form,
    Funding,
    Indicator,
    Line,
    Note,
    Page,
    Section,
    Source,
    Stated,
    Statement,
    Table,
)

VERSION: Final = 1
"""The contract's version: fields may be added to it, none changes its meaning."""

Json = dict[str, Any]


def to_json(extraction: Extraction) -> bytes:
    """The contract's JSON, readable by people: Chinese as it is, two spaces of indentation a step."""
    return orjson.dumps(to_contract(extraction), option=orjson.OPT_INDENT_2)


def to_contract(extraction: Extraction) -> Json:
    """The whole extraction as plain values that `json.dumps` takes."""
    identity = extraction.identity
    return {
        "contract": VERSION,
        "document": {
            "name": extraction.name,
            "sha256": extraction.sha256,
            "media_type": extraction.media_type,
            "pages": len(extraction.pages),
        },
        "identity": {
            "unit": _stated(identity.unit),
            "region": _region(identity.region),
            "fiscal_year": _stated(identity.fiscal_year),
            "stage": _stated(identity.stage),
            "scope": _stated(identity.scope),
        },
        "tables": [_table(table) for table in extraction.tables],
        "sections": [_section(section) for section in extraction.sections],
        "statements": [_statement(statement) for statement in extraction.statements],
        "forms": [_form(form) for form in extraction.forms],
        "findings": [_finding(finding) for finding in extraction.findings],
        "checks": {check: dict(counts) for check, counts in extraction.checks.items()},
        "notes": [_note(note) for note in extraction.notes],
        "pages": [_page(page) for page in extraction.pages],
    }


def _source(source: Source) -> Json:
    if source.table is not None:
        cell = {"cell": int(source.cell)} if source.cell is not None else {}
        return {"table": source.table, "row": source.row} | cell | ({"line": source.line} if source.line is not None else {})
    if source.line is not None:
        return {"line": source.line} | ({"span": list(source.span)} if source.span is not None else {})
    if source.sheet is not None:
        return {"sheet": source.sheet, "cell": source.cell}
    place = {"page": source.page} if source.page is not None else {}
    return place | ({"bbox": _bbox(source.bbox)} if source.bbox is not None else {})


def _number(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _stated(stated: Stated | None) -> Json | None:
    if stated is None:
        return None
    code = {"code": stated.code} if stated.code is not None else {}
    return {"value": stated.value} | code | {"printed": stated.printed} | _source(stated.source)


def _region(stated: Stated | None) -> Json | None:
    region = _stated(stated)
    return None if region is None else {"code": None} | region


def _table(table: Table) -> Json:
    return {
        "schedule": table.schedule,
        "title": table.title,
        "number": table.number,
        "unit": table.unit,
        "carry_over": table.carry_over,
        **_source(table.source),
        "pages": list(table.pages),
        "no_data": table.no_data,
        "remarks": list(table.remarks),
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(line) for line in table.lines],
    }


def _column(column: Column) -> Json:
    return {
        "index": column.index,
        "header": list(column.header),
        "measure": column.measure,
        "unit": column.unit,
        "side": column.side,
        "block": column.block,
    }


def _row(line: Line) -> Json:
    row: Json = {
        "code": line.code,
        "label": line.label,
        "path": list(line.path),
        "level": line.level,
        "side": line.side,
        **_source(line.source),
        "amounts": [_amount(amount) for amount in line.amounts],
    }
    if line.codes:
        row["codes"] = [{"system": code.system, "code": code.code, "label": code.label} for code in line.codes]
    if line.organisation is not None:
        row["organisation"] = {"code": line.organisation[0], "name": line.organisation[1]}
    if line.texts:
        row["texts"] = [{"header": header, "printed": printed} for header, printed in line.texts]
    optional = {"measure": line.measure, "year": line.year, "block": line.block}
    return row | {name: value for name, value in optional.items() if value is not None}


def _amount(amount: Amount) -> Json:
    money: Json = {"column": amount.column, "printed": amount.printed, "yuan": _number(amount.yuan)}
    if amount.kind != "money":
        money |= {"value": _number(amount.value), "kind": amount.kind, "unit": amount.unit}
    return money | _source(amount.source) | _confidence(amount.confidence)


def _confidence(confidence: Decimal | None) -> Json:
    """How sure a figure is that was recognised in a picture; nothing of what was read as text."""
    return {} if confidence is None else {"confidence": _number(confidence)}


def _section(section: Section) -> Json:
    return {"title": section.title, "level": section.level, **_source(section.source), "text": section.text}


def _statement(statement: Statement) -> Json:
    return {
        "subject": statement.subject,
        **_source(statement.source),
        "text": statement.text,
        "year": statement.year,
        "amount": _number(statement.amount),
        "unit": statement.unit,
        "base_year": statement.base_year,
        "base": _number(statement.base),
        "base_kind": statement.base_kind,
        "change": _number(statement.change),
        "direction": statement.direction,
        "percent": _number(statement.percent),
        "percent_kind": statement.percent_kind,
        "nil": statement.nil,
        "reason": statement.reason,
        "section": statement.section,
        "code": statement.code,
        "part_of": statement.part_of,
    } | _confidence(statement.confidence)


def _form(form: Form) -> Json:
    return {
        "kind": form.kind,
        "project": form.project,
        "department": form.department,
        "implementing_unit": form.implementing_unit,
        "attribute": form.attribute,
        "unit": form.unit,
        **_source(form.source),
        "pages": list(form.pages),
        "segments": [list(segment) for segment in form.segments],
        "complete": form.complete,
        "missing": list(form.missing),
        "unread": list(form.unread),
        "period_years": form.period_years,
        "funding": {"period": _funding(form.period), "year": _funding(form.year)},
        "overview": form.overview,
        "basis": form.basis,
        "necessity": form.necessity,
        "safeguards": form.safeguards,
        "plan": form.plan,
        "goal": {"period": form.goal_period, "year": form.goal_year},
        "indicators": [_indicator(indicator) for indicator in form.indicators],
        "filled_at": form.filled_at,
        "sources": {name: _source(source) for name, source in form.sources},
    } | _confidence(form.confidence)


def _funding(funding: Funding) -> dict[str, str | None]:
    names = ("total", "central", "province", "city", "self", "other", "fiscal", "carryover")
    return {name: _number(getattr(funding, name)) for name in names}


def _indicator(indicator: Indicator) -> Json:
    return {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "period": indicator.period,
        "year": indicator.year,
        **_source(indicator.source),
    }


def _finding(finding: Finding) -> Json:
    return {
        "check": finding.check,
        "outcome": finding.outcome,
        "subject": finding.subject,
        "message": finding.message,
        "hint": finding.hint,
        "cause": finding.cause,
        "worded": _worded(message=finding.message, hint=finding.hint, cause=finding.cause),
        "expected": _number(finding.expected),
        "actual": _number(finding.actual),
        "difference": _number(finding.difference),
        "tolerance": _number(finding.tolerance),
        "sources": [_named(source) for source in finding.sources],
    }


def _worded(**said: str | None) -> Json:
    """The templates and values of sentences by their names, of those that have them."""
    return {name: sentence for name, text in said.items() if (sentence := as_json(text)) is not None}


def _named(source: Source) -> Json:
    """With the file it is in, where several were checked together."""
    return _source(source) | ({"sha256": source.document} if source.document is not None else {})


def _note(note: Note) -> Json:
    return {"level": note.level, "code": note.code, "text": note.text, "worded": _worded(text=note.text)} | _source(note.source)


def _page(page: Page) -> Json:
    """A page as evidence: its lines with personal data masked; of a PDF also size, the box of each line, and what its picture must hide.

    A worksheet is of kind `sheet`: its first line is its name, the others are its rows from the first one on, cells parted by tabs, so that
    the number of a line is that of the row. A web page or a Word document is of kind `cells`: lines of text, and those of tables with cells
    parted by tabs.
    """
    if page.sheet is not None:
        return {"page": page.number, "printed": None, "line": 0, "kind": "sheet", "lines": [page.sheet, *page.masked]}
    kind = page.kind if page.table_rows is None else "cells"
    plain: Json = {"page": page.number, "printed": page.printed, "line": page.first_line, "kind": kind, "lines": list(page.masked)}
    if page.size is None:
        return plain
    width, height = page.size
    return plain | {
        "width": round(width, 2),
        "height": round(height, 2),
        "boxes": [_bbox(box) if box is not None else None for box in page.boxes],
        "hidden": [_bbox(box) for box in page.hidden],
    }


def _bbox(box: BBox) -> list[float]:
    return [round(edge, 1) for edge in box]
