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
        from .personal_data import order_sections

        register_source("orders", order_sections)
        register_periodic("orders.forget_built_files", dt.timedelta(hours=6), forget_built_files)
