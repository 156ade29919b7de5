"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Registers `reminders`: the sender, the worker's jobs, notices on マイ研修."""

    name = "terakoya.portal.reminders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the outbox send reminders, and the worker begin and queue them."""
        from ..accounts.personal_data import register_source  # apps are ready only here
        from ..delivery.schedule import register_periodic
        from ..delivery.sending import register_sender
        from ..learning.extensions import register_notes
        from ..learning.signals import assignment_made, members_arrived
        from . import services
        from .notes import reminder_notes
        from .personal_data import reminder_sections
        from .receivers import announce_assignment, announce_to_arrivals, keep_plan
        from .services.queueing import KIND
        from .services.sending import send_reminder

        assignment_made.connect(announce_assignment, dispatch_uid="reminders.announce")
        assignment_made.connect(keep_plan, dispatch_uid="reminders.keep_plan")
        members_arrived.connect(announce_to_arrivals, dispatch_uid="reminders.arrivals")
        register_sender(KIND, send_reminder)
        register_notes(reminder_notes, only_on_my=True)
        register_source("reminders", reminder_sections)
        for name, seconds, run in (
            ("begin_planned_runs", 300, services.begin_planned_runs),
            ("queue_unfinished", 5, services.queue_unfinished),
        ):
            every = dt.timedelta(seconds=seconds)
            register_periodic(f"reminders.{name}", every, run, apart=True)
