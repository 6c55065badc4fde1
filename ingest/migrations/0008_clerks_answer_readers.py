"""Clerks answer what readers say is wrong; every group may look at it."""

from importlib import import_module

from django.db import migrations

granting = import_module("ingest.migrations.0004_populations_by_clerks").granting
grant, withdraw = granting("report", ("view", "answer"))


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0007_clerks_remove_what_they_may_add"),
        ("budgets", "0015_what_readers_say_is_wrong"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
