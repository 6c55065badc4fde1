"""A department among its peers: page, data and terminal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.comparisons.test_compare import html_of, seen
from tests.comparisons.test_rankings_api import three
from tests.comparisons.test_standings import WELFARE, book
from tests.factories import Book, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

SOURCE = "机构编制方案"


def stored(name: str, kind: str = "", level: str = "", source: str = SOURCE) -> int:
    """The department with what is stored of it; its number."""
    one = department(name)
    one.kind, one.level, one.source = kind, level, source if kind or level else ""
    one.save()
    return one.pk


def four() -> int:
    """甲局 with two peers, one of another kind, one of which no kind is stored; figures 3, 2, 1, 9, 8. Its number."""
    for name, printed in (("甲局", "2.00"), ("乙局", "3.00"), ("丙局", "1.00"), ("院", "9.00"), ("未登记局", "8.00")):
        book(name, printed).publish()
    for name in ("甲局", "乙局", "丙局"):
        stored(name, "应急管理")
    stored("院", "法院")
    return department("甲局").pk


def page(own: int, **more: str) -> str:
    asked = {"line": WELFARE, "year": "2023", "stage": "budget", "scope": "unit", **more}
    return f"/departments/{own}/peers/?" + "&".join(f"{name}={value}" for name, value in asked.items())


def data(client: Client, status: int = 200, **more: Any) -> Any:
    asked = {"line": WELFARE, "year": "2023", "stage": "budget", "scope": "unit", **more}
    response = client.get("/api/v1/peers/", {name: value for name, value in asked.items() if value != ""})
    assert response.status_code == status, response.content
    return json.loads(response.content)


def test_who_they_are_why_and_the_own_place(client: Client) -> None:
    text = seen(client, page(four(), by="kind"))
    assert "甲局在 3 个有名次的部门中，从大到小排第 2。" in text
    assert f"类别相同 应急管理，来源：{SOURCE} 与它不同：1 个部门；没有登记：1 个部门" in text
    assert "1 乙局 3.00 2 甲局 2.00 3 丙局 1.00" in text
    assert "各部门都没有升降：上年没有文件。" in text
    assert "中位数 2.00" in text
    assert "有名次的不到 8 个，没有四分位数。" in text
    assert "9.00" not in text


def test_the_data_are_those_of_the_page(client: Client) -> None:
    own = four()
    found = data(client, department=own, by="kind")
    assert [one["name"] for one in found["places"]] == ["乙局", "甲局", "丙局"]
    assert (found["rank"], found["no_rank"], found["members_count"]) == (2, "", 3)
    assert found["left_out"] == [
        {"by": "kind", "why": "differs", "departments": 1},
        {"by": "kind", "why": "not_stored", "departments": 1},
    ]
    assert (found["spread"]["median"], found["spread"]["lower"], found["spread"]["no_quartiles"]) == ("20000.0000", None, "few_figures")
    reasons = {one["department"]: one["reasons"] for one in found["members"]}
    assert [(one["why"], one["value"], one["source"]) for one in reasons[department("乙局").pk]] == [("kind", "应急管理", SOURCE)]
    assert client.get(found["page_url"]).status_code == 200
    (address,) = re.findall(r'href="(/api/v1/peers/[^"]*)"', html_of(client, page(own, by="kind")))
    assert client.get(address.replace("&amp;", "&")).json()["places"] == found["places"]


def test_a_group_of_the_readers_own(client: Client) -> None:
    own, other, without = four(), department("院").pk, Book("无表局").publish().disclosure
    assert without is not None
    text = seen(client, page(own, **{"with": str(other)}))
    assert "读者自己选的部门" in text
    assert "1 院 9.00 2 甲局 2.00" in text
    chosen: dict[str, Any] = {"with": [other, without.department_id]}
    found = data(client, department=own, **chosen)
    assert [one["name"] for one in found["places"]] == ["院", "甲局"]
    assert [(one["name"], one["why"]) for one in found["absent"]] == [("无表局", "no_table")]


def test_by_size_shows_each_size_with_its_evidence(client: Client) -> None:
    for name, total in (("甲局", "10.00"), ("乙局", "20.00"), ("丙局", "20.01")):
        made = book(name)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": total}, item="total", side="expenditure")
        made.publish()
    path = page(department("甲局").pk, by="size")
    text = seen(client, path)
    assert "乙局 20.00 1.00" in text
    assert "丙局" not in text
    links = re.findall(r'href="(/evidence/[^"]*)">20.00', html_of(client, path))
    assert [client.get(link).status_code for link in links] == [200]


def test_what_must_be_known_of_the_department_and_is_not_is_said(client: Client) -> None:
    three()
    own = stored("甲局", "应急管理", source="")
    text = seen(client, page(own, by="kind"))
    assert "没有来源" in text
    assert "说不出它的同类：" in text
    found = data(client, department=own, by="kind")
    assert (found["missing"], found["places"], found["rank"], found["spread"]["no_median"]) == (
        {"kind": "no_source"},
        [],
        None,
        "no_figures",
    )


def test_where_something_must_be_known_that_is_not_the_page_leads_to_criteria_that_are(client: Client) -> None:
    """Of 院 the kind is registered and no level: what is missing is not offered, alone or of several."""
    four()
    own = stored("院", "法院")
    for asked in (page(own, by="level"), page(own, by="level") + "&by=kind"):
        text = seen(client, asked)
        assert "说不出它的同类：级别相同（没有登记）。请换一个条件。 改看类别相同" in text
        assert "改看级别相同" not in text
        assert "不要求" not in text
        [by_kind] = re.findall(r'<a href="\?([^"]*)">改看类别相同', html_of(client, asked))
        assert "没有同类：没有别的部门符合这些条件。" in seen(client, f"/departments/{own}/peers/?{by_kind.replace('&amp;', '&')}")


def test_without_a_rank_of_its_own_the_reason_is_said(client: Client) -> None:
    four()
    book("空局", None).publish()
    own = stored("空局", "应急管理")
    assert "这个部门没有名次：该格空白，不是 0。" in seen(client, page(own, by="kind"))
    assert (data(client, department=own, by="kind")["no_rank"]) == "blank"


def test_without_a_question_it_takes_the_newest_documents_and_what_is_stored(client: Client) -> None:
    own = four()
    text = seen(client, f"/departments/{own}/peers/")
    assert "支出总计，2023 年预算（单位）" in text
    assert f"类别相同 应急管理，来源：{SOURCE}" in text
    assert f'href="/departments/{own}/peers/"' in html_of(client, f"/departments/{own}/")


@pytest.mark.parametrize(
    ("wrong", "name", "said"),
    [
        ({"by": "likeness"}, "by", "kind、level、region、region_level、size"),
        ({"by": "kind", "with": "1"}, "with", "不与 by 同用"),
        ({"by": ["kind", "kind"]}, "by", "同一个值给了不止一次。"),
        ({"with": "院"}, "with", "部门编号"),
        ({}, "by", "或用 with 给出自己选的部门编号"),
        ({"by": "kind", "year": "2019"}, "year", "有的年度是：2023。"),
        ({"by": "kind", "line": "三公"}, "line", "没有“三公”这个指标"),
        ({"by": "kind", "line": ""}, "line", "请给出这个参数。"),
        ({"by": "kind", "department": ""}, "department", "请给出这个参数。"),
        ({"by": "kind", "page": "2"}, "page", "limit"),
    ],
)
def test_a_wrong_question_is_answered_400_with_its_name(client: Client, wrong: dict[str, Any], name: str, said: str) -> None:
    found = data(client, 400, **{"department": four(), **wrong})
    assert list(found["errors"]) == [name]
    assert said in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(("wrong", "name"), [({"with": "987654"}, "with"), ({"by": "kind", "department": "987654"}, "department")])
def test_a_department_that_there_is_not_is_answered_404_with_its_name(client: Client, wrong: dict[str, Any], name: str) -> None:
    found = data(client, 404, **{"department": four(), **wrong})
    assert list(found["errors"]) == [name]
    assert found["detail"].startswith("没有编号为 987654 的部门")


def test_the_page_refuses_the_same_and_an_unknown_department_is_not_found(client: Client) -> None:
    own = four()
    assert "不与 by 同用" in seen(client, page(own, by="kind", **{"with": "1"}), 400)
    assert f'name="line" value="{WELFARE}"' in html_of(client, page(own, by="kind", **{"with": "1"}), 400)
    assert "with：没有编号为 987654 的部门，请按名称找。" in seen(client, page(own, **{"with": "987654"}), 404)
    assert html_of(client, "/departments/987654/peers/", 404)
    assert html_of(client, f"/departments/{department('没有文件的局').pk}/peers/", 404)


def test_a_line_of_a_table_is_offered_where_it_is_asked_for_and_a_wrong_one_never(client: Client) -> None:
    own = four()
    assert f'<option value="{WELFARE}" selected>' in html_of(client, page(own, by="kind"))
    assert 'value="xyz"' not in html_of(client, page(own, by="kind", line="xyz"), 400)


def test_in_english_nothing_of_ours_is_left_in_chinese(client: Client) -> None:
    own = four()
    client.post("/language/", {"language": "en", "next": "/"})
    cited = "GB/T 7714—2015.*Copy the APA citation"  # by their standard
    left = re.sub(cited + "|[甲乙丙]局|行政单位离退休|应急管理|机构编制方案|中文", "", seen(client, page(own, by="kind")))
    assert set(re.findall(r"[一-鿿]+", left)) == set()


def test_names_are_escaped(client: Client) -> None:
    book("<b>局</b>").publish()
    book("甲局").publish()
    stored("<b>局</b>", "<i>类</i>", source="<u>源</u>")
    stored("甲局", "<i>类</i>", source="<u>源</u>")
    html = html_of(client, page(department("甲局").pk, by="kind"))
    assert "&lt;b&gt;局" in html
    assert not re.search(r"<b>局|<i>类|<u>源|<[^>]+\sstyle=|<script(?! src=./static/budgets/copy\.js. defer>)", html)


@pytest.mark.parametrize(("by", "of_page", "of_data"), [("kind", 14, 11), ("size", 16, 13)])
def test_it_asks_as_often_however_many_peers(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, by: str, of_page: int, of_data: int
) -> None:
    for number in range(23):
        made = book(f"第{number}局", f"{number + 1}.50")
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": "10.00"}, item="total", side="expenditure")
        made.publish()
        stored(f"第{number}局", "应急管理")
        if number in (2, 22):
            own = department("第0局").pk
            with django_assert_num_queries(of_page):
                assert html_of(client, page(own, by=by)).count('<th scope="row" class="pinned">') == number + 1
            with django_assert_num_queries(of_data):
                assert data(client, department=own, by=by)["members_count"] == number + 1


def test_departments_of_a_name_are_offered_beside_those_that_are_chosen(client: Client) -> None:
    own, court = four(), department("院").pk
    html = html_of(client, page(own, q="局", **{"with": str(court)}))
    assert re.findall(r'name="with" value="(\d+)" checked', html) == [str(court)]
    offered = [int(one) for one in re.findall(r'name="with" value="(\d+)"> ', html)]
    assert sorted(offered) == sorted(department(name).pk for name in ("乙局", "丙局", "未登记局"))
    assert "没有别的部门名称里有“水利”。" in seen(client, page(own, q="水利"))
    assert "1 院 9.00 2 甲局 2.00" in seen(client, page(own, group="with", **{"with": str(court)}))


def test_finding_departments_asks_as_often_however_many_there_are(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = four()
    asked = [page(own, q=words, **{"with": str(department("院").pk)}) for words in ("乙", "局")]
    with CaptureQueriesContext(connection) as of_one:
        assert html_of(client, asked[0]).count('name="with"') == 2 + 2
    for number in range(5):
        book(f"第{number}局").publish()
    with django_assert_num_queries(len(of_one)):
        assert html_of(client, asked[1]).count('name="with"') == 2 + 9


@pytest.mark.parametrize(("group", "said"), [("with", "with：一个部门也没有选。"), ("by", "by：一个条件也没有选。")])
def test_a_form_that_was_sent_empty_is_not_answered_with_another_group(client: Client, group: str, said: str) -> None:
    path = page(four(), group=group)
    assert said in seen(client, path, 400)
    html = html_of(client, path, 400)
    assert "<table" not in html
    assert ('name="by" value="kind" checked' in html) is (group == "with")


def test_a_department_alone_is_told_so_and_how_to_find_others(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    own = four()
    stored("甲局", "应急管理", "厅级")
    path = page(own, by="kind") + "&by=level"
    text = seen(client, path)
    assert "没有同类：没有别的部门符合这些条件。 不要求类别相同 · 不要求级别相同" in text
    assert "排第 1" not in text
    [by_kind] = re.findall(r'<a href="\?([^"]*)">不要求级别相同', html_of(client, path))
    assert "从大到小排第 2" in seen(client, f"/departments/{own}/peers/?{by_kind.replace('&amp;', '&')}")
    assert "改看类别相同" in seen(client, page(own, by="level"))
    found = data(client, department=own, by="level")
    assert (found["rank"], found["no_rank"], [one["rank"] for one in found["places"]]) == (None, "alone", [None])
    assert "无名次 甲局 2.00" in text
    call_command("peers", "甲局", WELFARE, "--by", "level")
    out = capsys.readouterr().out
    assert "无名次" in out
    assert "级别相同 厅级（机构编制方案）" in out
    assert "没有同类：没有别的部门符合这些条件。请去掉或换一个条件（--by）。" in out


def test_where_nobody_else_has_such_a_document_no_criterion_is_to_blame(client: Client) -> None:
    book("甲局").publish()
    own = stored("甲局", "应急管理", "厅级")
    text = seen(client, page(own, by="kind") + "&by=level")
    assert "没有同类：没有收录别的部门的这种文件。" in text
    assert "不要求" not in text


def test_who_chose_nobody_else_is_told_so_and_not_that_there_is_nobody(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    own = four()
    said = "只选了本部门自己，没有可比的。请再选别的部门。"
    text = seen(client, page(own, **{"with": str(own)}))
    assert said in text
    assert "没有收录别的部门" not in text
    assert 'name="with"' not in html_of(client, page(own, **{"with": str(own)})).partition('id="others"')[2].partition("</details>")[0]
    both = html_of(client, page(own, **{"with": str(own)}) + f"&with={department('乙局').pk}").partition('id="others"')[2]
    assert re.findall(r'name="with" value="(\d+)" checked', both) == [str(department("乙局").pk)]
    call_command("peers", "甲局", WELFARE, "--with", "甲局")
    assert f"  {said}\n" in capsys.readouterr().out


def test_peers_without_a_figure_leave_nobody_to_be_ranked_with(client: Client) -> None:
    own, other = four(), Book("无表局").publish().disclosure
    assert other is not None
    assert "没有可比的同类：另外 1 个部门没有数，或者口径不同。" in seen(client, page(own, **{"with": str(other.department_id)}))


def test_a_document_on_another_scope_is_led_to(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    own = four()
    other = Book("部门口径局", scope="department").publish().disclosure
    nobody = stored("没有文件的局")
    assert other is not None
    asked = f"{page(own)}&with={other.department_id}&with={nobody}"
    assert "部门口径局（这一年有的是部门口径的）" in seen(client, asked)
    assert f'<a href="/departments/{other.department_id}/2023/budget/department/">这一年有的是部门口径的</a>' in html_of(client, asked)
    assert "没有文件的局（" not in seen(client, asked)
    call_command("peers", "甲局", WELFARE, "--with", "部门口径局")
    assert "没有数 部门口径局：本站没有公布这一年的这种文件，这一年有的是部门口径的" in capsys.readouterr().out
    text = seen(client, page(other.department_id, **{"with": str(own)}))
    assert "这个部门没有名次：本站没有公布这一年的这种文件，这一年有的是部门口径的。" in text


def test_a_department_without_a_document_is_not_one_that_does_not_disclose_its_size(client: Client) -> None:
    """丙局 has a document without the total, 丁局 only one of the year before."""
    for name, total in (("甲局", "10.00"), ("乙局", "12.00"), ("丙局", None), ("丁局", "11.00")):
        made = book(name, year=2022 if name == "丁局" else 2023)
        if total:
            made.table("summary", "收支总表")
            made.row("支出总计", {"total": total}, item="total", side="expenditure")
        made.publish()
    found = data(client, department=department("甲局").pk, by="size")
    assert found["left_out"] == [
        {"by": "size", "why": "no_document", "departments": 1},
        {"by": "size", "why": "not_disclosed", "departments": 1},
    ]
    text = seen(client, page(department("甲局").pk, by="size"))
    assert "没有这一年的这种现行文件：1 个部门；没有公开这个数：1 个部门" in text


# The terminal


def test_a_size_has_no_common_value_and_no_room_is_left_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    for name, total in (("甲局", "10.00"), ("乙局", "30.00")):
        made = book(name)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": total}, item="total", side="expenditure")
        made.publish()
    call_command("peers", "甲局", WELFARE, "--by", "size")
    assert "\n  规模相近：支出总计在自己的一半到两倍之间　排除：与它不同 1 个\n" in capsys.readouterr().out


def test_a_ranking_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    three()
    call_command("ranking", WELFARE, "--year", "2023", "--stage", "budget", "--scope", "unit", "--limit", "2")
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "支出总表，2080501 行政单位离退休，2023 年预算（单位）"
    assert "1 乙局 7.00 +3.00 +75.00% ▲1" in lines
    assert "2 甲局 6.00 +1.00 +20.00% ▼1" in lines
    assert "另有 1 个，用 --limit 列出更多。" in lines
    call_command("ranking", WELFARE, "--order", "smallest")
    assert "3 乙局 7.00 +3.00 +75.00% ▼1" in [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_the_terminal_says_what_it_leaves_out_of_every_list(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        book(f"第{number}局", f"{number + 1}.00").publish()
    for number in range(3):
        book(f"空{number}局", None).publish()
    call_command("ranking", WELFARE, "--limit", "2")
    text = capsys.readouterr().out
    assert text.count("另有 1 个，用 --limit 列出更多。") == 2
    assert ("第0局" in text, "空2局" in text) == (False, False)


def test_peers_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    four()
    call_command("peers", "甲局", WELFARE, "--year", "2023", "--by", "kind")
    text = capsys.readouterr().out
    assert f"类别相同 应急管理（{SOURCE}）　排除：与它不同 1 个；没有登记 1 个" in text
    assert "本部门：第 2 名，共 3 个" in text
    assert "各部门都没有升降：上年没有文件。" in text
    call_command("peers", "甲局", WELFARE, "--with", str(department("院").pk))
    assert "本部门：第 2 名，共 2 个" in capsys.readouterr().out
    call_command("peers", "甲局", WELFARE, "--with", "院", "--with", str(department("丙局").pk))
    assert "本部门：第 2 名，共 3 个" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ranking", "三公"], "LINE：没有“三公”这个指标"),
        (["ranking", WELFARE, "--year", "2019"], "--year：没有这样的文件"),
        (["ranking", WELFARE, "--limit", "x"], "--limit：“x”不能用"),
        (["ranking", WELFARE, "--year", "2023", "--year", "2022"], "--year：这个参数给了不止一次，请只给一次。"),
        (["ranking", WELFARE, "--limit", "2", "--limit", "3"], "--limit：这个参数给了不止一次，请只给一次。"),
        (["peers", "甲局", WELFARE, "--with", "某院"], "没有名称里有“某院”的部门。"),
        (["peers", "甲局", WELFARE, "--with", "局"], "“局”不止一个部门："),
        (["peers", "某局", WELFARE], "没有名称里有“某局”的部门。"),
        (["peers", "甲局", WELFARE, "--by", "likeness"], "--by：“likeness”不能用"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_status_2(words: list[str], said: str) -> None:
    four()
    with pytest.raises(CommandError) as caught:
        call_command(*words)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.returncode == 2
