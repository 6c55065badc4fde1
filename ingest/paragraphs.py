"""Running text: the lines outside tables and forms, joined into paragraphs, and the paragraphs under their headings. Pure.

The lines of a page say nothing of where a paragraph ends, so that is read from the text: a line that could have held the beginning of the
next one was broken on purpose. A worksheet is a place of its own (`ingest.sheet_titles`): its text stands under its own headings, and where
it has none above, under its title or its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Final

from ingest.headings import heading_level, is_part_heading, mark_level, undouble
from ingest.shapes import Form, Grid, Page, Paragraph, Section, Source, TextLine
from ingest.sheet_titles import SheetTitle, sheet_titles

_TOKEN: Final = re.compile(r"[0-9A-Za-z.,%％~-]+[，。；：、）”％%]?|.[，。；：、）”]?")
_CLOSED: Final = re.compile(r"[。！？；：:;]$")
_ITEM: Final = re.compile(r"[（(]\d{1,2}[）)]|[①-⑳]|注[：:]")
_BARE_PART: Final = re.compile(r"第[一二三四五六七八九十\d]+(?:部分|章|篇)")
_HEADING_ENDS: Final = re.compile(r"(?:说明|情况|概况|职责|职能|设置|构成|任务|目标|解释|事项|原因|报表|其他)[：:]?$")
_PROSE: Final = re.compile("[，。；]")
_WIDE: Final = frozenset("WFA")
"""Wide, full-width and ambiguous characters (UAX #11): two columns each."""
_INDENT: Final = "\u3000\u3000"
_INDENT_WIDTH: Final = 4
_NARROWEST: Final = 40
"""No text is set in narrower lines than these columns: shorter lines were ended on purpose."""
_SLACK: Final = 8
"""Columns by which a full line may fall short: characters of proportional fonts are narrower or wider than one or two columns."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of running text: its text without surrounding spaces and doubling, how many characters precede it, its page.

    `apart` is true where a table or form stands between it and the line before, or a worksheet begins.
    """

    text: str
    line: int
    skipped: int
    page: int
    indented: bool
    apart: bool


def read_paragraphs(pages: Sequence[Page], grids: Sequence[Grid], forms: Sequence[Form]) -> tuple[Paragraph, ...]:
    """The running text outside the lines that tables and forms take up, over the ends of lines and pages; headings are paragraphs too.

    The heading of a part that was printed into a table (normalise.md §1.4) stays a heading, whoever claims its line.
    """
    pieces = tuple(_pieces(pages, _taken(grids, forms)))
    sheets = sheet_titles(pages)
    paragraphs: list[Paragraph] = []
    headings: list[str] = []
    sheet: SheetTitle | None = None
    for group in _groups(pieces, _full_widths(pieces)):
        text, above = "".join(piece.text for piece in group), sheet
        sheet = sheets.get(group[0].page)
        level = heading_level(text) if sheet is None else sheet.level_of(text, group[0].line)
        headings = _headings_above(headings if sheet is above else [], text, level)
        section = headings[-1] if headings else (sheet.over(group[0].line) if sheet is not None else None)
        paragraph = _paragraph(text, section, group)
        paragraphs.append(replace(paragraph, level=level, sheet=group[0].page if sheet is not None else None))
    return tuple(paragraphs)


def read_sections(paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """The text heading by heading, each with what stands under it before the next heading, its paragraphs on lines of their own.

    What stands before the first heading has an empty title, on a worksheet that of the sheet. A line of the contents, whose heading comes
    again later, is left out.
    """
    sections: list[_Open] = []
    last: dict[tuple[int | None, str], int] = {}
    for paragraph in paragraphs:
        title = paragraph.section or ""
        place = paragraph.sheet, title
        if paragraph.level is None and place in last:
            sections[last[place]].texts.append(paragraph.text)
            continue
        last[place] = len(sections)
        sections.append(_Open(title, paragraph.source, paragraph.level or 1, [] if paragraph.level else [paragraph.text]))
    latest = {_dense(section.title): at for at, section in enumerate(sections)}
    return tuple(section.closed for at, section in enumerate(sections) if section.texts or latest[_dense(section.title)] == at)


@dataclass(frozen=True, slots=True)
class _Open:
    """A section in the making."""

    title: str
    source: Source
    level: int
    texts: list[str]

    @property
    def closed(self) -> Section:
        return Section(self.title, "\n".join(self.texts).strip(), self.source, self.level)


def _headings_above(headings: Sequence[str], text: str, level: int | None) -> list[str]:
    """The headings, outermost first, under which this text stands: itself too where it is one, of that level.

    A text that begins with 七、 stands beside what is headed 六、, not under it, even where it is a sentence and no heading.
    """
    mark = mark_level(text)
    above = [heading for heading in headings if mark is None or (heading_level(heading) or 0) < mark]
    return [*above, text] if level else above


def _dense(title: str) -> str:
    return re.sub(r"\s", "", title)


def _taken(grids: Sequence[Grid], forms: Sequence[Form]) -> set[int]:
    segments = chain(chain.from_iterable(grid.segments for grid in grids), chain.from_iterable(form.segments for form in forms))
    return set(chain.from_iterable(range(first, last + 1) for first, last in segments))


def _lines(pages: Sequence[Page]) -> Iterator[tuple[Page, TextLine]]:
    return ((page, line) for page in pages if page.kind == "text" for line in page.lines)


def _pieces(pages: Sequence[Page], taken: set[int]) -> Iterator[_Piece]:
    apart, sheet = False, None
    for page, line in _lines(pages):
        if not line.text.strip():
            continue
        apart, sheet = apart or page.sheet != sheet, page.sheet
        if line.number in taken and not _is_part_heading(line):
            apart = True
            continue
        yield _piece(page, line, undouble(line.text), apart)
        apart = False


def _is_part_heading(line: TextLine) -> bool:
    """Asked of every line of every table, so the first character answers for most."""
    return line.text.lstrip().startswith("第") and is_part_heading(undouble(line.text))


def _piece(page: Page, line: TextLine, text: str, apart: bool) -> _Piece:
    spaces = len(line.text) - len(line.text.lstrip())
    return _Piece(text, line.number, line.offset + spaces, page.number, line.text.startswith(_INDENT), apart)


def _width(text: str) -> int:
    return len(text) + sum(map(_WIDE.__contains__, map(unicodedata.east_asian_width, text)))


@dataclass(frozen=True, slots=True)
class _Widths:
    """How wide full lines are, in columns (a Chinese character is two): in the whole text, and on each page that has sentences."""

    text: int
    pages: dict[int, int]

    def of(self, line: _Piece, *, goes_on: bool) -> int:
        """The width of a full line there. The end of a sentence is measured by the whole text: a page may have none but short ones; and
        without slack, unless the indents say that the paragraph `goes_on`. (Items of a list may end in semicolons and have no indent.)"""
        if _CLOSED.search(line.text):
            return max(_NARROWEST, self.text - (_SLACK if goes_on and line.text.endswith("。") else 0))
        return max(_NARROWEST, min(self.text, self.pages.get(line.page, self.text)) - _SLACK)


def _full_widths(pieces: Sequence[_Piece]) -> _Widths:
    """In the whole text nine of ten lines of sentences are not wider; tables that nobody recognised have wider ones."""
    prose = [(piece.page, _width(piece.text)) for piece in pieces if _PROSE.search(piece.text)]
    widths = sorted(width for _, width in prose)
    return _Widths(widths[len(widths) * 9 // 10] if widths else 0, dict(sorted(prose, key=lambda line: line[1])))


def _groups(pieces: Sequence[_Piece], widths: _Widths) -> Iterator[tuple[_Piece, ...]]:
    group: list[_Piece] = list(pieces[:1])
    for before, piece in pairwise(pieces):
        if _begins_paragraph(before, piece, widths, first=len(group) == 1, indented=group[0].indented):
            yield tuple(group)
            group = []
        group.append(piece)
    if group:
        yield tuple(group)


def _begins_paragraph(before: _Piece, piece: _Piece, widths: _Widths, *, first: bool, indented: bool) -> bool:
    """Whether `piece` starts a paragraph behind the line `before`, which is the `first` line of its own (and may have been indented).

    第二部分 alone on its line is a heading whose name stands on the next one. `indented` says that the paragraph of `before` was: where it
    was, a line that is not goes on with it, also behind a sentence that happens to end where its line does.
    """
    if piece.apart or mark_level(piece.text) or _ITEM.match(piece.text):
        return True
    if first and _BARE_PART.fullmatch(before.text):
        return False
    if piece.indented:
        return True
    if first and heading_level(before.text) and _HEADING_ENDS.search(before.text):
        return True
    token = _TOKEN.match(piece.text)
    would_take = _width(before.text) + (_INDENT_WIDTH if first else 0) + _width(token.group() if token else "")
    return would_take <= widths.of(before, goes_on=indented and heading_level(piece.text) is None)


def _paragraph(text: str, section: str | None, group: Sequence[_Piece]) -> Paragraph:
    breaks, offset = [], 0
    for piece in group:
        breaks.append((offset, piece.line, piece.skipped))
        offset += len(piece.text)
    source = Source(page=group[0].page, line=group[0].line)
    return Paragraph(text, source, section, tuple(breaks), tuple(piece.page for piece in group))
