"""Pixels that hang together. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Box = tuple[int, int, int, int]


def boxes_of(marked: npt.NDArray[np.bool_]) -> list[Box]:
    """The boxes (x0, top, x1, bottom, ends excluded) around the groups of marked pixels that touch."""
    padded = np.zeros((marked.shape[0], marked.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = marked
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    owners = _owners(rows.tolist(), starts.tolist(), ends.tolist())
    found: dict[int, Box] = {}
    for owner, row, start, end in zip(owners, rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        x0, top, x1, bottom = found.get(owner, (start, row, end, row + 1))
        found[owner] = (min(x0, start), top, max(x1, end), max(bottom, row + 1))
    return list(found.values())


def _owners(rows: list[int], starts: list[int], ends: list[int]) -> list[int]:
    """For each run, row by row, the first run of its group."""
    parent = list(range(len(rows)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    above = 0
    for at, row in enumerate(rows):
        while above < at and (rows[above] < row - 1 or (rows[above] == row - 1 and ends[above] < starts[at])):
            above += 1
        other = above
        while other < at and rows[other] == row - 1 and starts[other] <= ends[at]:
            first, second = sorted((find(at), find(other)))
            parent[second] = first
            other += 1
    return [find(at) for at in range(len(rows))]
