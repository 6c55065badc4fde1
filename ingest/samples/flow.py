"""A disclosure → pages of shapes: text, rulings, areas. Pure; what a text measures comes from the font.

Positions are points from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from ingest.samples.published import PageKind, Part, Published, RuledTable, Style
from ingest.samples.ruled import RuledCell, cells_of, code_columns
from ingest.samples.wording import paragraphs

SHORT: Final = 595.3
LONG: Final = 841.9
SIDE: Final = 54.0
TOP: Final = 50.0
BOTTOM: Final = 48.0
PADDING: Final = 3.0
ABOVE: Final = 2.0
RULING: Final = 0.5
TITLE: Final = 15.0
SMALL: Final = 8.0
LEADING: Final = 1.62
LINE: Final = 1.25
SHADE: Final = 0.88
SMALLEST_TITLE: Final = 9.5
SMALLEST: Final = 5.5

Measure = Callable[[str, float], float]


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text on its baseline; `angle` in degrees around its start, `grey` from 0 (black) to 1 (white)."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    angle: float = 0.0
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A stroked ruling."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Areas:
    """Black areas that are filled as one path, as some office programs write the rulings of a whole table."""

    boxes: tuple[tuple[float, float, float, float], ...]


Shape = Text | Line | Area | Areas


@dataclass(frozen=True, slots=True)
class Page:
    """One page as displayed. `rotated`: it is stored upright and turned by the viewer."""

    width: float
    height: float
    rotated: bool
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Something as high as this that is never divided, drawn relative to its own top. `kept`: it stays with the block below it."""

    height: float
    shapes: tuple[Shape, ...]
    kept: bool = False


@dataclass
class _Pages:
    """The pages so far and the one that is being filled."""

    sample: Published
    done: list[Page] = field(default_factory=list)
    kind: PageKind = "portrait"
    shapes: list[Shape] = field(default_factory=list)
    y: float = TOP

    @property
    def size(self) -> tuple[float, float]:
        return (SHORT, LONG) if self.kind == "portrait" else (LONG, SHORT)

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.size[0] - 2 * SIDE

    def fits(self, height: float) -> bool:
        return self.y + height <= self.size[1] - BOTTOM

    def place(self, block: Block) -> None:
        self.shapes.extend(moved(shape, self.y) for shape in block.shapes)
        self.y += block.height

    def turn_to(self, kind: PageKind) -> None:
        """A new page of this kind."""
        self.end()
        self.kind = kind

    def end(self) -> None:
        """Close the page, if there is anything on it."""
        if self.shapes:
            self.done.append(Page(*self.size, self.kind == "rotated", tuple(self.shapes)))
        self.shapes, self.y = [], TOP


def flow(sample: Published, measure: Measure) -> tuple[Page, ...]:
    """The pages of a sample, page furniture included."""
    pages = _Pages(sample)
    for is_text, parts in groupby(sample.parts, lambda part: part.kind not in ("page", "table")):
        if is_text:
            _place_all(pages, [block for part in parts for block in _blocks(part, sample.style.text_size, pages.inner, measure)])
            continue
        for part in parts:
            if part.kind == "table":
                _place_table(pages, sample.tables[part.values[0] - 1], measure)
            else:
                pages.turn_to(part.values[0])
    pages.end()
    return tuple(_furnished(page, number, sample, measure) for number, page in enumerate(pages.done, 1))


def moved(shape: Shape, down: float) -> Shape:
    """The shape so far below."""
    if isinstance(shape, Text):
        return replace(shape, y=shape.y + down)
    if isinstance(shape, Areas):
        return Areas(tuple((x0, y0 + down, x1, y1 + down) for x0, y0, x1, y1 in shape.boxes))
    return replace(shape, y0=shape.y0 + down, y1=shape.y1 + down)


def _place_all(pages: _Pages, blocks: list[Block]) -> None:
    for at, block in enumerate(blocks):
        last = at
        while last + 1 < len(blocks) and blocks[last].kept:
            last += 1
        if not pages.fits(sum(one.height for one in blocks[at : last + 1])):
            pages.end()
        pages.place(block)


# --- text -----------------------------------------------------------------------------------------------------------------


def _blocks(part: Part, size: float, width: float, measure: Measure) -> Iterator[Block]:
    if part.kind == "cover":
        yield Block(150.0, ())
        for number, text in enumerate(part.values):
            yield _centred(text, 22.0 if number == 0 else 15.0, width, measure, bold=number == 0, after=46.0)
    elif part.kind == "title":
        yield Block(8.0, (), kept=True)
        yield _centred(part.values[0], TITLE, width, measure, bold=True, after=12.0, kept=True)
    elif part.kind == "contents":
        yield from (_contents_line(text, size, width, measure) for text in part.values)
    elif part.kind == "heading":
        yield from _lines(part.values[0], size + 1, width, measure, indent=0.0, bold=True)
    else:
        for paragraph in paragraphs(part):
            yield from _lines(paragraph, size, width, measure, indent=2 * size)


def _centred(text: str, size: float, width: float, measure: Measure, *, bold: bool, after: float, kept: bool = False) -> Block:
    lines = wrap(text, width, size, measure)
    shapes = tuple(
        Text(SIDE + (width - measure(line, size)) / 2, size * (1 + number * LEADING), size, line, bold) for number, line in enumerate(lines)
    )
    return Block(size * LEADING * len(lines) + after, shapes, kept)


def _contents_line(text: str, size: float, width: float, measure: Measure) -> Block:
    dots = "…" * int((width - measure(text, size) - size) / size)
    return Block(size * 1.9, (Text(SIDE, size * 1.2, size, f"{text} {dots}"),))


def _lines(text: str, size: float, width: float, measure: Measure, *, indent: float, bold: bool = False) -> Iterator[Block]:
    lines = wrap(text, width, size, measure, indent)
    for number, line in enumerate(lines):
        x = SIDE + (0.0 if number else indent)
        yield Block(size * LEADING, (Text(x, size * 1.25, size, line, bold),), kept=bold or number + 2 == len(lines))


def wrap(text: str, width: float, size: float, measure: Measure, indent: float = 0.0) -> tuple[str, ...]:
    """The text in lines no wider than this, figures unbroken and no line beginning with a closing mark."""
    lines: list[str] = [""]
    for piece in _pieces(text):
        room = width - (indent if len(lines) == 1 else 0.0)
        if lines[-1] and measure(lines[-1] + piece, size) > room and piece not in "，。、；：！？）》”" and lines[-1][-1] not in "（《“":
            lines.append("")
        lines[-1] += piece
    return tuple(lines)


def _pieces(text: str) -> list[str]:
    """Characters, those of a figure or a Latin word kept together."""
    pieces: list[str] = []
    for character in text:
        joins = character.isascii() and character != " "
        if joins and pieces and pieces[-1][-1].isascii() and pieces[-1][-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


# --- tables ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Set:
    """A table with all its measures: columns from `left`, the height of each row, the cells, and how many rows are its head."""

    xs: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[RuledCell, ...]
    head: int
    codes: frozenset[int]
    style: Style


def _place_table(pages: _Pages, table: RuledTable, measure: Measure) -> None:
    """The table's title and lines, its rows as they fit page by page, the notes below it."""
    set_table = _set(table, pages, measure)
    above = list(_above(table, set_table, pages, measure))
    rows = len(set_table.heights)
    repeat = pages.sample.style.repeat_head if table.repeat_head is None else table.repeat_head
    if not pages.fits(sum(block.height for block in above) + sum(set_table.heights[: min(rows, set_table.head + 2)])):
        pages.end()
    for block in above:
        pages.place(block)
    at = 0
    while at < rows:
        head = range(set_table.head) if repeat and at >= set_table.head else range(0)
        until = _until(pages, set_table, at, sum(set_table.heights[row] for row in head))
        pages.place(_piece(set_table, (*head, *range(at, until)), measure))
        at = until
        if at < rows:
            pages.end()
    pages.y += 4.0
    _place_all(
        pages, [block for note in table.below for block in _lines(note, pages.sample.style.cell_size, pages.inner, measure, indent=0.0)]
    )
    pages.y += 12.0


def _until(pages: _Pages, table: _Set, at: int, head: float) -> int:
    """The first row that no longer fits; at least one row is taken."""
    height, row = head, at
    while row < len(table.heights) and (row == at or pages.fits(height + table.heights[row])):
        height += table.heights[row]
        row += 1
    return row


def _set(table: RuledTable, pages: _Pages, measure: Measure) -> _Set:
    style = pages.sample.style
    factor = min(1.0, pages.inner / sum(table.widths))
    widths = [width * factor for width in table.widths]
    left = SIDE + (pages.inner - sum(widths)) / 2
    xs = tuple(left + sum(widths[:column]) for column in range(len(widths) + 1))
    cells = cells_of((*table.head, *table.rows))
    heights = [table.height] * (len(table.head) + len(table.rows))
    for cell in cells:
        needed = len(_cell_lines(cell, xs, style, measure)[1]) * style.cell_size * LINE + 2 * ABOVE
        lacking = needed - sum(heights[cell.row : cell.row + cell.rows])
        if lacking > 0:
            heights[cell.row + cell.rows - 1] += lacking
    return _Set(xs, tuple(heights), cells, len(table.head), code_columns(table.head), style)


def _above(table: RuledTable, set_table: _Set, pages: _Pages, measure: Measure) -> Iterator[Block]:
    size = pages.sample.style.cell_size
    left, right = set_table.xs[0], set_table.xs[-1]
    if table.number:
        yield Block(size * 2, (Text(left, size * 1.2, size, table.number),))
    if table.title:
        yield _centred(table.title, _fitting(table.title, pages.inner, measure), pages.inner, measure, bold=True, after=6.0)
    for before, after in table.above:
        texts = (Text(left, size * 1.2, size, before), Text(right - measure(after, size), size * 1.2, size, after))
        yield Block(size * 1.8, tuple(text for text in texts if text.text))


def _fitting(title: str, width: float, measure: Measure) -> float:
    """The size at which a title fits on one line, if it can."""
    size = TITLE
    while size > SMALLEST_TITLE and measure(title, size) > width:
        size -= 0.5
    return size


def _cell_lines(cell: RuledCell, xs: tuple[float, ...], style: Style, measure: Measure) -> tuple[float, tuple[str, ...]]:
    """The size and the lines of a cell's text: smaller where a figure would not fit on one line."""
    width = xs[cell.column + cell.columns] - xs[cell.column] - 2 * PADDING
    size = style.cell_size
    while size > SMALLEST and any(measure(piece, size) > width for piece in _pieces(cell.text)):
        size -= 0.5
    return size, wrap(cell.text, width, size, measure) if cell.text else ()


def _piece(table: _Set, rows: tuple[int, ...], measure: Measure) -> Block:
    """Some rows of a table as one block; a cell that goes on over the page shows its text where it begins."""
    tops: dict[int, float] = {}
    y = 0.0
    for row in rows:
        tops[row] = y
        y += table.heights[row]
    shapes: list[Shape] = []
    edges: set[tuple[bool, float, float, float]] = set()
    for cell in table.cells:
        shown = [row for row in range(cell.row, cell.row + cell.rows) if row in tops]
        if shown:
            x0, x1 = table.xs[cell.column], table.xs[cell.column + cell.columns]
            y0, y1 = tops[shown[0]], tops[shown[-1]] + table.heights[shown[-1]]
            edges |= {(True, y0, x0, x1), (True, y1, x0, x1), (False, x0, y0, y1), (False, x1, y0, y1)}
            if table.style.rulings == "fills" and cell.row < table.head:
                shapes.append(Area(x0, y0, x1, y1, SHADE))
            if shown[0] == cell.row:
                shapes.extend(_cell_text(table, cell, (x0, y0, x1, y1), measure))
    return Block(y, (*_shades(shapes), *_rulings(edges, table.style), *(shape for shape in shapes if isinstance(shape, Text))))


def _shades(shapes: list[Shape]) -> Iterator[Shape]:
    return (shape for shape in shapes if isinstance(shape, Area))


def _cell_text(table: _Set, cell: RuledCell, box: tuple[float, float, float, float], measure: Measure) -> Iterator[Text]:
    x0, y0, x1, y1 = box
    size, lines = _cell_lines(cell, table.xs, table.style, measure)
    step = size * LINE
    y = (y0 + y1 - step * len(lines)) / 2 + size
    for line in lines:
        breadth = measure(line, size)
        aligned = x1 - PADDING - breadth if cell.is_figure else x0 + PADDING
        yield Text((x0 + x1 - breadth) / 2 if _is_centred(table, cell) else aligned, y, size, line, cell.bold)
        y += step


def _is_centred(table: _Set, cell: RuledCell) -> bool:
    total = cell.text.replace(" ", "").endswith(("合计", "总计")) and not cell.is_figure
    return cell.row < table.head or cell.column in table.codes or total or (cell.columns > 1 and not cell.is_figure)


def _joined(edges: Iterable[tuple[bool, float, float, float]]) -> Iterator[tuple[bool, float, float, float]]:
    """Edges on one line that touch or overlap, as one."""
    current: tuple[bool, float, float, float] | None = None
    for edge in sorted(edges):
        if current and current[:2] == edge[:2] and edge[2] <= current[3] + 0.01:
            current = (*current[:3], max(current[3], edge[3]))
        else:
            if current:
                yield current
            current = edge
    if current:
        yield current


def _rulings(edges: set[tuple[bool, float, float, float]], style: Style) -> tuple[Shape, ...]:
    """The edges as stroked lines, as thin rectangles, or all together as one filled path."""
    joined = tuple(_joined(edges))
    if style.rulings == "lines":
        return tuple(Line(start, at, end, at) if is_level else Line(at, start, at, end) for is_level, at, start, end in joined)
    boxes = tuple(map(_thin_box, joined))
    return (Areas(boxes),) if style.rulings == "fills" else tuple(Area(*box) for box in boxes)


def _thin_box(edge: tuple[bool, float, float, float]) -> tuple[float, float, float, float]:
    is_level, at, start, end = edge
    half = RULING / 2
    return (start - half, at - half, end + half, at + half) if is_level else (at - half, start - half, at + half, end + half)


# --- what stands on every page --------------------------------------------------------------------------------------------


def _furnished(page: Page, number: int, sample: Published, measure: Measure) -> Page:
    style = sample.style
    notice = Text(page.width - SIDE - measure(sample.notice, SMALL), page.height - 22.0, SMALL, sample.notice, grey=0.35)
    extra: list[Text] = [notice]
    if style.page_number:
        text = style.page_number.format(number)
        extra.append(Text((page.width - measure(text, 9.0)) / 2, page.height - 34.0, 9.0, text))
    if style.running_title:
        extra.append(Text((page.width - measure(style.running_title, 8.0)) / 2, 34.0, 8.0, style.running_title))
    behind: tuple[Text, ...] = ()
    if style.watermark:
        reach = measure(style.watermark, 48.0) * 0.354
        behind = (Text(page.width / 2 - reach, page.height / 2 + reach, 48.0, style.watermark, angle=45.0, grey=0.86),)
    return replace(page, shapes=(*behind, *page.shapes, *extra))
