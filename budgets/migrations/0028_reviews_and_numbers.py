"""What reviewers say of an edition, guarded like its corrections and in the audit trail; and only what is public has a number."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

GUARD = import_module("budgets.migrations.0002_published_figures_never_change").triggers("review", "budgets_rows_of_open_editions")
UNNUMBERED = "UPDATE budgets_edition SET number = NULL WHERE number IS NOT NULL AND NOT budgets_is_fixed(state)"
protect = import_module("budgets.migrations.0021_the_trail_stays").protect


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0027_readings_by_unit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('reviewed', '已核对'), ('sent_back', '退回')], max_length=10, verbose_name='审核结果')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('stands', models.BooleanField(default=True, verbose_name='没有过时')),
            ],
            options={
                'verbose_name': '审核意见',
                'verbose_name_plural': '审核意见',
                'ordering': ('edition', 'made_at', 'id'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReviewEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('verdict', models.CharField(choices=[('reviewed', '已核对'), ('sent_back', '退回')], max_length=10, verbose_name='审核结果')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('stands', models.BooleanField(default=True, verbose_name='没有过时')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='edition',
            name='only_a_waiting_edition_is_unidentified',
        ),
        migrations.AlterField(
            model_name='edition',
            name='number',
            field=models.PositiveIntegerField(blank=True, help_text='公布时才有，以后不变', null=True, verbose_name='版'),
        ),
        migrations.AlterField(
            model_name='editionevent',
            name='number',
            field=models.PositiveIntegerField(blank=True, help_text='公布时才有，以后不变', null=True, verbose_name='版'),
        ),
        migrations.RunSQL(UNNUMBERED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'discarded')), ('disclosure__isnull', False), _connector='OR'), name='only_a_waiting_edition_is_unidentified'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state__in', ('published', 'superseded', 'withdrawn'))), ('number__isnull', False)), models.Q(models.Q(('state__in', ('published', 'superseded', 'withdrawn')), _negated=True), ('number__isnull', True)), _connector='OR'), name='what_is_public_has_a_number'),
        ),
        migrations.AddField(
            model_name='review',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='budgets.edition', verbose_name='版本'),
        ),
        migrations.AddField(
            model_name='review',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人'),
        ),
        migrations.AddField(
            model_name='reviewevent',
            name='edition',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgets.edition', verbose_name='版本'),
        ),
        migrations.AddField(
            model_name='reviewevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人'),
        ),
        migrations.AddField(
            model_name='reviewevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgets.review'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('stands', True)), fields=['edition', 'verdict'], name='reviews_that_stand'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'sent_back'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='what_is_sent_back_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "budgets_reviewevent" ("edition_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stands", "verdict", "words") VALUES (NEW."edition_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', NEW."id", NEW."stands", NEW."verdict", NEW."words"); RETURN NULL;', hash='9616cc147a2c819a86d5222bbb0aaef196646733', operation='INSERT', pgid='pgtrigger_insert_insert_9b5de', table='budgets_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."edition_id" IS DISTINCT FROM (NEW."edition_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."stands" IS DISTINCT FROM (NEW."stands") OR OLD."verdict" IS DISTINCT FROM (NEW."verdict") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "budgets_reviewevent" ("edition_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stands", "verdict", "words") VALUES (NEW."edition_id", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', NEW."id", NEW."stands", NEW."verdict", NEW."words"); RETURN NULL;', hash='e2bf8b0124d7c2b78adf48522f77ee39f99fb24b', operation='UPDATE', pgid='pgtrigger_update_update_27e0b', table='budgets_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "budgets_reviewevent" ("edition_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stands", "verdict", "words") VALUES (OLD."edition_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."stands", OLD."verdict", OLD."words"); RETURN NULL;', hash='952a0948b9e190c739267c3ea3d6b53478835a11', operation='DELETE', pgid='pgtrigger_delete_delete_660a7', table='budgets_review', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='reviewevent',
            index=models.Index(fields=['-pgh_created_at', '-pgh_id'], name='reviewevent_latest'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        protect("budgets_reviewevent"),
    ]
