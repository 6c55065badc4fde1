"""Several files of one disclosure, checked as one: the text of one file against the tables of another. Pure.

Every file keeps what was read of it; what the checks say is said of the file whose cell or sentence it is about first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from ingest.checks import answers, run_checks, summed_up
from ingest.checks.registry import CHECKS, Check
from ingest.checks.results import Result
from ingest.shapes import Extraction, Form, Identity, Note, Page, Paragraph, Source, Stated, Statement, Table

T = TypeVar("T")
_PAGES_A_FILE: Final = 1_000_000
"""Pages are numbered apart, so that a lost page of one file is none of another's. Only the checks see these numbers."""


def check_together(extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """The same extractions, each with the findings on it when all are checked as one disclosure. Findings name the file of each source.

    A finding belongs to the file that its first source is in; one without any source to the first file. One file alone names none.
    """
    if len(extractions) == 1:
        findings, checks = run_checks(extractions[0])
        return (replace(extractions[0], findings=findings, checks=checks),)
    found: dict[str, list[tuple[Check, Result]]] = {extraction.sha256: [] for extraction in extractions}
    for check, result in _results(extractions):
        first = next((source.document for source in result.sources if source.document), extractions[0].sha256)
        found[first].append((check, result))
    whole = joined(extractions)
    return tuple(_checked(extraction, found[extraction.sha256], whole) for extraction in extractions)


def joined(extractions: Sequence[Extraction]) -> Extraction:
    """One extraction of all files, for the checks: its sources name their files. Identity is what no file contradicts."""
    parts = [_told_apart(extraction, number) for number, extraction in enumerate(extractions)]
    return Extraction(
        name="",
        sha256="",
        media_type="",
        pages=tuple(page for part in parts for page in part.pages),
        identity=Identity(**{field.name: _agreed([getattr(part.identity, field.name) for part in parts]) for field in fields(Identity)}),
        tables=tuple(table for part in parts for table in part.tables),
        paragraphs=tuple(paragraph for part in parts for paragraph in part.paragraphs),
        statements=tuple(statement for part in parts for statement in part.statements),
        forms=tuple(form for part in parts for form in part.forms),
        notes=tuple(note for part in parts for note in part.notes),
    )


def _results(extractions: Sequence[Extraction]) -> Iterator[tuple[Check, Result]]:
    whole = joined(extractions)
    for check in CHECKS:
        if not check.of_a_file:
            yield from ((check, result) for result in answers(check, whole))
            continue
        for extraction in extractions:
            for result in answers(check, extraction):
                yield check, replace(result, sources=tuple(_named(source, extraction.sha256) for source in result.sources))


def _checked(extraction: Extraction, results: list[tuple[Check, Result]], whole: Extraction) -> Extraction:
    findings, checks = summed_up(iter(results), whole)
    return replace(extraction, findings=findings, checks=checks)


def _told_apart(extraction: Extraction, number: int) -> Extraction:
    """What the checks look at, its sources with their file, its pages with numbers of their own."""
    sha256, first = extraction.sha256, number * _PAGES_A_FILE
    tables: tuple[Table, ...] = _named(extraction.tables, sha256)
    pages: tuple[Page, ...] = tuple(replace(page, number=page.number + first) for page in extraction.pages)
    paragraphs: tuple[Paragraph, ...] = _named(extraction.paragraphs, sha256)
    statements: tuple[Statement, ...] = _named(extraction.statements, sha256)
    forms: tuple[Form, ...] = _named(extraction.forms, sha256)
    notes: tuple[Note, ...] = _named(extraction.notes, sha256)
    tables = tuple(replace(table, pages=tuple(page + first for page in table.pages)) for table in tables)
    return replace(extraction, pages=pages, tables=tables, paragraphs=paragraphs, statements=statements, forms=forms, notes=notes)


def _agreed(stated: Sequence[Stated | None]) -> Stated | None:
    """What is stated, if all who state it say the same."""
    said = [one for one in stated if one is not None]
    return said[0] if len({one.value for one in said}) == 1 else None


def _named(value: T, sha256: str) -> T:
    """The same value, every source in it with its file; one that says nothing still says nothing."""
    new: Any = value
    if isinstance(value, Source):
        new = replace(value, document=sha256) if value != Source() else value
    elif isinstance(value, tuple):
        new = tuple(_named(item, sha256) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        new = replace(value, **{field.name: _named(getattr(value, field.name), sha256) for field in fields(value)})
    result: T = new
    return result
