"""Places for keys, encrypted counters and sealed comments, beside the plain ones."""

import django.db.models.deletion
from django.db import migrations, models

ORGANISATION = models.ForeignKey(
    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
)
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_waves_cells_participations")]

    operations = [
        migrations.AddField(
            "wave",
            "state",
            models.CharField(
                choices=[
                    ("preparing", "準備中"),
                    ("open", "受付中"),
                    ("keyless", "鍵が見つかりません"),
                    ("closing", "集計中"),
                    ("closed", "終了"),
                ],
                db_index=True,
                default="preparing",
                max_length=9,
            ),
        ),
        migrations.AddField("wave", "latest_on", models.DateField(null=True)),
        migrations.AddField("wave", "key_gone_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "BallotKey",
            [
                ("id", ID),
                ("modulus", models.BinaryField()),
                ("base", models.BinaryField()),
                ("comment_key", models.BinaryField()),
                ("counters", models.JSONField()),
                ("comment_items", models.PositiveSmallIntegerField()),
                ("pages", models.PositiveIntegerField()),
                ("seal", models.BinaryField()),
                ("organisation", ORGANISATION),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballot_key",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.AddField("countingcell", "ballots", models.PositiveIntegerField(default=0)),
        migrations.AddField("countingcell", "ciphertexts", models.BinaryField(default=bytes)),
        migrations.AddField("countingcell", "seal", models.BinaryField(default=bytes)),
        migrations.CreateModel(
            "BlobPage",
            [
                ("id", ID),
                ("number", models.PositiveIntegerField()),
                ("blobs", models.BinaryField(default=bytes)),
                ("seal", models.BinaryField(default=bytes)),
                ("organisation", ORGANISATION),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blob_pages",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "blobpage", models.UniqueConstraint(fields=["wave", "number"], name="blob_page_once")
        ),
    ]
