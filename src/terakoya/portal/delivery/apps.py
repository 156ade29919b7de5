"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Registers `delivery`."""

    name = "terakoya.portal.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers read what came back, where the settings say where it arrives."""
        from .mailboxes import read_configured  # apps are ready only here
        from .schedule import register_periodic

        every = dt.timedelta(minutes=5)
        register_periodic("delivery.read_bounces", every, read_configured, apart=True)
