"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers `documents`: PDFs are made in the background, mails know them and the seller."""

    name = "terakoya.portal.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers make PDFs, and the apps below know the seller."""
        from ..common.seller_names import register_seller
        from ..delivery.attachments import register_attachments  # apps are ready only here
        from ..delivery.schedule import register_periodic
        from .attaching import KIND, load_document
        from .seller_memory import current_names
        from .services import make_waiting_files

        register_seller(current_names)
        register_attachments(KIND, load_document)
        register_periodic(
            "documents.make_files", dt.timedelta(minutes=1), make_waiting_files, apart=True
        )
