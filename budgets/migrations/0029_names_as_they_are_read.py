"""How names of departments are read is kept beside them, so that letters find them in the queue."""

from django.db import migrations, models

from budgets.pinyin import spoken


def tell_sounds(apps, schema_editor):
    DepartmentName = apps.get_model("budgets", "DepartmentName")
    for name in DepartmentName.objects.filter(sounds="").iterator():
        DepartmentName.objects.filter(pk=name.pk).update(sounds=spoken(name.name))


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0028_reviews_and_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='departmentname',
            name='sounds',
            field=models.TextField(db_default='', editable=False, help_text='拼音和首字母，见 budgets.pinyin', verbose_name='读音'),
        ),
        migrations.RunPython(tell_sounds, migrations.RunPython.noop),
    ]
