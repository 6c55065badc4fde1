"""What a document says about itself: unit, region, fiscal year, stage, scope, each with the line where it says so. Pure.

Promise 4 of the design: read from the document or left unknown, never a default. Several places say it (cover, running titles, headings of
parts, captions of tables, forms: whose they are and the year over them). The first kind of place that says something is believed, if no
other contradicts it; a contradiction leaves the field unknown and is noted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Final, Literal, get_args

from budgets.regions import Region, region, region_of
from budgets.worded import _, enumerated
from ingest.headings import bare_title, heading_level, is_part_heading, undouble
from ingest.shapes import Form, Grid, Identity, Note, Page, Paragraph, Source, Stated

Place = Literal["title", "label", "table", "form", "head"]
"""The kinds of places, the one that is believed first coming first; `head` is what stands over the fields of a form."""

_YEAR: Final = r"(?<!\d)(?P<year>20\d\d)(?!\d)(?:[-—至](?:20)?\d\d(?=年))?年?度?"
_STAGE: Final = r"(?P<scope>部门|单位)?(?P<kind>综合|收支|收入支出)?(?P<stage>预算|决算)(?!调整|执行)"
_TITLES: Final = (
    re.compile(rf"^(?P<before>[^，。；：]*?){_YEAR}(?P<between>(?:(?!(?<!\d)20\d\d年)[^，。；：])*?){_STAGE}(?P<rest>[^，。；：]*)"),
    re.compile(rf"^(?P<before>[^，。；：\d]*?)(?P<between>){_STAGE}(?P<rest>(?:信息)?(?:公开|报告|报表|说明|情况)*)[（(]?{_YEAR}[)）]?$"),
)
"""The year in front of 预算, and the last one there (2022 may be part of a name); or behind it, at the end (部门预算（2024年）)."""
_CHINESE_YEAR: Final = re.compile("二[〇○零0O]([〇○零0O一二三四五六七八九]{2})年")
_CHINESE_DIGITS: Final = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_SCOPES: Final = {"部门": "department", "单位": "unit"}
_STAGES: Final = {"预算": "budget", "决算": "final_accounts"}
_BUDGETS: Final = re.compile("一般公共预算|政府性基金预算|国有资本经营预算|预算部门|预算单位")
_LABEL: Final = re.compile(r"(?:预算主管|编制|填报|预算)?(?:单位|部门)(?:名称|（单位）|\(单位\))?\s*[:：]\s*(?P<name>[^\s:：，。]{4,40})")
_COLON: Final = re.compile("[:：]")
_MONEY: Final = re.compile(r"^(?:人民币)?[百千万亿]?元")
_ORGANISATION: Final = re.compile(
    r"(?:局|厅|院|委|委员会|办|办公室|处|所|中心|队|支队|站|馆|校|学校|学院|大学|协会|政府|街道|部|团|会|社|公司|医院|[）)]"
    r"|园|场|镇|乡|台|署|厂|库|宫|联|协|庭|组|机关|大队|总队|基地|集团|银行|公园|人大|政协|纪委|党委|工委|[市县区州省]委)$"
)
_ATTACHED: Final = re.compile(r"附件\d{0,2}(?:-\d)?[:：]?")
_BEFORE_NAME: Final = re.compile(rf"^(?:{_ATTACHED.pattern}|关于|\d{{3,12}}[-—－]?)+")
_AREA_WORDS: Final = re.compile(
    r"^(?:省|市|区|县|省级|市级|区级|县级|本级|预算)+|(?:公开|省级|市级|区级|县级|年|部门[（(]单位[）)]|部门|单位)+$"
)
_HEAD: Final = re.compile(r"^[（(]?(20\d\d)[（(]?年度?[）)]?$|(20\d\d)年[^，。；]*绩效[^，。；]*表$")
_HEAD_ENDS: Final = "名称"
_HEAD_LINES: Final = 5
_COVER_ENDS: Final = re.compile(r"^[\s\u3000]*目[\s\u3000]*录[\s\u3000]*$|。")
_COVER_LABEL: Final = re.compile(r"^[^:：]{2,8}[:：]")
_COVER_LINES: Final = 8
_NAMES: Final = {"unit": _("单位"), "fiscal_year": _("年度"), "stage": _("预算还是决算"), "scope": _("部门还是单位")}
_WORDS: Final = {"budget": "预算", "final_accounts": "决算", "department": "部门", "unit": "单位"}
_SHOWN: Final = 4
_MOST: Final = 2 / 3
"""The share of tables' titles that must say the same: single tables may be of another year (上年结转)."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may say who and when: its text with doubling undone, where it stands, and in what kind of place."""

    text: str
    source: Source
    place: Place


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one line says about one field."""

    field: str
    value: str | int
    line: _Line

    @property
    def stated(self) -> Stated:
        return Stated(self.value, self.line.text, self.line.source)


def read_identity(
    pages: Sequence[Page], grids: Sequence[Grid], paragraphs: Sequence[Paragraph], forms: Sequence[Form]
) -> tuple[Identity, tuple[Note, ...]]:
    """The document's identity and a note for each field on which it contradicts itself."""
    titles = (*_cover(pages), *_running_titles(pages), *_part_headings(paragraphs))
    lines = (*titles, *_captions(grids), *_labels(pages), *_forms(forms), *_heads(pages, forms))
    claims = tuple(claim for line in lines for claim in _claims(line))
    settled = {field: _settled(field, claims) for field in ("unit", "fiscal_year", "stage", "scope")}
    found = {field: stated for field, (stated, _) in settled.items()}
    notes = tuple(note for _, note in settled.values() if note is not None)
    return Identity(region=_region(found["unit"], lines), **found), notes


# Where a document says it


def _cover(pages: Sequence[Page]) -> Iterator[_Line]:
    """The lines of the first page before contents or text, one by one and, since titles wrap, joined."""
    if not pages:
        return
    first = [(undouble(line.text), line) for line in pages[0].lines if line.text.strip()]
    head = list(takewhile(lambda pair: not (_COVER_ENDS.search(pair[0]) or heading_level(pair[0])), first))
    if not head or len(head) > _COVER_LINES:
        return
    beside = (_LABEL.search, _COVER_LABEL.match, _ATTACHED.fullmatch)
    title = [(text, line) for text, line in head if not any(matches(text) for matches in beside)]
    if title:
        source = Source(page=pages[0].number, line=title[0][1].number)
        yield _Line("".join(re.sub(r"\s", "", text) for text, _ in title), source, "title")


def _running_titles(pages: Sequence[Page]) -> Iterator[_Line]:
    for page in pages:
        for line in page.furniture:
            yield _Line(undouble(line.text), Source(page=page.number, line=line.number), "title")


def _part_headings(paragraphs: Sequence[Paragraph]) -> Iterator[_Line]:
    for paragraph in paragraphs:
        if is_part_heading(paragraph.text):
            yield _Line(bare_title(paragraph.text), paragraph.source, "title")


def _captions(grids: Sequence[Grid]) -> Iterator[_Line]:
    for grid in grids:
        for cell in grid.caption:
            yield _Line(cell.text, cell.source, "label" if _LABEL.search(cell.text) else "table")


def _labels(pages: Sequence[Page]) -> Iterator[_Line]:
    """Lines such as 编制部门：…; where they stand above tables they are the same lines as in the captions."""
    for page in pages:
        for line in page.lines:
            text = undouble(line.text) if _COLON.search(line.text) else ""
            if _LABEL.match(text):
                yield _Line(text, Source(page=page.number, line=line.number), "label")


def _forms(forms: Sequence[Form]) -> Iterator[_Line]:
    """Whose forms they are: the department that declares itself as a whole, else the units that carry out projects."""
    whole = [(form.department, form.place("department")) for form in forms if form.kind == "department"]
    carried = [(form.implementing_unit, form.source) for form in forms]
    for name, source in whole or carried:
        if name and (not whole or _ORGANISATION.search(name)):
            yield _Line(name, source, "form")


def _heads(pages: Sequence[Page], forms: Sequence[Form]) -> Iterator[_Line]:
    """What is printed over the fields of a form: its title, and in many a line with the year alone."""
    lines = {line.number: (page, line) for page in pages for line in page.lines} if forms else {}
    for form in forms:
        numbers = (number for first, last in form.segments for number in range(first, last + 1))
        for number in islice(numbers, _HEAD_LINES):
            page, line = lines.get(number, (None, None))
            if page is None or line is None or _HEAD_ENDS in line.text:
                break
            yield _Line(undouble(line.text), Source(page=page.number, line=number), "head")


# What a line says


def _claims(line: _Line) -> Iterator[_Claim]:
    text = re.sub(r"\s", "", line.text)
    if line.place == "form":
        yield _Claim("unit", line.text, line)
    elif line.place == "head":
        if year := _HEAD.search(text):
            yield _Claim("fiscal_year", int(year[1] or year[2]), line)
    elif line.place == "label":
        name = _LABEL.search(line.text)
        if name and not _MONEY.match(name["name"]):
            yield _Claim("unit", name["name"], line)
    elif line.place == "table":
        yield from _table_claims(text, line)
    elif (title := _title(text)) and not ("预算" in title.group() and "决算" in title.group()):
        yield from _title_claims(title, line)


def _title(text: str) -> re.Match[str] | None:
    """What a title says, its year in whatever figures: 2024, ２０２４, 二〇二四."""
    plain = _CHINESE_YEAR.sub(lambda found: f"20{found[1].translate(_CHINESE_DIGITS)}年", text)
    plain = re.sub("[０-９]", lambda found: unicodedata.normalize("NFKC", found[0]), _BUDGETS.sub("", plain))
    return next((found for pattern in _TITLES if (found := pattern.search(plain))), None)


def _title_claims(title: re.Match[str], line: _Line) -> Iterator[_Claim]:
    yield _Claim("fiscal_year", int(title["year"]), line)
    yield _Claim("stage", _STAGES[title["stage"]], line)
    if title["scope"]:
        yield _Claim("scope", _SCOPES[title["scope"]], line)
    for part in (title["before"], title["between"]):
        name = _AREA_WORDS.sub("", _BEFORE_NAME.sub("", part))
        if _ORGANISATION.search(name):
            yield _Claim("unit", name, line)
    if _ORGANISATION.search(title["rest"]) and region_of(title["rest"]):
        yield _Claim("unit", title["rest"], line)


def _table_claims(text: str, line: _Line) -> Iterator[_Claim]:
    """A table's title says the year and the stage; not the scope: 部门 and 单位 stand there without care."""
    year = re.match(r"(20\d\d)年", text)
    stages = {_STAGES[word] for word in _STAGES if word in _BUDGETS.sub("", text)}
    if "表" in text:
        yield from (_Claim("fiscal_year", int(found[1]), line) for found in (year,) if found)
        yield from (_Claim("stage", stage, line) for stage in stages if len(stages) == 1)


# What to believe


def _settled(field: str, claims: Sequence[_Claim]) -> tuple[Stated | None, Note | None]:
    """The value of a field and where it was first said; None and a note where the document contradicts itself."""
    for place in get_args(Place):
        mine = [claim for claim in claims if (claim.field, claim.line.place) == (field, place)]
        agreed = _agreed(mine)
        if agreed is None and (place in ("form", "head") or not mine):
            continue
        others = [claim for claim in claims if claim.field == field and claim.line.place in ("label", "table")]
        if agreed is None or (others and not any(_same(agreed, other) for other in others)):
            return None, _contradiction(field, [*mine, *others])
        return agreed.stated, None
    return None, None


def _agreed(claims: Sequence[_Claim]) -> _Claim | None:
    """The first of the claims, if all say the same; of tables' titles most are enough, single ones may be of another year (上年结转)."""
    if not claims:
        return None
    most = Counter(claim.value for claim in claims).most_common(1)[0][0]
    first = next(claim for claim in claims if claim.value == most)
    agreeing = sum(_same(first, claim) for claim in claims)
    enough = len(claims) * _MOST if first.line.place == "table" else len(claims)
    return first if agreeing >= enough else None


def _same(one: _Claim, other: _Claim) -> bool:
    return _core(one.value) == _core(other.value)


def _core(value: str | int) -> str:
    """The value for comparing: a unit may be followed by （本级） or （汇总）."""
    return re.sub(r"[（(](?:本级|机关|汇总)[）)]$", "", str(value))


def _contradiction(field: str, claims: Sequence[_Claim]) -> Note:
    values = list(dict.fromkeys(str(claim.value) for claim in claims))
    said = enumerated([_WORDS.get(value, value) for value in values[:_SHOWN]])
    return Note(
        "warning",
        f"ambiguous_{field}",
        _("文档对{what}的说法不一致（{said}），没有采用，请人工确认。").format(what=_NAMES[field], said=said),
        claims[0].line.source,
    )


def _region(unit: Stated | None, lines: Sequence[_Line]) -> Stated | None:
    """The region that the unit's name begins with, else the one that the title begins with; None where it is of none or several."""
    if unit is not None and (found := region_of(str(unit.value))):
        return replace(unit, value=_printed(found, str(unit.value)), code=found.code)
    for line in lines:
        found = region_of(line.text) if line.place == "title" else None
        if found is not None:
            return Stated(_printed(found, line.text), line.text, line.source, found.code)
    return None


def _printed(found: Region, text: str) -> str:
    """The region as far up as the text prints it: 上海市普陀区."""
    above = region(found.parent) if found.parent else None
    printed = _printed(above, text) if above else ""
    return f"{printed}{found.name}" if f"{printed}{found.name}" in text or not above else found.name
