"""Everything that the API's description allows, and much that it forbids: no answer is a failure, and none is another than described."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings
from rest_framework.throttling import AnonRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from budgets import reports
from budgets.models import Correction, Edition, Region, Report
from config.wsgi import application
from ingest.fetching import Rules
from subscribers import hooks, keys, tasks
from subscribers.models import Webhook
from tests.factories import datong_with_text, department

pytestmark = pytest.mark.django_db

EXAMPLES: Final = int(os.environ.get("API_EXAMPLES", "5"))
"""Generated for each address, beside those that its parameters call for. `API_EXAMPLES=500` looks harder."""
SETTINGS: Final = {
    "generation": {"deterministic": True, "max-examples": EXAMPLES, "mode": "all", "database": "none", "no-shrink": True},
    "phases": {"coverage": {"generate-duplicate-query-parameters": True}},
}


def one_shape(_context: Any, response: Any, _case: Any) -> None:
    """Whatever is refused says so as a problem (RFC 9457)."""
    if response.status_code >= 400:
        assert response.headers["content-type"] == ["application/problem+json"], response.headers
        assert response.json()["status"] == response.status_code


CHECKS: Final = [
    one_shape,
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def published() -> Edition:
    """One of everything that is public."""
    region = Region.objects.create(code="140200", name="大同市", full_name="山西省大同市", source="GB/T 2260")
    department(region=region)
    book = datong_with_text()
    book.form("某电费", "45769", "183076")
    book.find("row.total", "mismatch", "矛盾。")
    person = User.objects.create_user("corrector")
    Correction.objects.create(edition=book.edition, order=0, field="row", target={}, new="removed", reason="不是数据行", person=person)
    edition = book.publish()
    said = reports.receive(edition.facts.all()[0], "unit", "", "")
    reports.answer(said, reports.Answer(Report.Outcome.READ_RIGHT), person, seen="")
    return edition


@pytest.fixture
def description(published: Edition, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The description as programs read it, over a database that is not empty, for somebody who may ask as often as they like."""
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda _: None)
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)  # what a request's end does to a test's connection
    config = schemathesis.Config.from_dict(SETTINGS)
    headers = {"Accept": "application/vnd.oai.openapi+json"}
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application, config=config, headers=headers)


ALONE: Final = {
    f"/api/v1/{name}/": {"documents": "sha256", "regions": "code"}.get(name, "id")
    for name in (
        "departments",
        "disclosures",
        "facts",
        "findings",
        "regions",
        "editions",
        "documents",
        "tables",
        "statements",
        "forms",
        "corrections",
    )
}
UNPACKED: Final = {"Accept-Encoding": "identity"}
OF_A_KEY: Final = re.compile(r"/api/v1/(usage|webhooks)/")


@pytest.fixture
def held(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The headers of somebody with a key, who may ask as often as they like; their webhooks lead to a host that there is not."""
    key, secret = keys.issue("somebody@example.org", "zh-hans", rate="999999999/min")
    settings.WEBHOOK_RULES = Rules(resolve=lambda host, port: ["93.184.216.34"])
    monkeypatch.setattr(tasks, "queue", lambda *_arguments: None)
    hooks.register(key, "https://paper.example/", (), None, "")
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def there(published: Edition, held: dict[str, str], client: Client) -> dict[str, str]:
    """By address of one thing, and by parameter, what names one that there is: few generated values would."""
    assert published.disclosure is not None
    department_id = str(published.disclosure.department_id)
    named = {"department": department_id, "d": department_id, "edition": str(published.pk)}
    for path, key in ALONE.items():
        (row, *_) = client.get(path).json()["results"]
        named[f"{path}{{{key}}}/"] = str(row[key])
    named |= {f"/api/v1/webhooks/{{id}}/{more}": str(Webhook.objects.get().pk) for more in ("", "ping/")}
    return named


def _name_what_there_is(case: Any, there: Mapping[str, str]) -> None:
    if case.path in there:
        case.path_parameters = dict.fromkeys(case.path_parameters, there[case.path])
    case.query = {name: there.get(name, value) for name, value in (case.query or {}).items()}


lazy = schemathesis.pytest.from_fixture("description")


@lazy.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_no_question_is_answered_otherwise_than_described(case: Any, there: dict[str, str], held: dict[str, str]) -> None:
    """Each twice: as it is generated, and of something that there is; what belongs to a key also by somebody who has one."""
    case.call_and_validate(checks=CHECKS, headers=UNPACKED)
    if OF_A_KEY.match(case.path):
        case.call_and_validate(checks=CHECKS, headers=UNPACKED | held)
    if case.meta.generation.mode.is_positive:
        _name_what_there_is(case, there)
        case.call_and_validate(checks=CHECKS, headers=UNPACKED | (held if OF_A_KEY.match(case.path) else {}))


HOSTILE: Final = [
    {"Accept": "application/xml"},
    {"Accept": "text/html;q=0.9999999999, */*;q=nonsense"},
    {"Accept": ", ".join(["*/*"] * 2000)},
    {"Accept": "application/json; indent=99999999999999999999"},
    {"Accept-Language": "xx-" + "y" * 5000},
    {"Accept-Language": "../../etc/passwd"},
    {"Authorization": "Basic !!!"},
    {"Authorization": "Bearer \xff\xfe"},
    {"Content-Type": "application/json", "Content-Length": "2"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "text/plain; charset=no-such-charset"},
    {"Cookie": "sessionid=\xff; csrftoken=" + "x" * 5000 + "; django_language=\x01"},
    {"If-Match": '"nonsense"'},
    {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"If-None-Match": "*"},
    {"If-None-Match": 'W/"unfinished'},
    {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"Origin": "null"},
    {"Origin": "http://[::1"},
    {"Range": "bytes=999999999999999999999999-1"},
    {"Range": "bytes=0-0,-1"},
    {"X-Forwarded-For": "not an address, " * 500},
    {"X-Forwarded-Proto": "gopher"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"X-Requested-With": "\xe9"},
]


def test_no_header_makes_another_answer_than_is_described(description: Any, there: dict[str, str]) -> None:
    told = []
    for operation in islice((found.ok() for found in description.get_all_operations()), 0, None, 3):  # what reads headers is one for all
        for headers in HOSTILE:
            case = operation.Case(path_parameters=dict.fromkeys(re.findall(r"{(\w+)}", operation.path), "1"), query={})
            _name_what_there_is(case, there)
            try:
                case.call_and_validate(checks=CHECKS, headers=UNPACKED | headers)
            except FailureGroup as failures:
                told.append(f"{operation.path} {headers}: {failures.exceptions}")
    assert told == []


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_whole_files_are_described_too(description: Any, kind: str) -> None:
    description["/api/v1/facts/"]["GET"].Case(query={"format": kind}).call_and_validate(checks=CHECKS, headers=UNPACKED)


STRANGE: Final = ["", "%00", "%FF", "%ED%A0%80", "-1", "1e400", "9" * 30, "NaN", "%D9%A3", "x" * 3000, "%27%20OR%201=1%20--", "1&{name}=2"]
"""As they stand in an address: NUL, bytes and a half of a pair that are no text, numbers that are none or too large, given twice."""


def test_no_strange_value_of_a_parameter_is_a_failure(
    description: Any, there: dict[str, str], held: dict[str, str], client: Client
) -> None:
    told = []
    for operation in (found.ok() for found in description.get_all_operations()):
        path = re.sub(r"{\w+}", there.get(operation.path, "1"), operation.path)
        needed = {one.name: there.get(one.name, "1") for one in operation.query if one.is_required}
        for name in (*(one.name for one in operation.query), "no_such_parameter", "%00"):
            others = [f"{other}={value}" for other, value in needed.items() if other != name]
            for value in STRANGE:
                query = "&".join([*others, f"{name}={value.format(name=name)}"])
                answer = client.get(f"{path}?{query}", headers=held if OF_A_KEY.match(path) else {})
                statuses = (400, 404) if operation.method.lower() == "get" else (400, 404, 405)
                refused = answer.status_code in statuses and answer["Content-Type"] == "application/problem+json"
                taken = answer.status_code == 200 and name in operation.query
                if not (refused or taken):
                    told.append(f"{path}?{query[:200]}: {answer.status_code}")
    assert told == []
