"""Whom no mail reaches: shown to their own officers, and tried anew once something was done."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.accounts.selectors.unreachable import (
    bounce_of,
    unreachable_count,
    unreachable_members,
)
from terakoya.portal.accounts.services import confirm_email, send_invitation
from terakoya.portal.accounts.tokens import email_token
from terakoya.portal.delivery.bounces import note_bounce
from terakoya.portal.delivery.choices import BounceKind
from terakoya.portal.delivery.models import Bounce

from .people import counted_statements, make_member, make_owner, sign_in


def _returned(member: Member, kind: BounceKind = BounceKind.UNKNOWN) -> None:
    address = member.person.email or member.email or ""
    note_bounce(member.organisation.uuid, address, kind, "5.1.1")


def test_unreachable_members_are_those_whose_present_address_came_back(db: None) -> None:
    owner = make_owner()
    invited = make_member(owner, email="new@mihon.example", joined=False)
    mended = make_member(owner, email="old@mihon.example", joined=False)
    _returned(invited)
    _returned(mended)
    mended.email = "right@mihon.example"
    mended.save(update_fields=["email"])
    other = make_owner(email="o@other.example", organisation="よその会社")
    namesake = make_member(other, email="new@mihon.example", joined=False)
    with counted_statements() as statements:
        found = list(unreachable_members(owner.organisation))
    assert ([one.pk for one in found], len(statements())) == ([invited.pk], 1)
    assert (unreachable_count(owner.organisation), unreachable_count(other.organisation)) == (1, 0)
    assert (bounce_of(invited) is None, bounce_of(namesake)) == (False, None)


def test_inviting_again_and_proving_the_address_end_the_mark(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, email="new@mihon.example", joined=False)
    _returned(member)
    send_invitation(by=owner, member=member)
    assert not Bounce.objects.exists()
    joined = make_member(owner, email="aki@mihon.example")
    _returned(joined)
    confirm_email(token=email_token(joined.person, "aki@mihon.example"), by=joined.person)
    assert not Bounce.objects.exists()


@pytest.mark.once
def test_pages_say_who_and_what_to_do_and_hide_an_address_of_their_own(
    db: None, client: Client
) -> None:
    owner = make_owner()
    sign_in(client, owner)
    address = reverse("accounts:unreachable-list")
    assert "届かない人はいません" in client.get(address).content.decode()
    invited = make_member(owner, employee_number="7", email="new@mihon.example", joined=False)
    own = make_member(owner, name="中村 一郎", email="roster@mihon.example")
    own.person.email = "private@else.example"
    own.person.email_confirmed_at = owner.person.email_confirmed_at
    own.person.save()
    _returned(invited)
    _returned(own, BounceKind.FULL)
    page = client.get(address).content.decode()
    assert "new@mihon.example" in page and "private@else.example" not in page
    assert f"{reverse('accounts:slips')}?member={invited.uuid}" in page
    assert "メールが届かない人が2名います" in client.get("/manage/members/").content.decode()
    member = reverse("accounts:member-edit", kwargs={"member": invited.uuid})
    assert "この方へのメールが届きませんでした" in client.get(member).content.decode()
