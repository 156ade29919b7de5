"""The desk's pages: the queue, and one thread."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import operator_page, rights_of, signed_in_person
from ...accounts.choices import Right
from ...accounts.models import Person
from ...common import clock
from ...common.download_names import attachment as named
from ...common.refusals import form_page, refusals_on
from ...orders.choices import QuoteState
from ...orders.selectors.quotes import quote_state
from .. import services
from ..access import get_attachment, get_inquiry
from ..choices import InquiryState
from ..forms import DeskForm, DraftForm, NoteForm, QueueForm, WordsForm
from ..models import AnswerDraft, Inquiry
from ..selectors import (
    answer_templates,
    drafts_of,
    inquiries_matching,
    operators,
    quotes_of,
    thread_of,
    unanswered,
    words_from_template,
)

A_PAGE: Final = 50
_TONES: Final = {QuoteState.VALID: "info", QuoteState.EXPIRED: "mute", QuoteState.ORDERED: "ok"}


@operator_page(Right.SUPPORT)
@require_GET
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """The queue, narrowed by state, kind, assignee and words."""
    form = QueueForm(request.GET, operators())
    rows = Paginator(inquiries_matching(**form.wanted), A_PAGE)
    context = {
        "form": form,
        "page": rows.get_page(request.GET.get("page")),
        "waiting": unanswered(),
        "spam": inquiries_matching(state=InquiryState.SPAM).count(),
        "now": clock.now(),
    }
    return render(request, "inquiries/inquiry_list.html", context)


@operator_page(Right.SUPPORT)
@require_http_methods(["GET", "POST"])
def inquiry(request: HttpRequest, inquiry: uuid.UUID) -> HttpResponse:
    """One thread: everything said; answering, noting, and who takes it."""
    found = get_inquiry(inquiry)
    if request.method == "GET":
        return _page(request, found, {})
    deed = request.POST.get("do", "")
    if deed not in _DEEDS:
        raise Http404
    form = _form(deed, request.POST, found)
    if form.is_valid():
        with refusals_on(form):
            messages.success(request, _DEEDS[deed](signed_in_person(request), found, form))
            return redirect("inquiries:inquiry", inquiry)
    return _page(request, found, {deed: form})


@operator_page(Right.SUPPORT)
@require_POST
def answer_draft(request: HttpRequest, inquiry: uuid.UUID) -> HttpResponse:
    """下書き保存: keep what is being written; nothing is sent. The script saves by itself."""
    found = get_inquiry(inquiry)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"answer": form})
    is_kept = services.save_draft(by=signed_in_person(request), inquiry=found, **form.cleaned_data)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    if is_kept:
        messages.success(request, _("下書きを保存しました。まだ送っていません。"))
    return redirect("inquiries:inquiry", inquiry)


@operator_page(Right.SUPPORT)
@require_GET
def inquiry_file(_request: HttpRequest, inquiry: uuid.UUID, attachment: uuid.UUID) -> HttpResponse:
    """A file that came by mail, to be saved: no browser shows it."""
    found = get_attachment(get_inquiry(inquiry), attachment)
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer.headers["Content-Disposition"] = named(found.name, "file")
    return answer


def _answer_form(request: HttpRequest, found: Inquiry, own: AnswerDraft | None) -> WordsForm:
    """The draft with its key, and a template that was chosen below it."""
    words = words_from_template(found, request.GET.get("template", ""))
    text = "\n\n".join(filter(None, (own.text.rstrip() if own else "", words)))
    initial = {"key": own.key if own else uuid.uuid4(), "text": text}
    return WordsForm(auto_id="answer-%s", initial=initial)


def _form(deed: str, said: Mapping[str, Any] | None, found: Inquiry) -> forms.Form:
    if deed == "desk":
        return DeskForm(said, found, operators())
    shape = NoteForm if deed == "note" else WordsForm
    return shape(said, auto_id=f"{deed}-%s", initial={"key": uuid.uuid4()})


def _page(request: HttpRequest, found: Inquiry, sent: dict[str, forms.Form]) -> HttpResponse:
    drafts, reader = drafts_of(found), signed_in_person(request)
    own = next((one for one in drafts if one.by_id == reader.pk), None)
    fields = {deed: sent.get(deed) or _form(deed, None, found) for deed in _DEEDS}
    if "answer" not in sent:
        fields["answer"] = _answer_form(request, found, own)
    context = {"inquiry": found, "thread": thread_of(found), "now": clock.now(), **fields}
    context |= {
        "templates": answer_templates(),
        "draft": own,
        "other_drafts": [one for one in drafts if one is not own],
        "quotes": [
            (one, _TONES[state := quote_state(one.quote)], state) for one in quotes_of(found)
        ],
        "may_quote": Right.BILLING in rights_of(request) and not found.is_spam,
    }
    shown = next(iter(sent.values()), fields["answer"])
    return form_page(request, "inquiries/inquiry.html", {**context, "form": shown}, shown)


def _answer(by: Person, found: Inquiry, form: forms.Form) -> str:
    services.answer(by=by, inquiry=found, **form.cleaned_data)
    return _("お客様に送りました。")


def _note(by: Person, found: Inquiry, form: forms.Form) -> str:
    services.add_note(by=by, inquiry=found, **form.cleaned_data)
    return _("社内メモに残しました。")


def _desk(by: Person, found: Inquiry, form: forms.Form) -> str:
    assert isinstance(form, DeskForm)
    services.change_desk(by=by, inquiry=found, **form.wanted)
    return _("保存しました。")


_DEEDS: Final[dict[str, Callable[[Person, Inquiry, forms.Form], str]]] = {
    "answer": _answer,
    "note": _note,
    "desk": _desk,
}
