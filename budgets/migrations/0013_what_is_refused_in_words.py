"""What the database refuses is said in words; the two sides of a succession have names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0012_whose_units'),
    ]

    operations = [
        migrations.AlterField(
            model_name='succession',
            name='predecessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_from', to='budgets.department', verbose_name='原部门'),
        ),
        migrations.AlterField(
            model_name='succession',
            name='successor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_to', to='budgets.department', verbose_name='后来的部门'),
        ),
        migrations.AlterConstraint(
            model_name='expected',
            name='one_expectation_of_its_kind',
            constraint=models.UniqueConstraint(fields=('department', 'fiscal_year', 'stage', 'scope'), name='one_expectation_of_its_kind', violation_error_message='这个部门这一年的这一份已经登记过，请改那一条。'),
        ),
        migrations.AlterConstraint(
            model_name='expected',
            name='a_plausible_expected_year',
            constraint=models.CheckConstraint(condition=models.Q(('fiscal_year__gte', 2007), ('fiscal_year__lt', 2101)), name='a_plausible_expected_year', violation_error_message='年度不像是年度，请核对。'),
        ),
        migrations.AlterConstraint(
            model_name='expected',
            name='an_expectation_has_a_source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('reference', ''), _negated=True)), name='an_expectation_has_a_source', violation_error_message='请写出依据和出处。'),
        ),
        migrations.AlterConstraint(
            model_name='expected',
            name='nothing_expected_is_published_before_its_approval',
            constraint=models.CheckConstraint(condition=models.Q(('approved_on__isnull', True), ('published_on__isnull', True), ('published_on__gte', models.F('approved_on')), _connector='OR'), name='nothing_expected_is_published_before_its_approval', violation_error_message='公开日期在批复日期之前，请核对。'),
        ),
        migrations.AlterConstraint(
            model_name='population',
            name='somebody_lives_in_a_region',
            constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='somebody_lives_in_a_region', violation_error_message='人数不能是 0；不知道的不用登记。'),
        ),
        migrations.AlterConstraint(
            model_name='subordination',
            name='a_unit_is_not_below_itself',
            constraint=models.CheckConstraint(condition=models.Q(('unit', models.F('superior')), _negated=True), name='a_unit_is_not_below_itself', violation_error_message='下属单位和上级部门不能是同一个。'),
        ),
        migrations.AlterConstraint(
            model_name='subordination',
            name='a_unit_is_below_before_it_no_longer_is',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='a_unit_is_below_before_it_no_longer_is', violation_error_message='止的日期在起的日期之前，请核对。'),
        ),
        migrations.AlterConstraint(
            model_name='subordination',
            name='a_subordination_has_a_source',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='a_subordination_has_a_source', violation_error_message='请写出来源。'),
        ),
        migrations.AlterConstraint(
            model_name='succession',
            name='a_department_does_not_succeed_itself',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='a_department_does_not_succeed_itself', violation_error_message='原部门和后来的部门不能是同一个。'),
        ),
    ]
