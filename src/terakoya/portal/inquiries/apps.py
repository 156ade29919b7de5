"""The app's registration."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Registers `inquiries`: what is held about a person, answers by mail, orders by quotes."""

    name = "terakoya.portal.inquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add what people may see of themselves, and read what they answer."""
        from ..accounts.personal_data import register_source  # apps are ready only here
        from ..delivery.mailboxes import register_taker
        from ..orders.signals import quote_ordered
        from . import receivers
        from .personal_data import inquiry_sections
        from .services import take_answer

        register_source("inquiries", inquiry_sections)
        register_taker(take_answer)
        quote_ordered.connect(
            receivers.close_what_was_ordered, dispatch_uid="inquiries.close_what_was_ordered"
        )
