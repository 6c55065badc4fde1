"""A dump as its files tell it: its moment, its parts and their digests. Pure.

datapackage.json             what each file and column is (Data Package, Table Schema)
manifest.json                SHA-256, bytes and rows of each file; written last: without it there is no dump
SHA256SUMS                   the same digests, for `sha256sum -c`
changes.json                 what came and left since the dump before
csv/NAME/part-0.csv.gz       a table, one folder each
parquet/NAME/part-0.parquet
…/facts/year=2023/region=140200/part-0.…
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from budgets.parquet import Column

MANIFEST: Final = "manifest.json"
PACKAGE: Final = "datapackage.json"
CHANGES: Final = "changes.json"
SUMS: Final = "SHA256SUMS"
FACTS: Final = "facts"

_NAME: Final = re.compile(r"\d{8}T\d{6}Z(?:-\d{4})?")
_NOWHERE: Final = "__HIVE_DEFAULT_PARTITION__"
"""As Hive, Spark, Trino and DuckDB write a partition of null."""


def name_of(at: datetime, year: int | None) -> str:
    """What a dump is called: the moment that it pins, and its year where it has one only."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" + (f"-{year}" if year else "")


def pinned_at(name: str) -> datetime:
    """The moment that a dump pins, from its name."""
    return datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def is_name(text: str) -> bool:
    """Whether a dump may be called so."""
    return _NAME.fullmatch(text) is not None


def year_of(name: str) -> int | None:
    """The year of a dump of one year; None for one of all."""
    return int(name.partition("-")[2]) if "-" in name else None


@dataclass(frozen=True, slots=True)
class Partition:
    """The figures of a year's disclosures of the departments of a region (None: departments without one): which editions these are."""

    year: int
    region: str | None
    editions: tuple[int, ...]

    @property
    def folder(self) -> str:
        return f"{FACTS}/year={self.year}/region={self.region or _NOWHERE}"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dump. `table` is what it has rows of, "" for one that has none."""

    path: str
    bytes: int
    sha256: str
    table: str = ""
    rows: int | None = None
    year: int | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a dump: what one row is, its columns, its key, and which columns name a row of another table."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def schema(self) -> dict[str, Any]:
        """As Table Schema."""
        keys = [
            {"fields": [own], "reference": {"resource": "" if table == self.name else table, "fields": [other]}}
            for own, (table, other) in self.refers.items()
        ]
        return {
            "fields": [_field(column, self.key) for column in self.columns],
            "primaryKey": list(self.key),
            "missingValues": [""],
            **({"foreignKeys": keys} if keys else {}),
        }


def _field(column: Column, key: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": column.kind}
    if column.told:
        told["description"] = column.told
    if column.name in key:
        told["constraints"] = {"required": True}
    return told


def manifest(name: str, at: str, made: str, files: Iterable[File]) -> dict[str, Any]:
    """Which files the dump has, with their digests, and how many rows each table."""
    files = sorted(files, key=lambda file: file.path)
    rows: dict[str, int] = {}
    for file in files:
        if file.path.startswith("parquet/"):
            rows[file.table] = rows.get(file.table, 0) + (file.rows or 0)
    return {"name": name, "as_of": at, "made": made, "year": year_of(name), "rows": rows, "files": [asdict(file) for file in files]}


def sums(files: Iterable[File]) -> str:
    """The digests as `sha256sum -c` takes them."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))
