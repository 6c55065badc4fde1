"""What tells a headline figure is kept beside its edition, no more only where it stands; `manage.py index_headlines` fills it again."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    """It follows from the editions, and what was kept has another form: without it answers are right, and slower."""
    apps.get_model("comparisons", "HeadlineIndex").objects.all()._raw_delete(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("comparisons", "0002_search")]

    operations = [
        migrations.RunPython(forget, forget, elidable=True),
        migrations.RemoveField("headlineindex", "facts"),
        migrations.RemoveField("headlineindex", "sentences"),
        migrations.AddField("headlineindex", "tables", models.TextField(verbose_name="表"), preserve_default=False),
        migrations.CreateModel(
            name="HeadlineTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, verbose_name="指标")),
                ("cells", models.TextField(blank=True, verbose_name="格")),
                ("said", models.TextField(blank=True, verbose_name="句子")),
                ("speaks_of_basis", models.BooleanField(default=False, verbose_name="说到口径")),
                (
                    "index",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told",
                        to="comparisons.headlineindex",
                    ),
                ),
            ],
            options={
                "verbose_name": "主要指标的原文",
                "verbose_name_plural": "主要指标的原文",
                "constraints": [models.UniqueConstraint(fields=("index", "key"), name="one_row_per_total_of_an_edition")],
                "indexes": [models.Index(fields=("index", "key"), condition=models.Q(speaks_of_basis=True), name="told_of_a_basis")],
            },
        ),
    ]
