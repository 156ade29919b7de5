"""The app's registration."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Registers `surveys`."""

    name = "terakoya.portal.surveys"
    default_auto_field = "django.db.models.BigAutoField"
