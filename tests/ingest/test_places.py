"""What is said of lines while a PDF is read is said of its pages in the end."""

from __future__ import annotations

from ingest.places import with_places
from ingest.shapes import Extraction, Finding, Identity, Note, Page, Source, TextLine

BOXES = ((10.0, 20.0, 15.0, 30.0), (15.0, 20.0, 20.0, 30.0))


def extraction(size: tuple[float, float] | None) -> Extraction:
    """A page 4 with a line 120, a note on it and a finding about it."""
    page = Page(4, (TextLine(120, "甲乙", boxes=BOXES, box=(10.0, 20.0, 20.0, 30.0)),), first_line=120, size=size)
    return Extraction(
        name="x.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        pages=(page,),
        identity=Identity(),
        notes=(Note("warning", "ambiguous", "第 120 行：分不清。第 999 行不在这里。", Source(line=120)),),
        findings=(Finding("forms.notes", "soft", "forms 第120行", "第 120 行起的表不完整。", sources=(Source(line=120),), hint="第120行"),),
    )


def test_a_pdf_tells_pages() -> None:
    placed = with_places(extraction((595, 842)))
    (note,), (finding,) = placed.notes, placed.findings
    assert note.text == "第 4 页：分不清。第 999 行不在这里。"
    assert note.source == Source(page=4, bbox=(10.0, 20.0, 20.0, 30.0))
    assert (finding.subject, finding.message, finding.hint) == ("forms 第 4 页", "第 4 页起的表不完整。", "第 4 页")


def test_a_text_goes_on_to_tell_lines() -> None:
    plain = extraction(None)
    assert with_places(plain) == plain
