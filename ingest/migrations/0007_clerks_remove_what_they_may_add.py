"""What clerks may add to the master data they may also remove; what other rows refer to, the database keeps."""

from importlib import import_module

from django.db import migrations

granting = import_module("ingest.migrations.0004_populations_by_clerks").granting
MODELS = ("department", "departmentname", "succession", "subordination", "population")
steps = [granting(model, ("delete",)) for model in MODELS]


def grant(apps, schema_editor):
    for give, _ in steps:
        give(apps, schema_editor)


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    own = permissions.filter(content_type__app_label="budgets", codename__in=[f"delete_{model}" for model in MODELS])
    for group in apps.get_model("auth", "Group").objects.filter(name="录入员"):
        group.permissions.remove(*own)


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0006_whose_units_by_clerks"),
        ("budgets", "0013_what_is_refused_in_words"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
