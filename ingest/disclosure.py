"""Whether a readable document is a disclosure of a budget or of final accounts at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgets.schedules import schedule_of
from ingest.headings import undouble
from ingest.shapes import Document, UnreadableDocument

_WORDS: Final = (
    "预算",
    "决算",
    "财政拨款",
    "一般公共预算",
    "政府性基金",
    "国有资本经营",
    "基本支出",
    "项目支出",
    "收支总",
    "三公",
    "机关运行经费",
    "公用经费",
    "绩效目标",
    "结转",
)
_ENOUGH: Final = 4
"""So many of these words no other text uses together; a disclosure without tables (text and tables published apart) has more."""

_SHOWN: Final = 20


def require_disclosure(document: Document) -> None:
    """Raise UnreadableDocument unless the text holds a table of a budget or the words of one; the message says what is there instead."""
    text = re.sub(r"\s", "", "".join(_texts(document)))
    if not text:
        raise UnreadableDocument("no_text", "文件里除页眉页脚外没有文字，请重新下载或导出。")
    if any(schedule_of(undouble(line)) for line in _texts(document)):
        return
    if sum(word in text for word in _WORDS) < _ENOUGH:
        seen = f"共 {sum(len(page.lines) for page in document.pages)} 行，以“{text[:_SHOWN]}”开头"
        raise UnreadableDocument(
            "not_a_disclosure", f"文件读得出文字（{seen}），但没有预算或决算的表格和用语，不是预决算公开文件，请检查是否选错。"
        )


def _texts(document: Document) -> Iterator[str]:
    yield from (line.text for page in document.pages for line in page.lines)
    yield from (page.sheet for page in document.pages if page.sheet is not None)
