"""The app's registration."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Registers `proposals`: what a survey asks for, on the deck for the board, too."""

    name = "terakoya.portal.proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say on the board's deck of a survey what is to be done next."""
        from ..surveys.extensions import register_planner  # apps are ready only here
        from .next_deeds import deeds_of

        register_planner(deeds_of)
