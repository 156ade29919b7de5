"""The app's registration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers `accounts`."""

    name = "terakoya.portal.accounts"
    default_auto_field = "django.db.models.BigAutoField"
