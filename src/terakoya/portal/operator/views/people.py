"""Who of the seller's people may do what."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import operator_page, recently_confirmed, signed_in_person
from ...accounts.choices import Right
from ...accounts.services import appoint_operator, set_rights
from ...common.refusals import form_page, refusals_on
from ..access import get_operator
from ..forms import AppointForm, RightsForm
from ..selectors.people import operator_rows, rights_held


@operator_page(*Right)
@recently_confirmed(to_change=True)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """The operators with their rights, and one more of them."""
    form = AppointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            person, is_new = appoint_operator(by=signed_in_person(request), **form.cleaned_data)
            told = (
                _("%(name)sさんを運営者にし、パスワードを決めるメールを送りました。")
                if is_new
                else _("%(name)sさんの権限を保存しました。")
            )
            messages.success(request, told % {"name": person.name})
            return redirect("operator:people")
    context = {"rows": operator_rows(), "form": form}
    return form_page(request, "operator/people.html", context, form)


@operator_page(*Right)
@recently_confirmed(to_change=True)
@require_http_methods(["GET", "POST"])
def person_rights(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """The rights of one operator; without any, they are one no more."""
    found = get_operator(person)
    form = RightsForm(request.POST if request.method == "POST" else None)
    form.initial["rights"] = rights_held(found)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            set_rights(by=signed_in_person(request), person=found, **form.cleaned_data)
            messages.success(
                request, _("%(name)sさんの権限を保存しました。") % {"name": found.name}
            )
            return redirect("operator:people" if request.user != found else "operator:home")
    return form_page(request, "operator/person_rights.html", {"found": found, "form": form}, form)
