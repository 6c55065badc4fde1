"""The public API: what it says, what it refuses, and that nothing else answers. Figures are those of 大同市应急管理局 2023."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.throttling import AnonRateThrottle

from budgets import reports
from budgets.models import Correction, Edition, Report
from subscribers.authentication import WithKey
from tests.factories import Book, datong, datong_with_text, department

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, status: int = 200, **query: Any) -> Any:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == status, response.content.decode()
    kind = "application/json" if status == 200 else "application/problem+json"
    assert response["Content-Type"] == kind
    return json.loads(response.content)


def asked(**more: Any) -> dict[str, Any]:
    return {"department": department().pk, "year": 2023, "stage": "budget", "scope": "unit", **more}


# What it says


def test_a_fact_says_everything_that_is_known_of_it(client: Client) -> None:
    edition = datong().publish()
    (fact,) = get(client, "facts/", schedule="expenditure", code="224", measure="project")["results"]
    document = edition.parts.get().reading.document
    assert fact == {
        "id": fact["id"],
        "edition": edition.pk,
        "department": department().pk,
        "department_name": "大同市应急管理局",
        "fiscal_year": 2023,
        "stage": "budget",
        "scope": "unit",
        "table": 1,
        "schedule": "expenditure",
        "row_key": "224",
        "code": "224",
        "item": "",
        "label": "灾害防治及应急管理支出",
        "path": [],
        "level": None,
        "side": "",
        "block": 0,
        "measure": "project",
        "figure": "this",
        "header": [],
        "presence": "printed",
        "kind": "money",
        "yuan": "5148900.0000",
        "value": None,
        "printed": "514.89",
        "unit": "万元",
        "confidence": None,
        "corrected": False,
        "source": {"document": document.sha256, "page": None, "bbox": None, "line": 29, "span": [34, 40], "sheet": "", "cell": ""},
        "evidence_url": f"http://testserver/evidence/facts/{fact['id']}/",
        "page_image_url": None,
    }
    assert get(client, f"facts/{fact['id']}/") == fact


def test_a_blank_a_dash_and_a_zero_are_three_things(client: Client) -> None:
    book = Book()
    book.table("expenditure", "支出总表")
    book.row("一般公共服务支出", {"total": None, "basic": "—", "project": "0.00"}, code="201")
    book.publish()
    cells = get(client, "facts/", code="201")["results"]
    assert {(cell["measure"], cell["presence"], cell["printed"], cell["yuan"]) for cell in cells} == {
        ("total", "blank", "", None),
        ("basic", "dash", "—", None),
        ("project", "printed", "0.00", "0.0000"),
    }


def test_a_comparison_says_figures_rate_basis_sources_and_checks(client: Client) -> None:
    edition = datong_with_text().publish()
    answer = get(client, "comparisons/", **asked())
    assert (answer["edition"], answer["previous_edition"]) == (edition.pk, None)
    lines = {line["key"]: line for line in answer["lines"]}
    total, agency = lines["total_expenditure"], lines["agency_running"]
    assert (total["before"]["yuan"], total["after"]["yuan"], total["difference"]) == ("20059300.0000", "22965900.0000", "2906600.0000")
    assert (total["rate"], total["before"]["derivation"]) == ("14.4900", "2,296.59 − 290.66 = 2,005.93")
    assert [caution["code"] for caution in total["cautions"]] == ["stage_not_stated"]
    assert (agency["before"]["printed"], agency["difference"], agency["rate"]) == ("152.61", "71800.0000", "4.7048")
    assert agency["before"]["basis"]["source"] == "text"
    assert agency["basis"]["stage"] == "budget"
    assert lines["basic"]["rate"] is None
    assert lines["basic"]["no_rate"] == "no_base"
    (claim,) = [claim for claim in answer["claims"] if claim["indicator"] == "agency_running"]
    assert [(check["what"], check["verdict"]) for check in claim["checks"]] == [("amount", "agrees"), ("change", "agrees")]


def test_a_comparison_of_a_table_adds_up(client: Client) -> None:
    last = Book(year=2022)
    last.table("expenditure", "2022年支出总表")
    last.row("合计", {"total": "150.00"}, item="total")
    last.row("社会保障和就业支出", {"total": "150.00"}, code="208")
    last.publish()
    datong().publish()
    answer = get(client, "comparisons/", **asked(schedule="expenditure"))
    level = next(level for level in answer["levels"] if level["parent"] == "total")
    assert level == {"parent": "total", "difference": "21465900.0000", "contributions": "21465900.0000", "residual": "0.0000"}


def test_departments_and_disclosures_name_each_other(client: Client) -> None:
    edition = datong().publish()
    (found,) = get(client, "departments/", name="应急")["results"]
    assert (found["name"], found["region"]) == ("大同市应急管理局", None)
    (disclosure,) = get(client, "disclosures/", department=found["id"], year=2023)["results"]
    assert (disclosure["department_name"], disclosure["stage"], disclosure["scope"]) == ("大同市应急管理局", "budget", "unit")
    (told,) = disclosure["editions"]
    assert (told["id"], told["state"], told["digest"]) == (edition.pk, "published", "d" * 64)
    assert told["documents"][0]["sha256"] == edition.parts.get().reading.document.sha256
    assert get(client, "departments/", name="水利")["results"] == []
    assert get(client, f"departments/{found['id']}/").items() >= found.items()
    assert get(client, f"disclosures/{disclosure['id']}/") == disclosure


def test_the_root_names_every_list(client: Client) -> None:
    lists = {
        "regions",
        "departments",
        "disclosures",
        "editions",
        "documents",
        "tables",
        "facts",
        "statements",
        "sections",
        "forms",
        "findings",
        "corrections",
        "reports",
        "comparisons",
        "compare",
        "rankings",
        "peers",
        "signals",
        "search",
        "schedules",
        "codes",
        "indicators",
        "methods",
        "glossary",
        "dumps",
    }
    assert set(get(client, "")) == {*lists, "schema"}


def test_only_editions_in_force_answer_unless_an_old_one_is_asked_for(client: Client) -> None:
    old = datong().publish()
    new = datong().publish()
    datong(name="大同市财政局").finish()
    assert {fact["edition"] for fact in get(client, "facts/", page_size=1000)["results"]} == {new.pk}
    assert {fact["edition"] for fact in get(client, "facts/", edition=old.pk)["results"]} == {old.pk}
    assert len(get(client, "departments/")["results"]) == 1


def test_a_draft_answers_nothing(client: Client) -> None:
    edition = datong().finish()
    fact = edition.facts.all()[0]
    assert get(client, "facts/")["results"] == []
    assert set(get(client, "facts/", 404, edition=edition.pk)["errors"]) == {"edition"}
    assert get(client, "departments/")["results"] == []
    assert get(client, "disclosures/")["results"] == []
    for path in (f"facts/{fact.pk}/", f"departments/{department().pk}/", f"disclosures/{edition.disclosure_id}/"):
        assert get(client, path, 404)["code"] == "not_found"
    assert get(client, "comparisons/", 404, **asked())["detail"].endswith("的部门没有现行的文件。还没有收录部门的文件。")


def test_pages_of_figures_of_few_editions_hold_everything_once(client: Client) -> None:
    edition = datong().publish()
    assert edition.disclosure is not None
    datong(name="另一个局").publish()
    for narrow in (f"department={edition.disclosure.department_id}&", f"edition={edition.pk}&"):
        for order in ("id", "-id"):
            seen, url = [], f"/api/v1/facts/?{narrow}order={order}&page_size=7"
            while url:
                answer = json.loads(client.get(url).content)
                seen += [fact["id"] for fact in answer["results"]]
                url = answer["next"]
            assert seen == sorted(edition.facts.values_list("pk", flat=True), reverse=order == "-id"), narrow


def test_a_code_without_a_table_is_found_in_every_table(client: Client) -> None:
    book = datong()
    book.table("general_expenditure", "一般公共预算支出表")
    book.row("224 灾害防治及应急管理支出", {"total": "1.00"}, code="224")
    edition = book.publish()
    wanted = set(edition.facts.filter(code="224").values_list("pk", flat=True))
    assert len({fact.schedule for fact in edition.facts.filter(code="224")}) > 1
    assert {fact["id"] for fact in get(client, "facts/", code="224")["results"]} == wanted


def test_lists_ask_as_often_however_long_they_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in ("大同市应急管理局", "大同市财政局", "大同市水务局"):
        datong(name=name).publish()
    for path, queries in (("facts/", 3), ("departments/", 2), ("disclosures/", 4)):
        with django_assert_num_queries(queries):
            get(client, path)
    own = department().pk
    with django_assert_num_queries(4):
        get(client, "facts/", department=own)
    question = asked()
    with django_assert_num_queries(8):
        get(client, "comparisons/", **question)


# What it refuses


@pytest.mark.parametrize(
    ("path", "query", "wrong"),
    [
        ("facts/", {"nonsense": "1"}, {"nonsense"}),
        ("facts/", {"page": "1", "limit": "2"}, {"page", "limit"}),
        ("facts/", {"year": "abc"}, {"year"}),
        ("facts/", {"year": "1066"}, {"year"}),
        ("facts/", {"department": "-1"}, {"department"}),
        ("facts/", {"department": "9" * 30}, {"department"}),
        ("facts/", {"code": "2' OR 1=1"}, {"code"}),
        ("facts/", {"figure": "nonsense"}, {"figure"}),
        ("facts/", {"schedule": "\x00"}, {"schedule"}),
        ("facts/", {"schedule": "expenditures"}, {"schedule"}),
        ("comparisons/", {"department": "1", "year": "2023", "stage": "budget", "scope": "unit", "schedule": "x"}, {"schedule"}),
        ("facts/", {"page_size": "0"}, {"page_size"}),
        ("facts/", {"page_size": "100000"}, {"page_size"}),
        ("departments/", {"name": "长" * 101}, {"name"}),
        ("departments/", {"region": "14"}, {"region"}),
        ("disclosures/", {"stage": "plan"}, {"stage"}),
        ("comparisons/", {}, {"department", "year", "stage", "scope"}),
        ("compare/", {}, {"d"}),
        ("compare/", {"d": "x", "year": "2023", "measure": "basic"}, {"d", "year", "measure"}),
        ("signals/", {}, {"department"}),
        ("signals/", {"department": "1", "code": "x", "year": "0"}, {"code", "year"}),
        ("signals/", {"department": "1", "stage": "plan"}, {"stage"}),
        ("", {"x": "1"}, {"x"}),
    ],
)
def test_a_wrong_parameter_is_answered_400_with_its_name(client: Client, path: str, query: dict[str, str], wrong: set[str]) -> None:
    problem = get(client, path, 400, **query)
    assert set(problem["errors"]) == wrong
    assert (problem["status"], problem["code"], problem["title"], problem["instance"]) == (
        400,
        "bad_parameters",
        "Bad Request",
        f"/api/v1/{path}",
    )
    assert all(name in problem["detail"] for name in wrong)


def test_a_parameter_given_twice_is_answered_400(client: Client) -> None:
    response = client.get("/api/v1/facts/?code=208&code=210")
    assert response.status_code == 400
    assert json.loads(response.content)["errors"] == {"code": ["这个参数给了不止一次。"]}


@pytest.mark.parametrize("inside", ["p=abc", "p=-1", "p=99999999999999999999999", "p=²", "o=abc", "p=", "\x00"])
def test_a_cursor_that_we_did_not_give_is_a_wrong_parameter(client: Client, inside: str) -> None:
    datong().publish()
    problem = get(client, "facts/", 400, cursor=b64encode(inside.encode()).decode())
    assert set(problem["errors"]) == {"cursor"}
    assert set(get(client, "facts/", 400, cursor="?")["errors"]) == {"cursor"}


def test_nothing_can_be_changed(client: Client) -> None:
    edition = datong().publish()
    fact = edition.facts.all()[0]
    for path in ("facts/", f"facts/{fact.pk}/", "departments/", "disclosures/", "editions/", "comparisons/", "compare/", "signals/"):
        for method in ("post", "put", "patch", "delete"):
            response = getattr(client, method)(f"/api/v1/{path}", data="{}", content_type="application/json")
            assert response.status_code in (403, 405)
            assert response["Content-Type"] == "application/problem+json"
    assert Edition.objects.get().state == "published"


def test_an_address_that_is_none_is_a_problem_too(client: Client) -> None:
    problem = get(client, "nothing/", 404)
    assert (problem["status"], problem["code"], problem["instance"]) == (404, "not_found", "/api/v1/nothing/")


def test_an_address_without_its_last_slash_is_a_problem_that_names_the_right_one(client: Client) -> None:
    problem = get(client, "facts", 404)
    assert (problem["code"], problem["instance"]) == ("not_found", "/api/v1/facts")
    assert problem["detail"].endswith("http://testserver/api/v1/facts/")


def test_too_many_requests_are_answered_429(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda _: "2/min")
    for _ in range(2):
        get(client, "facts/")
    problem = get(client, "facts/", 429)
    assert problem["code"] == "throttled"
    assert "秒后再试" in problem["detail"]


def test_a_visitor_who_calls_himself_another_is_still_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda _: "2/min")
    answers = [client.get("/api/v1/facts/", headers={"X-Forwarded-For": f"192.0.2.{number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_all_addresses_of_one_ipv6_network_are_one_visitor(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda _: "2/min")
    here, elsewhere = [f"2001:db8:1:1::{number}" for number in range(1, 4)], "2001:db8:1:2::1"
    assert [client.get("/api/v1/facts/", REMOTE_ADDR=one).status_code for one in (*here, elsewhere)] == [200, 200, 429, 200]


def test_four_hundred_visitors_are_all_remembered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda _: "1/min")
    addresses = [f"192.0.{number // 200}.{number % 200 + 1}" for number in range(400)]
    for one in addresses:
        assert client.head("/api/v1/", REMOTE_ADDR=one).status_code == 200
    assert client.head("/api/v1/", REMOTE_ADDR=addresses[0]).status_code == 429


def test_the_head_of_an_answer_can_be_asked_for_alone(client: Client) -> None:
    answer = client.head("/api/v1/facts/")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"", "application/json")


# What it is


def api_views() -> Iterator[tuple[str, Any]]:
    """Every route of the API with its view class."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{prefix}{pattern.pattern}")
            else:
                yield f"{prefix}{pattern.pattern}", pattern

    for route, pattern in walk(get_resolver(), ""):
        if route.startswith("api/"):
            yield route, getattr(pattern.callback, "cls", None)


OF_A_KEY = {
    "api/v1/usage/": set[str](),
    "api/v1/webhooks/": {"post"},
    "api/v1/webhooks/<int:pk>/": {"delete"},
    "api/v1/webhooks/<int:pk>/ping/": {"post"},
}
"""What belongs to a key, and how it is written: the only addresses that write, and nothing that was published."""


def test_every_route_is_public_reading_or_a_keys_own_by_an_explicit_word_and_nothing_else() -> None:
    views = dict(api_views())
    assert set(views) == {
        "api/v1/",
        "api/v1/departments/",
        "api/v1/departments/<int:pk>/",
        "api/v1/disclosures/",
        "api/v1/disclosures/<int:pk>/",
        "api/v1/facts/",
        "api/v1/facts/<int:pk>/",
        "api/v1/findings/",
        "api/v1/findings/<int:pk>/",
        "api/v1/regions/",
        "api/v1/regions/<slug:code>/",
        "api/v1/editions/",
        "api/v1/editions/<int:pk>/",
        "api/v1/documents/",
        "api/v1/documents/<slug:sha256>/",
        "api/v1/tables/",
        "api/v1/tables/<int:pk>/",
        "api/v1/statements/",
        "api/v1/statements/<int:pk>/",
        "api/v1/sections/",
        "api/v1/forms/",
        "api/v1/forms/<int:pk>/",
        "api/v1/corrections/",
        "api/v1/corrections/<int:pk>/",
        "api/v1/schedules/",
        "api/v1/codes/",
        "api/v1/indicators/",
        "api/v1/compare/",
        "api/v1/comparisons/",
        "api/v1/peers/",
        "api/v1/rankings/",
        "api/v1/reports/",
        "api/v1/search/",
        "api/v1/methods/",
        "api/v1/glossary/",
        "api/v1/signals/",
        "api/v1/dumps/",
        "api/v1/dumps/<slug:name>/",
        "api/v1/schema/",
        *OF_A_KEY,
    }
    for route, view in views.items():
        assert view.permission_classes == [WithKey if route in OF_A_KEY else AllowAny], route
        writes = {method for method in view.http_method_names if hasattr(view, method)} - {"get", "head", "options"}
        assert writes == OF_A_KEY.get(route, set()), route


def test_every_address_stands_in_the_documentation() -> None:
    told = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    routes = {re.sub(r"<\w+:(\w+)>", lambda found: "ID" if found[1] == "pk" else found[1].upper(), route) for route, _ in api_views()}
    assert {route for route in routes if f"`/{route}`" not in told} == set()
    assert set(re.findall(r"`/(api/v1/[\w/]*)`", told)) - routes == set()


def test_without_an_explicit_word_a_view_is_closed(client: Client, settings: Any) -> None:
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["rest_framework.permissions.IsAdminUser"]


def test_the_description_is_made_without_a_warning(tmp_path: Path) -> None:
    """Two serializers of one name would overwrite each other's shape."""
    call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)


def test_the_description_names_every_route_and_every_answer_holds_to_it(client: Client) -> None:
    book = datong_with_text()
    book.form("某电费", "45769", None)
    person = User.objects.create_user("corrector")
    Correction.objects.create(edition=book.edition, order=0, field="row", target={}, new="removed", reason="不是数据行", person=person)
    edition = book.publish()
    sha256 = edition.parts.get().reading.document.sha256
    said = reports.receive(edition.facts.all()[0], "unit", "", "")
    reports.answer(said, reports.Answer(Report.Outcome.READ_RIGHT), User.objects.create_user("clerk"), seen="")
    description = json.loads(client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).content)
    assert set(description["paths"]) == {_described(route) for route, _ in api_views()} - {"/api/v1/schema/"}
    compared, looked = ("compare/", {"d": department().pk}), ("signals/", {"department": department().pk})
    for path, query in (
        ("departments/", {}),
        ("disclosures/", {}),
        ("facts/", {"page_size": 1000}),
        ("reports/", {}),
        ("comparisons/", asked()),
        compared,
        looked,
        *((f"{name}/", {}) for name in ("regions", "editions", "documents", "tables", "statements", "forms", "corrections")),
        *((f"{name}/", {}) for name in ("schedules", "codes", "indicators")),
        ("sections/", {"edition": edition.pk}),
        (f"departments/{department().pk}/", {}),
        (f"documents/{sha256}/", {}),
    ):
        route = path.replace(sha256, "{sha256}").replace(f"/{department().pk}/", "/{id}/")
        shape = description["paths"][f"/api/v1/{route}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**shape, "components": description["components"]}
        jsonschema.validate(get(client, path, **query), whole, cls=jsonschema.Draft202012Validator)


def _described(route: str) -> str:
    """A route as the description writes it."""
    return re.sub(r"<\w+:(\w+)>", lambda found: f"{{{'id' if found[1] == 'pk' else found[1]}}}", f"/{route}")


def test_a_comparison_names_what_it_cannot_be_made_of(client: Client) -> None:
    datong().publish()
    assert set(get(client, "comparisons/", 400, **asked(measure="basic"))["errors"]) == {"measure"}
    assert set(get(client, "comparisons/", 404, **{**asked(), "year": 2020})["errors"]) == {"department"}
