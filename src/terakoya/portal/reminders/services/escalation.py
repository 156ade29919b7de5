"""Telling a supervisor who is late; only where the organisation has switched it on."""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ...accounts.choices import Role
from ...accounts.models import Member, RoleGrant
from ...delivery.models import OutboxMessage
from ...delivery.services import mail_of, queue_mails
from ...learning.selectors.courses import assignment_title
from ...learning.selectors.standing import late, members_with_runs
from ...learning.starting_revision import starting_revision
from ..choices import RunKind
from ..models import ReminderRun
from ..selectors import address_of, settings_of

MOST_NAMES = 30


def escalate(run: ReminderRun) -> None:
    """Write to each supervisor who of their departments is late, after a planned day.

    In the transaction that ends the run, so once. No scores, nothing of a survey: names alone.
    """
    is_after = run.kind == RunKind.BY_PLAN and (run.offset or 0) > 0
    if not is_after or not settings_of(run.organisation_id).escalates:
        return
    grants = (
        RoleGrant.objects.in_force()
        .filter(organisation_id=run.organisation_id, role=Role.SUPERVISOR)
        .exclude(department=None)
        .select_related("member__person", "department")
    )
    names = _late_names(run, [grant.department.path for grant in grants if grant.department])
    mails = [
        _mail(run, grant.member, names[grant.department.path])
        for grant in grants
        if grant.department
        and names[grant.department.path]
        and grant.member.joined_at
        and address_of(grant.member)
    ]
    queue_mails(mails)


def _late_names(run: ReminderRun, paths: list[str]) -> dict[str, list[str]]:
    """Path of a department → who is late below it; one statement."""
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(home__department__path__startswith=path)
    rows = members_with_runs(run.assignment).filter(late(), below)
    found: dict[str, list[str]] = defaultdict(list)
    for name, own in rows.order_by("name_kana", "name").values_list(
        "name", "home__department__path"
    ):
        for path in paths:
            if own.startswith(path):
                found[path].append(name)
    return found


def _mail(run: ReminderRun, to: Member, names: list[str]) -> OutboxMessage:
    language = to.person.language
    assignment = run.assignment
    revision = starting_revision(assignment)
    context = {
        "to": to,
        "title": assignment_title(assignment, revision.pk, language),
        "due_on": run.due_on,
        "names": names[:MOST_NAMES],
        "more": max(0, len(names) - MOST_NAMES),
        "link": settings.BASE_URL.rstrip("/") + reverse("learning:my"),
    }
    with translation.override(language):
        text = render_to_string("reminders/mail/late_below.txt", context)
    subject, _, body = text.partition("\n")
    mail = mail_of(
        run.organisation.uuid, address_of(to), subject.strip(), body.strip() + "\n", language
    )
    mail.run_after = run.send_at
    return mail
