"""The facts of a disclosure that is typeset as a PDF or a workbook. Read from `facts/*.json`. Pure.

`parts` are the document in its order; sentences name their template (see `ingest.samples.wording`) and bring the figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

FACTS: Final = Path(__file__).resolve().parent / "facts"

Rulings = Literal["lines", "rects", "fills"]
PageKind = Literal["portrait", "landscape", "rotated"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a sample is set: what its rulings are, whether bold text is printed twice, what stands on every page."""

    rulings: Rulings = "lines"
    doubled_bold: bool = False
    repeat_head: bool = True
    page_number: str = ""
    running_title: str = ""
    watermark: str = ""
    text_size: float = 11.0
    cell_size: float = 9.0


@dataclass(frozen=True, slots=True)
class RuledTable:
    """One table as printed: `above` are lines of a left and a right text, `widths` in points, `height` the least height of a row."""

    title: str
    head: tuple[str, ...]
    rows: tuple[str, ...]
    widths: tuple[float, ...]
    number: str = ""
    above: tuple[tuple[str, str], ...] = ()
    below: tuple[str, ...] = ()
    height: float = 20.0
    repeat_head: bool | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of the document: its kind, and the texts or values it is made of."""

    kind: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """Everything a sample states. `source` names the published document that its figures come from."""

    file_name: str
    notice: str
    source: Mapping[str, str]
    unit: str
    region: str
    fiscal_year: int
    stage: str
    scope: str
    style: Style
    parts: tuple[Part, ...]
    tables: tuple[RuledTable, ...] = field(default=())


def load_published(name: str) -> Published:
    """The disclosure of this name. Raises FileNotFoundError for an unknown one."""
    raw: dict[str, Any] = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    return Published(
        **{key: raw[key] for key in ("file_name", "notice", "source", "unit", "region", "fiscal_year", "stage", "scope")},
        style=Style(**raw["style"]),
        parts=tuple(_part(part) for part in raw["parts"]),
        tables=tuple(_table(table) for table in raw["tables"]),
    )


def _part(raw: dict[str, Any]) -> Part:
    ((kind, values),) = raw.items()
    return Part(kind, tuple(values) if isinstance(values, list) else (values,))


def _table(raw: dict[str, Any]) -> RuledTable:
    lists: dict[str, Any] = {key: tuple(raw.get(key, ())) for key in ("head", "rows", "widths", "below")}
    above = tuple((left, right) for left, right in raw.get("above", ()))
    return RuledTable(**{key: value for key, value in raw.items() if key not in (*lists, "above")}, **lists, above=above)
