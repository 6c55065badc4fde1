"""Tables keep the source of funds that their title names, so that a line over all departments is answered without reading titles.

What is there already is told from its titles. No published figure changes by it: the guard is off for this alone.
"""

from django.db import migrations, models

from budgets.schedules import fund_named

_BATCH = 1_000
_FILL = """
UPDATE budgets_printedtable SET fund = named.fund
FROM unnest(%s::text[], %s::text[]) AS named(title, fund)
WHERE budgets_printedtable.title = named.title
"""


def fill(apps, schema_editor):
    titles = apps.get_model("budgets", "PrintedTable").objects.order_by().values_list("title", flat=True).distinct()
    funds = [(title, fund) for title in titles if (fund := fund_named(title))]
    with schema_editor.connection.cursor() as cursor:
        for first in range(0, len(funds), _BATCH):
            cursor.execute(_FILL, [list(column) for column in zip(*funds[first : first + _BATCH], strict=True)])


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0008_lines_over_departments"),
    ]

    operations = [
        migrations.AddField(
            model_name="printedtable",
            name="fund",
            field=models.CharField(blank=True, db_default="", max_length=20, verbose_name="资金来源"),
        ),
        migrations.RunSQL("ALTER TABLE budgets_printedtable DISABLE TRIGGER USER", migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL("ALTER TABLE budgets_printedtable ENABLE TRIGGER USER", migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name="printedtable",
            name="tables_of_a_kind",
        ),
        migrations.AddIndex(
            model_name="printedtable",
            index=models.Index(
                fields=["schedule", "edition"],
                include=("document", "order", "carry_over", "fund", "no_data", "figures"),
                name="tables_over_departments",
            ),
        ),
    ]
