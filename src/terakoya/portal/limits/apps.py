"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """Registers `limits`: rows that limit nothing any more go."""

    name = "terakoya.portal.limits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers delete what is used no longer."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import delete_unused

        register_periodic("limits.delete_unused", dt.timedelta(hours=1), delete_unused)
