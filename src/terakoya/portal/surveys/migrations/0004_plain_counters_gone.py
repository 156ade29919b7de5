"""No plain counter and no readable comment is left; every wave has its last days."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_open_waves_encrypted")]

    operations = [
        migrations.RemoveField("countingcell", "answered"),
        migrations.RemoveField("countingcell", "counts"),
        migrations.DeleteModel("CommentPage"),
        migrations.AlterField("wave", "closes_on", models.DateField()),
        migrations.AlterField("wave", "latest_on", models.DateField()),
        migrations.AddConstraint(
            "wave",
            models.CheckConstraint(
                condition=Q(closes_on__lte=F("latest_on")), name="wave_last_day_in_time"
            ),
        ),
        migrations.AddConstraint(
            "wave",
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None, key_gone_at=None)),
                name="wave_closed_once",
            ),
        ),
    ]
