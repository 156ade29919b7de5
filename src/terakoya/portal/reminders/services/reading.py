"""A member's own notices."""

from ...accounts.models import Member
from ...common import clock
from ..models import Reminder


def read_notice(*, by: Member, reminder: Reminder) -> None:
    """Note that the member has seen it."""
    own = Reminder.objects.filter(pk=reminder.pk, member=by, read_at=None)
    own.update(read_at=clock.now())
