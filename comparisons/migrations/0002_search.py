"""What the public search finds; `manage.py index_search` fills it for what was published before."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0013_what_is_refused_in_words'),
        ('comparisons', '0001_headline_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchedEdition',
            fields=[
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='searched', serialize=False, to='budgets.edition')),
                ('rules', models.CharField(max_length=16, verbose_name='规则的版本')),
            ],
            options={
                'verbose_name': '可以搜到的版本',
                'verbose_name_plural': '可以搜到的版本',
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('department', '部门和单位'), ('line', '科目和指标'), ('project', '预算项目'), ('sentence', '文字里的句子')], max_length=10, verbose_name='种类')),
                ('target', models.CharField(max_length=200, verbose_name='指向')),
                ('in_force', models.BooleanField(verbose_name='现行')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='科目代码')),
                ('text', models.TextField(verbose_name='文字')),
                ('key', models.TextField(verbose_name='匹配键')),
                ('sounds', models.TextField(blank=True, verbose_name='读音')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, verbose_name='检索词')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='budgets.edition', verbose_name='版本')),
            ],
            options={
                'verbose_name': '搜索条目',
                'verbose_name_plural': '搜索条目',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['terms'], name='search_terms'), models.Index(condition=models.Q(('kind', 'department')), fields=['target'], name='search_departments')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'line')), fields=('code', 'key'), name='one_entry_per_name_of_a_line')],
            },
        ),
    ]
