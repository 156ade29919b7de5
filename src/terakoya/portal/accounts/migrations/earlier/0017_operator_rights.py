"""The rights of operators; whoever is an operator today holds all of them."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

ALL = ("content", "billing", "support")


def give_all(apps: Any, _schema_editor: Any) -> None:
    right = apps.get_model("accounts", "OperatorRight")
    operators = apps.get_model("accounts", "Person").objects.filter(is_operator=True)
    keys = operators.values_list("pk", flat=True)
    right.objects.bulk_create(right(person_id=key, right=one) for key in keys for one in ALL)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0016_the_house"),
    ]

    operations = [
        migrations.CreateModel(
            name="OperatorRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("right", models.CharField(choices=[("content", "教材"), ("billing", "契約・請求"), ("support", "お客様の対応")], max_length=16)),
                ("person", models.ForeignKey(db_index=False, on_delete=models.deletion.CASCADE, related_name="operator_rights", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "right"), name="operator_right_once"),
                    models.CheckConstraint(condition=models.Q(("right__in", ["content", "billing", "support"])), name="operator_right_known"),
                ],
            },
        ),
        migrations.RunPython(give_all, migrations.RunPython.noop),
    ]
