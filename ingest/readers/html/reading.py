"""A web page → Document: what a browser would show, in its order. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

from selectolax.lexbor import LexborNode

from budgets.worded import _
from ingest.limits import CELLS, TooMuch, at_most
from ingest.readers.flowing import Block, FlowTable, Text, lay_out
from ingest.readers.flowing.blocks import Span, placed
from ingest.readers.flowing.laying import Described
from ingest.readers.html.hiding import Attributes, Hiding, hiding_by
from ingest.readers.html.opening import open_page
from ingest.readers.numbering import written
from ingest.readers.words import BREAK, collapsed, lines_of, names, seen
from ingest.shapes import Document, Note, UnreadableDocument

MEDIA_TYPE: Final = "text/html"

_UNREAD: Final = names(
    "script style noscript template select datalist textarea button iframe object embed svg math audio video canvas map rp rt nav dialog"
)
"""Elements that show no text of the page, or none but ways to other pages."""
_LISTS: Final = frozenset(("ol", "ul", "menu"))
_STRUCK: Final = frozenset(("del", "s", "strike"))
_BLOCKS: Final = names(
    "html body address article aside blockquote center details dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr legend li main menu ol p pre section summary ul table caption thead tbody tfoot tr td th"
)
_MOST_TABLES: Final = 20  # tables within each other; deeper ones only arrange
_SITE: Final = re.compile(r"[_|｜–—-]")
_OF_BUDGETS: Final = re.compile("预算|决算")
_WIDEST: Final = 1_000
_HIGHEST: Final = 65_534
"""What a cell may span, by the standard of HTML."""
_FOOTNOTE: Final = re.compile(r"[\[\]()（）〔〕【】*\d①-⑳注]{1,6}")
_AFTER: Final = re.compile(r"[^\x00-/:-~]$|\d$")

_NOTES: Final[dict[str, tuple[Literal["info", "warning"], str]]] = {
    "hidden_elements": ("warning", _("网页有 {count} 处内容是隐藏的，没有读取，请对照原文。")),
    "struck_text": ("warning", _("网页有 {count} 处文字划了删除线，没有读取，请对照原文。")),
    "footnote_marks": ("info", _("网页有 {count} 处注释的标记（上标），不作为文字读取。")),
    "framed_content": ("warning", _("网页有 {count} 处内容来自另外的网页（框架），没有读取，请对照原文。")),
}


def read_html(name: str, sha256: str, data: bytes) -> Document:
    """What the page shows. Raises UnreadableDocument for what is no text, broken off, nested too deep, or shows nothing."""
    root = open_page(data)
    builder = _Builder(hiding_by(node.text(deep=True) for node in root.css("style")))
    _walk(root, builder)
    blocks = builder.blocks
    if not builder.has_text:
        raise UnreadableDocument("no_text", "网页里没有文字（内容可能由脚本另外载入）；请在浏览器里打开、看到正文后另存，再导入。")
    title = root.css_first("head title")
    notes = (
        *builder.notes,
        *(Note(level, code, text.format(count=builder.counts[code])) for code, (level, text) in _NOTES.items() if builder.counts[code]),
    )
    return lay_out(Described(name, sha256, MEDIA_TYPE, notes), blocks, _title(title.text(deep=True) if title is not None else ""))


def _title(text: str) -> tuple[Text, ...]:
    """What the page's title says of budgets; the rest is the name of the site."""
    parts = (part.strip() for part in _SITE.split(collapsed(seen(text)).replace(BREAK, " ").replace("\xa0", " ")))
    return tuple(Text((part,)) for part in parts if _OF_BUDGETS.search(part))


def _walk(root: LexborNode, builder: _Builder) -> None:
    """Every node in its order, without recursion: how deep it goes is the page's doing."""
    node: LexborNode | None = root
    while node is not None:
        goes_in = builder.enter(node)
        child = node.child if goes_in else None
        if child is not None:
            node = child
            continue
        while node is not None:
            if node.is_element_node:
                builder.leave(node)
            if node.mem_id == root.mem_id:
                return
            if node.next is not None:
                node = node.next
                break
            node = node.parent


@dataclass(slots=True)
class _Table:
    """A table that is open, and its rows so far."""

    number: int
    rows: list[list[Span]] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """A list that counts: the number of its next item, and how numbers are written; None for one that has dots."""

    number: int
    style: str | None


@dataclass(slots=True)
class _Builder:
    """The blocks so far: of the page, and of every cell that is open. `opened` are the elements whose end closes something here."""

    hiding: Hiding
    containers: list[list[Block]] = field(default_factory=lambda: [[]])
    tables: list[_Table] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    opened: set[int] = field(default_factory=set)
    count: int = 0
    preformatted: int = 0
    has_text: bool = False

    @property
    def blocks(self) -> list[Block]:
        self._end_paragraph()
        return self.containers[0]

    def enter(self, node: LexborNode) -> bool:
        """Take a node up; whether what is in it is read too."""
        if node.is_text_node:
            self._add(node.text_content or "")
            return False
        tag = node.tag or ""
        if not node.is_element_node or tag == "head":
            return False
        attributes = node.attributes
        if tag in _UNREAD or self._is_hidden(node, tag, attributes):
            self.counts["framed_content"] += tag == "iframe" and bool(attributes.get("src"))
            return False
        if tag in _BLOCKS:
            self._end_paragraph()
        self._open(node, tag, attributes)
        return tag != "sup" or not self._is_footnote(node)

    def _is_hidden(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        if tag in _STRUCK:
            self.counts["struck_text"] += 1
            return True
        if not self.hiding.hides(tag, attributes):
            return False
        self.counts["hidden_elements"] += bool((node.text(deep=True) or "").strip())
        if tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        if tag == "table":
            self.count += 1
        return True

    def _is_footnote(self, node: LexborNode) -> bool:
        """Whether something raised is the mark of a footnote: behind a figure or a Chinese word it would be read as part of it."""
        before = "".join(self.pieces[-3:]).rstrip()
        is_mark = _FOOTNOTE.fullmatch((node.text(deep=True) or "").strip()) is not None and _AFTER.search(before) is not None
        self.counts["footnote_marks"] += is_mark
        return is_mark

    def _open(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        if tag == "br":
            self.pieces.append(BREAK)
        elif tag == "table":
            self.count += 1
            if len(self.tables) < _MOST_TABLES:
                self.opened.add(node.mem_id)
                self.tables.append(_Table(self.count))
        elif tag in ("td", "th", "caption") and self._is_of_table(node):
            self.opened.add(node.mem_id)
            self.containers.append([])
        elif tag == "tr" and self._is_of_table(node):
            self.tables[-1].rows.append([])
        elif tag in _LISTS:
            self.opened.add(node.mem_id)
            self.lists.append(_List(_number(attributes.get("start"), 1), _style(attributes) if tag == "ol" else None))
        elif tag == "li" and self.lists:
            self._add(self._item(attributes))
        elif tag == "pre":
            self.opened.add(node.mem_id)
            self.preformatted += 1

    def _is_of_table(self, node: LexborNode) -> bool:
        """Whether a row, cell or caption is of the innermost table that is read as one."""
        above = node.parent
        while above is not None and above.tag != "table":
            above = above.parent
        return above is not None and above.mem_id in self.opened

    def _item(self, attributes: Attributes) -> str:
        current = self.lists[-1]
        current.number = _number(attributes.get("value"), current.number)
        current.number += 1
        return "" if current.style is None else written(current.number - 1, current.style)

    def leave(self, node: LexborNode) -> None:
        """Close an element, taken up or not."""
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._end_paragraph()
        if node.mem_id not in self.opened:
            return
        self.opened.discard(node.mem_id)
        if tag == "pre":
            self.preformatted -= 1
        elif tag in _LISTS:
            self.lists.pop()
        elif tag == "table":
            self._close_table()
        else:
            self._close_cell(tag, node.attributes)

    def _close_cell(self, tag: str, attributes: Attributes) -> None:
        blocks = self.containers.pop()
        if tag == "caption":
            self.containers[-1].extend(blocks)
            return
        colspan = min(max(_number(attributes.get("colspan"), 1), 1), _WIDEST)
        rowspan = min(_number(attributes.get("rowspan"), 1), _HIGHEST)
        rows = self.tables[-1].rows
        if not rows:
            rows.append([])
        rows[-1].append(Span(rowspan if rowspan > 0 else _HIGHEST, colspan, tuple(blocks)))

    def _close_table(self) -> None:
        table = self.tables.pop()
        try:
            at_most(len(table.rows), CELLS, "一个表格的行")
            self.containers[-1].append(FlowTable(table.number, len(table.rows), placed(table.rows)))
        except TooMuch as error:
            self.notes.append(
                Note(
                    "error",
                    "table_left_out",
                    _("第 {number} 个表格没有读取：{error}，不像公开的表，请对照原文。").format(number=table.number, error=error),
                )
            )

    def _add(self, text: str) -> None:
        text = seen(text).replace(BREAK, " ")
        self.pieces.append(text.replace("\r\n", "\n").replace("\n", BREAK) if self.preformatted else text)

    def _end_paragraph(self) -> None:
        if not self.pieces:
            return
        lines = lines_of(BREAK.join(collapsed(line) for line in "".join(self.pieces).split(BREAK)))
        self.pieces = []
        if lines:
            self.has_text = True
            self.containers[-1].append(Text(tuple(line.removeprefix(" ") for line in lines)))


def _number(text: str | None, otherwise: int) -> int:
    found = re.match(r"\s*(\d{1,9})", text or "")
    return int(found[1]) if found else otherwise


def _style(attributes: Attributes) -> str:
    """How a list writes its numbers, in the words of Word."""
    style = attributes.get("style") or ""
    if re.search(r"list-style[^;]*none", style):
        return "none"
    if re.search(r"cjk-ideographic|chinese-informal|cjk-decimal", style):
        return "chineseCounting"
    kinds = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return kinds.get(attributes.get("type") or "", "decimal")
