"""Slides to look at again before another attempt, since an attempt failed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0004_enrolment_counting'),
    ]

    operations = [
        migrations.AddField(
            model_name='enrolment',
            name='review_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='review_slides',
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
