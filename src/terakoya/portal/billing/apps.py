"""The app's registration."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Registers `billing`."""

    name = "terakoya.portal.billing"
    default_auto_field = "django.db.models.BigAutoField"
