"""A text as it is matched, and the way back to the text as it is printed. Pure.

Matching must not stumble over full-width digits, over spaces that a PDF put between characters, or over a page number that slipped into
a sentence (增长-35-…); quoting must be exact. So rules see `Folded.text`, and every place in it leads back to the printed text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ingest.shapes import Paragraph, Source

_PUNCTUATION: Final = {"(": "（", ")": "）", ":": "：", ";": "；", "－": "-", "％": "%", "．": ".", "﹪": "%"}
_PAGE_NUMBER: Final = re.compile(r"(?<=[一-龥])[-—–]\d{1,3}[-—–](?=[.\d一-龥])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without spaces, in one width of characters. `places[i]` is where its character i stands in the printed text."""

    printed: str
    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the printed text that a range of the folded one stands for."""
        return (self.places[start], self.places[end - 1] + 1) if start < end else (self.places[start], self.places[start])

    def quote(self, start: int, end: int) -> str:
        """The printed text of a range."""
        first, last = self.span(start, end)
        return self.printed[first:last]


def fold(printed: str) -> Folded:
    """The text with widths unified and spaces dropped; one space between two digits stays, because it may part two numbers."""
    text = printed.translate(_PLAIN)
    places = list(range(len(text)))
    for space in reversed(list(_SPACES.finditer(text))):
        text = text[: space.start()] + text[space.end() :]
        del places[space.start() : space.end()]
    text = _commas(text)
    for slip in reversed(list(_PAGE_NUMBER.finditer(text))):
        text = text[: slip.start()] + text[slip.end() :]
        del places[slip.start() : slip.end()]
    return Folded(printed, text, (*places, len(printed)))


class _Plain(dict[int, str]):
    """For str.translate: what each character is matched as, found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _plain(chr(code))
        return found


_PLAIN: Final = _Plain()
_SPACES: Final = re.compile(r"(?<!\d) +| +(?![\d ])")
"""All spaces but one between two digits."""


def _plain(character: str) -> str:
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    if character.isspace():
        return " "
    if "\uff10" <= character <= "\uff5a" or "\u2e80" <= character <= "\u2fdf":
        plain = unicodedata.normalize("NFKC", character)
        return plain if len(plain) == 1 and (plain.isalnum()) else character
    return character


def _commas(text: str) -> str:
    """ASCII commas that part clauses, not thousands, become Chinese ones."""
    return re.sub(r"(?<!\d),|,(?!\d)", "，", text)


def source_at(paragraph: Paragraph, start: int, end: int) -> Source:
    """Where a range of a paragraph's text stands: its line, its page, and the span within the line, cut where the line ends."""
    for index in reversed(range(len(paragraph.breaks))):
        offset, line, skipped = paragraph.breaks[index]
        if offset <= start:
            later = paragraph.breaks[index + 1][0] if index + 1 < len(paragraph.breaks) else len(paragraph.text)
            page = paragraph.pages[index] if index < len(paragraph.pages) else paragraph.source.page
            return Source(page=page, line=line, span=(start - offset + skipped, min(end, later) - offset + skipped))
    return paragraph.source
