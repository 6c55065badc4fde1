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


def decode(data: bytes, declared: str | None = None) -> str:
    """The text, without a byte order mark; a damaged character is U+FFFD. Raises UnreadableDocument for what is no text.

    `declared` is the encoding that the file itself names. It counts only where the bytes do not tell better: pages are saved anew in
    UTF-8 and keep their old declaration.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _known(data[len(mark) :], encoding)
    for encoding, strict in (*_by_bytes(data), *_by_name(declared), *_by_damage(data)):
        text = data.decode(encoding, errors="replace")
        if _is_text(text) and not (strict and _is_damaged(text)):
            return text.removeprefix("\ufeff")
    raise UnreadableDocument("not_text", "内容不是文本（认不出 UTF-8、UTF-16 或 GB18030），文件可能已损坏，请重新下载或导出。")


def _by_bytes(data: bytes) -> tuple[tuple[str, bool], ...]:
    """The encodings that can be told by the bytes: UTF-16 by where its zeros stand, UTF-8 because nothing else fits its pattern."""
    if b"\x00" not in data:
        return (("utf-8", True),)
    high, low = data[0::2].count(0), data[1::2].count(0)
    return (("utf-16-be", False), ("utf-16-le", False)) if high > low else (("utf-16-le", False), ("utf-16-be", False))


def _by_name(declared: str | None) -> tuple[tuple[str, bool], ...]:
    """The declared encoding, where it is known; what says GB2312 or GBK may use all of GB18030, of which they are parts."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return ()
    known = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "hz", "big5": "big5hkscs", "big5hkscs": "big5hkscs"}
    return ((known[name], True),) if name in known else ()


def _by_damage(data: bytes) -> tuple[tuple[str, bool], ...]:
    """What is left where no encoding fits without a flaw; UTF-8 first only where few of its characters beyond ASCII are damaged."""
    if b"\x00" in data:
        return ()
    text = data.decode("utf-8", errors="replace")
    wide = sum(not character.isascii() for character in text)
    if text.count(REPLACED) <= wide * _FEW:
        return (("utf-8", False), ("gb18030", False))
    return (("gb18030", True), ("utf-8", False), ("gb18030", False))


def _is_damaged(text: str) -> bool:
    return REPLACED in text


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
