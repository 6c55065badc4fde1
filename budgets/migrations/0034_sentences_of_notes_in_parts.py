"""What a note says is kept with what it is put together from, so that it can be told in another language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0033_forms_by_document")]

    operations = [
        migrations.AddField(
            model_name="note",
            name="worded",
            field=models.JSONField(
                db_default={}, default=dict, editable=False, help_text="说明由什么拼成，见 budgets.worded", verbose_name="句子的组成"
            ),
        ),
    ]
