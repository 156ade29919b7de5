"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers `web` and its checks of the settings."""

    name = "terakoya.portal.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks; this app is the last, so that all is loaded then."""
        from ..common import garbage
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from . import checks  # noqa: F401 - it reads the settings, which come first
        from .retention.runs import run_retention

        register_periodic("web.retention", dt.timedelta(hours=6), run_retention, apart=True)
        garbage.resume()
