import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_language_of_new_people'),
        ('learning', '0013_assignment_offer'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssignmentDefaults',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_days', models.PositiveSmallIntegerField(null=True)),
                ('arrival_days', models.PositiveSmallIntegerField(null=True)),
                ('announces', models.BooleanField(default=True)),
                ('in_working_hours', models.BooleanField(default=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation',), name='assignment_defaults_once'), models.CheckConstraint(condition=models.Q(('due_days', None), models.Q(('due_days__gte', 1), ('due_days__lte', 365)), _connector='OR'), name='assignment_defaults_due_days_possible'), models.CheckConstraint(condition=models.Q(('arrival_days', None), models.Q(('arrival_days__gte', 1), ('arrival_days__lte', 365)), _connector='OR'), name='assignment_defaults_arrival_days_possible')],
            },
        ),
    ]
