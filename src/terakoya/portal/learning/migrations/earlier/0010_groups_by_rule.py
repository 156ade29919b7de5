import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_concurrent_posts'),
        ('catalogue', '0002_revisionfact_checked_on'),
        ('learning', '0009_assignment_audience_and_days'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignment',
            name='audience',
            field=models.CharField(choices=[('everyone', '全員'), ('departments', '部署'), ('groups', 'グループ'), ('chosen', '選んだメンバー')], default='everyone', max_length=16),
        ),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organisation', 'name'), name='group_name_once'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='group_has_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AssignmentGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='learning.assignment')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='learning.group')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('assignment', 'group'), name='assignment_group_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GroupCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('department', '部署'), ('site', '拠点'), ('employment', '雇用区分'), ('position', '役職'), ('role', '役割'), ('language', '言語'), ('since', '名簿に入った日')], max_length=16)),
                ('text', models.CharField(blank=True, default='', max_length=100)),
                ('since', models.DateField(null=True)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conditions', to='learning.group')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('kind', 'department'), ('since', None), ('text', '')), models.Q(('department', None), ('kind', 'since'), ('since__isnull', False), ('text', '')), models.Q(models.Q(('kind__in', ['department', 'since']), _negated=True), ('department', None), ('since', None), models.Q(('text', ''), _negated=True)), _connector='OR'), name='group_condition_has_its_value'),
                    models.UniqueConstraint(condition=models.Q(('department', None), ('since', None)), fields=('group', 'kind', 'text'), name='group_condition_once'),
                    models.UniqueConstraint(fields=('group', 'department'), name='group_department_once'),
                ],
            },
        ),
    ]
