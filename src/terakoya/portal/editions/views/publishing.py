"""Preview, publishing, approval, history."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.refusals import refusals_on
from ...learning.selectors.courses import company_values
from ...learning.selectors.standing import course_use
from .. import services
from ..access import approvers_for, get_edition_for, get_published_for, get_release_for
from ..choices import ReleaseState
from ..forms import ReleaseForm
from ..models import Edition, Release
from ..selectors import (
    changed_slides,
    is_first_of_own,
    kind_to_publish,
    offered_of,
    open_release_of,
    outline_of,
    releases_of,
)
from ..selectors.previews import PreviewPage, preview_page
from ..storage import content_of


@officer_page
@require_GET
def edition_preview(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """The draft as learners will see it, slide by slide, as on a PC or on a phone."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    page = preview_page(
        content_of(found.draft),
        company_values(officer),
        slide_id=request.GET.get("slide", ""),
        language=request.GET.get("lang") or current_language(),
    )
    return _preview(request, page, {"edition": found, "back": found})


@officer_page
@require_http_methods(["GET", "POST"])
def edition_publish(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """公開の設定: what it will mean in numbers, when, who approves."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    form = ReleaseForm(
        request.POST or None,
        approvers=approvers_for(officer),
        is_first=is_first_of_own(found),
        initial={"kind": kind_to_publish(found)},
    )
    if request.method == "POST" and form.is_valid():
        release: Release | None = None
        with refusals_on(form):
            release = services.ask_release(
                by=officer, edition=found, version=_version(request), details=form.details
            )
        if release is not None:
            messages.success(request, _outcome(release))
            return redirect("editions:edition", edition)
    outline = outline_of(found, current_language())
    context = {
        "edition": found,
        "form": form,
        "outline": outline,
        "use": course_use(officer.organisation_id, found.course_id, found.offer),
        "release": open_release_of(found),
        "offered": offered_of([found.pk]).get(found.pk),
        "version": found.draft.version,
    }
    return render(
        request, "editions/edition_publish.html", context, status=422 if form.errors else 200
    )


@officer_page
@require_GET
def edition_history(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """What was published, by whom, and going back to it."""
    found = get_edition_for(officer_of(request), edition)
    context = {
        "edition": found,
        "releases": releases_of(found),
        "offered": offered_of([found.pk]).get(found.pk),
    }
    return render(request, "editions/edition_history.html", context)


@officer_page
@require_POST
def published_act(request: HttpRequest, edition: uuid.UUID, number: int) -> HttpResponse:
    """An earlier state again: for learners, or as what is worked on."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    published = get_published_for(officer, found, number)
    try:
        if request.POST.get("do") == "offer":
            services.return_to_revision(by=officer, published=published)
            text = _("第%(n)d版を、これから始める人の版にしました。")
        elif request.POST.get("do") == "draft":
            services.restore_draft(by=officer, published=published, version=_version(request))
            text = _("第%(n)d版の内容を、下書きに入れました。")
        else:
            raise Http404
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, text % {"n": number})
    return redirect("editions:edition-history", edition)


@officer_page
@require_POST
def edition_stop(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """提供元の版に戻す."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    try:
        services.stop_edition(by=officer, edition=found)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("editions:edition-history", edition)
    messages.success(
        request, _("これから始める人は、提供元の版で学びます。自社版と履歴は残っています。")
    )
    return redirect("editions:edition-history", edition)


@officer_page
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, release: uuid.UUID) -> HttpResponse:
    """A wish to publish: what it changes, and the approver's word."""
    officer = officer_of(request)
    found = get_release_for(officer, release)
    refusal: PortalError | None = None
    if request.method == "POST":
        deed = _RELEASE_DEEDS.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        try:
            text = deed(request, officer, found)
        except PortalError as error:
            refusal = error
        else:
            messages.success(request, text)
            return redirect("editions:release", release)
    context = {
        "release": found,
        "edition": found.edition,
        "changes": changed_slides(found, current_language()),
        "use": course_use(officer.organisation_id, found.edition.course_id, found.edition.offer),
        "may_decide": found.state == ReleaseState.WAITING and found.approver_id == officer.pk,
        "is_open": found.state in (ReleaseState.WAITING, ReleaseState.SCHEDULED),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "editions/release.html", context, status=status)


@officer_page
@require_GET
def release_preview(request: HttpRequest, release: uuid.UUID) -> HttpResponse:
    """What is to be published, as learners will see it."""
    officer = officer_of(request)
    found = get_release_for(officer, release)
    page = preview_page(
        content_of(found),
        company_values(officer),
        slide_id=request.GET.get("slide", ""),
        language=request.GET.get("lang") or current_language(),
    )
    return _preview(request, page, {"edition": found.edition, "release": found})


def _preview(
    request: HttpRequest, page: PreviewPage | None, context: dict[str, Edition | Release]
) -> HttpResponse:
    if page is None:
        raise Http404
    width = "phone" if request.GET.get("width") == "phone" else "pc"
    values = {"page": page, "width": width, **context}
    return render(request, "editions/preview.html", values)


def _approve(request: HttpRequest, officer: Member, found: Release) -> str:
    done = services.decide_release(
        by=officer, release=found, is_approved=True, answer=request.POST.get("answer", "")
    )
    return _outcome(done)


def _refuse(request: HttpRequest, officer: Member, found: Release) -> str:
    services.decide_release(
        by=officer, release=found, is_approved=False, answer=request.POST.get("answer", "")
    )
    return _("差し戻しました。作った人に知らせます。")


def _withdraw(_request: HttpRequest, officer: Member, found: Release) -> str:
    services.withdraw_release(by=officer, release=found)
    return _("公開を取り下げました。下書きはそのままです。")


_RELEASE_DEEDS: dict[str, Callable[[HttpRequest, Member, Release], str]] = {
    "approve": _approve,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


def _outcome(release: Release) -> str:
    if release.state == ReleaseState.WAITING:
        return _("承認を頼みました。承認されると公開します。")
    if release.state == ReleaseState.SCHEDULED:
        return _("公開の日時を決めました。その時に公開します。")
    return _("公開しました。これから始める人は、この版で学びます。")


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed[:9]) if typed.isdecimal() else 0
