"""The page that asks once more, before money moves or data go (access.recently_confirmed)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ...common.own_addresses import own_address
from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ..access import find_current_member, note_confirmed, person_page, signed_in_person
from ..authenticators import passkeys_of, request_options
from ..forms.second_factor import ConfirmForm
from ..landing import landing_of
from ..services import confirm_person

_OWN = "confirm-"  # what the fields of this page begin with


@person_page
@never_cache
@sensitive_post_parameters("confirm-password", "confirm-code")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Asks, and leads back: to a page, or with the fields of the form that was sent to it."""
    find_current_member(request)
    person = signed_in_person(request)
    is_answered = _is_answered(request)
    has = {
        "has_password": person.has_usable_password(),
        "has_factor": person.has_second_factor,
    }
    form = ConfirmForm(request.POST if is_answered else None, **has)
    if is_answered and form.is_valid():
        with refusals_on(form):
            confirm_person(by=person, network=network_of(request), **form.cleaned_data)
        if form.is_valid():
            note_confirmed(request)
            return _back(request)
    context = {
        "form": form,
        **has,
        "options": request_options(person) if passkeys_of(person) else "",
        "kept": _kept(request),
        "is_form": _is_form(request),
        "has_files": bool(request.FILES),
    }
    return form_page(request, "accounts/confirm.html", context, form)


def _back(request: HttpRequest) -> HttpResponse:
    target = own_address(request.GET.get("next", ""), request)  # a field of the form may be `next`
    response = HttpResponseRedirect(target or landing_of(request))
    if _is_form(request):
        response.status_code = 307  # the browser sends the fields on
    return response


def _is_form(request: HttpRequest) -> bool:
    """Whether a form was on its way; one with files has to be filled in again."""
    if f"{_OWN}form" in request.POST:
        return True
    is_first = request.method == "POST" and not _is_answered(request)
    return is_first and not request.FILES


def _is_answered(request: HttpRequest) -> bool:
    """Whether what was sent comes from this page."""
    return f"{_OWN}password" in request.POST or f"{_OWN}passkey" in request.POST


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields that were sent, but for those of this page."""
    if not _is_form(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not name.startswith(_OWN)
        for value in map(str, values)
    ]
