"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Registers `surveys`: waves around assignments, notes on マイ研修, the worker's jobs."""

    name = "terakoya.portal.surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what learning announces, and let the worker open, count and close waves."""
        from ..accounts.personal_data import register_source  # apps are ready only here
        from ..delivery.schedule import register_periodic
        from ..learning.extensions import register_notes
        from ..learning.signals import assignment_made
        from . import checks, services  # noqa: F401 - checks register themselves
        from .notes import survey_notes
        from .personal_data import survey_sections
        from .receivers import open_first_wave

        assignment_made.connect(open_first_wave, dispatch_uid="surveys.open_first_wave")
        register_notes(survey_notes)
        register_source("surveys", survey_sections)
        for name, seconds, run in (
            ("move_waves_on", 3, services.move_waves_on),
            ("open_due_waves", 10, services.open_due_waves),
            ("watch_keys", 60, services.watch_keys),
            ("close_due_waves", 600, services.close_due_waves),
            ("end_uncounted_waves", 3600, services.end_uncounted_waves),
        ):
            every = dt.timedelta(seconds=seconds)
            register_periodic(f"surveys.{name}", every, run, apart=True)
