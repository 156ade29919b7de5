"""根拠の確認: whose courses rest on facts that end or have changed."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import replace

import pytest
from django.utils.html import escape

from terakoya.courseware.inline import plain
from terakoya.courseware.kit import kit_of
from terakoya.courseware.law_watch import fact_uses
from terakoya.courseware.model import Material
from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Revision, RevisionFact
from terakoya.portal.catalogue.selectors import revision_text
from terakoya.portal.catalogue.services import publish_material, publish_own_material
from terakoya.portal.common import clock
from terakoya.portal.common.dates import full_day
from terakoya.portal.learning.tests.learners import signed_in
from tests.courses import short_material
from tests.factories import (
    as_operator,
    default_offer,
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_short,
)
from tests.made_once import made_once_by
from tests.statements import counted_statements

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

NOW = dt.datetime(2026, 11, 26, 1, 0, tzinfo=dt.UTC)
BEFORE = NOW - dt.timedelta(days=2)
COURSE = short_material().course
_ON_SLIDES = {fact for _, slide in COURSE.source.slides() for fact in slide.facts}
FACT = next(f for one in COURSE.source.test.questions for f in one.facts if f in _ON_SLIDES)


def with_fact(**changes: object) -> Material:
    facts = tuple(
        fact.model_copy(update=changes) if fact.id == FACT else fact for fact in COURSE.facts
    )
    return Material(COURSE.model_copy(update={"facts": facts}), short_material().media)


def make_officer() -> Member:
    """An officer whose organisation has the short course."""
    with clock.fixed_at(BEFORE):
        revision = publish_short()
        owner = make_owner(make_organisation())
        give_course(owner, revision.course)
    return owner


kept_officer = made_once_by(make_officer)


@pytest.fixture
def officer(kept_officer: Member, db: None) -> Member:
    """The same, with rows of their own."""
    return deepcopy(kept_officer)


def publish_edition(officer: Member, material: Material) -> Revision:
    """The officer's edition, offered from this moment on."""
    with clock.fixed_at(BEFORE + dt.timedelta(minutes=Revision.objects.count())):
        return publish_own_material(
            material=material,
            offer=default_offer(
                officer.organisation, Revision.objects.filter(organisation=None)[0].course
            ),
            version="2026.11-1",
            kind=RevisionKind.IMPROVEMENT,
        )


def page(member: Member, address: str = "/manage/facts/") -> str:
    with clock.fixed_at(NOW):
        response = signed_in(member).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_publishing_notes_the_facts_with_what_rests_on_them(officer: Member) -> None:
    row = RevisionFact.objects.get(fact_id=FACT)
    assert COURSE.source.test.questions[0].id in row.questions
    assert row.slides == [s.id for _, s in COURSE.source.slides() if FACT in s.facts]


def test_a_course_whose_facts_hold_says_so(officer: Member) -> None:
    assert "すべての根拠が有効です。" in page(officer)
    assert "すべて有効です。" in page(officer, "/manage/")


def rows_of(html: str) -> list[str]:
    """The facts that a page lists, each as its HTML."""
    return html.split("data-fact>")[1:]


def test_every_fact_is_listed_with_all_that_it_is_even_when_all_hold(officer: Member) -> None:
    rows = rows_of(page(officer))
    uses = {one.fact: one for one in fact_uses(COURSE)}
    assert len(rows) == len(uses)
    facts = {fact.id: fact for fact in COURSE.facts}
    for row, (fact_id, use) in zip(rows, sorted(uses.items()), strict=True):
        fact = facts[fact_id]
        assert escape(plain(fact.statement["ja"])) in row
        assert escape(fact.source) in row
        assert f'href="{escape(fact.url)}"' in row
        assert full_day(fact.checked_on) in row
        assert ("終わりの定めなし" in row) == bool(fact.valid_from and not fact.valid_until)
        for one in (*use.slides, *use.questions):
            assert f"/manage/facts/{COURSE.meta.id}/{one}/" in row


def test_the_list_is_narrowed_by_course_state_and_words(officer: Member) -> None:
    publish_edition(officer, with_fact(valid_until=dt.date(2026, 11, 25)))
    everything = len(rows_of(page(officer)))
    ended = rows_of(page(officer, "/manage/facts/?state=ended"))
    assert (len(ended), "有効な期間が終わりました" in ended[0]) == (1, True)
    assert len(rows_of(page(officer, "/manage/facts/?state=valid"))) == everything - 1
    found = rows_of(page(officer, "/manage/facts/?q=＃９１１０"))
    assert 0 < len(found) < everything
    assert rows_of(page(officer, "/manage/facts/?q=どこにもない言葉")) == []
    assert len(rows_of(page(officer, f"/manage/facts/?course={COURSE.meta.id}"))) == everything
    # What no page of ours sends narrows nothing.
    assert len(rows_of(page(officer, "/manage/facts/?state=x&course=y"))) == everything


def test_the_page_is_whole_in_english(officer: Member) -> None:
    client = signed_in(officer)
    client.cookies["language"] = "en"
    with clock.fixed_at(NOW):
        html = client.get("/manage/facts/").content.decode()
    statement = next(fact.statement["en"] for fact in COURSE.facts if fact.id == FACT)
    assert escape(statement) in html
    assert ("Date checked" in html, "確認日" in html) == (True, False)


def test_what_rests_on_a_fact_can_be_looked_at(officer: Member) -> None:
    slide = next(one for _, one in COURSE.source.slides() if one.facts)
    question = COURSE.source.test.questions[0]
    assert "s-sheet" in page(officer, f"/manage/facts/{COURSE.meta.id}/{slide.id}/")
    shown = page(officer, f"/manage/facts/{COURSE.meta.id}/{question.id}/")
    assert shown.count("正解</span>") == sum(one.correct for one in question.choices)
    for choice in question.choices:
        assert escape(plain(choice.text)) in shown
    with clock.fixed_at(NOW):
        client = signed_in(officer)
        for address in (f"{COURSE.meta.id}/nothing", f"other/{slide.id}"):
            assert client.get(f"/manage/facts/{address}/").status_code == 404
        stranger = make_owner(make_organisation("株式会社べつの会社"))
        found = signed_in(stranger).get(f"/manage/facts/{COURSE.meta.id}/{slide.id}/")
        assert found.status_code == 404


def test_looking_again_renews_the_day_without_a_new_revision(officer: Member) -> None:
    edition = publish_edition(officer, short_material())
    days = RevisionFact.objects.filter(revision=edition, fact_id=FACT).values_list("checked_on")
    assert days[0] == (next(one.checked_on for one in COURSE.facts if one.id == FACT),)
    count = Revision.objects.count()
    with clock.fixed_at(NOW):
        publish_material(material=with_fact(checked_on=dt.date(2027, 1, 15)))
    assert Revision.objects.count() == count
    # The edition states the same, so the vendor's day holds for it too.
    assert "2027年1月15日" in page(officer)


def test_a_fact_that_has_ended_is_named_with_its_slides_and_questions(officer: Member) -> None:
    edition = publish_edition(officer, with_fact(valid_until=dt.date(2026, 11, 25)))
    html = page(officer)
    assert "有効な期間が終わりました" in html
    assert next(fact.statement["ja"] for fact in COURSE.facts if fact.id == FACT) in html
    rested = {slide.id for _, slide in COURSE.source.slides() if FACT in slide.facts}
    listed = revision_text(edition.pk, "ja").slides
    assert [one.title for one in listed if one.id in rested and one.title not in html] == []
    assert rested
    assert "確認が必要な根拠 1件" in page(officer, "/manage/")


def test_an_edition_hears_of_a_fact_that_the_vendor_changed(officer: Member) -> None:
    publish_edition(officer, short_material())
    statement = {"ja": "改正後の文です。", "en": "The sentence after the amendment."}
    with clock.fixed_at(NOW):
        publish_material(material=with_fact(statement=statement), kind=RevisionKind.LEGAL)
    html = page(officer)
    assert "新しい版で変わりました" in html
    assert "改正後の文です。" in html


def test_the_operator_sees_the_catalogue_and_the_editions_concerned(officer: Member) -> None:
    publish_edition(officer, with_fact(valid_until=dt.date(2026, 11, 25)))
    unconcerned = make_owner(make_organisation("株式会社べつの会社"))
    publish_edition(unconcerned, short_material())
    operator = make_owner(make_organisation("運営"))
    as_operator(operator.person)
    html = page(operator, "/operator/facts/")
    assert officer.organisation.name in html
    assert "べつの会社" not in html


def test_others_do_not_see_the_operators_page(officer: Member) -> None:
    assert signed_in(officer).get("/operator/facts/").status_code == 404


def test_a_learner_does_not_see_the_officers_page(officer: Member) -> None:
    learner = make_member(officer.organisation)
    assert signed_in(learner).get("/manage/facts/").status_code == 404


def test_an_earlier_edition_that_is_no_longer_begun_on_is_not_named(officer: Member) -> None:
    publish_edition(officer, with_fact(valid_until=dt.date(2026, 11, 25)))
    publish_edition(officer, short_material())
    assert "すべての根拠が有効です。" in page(officer)


def test_another_organisations_edition_concerns_nobody_else(officer: Member) -> None:
    other = make_owner(make_organisation("株式会社べつの会社"))
    publish_edition(other, with_fact(valid_until=dt.date(2026, 11, 25)))
    assert "すべての根拠が有効です。" in page(officer)


def test_a_fact_of_the_kit_that_has_ended_is_named_with_its_documents(officer: Member) -> None:
    assert "文書の根拠は、すべて有効です。" in page(officer)
    material = short_material()
    kit = kit_of(material)
    assert kit is not None
    ended = tuple(
        one.model_copy(update={"valid_until": dt.date(2026, 11, 25)})
        if one.id == "deterrence"
        else one
        for one in kit.facts
    )
    publish_material(material=replace(material, kit=kit.model_copy(update={"facts": ended})))
    operator = make_owner(make_organisation("運営"))
    as_operator(operator.person)
    for html in (page(officer), page(operator, "/operator/facts/")):
        assert "使っている文書：" in html and "警告文ひな形" in html
        assert "有効な期間が終わりました" in rows_of(html)[-1]
    assert "確認が必要な根拠 1件" in page(officer, "/manage/")
    stranger = make_owner(make_organisation("株式会社べつの会社"))
    assert "警告文ひな形" not in page(stranger)


def test_the_page_costs_the_same_whatever_the_number_of_facts(officer: Member) -> None:
    with clock.fixed_at(NOW):
        client = signed_in(officer)
        client.get("/manage/facts/")
        with counted_statements() as statements:
            client.get("/manage/facts/")
    assert len(statements) == 7  # the kits are one of them
