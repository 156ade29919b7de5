"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class OperatorConfig(AppConfig):
    """Registers `operator`: workers carry deletions out and make the ZIPs of all data."""

    name = "terakoya.portal.operator"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers go on with both."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import build_data_exports, run_deletions

        register_periodic(
            "operator.run_deletions", dt.timedelta(minutes=1), run_deletions, apart=True
        )
        register_periodic(
            "operator.build_data_exports",
            dt.timedelta(seconds=5),
            build_data_exports,
            apart=True,
        )
