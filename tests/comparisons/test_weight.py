"""How much of a page is sent: under 100 KiB before charts, with ten years of two stages, and with ten departments over ten years."""

from __future__ import annotations

import re
from typing import Final

import pytest
from django.test import Client

from tests.comparisons.test_compare import html_of
from tests.factories import Book, department

pytestmark = pytest.mark.django_db

MOST: Final = 100 * 1024
YEARS: Final = range(2015, 2025)
NAME: Final = "第{}市人力资源和社会保障局"
COSTS: Final = {
    "three_public": "21.56",
    "reception": "3.20",
    "overseas": "0.00",
    "vehicles": "18.36",
    "vehicle_purchase": "0.00",
    "vehicle_running": "18.36",
}


def publish(name: str, year: int, stage: str = "budget") -> None:
    """A disclosure with every headline figure, each another than last year's."""
    book, more = Book(name, year, stage, "department"), year - 2000

    def amount(number: int) -> str:
        return f"{number + more * 37:,}.{more}"

    def said(subject: str, number: int) -> None:
        book.say(
            f"{subject}为{amount(number)}万元，比上年增加37.01万元。",
            subject,
            amount=amount(number).replace(",", ""),
            change="37.01",
            base_year=year - 1,
            direction="increase",
        )

    book.table("summary", f"{year}年收支总表")
    book.row("收入总计", {"total": amount(12_000)}, item="total", side="income")
    book.row("支出总计", {"total": amount(12_000)}, item="total", side="expenditure")
    book.table("expenditure", f"{year}年支出总表")
    book.row("合计", {"total": amount(12_000), "basic": amount(7_000), "project": amount(5_000)}, item="total")
    book.table("general_expenditure", f"{year}年一般公共预算支出表")
    book.row("合计", {"total": amount(11_000), "basic": amount(6_900), "project": amount(4_100)}, item="total")
    book.table("general_basic", f"{year}年一般公共预算基本支出表")
    book.row("合计", {"total": amount(6_900), "personnel": amount(6_000), "operating": amount(900)}, item="total")
    book.table("fund", f"{year}年政府性基金预算支出表")
    book.row("合计", {"total": amount(40), "basic": amount(10), "project": amount(30)}, item="total")
    book.table("three_public", f"{year}年“三公”经费表")
    book.row("合计", {measure: amount(at * 10 + 20) for at, measure in enumerate(COSTS)}, item="total")
    book.table("operating", f"{year}年机关运行经费表")
    book.row("合计", {"total": amount(900)}, item="total")
    said("支出总计", 12_000)
    said("收入总计", 12_000)
    said("“三公”经费", 20)
    said("基本支出", 7_000)
    said("项目支出", 5_000)
    said("公务接待费", 30)
    said("公务用车购置及运行费", 50)
    said("公务用车运行维护费", 70)
    said("机关运行经费", 900)
    book.publish()


def before_charts(html: str) -> int:
    """So many bytes are sent of a page without its drawings."""
    return len(re.sub(r"<svg.*?</svg>", "", html, flags=re.S).encode())


def test_a_department_of_ten_years_and_two_stages(client: Client) -> None:
    for year in YEARS:
        for stage in ("budget", "final_accounts"):
            publish(NAME.format("一"), year, stage)
    page = html_of(client, f"/departments/{department(NAME.format('一')).pk}/")
    assert before_charts(page) < MOST


def test_a_comparison_of_ten_departments_over_ten_years(client: Client) -> None:
    names = [NAME.format(one) for one in "一二三四五六七八九十"]
    for name in names:
        for year in YEARS:
            publish(name, year)
    asked = "&".join(f"d={department(name).pk}" for name in names)
    page = html_of(client, f"/compare/?{asked}&line=total_expenditure&stage=budget&scope=department")
    assert before_charts(page) < MOST
