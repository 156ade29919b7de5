"""Pages of reminders: the officer's sheet, runs and settings; a member's notices."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..accounts.access import current_member, learner_page, officer_of, officer_page
from ..audit.services import record
from ..common import clock
from ..common.languages import current_language
from ..common.refusals import form_page, refusals_on
from ..learning.access import get_assignment_of_organisation
from ..learning.selectors.defaults import defaults_of
from ..learning.standing_choice import choice_of
from .access import get_notice_for, get_run_for
from .errors import AssignmentOver
from .forms import PlanForm, SettingsForm, TextForm
from .late_list import late_list_of, write_late_list
from .selectors import (
    chat_text,
    notice_words,
    notices_of,
    plan_of,
    planned_dates,
    run_report,
    samples_of,
    settings_of,
    sheet_of,
    title_of,
    usual_texts,
)
from .services import change_plan, change_settings, read_notice, refuse_ended, remind_members
from .wording import place_words

PAGE = 20


@officer_page
@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """リマインドを送る: counts and reasons, both texts, how they arrive, one button.

    Of an assignment that has ended: why not, on its page.
    """
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    try:
        refuse_ended(found)
    except AssignmentOver as error:
        messages.error(request, str(error))
        return redirect("learning:assignment", assignment=found.uuid)
    choice = choice_of(request.POST if request.method == "POST" else request.GET)
    usual = usual_texts(found)
    posted = request.POST if request.method == "POST" else None
    form = TextForm(posted, initial=TextForm.usual(usual))
    if request.method == "POST" and form.is_valid() and "send" in request.POST:
        with refusals_on(form):
            run = remind_members(by=officer, assignment=found, choice=choice, texts=form.texts)
            messages.success(request, _("案内を受け付けました。"))
            return redirect("reminders:run", run=run.uuid)
    texts = form.texts if form.is_bound and form.is_valid() else usual
    language = current_language()
    context = {
        "assignment": found,
        "title": title_of(found, language),
        "choice": choice,
        "sheet": sheet_of(found, choice),
        "form": form,
        "places": place_words(language),
        "samples": samples_of(found, choice, texts),
        "chat": chat_text(found, language),
    }
    return form_page(request, "reminders/remind.html", context, form)


@officer_page
@require_GET
def run(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """What became of a run: sent, waiting, dropped, not delivered."""
    found = get_run_for(officer_of(request), run)
    context = {
        "report": run_report(found),
        "run": found,
        "title": title_of(found.assignment, current_language()),
        "is_waiting": found.send_at > clock.now(),
    }
    return render(request, "reminders/run.html", context)


@officer_page
@require_GET
def late_list(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """The printed list of who is late, a section a department."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    record(
        organisation_uuid=officer.organisation.uuid,
        actor_uuid=officer.person.uuid,
        verb="reminders.late_list_printed",
        target=str(found.uuid),
    )
    pdf = write_late_list(late_list_of(found, choice_of(request.GET), current_language()))
    headers = {"Content-Disposition": 'attachment; filename="late-list.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@officer_page
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """The days on which the members of an assignment are reminded."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    usual = settings_of(officer.organisation_id)
    present = plan_of(found, usual)
    initial = {"is_on": present.is_on, "offsets": present.offsets}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_plan(by=officer, assignment=found, **form.cleaned_data)
            messages.success(request, _("案内の日を変更しました。"))
            return redirect("reminders:plan", assignment=found.uuid)
    context = {
        "assignment": found,
        "title": title_of(found, current_language()),
        "form": form,
        "days": planned_dates(found, present, usual.calendar),
        "plan": present,
    }
    return form_page(request, "reminders/plan.html", context, form)


@officer_page
@require_http_methods(["GET", "POST"])
def reminder_settings(request: HttpRequest) -> HttpResponse:
    """What new assignments begin with, working days and hours, and how reminders are sent."""
    officer = officer_of(request)
    initial = SettingsForm.initial_of(
        settings_of(officer.organisation_id),
        defaults_of(officer.organisation_id),
        officer.organisation.language,
    )
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_settings(
                by=officer,
                details=form.details,
                defaults=form.defaults,
                language=form.cleaned_data["language"],
            )
            messages.success(request, _("割り当てと案内の設定を変更しました。"))
            return redirect("reminders:reminder-settings")
    context = {
        "form": form,
        "heading": _("割り当てと案内の設定"),
        "submit": _("保存する"),
        "back": reverse("accounts:organisation-settings"),
    }
    return form_page(request, "web/form_page.html", context, form)


@learner_page
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """お知らせ: the member's reminders, newest first."""
    found = notices_of(current_member(request))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    titles = [(one, title_of(one.run.assignment, current_language())) for one in page.object_list]
    return render(request, "reminders/notice_list.html", {"page": page, "notices": titles})


@learner_page
@require_GET
def notice(request: HttpRequest, reminder: uuid.UUID) -> HttpResponse:
    """One of them; opening it marks it as read."""
    member = current_member(request)
    found = get_notice_for(member, reminder)
    read_notice(by=member, reminder=found)
    words = notice_words(found, current_language())
    return render(request, "reminders/notice.html", {"notice": found, "words": words})
