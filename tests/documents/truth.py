"""How far the corpus' truth confirms what was read: cell by cell, from tables that people and arithmetic read apart from this project."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from ingest.contract import Json

Verdict = Literal["confirmed", "read", "contradicted", "unknown"]
"""`confirmed` by a reconciled table, `read` the same but not reconciled, `contradicted`, or `unknown` where the truth has no such cell."""

_EDGE: Final = 2.0  # points by which a figure may stand outside its cell


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one figure; `said` is what the truth says where it contradicts."""

    verdict: Verdict
    said: str = ""


def truth_of(path: Path, truth: Path) -> list[Json]:
    """The tables that the truth has of a document."""
    file = truth / f"{path.stem}.json.gz"
    if not file.is_file():
        return []
    tables: list[Json] = json.loads(gzip.decompress(file.read_bytes()))["tables"]
    return tables


def judged(read: Json, tables: Sequence[Json]) -> dict[int, Judged]:
    """The verdict on each figure, by its identity."""
    cells = [(table, cell) for table in tables for cell in table["cells"]]
    by_page: dict[int, list[tuple[Json, Json]]] = {}
    for table, cell in cells:
        by_page.setdefault(cell["page"], []).append((table, cell))
    return {id(amount): _judged(amount, row, header, by_page.get(amount.get("page") or 0, [])) for amount, row, header in _amounts(read)}


def missed(read: Json, tables: Sequence[Json]) -> list[str]:
    """Figures of reconciled tables that were not read."""
    amounts = [amount for amount, _, _ in _amounts(read)]
    by_page: dict[int, list[Json]] = {}
    for amount in amounts:
        by_page.setdefault(amount.get("page") or 0, []).append(amount)
    return [
        f"p{cell['page']} {table['title']}: {cell['code'] or '-'} {cell['label']} {cell['printed']}"
        for table in tables
        for cell in table["cells"]
        if table["status"] == "reconciled" and cell["truth"] and not any(_inside(amount, cell) for amount in by_page.get(cell["page"], ()))
    ]


def _amounts(read: Json) -> Iterator[tuple[Json, Json, list[str]]]:
    for table in read["tables"]:
        headers = {column["index"]: column["header"] for column in table["columns"]}
        for row in table["rows"]:
            yield from ((amount, row, headers.get(amount["column"], [])) for amount in row["amounts"])


def _judged(amount: Json, row: Json, header: Sequence[str], cells: Sequence[tuple[Json, Json]]) -> Judged:
    found = [(table, cell) for table, cell in cells if _inside(amount, cell)]
    if not found:
        return Judged("unknown")
    table, cell = min(found, key=lambda pair: _distance(amount, pair[1]))
    if _number(amount["printed"]) != _number(cell["printed"]):
        return Judged("contradicted" if cell["truth"] else "unknown", f"{cell['printed']}")
    if not (cell["truth"] and table["status"] == "reconciled"):
        return Judged("read")
    path = next(column["path"] for column in table["columns"] if column["col"] == cell["col"])
    if not _same_code(row["code"], cell):
        return Judged("contradicted", f"code {cell['code'] or '-'}")
    if not (_same_label(row, cell) and _same_column(header, path)):
        return Judged("read")
    return Judged("confirmed")


def _inside(amount: Json, cell: Json) -> bool:
    box, around = amount.get("bbox"), cell["bbox"]
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return bool(around[0] - _EDGE <= x <= around[2] + _EDGE and around[1] - _EDGE <= y <= around[3] + _EDGE)


def _distance(amount: Json, cell: Json) -> float:
    return sum(float(abs(one - other)) for one, other in zip(amount["bbox"], cell.get("tbox") or cell["bbox"], strict=True))


def _number(printed: str) -> str:
    text = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", printed))
    return re.sub("[—–−]", "-", text)


def _folded(text: Any) -> str:
    plain = re.sub(r"[\s\u200b]", "", unicodedata.normalize("NFKC", str(text or "")))
    return re.sub(r"[“”\"‘’'():,.*]", "", plain)


def _same_code(code: str | None, cell: Json) -> bool:
    codes = {re.sub(r"\D", "", one) for one in (*cell["code_alts"], cell["code"] or "") if one}
    return code in codes if code and codes else not code or code in _folded(cell["label"])


def _same_label(row: Json, cell: Json) -> bool:
    labels = {_folded(label) for label in (*cell["label_alts"], cell["label"]) if label}
    return not labels or _folded(row["label"]) in labels


def _same_column(header: Sequence[str], path: Sequence[str]) -> bool:
    return not path or (bool(header) and _folded(header[-1]) in (_folded(path[-1]), "".join(map(_folded, path))))
