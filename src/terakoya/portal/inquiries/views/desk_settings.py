"""What the desk sets: who takes inquiries of a kind, and words that answers begin with."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import operator_page, signed_in_person
from ...accounts.choices import Right
from ...common.refusals import form_page, refusals_on
from .. import services
from ..access import get_template
from ..forms import RoutesForm, TemplateForm
from ..selectors import answer_templates, operators, routes


@operator_page(Right.SUPPORT)
@require_http_methods(["GET", "POST"])
def inquiry_settings(request: HttpRequest) -> HttpResponse:
    """The routes of all kinds, and the templates with the way to each."""
    form = RoutesForm(request.POST or None, routes(), operators())
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.set_routes(by=signed_in_person(request), routes=form.wanted)
            messages.success(request, _("保存しました。"))
            return redirect("inquiries:inquiry-settings")
    context = {"form": form, "templates": answer_templates()}
    return form_page(request, "inquiries/inquiry_settings.html", context, form)


@operator_page(Right.SUPPORT)
@require_http_methods(["GET", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """Another template."""
    return _template_page(request, None)


@operator_page(Right.SUPPORT)
@require_http_methods(["GET", "POST"])
def template_edit(request: HttpRequest, template: uuid.UUID) -> HttpResponse:
    """A template's words; or delete it."""
    return _template_page(request, template)


def _template_page(request: HttpRequest, key: uuid.UUID | None) -> HttpResponse:
    found = get_template(key) if key else None
    by = signed_in_person(request)
    if found is not None and request.POST.get("do") == "delete":
        services.delete_template(by=by, template=found)
        messages.success(request, _("ひな形を消しました。"))
        return redirect("inquiries:inquiry-settings")
    form = TemplateForm(request.POST or None, initial=TemplateForm.known_of(found))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.save_template(by=by, template=found, **form.cleaned_data)
            messages.success(request, _("保存しました。"))
            return redirect("inquiries:inquiry-settings")
    context = {"form": form, "template": found}
    return form_page(request, "inquiries/template_edit.html", context, form)
