"""One document → Extraction: the way of a document, on one screen. Pure: no Django, no database, no network.

Each step is named for what it yields, returns a new value and leaves its input alone. After `find_grids` nothing asks which format the
file had.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.checks import run_checks
from ingest.disclosure import require_disclosure
from ingest.forms import read_forms
from ingest.grids import find_grids
from ingest.lines import to_lines
from ingest.paragraphs import read_paragraphs, read_sections
from ingest.readers import MAX_BYTES, read
from ingest.recognise import recognise
from ingest.shapes import Extraction, Identity
from ingest.statements import read_statements


def extract(path: Path, *, max_bytes: int = MAX_BYTES) -> Extraction:
    """Everything that one file discloses, checked. Raises UnreadableDocument where it cannot be read as a disclosure."""
    document = read(path, max_bytes=max_bytes)
    require_disclosure(document)
    grids = find_grids(document.pages)
    read_tables = [to_lines(recognise(grid), grid) for grid in grids]
    forms, form_notes = read_forms(document.pages)
    paragraphs = read_paragraphs(document.pages, grids, forms)
    identity = Identity()
    statements, statement_notes = read_statements(paragraphs, identity)
    extraction = Extraction(
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        pages=document.pages,
        grids=grids,
        identity=identity,
        tables=tuple(table for table, _ in read_tables),
        paragraphs=paragraphs,
        sections=read_sections(paragraphs),
        statements=statements,
        forms=forms,
        notes=(*document.notes, *(note for _, notes in read_tables for note in notes), *form_notes, *statement_notes),
    )
    findings, checks = run_checks(extraction)
    return replace(extraction, findings=findings, checks=checks)
