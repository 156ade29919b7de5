"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Registers `editions`: dated releases go out, updates arrive, files are read and patched."""

    name = "terakoya.portal.editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers do what is slow or comes at a time."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import (
            delete_old_uploads,
            patch_decks,
            publish_due_releases,
            read_uploads,
            receive_updates,
            record_narrations,
        )

        register_periodic(
            "editions.publish_due_releases", dt.timedelta(minutes=1), publish_due_releases
        )
        register_periodic(
            "editions.receive_updates", dt.timedelta(seconds=10), receive_updates, apart=True
        )
        register_periodic(
            "editions.read_uploads", dt.timedelta(seconds=3), read_uploads, apart=True
        )
        register_periodic("editions.patch_decks", dt.timedelta(seconds=3), patch_decks, apart=True)
        register_periodic("editions.delete_old_uploads", dt.timedelta(days=1), delete_old_uploads)
        register_periodic(
            "editions.record_narrations", dt.timedelta(minutes=1), record_narrations, apart=True
        )
