"""A PDF → Document. Pure.

Every page is read by itself: a page that cannot be read becomes a note and costs nothing of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import pypdfium2.raw as pdfium

from budgets.privacy import mask_lines
from ingest.readers.pdf.clips import cut_off
from ingest.readers.pdf.furniture import set_aside
from ingest.readers.pdf.glyphs import Characters, Glyphs, Turned, main_turn, read_characters, set_apart, turned, upright
from ingest.readers.pdf.lattices import find_lattices
from ingest.readers.pdf.lines import PrintedLine, box_of, printed_lines
from ingest.readers.pdf.objects import Layer, layers_of
from ingest.readers.pdf.rulings import Strokes, read_strokes
from ingest.shapes import BBox, Document, Note, Page, Source, TextLine, UnreadableDocument

MEDIA_TYPE: Final = "application/pdf"
_STRAY: Final = 12  # characters turned otherwise than the rest of a page that need no warning
MOST_PAGES: Final = 2_000
"""No disclosure has more; a file that says so was made to exhaust its reader."""


def read_pdf(name: str, sha256: str, data: bytes) -> Document:
    """The pages of a PDF with their lines, rulings' cells and furniture.

    Raises UnreadableDocument for what is encrypted, broken, without pages, or nothing but pictures.
    """
    with _opened(data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise UnreadableDocument("no_pages", "PDF 里一页也没有，文件可能没有下载完整，请重新下载。")
        if count > MOST_PAGES:
            raise UnreadableDocument("too_many_pages", f"PDF 有 {count} 页，超过上限 {MOST_PAGES} 页；请只提供公开文件本身。")
        read, asides = _pages(document, count)
    if all(page.kind == "picture" for page in read):
        raise UnreadableDocument("picture_only", f"PDF 的 {count} 页都是图片，没有文字可读；请提供带文字的 PDF，或等待图片识别功能。")
    pages, notes = set_aside(read)
    return Document(name, sha256, MEDIA_TYPE, pages, (*_lost(pages), *asides, *_cut(pages), *notes, *_masked(pages)))


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise _unreadable(pdfium.FPDF_GetLastError())
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _unreadable(error: int) -> UnreadableDocument:
    if error in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return UnreadableDocument("encrypted", "PDF 设有密码，打不开；请提供没有密码的文件。")
    return UnreadableDocument("damaged", "PDF 已损坏，读不出来（可能没有下载完整），请重新下载。")


def _pages(document: Any, count: int) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages, their lines numbered through the whole document, and what of their text was not read."""
    pages: list[Page] = []
    asides: list[Note] = []
    first = 1
    for number in range(1, count + 1):
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            pages.append(Page(number, (), first_line=first, kind="error"))
            continue
        try:
            layers = layers_of(page)
            displayed, characters = turned(page), read_characters(page, layers)
            view = displayed.back(main_turn(characters, displayed))
            strokes = read_strokes(layers, view)
            cut = cut_off(page, layers, characters, strokes, view)
            glyphs, beyond = (upright(characters.where(kept), view) for kept in (~cut, cut))
            pages.append(_page(_Drawn(layers, glyphs, beyond, strokes), view, number, first))
            asides.extend(_aside(characters, view, number))
        finally:
            pdfium.FPDF_ClosePage(page)
        first += len(pages[-1].masked)
    return tuple(pages), tuple(asides)


def _aside(characters: Characters, view: Turned, number: int) -> Iterator[Note]:
    """What stands slanted or otherwise turned than the rest of its page: watermarks, or a part that is lost."""
    slanted, turned_otherwise = set_apart(characters, view)
    if slanted:
        yield Note("info", "slanted_text_removed", f"第 {number} 页有斜排文字（水印），{len(slanted)} 字，没有采用。", Source(page=number))
    if characters.unseen:
        text = f"第 {number} 页有 {characters.unseen} 个看不见的字（多是扫描图片下识别出来的），没有采用，请对照原文。"
        yield Note("warning", "unseen_text", text, Source(page=number))
    if len(turned_otherwise) > _STRAY:
        text = f"第 {number} 页有 {len(turned_otherwise)} 字的方向与其余文字不同，没有读取，请对照原文。"
        yield Note("warning", "turned_text_lost", text, Source(page=number))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn on a page: its objects, the characters that are seen and those that are cut off, the strokes."""

    layers: Sequence[Layer]
    glyphs: Glyphs
    beyond: Glyphs
    strokes: Strokes


def _page(drawn: _Drawn, view: Turned, number: int, first: int) -> Page:
    glyphs = drawn.glyphs
    lines = printed_lines(glyphs)
    masked = mask_lines([line.text for line in lines])
    hidden = tuple(_hidden(glyphs, lines, masked))
    covered = _covered(glyphs, lines, masked) if hidden else glyphs
    texts = tuple(
        TextLine(first + at, text, follows=at > 0, boxes=line.boxes(glyphs), box=line.box)
        for at, (line, text) in enumerate(zip(lines, masked, strict=True))
    )
    return Page(
        number=number,
        lines=texts,
        first_line=first,
        masked=masked,
        kind="text" if glyphs.text or not any(layer.has_pictures for layer in drawn.layers) else "picture",
        size=(view.width, view.height),
        turn=view.turned_back,
        boxes=tuple(line.box for line in texts),
        hidden=hidden,
        lattices=find_lattices(drawn.strokes, covered, number) if glyphs.text else (),
        cut=tuple(TextLine(0, line.text, box=line.box) for line in printed_lines(drawn.beyond)),
    )


def _hidden(glyphs: Glyphs, lines: Sequence[PrintedLine], masked: Sequence[str]) -> Iterator[BBox]:
    """Where personal data stands: it is covered on every picture of the page."""
    for glyph, _ in _masks(lines, masked):
        yield box_of(glyphs, glyph)


def _covered(glyphs: Glyphs, lines: Sequence[PrintedLine], masked: Sequence[str]) -> Glyphs:
    """The glyphs with those of personal data masked, so that no cell has them."""
    characters = list(glyphs.text)
    for glyph, mask in _masks(lines, masked):
        characters[glyph] = mask
    return replace(glyphs, text="".join(characters))


def _masks(lines: Sequence[PrintedLine], masked: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The glyphs that are masked, and what by."""
    for line, text in zip(lines, masked, strict=True):
        if text != line.text:
            places = zip(line.glyphs.tolist(), line.text, text, strict=True)
            yield from ((glyph, after) for glyph, before, after in places if before != after and glyph >= 0)


def _lost(pages: Sequence[Page]) -> Iterator[Note]:
    for page in pages:
        if page.kind == "picture":
            yield Note(
                "warning", "picture_page", f"第 {page.number} 页是图片，没有文字可读，这一页的内容没有采用。", Source(page=page.number)
            )
        elif page.kind == "error":
            yield Note("error", "unreadable_page", f"第 {page.number} 页读不出来，这一页的内容没有采用。", Source(page=page.number))


def _cut(pages: Sequence[Page]) -> Iterator[Note]:
    cut = [page.number for page in pages if page.cut]
    if cut:
        text = f"{len(cut)} 页有印在页外或被裁掉、看不见的字（跨页的格子在各页都印全文），没有采用。"
        yield Note("info", "cut_text", text, Source(page=cut[0]))


def _masked(pages: Sequence[Page]) -> Iterator[Note]:
    covered = [page.number for page in pages if page.hidden]
    if covered:
        yield Note("info", "personal_data_masked", f"遮盖个人信息，共 {len(covered)} 页。", Source(page=covered[0]))
