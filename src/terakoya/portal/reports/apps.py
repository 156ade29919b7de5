"""The app's registration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers `reports`."""

    name = "terakoya.portal.reports"
    default_auto_field = "django.db.models.BigAutoField"
