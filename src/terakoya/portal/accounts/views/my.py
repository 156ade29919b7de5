"""A person's own pages: the account, and the organisation to act in."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ..access import (
    find_current_member,
    get_own_membership,
    may_have_second_factor,
    person_page,
    signed_in_person,
)
from ..landing import landing_of
from ..selectors import code_issues_of, memberships_of, pending_memberships_of
from ..services import accept_membership
from ..sessions import act_as
from .entry import next_address


@person_page
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Name, address, password, devices, and where the person belongs."""
    find_current_member(request)
    person = signed_in_person(request)
    context = {
        "person": person,
        "memberships": memberships_of(person),
        "issues": code_issues_of(person),
        "may_have_second_factor": may_have_second_factor(request),
    }
    return render(request, "accounts/account.html", context)


@person_page
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """Choose where to go on; with one place to go there is nothing to choose."""
    person = signed_in_person(request)
    own, pending = list(memberships_of(person)), list(pending_memberships_of(person))
    if len(own) == 1 and not pending:
        act_as(request, own[0])
        return redirect(next_address(request))
    if not own and not pending and person.is_operator:
        return redirect(landing_of(request))
    current = find_current_member(request)
    context = {
        "person": person,
        "memberships": own,
        "pending": pending,
        "current": current,
        "next": next_address(request, ""),
    }
    return render(request, "accounts/organisations.html", context)


@person_page
@require_POST
def organisation_choose(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Go on as this member; a membership of the roster is joined by it."""
    person = signed_in_person(request)
    own = get_own_membership(person, member)
    if own.joined_at is None:
        own = accept_membership(by=person, member=own)
        text = _("%(organisation)sに参加しました。")
        messages.success(request, text % {"organisation": own.organisation.name})
    act_as(request, own)
    return redirect(next_address(request))
