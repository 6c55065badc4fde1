"""What is other than in the dump before: disclosures that came and left, editions that were replaced, corrections."""

from __future__ import annotations

from typing import Any, Final

import pyarrow
from pyarrow import parquet

from dumps import kept

_SHOWN: Final = ("id", "disclosure", "state", "department", "department_name", "fiscal_year", "stage", "scope")
Rows = dict[int, dict[str, Any]]


def changes(before: str | None, now: str) -> dict[str, Any]:
    """From one dump to the next: editions in force by their disclosure, and corrections in editions in force by their number.

    `replaced` has the edition before and the one now; one that left was withdrawn. Without a dump before, everything came.
    """
    old, new = _in_force(before), _in_force(now)
    corrected = _read(now, "corrections", ("id", "edition", "fact", "reason"))
    known = _read(before, "corrections", ("id",))
    return {
        "since": before,
        "came": [_told(new[one]) for one in sorted(new.keys() - old.keys())],
        "left": [_told(old[one]) for one in sorted(old.keys() - new.keys())],
        "replaced": [
            {"before": old[one]["id"], **_told(new[one])} for one in sorted(new.keys() & old.keys()) if new[one]["id"] != old[one]["id"]
        ],
        "corrections": [row for number, row in sorted(corrected.items()) if number not in known],
    }


def _told(edition: dict[str, Any]) -> dict[str, Any]:
    return {("edition" if name == "id" else name): value for name, value in edition.items() if name != "state"}


def _in_force(name: str | None) -> Rows:
    editions = _read(name, "editions", _SHOWN).values()
    return {edition["disclosure"]: edition for edition in editions if edition["state"] == "published"}


def _read(name: str | None, table: str, columns: tuple[str, ...]) -> Rows:
    if name is None:
        return {}
    with kept.opened(name, f"parquet/{table}/part-0.parquet") as file:
        found: pyarrow.Table = parquet.read_table(pyarrow.PythonFile(file, mode="r"), columns=list(columns))
    return {row["id"]: row for row in found.to_pylist()}
