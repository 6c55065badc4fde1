"""The data set of the guides' ten questions: departments with budgets of two years, one that stopped, one final accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest import mock

from django.contrib.auth.models import User

from budgets.models import Edition, Region
from tests.budgets.test_api_texts import correct
from tests.factories import Book, department, expect

# name: year: total, three public, agency running, in 万元
BOOKS = {
    "甲局": {2022: ("1,000.00", "10.00", "100.00"), 2023: ("900.00", "12.00", "110.00")},
    "乙局": {2022: ("2,000.00", "20.00", "200.00"), 2023: ("2,100.00", "25.00", "260.00")},
    "丙局": {2022: ("500.00", "8.00", "50.00"), 2023: ("450.00", "6.00", "49.00")},
    "丁局": {2021: ("100.00", "1.00", "10.00")},
    "外市局": {2022: ("300.00", "1.00", "30.00"), 2023: ("200.00", "2.00", "30.00")},
}


def book(name: str, year: int, total: str, three: str, agency: str, *, stage: str = "budget") -> Book:
    made = Book(name, year, stage=stage, scope="department")
    made.table("summary", f"{year}年收支总表")
    made.row("收入总计", {"total": total}, item="total", side="income")
    made.row("支出总计", {"total": total}, item="total", side="expenditure")
    made.table("expenditure", f"{year}年支出总表")
    made.row("合计", {"total": total}, item="total")
    made.row("行政运行", {"total": total}, code="2010101")
    made.table("three_public", f"{year}年“三公”经费支出表")
    made.row("合计", {"total": three}, item="total")
    made.table("operating", f"{year}年机关运行经费表")
    made.row("部门合计", {"amount": agency}, item="total")
    return made


def published() -> dict[str, Edition]:
    """All of it in force; 甲局 2023 is corrected, says why its total fell, has a project and a sentence that is off by 10."""
    for code, name in (("140200", "大同市"), ("110000", "北京市")):
        Region.objects.create(code=code, name=name, full_name=name, source="x")
    for number, name in enumerate(("甲局", "乙局", "丙局", "丁局", "外市局"), start=1):
        department(name, pk=number, region_id="110000" if name == "外市局" else "140200")
    with mock.patch("django.utils.timezone.now", return_value=datetime(2024, 3, 1, 12, tzinfo=UTC)):
        book("甲局", 2023, "890.00", "12.00", "110.00").publish()
    clerk = User.objects.create_user("clerk")
    found = {}
    for name, years in BOOKS.items():
        for year, figures in years.items():
            made = book(name, year, *figures)
            if (name, year) == ("甲局", 2023):
                _more(made, clerk)
            found[f"{name} {year}"] = made.publish()
    found["final"] = book("甲局", 2023, "855.00", "9.00", "105.00", stage="final_accounts").publish()
    expect("丁局", 2023, approved_on=date(2023, 1, 20))
    expect("丁局", 2022)
    expect("甲局", 2023, approved_on=date(2023, 1, 20), published_on=date(2023, 3, 1))
    return found


def _more(made: Book, clerk: User) -> None:
    fall = {
        "base_year": 2022,
        "amount": "900.00",
        "change": "100.00",
        "direction": "decrease",
        "percent": "10.00",
        "percent_kind": "change",
    }
    made.say("支出总计900.00万元，比上年减少100.00万元，下降10.00%，原因是项目完工。", "支出总计", reason="项目完工", **fall)
    made.find(
        "text.figure",
        "mismatch",
        "表格是900.00万元，文字写910.00万元，相差10.00万元。矛盾。",
        expected=Decimal(9000000),
        actual=Decimal(9100000),
        difference=Decimal(100000),
    )
    made.form("应急物资储备", "500000", "1500000", goal={"year": "储备到位"}, indicators=[])
    correct(made, clerk, old="101.00", new="110.00", reason="原件是110.00")
