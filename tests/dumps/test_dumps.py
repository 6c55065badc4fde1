"""Complete dumps: what is in them, that programs read them as they are, and that none is seen before it is whole."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from budgets.models import DepartmentName, Edition, Fact, Region, Succession
from dumps import kept, tasks, writing
from dumps.shapes import CHANGES, MANIFEST, PACKAGE, SUMS
from dumps.tables import contents
from dumps.writing import Busy, make
from tests.budgets.test_api_editions import DATONG, withdraw
from tests.budgets.test_api_texts import correct
from tests.factories import Book, datong_with_text, department

pytestmark = pytest.mark.django_db

SECRET = ("张三", "13812345678", "clerk")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where dumps are kept in a test."""
    own = tmp_path / "dumps"
    settings.STORAGES = {
        **settings.STORAGES,
        "dumps": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": own}},
    }
    settings.PUBLIC_URL = "https://mz.example.org"
    storages._storages.pop("dumps", None)  # type: ignore[attr-defined]
    yield own
    storages._storages.pop("dumps", None)  # type: ignore[attr-defined]


def whole_book(name: str = "大同市应急管理局", year: int = 2023, **more: Any) -> Book:
    """A book of everything: tables, sentences, a project with its handler, a finding, a correction."""
    book = datong_with_text(name=name, year=year, **more)
    book.form("某电费", "45769", "183076", handler="张三", phone="13812345678", department="某局")
    book.find("row.total", "mismatch", "合计是2.00万元，印的是3.00万元，相差1.00万元。矛盾。", actual="30000")
    correct(book, User.objects.get_or_create(username="clerk")[0])
    return book


def stored() -> dict[str, Edition]:
    """Two regions and none, two years; one edition superseded, one withdrawn, one a draft."""
    for code, name, parent in (("140000", "山西省", None), (DATONG, "大同市", "140000"), ("110000", "北京市", None)):
        Region.objects.get_or_create(code=code, defaults={"name": name, "full_name": name, "parent_id": parent, "source": "x"})
    department(region_id=DATONG)
    department("北京某局", region_id="110000")
    Succession.objects.create(
        predecessor=department("大同市安监局"), successor=department(), kind="rename", date=date(2019, 3, 1), source="机构改革方案"
    )
    whole_book().publish()
    found = {
        "datong": whole_book().publish(),
        "earlier": whole_book(year=2022).publish(),
        "beijing": whole_book("北京某局").publish(),
        "nowhere": whole_book("某处").publish(),
    }
    withdraw(whole_book("撤回局").publish())
    whole_book("草稿局").finish()
    return found


def made(**more: Any) -> str:
    """A dump of what there is at this second: in a test everything was published in it."""
    return make(at=timezone.now(), **more)


def later(name: str) -> None:
    """So that another dump may follow: this one was made a minute ago."""
    old = storages["dumps"].path(name)
    Path(old).rename(Path(old).with_name("20260101T000000Z" + name[16:]))


def read(folder: Path, name: str, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / name / "parquet" / table / "part-0.parquet").to_pylist()
    return found


def found(question: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers."""
    with duckdb.connect() as database:
        rows: list[tuple[Any, ...]] = database.execute(question).fetchall()
    return rows


def sums_of(source: str) -> list[tuple[Any, ...]]:
    return found(f"SELECT year::INT, region::VARCHAR, count(*), sum(yuan), count(yuan) FROM {source} GROUP BY ALL ORDER BY 1, 2")  # noqa: S608


_VALIDATED = """
import frictionless, sys
report = frictionless.validate("datapackage.json")
print(report.flatten(["taskNumber", "rowNumber", "type", "note"])[:5])
sys.exit(0 if report.valid else 1)
"""


def validated(place: Path) -> tuple[bool, str]:
    """Whether frictionless finds the package valid, and what it says; in a process of its own, since it leaves files open."""
    answer = subprocess.run([sys.executable, "-c", _VALIDATED], cwd=place, capture_output=True, text=True, check=False)
    assert answer.returncode in (0, 1), answer.stderr
    return answer.returncode == 0, answer.stdout + answer.stderr


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


# What is in it


def test_duckdb_reads_parquet_and_csv_as_they_are_and_the_sums_are_those_of_the_database(folder: Path) -> None:
    editions = stored()
    place = folder / made()
    there = f"read_parquet('{place}/parquet/facts/*/*/*.parquet', hive_partitioning = true)"
    text = f"read_csv('{place}/csv/facts/*/*/*.csv.gz', hive_partitioning = true, types = {{'yuan': 'DECIMAL(24, 4)'}})"
    expected = []
    for year, region, names in (
        (2022, DATONG, ("earlier",)),
        (2023, "110000", ("beijing",)),
        (2023, DATONG, ("datong",)),
        (2023, None, ("nowhere",)),
    ):
        rows = Fact.objects.filter(edition__in=[editions[name].pk for name in names])
        expected.append((year, region, rows.count(), rows.aggregate(sum=Sum("yuan"))["sum"], rows.exclude(yuan=None).count()))
    assert sums_of(there) == sums_of(text) == expected
    assert found(f"SELECT DISTINCT typeof(yuan) FROM {there}") == [("DECIMAL(24,4)",)]  # noqa: S608
    joined = (
        f"SELECT DISTINCT e.state, d.name FROM {there} f JOIN '{place}/parquet/editions/*.parquet' e ON e.id = f.edition"  # noqa: S608
        f" JOIN '{place}/parquet/departments/*.parquet' d ON d.id = f.department WHERE f.region = '110000'"
    )
    assert found(joined) == [("published", "北京某局")]


def test_the_data_package_is_valid_with_its_types_and_keys(folder: Path) -> None:
    stored()
    place = folder / made()
    valid, told = validated(place)
    assert valid, told
    described = json.loads((place / PACKAGE).read_text())
    by_name = {one["name"]: one for one in described["resources"]}
    assert {content.table.name for content in contents()} < set(by_name)
    assert {"facts-2023-140200", "facts-2023-none"} < set(by_name)
    assert all((place / one["parquet"]).is_file() for one in described["resources"])
    yuan = next(one for one in by_name["facts-2023-140200"]["schema"]["fields"] if one["name"] == "yuan")
    assert (yuan["type"], "元" in yuan["description"]) == ("number", True)
    assert described["as_of"] == json.loads((place / MANIFEST).read_text())["as_of"]
    assert described["licenses"] == [{"name": "CC-BY-4.0"}]


def test_the_question_on_the_page_for_developers_is_answered(folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    stored()
    whole_book(scope="department").publish()
    monkeypatch.chdir(folder / made())
    page = html.unescape(client.get("/developers/").content.decode())
    question = re.search(r'duckdb -c "([^"]+)"', page)
    assert question is not None
    assert found(question[1]) == [(int(DATONG), Decimal("22965900.0000"))]


def test_a_wrong_row_makes_the_package_invalid(folder: Path) -> None:
    stored()
    place = folder / made()
    path = place / "csv/edition_documents/part-0.csv.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b"999999," + b"f" * 64 + b",0\n"))
    valid, told = validated(place)
    assert not valid
    assert "foreign" in told


def test_rows_are_those_of_the_api_and_only_of_editions_in_force(folder: Path, client: Client) -> None:
    editions = stored()
    name, in_force = made(), {edition.pk for edition in editions.values()}
    for table in ("tables", "statements", "forms", "findings", "corrections"):
        told = client.get(f"/api/v1/{table}/", {"page_size": 1000}).json()["results"]
        rows = read(folder, name, table)
        assert [row["id"] for row in rows] == [one["id"] for one in told], table
        assert {row["edition"] for row in rows} == in_force, table
        for row, one in zip(rows, told, strict=True):
            same = {key for key in row if key in one and isinstance(one[key], str | int) and not key.endswith("_url")}
            assert len(same) > 8
            assert {key: str(row[key]) for key in same if not isinstance(row[key], Decimal)} == {
                key: str(one[key]) for key in same if not isinstance(row[key], Decimal)
            }
    assert {row["state"] for row in read(folder, name, "editions")} == {"published", "superseded", "withdrawn"}
    spoken = next(row for row in read(folder, name, "statements") if row["base_printed"] == "152.61")
    assert (spoken["amount_yuan"], spoken["amount_unit"]) == (Decimal("1597900.0000"), "万元")
    names = {row["name"]: row["published"] for row in read(folder, name, "departments")}
    assert names == {"大同市应急管理局": True, "大同市安监局": False, "北京某局": True, "某处": True, "撤回局": True}
    assert {row["kind"] for row in read(folder, name, "successions")} == {"rename"}
    assert any(row["formula"] for row in read(folder, name, "indicators"))
    assert {row["system"] for row in read(folder, name, "codes")} >= {"function"}
    assert read(folder, name, "forms")[0]["evidence_url"].startswith("https://mz.example.org/documents/")


def test_figures_are_those_of_the_api_as_of_the_moment(folder: Path, client: Client) -> None:
    stored()
    name = made()
    at = json.loads((folder / name / MANIFEST).read_text())["as_of"]
    listed = client.get("/api/v1/facts/", {"as_of": at, "page_size": 1000}).json()["results"]
    rows = [row for path in (folder / name / "parquet/facts").rglob("*.parquet") for row in pq.ParquetFile(path).read().to_pylist()]
    own = {row["id"]: (row["yuan"] and str(row["yuan"]), row["printed"], row["department_name"]) for row in rows}
    assert own == {fact["id"]: (fact["yuan"], fact["printed"], fact["department_name"]) for fact in listed}
    assert len(own) == len(rows) == json.loads((folder / name / MANIFEST).read_text())["rows"]["facts"]
    assert all(row["evidence_url"] == f"https://mz.example.org/evidence/facts/{row['id']}/" for row in rows)


def test_nobody_is_named_and_no_draft_is_in_it(folder: Path) -> None:
    stored()
    name = made()
    for path in (folder / name).rglob("*"):
        if path.is_file():
            text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for secret in (*SECRET, "草稿局"):
                assert secret.encode() not in text, (path, secret)
    for path in (folder / name / "parquet").rglob("*.parquet"):
        told = str(pq.ParquetFile(path).read().to_pylist())
        assert not any(secret in told for secret in (*SECRET, "草稿局")), path


def test_words_of_a_document_are_no_formulas_in_csv_and_as_printed_in_parquet(folder: Path) -> None:
    book = Book("公式局", 2024)
    book.table("expenditure", "=表\n")
    book.row('=1+"2"', {"total": "1.00"})
    book.publish()
    name = made()
    (path,) = (folder / name / "csv/facts").rglob("*.gz")
    assert "'=1+" in gzip.decompress(path.read_bytes()).decode()
    assert b"'=\xe8\xa1\xa8" in gzip.decompress((folder / name / "csv/tables/part-0.csv.gz").read_bytes())
    assert read(folder, name, "tables")[0]["title"] == "=表\n"


def test_digests_sizes_and_counts_hold(folder: Path) -> None:
    stored()
    name = made()
    told = json.loads((folder / name / MANIFEST).read_text())
    there = {str(path.relative_to(folder / name)) for path in (folder / name).rglob("*") if path.is_file()}
    assert there == {one["path"] for one in told["files"]} | {MANIFEST, SUMS}
    for one in told["files"]:
        content = (folder / name / one["path"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one["sha256"], one["bytes"])
        if one["path"].endswith(".parquet"):
            assert pq.ParquetFile(folder / name / one["path"]).metadata.num_rows == one["rows"]
    lines = (folder / name / SUMS).read_text().splitlines()
    assert lines == [f"{one['sha256']}  {one['path']}" for one in told["files"]]


def test_a_dump_of_one_year_has_that_year_alone(folder: Path) -> None:
    editions = stored()
    name = made(year=2022)
    assert name.endswith("Z-2022")
    assert {row["edition"] for row in read(folder, name, "statements")} == {editions["earlier"].pk}
    assert {path.parts[-3] for path in (folder / name / "parquet/facts").rglob("*.parquet")} == {"year=2022"}
    assert kept.latest(None) is None


def test_where_nothing_is_published_everything_is_empty_and_whole(folder: Path) -> None:
    name = made()
    assert validated(folder / name)[0]
    assert (read(folder, name, "editions"), kept.names()) == ([], [name])


# What changed


def test_what_came_left_was_replaced_and_corrected_since_the_dump_before_is_told(folder: Path) -> None:
    stored()
    first = made()
    told = json.loads((folder / first / CHANGES).read_text())
    assert (told["since"], len(told["came"]), told["left"], told["replaced"]) == (None, 4, [], [])
    later(first)
    old, new, came = Edition.objects.get(number=2), whole_book().publish(), whole_book("新来局").publish()
    gone = Edition.objects.get(disclosure__department=department("北京某局"))
    withdraw(gone)
    told = json.loads((folder / made() / CHANGES).read_text())
    assert told["since"] == "20260101T000000Z"
    assert [one["edition"] for one in told["came"]] == [came.pk]
    assert [(one["edition"], one["department_name"], one["fiscal_year"]) for one in told["left"]] == [(gone.pk, "北京某局", 2023)]
    assert [(one["before"], one["edition"]) for one in told["replaced"]] == [(old.pk, new.pk)]
    assert {one["edition"] for one in told["corrections"]} == {new.pk, came.pk}


# Whole or not there


class Killed(BaseException):
    """As if somebody ended the process."""


def interrupt(monkeypatch: pytest.MonkeyPatch, after: int) -> list[str]:
    """It is ended after so many steps; the steps that were written."""
    written: list[str] = []
    keep = kept.step

    def step(name: str, key: str, content: Any) -> None:
        if len(written) == after:
            (Path(storages["dumps"].path(name)) / "csv/facts/half.csv.gz").parent.mkdir(parents=True, exist_ok=True)
            raise Killed
        written.append(key)
        keep(name, key, content)

    monkeypatch.setattr(kept, "step", step)
    return written


def test_an_interrupted_dump_is_not_there_and_goes_on_where_it_was(folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    stored()
    tables = len(contents())
    written = interrupt(monkeypatch, after=tables + 2)
    with pytest.raises(Killed):
        made()
    (half,) = kept.unfinished()
    assert (kept.names(), client.get("/api/v1/dumps/").json()) == ([], {"results": []})
    assert client.get(f"/api/v1/dumps/{half}/").status_code == 404
    assert client.get(f"/dumps/{half}/csv/editions/part-0.csv.gz").status_code == 404
    monkeypatch.undo()
    again: list[str] = []
    monkeypatch.setattr(kept, "step", lambda _name, key, _content: again.append(key))
    whole_book("后来局").publish()
    said: list[str] = []
    assert made(say=said.append) == half
    assert (kept.names(), kept.unfinished()) == ([half], [])
    assert again == ["facts-00002", "facts-00003"]
    assert set(again).isdisjoint(written)
    assert said[0].startswith("接着做")
    valid, told = validated(folder / half)
    assert valid, told
    assert json.loads((folder / half / MANIFEST).read_text())["rows"]["facts"] == sum(
        pq.ParquetFile(path).metadata.num_rows for path in (folder / half / "parquet/facts").rglob("*.parquet")
    )


@pytest.mark.parametrize("why", ["early", "renamed", "cut"])
def test_what_cannot_be_told_as_it_was_begins_anew(folder: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    stored()
    interrupt(monkeypatch, after=3 if why == "early" else len(contents()) + 1)
    with pytest.raises(Killed):
        made()
    (half,) = kept.unfinished()
    monkeypatch.undo()
    if why == "renamed":
        DepartmentName.objects.filter(name="北京某局").update(name="北京另一个局")
    if why == "cut":
        (folder / half / "plan.json").write_text('{"as_of": ')
    said: list[str] = []
    name = made(say=said.append)
    assert not said[0].startswith("接着做")
    assert (kept.names(), kept.unfinished()) == ([name], [])
    if why == "renamed":
        assert "北京另一个局" in {row["department_name"] for row in read(folder, name, "tables")}


def test_a_manifest_that_was_cut_off_is_none(folder: Path, client: Client) -> None:
    name = made()
    content = (folder / name / MANIFEST).read_text()
    (folder / name / MANIFEST).write_text(content[: len(content) // 2])
    assert (kept.names(), kept.unfinished()) == ([], [name])
    assert client.get(f"/dumps/{name}/{PACKAGE}").status_code == 404


def test_only_the_latest_are_kept_and_those_of_a_year_for_themselves(folder: Path, settings: Any) -> None:
    settings.DUMPS_KEPT = 2
    names = []
    for days in (3, 2, 1):
        at = timezone.now() - timedelta(days=days)
        names += [make(at=at), make(2023, at=at)]
    assert kept.names() == sorted(names[2:], reverse=True)
    assert sorted(path.name for path in folder.iterdir()) == sorted(kept.names())


@pytest.mark.django_db(transaction=True)
def test_one_snapshot_is_read_and_nobody_else_makes_one_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def looking(*_arguments: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")
            seen.append("/".join(cursor.fetchone()))

    monkeypatch.setattr(writing, "_finish", looking)
    made()
    assert seen == ["repeatable read/on"]
    monkeypatch.setattr(writing, "_alone", lambda: False)
    with pytest.raises(Busy):
        made()


# When and how it is made


def test_a_dump_is_due_where_the_latest_is_old(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks, "make", lambda: asked.append(1))
    settings.DUMPS_HOURS = 0
    tasks.make_due()
    assert asked == []
    settings.DUMPS_HOURS = 24
    tasks.make_due()
    assert asked == [1]
    name = made()
    tasks.make_due()
    assert asked == [1]
    later(name)
    tasks.make_due()
    assert asked == [1, 1]


def test_the_command_tells_each_step_and_the_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("dump", "--year", "2023")
    said = capsys.readouterr()
    (name,) = kept.names()
    assert said.out == f"{name}\n"
    assert f"1/{len(contents())}  regions  0 行" in said.err
    with pytest.raises(CommandError, match="2007"):
        call_command("dump", "--year", "1066")


def test_the_command_interrupted_says_how_it_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_write", interrupted)
    with pytest.raises(CommandError, match="再运行一次"):
        call_command("dump")
    assert kept.names() == []


# How it is had


def test_the_index_names_files_with_digests_and_addresses_that_lead_to_them(folder: Path, client: Client) -> None:
    stored()
    name = made()
    (dump,) = client.get("/api/v1/dumps/").json()["results"]
    assert (dump["name"], dump["year"], dump["rows"]["corrections"]) == (name, None, 4)
    whole = client.get(dump["url"]).json()
    assert whole["bytes"] == dump["bytes"] == sum(file["bytes"] for file in whole["files"])
    for file in whole["files"]:
        answer = client.get(file["url"])
        content = content_of(answer)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        assert (answer["ETag"], answer["Content-Length"]) == (f'"{file["sha256"]}"', str(file["bytes"]))
        assert answer["Content-Disposition"].startswith("attachment; ")
    for key in ("package_url", "manifest_url", "sums_url", "changes_url"):
        assert content_of(client.get(dump[key])), key
    of_a_year = client.get(dump["url"] + "?year=2022&format=parquet").json()["files"]
    assert {file["year"] for file in of_a_year} == {None, 2022}
    assert not any(file["path"].startswith("csv/") for file in of_a_year)
    assert set(client.get(dump["url"], {"format": "xlsx"}).json()["errors"]) == {"format"}


def test_a_download_that_broke_off_goes_on(folder: Path, client: Client) -> None:
    stored()
    address = f"/dumps/{made()}/csv/editions/part-0.csv.gz"
    whole = client.get(address)
    content = content_of(whole)
    rest = client.get(address, headers={"Range": "bytes=100-", "If-Range": whole["ETag"]})
    assert rest.status_code == 206
    assert rest["Content-Range"] == f"bytes 100-{len(content) - 1}/{len(content)}"
    assert content_of(rest) == content[100:]
    other = client.get(address, headers={"Range": "bytes=100-", "If-Range": '"x"'})
    assert (other.status_code, content_of(other)) == (200, content)
    beyond = client.get(address, headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert client.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    head = client.head(address)
    assert (head.status_code, head["Content-Length"], head["Accept-Ranges"]) == (200, str(len(content)), "bytes")
    script = client.get(address, headers={"Origin": "https://example.org"})
    assert (script["Access-Control-Allow-Origin"], content_of(script)) == ("*", content)


@pytest.mark.parametrize("path", ["plan.json", "../secret", "csv/", "nothing", "csv/../../x", "steps/editions.json"])
def test_nothing_else_is_given_out(folder: Path, client: Client, path: str) -> None:
    name = made()
    (folder / "secret").write_text("x")
    assert client.get(f"/dumps/{name}/{path}").status_code == 404
    for other in ("20260101T000000Z", "x", "..", "20260101T000000Z-2023"):
        assert client.get(f"/dumps/{other}/{MANIFEST}").status_code == 404
    assert client.post(f"/dumps/{name}/{MANIFEST}").status_code == 405
