"""Places on a page as it is displayed: what a mark covers, on which lines it stands, and which part of the page is shown close. Pure.

Everything is in points from the top left corner.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

Kind = Literal["cell", "row", "sentence", "blank"]
_ROOM: Final = {"cell": 2.5, "row": 1.0, "sentence": 1.0, "blank": 0.0}  # points between a print and the frame around it
_MARGIN: Final = 28.0  # points that are shown around what is marked
_STRIP: Final = 6.0  # points that are shown around the name of a row that stands alone
_SHAPE: Final = 0.42  # height of a close view by its width, where the marks need no more


def box_of(edges: Iterable[float]) -> Box:
    """A box from the contract's four edges."""
    x0, top, x1, bottom = edges
    return x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A marked place: `cell` the figure itself, `row` its name, `sentence` a line of its sentence, `blank` where that of a blank cell would
    stand."""

    box: Box
    kind: Kind = "cell"

    @property
    def rect(self) -> dict[str, str]:
        """x, y, width and height of its frame, as SVG has them."""
        x0, top, x1, bottom = self.box
        room = _ROOM[self.kind]
        edges = {"x": x0 - room, "y": top - room, "width": x1 - x0 + 2 * room, "height": bottom - top + 2 * room}
        return {name: f"{value:.1f}" for name, value in edges.items()}


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        return f"{self.x:.1f} {self.y:.1f} {self.width:.1f} {self.height:.1f}"

    def shows(self, box: Box) -> bool:
        """Whether a place lies in it as a whole."""
        x0, top, x1, bottom = box
        return self.x <= x0 and x1 <= self.x + self.width and self.y <= top and bottom <= self.y + self.height


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around others, of which there is at least one."""
    x0, tops, x1, bottoms = zip(*boxes, strict=True)
    return min(x0), min(tops), max(x1), max(bottoms)


def close_view(size: tuple[float, float], marks: Sequence[BoxMark], beside: Sequence[Box], limits: tuple[float, float]) -> Frame:
    """The part of a page around its marks, never more than the page. `limits`: it is at least so many points wide.

    With what stands `beside` them where the second limit is wide enough for that, else all marks, else the figures, else the first.
    """
    (width, height), (least, most) = size, limits
    figures = [mark.box for mark in marks if mark.kind not in ("row", "sentence")]
    wanted = [[*beside, *(mark.box for mark in marks)], [mark.box for mark in marks], figures, [marks[0].box]]
    boxes = [around(some) for some in wanted if some]
    box = next((box for box in boxes if box[2] - box[0] + 2 * _MARGIN <= most), boxes[-1])
    across = min(width, max(least, box[2] - box[0] + 2 * _MARGIN))
    down = min(height, max(_SHAPE * across, box[3] - box[1] + 2 * _MARGIN))
    return Frame(_inside((box[0] + box[2] - across) / 2, across, width), _inside((box[1] + box[3] - down) / 2, down, height), across, down)


def strip_of(size: tuple[float, float], marks: Sequence[BoxMark], view: Frame) -> Frame | None:
    """A strip of the page with the name of the marked row, as wide as a close view that leaves it out; None where it shows it."""
    names = [mark.box for mark in marks if mark.kind == "row"]
    if not names or len(names) == len(marks) or all(view.shows(box) for box in names):
        return None
    (width, height), (x0, top, x1, bottom) = size, around(names)
    across, down = min(width, view.width), min(height, bottom - top + 2 * _STRIP)
    left = x0 - _STRIP if x1 - x0 + 2 * _STRIP > across else (x0 + x1 - across) / 2
    return Frame(_inside(left, across, width), _inside(top - _STRIP, down, height), across, down)


def _inside(start: float, length: float, whole: float) -> float:
    return max(0.0, min(start, whole - length))


def is_level(box: Sequence[float], other: Sequence[float]) -> bool:
    """Whether one of two boxes has its middle within the height of the other."""
    middle, of_other = (box[1] + box[3]) / 2, (other[1] + other[3]) / 2
    return other[1] <= middle <= other[3] or box[1] <= of_other <= box[3]


def lines_at(boxes: Sequence[Sequence[float] | None], box: Box) -> list[int]:
    """The lines (from 0) on which a place stands: level with it, and not beside it."""
    return [at for at, line in enumerate(boxes) if line is not None and is_level(line, box) and line[0] <= box[2] and box[0] <= line[2]]


def part_of_line(text: str, box: Sequence[float], start: int, end: int) -> Box:
    """About where some characters of a line stand, by the usual widths of characters: of a line only its own box is known."""
    x0, top, x1, bottom = box
    if bottom - top > x1 - x0 and end - start > 2:  # text that lies on its side
        return x0, top, x1, bottom
    widths = [0.0 if character == "\u3000" and not text[:at].strip() else _width(character) for at, character in enumerate(text)]
    whole = sum(widths) or 1.0
    left, right = sum(widths[:start]) / whole, sum(widths[:end]) / whole
    return x0 + left * (x1 - x0), top, x0 + right * (x1 - x0), bottom


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5
