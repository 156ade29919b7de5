"""The pages of an edition: what officers can do, and that nobody else can."""

from __future__ import annotations

import datetime as dt
import re
import time
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.selectors import latest_revision
from terakoya.portal.common import clock
from terakoya.portal.editions.choices import ReleaseState
from terakoya.portal.editions.models import Draft, Edition, Release
from terakoya.portal.editions.services import ReleaseDetails, ask_release
from tests.factories import give_course, make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .officers import Desk
from .short_course import desk

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

CONTACT = "who-to-turn-to"
EITHER = "別のタブでご自身が直したか、ほかの人が直したものです。"
NOON = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client


@pytest.fixture
def client(desk: Desk) -> Client:
    """The officer's browser."""
    return signed_in(desk.officer)


def at(desk: Desk, name: str, **values: object) -> str:
    return reverse(name, kwargs={"edition": desk.edition.uuid, **values})


def words(client: Client, url: str) -> str:
    """The words of a page that is there."""
    response = client.get(url)
    assert response.status_code == 200, url
    main = response.content.decode().split('<main id="main"')[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def seen(client: Client, url: str) -> str:
    """What the form of a page says it has seen."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(url).content.decode())
    assert found is not None
    return found[1]


def every_address(desk: Desk) -> list[tuple[str, str]]:
    """Method and address of everything an officer may do with an edition."""
    question = desk.state.course.source.test.questions[0].id
    release = ask_release(
        by=desk.officer,
        edition=desk.edition,
        version=desk.draft.version,
        details=ReleaseDetails(approver=desk.colleague),
    )
    return [
        ("get", at(desk, "editions:edition")),
        ("get", at(desk, "editions:edition-variables")),
        ("get", at(desk, "editions:slide-add")),
        ("get", at(desk, "editions:slide-edit", slide=CONTACT)),
        ("post", at(desk, "editions:slide-preview", slide=CONTACT)),
        ("post", at(desk, "editions:slide-act", slide=CONTACT)),
        ("get", at(desk, "editions:question-list")),
        ("get", at(desk, "editions:question-add")),
        ("get", at(desk, "editions:question-edit", question=question)),
        ("post", at(desk, "editions:question-act", question=question)),
        ("get", at(desk, "editions:edition-preview")),
        ("get", at(desk, "editions:edition-publish")),
        ("get", at(desk, "editions:edition-history")),
        ("post", at(desk, "editions:published-act", number=1)),
        ("post", at(desk, "editions:edition-stop")),
        ("get", reverse("editions:release", args=(release.uuid,))),
        ("get", reverse("editions:release-preview", args=(release.uuid,))),
    ]


def test_strangers_and_learners_get_404_everywhere(desk: Desk, stranger: Member) -> None:
    learner = make_member(desk.officer.organisation, "受講 花子")
    addresses = every_address(desk)
    for other in (stranger, learner):
        client = signed_in(other)
        found = {url: getattr(client, method)(url).status_code for method, url in addresses}
        assert found == {url: 404 for _method, url in addresses}
    open_url = reverse("editions:edition-open", args=(desk.base.course.slug,))
    assert signed_in(learner).post(open_url).status_code == 404
    assert signed_in(learner).get(reverse("editions:edition-list")).status_code == 404
    assert signed_in(stranger).post(open_url).status_code == 404
    assert Edition.objects.count() == 1


def test_every_page_is_there_for_an_officer(desk: Desk) -> None:
    colleague = signed_in(desk.colleague)
    got = [url for method, url in every_address(desk) if method == "get"]
    assert [colleague.get(url).status_code for url in got] == [200] * len(got)


def test_an_edition_is_made_from_the_list(desk: Desk) -> None:
    Draft.objects.all().delete()
    Edition.objects.all().delete()
    client = signed_in(desk.officer)
    assert "提供元の版を使用中" in words(client, reverse("editions:edition-list"))
    url = reverse("editions:edition-open", args=(desk.base.course.slug,))
    answer = client.post(url)
    edition = Edition.objects.get()
    assert answer["Location"] == f"/manage/editions/{edition.uuid}/"
    assert client.post(url)["Location"] == answer["Location"]


def test_an_organisation_without_access_has_no_course_to_fit(desk: Desk) -> None:
    other = make_owner(make_organisation("例示物産株式会社"))
    assert "契約中の研修はありません" in words(signed_in(other), reverse("editions:edition-list"))


def test_company_details_hold_at_once_and_stand_in_one_place(desk: Desk, client: Client) -> None:
    url = at(desk, "editions:edition-variables")
    page = words(client, url)
    assert "相談窓口の名前" in page and "スライドに入ります" in page
    answer = client.post(url, {"var-desk-name": "ほっとライン", "var-desk-extension": "7700"})
    assert answer.status_code == 302
    desk.officer.organisation.refresh_from_db()
    assert desk.officer.organisation.variables == {
        "desk.name": "ほっとライン",
        "desk.extension": "7700",
    }
    assert "ほっとライン" in client.get("/manage/settings/").content.decode()
    assert (
        "ほっとライン"
        in client.get(at(desk, "editions:edition-preview") + f"?slide={CONTACT}").content.decode()
    )
    assert client.post(url, {"var-desk-name": "{x}"}).status_code == 422


def test_a_slide_is_edited_saved_and_put_back(desk: Desk, client: Client) -> None:
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    title = desk.slide(CONTACT).title
    sent = {"language": "ja", "seen": seen(client, url), "t-title": "みほん商事の窓口"}
    assert client.post(url, sent).status_code == 302
    assert desk.slide(CONTACT).title == "みほん商事の窓口"
    page = words(client, url)
    assert "自社で編集" in page and "もとの文を見る" in page and "要翻訳" in page
    act = at(desk, "editions:slide-act", slide=CONTACT)
    client.post(act, {"do": "revert-field", "field": "title", "language": "ja", "to": "slide"})
    assert desk.slide(CONTACT).title == title
    assert "要翻訳" not in words(client, url)


def test_a_script_saves_without_a_page(desk: Desk, client: Client) -> None:
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    script = signed_in(desk.officer)
    script.defaults["HTTP_ACCEPT"] = "application/json"
    sent = {"language": "ja", "seen": seen(client, url), "t-title": "一度目"}
    told = script.post(url, sent).json()
    assert "下書きを保存しました" in told["message"]
    again = script.post(url, {**sent, "seen": told["seen"], "t-title": "二度目"})
    assert (again.status_code, desk.slide(CONTACT).title) == (200, "二度目")
    refused = script.post(url, {**sent, "seen": again.json()["seen"], "t-title": "{"})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "title")


def test_a_refused_field_says_why_beside_it_and_keeps_what_was_typed(
    desk: Desk, client: Client
) -> None:
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    sent = {"language": "ja", "seen": seen(client, url), "t-title": "かっこ { だけ"}
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="f-title-err"' in page
    assert re.search(r'<p class="err" id="f-title-err">.*片方だけ', page)
    assert "かっこ { だけ</textarea>" in page


def test_a_refused_form_saves_nothing_and_names_the_field_and_what_is_unsaved(
    desk: Desk, client: Client
) -> None:
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    before, version = desk.slide(CONTACT), desk.draft.version
    sent = {"language": "ja", "t-title": "部分保存", "t-narration": "長" * 4000}
    answer = client.post(url, {**sent, "seen": seen(client, url)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ナレーション文：1行は1000字までで書いてください（今は4000字の行があります）。" in page
    assert "まだ保存していない欄：タイトル、ナレーション文。" in page
    assert (desk.slide(CONTACT), desk.draft.version) == (before, version)
    script = signed_in(desk.officer)
    script.defaults["HTTP_ACCEPT"] = "application/json"
    title = {"language": "ja", "t-title": "部分保存", "seen": seen(client, url)}
    assert script.post(url, title).status_code == 200  # on leaving the field
    told = script.post(url, {**sent, "seen": seen(client, url)})
    assert told.json()["error"]["message"].startswith("ナレーション文：1行は")
    page = client.post(url, {**sent, "seen": seen(client, url)}).content.decode()
    assert "まだ保存していない欄：ナレーション文。ほかの欄は保存してあります。" in page
    sent["t-narration"] = "短い文。"
    assert client.post(url, {**sent, "seen": seen(client, url)}).status_code == 302
    assert "まだ保存していない欄" not in words(client, url)


def test_two_officers_never_overwrite_one_another(desk: Desk, client: Client) -> None:
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    other = signed_in(desk.colleague)
    both = seen(client, url)
    client.post(url, {"language": "ja", "seen": both, "t-title": "一人目の題"})
    late = other.post(url, {"language": "ja", "seen": both, "t-title": "二人目の題"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "二人目の題" in page and "ほかの人が、先に" in page
    assert desk.slide(CONTACT).title == "一人目の題"
    again = client.post(url, {"language": "ja", "seen": both, "t-title": "一人目の題"})
    assert (again.status_code, desk.draft.version) == (302, 2)  # their own save is no conflict
    elsewhere = at(desk, "editions:slide-edit", slide=desk.order()[0])
    sent = {"language": "ja", "seen": seen(other, elsewhere), "t-title": "別のスライドの題"}
    assert other.post(elsewhere, sent).status_code == 302
    assert desk.slide(CONTACT).title == "一人目の題"


def test_ones_own_older_page_is_not_told_of_another_person_alone(
    desk: Desk, client: Client
) -> None:
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    both = seen(client, url)
    client.post(url, {"language": "ja", "seen": both, "t-title": "一つ目のタブの題"})
    late = client.post(url, {"language": "ja", "seen": both, "t-title": "二つ目のタブの題"})
    page = late.content.decode()
    assert late.status_code == 409
    told = [words in page for words in (EITHER, "ほかの人が、先に", "二つ目のタブの題")]
    assert told == [True, False, True]
    assert desk.slide(CONTACT).title == "一つ目のタブの題"


def test_a_colleagues_save_is_not_told_as_ones_own_after_a_save_elsewhere(
    desk: Desk, client: Client
) -> None:
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    elsewhere = at(desk, "editions:slide-edit", slide=desk.order()[0])
    both = seen(client, url)
    theirs = {"language": "ja", "seen": both, "t-title": "同僚の題"}
    assert signed_in(desk.colleague).post(url, theirs).status_code == 302
    mine = {"language": "ja", "seen": seen(client, elsewhere), "t-title": "別のスライドの題"}
    assert client.post(elsewhere, mine).status_code == 302
    late = client.post(url, {"language": "ja", "seen": both, "t-title": "自分の題"})
    page = late.content.decode()
    assert (late.status_code, EITHER in page, "自分の題" in page) == (409, True, True)
    assert desk.slide(CONTACT).title == "同僚の題"


def test_the_preview_follows_what_is_typed_and_saves_nothing(desk: Desk, client: Client) -> None:
    url = at(desk, "editions:slide-preview", slide=CONTACT)
    before = desk.draft.version
    sent = {"language": "ja", "t-title": "とても" * 40, "t-narration": "声に出す文。"}
    client.post(url, sent)
    costs = []
    for _ in range(3):
        start = time.process_time()
        page = client.post(url, sent).content.decode()
        costs.append(time.process_time() - start)
    assert "とてもとても" in page and "声に出す文。" in page
    assert "字ほど短く" in page
    assert "会社の情報はありません" in client.post(url, {"t-title": "{no.such}"}).content.decode()
    assert desk.draft.version == before
    assert min(costs) < 0.3  # seconds of this process, whatever else the machine does


def test_a_required_slide_is_hidden_with_a_reason(desk: Desk, client: Client) -> None:
    act = at(desk, "editions:slide-act", slide=CONTACT)
    page = client.post(act, {"do": "hide", "to": "slide"}, follow=True).content.decode()
    assert "非表示にする理由を書いてください" in page
    assert not desk.state.settings.hidden
    client.post(act, {"do": "hide", "reason": "別の研修で扱います"})
    assert desk.state.settings.hides(CONTACT)
    assert "理由：別の研修で扱います" in words(
        client, at(desk, "editions:edition") + "?show=changed"
    )
    assert client.get(at(desk, "editions:edition-preview") + f"?slide={CONTACT}").status_code == 404
    client.post(act, {"do": "show"})
    assert not desk.state.settings.hidden


def test_slides_move_and_come_from_templates_and_bank(desk: Desk, client: Client) -> None:
    first, second = desk.order()[:2]
    client.post(at(desk, "editions:slide-act", slide=first), {"do": "move", "place": "1"})
    assert desk.order()[:2] == [second, first]
    chapter = desk.state.course.source.chapters[0].id
    url = at(desk, "editions:slide-add")
    for template in ("contact", "policy", "rules", "free"):
        answer = client.post(url, {"template": template, "place": f"{chapter}:{first}"})
        own = desk.order()[2]
        assert answer["Location"].startswith(at(desk, "editions:slide-edit", slide=own))
        assert "自社で追加" in words(client, answer["Location"])
        assert desk.order("en")[2] == own
    bank = desk.state.course.source.bank[0].slides[0].id
    client.post(url, {"bank": bank, "place": f"{chapter}:{first}"})
    assert desk.order()[2] == bank
    client.post(at(desk, "editions:slide-act", slide=bank), {"do": "give-back"})
    client.post(at(desk, "editions:slide-act", slide=own), {"do": "remove"})
    assert not {bank, own} & set(desk.order())
    assert client.post(url, {"template": "none", "place": f"{chapter}:"}).status_code == 422
    assert client.post(url, {"template": "free", "place": "nowhere:"}).status_code == 422
    for wrong in ({"do": "move", "place": "x"}, {"do": "unknown"}):
        assert client.post(at(desk, "editions:slide-act", slide=first), wrong).status_code == 404


def test_an_empty_template_must_be_filled_before_publishing(desk: Desk, client: Client) -> None:
    chapter = desk.state.course.source.chapters[0].id
    client.post(at(desk, "editions:slide-add"), {"template": "free", "place": f"{chapter}:"})
    page = words(client, at(desk, "editions:edition-publish"))
    assert "が空です。文を入れてください。" in page and "上の直すところを終えると" in page
    sent = {"kind": "improvement", "when": "now", "version": desk.draft.version}
    assert client.post(at(desk, "editions:edition-publish"), sent).status_code == 422
    assert not Release.objects.exists()


def test_questions_are_edited_added_and_taken_out(desk: Desk, client: Client) -> None:
    one = desk.state.course.source.test.questions[0]
    url = at(desk, "editions:question-edit", question=one.id)
    right = next(choice.id for choice in one.choices if choice.correct)
    sent = {
        "language": "ja",
        "seen": seen(client, url),
        "t-text": "言いかえた問題",
        "correct": right,
    }
    assert [client.post(url, sent).status_code for _time in range(2)] == [302, 302]  # pressed twice
    assert client.post(url, {**sent, "t-text": "別の文"}).status_code == 409
    assert "言いかえた問題" in words(client, at(desk, "editions:question-list"))
    act = at(desk, "editions:question-act", question=one.id)
    client.post(act, {"do": "remove"})
    assert "外した問題" in words(client, at(desk, "editions:question-list"))
    client.post(act, {"do": "revert"})
    assert desk.state.course.source.test == desk.state.course.source.test
    new = {
        "slide": CONTACT,
        "text": "当社の窓口は。",
        "choice-0": "人事部",
        "choice-2": "警備室",
        "correct": "2",
        "explanation": "規程のとおりです。",
    }
    assert (
        client.post(at(desk, "editions:question-add"), {**new, "correct": "1"}).status_code == 422
    )
    assert client.post(at(desk, "editions:question-add"), new).status_code == 302
    last = desk.state.course.source.test.questions[-1]
    assert [(c.id, c.text, c.correct) for c in last.choices] == [
        ("a", "人事部", False),
        ("b", "警備室", True),
    ]
    assert client.get(at(desk, "editions:question-edit", question="no-such")).status_code == 404


def test_publishing_tells_the_effect_and_asks_for_approval(desk: Desk, client: Client) -> None:
    url = at(desk, "editions:edition-publish")
    page = words(client, url)
    assert "2名" in page and "新しい版から始めます" in page
    sent = {
        "kind": "improvement",
        "when": "now",
        "approver": desk.colleague.pk,
        "note": "窓口を入れました",
        "version": desk.draft.version,
    }
    assert client.post(url, {**sent, "version": 99}).status_code == 422
    client.post(url, sent)
    release = Release.objects.get()
    address = reverse("editions:release", args=(release.uuid,))
    assert "承認を待っています" in words(client, at(desk, "editions:edition"))
    assert client.post(address, {"do": "approve"}).status_code == 409
    other = signed_in(desk.colleague)
    asked = "承認を求めています"
    assert (asked in words(other, "/manage/"), asked in words(client, "/manage/")) == (True, False)
    assert "窓口を入れました" in words(other, address)
    assert other.post(address, {"do": "refuse"}).status_code == 422
    other.post(address, {"do": "approve"})
    release.refresh_from_db()
    assert release.state == ReleaseState.PUBLISHED
    assert other.post(address, {"do": "unknown"}).status_code == 404


def test_a_date_is_in_japans_time(desk: Desk, client: Client) -> None:
    with clock.fixed_at(NOON):
        sent = {
            "kind": "typo",
            "when": "later",
            "publish_at": "2026-12-01T09:00",
            "version": desk.draft.version,
        }
        fresh = signed_in(desk.officer)
        missing = fresh.post(at(desk, "editions:edition-publish"), {**sent, "publish_at": ""})
        assert missing.status_code == 422
        fresh.post(at(desk, "editions:edition-publish"), sent)
    release = Release.objects.get()
    assert release.publish_at == dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC)
    client.post(reverse("editions:release", args=(release.uuid,)), {"do": "withdraw"})
    release.refresh_from_db()
    assert release.state == ReleaseState.WITHDRAWN


def test_history_goes_back_and_stops(desk: Desk, client: Client) -> None:
    first = desk.publish(note="はじめて")
    url = at(desk, "editions:slide-edit", slide=CONTACT)
    client.post(url, {"language": "ja", "seen": seen(client, url), "t-title": "第2版の題"})
    desk.publish()
    page = words(client, at(desk, "editions:edition-history"))
    assert "はじめて" in page and "第2版" in page
    act = at(desk, "editions:published-act", number=1)
    client.post(act, {"do": "offer"})
    organisation = desk.officer.organisation_id
    assert latest_revision(desk.base.course, organisation) == first.revision
    client.post(act, {"do": "draft", "version": 1})
    assert desk.slide(CONTACT).title == "第2版の題"
    client.post(act, {"do": "draft", "version": desk.draft.version})
    assert desk.slide(CONTACT).title != "第2版の題"
    client.post(at(desk, "editions:edition-stop"))
    assert latest_revision(desk.base.course, organisation) == desk.base
    assert (
        client.post(at(desk, "editions:published-act", number=9), {"do": "offer"}).status_code
        == 404
    )
    assert client.post(act, {"do": "unknown"}).status_code == 404


def test_preview_shows_pc_and_phone_in_every_language(desk: Desk, client: Client) -> None:
    url = at(desk, "editions:edition-preview")
    assert "ed-preview-pc" in client.get(url).content.decode()
    assert "ed-preview-phone" in client.get(url + "?width=phone").content.decode()
    english = words(client, url + f"?lang=en&slide={CONTACT}")
    assert desk.slide(CONTACT, "en").title in english
    assert client.get(url + "?slide=no-such").status_code == 404


def test_lists_cost_the_same_for_one_edition_and_three(desk: Desk, client: Client) -> None:
    url = reverse("editions:edition-list")
    client.get(url)
    with counted_statements() as one:
        client.get(url)
    for slug in ("second", "third"):
        course = desk.base.course
        course.pk, course.uuid, course.slug = None, uuid.uuid4(), slug
        course.save(force_insert=True)
        base = desk.base
        base.pk, base.uuid, base.course = None, uuid.uuid4(), course
        base.save(force_insert=True)
        for text in type(base).objects.get(course__slug="stop-customer-harassment").texts.all():
            text.pk, text.revision = None, base
            text.save(force_insert=True)
        give_course(desk.officer, course)
    client.get(url)
    with counted_statements() as three:
        page = client.get(url).content.decode()
    assert page.count("提供元の版を使用中") == 3
    assert len(one) == len(three) <= 8


def test_the_outline_costs_few_statements(desk: Desk, client: Client) -> None:
    client.get(at(desk, "editions:edition"))
    with counted_statements() as statements:
        client.get(at(desk, "editions:edition"))
    assert len(statements) <= 5
