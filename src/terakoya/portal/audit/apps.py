"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers `audit`: entries that wait are appended, and the heads of chains are signed."""

    name = "terakoya.portal.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers append and sign."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import append_waiting
        from .services_signing import sign_heads

        register_periodic("audit.append_waiting", dt.timedelta(seconds=10), append_waiting)
        register_periodic("audit.sign_heads", dt.timedelta(days=1), sign_heads, apart=True)
