"""One line over all departments of a year, answered from indexes: rows by code, by item, and by label where there is neither.

Beside each figure goes the basis of its table, which the database itself keeps with the reading. A generated column is no change of what
was published: it is filled without an UPDATE.
"""

from django.db import migrations, models

MARKS = """
CREATE FUNCTION budgets_table_marks(extraction jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        string_agg(
            coalesce(head ->> 'schedule', '') || '|' || CASE WHEN head -> 'no_data' = 'true' THEN 'no_data' ELSE '' END || '|'
                || coalesce(head ->> 'carry_over', ''),
            E'\\n' ORDER BY number
        ),
        ''
    )
    FROM jsonb_array_elements(CASE jsonb_typeof(extraction -> 'tables') WHEN 'array' THEN extraction -> 'tables' END)
        WITH ORDINALITY AS found(head, number)
$$;
"""
OF_A_LINE = ("id", "edition", "document", "table", "row", "block", "side", "figure", "kind", "presence", "yuan")


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0005_replacing_and_reinstating"),
    ]

    operations = [
        migrations.RunSQL(MARKS, "DROP FUNCTION budgets_table_marks"),
        migrations.RemoveIndex(
            model_name="fact",
            name="fact_line_over_departments",
        ),
        migrations.AddField(
            model_name="reading",
            name="marks",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("extraction"), function="budgets_table_marks"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["fiscal_year", "stage", "scope"], name="disclosures_of_a_year"),
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
