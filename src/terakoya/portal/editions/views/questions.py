"""The questions of the confirmation test: list, one, a new one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...common.errors import PortalError
from ...common.languages import current_language
from .. import services
from ..access import get_edition_for
from ..editing import edits
from ..editing.questions import LETTERS, NewQuestion
from ..forms import OWN_QUESTION_BUTTONS, QUESTION_BUTTONS
from ..selectors import is_of_base, outline_of, pool_of, question_form
from .buttons import in_words, press_button, texts_in


@officer_page
@require_GET
def question_list(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """The pool, by goal."""
    found = get_edition_for(officer_of(request), edition)
    context = {"edition": found, "page": pool_of(found, current_language())}
    return render(request, "editions/question_list.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def question_edit(request: HttpRequest, edition: uuid.UUID, question: str) -> HttpResponse:
    """A question with its choices; which one is right holds for every language."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    wanted = request.POST.get("language") or request.GET.get("lang") or ""
    form = question_form(found, question, wanted, current_language())
    if form is None:
        raise Http404
    refusal: PortalError | None = None
    if request.method == "POST":
        slide = request.POST.get("slide") if found.course.is_own else None
        chosen = {} if slide is None else {"slide_id": slide}
        try:
            services.apply_edit(
                by=officer,
                edition=found,
                edit=edits.EDIT_QUESTION(
                    form.language,
                    question,
                    texts_in(request),
                    request.POST.getlist("correct"),
                    **chosen,
                ),
                seen=request.POST.get("seen", ""),
            )
        except PortalError as error:
            refusal = error
        else:
            messages.success(request, _("問題を下書きに保存しました。"))
            return redirect("editions:question-list", edition)
    context = {
        "edition": found,
        "form": form,
        "typed": texts_in(request),
        "refusal": refusal,
        "refused": in_words(refusal, form.fields),
        "chosen_slide": request.POST.get("slide", next(iter(form.question.slides), "")),
    }
    if found.course.is_own:
        context["outline"] = outline_of(found, current_language())
    status = refusal.status if refusal else 200
    return render(request, "editions/question_edit.html", context, status=status)


@officer_page
@require_http_methods(["GET", "POST"])
def question_add(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """A question of the company's own."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            edit = edits.ADD_QUESTION(_new_question(request))
            services.apply_edit(by=officer, edition=found, edit=edit)
        except PortalError as error:
            refusal = error
        else:
            messages.success(request, _("問題を加えました。英語などの訳は、あとで直せます。"))
            return redirect("editions:question-list", edition)
    context = {
        "edition": found,
        "outline": outline_of(found, current_language()),
        "letters": [(at, letter.upper()) for at, letter in enumerate(LETTERS)],
        "typed": request.POST,
        "chosen_slide": request.POST.get("slide", ""),
        "correct": request.POST.getlist("correct"),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "editions/question_add.html", context, status=status)


@officer_page
@require_POST
def question_act(request: HttpRequest, edition: uuid.UUID, question: str) -> HttpResponse:
    """One button: take out, put back as in the base, say that a translation fits."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    buttons = QUESTION_BUTTONS if is_of_base(found, question) else OWN_QUESTION_BUTTONS
    press_button(request, officer, found, buttons, question)
    return redirect("editions:question-list", edition)


def _new_question(request: HttpRequest) -> NewQuestion:
    """The choices that were written, counted anew without the empty ones."""
    written = [
        (at, request.POST.get(f"choice-{at}", ""), request.POST.get(f"why-{at}", ""))
        for at in range(len(LETTERS))
    ]
    kept = [(at, text, why) for at, text, why in written if text.strip()]
    ticked = set(request.POST.getlist("correct"))
    return NewQuestion(
        text=request.POST.get("text", ""),
        choices=tuple((text, why) for _at, text, why in kept),
        correct=frozenset(n for n, (at, _t, _w) in enumerate(kept) if str(at) in ticked),
        explanation=request.POST.get("explanation", ""),
        slide=request.POST.get("slide", ""),
    )
