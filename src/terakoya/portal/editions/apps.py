"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Registers `editions`: what is dated goes out in time, updates arrive."""

    name = "terakoya.portal.editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers publish what is due and bring updates to the editions."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from .services import publish_due_releases, receive_updates

        register_periodic(
            "editions.publish_due_releases", dt.timedelta(minutes=1), publish_due_releases
        )
        register_periodic("editions.receive_updates", dt.timedelta(seconds=10), receive_updates)
