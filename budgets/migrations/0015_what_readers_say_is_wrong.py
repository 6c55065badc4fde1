"""What readers say is wrong, and what is answered."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0014_rows_by_folded_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('fault', models.CharField(choices=[('figure', '数字与原文不符'), ('place', '放错了行或列'), ('unit', '单位不对'), ('whose', '归错了部门或年份'), ('other', '别的')], max_length=10, verbose_name='哪里不对')),
                ('should_read', models.CharField(blank=True, max_length=100, verbose_name='应是')),
                ('said', models.CharField(blank=True, max_length=500, verbose_name='读者写的')),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='指出')),
                ('outcome', models.CharField(blank=True, choices=[('corrected', '已更正'), ('as_printed', '原文如此'), ('read_right', '读得对'), ('no_figure', '与数字无关')], max_length=12, verbose_name='结论')),
                ('reply', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('corrected_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.edition', verbose_name='更正在哪一版')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.document', verbose_name='文件')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='budgets.edition', verbose_name='版本')),
                ('fact', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='budgets.fact')),
                ('finding', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='budgets.finding')),
                ('statement', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='budgets.statement')),
            ],
            options={
                'verbose_name': '读者指出',
                'verbose_name_plural': '读者指出',
                'ordering': ('-created_at', '-id'),
                'permissions': (('answer_report', '答复读者指出'),),
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['document', 'key'], name='reports_by_what'), models.Index(fields=['document', 'place'], name='reports_by_where'), models.Index(condition=models.Q(('outcome', ''), _negated=True), fields=['-answered_at', '-id'], name='reports_by_answer')],
                'constraints': [models.UniqueConstraint(fields=('edition', 'digest'), name='one_report_once_per_edition'), models.CheckConstraint(condition=models.Q(models.Q(('fact__isnull', False), ('finding__isnull', True), ('statement__isnull', True)), models.Q(('fact__isnull', True), ('finding__isnull', True), ('statement__isnull', False)), models.Q(('fact__isnull', True), ('finding__isnull', False), ('statement__isnull', True)), _connector='OR'), name='a_report_is_about_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', ''), ('reply', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='an_answer_has_a_day_and_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('corrected_in__isnull', False), ('outcome', 'corrected')), models.Q(models.Q(('outcome', 'corrected'), _negated=True), ('corrected_in__isnull', True)), _connector='OR'), name='what_is_corrected_is_so_in_an_edition')],
            },
        ),
    ]
