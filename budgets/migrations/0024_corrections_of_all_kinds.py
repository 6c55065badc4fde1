"""Corrections of columns, tables and rows, as long as they are; and what was decided upon those that no longer fit."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0023_answers_to_findings'),
    ]

    operations = [
        migrations.AddField(
            model_name='correction',
            name='settles',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='budgets.correction', verbose_name='决定的是哪一条'),
        ),
        migrations.AlterField(
            model_name='correction',
            name='field',
            field=models.CharField(choices=[('amount', '数字'), ('label', '名称'), ('code', '代码'), ('measure', '栏的意思'), ('schedule', '是哪张表'), ('row', '行'), ('dropped', '不再采用')], max_length=10, verbose_name='更正什么'),
        ),
        migrations.AlterField(
            model_name='correction',
            name='new',
            field=models.TextField(blank=True, verbose_name='改为'),
        ),
        migrations.AlterField(
            model_name='correctionevent',
            name='field',
            field=models.CharField(choices=[('amount', '数字'), ('label', '名称'), ('code', '代码'), ('measure', '栏的意思'), ('schedule', '是哪张表'), ('row', '行'), ('dropped', '不再采用')], max_length=10, verbose_name='更正什么'),
        ),
        migrations.AlterField(
            model_name='correctionevent',
            name='new',
            field=models.TextField(blank=True, verbose_name='改为'),
        ),
    ]
