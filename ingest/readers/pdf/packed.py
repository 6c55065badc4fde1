"""The objects that a PDF packs together (object streams), unpacked as far as they are looked at. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

_PACKED: Final = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_UNPACKED: Final = 4 << 20  # bytes of one packed part of a file that are looked at
_MOST: Final = 64 << 20
"""Bytes unpacked of one file at most."""


def packed_objects(data: bytes) -> Iterator[bytes | None]:
    """Each packed part; None where it is damaged or too large to be told."""
    unpacked = 0
    for found in _PACKED.finditer(data):
        part = None if unpacked > _MOST else _unpacked(data, found.end())
        unpacked += _UNPACKED if part is None else len(part)
        yield part


def _unpacked(data: bytes, start: int) -> bytes | None:
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(memoryview(data)[start:], _UNPACKED)
    except zlib.error:
        return None
    return found if unpacking.eof else None
