"""Joining by a link that was mailed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ...common.languages import current_language
from ...common.refusals import refusals_on
from ..choices import SignInWay
from ..errors import AccountsError
from ..forms.entry import InvitationForm
from ..models import Member, Person
from ..selectors import holder_of
from ..services import Invitation, accept_invitation, find_invitation
from ..sessions import act_as, sign_in_as
from .joining import joined
from .passwords import link_refused, tell_of_unproven_password


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """As who is signed in, or by a password for the address; its certain holder signs in first."""
    try:
        found = find_invitation(token=token)
    except AccountsError as error:
        return link_refused(request, error)
    signed_in = request.user if request.user.is_authenticated else None
    holder = None if signed_in else holder_of(found.email)
    form = InvitationForm(
        request.POST or None,
        asks_name=found.member is None and not signed_in and holder is None,
        asks_password=signed_in is None,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = accept_invitation(
                token=token,
                signed_in=signed_in,
                language=current_language(),
                **{"password": None, **form.cleaned_data},
            )
            return _go_on(request, member, signed_in, holder)
    context = _context(request, found, holder) | {"form": form, "signed_in": signed_in}
    status = 422 if form.errors else 200
    return render(request, "accounts/invitation.html", context, status=status)


def _go_on(
    request: HttpRequest, member: Member, signed_in: Person | None, holder: Person | None
) -> HttpResponse:
    if signed_in is not None:
        act_as(request, member)
    else:
        sign_in_as(request, member, SignInWay.INVITATION)
        tell_of_unproven_password(request, holder)
    return joined(request, member)


def _context(request: HttpRequest, found: Invitation, holder: Person | None) -> dict[str, object]:
    is_proven = holder is not None and holder.email_confirmed_at is not None
    return {
        "found": found,
        "organisation": found.organisation,
        "must_sign_in": is_proven,
        "may_sign_in": holder is not None and holder.has_usable_password() and not is_proven,
        "next": request.path,
    }
