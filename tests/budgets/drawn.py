"""A published PDF for tests: two drawn pages, one turned, and the figures that are printed on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from budgets.models import Document, DocumentPage, Edition, Fact
from tests.factories import Book
from tests.ingest.pdfs import Pdf

FIGURE = (300.0, 200.0, 360.0, 210.0)
"""Where the figure stands on page 1 as displayed."""

TURNED = (400.0, 100.0, 460.0, 110.0)
"""Where it stands on page 2, whose /Rotate is 90: 842 wide and 595 high as displayed."""

PHONE = (100.0, 500.0, 160.0, 510.0)


def black(pdf: Pdf, *boxes: tuple[float, float, float, float], rotate: int = 0) -> None:
    """A page with black areas in these boxes as displayed: what a figure would be, for who compares pixels."""
    page = pdf.page(rotate=rotate)
    for x0, top, x1, bottom in boxes:
        if rotate == 90:  # shown turned clockwise: its x is the page's height from below, its y the page's x
            page.drawn.append(f"0 g {top} {x0} {bottom - top} {x1 - x0} re f")
        else:
            page.drawn.append(f"0 g {x0} {page.height - bottom} {x1 - x0} {bottom - top} re f")


def document_bytes() -> bytes:
    pdf = Pdf()
    black(pdf, FIGURE, PHONE)
    black(pdf, TURNED, rotate=90)
    return pdf.bytes()


class DrawnBook(Book):
    """An edition of a PDF. `data` are its bytes, its own pages where none are given."""

    def __init__(self, data: bytes | None = None, **more: Any) -> None:
        super().__init__(**more)
        data = document_bytes() if data is None else data
        name = self.document.original.storage.save(f"{self.document.sha256}.pdf", ContentFile(data))
        Document.objects.filter(pk=self.document.pk).update(media_type="application/pdf", original=name)
        self.document.refresh_from_db()

    def figure(self, printed: str | None = "159.79", *, page: int = 1, bbox: Any = FIGURE, name: Any = None) -> Fact:
        """A row with one figure, where it stands, and where its name stands."""
        if not self.tables:
            self.table("operating", "机关运行经费表", page=1)
            del self.tables[-1]["line"]
        table = self.tables[-1]
        (row,) = self.row(f"项目{len(table['rows'])}", {"amount": printed})
        Fact.objects.filter(pk=row.pk).update(line=None, span=None, page=page, bbox=bbox, row=len(table["rows"]), printed=printed or "")
        table["rows"].append({"page": page, "bbox": name})
        row.refresh_from_db()
        return row

    def finish(self) -> Edition:
        edition = super().finish()
        self.document.pages.all().delete()
        DocumentPage.objects.create(
            document=self.document,
            number=1,
            printed=7,
            first_line=1,
            lines=["机关运行经费  159.79", "联系电话：███"],
            width=595.0,
            height=842.0,
            boxes=[[100.0, 200.0, 360.0, 210.0], list(PHONE)],
            hidden=[list(PHONE)],
        )
        DocumentPage.objects.create(
            document=self.document,
            number=2,
            first_line=3,
            lines=["合计  159.79"],
            width=842.0,
            height=595.0,
            boxes=[[300.0, 100.0, 460.0, 110.0]],
        )
        return edition


def publish_drawn(folder: Path, data: bytes | None = None) -> tuple[DrawnBook, Fact, Fact]:
    """The edition in force, its figure on page 1, and the one on page 2."""
    book = DrawnBook(data)
    first = book.figure(name=[100.0, 200.0, 160.0, 210.0])
    second = book.figure(page=2, bbox=TURNED)
    book.publish()
    return book, first, second
