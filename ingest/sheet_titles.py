"""What is over the text of a worksheet: its title line, else its name. Pure.

A worksheet is a place of its own. What a heading of another one says does not go on there, least of all an entry of the list of contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.headings import heading_level, is_title, names_contents, undouble
from ingest.shapes import Page, TextLine

_ATTACHED: Final = re.compile(r"附[件表录]?\s*[一二三四五六七八九十\d]*(?:-\d+)?\s*[：:]?")
"""What may stand over a title."""
_DEFAULT_NAME: Final = re.compile(r"(?:sheet|table|工作表|表)\s*\d*(?:\s*[（(]\d+[）)])?", re.IGNORECASE)
"""Names that nobody gave say nothing."""
_SENTENCE: Final = re.compile("[。；]")
_TITLE_LEVEL: Final = 1


@dataclass(frozen=True, slots=True)
class SheetTitle:
    """The name of a worksheet, "" where it says nothing; its title and the line of that, where it has one.

    `is_contents` says that it lists the contents of the workbook: its entries are no headings.
    """

    name: str
    title: str
    line: int | None
    is_contents: bool

    def over(self, line: int) -> str | None:
        """The heading over this line of the sheet, as far as the sheet itself gives one."""
        return (self.title if self.line is not None and line >= self.line else self.name) or None

    def level_of(self, text: str, line: int) -> int | None:
        """The level of the heading that this text, on the sheet from this line on, is; None for text."""
        if line == self.line and text == self.title:
            return _TITLE_LEVEL
        return None if self.is_contents else heading_level(text)


def sheet_titles(pages: Sequence[Page]) -> dict[int, SheetTitle]:
    """What is over the text of each worksheet, by the numbers of their pages."""
    return {page.number: _sheet_title(page, page.sheet) for page in pages if page.sheet is not None}


def _sheet_title(page: Page, sheet: str) -> SheetTitle:
    lines = [line for line in page.lines if line.text.strip()]
    first = next((line for line in lines if not _ATTACHED.fullmatch(line.text.strip())), None)
    title = first if first is not None and _is_in_one_cell(first) and is_title(undouble(first.text)) else None
    text = undouble(title.text) if title is not None else ""
    lists = (names_contents(text) or names_contents(sheet)) and not any(_SENTENCE.search(line.text) for line in lines)
    name = "" if _DEFAULT_NAME.fullmatch(sheet.strip()) else sheet.strip()
    return SheetTitle(name, text, title.number if title is not None else None, lists)


def _is_in_one_cell(line: TextLine) -> bool:
    """Boxes on a worksheet are columns and rows."""
    return line.box is None or line.box[2] - line.box[0] <= 1
