"""What a disclosure should not look like: marks of a draft, traces of a template, empty tables without a word, labels that do not fit.

None of this makes a figure wrong; all of it is for a person to look at. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from budgets.codes import folded
from budgets.schedules import ordinal_of_table, schedule_of
from budgets.schedules import table_number as number_of
from budgets.worded import _, enumerated
from ingest.checks.lookup import place
from ingest.checks.results import Result, holds, not_evaluable, unusual
from ingest.shapes import Extraction, Page, Source, Table

DRAFT: Final = re.compile(r"仅供内部(?:审核|使用|参考)|内部审核|内部资料|征求意见稿|送审稿|讨论稿|草案稿|审核稿|样稿|草稿")
TEMPLATE: Final = re.compile(
    r"仍保留(?:该|此|本)?表格?式?|(?:公开时)?请(?:自行)?删除(?:注释|此|本)?|增加（减少）|增加\(减少\)|增长（下降）|[XＸx×]{2,}\s*(?:年|月|日|万元|元|个|人|辆|单位|部门)|[○〇]{2,}(?:年|月|日|万元)"
)
HIGHER_LEVELS: Final = {"市": "省", "州": "省", "盟": "省", "区": "省市", "县": "省市", "旗": "省市"}
"""By the last character of a region's name: the levels whose templates may have been copied."""

DEPARTMENT_WORDS: Final = re.compile(r"部门各单位|本部门及所属|部门（含所属单位）|所属各单位")

_HEADER_YEAR: Final = re.compile(r"20\d\d(?=预算|决算)")
_IS_EMPTY: Final = re.compile("是否(?:为)?空表")
_WHY_EMPTY: Final = re.compile("空.*(?:理由|原因)")
_YEAR: Final = re.compile(r"20\d\d年?度?")
_BRACKETED: Final = re.compile(r"\([^()]*\)$")
_NUMBER: Final = re.compile(r"[0-9一二三四五六七八九十]+")
_OTHER_BUDGETS: Final = frozenset({"fund", "capital"})
_FEW: Final = 3


def draft_mark(extraction: Extraction) -> Iterator[Result]:
    """Is the document free of a draft's marks (仅供内部审核), as watermarks or lines of their own?"""
    marks = [(page, mark) for page in extraction.pages if (mark := _draft_mark(page))]
    if marks:
        numbers = enumerated([str(page.printed or page.number) for page, _mark in marks])
        told = _("第{pages}页印有草稿标记“{mark}”。公开的文件不应是草稿，请核对是否拿到定稿。")
        message = told.format(pages=numbers, mark=marks[0][1])
        yield unusual("document", message, (_place_of(page, mark) for page, mark in marks))
    elif extraction.pages:
        yield holds("document")


def template_text(extraction: Extraction) -> Iterator[Result]:
    """Is the text free of what a template leaves to be filled in (增加（减少）, XX万元), and of its instructions (请删除注释)?"""
    found = [(paragraph, match) for paragraph in extraction.paragraphs if (match := TEMPLATE.search(paragraph.text))]
    for paragraph, match in found:
        told = _("“{section}”里还留着模板的文字“{text}”，没有填写或没有删去。")
        message = told.format(section=paragraph.section or _("正文"), text=match[0])
        yield unusual(f"text {match[0]} @{paragraph.source.line or paragraph.source.page}", message, [paragraph.source])
    if extraction.paragraphs and not found:
        yield holds("text")


def copied_level(extraction: Extraction) -> Iterator[Result]:
    """Do definitions speak of the unit's own level, not of a higher one (省直部门 in a city)? Then a template was copied."""
    region = extraction.identity.region
    levels = HIGHER_LEVELS.get(str(region.value)[-1:]) if region is not None else None
    if region is None or levels is None:
        return
    pattern = re.compile(rf"指[{levels}](?:直|级)(?:部门|单位|机关|行政)")
    found = [(paragraph, match) for paragraph in extraction.paragraphs if (match := pattern.search(paragraph.text))]
    for paragraph, match in found:
        told = _("名词解释写“{text}”，而这是{region}的文件：可能照抄了上级的模板。")
        message = told.format(text=match[0][1:], region=region.value)
        yield unusual(f"text {match[0]}", message, [paragraph.source])
    if extraction.paragraphs and not found:
        yield holds("text")


def scope_words(extraction: Extraction) -> Iterator[Result]:
    """Does one unit's report speak of that unit only, not of a whole department? Else a figure may not be the unit's own."""
    scope = extraction.identity.scope
    if scope is None or scope.value != "unit":
        return
    found = False
    for paragraph in extraction.paragraphs:
        if match := DEPARTMENT_WORDS.search(paragraph.text):
            found = True
            told = _("单位报告的“{section}”写“{text}”：其中的数可能是整个部门的，不是本单位的。")
            message = told.format(section=paragraph.section or _("正文"), text=match[0])
            yield unusual(f"text {match[0]}", message, [paragraph.source])
    for table in extraction.tables:
        for line in table.lines:
            if line.label.startswith("部门合计"):
                found = True
                message = _("单位报告的{table}有“部门合计”一行：口径可能是整个部门，请看一眼。").format(table=place(table))
                yield unusual(f"{table.schedule} 部门合计", message, [line.source])
    if not found and (extraction.paragraphs or extraction.tables):
        yield holds("document")


def no_data(extraction: Extraction) -> Iterator[Result]:
    """Has a table that is said to be empty no figure but zero, and does an empty table say that it is (A13, 财预〔2016〕143号)?

    The document's own directory of tables says it as well, where it has a column for it and gives the reason.
    """
    listed = tuple(_listed_as_empty(extraction))
    for table in extraction.tables:
        figures = [amount for line in table.lines for amount in line.amounts if amount.yuan or amount.value]
        if table.no_data and figures:
            message = _("{table}注明本表无数据，却印有不为零的数。请核对是注释多余，还是数字放错了表。").format(table=place(table))
            yield unusual(str(table.schedule), message, [figure.source for figure in figures])
        elif (
            not table.no_data and not table.columns and table.schedule not in (None, "performance")
        ):  # its columns could not be told, so nothing of it was read
            why = _("{table}的各栏读不出来，不知道是不是空表、该不该注明无数据").format(table=place(table))
            yield not_evaluable(str(table.schedule), why, [table.source])
        elif table.schedule and not table.no_data and not figures and any(_is_entry_of(entry, table) for entry in listed):
            yield holds(str(table.schedule), table.source)
        elif table.schedule and not table.no_data and not any(line.amounts for line in table.lines):
            message = _("{table}是空表，却没有注明无数据。空表应当列出并说明。").format(table=place(table))
            yield unusual(str(table.schedule), message, [table.source])
        elif table.no_data:
            yield holds(str(table.schedule), table.source)


def _listed_as_empty(extraction: Extraction) -> Iterator[frozenset[str]]:
    """What the directories of tables print, number and title, of each table that they call empty and say why."""
    for table in extraction.tables:
        for line in table.lines:
            said = [(folded(head), text) for head, text in line.texts]
            is_empty = any(_IS_EMPTY.search(head) and folded(text) == "是" for head, text in said)
            if is_empty and any(_WHY_EMPTY.search(head) and text.strip() for head, text in said):
                yield frozenset({line.label, *(text for head, text in said if not _IS_EMPTY.search(head) and not _WHY_EMPTY.search(head))})


def _is_entry_of(entry: frozenset[str], table: Table) -> bool:
    """Whether an entry of a directory is that of a table: its title, or its number and a title of the same standard table."""
    titles = {_bare(text) for text in entry if not number_of(text)}
    numbers = {ordinal_of_table(number, "") for text in entry if (number := number_of(text))}
    own = ordinal_of_table(table.number, table.title)
    is_same = own is not None and own in numbers and any(schedule_of(text) == table.schedule for text in entry if not number_of(text))
    return is_same or (bool(table.title) and _bare(table.title) in titles)


def _bare(title: str) -> str:
    """A title without its year and what stands in brackets behind it (（2026年度）, （不含上年结转）)."""
    return _BRACKETED.sub("", _YEAR.sub("", folded(title)))


def empty_rows(extraction: Extraction) -> Iterator[Result]:
    """Has a table that is said to be empty no rows but its total? Rows of codes and zeros in it were left over."""
    for table in extraction.tables:
        if table.no_data:
            coded = [line for line in table.lines if line.code]
            if coded:
                codes = len({line.code for line in coded})
                told = _("{table}注明本表无数据，却列出{count}个科目的行：像是别的表留下的。")
                message = told.format(table=place(table), count=codes)
                yield unusual(str(table.schedule), message, [coded[0].source])
            else:
                yield holds(str(table.schedule), table.source)


def table_number(extraction: Extraction) -> Iterator[Result]:
    """Are all table numbers written the same way (预算公开表1 … 预算公开表13)?"""
    named = [(table, _NUMBER.sub("", table.number)) for table in extraction.tables if table.number]
    common, times = Counter(form for _table, form in named).most_common(1)[0] if named else ("", 0)
    odd = [table for table, form in named if form != common]
    if len(named) >= _FEW and times > len(named) - _FEW:
        for table in odd:
            told = _("表号“{number}”与其他表的写法（{usual}）不同：可能是从别的模板来的。")
            message = told.format(number=table.number, usual=common)
            yield unusual(f"{table.schedule} {table.number}", message, [table.source])
        if not odd:
            yield holds("document")


def header_year(extraction: Extraction) -> Iterator[Result]:
    """Is the year in a table's header written in full (2023年预算数, not 2023预算数)?"""
    for table in extraction.tables:
        words = {word for column in table.columns for word in column.header if _HEADER_YEAR.match(word)}
        if words:
            message = _("{table}的表头写“{head}”，少了“年”字。").format(table=place(table), head=sorted(words)[0])
            yield unusual(str(table.schedule), message, [table.source])
        elif table.columns:
            yield holds(str(table.schedule), table.source)


def title_columns(extraction: Extraction) -> Iterator[Result]:
    """Has a table whose title names the general budget alone no columns of other budgets?"""
    for table in extraction.tables:
        if "一般公共预算" not in table.title or "基金" in table.title or "国有资本" in table.title:
            continue
        others = {column.leaf for column in table.columns if set((column.measure or "").split(".")) & _OTHER_BUDGETS}
        if others:
            told = _("{table}的标题只说一般公共预算，却有{columns}栏。")
            message = told.format(table=place(table), columns=enumerated(sorted(others)))
            yield unusual(str(table.schedule), message, [table.source])
        else:
            yield holds(str(table.schedule), table.source)


def economic_codes(extraction: Extraction) -> Iterator[Result]:
    """Does the table of basic expenditure print its economic codes, not names alone?"""
    for table in extraction.tables:
        if table.schedule in ("general_basic", "basic", "fiscal_basic") and table.lines:
            if any(_has_code(table)):
                yield holds(str(table.schedule), table.source)
            else:
                message = _("{table}只印科目名称，没有科目编码。").format(table=place(table))
                yield unusual(str(table.schedule), message, [table.source])


def _has_code(table: Table) -> Iterator[bool]:
    for line in table.lines:
        yield bool(line.code) or any(code.code for code in line.codes)


def _draft_mark(page: Page) -> str | None:
    """The mark among the lines taken away, which may be cut into pieces, or as a whole line."""
    texts = ["".join(line.text.strip() for line in page.furniture), *(line.text.strip() for line in page.lines)]
    found = [match for text in texts[:1] if (match := DRAFT.search(text))] + [match for text in texts if (match := DRAFT.fullmatch(text))]
    return found[0][0] if found else None


def _place_of(page: Page, mark: str) -> Source:
    """The first line that holds a piece of the mark."""
    found = next((line for line in (*page.furniture, *page.lines) if line.text.strip() and line.text.strip() in mark), None)
    return Source(page=page.number, line=found.number if found else page.first_line)
