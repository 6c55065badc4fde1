"""What an open edition needs a person for, told from its own rows: kept with the edition, so that a queue of thousands is counted at once.

Pure. The names stand in the order of their importance; `budgets.queue` says them in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

NEEDS: Final = ("department", "identity", "second_file", "ambiguous", "mismatch", "lost", "pictures", "doubt")
"""Unresolved department; unknown year, stage or scope; part or replacement; cells read with doubt; contradictions; lost pages; figures
recognised in pictures; whatever else the reading doubts."""

SECOND_FILE: Final = "second_file"
OF_THE_DESK: Final = (SECOND_FILE,)
"""Notes for clerks alone: what they are to decide is no damage of a document."""

_IN_CELLS: Final = frozenset(
    (
        *("ambiguous", "unsure_figure", "unsure_row", "unsure_head", "unclear_head", "not_an_amount", "figures_left_over"),
        *("figures_overlaid", "error_value", "formula_without_value", "unread_print", "partly_covered_text", "no_unit", "no_head"),
        *("no_label", "half_table", "printed_twice", "correction_no_longer_fits"),
    )
)
_LOST: Final = frozenset(("lost_page", "picture_page", "pictured_print", "turned_text_lost"))


def needs_of(notes: Iterable[tuple[str, str]], *, contradicts: bool, recognised: int) -> list[str]:
    """The needs of an edition, the most important first: from level and code of its notes, from whether a check contradicts, and from how
    many figures were recognised. A warning always is a need: what no name here is for is a doubt.
    """
    found = {need for level, code in notes if (need := _need(level, code))}
    found |= {"mismatch"} if contradicts else set()
    found |= {"pictures"} if recognised else set()
    return [need for need in NEEDS if need in found]


def _need(level: str, code: str) -> str:
    if code.startswith("department_") or code == "identity_unit_missing":
        return "department"
    if code.startswith("identity_"):
        return "identity"
    if code == SECOND_FILE:
        return SECOND_FILE
    if level == "error" or (level == "warning" and code in _LOST):
        return "lost"
    if level == "warning":
        return "ambiguous" if code in _IN_CELLS else "doubt"
    return ""
