"""The worked examples of `docs/comparing.md`: the engine answers what was worked out by hand. The figures stand in the document itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from budgets.money import round_half_up
from comparisons import recodes
from comparisons.alike import perhaps_same
from comparisons.changes import Breaks, Change, Changes, Classification, Point, compare, points_of_share
from comparisons.continuity import History, Lineage, Member, Succession, added
from comparisons.denominators import per
from comparisons.execution import executed
from comparisons.matrix import Track, Year, track
from comparisons.measures import against, measured, moved, ranks
from comparisons.prices import in_prices_of
from comparisons.reasons import explained, reasons, repeated
from comparisons.restatements import restated
from comparisons.stated import Claim, Said
from comparisons.values import Value
from comparisons.wording.pieces import About
from comparisons.wording.sentences import LANGUAGES, sentence
from tests.comparisons.worked import (
    ASSUMED,
    DERIVED,
    DOCUMENTATION,
    STAGES,
    Example,
    Figure,
    Place,
    basis_changed,
    examples,
    sums,
)
from tests.require_all import CORPUS

EXAMPLES: Final = examples(DOCUMENTATION.read_text(encoding="utf-8"))

WHY: Final = {
    "new": "新增",
    "ended": "不再列出",
    "zero_base": "上年为零",
    "negative_base": "上年为负",
    "blank": "未填",
    "unlike": "口径不同",
    "no_base": "没有可比的数",
    "no_previous": "没有上年的数",
    "no_price": "没有物价指数",
    "no_count": "没有数目",
    "one_year": "只有一年",
}
REMARKS: Final = {"other_stage": "阶段不同", "count_undated": "没有写明日期"}
BECAUSE: Final = {"year": "年份", "ordinal": "期数", "bracket": "括号"}
VERDICTS: Final = {"same": "相同", "rounding": "四舍五入", "differs": "不同", "unlike": "口径不同"}

Told = tuple[Change, About]
"""A change, and what its sentence says beside it."""


class Given(dict[str, str]):
    """What the engine answers, as the document writes it; `told` is the change that the sentence is of."""

    told: Told | None = None


# As the document writes it


def plain(number: Decimal) -> str:
    exact = number.normalize()
    return f"{exact:,f}".replace("-", "−")


def signed(number: Decimal) -> str:
    return ("+" if number > 0 else "") + plain(number)


def two(number: Decimal, unit: str = "%", sign: bool = True) -> str:
    rounded = round_half_up(number, 2)
    return ("+" if sign and rounded > 0 else "") + f"{rounded:,f}".replace("-", "−") + unit


def written(value: Value, form: Callable[[Decimal], str]) -> str:
    return f"无（{WHY[value.why]}）" if value.number is None else form(value.number)


def remarks(value: Value) -> str:
    return "、".join(REMARKS[caution.code] for caution in value.cautions)


def share(number: Decimal) -> str:
    return two(number, sign=False)


def points(number: Decimal) -> str:
    return two(number, unit="")


def bare(number: Decimal) -> str:
    return two(number, unit="", sign=False)


# The rules, each as a reader would ask the engine


def side(figures: Iterable[Figure], year: int, own: bool) -> tuple[Point, ...]:
    return tuple(one.point for one in figures if one.point is not None and one.year == year and one.is_own is own)


def tracked(example: Example, figures: Iterable[Figure]) -> Track:
    """The figures as years beside each other, over what a document says of its basis."""
    there = list(figures)
    years = [Year(year, side(there, year, True), side(there, year, False), whole=example.is_whole) for year in example.years]
    said = [quote for quote in example.quotes if not quote.year]
    breaks = {(quote.place.document.year - 1, quote.place.document.year): Breaks((basis_changed(quote),)) for quote in said}
    return track(years, breaks=breaks)


def about(example: Example, change: Change, name: str = "") -> Told:
    point = change.after or change.before
    figure = next(one for one in example.figures if one.point is not None and point is not None and one.point.label == point.label)
    told = next((one for one in example.figures if one.year == example.years[-1] and one.point is not None), figure)
    base, year = example.years[0], example.years[-1]
    return change, About(department=name or told.place.document.department, base_year=base, year=year)


def over_years(example: Example) -> Given:
    """Difference and rate of the last two years."""
    found, key = tracked(example, example.figures), example.figures[0].name
    last = measured(found, key).years[-1]
    given = Given(差=written(last.difference, signed), 率=written(last.rate, two))
    assert last.change is not None
    given.told = about(example, last.change)
    return given


def set_against(example: Example) -> Given:
    given = over_years(example)
    assert given.told is not None
    found = Given()
    names = {code: name for name, code in STAGES.items()}
    for one in against(given.told[0]):
        name = f"对{names[one.base.basis.stage]}"
        found |= {f"{name}差": written(one.difference, signed), f"{name}率": written(one.rate, two)}
        if one.rate.cautions:
            found[f"{name}提醒"] = remarks(one.rate)
    found.told = given.told
    return found


def rates_of_execution(example: Example) -> Given:
    final, *plans = (figure.point for figure in example.figures)
    found = executed(final, None, [plan for plan in plans if plan is not None])
    names = {"budget": "对年初预算", "adjusted_budget": "对全年预算"}
    return Given({names[one.against]: written(one.value, share).replace("上年", "预算") for one in found.rates})


def shares(example: Example) -> Given:
    """The first line as a part of the second, and that of the third."""
    names = list(dict.fromkeys(figure.name for figure in example.figures))
    above = dict(pairwise(names))
    figures = [replace(one, point=replace(one.point, parent=above.get(one.name))) for one in example.figures if one.point is not None]
    line = measured(tracked(example, figures), names[0])
    given = Given({f"{one.year}占上级": written(one.share, share) for one in line.years})
    given |= {f"{one.year}占合计": written(one.share_of_top, share) for one in line.years}
    if len(line.years) > 1:
        given |= {"上级百分点": written(line.years[-1].points, points), "合计百分点": written(line.years[-1].points_of_top, points)}
    return given


def several_years(example: Example) -> Given:
    line = measured(tracked(example, example.figures), example.figures[0].name)
    given = Given(年均=written(line.compound, two))
    given |= {f"{one.year}指数": written(one.index.value, bare) for one in line.years}
    change = line.years[-1].change
    given.told = about(example, change) if change is not None else None
    return given


def in_prices(example: Example) -> Given:
    line = measured(tracked(example, example.figures), example.figures[0].name, in_prices_of(example.years[-1]))
    given = Given(年均=written(line.compound, two))
    given |= {f"{one.year}折算": written(one.amount, plain) for one in line.years}
    given |= {f"{one.year}率": written(one.rate, two) for one in line.years}
    return given


def averages(example: Example) -> Given:
    (figure,) = example.figures
    assert figure.point is not None
    department = example.department(figure.place.document.department)
    (counted,) = {one.counted for one in example.counts}
    value = per(figure.point, department, counted, example.counts).value
    given = Given(平均=written(value, lambda number: plain(round_half_up(number, 2))))
    return Given(given, 提醒=remarks(value)) if value.cautions else given


def places(example: Example) -> Given:
    whose = list(dict.fromkeys(figure.place.document.whose for figure in example.figures))
    tracks = [tracked(example, [one for one in example.figures if one.place.document.whose == name]) for name in whose]
    key, given = example.figures[0].name, Given()
    for year in example.years:
        for name, rank in zip(whose, ranks(tracks, key, year), strict=True):
            given[f"{year}{name}"] = str(rank.place) if rank.place is not None else f"无（{WHY[rank.why]}）"
    for name, change in zip(whose, moved(tracks, key, example.years[0], example.years[-1]), strict=True):
        given[f"升降{name}"] = "无" if change is None else signed(Decimal(change.places))
    return given


def continued(example: Example) -> Given:
    """A department through what happened to it: renamed and merged ones under the name of today, others under their own."""
    names = dict.fromkeys([*(one.owner for one in example.figures), *(name for one in example.events for name in (one.before, one.after))])
    numbers = {name: number for number, name in enumerate(names)}
    events = [Succession(numbers[one.before], numbers[one.after], one.kind, one.date, ASSUMED) for one in example.events]  # type: ignore[arg-type]
    disclosed = {number: frozenset(one.year for one in example.figures if one.owner == name) for name, number in numbers.items()}
    history = History(Lineage(tuple(events), {number: name for name, number in numbers.items()}), "budget", disclosed)
    subject = events[-1].successor if events[-1].kind in ("rename", "merge") else events[-1].predecessor
    given, years = Given(), []
    for year in example.years:
        members = [history.lineage.name(one) for one in history.members(subject, year)]
        own = {name: tuple(one.point for one in example.figures if one.point and (one.owner, one.year) == (name, year)) for name in members}
        figures, gaps = added(year, [Member(name, mine, bool(mine)) for name, mine in own.items()], whole=False)
        if members == [history.lineage.name(subject)]:
            figures = own[members[0]]
        given |= {f"{year}数": f"无（缺{gap.name}的文件）" for gap in gaps if gap.why == "no_document"}
        given |= {f"{year}数": plain(point.yuan) for point in figures if point.yuan is not None}
        years.append(Year(year, figures, state="there" if figures else "incomplete"))
    steps = list(pairwise(example.years))
    found = track(years, breaks={step: Breaks(history.breaks(subject, *step)) for step in steps})
    line = measured(found, example.figures[0].name)
    given |= {f"{one.year}差": written(one.difference, signed) for one in line.years}
    given |= {f"{one.year}率": written(one.rate, two) for one in line.years}
    change = line.years[-1].change
    given.told = about(example, change, history.lineage.name(subject)) if change is not None else None
    return given


def recoded(example: Example) -> Given:
    return coded(example, recodes.classification)


def as_printed(example: Example) -> Given:
    return coded(example, lambda before, after: Classification())


def coded(example: Example, classified: Callable[[list[Point], list[Point]], Classification]) -> Given:
    before, after = ([one.point for one in example.figures if one.point and one.year == year] for year in example.years)
    found, given = compare(before, after, whole=True, classification=classified(before, after)), Given()
    for change in found.lines:
        given[f"{change.key}差"] = signed(change.difference) if change.difference is not None else f"无（{WHY[change.no_rate]}）"
        given[f"{change.key}率"] = two(change.rate) if change.rate is not None else f"无（{WHY[change.no_rate]}）"
    given.told = about(example, _told_line(example, found))
    return given


def _told_line(example: Example, found: Changes) -> Change:
    """The line whose answer stands first among those with a figure of the later year."""
    keys = [re.match(r"\d+", answer) for answer in example.answers]
    changes = [found.of(match.group()) for match in keys if match]
    return next(change for change in changes if change is not None and change.after is not None)


def contributions(example: Example) -> Given:
    """The first line is the whole."""
    whole = example.figures[0].name
    before, after = (
        [replace(one.point, parent=None if one.name == whole else whole) for one in example.figures if one.point and one.year == year]
        for year in example.years
    )
    found = compare(before, after, whole=True)
    total, parts = found.of(whole), found.parts(whole)
    (level,) = found.levels
    assert total is not None
    given = Given(差=signed(level.difference), 余数=signed(level.residual))
    given |= {part.label: signed(part.contribution) for part in parts if part.contribution is not None}
    shares = {part.label: points_of_share(part, total) for part in parts}
    given |= {f"{label}百分点": points(number) for label, number in shares.items() if number is not None}
    largest = max(parts, key=lambda part: abs(part.contribution or Decimal(0)))
    change, more = about(example, largest)
    given.told = change, replace(more, parent=total)
    return given


def restatements(example: Example) -> Given:
    own, told, now = (figure.point for figure in example.figures)
    assert own is not None
    assert told is not None
    assert now is not None
    (one,) = restated([own], [told])
    (change,) = compare([own, told], [now]).lines
    given = Given(判定=VERDICTS[one.verdict], 重述差="无" if one.difference is None else signed(one.difference), 容差=plain(one.tolerance))
    given.told = about(example, change)
    return given


def budgets_told(example: Example) -> Given:
    """A budget as its own document has it, and as the final accounts do."""
    own, told = (figure.point for figure in example.figures)
    assert own is not None
    assert told is not None
    (one,) = restated([own], [told], about="budget")
    assert one.difference is not None
    return Given(判定=VERDICTS[one.verdict], 重述差=signed(one.difference), 容差=plain(one.tolerance))


def perhaps_one(example: Example) -> Given:
    before, after = ([one.point for one in example.figures if one.point and one.year == year] for year in example.years)
    found = compare(before, after, whole=True)
    (pair,) = perhaps_same(found)
    given = Given({change.label: signed(change.contribution) for change in found.lines if change.contribution is not None})
    return Given(given, **{"也许同一，差在": "、".join(BECAUSE[one] for one in pair.because)})


def reasons_given(example: Example) -> Given:
    given = over_years(example)
    assert given.told is not None
    change, more = given.told
    said = [Said(1, one.name, one.text, year=one.year, direction="increase", reason=one.text) for one in example.quotes]
    (one,) = explained([change], [Claim(each, each.subject, each.subject, ()) for each in said])
    text = one.reasons[0].text if one.given == "given" else ""
    given["原因"] = text or "没有读到"
    given.told = change, replace(more, reason=text)
    return given


def repeated_reasons(example: Example) -> Given:
    quoted = enumerate(example.quotes)
    said = [Said(at, one.name, one.text, year=one.year, direction="increase", reason=one.text) for at, one in quoted]
    found = repeated(reasons(Claim(one, one.subject, one.subject, ()) for one in said))
    return Given(同因年份="、".join(str(year) for one in found for year in one.years) or "无")


RULES: Final[Mapping[str, Callable[[Example], Given]]] = {
    "变化": over_years,
    "对照": set_against,
    "执行": rates_of_execution,
    "份额": shares,
    "多年": several_years,
    "不变价": in_prices,
    "平均": averages,
    "名次": places,
    "延续": continued,
    "改编": recoded,
    "原样": as_printed,
    "贡献": contributions,
    "相似": perhaps_one,
    "原因": reasons_given,
    "同因": repeated_reasons,
    "重述": restatements,
    "预算重述": budgets_told,
}


def demand(example: Example) -> None:
    """Everything that a row says must be so."""
    example.demand_all_read()
    given = RULES[example.rule](example)
    assert {key: given.get(key) for key in example.answers} == dict(example.answers)
    if example.sentences:
        assert given.told is not None
        told = [str(sentence(given.told[0], language, given.told[1])) for language in LANGUAGES]
        assert tuple(told[: len(example.sentences)]) == example.sentences
    for one in sums(example.sums):
        percent = one.right.endswith("%")
        right = one.right.rstrip("%").replace(",", "").replace("−", "-")
        exact = value_of(one.left) * (100 if percent else 1)
        if one.about:
            assert round_half_up(Decimal(exact.numerator) / exact.denominator, len(right.partition(".")[2])) == Decimal(right), one
        else:
            assert exact == Fraction(right), one


def value_of(text: str) -> Fraction:
    """A sum of numbers, exactly."""
    python = text.replace(",", "").replace("−", "-").replace("×", "*").replace("÷", "/")
    return _value_of(ast.parse(re.sub(r"\d+(?:\.\d+)?", r"'\g<0>'", python.strip()), mode="eval").body)


def _value_of(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp):
        return -_value_of(node.operand)
    assert isinstance(node, ast.BinOp)
    one, other = _value_of(node.left), _value_of(node.right)
    by_kind = {ast.Add: one + other, ast.Sub: one - other, ast.Mult: one * other}
    return one / other if isinstance(node.op, ast.Div) else by_kind[type(node.op)]


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.id for one in EXAMPLES])
def test_the_engine_answers_what_was_worked_out_by_hand(example: Example) -> None:
    demand(example)


def test_every_rule_has_a_row_and_no_two_rows_one_name() -> None:
    assert {one.rule for one in EXAMPLES} == RULES.keys()
    assert len({one.id for one in EXAMPLES}) == len(EXAMPLES)


# A number that is changed in the document is found

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
INERT: Final = {
    "变化-9": {"164,978,640", "156,211,123"},  # the totals only show that both are whole tables
    "变化-10": {"164,978,640", "156,211,123"},
    "份额-2": {"1,634.95", "2,296.59"},  # refused, and no sentence tells the two
    "多年-3": {"9,193.40"},  # before the break
    "不变价-2": {"14.00"},  # no price index leads from its year
    "平均-2": {"21.56", "7"},  # refused
    "名次-1": {"15.00"},  # still the first
    "名次-2": {"17", "10", "15.00", "10.05"},  # refused
    "延续-3": {"10,150.48"},  # not added up
    "改编-2": {"2,606.84", "676.06", "1,263.76", "1,863.72", "751.77"},  # refused; the sentence is of another line
    "改编-3": {"1,700.00", "1,861.49"},  # of the two 类; those of the 款 count
    "改编-4": {"1,700.00", "1,861.49"},  # refused
    "重述-3": {"389.59"},  # the execution is not what the change is from
}
"""Figures on which no answer and no sentence of their row depends: the documents themselves vouch for these."""


def is_found(example: Example) -> bool:
    try:
        demand(example)
    except (AssertionError, ValueError):
        return True
    return False


def changed(number: str) -> str:
    """A number with its first digit changed: 4,212,300 is 5,212,300."""
    return str(int(number[0]) % 9 + 1) + number[1:]


def once_each(text: str) -> Iterator[tuple[str, str]]:
    """Each number of a text, and the text with this number changed."""
    for match in NUMBER.finditer(text):
        yield match.group(), text[: match.start()] + changed(match.group()) + text[match.end() :]


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.id for one in EXAMPLES])
def test_a_changed_number_of_an_answer_a_sum_or_a_sentence_is_found(example: Example) -> None:
    for key, answer in example.answers.items():
        for _, other in once_each(answer):
            assert is_found(replace(example, answers={**example.answers, key: other})), (key, other)
    for at, told in enumerate(example.sentences):
        for _, other in once_each(told):
            assert is_found(replace(example, sentences=(*example.sentences[:at], other, *example.sentences[at + 1 :]))), other
    for one in sums(example.sums):
        for _, other in once_each(f"{one.left} {'≈' if one.about else '='} {one.right}"):
            assert is_found(replace(example, sums=other)), other


def test_a_changed_figure_is_found_but_where_no_answer_depends_on_it() -> None:
    missed: dict[str, set[str]] = {}
    for example in EXAMPLES:
        for match in re.finditer(r" (?P<printed>−?[\d,]+(?:\.\d+)?) (?:元|万元|辆|人)[〔（]", example.given):
            digit = next(at for at in range(match.start("printed"), match.end("printed")) if example.given[at].isdigit())
            other = example.given[:digit] + changed(example.given[digit]) + example.given[digit + 1 :]
            if not is_found(replace(example, given=other)):
                missed.setdefault(example.id, set()).add(match["printed"])
    assert missed == INERT


# And where the documents are at hand, they print these figures


FILES: Final = {
    "万里23": "592d25",
    "万里24": "f45a18",
    "大同23": "datong-emergency-2023",
    "政协17": "2f0385",
    "政协17表": "1e5e9a",
    "政协18": "b67b5c",
    "政协18表": "9276fb",
    "政协19表": "af2f18",
    "高院17": "e397b0",
    "高院18": "dc6477",
    "高院19": "07a627",
    "社工24": "690679",
    "西安安监19": "891d54",
    "西安审计26": "a8fb0e",
    "苏州审计26": "85521c",
    "苏州水务26": "7a95ea",
    "深圳民政26": "57bf9b",
    "深圳工信26": "6c7e02",
    "深圳卫健26": "bc1574",
}
"""The documents of the table by the ends of their file names in the corpus."""


@cache
def pages(file: str) -> tuple[str, ...]:
    """The text of each page of a document of the corpus, or of each line and the one behind it where its text has no pages."""
    (path,) = (path for path in CORPUS.glob(f"*/*{file}.*") if path.suffix in (".pdf", ".txt"))
    return _lines(path) if path.suffix == ".txt" else _pages(path)


def _lines(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(folded("".join(lines[at : at + 3])) for at in range(len(lines)))


def _pages(path: Path) -> tuple[str, ...]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return tuple(folded(page.get_textpage().get_text_bounded()) for page in document)


def folded(text: str) -> str:
    return re.sub(r"[\s,]", "", text)


def stands_at(place: Place, text: str) -> bool:
    assert place.number is not None
    return folded(text) in pages(FILES[place.document.short])[place.number - 1]


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_every_figure_stands_where_the_row_says() -> None:
    missing = []
    for example in EXAMPLES:
        printed = [(one.place, one.printed) for one in example.figures if one.point is not None and one.point.yuan is not None]
        printed += [(quote.place, quote.text) for quote in example.quotes]
        named = [(place, text) for place, text in printed if place.document.short != ASSUMED and place.how != DERIVED]
        missing += [(example.id, place.document.short, place.number, text) for place, text in named if not stands_at(place, text)]
    assert missing == []


def test_what_is_derived_is_a_result_of_a_sum_of_its_row() -> None:
    for example in EXAMPLES:
        results = {folded(one.right) for one in sums(example.sums)}
        derived = {folded(one.printed) for one in example.figures if one.place.how == DERIVED}
        assert derived <= results, example.id
