"""The tables of editions that were stored before tables had rows of their own."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from budgets.departments import register_department
from budgets.models import Document, PrintedTable
from ingest.store import store
from tests.contracts import column, expenditure, extraction, table

pytestmark = pytest.mark.django_db
FIELDS = [field.attname for field in PrintedTable._meta.concrete_fields if field.attname != "id"]


def test_the_migration_finds_in_readings_what_is_derived_today() -> None:
    register_department("大同市应急管理局")
    document = Document.objects.create(sha256="a" * 64, name="文件.txt", size=1, original="a")
    empty = table("fund_expenditure", "政府性基金预算支出表", [column(0, "total", "合计")], [], no_data=True)
    on_pages = {
        **expenditure(),
        "number": "表3",
        "pages": [4, 5],
        "carry_over": "excluded",
        "remarks": ["注：不含上年结转。"],
        "line": None,
    }
    edition = store(document, extraction(tables=[expenditure(), on_pages, empty])).edition
    derived = list(PrintedTable.objects.filter(edition=edition).values(*FIELDS))
    assert len(derived) == 3
    PrintedTable.objects.filter(edition=edition).delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("budgets.migrations.0006_printed_tables").FILL)
    import_module("budgets.migrations.0009_funds_named_by_titles").fill(apps, connection.schema_editor())
    assert [one["fund"] for one in derived] == ["", "", "fund"]
    assert list(PrintedTable.objects.filter(edition=edition).values(*FIELDS)) == derived
