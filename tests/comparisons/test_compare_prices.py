"""A comparison in prices of one year, beside what is printed. CPI of 2024: 0.22 % (World Bank); the sums are done by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.comparisons.sides import WANLI, wanli
from tests.comparisons.test_compare import address, html_of, seen
from tests.factories import datong, department

pytestmark = pytest.mark.django_db

REFUSED = "价格指数只有 1987–2024 年的，2026 年的数不能折算为 2023 年价格。请另选年份，或者不折算。"


@pytest.fixture
def both_years() -> None:
    for year in (2023, 2024):
        wanli(year).publish()


def data(client: Client, path: str, status: int = 200) -> Any:
    response = client.get("/api/v1" + path)
    assert response.status_code == status
    return json.loads(response.content)


@pytest.mark.usefixtures("both_years")
def test_the_page_tells_amounts_in_prices_of_a_year_beside_those_that_are_printed(client: Client) -> None:
    """16,497.864 × 1.0022 = 16,534.16; 15,621.1123 − 16,534.1593 = −913.05, −5.52 %."""
    text = seen(client, address(WANLI, years=(2023, 2024), prices="2024"))
    assert "支出总计 16,497.86 15,621.11 −876.75 −5.31" in text
    assert "支出总计 16,534.16 15,621.11 −913.05 −5.52" in text
    assert text.count("按全国居民消费价格指数（CPI）折算为 2024 年价格") == 2
    assert "来源：World Bank FP.CPI.TOTL.ZG" in text
    assert "各年的数所乘的倍数：2023 年 1.002200，2024 年 1.000000。倍数由 CPI 比上年的涨跌幅（2024 年 +0.22%）连乘" in text
    html = html_of(client, address(WANLI, years=(2023, 2024), prices="2024"))
    part = html[html.index('id="real"') :]
    links = {one.split('"')[0] for one in part.split('<a class="fig" href="')[1:]}
    assert len(links) == 4
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.usefixtures("both_years")
def test_it_is_never_the_default_and_is_chosen_in_the_form(client: Client) -> None:
    html = html_of(client, address(WANLI, years=(2023, 2024)))
    assert 'id="real"' not in html
    assert '<option value="">所印的数，不折算</option><option value="2023">另按 CPI 折算为 2023 年价格</option>' in html
    assert data(client, address(WANLI))["real"] is None
    assert '<option value="2020" selected>' in html_of(client, address(WANLI, prices="2020"))


@pytest.mark.usefixtures("both_years")
def test_the_data_name_index_and_source(client: Client) -> None:
    answer = data(client, address(WANLI, years=(2023, 2024), prices="2024"))
    assert (answer["real"]["prices"], answer["real"]["label"]) == (2024, "按全国居民消费价格指数（CPI）折算为 2024 年价格")
    assert answer["real"]["source"].startswith("World Bank")
    assert answer["real"]["rates"] == [{"year": 2024, "percent": "0.22"}]
    assert answer["real"]["factors"] == [{"year": 2023, "factor": "1.0022"}, {"year": 2024, "factor": "1"}]
    assert answer["page_url"].endswith("&prices=2024")
    (group,) = answer["real"]["groups"]
    (line,) = [one for one in group["lines"] if one["key"] == "total_expenditure"]
    assert line["years"][1] == {
        "year": 2024,
        "amount": "156211123.0000",
        "amount_why": "",
        "difference": "-9130470.0080",  # 156,211,123 − 165,341,593.008
        "difference_why": "",
        "rate": "-5.5222",
        "rate_why": "",
    }
    assert (line["years"][0]["amount"], line["years"][0]["rate"], line["years"][0]["rate_why"]) == (
        "165341593.0080",
        None,
        "no_previous",
    )


@pytest.mark.usefixtures("both_years")
def test_a_line_that_a_year_does_not_have_is_no_line_there_either(client: Client) -> None:
    text = seen(client, address(WANLI, years=(2023, 2024), schedule="general_expenditure", prices="2024"))
    assert "教育支出 无此行 25.00 +25.00 新增" in text.partition("折算为 2024 年价格")[2]


@pytest.mark.usefixtures("both_years")
def test_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("compare", WANLI, "--years", "2023", "2024", "--prices", "2024")
    out = capsys.readouterr().out
    assert "折算为 2024 年价格（来源：World Bank" in out
    assert out.count("各年的数所乘的倍数：2023 年 1.002200，2024 年 1.000000。") == 1
    assert "（2024 年 +0.22%）" in out
    assert "支出总计  16,534.16  15,621.11  −913.05     −5.52" in out


def test_without_an_index_for_a_year_it_is_refused_in_one_line(client: Client) -> None:
    for year in (2023, 2026):
        datong(year=year).publish()
    path = address("大同市应急管理局", prices="2023")
    assert f"prices：{REFUSED}" in seen(client, path, 400)
    assert data(client, path, 400)["errors"] == {"prices": [REFUSED]}
    with pytest.raises(CommandError, match=f"^--prices：{REFUSED}$"):
        call_command("compare", "大同市应急管理局", "--prices", "2023")
    assert 'name="prices"' not in html_of(client, address("大同市应急管理局"))
    kept = html_of(client, path, 400)
    assert f'name="d" value="{department("大同市应急管理局").pk}" checked' in kept
    assert 'name="prices"' not in kept
    assert 'name="prices"' not in html_of(client, address("大同市应急管理局", years=(2026,)))
    assert seen(client, address("大同市应急管理局", years=(2023,), prices="2023"))


def test_the_form_keeps_what_can_be_read_of_a_wrong_question(client: Client) -> None:
    for year in (2025, 2026):
        datong(year=year).publish()
    html = html_of(client, address("大同市应急管理局", years=(2026,), prices="2026", foo="1"), 400)
    assert "prices：“2026”不能用。可以用的是：1987–2024 的年度。" in html
    assert f'name="d" value="{department("大同市应急管理局").pk}" checked' in html
    assert 'name="y" value="2026" checked' in html
    assert 'name="y" value="2025">' in html
    assert 'name="prices"' not in html


@pytest.mark.parametrize("wrong", ["x", "1066", "2023.5", "20233"])
def test_a_wrong_year_of_prices_is_answered_400(client: Client, wrong: str) -> None:
    assert f"prices：“{wrong}”不能用。可以用的是：1987–2024 的年度。" in seen(client, f"/compare/?prices={wrong}", 400)
    assert set(data(client, f"/compare/?d=1&prices={wrong}", 400)["errors"]) == {"prices"}


@pytest.mark.usefixtures("both_years")
def test_in_english(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})
    text = seen(client, address(WANLI, years=(2023, 2024), prices="2024"))
    assert "CPI-adjusted (national consumer prices) to prices of 2024" in text
    assert "Figures of each year were multiplied by: 2023: 1.002200, 2024: 1.000000. A factor is" in text
    assert "Total expenditure 16,534.16 15,621.11 −913.05 −5.52" in text
