"""The app's registration."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Registers `inquiries`."""

    name = "terakoya.portal.inquiries"
    default_auto_field = "django.db.models.BigAutoField"
