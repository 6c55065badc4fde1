"""Departments that were registered twice and are one now. A published disclosure may change its department along such a row, and no other way."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


protect = import_module("budgets.migrations.0021_the_trail_stays").protect

FOLLOWS = """
CREATE OR REPLACE FUNCTION budgets_disclosure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'department_id' = to_jsonb(NEW) - 'department_id' AND EXISTS (
        SELECT FROM budgets_merger WHERE duplicate = OLD.department_id AND kept_id = NEW.department_id
    ) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM budgets_edition WHERE disclosure_id = OLD.id AND budgets_is_fixed(state)) THEN
        PERFORM budgets_refuse('budgets_disclosure ' || TG_OP || ' ' || OLD.id);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
STAYS = """
CREATE OR REPLACE FUNCTION budgets_disclosure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM budgets_edition WHERE disclosure_id = OLD.id AND budgets_is_fixed(state)) THEN
        PERFORM budgets_refuse('budgets_disclosure ' || TG_OP || ' ' || OLD.id);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0021_the_trail_stays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duplicate', models.PositiveBigIntegerField(unique=True, verbose_name='重复登记的编号')),
                ('names', models.JSONField(default=list, verbose_name='重复登记的名称')),
                ('source', models.CharField(max_length=300, verbose_name='为什么是同一个')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mergers', to='budgets.department', verbose_name='保留的部门')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁合并的')),
            ],
            options={
                'verbose_name': '重复登记的合并',
                'verbose_name_plural': '重复登记的合并',
                'ordering': ('-made_at',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MergerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('duplicate', models.PositiveBigIntegerField(verbose_name='重复登记的编号')),
                ('names', models.JSONField(default=list, verbose_name='重复登记的名称')),
                ('source', models.CharField(max_length=300, verbose_name='为什么是同一个')),
                ('kept', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgets.department', verbose_name='保留的部门')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁合并的')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgets.merger')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='a_merger_has_a_reason', violation_error_message='请写明为什么是同一个。'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merger',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "budgets_mergerevent" ("duplicate", "kept_id", "names", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."duplicate", NEW."kept_id", NEW."names", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'insert\', NEW."id", NEW."source"); RETURN NULL;', hash='ff46cac7b51925ad6d06c00f1c12987b5f4e7f1d', operation='INSERT', pgid='pgtrigger_insert_insert_e3628', table='budgets_merger', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merger',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."duplicate" IS DISTINCT FROM (NEW."duplicate") OR OLD."kept_id" IS DISTINCT FROM (NEW."kept_id") OR OLD."names" IS DISTINCT FROM (NEW."names") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."source" IS DISTINCT FROM (NEW."source"))', func='INSERT INTO "budgets_mergerevent" ("duplicate", "kept_id", "names", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."duplicate", NEW."kept_id", NEW."names", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', NEW."id", NEW."source"); RETURN NULL;', hash='b3fd60c6789d4e3928f2a32e026a292472da48a5', operation='UPDATE', pgid='pgtrigger_update_update_12fc6', table='budgets_merger', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merger',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "budgets_mergerevent" ("duplicate", "kept_id", "names", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."duplicate", OLD."kept_id", OLD."names", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."source"); RETURN NULL;', hash='04cbfa8268f190ee64b630e59c74d3f131caf7d8', operation='DELETE', pgid='pgtrigger_delete_delete_eb82d', table='budgets_merger', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='mergerevent',
            index=models.Index(fields=['-pgh_created_at', '-pgh_id'], name='mergerevent_latest'),
        ),
        migrations.RunSQL(FOLLOWS, STAYS),
        protect("budgets_mergerevent"),
    ]
