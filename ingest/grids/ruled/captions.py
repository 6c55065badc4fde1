"""What stands over and under a lattice: number, title, unit, name of the unit; remarks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final

from budgets.schedules import head_of, schedule_of, table_number
from ingest.headings import mark_level, undouble
from ingest.shapes import BBox, Cell, LatticeCell, Source, TextLine, around

_UNIT: Final = re.compile(
    r"单\s*位\s*[:：]|^[（(]?(?:人民币)?[百千万亿]?元[)）]?$|金额[:：]|单\s*位[;；(（\s]\s*(?:人民币)?[百千万亿]?\s*元"
)
_LABELLED: Final = re.compile(
    r"(?:预算|编制|填报|主管|公开|部门|单位)?(?:单位|部门)(?:名称|编码|代码|[（(]单位[)）]|[（(]部门[)）])*\s*[:：]|公开时间|日期[:：]"
)
_TITLE: Final = re.compile(r"表(?:[（(][^（）()]*[）)])*(?:[一二三四五六七八九十\d]{0,3})》?$")
_PROSE: Final = re.compile(r"[，。；]")
_REMARK: Final = re.compile(r"[\s\u3000]*(?:备\s*注|注|说明|此表|本表|表中|该表|[（(]?注\d?)\s*[:：为无系因]?")
_NO_TABLE: Final = re.compile(r"(?:本|此|该)(?:表|单位|部门).*(?:无|没有|空|未)")
_ASIDE: Final = re.compile(r"[（(][^（）()]{2,40}[）)]")
_ALIKE: Final = 0.15  # share of a line's height by which the lines of one title may differ
_LONGEST: Final = 60
_SHORT: Final = 12
_BETWEEN: Final = 2  # lines that say something else between a title and its table
_ASIDE_AT_MOST: Final = 40
_MOST: Final = 8  # lines over a table that may belong to it
_FURTHER: Final = 3  # lines under the remarks of a table among which more may stand
_CONTENTS: Final = re.compile(r"[.…·]{3,}\s*\d*$")


def caption_lines(above: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines directly above a lattice that belong to it, also the first of a title that takes two, and what stands under a title."""
    found: list[TextLine] = []
    lines = above[-_MOST:]
    for at in reversed(range(len(lines))):
        line = lines[at]
        if not (_is_caption(line) or (found and _begins_title(line, found[0])) or _stands_under_title(lines[: at + 1], found)):
            break
        found.insert(0, line)
    return tuple(found)


def _stands_under_title(lines: Sequence[TextLine], below: Sequence[TextLine]) -> bool:
    """Whether the last of the lines says something else (2024年度, 某市某局) right under the title of a standard table."""
    if any(schedule_of(plain(line.text)) for line in below):
        return False
    between = list(takewhile(lambda line: not schedule_of("".join(plain(line.text).split())), reversed(lines)))
    aside = all(
        len(plain(line.text)) <= _ASIDE_AT_MOST and not _PROSE.search(line.text) and not mark_level(plain(line.text)) for line in between
    )
    return len(between) <= _BETWEEN and len(between) < len(lines) and aside


def _begins_title(line: TextLine, below: TextLine) -> bool:
    """Whether a line and the title below it are one: set alike, one close under the other, both about one middle."""
    if line.box is None or below.box is None or not is_title(plain(below.text)) or _PROSE.search(line.text) or mark_level(plain(line.text)):
        return False
    height = below.box[3] - below.box[1]
    alike = abs((line.box[3] - line.box[1]) - height) <= _ALIKE * height
    close = below.box[1] - line.box[3] <= height
    centred = abs((line.box[0] + line.box[2]) - (below.box[0] + below.box[2])) / 2 <= height
    return alike and close and centred and is_title(plain(line.text) + plain(below.text))


def _is_caption(line: TextLine) -> bool:
    text = plain(line.text)
    if _CONTENTS.search(text) or (_PROSE.search(text) and not (schedule_of(text) or all(map(_is_no_prose, _parts(text))))):
        return False
    return _ASIDE.fullmatch(text) is not None or any(is_caption_text(part) for part in (text, *_parts(text)))


def _is_no_prose(part: str) -> bool:
    """Whether a part of a line is no sentence: 单位；万元 is none."""
    return not _PROSE.search(part) or (len(part) < _SHORT and _UNIT.match(part) is not None)


def is_caption_text(text: str) -> bool:
    """Whether a text is a table's number, title, unit, or name of its unit."""
    return bool(table_number(text) or is_title(text) or _UNIT.search(text) or _LABELLED.match(text))


def is_caption_row(texts: Sequence[str]) -> bool:
    """Whether a row of cells is caption: each text by itself, or as the answer to the label before it (编制部门： | 某局)."""
    return all(is_caption_text(text) or _answers(before, text) for before, text in zip(("", *texts), texts, strict=False))


def _answers(before: str, text: str) -> bool:
    return before.rstrip().endswith((":", "：")) and len(text) <= _LONGEST and not is_caption_text(text)


def is_title(text: str) -> bool:
    """Whether the text reads like the title of a table."""
    bare = "".join(text.split())
    return len(bare) <= _LONGEST and bool(_TITLE.search(bare) or schedule_of(bare)) and head_of(bare) is None


def plain(text: str) -> str:
    """A line without surrounding spaces and doubling."""
    return undouble(text.strip(" \u3000"))


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r" {2,}|\u3000{2,}", text) if part.strip()]


def caption_cells(lines: Sequence[TextLine], page: int) -> tuple[Cell, ...]:
    """The caption part by part: what stands apart on one line are different things, and a title over two lines is one."""
    return tuple(cell for group in _as_read(lines) for cell in (_cells(group[0], page) if len(group) == 1 else [_title_over(group, page)]))


def _as_read(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """The lines, those of one title together: its beginning, and what stands in brackets below it (（按经济分类科目分）)."""
    groups: list[list[TextLine]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        goes_on = before is not None and (
            (not _is_caption(before) and _begins_title(before, line))
            or (is_title(plain(before.text)) and _ASIDE.fullmatch(plain(line.text)) and not _UNIT.search(plain(line.text)))
        )
        if goes_on:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _title_over(lines: Sequence[TextLine], page: int) -> Cell:
    text = "".join("".join(plain(line.text).split()) for line in lines)
    return Cell(text, Source(page=page, bbox=around(line.box for line in lines)), raw="".join(line.text for line in lines))


def _cells(line: TextLine, page: int) -> Iterator[Cell]:
    whole = plain(line.text)
    if is_title("".join(whole.split())) and not _UNIT.search(whole):
        yield Cell("".join(whole.split()), Source(page=page, bbox=line.box), raw=line.text)
        return
    for found in re.finditer(r"\S(?:\S| (?! |(?:金额)?单位[:：])|\u3000(?!\u3000))*", line.text):
        box: BBox | None = around(line.boxes[found.start() : found.end()])
        text = found.group().strip()
        yield Cell("".join(text.split()) if is_title(text) else text, Source(page=page, bbox=box), raw=text)


def row_captions(cells: Sequence[LatticeCell]) -> Iterator[Cell]:
    """A row of caption inside a lattice, cell by cell; a label and the cell that answers it are one."""
    answers = [_answers(before.text, cell.text) for before, cell in pairwise(cells)]
    for at, cell in enumerate(cells):
        if at and answers[at - 1]:
            continue
        text = cell.text.strip() + (cells[at + 1].text.strip() if at < len(answers) and answers[at] else "")
        yield Cell("".join(text.split()) if _is_spaced_out(text) else text, cell.source, raw=text)


def _is_spaced_out(text: str) -> bool:
    """Whether spaces set the letters of a title apart (2026年 部 门 收 支 总 表)."""
    parts = text.split()
    return is_title(text) and sum(len(part) == 1 for part in parts) > len(parts) / 2


def remark_lines(below: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines directly under a lattice that speak of it (注：本表无数据)."""
    if not below or not is_remark(below[0].text):
        return ()
    return (below[0], *takewhile(lambda line: re.match(r"[\s\u3000]*(?:\d[.、．]|[（(]\d)", line.text) is not None, below[1:]))


def further_remarks(below: Sequence[TextLine], first: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Lines close under the remarks that speak of the table too (说明：…故本表无数据); they are running text as well."""
    return tuple(line for line in below[len(first) : len(first) + _FURTHER] if first and is_remark(line.text))


def is_remark(text: str) -> bool:
    """Whether a text speaks of the table over it (注：本表无数据)."""
    return _REMARK.match(text) is not None or _NO_TABLE.match(text.strip(" \u3000")) is not None


def remark_cells(lines: Sequence[TextLine], page: int) -> tuple[Cell, ...]:
    """Each line of the remarks."""
    return tuple(Cell(plain(line.text), Source(page=page, bbox=line.box), raw=line.text) for line in lines)
