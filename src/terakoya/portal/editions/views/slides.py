"""Editing a slide with its preview, and what is done to slides as a whole."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.dates import time_of_day
from ...common.errors import PortalError
from ...common.languages import current_language
from .. import services
from ..access import get_edition_for
from ..editing import edits
from ..editing.company import TEMPLATES, new_slide_id
from ..editing.edits import Edit
from ..forms import SLIDE_BUTTONS
from ..models import Draft, Edition
from ..selectors import SlideForm, add_page, has_slide, slide_form
from ..selectors.previews import preview_of
from ..services.drafts import seen_of
from ..storage import content_of
from .buttons import in_words, press_button, texts_in, unsaved_words


@officer_page
@require_http_methods(["GET", "POST"])
def slide_edit(request: HttpRequest, edition: uuid.UUID, slide: str) -> HttpResponse:
    """A slide with its fields and its preview; saving goes on to the same page."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    form = _form(request, found, officer, slide)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            saved = services.apply_edit(
                by=officer,
                edition=found,
                edit=edits.EDIT_SLIDE(form.language, slide, texts_in(request)),
                seen=request.POST.get("seen", ""),
            )
        except PortalError as error:
            if _by_script(request):
                error.message = in_words(error, form.fields)
                raise
            refusal = error
        else:
            if _by_script(request):
                return _saved(saved, form)
            messages.success(request, _("下書きに保存しました。"))
            return redirect(_address(found, slide, form.language))
    context = {
        "edition": found,
        "form": form,
        "seen": seen_of(content_of(found.draft), form.language, slide),
        "typed": texts_in(request),
        "refusal": refusal,
        "refused": in_words(refusal, form.fields),
        "unsaved": unsaved_words(form.fields, texts_in(request)) if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "editions/slide_edit.html", context, status=status)


@officer_page
@require_POST
def slide_preview(request: HttpRequest, edition: uuid.UUID, slide: str) -> HttpResponse:
    """The slide with the texts of its form, which are not saved by this."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    wanted, texts = request.POST.get("language", ""), texts_in(request)
    preview = preview_of(found, officer, slide, wanted, texts, current_language())
    if preview is None:
        raise Http404
    return render(request, "editions/parts/preview.html", {"preview": preview})


@officer_page
@require_POST
def slide_act(request: HttpRequest, edition: uuid.UUID, slide: str) -> HttpResponse:
    """One button: hide, show, move, go back to the base, remove, give back to the bank."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    press_button(request, officer, found, SLIDE_BUTTONS, slide)
    if request.POST.get("to") == "slide" and has_slide(found, slide):
        return redirect(_address(found, slide, request.POST.get("language", "")))
    return redirect(reverse("editions:edition", args=(edition,)) + f"#slide-{slide}")


@officer_page
@require_http_methods(["GET", "POST"])
def slide_add(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """A slide from a template, or a case or prefecture's slide from the bank."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            edit = _added(request, found)
            services.apply_edit(by=officer, edition=found, edit=edit)
        except PortalError as error:
            refusal = error
        else:
            messages.success(request, _("スライドを入れました。文を直せます。"))
            return redirect(_address(found, edit.arguments["slide_id"], ""))
    context = {
        "edition": found,
        "page": add_page(found, officer, current_language()),
        "templates": TEMPLATES,
        "refusal": refusal,
        "chosen": request.POST or request.GET,
    }
    status = refusal.status if refusal else 200
    return render(request, "editions/slide_add.html", context, status=status)


def _added(request: HttpRequest, edition: Edition) -> Edit:
    """The edit that brings a slide of the bank, or one of a template under a new id."""
    chapter, _colon, place = request.POST.get("place", "").partition(":")
    bank, after = request.POST.get("bank", ""), place or None
    if bank:
        return edits.TAKE_SLIDE(bank, chapter, after)
    slide = new_slide_id(content_of(edition.draft).course)
    return edits.ADD_SLIDE(slide, request.POST.get("template", ""), chapter, after)


def _form(request: HttpRequest, edition: Edition, officer: Member, slide: str) -> SlideForm:
    wanted = request.POST.get("language") or request.GET.get("lang") or ""
    form = slide_form(edition, officer, slide, wanted, current_language())
    if form is None:
        raise Http404
    return form


def _address(edition: Edition, slide: str, wanted: str) -> str:
    address = reverse("editions:slide-edit", args=(edition.uuid, slide))
    return f"{address}?lang={wanted}" if wanted else address


def _by_script(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) != "text/html"


def _saved(draft: Draft, form: SlideForm) -> JsonResponse:
    words = _("下書きを保存しました %(time)s") % {"time": time_of_day(draft.saved_at)}
    seen = seen_of(content_of(draft), form.language, form.slide.id)
    return JsonResponse({"message": words, "seen": seen})
