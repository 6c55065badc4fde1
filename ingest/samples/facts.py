"""The facts of a sample: what a disclosure states, and how its tables are set. Read from `facts/*.json`. Pure.

A row is written as one string, its cells separated by `|`: `*` before a cell means bold, `~` a cell merged into the one on its left,
`+` before the row that no empty line separates it from the row above.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

FACTS: Final = Path(__file__).resolve().parent / "facts"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a table goes on to the next page: behind so many rows; 0 is between head and rows.

    `floating` is a heading printed behind the break's last row. `swallowed`: the break eats the empty cells at the end of its last row
    and so many at the start of the next.
    """

    after_row: int
    floating: str | None = None
    swallowed: int = 0


@dataclass(frozen=True, slots=True)
class SampleTable:
    """One table: `columns` are header paths from top to leaf, `rows` have a cell for each column.

    `above`, `head` and `below` are the printed rows around them (number, title, unit; header; remarks). `widths` gives columns whose text
    wraps, in half-width characters; `glued` the columns that no space separates from a figure before them.
    """

    number: str
    title: str
    unit: str
    schedule: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[str, ...]
    above: tuple[str, ...]
    head: tuple[str, ...]
    below: tuple[str, ...] = ()
    widths: Mapping[int, int] | None = None
    glued: tuple[int, ...] = ()
    page_break: PageBreak | None = None

    def figures(self) -> tuple[tuple[str | None, ...], ...]:
        """The rows as plain cells: "" for a blank, None for a cell merged away."""
        return tuple(tuple(None if cell == "~" else cell.removeprefix("*").strip("　") for cell in row.split("|")) for row in self.rows)


@dataclass(frozen=True, slots=True)
class SampleForm:
    """One project's declaration of targets; money as printed, in 元. None where the published form does not show it."""

    project: str
    period_years: int | None
    period_total: str | None
    year_total: str | None
    overview: str
    basis: str
    necessity: str
    safeguards: str
    plan: str
    goal_period: str
    goal_year: str
    filled_at: str
    indicators: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """A page that was lost: missing altogether, or printed as a server's error. From behind a row of a form until before another."""

    kind: Literal["missing", "error"]
    after: tuple[int, str]
    until: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of the document in its order: a heading, a paragraph, a table by its place in the list, all forms, or a new page."""

    kind: Literal["heading", "prose", "table", "forms", "page"]
    text: str = ""
    table: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the running text, as printed."""

    key: str
    printed: str
    unit: str
    subject: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything a sample states. `source` names the published document that its figures come from.

    `notice` stands on every page. `handler` is invented, so that the masking of personal data can be seen. `numbered_pages` print their
    number, the running title and the watermark; on `spaced_overlay_page` the template shows through with other spaces and line breaks.
    """

    file_name: str
    notice: str
    running_title: str
    source: Mapping[str, str]
    unit: str
    region: str
    fiscal_year: int
    stage: str
    scope: str
    form_title: str
    form_year: str
    department: str
    implementing_unit: str
    attribute: str
    handler: Mapping[str, str]
    numbered_pages: tuple[int, ...]
    watermark: tuple[str, ...]
    watermark_repeats: int
    spaced_overlay_page: int
    losses: tuple[Loss, ...]
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
    tables: tuple[SampleTable, ...]
    forms: tuple[SampleForm, ...]


def load(name: str) -> Sample:
    """The sample of this name. Raises FileNotFoundError for an unknown one."""
    raw: dict[str, Any] = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    simple: dict[str, Any] = {key: value for key, value in raw.items() if isinstance(value, str | int | dict)}
    return Sample(
        **simple,
        numbered_pages=tuple(raw["numbered_pages"]),
        watermark=tuple(raw["watermark"]),
        losses=tuple(Loss(loss["kind"], tuple(loss["after"]), tuple(loss["until"])) for loss in raw["losses"]),
        figures=tuple(Figure(*figure) for figure in raw["figures"]),
        parts=tuple(_part(part) for part in raw["parts"]),
        tables=tuple(_table(table) for table in raw["tables"]),
        forms=tuple(SampleForm(**{**form, "indicators": tuple(map(tuple, form["indicators"]))}) for form in raw["forms"]),
    )


def _part(raw: dict[str, Any]) -> Part:
    kind: Any
    ((kind, value),) = raw.items()
    return Part(kind, table=value) if kind == "table" else Part(kind, text=value if isinstance(value, str) else "")


def _table(raw: dict[str, Any]) -> SampleTable:
    widths = {int(column): width for column, width in raw.get("widths", {}).items()}
    page_break = PageBreak(**raw["page_break"]) if "page_break" in raw else None
    lists: dict[str, Any] = {key: tuple(raw.get(key, ())) for key in ("rows", "above", "head", "below", "glued")}
    texts = {key: raw[key] for key in ("number", "title", "unit", "schedule")}
    return SampleTable(**texts, **lists, columns=tuple(map(tuple, raw["columns"])), widths=widths, page_break=page_break)
