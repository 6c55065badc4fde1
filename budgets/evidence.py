"""The page of a document with marks on it, gathered for readers: the picture where it is a PDF, and the lines of its text.

What is marked is a box on the picture, and in the text the characters of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from budgets.boxes import Box, BoxMark, Frame, around, box_of, close_view, lines_at, part_of_line, strip_of
from budgets.cell_keys import Key, cell_key, place_key
from budgets.crossings import own_name
from budgets.images import NoImage
from budgets.models import Document, DocumentPage, Fact, Finding, Part, Statement
from budgets.page_images import image_of
from budgets.pages import Mark, MarkedLine, Passage, find_numbers, find_text, mark_page, page_of, passage
from budgets.sheets import CELLS, KIND, ShownSheet, name_in_line, numbers_of, sheet_page, show_sheet

_OF_RECOGNITION: Final = "recognition.confirmed"

WIDE: Final = (400.0, 620.0)
NARROW: Final = (190.0, 260.0)
"""Points that a close view shows at least, and so many it may show to have all marks in it: on a desk, and on a phone."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a PDF as a picture with its marks, and close views of them; `near` is None where it would be the whole page."""

    width: float
    height: float
    marks: tuple[BoxMark, ...]
    near: Frame | None
    narrow: Frame | None

    @property
    def near_name(self) -> Frame | None:
        """The name of the row, where the close view for a desk leaves it out."""
        return strip_of((self.width, self.height), self.marks, self.near) if self.near is not None else None

    @property
    def narrow_name(self) -> Frame | None:
        """The name of the row, where the close view for a phone leaves it out."""
        return strip_of((self.width, self.height), self.marks, self.narrow) if self.narrow is not None else None

    @property
    def whole(self) -> Frame:
        return Frame(0.0, 0.0, self.width, self.height)

    @property
    def near_cuts(self) -> bool:
        """Whether the close view for a desk leaves out a mark."""
        return self._cuts(self.near, self.near_name)

    @property
    def narrow_cuts(self) -> bool:
        """Whether the close view for a phone leaves out a mark."""
        return self._cuts(self.narrow, self.narrow_name)

    def _cuts(self, view: Frame | None, name: Frame | None) -> bool:
        """Whether a mark stands in neither of the two."""
        return view is not None and not all(view.shows(mark.box) or (name is not None and name.shows(mark.box)) for mark in self.marks)

    @property
    def extent(self) -> dict[str, str]:
        """Width and height, as SVG has them."""
        return {"width": f"{self.width:.1f}", "height": f"{self.height:.1f}"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a document with marks: the passage around them, all its lines, and its picture where it has one; of a
    worksheet, a web page or a Word document the rows around the marks in place of all these.

    `reason_apart` says that the reason of a sentence stands behind it, in another that is marked, too.
    `failed` says that there should be a picture, but none can be made. `count` is how many pages the document has. `name` is the
    file's, where it is another one than the reader would think.
    """

    page: DocumentPage
    passage: Passage
    lines: tuple[MarkedLine, ...]
    picture: Picture | None = None
    failed: bool = False
    count: int = 0
    sheet: ShownSheet | None = None
    name: str = ""
    reason_apart: bool = False

    @property
    def is_numbered(self) -> bool:
        """Lines of a text are counted; those of a PDF are where they are printed."""
        return self.page.width is None

    @property
    def before(self) -> int | None:
        return self.page.number - 1 if self.page.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.page.number + 1 if self.page.number < self.count else None


def show_fact(row: Fact) -> Shown | None:
    """The page on which a figure stands: the figure marked, and the name of its row."""
    if row.sheet:
        return _on_sheet(sheet_page(row.document, row.sheet), [row.cell])
    found = page_of(row.document, row.line, row.page)
    if found is None:
        return None
    if found.kind == CELLS:
        return _on_sheet(found, [name_in_line(row.line, row.cell)])
    if found.width is None:
        near = row.line if row.line is not None else found.first_line
        named = find_text(found.lines, found.first_line, own_name(row.label), near)
        return _text(found, [*named, *_marks(row.line, row.span, found)])
    name = _box_of_row(row)
    cell = [BoxMark(box_of(row.bbox))] if row.bbox else _blank(row, name)
    marks = [*([BoxMark(name, "row")] if name and row.label else []), *cell]
    return _drawn(found, marks, _in_lines(found, marks, row.printed))


def show_sentence(row: Statement) -> Shown | None:
    """The page on which a sentence stands, the sentence marked, and in it the figures that the statement gives."""
    if row.sheet:
        return _on_sheet(sheet_page(row.document, row.sheet), [row.cell], row.text)
    found = page_of(row.document, row.line, row.page)
    if found is None:
        return None
    if found.kind == CELLS:
        return _on_sheet(found, [name_in_line(row.line, row.cell)], row.text)
    if found.width is not None:
        return _drawn_sentence(found, row)
    near = row.line if row.line is not None else found.first_line
    sentence = find_text(found.lines, found.first_line, row.text, near) or tuple(_marks(row.line, None, found))
    own = _marks(row.line, row.span, found) if row.span else []
    figures = find_numbers(found.lines, found.first_line, sentence, _other_numbers(row), own)
    reason = _reason_behind(found, row, sentence)
    return replace(_text(found, [*sentence, *reason, *own, *figures]), reason_apart=bool(reason))


def _reason_behind(found: DocumentPage, row: Statement, sentence: Sequence[Mark]) -> tuple[Mark, ...]:
    """Where the reason of a sentence stands, if that is in another behind it: 支出预算减少5万元。减少的主要原因是…"""
    if not row.reason or not sentence or "".join(row.reason.split()) in "".join(row.text.split()):
        return ()
    last = sentence[-1].line
    return find_text(found.lines[last - found.first_line :], last, row.reason, last)


def show_sources(row: Finding) -> list[Shown]:
    """Every page on which a source of the finding stands, all of them marked: of its own document, and of others that it names."""
    by_page: dict[int, tuple[DocumentPage, list[dict[str, Any]]]] = {}
    for document, source in sources_of(row):
        sheet = source.get("sheet")
        found = sheet_page(document, sheet) if sheet else page_of(document, source.get("line"), source.get("page"))
        if found is not None:
            by_page.setdefault(found.pk, (found, []))[1].append(source)
    return [replace(_with_sources(found, some), name=_other_name(found, row)) for found, some in by_page.values()]


def findings_on(row: Fact | Statement) -> list[Finding]:
    """What does not agree and has to do with this cell or sentence: findings that name its place as a source, or its row. One query."""
    wanted = (Finding.Outcome.MISMATCH, Finding.Outcome.SOFT)
    own = Finding.objects.filter(edition=row.edition_id, document=row.document_id, outcome__in=wanted).order_by("order")
    return [found for found in own if any(_is_at(source, row) for source in found.sources)]


def is_confirmed(row: Fact) -> bool:
    """Whether something confirms a figure that was recognised in a picture: no finding says that nothing does. One query."""
    told = Finding.objects.filter(edition=row.edition_id, document=row.document_id, check_code=_OF_RECOGNITION)
    return not any(_is_at(source, row) for found in told for source in found.sources)


def _is_at(source: Mapping[str, Any], row: Fact | Statement) -> bool:
    """Whether a source of a finding is where a row stands: the same place of a page, of a line or of a sheet, or its line as a whole."""
    if "sha256" in source:
        return False
    if (key := place_key(source)) is not None:
        return key == _key_of(row)
    return source.get("line") is not None and source["line"] == row.line


def _key_of(row: Fact | Statement) -> Key | None:
    return cell_key({name: getattr(row, name) for name in ("page", "bbox", "line", "span", "sheet", "cell")})


def sources_of(row: Finding) -> Iterator[tuple[Document, dict[str, Any]]]:
    """The finding's sources, each with the document that it is in."""
    named = {source["sha256"] for source in row.sources if "sha256" in source}
    others = {document.sha256: document for document in Document.objects.filter(sha256__in=named)} if named else {}
    for source in row.sources:
        yield others.get(source.get("sha256", ""), row.document), source


def figures_of(row: Finding) -> list[Fact]:
    """The figures of the finding's edition that stand where its sources are, in their order. At most two queries."""
    wanted = [(document.pk, key) for document, source in sources_of(row) if (key := place_key(source)) is not None]
    at = Q(
        *(Q(**{f"{name}__in": {source[name] for source in row.sources if source.get(name)}}) for name in ("page", "line", "sheet")),
        _connector=Q.OR,
    )
    near = Fact.objects.filter(at, edition=row.edition_id, document__in={document for document, _key in wanted})
    there = {(fact.document_id, _key_of(fact)): fact for fact in near} if wanted else {}
    return [there[one] for one in dict.fromkeys(wanted) if one in there]


def _other_name(page: DocumentPage, row: Finding) -> str:
    """The name of the file, where a finding speaks of another one than its own."""
    return page.document.name if page.document_id != row.document_id else ""


def show_places(page: DocumentPage, sources: Sequence[Mapping[str, Any]]) -> Shown:
    """A page with places of its own marked, each as the contract tells it; without any, the page."""
    return _with_sources(page, sources) if sources else show_page(page)


def show_page(page: DocumentPage) -> Shown:
    """A page without marks."""
    if page.kind in (KIND, CELLS):
        return Shown(page, Passage(()), (), sheet=show_sheet(page))
    return _text(page, []) if page.width is None else _drawn(page, [], [])


def _with_sources(found: DocumentPage, sources: Sequence[Mapping[str, Any]]) -> Shown:
    if found.kind == KIND:
        return Shown(found, Passage(()), (), sheet=show_sheet(found, [source.get("cell") or "" for source in sources]))
    if found.kind == CELLS:
        names = [name_in_line(source.get("line"), numbers_of(source)) for source in sources]
        return Shown(found, Passage(()), (), sheet=show_sheet(found, names))
    if found.width is None:
        return _text(found, [mark for source in sources for mark in _marks(source.get("line"), source.get("span"), found)])
    marks = [BoxMark(box_of(source["bbox"])) for source in sources if source.get("bbox")]
    return _drawn(found, marks, _in_lines(found, marks, ""))


# Worksheets


def _on_sheet(found: DocumentPage | None, cells: Sequence[str], sentence: str = "") -> Shown | None:
    """A worksheet with its cells marked; None where it is not stored."""
    return None if found is None else Shown(found, Passage(()), (), sheet=show_sheet(found, cells, sentence))


# Texts


def _text(found: DocumentPage, marks: Sequence[Mark]) -> Shown:
    lines = mark_page(found.lines, found.first_line, marks)
    return Shown(found, passage(lines), lines)


def _marks(line: int | None, span: Sequence[int] | None, found: DocumentPage) -> list[Mark]:
    """The mark of a place: its characters, or its whole line where those are not known."""
    if line is None or not 0 <= line - found.first_line < len(found.lines):
        return []
    text = found.lines[line - found.first_line]
    start, end = span or (len(text) - len(text.lstrip()), len(text.rstrip()))
    return [Mark(line, start, end, "cell" if span else "row")]


def _other_numbers(row: Statement) -> list[Decimal]:
    return [number for number in (row.base, row.change, row.percent) if number is not None]


# PDFs


def _drawn(found: DocumentPage, marks: Sequence[BoxMark], in_text: Sequence[Mark]) -> Shown:
    """A page of a PDF: its picture with marks, or where none can be made the lines alone."""
    lines = mark_page(found.lines, found.first_line, in_text)
    picture = _picture(found, marks)
    count = found.document.pages.count()
    return Shown(found, passage(lines), lines, picture, failed=picture is None, count=count)


def _picture(found: DocumentPage, marks: Sequence[BoxMark]) -> Picture | None:
    """Made here already, so that the page can say it where it cannot be."""
    try:
        image_of(found)
    except NoImage:
        return None
    width, height = found.width or 0.0, found.height or 0.0
    if not marks:
        return Picture(width, height, (), None, None)
    beside = [_to_the_left(found, at, mark.box) for mark in marks for at in lines_at(found.boxes, mark.box)]
    views = [close_view((width, height), marks, beside, limits) for limits in (WIDE, NARROW)]
    near, narrow = [None if view.width >= width and view.height >= height else view for view in views]
    return Picture(width, height, tuple(marks), near, narrow)


def _to_the_left(found: DocumentPage, at: int, box: Box) -> Box:
    """From the beginning of a line to a place in it: there stands what a figure is the figure of."""
    return min(found.boxes[at][0], box[0]), box[1], box[2], box[3]


def _box_of_row(row: Fact) -> Box | None:
    """Where the name of a figure's row stands, as its reading says; None where that is on another page."""
    at = f"reading__extraction__tables__{row.table}__rows__{row.row}"
    parts = Part.objects.filter(edition=row.edition_id, reading__document=row.document_id)
    place = parts.values_list(f"{at}__page", f"{at}__bbox").first()
    page, bbox = place or (None, None)
    return box_of(bbox) if bbox and page == row.page else None


def _blank(row: Fact, name: Box | None) -> list[BoxMark]:
    """Where the figure of a blank cell would stand: level with its row's name, as wide as the column's figures on this page."""
    column = Fact.objects.filter(edition=row.edition_id, document=row.document_id, table=row.table, column=row.column, page=row.page)
    boxes = [box_of(bbox) for bbox in column.values_list("bbox", flat=True) if bbox]
    if name is None or not boxes:
        return []
    left, _, right, _ = around(boxes)
    return [BoxMark((left, name[1], right, name[3]), "blank")]


def _in_lines(found: DocumentPage, marks: Iterable[BoxMark], printed: str) -> list[Mark]:
    """The lines of text on which marked places stand; in them the figure, where it is printed there just once."""
    by_line: dict[int, Mark] = {}
    for mark in marks:
        for at in lines_at(found.boxes, mark.box):
            text = found.lines[at]
            start = text.find(printed) if mark.kind == "cell" and printed and text.count(printed) == 1 else -1
            whole = Mark(found.first_line + at, len(text) - len(text.lstrip()), len(text.rstrip()), "row")
            by_line.setdefault(at, whole)
            if start >= 0:
                by_line[at] = Mark(found.first_line + at, start, start + len(printed))
    return list(by_line.values())


def _drawn_sentence(found: DocumentPage, row: Statement) -> Shown:
    own = [BoxMark(box_of(row.bbox))] if row.bbox else []
    at = next((at for mark in own for at in lines_at(found.boxes, mark.box)), 0)
    sentence = find_text(found.lines, found.first_line, row.text, found.first_line + at)
    reason = _reason_behind(found, row, sentence)
    boxes = [_box_in_line(found, mark) for mark in (*sentence, *reason)]
    marks = [*(BoxMark(box, "sentence") for box in boxes if box is not None), *own]
    figures = find_numbers(
        found.lines, found.first_line, sentence, [*([row.amount] if row.amount is not None else []), *_other_numbers(row)]
    )
    shown = _drawn(found, marks, [*sentence, *reason, *figures] or _in_lines(found, own, ""))
    return replace(shown, reason_apart=bool(reason))


def _box_in_line(found: DocumentPage, mark: Mark) -> Box | None:
    at = mark.line - found.first_line
    box = found.boxes[at] if at < len(found.boxes) else None
    return part_of_line(found.lines[at], box, mark.start, mark.end) if box else None
