"""What a document counts that figures can be told per: vehicles, posts, staff, retired staff; and inhabitants. Pure.

`counted(sentences, whose)`, read strictly: a sentence must count the whole (车辆7辆, not 其他用车7辆 nor 购置车辆1辆), and its
words must be about the department of the document. What scope and what day a count is of, its own words say; where they leave it
open, `scope` is "" or `year` None, and it divides nothing (`denominators.per`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from budgets.codes import flat
from comparisons.denominators import Counted, Denominator
from comparisons.stated import Said, evidence_of
from comparisons.whose import heads_another, names_another, without_names

UNITS: Final[dict[Counted, tuple[str, ...]]] = {
    "vehicles": ("辆",),
    "posts": ("人", "名"),
    "staff": ("人", "名"),
    "retired": ("人", "名"),
}
"""In what unit each is counted. Inhabitants stand in no disclosure."""

_THERE: Final = "(?:年末|期末|年底)?现?(?:共有|实有|现有|保有|存量)*"
_WHOLE: Final[dict[Counted, re.Pattern[str]]] = {
    "vehicles": re.compile(
        rf"{_THERE}(?:(?:使用|由)?(?:一般公共预算)?财政拨款(?:开支|安排)?的?)?(?:局|委|厅|办)?(?:机关)?(?:本级)?(?:预算)?(?:编制|在编)?"
        r"(?:公务)?(?:用车|车辆|公务车)(?:实有数|保有量|总数|数量|数)?"
    ),
    "posts": re.compile(r"(?:行政事业单位|行政事业|机构)?(?:人员|总|核定|核定总)?编制(?:总人数|总数|人数|人员|数)?"),
    "staff": re.compile(rf"{_THERE}(?:在职|在编在职|在职在编|在岗)?(?:人员|人数|职工)(?:总数|人数|数)?|{_THERE}(?:在职|在编在职|在职在编)"),
    "retired": re.compile(rf"(?:单位)?(?:管理的)?{_THERE}离退休(?:人员|干部|职工)?(?:总数|人数|数)?"),
}
"""The whole and nothing else: 行政编制, 执法执勤用车, 退休人员 and 购置车辆 are parts or other things."""
_OF_STAFF: Final = re.compile("实有|现有|在职|在编|在岗")

_DAY: Final = re.compile(
    r"(?:截至|截止到|截止|至)?(?P<printed>(?:(?P<year>\d{4})年度?|(?P<last>上年度?|去年)|本年度?|年)(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|末|初)?)"
)
_IS_DAY: Final = re.compile("月|底|末|初")
_OWN: Final = re.compile("本级|机关本级|本单位|我单位")
_ALL: Final = re.compile(r"本部门|我部门|\(部门\)|部门所属|所属预算单位|\(汇总\)")
_BELOW: Final = re.compile("(?:街道|地区|乡|镇)(?:办事处|人民政府|党工委|党委|工委)")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose document speaks: the department with its names and aliases, and the document's scope, year and stage."""

    department: int
    names: tuple[str, ...]
    scope: str
    year: int
    stage: str


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """So many live in a region on a day (常住人口), as a source at an address says."""

    region: str
    number: int
    day: date
    source: str
    address: str = ""


def counted(sentences: Sequence[Said], whose: Whose) -> tuple[Denominator, ...]:
    """Every count of something whole that sentences of one document tell, in the order of the text.

    A count without a day is of the document's year, unless its section, or the document for the same thing, names a day of another year:
    then nobody knows (截至上年底，…实有人员119人。单位管理的离退休人员104人。).
    """
    found = [(said, what) for said in sentences if (what := _what(said)) is not None]
    days = {(place, said.year) for said, what in found if _day(_before(said)) for place in (said.section, what)}
    return tuple(_count(said, what, whose, {year for place, year in days if place in (said.section, what)}) for said, what in found)


def serves_a_part(name: str) -> bool:
    """Whether a department's name says that it serves a part of its region (街道, 乡, 镇)."""
    return _BELOW.search(flat(name)) is not None


def inhabitants(known: Inhabitants, department: int, name: str, scope: str) -> Denominator | None:
    """Inhabitants as a count of a department on a scope; None where its name says that it serves a part of its region (街道, 乡)."""
    if serves_a_part(name):
        return None
    day, subject = known.day, f"{known.region}常住人口"
    written = f"{day.year}年{day.month}月{day.day}日"
    count = Decimal(known.number)
    found = Denominator("inhabitants", count, "人", department, scope, day.year, date=written, subject=subject, source=known.source)
    return replace(found, address=known.address)


def _what(said: Said) -> Counted | None:
    """What a sentence counts, where it is the whole and a whole number of it."""
    if said.amount is None or said.amount != said.amount.to_integral_value() or said.part_of:
        return None
    subject = flat(said.subject)
    for what, units in UNITS.items():
        if said.unit in units and _WHOLE[what].fullmatch(subject):
            return None if what == "staff" and not _OF_STAFF.search(subject) else what
    return None


def _count(said: Said, what: Counted, whose: Whose, dated: Collection[int | None]) -> Denominator:
    """`dated` are the years in which days near by stand."""
    before = _before(said)
    day = _day(before)
    year = _year(said, day, whose)
    if not day and any(other != year for other in dated):
        year = None
    return Denominator(
        what,
        Decimal(int(said.amount or 0)),
        said.unit,
        whose.department,
        _scope(before, said, whose),
        year,
        whose.stage,
        day["printed"] if day else "",
        said.subject,
        evidence_of(said),
        words=said.text,
    )


def _year(said: Said, day: re.Match[str] | None, whose: Whose) -> int | None:
    """The year that the sentence is of; None where its own words and what was read of it differ."""
    if day is not None and day["year"] and int(day["year"]) != said.year:
        return None
    if day is not None and day["last"] and said.year != whose.year - 1:
        return None
    return said.year


def _day(before: str) -> re.Match[str] | None:
    """The last day that is named before the count; a year alone is none."""
    days = [found for found in _DAY.finditer(before) if _IS_DAY.search(found["printed"])]
    return days[-1] if days else None


def _scope(before: str, said: Said, whose: Whose) -> str:
    """What the words are about: as they say, else as the document is; "" where they name another unit, or more than one scope."""
    if names_another(_DAY.sub("", before), whose.names) or heads_another(said.section, whose.names):
        return ""
    rest, section = _DAY.sub("", without_names(before, whose.names)), without_names(said.section, whose.names)
    words = f"{rest} {section} {flat(said.subject)}"
    told = {scope for scope, pattern in (("unit", _OWN), ("department", _ALL)) if pattern.search(words)}
    return whose.scope if not told else told.pop() if len(told) == 1 else ""


def _before(said: Said) -> str:
    """The words of the sentence before the count; all of them where it is not found."""
    text = flat(said.text)
    number = int(said.amount or 0)
    found = re.search(rf"{re.escape(flat(said.subject))}[^\d。;]{{0,8}}?(?:{number}|{number:,})(?![\d,])", text)
    return text[: found.start()] if found else text
