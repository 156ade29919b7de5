"""自分の情報: what is held about a person, to read, to take along, to have corrected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ...common import clock
from ...common.languages import current_language
from ...common.refusals import refusals_on
from ..access import person_page, signed_in_person
from ..forms.entry import DataRequestForm
from ..models import Person
from ..personal_data import as_json, enumerated, sections_of
from ..selectors import organisations_to_ask, own_data_requests
from ..services import record_data_download, request_data_change


@person_page
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything, by section; below it the form for a request, and those made before."""
    person = signed_in_person(request)
    return _page(request, person, DataRequestForm(members=organisations_to_ask(person)))


@person_page
@require_GET
def my_data_json(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    person = signed_in_person(request)
    record_data_download(by=person, form="json")
    answer = JsonResponse(
        as_json(person, sections_of(person)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    return _as_file(answer, "json")


@person_page
@require_GET
def my_data_html(request: HttpRequest) -> HttpResponse:
    """The same as one page that can be kept and opened anywhere."""
    person = signed_in_person(request)
    record_data_download(by=person, form="html")
    context = {
        "person": person,
        "sections": sections_of(person),
        "made_at": clock.now(),
        "language": current_language(),
    }
    return _as_file(HttpResponse(render_to_string("accounts/my_data_file.html", context)), "html")


@person_page
@require_POST
def data_request_add(request: HttpRequest) -> HttpResponse:
    """Ask an organisation to correct, delete or show something."""
    person = signed_in_person(request)
    form = DataRequestForm(request.POST, members=organisations_to_ask(person))
    if form.is_valid():
        with refusals_on(form):
            request_data_change(**form.values())
            messages.success(request, _("依頼を送りました。回答は、このページで読めます。"))
            return redirect("accounts:my-data")
    return _page(request, person, form, status=422)


def _page(
    request: HttpRequest, person: Person, form: DataRequestForm, status: int = 200
) -> HttpResponse:
    sections = sections_of(person)
    context = {
        "person": person,
        "sections": sections,
        "empty": enumerated(section.title for section in sections if not section.rows),
        "form": form,
        "requests": own_data_requests(person),
    }
    return render(request, "accounts/my_data.html", context, status=status)


def _as_file(response: HttpResponse, kind: str) -> HttpResponse:
    name = f"terakoya-my-data-{clock.today().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
