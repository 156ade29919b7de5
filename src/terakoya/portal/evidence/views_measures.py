"""措置台帳: shown to officers and auditors, kept by officers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..accounts.access import officer_of, officer_page, reader_of, records_page
from ..common.refusals import form_page, refusals_on
from .access import get_statement_for
from .choices import Measure
from .forms import MeasureForm
from .ledger import ledger_of
from .services import state_measure, withdraw_statement


@records_page
@require_http_methods(["GET", "POST"])
def measure_list(request: HttpRequest) -> HttpResponse:
    """The measures that the law asks for, and what is recorded of each; officers may add."""
    reader = reader_of(request)
    form = MeasureForm(request.POST or None)
    if request.method == "POST":
        if not reader.is_officer:
            raise Http404
        if form.is_valid():
            with refusals_on(form):
                said = form.cleaned_data
                state_measure(
                    by=reader,
                    measure=Measure(said["measure"]),
                    taken_on=said["taken_on"],
                    material=said["material"],
                )
            if form.is_valid():
                messages.success(request, _("措置台帳に記録しました。"))
                return redirect("evidence:measure-list")
    context = {
        "form": form,
        "rows": ledger_of(reader.organisation),
        "may_state": reader.is_officer,
    }
    return form_page(request, "evidence/measure_list.html", context, form)


@officer_page
@require_POST
def measure_withdraw(request: HttpRequest, statement: uuid.UUID) -> HttpResponse:
    """A statement was wrong: it is struck out and stays."""
    officer = officer_of(request)
    withdraw_statement(by=officer, statement=get_statement_for(officer, statement))
    messages.success(request, _("申告を取り消しました。取り消した記録は残ります。"))
    return redirect("evidence:measure-list")
