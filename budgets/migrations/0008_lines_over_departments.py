"""One line over all departments of a year, answered from indexes: rows by code, by item, and by label where there is neither."""

from django.db import migrations, models

OF_A_LINE = ("id", "edition", "document", "table", "row", "block", "side", "figure", "kind", "presence", "yuan")


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0007_findings_of_one_cause"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="fact",
            name="fact_line_over_departments",
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["fiscal_year", "stage", "scope"], name="disclosures_of_a_year"),
        ),
        migrations.AddIndex(
            model_name="printedtable",
            index=models.Index(fields=["schedule", "edition"], name="tables_of_a_kind"),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("code", ""), _negated=True),
                fields=["schedule", "code", "measure", "fiscal_year"],
                include=OF_A_LINE,
                name="fact_code_over_departments",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("item", ""), _negated=True),
                fields=["schedule", "item", "measure", "fiscal_year"],
                include=OF_A_LINE,
                name="fact_item_over_departments",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("code", ""), ("item", "")),
                fields=["schedule", "row_key", "fiscal_year"],
                name="fact_label_over_departments",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("figure", "final")),
                fields=["edition", "document", "table", "fiscal_year"],
                name="fact_tables_with_final",
            ),
        ),
    ]
