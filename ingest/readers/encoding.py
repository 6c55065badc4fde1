"""Bytes → text, for the encodings in which disclosures travel: UTF-8, UTF-16 and GB18030, each with or without a mark. Pure."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from typing import Final

from ingest.shapes import UnreadableDocument

REPLACED: Final = "\ufffd"

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE: Final = 100_000  # characters that are looked at to tell text from noise
_FEW: Final = 0.01  # share of damaged characters with which an encoding may still be the right one
_TEXT_SHARE: Final = 0.97  # share of characters of Chinese and Latin text in what deserves to be called text
_RANGES: Final = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x3FF),
    (0x2000, 0x27BF),
    (0x3000, 0x33FF),
    (0x3400, 0x9FFF),
    (0xE000, 0xF8FF),
    (0xFE10, 0xFFEF),
)
_SPACES: Final = frozenset("\t\n\r\f ")


def decode(data: bytes) -> str:
    """The text, without a byte order mark; a damaged character is U+FFFD. Raises UnreadableDocument for what is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _known(data[len(mark) :], encoding)
    encodings = ("utf-16-le", "utf-16-be") if b"\x00" in data else ("utf-8", "gb18030")
    for encoding in encodings:
        text = data.decode(encoding, errors="replace")
        if _is_text(text):
            return text.removeprefix("\ufeff")
    raise UnreadableDocument("not_text", "内容不是文本（认不出 UTF-8、UTF-16 或 GB18030），文件可能已损坏，请重新下载或导出。")


def _known(data: bytes, encoding: str) -> str:
    text = data.decode(encoding, errors="replace")
    if not _is_text(text):
        raise UnreadableDocument("not_text", f"文件开头标明是 {encoding.upper()} 文本，内容却读不出来，文件可能已损坏，请重新下载或导出。")
    return text


def _is_text(text: str) -> bool:
    """Whether nearly all characters are those of Chinese or Latin text, and nearly none is damaged or a control character."""
    sample = Counter(text[:_SAMPLE])
    length = sum(count for character, count in sample.items() if character not in _SPACES)
    bad = sum(count for character, count in sample.items() if _is_bad(character))
    usual = sum(count for character, count in sample.items() if _is_usual(character))
    return length > 0 and bad <= length * _FEW and usual >= length * _TEXT_SHARE


def _is_bad(character: str) -> bool:
    return character == REPLACED or (character not in _SPACES and unicodedata.category(character) in ("Cc", "Cn", "Cs"))


def _is_usual(character: str) -> bool:
    return character not in _SPACES and any(low <= ord(character) <= high for low, high in _RANGES)
