

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reminders', '0002_announcements'),
    ]

    operations = [
        migrations.AddField(
            model_name='remindersettings',
            name='hours_en',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
        migrations.AddField(
            model_name='remindersettings',
            name='hours_ja',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
        migrations.AddField(
            model_name='remindersettings',
            name='sender_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
    ]
