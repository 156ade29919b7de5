"""The list of own courses, sending a file, and the page of one course."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terakoya.courseware.voice import is_installed

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.file_pieces import PIECE
from ...common.languages import current_language
from ...common.large_bodies import takes_files
from ...common.progress import progress_answer
from ...common.refusals import refusals_on
from ...editions.selectors import has_unpublished_changes, offered_of, open_release_of
from ...editions.services.uploads import LARGEST
from .. import services
from ..access import get_own_course_for
from ..choices import CourseState, DeckState, Order, PageState
from ..forms import DetailsForm, VoiceForm
from ..models import OwnCourse, VoiceSample
from ..selectors.draft import DraftPage, draft_page
from ..selectors.lists import course_list
from ..selectors.samples import sample_of
from ..selectors.seats import seats_of


@takes_files(LARGEST)
@officer_page
@require_http_methods(["GET", "POST"])
def own_course_list(request: HttpRequest) -> HttpResponse:
    """The organisation's own courses; sending a file makes one more."""
    officer = officer_of(request)
    refusal: PortalError | None = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None or file.size is None:
                raise services.no_file()
            made = services.receive_deck(
                by=officer, name=file.name or "", size=file.size, pieces=file.chunks(PIECE)
            )
        except PortalError as error:
            refusal = error
        else:
            return redirect("authoring:own-course", made.uuid)
    only = _one_of(request.GET.get("state", ""), CourseState.values)
    order = _one_of(request.GET.get("order", ""), Order.values) or Order.CHANGED
    context = {
        **_words_of(officer),
        "page": course_list(officer, only=only, order=order),
        "states": CourseState.choices,
        "only": only,
        "orders": Order.choices,
        "order": order,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "authoring/own_course_list.html", context, status=status)


@officer_page
@require_http_methods(["GET", "POST"])
def own_course(request: HttpRequest, own_course: uuid.UUID) -> HttpResponse:
    """One of them: how far the reading is, then its draft, page by page."""
    officer = officer_of(request)
    found = get_own_course_for(officer, own_course)
    if found.edition is None:
        return _reading_page(request, found)
    only = _one_of(request.GET.get("show", ""), PageState.values)
    page, shown = draft_page(found, only=only, everything="all" in request.GET)
    form = DetailsForm(request.POST or None, initial=_initial(page))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.change_details(by=officer, own_course=found, details=form.details)
            messages.success(request, _("下書きに保存しました。"))
            return redirect("authoring:own-course", own_course)
    offered = offered_of([found.edition.pk]).get(found.edition.pk)
    context = {
        **_words_of(officer),
        "own": found,
        "edition": found.edition,
        "page": page,
        "shown": shown,
        "left": len([row for row in page.rows if only in ("", row.state.value)]) - len(shown),
        "only": only,
        "states": PageState.choices,
        "form": form,
        "offered": offered,
        "is_changed": has_unpublished_changes(found.edition, offered),
        "release": open_release_of(found.edition),
        "has_voice": is_installed(),
        "sample": (sample := sample_of(found)),
        "voice_form": _voice_form(page, sample),
        "seats": seats_of(officer),
    }
    status = 422 if form.errors else 200
    return render(request, "authoring/own_course.html", context, status=status)


@officer_page
@require_GET
def own_course_progress(request: HttpRequest, own_course: uuid.UUID) -> JsonResponse:
    """How far the reading is, for the script; the page says the same when it is loaded anew."""
    found = get_own_course_for(officer_of(request), own_course)
    return progress_answer(found, running=found.is_running)


@officer_page
@require_POST
def own_course_drop(request: HttpRequest, own_course: uuid.UUID) -> HttpResponse:
    """やめる: stop the reading, or remove what was never published."""
    officer = officer_of(request)
    found = get_own_course_for(officer, own_course)
    was_running = found.is_running
    try:
        services.drop_course(by=officer, own_course=found)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        stopped, removed = _("読み込みをやめました。"), _("教材を消しました。")
        messages.success(request, stopped if was_running else removed)
    return redirect("authoring:own-course-list")


def _reading_page(request: HttpRequest, found: OwnCourse) -> HttpResponse:
    refusal = found.refusal.get(current_language(), found.refusal.get("ja", ""))
    context = {
        "own": found,
        "is_running": found.is_running,
        "sentence": refusal if found.state == DeckState.FAILED else "",
        "pages": found.pages.order_by("page").values_list("page", flat=True),
    }
    return render(request, "authoring/own_course_reading.html", context)


def _words_of(officer: Member) -> dict[str, object]:
    """What the pages are called where courses of the catalogue are made, and where own ones."""
    if officer.organisation.is_house:
        place, promise = (
            _("カタログの下書き"),
            _(
                "お手持ちのPowerPointを、音声と確認テストの付いた研修にできます。"
                "カタログに出すまで、会社・団体には見えません。"
            ),
        )
    else:
        place, promise = (
            _("自社の教材"),
            _(
                "お手持ちのPowerPointを、音声と確認テストの付いた研修にできます。"
                "公開して割り当てるまで、受講者には見えません。"
            ),
        )
    return {"is_house": officer.organisation.is_house, "place": place, "promise": promise}


def _initial(page: DraftPage) -> dict[str, object]:
    return {
        "title": page.title,
        "minutes": page.minutes,
        "pass_mark": page.pass_mark,
        "goals": page.goals,
    }


def _voice_form(page: DraftPage, sample: VoiceSample | None) -> VoiceForm:
    return VoiceForm(
        language=page.language,
        voice=page.voice,
        slides=page.noted_slides,
        slide=sample.slide_id if sample else "",
    )


def _one_of(asked: str, known: list[str]) -> str:
    return asked if asked in known else ""
