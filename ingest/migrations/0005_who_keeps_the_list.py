"""Who may do what with the list of expected disclosures: all groups see it, clerks keep it."""

from importlib import import_module

from django.db import migrations

granting = import_module("ingest.migrations.0004_populations_by_clerks").granting
grant, withdraw = granting("expected", ("view", "add", "change", "delete"))


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0004_populations_by_clerks"),
        ("budgets", "0011_what_is_expected"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
