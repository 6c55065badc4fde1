"""A disclosure → its pages, part by part, page furniture included. Pure; what a text measures comes from the font."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from ingest.samples.drawn import Block, Measure, Page, Shape, Text, moved, wrap
from ingest.samples.published import PageKind, Part, Published, RuledTable
from ingest.samples.ruled_blocks import SetTable, piece, set_table
from ingest.samples.wording import paragraphs

SHORT: Final = 595.3
LONG: Final = 841.9
SIDE: Final = 54.0
TOP: Final = 50.0
BOTTOM: Final = 48.0
TITLE: Final = 15.0
SMALL: Final = 8.0
LEADING: Final = 1.62
SMALLEST_TITLE: Final = 9.5


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


# --- tables ---------------------------------------------------------------------------------------------------------------


def _place_table(pages: _Pages, table: RuledTable, measure: Measure) -> None:
    """The table's title and lines, its rows as they fit page by page, the notes below it."""
    ruled = set_table(table, pages.sample.style, SIDE, pages.inner, measure)
    above = list(_above(table, ruled, pages, measure))
    rows = len(ruled.heights)
    repeat = pages.sample.style.repeat_head if table.repeat_head is None else table.repeat_head
    if not pages.fits(sum(block.height for block in above) + sum(ruled.heights[: min(rows, ruled.head + 2)])):
        pages.end()
    for block in above:
        pages.place(block)
    at = 0
    while at < rows:
        head = range(ruled.head) if repeat and at >= ruled.head else range(0)
        until = _until(pages, ruled, at, sum(ruled.heights[row] for row in head))
        pages.place(piece(ruled, (*head, *range(at, until)), measure))
        at = until
        if at < rows:
            pages.end()
    pages.y += 4.0
    _place_all(
        pages, [block for note in table.below for block in _lines(note, pages.sample.style.cell_size, pages.inner, measure, indent=0.0)]
    )
    pages.y += 12.0


def _until(pages: _Pages, table: SetTable, at: int, head: float) -> int:
    """The first row that no longer fits; at least one row is taken."""
    height, row = head, at
    while row < len(table.heights) and (row == at or pages.fits(height + table.heights[row])):
        height += table.heights[row]
        row += 1
    return row


def _above(table: RuledTable, ruled: SetTable, pages: _Pages, measure: Measure) -> Iterator[Block]:
    size = pages.sample.style.cell_size
    left, right = ruled.xs[0], ruled.xs[-1]
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
