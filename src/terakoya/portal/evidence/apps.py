"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Registers `evidence`: packs that were asked for are made in the background."""

    name = "terakoya.portal.evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers make packs."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import make_packs

        register_periodic("evidence.make_packs", dt.timedelta(seconds=5), make_packs, apart=True)
