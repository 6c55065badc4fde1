"""One table of an edition as printed, and what was found and noted while the edition was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from budgets.boxes import is_level
from budgets.cell_keys import cell_key, place_key
from budgets.models import Correction, Edition, Fact, Finding, Form, Note, Part
from comparisons.sheets import Printed
from comparisons.stored.volumes import tables_in
from comparisons.volume import TableRead


def table_list(edition: Edition) -> tuple[TableRead, ...]:
    """Every table of an edition in the order of its documents, without cells. One query."""
    return tuple(tables_in([edition.pk]).get(edition.pk, ()))


def printed_cells(edition: Edition, table: TableRead) -> list[Printed]:
    """Every cell of one table in the order in which they were read, corrected ones with what they were corrected to. One query."""
    facts = Fact.objects.filter(edition=edition, document=table.document, table=table.number).order_by("order", "id")
    return [_printed(row) for row in facts.values(*_PRINTED, "fiscal_year", "correction_id", "correction__field", "correction__new")]


_PRINTED: Final = (
    "id",
    "row",
    "column",
    "label",
    "block",
    "side",
    "code",
    "item",
    "path",
    "level",
    "header",
    "presence",
    "kind",
    "printed",
    "unit",
    "page",
    "bbox",
    "line",
    "span",
    "sheet",
    "cell",
)
_LISTS: Final = ("path", "header", "bbox", "span")


def _printed(row: dict[str, Any]) -> Printed:
    plain: dict[str, Any] = {name: tuple(row[name]) if name in _LISTS and row[name] is not None else row[name] for name in _PRINTED}
    new = row["correction__new"] if row["correction__field"] == Correction.Field.AMOUNT else None
    return Printed(year=row["fiscal_year"], corrected=row["correction_id"] is not None, new=new, **plain)


def as_read(edition: Edition, table: TableRead) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Columns and rows of one table as they were read, before any correction, in the contract's shape. One query."""
    inside = f"reading__extraction__tables__{table.number}"
    parts = Part.objects.filter(edition=edition, reading__document=table.document)
    columns, rows = parts.values_list(f"{inside}__columns", f"{inside}__rows").first() or (None, None)
    return columns or [], rows or []


def sources_of(finding: Finding, edition: Edition) -> list[tuple[int, dict[str, Any]]]:
    """The finding's sources, each with its document: its own, or another file of the edition that it names."""
    files = {part.reading.document.sha256: part.reading.document_id for part in edition.parts.all()}
    return [(files.get(source.get("sha256", ""), finding.document_id), source) for source in finding.sources]


def contradicted_tables(edition: Edition, findings: Iterable[Finding]) -> set[tuple[int, int]]:
    """The tables in which a figure or a row stands that a contradiction speaks of. One query, none where nothing contradicts.

    On a page of a PDF that is what stands level with it: a source may be the name of a row.
    """
    mismatches = [finding for finding in findings if finding.outcome == Finding.Outcome.MISMATCH]
    sources = [(document, source) for finding in mismatches for document, source in sources_of(finding, edition)]
    lines = {(document, source["line"]) for document, source in sources if source.get("line") is not None}
    keys = {(document, place_key(source)) for document, source in sources if source.get("line") is None}
    boxes: dict[tuple[int, int | None], list[Sequence[float]]] = {}
    for document, source in sources:
        if source.get("bbox"):
            boxes.setdefault((document, source["page"]), []).append(source["bbox"])
    if not sources:
        return set()
    near = Q(line__in={line for _, line in lines}) | Q(page__in={source["page"] for _, source in sources if source.get("page")})
    cells = Fact.objects.filter(near | Q(cell__in={source["cell"] for _, source in sources if source.get("cell")}), edition=edition)
    places = cells.values("document_id", "table", "page", "bbox", "line", "sheet", "cell")
    return {
        (place["document_id"], place["table"])
        for place in places
        if (place["document_id"], place["line"]) in lines
        or ((key := cell_key(place)) and (place["document_id"], key) in keys)
        or (place["bbox"] and any(is_level(place["bbox"], box) for box in boxes.get((place["document_id"], place["page"]), ())))
    }


@dataclass(frozen=True, slots=True)
class Doubts:
    """What was found and noted while an edition was read."""

    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    forms: tuple[Form, ...]


def doubts(edition: Edition) -> Doubts:
    """Findings, notes and project forms of an edition, in the order of its documents."""
    return Doubts(tuple(edition.findings.all()), tuple(edition.notes.all()), tuple(edition.forms.defer("data")))
