"""The app's registration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers `web`."""

    name = "terakoya.portal.web"
    default_auto_field = "django.db.models.BigAutoField"
