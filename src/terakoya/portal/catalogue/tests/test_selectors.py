"""What is read of the catalogue, and at what cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from terakoya.courseware.times import course_times
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course, Price, TaxRate
from terakoya.portal.catalogue.selectors import (
    blueprint_of,
    course_card,
    forget_published,
    languages_of,
    latest_revision_ids,
    listed_courses,
    price_of,
    revision_facts,
    revision_text,
    sample_chapter,
    slide_page,
    tax_rate,
    test_pool,
)
from terakoya.portal.catalogue.services import publish_material
from tests.courses import flagship_material
from tests.factories import ROOT, publish_flagship
from tests.statements import counted_statements

pytestmark = pytest.mark.both

CORPUS = ROOT / "tests" / "corpus" / "every-layout"
OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)


@pytest.fixture(scope="module")
def corpus() -> Material:
    return read_folder(CORPUS)


def as_course(material: Material, slug: str) -> Material:
    meta = material.course.meta.model_copy(update={"id": slug})
    return Material(material.course.model_copy(update={"meta": meta}), material.media)


def test_listed_courses_cost_the_same_for_one_and_three(db: None, corpus: Material) -> None:
    publish_material(material=as_course(corpus, "first"))
    listed_courses("ja")
    with counted_statements() as one:
        assert [card.course.slug for card in listed_courses("ja")] == ["first"]
    publish_material(material=as_course(corpus, "second"))
    publish_material(material=as_course(corpus, "third"))
    Course.objects.filter(slug="third").update(position=-0)
    listed_courses("ja")
    with counted_statements() as three:
        cards = listed_courses("ja")
    assert [card.course.slug for card in cards] == ["first", "second", "third"]
    assert (len(one), len(three)) == (3, 3)


def test_listed_courses_leave_out_hidden_and_unpublished_ones(db: None, corpus: Material) -> None:
    publish_material(material=as_course(corpus, "shown"))
    publish_material(material=as_course(corpus, "hidden"))
    Course.objects.filter(slug="hidden").update(is_listed=False)
    Course.objects.create(slug="empty")
    assert [card.course.slug for card in listed_courses("en")] == ["shown"]
    assert [course_card(slug, "en") is None for slug in ("shown", "hidden", "empty")] == [
        False,
        True,
        True,
    ]


def test_course_card_counts_what_the_course_holds(db: None) -> None:
    publish_flagship()
    card = course_card("stop-customer-harassment", "en")
    source = flagship_material().course
    layouts = [slide.layout for _, slide in source.source.slides()]
    assert card is not None
    assert (card.title, card.slide_count, card.case_count, card.question_count) == (
        "STOP! Customer Harassment",
        len(layouts),
        layouts.count("case"),
        10,
    )
    assert card.minutes == source.meta.minutes.model_dump()
    assert card.hero_url.startswith("/media/")


def test_latest_revision_ids_take_one_statement(db: None, corpus: Material) -> None:
    first = publish_material(material=as_course(corpus, "first"))
    second = publish_material(material=as_course(corpus, "second"))
    empty = Course.objects.create(slug="empty")
    ids = [first.course_id, second.course_id, empty.pk]
    with counted_statements() as statements:
        found = latest_revision_ids(ids)
    assert found == {first.course_id: first.pk, second.course_id: second.pk}
    assert len(statements) == 1
    assert latest_revision_ids([]) == {}


def test_slide_page_costs_nothing_when_it_was_shown_before(db: None) -> None:
    revision = publish_flagship()
    first = revision_text(revision.pk, "ja").slides[0].id
    forget_published()
    with counted_statements() as cold:
        page = slide_page(revision.pk, "ja", first)
    with counted_statements() as warm:
        assert slide_page(revision.pk, "ja", first) == page
    assert (len(cold), len(warm)) == (2, 0)
    assert page.html.startswith("<article")


def test_slide_page_is_filled_with_the_companys_words(db: None, corpus: Material) -> None:
    revision = publish_material(material=corpus)
    text = revision_text(revision.pk, "ja")
    contact = next(slide.id for slide in text.slides if slide.layout == "contact")
    values = {"company.name": "株式会社みほん商事", "desk.name": "相談室 <ほっと>"}
    plain = slide_page(revision.pk, "ja", contact)
    filled = slide_page(revision.pk, "ja", contact, values)
    assert "相談室 &lt;ほっと&gt;" in filled.html
    assert "株式会社みほん商事では" in filled.transcript
    assert "相談室" not in plain.html + plain.transcript
    with counted_statements() as warm:
        assert slide_page(revision.pk, "ja", contact, dict(reversed(values.items()))) == filled
    assert len(warm) == 0


def test_slide_page_without_variables_is_one_for_all_companies(db: None) -> None:
    revision = publish_flagship()
    source = flagship_material().course
    slide = next(one for _, one in source.source.slides() if one.layout == "check")
    page = slide_page(revision.pk, "ja", slide.id)
    assert slide_page(revision.pk, "ja", slide.id, {"company.name": "みほん"}) is page
    assert [choice["id"] for choice in page.answers["choices"]] == [
        choice.id for choice in slide.choices
    ]


def test_revision_text_tells_the_seconds_of_each_language(db: None) -> None:
    revision = publish_flagship()
    ja, en = revision_text(revision.pk, "ja"), revision_text(revision.pk, "en")
    assert [slide.id for slide in ja.slides] == [slide.id for slide in en.slides]
    assert all(slide.listen > 0 and slide.read >= 10 for slide in (*ja.slides, *en.slides))
    times = course_times(flagship_material().course, "ja")
    assert [slide.extra for slide in ja.slides] == [
        round(slide.case + slide.check) for slide in times.slides
    ]
    assert {slide.layout for slide in ja.slides if slide.extra} == {"case", "check"}


def test_revision_text_falls_back_to_the_source_language(db: None) -> None:
    revision = publish_flagship()
    assert revision_text(revision.pk, "fr").language == "ja"
    assert languages_of(revision.pk) == ("ja", "en")


def test_publishing_forgets_what_was_kept(db: None) -> None:
    revision = publish_flagship()
    kept = revision_text(revision.pk, "ja")
    meta = flagship_material().course.meta.model_copy(
        update={"version": "2026.12", "pass_mark": 70}
    )
    course = flagship_material().course.model_copy(update={"meta": meta})
    publish_material(material=Material(course, flagship_material().media))
    again = revision_text(revision.pk, "ja")
    assert again == kept
    assert again is not kept


def test_test_pool_and_blueprint_are_those_of_the_source(db: None) -> None:
    revision = publish_flagship()
    source = flagship_material().course
    assert test_pool(revision.pk, "en") == source.text("en").test
    assert blueprint_of(revision) == source.meta.blueprint


def test_revision_facts_tell_what_the_test_asks_for(db: None, corpus: Material) -> None:
    facts = revision_facts(publish_flagship().pk)
    few = revision_facts(publish_material(material=corpus).pk)
    assert [
        (one.question_count, one.pass_mark, one.right_answers_needed) for one in (facts, few)
    ] == [
        (10, 80, 8),
        (3, 60, 2),
    ]
    assert facts.picture_url.endswith(".svg")


def test_sample_chapter_is_the_one_marked_so(db: None) -> None:
    revision = publish_flagship()
    sample = sample_chapter("stop-customer-harassment", "ja")
    chapter = next(one for one in revision_text(revision.pk, "ja").chapters if one.sample)
    assert sample is not None
    assert (sample.title, [slide.slide_id for slide in sample.slides]) == (
        chapter.title,
        [slide.id for slide in chapter.slides],
    )
    assert sample_chapter("no-such-course", "ja") is None


def test_price_of_takes_the_newest_of_the_course_before_the_general_one(db: None) -> None:
    course, other = Course.objects.create(slug="a"), Course.objects.create(slug="b")
    for owner, yen, day in (
        (None, 900, OCTOBER),
        (course, 1000, OCTOBER),
        (course, 1100, NOVEMBER),
    ):
        Price.objects.create(course=owner, item=Item.ONLINE, yen=yen, valid_from=day)
    assert [
        price_of(course, Item.ONLINE, OCTOBER),
        price_of(course, Item.ONLINE, NOVEMBER),
        price_of(other, Item.ONLINE, NOVEMBER),
    ] == [1000, 1100, 900]
    with pytest.raises(Http404):
        price_of(course, Item.ONLINE, OCTOBER - dt.timedelta(days=1))


def test_tax_rate_changes_on_its_day(db: None) -> None:
    TaxRate.objects.create(per_mille=100, valid_from=OCTOBER)
    TaxRate.objects.create(per_mille=120, valid_from=NOVEMBER)
    day = dt.timedelta(days=1)
    assert [tax_rate(OCTOBER), tax_rate(NOVEMBER - day), tax_rate(NOVEMBER)] == [100, 100, 120]
    with pytest.raises(Http404):
        tax_rate(OCTOBER - day)
