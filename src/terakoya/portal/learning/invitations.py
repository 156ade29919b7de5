"""What an invitation says of courses: those that everyone of the organisation takes."""

from __future__ import annotations

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from ..accounts.invited_courses import InvitedCourses
from ..accounts.models import Organisation
from ..common import clock
from ..common.dates import full_day
from ..delivery.templatetags.mail import plain
from .choices import Audience, EnrolmentKind
from .models import Assignment
from .selectors.courses import assignment_title
from .starting_revision import starting_revisions

LANGUAGES = ("ja", "en")
MOST = 5


def courses_for_all(organisation: Organisation) -> dict[str, InvitedCourses]:
    """Title and due date of what everyone takes now, in each language; two statements."""
    today = clock.today()
    rows = Assignment.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=today),
        Q(ended_on=None) | Q(ended_on__gt=today),
        Q(due_on=None) | Q(due_on__gte=today),
        organisation=organisation,
        audience=Audience.EVERYONE,
        kind=EnrolmentKind.NORMAL,
    )
    found = list(rows.order_by("due_on", "id")[:MOST])
    if not found:
        return {}
    newest = starting_revisions(found)
    says_hours = all(one.in_working_hours for one in found)
    return {
        language: InvitedCourses(
            tuple(_line(one, newest[one.pk], language) for one in found), says_hours
        )
        for language in LANGUAGES
    }


def _line(assignment: Assignment, revision: int, language: str) -> str:
    title = plain(assignment_title(assignment, revision, language))
    if assignment.due_on is None:
        return title
    with translation.override(language):
        due = full_day(assignment.due_on)
        return _("%(title)s（期限 %(due)s）") % {"title": title, "due": due}
