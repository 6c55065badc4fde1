"""The API of what was published around figures: regions, departments with their kin, editions, documents."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from budgets.api.editions import EditionInFullSerializer, with_whole
from budgets.models import Correction, Document, DocumentPage, Edition, Region, Subordination, Succession
from budgets.moments import Moment, shown_as_of
from budgets.stated import unit_of
from ingest.checks.results import Question, compared
from ingest.checks.tolerance import Verdict
from tests.budgets.test_api import get
from tests.factories import datong, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

SHANXI, DATONG = "140000", "140200"


def withdraw(edition: Edition, reason: str = "文件放错了") -> None:
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason=reason)


def regions() -> dict[str, Region]:
    """山西省 with 大同市, of which two departments published, and one county whose department did not."""
    own: dict[str, Region] = {}
    for code, name, full_name, parent in (
        (SHANXI, "山西省", "山西省", None),
        (DATONG, "大同市", "山西省大同市", SHANXI),
        ("140212", "新荣区", "山西省大同市新荣区", DATONG),
        ("110000", "北京市", "北京市", None),
    ):
        found, _ = Region.objects.get_or_create(
            code=code, defaults={"name": name, "full_name": full_name, "parent_id": parent, "source": "x"}
        )
        own[code] = found
    department("山西省水利厅", region=own[SHANXI])
    department("新荣区财政局", region=own["140212"])
    for name in ("大同市应急管理局", "大同市财政局"):
        department(name, region=own[DATONG])
    return own


# Regions


def test_regions_are_those_of_departments_that_published_and_those_they_lie_in(client: Client) -> None:
    regions()
    assert get(client, "regions/")["results"] == []
    for name in ("大同市应急管理局", "大同市财政局", "山西省水利厅"):
        datong(name=name).publish()
    datong(name="新荣区财政局").finish()
    province, city = get(client, "regions/")["results"]
    assert (province["code"], province["level"], province["parent"]) == (SHANXI, "province", None)
    assert (province["departments"], province["departments_within"]) == (1, 3)
    assert city == {
        "code": DATONG,
        "name": "山西省大同市",
        "short_name": "大同市",
        "level": "city",
        "parent": SHANXI,
        "departments": 2,
        "departments_within": 2,
        "page_url": f"http://testserver/regions/{DATONG}/",
    }
    assert get(client, f"regions/{DATONG}/") == city
    assert [one["code"] for one in get(client, "regions/", parent=SHANXI)["results"]] == [DATONG]
    assert [one["code"] for one in get(client, "regions/", name="大同")["results"]] == [DATONG]
    for nothing in ("140212", "110000", "999999", "x"):
        assert get(client, f"regions/{nothing}/", 404)["code"] == "not_found"


def test_regions_are_turned_over_by_code(client: Client) -> None:
    regions()
    datong(name="大同市财政局").publish()
    first = get(client, "regions/", page_size=1)
    assert [one["code"] for one in first["results"]] == [SHANXI]
    assert [one["code"] for one in client.get(first["next"]).json()["results"]] == [DATONG]
    assert set(get(client, "regions/", 400, cursor="cD1hYmM=")["errors"]) == {"cursor"}


# Departments


def test_a_department_tells_what_became_of_it_and_its_units_and_the_list_does_not(client: Client) -> None:
    datong().publish()
    own, old, unit, above = (department(name) for name in ("大同市应急管理局", "大同市安监局", "大同市救援队", "大同市政府"))
    Succession.objects.create(predecessor=old, successor=own, kind="rename", date=date(2019, 3, 1), source="机构改革方案")
    Subordination.objects.create(unit=unit, superior=own, valid_from=date(2020, 1, 1), source="部门预算")
    Subordination.objects.create(unit=own, superior=above, valid_to=date(2022, 12, 31), source="三定方案")
    datong(name="大同市救援队").publish()
    found = get(client, f"departments/{own.pk}/")
    assert found["successors"] == []
    (event,) = found["predecessors"]
    assert event == {
        "department": {"id": old.pk, "name": "大同市安监局", "published": False},
        "kind": "rename",
        "date": "2019-03-01",
        "source": "机构改革方案",
    }
    assert found["units"] == [
        {
            "department": {"id": unit.pk, "name": "大同市救援队", "published": True},
            "valid_from": "2020-01-01",
            "valid_to": None,
            "source": "部门预算",
        }
    ]
    assert [(one["department"]["name"], one["valid_to"]) for one in found["superiors"]] == [("大同市政府", "2022-12-31")]
    assert {"successors", "predecessors", "units", "superiors"}.isdisjoint(get(client, "departments/")["results"][0])
    assert get(client, f"departments/{old.pk}/", 404)["code"] == "not_found"


def test_the_kin_of_a_department_takes_as_many_queries_however_many_they_are(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    datong().publish()
    own = department()
    for number in range(4):
        unit = department(f"单位{number}")
        for fields in ({"unit": unit, "superior": own}, {"unit": own, "superior": unit}):
            Subordination.objects.create(**fields, source="x")
        for pair in ({"predecessor": unit, "successor": own}, {"predecessor": own, "successor": unit}):
            Succession.objects.create(**pair, kind="transfer", date=date(2019, 3, 1), source="x")
    with django_assert_max_num_queries(14):
        found = get(client, f"departments/{own.pk}/")
    assert [len(found[name]) for name in ("successors", "predecessors", "superiors", "units")] == [4, 4, 4, 4]


# Editions


def test_an_edition_says_whose_it_is_and_how_its_checks_came_out(client: Client) -> None:
    book = datong()
    book.find("row.total", "mismatch", "矛盾。")
    book.find("row.total", "rounding", "差一点。")
    book.find("row.total", "rounding", "又差一点。")
    person = User.objects.create_user("clerk")
    made = {"edition": book.edition, "field": "amount", "target": {}, "old": "1", "new": "2", "reason": "看错", "person": person}
    gone = Correction.objects.create(order=0, **made)
    Correction.objects.create(order=1, **made)
    Correction.objects.create(order=2, **{**made, "field": "dropped"}, settles=gone)
    edition = book.publish()
    (found,) = get(client, "editions/")["results"]
    assert found == get(client, f"editions/{edition.pk}/")
    (document,) = found.pop("documents")
    assert document["sha256"] == edition.parts.get().reading.document.sha256
    assert found.pop("published_at").startswith(str(timezone.localdate().year))
    assert found == {
        "id": edition.pk,
        "number": 1,
        "state": "published",
        "disclosure": edition.disclosure_id,
        "department": department().pk,
        "department_name": "大同市应急管理局",
        "fiscal_year": 2023,
        "stage": "budget",
        "scope": "unit",
        "reason": "",
        "ended_at": None,
        "withdrawn_because": "",
        "superseded_by": None,
        "replaces": None,
        "digest": "d" * 64,
        "recognised": 0,
        "findings": {"rounding": 2, "mismatch": 1, "soft": 0, "not_evaluable": 0},
        "corrections": 1,
        "page_url": f"http://testserver/editions/{edition.pk}/",
    }
    assert "clerk" not in str(found)


def test_what_became_of_an_edition_is_told_and_drafts_are_not(client: Client) -> None:
    first, second, third = (datong().publish() for _ in range(3))
    gone = datong(name="大同市财政局").publish()
    withdraw(gone)
    draft = datong(name="大同市水务局").finish()
    told = {one["id"]: one for one in get(client, "editions/")["results"]}
    assert {number: (one["state"], one["superseded_by"]) for number, one in told.items()} == {
        first.pk: ("superseded", second.pk),
        second.pk: ("superseded", third.pk),
        third.pk: ("published", None),
        gone.pk: ("withdrawn", None),
    }
    assert [one["withdrawn_because"] for one in told.values()] == ["", "", "", "文件放错了"]
    assert [one["ended_at"] is None for one in told.values()] == [False, False, True, False]
    assert get(client, f"editions/{draft.pk}/", 404)["code"] == "not_found"
    for query, expected in (
        ({"state": "withdrawn"}, [gone]),
        ({"state": "published"}, [third]),
        ({"department": department().pk, "state": "superseded"}, [first, second]),
        ({"year": 2022}, []),
        ({"stage": "final_accounts"}, []),
        ({"scope": "unit", "year": 2023, "state": "published"}, [third]),
    ):
        assert [one["id"] for one in get(client, "editions/", **query)["results"]] == [edition.pk for edition in expected], query


def test_an_edition_that_was_in_force_again_was_superseded_by_the_later_one(client: Client) -> None:
    first = datong().publish()
    second = datong().publish()
    withdraw(second)
    Edition.objects.filter(pk=first.pk).update(state="published", ended_at=timezone.now())
    assert get(client, f"editions/{first.pk}/")["ended_at"] is None
    third = datong().publish()
    told = get(client, f"editions/{first.pk}/")
    assert (told["state"], told["superseded_by"]) == ("superseded", third.pk)


def test_the_reason_why_a_superseded_edition_was_once_in_force_again_stays_inside(client: Client) -> None:
    edition = datong().publish()
    Edition.objects.filter(pk=edition.pk).update(end_reason="里面的话")
    datong().publish()
    assert "里面的话" not in str(get(client, "editions/"))


def test_as_of_a_moment_an_edition_is_told_as_it_was_then(client: Client) -> None:
    first = datong().publish()
    then = timezone.now()
    second = datong().publish()
    between = timezone.now()
    withdraw(first)
    now = {one["id"]: one for one in get(client, "editions/")["results"]}
    assert (now[first.pk]["state"], now[first.pk]["superseded_by"], now[first.pk]["withdrawn_because"]) == ("withdrawn", None, "文件放错了")
    second.refresh_from_db()
    (told,) = _as_of(then)
    assert (told["id"], told["state"], told["ended_at"], told["superseded_by"]) == (first.pk, "published", None, None)
    old, new = _as_of(between)
    assert (old["state"], old["superseded_by"], old["withdrawn_because"]) == ("superseded", second.pk, "")
    assert then < datetime.fromisoformat(old["ended_at"]) < between
    assert (new["id"], new["state"]) == (second.pk, "published")


def _as_of(at: datetime) -> list[dict[str, Any]]:
    """The editions as they were at a moment, which in an address is a whole second."""
    with shown_as_of(Moment("", at)):
        return list(EditionInFullSerializer(with_whole(Edition.objects.citable()).order_by("pk"), many=True).data)


def test_before_anything_was_published_there_is_nothing(client: Client) -> None:
    regions()
    edition = datong().publish()
    for path in ("regions", "departments", "editions", "documents", "tables", "statements", "forms", "corrections"):
        assert get(client, f"{path}/", as_of="2020-01-01")["results"] == [], path
    assert get(client, "sections/", 404, edition=edition.pk, as_of="2020-01-01")["code"] == "not_found"
    assert len(get(client, "documents/", as_of=timezone.localdate().isoformat())["results"]) == 1


def test_fields_and_counts_are_had_of_these_lists_too(client: Client) -> None:
    regions()
    datong().publish()
    for path, field in (("regions", "code"), ("editions", "state"), ("documents", "sha256"), ("tables", "title")):
        answer = get(client, f"{path}/", fields=field, count=1)
        assert answer["count"] == len(answer["results"]) > 0, path
        assert {name for row in answer["results"] for name in row} == {field}


# Documents


def test_a_document_names_its_pages_and_the_published_editions_that_it_is_in(client: Client) -> None:
    book = datong()
    edition = book.publish()
    (found,) = get(client, "documents/")["results"]
    sha256 = book.document.sha256
    assert found == {
        "sha256": sha256,
        "name": book.document.name,
        "media_type": "text/plain",
        "source_url": "",
        "published_on": None,
        "is_sample": False,
        "approved_on": None,
        "pages": 1,
        "recognised": False,
        "editions": [edition.pk],
    }
    whole = get(client, f"documents/{sha256}/")
    (page,) = whole.pop("page_list")
    assert whole == found
    assert page == {
        "number": 1,
        "printed": None,
        "recognised": False,
        "width": None,
        "height": None,
        "page_url": f"http://testserver/documents/{book.document.pk}/pages/1/",
        "image_url": None,
    }
    assert str(book.document.original) not in str(found) + str(page)
    for nothing in ("f" * 64, "x"):
        assert get(client, f"documents/{nothing}/", 404)["code"] == "not_found"


def test_pages_of_a_pdf_have_pictures_and_a_picture_that_was_read_is_told(client: Client) -> None:
    book = datong()
    Document.objects.filter(pk=book.document.pk).update(media_type="application/pdf")
    book.finish()
    DocumentPage.objects.filter(document=book.document).update(width=595.0, height=842.0)
    DocumentPage.objects.create(
        document=book.document, number=2, first_line=1, lines=[], kind="recognised", width=595.0, height=842.0, printed=1
    )
    DocumentPage.objects.create(document=book.document, number=3, first_line=1, lines=[], kind="picture", width=595.0, height=842.0)
    book.publish_finished()
    found = get(client, f"documents/{book.document.sha256}/")
    assert (found["pages"], found["recognised"]) == (3, True)
    base = f"http://testserver/documents/{book.document.pk}/pages"
    assert [page["image_url"] for page in found["page_list"]] == [f"{base}/1/image.png", f"{base}/2/image.png", None]
    assert [(page["recognised"], page["printed"]) for page in found["page_list"]] == [(False, None), (True, 1), (False, None)]


def test_documents_of_drafts_are_not_there_and_those_of_old_editions_are(client: Client) -> None:
    old, new = datong(), datong()
    first, second = old.publish(), new.publish()
    hidden = datong(name="大同市财政局")
    hidden.finish()
    withdraw(second)
    found = get(client, "documents/")["results"]
    assert [one["sha256"] for one in found] == [old.document.sha256, new.document.sha256]
    assert get(client, f"documents/{hidden.document.sha256}/", 404)["code"] == "not_found"
    for query, expected in (
        ({"edition": first.pk}, [old]),
        ({"department": department().pk}, [old, new]),
    ):
        told = [one["sha256"] for one in get(client, "documents/", **query)["results"]]
        assert told == [book.document.sha256 for book in expected], query
    for query in ({"edition": hidden.edition.pk}, {"department": department("大同市财政局").pk}):
        assert set(get(client, "documents/", 404, **query)["errors"]) == set(query)


# All of them


def test_these_lists_too_ask_as_often_however_long_they_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    own = regions()
    for name in ("大同市应急管理局", "大同市财政局", "山西省水利厅"):
        datong(name=name).publish()
    assert len(own) == 4
    for path, queries in (("regions/", 1), (f"regions/{DATONG}/", 1), ("editions/", 3), ("documents/", 3)):
        with django_assert_num_queries(queries):
            assert get(client, path)
    one = Document.objects.order_by("pk")[0].sha256
    with django_assert_num_queries(4):
        get(client, f"documents/{one}/")


@pytest.mark.parametrize(
    ("path", "query", "wrong"),
    [
        ("regions/", {"order": "code"}, {"order"}),
        ("regions/", {"parent": "14", "name": "长" * 61}, {"parent", "name"}),
        ("editions/", {"state": "draft"}, {"state"}),
        ("editions/", {"state": "waiting", "year": "1"}, {"state", "year"}),
        ("editions/", {"edition": "1"}, {"edition"}),
        ("documents/", {"sha256": "x", "year": "2023"}, {"sha256", "year"}),
        ("documents/", {"page_size": "1001"}, {"page_size"}),
    ],
)
def test_wrong_parameters_are_named(client: Client, path: str, query: dict[str, Any], wrong: set[str]) -> None:
    assert set(get(client, path, 400, **query)["errors"]) == wrong


def test_findings_are_chosen_by_check_and_year_and_told_alone(client: Client) -> None:
    book = datong()
    book.find("hierarchy.class_sum", "mismatch", "类不等于各款之和。")
    book.find("quality.no_data", "soft", "注明本表无数据。")
    edition = book.publish()
    found = get(client, "findings/", check="quality.no_data", year=2023)["results"]
    assert [one["message"] for one in found] == ["注明本表无数据。"]
    assert get(client, "findings/", year=2022, edition=edition.pk)["results"] == []
    assert get(client, f"findings/{found[0]['id']}/") == {**found[0], "facts": []}
    draft = datong(name="大同市财政局")
    draft.find("quality.no_data", "soft", "注明本表无数据。")
    hidden = draft.finish().findings.all()[0]
    assert get(client, f"findings/{hidden.pk}/", 404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("message", "actual", "unit"),
    [
        ("合计是2,296.59万元，印的是2,296.58万元，相差−0.01万元。矛盾。", "22965800", "元"),
        ("比上年增长是14.49%，印的是−14.5%，相差0.01个百分点。", "-14.5", "%"),
        ("项目是23个，印的是19个，相差−4个。", "19", "个"),
        ("合计是2万元，印的是3万元，相差1万元。", "3", None),
        ("注明本表无数据。", None, None),
    ],
)
def test_a_finding_says_the_unit_of_its_numbers_and_none_where_its_sentence_has_other_ones(
    client: Client, message: str, actual: str | None, unit: str | None
) -> None:
    book = datong()
    book.find("row.total", "mismatch", message, actual=actual)
    book.publish()
    (found,) = get(client, "findings/")["results"]
    assert found["unit"] == unit


def test_the_unit_of_a_finding_is_read_of_the_sentence_that_checks_write() -> None:
    for unit, other, told in (("万元", "元", "元"), ("元", None, "元"), ("%", None, "%"), ("辆", None, "辆")):
        verdict = Verdict("mismatch", Decimal("12345600"), Decimal("-12345700.5"), Decimal(0))
        result = compared(Question("某项", "某项", unit, other_unit=other), verdict, ())
        assert unit_of(result.message, result.actual) == told, result.message


def test_a_finding_alone_names_the_figures_that_stand_where_its_sources_are(client: Client) -> None:
    book = datong()
    first, second = book.edition.facts.filter(presence="printed").order_by("-line")[:2]
    sources = [{"line": fact.line, "span": fact.span} for fact in (first, second)]
    book.find("row.total", "mismatch", "矛盾。", sources=[*sources, sources[0], {"line": 1, "span": [0, 1]}, {"line": second.line}])
    edition = book.publish()
    found = get(client, f"findings/{edition.findings.get().pk}/")
    assert found["department_name"] == "大同市应急管理局"
    assert found["facts"] == [
        {"id": fact.pk, "printed": fact.printed, "unit": "万元", "evidence_url": f"http://testserver/evidence/facts/{fact.pk}/"}
        for fact in (first, second)
    ]
