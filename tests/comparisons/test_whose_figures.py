"""A chapter on a unit tells nothing of the department, and the row that bears the department's name is its total: from the database to
the answers. Sentences and figures of 深圳市生态环境局 and 北京市人民政府办公厅, both of 2026.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.models import Edition
from comparisons import indexing, series, stored
from comparisons.indicators import BY_KEY, INDICATORS
from comparisons.models import HeadlineIndex
from comparisons.spoken import all_claims
from comparisons.standings.questions import Asked, Line
from comparisons.standings.totals import of_indicator
from comparisons.volume import Volume
from tests.factories import Book

pytestmark = pytest.mark.django_db

SHENZHEN = "深圳市生态环境局"
UNIT = "十八、深圳市生态环境局深汕管理局"
STAFF = "（一）人员支出614.78万元，主要是在职人员工资福利和社保缴费等相关支出。"


def environment(top: str = "190,281.97", section: str = UNIT) -> Edition:
    book = Book(SHENZHEN, 2026, scope="department")
    book.table("summary", "收支总表")
    book.row("本年支出合计", {"amount": "190,281.97"}, item="current", side="expenditure")
    book.table("expenditure", "支出总表")
    book.row(SHENZHEN, {"total": top, "basic": "51,374.73", "project": "138,907.24"}, row=0)
    book.row(f"{SHENZHEN}（本级）", {"total": "63,051.28", "basic": "8,357.40", "project": "54,693.88"}, row=1)
    book.say(STAFF, "人员支出", amount="614.78", section=section)
    book.say("（二）公用经费统计口径与上年不一致。", "公用经费", reason="统计口径与上年不一致", section=section)
    return book.publish()


def volumes(edition: Edition) -> list[Volume]:
    """It read whole, for headlines, and by one figure with the index and without."""
    one = [BY_KEY[key] for key in ("basic", "project", "personnel")]
    indexing.index([edition.pk])
    found = [stored.read([edition]), stored.read_headline([edition]), stored.read_headline([edition], one, [BY_KEY["operating"]])]
    HeadlineIndex.objects.all().delete()
    found.append(stored.read_headline([edition], one, [BY_KEY["operating"]]))
    return [by_edition[edition.pk] for by_edition in found]


def ranked(key: str) -> list[tuple[Decimal | None, str]]:
    _sources, found = of_indicator(Asked(Line(indicator=key), 2026, "budget", "department"))
    return [(one.yuan, one.absent) for one in found]


def test_a_figure_of_a_units_chapter_is_no_headline_claim_or_caution_of_the_department() -> None:
    for volume in volumes(environment()):
        assert [said.of_another for said in volume.said] == [True] * len(volume.said)
        assert series.indicator_points(volume, BY_KEY["personnel"]) == []
        assert series.other_bases(volume) == {}
        assert all_claims(volume) == []
    assert ranked("personnel") == [(None, "not_stated")]


def test_the_same_sentence_in_the_departments_own_chapter_is_one() -> None:
    for volume in volumes(environment(section=f"一、{SHENZHEN}")):
        (point,) = series.indicator_points(volume, BY_KEY["personnel"])
        assert point.yuan == Decimal("6147800")
        assert list(series.other_bases(volume)) == ["operating"]
    assert ranked("personnel") == [(Decimal("6147800"), "")]


@pytest.mark.parametrize(("key", "yuan"), [("basic", "513747300"), ("project", "1389072400")])
def test_the_first_row_is_the_total_where_it_is_all_of_the_expenditure(key: str, yuan: str) -> None:
    for volume in volumes(environment()):
        (point,) = series.indicator_points(volume, BY_KEY[key])
        assert point.yuan == Decimal(yuan)
    assert ranked(key) == [(Decimal(yuan), "")]


@pytest.mark.parametrize("key", ["basic", "project"])
def test_a_first_row_of_less_is_a_units(key: str) -> None:
    for volume in volumes(environment(top="63,051.28")):
        assert series.indicator_points(volume, BY_KEY[key]) == []
    assert ranked(key) == [(None, "not_stated")]


@pytest.mark.parametrize(
    ("name", "subject", "amount"),
    [
        ("北京市人民政府办公厅", "北京市人民政府办公厅机关运行经费财政拨款预算", "1030.05"),
        ("北京市重大项目建设指挥部办公室", "市重大项目办机关运行经费财政拨款预算", "321.34"),
    ],
)
def test_the_departments_own_name_in_front_leaves_a_figure_what_it_is(name: str, subject: str, amount: str) -> None:
    book = Book(name, 2026, scope="department")
    book.say(f"2026年{subject}{amount}万元。", subject, amount=amount, section="（二）机关运行经费说明")
    book.publish()
    assert ranked("agency_running") == [(Decimal(amount) * 10000, "")]


def test_another_name_in_front_does_not() -> None:
    book = Book("北京市人民政府办公厅", 2026, scope="department")
    said = "北京市信访办公室机关运行经费财政拨款预算"
    book.say(f"2026年{said}1030.05万元。", said, amount="1030.05", section="（二）机关运行经费说明")
    edition = book.publish()
    assert ranked("agency_running") == [(None, "not_stated")]
    assert all(series.indicator_points(stored.read([edition])[edition.pk], one) == [] for one in INDICATORS)
