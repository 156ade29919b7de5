"""The app's registration."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Registers `orders`."""

    name = "terakoya.portal.orders"
    default_auto_field = "django.db.models.BigAutoField"
