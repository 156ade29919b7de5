"""The app's registration."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """Registers `accounts`."""

    name = "terakoya.portal.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Leave out Django's own note of the last sign-in: the audit log has every one."""
        user_logged_in.disconnect(dispatch_uid="update_last_login")
