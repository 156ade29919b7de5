"""When something was heard, and the moments by which a slide was taken in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_closed_notes")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="moments",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="slideprogress",
            name="heard_at",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="slideprogress",
            name="kept",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
