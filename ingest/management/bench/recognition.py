"""How well pictures are read: documents with text are made into pictures, and every figure is compared with what their text says."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sin
from pathlib import Path
from random import Random
from typing import Any, Final

from PIL import Image
from pypdfium2 import PdfDocument

from budgets.codes import flat
from ingest.extract import extract
from ingest.readers.pdf.drawing import draw
from ingest.shapes import Amount, BBox, Extraction, Line, Source, Table, UnreadableDocument

DPI: Final = 200
QUALITY: Final = 75
"""What offices scan with, and how they pack it."""
_LEANS: Final = (0.3, 0.9)
"""Degrees that a page leans, to either side."""
_NEAR: Final = 2.0
"""Points that a place may be off."""
_HIGHER: Final = 3.0
"""Times as high as a cell a place may be that is still of this row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a table with all that says what it is."""

    page: int
    box: BBox
    value: str
    row: tuple[str, str, str]
    header: tuple[str, ...]

    @property
    def middle(self) -> tuple[float, float]:
        x0, top, x1, bottom = self.box
        return (x0 + x1) / 2, (top + bottom) / 2


@dataclass(slots=True)
class Compared:
    """What became of the cells of a document's text in its pictures.

    `outcomes` counts them: right; digits, where another figure was read; named, where the figure is right and its row, code, column or side
    is not; missed; and made_up, which no cell of the text is. `silent` are those not right of which nothing tells, `told` the right ones
    that are told as not confirmed all the same. `seconds` are of the processor, over all its cores.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    told: int = 0
    pages: int = 0
    seconds: float = 0.0

    @property
    def cells(self) -> int:
        """Those of the text."""
        return self.outcomes.total() - self.outcomes["made_up"]

    def add(self, other: Compared) -> None:
        self.outcomes += other.outcomes
        self.silent += other.silent
        self.told, self.pages, self.seconds = self.told + other.told, self.pages + other.pages, self.seconds + other.seconds


def measure(path: Path, pages: int, folder: Path) -> Compared:
    """The first page of a PDF and so many of its pages with figures, as text and as pictures; nothing where none has figures.

    Raises UnreadableDocument."""
    figured = sorted({cell.page for cell in cells_of(extract(path))})[:pages]
    if not figured:
        return Compared()
    wanted = sorted({1, *figured})
    part, scan = folder / "text.pdf", folder / "scan.pdf"
    part.write_bytes(_part(path, wanted))
    truth = extract(part)
    leans = scanned(part, scan)
    started = time.process_time()
    try:
        found: Extraction | None = extract(scan)
    except UnreadableDocument:  # nothing was read at all
        found = None
    seconds = time.process_time() - started
    compared = compare(truth, found, leans)
    compared.pages, compared.seconds = len(wanted), seconds
    return compared


def _part(path: Path, pages: Sequence[int]) -> bytes:
    with PdfDocument(path) as whole, PdfDocument.new() as part:
        part.import_pages(whole, [number - 1 for number in pages])
        written = io.BytesIO()
        part.save(written)
    return written.getvalue()


def scanned(path: Path, to: Path) -> list[float]:
    """Writes a PDF of pictures of the pages; by how many degrees counter-clockwise each leans. The same file leans the same each time."""
    random = Random(path.stat().st_size)  # noqa: S311  to be repeated, not to be secret
    pictures, leans = [], []
    with PdfDocument(path) as document:
        for page in document:
            lean = random.uniform(*_LEANS) * random.choice((-1, 1))
            picture = Image.fromarray(draw(page.raw, DPI / 72))
            pictures.append(picture.rotate(lean, resample=Image.Resampling.BICUBIC, fillcolor=255))
            leans.append(lean)
    pictures[0].save(to, "PDF", save_all=True, append_images=pictures[1:], resolution=DPI, quality=QUALITY)
    return leans


# Comparing


def compare(truth: Extraction, found: Extraction | None, leans: Sequence[float]) -> Compared:
    """Every figure of the text with what stands in its place in the picture, whose pages lean by so many degrees."""
    compared = Compared()
    read = list(cells_of(found)) if found else []
    told = list(_told(found)) if found else []
    middles = {page.number: (page.size[0] / 2, page.size[1] / 2) for page in truth.pages if page.size}
    for true in cells_of(truth):
        place = leaning(true.middle, leans[true.page - 1], middles[true.page])
        there = next((cell for cell in read if cell.page == true.page and _holds(cell.box, place)), None)
        if there is not None:
            read.remove(there)
        outcome = _outcome(true, there)
        compared.outcomes[outcome] += 1
        is_told = any(page == true.page and _names(box, true, place, whole_row=there is None) for page, box in told)
        if outcome == "right":
            compared.told += is_told
        elif not is_told:
            compared.silent.append(f"第 {true.page} 页 {true.row[1]} {true.value}：{outcome}")
    for cell in read:
        compared.outcomes["made_up"] += 1
        if not any(page == cell.page and _names(box, cell, cell.middle, whole_row=False) for page, box in told):
            compared.silent.append(f"第 {cell.page} 页 {cell.row[1]} {cell.value}：made_up")
    return compared


def cells_of(extraction: Extraction) -> Iterator[Cell]:
    """All figures of its tables that have a place on a page."""
    for table in extraction.tables:
        headers = {column.index: tuple(map(flat, column.header)) for column in table.columns}
        for line in table.lines:
            for amount in line.amounts:
                if amount.source.page is not None and amount.source.bbox is not None:
                    yield Cell(amount.source.page, amount.source.bbox, _value(amount), _row(line, table), headers.get(amount.column, ()))


def _value(amount: Amount) -> str:
    """What it says: exact, with its unit; a dash is one."""
    known = amount.yuan if amount.yuan is not None else amount.value
    return (
        f"{known.normalize():f} {amount.kind}" if known is not None else "dash" if not amount.printed.strip("-—–－─ ") else amount.printed
    )


def _row(line: Line, table: Table) -> tuple[str, str, str]:
    return line.code or "", flat(line.label), f"{table.schedule or ''} {line.side or ''}".strip()


def _outcome(true: Cell, found: Cell | None) -> str:
    if found is None:
        return "missed"
    if found.value != true.value:
        return "digits"
    return "right" if (found.row, found.header) == (true.row, true.header) else "named"


def _told(found: Extraction) -> Iterator[tuple[int, BBox]]:
    """The places that a contradiction, an open question or a warning names."""
    doubts = (source for finding in found.findings if finding.outcome in ("mismatch", "not_evaluable") for source in finding.sources)
    warnings = (note.source for note in found.notes if note.level in ("warning", "error"))
    yield from _placed(doubts)
    yield from _placed(warnings)


def _placed(sources: Iterable[Source | None]) -> Iterator[tuple[int, BBox]]:
    for source in sources:
        if source is not None and source.page is not None and source.bbox is not None:
            yield source.page, source.bbox


def _names(box: BBox, cell: Cell, place: tuple[float, float], *, whole_row: bool) -> bool:
    """Whether the box is that of a cell at this place; `whole_row`: or level with it. One that is far higher names no cell, but a part of
    a page."""
    if box[3] - box[1] > _HIGHER * (cell.box[3] - cell.box[1]):
        return False
    return box[1] - _NEAR <= place[1] <= box[3] + _NEAR if whole_row else _holds(box, place)


def _holds(box: BBox, place: tuple[float, float]) -> bool:
    return box[0] - _NEAR <= place[0] <= box[2] + _NEAR and box[1] - _NEAR <= place[1] <= box[3] + _NEAR


def leaning(place: tuple[float, float], degrees: float, middle: tuple[float, float]) -> tuple[float, float]:
    """Where a place is once its page was turned counter-clockwise about its middle."""
    x, y = place[0] - middle[0], place[1] - middle[1]
    sine, cosine = sin(radians(degrees)), cos(radians(degrees))
    return middle[0] + x * cosine + y * sine, middle[1] + y * cosine - x * sine


# What is said of it


def as_json(found: Compared) -> dict[str, Any]:
    """The figures of a run; that nothing is silent is the only one that must hold."""
    counted = [{"name": name, "value": found.outcomes[name], "unit": "cells"} for name in ("right", "digits", "named", "missed", "made_up")]
    silent = {"name": "silent", "value": len(found.silent), "unit": "cells", "target": 0, "holds": not found.silent}
    told = {"name": "right, told as not confirmed", "value": found.told, "unit": "cells"}
    seconds = {"name": "processor time", "value": round(found.seconds / max(1, found.pages), 1), "unit": "s/page"}
    cells = {"name": "cells", "value": found.cells, "unit": "cells"}
    return {"bench": "recognition", "figures": [cells, *counted, silent, told, seconds]}


def said(found: Compared) -> str:
    """The same in one line."""
    one = found.outcomes
    return (
        f"{found.pages} 页，{found.cells} 格：全对 {one['right']}，数字认错 {one['digits']}，数对而名称、编码或栏目不同 {one['named']}，"
        f"漏掉 {one['missed']}，多出 {one['made_up']}；其中没有任何提示 {len(found.silent)}；对而提示未经核实 {found.told}；"
        f"每页处理器时间 {found.seconds / max(1, found.pages):.1f} 秒"
    )
