"""The same document turned, scaled, moved, cut apart, shuffled: the same figures, or a note that says what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from ingest import samples
from ingest.extract import extract
from ingest.shapes import Extraction

Change = Callable[[pypdfium2.PdfDocument], pypdfium2.PdfDocument]
FILES = ("jiangsu-court-2018", "putuo-social-work-2024")
INSIDE = 5  # the sixth page of both samples stands within a table over pages


def figures(read: Extraction) -> Counter[tuple[object, ...]]:
    """Every figure with its table, row and column, wherever it stands."""
    return Counter(
        (table.schedule, line.code, line.label, line.side, amount.column, amount.printed, amount.yuan)
        for table in read.tables
        for line in table.lines
        for amount in line.amounts
    )


def said(read: Extraction) -> Counter[tuple[object, ...]]:
    return Counter((one.subject, one.year, one.amount, one.base, one.change, one.percent) for one in read.statements)


def warnings(read: Extraction) -> set[str]:
    return {note.code for note in read.notes if note.level != "info"}


def in_order(order: Callable[[list[int]], Sequence[int]]) -> Change:
    def change(document: pypdfium2.PdfDocument) -> pypdfium2.PdfDocument:
        new = pypdfium2.PdfDocument.new()
        new.import_pages(document, list(order(list(range(len(document))))))
        return new

    return change


def on_each(do: Callable[[pypdfium2.PdfPage], None]) -> Change:
    def change(document: pypdfium2.PdfDocument) -> pypdfium2.PdfDocument:
        for page in document:
            do(page)
        return document

    return change


def turned(degrees: int) -> Change:
    return on_each(lambda page: page.set_rotation(degrees))


def placed(scale: float, right: float, up: float) -> Change:
    """What is printed scaled and moved, and the page with it."""

    def do(page: pypdfium2.PdfPage) -> None:
        left, bottom, far, top = page.get_mediabox()
        box = (left * scale + right, bottom * scale + up, far * scale + right, top * scale + up)
        assert raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(scale, 0, 0, scale, right, up), None)
        page.set_mediabox(*box)
        page.set_cropbox(*box)

    return on_each(do)


def margins_cut(page: pypdfium2.PdfPage) -> None:
    """A larger sheet, of which the page is what is shown."""
    left, bottom, right, top = page.get_mediabox()
    page.set_mediabox(left - 60, bottom - 40, right + 30, top + 50)
    page.set_cropbox(left, bottom, right, top)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Extraction]]:
    paths = samples.write(tmp_path_factory.mktemp("originals"), FILES)
    return {name: (path, extract(path)) for name, path in zip(FILES, paths, strict=True)}


def changed(path: Path, change: Change, folder: Path) -> Extraction:
    data = BytesIO()
    change(pypdfium2.PdfDocument(path)).save(data)
    (folder / path.name).write_bytes(data.getvalue())
    return extract(folder / path.name)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "change",
    [
        *(pytest.param(turned(degrees), id=f"turned {degrees}") for degrees in (90, 180, 270)),
        pytest.param(placed(0.7, 0, 0), id="smaller"),
        pytest.param(placed(1.4, 0, 0), id="larger"),
        pytest.param(placed(1, 137, -211), id="moved"),
        pytest.param(on_each(margins_cut), id="cropped"),
        pytest.param(in_order(lambda pages: pages), id="put together again"),
    ],
)
def test_how_a_page_is_laid_makes_no_difference(
    name: str, change: Change, originals: dict[str, tuple[Path, Extraction]], tmp_path: Path
) -> None:
    path, untouched = originals[name]
    read = changed(path, change, tmp_path)
    assert figures(read) == figures(untouched)
    assert said(read) == said(untouched)
    assert warnings(read) == warnings(untouched)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(in_order(lambda pages: [*pages[:INSIDE], *pages[INSIDE + 1 :]]), "lost_page", id="lost"),
        pytest.param(in_order(lambda pages: [*pages[:INSIDE], INSIDE + 1, INSIDE, *pages[INSIDE + 2 :]]), "displaced_page", id="swapped"),
        pytest.param(in_order(lambda pages: [*pages[: INSIDE + 1], *pages[INSIDE:]]), "repeated_page", id="twice"),
        pytest.param(in_order(lambda pages: [*pages, INSIDE]), "repeated_page", id="once more at the end"),
    ],
)
def test_a_page_lost_displaced_or_repeated_is_said(
    name: str, change: Change, code: str, originals: dict[str, tuple[Path, Extraction]], tmp_path: Path
) -> None:
    path, untouched = originals[name]
    assert code not in warnings(untouched)
    read = changed(path, change, tmp_path)
    assert [note.source.page for note in read.notes if note.code == code]
