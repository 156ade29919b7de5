"""The app's registration."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Registers `editions`."""

    name = "terakoya.portal.editions"
    default_auto_field = "django.db.models.BigAutoField"
