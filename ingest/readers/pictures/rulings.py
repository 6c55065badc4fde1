"""The rulings in a picture: straight, thin and long. Pure.

A stroke of a character may be as long as the height of a row. So a short stroke rules only where rulings end it at both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.limits import at_most
from ingest.readers.pictures.straight import Ink

Boxes = npt.NDArray[np.float64]
"""n × 4: x0, top, x1, bottom."""

# In points.
_LEVEL: Final = 18.0
_UPRIGHT: Final = 9.0
_SURE: Final = 45.0  # no character has a stroke so long
_THICK: Final = 3.5
_TOUCHES: Final = 0.6  # characters keep more distance from the rulings of their row
_GAP: Final = 0.36

_BEYOND: Final = 4  # times as far as it may fall short of another ruling, one may run over it

_BESIDE: Final = 3  # pixels on each side of a ruling that are looked at
_CROWDED: Final = 0.3  # share of a line of text that has print there
_MOST_RUNS: Final = 40_000  # rows of pixels in rulings; what has more is hatched, or noise


def find_rulings(pale: Ink, ink: Ink, per_point: float) -> Boxes:
    """The rulings of a page that stands straight, in pixels, each as long and thick as it is printed. Raises TooMuch.

    `pale` is all that may be a ruling, `ink` what is surely print: what has print along both of its sides is a line of text. A ruling
    that is seen in both is there twice, as thick as in each: in the one a black line may be as thick as a bar.
    """
    levels = np.concatenate([_lying(seen, ink, _LEVEL * per_point, per_point) for seen in (ink, pale)])
    uprights = np.concatenate([_lying(seen.T, ink.T, _UPRIGHT * per_point, per_point) for seen in (ink, pale)])[:, [1, 0, 3, 2]]
    touches, sure = max(1.5, _TOUCHES * per_point), _SURE * per_point
    long = levels[:, 2] - levels[:, 0] >= sure
    high = uprights[:, 3] - uprights[:, 1] >= sure
    high |= _ended(uprights, levels[long], touches)
    long |= _ended(levels[:, [1, 0, 3, 2]], uprights[high][:, [1, 0, 3, 2]], touches)
    high |= _ended(uprights, levels[long], touches)
    return np.concatenate([levels[long], uprights[high]])


def without_rulings(ink: Ink, rulings: Boxes) -> Ink:
    """The print that is no ruling; what a ruling runs over is lost with it."""
    left = ink.copy()
    for x0, top, x1, bottom in np.round(rulings).astype(int).tolist():
        left[max(0, top - 1) : bottom + 1, max(0, x0 - 1) : x1 + 1] = False
    return left


def _ended(uprights: Boxes, levels: Boxes, touches: float) -> npt.NDArray[np.bool_]:
    """Which uprights begin and end at level rulings, or the other way round."""
    x = ((uprights[:, 0] + uprights[:, 2]) / 2)[:, None]
    across = (x >= levels[:, 0] - touches) & (x <= levels[:, 2] + touches)
    tops, bottoms = levels[:, 1][None, :], levels[:, 3][None, :]
    starts, stops = uprights[:, 1][:, None], uprights[:, 3][:, None]
    beyond = touches * _BEYOND
    begins = across & (starts <= bottoms + touches) & (starts >= tops - beyond)
    ends = across & (stops >= tops - touches) & (stops <= bottoms + beyond)
    return _any(begins) & _any(ends)


def _any(pairs: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.any(pairs, axis=1)
    return found


def _lying(pale: Ink, ink: Ink, shortest: float, per_point: float) -> Boxes:
    """What runs along the rows for at least `shortest` pixels, is thin and stands free, as boxes."""
    runs = _long_runs(pale, int(shortest), max(1, round(_GAP * per_point)))
    at_most(len(runs), _MOST_RUNS, "线条")
    found = [ruling for ruling in _joined(runs, _THICK * per_point) if not _is_text(ruling, ink)]
    return np.array(found, dtype=np.float64).reshape(len(found), 4)


def _is_text(ruling: tuple[float, float, float, float], ink: Ink) -> bool:
    """Whether something is printed along both sides of it."""
    x0, top, x1, bottom = (round(edge) for edge in ruling)
    above, below = ink[max(0, top - _BESIDE - 2) : max(0, top - 2), x0:x1], ink[bottom + 2 : bottom + 2 + _BESIDE, x0:x1]
    return float(np.mean(np.any(above, axis=0) & np.any(below, axis=0))) > _CROWDED


def _long_runs(ink: Ink, shortest: int, gap: int) -> list[tuple[int, int, int]]:
    """Row, start and end of the long runs; a break of a pixel or so is bridged, and a line that leans by a pixel is one."""
    padded = np.zeros((ink.shape[0], ink.shape[1] + 2), dtype=np.int8)
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    padded[:, 1:-1] = thick
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    if not len(rows):
        return []
    joins = (rows[1:] == rows[:-1]) & (starts[1:] - ends[:-1] <= gap)
    first = np.flatnonzero(np.concatenate(([True], ~joins)))
    last = np.append(first[1:], len(rows)) - 1
    kept = ends[last] - starts[first] >= shortest
    return list(zip(rows[first][kept].tolist(), starts[first][kept].tolist(), ends[last][kept].tolist(), strict=True))


def _joined(runs: list[tuple[int, int, int]], thick: float) -> Iterator[tuple[float, float, float, float]]:
    """Runs of neighbouring rows that overlap are one ruling; its place is where most of it is, what is thick is a shaded area."""
    open_: list[list[tuple[int, int, int]]] = []
    for run in runs:
        row, start, end = run
        touching = [group for group in open_ if any(row - one[0] <= 1 and one[1] < end and start < one[2] for one in group[-8:])]
        done = [group for group in open_ if group not in touching and row - group[-1][0] > 1]
        for group in done:
            yield from _ruling(group, thick)
        merged = sorted((one for group in touching for one in group), key=lambda one: one[0])
        open_ = [group for group in open_ if group not in touching and group not in done] + [[*merged, run]]
    for group in open_:
        yield from _ruling(group, thick)


def _ruling(runs: list[tuple[int, int, int]], thick: float) -> Iterator[tuple[float, float, float, float]]:
    x0, x1 = min(run[1] for run in runs), max(run[2] for run in runs)
    size = sum(run[2] - run[1] for run in runs)
    thickness = size / (x1 - x0)
    if thickness > thick:
        return
    middle = sum((run[0] + 0.5) * (run[2] - run[1]) for run in runs) / size
    yield x0, middle - thickness / 2, x1, middle + thickness / 2
