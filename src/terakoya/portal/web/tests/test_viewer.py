"""The frame knows who reads (nobody, a member, an officer) and asks the database no more."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from terakoya.portal.accounts.models import Member

from .conftest import SignedIn


def test_nobody_is_offered_to_sign_in_and_to_apply(client: Client) -> None:
    html = client.get(reverse("web:help")).content.decode()
    assert [reverse(name) in html for name in ("accounts:sign-in", "orders:apply-items")] == [
        True,
        True,
    ]
    assert reverse("accounts:sign-out") not in html


@pytest.mark.django_db
def test_learner_is_led_to_own_courses_and_not_to_the_officers_pages(
    signed_in: SignedIn, learner: Member
) -> None:
    html = signed_in(learner).get(reverse("web:help")).content.decode()
    assert f"{learner.name}さん" in html
    assert learner.organisation.name in html
    assert f'<a href="{reverse("learning:my")}">' in html
    assert f'<a href="{reverse("reports:home")}">' not in html
    assert f'action="{reverse("accounts:sign-out")}"' in html


@pytest.mark.django_db
def test_officer_is_led_to_the_officers_pages(signed_in: SignedIn, colleague: Member) -> None:
    html = signed_in(colleague).get(reverse("web:help")).content.decode()
    assert f'<a href="{reverse("reports:home")}">' in html


@pytest.mark.django_db
def test_frame_costs_one_statement_signed_in_and_none_without(
    client: Client,
    signed_in: SignedIn,
    learner: Member,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        client.get(reverse("web:help"))
    as_learner = signed_in(learner)
    as_learner.get(reverse("web:help"))
    with django_assert_num_queries(1):  # the member with person, organisation and roles
        as_learner.get(reverse("web:help"))
