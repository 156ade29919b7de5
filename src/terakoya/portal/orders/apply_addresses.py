"""Addresses of applicants that somebody signs in with already, told at their field."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..accounts.access import find_current_member
from ..accounts.errors import EmailTaken
from ..accounts.models import Person
from ..common.errors import PortalError
from ..limits.networks import network_of
from ..limits.rules import APPLY_ADDRESSES
from ..limits.services import try_spend
from .access import buyer_of


class AddressOfMember(PortalError):
    """Somebody who is signed in, but owns no contract, applies with their own address."""

    code = "address-of-member"


def refuse_taken(request: HttpRequest, form: BaseForm) -> None:
    """Refuse an address that somebody signs in with, before the final check.

    Raises `EmailTaken` or `AddressOfMember`. An owner who is signed in orders by their own
    account. Who asks for many addresses learns no more here than at the final click.
    """
    if not form.is_valid() or buyer_of(request) is not None:
        return
    email = form.cleaned_data["email"]
    member = find_current_member(request)
    if member is not None and member.person.email == email:
        raise AddressOfMember(
            _(
                "このメールアドレスは、受講者として登録済みです。"
                "契約者に申し込みを頼むか、別のメールアドレスを入力してください。"
            ),
            field="email",
        )
    if not try_spend(APPLY_ADDRESSES.by(network_of(request))):
        return
    if Person.objects.filter(email=email).exists():
        raise EmailTaken


def has_taken_address(form: BaseForm) -> bool:
    """Whether the address was refused since somebody signs in with it."""
    return isinstance(getattr(form, "refusal", None), EmailTaken)
