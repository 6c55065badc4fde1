"""`docs/asking.md`: its tables of keys are those of the code, and its worked requests are answered as it says. The figures are printed in
the budgets of the departments that it names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from budgets.schedules import SCHEDULES
from comparisons.columns import MEASURES
from comparisons.indicators import INDICATORS
from tests.comparisons.sides import zhengxie
from tests.factories import Book, department

DOCUMENTATION: Final = (Path(__file__).resolve().parents[2] / "docs" / "asking.md").read_text(encoding="utf-8")
MORE: Final = "…"


def table(head: str) -> dict[str, str]:
    """The rows of the table under this head of its second column."""
    _before, _head, rows = DOCUMENTATION.partition(f"| key | {head} |\n|---|---|\n")
    return dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", rows.partition("\n\n")[0], flags=re.M))


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("headline figure", {one.key: one.name for one in INDICATORS}),
        ("table", {one.key: one.title for one in SCHEDULES.values()}),
        ("column", MEASURES),
    ],
)
def test_every_key_is_told_with_its_name(head: str, known: dict[str, str]) -> None:
    assert table(head) == {key: str(name) for key, name in known.items()}


def worked() -> list[tuple[str, Any]]:
    """The requests with their answers. What an answer leaves out is `…`, alone or as the beginning of a text."""
    found = re.findall(r"^    GET (\S+)\n.*?\n\n((?:    [^\n]*\n)+)", DOCUMENTATION + "\n", flags=re.M | re.S)
    return [(path, json.loads(re.sub(rf",?\s*{MORE}(?=[]}}])", "", answer))) for path, answer in found]


def holds(answer: Any, told: Any) -> None:
    """What is told of an answer is in it: of an object some of its members, of a list the first."""
    if isinstance(told, dict):
        for name, value in told.items():
            holds(answer[name], value)
    elif isinstance(told, list):
        assert bool(answer) is bool(told)
        for one, value in zip(answer, told, strict=False):
            holds(one, value)
    elif isinstance(told, str) and told.startswith(MORE):
        assert answer.endswith(told.removeprefix(MORE)) or told == MORE
    else:
        assert answer == told


def budget(name: str, year: int, printed: str) -> Book:
    """A departmental budget that prints its 支出总计."""
    made = Book(name, year, scope="department")
    made.table("summary", f"{year}年收支预算总表")
    made.row("支出总计", {"amount": printed}, item="total", side="expenditure")
    return made


def three_public(name: str, printed: str, fund: str, kind: str = "") -> int:
    """A departmental budget of 2026 that prints its “三公”经费 out of the fund in the title; its department."""
    made = Book(name, 2026, scope="department")
    made.table("three_public", f"{fund}“三公”经费支出表")
    made.row("合计", {"total": printed}, item="total")
    made.publish()
    one = department(name)
    one.kind, one.level, one.source = kind, "市级" if kind else "", "机构编制方案" if kind else ""
    one.save()
    return one.pk


@pytest.mark.django_db
def test_the_ranking(client: Client) -> None:
    for year, printed in ((2017, "28,849.38"), (2018, "33,172.15")):
        budget("江苏省高级人民法院", year, printed).publish()
        zhengxie(year).publish()
    [(path, told)] = [one for one in worked() if "rankings" in one[0]]
    holds(client.get(path).json(), told)


@pytest.mark.django_db
def test_the_peers(client: Client) -> None:
    """Seven of 29 are registered: four 水务, three of another kind. The department's own figure is below the median of 469.17."""
    for name, printed in (("北京市水务局", "1,281.82"), ("深圳市水务局", "469.17"), ("广州市水务局", "400.00")):
        own = three_public(name, printed, "财政拨款", "水务")
    three_public("无锡市水利局", "46.29", "一般公共预算", "水务")
    for number in range(3):
        three_public(f"第{number}法院", "1.00", "财政拨款", "法院")
    for number in range(22):
        three_public(f"第{number}局", "2.00", "财政拨款")
    [(path, told)] = [one for one in worked() if "peers" in one[0]]
    [given] = re.findall(r"department=(\d+)", path)
    told["page_url"] = told["page_url"].replace(f"/{given}/", f"/{own}/")
    holds(client.get(path.replace(f"department={given}", f"department={own}")).json(), told)


def test_what_is_told_of_an_answer_can_fail() -> None:
    holds({"a": [1, 2], "b": "/x/y"}, {"a": [1], "b": "…/y"})
    wrong: tuple[dict[str, Any], ...] = ({"a": [2]}, {"a": []}, {"b": "…/z"})
    for told in wrong:
        with pytest.raises(AssertionError):
            holds({"a": [1, 2], "b": "/x/y"}, told)
