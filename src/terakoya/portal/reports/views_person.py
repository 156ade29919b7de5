"""One person's page: for officers, auditors, and supervisors of the unit."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..accounts.access import current_member, learner_page
from ..accounts.choices import MemberState
from ..accounts.models import Member
from ..accounts.selectors import department_tree
from ..accounts.selectors.members import roles_of
from ..accounts.selectors.unreachable import bounce_of
from ..audit.services import record
from ..common.languages import current_language
from .access import Sight, sight_of
from .person import PersonRecord, person_record, place_text


@learner_page
@require_GET
def person(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """The record, certificates, movements and departments; the audit log says who looked."""
    reader = current_member(request)
    sight = sight_of(reader, member)
    tree = department_tree(sight.member.organisation)
    found = person_record(sight.member, tree, current_language())
    _note(reader, sight)
    context = {
        "found": sight.member,
        "sight": sight,
        "record": found,
        "state": sight.member.state,
        "initial": sight.member.name[:1],
        "grants": roles_of(sight.member),
        "summary": summary_of(found),
        "now_in": next((one.department for one in found.places if not one.until_on), ""),
        "places": [(one.department, place_text(one)) for one in found.places],
        "signs_in": sign_in_text(sight.member),
        "reached": reached_text(sight.member),
    }
    return render(request, "reports/person.html", context)


def _note(reader: Member, sight: Sight) -> None:
    record(
        organisation_uuid=reader.organisation.uuid,
        actor_uuid=reader.person.uuid,
        verb="reports.person_viewed",
        target=f"member:{sight.member.uuid}",
    )


def summary_of(found: PersonRecord) -> str:
    """How many courses, and how many of them are completed."""
    counts = {"n": len(found.courses), "done": found.completed}
    return _("受講 %(n)d件・修了 %(done)d件") % counts


def sign_in_text(member: Member) -> str:
    """With what somebody signs in."""
    if member.state == MemberState.INVITED:
        return _("まだ参加していません")
    return _("メールアドレス") if member.person.email else _("会社コード＋社員番号")


def reached_text(member: Member) -> str:
    """Where reminders arrive."""
    if bounce_of(member) is not None:
        return _("マイ研修のお知らせ（メールは届きませんでした）")
    has_mail = member.email or (member.person.email and member.person.email_confirmed_at)
    return _("メール") if has_mail else _("マイ研修のお知らせ")
