from typing import Any

from django.db import migrations, models
from django.db.models import deletion


def number_contracts(apps: Any, _editor: Any) -> None:
    """Give the contracts of before their numbers, in the order in which they were made."""
    Contract = apps.get_model("orders", "Contract")
    Counter = apps.get_model("delivery", "Counter")
    unnumbered = Contract.objects.filter(number=None).select_related("order_line__order")
    count = 0
    for count, contract in enumerate(unnumbered.order_by("id"), 1):
        contract.number = f"K-{contract.order_line.order.placed_at:%Y}-{count:04d}"
        contract.save(update_fields=["number"])
    if count:
        Counter.objects.update_or_create(name="contract", defaults={"value": count})


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0001_outbox_leases_counters"),
        ("orders", "0004_renewal_and_approval"),
    ]

    operations = [
        migrations.AddField(
            "contract", "number", models.CharField(max_length=16, null=True, unique=True)
        ),
        migrations.AddField(
            "contract",
            "added_to",
            models.ForeignKey(
                null=True,
                on_delete=deletion.SET_NULL,
                related_name="additions",
                to="orders.contract",
            ),
        ),
        migrations.AddField(
            "contract",
            "follows",
            models.ForeignKey(
                null=True,
                on_delete=deletion.SET_NULL,
                related_name="followers",
                to="orders.contract",
            ),
        ),
        migrations.AddField("contract", "reminded_days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddConstraint(
            "contract",
            models.UniqueConstraint(
                fields=["follows"],
                condition=models.Q(cancelled_at=None),
                name="contract_followed_once",
            ),
        ),
        migrations.AddField("order", "key", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "order",
            models.UniqueConstraint(fields=["organisation", "key"], name="order_confirmed_once"),
        ),
        migrations.RunPython(number_contracts, migrations.RunPython.noop),
    ]
