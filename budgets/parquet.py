"""Rows as PostgreSQL writes them in CSV, as a file of Parquet. Pure.

A row group is written as soon as it is whole and handed on: however many rows there are, no more than one is held. Amounts are exact
decimals, days are dates; nothing becomes a float. PostgreSQL writes "" for an empty text and nothing for null, and so they stay apart.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pyarrow

PARQUET: Final = "application/vnd.apache.parquet"
ROWS_OF_A_GROUP: Final = 20_000
BYTES_OF_A_GROUP: Final = 16 << 20
"""A group is whole at the one or at the other."""

Kind = Literal["integer", "string", "number", "boolean", "date", "datetime", "object", "array"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` as a Table Schema names it, `digits` and `decimals` of a number. An object or an array is JSON, as text."""

    name: str
    kind: Kind
    told: str = ""
    digits: int = 0
    decimals: int = 0


def parquet(lines: Iterable[bytes], columns: list[Column]) -> Iterator[bytes]:
    """The file, piece by piece. `lines` are rows of CSV without a head; a piece of them may hold several rows, or end within none."""
    import pyarrow as pa  # noqa: PLC0415  only who asks for Parquet pays its forty megabytes
    from pyarrow import csv as arrow_csv  # noqa: PLC0415
    from pyarrow import parquet as pq  # noqa: PLC0415

    names, schema = [column.name for column in columns], pa.schema([(column.name, _type(column)) for column in columns])
    convert = arrow_csv.ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False)
    read = arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=2 * BYTES_OF_A_GROUP)
    parse = arrow_csv.ParseOptions(newlines_in_values=True)
    sink = _Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for group in _groups(lines):
            rows = arrow_csv.read_csv(pa.BufferReader(group), read_options=read, parse_options=parse, convert_options=convert)
            writer.write_table(rows.combine_chunks(), row_group_size=rows.num_rows)
            yield sink.taken()
    yield sink.taken()


def _groups(lines: Iterable[bytes]) -> Iterator[bytes]:
    group, count = bytearray(), 0
    for line in lines:
        group += line
        count += 1
        if count >= ROWS_OF_A_GROUP or len(group) >= BYTES_OF_A_GROUP:
            yield bytes(group)
            group, count = bytearray(), 0
    if group:
        yield bytes(group)


def _type(column: Column) -> pyarrow.DataType:
    import pyarrow as pa  # noqa: PLC0415

    if column.kind == "number":
        return pa.decimal128(column.digits, column.decimals)
    plain = {"integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32(), "datetime": pa.timestamp("us", tz="UTC")}
    return plain.get(column.kind, pa.string())


class _Sink(io.RawIOBase):
    """What was written since it was last taken; it cannot be gone back in."""

    def __init__(self) -> None:
        super().__init__()
        self._held, self._at = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        """Keep a piece."""
        piece = memoryview(data)  # type: ignore[arg-type]
        self._held += piece
        self._at += piece.nbytes
        return piece.nbytes

    def tell(self) -> int:
        """How much was written in all."""
        return self._at

    def taken(self) -> bytes:
        """What was kept, once."""
        piece = bytes(self._held)
        self._held.clear()
        return piece
