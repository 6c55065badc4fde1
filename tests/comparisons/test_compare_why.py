"""Why, on the page of a comparison, in its data and in the terminal: reasons as documents word them, and projects perhaps renamed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.comparisons.test_compare import address, html_of, seen
from tests.factories import Book, datong, department

pytestmark = pytest.mark.django_db

NAME = "大同市应急管理局"


def agency(year: int, amount: str, reason: str) -> None:
    """机关运行经费 of a year in table and text, with this reason for its change."""
    book = Book(year=year)
    book.table("operating", f"{year}年机关运行经费表")
    book.row("部门合计", {"amount": amount}, item="total")
    base = {"base_year": year - 1, "amount": amount, "change": "5.00", "direction": "increase"}
    book.say(f"机关运行经费{amount}万元，比上年增加5.00万元。", "机关运行经费", reason=reason, **base)
    book.table("summary", f"{year}年预算收支总表")
    book.row("支出总计", {"total": f"{year}.00"}, item="total", side="expenditure")
    book.publish()


def projects(year: int, *names: str) -> None:
    book = Book(year=year)
    book.table("projects", f"{year}年项目支出表")
    for number, name in enumerate(names, start=1):
        book.row(name, {"total": f"{number}0.00"})
    book.publish()


def data(client: Client, path: str) -> Any:
    return json.loads(client.get("/api/v1" + path).content)["groups"][0]


def test_reasons_stand_beside_the_changes_and_what_has_none_is_named(client: Client) -> None:
    agency(2022, "150.00", "人员增加3人")
    agency(2023, "155.00", "人员增加5人")
    path = address(NAME, years=(2022, 2023))
    text = seen(client, path)
    assert "机关运行经费2022→2023 +5.00 人员增加5人 第 " in text
    assert "没有写原因2022→2023 支出总计 +1.00" in text
    assert "人员增加3人" not in text
    assert "一字不差" not in text
    found = {one["key"]: one for one in data(client, path)["steps"][0]["reasons"]}
    assert (found["agency_running"]["given"], found["total_expenditure"]["given"]) == ("given", "no_sentence")
    (reason,) = found["agency_running"]["reasons"]
    assert (reason["year"], reason["text"]) == (2023, "人员增加5人")
    assert client.get(reason["evidence_url"]).status_code == 200


def test_the_same_reason_in_two_years_is_said_with_both_sentences(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    """The first year of the comparison counts too: its document is read, though there is no step to it."""
    agency(2022, "150.00", "较2021年人员增加。")
    agency(2023, "155.00", "较2022年，人员增加")
    path = address(NAME, years=(2022, 2023))
    assert "机关运行经费2022、2023 年 较2021年人员增加。 几年的原因一字不差：2022、2023。同样的原因可以一年接一年。" in seen(client, path)
    (repeated,) = data(client, path)["repeated_reasons"]
    assert [(one["year"], one["text"]) for one in repeated["reasons"]] == [(2022, "较2021年人员增加。"), (2023, "较2022年，人员增加")]
    call_command("compare", NAME)
    out = capsys.readouterr().out
    assert "  原因 2022→2023 机关运行经费：“较2022年，人员增加” /evidence/statements/" in out
    assert "  没有写原因 2022→2023：支出总计" in out
    assert "  几年的原因一字不差 2022、2023 机关运行经费：“较2021年人员增加。”" in out


def test_a_reason_for_income_and_expenditure_together_is_one_for_expenditure(client: Client) -> None:
    datong(year=2022).publish()
    book = Book(year=2023)
    book.table("summary", "2023年预算收支总表")
    book.row("支出总计", {"total": "2,300.00"}, item="total", side="expenditure")
    said = {"base_year": 2022, "amount": "2300.00", "change": "3.41", "direction": "increase"}
    book.say("收支总计2,300.00万元，比上年增加3.41万元。", "收支总计", reason="新增项目", **said)
    book.publish()
    assert "支出总计2022→2023 +3.41 新增项目 第 " in seen(client, address(NAME, years=(2022, 2023)))


def test_of_a_single_disclosure_what_it_tells_of_the_same_amount_is_told(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    """Like 西安市统计局 2026: the year before is shown unasked; last year's 收入总计, which stands nowhere, is not made up."""
    book = Book("某市统计局", 2026)
    book.table("summary", "2026年预算收支总表")
    book.row("收入总计", {"total": "6,210.93"}, item="total", side="income")
    said = {"base_year": 2025, "amount": "6210.93", "change": "2171.76", "direction": "increase"}
    book.say("2026年当年预算收入6,210.93万元，较上年增加2,171.76万元。", "当年预算收入", reason="增加农业普查", **said)
    fell = {"base_year": 2025, "amount": "8.10", "change": "1.20", "direction": "decrease"}
    book.say("“三公”经费预算8.10万元，较上年减少1.20万元。", "“三公”经费", **fell)
    book.publish()
    quoted = "没有上年的数。文件写同额的“当年预算收入”比 2025 年的数增加 2,171.76 万元，原因：“增加农业普查”"
    call_command("compare", "某市统计局")
    out = capsys.readouterr().out
    assert f"  原因 2025→2026 收入总计：{quoted} /evidence/statements/" in out
    [income] = [line.split() for line in out.splitlines() if line.strip().startswith("收入总计")]
    assert income == ["收入总计", "未收录", "6,210.93", "无上年", "无上年"]
    call_command("headline", "某市统计局")
    assert f"  收入总计：{quoted} /evidence/statements/" in capsys.readouterr().out
    assert f"收入总计：{quoted} 第 " in seen(client, f"/departments/{department('某市统计局').pk}/2026/budget/unit/")


def test_a_document_without_text_is_not_asked_for_reasons(client: Client) -> None:
    datong(year=2022).publish()
    datong(year=2023).publish()
    assert "文件写的原因" not in seen(client, address(NAME, years=(2022, 2023)))


def test_projects_whose_names_are_alike_are_proposed_and_stay_two_lines(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    projects(2022, "安全生产宣传（2022年）", "防汛物资")
    projects(2023, "安全生产宣传（2023年）", "森林防火")
    path = address(NAME, years=(2022, 2023), schedule="projects")
    text = seen(client, path)
    assert "安全生产宣传（2022年） 10.00 无此行 −10.00 取消" in text
    assert "安全生产宣传（2022年） 10.00 → 安全生产宣传（2023年） 10.00 可能是同一个项目：去掉年份后相同。" in text
    assert text.count("可能是同一个项目") == 1
    (pair,) = data(client, path)["steps"][0]["perhaps_same"]
    labels = {line["key"]: line["label"] for line in data(client, path)["steps"][0]["lines"]}
    assert [labels[pair["ended"]], labels[pair["began"]]] == ["安全生产宣传（2022年）", "安全生产宣传（2023年）"]
    assert (pair["because"], pair["rivals"]) == (["year"], 0)
    call_command("compare", NAME, "--schedule", "projects")
    assert "  2022→2023 “安全生产宣传（2022年）”→“安全生产宣传（2023年）”：可能是同一个项目：去掉年份后相同。" in capsys.readouterr().out


def test_where_several_are_alike_nobody_can_tell(client: Client) -> None:
    projects(2022, "安全宣传（2022年）")
    projects(2023, "安全宣传（2023年）", "安全宣传2023年度")
    assert seen(client, address(NAME, schedule="projects")).count("还有别的项目也这样相近，分不清是哪一个。") == 2


def test_much_of_it_is_folded(client: Client) -> None:
    for year in (2022, 2023):
        projects(year, *(f"第{number}街道环境整治（{year}年）" for number in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西"))
    html = html_of(client, address(NAME, schedule="projects"))
    assert "<summary>逐年看</summary>" in html
    assert html.count("可能是同一个项目：") == 25


def test_lines_of_other_tables_are_no_projects(client: Client) -> None:
    for year, label in ((2022, "应急支出（2022年）"), (2023, "应急支出（2023年）")):
        book = Book(year=year)
        book.table("expenditure", "支出表")
        book.row(label, {"total": "1.00"})
        book.publish()
    assert "可能" not in seen(client, address(NAME, schedule="expenditure"))


def test_words_of_documents_are_never_markup(client: Client) -> None:
    agency(2022, "150.00", "<script>1</script>")
    agency(2023, "155.00", "<script>1</script>")
    assert "<script>" not in html_of(client, address(NAME))


def test_in_english(client: Client) -> None:
    agency(2022, "150.00", "人员增加3人")
    agency(2023, "155.00", "人员增加5人")
    client.post("/language/", {"language": "en", "next": "/"})
    text = seen(client, f"/compare/?d={department(NAME).pk}")
    assert "Reasons that documents give" in text
    assert "No reason given2022→2023 Total expenditure +1.00" in text


COURT = "江苏省高级人民法院"


def court(year: int, figures: Mapping[str, str], *said: tuple[str, str, str, str]) -> None:
    """A table of the functional classification, and sentences on its lines: subject, amount, direction, reason."""
    book = Book(COURT, year, scope="department")
    book.table("general_expenditure", f"{year}年一般公共预算支出表")
    for code, total in figures.items():
        book.row(NAMES[code], {"total": total}, code=code, level={3: 1, 5: 2, 7: 3}[len(code)])
    for subject, amount, direction, reason in said:
        book.say(
            f"{subject}支出{amount}万元，{reason}。",
            subject,
            amount=amount,
            base_year=year - 1,
            change="200.00",
            direction=direction,
            reason=reason,
            section="（一）公共安全支出（类）",
        )
    book.publish()


NAMES = {"204": "公共安全支出", "20405": "法院", "2040504": "案件审判", "208": "社会保障和就业支出", "221": "住房保障支出"}
OF_2016 = {"204": "1,933.30", "20405": "1,933.30", "2040504": "1,933.30", "208": "100.00", "221": "50.00"}
OF_2017 = {"204": "1,733.30", "20405": "1,733.30", "2040504": "1,733.30", "208": "110.00", "221": "50.00"}
TRIALS = ("法院（款）案件审判（项）", "1733.30", "decrease", "案件审判经费较上年压减200万元")


def test_reasons_for_the_lines_of_a_table_stand_beside_them_and_classes_without_any_are_named(client: Client) -> None:
    court(2016, OF_2016)
    court(2017, OF_2017, TRIALS)
    path = address(COURT, schedule="general_expenditure")
    text = seen(client, path)
    assert "文件写的原因" in text
    assert "2040504 案件审判2016→2017 −200.00 案件审判经费较上年压减200万元 第 " in text
    assert "没有写原因2016→2017 208 社会保障和就业支出 +10.00" in text
    assert "住房保障支出 0.00" not in text.split("没有写原因")[1]
    found = {one["key"]: one["given"] for one in data(client, path)["steps"][0]["reasons"]}
    assert found == {"2040504": "given", "208": "no_sentence"}, "204 is explained by its part; 221 did not change"


def test_a_sentence_with_another_amount_than_the_line_speaks_of_another_table(client: Client) -> None:
    court(2016, OF_2016)
    court(2017, OF_2017, ("法院（款）案件审判（项）", "1833.30", "decrease", "压减"))
    path = address(COURT, schedule="general_expenditure")
    assert data(client, path)["steps"][0]["reasons"] == []
    assert "压减" not in seen(client, path)


def test_a_line_whose_text_tells_another_last_year_says_so(client: Client) -> None:
    """江苏省高级人民法院 2018 tells 一般行政管理事务 of 2017 as 6,442.89; its own document printed 6,432.89. 208 is told as printed."""
    court(2016, {**OF_2016, "2040504": "1,943.30", "208": "310.00"})
    court(2017, OF_2017, TRIALS, ("社会保障和就业支出（类）", "110.00", "decrease", "人员减少"))
    lines = {one["key"]: one for one in data(client, address(COURT, schedule="general_expenditure"))["steps"][0]["lines"]}
    assert [one["code"] for one in lines["2040504"]["cautions"]] == ["restated"]
    assert (lines["2040504"]["before"]["yuan"], lines["2040504"]["difference"]) == ("19433000.0000", "-2100000.0000")
    assert (lines["208"]["cautions"], lines["208"]["kind"]) == ([], "changed")
    text = seen(client, address(COURT, schedule="general_expenditure"))
    assert "上年的数有两个：1,943.30 万元与 1,933.30 万元" in text
    assert "上年的数有两个" not in seen(client, address(COURT, schedule="general_expenditure", line="208"))


def test_a_line_that_last_years_table_lacks_is_new_whatever_the_text_tells(client: Client) -> None:
    court(2016, {key: amount for key, amount in OF_2016.items() if key != "208"})
    court(2017, OF_2017, ("社会保障和就业支出（类）", "110.00", "increase", "新增职能"))
    lines = {one["key"]: one for one in data(client, address(COURT, schedule="general_expenditure"))["steps"][0]["lines"]}
    assert (lines["208"]["kind"], lines["208"]["before"]) == ("new", None)


def test_only_the_lines_and_the_column_that_are_asked_for_have_reasons(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    court(2016, OF_2016)
    court(2017, OF_2017, TRIALS, ("社会保障和就业支出（类）", "110.00", "increase", "基数提高"))
    path = address(COURT, schedule="general_expenditure", line="208")
    assert [one["key"] for one in data(client, path)["steps"][0]["reasons"]] == ["208"]
    call_command("compare", COURT, "--schedule", "general_expenditure")
    assert "原因 2016→2017 2040504 案件审判：“案件审判经费较上年压减200万元”" in capsys.readouterr().out


def test_the_same_reason_for_a_line_in_two_years_is_said(client: Client) -> None:
    court(2016, OF_2016)
    court(2017, OF_2017, TRIALS)
    court(
        2018,
        {**OF_2017, "204": "1,533.30", "20405": "1,533.30", "2040504": "1,533.30"},
        ("法院（款）案件审判（项）", "1533.30", *TRIALS[2:]),
    )
    assert "案件审判2017、2018 年 案件审判经费较上年压减200万元 几年的原因一字不差" in seen(
        client, address(COURT, schedule="general_expenditure")
    )


POSTS = "上海市普陀区人民政府万里街道办事处"
EXECUTION: dict[str, str | int] = {
    "base": "389.59",
    "base_year": 2023,
    "base_kind": "execution",
    "percent": "8.12",
    "percent_kind": "change",
}


def posts(year: int, amount: str, **said: str | int) -> None:
    """公益性岗位补贴 in the table, and for 2024 what the text says of it: more than was spent in 2023, though less than was planned."""
    book = Book(POSTS, year, scope="department")
    book.table("expenditure", f"{year}年支出预算总表")
    for level, (code, label) in enumerate((("208", "社会保障和就业支出"), ("20807", "就业补助"), ("2080705", "公益性岗位补贴")), start=1):
        book.row(label, {"total": amount}, code=code, level=level)
    if said:
        text = f"社会保障和就业支出（类）就业补助（款）公益性岗位补贴（项）{amount}万元，比2023年执行数389.59万元增加8.12%。"
        subject = "社会保障和就业支出（类）就业补助（款）公益性岗位补贴（项）"
        book.say(text, subject, amount=amount, direction="increase", reason="公益性岗位补贴经费增加", **said)
    book.publish()


def test_a_figure_against_the_execution_stands_beside_the_one_against_the_budget_and_the_reason_with_its_own(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """421.23 − 635.10 = −213.87, −33.68 %; 421.23 − 389.59 = +31.64, +8.12 %: both right, never mixed."""
    posts(2023, "635.10")
    posts(2024, "421.23", **EXECUTION)
    path = address(POSTS, schedule="expenditure")
    step = data(client, path)["steps"][0]
    [line] = [one for one in step["lines"] if one["key"] == "2080705"]
    assert (line["difference"], line["rate"]) == ("-2138700.0000", "-33.6750")
    [other] = step["other_bases"]
    assert (other["key"], other["base"]["basis"]["stage"], other["base"]["yuan"]) == ("2080705", "execution", "3895900.0000")
    assert (other["difference"], other["rate"]) == ("316400.0000", "8.1214")
    [told] = [one for one in step["reasons"] if one["key"] == "2080705"]
    assert [(one["text"], one["of_another_change"]) for one in told["reasons"]] == [("公益性岗位补贴经费增加", True)]
    text = seen(client, path)
    assert "公益性岗位补贴，2024 年对 2023 年执行数 389.59 万元：+31.64 万元，+8.12%（本年文件的文字，" in text
    assert "公益性岗位补贴经费增加 第 11 行 文件说的是比 2023 年执行数增加 8.12%，不是这里的差额。" in text
    call_command("compare", POSTS, "--schedule", "expenditure")
    out = capsys.readouterr().out
    assert "对 2023 年执行数 389.59 万元：+31.64 万元，+8.12%" in out
    assert "    文件说的是比 2023 年执行数增加 8.12%，不是这里的差额。" in out
