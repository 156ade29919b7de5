"""The app's registration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers `web` and its checks of the settings."""

    name = "terakoya.portal.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks."""
        from . import checks  # noqa: F401 - it reads the settings, which come first
