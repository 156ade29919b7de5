"""The app's registration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers `audit`."""

    name = "terakoya.portal.audit"
    default_auto_field = "django.db.models.BigAutoField"
