"""The app's registration."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers `catalogue`."""

    name = "terakoya.portal.catalogue"
    default_auto_field = "django.db.models.BigAutoField"
