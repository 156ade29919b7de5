import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_language_of_new_people'),
        ('learning', '0014_assignment_defaults'),
    ]

    operations = [
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organisation', 'title'), name='policy_title_once'),
                    models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='policy_has_title'),
                ],
            },
        ),
        migrations.AddField(
            model_name='assignment',
            name='policy',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='learning.policy'),
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(blank=True, default='')),
                ('file_name', models.CharField(blank=True, default='', max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('asks_again', models.BooleanField()),
                ('created_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='learning.policy')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('policy', 'number'), name='policy_version_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('text', ''), models.Q(('file_name', ''), _negated=True)), models.Q(models.Q(('text', ''), _negated=True), ('file_name', '')), _connector='OR'), name='policy_version_text_or_file'),
                    models.CheckConstraint(condition=models.Q(('number__gt', 1), ('asks_again', True), _connector='OR'), name='policy_version_first_asks'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PolicyFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='learning.policyversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='learning.assignment')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='learning.policyversion')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('version', 'member'), name='acknowledgement_once'),
                ],
            },
        ),
    ]
