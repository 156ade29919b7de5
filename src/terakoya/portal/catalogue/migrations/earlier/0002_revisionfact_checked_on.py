"""The day on which somebody last looked at the source of a fact; null where it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_courses_revisions_prices")]

    operations = [
        migrations.AddField(
            model_name="revisionfact",
            name="checked_on",
            field=models.DateField(null=True),
        ),
    ]
