"""The Data Package of a dump: what it is, of which moment, whose, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from dumps.shapes import File, Table
from dumps.tables import absolute


def described(name: str, at: str, made: str, tables: Iterable[Table], files: Iterable[File]) -> dict[str, Any]:
    """The package: a resource for each CSV file; `parquet` names the same in Parquet, for programs that read that."""
    by_name = {table.name: table for table in tables}
    return {
        "profile": "tabular-data-package",
        "name": f"mingzhang-{name.lower()}",
        "title": "明账：政府部门公开的预算和决算",
        "description": (
            f"As of {at}: the figures of every edition in force then (facts, in parts by the year of the disclosure and the region of the "
            "department), and what belongs to them. All of it was read in one snapshot. Amounts are exact decimals in 元."
        ),
        "version": name,
        "created": made,
        "as_of": at,
        "homepage": absolute("/"),
        "licenses": [{"name": settings.DUMPS_LICENSE}],
        "sources": [{"title": "各部门公开的预算和决算文件，逐份列在 documents 里（source_url）", "path": absolute("/api/v1/documents/")}],
        "resources": [_resource(file, by_name[file.table]) for file in files if file.path.startswith("csv/")],
    }


def _resource(file: File, table: Table) -> dict[str, Any]:
    place = "" if file.year is None else f"-{file.year}-{file.region or 'none'}"
    return {
        "name": f"{table.name}{place}",
        "title": table.title,
        "profile": "tabular-data-resource",
        "path": file.path,
        "parquet": file.path.replace("csv/", "parquet/", 1).replace(".csv.gz", ".parquet"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "compression": "gz",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": table.schema(),
    }
