"""Policies: the officer's pages of an assignment, and the learner's confirmation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import current_member, learner_page, officer_of, officer_page
from ...accounts.models import Member
from ...common.languages import current_language
from ...common.large_bodies import takes_files
from ...common.own_addresses import own_address
from ...common.refusals import form_page, refusals_on
from ..access import (
    get_assignment_of_organisation,
    get_assignment_to_confirm,
    get_policy_version_for,
)
from ..forms.policies import AcknowledgementForm, PolicyForm, VersionForm
from ..models import Assignment
from ..selectors.courses import assigned_title
from ..selectors.policies import (
    content_of,
    members_to_confirm,
    newest_version,
    policies_of,
    policy_standing,
    version_to_read,
)
from ..services import acknowledge_policy, attach_policy, revise_policy, write_policy
from ..services.policies import MOST_BYTES
from .my import way_into

PAGE = 50
WAY = ("to", "slide", "survey", "next")  # what beginning was asked with, or where to go back


@takes_files(MOST_BYTES)
@officer_page
@require_http_methods(["GET", "POST"])
def assignment_policy(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """The policy of an assignment: who has not confirmed it; without one, attaching one."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    if found.policy is None:
        return _attach(request, officer, found)
    if request.method == "POST":  # a page from before it was attached
        messages.error(
            request, _("方針は、すでに付いています。変えるときは、新しい版を登録してください。")
        )
        return redirect("learning:assignment-policy", assignment=found.uuid)
    people = Paginator(members_to_confirm(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "assignment": found,
        "title": found.name or assigned_title(found, current_language()),
        "standing": policy_standing(found),
        "page": people,
    }
    return render(request, "learning/assignment_policy.html", context)


def _attach(request: HttpRequest, officer: Member, found: Assignment) -> HttpResponse:
    is_post = request.method == "POST"
    form = PolicyForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        policies=policies_of(officer),
    )
    if is_post and form.is_valid():
        with refusals_on(form):
            policy = form.cleaned_data.get("policy") or write_policy(
                by=officer, title=form.cleaned_data["title"], document=form.document
            )
            attach_policy(by=officer, assignment=found, policy=policy)
            messages.success(request, _("方針を付けました。"))
            return redirect("learning:assignment-policy", assignment=found.uuid)
    context = {
        "form": form,
        "heading": _("方針を付ける"),
        "sub": found.name or assigned_title(found, current_language()),
        "submit": _("付ける"),
        "back": reverse("learning:assignment", args=[found.uuid]),
    }
    return form_page(request, "learning/policy_attach.html", context, form)


@takes_files(MOST_BYTES)
@officer_page
@require_http_methods(["GET", "POST"])
def policy_revise(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """The next version of the policy of an assignment."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    if found.policy is None:
        return redirect("learning:assignment-policy", assignment=found.uuid)
    newest = newest_version(found.policy)
    is_post = request.method == "POST"
    form = VersionForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        initial={"text": newest.text if newest else "", "asks_again": True},
    )
    if is_post and form.is_valid():
        with refusals_on(form):
            asks_again = form.cleaned_data["asks_again"]
            revise_policy(
                by=officer, policy=found.policy, document=form.document, asks_again=asks_again
            )
            messages.success(request, _("新しい版を登録しました。"))
            return redirect("learning:assignment-policy", assignment=found.uuid)
    context = {
        "form": form,
        "heading": _("方針の新しい版"),
        "sub": found.policy.title,
        "submit": _("登録する"),
        "back": reverse("learning:assignment-policy", args=[found.uuid]),
    }
    return form_page(request, "web/form_page.html", context, form)


@officer_page
@require_POST
def policy_detach(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Ask for no policy any more."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    attach_policy(by=officer, assignment=found, policy=None)
    messages.success(request, _("方針を外しました。これまでの確認の記録は残ります。"))
    return redirect("learning:assignment", assignment=found.uuid)


@learner_page
@require_GET
def policy_file(request: HttpRequest, version: uuid.UUID) -> HttpResponse:
    """A version as a file, for officers and for members who are asked to read it."""
    found = get_policy_version_for(current_member(request), version)
    kind = "application/pdf" if found.is_pdf else "text/plain; charset=utf-8"
    response = HttpResponse(content_of(found), content_type=kind)
    name = found.file_name or f"policy-{found.number}.txt"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


@learner_page
@require_http_methods(["GET", "POST"])
def policy_read(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """A learner reads the policy of an assignment and confirms it, then goes on."""
    member = current_member(request)
    found = get_assignment_to_confirm(member, assignment)
    version = version_to_read(member, found)
    if version is None:
        return redirect(own_address(request.GET.get("next", ""), request) or "learning:my")
    is_post = request.method == "POST"
    form = AcknowledgementForm(request.POST if is_post else None, initial={"version": version.uuid})
    if is_post and form.is_valid():
        with refusals_on(form):
            shown = get_policy_version_for(member, form.cleaned_data["version"])
            acknowledge_policy(by=member, assignment=found, version=shown)
            return _further(request, member, found)
    context = {
        "form": form,
        "version": version,
        "assignment": found,
        "title": assigned_title(found, current_language()),
        "way": {name: request.POST.get(name) or request.GET.get(name, "") for name in WAY},
    }
    return form_page(request, "learning/policy_read.html", context, form)


def _further(request: HttpRequest, member: Member, found: Assignment) -> HttpResponse:
    """Back to the page of the course that was asked for, or into it; else to マイ研修."""
    if back := own_address(request.POST.get("next", ""), request):
        return redirect(back)
    if request.POST.get("to"):
        return way_into(request, member, found)
    messages.success(request, _("確認を記録しました。"))
    return redirect("learning:my")
