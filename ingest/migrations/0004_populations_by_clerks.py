"""Clerks enter the inhabitants of regions; every group may look at them."""

from importlib import import_module

from django.db import migrations

permission = import_module("ingest.migrations.0002_groups").permission


def granting(model, clerks):
    """To let clerks do this with a model of budgets, and the other groups look at it; and to take it back."""
    granted = {"查阅员": ("view",), "录入员": clerks, "审核员": ("view",)}

    def permissions(apps):
        for name, actions in granted.items():
            yield name, [permission(apps, "budgets", model, f"{action}_{model}") for action in actions]

    def grant(apps, schema_editor):
        for name, own in permissions(apps):
            group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
            group.permissions.add(*own)

    def withdraw(apps, schema_editor):
        for name, own in permissions(apps):
            for group in apps.get_model("auth", "Group").objects.filter(name=name):
                group.permissions.remove(*own)

    return grant, withdraw


grant, withdraw = granting("population", ("view", "add", "change"))


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0003_labels_in_chinese"),
        ("budgets", "0010_population"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
