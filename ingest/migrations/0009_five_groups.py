"""Publishing is a group of its own, and so is keeping people: 公布员 and 管理员 beside 查阅员, 录入员 and 审核员.

Who was 审核员 could publish, and still can. What each group may do stands in `budgets.people` from now on, and is given after every
`migrate` (`budgets.groups`).
"""

from django.db import migrations

MADE = ("公布员", "管理员")


def create(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name in MADE:
        Group.objects.get_or_create(name=name)
    publishers = Group.objects.get(name="公布员")
    for person in apps.get_model("auth", "User").objects.filter(groups__name="审核员"):
        person.groups.add(publishers)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=MADE).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0008_clerks_answer_readers"),
        ("budgets", "0019_reviewing_is_not_publishing"),
    ]

    operations = [migrations.RunPython(create, remove)]
