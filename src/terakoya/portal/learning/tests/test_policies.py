"""Policies: attached, read before the course, confirmed by version, asked again or not."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.learning.access import get_policy_version_for
from terakoya.portal.learning.choices import Audience
from terakoya.portal.learning.errors import MemberOfAnother, PolicyUnusable
from terakoya.portal.learning.models import Acknowledgement, Assignment, Policy, PolicyVersion
from terakoya.portal.learning.selectors.courses import my_courses
from terakoya.portal.learning.selectors.policies import (
    content_of,
    members_to_confirm,
    policy_standing,
    version_to_read,
)
from terakoya.portal.learning.services import (
    Document,
    acknowledge_policy,
    attach_policy,
    open_enrolment,
    revise_policy,
    write_policy,
)
from terakoya.portal.learning.services.policies import MOST_BYTES
from tests.factories import make_member, make_organisation, make_owner
from tests.made_once import made_once_by
from tests.statements import counted_statements

from .learners import signed_in
from .test_assignments import TEN, Place

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
TITLE = "カスハラ対応方針"
TEXT = Document(text="暴力や脅しには、\r\n組織で対応します。")


def make_place() -> Place:
    with clock.fixed_at(TEN):
        return Place()


made_place = made_once_by(make_place)


@pytest.fixture
def place(made_place: Place, db: None) -> Iterator[Place]:
    with clock.fixed_at(TEN):
        yield deepcopy(made_place)


def attached(place: Place, document: Document = TEXT) -> Policy:
    policy = write_policy(by=place.owner, title=TITLE, document=document)
    attach_policy(by=place.owner, assignment=place.general, policy=policy)
    return policy


def read_address(assignment: Assignment) -> str:
    return reverse("learning:policy-read", args=[assignment.uuid])


def confirm(place: Place, member: Member) -> None:
    version = version_to_read(member, place.general)
    assert version is not None
    acknowledge_policy(by=member, assignment=place.general, version=version)


def to_confirm(place: Place) -> list[str]:
    return [one.name for one in members_to_confirm(place.general)]


def test_learner_confirms_before_the_first_slide(place: Place) -> None:
    policy = attached(place)
    client = signed_in(place.above)
    begin = reverse("learning:assignment-begin", args=[place.general.uuid])
    sent_to = client.post(begin)["Location"]
    assert sent_to.startswith(read_address(place.general))
    shown = client.get(sent_to)
    assert "組織で対応します。" in shown.content.decode()
    way = {"version": shown.context["version"].uuid, "to": "course"}
    refused = client.post(read_address(place.general), way)
    assert refused.status_code == 422
    assert "読んでから、チェックを入れてください" in refused.content.decode()
    assert not Acknowledgement.objects.exists()
    entered = client.post(read_address(place.general), {**way, "read": "on"})
    assert entered["Location"].startswith("/learn/")
    kept = Acknowledgement.objects.get()
    assert (kept.member, kept.version.policy, kept.version.number) == (place.above, policy, 1)
    assert kept.at == TEN
    assert client.post(begin)["Location"] == entered["Location"]


def test_link_of_a_mail_leads_to_the_policy_first(place: Place) -> None:
    run = open_enrolment(member=place.above, assignment=place.general, language="ja")
    attached(place)
    client = signed_in(place.above)
    link = reverse("learning:enrolment", args=[run.uuid])
    assert client.get(link)["Location"].startswith(read_address(place.general))
    confirm(place, place.above)
    assert "/policy/" not in client.get(link)["Location"]


def test_a_policy_costs_my_page_one_statement(place: Place) -> None:
    my_courses(place.above, "ja")
    with counted_statements() as without:
        my_courses(place.above, "ja")
    attached(place)
    with counted_statements() as asking:
        (course,) = my_courses(place.above, "ja")
    assert len(asking) == len(without) + 1
    assert [note.url for note in course.notes] == [read_address(place.general)]
    confirm(place, place.above)
    assert my_courses(place.above, "ja")[0].notes == ()


def test_new_version_asks_again_only_if_the_officer_says_so(place: Place) -> None:
    policy = attached(place)
    confirm(place, place.above)
    typo = Document(text="暴力や脅しには、組織で対応します。")
    revise_policy(by=place.owner, policy=policy, document=typo, asks_again=False)
    assert version_to_read(place.above, place.general) is None
    newest = version_to_read(place.below, place.general)
    assert newest is not None
    assert newest.number == 2
    confirm(place, place.below)
    assert to_confirm(place) == ["見本 太郎", "隣 部代"]
    revise_policy(by=place.owner, policy=policy, document=Document(text="改正"), asks_again=True)
    assert len(to_confirm(place)) == 4
    confirm(place, place.above)
    standing = policy_standing(place.general)
    assert standing is not None
    assert standing.text == f"「{TITLE}」第3版：1 / 4名が確認"
    rows = Acknowledgement.objects.filter(member=place.above).order_by("id")
    assert list(rows.values_list("version__number", flat=True)) == [1, 3]


def test_version_that_was_replaced_meanwhile_is_not_confirmed(place: Place) -> None:
    policy = attached(place)
    old = policy.versions.get()
    revise_policy(by=place.owner, policy=policy, document=Document(text="改正"), asks_again=True)
    sent = {"version": old.uuid, "read": "on", "to": ""}
    client = signed_in(place.above)
    refused = client.post(read_address(place.general), sent)
    assert refused.status_code == 422
    assert "新しい版に変わりました" in refused.content.decode()
    newest = str(policy.versions.get(number=2).uuid)
    assert f'name="version" value="{newest}"' in refused.content.decode()
    assert client.post(read_address(place.general), {**sent, "version": newest})["Location"] == (
        reverse("learning:my")
    )


def test_text_and_pdf_are_kept_with_their_hash(place: Place) -> None:
    text = write_policy(by=place.owner, title="文章", document=TEXT).versions.get()
    pdf = write_policy(
        by=place.owner, title="PDF", document=Document(file_name="../方針.pdf", content=PDF)
    ).versions.get()
    assert text.text == "暴力や脅しには、\n組織で対応します。"
    assert pdf.file_name == ".. 方針.pdf"
    for one, content in ((text, text.text.encode()), (pdf, PDF)):
        assert content_of(one) == content
        assert one.sha256 == hashlib.sha256(content).hexdigest()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=text.pk).update(file_name="beides.pdf")


@pytest.mark.parametrize(
    ("title", "document"),
    [
        ("名前", Document()),
        ("名前", Document(text=" \n ")),
        (" ", TEXT),
        ("名前", Document(text="両方", file_name="a.pdf", content=PDF)),
        ("名前", Document(file_name="a.pdf", content=b"MZ\x90")),
        ("名前", Document(file_name="a.pdf", content=PDF[:20])),
        ("名前", Document(file_name="a.pdf", content=PDF + b"trailer<</Encrypt 7 0 R>>" + PDF)),
        ("名前", Document(file_name="a.pdf", content=PDF + bytes(MOST_BYTES) + PDF)),
        ("名前", Document(text="長" * 50_001)),
        (TITLE, Document(text="同じ名前")),
    ],
)
def test_unusable_policies_are_refused(place: Place, title: str, document: Document) -> None:
    policy = write_policy(by=place.owner, title=TITLE, document=TEXT)
    with pytest.raises(PolicyUnusable):
        write_policy(by=place.owner, title=title, document=document)
    with pytest.raises(PolicyUnusable):
        revise_policy(by=place.owner, policy=policy, document=TEXT, asks_again=True)
    assert PolicyVersion.objects.count() == 1


def test_policy_is_read_by_those_it_is_for(place: Place) -> None:
    policy = write_policy(by=place.owner, title=TITLE, document=TEXT)
    version = policy.versions.get()
    given = place.give(audience=Audience.CHOSEN, members=[place.above])
    attach_policy(by=place.owner, assignment=given, policy=policy)
    for member in (place.above, place.owner):
        assert get_policy_version_for(member, version.uuid) == version
    elsewhere = make_owner(make_organisation("例示物産株式会社"))
    for member in (place.beside, elsewhere):
        with pytest.raises(Http404):
            get_policy_version_for(member, version.uuid)
    mine = place.general
    with pytest.raises(MemberOfAnother):
        attach_policy(
            by=place.owner,
            assignment=mine,
            policy=write_policy(by=elsewhere, title="他社", document=TEXT),
        )


@pytest.mark.once
def test_pages_attach_revise_and_remove_a_policy(place: Place) -> None:
    client = signed_in(place.owner)
    page = reverse("learning:assignment-policy", args=[place.general.uuid])
    file = SimpleUploadedFile("対応方針.pdf", PDF, "application/pdf")
    assert client.post(page, {"title": TITLE}).status_code == 422
    assert client.post(page, {"title": TITLE, "file": file})["Location"] == page
    # A page from before it was attached says so, and changes nothing.
    late = client.post(page, {"title": "もう1つ", "text": "別の方針"}, follow=True)
    assert "方針は、すでに付いています。" in late.content.decode()
    assert Policy.objects.count() == 1
    make_member(place.organisation, "新 入子")
    shown = client.get(page).content.decode()
    assert "0 / 5名が確認" in shown
    assert "新 入子" in shown
    version = PolicyVersion.objects.get()
    got = client.get(reverse("learning:policy-file", args=[version.uuid]))
    assert (got.content, got["Content-Type"]) == (PDF, "application/pdf")
    revise = reverse("learning:policy-revise", args=[place.general.uuid])
    assert client.post(revise, {"text": "文章にしました", "asks_again": "on"})["Location"] == page
    assert PolicyVersion.objects.get(number=2).asks_again is True
    place.general.refresh_from_db()
    confirm(place, place.above)
    client.post(reverse("learning:policy-detach", args=[place.general.uuid]))
    assert version_to_read(place.above, Assignment.objects.get(pk=place.general.pk)) is None
    assert Acknowledgement.objects.count() == 1
    # Another assignment takes the policy that is there.
    other = place.give(due_on=dt.date(2026, 12, 18))
    again = reverse("learning:assignment-policy", args=[other.uuid])
    assert client.post(again, {"policy": version.policy.uuid})["Location"] == again
    assert "1 / 5名が確認" in client.get(again).content.decode()
