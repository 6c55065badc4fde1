"""Clerks record whose unit a unit is; every group may look at it."""

from importlib import import_module

from django.db import migrations

granting = import_module("ingest.migrations.0004_populations_by_clerks").granting
grant, withdraw = granting("subordination", ("view", "add", "change"))


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0005_who_keeps_the_list"),
        ("budgets", "0012_whose_units"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
