"""Editing a slide with its preview, and what is done to slides as a whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable

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
from ..editing.company import TEMPLATES
from ..models import Draft, Edition
from ..selectors import SlideForm, add_page, has_slide, slide_form
from ..selectors.previews import preview_of
from ..services.drafts import seen_of
from ..storage import content_of

TEXT = "t-"


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
            saved = services.edit_slide(
                by=officer,
                edition=found,
                language=form.language,
                slide_id=slide,
                values=texts_in(request),
                seen=request.POST.get("seen", ""),
            )
        except PortalError as error:
            if _by_script(request):
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
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        message = deed(request, officer, found, slide)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, message)
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
            slide = _add(request, officer, found)
        except PortalError as error:
            refusal = error
        else:
            messages.success(request, _("スライドを入れました。文を直せます。"))
            return redirect(_address(found, slide, ""))
    context = {
        "edition": found,
        "page": add_page(found, officer, current_language()),
        "templates": TEMPLATES,
        "refusal": refusal,
        "chosen": request.POST or request.GET,
    }
    status = refusal.status if refusal else 200
    return render(request, "editions/slide_add.html", context, status=status)


def _add(request: HttpRequest, officer: Member, edition: Edition) -> str:
    chapter, _colon, after = request.POST.get("place", "").partition(":")
    bank = request.POST.get("bank", "")
    if bank:
        services.take_from_bank(
            by=officer, edition=edition, slide_id=bank, chapter=chapter, after=after or None
        )
        return bank
    return services.add_company_slide(
        by=officer,
        edition=edition,
        template=request.POST.get("template", ""),
        chapter=chapter,
        after=after or None,
    )


def _hide(request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    reason = request.POST.get("reason", "")
    services.hide_slide(by=officer, edition=edition, slide_id=slide, reason=reason)
    return _("スライドを非表示にしました。公開すると、受講者の画面からなくなります。")


def _show(_request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    services.show_slide(by=officer, edition=edition, slide_id=slide)
    return _("スライドを表示に戻しました。")


def _move(request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    place = request.POST.get("place", "")
    if not place.isdecimal():
        raise Http404
    services.move_slide(by=officer, edition=edition, slide_id=slide, to=int(place[:4]))
    return _("スライドの順番を変えました。")


def _revert(_request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    services.revert_slide(by=officer, edition=edition, slide_id=slide)
    return _("スライドを、もとの版に戻しました。")


def _revert_field(request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    services.revert_field(
        by=officer,
        edition=edition,
        language=_known_language(request, edition),
        slide_id=slide,
        path=request.POST.get("field", ""),
    )
    return _("この欄を、もとの版に戻しました。")


def _confirm(request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    services.confirm_translation(
        by=officer, edition=edition, language=_known_language(request, edition), slide_id=slide
    )
    return _("この訳は、今の日本語に合っていると記録しました。")


def _remove(_request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    services.remove_slide(by=officer, edition=edition, slide_id=slide)
    return _("自社のスライドを消しました。")


def _give_back(_request: HttpRequest, officer: Member, edition: Edition, slide: str) -> str:
    services.return_to_bank(by=officer, edition=edition, slide_id=slide)
    return _("スライドを教材から外しました。いつでも、また入れられます。")


_Deed = Callable[[HttpRequest, Member, Edition, str], str]
_DEEDS: dict[str, _Deed] = {
    "hide": _hide,
    "show": _show,
    "move": _move,
    "revert": _revert,
    "revert-field": _revert_field,
    "confirm": _confirm,
    "remove": _remove,
    "give-back": _give_back,
}


def texts_in(request: HttpRequest) -> dict[str, str]:
    """The fields of a slide or question as they were sent."""
    return {
        name.removeprefix(TEXT): str(value)
        for name, value in request.POST.items()
        if name.startswith(TEXT)
    }


def _form(request: HttpRequest, edition: Edition, officer: Member, slide: str) -> SlideForm:
    wanted = request.POST.get("language") or request.GET.get("lang") or ""
    form = slide_form(edition, officer, slide, wanted, current_language())
    if form is None:
        raise Http404
    return form


def _known_language(request: HttpRequest, edition: Edition) -> str:
    wanted = request.POST.get("language", "")
    if wanted not in content_of(edition.draft).course.meta.languages:
        raise Http404
    return wanted


def _address(edition: Edition, slide: str, wanted: str) -> str:
    address = reverse("editions:slide-edit", args=(edition.uuid, slide))
    return f"{address}?lang={wanted}" if wanted else address


def _by_script(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) != "text/html"


def _saved(draft: Draft, form: SlideForm) -> JsonResponse:
    words = _("下書きを保存しました %(time)s") % {"time": time_of_day(draft.saved_at)}
    seen = seen_of(content_of(draft), form.language, form.slide.id)
    return JsonResponse({"message": words, "seen": seen})
