"""What a person reads after a joining code: who issued it, and how to open what closed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.hashers import is_password_usable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ...common.refusals import form_page, refusals_on
from ...limits.rules import PASSWORD_FAILURES
from ...limits.services import failures_counted
from ..access import person_page, signed_in_person
from ..errors import FormerPasswordWrong
from ..forms.entry import FormerPasswordForm
from ..selectors import code_issues_of
from ..services import delete_what_closed, open_by_former_password, read_code_news
from .entry import next_address


@person_page
@never_cache
@sensitive_post_parameters("former")
@require_http_methods(["GET", "POST"])
def code_news(request: HttpRequest) -> HttpResponse:
    """Dates and names of the codes; while notes are closed, the two ways to go on."""
    person = signed_in_person(request)
    form = FormerPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guesses = PASSWORD_FAILURES.by(person.uuid)
        with refusals_on(form), failures_counted(guesses, kinds=(FormerPasswordWrong,)):
            open_by_former_password(by=person, former=form.cleaned_data["former"])
            messages.success(request, _("確認できました。前のメモとしおりを開きました。"))
            return redirect(next_address(request))
    context = {
        "person": person,
        "issues": code_issues_of(person),
        "form": form,
        "has_former": is_password_usable(person.former_password),
        "next": next_address(request),
    }
    return form_page(request, "accounts/code_news.html", context, form)


@person_page
@require_POST
def code_news_read(request: HttpRequest) -> HttpResponse:
    """The person has read it."""
    read_code_news(by=signed_in_person(request))
    return redirect(next_address(request))


@person_page
@require_POST
def code_news_delete(request: HttpRequest) -> HttpResponse:
    """Give up the closed notes; the page has asked before."""
    delete_what_closed(by=signed_in_person(request))
    messages.success(request, _("前のメモとしおりを消しました。"))
    return redirect(next_address(request))
