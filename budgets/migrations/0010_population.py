"""Inhabitants of regions, each number with its source: what a figure per inhabitant is divided by."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0009_funds_named_by_titles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Population",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(help_text="人数是哪一天的：年末写 12 月 31 日，普查写标准时点", verbose_name="日期")),
                ("number", models.PositiveBigIntegerField(verbose_name="常住人口（人）")),
                ("source", models.CharField(help_text="文件名称，例如统计公报的全称", max_length=200, verbose_name="来源")),
                ("source_url", models.URLField(max_length=500, verbose_name="来源地址")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="populations",
                        to="budgets.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "人口",
                "verbose_name_plural": "人口",
                "ordering": ("region", "-date"),
                "constraints": [
                    models.UniqueConstraint(fields=("region", "date"), name="one_population_per_region_and_day"),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="somebody_lives_in_a_region"),
                ],
            },
        ),
    ]
