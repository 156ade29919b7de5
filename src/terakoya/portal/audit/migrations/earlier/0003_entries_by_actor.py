from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_waiting_entries'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['actor_uuid', '-id'], name='audit_entry_by_actor'),
        ),
    ]
