"""Who may do what with the list of expected disclosures: all groups see it, clerks keep it."""

from importlib import import_module

from django.db import migrations

permission = import_module("ingest.migrations.0002_groups").permission
GRANTED = {
    "查阅员": ("view",),
    "录入员": ("view", "add", "change", "delete"),
    "审核员": ("view",),
}


def grant(apps, schema_editor):
    for name, actions in GRANTED.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*(permission(apps, "budgets", "expected", f"{action}_expected") for action in actions))


def withdraw(apps, schema_editor):
    kinds = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="budgets", content_type__model="expected")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GRANTED):
        group.permissions.remove(*kinds)


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0004_populations_by_clerks"),
        ("budgets", "0011_what_is_expected"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
