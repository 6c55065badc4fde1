"""Whether a cell and a source of a finding mean the same place of a document. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Key = tuple[object, ...]


def place_key(place: Mapping[str, Any]) -> Key | None:
    """What a cell and a finding's source have in common where they mean the same place; None where the source is no single place."""
    if place.get("cell") and (place.get("sheet") or place.get("row") is not None):
        table = (place["table"], place["row"]) if place.get("row") is not None else ()
        return ("cell", place.get("sheet") or "", ":".join(map(str, (*table, place["cell"]))))
    if place.get("line") is not None:
        return ("line", place["line"], *place["span"]) if place.get("span") else None
    if place.get("page") is not None and place.get("bbox"):
        return ("box", place["page"], *(round(float(edge), 1) for edge in place["bbox"]))
    return None


def cell_key(cell: Mapping[str, Any]) -> Key | None:
    """The same of a stored cell, whose `cell` already holds table and row where those count."""
    if cell.get("cell"):
        return ("cell", cell.get("sheet") or "", cell["cell"])
    return place_key({name: cell.get(name) for name in ("line", "span", "page", "bbox")})
