"""Compound files (MS-CFB), which .xls and .doc are: streams at the root and in storages, written as simply as the format allows. Pure."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping
from typing import Final

_SECTOR: Final = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_LEAST: Final = 4096  # smaller streams would stand in a stream of their own


def compound(streams: Mapping[str, bytes], within: Mapping[str, Mapping[str, bytes]] | None = None) -> bytes:
    """A file with these streams at its root; `within` are storages with theirs. Short streams are filled up with zeros."""
    entries: list[tuple[str, int, int, int, int, int]] = []  # name, kind, next sibling, child, first sector, size
    sectors, fat = bytearray(), list[int]()

    def put(data: bytes) -> tuple[int, int]:
        padded = data.ljust(_LEAST, b"\0")
        count = -(-len(padded) // _SECTOR)
        first = len(fat)
        fat.extend([*range(first + 1, first + count), _END])
        sectors.extend(padded.ljust(count * _SECTOR, b"\0"))
        return first, len(padded)

    def level(children: Mapping[str, bytes | Mapping[str, bytes]]) -> int:
        """The number of the first entry of a storage."""
        numbers = []
        for name, content in children.items():
            numbers.append(len(entries))
            if isinstance(content, bytes):
                entries.append((name, _STREAM, _NONE, _NONE, *put(content)))
            else:
                entries.append((name, _STORAGE, _NONE, _NONE, 0, 0))
                at = len(entries) - 1
                entries[at] = (name, _STORAGE, _NONE, level(content), 0, 0)
        for one, other in itertools.pairwise(numbers):
            name, kind, _, child, first, size = entries[one]
            entries[one] = (name, kind, other, child, first, size)
        return numbers[0] if numbers else _NONE

    entries.append(("Root Entry", _ROOT, _NONE, _NONE, _END, 0))
    entries[0] = ("Root Entry", _ROOT, _NONE, level({**streams, **(within or {})}), _END, 0)
    directory = b"".join(map(_entry, entries))
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    first_directory, count = len(fat), len(directory) // _SECTOR
    fat.extend([*range(first_directory + 1, first_directory + count), _END])
    sectors.extend(directory)
    places = 1
    while (len(fat) + places) * 4 > places * _SECTOR:
        places += 1
    first_fat = len(fat)
    fat.extend([_FAT] * places)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(places * _SECTOR, b"\xff")
    numbers = [*range(first_fat, first_fat + places)]
    version, places_of = (0x3E, 3, 0xFFFE, 9, 6), (0, places, first_directory, 0, _LEAST, _END, 0, _END, 0)
    header = struct.pack("<8s16s5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", *version, *places_of)
    header += struct.pack("<109I", *numbers, *[_FREE] * (109 - places))
    return header + bytes(sectors) + table


def _entry(entry: tuple[str, int, int, int, int, int]) -> bytes:
    name, kind, following, child, first, size = entry
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sI8s8sIQ", raw, len(raw), kind, 1, _NONE, following, child, b"", 0, b"", b"", first, size)
