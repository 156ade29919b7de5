"""送れなかったメール: what could not be sent and why, and sending it once more."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ...accounts.access import operator_page, rights_of, signed_in_person
from ...accounts.choices import Right
from ..access import get_failed_mail
from ..selectors.mails import failed_mails
from ..services import send_mail_again


@operator_page
@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that were given up, the newest first."""
    may_send = Right.SUPPORT in rights_of(request)
    return render(request, "operator/mails.html", {"page": failed_mails(), "may_send": may_send})


@operator_page(Right.SUPPORT)
@require_POST
def mail_again(request: HttpRequest, message: uuid.UUID) -> HttpResponse:
    """One of them leaves once more."""
    send_mail_again(by=signed_in_person(request), message=get_failed_mail(message))
    messages.success(request, _("もう一度送ります。届かないときは、この一覧にまた出ます。"))
    return redirect("operator:mails")
