"""The list of tables that one line over all departments starts from; the database writes it itself, whoever publishes or withdraws."""

import django.db.models.deletion
from django.db import migrations, models

LISTED = """
CREATE FUNCTION budgets_list_tables(editions bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM budgets_listedtable WHERE edition_id = ANY (editions);
    INSERT INTO budgets_listedtable (
        schedule, fiscal_year, stage, scope, department_id, edition_id, state, document_id, "order", carry_over, fund, is_empty,
        published_at, is_sample
    )
    SELECT listed.schedule, disclosure.fiscal_year, disclosure.stage, disclosure.scope, disclosure.department_id, edition.id, edition.state,
        listed.document_id, listed."order", listed.carry_over, listed.fund, listed.is_empty, edition.published_at, EXISTS (
            SELECT FROM budgets_part AS part
            JOIN budgets_reading AS reading ON reading.id = part.reading_id
            JOIN budgets_document AS document ON document.id = reading.document_id
            WHERE part.edition_id = edition.id AND document.is_sample
        )
    FROM budgets_edition AS edition
    JOIN budgets_disclosure AS disclosure ON disclosure.id = edition.disclosure_id
    CROSS JOIN LATERAL (
        SELECT '' AS schedule, NULL::bigint AS document_id, NULL::int AS "order", '' AS carry_over, '' AS fund, false AS is_empty
        UNION ALL
        SELECT schedule, document_id, "order", carry_over, fund, no_data AND figures = 0
        FROM budgets_printedtable WHERE edition_id = edition.id AND schedule <> ''
    ) AS listed
    WHERE edition.id = ANY (editions) AND budgets_is_fixed(edition.state);
$$;

CREATE FUNCTION budgets_list_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF budgets_is_fixed(OLD.state) THEN
        UPDATE budgets_listedtable SET state = NEW.state, published_at = NEW.published_at WHERE edition_id = NEW.id;
    ELSE
        PERFORM budgets_list_tables(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER listed AFTER UPDATE OF state ON budgets_edition FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND budgets_is_fixed(NEW.state)) EXECUTE FUNCTION budgets_list_edition();

SELECT budgets_list_tables(array_agg(id)) FROM budgets_edition WHERE budgets_is_fixed(state);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED
"""
REMOVE = """
DROP TRIGGER listed ON budgets_edition;
DROP FUNCTION budgets_list_edition;
DROP FUNCTION budgets_list_tables;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0016_when_states_changed'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListedTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('schedule', models.CharField(blank=True, max_length=30, verbose_name='表')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('stage', models.CharField(max_length=20, verbose_name='阶段')),
                ('scope', models.CharField(max_length=20, verbose_name='口径')),
                ('state', models.CharField(choices=[('waiting', '待确认身份'), ('draft', '草稿'), ('in_review', '审核中'), ('published', '已公布'), ('superseded', '已有新版'), ('withdrawn', '已撤回'), ('discarded', '已弃用')], max_length=12, verbose_name='状态')),
                ('order', models.PositiveIntegerField(null=True)),
                ('carry_over', models.CharField(blank=True, max_length=20, verbose_name='上年结转')),
                ('fund', models.CharField(blank=True, max_length=20, verbose_name='资金来源')),
                ('is_empty', models.BooleanField(verbose_name='说明没有数据，也没有')),
                ('published_at', models.DateTimeField(verbose_name='公布时间')),
                ('is_sample', models.BooleanField(help_text='这一版有文件是演示用的排版', verbose_name='演示排版')),
                ('department', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.department', verbose_name='部门')),
                ('document', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.document')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='budgets.edition', verbose_name='版本')),
            ],
            options={
                'verbose_name': '表的目录',
                'verbose_name_plural': '表的目录',
                'indexes': [models.Index(fields=['schedule', 'fiscal_year', 'stage', 'scope', 'state', 'carry_over', 'fund', 'is_empty'], include=('department', 'edition', 'document', 'order', 'published_at', 'is_sample'), name='listed_tables_of_a_year')],
            },
        ),
        migrations.RunSQL(LISTED, REMOVE),
    ]
