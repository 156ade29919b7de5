"""The rule by which an enrolment's time counts; those that are there keep the first one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0003_moments_of_events")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="counting",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "seconds"), (2, "moments")], db_default=1, default=2
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="seconds_spent",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="moments_before",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("counting__in", [1, 2])), name="enrolment_counting_known"
            ),
        ),
    ]
