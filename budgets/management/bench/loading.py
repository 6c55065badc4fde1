"""Generated disclosures into a database of their own, by PostgreSQL itself: templates go in, and it multiplies them.

Loaded in batches of disclosures, each in one transaction: what was interrupted goes on. Indexes, foreign keys and the guard of what was
published are taken away from facts first and put back last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, connections, transaction

from budgets.management.bench.shapes import VARIANTS, Shape, departments_for, shapes, titles
from budgets.schedules import fund_named

YEARS: Final = range(2016, 2026)
STAGES: Final = ("budget", "final_accounts")
_BATCH: Final = 400  # disclosures
_REGIONS: Final = ("110000", "310000", "320000", "350100", "370600", "440100", "440300", "610100")
_KINDS: Final = ("发展改革", "教育", "公安", "民政", "财政", "水利", "卫生健康", "应急管理", "统计", "审计")

_SUBJECTS: Final = (
    *("收入总计", "支出总计", "基本支出", "人员经费", "公用经费", "项目支出", "“三公”经费", "因公出国（境）费", "公务接待费"),
    *("公务用车购置及运行费", "公务用车购置费", "公务用车运行维护费", "机关运行经费", "政府采购预算"),
    *("工资福利支出", "商品和服务支出", "教育（类）支出", "卫生健康（类）支出", "住房保障（类）支出", "财政拨款收入", "其他收入"),
    *("会议费", "培训费", "国有资产", "绩效目标"),
)
"""What sentences speak of: each headline figure in two of fifty, as in published documents, and other things."""

_SHAPES: Final = """
CREATE UNLOGGED TABLE IF NOT EXISTS bench_shape (
    place bigint GENERATED ALWAYS AS IDENTITY, template int, variant int, "table" int, schedule text, "row" int, "column" int,
    row_key text, measure text, code text, item text, label text, level int, side text, weight bigint
)
"""
_DEPARTMENTS: Final = "CREATE TABLE IF NOT EXISTS bench_department (id bigint PRIMARY KEY, template int, scale bigint)"
_INDEXES: Final = "CREATE TABLE IF NOT EXISTS bench_index (place serial, undo text, redo text)"

_TAKE_AWAY: Final = """
INSERT INTO bench_index (undo, redo)
SELECT format('ALTER TABLE budgets_fact DROP CONSTRAINT %%I', conname),
       format('ALTER TABLE budgets_fact ADD CONSTRAINT %%I %%s', conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = 'budgets_fact'::regclass AND contype IN ('u', 'f')
UNION ALL
SELECT format('DROP INDEX %%I', indexname), indexdef FROM pg_indexes
WHERE tablename = 'budgets_fact' AND indexname NOT IN
    (SELECT conname FROM pg_constraint WHERE conrelid = 'budgets_fact'::regclass AND contype IN ('u', 'p'))
"""

_ONE_BATCH: Final = """
WITH wanted AS (
    SELECT department.id AS department, department.template, year, stage,
        row_number() OVER (ORDER BY department.id, year, stage) AS place,
        department.scale + (year - 2016) * 3 + (department.id * 7 + year * 13) %% 11 AS scale,
        (department.id + year) %% %(variants)s AS variant
    FROM bench_department department CROSS JOIN generate_series(%(first)s, %(last)s) year
    CROSS JOIN unnest(ARRAY['budget', 'final_accounts']) stage
), batch AS (
    SELECT * FROM wanted WHERE place > %(done)s ORDER BY place LIMIT %(batch)s
), disclosure AS (
    INSERT INTO budgets_disclosure (id, department_id, fiscal_year, stage, scope)
    SELECT place, department, year, stage, 'department' FROM batch
), document AS (
    INSERT INTO budgets_document (id, sha256, name, media_type, size, original, source_url, received_at, is_sample)
    SELECT place, lpad(place::text, 64, '0'), '生成的文件 ' || place || '.pdf', 'application/pdf', 1, 'none', '', now(), true FROM batch
), reading AS (
    INSERT INTO budgets_reading (id, document_id, parser_version, extraction, created_at)
    SELECT place, place, 'bench', '{"contract": 1, "tables": []}', now() FROM batch
), edition AS (
    INSERT INTO budgets_edition (id, disclosure_id, number, digest, checks, checks_current, state, created_at, published_at, reason,
        end_reason)
    SELECT place, place, 1, repeat('d', 64), '{}', true, 'published', now(), now(), '', '' FROM batch
), transition AS (
    INSERT INTO budgets_transition (edition_id, state, at) SELECT place, 'published', now() FROM batch
), part AS (
    INSERT INTO budgets_part (edition_id, reading_id, "order") SELECT place, place, 0 FROM batch
), printed AS (
    INSERT INTO budgets_printedtable (edition_id, document_id, "order", page, sheet, cell, schedule, title, printed_number, unit, no_data,
        carry_over, fund, pages, remarks, cells, figures)
    SELECT place, place, head."table", head."table" + 4, '', '', head.schedule, batch.year || '年' || (%(titles)s::jsonb->>head.schedule),
        '', '万元', false, '', %(funds)s::jsonb->>head.schedule, jsonb_build_array(head."table" + 4), '[]', head.cells, head.figures
    FROM batch JOIN (
        SELECT template, variant, "table", schedule, count(*) AS cells, count(weight) AS figures
        FROM bench_shape GROUP BY template, variant, "table", schedule
    ) head USING (template, variant)
), said AS (
    INSERT INTO budgets_statement (edition_id, document_id, "order", page, sheet, cell, subject, part_of, text, section, code, year, amount,
        unit, base_year, base_kind, direction, percent_kind, nil, reason)
    SELECT place, place, number, 2, '', '', (%(subjects)s::text[])[1 + number %% cardinality(%(subjects)s::text[])], '',
        year || '年第' || number || '句', '', '', year, number * scale, '万元', year - 1, '',
        CASE WHEN number < 5 THEN 'increase' ELSE '' END, '', false, ''
    FROM batch CROSS JOIN generate_series(1, 50) number
), facts AS (
    INSERT INTO budgets_fact (edition_id, document_id, "order", page, bbox, sheet, cell, fiscal_year, "table", schedule, row_key, measure,
        figure, block, "row", "column", code, item, label, path, level, side, header, presence, kind, yuan, printed, unit)
    SELECT batch.place, batch.place, shape.place, shape."table" + 4,
        jsonb_build_array(60 + 70 * "column", 90 + 12 * ("row" %% 55), 120 + 70 * "column", 100 + 12 * ("row" %% 55)), '', '',
        batch.year, shape."table", schedule, row_key, measure, CASE stage WHEN 'budget' THEN 'this' ELSE 'final' END, 0, "row", "column",
        code, item, label, '[]', level, side, '[]', CASE WHEN weight IS NULL THEN 'blank' ELSE 'printed' END, 'money',
        weight * batch.scale * 100, coalesce(to_char(weight * batch.scale / 100.0, 'FM999,999,999,990.00'), ''), '万元'
    FROM batch JOIN bench_shape shape USING (template, variant)
    RETURNING 1
)
SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM facts)
"""
_UNLIKE: Final = """
SELECT DISTINCT ON (template, (department.id + fiscal_year) %% %(variants)s) edition.id
FROM bench_department department
JOIN budgets_disclosure disclosure ON disclosure.department_id = department.id
JOIN budgets_edition edition ON edition.disclosure_id = disclosure.id
ORDER BY template, (department.id + fiscal_year) %% %(variants)s, fiscal_year DESC, edition.id
"""
_GUARDED: Final = ("edition", "part", "printedtable", "fact", "statement")
_COUNTERS: Final = ("disclosure", "document", "reading", "edition")


def database_of(facts: int) -> str:
    """The name of the generated database with so many facts, beside the configured one."""
    return f"mingzhang_bench_{facts}"


@contextmanager
def generated(facts: int) -> Iterator[None]:
    """While it lasts the default connection is to the generated database, which is made where there is none."""
    with database(database_of(facts)):
        yield


@contextmanager
def database(name: str) -> Iterator[None]:
    """While it lasts the default connection is to this database beside the configured one, which is made where there is none."""
    default = connections["default"]
    with default._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {name}")
    configured = dict(default.settings_dict)
    _connect(configured | {"NAME": name, "OPTIONS": {**configured["OPTIONS"], "pool": False}})
    try:
        yield
    finally:
        _connect(configured)


def _connect(settings: dict[str, Any]) -> None:
    default = connections["default"]
    default.close()
    if default.settings_dict["OPTIONS"].get("pool"):
        default.close_pool()  # type: ignore[attr-defined]
    default.settings_dict.update(settings)


def load(facts: int, say: Callable[[str], None]) -> int:
    """Load what is missing of so many facts; how many there are then. Raises django.db.Error."""
    call_command("migrate", verbosity=0)
    _prepare(facts)
    total, done = _counts()
    while done < total:
        done, loaded = done + _BATCH, _batch(done)
        say(f"已生成 {min(done, total):,}/{total:,} 份，这一批 {loaded:,} 个数")
    _build_indexes(say)
    return int(_one("SELECT count(*) FROM budgets_fact"))


def unlike() -> list[int]:
    """One edition, of the latest year, of each template and variant: together they print every line of the generated disclosures."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLIKE, {"variants": VARIANTS})
        return [int(edition) for (edition,) in cursor.fetchall()]


def _prepare(facts: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in (_SHAPES, _DEPARTMENTS, _INDEXES):
            cursor.execute(sql)
        cursor.execute("SELECT EXISTS (SELECT FROM bench_department)")
        if cursor.fetchone()[0]:
            return
        cells = _copy_shapes(cursor)
        _departments(cursor, departments_for(facts, cells, len(YEARS) * len(STAGES)))
        cursor.execute(_TAKE_AWAY, [])
        cursor.execute("SELECT undo FROM bench_index ORDER BY place")
        for (sql,) in cursor.fetchall():
            cursor.execute(sql)
        _guard(cursor, "DISABLE")


def _copy_shapes(cursor: Any) -> list[int]:
    """The templates into the database; how many cells each has, as a mean of its variants."""
    names = ", ".join(f'"{field.name}"' for field in fields(Shape))
    counts: dict[int, int] = {}
    with cursor.copy(f"COPY bench_shape ({names}) FROM STDIN") as copy:
        for shape in shapes():
            copy.write_row(astuple(shape))
            counts[shape.template] = counts.get(shape.template, 0) + 1
    return [counts[template] // VARIANTS for template in sorted(counts)]


def _departments(cursor: Any, templates: Sequence[int]) -> None:
    regions = [(code, f"地区{code}", f"地区{code}", "生成的数据") for code in _REGIONS]
    cursor.executemany("INSERT INTO budgets_region (code, name, full_name, source) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", regions)
    for number, template in enumerate(templates, start=1):
        kind, region = _KINDS[number % len(_KINDS)], _REGIONS[number // len(_KINDS) % len(_REGIONS)]
        cursor.execute(
            "INSERT INTO budgets_department (id, region_id, kind, level, source, created_at) VALUES (%s, %s, %s, %s, '生成的数据', now())",
            [number, region, kind, "省级" if region.endswith("0000") else "市级"],
        )
        name = f"{region}{kind}局{number}"
        cursor.execute(
            "INSERT INTO budgets_departmentname (department_id, name, key, kind, source) VALUES (%s, %s, %s, 'official', '生成的数据')",
            [number, name, name],
        )
        cursor.execute("INSERT INTO bench_department (id, template, scale) VALUES (%s, %s, %s)", [number, template, 40 + number % 90])


def _counts() -> tuple[int, int]:
    """How many disclosures there shall be, and how many there are."""
    departments, there = _one("SELECT count(*) FROM bench_department"), _one("SELECT count(*) FROM budgets_edition")
    return int(departments) * len(YEARS) * len(STAGES), int(there)


def _batch(done: int) -> int:
    values: dict[str, Any] = {
        "first": YEARS[0],
        "last": YEARS[-1],
        "done": done,
        "batch": _BATCH,
        "variants": VARIANTS,
        "subjects": list(_SUBJECTS),
    }
    about = {"titles": titles(), "funds": {schedule: fund_named(title) for schedule, title in titles().items()}}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ONE_BATCH, {**values, **{name: json.dumps(one, ensure_ascii=False) for name, one in about.items()}})
        return int(cursor.fetchone()[1])


def _build_indexes(say: Callable[[str], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SELECT place, redo FROM bench_index ORDER BY place")
        for place, sql in cursor.fetchall():
            say(f"建索引：{sql.split(' USING ')[0]}")
            with transaction.atomic():
                cursor.execute(sql)
                cursor.execute("DELETE FROM bench_index WHERE place = %s", [place])
        for table in _COUNTERS:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('budgets_{table}', 'id'), (SELECT max(id) FROM budgets_{table}))")  # noqa: S608
        _guard(cursor, "ENABLE")
        cursor.execute("SELECT budgets_list_tables(array_agg(id)) FROM budgets_edition")
        cursor.execute("VACUUM ANALYZE")


def _guard(cursor: Any, how: str) -> None:
    """Switch the triggers that let nobody add to what was published."""
    for table in _GUARDED:
        cursor.execute(f"ALTER TABLE budgets_{table} {how} TRIGGER USER")


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
