"""The app's registration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers `documents`."""

    name = "terakoya.portal.documents"
    default_auto_field = "django.db.models.BigAutoField"
