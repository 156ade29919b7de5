"""The operator's page of how an order is paid: terms, 完了届, 納品書, 検収."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...accounts.access import operator_page, signed_in_person
from ...accounts.choices import Right
from ...common.errors import PortalError
from ...common.refusals import form_page, refusals_on
from ...documents.choices import DocumentKind
from ...orders.purchase_orders import purchase_order_of
from ..access import get_order
from ..forms.rules import TermsForm
from ..invoice_sentences import terms_sentence
from ..order_documents import OF_DELIVERY
from ..selectors.terms import terms_of
from ..services.order_terms import issue_of_delivery, set_terms


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def order_terms(request: HttpRequest, order: uuid.UUID) -> HttpResponse:
    """How an order is paid; sending it changes that, as long as nothing of it is billed."""
    found = get_order(order)
    terms = terms_of(found)
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        has_report=terms.report is not None,
        initial={"kind": terms.kind, "accepted_on": terms.accepted_on},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            set_terms(by=signed_in_person(request), order=found, **form.cleaned_data)
            messages.success(request, _("支払いの条件を保存しました。"))
            return redirect("billing:order-terms", found.uuid)
    context = {
        "order": found,
        "purchase_order": purchase_order_of(found),
        "terms": terms,
        "sentence": terms_sentence(terms),
        "form": form,
    }
    return form_page(request, "billing/order_terms.html", context, form)


@operator_page(Right.BILLING)
@require_POST
def order_terms_act(request: HttpRequest, order: uuid.UUID) -> HttpResponse:
    """Issue the 完了届 or the 納品書 of an order."""
    found, deed = get_order(order), request.POST.get("do", "")
    if deed not in OF_DELIVERY:
        raise Http404
    kind = DocumentKind(deed)
    try:
        document = issue_of_delivery(by=signed_in_person(request), order=found, kind=kind)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        said = {"kind": kind.label, "number": document.number}
        messages.success(request, _("%(kind)s %(number)s を発行しました。") % said)
    return redirect("billing:order-terms", found.uuid)
