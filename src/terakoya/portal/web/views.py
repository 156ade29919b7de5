"""Pages without a subject of their own: help card, documents, language, parts in development."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from ..accounts.access import find_current_member, officer_page
from ..common.own_addresses import own_address
from .documents import Document, document_template, is_legal, version_page
from .forms import SampleForm
from .help_center import found_parts
from .icons import SHAPES
from .officer_questions import QUESTIONS
from .services import keep_language


@require_GET
def help_card(request: HttpRequest) -> HttpResponse:
    """困ったときは: what to do, whom to call, words that can be used as they are."""
    return render(request, "web/help.html")


@require_GET
def help_center(request: HttpRequest) -> HttpResponse:
    """ヘルプ: what learners, officers and owners ask, narrowed by words."""
    typed = request.GET.get("q", "")[:100]
    return render(request, "web/help_center.html", {"q": typed, "parts": found_parts(typed)})


@officer_page
@require_GET
def manage_help(request: HttpRequest) -> HttpResponse:
    """使い方: what officers ask, apart from 困ったときは, which is for learners."""
    return render(request, "web/manage_help.html", {"questions": QUESTIONS})


@require_GET
def document(request: HttpRequest, name: Document) -> HttpResponse:
    """One of the documents that the footer links to: the version in force, and all others."""
    if not is_legal(name):
        return render(request, document_template(name, request.LANGUAGE_CODE or "ja"))
    reader, language = find_current_member(request), request.LANGUAGE_CODE or "ja"
    return render(request, *version_page(name, None, language, reader))


@require_GET
def document_version(request: HttpRequest, document: str, version: str) -> HttpResponse:
    """A version of a legal page, former or coming."""
    if not is_legal(document):
        raise Http404
    reader, language = find_current_member(request), request.LANGUAGE_CODE or "ja"
    return render(request, *version_page(document, version, language, reader))


@csrf_exempt  # nothing but the language of the reader's own pages can be changed
@require_http_methods(["GET", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Show the portal in another language and go back to the same page."""
    asked = request.POST if request.method == "POST" else request.GET
    code = asked.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise Http404
    if request.method == "POST" and request.user.is_authenticated:
        keep_language(by=request.user, language=code)
    response = HttpResponseRedirect(own_address(asked.get("next", ""), request) or "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every part of the pages in every state; in development only."""
    if not settings.DEBUG:
        raise Http404
    form = SampleForm({"email": "yamada@mihon"})
    form.is_valid()
    page = Paginator(range(1, 481), 50).page(4)
    context = {"form": form, "empty_form": SampleForm(), "page": page, "icons": sorted(SHAPES)}
    return render(request, "web/components_page.html", context)
