"""Whether what a PDF packs can be unpacked to its end. Pure.

pdfium shows of a damaged stream what comes before the damage, and says nothing: half a page may be gone without a trace. Each packed stream
(Flate, the filter of nearly all text and objects) ends with a checksum (RFC 1950), which tells. Pictures and fonts are not looked at: their
damage is seen, and costs no figure. Of an encrypted file nothing can be told from outside.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from ingest.shapes import UnreadableDocument

_START: Final = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_END: Final = b"endstream"
_HEAD: Final = 4_000
"""Bytes before a stream in which its dictionary begins; a longer one is not looked at."""
_PACKED: Final = re.compile(rb"/Filter\s*(?:\[\s*)?/(?:FlateDecode|Fl)\b")
_NO_TEXT: Final = re.compile(rb"/Image\b|/Length1\b|/FontFile|/Type1C\b|/CIDFontType0C\b|/OpenType\b")
_LENGTH: Final = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
_STEP: Final = 1 << 20
MOST_OF_ONE: Final = 32 << 20
"""Bytes unpacked of one stream: published ones have some hundred thousand at most, and a page of the most objects some ten million."""
_MOST: Final = 1 << 29
"""Bytes unpacked of one file at most: what is larger is not looked at to its end."""


def damaged_streams(data: bytes) -> int:
    """How many of a file's packed streams break off, or do not have the sum that they say.

    Raises UnreadableDocument (too_large) where one is unpacked to more than any page needs: pdfium would take the memory for all of it.
    """
    if b"/Encrypt" in data:
        return 0
    found, unpacked = 0, 0
    for packed in _packed(data):
        is_whole, size = _unpack(packed, min(_MOST - unpacked, MOST_OF_ONE + 1))
        if size > MOST_OF_ONE:
            text = f"PDF 里有一处数据解开后超过 {MOST_OF_ONE // 1024 // 1024} MiB，大得不像公开文件的一页，没有读取；请重新导出。"
            raise UnreadableDocument("too_large", text)
        found += not is_whole
        unpacked += size
        if unpacked >= _MOST:
            break
    return found


def _packed(data: bytes) -> Iterator[memoryview]:
    """What stands in each stream that may hold text or objects."""
    view, place = memoryview(data), 0
    while start := _START.search(data, place):
        end = _end(data, start.end(), dictionary := _dictionary(data, start.start()))
        if _PACKED.search(dictionary) and not _NO_TEXT.search(dictionary):
            yield view[start.end() : end]
        place = end + len(_END)


def _dictionary(data: bytes, end: int) -> bytes:
    start = data.rfind(b" obj", max(0, end - _HEAD), end)
    return data[start:end] if start >= 0 else b""


def _end(data: bytes, start: int, dictionary: bytes) -> int:
    """Where a stream ends: by its length where that is right, since its bytes may spell the word that ends it."""
    length = _LENGTH.search(dictionary)
    told = start + int(length[1]) if length and len(length[1]) < 12 else -1
    if start <= told <= len(data) and data[told : told + 2 + len(_END)].lstrip(b"\r\n").startswith(_END):
        return told
    found = data.find(_END, start)
    return found if found >= 0 else len(data)


def _unpack(packed: memoryview, most: int) -> tuple[bool, int]:
    """Whether it is whole, and how many bytes it gave; what is larger than `most` passes for whole."""
    unpacker, rest, size = zlib.decompressobj(), bytes(packed), 0
    try:
        while not unpacker.eof and rest and size < most:
            size += len(unpacker.decompress(rest, _STEP))
            rest = unpacker.unconsumed_tail
        while not unpacker.eof and size < most and (more := unpacker.decompress(b"", _STEP)):
            size += len(more)
    except zlib.error:
        return False, size
    return unpacker.eof or size >= most, size
