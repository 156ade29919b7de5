"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers `billing`: months are closed, and late payments asked for, by the workers."""

    name = "terakoya.portal.billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers close what is due and ask for what is late."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services.closing import close_due_months
        from .services.reminding import remind_late

        register_periodic(
            "billing.close_months", dt.timedelta(minutes=1), close_due_months, apart=True
        )
        register_periodic("billing.remind_late", dt.timedelta(hours=6), remind_late, apart=True)
