"""What lists and rules ask for: the disclosures that are expected, each with its source."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0010_population'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expected',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('stage', models.CharField(choices=[('budget', '预算'), ('final_accounts', '决算')], max_length=20, verbose_name='阶段')),
                ('scope', models.CharField(choices=[('department', '部门'), ('unit', '单位')], max_length=20, verbose_name='口径')),
                ('approved_on', models.DateField(blank=True, null=True, verbose_name='批复日期')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公开日期')),
                ('source', models.CharField(help_text='清单或规定的名称，公开显示', max_length=200, verbose_name='依据')),
                ('reference', models.CharField(help_text='网址，或第几条，公开显示', max_length=500, verbose_name='出处')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expected', to='budgets.department', verbose_name='部门')),
            ],
            options={
                'verbose_name': '应有的公开',
                'verbose_name_plural': '应有的公开',
                'ordering': ('department', '-fiscal_year', 'stage', 'scope'),
                'constraints': [models.UniqueConstraint(fields=('department', 'fiscal_year', 'stage', 'scope'), name='one_expectation_of_its_kind'), models.CheckConstraint(condition=models.Q(('fiscal_year__gte', 2007), ('fiscal_year__lt', 2101)), name='a_plausible_expected_year'), models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('reference', ''), _negated=True)), name='an_expectation_has_a_source'), models.CheckConstraint(condition=models.Q(('approved_on__isnull', True), ('published_on__isnull', True), ('published_on__gte', models.F('approved_on')), _connector='OR'), name='nothing_expected_is_published_before_its_approval')],
            },
        ),
    ]
