"""The app's registration."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Registers `delivery`."""

    name = "terakoya.portal.delivery"
    default_auto_field = "django.db.models.BigAutoField"
