"""The second step of signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ..authenticators import passkeys_of, request_options
from ..errors import SignInOver
from ..forms.second_factor import StepForm
from ..models import Person
from ..services import answer_by_code, answer_by_passkey
from ..sessions import finish_sign_in, forget_first_step, is_waiting, waiting_person
from .entry import by_way_of_news, by_way_of_terms, next_address


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def sign_in_step(request: HttpRequest) -> HttpResponse:
    """Asks who has shown a password or a link for a code or a passkey."""
    person = waiting_person(request)
    if person is None or "stop" in request.POST:
        return _begin_anew(request)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            second = _answer(request, person, form)
            finish_sign_in(request, person, second)
            target = by_way_of_terms(request, next_address(request))
            return redirect(by_way_of_news(person, target))
    context = {
        "form": form,
        "next": next_address(request, ""),
        "options": request_options(person) if passkeys_of(person) else "",
    }
    return form_page(request, "accounts/sign_in_step.html", context, form)


def _answer(request: HttpRequest, person: Person, form: StepForm) -> str:
    if form.cleaned_data["passkey"]:
        return answer_by_passkey(by=person, answer=form.cleaned_data["passkey"])
    code = form.cleaned_data["code"]
    return answer_by_code(by=person, code=code, network=network_of(request))


def _begin_anew(request: HttpRequest) -> HttpResponse:
    if is_waiting(request) and "stop" not in request.POST:
        messages.warning(request, str(SignInOver()))
    forget_first_step(request)
    return redirect("accounts:sign-in")
