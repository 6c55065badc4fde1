"""Where each published edition tells its headline figures; `manage.py index_headlines` fills it for what was published before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("budgets", "0008_lines_over_departments")]

    operations = [
        migrations.CreateModel(
            name="HeadlineIndex",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="headline_index",
                        serialize=False,
                        to="budgets.edition",
                    ),
                ),
                ("rules", models.CharField(max_length=16, verbose_name="规则的版本")),
                ("facts", models.JSONField(verbose_name="格")),
                ("sentences", models.JSONField(verbose_name="句子")),
            ],
            options={"verbose_name": "主要指标的索引", "verbose_name_plural": "主要指标的索引"},
        ),
    ]
