"""Units of departments, each with its source: whose figures a department's figures hold already."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0011_what_is_expected"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subordination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="起")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                ("source", models.CharField(max_length=300, verbose_name="来源")),
                (
                    "superior",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subordinations_down",
                        to="budgets.department",
                        verbose_name="上级部门",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subordinations_up",
                        to="budgets.department",
                        verbose_name="下属单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "隶属关系",
                "verbose_name_plural": "隶属关系",
                "ordering": ("superior", "unit", "valid_from"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit", models.F("superior")), _negated=True), name="a_unit_is_not_below_itself"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="a_unit_is_below_before_it_no_longer_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="a_subordination_has_a_source"
                    ),
                ],
            },
        ),
    ]
