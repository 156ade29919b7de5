"""The legal pages by version: the operator publishes, an owner accepts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..accounts.access import learner_page, operator_page, owner_of, signed_in_person
from ..accounts.choices import LegalDocument, Right
from ..accounts.landing import landing_of
from ..accounts.legal import earliest_day
from ..accounts.models import LegalText
from ..accounts.selectors import legal_pages, terms_to_accept
from ..accounts.services import accept_terms, publish_legal_text, withdraw_legal_text
from ..common import clock
from ..common.own_addresses import own_address
from ..common.refusals import form_page, refusals_on
from .context import seller
from .documents import FREE_CANCELLING, legal_html, text_to_begin_with
from .forms import LegalTextForm


@operator_page(Right.CONTENT)
@require_GET
def legal_list(request: HttpRequest) -> HttpResponse:
    """Every legal page with its versions, and how many have accepted each."""
    return render(request, "web/legal_list.html", {"pages": legal_pages()})


@operator_page(Right.CONTENT)
@require_http_methods(["GET", "POST"])
def legal_new(request: HttpRequest, document: str) -> HttpResponse:
    """A next version in both languages: looked at first, then published."""
    if document not in LegalDocument.values:
        raise Http404
    kind = LegalDocument(document)
    form = LegalTextForm(request.POST or None, initial=_begin(kind))
    is_shown = False
    if request.method == "POST" and form.is_valid():
        is_shown = "publish" not in request.POST
        if not is_shown:
            with refusals_on(form):
                publish_legal_text(by=signed_in_person(request), document=kind, **form.cleaned_data)
        if not is_shown and form.is_valid():
            messages.success(request, _("新しい版を公開しました。"))
            return redirect("web:legal-list")
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "is_shown": is_shown,
        "place": FREE_CANCELLING,
    }
    if is_shown:
        context |= {
            "html_ja": _html("ja", form.cleaned_data["text_ja"]),
            "html_en": _html("en", form.cleaned_data["text_en"]),
        }
    return form_page(request, "web/legal_new.html", context, form)


@operator_page(Right.CONTENT)
@require_POST
def legal_withdraw(request: HttpRequest, text: uuid.UUID) -> HttpResponse:
    """A version that does not hold yet is taken back."""
    found = get_object_or_404(LegalText, uuid=text)
    withdraw_legal_text(by=signed_in_person(request), text=found)
    messages.success(request, _("公開を取り下げました。"))
    return redirect("web:legal-list")


@learner_page
@require_http_methods(["GET", "POST"])
def terms_accept(request: HttpRequest) -> HttpResponse:
    """New terms, for owners alone: read and accept, or go on and be asked at the next sign-in."""
    owner = owner_of(request)
    text = terms_to_accept(owner)
    target = own_address(request.GET.get("next", ""), request) or landing_of(request)
    if text is None:
        return redirect(target)
    if request.method == "POST":
        if request.POST.get("version") == text.version:  # what was read, not what came meanwhile
            accept_terms(by=owner, text=text)
            messages.success(request, _("利用規約に同意しました。"))
            return redirect(target)
        messages.warning(request, _("利用規約が、さらに新しくなりました。もう一度お読みください。"))
    html = legal_html(text.text_in(request.LANGUAGE_CODE or "ja"))
    context = {"text": text, "html": html, "next": target, "organisation": owner.organisation}
    return render(request, "web/terms_accept.html", context)


def _html(language: str, text: str) -> str:
    with translation.override(language):
        return legal_html(text)


def _begin(kind: LegalDocument) -> dict[str, Any]:
    context = {"seller": seller()}
    return {
        "valid_from": earliest_day(kind, clock.today()),
        "text_ja": text_to_begin_with(kind, "ja", context),
        "text_en": text_to_begin_with(kind, "en", context),
    }
