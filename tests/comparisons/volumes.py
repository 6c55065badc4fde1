"""Documents of the corpus as volumes, without a database: read, derived, and put into the plain values that `series` reads."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from budgets.facts import FactRow, OtherRow, derive
from budgets.models import Edition
from budgets.schedules import fund_named
from comparisons.finders import Cell
from comparisons.stated import Said
from comparisons.volume import TableRead, Volume
from ingest.contract import to_contract
from ingest.extract import extract
from tests.require_all import CORPUS


@cache
def volume(*names: str, year: int, stage: str = "budget", scope: str = "department") -> Volume:
    """The documents of one disclosure, by the ends of their file names, as one volume. Ids count from 1."""
    cells: list[Cell] = []
    said: list[Said] = []
    tables: list[TableRead] = []
    for document, name in enumerate(names, start=1):
        read = to_contract(extract(_path(name)))
        rows = derive(read, year)
        own = [_cell(fact, len(cells) + number, document) for number, fact in enumerate(rows.facts, start=1)]
        cells += own
        said += [_said(row, len(said) + number) for number, row in enumerate(rows.statements, start=1)]
        tables += [_table(document, number, head, own) for number, head in enumerate(read["tables"])]
    return Volume(Edition(), year, stage, scope, tuple(cells), tuple(said), tuple(tables))


def _path(name: str) -> Path:
    (found,) = (path for path in CORPUS.glob(f"*/*{name}.*") if path.suffix in (".pdf", ".txt"))
    return found


def _cell(fact: FactRow, number: int, document: int) -> Cell:
    names = {field.name for field in fields(Cell)} - {
        "id",
        "edition",
        "document",
        "year",
        "corrected",
        "page",
        "line",
        "sheet",
        "cell",
        "path",
    }
    plain: dict[str, Any] = {name: getattr(fact, name) for name in names}
    place = {name: getattr(fact.place, name) for name in ("page", "line", "sheet", "cell")}
    return Cell(id=number, edition=0, document=document, year=fact.fiscal_year, path=tuple(fact.path), **plain, **place)


def _said(row: OtherRow, number: int) -> Said:
    names = {field.name for field in fields(Said)} & set(row.fields)
    place = {name: getattr(row.place, name) for name in ("page", "line", "sheet", "cell")}
    return Said(id=number, **{name: row.fields[name] for name in names}, **place)


def _table(document: int, number: int, head: dict[str, Any], cells: list[Cell]) -> TableRead:
    own = [cell for cell in cells if cell.table == number]
    return TableRead(
        document=document,
        number=number,
        schedule=head["schedule"] or "",
        title=head["title"],
        unit=head["unit"] or "",
        no_data=head["no_data"],
        carry_over=head.get("carry_over"),
        fund=fund_named(head["title"]),
        line=head.get("line"),
        pages=tuple(head.get("pages") or ()),
        facts=len(own),
        figures=sum(cell.presence != "blank" for cell in own),
    )
