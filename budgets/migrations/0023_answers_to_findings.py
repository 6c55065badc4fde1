"""What people answer to findings: kept beside them, guarded like the corrections of an edition, and in the audit trail."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

GUARD = import_module("budgets.migrations.0002_published_figures_never_change").triggers("answer", "budgets_rows_of_open_editions")
STAYS = """
CREATE FUNCTION budgets_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '答复只增加，不改动；请另加一条。' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER is_only_added_to BEFORE UPDATE ON budgets_answer FOR EACH ROW EXECUTE FUNCTION budgets_answer_stays();
"""
GONE = "DROP TRIGGER is_only_added_to ON budgets_answer; DROP FUNCTION budgets_answer_stays();"
protect = import_module("budgets.migrations.0021_the_trail_stays").protect


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0022_mergers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='finding',
            name='verdict',
            field=models.CharField(blank=True, choices=[('as_printed', '原文如此'), ('explained', '已说明')], db_default='', max_length=12, verbose_name='答复'),
        ),
        migrations.AddField(
            model_name='finding',
            name='verdict_on',
            field=models.DateField(null=True, verbose_name='答复日期'),
        ),
        migrations.AddField(
            model_name='finding',
            name='verdict_words',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='答复的话'),
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField()),
                ('check_code', models.CharField(max_length=60, verbose_name='检查')),
                ('subject', models.TextField(verbose_name='对象')),
                ('sources', models.JSONField(default=list, verbose_name='涉及的格')),
                ('outcome', models.CharField(choices=[('rounding', '四舍五入内一致'), ('mismatch', '矛盾'), ('soft', '不寻常'), ('not_evaluable', '无法核算')], max_length=14, verbose_name='结果')),
                ('message', models.TextField(verbose_name='说明')),
                ('expected', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='应为')),
                ('actual', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='实为')),
                ('difference', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='差')),
                ('verdict', models.CharField(blank=True, choices=[('as_printed', '原文如此'), ('explained', '已说明')], max_length=12, verbose_name='答复')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='答复的话')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.document', verbose_name='文件')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='budgets.edition', verbose_name='版本')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
            ],
            options={
                'verbose_name': '对核对结果的答复',
                'verbose_name_plural': '对核对结果的答复',
                'ordering': ('edition', 'order'),
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='AnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('check_code', models.CharField(max_length=60, verbose_name='检查')),
                ('subject', models.TextField(verbose_name='对象')),
                ('verdict', models.CharField(blank=True, choices=[('as_printed', '原文如此'), ('explained', '已说明')], max_length=12, verbose_name='答复')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='答复的话')),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgets.document', verbose_name='文件')),
                ('edition', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgets.edition', verbose_name='版本')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgets.answer')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('edition', 'order'), name='one_answer_after_the_other'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'explained'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='an_explanation_has_words'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "budgets_answerevent" ("check_code", "document_id", "edition_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "verdict", "words") VALUES (NEW."check_code", NEW."document_id", NEW."edition_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', NEW."id", NEW."subject", NEW."verdict", NEW."words"); RETURN NULL;', hash='200ecb76a2268f40d4850e38364e3202d4fbd846', operation='INSERT', pgid='pgtrigger_insert_insert_29416', table='budgets_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."check_code" IS DISTINCT FROM (NEW."check_code") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."edition_id" IS DISTINCT FROM (NEW."edition_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."verdict" IS DISTINCT FROM (NEW."verdict") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "budgets_answerevent" ("check_code", "document_id", "edition_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "verdict", "words") VALUES (NEW."check_code", NEW."document_id", NEW."edition_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', NEW."id", NEW."subject", NEW."verdict", NEW."words"); RETURN NULL;', hash='b9c799516cbb34861544afb31e940941597f0043', operation='UPDATE', pgid='pgtrigger_update_update_989b9', table='budgets_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "budgets_answerevent" ("check_code", "document_id", "edition_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "verdict", "words") VALUES (OLD."check_code", OLD."document_id", OLD."edition_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."subject", OLD."verdict", OLD."words"); RETURN NULL;', hash='b27d65a91d881281943254982f0d766803d0e0c8', operation='DELETE', pgid='pgtrigger_delete_delete_90142', table='budgets_answer', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='answerevent',
            index=models.Index(fields=['-pgh_created_at', '-pgh_id'], name='answerevent_latest'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(STAYS, GONE),
        protect("budgets_answerevent"),
    ]
