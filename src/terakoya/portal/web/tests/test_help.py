"""The card 困ったときは: a page, and a drawer on every other page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from tests.courses import flagship_material
from tests.factories import make_member, make_organisation, make_owner

from ..help_center import PARTS, found_parts
from ..officer_questions import QUESTIONS
from ..viewer import Desk, desk_of
from .conftest import SignedIn


def numbers(html: str) -> list[str]:
    """The telephone numbers a page can call."""
    return re.findall(r'href="tel:([^"]+)"', html)


def test_help_names_110_and_9110_to_everybody(client: Client) -> None:
    page = client.get(reverse("web:help"))
    assert (page.status_code, numbers(page.content.decode())) == (200, ["110", "%239110"])
    assert "上司または人事担当" in page.content.decode()


@pytest.mark.django_db
def test_help_names_the_desk_of_the_learners_own_organisation(
    signed_in: SignedIn, learner: Member, stranger: Member
) -> None:
    for member, name in ((learner, "ハラスメント相談室"), (stranger, "よその窓口")):
        member.organisation.variables = {"desk.name": name, "desk.extension": "03-0000-7700"}
        member.organisation.save()
    html = signed_in(learner).get(reverse("web:help")).content.decode()
    assert numbers(html) == ["110", "0300007700", "%239110"]
    assert ("ハラスメント相談室" in html, "よその窓口" in html) == (True, False)


def test_an_extension_inside_the_house_is_shown_and_not_called() -> None:
    desk = Desk("窓口", "", "内線 7700", "平日 9:00〜18:00", "")
    assert (desk.extension, desk.dial) == ("内線 7700", "")
    assert (desk.facts, Desk("窓口", "", "", "", "").facts) == ("・内線 7700・平日 9:00〜18:00", "")


def test_desk_without_a_member_fits_any_workplace() -> None:
    assert desk_of(None) == Desk("上司または人事担当", "", "", "", "")


@pytest.mark.django_db
def test_every_page_carries_the_drawer(client: Client) -> None:
    html = client.get(reverse("web:terms")).content.decode()
    assert 'data-drawer="help-drawer"' in html
    assert numbers(html) == ["110", "%239110"]


def test_officers_have_a_help_of_their_own_with_ten_questions(
    db: None, signed_in: SignedIn
) -> None:
    owner = make_owner(make_organisation())
    learner = make_member(owner.organisation, "受講 花子")
    page = signed_in(owner).get("/manage/help/").content.decode()
    assert page.count('<details class="card">') == len(QUESTIONS) == 10
    for one in QUESTIONS:
        assert f'href="{reverse(one.url_name)}"' in page
        assert all(len(str(sentence)) <= 50 for sentence in (one.question, *one.answer))
    assert "/manage/help/" in signed_in(owner).get("/manage/members/").content.decode()
    assert signed_in(learner).get("/manage/help/").status_code == 404


# -- ヘルプ


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_center_has_five_questions_of_each_reader(client: Client, language: str) -> None:
    client.cookies["language"] = language
    html = client.get(reverse("web:help-center")).content.decode()
    assert html.count('<summary class="strong">') == 15
    assert [len(part.questions) for part in PARTS] == [5, 5, 5]
    if language == "en":
        main = html.partition("<main")[2].partition("</main>")[0]
        assert re.findall(r"[ぁ-んァ-ヶ]", main) == []


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("修了証　番号", ["learner"]),
        ("ＰＤＦ", ["learner"]),
        ("pdf", ["learner"]),
        ("受講枠", ["owner"]),
        ("そのような言葉はない", []),
    ],
)
def test_help_center_is_narrowed_by_words_of_any_width(typed: str, keys: list[str]) -> None:
    assert [part.key for part in found_parts(typed)] == keys


def test_help_center_says_where_nothing_was_found(client: Client) -> None:
    html = client.get(reverse("web:help-center"), {"q": "ないない"}).content.decode()
    assert "見つかりませんでした" in html
    assert 'value="ないない"' in html


def test_pages_of_officers_are_linked_for_officers_alone(
    signed_in: SignedIn, owner: Member, learner: Member
) -> None:
    found = {
        member.name: re.findall(
            r'href="(/manage/[^"]*|/my/second-factor/)"',
            signed_in(member).get(reverse("web:help-center")).content.decode(),
        )
        for member in (owner, learner)
    }
    assert "/my/second-factor/" in found[owner.name]
    assert found[learner.name] == []


def test_help_center_is_linked_from_every_frame(
    signed_in: SignedIn, owner: Member, learner: Member, client: Client
) -> None:
    pages = [
        client.get(reverse("web:terms")),
        signed_in(learner).get(reverse("learning:my")),
        signed_in(owner).get(reverse("accounts:member-list")),
    ]
    for page in pages:
        assert reverse("web:help-center") in page.content.decode()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_says_the_rule_for_danger_in_the_words_of_the_course(
    client: Client, language: str
) -> None:
    said = flagship_material().course.fact("call-110").wording["rule"][language]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = client.get(reverse("web:help")).content.decode()
    assert said in unescape(html)
