"""The app's registration."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class LearningConfig(AppConfig):
    """Registers `learning`."""

    name = "terakoya.portal.learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what concerns learning."""
        from .receivers import use_long_statements  # apps are ready only here

        connection_created.connect(use_long_statements, dispatch_uid="learning.use_long_statements")
