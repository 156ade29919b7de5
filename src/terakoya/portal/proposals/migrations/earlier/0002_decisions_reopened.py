"""A proposal that was declined can be taken up again; its decision then waits for another word."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("proposals", "0001_decisions_about_proposals")]

    operations = [
        migrations.AlterField(
            model_name="proposaldecision",
            name="state",
            field=models.CharField(
                choices=[("accepted", "採用"), ("declined", "見送り"), ("reopened", "再検討中")],
                max_length=8,
            ),
        ),
    ]
