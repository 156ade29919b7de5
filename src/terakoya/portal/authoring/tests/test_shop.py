"""申し込みページの文: what the storefront says of a course, and which chapter may be tried."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http.response import HttpResponse
from django.test import Client
from django.urls import reverse

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.errors import UnknownChapter
from terakoya.portal.catalogue.models import Course, Revision, ShopText
from terakoya.portal.catalogue.pages import ShopWords, with_sample
from terakoya.portal.catalogue.selectors import course_card, revision_text
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.catalogue.shop import say_in_shop
from terakoya.portal.editions.tests.test_pages import signed_in
from terakoya.portal.orders.selectors.pricing import hero_slide
from tests.factories import (
    ROOT,
    make_operator,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.statements import counted_statements

SLUG = "stop-customer-harassment"
PAGE, COURSE = f"/operator/courses/{SLUG}/shop/", f"/courses/{SLUG}/"
JAPANESE, FOR_ALL = "お客様との関係を守る研修です。", "窓口に立つ、すべての人"
ENGLISH, FOR_EVERYBODY = "Keep good relations with customers.", "Everybody at a counter"
WORDS = {
    "description_ja": JAPANESE,
    "audience_ja": FOR_ALL,
    "description_en": ENGLISH,
    "audience_en": FOR_EVERYBODY,
    "sample": "",
}
EMPTY = dict.fromkeys(WORDS, "")


@pytest.fixture
def revision(db: None) -> Revision:
    return publish_flagship()


@pytest.fixture
def seller(revision: Revision) -> Person:
    """An operator of the content, once the flagship is published."""
    assert revision.course.slug == SLUG
    return make_operator(Right.CONTENT)


@pytest.fixture
def operator(seller: Person) -> Client:
    client = Client()
    client.force_login(seller)
    return client


def send(client: Client, **said: str) -> tuple[int, str]:
    answer = client.post(PAGE, {**EMPTY, **said})
    assert isinstance(answer, HttpResponse)
    return answer.status_code, answer.content.decode()


def seen(path: str, language: str = "ja") -> str:
    """What a visitor without an account reads."""
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def entries() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb="catalogue.shop_texts_set").order_by("pk"))


def sample_of(chapter: str, revision: Revision) -> str:
    text = revision_text(revision.pk, "ja")
    found = next(one for one in text.chapters if one.id == chapter)
    return reverse("orders:sample-slide", args=(SLUG, found.slides[0].id))


def test_the_storefront_says_what_the_operator_says_in_both_languages(operator: Client) -> None:
    before = seen(COURSE), seen(COURSE, "en")
    assert reverse("authoring:catalogue-shop", args=(SLUG,)) == PAGE
    assert PAGE in operator.get("/operator/courses/").content.decode()
    assert send(operator, **WORDS)[0] == 302
    assert [JAPANESE in page or FOR_ALL in page for page in before] == [False, False]
    assert JAPANESE in seen(COURSE) and FOR_ALL in seen(COURSE) and JAPANESE in seen("/")
    english = seen(COURSE, "en")
    assert ENGLISH in english and FOR_EVERYBODY in english and ENGLISH in seen("/", "en")
    assert JAPANESE not in english and "What customer harassment is, how" not in english
    assert JAPANESE in operator.get(PAGE).content.decode()
    [entry] = entries()
    assert (entry.organisation_uuid, ShopText.objects.count()) == (None, 2)
    assert send(operator, **WORDS)[0] == 302  # a second click
    assert len(entries()) == 1


def test_an_empty_text_is_that_of_the_source(operator: Client) -> None:
    before = seen(COURSE), seen(COURSE, "en")
    assert send(operator, **{**WORDS, "description_en": "", "audience_en": " "})[0] == 302
    assert seen(COURSE, "en") == before[1]
    assert send(operator, audience_ja=FOR_ALL)[0] == 302
    assert "カスハラとは何か。正当な苦情と" in seen(COURSE) and FOR_ALL in seen(COURSE)
    assert send(operator, sample="-")[0] == 302
    assert send(operator)[0] == 302
    assert (seen(COURSE), seen(COURSE, "en")) == before
    assert (ShopText.objects.count(), len(entries())) == (0, 4)


def test_a_course_without_english_is_told_in_the_operators_japanese(seller: Person) -> None:
    material = read_folder(ROOT / "tests" / "corpus" / "first-edition")
    source = material.course
    meta = source.meta.model_copy(update={"id": "in-japanese", "languages": ("ja",)})
    only = tuple(one for one in source.texts if one.language == "ja")
    spoken = source.model_copy(update={"meta": meta, "texts": only})
    course = publish_material(material=Material(spoken, material.media)).course
    words = {"ja": ShopWords(JAPANESE, FOR_ALL), "en": ShopWords(audience=FOR_EVERYBODY)}
    say_in_shop(by=seller, course=course, words=words, sample=None)
    card = course_card(course.slug, "en")
    assert card is not None
    assert (card.description, card.audience) == (JAPANESE, FOR_EVERYBODY)


def test_markup_is_shown_as_it_was_typed(operator: Client) -> None:
    assert send(operator, description_ja="<script>alert(1)</script>\n&安全")[0] == 302
    for page in (seen(COURSE), seen("/"), operator.get(PAGE).content.decode()):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;安全" in page


def test_the_chosen_chapter_opens_without_an_account_and_no_other(
    operator: Client, revision: Revision
) -> None:
    of_source, chosen = sample_of("what-it-is", revision), sample_of("rules", revision)
    assert "第4章" not in seen(of_source)
    assert Client().get(chosen).status_code == 404
    assert send(operator, sample="rules")[0] == 302
    assert "第4章" in seen(chosen)
    assert Client().get(of_source).status_code == 404
    assert Client().get(f"{COURSE}sample/")["Location"] == chosen
    card = course_card(SLUG, "ja")
    assert card is not None
    assert [one.id for one in card.toc if one.sample] == ["rules"]
    hero = hero_slide(card, "ja")
    assert hero is None or hero.slide_id in {one.id for one in card.toc[3].slides}
    assert seen(COURSE).count("体験できます") == 1


def test_without_a_sample_nothing_leads_to_one(operator: Client, revision: Revision) -> None:
    assert f"{COURSE}sample/" in seen(COURSE) and f"{COURSE}sample/" in seen("/")
    assert send(operator, sample="-")[0] == 302
    assert f'{COURSE}sample/"' not in seen(COURSE) + seen("/")
    assert Client().get(f"{COURSE}sample/").status_code == 404
    assert Client().get(sample_of("what-it-is", revision)).status_code == 404
    assert send(operator)[0] == 302
    assert "第1章" in seen(sample_of("what-it-is", revision))


def test_a_chapter_that_the_newest_revision_does_not_have_is_refused(
    operator: Client, seller: Person, revision: Revision
) -> None:
    status, page = send(operator, sample="no-such-chapter", description_ja=JAPANESE)
    assert (status, ShopText.objects.count(), entries()) == (422, 0, [])
    assert "この章は、今の版にありません。" in page and JAPANESE in page
    with pytest.raises(UnknownChapter):  # gone between the form and the service
        say_in_shop(by=seller, course=revision.course, words={}, sample="no-such-chapter")
    assert send(operator, sample="rules", description_ja=JAPANESE)[0] == 302


def test_a_chosen_chapter_that_a_later_revision_lost_leaves_it_to_the_source(
    revision: Revision,
) -> None:
    chapters = revision_text(revision.pk, "ja").chapters
    assert with_sample(chapters, "rules") != chapters
    assert with_sample(chapters[:3], "rules") == chapters[:3]
    assert not any(one.sample for one in with_sample(chapters, ""))


def test_a_text_that_is_too_long_is_told_and_kept(operator: Client) -> None:
    status, page = send(operator, description_en="x" * 401, audience_ja=FOR_ALL)
    assert (status, ShopText.objects.count()) == (422, 0)
    assert "400文字以内で入力してください（今は401文字です）。" in page and "x" * 401 in page
    assert send(operator, description_en="x" * 400)[0] == 302


def test_nobody_else_says_anything(operator: Client, revision: Revision) -> None:
    support = Client()
    support.force_login(make_operator(Right.SUPPORT, email="support@terakoya.example"))
    owner = make_owner(make_organisation("株式会社みほん商事"))
    own = Course.objects.create(slug="own-1", owner=owner.organisation, is_listed=False)
    for other in (support, signed_in(owner)):
        assert other.get(PAGE).status_code == 404
        assert send(other, **WORDS)[0] == 404
    assert Client().get(PAGE)["Location"].startswith(reverse("accounts:sign-in"))
    for slug in (own.slug, "no-such-course"):
        address = reverse("authoring:catalogue-shop", args=(slug,))
        assert operator.post(address, {**WORDS}).status_code == 404
    assert (ShopText.objects.count(), entries()) == (0, [])


@pytest.mark.parametrize(
    "row", [{"language": "ja"}, {"language": "fr", "description": "Bonjour"}], ids=str
)
def test_the_table_takes_no_empty_row_and_no_other_language(
    revision: Revision, row: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ShopText.objects.create(course=revision.course, **row)


def test_texts_cost_a_course_one_statement(operator: Client) -> None:
    course_card(SLUG, "ja")
    with counted_statements() as silent:
        course_card(SLUG, "ja")
    send(operator, **WORDS)
    with counted_statements() as told:
        course_card(SLUG, "ja")
    assert (len(silent), len(told)) == (3, 3)
