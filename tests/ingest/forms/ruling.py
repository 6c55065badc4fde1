"""Pages with lattices, written as rows of cells: `^` goes on with the cell above, `<` with the cell to the left."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.shapes import BBox, Lattice, LatticeCell, Page, Source, TextLine

WIDTH = 100.0
HEIGHT = 20.0
TOP = 100.0
SIZE = (700.0, 1000.0)


def lattice(page: int, *rows: str, top: float = TOP, left: float = 50.0) -> Lattice:
    """A lattice of rows, their cells between bars: `项目名称 | 甲 | <`."""
    texts = [[cell.strip() for cell in row.split("|")] for row in rows]
    cells = [
        _cell(texts, (row, column), Source(page=page, bbox=box(row, column, text, top, left)))
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        if text not in ("^", "<")
    ]
    columns = len(texts[0])
    edges = tuple(left + WIDTH * column for column in range(columns + 1))
    return Lattice(page, len(texts), columns, tuple(cells), edges, (edges[0], top, edges[-1], top + HEIGHT * len(texts)))


def _cell(texts: Sequence[Sequence[str]], place: tuple[int, int], source: Source) -> LatticeCell:
    row, column = place
    colspan = next((at for at, text in enumerate(texts[row][column + 1 :]) if text != "<"), len(texts[row]) - column - 1) + 1
    rowspan = next((at for at, line in enumerate(texts[row + 1 :]) if line[column] != "^"), len(texts) - row - 1) + 1
    text = texts[row][column]
    return LatticeCell(row, column, rowspan, colspan, text, source, (text,))


def box(row: int, column: int, text: str, top: float = TOP, left: float = 50.0) -> BBox:
    """Where the text of a cell stands: five points a character, from five points behind the border."""
    x = left + WIDTH * column + 5
    return x, top + HEIGHT * row + 5, x + 5 * max(len(text), 1), top + HEIGHT * row + 15


def page(number: int, *lattices: Lattice, above: Sequence[str] = (), below: Sequence[str] = (), first_line: int = 1) -> Page:
    """A page whose lines are the rows of its lattices, with lines over the first and under the last one."""
    texts: list[tuple[str, BBox]] = [(text, (50.0, 20.0 + 15 * at, 50.0 + 5 * len(text), 30.0 + 15 * at)) for at, text in enumerate(above)]
    for one in lattices:
        for row in range(one.rows):
            own = [cell for cell in one.cells if cell.row == row and cell.text and cell.source.bbox]
            if own:
                texts.append((" ".join(cell.text for cell in own), own[0].source.bbox or (0, 0, 0, 0)))
    bottom = max((one.box[3] for one in lattices if one.box), default=TOP)
    texts += [(text, (50.0, bottom + 10 + 15 * at, 50.0 + 5 * len(text), bottom + 20 + 15 * at)) for at, text in enumerate(below)]
    lines = tuple(
        TextLine(first_line + at, text, boxes=(place,) + (None,) * (len(text) - 1), box=place) for at, (text, place) in enumerate(texts)
    )
    return Page(number, lines, first_line=first_line, size=SIZE, lattices=tuple(lattices))
