"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Registers `surveys`: opens waves with assignments, adds notes to マイ研修."""

    name = "terakoya.portal.surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what learning announces."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from ..learning.extensions import register_notes
        from ..learning.signals import assignment_made
        from .notes import survey_notes
        from .receivers import open_waves
        from .services import close_due_waves

        assignment_made.connect(open_waves, dispatch_uid="surveys.open_waves")
        register_notes(survey_notes)
        register_periodic("surveys.close_due_waves", dt.timedelta(minutes=10), close_due_waves)
