"""Cells in rows and columns, wherever they come from: worksheets, tables of HTML pages and of Word documents. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from budgets.privacy import MASK, mask, mask_lines

Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell, or several merged: its top left place, how many rows and columns it takes up, and its text ("" blank)."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, those that are blank left out."""
        return tuple(line for line in self.text.split("\n") if line.strip())

    @property
    def joined(self) -> str:
        """The text as the cell reads, wrapped lines joined."""
        return "".join(self.lines)


def masked_cells(cells: Mapping[Place, PlacedCell]) -> dict[Place, PlacedCell]:
    """The cells with personal data masked: within a cell, from label to name in the cell beside it, and to that in the next line."""
    order = sorted(place for place, cell in cells.items() if cell.text)
    lines = [(place, line) for place in order for line in cells[place].text.split("\n")]
    texts: dict[Place, list[str]] = {}
    for (place, _), line in zip(lines, mask_lines([line for _, line in lines]), strict=True):
        texts.setdefault(place, []).append(line)
    within = {place: "\n".join(parts) for place, parts in texts.items()}
    beside = dict(_masked_rows(cells, order))
    return {place: replace(cell, text=_both(within[place], beside[place])) if place in within else cell for place, cell in cells.items()}


def _masked_rows(cells: Mapping[Place, PlacedCell], order: Sequence[Place]) -> Iterator[tuple[Place, str]]:
    """Each row as one line, masked, and cut into its cells again."""
    rows: dict[int, list[Place]] = {}
    for place in order:
        rows.setdefault(place[0], []).append(place)
    for places in rows.values():
        line = mask("  ".join(cells[place].text.replace("\n", " ") for place in places))
        start = 0
        for place in places:
            end = start + len(cells[place].text)
            yield place, line[start:end]
            start = end + 2


def _both(one: str, other: str) -> str:
    """What either masks is masked."""
    return "".join(MASK if MASK in pair else pair[0] for pair in zip(one, other, strict=True))
