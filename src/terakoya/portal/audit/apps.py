"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers `audit`, and the job that appends what was written down meanwhile."""

    name = "terakoya.portal.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers append."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import append_waiting

        register_periodic("audit.append_waiting", dt.timedelta(seconds=10), append_waiting)
