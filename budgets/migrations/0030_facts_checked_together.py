"""What figures refer to is there: looked up once for all that are written together, not three times for each.

A document has thousands of figures, all of one edition and one document, and mostly of no correction. Constraints looked each of them up
by itself at the end of the transaction, which took half as long as to write it. The triggers below hold the same: a figure's edition,
document and correction are there and stay there while it does.
"""

import django.db.models.deletion
from django.db import migrations, models

TARGETS = (("edition", "budgets_edition"), ("document", "budgets_document"), ("correction", "budgets_correction"))

_THERE = """
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT {name}_id AS id FROM changed WHERE {name}_id IS NOT NULL) AS named
        WHERE NOT EXISTS (SELECT FROM {table} AS target WHERE target.id = named.id FOR KEY SHARE)
    ) THEN
        RAISE EXCEPTION 'budgets_fact: no such {name}' USING ERRCODE = 'foreign_key_violation';
    END IF;
"""
_LEFT = """
CREATE FUNCTION budgets_{name}_is_of_no_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone JOIN budgets_fact fact ON fact.{name}_id = gone.id) THEN
        RAISE EXCEPTION '{table}: figures refer to it' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER of_no_fact AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION budgets_{name}_is_of_no_fact();
"""
FORWARDS = (
    """
CREATE FUNCTION budgets_facts_refer_to_what_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
"""
    + "".join(_THERE.format(name=name, table=table) for name, table in TARGETS)
    + """
    RETURN NULL;
END $$;
CREATE TRIGGER refers AFTER INSERT ON budgets_fact REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION budgets_facts_refer_to_what_is_there();
CREATE TRIGGER refers_still AFTER UPDATE ON budgets_fact REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION budgets_facts_refer_to_what_is_there();
"""
    + "".join(_LEFT.format(name=name, table=table) for name, table in TARGETS)
)
BACKWARDS = "DROP FUNCTION budgets_facts_refer_to_what_is_there CASCADE;" + "".join(
    f"DROP FUNCTION budgets_{name}_is_of_no_fact CASCADE;" for name, _table in TARGETS
)


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0029_names_as_they_are_read'),
    ]

    operations = [
        migrations.AlterField(
            model_name='fact',
            name='edition',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='budgets.edition', verbose_name='版本'),
        ),
        migrations.AlterField(
            model_name='fact',
            name='document',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.document'),
        ),
        migrations.AlterField(
            model_name='fact',
            name='correction',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='facts', to='budgets.correction'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('correction__isnull', False)), fields=['correction'], name='fact_of_a_correction'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
