"""Two departments whose years are compared, with the figures that their published budgets print.

上海市普陀区人民政府万里街道办事处 2023 and 2024 (元, 一般公共预算支出功能分类预算表), 江苏省政协办公厅 2017–2019 (万元).
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import User

from budgets import editions
from budgets.departments import register_region
from tests.factories import Book, department, expect

WANLI = "上海市普陀区人民政府万里街道办事处"
ZHENGXIE = "江苏省政协办公厅"
JIANGSU = "320000"
CLASSES = (
    ("201", "一般公共服务支出", "2,976,800", "2,932,700"),
    ("204", "公共安全支出", "1,252,300", "1,633,000"),
    ("205", "教育支出", None, "250,000"),
    ("206", "科学技术支出", "100,000", "100,000"),
    ("207", "文化旅游体育与传媒支出", "200,000", "200,000"),
    ("208", "社会保障和就业支出", "27,073,236", "19,604,064"),
    ("210", "卫生健康支出", "3,095,732", "3,223,657"),
    ("212", "城乡社区支出", "121,319,878", "119,385,303"),
    ("221", "住房保障支出", "8,960,694", "8,882,399"),
)
"""Each class with its figures of 2023 and 2024; None where that year's table has no such line."""

TOTALS = {2023: "164,978,640", 2024: "156,211,123"}
YEARS_OF_ZHENGXIE = {2017: "9,146.79", 2018: "10,150.48", 2019: "13,377.11"}


def wanli(year: int) -> Book:
    """The year's totals, its expenditure by class, and for 2024 what its text says of them."""
    book = Book(WANLI, year, scope="department")
    book.table("summary", f"{year}年部门财务收支预算总表", "元")
    book.row("收入总计", {"amount": TOTALS[year]}, item="total", side="income")
    book.row("支出总计", {"amount": TOTALS[year]}, item="total", side="expenditure")
    book.table("general_expenditure", f"{year}年部门一般公共预算支出功能分类预算表", "元")
    for code, label, *figures in CLASSES:
        printed = figures[year - 2023]
        if printed is not None:
            book.row(label, {"total": printed}, code=code, level=1)
    book.row("合计", {"total": TOTALS[year]}, item="total")
    if year == 2024:
        fall = {"amount": "15621.11", "base_year": 2023, "base_kind": "budget", "change": "876.75", "direction": "decrease"}
        book.say("2024年收入预算15621.11万元，比2023年预算减少876.75万元。", "收入预算", **fall)
        wrong = {**fall, "percent": "6.31", "percent_kind": "change"}
        book.say("2024年支出预算15621.11万元，比2023年预算减少876.75万元，下降6.31%。", "支出预算", **wrong)
    return book


def zhengxie(year: int, stage: str = "budget", total: str = "") -> Book:
    """The year's totals."""
    book = Book(ZHENGXIE, year, stage=stage, scope="department")
    book.table("summary", f"{year}年收支预算总表")
    for side, label in (("income", "收入总计"), ("expenditure", "支出总计")):
        book.row(label, {"amount": total or YEARS_OF_ZHENGXIE[year]}, item="total", side=side)
    return book


def zhengxie_with_gaps() -> int:
    """The second one in its region, of which years are expected, late, in review, withdrawn and with pictures; its number. Made up."""
    own = department(ZHENGXIE)
    own.region = register_region(JIANGSU)
    own.save()
    expect(ZHENGXIE, 2019, approved_on=date(2019, 2, 1), published_on=date(2019, 3, 1))
    expect(ZHENGXIE, 2021, approved_on=date(2021, 2, 1))
    expect(ZHENGXIE, 2022, approved_on=date(2022, 2, 1), published_on=date(2022, 3, 1))
    zhengxie(2023, total="1.00").finish()
    pictured = zhengxie(2024, total="1.00")
    pictured.note("warning", "picture_page", "第 2 页是图片")
    pictured.publish()
    editions.withdraw(zhengxie(2025, total="1.00").publish(), User.objects.create_user("审核者"), "收错了")
    return own.pk
