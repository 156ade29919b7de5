"""The merge screen: three versions, one choice a conflict, locked until all are made."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import CaseSlide
from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.selectors import revision_source
from terakoya.portal.common import clock
from terakoya.portal.editions.choices import UpdateState
from terakoya.portal.editions.editing.edits import HIDE_SLIDE
from terakoya.portal.editions.models import Edition, EditionUpdate
from terakoya.portal.editions.selectors import kind_to_publish, update_news
from terakoya.portal.editions.services import keep_own, take_update
from terakoya.portal.learning.legal_changes import LegalChanges, legal_changes_between
from terakoya.portal.learning.scope import delta_of
from tests.factories import make_member
from tests.selection import deep
from tests.statements import counted_statements

from .officers import Desk
from .short_course import desk, publish_vendor
from .test_pages import signed_in, words
from .test_updates import CONTACT, arrived, edit, first_ids, rewrite

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

JULY = dt.date(2027, 7, 1)


@pytest.fixture
def update(desk: Desk) -> EditionUpdate:
    """An update that meets one change of ours, in title and narration."""
    edit(desk, CONTACT, title="みほん商事の相談窓口", police_9110="迷ったらこちら")
    publish_vendor(
        {
            CONTACT: {"title": "相談窓口と、二次被害の防止", "police_110": "すぐに110番"},
            first_ids(desk)[1]: {"title": "3つの要素"},
        },
        kind=RevisionKind.LEGAL,
        legal_on=JULY,
    )
    return arrived(desk)


def at(update: EditionUpdate, name: str = "editions:update") -> str:
    return reverse(name, args=(update.uuid,))


def choose(client: Client, update: EditionUpdate, take: str, **values: object) -> int:
    """Send the form of the one conflict; the status of the answer."""
    sent = {
        "conflict": f"slide/{CONTACT}/ja/title",
        "part": f"slide/{CONTACT}",
        "take": take,
        "version": EditionUpdate.objects.get(pk=update.pk).version,
        **values,
    }
    return client.post(at(update, "editions:update-choose"), sent).status_code


def test_a_conflict_is_shown_in_three_versions_and_decided(
    desk: Desk, update: EditionUpdate
) -> None:
    client = signed_in(desk.officer)
    page = words(client, at(update))
    for sentence in (
        "法改正対応",
        "施行日は2027年7月1日",
        "要確認 1件中 0件を選びました",
        "要確認をすべて選ぶと、進めます。",
        "自社版を残す",
        "新版にする",
        "文を直して使う",
        "新版（自動）",
        "自社版（自動）",
    ):
        assert sentence in page, sentence
    html = client.get(at(update)).content.decode()
    assert html.count('class="ed-thumb"') == 3
    assert re.search(r"<ins>[^<]*二次被害の防止[^<]*</ins>", html)
    assert choose(client, update, "text", text="みほん商事の窓口と、二次被害の防止") == 302
    after = words(client, at(update))
    assert "要確認 1件中 1件を選びました" in after and "確認済み：直した文" in after
    assert "みほん商事の窓口と、二次被害の防止" in after
    taken = client.post(at(update, "editions:update-act"), {"do": "take"})
    edition = reverse("editions:edition-publish", args=(desk.edition.uuid,))
    assert taken["Location"] == edition
    assert desk.slide(CONTACT).title == "みほん商事の窓口と、二次被害の防止"
    closed = words(client, at(update))
    assert "取り込み済み" in closed


def test_a_rewritten_slide_asks_once_and_field_by_field_on_demand(desk: Desk) -> None:
    rewrite(desk)
    new = {"title": "提供元の題", "police_110": "すぐに110番"}
    publish_vendor({CONTACT: new}, kind=RevisionKind.LEGAL, legal_on=JULY)
    update, client = arrived(desk), signed_in(desk.officer)
    whole = f"slide/{CONTACT}"
    page = words(client, at(update))
    for sentence in (
        "要確認 1件中 0件を選びました",
        "自社版をまるごと残す",
        "新版にまるごと替える",
        "項目ごとに選ぶ",
    ):
        assert sentence in page, sentence
    assert client.get(at(update)).content.decode().count('class="ed-thumb"') == 3
    assert choose(client, update, "fields", conflict=f"{whole}/ja/title") == 404
    assert choose(client, update, "text", conflict=whole, text="x") == 302
    assert EditionUpdate.objects.get().decided == 0
    assert choose(client, update, "fields", conflict=whole) == 302
    html = client.get(at(update)).content.decode()
    asked = re.findall(r'name="conflict" value="([^"]+)"', html)
    assert asked == [whole, f"{whole}/ja/title", f"{whole}/ja/police_110"]
    assert re.findall(r'value="(\w+)" checked', html) == ["fields"]
    assert choose(client, update, "fields", conflict=f"{whole}/ja/title") == 404
    assert choose(client, update, "theirs", conflict=f"{whole}/ja/title") == 302
    assert choose(client, update, "ours", conflict=f"{whole}/ja/police_110") == 302
    after = words(client, at(update))
    assert "要確認 3件中 3件を選びました" in after and "確認済み：項目ごと" in after
    assert choose(client, update, "theirs", conflict=whole) == 302
    after = words(client, at(update))
    assert "要確認 1件中 1件を選びました" in after and "確認済み：新版" in after


def test_a_harsh_case_is_compared_with_its_scene_shown(desk: Desk) -> None:
    """Scripts hide a scene behind its warning until it is asked for; an officer compares it."""
    [harsh] = [
        one.id
        for _chapter, one in desk.state.course.source.slides()
        if isinstance(one, CaseSlide) and one.harsh
    ][:1]
    publish_vendor({harsh: {"title": "提供元の題"}})
    update = arrived(desk)
    client = signed_in(desk.officer)
    html = client.get(at(update) + f"?part=slide/{harsh}").content.decode()
    # Three versions, the result, and what was taken in at the end of the page.
    assert html.count('<article class="slide is-shown ') == 5
    preview = reverse("editions:edition-preview", args=(desk.edition.uuid,))
    assert "is-shown" not in client.get(f"{preview}?slide={harsh}").content.decode()


@pytest.mark.parametrize(
    "kind", [RevisionKind.LEGAL, RevisionKind.TYPO, *deep(RevisionKind.IMPROVEMENT)]
)
def test_publishing_is_of_the_kind_of_the_update_that_was_taken(
    desk: Desk, kind: RevisionKind
) -> None:
    publish_vendor({CONTACT: {"title": "提供元の題"}}, kind=kind)
    take_update(by=desk.officer, update=arrived(desk))
    edition = Edition.objects.select_related("draft").get()
    assert kind_to_publish(edition) == kind
    url = reverse("editions:edition-publish", args=(desk.edition.uuid,))
    page = signed_in(desk.officer).get(url).content.decode()
    [chosen] = re.findall(r'name="kind" value="(\w+)"[^>]*checked', page)
    assert chosen == kind
    edit(desk, CONTACT, title="自社の題")
    edition = Edition.objects.select_related("draft").get()
    heavier = kind if kind == RevisionKind.LEGAL else RevisionKind.IMPROVEMENT
    assert kind_to_publish(edition) == heavier
    desk.publish(kind=kind)
    assert kind_to_publish(edition) == RevisionKind.IMPROVEMENT


def test_a_delta_of_the_law_leaves_out_own_wordings(desk: Desk) -> None:
    other, theirs = desk.order()[1:3]
    texts = {CONTACT: {"title": "法の題"}}
    law_revision = publish_vendor(texts, kind=RevisionKind.LEGAL, legal_on=JULY)
    since = Content(course=revision_source(law_revision.pk))
    publish_vendor({theirs: {"title": "ほかの題"}}, version="2027.1", of=since)
    take_update(by=desk.officer, update=arrived(desk))
    edit(desk, other, title="自社で言いかえた題")
    newest = desk.publish().revision
    law = legal_changes_between(desk.base.pk, newest.pk)
    assert law == LegalChanges(frozenset({CONTACT}), JULY)
    assert len(delta_of(newest.pk, desk.base.pk).slides) == 3
    assert delta_of(newest.pk, desk.base.pk, legal_only=True).slides == (CONTACT,)
    edit(desk, CONTACT, title="自社でまた言いかえた題")
    later = desk.publish().revision
    assert legal_changes_between(newest.pk, later.pk).slides == frozenset()


def test_taking_is_refused_while_something_is_open(desk: Desk, update: EditionUpdate) -> None:
    client = signed_in(desk.officer)
    answer = client.post(at(update, "editions:update-act"), {"do": "take"}, follow=True)
    assert "まだ決めていないところが1件あります" in answer.content.decode()
    assert Edition.objects.get().base == desk.base


def test_a_choice_of_an_old_page_is_refused(desk: Desk, update: EditionUpdate) -> None:
    client, other = signed_in(desk.officer), signed_in(desk.colleague)
    assert choose(client, update, "ours", version=1) == 302
    assert choose(other, update, "theirs", version=1) == 409
    assert choose(other, update, "theirs", conflict="slide/nowhere/ja/title") == 404
    assert choose(other, update, "whatever") == 404
    update.refresh_from_db()
    assert [one["take"] for one in update.choices] == ["ours"]


def test_every_part_that_changed_can_be_looked_at(desk: Desk, update: EditionUpdate) -> None:
    client = signed_in(desk.officer)
    keys = re.findall(r'href="\?part=([\w/-]+)"', client.get(at(update)).content.decode())
    assert f"slide/{first_ids(desk)[1]}" in keys
    for key in set(keys):
        assert client.get(at(update) + f"?part={key}").status_code == 200
    whole = client.get(at(update) + "?all=1&view=over&lang=en").content.decode()
    assert whole.count("?part=slide/") >= len(desk.order())
    assert client.get(at(update) + "?part=slide/nowhere").status_code == 404


def test_a_hidden_slide_that_the_law_changed_says_what_can_be_done(desk: Desk) -> None:
    desk.edit(HIDE_SLIDE(CONTACT, "別に学ぶ"))
    publish_vendor({CONTACT: {"title": "法の題"}}, kind=RevisionKind.LEGAL, legal_on=JULY)
    update = arrived(desk)
    client = signed_in(desk.officer)
    page = words(client, at(update))
    assert "非表示のままにする" in page and "新版を表示する" in page
    sent = {"conflict": f"slide/{CONTACT}/all/hidden", "part": f"slide/{CONTACT}", "take": "theirs"}
    client.post(at(update, "editions:update-choose"), {**sent, "version": update.version})
    client.post(at(update, "editions:update-act"), {"do": "take"})
    assert not desk.state.settings.hidden
    assert desk.slide(CONTACT).title == "法の題"


def test_keeping_our_own_warns_until_the_date(desk: Desk, update: EditionUpdate) -> None:
    client = signed_in(desk.officer)
    assert "法改正の施行日は2027年7月1日" in words(client, "/manage/")
    client.post(at(update, "editions:update-act"), {"do": "keep"})
    assert EditionUpdate.objects.get().state == UpdateState.KEPT
    assert "「自社版のまま使い続ける」を選んであります" in words(client, "/manage/")
    edition = reverse("editions:edition", args=(desk.edition.uuid,))
    assert "自社版のまま使い続けると記録しました" in words(client, edition)
    with clock.fixed_at(dt.datetime(2027, 7, 1, 3, tzinfo=dt.UTC)):
        assert update_news(desk.officer, "ja") == []
    client.post(at(update, "editions:update-act"), {"do": "reopen"})
    assert EditionUpdate.objects.get().state == UpdateState.OPEN
    assert client.post(at(update, "editions:update-act"), {"do": "what"}).status_code == 404


def test_following_is_an_officers_choice(desk: Desk) -> None:
    client = signed_in(desk.officer)
    url = reverse("editions:edition-follow", args=(desk.edition.uuid,))
    for follows in ("yes", "no"):
        client.post(url, {"follows": follows})
        assert Edition.objects.get().follows_small is (follows == "yes")


def test_strangers_and_learners_get_404(
    desk: Desk, update: EditionUpdate, stranger: Member
) -> None:
    follow = reverse("editions:edition-follow", args=(desk.edition.uuid,))
    for other in (stranger, make_member(desk.officer.organisation, "受講 花子")):
        client = signed_in(other)
        assert client.get(at(update)).status_code == 404
        assert choose(client, update, "ours") == 404
        assert client.post(at(update, "editions:update-act"), {"do": "keep"}).status_code == 404
        assert client.post(follow, {"follows": "yes"}).status_code == 404
    assert EditionUpdate.objects.get().state == UpdateState.OPEN


def test_news_cost_one_statement(desk: Desk, update: EditionUpdate) -> None:
    update_news(desk.officer, "ja")
    with counted_statements() as statements:
        [news] = update_news(desk.officer, "ja")
    assert (news.update, news.warns, len(statements)) == (update, True, 1)
    keep_own(by=desk.officer, update=update)
    publish_vendor({CONTACT: {"title": "次の題"}}, version="2027.1")
    assert [one.update.revision.version for one in update_news(desk.officer, "ja")] == ["2026.12"]
    later = arrived(desk)
    assert [one.update for one in update_news(desk.officer, "ja")] == [later]
