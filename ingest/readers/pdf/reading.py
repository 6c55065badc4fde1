"""A PDF → Document. Pure.

Every page is read by itself: a page that cannot be read becomes a note and costs nothing of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from budgets.privacy import mask_lines
from budgets.worded import _, enumerated
from ingest.limits import LINE_CHARACTERS, SoFar, TooMuch, at_most
from ingest.readers.pdf.active import active_content
from ingest.readers.pdf.clips import cut_off, out_of_sight
from ingest.readers.pdf.contents import box_around
from ingest.readers.pdf.damage import damaged_streams
from ingest.readers.pdf.furniture import set_aside
from ingest.readers.pdf.glyphs import (
    NOTHING,
    Boxes,
    Characters,
    Glyphs,
    Turned,
    count_hidden,
    main_turn,
    read_characters,
    set_apart,
    text_page_of,
    turned,
)
from ingest.readers.pdf.inlaid import inlaid_print
from ingest.readers.pdf.lattices import find_lattices
from ingest.readers.pdf.lines import PrintedLine, box_of, printed_lines
from ingest.readers.pdf.objects import Layer, layers_of
from ingest.readers.pdf.overflow import overflow
from ingest.readers.pdf.pictured import Pictured, recognise
from ingest.readers.pdf.rulings import Strokes, read_strokes
from ingest.readers.pdf.switched import has_layers
from ingest.readers.pdf.texts import Texts
from ingest.readers.pdf.unseen import Hidden, hidden_texts
from ingest.readers.pdf.upright import upright
from ingest.readers.pictures.engine import recogniser
from ingest.shapes import BBox, Document, Note, Page, Source, TextLine, UnreadableDocument

MEDIA_TYPE: Final = "application/pdf"
_LISTED: Final = 10  # blank pages that are named
_NO_READER: Final = _("要识别图片，请管理员装上图像识别")
_ANOTHER_SIZE: Final = _("请用扫描软件存成或打印成 A4 或 A3 大小的 PDF，再上传")
_LARGEST: Final = 60.0  # centimetres; the longer edge of A2 is 59.4
_TITLES: Final = 6  # lines of text beside a picture: a running title, that of a table, its unit, a page number
_MARKS: Final = "，。；"  # no title has them
_SURE: Final = Decimal("0.9")  # a line less sure than this is counted as doubtful
_STRAY: Final = 12  # characters turned otherwise than the rest of a page that need no warning


def read_pdf(name: str, sha256: str, data: bytes) -> Document:
    """The pages of a PDF with their lines, rulings' cells and furniture.

    Raises UnreadableDocument for what is encrypted, broken, without pages, packed to explode, or nothing but pictures.
    """
    damaged = damaged_streams(data)
    with _opened(data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise UnreadableDocument("no_pages", "PDF 里一页也没有，文件可能没有下载完整，请重新下载。")
        read, asides = _pages(document, count, layered=has_layers(data))
    if not any(page.masked for page in read):
        raise _without_text(read)
    pages, notes = set_aside(read)
    return Document(
        name,
        sha256,
        MEDIA_TYPE,
        pages,
        (
            *_damaged(damaged),
            *_ignored(data),
            *_by_recognition(pages),
            *asides,
            *_cut(pages),
            *_overflowing(pages),
            *_blank(pages),
            *notes,
            *_masked(pages),
        ),
    )


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


def _without_text(pages: Sequence[Page]) -> UnreadableDocument:
    """What a file without any text has instead."""
    count, kinds = len(pages), Counter[str](page.kind for page in pages)
    if kinds["picture"] == count:
        return UnreadableDocument("picture_only", f"PDF 的 {count} 页都是图片，没有文字可读；{_without_recognition(pages)}")
    words = (("picture", "是图片"), ("error", "读不出来"), ("text", "是空白"))
    found = "、".join(f"{kinds[kind]} 页{word}" for kind, word in words if kinds[kind])
    return UnreadableDocument("no_text", f"PDF 里没有文字可读：共 {count} 页，{found}；请检查是否选错，或重新下载、导出。")


def _without_recognition(pages: Sequence[Page]) -> str:
    if recogniser() is not None:
        if too_large := next(filter(None, (_too_large(page.size) for page in pages)), ""):
            return f"{too_large}，不能识别，{_ANOTHER_SIZE}。"
        return "也没有识别出文字，请检查是否选错，或提供更清晰的扫描件。"
    return f"请换成带文字的 PDF，或照原件录成工作簿再上传；{_NO_READER}。"


def _pages(document: Any, count: int, *, layered: bool) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages, their lines numbered through the whole document, and what of their text was not read."""
    pages: list[Page] = []
    notes: list[Note] = []
    so_far, first = SoFar(of=count), 1
    for number in range(1, count + 1):
        if reason := so_far.why_to_stop:
            text = _("{reason}，第 {number} 页起的内容没有读取（PDF 共 {count} 页），请拆分文件后再读。").format(
                reason=reason, number=number, count=count
            )
            notes.append(Note("error", "pages_left_out", text, Source(page=number)))
            break
        page, own = _read(document, number, first, layered=layered)
        pages.append(page)
        notes.extend(own)
        first += len(page.masked)
        so_far.add(sum(map(len, page.masked)), sum(lattice.rows * lattice.columns for lattice in page.lattices))
    return tuple(pages), tuple(notes)


def _read(document: Any, number: int, first: int, *, layered: bool) -> tuple[Page, tuple[Note, ...]]:
    """One page and the notes on it; of one that cannot be read, or is larger than pages are, nothing but the note."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        return _lost(number, first, "unreadable_page", _("读不出来"))
    try:
        return _drawn_page(page, number, first, layered=layered)
    except TooMuch as found:
        return _lost(number, first, "oversized_page", _("的{found}，多得不像公开文件的一页").format(found=found))
    finally:
        pdfium.FPDF_ClosePage(page)


def _lost(number: int, first: int, code: str, why: str) -> tuple[Page, tuple[Note, ...]]:
    text = _("第 {number} 页{why}，这一页的内容没有采用。").format(number=number, why=why)
    note = Note("error", code, text, Source(page=number))
    return Page(number, (), first_line=first, kind="error"), (note,)


def _drawn_page(page: Any, number: int, first: int, *, layered: bool) -> tuple[Page, tuple[Note, ...]]:
    layers = layers_of(page)
    hidden = hidden_texts(page, layers, layered=layered)
    with text_page_of(page, hidden.unseen | hidden.marks) as text_page:
        displayed, characters = turned(page), read_characters(text_page, layers)
        view = displayed.back(main_turn(characters, displayed))
        strokes = read_strokes(layers, view)
        texts = Texts(text_page, layers)
        cut = cut_off(texts, characters, strokes, view)
        shown = characters.where(~cut)
        over = overflow(texts, shown, strokes, view)
        gone = out_of_sight(texts, layers, shown, over, view)
    if over is not None:
        cut[np.flatnonzero(~cut)[over.unseen]] = True
        over = replace(over, unseen=over.unseen | gone)
    elif gone.any():
        shown = shown.where(~gone)
    glyphs = upright(shown, view, over)
    beyond = upright(characters.where(cut), view) if cut.any() else NOTHING
    read = _page(_Drawn(layers, glyphs, beyond, strokes), view, number, first)
    left_out = (*_left_out(*count_hidden(page, hidden), number),)
    if read.kind == "picture":
        return _picture_page(page, read, view, left_out)
    read = replace(read, overflowing=int(over.moved.sum()) if over is not None else 0, clipped=int(gone.sum()))
    notes = (*_aside(characters, view, number), *left_out, *_doubtful(hidden, view, read))
    inlaid = inlaid_print(page, layers, number)
    if inlaid is None:
        return read, notes
    if _is_beside(read, inlaid):
        return _picture_page(page, read, view, notes)
    text = _("第 {number} 页有文字，也有图片，图片里像有表格或成行的文字，其中可能有数；图片的内容没有读取，请对照原文。").format(
        number=number
    )
    return read, (*notes, Note("warning", "pictured_print", text, Source(page=number, bbox=inlaid)))


def _is_beside(page: Page, inlaid: BBox) -> bool:
    """Whether all text of a page stands beside the print of its picture, and is no more than titles and page numbers: what is there in
    sentences is read as text, exactly."""
    if page.turn or page.lattices or len(page.masked) > _TITLES or any(mark in line for line in page.masked for mark in _MARKS):
        return False
    x0, top, x1, bottom = inlaid
    middles = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in page.boxes if box is not None]
    return not any(x0 <= x <= x1 and top <= y <= bottom for x, y in middles)


def _too_large(size: tuple[float, float] | None) -> str:
    """That a page is too large to be paper: a picture that does not say its resolution was taken for one of 72 dots an inch; else ""."""
    width, height = (edge * 2.54 / 72 for edge in size or (0.0, 0.0))
    return (
        _("页面有 {width}×{height} 厘米大，图片多半没有写明每英寸多少点").format(width=format(width, ".0f"), height=format(height, ".0f"))
        if max(width, height) > _LARGEST
        else ""
    )


def _picture_page(page: Any, found: Page, view: Turned, notes: tuple[Note, ...]) -> tuple[Page, tuple[Note, ...]]:
    """A page that is a picture, maybe with titles beside it: what is recognised on it, titles too, else that it is one."""
    number, reader = found.number, recogniser()
    beside, lost = (_("旁边只有几行文字"), _("图片")) if found.masked else (_("没有文字可读"), _("这一页"))

    def told(why: str, advice: str) -> tuple[Page, tuple[Note, ...]]:
        text = _("第 {number} 页是图片，{why}，{lost}的内容没有采用{advice}。").format(number=number, why=why, lost=lost, advice=advice)
        return found, (Note("warning", "picture_page", text, Source(page=number)), *notes)

    if reader is None:
        return told(beside, _("；{advice}").format(advice=_NO_READER))
    if too_large := _too_large(found.size):
        return told(too_large, _("；{advice}").format(advice=_ANOTHER_SIZE))
    try:
        said = recognise(page, number, reader)
        read = _recognised_page(said, view, found)
    except TooMuch as many:
        return told(_("识别出的{many}，多得不像公开文件的一页").format(many=many), "")
    if not read.masked:
        return told(_("没有识别出文字"), _("，请对照原文"))
    return read, (*_recognised(read), *_unread(said, number), *notes)


def _recognised_page(said: Pictured, view: Turned, found: Page) -> Page:
    """The page as one with text is, with how sure its lines are. Personal data is covered with room around it: places are approximate."""
    upright = replace(view, width=said.size[0], height=said.size[1], turned_back=said.turn)
    page = _page(_Drawn((), said.glyphs, NOTHING, said.strokes), upright, found.number, found.first_line)
    hidden = tuple(_wider(box) for box in page.hidden)
    return replace(page, kind="recognised", hidden=hidden, recognised=said.lines, skew=said.skew)


def _wider(box: BBox) -> BBox:
    x0, top, x1, bottom = box
    around = (bottom - top) / 2
    return x0 - around, top - around / 2, x1 + around, bottom + around / 2


def _recognised(page: Page) -> Iterator[Note]:
    doubtful = sum(line.confidence < _SURE for line in page.recognised)
    text = _("第 {number} 页是图片，文字由图像识别得出：{count} 处，其中 {doubtful} 处置信度低于 {sure}。").format(
        number=page.number, count=len(page.recognised), doubtful=doubtful, sure=format(_SURE, ".0%")
    )
    yield Note("info", "recognised_page", text, Source(page=page.number))


def _unread(said: Pictured, number: int) -> Iterator[Note]:
    """Places where something is printed that the recogniser could make nothing of."""
    for box in said.unread[:_LISTED]:
        text = _("第 {number} 页有一处印着的东西没有识别出来（文字、印章或图形），请对照原文。").format(number=number)
        yield Note("warning", "unread_print", text, Source(page=number, bbox=box))
    if len(said.unread) > _LISTED:
        text = _("第 {number} 页共有 {count} 处印着的东西没有识别出来，以上只列出 {listed} 处，请对照原文。").format(
            number=number, count=len(said.unread), listed=_LISTED
        )
        yield Note("warning", "unread_print", text, Source(page=number))


def _by_recognition(pages: Sequence[Page]) -> Iterator[Note]:
    """That a person has to compare what was recognised, before it is published."""
    count = sum(page.kind == "recognised" for page in pages)
    if count:
        text = _("{count} 页是图片，其中的文字和数字由图像识别得出，可能认错；公布前须由人对照原文。").format(count=count)
        yield Note("warning", "recognised_text", text, Source())


def _aside(characters: Characters, view: Turned, number: int) -> Iterator[Note]:
    """What stands slanted or otherwise turned than the rest of its page: watermarks, or a part that is lost."""
    slanted, turned_otherwise = set_apart(characters, view)
    if slanted:
        yield Note(
            "info",
            "slanted_text_removed",
            _("第 {number} 页有斜排文字（水印），{count} 字，没有采用。").format(number=number, count=len(slanted)),
            Source(page=number),
        )
    if len(turned_otherwise) > _STRAY:
        text = _("第 {number} 页有 {count} 字的方向与其余文字不同，没有读取，请对照原文。").format(
            number=number, count=len(turned_otherwise)
        )
        yield Note("warning", "turned_text_lost", text, Source(page=number))


def _left_out(unseen: int, marks: int, number: int) -> Iterator[Note]:
    """What nobody sees, and level watermarks."""
    if marks:
        text = _("第 {number} 页有浅色大字（水印），{marks} 字，没有采用。").format(number=number, marks=marks)
        yield Note("info", "watermark_removed", text, Source(page=number))
    if unseen:
        why = _("扫描图片下识别出来的、与底色同色的、被盖住的，或在关闭的图层里的")
        text = _("第 {number} 页有 {unseen} 个看不见的字（{why}），没有采用，请对照原文。").format(number=number, unseen=unseen, why=why)
        yield Note("warning", "unseen_text", text, Source(page=number))


def _doubtful(hidden: Hidden, view: Turned, page: Page) -> Iterator[Note]:
    """What a reader of the page may see otherwise than it is read."""
    covered = view.boxes(hidden.covered)
    if len(covered):
        text = _("第 {number} 页有 {count} 处文字被盖住一部分，仍按全文读取，请对照原文。").format(number=page.number, count=len(covered))
        yield Note("warning", "partly_covered_text", text, Source(page=page.number, bbox=box_around(covered)))
    pale = view.boxes(hidden.pale)
    pale = pale[_in_tables(pale, page)]
    if len(pale):
        text = _("第 {number} 页的表格里有 {count} 处浅灰色的文字，可能是水印，仍按正文读取，请对照原文。").format(
            number=page.number, count=len(pale)
        )
        yield Note("warning", "pale_text", text, Source(page=page.number, bbox=box_around(pale)))


def _in_tables(boxes: Boxes, page: Page) -> npt.NDArray[np.bool_]:
    """Which boxes have their middle in a table of the page."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    found = np.zeros(len(boxes), dtype=bool)
    for lattice in page.lattices:
        if lattice.box:
            left, top, right, bottom = lattice.box
            found |= (x > left) & (x < right) & (y > top) & (y < bottom)
    return found


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
    at_most(max((len(line.text) for line in lines), default=0), LINE_CHARACTERS, "一行里的字符")
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
    for glyph, _text in _masks(lines, masked):
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


def _damaged(found: int) -> Iterator[Note]:
    if found:
        text = _("PDF 里有 {found} 处数据损坏、解不完整，有的页可能缺文字或数字；请重新下载，或对照原文。").format(found=found)
        yield Note("warning", "damaged_data", text, Source())


def _ignored(data: bytes) -> Iterator[Note]:
    if found := active_content(data):
        text = _("PDF 带有{found}，没有运行也没有打开；其中若有公开的内容，请另行提供。").format(found=enumerated(found))
        yield Note("info", "active_content_ignored", text, Source())


def _cut(pages: Sequence[Page]) -> Iterator[Note]:
    cut = [page.number for page in pages if page.cut or page.clipped]
    if cut:
        text = _("{count} 页有印在页外或被裁掉、看不见的字（跨页的格子在各页都印全文），没有采用。").format(count=len(cut))
        yield Note("info", "cut_text", text, Source(page=cut[0]))


def _overflowing(pages: Sequence[Page]) -> Iterator[Note]:
    there = [page for page in pages if page.overflowing]
    if there:
        text = _("{count} 页有格子印不下、被裁掉而看不见的字（共 {characters} 个），仍归它所在的格子。").format(
            count=len(there), characters=sum(page.overflowing for page in there)
        )
        yield Note("info", "overflowing_text", text, Source(page=there[0].number))


def _blank(pages: Sequence[Page]) -> Iterator[Note]:
    """Pages that show nothing: they were left empty, or what draws them is damaged; which of both, nothing tells."""
    blank = [page.number for page in pages if page.is_blank]
    if blank:
        listed = enumerated([str(number) for number in blank[:_LISTED]])
        listed = _("{pages} 等").format(pages=listed) if len(blank) > _LISTED else listed
        text = _("第 {listed} 页是空白（共 {count} 页）；原文若不是空白，文件可能已损坏，请对照原文。").format(
            listed=listed, count=len(blank)
        )
        yield Note("info", "blank_page", text, Source(page=blank[0]))


def _masked(pages: Sequence[Page]) -> Iterator[Note]:
    covered = [page.number for page in pages if page.hidden]
    if covered:
        yield Note("info", "personal_data_masked", _("遮盖个人信息，共 {count} 页。").format(count=len(covered)), Source(page=covered[0]))
