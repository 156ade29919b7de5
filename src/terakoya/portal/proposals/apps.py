"""The app's registration."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Registers `proposals`."""

    name = "terakoya.portal.proposals"
    default_auto_field = "django.db.models.BigAutoField"
