"""The app's registration."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Registers `inquiries`: what is held about a person, and who takes answers by mail."""

    name = "terakoya.portal.inquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add what people may see of themselves, and read what they answer."""
        from ..accounts.personal_data import register_source  # apps are ready only here
        from ..delivery.mailboxes import register_taker
        from .personal_data import inquiry_sections
        from .services import take_answer

        register_source("inquiries", inquiry_sections)
        register_taker(take_answer)
