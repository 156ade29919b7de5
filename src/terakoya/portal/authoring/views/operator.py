"""The operator's pages of own courses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import operator_page, signed_in_person
from ...catalogue.selectors import own_course_access, own_course_terms
from ...catalogue.services import set_own_course_terms
from ...common import clock
from ...common.refusals import form_page, refusals_on
from ..forms import TermsForm


@operator_page
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
