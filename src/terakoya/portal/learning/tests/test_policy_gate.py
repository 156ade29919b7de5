"""A policy that is yet to be confirmed comes before every page that shows the course."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.learning.models import Acknowledgement, Assignment, Enrolment
from terakoya.portal.learning.selectors.policies import newest_version
from terakoya.portal.learning.services import (
    Document,
    attach_policy,
    exempt_members,
    revise_policy,
    write_policy,
)
from tests.statements import counted_statements

from .exams import Examinee, at_the_test
from .kept import again, kept_examinee

__all__ = ["kept_examinee"]

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

SCRIPT = {"accept": "application/json"}


@pytest.fixture
def examinee(kept_examinee: Examinee, db: None) -> Iterator[Examinee]:
    """A learner through the slides, whose assignment has no policy yet."""
    made = again(kept_examinee)
    with at_the_test():
        yield made


def officer_of(examinee: Examinee) -> Member:
    return Member.objects.exclude(pk=examinee.member.pk).get()


def attach(examinee: Examinee) -> None:
    officer = officer_of(examinee)
    policy = write_policy(by=officer, title="対応方針", document=Document(text="組織で対応する"))
    attach_policy(by=officer, assignment=examinee.enrolment.assignment, policy=policy)


def revise(examinee: Examinee, *, asks_again: bool) -> None:
    policy = Assignment.objects.get().policy
    assert policy is not None
    document = Document(text="改正した方針")
    revise_policy(by=officer_of(examinee), policy=policy, document=document, asks_again=asks_again)


def read_address() -> str:
    return reverse("learning:policy-read", args=[Assignment.objects.get().uuid])


def confirm(examinee: Examinee, back: str) -> str:
    """Confirm on the page to which one was sent; where it leads."""
    policy = Assignment.objects.get().policy
    assert policy is not None
    version = newest_version(policy)
    assert version is not None
    sent = {"version": version.uuid, "read": "on", "next": back}
    return examinee.client.post(read_address(), sent)["Location"]


def first_slide(examinee: Examinee) -> str:
    return examinee.url(examinee.text.slides[0].id)


def shown_pages(examinee: Examinee) -> dict[str, str]:
    """Every page that shows the course, before and at the test."""
    return {
        "entry": f"/learn/{examinee.enrolment.uuid}/",
        "slide": first_slide(examinee) + "?seek=3",
        "test": examinee.test_url,
        "result": examinee.url_of(examinee.attempt),
    }


@pytest.mark.parametrize("name", ["entry", "slide", "test", "result"])
def test_pages_of_the_course_lead_to_the_policy_and_back(examinee: Examinee, name: str) -> None:
    examinee.start()
    examinee.submit(examinee.answers(right=1))
    address = shown_pages(examinee)[name]
    allowed = examinee.client.get(address)
    attach(examinee)

    sent_to = urlsplit(examinee.client.get(address)["Location"])

    assert (sent_to.path, parse_qs(sent_to.query)) == (read_address(), {"next": [address]})
    page = examinee.client.get(f"{sent_to.path}?{sent_to.query}").content.decode()
    assert "組織で対応する" in page and "確認して、研修へ進む" in page
    assert confirm(examinee, address) == address
    again = examinee.client.get(address)
    assert (again.status_code, again.get("Location")) == (
        allowed.status_code,
        allowed.get("Location"),
    )


def test_no_test_is_begun_before_the_policy(examinee: Examinee) -> None:
    attach(examinee)
    refused = examinee.client.post(examinee.test_url)
    assert refused["Location"].startswith(read_address())
    assert examinee.enrolment.attempts.count() == 0
    assert confirm(examinee, examinee.test_url) == examinee.test_url
    examinee.start()
    assert examinee.enrolment.attempts.count() == 1


def test_the_player_gets_no_slide_and_its_progress_is_kept(examinee: Examinee) -> None:
    data = first_slide(examinee) + "data/"
    assert examinee.client.get(data, headers=SCRIPT).status_code == 200
    attach(examinee)
    refused = examinee.client.get(data, headers=SCRIPT)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "policy-unread")
    slide = examinee.text.slides[0].id
    assert examinee.post(examinee.read(slide, 0, 12)).json()["refused"] == []


def test_answers_under_way_are_kept_when_the_policy_comes(examinee: Examinee) -> None:
    examinee.start()
    attach(examinee)
    answer = examinee.url_of(examinee.attempt, "answer/")
    assert examinee.client.post(answer, {}, headers=SCRIPT).status_code == 200
    submitted = examinee.client.post(
        examinee.url_of(examinee.attempt, "submit/"), {"accept_unanswered": "yes"}
    )
    assert submitted["Location"] == examinee.url_of(examinee.attempt)
    assert examinee.client.get(submitted["Location"])["Location"].startswith(read_address())


@pytest.mark.parametrize(("asks_again", "times"), [(True, 2), (False, 1)])
def test_who_is_under_way_is_asked_once_for_each_version_that_asks(
    examinee: Examinee, asks_again: bool, times: int
) -> None:
    address = first_slide(examinee)
    attach(examinee)
    asked = 0
    for is_revised in (False, True):
        if is_revised:
            revise(examinee, asks_again=asks_again)
        for _look in range(3):
            if examinee.client.get(address).status_code == 302:
                asked += 1
                confirm(examinee, address)
    assert asked == times == Acknowledgement.objects.count()


def test_who_has_completed_looks_again_without_being_asked(examinee: Examinee) -> None:
    examinee.start()
    examinee.submit(examinee.answers())
    attach(examinee)
    assert Enrolment.objects.get().completed_at is not None
    assert examinee.client.get(first_slide(examinee)).status_code == 200


def test_who_is_exempt_meanwhile_can_confirm_and_go_on(examinee: Examinee) -> None:
    attach(examinee)
    exempt_members(
        by=officer_of(examinee),
        assignment=Assignment.objects.get(),
        members=[examinee.member],
        reason="育児休業",
    )
    address = first_slide(examinee)
    assert examinee.client.get(address)["Location"].startswith(read_address())
    assert examinee.client.get(read_address()).status_code == 200
    assert confirm(examinee, address) == address
    assert examinee.client.get(address).status_code == 200


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_the_way_back_is_a_page_of_ours(examinee: Examinee, back: str) -> None:
    attach(examinee)
    assert confirm(examinee, back) == reverse("learning:my")
    assert examinee.client.get(read_address(), {"next": back})["Location"] == reverse("learning:my")


def test_the_gate_costs_one_statement_where_there_is_a_policy(examinee: Examinee) -> None:
    address = first_slide(examinee)
    examinee.client.get(address)
    with counted_statements() as without:
        examinee.client.get(address)
    attach(examinee)
    confirm(examinee, address)
    with counted_statements() as asking:
        examinee.client.get(address)
    assert len(asking) == len(without) + 1
