"""Clerks record whose unit a unit is; every group may look at it."""

from importlib import import_module

from django.db import migrations

ACTIONS = {"查阅员": ("view",), "录入员": ("view", "add", "change"), "审核员": ("view",)}
permission = import_module("ingest.migrations.0002_groups").permission


def grant(apps, schema_editor):
    for name, permissions in _permissions(apps):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions)


def withdraw(apps, schema_editor):
    for name, permissions in _permissions(apps):
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.remove(*permissions)


def _permissions(apps):
    return [
        (name, [permission(apps, "budgets", "subordination", f"{action}_subordination") for action in actions])
        for name, actions in ACTIONS.items()
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0005_who_keeps_the_list"),
        ("budgets", "0012_whose_units"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
