"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers `billing`: months are closed, and late payments asked for, by the workers."""

    name = "terakoya.portal.billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers close what is due and ask for what is late; hear of cancellations."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from ..orders.holds import register_overdue
        from ..orders.signals import contract_cancelled, contract_ordered
        from . import receivers
        from .selectors.invoices import overdue_organisations
        from .services.closing import close_due_months
        from .services.reminding import remind_late

        register_overdue(overdue_organisations)
        contract_cancelled.connect(
            receivers.return_what_was_billed, dispatch_uid="billing.return_what_was_billed"
        )
        contract_ordered.connect(receivers.keep_terms, dispatch_uid="billing.keep_terms")
        register_periodic(
            "billing.close_months", dt.timedelta(minutes=1), close_due_months, apart=True
        )
        register_periodic("billing.remind_late", dt.timedelta(hours=6), remind_late, apart=True)
