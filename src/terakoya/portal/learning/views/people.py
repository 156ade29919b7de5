"""Chosen members of an assignment: more time, or an exemption."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import get_member_for, officer_of, officer_page
from ...accounts.models import Member
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ..access import get_assignment_of_organisation
from ..forms.people import ExemptionEndForm, ExemptionForm, ExtensionForm
from ..models import Assignment
from ..selectors.courses import assigned_title
from ..selectors.standing import exempt_members_of
from ..services import end_exemption, exempt_members, extend_members
from ..standing_choice import choice_of, chosen_members

SHOWN = 20


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_people(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Give ticked members another due date, exempt them, or end an exemption."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    is_post = request.method == "POST"
    choice = choice_of(request.POST if is_post else request.GET)
    members = chosen_members(found, choice.as_json()).order_by("name_kana", "name", "id")
    act = request.POST.get("act", "")
    extension = ExtensionForm(request.POST if act == "extend" else None)
    exemption = ExemptionForm(request.POST if act == "exempt" else None)
    done = ""
    if act == "extend":
        done = _extend(officer, found, list(members), extension)
    elif act == "exempt":
        done = _exempt(officer, found, list(members), exemption)
    elif act == "return":
        done = _return(officer, found, ExemptionEndForm(request.POST))
    if done:
        messages.success(request, done)
        return redirect(f"{reverse('reports:status')}?assignment={found.uuid}")
    context = {
        "assignment": found,
        "title": assigned_title(found, current_language()),
        "choice": choice,
        "number": members.count(),
        "names": _names(list(members.values_list("name", flat=True)[: SHOWN + 1])),
        "extension": extension,
        "exemption": exemption,
        "exempt": exempt_members_of(found),
    }
    form = exemption if act == "exempt" else extension
    if not is_post:
        return render(request, "learning/assignment_people.html", context)
    return form_page(request, "learning/assignment_people.html", context, form)


def _names(names: list[str]) -> str:
    """The first names in a row, with dots where there are more."""
    return "、".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


def _extend(by: Member, found: Assignment, members: list[Member], form: ExtensionForm) -> str:
    """What to say when it is done; empty where something is to be mended."""
    if not form.is_valid():
        return ""
    with refusals_on(form):
        number = extend_members(by=by, assignment=found, members=members, **form.cleaned_data)
        return _("%(n)d名の期限を延ばしました。") % {"n": number}
    return ""


def _exempt(by: Member, found: Assignment, members: list[Member], form: ExemptionForm) -> str:
    if not form.is_valid():
        return ""
    with refusals_on(form):
        number = exempt_members(by=by, assignment=found, members=members, **form.cleaned_data)
        return _("%(n)d名の受講を免除しました。") % {"n": number}
    return ""


def _return(by: Member, found: Assignment, form: ExemptionEndForm) -> str:
    if not form.is_valid():
        return ""
    member = get_member_for(by, form.cleaned_data["person"])
    end_exemption(by=by, assignment=found, member=member)
    return _("%(name)sさんの免除をやめました。") % {"name": member.name}
