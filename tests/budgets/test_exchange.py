"""Master data as tables: what is taken out can be brought in again, and each row is checked as if it were entered by hand."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgets import editions
from budgets.admin.exchange import AnyCSV, ExpectedResource, PopulationResource
from budgets.models import Department, DepartmentName, Edition, Expected, Population, Region, Subordination, Succession
from tests.budgets.test_editions import read
from tests.factories import department

pytestmark = pytest.mark.django_db

CSV, XLSX = "0", "1"


@pytest.fixture
def clerk(client: Client) -> Client:
    return logged_in(client, "录入员")


def logged_in(client: Client, group: str) -> Client:
    person = User.objects.create_user(group, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client.force_login(person)
    return client


def offer(client: Client, model: str, table: str | bytes, *, kind: str = CSV, resource: str = "0") -> str:
    """What is said of a table before anything is written."""
    data = table if isinstance(table, bytes) else table.encode()
    file = SimpleUploadedFile("表.csv", data)
    return client.post(
        reverse(f"admin:budgets_{model}_import"), {"import_file": file, "format": kind, "resource": resource}
    ).content.decode()


def bring_in(client: Client, model: str, table: str | bytes, *, kind: str = CSV, resource: str = "0") -> str:
    """The same, and confirmed."""
    shown = offer(client, model, table, kind=kind, resource=resource)
    given = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
    assert "import_file_name" in given, shown
    return client.post(reverse(f"admin:budgets_{model}_process_import"), given, follow=True).content.decode()


def test_a_file_is_called_by_what_is_in_it(clerk: Client) -> None:
    department("甲局")
    names = []
    for resource in ("0", "1", "x"):
        answer = clerk.post(reverse("admin:budgets_department_export"), {"format": CSV, "resource": resource})
        names.append(answer.get("Content-Disposition", ""))
    today = timezone.localdate()
    assert [f"department-{today}.csv" in names[0], f"departmentname-{today}.csv" in names[1], names[2]] == [True, True, ""]


def taken_out(client: Client, model: str, *, kind: str = CSV, resource: str = "0") -> bytes:
    answer = client.post(reverse(f"admin:budgets_{model}_export"), {"format": kind, "resource": resource})
    return bytes(answer.content)


def test_departments_are_registered_and_changed(clerk: Client) -> None:
    old = department("大同市财政局")
    waiting = editions.begin(read(unit="大同市新局"))
    assert waiting.state == "waiting"
    table = f"部门,地区代码,类别,级别,来源\n{old.pk} 大同市财政局,140200,财政,市级,编制文件\n大同市新局,140200,,,开列的名单\n"
    shown = offer(clerk, "department", table)
    assert Department.objects.count() == 1, "nothing is written before it is confirmed"
    assert "大同市新局" in shown
    bring_in(clerk, "department", table)
    old.refresh_from_db()
    assert (old.region_id, old.kind, old.level, old.source) == ("140200", "财政", "市级", "编制文件")
    (new,) = Department.objects.exclude(pk=old.pk)
    assert (new.name, new.region_id, new.names.get().source) == ("大同市新局", "140200", "开列的名单")


def test_what_waits_for_a_name_that_is_brought_in_is_told(clerk: Client) -> None:
    waiting = editions.begin(read(unit="大同市新局"))
    bring_in(clerk, "department", "部门,地区代码,类别,级别,来源\n大同市新局,140200,,,名单\n")
    assert not Edition.objects.get(pk=waiting.pk).notes.filter(code="department_unknown").exists()


def test_every_table_comes_back_as_it_went_out(clerk: Client) -> None:
    one, other = department("甲局", kind="局", level="市级", source="某文"), department("乙局")
    DepartmentName.objects.create(department=one, name="甲局旧称", kind="alias", source="某文", valid_to=date(2020, 1, 31))
    Succession.objects.create(predecessor=other, successor=one, kind="merge", date=date(2020, 2, 1), source="某文")
    Subordination.objects.create(unit=other, superior=one, source="某文")
    Expected.objects.create(department=one, fiscal_year=2023, stage="budget", scope="department", source="名单", reference="第三条")
    bring_in(clerk, "population", "地区代码,日期,常住人口（人）,来源,来源地址\n140200,2020-11-01,3105591,公报,https://example.org/a\n")
    tables = (("department", "0"), ("department", "1"), ("succession", "0"), ("subordination", "0"), ("population", "0"), ("expected", "0"))
    for model, resource in tables:
        for kind in (CSV, XLSX):
            table = taken_out(clerk, model, kind=kind, resource=resource)
            shown = offer(clerk, model, table, kind=kind, resource=resource)
            assert '<tr class="skip">' in shown, (model, resource, kind)
            assert not re.search(r'<tr class="(?:new|update|error|invalid)">', shown), (model, resource, kind)
    assert Population.objects.get().number == 3105591


@pytest.mark.parametrize(
    ("model", "table", "said"),
    [
        ("succession", "种类,原部门,后来的部门,日期,来源\n合并,甲局,丁局,2020-01-01,某文\n", "部门名录里没有“丁局”"),
        (
            "succession",
            "种类,原部门,后来的部门,日期,来源\n并吞,甲局,乙局,2020-01-01,某文\n",
            "没有“并吞”，可以写：更名、合并、分设、职能划转",
        ),
        ("succession", "种类,原部门,后来的部门,日期,来源\n合并,甲局,甲局,2020-01-01,某文\n", "原部门和后来的部门是同一个"),
        ("succession", "种类,原部门,后来的部门,日期,来源\n合并,甲局,乙局,昨天,某文\n", "这不是日期，请写年月日"),
        ("succession", "种类,原部门,后来的部门\n合并,甲局,乙局\n", "第一行缺少这些栏：日期、来源"),
        (
            "population",
            "地区代码,日期,常住人口（人）,来源,来源地址\n140200,2020-11-01,三百万,公报,https://example.org\n",
            "“三百万”不是整数",
        ),
        ("population", "地区代码,日期,常住人口（人）,来源,来源地址\n140200,2020-11-01,0,公报,https://example.org\n", "人数不能是 0"),
        (
            "population",
            "地区代码,日期,常住人口（人）,来源,来源地址\n999999,2020-11-01,5,公报,https://example.org\n",
            "没有代码为 999999 的行政区划",
        ),
        ("expected", "部门,年度,阶段,口径,依据,出处,批复日期,公开日期\n甲局,1999,预算,部门,名单,第三条,,\n", "年度不在 2007"),
        ("department", "部门,地区代码,类别,级别,来源\n甲局,,财政,,\n", "填了类别或级别，请写出来源"),
        ("department", "部门,地区代码,类别,级别,来源\n丙局,朝阳,,,名单\n", "第 2 行：叫“朝阳”的地区有 4 个：北京市朝阳区 110105"),
        ("succession", "种类,原部门,后来的部门,日期,来源\n合并,,甲局,2020-01-01,某文\n", "第 2 行：没有写部门"),
        ("population", "地区代码,日期,常住人口（人）,来源,来源地址\n,,,,\n", "第 2 行：地区代码"),
        ("department", "部门,地区代码,类别,级别,来源\n丙局,140200,,,名单\n丁局,甲,乙,丙,丁,戊\n", "第 3 行有 6 格，第一行只有 5 栏"),
        ("department", "\n\n", "文件里没有数据。第一行写栏名"),
    ],
)
def test_a_row_that_the_form_would_refuse_is_refused_and_nothing_is_written(clerk: Client, model: str, table: str, said: str) -> None:
    department("甲局"), department("乙局")
    shown = offer(clerk, model, table)
    assert said in shown
    assert "import_file_name" not in shown
    assert "Traceback" not in shown
    assert not any(model.objects.exists() for model in (Succession, Population, Expected))


def test_what_has_other_columns_says_so_in_one_line_and_nothing_of_its_rows(clerk: Client) -> None:
    shown = offer(clerk, "department", "你好\n世界\n某某\n")
    (errors,) = re.findall(r'<ul class="errorlist">(.*?)</ul>', shown, re.DOTALL)
    wanted = "部门、地区代码、类别、级别、来源"
    assert errors == f"<li>第一行缺少这些栏：{wanted}。应有的栏：{wanted}。请照导出的表改第一行，再导入。</li>"


def test_a_department_is_registered_by_its_name_alone(clerk: Client) -> None:
    bring_in(clerk, "department", "部门,地区代码,类别,级别,来源\n中央某部,,,,\n")
    assert Department.objects.get().name == "中央某部"


def test_a_row_is_checked_without_being_asked_for_again(clerk: Client) -> None:
    """One question a row finds what is there; the form that checks it asks none."""
    asked = []
    for count in (1, 11):
        rows = "".join(f"{100001 + number},2020-11-01,{number + 1},公报,https://example.org/a\n" for number in range(count))
        for number in range(count):
            Region.objects.get_or_create(code=f"{100001 + number}", name="某地", full_name=f"某地{number}")
        Population.objects.all().delete()
        for number in range(count):
            about = {"number": 5, "source": "旧", "source_url": "https://example.org/b", "date": date(2020, 11, 1)}
            Population.objects.create(region_id=f"{100001 + number}", **about)
        with CaptureQueriesContext(connection) as queries:
            shown = PopulationResource().import_data(
                AnyCSV().create_dataset(f"地区代码,日期,常住人口（人）,来源,来源地址\n{rows}"), dry_run=True
            )
        assert len(shown.invalid_rows) == count, "there are no such regions; each row was looked at"
        asked.append(sum('FROM "budgets_population"' in one["sql"] and '."id" = ' in one["sql"] for one in queries))
    assert asked == [0, 0]


def test_a_department_in_many_rows_is_looked_for_once(clerk: Client) -> None:
    pk = department("甲局").pk
    asked = []
    for count in (1, 12):
        rows = "".join(f"{pk} 甲局,{2010 + number},预算,部门,批复,文号,,\n" for number in range(count))
        table = AnyCSV().create_dataset(f"部门,年度,阶段,口径,依据,出处,批复日期,公开日期\n{rows}")
        with CaptureQueriesContext(connection) as queries:
            assert not ExpectedResource().import_data(table, dry_run=True).has_errors()
        asked.append(sum('FROM "budgets_departmentname"' in one["sql"] for one in queries))
    assert asked[0] == asked[1]


def test_a_number_with_the_name_of_another_is_refused(clerk: Client) -> None:
    one, other = department("甲局"), department("乙局")
    table = f"下属单位,上级部门,起,止,来源\n{one.pk} 乙局,{other.pk} 乙局,,,某文\n"
    assert f"第 2 行：编号 {one.pk} 的部门不叫“乙局”，是甲局" in offer(clerk, "subordination", table)


def test_an_alias_of_another_department_is_refused(clerk: Client) -> None:
    one, _other = department("甲局"), department("乙局")
    table = f"部门,名称,种类,起,止,来源\n{one.pk},乙局,别名,,,某文\n"
    assert "“乙局”已是" in offer(clerk, "department", table, resource="1")
    assert "别名要写来源" in offer(clerk, "department", f"部门,名称,种类,起,止,来源\n{one.pk},甲,别名,,,\n", resource="1")


def test_a_table_of_a_chinese_office_is_read(clerk: Client) -> None:
    department("甲局"), department("乙局")
    table = "下属单位,上级部门,起,止,来源\n甲局,乙局,2020年1月1日,,某文\n"
    bring_in(clerk, "subordination", table.encode("gb18030"))
    assert Subordination.objects.get().valid_from == date(2020, 1, 1)


@pytest.mark.parametrize("table", [b"\x00\xff\xfe\x81", b"PK\x03\x04 no archive", b""])
def test_what_is_no_table_is_told_in_a_line(clerk: Client, table: bytes) -> None:
    for kind in (CSV, XLSX):
        shown = offer(clerk, "department", table, kind=kind)
        assert "import_file_name" not in shown
        assert "errorlist" in shown
        assert "encountered" not in shown
    assert ("读不了这个文件。" in shown) == bool(table)


def test_formulas_are_text_where_a_table_is_taken_out(clerk: Client) -> None:
    one = department("甲局", kind="=1+1", source="=cmd()")
    assert one.pk
    book = openpyxl.load_workbook(io.BytesIO(taken_out(clerk, "department", kind=XLSX)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert b",=" not in taken_out(clerk, "department")


@pytest.mark.parametrize("group", ["查阅员", "审核员", "公布员"])
def test_who_may_only_look_takes_out_and_brings_nothing_in(client: Client, group: str) -> None:
    department("甲局")
    logged_in(client, group)
    assert "甲局" in taken_out(client, "department").decode("utf-8-sig")
    assert client.get(reverse("admin:budgets_department_import")).status_code == 403
    assert client.post(reverse("admin:budgets_department_process_import"), {}).status_code == 403


def test_the_names_that_are_there_are_shown_before_and_after(clerk: Client) -> None:
    own = department("甲局")
    DepartmentName.objects.create(department=own, name="甲局旧称", kind="alias", source="某文", valid_to=date(2020, 1, 31))
    table = f"部门,名称,种类,起,止,来源\n{own.pk} 甲局,甲局 旧称,别名,,2021-01-31,另一文\n"
    shown = offer(clerk, "department", table, resource="1")
    for before, after in (("甲局旧称", "甲局 旧称"), ("2020-01-31", "2021-01-31"), ("某文", "另一文")):
        assert f"<del>{before}</del> <ins>{after}</ins>" in shown


@pytest.mark.parametrize(("written", "code"), [("大同市", "140200"), ("山西省大同市", "140200"), ("上海市普陀区", "310107")])
def test_a_region_may_be_written_by_its_name(clerk: Client, written: str, code: str) -> None:
    bring_in(clerk, "department", f"部门,地区代码,类别,级别,来源\n某某局,{written},,,名单\n")
    assert Department.objects.get().region_id == code
    assert "没有导入" in offer(clerk, "department", "部门,地区代码,类别,级别,来源\n另一局,普陀区,,,名单\n")
