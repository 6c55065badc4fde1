"""A Word document → Document: what it says with all changes accepted, in its order. Pure.

Deleted and hidden text is left out and noted. Notes at the foot stand at the end; headers and footers are furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from xml.etree.ElementTree import Element

from budgets.worded import _
from ingest.limits import CELLS, TooMuch, at_most
from ingest.readers.docx.opening import open_document
from ingest.readers.docx.styles import Styles, is_on, read_styles, value
from ingest.readers.flowing import Block, FlowCell, FlowTable, Text, lay_out
from ingest.readers.flowing.laying import Described
from ingest.readers.words import BREAK, lines_of, names, seen
from ingest.shapes import Document, Note, UnreadableDocument

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_GAP: Final = "  "
_LEADER: Final = "……"
_THROUGH: Final = names("ins moveTo hyperlink smartTag sdt sdtContent customXml fldSimple dir bdo ruby rubyBase r oMath oMathPara")
"""Elements that only enclose what is read."""
_BLOCKS_THROUGH: Final = names("sdt sdtContent customXml ins moveTo AlternateContent Choice")
_DELETED: Final = frozenset(("del", "moveFrom"))
_WIDEST: Final = 1_000
_FOOTNOTE: Final = re.compile(r"[\[\]()（）〔〕【】*\d①-⑳注]{1,6}")
_AFTER: Final = re.compile(r"[^\x00-/:-~]$|\d$")

_NOTES: Final[dict[str, tuple[Literal["info", "warning"], str]]] = {
    "tracked_changes": ("warning", _("Word 文件有 {count} 处修订没有定稿，按接受修订以后的样子读取，请对照原文。")),
    "hidden_text": ("warning", _("Word 文件有 {count} 处隐藏文字，没有读取，请对照原文。")),
    "struck_text": ("warning", _("Word 文件有 {count} 处文字划了删除线，没有读取，请对照原文。")),
    "footnote_marks": ("info", _("Word 文件有 {count} 处注释的标记（上标），不作为文字读取。")),
    "embedded_content": ("warning", _("Word 文件有 {count} 处嵌入的对象或另外的文件，其中的内容没有读取，请对照原文。")),
    "macros_ignored": ("info", _("Word 文件带有宏，没有运行也没有读取。")),
}


def read_docx(name: str, sha256: str, data: bytes) -> Document:
    """What the document says. Raises UnreadableDocument for what is damaged, encrypted, too large or empty."""
    opened = open_document(data)
    reader = _Reader(read_styles(opened.parts.get("styles"), opened.parts.get("numbering")))
    blocks = [*reader.blocks(opened.document), *reader.feet(opened.parts)]
    if not blocks:
        raise UnreadableDocument("no_text", "Word 文件里没有文字（可能都是图片），请检查是否选错，或提供带文字的文件。")
    reader.counts["macros_ignored"] += opened.has_macros
    around = [Text(lines) for lines in dict.fromkeys(reader.repeated(opened.parts))]
    notes = [Note(level, code, text.format(count=reader.counts[code])) for code, (level, text) in _NOTES.items() if reader.counts[code]]
    return lay_out(Described(name, sha256, MEDIA_TYPE, (*notes, *reader.notes)), blocks, around)


@dataclass(slots=True)
class _Cell:
    """A cell in the making: merged cells below make it higher."""

    row: int
    column: int
    colspan: int
    blocks: tuple[Block, ...]
    rowspan: int = 1


@dataclass(slots=True)
class _Reader:
    """Reads blocks in order; `pieces` is a paragraph so far, `aside` what text boxes in it say."""

    styles: Styles
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    tables: int = 0
    pieces: list[str] = field(default_factory=list)
    aside: list[Block] = field(default_factory=list)
    leads: bool = False

    # Blocks

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Paragraphs and tables, in order."""
        for element in parent:
            if element.tag == "p":
                yield from self._paragraph(element)
            elif element.tag == "tbl":
                yield from self._table(element)
            elif element.tag in _BLOCKS_THROUGH:
                yield from self.blocks(element)
            elif element.tag in _DELETED:
                self.counts["tracked_changes"] += 1
            elif element.tag == "altChunk":
                self.counts["embedded_content"] += 1
        yield from self._ended()

    def feet(self, parts: Mapping[str, Element]) -> Iterator[Block]:
        """Footnotes and endnotes."""
        for name in ("footnotes", "endnotes"):
            for note in parts.get(name, ()):
                if note.get("type") in (None, "normal"):
                    yield from self.blocks(note)

    def repeated(self, parts: Mapping[str, Element]) -> Iterator[tuple[str, ...]]:
        """The lines of headers and footers."""
        for name in sorted(parts):
            if name.startswith(("header", "footer")):
                for block in self.blocks(parts[name]):
                    if isinstance(block, Text):
                        yield block.lines

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        properties = paragraph.find("pPr")
        mark = None if properties is None else properties.find("rPr")
        self.leads = self.styles.name(value(properties, "pStyle")).lower().startswith("toc")
        at = len(self.pieces)
        self._inline(paragraph)
        number = self.styles.number_of(properties)
        if any(piece.strip() for piece in self.pieces[at:]):
            self.pieces.insert(at, number)
        if mark is not None and any(mark.find(name) is not None for name in _DELETED):
            self.counts["tracked_changes"] += 1
            return
        yield from self._ended()

    def _ended(self) -> Iterator[Block]:
        lines = lines_of(seen("".join(self.pieces)))
        aside, self.pieces, self.aside = self.aside, [], []
        if lines:
            yield Text(lines)
        yield from aside

    # What stands in a line

    def _inline(self, parent: Element) -> None:
        for element in parent:
            tag = element.tag
            if tag == "r":
                self._run(element)
            elif tag in _THROUGH:
                self.counts["tracked_changes"] += tag in ("ins", "moveTo")
                self._inline(element)
            elif tag in _DELETED:
                self.counts["tracked_changes"] += 1
            elif tag == "AlternateContent":
                self._inline(next((form for name in ("Choice", "Fallback") if (form := element.find(name)) is not None), element))
            elif tag in ("drawing", "pict"):
                self._boxes(element)

    def _run(self, run: Element) -> None:
        properties = run.find("rPr")
        if self._is_left_out(run, properties):
            return
        for element in run:
            self._piece(element)

    def _is_left_out(self, run: Element, properties: Element | None) -> bool:
        hidden = is_on(properties, "vanish")
        if hidden is None:
            hidden = self.styles.is_hidden(value(properties, "rStyle"))
        text = "".join(piece.text or "" for piece in run.iter("t")).strip()
        if hidden:
            self.counts["hidden_text"] += bool(text)
            return True
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            self.counts["struck_text"] += bool(text)
            return bool(text)
        before = "".join(self.pieces[-3:]).rstrip()
        is_mark = value(properties, "vertAlign") == "superscript" and _FOOTNOTE.fullmatch(text) and _AFTER.search(before)
        self.counts["footnote_marks"] += bool(is_mark)
        return bool(is_mark)

    def _piece(self, element: Element) -> None:
        tag = element.tag
        if tag == "t":
            self.pieces.append((element.text or "").replace("\n", " ").replace("\t", " ").replace(BREAK, " "))
        elif tag in ("tab", "ptab"):
            self.pieces.append(_LEADER if self.leads else _GAP)
        elif tag in ("br", "cr"):
            self.pieces.append(BREAK)
        elif tag == "noBreakHyphen":
            self.pieces.append("-")
        elif tag == "sym":
            self.pieces.append("□")
        elif tag == "object":
            self.counts["embedded_content"] += 1
        elif tag in ("drawing", "pict", "AlternateContent"):
            self._boxes(element)

    def _boxes(self, drawing: Element) -> None:
        """What text boxes say, to stand behind the paragraph; the second form of one that is given in two is skipped."""
        for element in drawing:
            if element.tag == "txbxContent":
                self.aside.extend(self._apart(element))
            elif element.tag != "Fallback" or drawing.find("Choice") is None:
                self._boxes(element)

    def _apart(self, parent: Element) -> list[Block]:
        """Blocks within a paragraph that is not yet read to its end."""
        pieces, aside, leads = self.pieces, self.aside, self.leads
        self.pieces, self.aside = [], []
        found = list(self.blocks(parent))
        self.pieces, self.aside, self.leads = pieces, aside, leads
        return found

    # Tables

    def _table(self, table: Element) -> Iterator[Block]:
        self.tables += 1
        number = self.tables
        rows = list(_within(table, "tr"))
        cells: list[_Cell] = []
        open_above: dict[int, _Cell] = {}
        try:
            at_most(len(rows), CELLS, "一个表格的行")
            for at, row in enumerate(rows, 1):
                open_above = self._row(row, at, open_above, cells)
                at_most(sum(cell.colspan for cell in open_above.values()) + len(cells), CELLS, "一个表格的格子")
        except TooMuch as error:
            self.notes.append(
                Note(
                    "error",
                    "table_left_out",
                    _("第 {number} 个表格没有读取：{error}，不像公开的表，请对照原文。").format(number=number, error=error),
                )
            )
            return
        made = tuple(FlowCell(cell.row, cell.column, cell.rowspan, cell.colspan, cell.blocks) for cell in cells)
        if any(cell.blocks for cell in made):
            yield FlowTable(number, len(rows), made)

    def _row(self, row: Element, at: int, above: dict[int, _Cell], cells: list[_Cell]) -> dict[int, _Cell]:
        """Adds the cells of a row. Gives the cells by the columns in which they begin, as the next row finds them above itself."""
        properties = row.find("trPr")
        if properties is not None and (properties.find("del") is not None or is_on(properties, "hidden")):
            self.counts["tracked_changes" if properties.find("del") is not None else "hidden_text"] += 1
            return above
        column = 1 + min(_count(properties, "gridBefore", 0), _WIDEST)
        found: dict[int, _Cell] = {}
        for element in _within(row, "tc"):
            own = element.find("tcPr")
            colspan = min(max(_count(own, "gridSpan", 1), 1), _WIDEST)
            merge = None if own is None else own.find("vMerge")
            over = above.get(column)
            if value(own, "hMerge") == "continue" and cells and cells[-1].row == at:
                cells[-1].colspan += colspan
            elif merge is not None and merge.get("val", "continue") == "continue" and over is not None:
                over.rowspan = at - over.row + 1
                self._apart(element)  # never shown, but its lists count on
                found[column] = over
            elif own is not None and own.find("cellDel") is not None:
                self.counts["tracked_changes"] += 1
            else:
                cell = _Cell(at, column, colspan, tuple(self._apart(element)))
                cells.append(cell)
                found[column] = cell
            column += colspan
        return found


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in content controls and changes."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _BLOCKS_THROUGH:
            yield from _within(element, tag)


def _count(properties: Element | None, name: str, otherwise: int) -> int:
    found = value(properties, name)
    return int(found) if found is not None and found.isdecimal() and len(found) < 9 else otherwise
