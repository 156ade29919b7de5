"""The app's registration."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Registers `inquiries`: what is held about a person."""

    name = "terakoya.portal.inquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add what people may see of themselves."""
        from ..accounts.personal_data import register_source  # apps are ready only here
        from .personal_data import inquiry_sections

        register_source("inquiries", inquiry_sections)
