"""What a roster says of a member beside name, number, address and department."""

from django.db import migrations, models
from django.db.models import F, Q


def _text(length: int) -> "models.CharField[str, str]":
    return models.CharField(blank=True, db_default="", default="", max_length=length)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_place_taken_by_code")]

    operations = [
        migrations.AddField(model_name="member", name="position", field=_text(100)),
        migrations.AddField(model_name="member", name="site", field=_text(100)),
        migrations.AddField(model_name="member", name="employment", field=_text(100)),
        migrations.AddField(model_name="member", name="language", field=_text(2)),
        migrations.AddField(
            model_name="member", name="on_leave_since", field=models.DateField(null=True)
        ),
        migrations.AddField(
            model_name="member", name="on_leave_until", field=models.DateField(null=True)
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=Q(on_leave_until=None)
                | Q(on_leave_since__isnull=False, on_leave_until__gte=F("on_leave_since")),
                name="member_leave_forward",
            ),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="is_from_roster",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
