"""A comparison per vehicle, per head and per inhabitant, beside what is printed. The quotients are done by hand.

万里街道: 公务用车运行费 21.56 万元 in 2023 and 2024; 7 vehicles at 31 August 2023, as its budget of 2024 says.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from budgets.departments import register_region
from budgets.models import Population, Region, Succession
from tests.comparisons.sides import WANLI
from tests.comparisons.test_compare import address, html_of, seen
from tests.factories import Book, datong, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DATONG = "大同市应急管理局"
SEVEN = "截至2023年8月31日，上海市普陀区人民政府万里街道办事处（部门）共有车辆7辆，其中：部级领导干部用车0辆、其他用车7辆。"
SOURCE = {"source": "某市统计公报（假设）", "source_url": "https://example.org/2023"}


def vehicles(year: int, running: str = "215,600", unit: str = "元", name: str = WANLI, stage: str = "budget") -> Book:
    """The two lines of a 三公 table that are about vehicles: nothing is bought."""
    book = Book(name, year, scope="department", stage=stage)
    book.table("three_public", f"{year}年“三公”经费预算表", unit)
    book.row("公务用车购置费", {"vehicle_purchase": None}, item="vehicle_purchase")
    book.row("公务用车运行费", {"vehicle_running": running}, item="vehicle_running")
    return book


def count(book: Book, amount: str, text: str = "", year: int | None = None, **more: Any) -> Book:
    book.say(text or f"本部门共有车辆{amount}辆。", "车辆", amount=amount, unit="辆", year=year or book.year, **more)
    return book


def in_datong(name: str = DATONG) -> Region:
    where = department(name)
    where.region = register_region("140200")
    where.save()
    return where.region


@pytest.fixture
def both_years() -> None:
    vehicles(2023).publish()
    count(vehicles(2024), "7", SEVEN, 2023).publish()


def data(client: Client, path: str, status: int = 200) -> Any:
    response = client.get("/api/v1" + path)
    assert response.status_code == status
    return json.loads(response.content)


def averages(client: Client, path: str, key: str = "vehicle_running", group: int = 0) -> dict[int, Any]:
    """The line by year."""
    lines = data(client, path)["averages"]["groups"][group]["lines"]
    (line,) = [one for one in lines if one["key"] == key]
    return {one["year"]: one for one in line["years"]}


# The worked example


@pytest.mark.usefixtures("both_years")
def test_seven_vehicles_cost_30800_yuan_each_in_2023_and_2024_has_no_count(client: Client) -> None:
    """215,600 ÷ 7 = 30,800; of 2024 nobody says how many there are."""
    path = address(WANLI, years=(2023, 2024), line="vehicle_running", per="vehicles")
    text = seen(client, path)
    assert "公务用车运行维护费 30,800.00÷ 7 辆 没有数量" in text
    assert "2023 年除以 7 辆 “车辆”，2023年8月31日（第" in text
    assert "2024 年没有公开同一口径的数量，不算；知道的是：7 辆 “车辆”，2023年8月31日，部门，2023 年（第" in text
    assert "按公务用车平均，元/辆" in text
    html = html_of(client, path)
    part = html[html.index('id="per"') :]
    links = {one.split('"')[0] for one in part.split('href="/')[1:] if one.startswith(("evidence", "facts", "statements"))}
    links |= {one.split('"')[0] for one in part.split('<a class="fig" href="')[1:]}
    assert {client.get(link if link.startswith("/") else f"/{link}").status_code for link in links} == {200}
    assert any(SEVEN in line for line in part.splitlines())


@pytest.mark.usefixtures("both_years")
def test_the_data_name_the_count_its_words_and_where_it_stands(client: Client) -> None:
    found = averages(client, address(WANLI, years=(2023, 2024), per="vehicles"))
    assert (found[2023]["yuan"], found[2023]["why"], found[2023]["cautions"]) == ("30800.0000", "", [])
    by = found[2023]["denominator"]
    assert {name: by[name] for name in ("count", "unit", "year", "date", "scope", "stage", "subject", "words")} == {
        "count": "7",
        "unit": "辆",
        "year": 2023,
        "date": "2023年8月31日",
        "scope": "department",
        "stage": "budget",
        "subject": "车辆",
        "words": SEVEN,
    }
    assert "/evidence/" in by["source_url"] or "/statements/" in by["source_url"]
    assert (found[2024]["yuan"], found[2024]["why"], found[2024]["denominator"]) == (None, "no_count", None)
    assert [one["year"] for one in found[2024]["unlike"]] == [2023]


@pytest.mark.usefixtures("both_years")
def test_a_blank_is_no_figure_per_vehicle_and_never_0(client: Client) -> None:
    found = averages(client, address(WANLI, years=(2023, 2024), per="vehicles"), "vehicle_purchase")
    assert [(one["yuan"], one["why"]) for one in found.values()] == [(None, "blank"), (None, "blank")]
    text = seen(client, address(WANLI, years=(2023, 2024), per="vehicles")).partition("主要的数，按公务用车平均。")[2]
    assert "公务用车购置费 空白 空白" in text
    assert " 0.00" not in text


@pytest.mark.usefixtures("both_years")
def test_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("compare", WANLI, "--years", "2023", "2024", "--line", "vehicle_running", "--per", "vehicles")
    out = capsys.readouterr().out
    assert f"{WANLI}　按公务用车平均，元/辆" in out
    assert "公务用车运行维护费  30,800.00  没有数量" in out
    assert "  2023 年除以 7 辆 “车辆”，2023年8月31日（第 " in out


@pytest.mark.usefixtures("both_years")
def test_it_is_never_the_default_and_is_chosen_in_the_form(client: Client) -> None:
    html = html_of(client, address(WANLI))
    assert 'id="per"' not in html
    assert '<option value="">不平均</option><option value="vehicles">按公务用车平均</option>' in html
    assert data(client, address(WANLI))["averages"] is None
    assert '<option value="staff" selected>按在职人员平均</option>' in html_of(client, address(WANLI, per="staff"))
    assert data(client, address(WANLI, per="staff"))["page_url"].endswith("&per=staff")


# What divides nothing


def test_the_unit_of_the_table_changes_nothing(client: Client) -> None:
    count(vehicles(2023, "21.56", "万元"), "7").publish()
    assert averages(client, address(WANLI, per="vehicles"))[2023]["yuan"] == "30800.0000"


def test_a_count_without_a_day_divides_and_says_so(client: Client) -> None:
    count(vehicles(2023), "7").publish()
    found = averages(client, address(WANLI, per="vehicles"))[2023]
    assert (found["yuan"], [one["code"] for one in found["cautions"]]) == ("30800.0000", ["count_undated"])
    assert "2023 年除以 7 辆 “车辆”，没有写日期" in seen(client, address(WANLI, per="vehicles"))
    assert "数量没有写明截止日期，金额属于 2023 年。" in seen(client, address(WANLI, per="vehicles"))


def test_two_sentences_that_differ_divide_nothing(client: Client) -> None:
    count(count(vehicles(2023), "7"), "5", "本部门现有车辆5辆。").publish()
    found = averages(client, address(WANLI, per="vehicles"))[2023]
    assert (found["yuan"], found["why"], [one["count"] for one in found["others"]]) == (None, "counts_disagree", ["7", "5"])
    assert "2023 年公开的数量不止一个，彼此不同，不算：7 辆 “车辆”" in seen(client, address(WANLI, per="vehicles"))


def test_one_count_told_twice_is_named_once_where_it_divides_nothing(client: Client) -> None:
    count(vehicles(2023), "7").publish()
    count(vehicles(2024), "7", SEVEN, 2023).publish()
    text = seen(client, address(WANLI, years=(2023, 2024), per="vehicles"))
    first, _, second = text.partition("2024 年没有公开同一口径的数量")
    assert "2023 年除以 7 辆 “车辆”，2023年8月31日（第" in first
    assert "7 辆 “车辆”，没有写日期（第" in first
    assert second.count("7 辆 “车辆”") == 1
    assert "知道的是：7 辆 “车辆”，2023年8月31日，部门，2023 年" in second


def test_no_vehicles_are_no_denominator(client: Client) -> None:
    count(vehicles(2023), "0").publish()
    found = averages(client, address(WANLI, per="vehicles"))[2023]
    assert (found["yuan"], found["why"]) == (None, "zero_base")
    assert "2023 年的数量是 0，不能作除数：0 辆" in seen(client, address(WANLI, per="vehicles"))


def test_a_count_of_the_unit_alone_does_not_divide_a_figure_of_the_department(client: Client) -> None:
    count(vehicles(2023), "3", "本单位共有车辆3辆。").publish()
    found = averages(client, address(WANLI, per="vehicles"))[2023]
    assert (found["why"], [(one["count"], one["scope"]) for one in found["unlike"]]) == ("no_count", [("3", "unit")])
    assert "知道的是：3 辆 “车辆”，没有写日期，单位，2023 年" in seen(client, address(WANLI, per="vehicles"))


def test_a_count_stands_wherever_the_department_tells_it_whatever_is_asked_for(client: Client) -> None:
    """Asked for budgets alone, the count of the final accounts divides and is marked."""
    vehicles(2023).publish()
    count(vehicles(2023, "200,000", stage="final_accounts"), "7", "截至2023年12月31日，本部门共有车辆7辆。").publish()
    found = averages(client, address(WANLI, stage="budget", per="vehicles"))[2023]
    assert (found["yuan"], [one["code"] for one in found["cautions"]]) == ("30800.0000", ["count_stage"])


def test_only_published_documents_count(client: Client) -> None:
    vehicles(2023).publish()
    count(vehicles(2024), "7", SEVEN, 2023).finish()
    assert averages(client, address(WANLI, years=(2023,), per="vehicles"))[2023]["why"] == "no_count"


def test_where_duties_were_transferred_within_the_year_nothing_is_divided(client: Client) -> None:
    count(vehicles(2023), "7").publish()
    other = department("某街道")
    Succession.objects.create(
        predecessor=department(WANLI), successor=other, kind="transfer", date="2023-06-01", source="某区机构改革方案（假设）"
    )
    found = averages(client, address(WANLI, per="vehicles"))[2023]
    assert (found["yuan"], found["why"], [one["code"] for one in found["cautions"]]) == (None, "unlike", ["transfer"])
    assert "2023 年机构或职能有变，年底的数量不是同一范围，不算。" in seen(client, address(WANLI, per="vehicles"))


def test_a_sum_of_departments_is_divided_by_nothing(client: Client) -> None:
    for name in ("甲局", "乙局"):
        count(vehicles(2023, name=name), "7").publish()
        Succession.objects.create(
            predecessor=department(name), successor=department("丙局"), kind="merge", date="2024-01-01", source="某市机构改革方案（假设）"
        )
    vehicles(2024, name="丙局").publish()
    assert averages(client, address("丙局", per="vehicles"))[2023]["why"] == "added_up"


def test_the_count_of_a_department_that_was_renamed_is_its_own(client: Client) -> None:
    count(vehicles(2023, name="甲局"), "7", "截至2023年12月31日，甲局共有车辆7辆。").publish()
    vehicles(2024, name="乙局").publish()
    Succession.objects.create(
        predecessor=department("甲局"), successor=department("乙局"), kind="rename", date="2024-01-01", source="某市机构改革方案（假设）"
    )
    assert averages(client, address("乙局", per="vehicles"))[2023]["yuan"] == "30800.0000"


# Staff and inhabitants


def test_staff_posts_and_retired_people_are_three_counts(client: Client) -> None:
    """西安市审计局's sentence; 10.50 万元 ÷ 125 = 840, ÷ 119 = 882.35…; the retired ones have no year of their own."""
    datong().publish()
    text = "截至上年底，本部门人员编制125人，其中行政编制111人，事业编制14人；实有人员119人，其中行政108人，事业11人。"
    later = datong(2024)
    for subject, amount in (("人员编制", "125"), ("实有人员", "119")):
        later.say(text.replace("本部门", "本单位"), subject, amount=amount, unit="人", year=2023, section="四、人员情况说明")
    later.say("单位管理的离退休人员104人。", "单位管理的离退休人员", amount="104", unit="人", section="四、人员情况说明")
    later.publish()
    found = {per: averages(client, address(DATONG, per=per), "three_public") for per in ("posts", "staff", "retired")}
    assert found["posts"][2023]["yuan"] == "840.0000"
    assert found["staff"][2023]["yuan"] == "882.3529"
    assert {found[per][2024]["why"] for per in found} | {found["retired"][2023]["why"]} == {"no_count"}
    assert "没有写明是哪一年的" in seen(client, address(DATONG, per="retired"))


def test_inhabitants_divide_with_their_source(client: Client) -> None:
    """22,965,900 元 ÷ 3,000,000 = 7.6553."""
    datong().publish()
    Population.objects.create(region=in_datong(), date="2023-12-31", number=3_000_000, **SOURCE)
    path = address(DATONG, line="total_expenditure", per="inhabitants")
    found = averages(client, path, "total_expenditure")[2023]
    assert (found["yuan"], found["cautions"]) == ("7.6553", [])
    assert (found["denominator"]["source"], found["denominator"]["source_url"]) == ("某市统计公报（假设）", "https://example.org/2023")
    text = seen(client, path)
    assert "支出总计 7.66÷ 3,000,000 人" in text
    assert "2023 年除以 3,000,000 人 “山西省大同市常住人口”，2023年12月31日（某市统计公报（假设））。" in text


def test_without_inhabitants_of_the_year_there_is_no_figure(client: Client) -> None:
    datong().publish()
    region = in_datong()
    assert "2023 年没有登记所在地区的常住人口" in seen(client, address(DATONG, per="inhabitants"))
    Population.objects.create(region=region, date="2022-12-31", number=3_000_000, **SOURCE)
    Population.objects.create(region=region, date="2024-12-31", number=3_000_000, **SOURCE)
    found = averages(client, address(DATONG, per="inhabitants"), "total_expenditure")[2023]
    assert (found["yuan"], found["why"], {one["year"] for one in found["unlike"]}) == (None, "no_count", {2024})
    text = seen(client, address(DATONG, per="inhabitants"))
    assert "登记了的是：3,000,000 人 “山西省大同市常住人口”，2024年12月31日（某市" in text, "once, and of no scope"
    assert text.count("登记了的是") == text.count("3,000,000 人") == 1


def test_who_serves_a_part_of_a_region_is_told_so_and_not_that_nothing_is_recorded(client: Client) -> None:
    vehicles(2023).publish()
    region = in_datong(WANLI)
    Population.objects.create(region=region, date="2023-12-31", number=3_000_000, **SOURCE)
    path = address(WANLI, per="inhabitants")
    assert {year["why"] for year in averages(client, path, "vehicle_running").values()} == {"part_of_region"}
    assert "这个部门只管所在地区的一部分（街道、乡、镇）" in seen(client, path)
    assert "没有登记所在地区" not in seen(client, path)


@pytest.mark.usefixtures("both_years")
def test_of_all_headline_figures_only_those_on_vehicles_are_told_per_vehicle(client: Client) -> None:
    book = datong(2023)
    count(book, "5").publish()
    [group] = data(client, address(DATONG, per="vehicles"))["averages"]["groups"]
    assert {line["key"] for line in group["lines"]} <= {"vehicles", "vehicle_purchase", "vehicle_running"}
    [asked] = data(client, address(DATONG, per="vehicles", line="total_expenditure"))["averages"]["groups"]
    assert [line["key"] for line in asked["lines"]] == ["total_expenditure"]


# Asking


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("per=cars", "“cars”不能用。可以用的是：vehicles、posts、staff、retired、inhabitants。"),
        ("per=staff&per=posts", "这个参数给了不止一次，请只给一次。"),
        ("per=staff&prices=2023", "不与 prices 一起用：按人、按车的数只按所印的金额算。请去掉其中一个。"),
    ],
)
@pytest.mark.usefixtures("both_years")
def test_a_wrong_or_contradictory_question_is_answered_400(client: Client, wrong: str, told: str) -> None:
    assert f"per：{told}" in seen(client, f"/compare/?{wrong}", 400)
    assert data(client, f"/compare/?d=1&{wrong}", 400)["errors"] == {"per": [told]}


@pytest.mark.usefixtures("both_years")
def test_the_terminal_refuses_it_in_one_line() -> None:
    with pytest.raises(CommandError, match=r"^--per：“cars”不能用。可以用的是：vehicles、"):
        call_command("compare", WANLI, "--per", "cars")


@pytest.mark.usefixtures("both_years")
def test_names_and_sentences_are_escaped(client: Client) -> None:
    count(vehicles(2025), "7", "截至2025年1月1日，本部门<script>共有车辆7辆。").publish()
    html = html_of(client, address(WANLI, years=(2025,), per="vehicles"))
    assert "30,800.00" in html
    assert "<script>" not in html


@pytest.mark.usefixtures("both_years")
def test_in_english(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})
    text = seen(client, address(WANLI, years=(2023, 2024), line="vehicle_running", per="vehicles"))
    assert "Per official vehicle, CNY per vehicle" in text
    assert "30,800.00÷ 7 vehicles" in text
    assert "2023: divided by 7 vehicles" in text


def test_it_asks_once_more_however_much_is_divided(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    names = (WANLI, "某局", "某委")
    for name in names:
        for year in (2021, 2022, 2023):
            count(vehicles(year, name=name), "7").publish()
        in_datong(name)
    several = (address(*names), address(*names, schedule="three_public"))
    for path, units in ((address(names[0], years=(2023,)), 0), *((path, THE_UNITS) for path in several)):
        for per in ("vehicles", "inhabitants"):
            with django_assert_num_queries(QUERIES_OF_AN_ANSWER + THE_COUNTS + units):
                client.get(f"/api/v1{path}&per={per}")
            with django_assert_num_queries(QUERIES_OF_A_PAGE + THE_COUNTS + units):
                client.get(f"{path}&per={per}")


QUERIES_OF_AN_ANSWER, QUERIES_OF_A_PAGE, THE_COUNTS, THE_UNITS = 7, 10, 1, 1
"""As `test_compare` has them for a question that divides nothing."""
