"""What holds for every list of the API: chosen fields, order, counts, moments, whole files, and how answers travel."""

from __future__ import annotations

import csv
import gzip
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from budgets.api import pagination
from budgets.models import Edition
from budgets.moments import Moment, shown_as_of
from budgets.parquet import BYTES_OF_A_GROUP, Column, parquet
from tests.factories import Book, datong, datong_with_text

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

FACTS = "/api/v1/facts/"


def rows(client: Client, **query: Any) -> list[dict[str, Any]]:
    response = client.get(FACTS, query)
    assert response.status_code == 200, response.content.decode()
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def refused(client: Client, path: str = FACTS, **query: Any) -> dict[str, list[str]]:
    response = client.get(path, query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    errors: dict[str, list[str]] = response.json()["errors"]
    return errors


def streamed(client: Client, **query: Any) -> bytes:
    response = client.get(FACTS, query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


# What a list has


def test_only_the_fields_that_are_asked_for_are_told(client: Client) -> None:
    datong().publish()
    found = rows(client, fields="id, yuan", page_size=3)
    assert [set(row) for row in found] == [{"id", "yuan"}] * 3
    assert found == [{name: row[name] for name in ("id", "yuan")} for row in rows(client, page_size=3)]


def test_a_field_that_there_is_not_is_named_with_those_that_there_are(client: Client) -> None:
    (told,) = refused(client, fields="yuan,amount")["fields"]
    assert "amount" in told
    assert "evidence_url" in told


ALONE = {
    "facts": "yuan",
    "departments": "name",
    "disclosures": "fiscal_year",
    "editions": "digest",
    "tables": "title",
    "statements": "subject",
    "forms": "project",
    "findings": "message",
}


def with_one_of_each() -> Book:
    book = datong_with_text()
    book.form("某电费", "45769", "183076")
    book.find("row.total", "mismatch", "矛盾。")
    return book


def test_one_thing_alone_can_be_had_with_fewer_fields_too(client: Client) -> None:
    with_one_of_each().publish()
    for path, field in ALONE.items():
        (row, *_) = client.get(f"/api/v1/{path}/").json()["results"]
        alone = f"/api/v1/{path}/{row['id']}/"
        assert client.get(alone, {"fields": f"id, {field}"}).json() == {"id": row["id"], field: row[field]}, path
        assert field in refused(client, alone, fields="nothing")["fields"][0], path
        assert "fields" in refused(client, alone, page_size="1")["page_size"][0], path
    document = client.get("/api/v1/documents/").json()["results"][0]["sha256"]
    assert client.get(f"/api/v1/documents/{document}/", {"fields": "pages"}).json() == {"pages": 1}


def test_the_description_promises_no_field_that_a_question_may_leave_out(client: Client) -> None:
    described = client.get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    shapes = described["components"]["schemas"]
    rows_of = ("Fact", "Finding", "FindingInFull", "Statement", "Form", "Table", "Report", "Department", "DepartmentInFull", "FileInFull")
    assert [name for name in rows_of if "required" in shapes[name]] == []
    assert "required" in shapes["PagedFact"], "a page itself is always whole"
    assert "required" in shapes["Problem"]


def test_one_thing_alone_is_told_as_of_a_moment(client: Client) -> None:
    first = with_one_of_each().publish()
    today = timezone.localdate().isoformat()
    for path in ALONE:
        (row, *_) = client.get(f"/api/v1/{path}/").json()["results"]
        alone = f"/api/v1/{path}/{row['id']}/"
        assert client.get(alone, {"as_of": today}).status_code == 200, path
        assert client.get(alone, {"as_of": "2020-01-01"}).status_code == 404, path
    then = timezone.now()
    datong().publish()
    with shown_as_of(Moment("", then)):
        assert Edition.objects.citable().get(pk=first.pk).state == "published"
    assert client.get(f"/api/v1/editions/{first.pk}/", {"as_of": today}).json()["state"] == "superseded"


def test_a_list_can_be_read_from_its_end(client: Client) -> None:
    datong().publish()
    forth: list[int] = []
    back: list[int] = []
    for order, found in (("id", forth), ("-id", back)):
        address: str | None = f"{FACTS}?order={order}&page_size=7"
        while address:
            answer = client.get(address).json()
            found += [row["id"] for row in answer["results"]]
            address = answer["next"]
    assert forth == sorted(forth)
    assert back == forth[::-1]


def test_how_many_there_are_is_told_on_request_and_no_further_than_is_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = datong().publish()
    there = edition.facts.count()
    assert there > 5
    assert "count" not in client.get(FACTS, {"page_size": 5}).json()
    answer = client.get(FACTS, {"page_size": 5, "count": 1}).json()
    assert (answer["count"], answer["count_is_least"]) == (there, False)
    monkeypatch.setattr(pagination, "MOST_COUNTED", 5)
    answer = client.get(FACTS, {"page_size": 5, "count": 1}).json()
    assert (answer["count"], answer["count_is_least"]) == (5, True)


def test_a_moment_pins_what_was_published_then(client: Client) -> None:
    first = datong().publish()
    today = timezone.localdate().isoformat()
    assert {row["edition"] for row in rows(client, as_of=today)} == {first.pk}
    assert rows(client, as_of="2020-01-01") == []
    for path in ("departments", "disclosures", "findings"):
        assert client.get(f"/api/v1/{path}/", {"as_of": "2020-01-01"}).json()["results"] == []
    assert "as_of" in refused(client, as_of="2999-01-01")
    assert "as_of" in refused(client, as_of="gestern")


# Whole files


def flattened(row: dict[str, Any]) -> dict[str, str]:
    """A row of a list as CSV has it."""
    source = {f"source_{name}": value for name, value in row["source"].items()}
    flat = {**{name: value for name, value in row.items() if name != "source"}, **source}
    return {name: _as_text(value) for name, value in flat.items()}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def test_lines_of_json_are_the_rows_of_the_list(client: Client) -> None:
    datong_with_text().publish()
    assert [json.loads(line) for line in streamed(client, format="jsonl").splitlines()] == rows(client, page_size=1000)


def test_csv_has_the_same_in_columns(client: Client) -> None:
    datong_with_text().publish()
    text = streamed(client, format="csv").decode()
    found = list(csv.DictReader(io.StringIO(text)))
    assert found == [flattened(row) for row in rows(client, page_size=1000)]
    assert streamed(client, format="csv", bom="1").decode() == "\ufeff" + text


def test_parquet_has_the_same_in_exact_types(client: Client) -> None:
    book = datong_with_text()
    book.row("某项", {"total": None, "basic": "—", "project": "0.00"}, code="201")
    book.publish()
    found = pq.read_table(io.BytesIO(streamed(client, format="parquet")))
    assert found.schema.field("yuan").type == pa.decimal128(24, 4)
    assert (found.schema.field("corrected").type, found.schema.field("level").type) == (pa.bool_(), pa.int64())
    assert [column for column in found.schema if pa.types.is_floating(column.type)] == []
    listed = rows(client, page_size=1000)
    assert [as_text(row) for row in found.to_pylist()] == [{**flattened(row), "corrected": str(row["corrected"])} for row in listed]
    blank, dash, zero = found.to_pylist()[-3:]
    assert (blank["yuan"], blank["printed"], blank["item"], dash["printed"], zero["yuan"]) == (None, "", "", "—", Decimal("0.0000"))


def as_text(row: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row.items()}


def test_parquet_is_not_packed_again_and_nothing_that_it_says_is_changed_for_spreadsheets(client: Client) -> None:
    book = Book("公式局", 2024)
    book.table("表", "expenditure")
    book.row('=1+"2"\n,3', {"total": "1.00"})
    book.publish()
    answer = client.get(FACTS, {"format": "parquet"}, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer
    assert answer["Content-Disposition"] == 'attachment; filename="facts.parquet"'
    (row,) = pq.read_table(io.BytesIO(b"".join(answer.streaming_content))).to_pylist()  # type: ignore[attr-defined]
    assert row["label"] == '=1+"2"\n,3'
    nothing = pq.read_table(io.BytesIO(streamed(client, format="parquet", as_of="2020-01-01")))
    assert (nothing.num_rows, nothing.schema.field("yuan").type) == (0, pa.decimal128(24, 4))


def test_parquet_is_written_group_by_group_however_many_rows_there_are() -> None:
    wide = [Column("id", "integer"), Column("text", "string")]
    lines = (b'%d,"%s"\n' % (number, b"x" * 2000) for number in range(100_000))
    held, pieces = 0, 0
    before = pa.total_allocated_bytes()
    whole = io.BytesIO()
    for piece in parquet(lines, wide):
        held, pieces = max(held, pa.total_allocated_bytes() - before), pieces + (len(piece) > 0)
        whole.write(piece)
    read = pq.ParquetFile(whole)
    assert (read.metadata.num_rows, read.metadata.num_row_groups) == (100_000, pieces - 1)
    assert held < 3 * BYTES_OF_A_GROUP  # of two hundred megabytes


def test_a_file_has_what_was_asked_for_and_is_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    datong().publish()
    wanted = rows(client, schedule="expenditure", measure="project")
    found = [json.loads(line) for line in streamed(client, format="jsonl", schedule="expenditure", measure="project").splitlines()]
    assert found == wanted
    assert streamed(client, format="jsonl", as_of="2020-01-01") == b""
    with django_assert_num_queries(4):  # within a transaction (in a test a savepoint) how long it may take, and the copy
        streamed(client, format="csv")


def test_words_of_a_document_are_no_formulas_and_break_no_line(client: Client) -> None:
    book = Book("公式局", 2024)
    book.table("表", "expenditure")
    hostile = '=HYPERLINK("http://x","\\n")'
    book.row(hostile, {"total": "1.00"})
    book.row("-1+1", {"total": "-2.00"})
    book.publish()
    first, second = csv.DictReader(io.StringIO(streamed(client, format="csv").decode()))
    assert (first["label"], second["label"]) == ("'" + hostile, "'-1+1")
    assert (second["printed"], second["yuan"]) == ("-2.00", "-20000.0000")
    assert [json.loads(line)["label"] for line in streamed(client, format="jsonl").splitlines()] == [hostile, "-1+1"]


@pytest.mark.parametrize("name", ["cursor", "page_size", "order", "fields", "count"])
def test_a_file_has_no_pages(client: Client, name: str) -> None:
    value = {"cursor": "x", "page_size": "5", "order": "id", "fields": "id", "count": "1"}[name]
    assert set(refused(client, format="csv", **{name: value})) == {name}


def test_a_format_that_there_is_not_is_answered_with_those_that_there_are(client: Client) -> None:
    assert "jsonl" in refused(client, format="xlsx")["format"][0]
    assert "bom" in refused(client, bom="1")


# How answers travel


@pytest.mark.parametrize("header", [{"If-Match": '"another"'}, {"If-Match": '"another"', "Accept-Language": "en"}])
def test_a_condition_that_does_not_hold_is_answered_as_every_other_error(client: Client, header: dict[str, str]) -> None:
    answer = client.get(FACTS, headers=header)
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")
    assert answer.json()["code"] == "precondition_failed"
    assert "If-Match" in answer.json()["detail"]
    assert answer["Cache-Control"] == "no-cache"


def test_what_a_client_has_already_is_not_sent_again(client: Client) -> None:
    datong().publish()
    first = client.get(FACTS)
    again = client.get(FACTS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = Book("另一个局", 2024)
    other.table("表", "expenditure")
    other.row("某项", {"total": "1.00"})
    other.publish()
    assert client.get(FACTS, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert "no-cache" in first["Cache-Control"]


def test_answers_are_packed_for_who_takes_that(client: Client) -> None:
    datong().publish()
    plain = client.get(FACTS)
    packed = client.get(FACTS, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 4


def test_scripts_of_other_sites_may_read_and_nothing_else(client: Client) -> None:
    answer = client.get(FACTS, headers={"Origin": "https://example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    asked = client.options(FACTS, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (200, "GET, HEAD, OPTIONS")
    for path in ("/", "/admin/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": "https://example.org"})


def test_what_is_left_of_the_limit_is_told(client: Client) -> None:
    first, second = client.get("/api/v1/"), client.get("/api/v1/")
    assert int(first["RateLimit-Limit"]) == 120
    assert int(first["RateLimit-Remaining"]) == 119
    assert int(second["RateLimit-Remaining"]) == 118
    assert 0 < int(second["RateLimit-Reset"]) <= 60
    assert "RateLimit-Limit" not in client.get("/healthz")


def test_an_answer_does_not_depend_on_who_asks(client: Client, admin_client: Client) -> None:
    datong().publish()
    assert admin_client.get(FACTS).content == client.get(FACTS).content


# What is refused


def test_a_cursor_of_another_question_is_refused(client: Client) -> None:
    one, other = datong().publish(), datong(name="另一个局").publish()
    following = client.get(FACTS, {"edition": one.pk, "page_size": 5}).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]
    assert client.get(FACTS, {"edition": one.pk, "cursor": cursor, "page_size": 9, "fields": "id", "count": 1}).status_code == 200
    for question in ({"edition": other.pk}, {}, {"edition": one.pk, "order": "-id"}, {"edition": one.pk, "schedule": "income"}):
        assert set(refused(client, cursor=cursor, **question)) == {"cursor"}, question
    assert set(refused(client, "/api/v1/statements/", edition=one.pk, cursor=cursor)) == {"cursor"}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("facts", {"department": "999999"}),
        ("facts", {"edition": "999999"}),
        ("facts", {"department": "999999", "format": "json"}),
        ("disclosures", {"department": "999999"}),
        ("findings", {"edition": "999999"}),
        ("statements", {"edition": "999999"}),
        ("documents", {"edition": "999999"}),
        ("departments", {"region": "999999"}),
    ],
)
def test_an_empty_list_of_something_that_there_is_not_is_no_answer(client: Client, path: str, query: dict[str, str]) -> None:
    datong().publish()
    answer = client.get(f"/api/v1/{path}/", query)
    (name, *_), (listed, *_) = query, [one for one in ("departments", "editions", "regions") if one.startswith(next(iter(query)))]
    assert (answer.status_code, set(answer.json()["errors"])) == (404, {name})
    assert f"/api/v1/{listed}/" in answer.json()["detail"]


def test_an_empty_list_of_something_that_there_is_is_one(client: Client) -> None:
    edition = datong().publish()
    assert rows(client, edition=edition.pk, code="99999") == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"code": "1"}, "3–20 位数字"),
        ({"item": "支出总计"}, "total"),
        ({"measure": "a\x00b"}, "NUL"),
        ({"fields": ","}, "没有写出字段"),
        ({"measure": "长" * 61}, "最多 60 个字"),
        ({"measure": ""}, "没有值"),
    ],
)
def test_it_is_said_what_can_be_used_instead(client: Client, query: dict[str, str], told: str) -> None:
    ((name, texts),) = refused(client, **query).items()
    assert name in query
    assert told in texts[0]


@pytest.mark.parametrize(
    ("language", "lacking", "reading"),
    [
        ("zh-hans", "必须写出这个参数。", "这里只能读：请用 GET 或 HEAD。"),
        ("en", "This parameter must be given.", "This is only for reading: use GET or HEAD."),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words_in_both_languages(client: Client, language: str, lacking: str, reading: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert client.get("/api/v1/sections/").json()["errors"] == {"edition": [lacking]}
    assert client.post(FACTS).json()["detail"] == reading


def test_a_moment_is_taken_as_the_data_writes_it(client: Client) -> None:
    datong().publish()
    written = client.get("/api/v1/disclosures/").json()["results"][0]["editions"][0]["published_at"]
    assert "+08:00" in written
    assert rows(client, as_of=written) != []
    assert client.get(f"{FACTS}?as_of={written}").status_code == 200  # an unescaped + is a space in an address


@pytest.mark.parametrize("accepted", ["text/csv", "application/x-ndjson", "text/html"])
def test_the_address_decides_the_form(client: Client, accepted: str) -> None:
    datong().publish()
    assert client.get(FACTS, headers={"Accept": accepted})["Content-Type"] == "application/json"
    assert client.get(FACTS, {"format": "csv"}, headers={"Accept": accepted})["Content-Type"].startswith("text/csv")
