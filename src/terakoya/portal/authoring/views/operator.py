"""The operator's pages: the catalogue's courses, making one of a deck, and the terms."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import author_of, operator_page, signed_in_person
from ...accounts.choices import Right
from ...accounts.services import enter_house
from ...accounts.sessions import act_as
from ...catalogue.models import Course
from ...catalogue.selectors import own_course_access, own_course_terms
from ...catalogue.services import list_course, set_own_course_terms
from ...catalogue.shop import say_in_shop
from ...common import clock
from ...common.refusals import form_page, refusals_on
from ...editions.selectors import offered_of
from .. import services
from ..access import get_read_course_for
from ..forms import CatalogueForm, ShopForm, TermsForm
from ..selectors.catalogue import catalogue_rows, said_in_catalogue, shop_page


@operator_page(Right.CONTENT)
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """The courses of the catalogue, and the way to make one of a deck."""
    return render(request, "authoring/catalogue.html", {"rows": catalogue_rows()})


@operator_page(Right.CONTENT)
@require_POST
def catalogue_make(request: HttpRequest) -> HttpResponse:
    """Go on among the seller's people, where decks become courses of the catalogue."""
    act_as(request, enter_house(by=signed_in_person(request)))
    return redirect("authoring:own-course-list")


@operator_page(Right.CONTENT)
@require_POST
def catalogue_act(request: HttpRequest, course: str) -> HttpResponse:
    """Show a course on the storefront, or no longer."""
    found = get_object_or_404(Course, slug=course, owner=None)
    told = {
        "list": _("申し込みページに出しました。"),
        "unlist": _("申し込みページから外しました。受講枠のある会社・団体は、続けて使えます。"),
    }
    deed = request.POST.get("do", "")
    if deed not in told:
        raise Http404
    list_course(by=signed_in_person(request), course=found, is_listed=deed == "list")
    messages.success(request, told[deed])
    return redirect("authoring:catalogue")


@operator_page(Right.CONTENT)
@require_http_methods(["GET", "POST"])
def catalogue_shop(request: HttpRequest, course: str) -> HttpResponse:
    """申し込みページの文: what the storefront says of a course, and the chapter to try."""
    found = get_object_or_404(Course, slug=course, owner=None)
    page = shop_page(found)
    form = ShopForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            say_in_shop(
                by=signed_in_person(request),
                course=found,
                words=form.words,
                sample=form.chosen_sample,
            )
            messages.success(request, _("申し込みページの文を保存しました。"))
            return redirect("authoring:catalogue-shop", course)
    context = {"course": found, "page": page, "form": form}
    return form_page(request, "authoring/catalogue_shop.html", context, form)


@operator_page(Right.CONTENT)
@require_http_methods(["GET", "POST"])
def catalogue_publish(request: HttpRequest, own_course: uuid.UUID) -> HttpResponse:
    """What the storefront says of a course that a deck became; sending it publishes it."""
    author = author_of(request)
    found = get_read_course_for(author, own_course)
    assert found.edition is not None
    published = offered_of([found.edition.pk]).get(found.edition.pk)
    if published is None:
        messages.info(request, _("先に下書きを公開すると、カタログに出せます。"))
        return redirect("authoring:own-course", own_course)
    form = CatalogueForm(request.POST or None, course=found.catalogue_course)
    form.initial = said_in_catalogue(found)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.publish_to_catalogue(by=author, own_course=found, details=form.details)
            messages.success(request, _("カタログに出しました。"))
            return redirect("authoring:catalogue")
    context = {"own": found, "published": published, "form": form}
    return form_page(request, "authoring/catalogue_publish.html", context, form)


@operator_page(Right.CONTENT)
@require_http_methods(["GET", "POST"])
def own_course_terms_page(request: HttpRequest) -> HttpResponse:
    """Who may take the courses that organisations made themselves, from which day on."""
    access = own_course_access()
    form = TermsForm(request.POST or None, initial={"access": access, "valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            set_own_course_terms(by=signed_in_person(request), **form.cleaned_data)
            messages.success(request, _("保存しました。"))
            return redirect("authoring:own-course-terms")
    context = {"now": access, "terms": own_course_terms(), "form": form}
    return form_page(request, "authoring/own_course_terms.html", context, form)
