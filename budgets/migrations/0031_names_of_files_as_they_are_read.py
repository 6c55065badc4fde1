"""How the names of files are read is kept beside them, with that of the unit which they name, so that letters find what still waits."""

from django.db import migrations, models

from budgets.pinyin import spoken


def tell_sounds(apps, schema_editor):
    Document, Reading = apps.get_model("budgets", "Document"), apps.get_model("budgets", "Reading")
    units = dict(Reading.objects.order_by("pk").values_list("document", "unit"))
    for number, name in Document.objects.filter(sounds="").values_list("pk", "name").iterator():
        Document.objects.filter(pk=number).update(sounds=spoken(f"{name} {units.get(number) or ''}"))


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0030_facts_checked_together'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='sounds',
            field=models.TextField(db_default='', editable=False, help_text='文件名和它自称的单位怎样读，见 budgets.pinyin', verbose_name='读音'),
        ),
        migrations.RunPython(tell_sounds, migrations.RunPython.noop),
    ]
