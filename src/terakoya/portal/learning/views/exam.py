"""The confirmation test, its result, the certificate, and checking a certificate."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terakoya.evidence.signatures import shown_fingerprint

from ...accounts.access import current_member, learner_page
from ...audit.selectors import signing_fingerprint
from ...common.dates import time_of_day
from ...common.errors import PortalError
from ...common.languages import current_language
from ...limits.networks import network_of
from ...limits.rules import VERIFY_FAILURES
from ...limits.services import check, count
from ..access import (
    course_page,
    get_attempt_for,
    get_certificate_for,
    get_enrolment_for,
    require_policy,
)
from ..certificate_codes import shown_code, signs_of
from ..certificate_pdf import write_certificate
from ..certificate_sheet import certificate_sheet
from ..errors import AttemptClosed, StrangeAnswer, Unanswered
from ..extensions import notes_for
from ..furigana import has_furigana
from ..models import Attempt, Enrolment
from ..selectors import exam as exam
from ..selectors.continuing import successor_of
from ..selectors.progress import is_access_running, text_of
from ..selectors.result import result_page
from ..services import begin_or_finish, save_answers, submit_attempt

ANSWER = "q-"


# -- the test -----------------------------------------------------------------------------------


@course_page
@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest, enrolment: uuid.UUID) -> HttpResponse:
    """The open attempt; without one, what the test is like, and starting it."""
    member = current_member(request)
    found = get_enrolment_for(member, enrolment)
    if (later := successor_of(found)) is not None:
        return redirect("learning:attempt", later)
    require_policy(found)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            begin_or_finish(member=member, enrolment=found, language=current_language())
        except PortalError as error:
            refusal = error
        else:
            return redirect("learning:attempt", enrolment)
    running = exam.open_attempt_of(found) if refusal is None else None
    if running is not None:
        return _attempt_page(request, running)
    return _intro_page(request, found, refusal)


@learner_page
@require_POST
def attempt_answer(request: HttpRequest, enrolment: uuid.UUID, attempt: uuid.UUID) -> HttpResponse:
    """Save answers: one from the script, all that are ticked from the page without it."""
    member = current_member(request)
    found = get_attempt_for(member, enrolment, attempt)
    by_script = request.get_preferred_type(["text/html", "application/json"]) != "text/html"
    try:
        saved_at = save_answers(member=member, attempt=found, answers=_answers(request))
    except AttemptClosed:
        if by_script:
            raise
        return redirect("learning:attempt-result", enrolment, attempt)
    if by_script:
        words = _("保存しました %(time)s") % {"time": time_of_day(saved_at)}
        return JsonResponse({"saved_at": saved_at.isoformat(), "message": words})
    return redirect("learning:attempt", enrolment)


@learner_page
@require_POST
def attempt_submit(request: HttpRequest, enrolment: uuid.UUID, attempt: uuid.UUID) -> HttpResponse:
    """Hand in; a second time it leads to the same result."""
    member = current_member(request)
    found = get_attempt_for(member, enrolment, attempt)
    try:
        submit_attempt(
            member=member,
            attempt=found,
            answers=_answers(request),
            language=current_language(),
            accept_unanswered="accept_unanswered" in request.POST,
        )
    except (Unanswered, StrangeAnswer) as refusal:
        return _attempt_page(request, found, refusal)
    return redirect("learning:attempt-result", enrolment, attempt)


@course_page
@require_GET
def attempt_result(request: HttpRequest, enrolment: uuid.UUID, attempt: uuid.UUID) -> HttpResponse:
    """Score of a handed-in attempt, and what may be explained; an open one leads to the test."""
    member = current_member(request)
    found = get_attempt_for(member, enrolment, attempt)
    require_policy(found.enrolment)
    if found.submitted_at is None:
        return redirect("learning:attempt", enrolment)
    context = {
        "page": result_page(found, current_language()),
        "attempt": found,
        "enrolment": found.enrolment,
        "text": text_of(found.enrolment, current_language()),
        "certificate": exam.certificate_of(found.enrolment),
        "has_furigana": has_furigana(request),
        "notes": notes_for(member, {found.enrolment.assignment_id: found.enrolment}),
    }
    return render(request, "learning/attempt_result.html", context)


def _attempt_page(
    request: HttpRequest, running: Attempt, refusal: PortalError | None = None
) -> HttpResponse:
    context = {
        "page": exam.attempt_page(running, current_language()),
        "enrolment": running.enrolment,
        "text": text_of(running.enrolment, current_language()),
        "has_furigana": has_furigana(request),
        "refusal": refusal,
        "unanswered": refusal.details["numbers"] if isinstance(refusal, Unanswered) else (),
    }
    return render(
        request, "learning/attempt.html", context, status=refusal.status if refusal else 200
    )


def _intro_page(
    request: HttpRequest, enrolment: Enrolment, refusal: PortalError | None
) -> HttpResponse:
    language = current_language()
    before = exam.before_test(enrolment)
    context = {
        "enrolment": enrolment,
        "text": text_of(enrolment, language),
        "intro": exam.intro_of(enrolment, language),
        "certificate": exam.certificate_of(enrolment) if enrolment.completed_at else None,
        "is_running": is_access_running(enrolment),
        "before": before,
        "missing": exam.numbered_slides(enrolment, language, before.missing),
        "review": exam.reviewed_slides(enrolment, language, before.review),
        "attempts": exam.attempts_of(enrolment),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "learning/attempt_intro.html", context, status=status)


def _answers(request: HttpRequest) -> dict[str, list[str]]:
    """What the form or the script says: `q-<question>` once for each choice, `clear` for none."""
    cleared: Iterable[str] = request.POST.getlist("clear")
    answers: dict[str, list[str]] = {question: [] for question in cleared}
    for name in request.POST:
        if name.startswith(ANSWER):
            answers[name.removeprefix(ANSWER)] = request.POST.getlist(name)
    return answers


# -- the certificate ----------------------------------------------------------------------------


@learner_page
@require_GET
def certificate(request: HttpRequest, certificate: uuid.UUID) -> HttpResponse:
    """The certificate on the screen, as it will be printed."""
    found = get_certificate_for(current_member(request), certificate)
    context = {"certificate": found, "sheet": certificate_sheet(found)}
    return render(request, "learning/certificate.html", context)


@learner_page
@require_GET
def certificate_pdf(request: HttpRequest, certificate: uuid.UUID) -> HttpResponse:
    """The certificate as a file."""
    found = get_certificate_for(current_member(request), certificate)
    pdf = write_certificate(certificate_sheet(found), issued_at=found.issued_at)
    headers = {"Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_GET
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type the code of a certificate; and by which key the records are signed."""
    typed = signs_of(request.GET.get("code", ""))
    if typed:
        return redirect("learning:verify", shown_code(typed[:40]))
    fingerprint = shown_fingerprint(signing_fingerprint())
    context = {"was_empty": "code" in request.GET, "fingerprint": fingerprint}
    return _unlisted(render(request, "learning/verify_form.html", context))


@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Name, course, language, date and revision of a certificate, and nothing else; or 404."""
    guesses = VERIFY_FAILURES.by(network_of(request))
    check(guesses)
    found = exam.verify_code(code)
    if found is None:
        count(guesses)
        context = {"typed": shown_code(signs_of(code)[:40])}
        return _unlisted(render(request, "learning/verify_unknown.html", context, status=404))
    return _unlisted(render(request, "learning/verify.html", {"certificate": found}))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Names belong into no search engine and no shared cache."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(response, private=True, no_store=True)
    return response
