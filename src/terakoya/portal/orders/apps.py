"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Registers `orders`: files that were built long ago go."""

    name = "terakoya.portal.orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers clear what is no longer kept."""
        from ..accounts.personal_data import register_source  # apps are ready only here
        from ..delivery.schedule import register_periodic
        from .built_files import forget_built_files
        from .export_jobs import build_exports, delete_old_exports
        from .personal_data import order_sections
        from .samples import make_samples
        from .services.licences import tell_of_manuscripts
        from .services.terms import remind_of_ends, renew_due_contracts

        register_source("orders", order_sections)
        register_periodic(
            "orders.build_exports", dt.timedelta(seconds=3), build_exports, apart=True
        )
        register_periodic("orders.delete_old_exports", dt.timedelta(hours=6), delete_old_exports)
        register_periodic("orders.make_samples", dt.timedelta(minutes=1), make_samples, apart=True)
        register_periodic("orders.remind_of_ends", dt.timedelta(hours=1), remind_of_ends)
        register_periodic(
            "orders.renew_due_contracts", dt.timedelta(minutes=5), renew_due_contracts
        )
        register_periodic("orders.tell_of_manuscripts", dt.timedelta(hours=1), tell_of_manuscripts)
        register_periodic("orders.forget_built_files", dt.timedelta(hours=6), forget_built_files)
