"""The workbook of a comparison. Figures are those of published budgets; each formula is computed here and must come to what we compute."""

from __future__ import annotations

import re
import shutil
import subprocess
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from comparisons.cells import Look, Pen, Shared, writable
from comparisons.workbook import _sum
from tests.comparisons.sides import CLASSES, WANLI, ZHENGXIE, wanli, zhengxie
from tests.comparisons.test_compare import address, data, html_of, seen
from tests.factories import Book, datong

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


class Taken:
    """A workbook as it was taken away: cells by line and head, formulas beside the results that are kept with them."""

    def __init__(self, client: Client, path: str) -> None:
        answer = client.get(path.replace("/compare/", "/compare/xlsx/"))
        assert answer.status_code == 200, answer.content.decode()
        assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        assert re.fullmatch(r'attachment; filename="compare-[0-9-]+\.xlsx"', answer["Content-Disposition"])
        self.content = answer.content
        self.book = load_workbook(BytesIO(answer.content))
        self.kept = load_workbook(BytesIO(answer.content), data_only=True).worksheets[0]
        self.sheet, self.sources = self.book.worksheets
        self.head = next(row for row in range(1, 20) if self.sheet.cell(row, 1).value in ("编码", "项目"))
        self.names = 2 if self.sheet.cell(self.head, 1).value == "编码" else 1

    def row(self, name: str) -> int:
        return next(row for row in range(self.head, self.sheet.max_row + 1) if self.sheet.cell(row, self.names).value == name)

    def cell(self, name: str, head: str, nth: int = 0) -> Any:
        """The cell of a line below a head: the nth whose words are these."""
        heads = [cell for cell in self.sheet[self.head] if str(cell.value or "").replace("\n", " ") == head]
        return self.sheet.cell(self.row(name), heads[nth].column)

    def value(self, cell: Any) -> Any:
        return self.kept[cell.coordinate].value

    def formulas(self) -> list[Any]:
        return [cell for row in self.sheet.iter_rows() for cell in row if cell.data_type == "f"]

    def text(self) -> str:
        return "\n".join(str(cell.value) for row in self.sheet.iter_rows() for cell in row if cell.value is not None)


def computed(sheet: Any, formula: str) -> float:
    """What a spreadsheet makes of a formula of ours: cells, ranges, N, SUM and ROUND, with its binary numbers."""

    def number(place: str) -> float:
        cell = sheet[place]
        if cell.data_type == "f":
            return computed(sheet, cell.value)
        return float(cell.value) if cell.data_type == "n" and cell.value is not None else 0.0

    def plain(place: str) -> float:
        assert sheet[place].data_type in ("n", "f"), f"{formula}: {place} is a word"
        return number(place)

    def cells(of: str) -> float:
        return sum(number(cell.coordinate) for part in of.split(",") for row in _rows(sheet[part]) for cell in row)

    text = formula.removeprefix("=")
    text = re.sub(r"SUM\(([A-Z0-9:,]+)\)", lambda found: repr(cells(found[1])), text)
    text = re.sub(r"N\(([A-Z]+[0-9]+)\)", lambda found: repr(number(found[1])), text)
    text = re.sub(r"\b[A-Z]{1,3}[0-9]+\b", lambda found: f"({plain(found[0])!r})", text)
    assert re.fullmatch(r"(ROUND|[-+*/().,0-9e])+", text), text
    return float(eval(text, {"ROUND": round}))  # noqa: S307  only numbers, signs and ROUND are left


def _rows(found: Any) -> Any:
    return found if isinstance(found, tuple) else ((found,),)


@pytest.fixture
def both_years() -> None:
    for year in (2023, 2024):
        wanli(year).publish()


def pair(**more: str) -> str:
    return address(WANLI, years=(2023, 2024), **more)


@pytest.mark.usefixtures("both_years")
def test_the_table_stands_there_as_on_the_page(client: Client) -> None:
    taken = Taken(client, pair(schedule="general_expenditure"))
    row = taken.row("208") if taken.names == 1 else taken.row("社会保障和就业支出")
    values = [taken.kept.cell(row, column).value for column in range(1, 9)]
    assert values[:4] == ["208", "社会保障和就业支出", 2707.3236, 1960.4064]
    assert [round(value, 2) for value in values[4:]] == [-746.92, -27.59, -7469172, -4.53]
    assert [round(taken.value(taken.cell("合计", head)), 2) for head in ("2023→2024 差额 万元", "2023→2024 变化率 %")] == [-876.75, -5.31]
    assert taken.value(taken.cell("余差", "2023→2024 差额 万元")) == 0
    assert "金额单位：万元" in taken.text()
    assert f"取自 http://testserver{pair(schedule='general_expenditure')}，" in taken.text()


@pytest.mark.usefixtures("both_years")
def test_differences_rates_shares_and_the_rest_are_formulas_over_the_figures(client: Client) -> None:
    taken = Taken(client, pair(schedule="general_expenditure"))
    row = taken.row("社会保障和就业支出")
    whole = taken.row("合计")
    assert taken.cell("社会保障和就业支出", "2023→2024 差额 万元").value == f"=ROUND(D{row}-C{row},6)"
    assert taken.cell("社会保障和就业支出", "2023→2024 变化率 %").value == f"=100*E{row}/C{row}"
    assert taken.cell("社会保障和就业支出", "2023→2024 贡献 元").value == f"=ROUND(10000*(D{row}-C{row}),2)"
    assert taken.cell("社会保障和就业支出", "2023→2024 贡献 百分点").value == f"=100*G{row}/(10000*C{whole})"
    parts = [taken.row(label) for _code, label, *_figures in CLASSES]
    assert sorted(parts) == list(range(min(parts), max(parts) + 1))
    after, before = (f"SUM({column}{min(parts)}:{column}{max(parts)})" for column in "DC")
    assert taken.cell("余差", "2023→2024 差额 万元").value == f"=ROUND(E{whole}-({after}-{before}),6)"


@pytest.mark.usefixtures("both_years")
@pytest.mark.parametrize("more", [{}, {"schedule": "general_expenditure"}])
def test_every_formula_comes_to_our_result(client: Client, more: dict[str, str]) -> None:
    taken = Taken(client, pair(**more))
    assert len(taken.formulas()) > 3
    for cell in taken.formulas():
        assert computed(taken.sheet, cell.value) == pytest.approx(taken.value(cell), rel=1e-14, abs=1e-12), cell.coordinate
    lines = {line["label"]: line for line in data(client, pair(**more))["groups"][0]["steps"][0]["lines"]}
    for label, line in lines.items():
        if line["difference"] is not None:
            assert Decimal(str(taken.value(taken.cell(label, "2023→2024 差额 万元")))) * 10_000 == Decimal(line["difference"]), label


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.usefixtures("both_years")
def test_libreoffice_comes_to_our_results(client: Client, tmp_path: Path) -> None:
    taken = Taken(client, pair(schedule="general_expenditure"))
    (tmp_path / "in.xlsx").write_bytes(taken.content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "ods", "in.xlsx"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out", "in.ods"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    there = load_workbook(tmp_path / "out" / "in.xlsx", data_only=True).worksheets[0]
    for cell in taken.formulas():
        assert there[cell.coordinate].value == pytest.approx(taken.value(cell), rel=1e-14, abs=1e-12), cell.coordinate


def test_what_is_not_there_is_a_word_and_what_is_new_counts_as_nothing_before(client: Client) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    taken = Taken(client, pair(schedule="general_expenditure"))
    assert taken.cell("教育支出", "2023 万元").value == "无此行"
    assert taken.cell("教育支出", "2023→2024 差额 万元").value == "=ROUND(D{0}-N(C{0}),6)".format(taken.row("教育支出"))
    assert taken.cell("教育支出", "2023→2024 变化率 %").value == "新增"


def test_a_blank_a_dash_and_a_zero_stay_three_things(client: Client) -> None:
    for year, figures in ((2022, (None, "—", "0.00")), (2023, ("3.00", "5.00", "2.00"))):
        book = Book(year=year)
        book.table("expenditure", "支出总表")
        for code, printed in zip(("205", "206", "207"), figures, strict=True):
            book.row(f"第{code}类", {"total": printed}, code=code)
        book.publish()
    taken = Taken(client, address("大同市应急管理局", schedule="expenditure"))
    assert [taken.cell(f"第{code}类", "2022 万元").value for code in ("205", "206", "207")] == ["空白", "—", 0]
    differences = [taken.cell(f"第{code}类", "2022→2023 差额 万元") for code in ("205", "206", "207")]
    assert [cell.data_type for cell in differences] == ["s", "s", "f"]
    assert taken.value(differences[2]) == 2
    assert taken.cell("第207类", "2022→2023 变化率 %").value == "基数为零"


def test_what_cannot_be_compared_has_a_word_with_the_number_of_its_note(client: Client) -> None:
    for year, title in ((2022, "支出总表（含上年结转）"), (2023, "支出总表（不含上年结转）")):
        book = Book(year=year)
        book.table("expenditure", title, carry_over="included" if year == 2022 else "excluded")
        book.row("教育支出", {"total": "3.00"}, code="205")
        book.publish()
    taken = Taken(client, address("大同市应急管理局", schedule="expenditure"))
    difference = next(cell for cell in taken.sheet[taken.row("教育支出")] if "〔注 1〕" in str(cell.value))
    assert difference.value == "口径不同〔注 1〕"
    assert difference.data_type == "s"
    assert taken.formulas() == []
    assert "1. 2022→2023：上年的数含上年结转，本年的数不含上年结转，不能相比。" in taken.text()
    assert "2022\n含上年结转\n万元" in taken.text()


@pytest.mark.usefixtures("both_years")
def test_every_figure_leads_to_its_evidence_and_is_among_the_sources(client: Client) -> None:
    taken = Taken(client, pair())
    figure = taken.cell("支出总计", "2024 万元")
    assert figure.value == 15621.1123
    assert figure.hyperlink.target.startswith("http://testserver/evidence/facts/")
    assert "印作 156,211,123 元" in figure.hyperlink.tooltip
    heads = [cell.value for cell in taken.sources[1]]
    rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in taken.sources.iter_rows(min_row=2)]
    assert len(rows) == len({row["格"] for row in rows}) == 4
    source = next(row for row in rows if row["格"] == figure.coordinate)
    expected = {"部门": WANLI, "年度": 2024, "阶段": "预算", "口径": "部门", "科目": "支出总计", "键": "total_expenditure"}
    expected |= {"金额（元）": 156211123, "印作": "156,211,123", "单位": "元", "表": "收支总表", "版次": "第 1 版"}
    assert {name: source[name] for name in expected} == expected
    assert source["印在哪里"] == figure.hyperlink.target
    for place in ("印在哪里", "版本"):
        assert client.get(source[place]).status_code == 200
    for row in rows:
        assert taken.sheet[row["格"]].value == pytest.approx(row["金额（元）"] / 10_000)


def test_of_a_figure_that_only_the_next_document_tells_the_edition_is_that_ones(client: Client) -> None:
    edition = wanli(2024).publish()
    taken = Taken(client, address(WANLI, years=(2023, 2024)))
    heads = [cell.value for cell in taken.sources[1]]
    rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in taken.sources.iter_rows(min_row=2)]
    earlier = [row for row in rows if row["年度"] == 2023]
    assert earlier
    assert {row["版本"] for row in earlier} == {f"http://testserver/editions/{edition.pk}/"}


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "#REF!", "a\x0bb"])
def test_words_of_a_document_are_never_a_formula(client: Client, label: str) -> None:
    book = Book()
    book.table("projects", "项目支出表")
    book.row(label, {"total": "1.00"}, row_key="x")
    book.publish()
    taken = Taken(client, address("大同市应急管理局", schedule="projects"))
    assert taken.formulas() == []
    for cell in (taken.sheet.cell(taken.head + 1, 2), next(cell for cell in taken.sources[2] if cell.column == 7)):
        assert (cell.value, cell.data_type) == (label.replace("\x0b", "\ufffd"), "s")
        assert cell.quotePrefix is (label[0] in "=+-@\t")


def test_departments_stand_side_by_side_below_their_names(client: Client) -> None:
    for year in (2017, 2018):
        zhengxie(year).publish()
    for year in (2023, 2024):
        wanli(year).publish()
    taken = Taken(client, address(ZHENGXIE, WANLI))
    above = [cell.value for cell in taken.sheet[taken.head - 1] if cell.value]
    assert above == [f"{ZHENGXIE}，预算（部门）", f"{WANLI}，预算（部门）"]
    assert taken.value(taken.cell("支出总计", "2017→2018 差额 万元")) == 1003.69
    assert taken.cell("支出总计", "2017 万元", 1).value == "未收录"


@pytest.mark.usefixtures("both_years")
def test_it_is_made_to_be_read_and_printed(client: Client) -> None:
    sheet = Taken(client, pair(schedule="general_expenditure")).sheet
    assert sheet.freeze_panes == "C8"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet["C8"].number_format, sheet["E8"].number_format) == ("#,##0.00", "+#,##0.00;-#,##0.00;#,##0.00")
    assert sheet.column_dimensions["B"].width >= 22


def test_a_line_is_indented_below_its_class(client: Client) -> None:
    datong(2023).publish()
    taken = Taken(client, address("大同市应急管理局", schedule="expenditure"))
    assert [taken.sheet.cell(taken.row(name), 2).alignment.indent for name in ("住房保障支出", "住房改革支出", "住房公积金")] == [0, 1, 2]


def test_of_a_sheet_with_too_many_figures_the_first_are_links(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr("comparisons.cells.MOST_LINKS", 3)
    wanli(2024).publish()
    taken = Taken(client, address(WANLI, schedule="general_expenditure"))
    assert sum(cell.hyperlink is not None for row in taken.sheet.iter_rows() for cell in row) == 3
    assert "链接太多" in taken.text()


def test_ranges_are_of_neighbours_in_a_column() -> None:
    assert _sum(["D5", "D6", "D7", "D9", "AA7", "AA8"]) == "SUM(AA7:AA8,D5:D7,D9)"


def test_a_text_that_no_file_can_hold_is_written_with_a_mark() -> None:
    assert writable("a\x00b\ud800c\uffffd") == "a\ufffdb\ufffdc\ufffdd"


def test_a_formula_that_is_too_long_is_its_result() -> None:
    from openpyxl import Workbook

    pen = Pen(Workbook().active, Shared())
    pen.formula("A1", "1+" * 5_000 + "1", Decimal(5_001), Look())
    assert (pen.sheet["A1"].value, pen.sheet["A1"].data_type) == (Decimal(5_001), "n")


@pytest.mark.parametrize("query", ["", "?d=1&foo=1"])
def test_a_wrong_question_is_a_page_and_no_file(client: Client, query: str) -> None:
    assert seen(client, f"/compare/xlsx/{query}", 400)


def test_years_without_documents_are_a_workbook_too(client: Client) -> None:
    wanli(2024).publish()
    assert "未收录" in Taken(client, address(WANLI, years=(2010, 2024))).text()


@pytest.mark.usefixtures("both_years")
def test_the_page_leads_to_it(client: Client) -> None:
    assert html_of(client, pair()).count('<a href="/compare/xlsx/?d=') >= 1


@pytest.mark.usefixtures("both_years")
def test_it_asks_as_often_however_many_figures_there_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one: Any = address(WANLI, line="total_expenditure").replace("/compare/", "/compare/xlsx/")
    for path, queries in (
        (one, QUERIES_OF_HEADLINE),
        (address(WANLI, schedule="general_expenditure").replace("/compare/", "/compare/xlsx/"), QUERIES_OF_TABLE),
    ):
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)


QUERIES_OF_HEADLINE, QUERIES_OF_TABLE = 8, 7


def test_a_figure_that_is_compared_though_the_years_own_is_another_has_a_cell_of_its_own(client: Client) -> None:
    """4.00 − 2.50 = 1.50: the year's own 3.00 has last year's carry-over in it."""
    for year, title, printed in ((2022, "支出总表（含上年结转）", "3.00"), (2023, "支出总表（不含上年结转）", "4.00")):
        book = Book(year=year)
        book.table("expenditure", title, carry_over="included" if year == 2022 else "excluded")
        book.row("教育支出", {"total": printed}, code="205")
        if year == 2023:
            book.row("教育支出", {"total": "2.50"}, code="205", figure="previous", fiscal_year=2022)
        edition = book.publish()
    taken = Taken(client, address("大同市应急管理局", schedule="expenditure"))
    row = taken.row("教育支出")
    shown, after, base = (taken.sheet.cell(row, column) for column in (3, 4, 5))
    assert [shown.value, after.value, base.value] == [3, 4, 2.5]
    assert (taken.sheet.cell(row, 6).value, taken.sheet.cell(row, 7).value) == (f"=ROUND(D{row}-E{row},6)", f"=100*F{row}/E{row}")
    assert (taken.kept.cell(row, 6).value, taken.kept.cell(row, 7).value) == (1.5, 60)
    heads = [cell.value for cell in taken.sources[1]]
    rows = [dict(zip(heads, (cell.value for cell in one), strict=True)) for one in taken.sources.iter_rows(min_row=2)]
    assert {one["格"]: one["印作"] for one in rows} == {shown.coordinate: "3.00", after.coordinate: "4.00", base.coordinate: "2.50"}
    assert next(one["版本"] for one in rows if one["格"] == base.coordinate).endswith(f"/editions/{edition.pk}/")


def test_figures_of_a_text_are_in_italics_and_that_is_said(client: Client) -> None:
    wanli(2024).publish()
    taken = Taken(client, address(WANLI, years=(2023, 2024)))
    told, own = (taken.cell("支出总计", f"{year} 万元") for year in (2023, 2024))
    assert (told.font.italic, own.font.italic) == (True, False)
    assert "2023 年：斜体的数取自下一年文件的文字，不是当年自己的文件。" in taken.text()


@pytest.mark.usefixtures("both_years")
def test_it_is_english_for_english_readers_but_for_what_documents_say(client: Client) -> None:
    client.cookies["django_language"] = "en"
    answer = client.get(pair(schedule="general_expenditure").replace("/compare/", "/compare/xlsx/"))
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Comparison", "Sources"]
    told = [str(cell.value) for row in book.worksheets[0].iter_rows(max_row=7) for cell in row if cell.value]
    assert any(text.startswith(f"{WANLI}") for text in told)
    assert "2023→2024\nDifference\nCNY 10,000" in told
