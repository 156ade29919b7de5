"""The app's registration."""

from django.apps import AppConfig


class OperatorConfig(AppConfig):
    """Registers `operator`."""

    name = "terakoya.portal.operator"
    default_auto_field = "django.db.models.BigAutoField"
