"""Which rows of a table are sums of those below them, where only the amounts tell it. Pure.

Tables of projects print the department, its units, sources of funds and groups in one column with the projects, and nothing says which is
which. A row is a sum where the rows behind it add up to it, and all of it counts only where in the end one row is the sum of all: what
looks like a sum by chance would leave the whole unexplained. Nothing is guessed by names.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

ZERO = Decimal(0)
Amount = tuple[Decimal | None, Decimal]
"""What is printed in a row (None for a blank), and the smallest difference that it can show (`Point.step`)."""


def wholes(amounts: Sequence[Amount]) -> list[int | None] | None:
    """For each row, in the order of print, the row whose sum it is a part of; None where the sums do not prove one whole.

    A row of which the next one alone is the part (a department with one unit) has the same amount as it, as two purchases may have: it is
    taken for a sum only where otherwise there is no whole.
    """
    return _outline(amounts, lone=False) or _outline(amounts, lone=True)


def _outline(amounts: Sequence[Amount], *, lone: bool) -> list[int | None] | None:
    """From the last row to the first: each takes the rows behind it that nobody has taken yet, as many as add up to it."""
    over: list[int | None] = [None] * len(amounts)
    tops: list[int] = []
    for at in range(len(amounts) - 1, -1, -1):
        count = _parts(amounts, at, tops, 1 if lone else 2)
        for part in tops[:count]:
            over[part] = at
        tops = [at, *tops[count:]]
    printed = [at for at in tops if amounts[at][0]]
    is_whole = len(printed) == 1 and any(parent == printed[0] for parent in over)
    return over if is_whole else None


def _parts(amounts: Sequence[Amount], at: int, tops: Sequence[int], fewest: int) -> int:
    """How many of the rows behind a row add up to it, as far as rounding shows: the most, so that blanks and zeros at the end are among
    them; 0 where none do."""
    own, step = amounts[at]
    if not own:
        return 0
    total, steps, found, printed = ZERO, step, 0, 0
    for count, part in enumerate(tops, start=1):
        amount, part_step = amounts[part]
        if amount is not None:
            total, steps, printed = total + amount, steps + part_step, printed + bool(amount)
        if printed >= fewest and 2 * abs(total - own) <= steps:
            found = count
    return found
