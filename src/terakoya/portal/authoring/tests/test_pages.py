"""The pages of own courses: the list, a draft, what is decided, and strangers."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.authoring import services
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.editions.tests.test_pages import signed_in, words
from terakoya.portal.learning.services import take_seat
from tests.factories import make_member

from .decks import small_deck
from .studio import Studio, make_studio, picture_of, state_of

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

LIST = "/manage/own-courses/"


@pytest.fixture
def client(studio: Studio) -> Client:
    """The officer's browser."""
    return signed_in(studio.officer)


def at(own: OwnCourse, name: str = "authoring:own-course", *more: object) -> str:
    return reverse(name, args=(own.uuid, *more))


def pictures_on(client: Client, own: OwnCourse) -> int:
    """How many pages the filter counts as pictures."""
    found = re.search(r"ページの絵として (\d+)", words(client, at(own)))
    assert found is not None
    return int(found[1])


def test_a_file_is_sent_watched_and_becomes_a_draft(studio: Studio, client: Client) -> None:
    assert "自社の教材はまだありません" in words(client, LIST)
    answer = client.post(LIST, {"file": SimpleUploadedFile("研修.pptx", small_deck())})
    own = OwnCourse.objects.get()
    assert answer["Location"] == at(own)
    assert "画面を離れても続きます" in words(client, at(own))
    told = client.get(at(own, "authoring:own-course-progress")).json()
    assert told == {
        "state": "waiting", "words": "順番待ち", "done": 0, "total": 0, "running": True
    }  # fmt: skip
    assert "読み込み中 1" in words(client, LIST)
    services.read_decks()
    assert client.get(at(own, "authoring:own-course-progress")).json()["running"] is False
    page = words(client, at(own))
    for sentence in ("個人情報の取り扱い", "すべて 4", "4ページ中 1ページに文があります"):
        assert sentence in page, sentence
    assert "下書き 1" in words(client, LIST)
    assert "個人情報の取り扱い" in words(client, f"{LIST}?state=draft&order=name")
    assert "この状態の教材はありません" in words(client, f"{LIST}?state=published")


@pytest.mark.parametrize("sent", [{}, {"file": SimpleUploadedFile("資料.pdf", b"%PDF")}])
def test_what_is_no_powerpoint_is_refused_on_the_page(
    studio: Studio, client: Client, sent: dict[str, object]
) -> None:
    answer = client.post(LIST, sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not OwnCourse.objects.exists()


def test_a_refused_file_says_why_and_is_removed(studio: Studio, client: Client) -> None:
    own = studio.send(b"PK no deck", "壊れた.pptx")
    services.read_decks()
    assert "読み込めませんでした" in words(client, at(own))
    listed = words(client, LIST)
    assert ("読み込み中 0" in listed, "読み込めませんでした 1" in listed) == (True, True)
    client.post(at(own, "authoring:own-course-drop"))
    assert client.get(at(own)).status_code == 404
    assert "自社の教材はまだありません" in words(client, LIST)


def test_what_is_open_is_decided_page_by_page(studio: Studio, client: Client) -> None:
    own = studio.make(small_deck(with_video=True))
    page = words(client, f"{at(own)}?show=open")
    assert "要確認が1件あります" in page and "このまま使う" in page
    assert "個人情報とは" not in page
    assert "要確認 1件" in words(client, LIST)
    assert "まとめ" not in words(client, f"{LIST}?state=open")
    act = at(own, "authoring:page-act", 3)
    answer = client.post(act, {"do": "accept", "show": "open"})
    assert answer["Location"] == f"{at(own)}?show=open#page-3"
    assert "要確認はありません" in words(client, at(own))
    before = pictures_on(client, own)
    for do, more in (("draw", 1), ("write", 0)):
        client.post(at(own, "authoring:page-act", 2), {"do": do})
        assert pictures_on(client, own) == before + more
    client.post(act, {"do": "hide"})
    assert "受講者に見せない" in words(client, at(own))
    hidden = state_of(own).settings.hidden
    assert [one.slide for one in hidden] == [own.pages.get(page=3).slide_id]
    client.post(act, {"do": "show"})
    assert state_of(own).settings.hidden == ()
    assert client.post(act, {"do": "fly"}).status_code == 404
    assert client.post(at(own, "authoring:page-act", 99), {"do": "hide"}).status_code == 404


def test_an_empty_description_is_refused(studio: Studio, client: Client) -> None:
    own = studio.make()
    before = picture_of(own, 3).alt
    client.post(at(own, "authoring:page-act", 3), {"do": "describe", "text": "  "})
    assert "絵の説明を入力してください" in words(client, at(own))
    client.post(at(own, "authoring:page-act", 3), {"do": "describe", "text": "image3.jpeg"})
    assert "「image3.jpeg」では、見えない人に" in words(client, at(own))
    assert picture_of(own, 3).alt == before
    client.post(at(own, "authoring:page-act", 3), {"do": "describe", "text": "3つの箱と矢印。"})
    assert picture_of(own, 3).alt == "3つの箱と矢印。"


def test_details_are_kept_or_refused(studio: Studio, client: Client) -> None:
    own = studio.make()
    sent = {"title": "個人情報の守り方", "minutes": "9", "pass_mark": "60", "goals": "選べる\n"}
    assert client.post(at(own), {**sent, "minutes": "0"}).status_code == 422
    assert client.post(at(own), {**sent, "title": " "}).status_code == 422
    assert state_of(own).course.meta.title == {"ja": "個人情報の取り扱い"}
    assert client.post(at(own), sent).status_code == 302
    meta = state_of(own).course.meta
    assert (meta.title["ja"], meta.minutes.main, meta.pass_mark) == ("個人情報の守り方", 9, 60)
    assert [goal.text["ja"] for goal in meta.goals] == ["選べる"]


def test_it_is_published_and_counted_on_its_card(studio: Studio, client: Client) -> None:
    own = studio.make()
    assert own.edition is not None
    publish = reverse("editions:edition-publish", args=(own.uuid,))
    sent = {"version": "1", "kind": "improvement", "when": "now"}
    answer = client.post(publish, sent)
    assert answer["Location"] == reverse("editions:edition", args=(own.uuid,))
    assert client.get(answer["Location"])["Location"] == at(own)
    assert "公開中 第1版" in words(client, LIST)
    learner = make_member(studio.officer.organisation)
    take_seat(member=learner, course=studio.flagship.course)
    studio.assign(own)
    assert "0 / 2名" in words(client, LIST)
    new = reverse("learning:assignment-new")
    assert "個人情報の取り扱い（自社の教材）" in words(client, new)
    assert "割り当てる" in words(client, LIST)
    client.post(at(own, "authoring:own-course-drop"))
    assert "公開した教材は消せません" in words(client, LIST)


def test_editing_and_history_lead_back_to_the_course(studio: Studio, client: Client) -> None:
    own = studio.make()
    slide = own.pages.get(page=2).slide_id
    edit = reverse("editions:slide-edit", args=(own.uuid, slide))
    assert "教材に戻る" in words(client, edit)
    for name in ("question-list", "question-add", "edition-history", "upload-list"):
        page = words(client, reverse(f"editions:{name}", args=(own.uuid,)))
        assert "教材に戻る" in page or "問題" in page
    assert "自社の教材" not in words(client, reverse("editions:edition-list")).split("根拠")[-1]


def test_a_page_of_the_file_is_a_picture(studio: Studio, client: Client) -> None:
    own = studio.make()
    small = client.get(at(own, "authoring:page-picture", 1))
    assert (small["Content-Type"], small.content[:4]) == ("image/webp", b"RIFF")
    full = client.get(at(own, "authoring:page-picture", 1) + "?size=full")
    assert (full["Content-Type"], full.content[1:4]) == ("image/png", b"PNG")
    assert client.get(at(own, "authoring:page-picture", 9)).status_code == 404


def test_strangers_learners_and_auditors_see_nothing_of_it(studio: Studio) -> None:
    own = studio.make()
    studio.publish(own)
    addresses = [
        at(own),
        at(own, "authoring:own-course-progress"),
        at(own, "authoring:page-picture", 1),
        reverse("editions:slide-edit", args=(own.uuid, own.pages.get(page=1).slide_id)),
        reverse("editions:edition-preview", args=(own.uuid,)),
    ]
    posts = [at(own, "authoring:own-course-drop"), at(own, "authoring:page-act", 1)]
    stranger = signed_in(make_studio("株式会社よその").officer)
    assert "個人情報" not in words(stranger, LIST)
    assert "個人情報の取り扱い" not in words(stranger, reverse("learning:assignment-new"))
    for address in addresses:
        assert stranger.get(address).status_code == 404, address
    for address in posts:
        assert stranger.post(address, {"do": "hide"}).status_code == 404, address
    for roles in ((), (Role.AUDITOR,)):
        other = signed_in(make_member(studio.officer.organisation, roles=roles))
        for address in (LIST, *addresses):
            assert other.get(address).status_code in (302, 403, 404), address
        for address in posts:
            assert other.post(address, {"do": "hide"}).status_code in (302, 403, 404), address
    assert state_of(own).settings.hidden == ()
    assert signed_in(studio.officer).get(at(own)).status_code == 200


def test_the_storefront_does_not_know_it(studio: Studio, client: Client) -> None:
    own = studio.make()
    studio.publish(own)
    assert own.edition is not None
    slug = own.edition.course.slug
    assert "個人情報の取り扱い" not in client.get("/").content.decode()
    assert client.get(f"/courses/{slug}/").status_code == 404
    assert client.get(f"/courses/{slug}/sample/").status_code == 404
