"""Page numbers and running titles of a PDF: what stands in the same place at the edge of page after page. Pure.

They are set aside, not forgotten: `Page.furniture` keeps them, `Page.printed` the number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from budgets.schedules import head_of
from budgets.worded import _
from ingest.shapes import BBox, Lattice, Note, Page, Source, TextLine

_NUMBER: Final = re.compile(r"\s*+(?:第\s*+)?[-—–－_·.\s]*+(\d{1,4})[-—–－_·.\s]*+(?:页)?(?:\s*+[,，/]?\s*+共?\s*+\d{1,4}\s*+页?)?\s*+")
_EDGE: Final = 0.12  # share of a page's height at its top and bottom
_PAGES: Final = 3
_LONGEST_STAMP: Final = 12
_MOST: Final = 2 / 3
_SAME_PLACE: Final = 8.0  # points
_SHARE: Final = 0.3
_PARTS: Final = 3
_CONTENT: Final = re.compile(r"表(?:[（(].*[)）])?$|单位\s*[:：]|[:：]|表\s*\d+\s*$")


def set_aside(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages with page numbers and running titles moved to their furniture, and a note of how many."""
    pages, stamped = _without_stamps(pages)
    numbers = _page_numbers(pages)
    titles = _running_titles(pages, numbers)
    notes = [
        Note(
            "info", code, _("移除{text} {count} 处。").format(text=text, count=len(found)), Source(page=min(number for number, _ in found))
        )
        for code, text, found in (("page_number_removed", _("页码"), numbers), ("running_title_removed", _("页眉页脚"), titles))
        if found
    ]
    return tuple(_without(page, numbers, titles) for page in pages), (*stamped, *notes)


def _without_stamps(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages without page numbers that were stamped into blank cells of their tables: in one place on page after page."""
    found = {
        id(cell): (page, key)
        for page in pages
        for lattice in page.lattices
        for cell in lattice.cells
        if (key := _stamp(page, cell.text, cell.source.bbox))
    }
    beside = [(page, key) for page in (pages if found else ()) for line in _edge_lines(page) if (key := _stamp(page, line.text, line.box))]
    regular = _regular((*found.values(), *beside))
    stamps = {cell for cell, (_, key) in found.items() if key in regular}
    stamped = sorted({page.number for cell, (page, _) in found.items() if cell in stamps})
    notes = (
        Note(
            "warning",
            "page_number_in_table",
            _("第 {number} 页的页码印在表格的空格里，没有当作数，请对照原文。").format(number=number),
            Source(page=number),
        )
        for number in stamped
    )
    cleaned = (
        replace(page, lattices=tuple(_blanked(lattice, stamps) for lattice in page.lattices)) if page.number in stamped else page
        for page in pages
    )
    return tuple(cleaned), tuple(notes)


def _regular(found: Iterable[tuple[Page, _Key]]) -> set[_Key]:
    """What stands on most pages from the first to the last that have it, and on some at least."""
    numbers: dict[_Key, set[int]] = {}
    for page, key in found:
        numbers.setdefault(key, set()).add(page.number)
    return {key for key, own in numbers.items() if len(own) >= max(_PAGES, _MOST * (max(own) - min(own) + 1))}


_Key = tuple[int, int, int]
"""By how much the number differs from the page's, and where it stands."""


def _stamp(page: Page, text: str, box: BBox | None) -> _Key | None:
    """What a cell or a line at the edge of its page tells, if it holds nothing but a number; None where it does not."""
    if not text or len(text) > _LONGEST_STAMP or box is None or not _is_at_edge(page, box):
        return None
    number = _number(text)
    return None if number is None else (page.number - number, round((box[0] + box[2]) / 2 / _SAME_PLACE), round(box[1] / _SAME_PLACE))


def _blanked(lattice: Lattice, stamps: set[int]) -> Lattice:
    return replace(lattice, cells=tuple(replace(cell, text="", lines=()) if id(cell) in stamps else cell for cell in lattice.cells))


def _is_at_edge(page: Page, box: BBox) -> bool:
    height = page.size[1] if page.size else 0.0
    return box[3] < height * _EDGE or box[1] > height * (1 - _EDGE)


Places = dict[tuple[int, int], int | None]
"""(page, line) → the page number printed there, None for a title."""


Numbered = tuple[Page, TextLine, int]
"""A page, a line at its edge with nothing but a number, and the number."""


def _page_numbers(pages: Sequence[Page]) -> Places:
    """Lines at an edge with nothing but a number that goes up with the pages; figures of tables at the edge do not."""
    found = [(page, line, number) for page in pages for line in _edge_lines(page) if (number := _number(line.text)) is not None]
    steps = Counter(page.number - number for page, _, number in found)
    regular = {step for step, count in steps.items() if count >= min(_PAGES, max(2, len(pages) // 3))}
    fitting = [one for one in found if one[0].number - one[2] in regular]
    return {(page.number, line.number): number for page, line, number in (*fitting, *_out_of_order(found, fitting))}


def _out_of_order(found: Sequence[Numbered], fitting: Sequence[Numbered]) -> Iterator[Numbered]:
    """Numbers that are missing among those that fit, at the same height on pages that have none: these pages stand in a wrong place."""
    numbers, heights = {number for _, _, number in fitting}, {_height(line) for _, line, _ in fitting}
    numbered = {page.number for page, _, _ in fitting}
    for page, line, number in found:
        between = bool(numbers) and min(numbers) < number < max(numbers) and number not in numbers
        if between and page.number not in numbered and _height(line) in heights:
            yield page, line, number


def _height(line: TextLine) -> int:
    return round(line.box[1] / 4) if line.box else -1


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def _edge_lines(page: Page) -> Iterator[TextLine]:
    """The lines at the top and the bottom of a page, outside its tables."""
    for line in page.lines:
        box = line.box
        if box and _is_at_edge(page, box) and not _in_table(page, box[1], box[3]):
            yield line


def _in_table(page: Page, top: float, bottom: float) -> bool:
    return any(lattice.box and lattice.box[1] <= (top + bottom) / 2 <= lattice.box[3] for lattice in page.lattices)


def _running_titles(pages: Sequence[Page], numbers: Places) -> Places:
    """Equal lines at one height of the edge of many pages; titles and units of tables over several pages are content."""
    heads = {number for page in pages for number in _heads(page)}
    found = [
        (page, line, (line.text.strip(), _height(line)))
        for page in pages
        for line in _edge_lines(page)
        if (page.number, line.number) not in numbers and line.box and not _CONTENT.search(line.text.strip()) and line.number not in heads
    ]
    counts = Counter(key for _, _, key in found)
    enough = max(_PAGES, len(pages) * _SHARE)
    return {(page.number, line.number): None for page, line, key in found if counts[key] >= enough}


def _heads(page: Page) -> Iterator[int]:
    """The lines at the top of a page that may be the head of a table without rulings, printed again on every page."""
    edge = [line for line in _edge_lines(page) if line.box and line.box[1] < (page.size[1] if page.size else 0.0) / 2]
    below = False
    for line in reversed(edge):
        parts = line.text.split()
        known = sum(head_of(part) is not None for part in parts)
        below = len(parts) >= _PARTS or known > 1 or (below and known > 0)
        if below:
            yield line.number


def _without(page: Page, numbers: Places, titles: Places) -> Page:
    places = [(line, (page.number, line.number)) for line in page.lines]
    printed = {numbers[place] for _, place in places if place in numbers}
    return replace(
        page,
        lines=tuple(line for line, place in places if place not in numbers and place not in titles),
        furniture=(*page.furniture, *(line for line, place in places if place in numbers or place in titles)),
        printed=printed.pop() if len(printed) == 1 else None,
    )
