"""Forms are numbered file by file: where two files of an edition both have some, their places alone do not order them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("budgets", "0032_sentences_of_findings_in_parts")]

    operations = [
        migrations.AlterModelOptions(
            name="form",
            options={"ordering": ("edition", "document", "order"), "verbose_name": "绩效目标表", "verbose_name_plural": "绩效目标表"},
        ),
    ]
