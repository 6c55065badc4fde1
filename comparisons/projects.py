"""The projects of a table of projects, without the rows that add them up, and what they come to. Pure."""

from __future__ import annotations

from decimal import Decimal

from comparisons.changes import Change, Changes, Point, are_all_of

ZERO = Decimal(0)
_CEILINGS = ("project", "total_expenditure")
"""The headline figures that projects cannot exceed, the nearest first."""


def is_sum(changes: Changes, change: Change) -> bool:
    """Whether a line adds up others: it has parts, or is the table's total by its kind."""
    return bool(changes.parts(change.key)) or change.key.rpartition(":")[2] == "total"


def projects_of(changes: Changes) -> tuple[Change, ...]:
    """The lines that add up nothing, in the order of the table; those that ended too."""
    return tuple(change for change in changes.lines if not is_sum(changes, change))


def come_to(changes: Changes, headline: Changes) -> Decimal | None:
    """What the projects of the year come to, in 元: where the table's own sums prove it, or it prints none and they do not exceed what the
    department spends on projects, else at all. None where neither is so: some of the lines may add up others."""
    own = [change.after for change in projects_of(changes) if change.after is not None]
    listed = sum((point.yuan for point in own if point.yuan is not None), ZERO)
    whole = _whole(changes)
    if whole is not None:
        return listed if are_all_of(own, whole) else None
    if any(change.after is not None and is_sum(changes, change) for change in changes.lines):
        return None
    known = (one.after for key in _CEILINGS if (one := headline.of(key)) is not None)
    ceiling = next((point for point in known if point is not None and point.yuan is not None), None)
    if ceiling is None or ceiling.yuan is None:
        return None
    steps = sum((point.step for point in own), ceiling.step)
    return listed if 2 * (listed - ceiling.yuan) <= steps else None


def _whole(changes: Changes) -> Point | None:
    """The line of the year of which every other that has an amount is a part, be it of a part of it; None where there is no such line."""
    tops = [change for change in changes.lines if change.after is not None and change.after.yuan and not _is_below(changes, change)]
    return tops[0].after if len(tops) == 1 and changes.parts(tops[0].key) else None


def _is_below(changes: Changes, change: Change) -> bool:
    return change.parent is not None and changes.of(change.parent) is not None
