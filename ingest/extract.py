"""One document → Extraction: the way of a document, on one screen. Pure: no Django, no database, no network.

Each step is named for what it yields, returns a new value and leaves its input alone. After `find_grids` nothing asks which format the
file had.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.checks import run_checks
from ingest.disclosure import require_disclosure
from ingest.forms import outside_forms, read_forms
from ingest.grids import find_grids
from ingest.identity import read_identity
from ingest.losses import find_losses
from ingest.paragraphs import read_paragraphs, read_sections
from ingest.places import with_places
from ingest.readers import MAX_BYTES, read
from ingest.recognition import marked
from ingest.settling import read_tables
from ingest.shapes import Document, Extraction
from ingest.statements import read_statements


def extract(path: Path, *, max_bytes: int = MAX_BYTES) -> Extraction:
    """Everything that one file discloses, checked. Raises UnreadableDocument where it cannot be read as a disclosure."""
    return understand(read(path, max_bytes=max_bytes))


def understand(document: Document) -> Extraction:
    """Everything that the pages of a document disclose, checked. Raises UnreadableDocument where they are no disclosure's."""
    require_disclosure(document)
    forms, form_notes = read_forms(document.pages)
    grids = find_grids(outside_forms(document.pages, forms))
    tables, table_notes = read_tables(grids)
    paragraphs = read_paragraphs(document.pages, grids, forms)
    identity, identity_notes = read_identity(document.pages, grids, paragraphs, forms)
    statements, statement_notes = read_statements(paragraphs, identity)
    extraction = Extraction(
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        pages=document.pages,
        grids=grids,
        identity=identity,
        tables=tables,
        paragraphs=paragraphs,
        sections=read_sections(paragraphs),
        statements=statements,
        forms=forms,
        notes=(
            *document.notes,
            *find_losses(document.pages, tables, forms),
            *table_notes,
            *form_notes,
            *identity_notes,
            *statement_notes,
        ),
    )
    extraction = marked(extraction)
    findings, checks = run_checks(extraction)
    return with_places(replace(extraction, findings=findings, checks=checks))
