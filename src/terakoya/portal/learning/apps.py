"""The app's registration."""

import datetime as dt

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class LearningConfig(AppConfig):
    """Registers `learning`."""

    name = "terakoya.portal.learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what concerns learning, and count seats for those who may invite by them."""
        from ..accounts import signals  # apps are ready only here
        from ..accounts.invited_courses import register_invited_courses
        from ..accounts.personal_data import register_source
        from ..accounts.seats import register_seats
        from ..delivery.schedule import register_periodic
        from . import receivers, services
        from .invitations import courses_for_all
        from .selectors.courses import seats_of_organisation
        from .selectors.personal_data import learning_sections
        from .services.group_sessions import close_group_sessions

        register_periodic(
            "learning.close_group_sessions",
            dt.timedelta(minutes=5),
            close_group_sessions,
            apart=True,
        )
        connection_created.connect(
            receivers.use_long_statements, dispatch_uid="learning.use_long_statements"
        )
        signals.private_closed.connect(
            receivers.close_member_notes, dispatch_uid="learning.close_notes"
        )
        signals.private_opened.connect(
            receivers.open_member_notes, dispatch_uid="learning.open_notes"
        )
        signals.private_deleted.connect(
            receivers.delete_member_notes, dispatch_uid="learning.delete_notes"
        )
        signals.departments_merged.connect(
            receivers.follow_merge, dispatch_uid="learning.follow_merge"
        )
        register_invited_courses(courses_for_all)
        register_seats(seats_of_organisation)
        register_source("learning", learning_sections)
        for name, minutes, run in (
            ("note_arrivals", 2, services.note_arrivals),
            ("make_due_rounds", 10, services.make_due_rounds),
        ):
            register_periodic(f"learning.{name}", dt.timedelta(minutes=minutes), run, apart=True)
