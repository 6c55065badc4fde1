"""Headings of the running text: 第一部分, 一、, （一）, 1、. Pure.

A heading is a line of its own: it begins with one of the marks of official documents (GB/T 9704: 一、 then （一） then 1.), says no figure
and ends no sentence. Bold headings come out of a PDF doubled, run by run; that is undone here.
"""

from __future__ import annotations

import re
from typing import Final

from budgets.numerals import integer_of

MARKS: Final = (
    re.compile(r"第[一二三四五六七八九十\d]+(部分|章|篇)"),
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"\d{1,2}[、.．](?!\d)"),
)
"""The marks by level, highest first."""

_BEGINS_MARK: Final = re.compile(r"[第一二三四五六七八九十（(\d]")
_ITEM_MARK: Final = re.compile(
    r"第(?P<l1>[一二三四五六七八九十\d]+)(?:部分|章|篇)|(?P<l2>[一二三四五六七八九十]+)、|[（(](?P<l3>[一二三四五六七八九十]+)[）)]"
    r"|(?P<l4>\d{1,2})[、.．](?!\d)|[（(](?P<l5>\d{1,2})[）)]|(?P<l6>[①-⑳])"
)

_LONGEST: Final = 60
_SHORTEST_DOUBLED: Final = 6
_LONGEST_DOUBLED: Final = 400
_CHINESE: Final = re.compile("[一-龥]")
_ENDS_OR_FIGURES: Final = re.compile(r"[。；！？]|\d\s*(亿|万|千)?元|\d\s*[%％]|\d,\d{3}|\d\.\d\d|[：:].")
_CONTENTS: Final = re.compile(r"[.…·]{3,}|\t")
_TITLE_ENDS: Final = re.compile(
    r"(?:说明|情况|概况|简介|职责|职能|机构|设置|构成|任务|目标|解释|事项|原因|分析|其他|预算|决算|报告|公开|信息|目\s*[录次]|表)(?:[（(].*[）)])?$"
)
_NO_TITLE: Final = re.compile("，|没有|无|未|不")
_LIST_ENDS: Final = re.compile(r"目\s*[录次](?:[（(].*[）)])?$")


def mark_level(text: str) -> int | None:
    """The level (1 highest) of the heading mark with which the text begins; None where it begins with none."""
    text = text.lstrip()
    if not _BEGINS_MARK.match(text):
        return None
    return next((level for level, mark in enumerate(MARKS, 1) if mark.match(text)), None)


def item_mark(text: str) -> tuple[int, int] | None:
    """Level and number of the mark with which an item of a list begins: those of headings, then （1） and ①. None where there is none."""
    mark = _ITEM_MARK.match(text.lstrip())
    if mark is None:
        return None
    return int((mark.lastgroup or "l0")[1:]), integer_of(mark[mark.lastgroup or 0])


def heading_level(text: str) -> int | None:
    """The level of the heading that this whole text is.

    None where it is none: a sentence, an item of a list with figures, a line of the contents.
    """
    level = mark_level(text)
    if level is None or len(text) > _LONGEST or _CONTENTS.search(text):
        return None
    named = bare_title(text)
    return level if named and not _ENDS_OR_FIGURES.search(named) else None


def is_title(text: str) -> bool:
    """Whether a text without a mark, which stands over others, can only be their title: …说明, …表, never a sentence or a figure."""
    text = text.strip()
    if mark_level(text) is not None or len(text) > _LONGEST or _CONTENTS.search(text) or _NO_TITLE.search(text):
        return False
    return not _ENDS_OR_FIGURES.search(text) and _TITLE_ENDS.search(bare_title(text)) is not None


def names_contents(title: str) -> bool:
    """Whether this is the title of a list of contents: 目录, 2030年部门预算公开目录."""
    return _LIST_ENDS.search(title.strip()) is not None


def is_part_heading(text: str) -> bool:
    """Whether the line is the heading of a part (第二部分 …), which keeps its meaning even where it was printed into a table."""
    return heading_level(text) == 1


def bare_title(text: str) -> str:
    """The heading without its mark, the colon behind it, and the spaces around: 1、车辆情况： → 车辆情况."""
    text = text.strip()
    level = mark_level(text)
    if level is not None and (mark := MARKS[level - 1].match(text)):
        text = text[mark.end() :]
    return text.strip(" \u3000：:")


def undouble(text: str) -> str:
    """A line of bold runs without their repetition: `第四部分第四部分 名词解释名词解释` → `第四部分 名词解释`.

    The line is returned as it is unless all of it consists of repeated runs. Lines without Chinese text (codes, figures) repeat by chance.
    """
    text = text.strip()
    if not _SHORTEST_DOUBLED <= len(text) <= _LONGEST_DOUBLED or not _CHINESE.search(text):
        return text
    half = len(text) // 2
    if text[:half] == text[-half:] and (len(text) == 2 * half or text[half] == " "):
        return text[:half]
    return _undoubled_runs(text)


def _doubled(text: str) -> int:
    """How long the longest beginning is that comes twice; it comes again where its first character does. 0 where there is none."""
    length = text.rfind(text[0], 1, len(text) // 2 + 1)
    while length > 0 and text[:length] != text[length : 2 * length]:
        length = text.rfind(text[0], 1, length)
    return max(length, 0)


def _undoubled_runs(text: str) -> str:
    runs, rest = [], text
    while rest:
        if rest[0] == " ":
            run, used = " ", 1
        else:
            length = _doubled(rest)
            if not length:
                return text
            run, used = rest[:length], 2 * length
        runs.append(run)
        rest = rest[used:]
    return re.sub(" +", " ", "".join(runs)).strip()
