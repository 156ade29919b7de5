"""The app's registration."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Registers `learning`."""

    name = "terakoya.portal.learning"
    default_auto_field = "django.db.models.BigAutoField"
