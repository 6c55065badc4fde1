"""What a disclosure says that it holds, and what it does not say at all: its list of contents, its pages, headcount and dates. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from budgets.codes import folded
from budgets.schedules import schedule_of
from budgets.worded import _
from ingest.checks.results import Result, holds, not_evaluable, unusual
from ingest.shapes import Extraction, Page, Source, TextLine

FIRST_PAGES: Final = 8
"""The list of contents stands on one of these."""

DAYS: Final = 20
"""A budget is published within so many days of its approval (预算法第十四条)."""

_HEADING: Final = re.compile(r"目录|目次")
_MARKS: Final = re.compile(
    r"^(?:第[〇一二三四五六七八九十]+部分|[(（]?[〇一二三四五六七八九十\d]{1,3}[)）、.．]|(?:公开|预算)?\d*表[〇一二三四五六七八九十\d]*)+"
)
_LEADERS: Final = re.compile(r"[.．…·・\-—_]*\d*$")
_YEAR: Final = re.compile(r"20\d\d年?度?")
_LOST: Final = ("lost_page", "unreadable_page")
_HEADCOUNT: Final = re.compile(r"(?:编制|实有|在职|在编|从业人员|工作人员)[^。；]{0,16}?\d+\s*[人名个]")
_DATE: Final = r"(20\d\d)年(\d{1,2})月(\d{1,2})日"
_SIGNED: Final = re.compile(r"(20\d\d)(?:[-/.年](?=\d{1,2}[-/.月])|(?=\d{4}))(\d{1,2})[-/.月]?(\d{1,2})")
_APPROVED: Final = re.compile(rf"(?:批复|批准)[^。]{{0,20}}?{_DATE}|{_DATE}[^。]{{0,20}}?(?:批复|批准)")
_LACKING: Final = {
    (True, True): _("文件没有写批复日期、公开日期，是否在批复后{days}日内公开无法核对"),
    (True, False): _("文件没有写批复日期，是否在批复后{days}日内公开无法核对"),
    (False, True): _("文件没有写公开日期，是否在批复后{days}日内公开无法核对"),
}
"""What is said by whether the dates of approval and of publication are lacking."""

_PUBLISHED: Final = re.compile(rf"(?:公开|发布|公布)(?:时间|日期)?[:：]?{_DATE}|^{_DATE}$")


def listed_tables(extraction: Extraction) -> Iterator[Result]:
    """Is every table that the list of contents names in the document?"""
    if not extraction.tables:
        return
    present = {table.schedule for table in extraction.tables}
    for page, line, title in _entries(extraction):
        if schedule_of(title) not in present and not _is_printed(extraction, page, title):
            message = _("目录列有《{title}》，正文里没有找到这张表。可能漏印或缺页，请看一眼。").format(title=title)
            yield unusual(
                f"contents {title}", message, [Source(page=page.number, line=line.number if not line.boxes else None, bbox=line.box)]
            )
        else:
            yield holds(f"contents {title}")


def pages(extraction: Extraction) -> Iterator[Result]:
    """Is no page missing or unreadable, as far as the numbers printed on the pages tell?"""
    lost = [note for note in extraction.notes if note.code in _LOST]
    for note in lost:
        message = _("{note}文件可能不完整，请核对原件。").format(note=note.text)
        yield unusual(f"document {note.code}", message, [note.source])
    for page in extraction.pages:
        if page.kind == "error" and page.furniture:  # else there is nothing to be read on it, as its note says
            message = _("第{page}页印的是服务器的出错信息，这一页的内容没有公开。请核对原件。").format(page=page.number)
            yield unusual("document error_page", message, [Source(page=page.number, line=page.first_line)])
    if not lost and any(page.printed is not None for page in extraction.pages) and all(page.kind != "error" for page in extraction.pages):
        yield holds("document")


def headcount(extraction: Extraction) -> Iterator[Result]:
    """Does the document say how many people work there (编制, 实有人数)? Without it nothing per person can be told."""
    if not extraction.paragraphs:
        return
    found = next((paragraph for paragraph in extraction.paragraphs if _HEADCOUNT.search(paragraph.text)), None)
    if found is not None:
        yield holds("headcount", found.source)
    else:
        why = _("文件没有写编制或实有人数，人均机关运行经费、人均“三公”经费无法计算")
        yield not_evaluable("headcount", why, [extraction.paragraphs[0].source])


def dates(extraction: Extraction) -> Iterator[Result]:
    """Was the document published within 20 days of its approval, as far as it gives both dates?"""
    if not extraction.paragraphs:
        return
    approved, published = (_dated(extraction, pattern) for pattern in (_APPROVED, _PUBLISHED))
    if approved is None or published is None:
        why = _LACKING[approved is None, published is None].format(days=DAYS)
        yield not_evaluable("dates", why, [extraction.paragraphs[0].source], hint=_last_form(extraction))
        return
    (first, at), (second, there) = approved, published
    if 0 <= (second - first).days <= DAYS:
        yield holds("dates", at, there)
    else:
        told = _("文件写{approved}批复、{published}公开，不在批复后{days}日之内。请看一眼。")
        message = told.format(approved=f"{first:%Y-%m-%d}", published=f"{second:%Y-%m-%d}", days=DAYS)
        yield unusual("dates", message, [at, there])


def _entries(extraction: Extraction) -> Iterator[tuple[Page, TextLine, str]]:
    """The standard tables that the list of contents names; 绩效 is left out, which is told in forms as well as in tables."""
    for page in extraction.pages[:FIRST_PAGES]:
        places = [place for place, line in enumerate(page.lines) if _HEADING.fullmatch(folded(line.text))]
        for line in page.lines[places[0] + 1 :] if places else ():
            title = _title(line.text)
            if schedule_of(title) is not None and "绩效" not in title:
                yield page, line, title
        if places:
            return


def _title(text: str) -> str:
    """The name of a table in a list of contents: without its ordinal, its dots and its page."""
    return _LEADERS.sub("", _MARKS.sub("", folded(_MARKS.sub("", re.sub(r"\s+", "", text)))))


def _is_printed(extraction: Extraction, contents: Page, title: str) -> bool:
    """Whether the title stands anywhere behind the list of contents: then its table is there, read or not."""
    bare = _YEAR.sub("", title)
    titles = (_YEAR.sub("", folded(table.title)) for table in extraction.tables)
    if any(bare in other or (other and other in bare) for other in titles):
        return True
    return any(
        bare in _YEAR.sub("", folded(line.text)) for page in extraction.pages if page.number > contents.number for line in page.lines
    )


def _dated(extraction: Extraction, pattern: re.Pattern[str]) -> tuple[date, Source] | None:
    for paragraph in extraction.paragraphs:
        if found := pattern.search(re.sub(r"\s+", "", paragraph.text)):
            year, month, day = (int(part) for part in found.groups() if part)
            try:
                return date(year, month, day), paragraph.source
            except ValueError:
                continue
    return None


def _last_form(extraction: Extraction) -> str | None:
    days = [day for form in extraction.forms if form.filled_at and (day := _day_in(form.filled_at))]
    return _("绩效目标申报表最晚填报于{date}，公开不会早于这一天。").format(date=max(days).isoformat()) if days else None


def _day_in(filled: str) -> date | None:
    """The day with which a form is signed, however it is written (2023-02-01 10:30, 2023年2月1日, 2023020109); None where it is none."""
    found = _SIGNED.match(re.sub(r"\s*([-/.年月])\s*", r"\1", filled.strip()))
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
