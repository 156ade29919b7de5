import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_concurrent_posts'),
        ('catalogue', '0002_revisionfact_checked_on'),
        ('learning', '0010_groups_by_rule'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='arrival_days',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='arrivals_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='extension',
            name='by_arrival',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_on', models.DateField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='learning.assignment')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('assignment', 'member'), name='arrival_once'),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('arrival_days', None), models.Q(('arrival_days__gte', 1), ('arrival_days__lte', 365)), _connector='OR'), name='assignment_arrival_days_possible'),
        ),
    ]
