"""The measures of lines side by side as rows: shares, index, and place among the groups on one basis. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from comparisons.changes import Point
from comparisons.matrix import Track
from comparisons.measures import Line, Moved, Rank, measured, moved, ranks

Kind = Literal["share", "share_of_top", "index", "rank"]


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a line's figure of a year among the tracks beside it, and how it moved since the year before in the track.

    `moved` is None for the first year, and where one of the two years has no place.
    """

    rank: Rank
    moved: Moved | None = None


@dataclass(frozen=True)
class MeasuredLine:
    """A line with its measures. `places` are by year, and empty where nothing stands beside it."""

    key: str
    line: Line
    places: Mapping[int, Place] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The measures that say something of it: a share of what is above it, one of the top where that is another, index, place."""
        years = self.line.years
        found: dict[Kind, bool] = {
            "share": any(one.parent is not None for one in years),
            "share_of_top": any(one.top is not None and one.parent is not None and one.top.key != one.parent.key for one in years),
            "index": len(years) > 1,
            "rank": bool(self.places),
        }
        return tuple(kind for kind, there in found.items() if there)

    def whole(self, kind: Kind) -> Point | None:
        """Of what it is a share: the line above it, or the one at the top, as the latest year has it."""
        sides = (one.parent if kind == "share" else one.top for one in reversed(self.line.years))
        return next((side for side in sides if side is not None), None)


def measured_lines(track: Track, keys: Iterable[str], beside: Sequence[Track] = ()) -> tuple[MeasuredLine, ...]:
    """The lines with these keys that the track has. `beside` are all tracks on its basis, itself among them; places want two at least."""
    there = set(track.keys)
    return tuple(_line(track, key, beside if len(beside) > 1 else ()) for key in keys if key in there)


def _line(track: Track, key: str, beside: Sequence[Track]) -> MeasuredLine:
    return MeasuredLine(key, measured(track, key), _places(track, key, beside) if beside else {})


def _places(track: Track, key: str, beside: Sequence[Track]) -> dict[int, Place]:
    at = next(number for number, one in enumerate(beside) if one is track)
    years = [year.year for year in track.years]
    moves = {after: moved(beside, key, before, after)[at] for before, after in pairwise(years)}
    places = {year: ranks(beside, key, year)[at] for year in years}
    return {year: Place(rank, moves.get(year) if rank.place is not None else None) for year, rank in places.items()}
