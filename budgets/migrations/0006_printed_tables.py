"""The tables of an edition get rows of their own: lists of tables had to unpack whole readings, which may have megabytes each.

Those of editions that are there already are taken from their readings; what was published is guarded like its facts.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO budgets_printedtable
    (edition_id, document_id, "order", page, bbox, line, span, sheet, cell,
     schedule, title, printed_number, unit, no_data, carry_over, pages, remarks, cells, figures)
SELECT part.edition_id, reading.document_id, printed.place - 1,
    coalesce(printed.head->>'page', printed.head->'pages'->>0)::integer, nullif(printed.head->'bbox', 'null'), (printed.head->>'line')::integer,
    nullif(printed.head->'span', 'null'), coalesce(printed.head->>'sheet', ''), coalesce(printed.head->>'cell', ''),
    coalesce(printed.head->>'schedule', ''), coalesce(printed.head->>'title', ''), coalesce(printed.head->>'number', ''),
    coalesce(printed.head->>'unit', ''), (printed.head->>'no_data')::boolean, coalesce(printed.head->>'carry_over', ''),
    coalesce(nullif(printed.head->'pages', 'null'), '[]'), coalesce(nullif(printed.head->'remarks', 'null'), '[]'),
    coalesce(counted.cells, 0), coalesce(counted.figures, 0)
FROM budgets_part part
JOIN budgets_reading reading ON reading.id = part.reading_id
CROSS JOIN LATERAL jsonb_array_elements(reading.extraction->'tables') WITH ORDINALITY AS printed(head, place)
LEFT JOIN (
    SELECT edition_id, document_id, "table", count(*) AS cells, count(*) FILTER (WHERE presence <> 'blank') AS figures
    FROM budgets_fact GROUP BY edition_id, document_id, "table"
) AS counted
    ON counted.edition_id = part.edition_id AND counted.document_id = reading.document_id AND counted."table" = printed.place - 1;
"""
GUARD = import_module("budgets.migrations.0002_published_figures_never_change").triggers("printedtable", "budgets_rows_of_open_editions")


class Migration(migrations.Migration):
    dependencies = [("budgets", "0005_replacing_and_reinstating")]

    operations = [
        migrations.CreateModel(
            name="PrintedTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("page", models.PositiveIntegerField(null=True, verbose_name="页")),
                ("bbox", models.JSONField(null=True)),
                ("line", models.PositiveIntegerField(null=True, verbose_name="行")),
                ("span", models.JSONField(null=True)),
                ("sheet", models.CharField(blank=True, max_length=100, verbose_name="工作表")),
                ("cell", models.CharField(blank=True, max_length=40, verbose_name="格")),
                ("schedule", models.CharField(blank=True, max_length=30, verbose_name="表")),
                ("title", models.TextField(blank=True, verbose_name="标题")),
                ("printed_number", models.TextField(blank=True, verbose_name="文件中的表号")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                ("no_data", models.BooleanField(verbose_name="说明没有数据")),
                ("carry_over", models.CharField(blank=True, max_length=20, verbose_name="上年结转")),
                ("pages", models.JSONField(default=list, verbose_name="页")),
                ("remarks", models.JSONField(default=list, verbose_name="表下说明")),
                ("cells", models.PositiveIntegerField(help_text="空白格也在内", verbose_name="格数")),
                ("figures", models.PositiveIntegerField(help_text="不是空白的格", verbose_name="数")),
                (
                    "document",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="budgets.document"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="budgets.edition",
                        verbose_name="版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "表",
                "verbose_name_plural": "表",
                "ordering": ("edition", "document", "order"),
                "constraints": [models.UniqueConstraint(fields=("edition", "document", "order"), name="one_table_once_per_edition")],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
