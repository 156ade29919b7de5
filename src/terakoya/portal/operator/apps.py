"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class OperatorConfig(AppConfig):
    """Registers `operator`: deletions that were begun are carried out by the workers."""

    name = "terakoya.portal.operator"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers go on with deletions."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import run_deletions

        register_periodic(
            "operator.run_deletions", dt.timedelta(minutes=1), run_deletions, apart=True
        )
