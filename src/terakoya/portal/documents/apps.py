"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers `documents`: PDFs are made in the background."""

    name = "terakoya.portal.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers make the PDFs that nobody has asked for yet."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import make_waiting_files

        register_periodic(
            "documents.make_files", dt.timedelta(minutes=1), make_waiting_files, apart=True
        )
