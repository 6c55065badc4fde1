"""Who may do what: three groups, each with what its work needs and nothing else.

Permissions are made here too, because Django makes its own only after all migrations.
"""

from django.db import migrations

SEEN = {
    "budgets": (
        "region", "department", "departmentname", "succession", "document", "documentpage", "reading", "disclosure", "edition", "part",
        "fact", "statement", "form", "finding", "note", "correction",
    ),
    "ingest": ("run",),
}
VIEWER = [(app, model, f"view_{model}") for app, models in SEEN.items() for model in models]
CLERK = [
    *VIEWER,
    ("budgets", "document", "add_document"),
    ("budgets", "document", "change_document"),
    ("budgets", "document", "download_original"),
    ("budgets", "edition", "identify_edition"),
    ("budgets", "edition", "correct_edition"),
    ("budgets", "edition", "submit_edition"),
    *(("budgets", model, f"{action}_{model}") for model in ("department", "departmentname", "succession") for action in ("add", "change")),
    ("ingest", "run", "add_run"),
]
PUBLISHER = [
    *VIEWER,
    ("budgets", "document", "download_original"),
    ("budgets", "edition", "publish_edition"),
    ("budgets", "edition", "withdraw_edition"),
]
GROUPS = {"查阅员": VIEWER, "录入员": CLERK, "审核员": PUBLISHER}


def create(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, permissions in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([permission(apps, *which) for which in permissions])


def permission(apps, app, model, codename):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    meta = apps.get_model(app, model)._meta
    name = dict(meta.permissions).get(codename, f"Can {codename.split('_')[0]} {meta.verbose_name_raw}")
    return apps.get_model("auth", "Permission").objects.get_or_create(content_type=kind, codename=codename, defaults={"name": name})[0]


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0001_initial"),
        ("budgets", "0002_published_figures_never_change"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create, remove)]
