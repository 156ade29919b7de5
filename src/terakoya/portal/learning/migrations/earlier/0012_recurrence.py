import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_concurrent_posts'),
        ('catalogue', '0002_revisionfact_checked_on'),
        ('learning', '0011_arrivals'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='round',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.CreateModel(
            name='Recurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('next_on', models.DateField()),
                ('keeps_exemptions', models.BooleanField(default=False)),
                ('announces', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('due_on', None), ('due_on__gte', models.F('starts_on')), _connector='OR'), name='recurrence_due_after_start'),
                    models.CheckConstraint(condition=models.Q(('next_on__gt', models.F('starts_on'))), name='recurrence_next_after_start'),
                ],
                'indexes': [
                    models.Index(condition=models.Q(('stopped_at', None)), fields=['next_on'], name='recurrence_running'),
                ],
            },
        ),
        migrations.AddField(
            model_name='assignment',
            name='recurrence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='learning.recurrence'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('recurrence', 'round'), name='assignment_round_once'),
        ),
    ]
