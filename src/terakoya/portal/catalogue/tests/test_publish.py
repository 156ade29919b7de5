"""Publishing: checked, rendered once, never changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terakoya.courseware.checks.accept import accept_translations
from terakoya.courseware.formats.folder.reading import load_folder
from terakoya.courseware.model import AnySlide
from terakoya.courseware.model import Course as CourseModel
from terakoya.courseware.revision import revision_id
from terakoya.portal.catalogue import selectors
from terakoya.portal.catalogue.choices import Item, RevisionKind
from terakoya.portal.catalogue.errors import NotPublishable
from terakoya.portal.catalogue.models import ContentBlob, Course, Revision, RevisionSlide
from terakoya.portal.catalogue.services import _page_of, _slides, publish_course
from tests.factories import ROOT, flagship_material, publish_flagship

CORPUS = ROOT / "tests" / "corpus"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the corpus course."""
    for name in ("every-layout", "shared"):
        shutil.copytree(CORPUS / name, tmp_path / name)
    return tmp_path / "every-layout"


def test_publish_course_renders_every_slide_in_every_language(db: None) -> None:
    revision = publish_flagship()
    course = flagship_material().course
    wanted = {(t.language, s.id) for t in course.texts for _c, s in t.slides()}
    assert revision.revision_id == revision_id(course)
    assert set(RevisionSlide.objects.values_list("language", "slide_id")) == wanted


def test_publish_course_again_changes_nothing(db: None, folder: Path) -> None:
    first = publish_course(folder=folder)
    blobs = ContentBlob.objects.count()
    assert publish_course(folder=folder) == first
    assert (Revision.objects.count(), ContentBlob.objects.count()) == (1, blobs)


def test_what_a_slide_shows_is_drawn_anew_where_any_of_it_changes(db: None) -> None:
    """Its words, its chapter's title, a default value, a picture: and nothing else is drawn."""
    course = flagship_material().course
    first = publish_flagship()
    before = dict(first.slides.filter(language="ja").values_list("slide_id", "html"))
    text = course.text("ja")
    chapter, slide = next(iter(text.slides()))
    shown = next(name for name in course.media if f"/{course.media[name]}." in before[slide.id])

    def drawn(changed: CourseModel) -> dict[str, str]:
        html = _slides(first, changed, changed.text("ja"), dict.fromkeys(before, ""))
        return {one.slide_id: one.html for one in html}

    def with_slide(one: AnySlide, title: str) -> CourseModel:
        slides = tuple(one if other.id == one.id else other for other in chapter.slides)
        part = chapter.model_copy(update={"slides": slides, "title": title})
        chapters = (part, *text.chapters[1:])
        texts = tuple(
            text.model_copy(update={"chapters": chapters}) if other is text else other
            for other in course.texts
        )
        return course.model_copy(update={"texts": texts})

    assert drawn(course) == before
    known = _page_of.cache_info().misses
    other = drawn(with_slide(slide.model_copy(update={"title": "別の題"}), chapter.title))
    assert {name for name in before if other[name] != before[name]} == {slide.id}
    assert _page_of.cache_info().misses == known + 1
    other = drawn(with_slide(slide, "別の章"))
    changed = {name for name in before if other[name] != before[name]}
    assert changed and changed <= {one.id for one in chapter.slides if not one.kicker}
    media = {**course.media, shown: "0" * 64}
    other = drawn(course.model_copy(update={"media": media}))
    assert "0" * 64 in other[slide.id] and "0" * 64 not in before[slide.id]
    variables = tuple(
        one.model_copy(update={"default": dict.fromkeys(one.default, "別の値")})
        for one in course.meta.variables
    )
    meta = course.meta.model_copy(update={"variables": variables})
    other = drawn(course.model_copy(update={"meta": meta}))
    assert any("別の値" in html for html in other.values())


def test_publish_course_makes_a_new_revision_of_a_changed_course(db: None, folder: Path) -> None:
    first = publish_course(folder=folder)
    before = list(first.slides.order_by("pk").values_list("html", flat=True))
    path = folder / "ja/10-what-it-is.md"
    path.write_text(path.read_text("utf-8").replace("受けない。そして", "受けず、そして"), "utf-8")
    accept_translations(folder, load_folder(folder))
    second = publish_course(folder=folder)
    assert (second.kind, Course.objects.count()) == (RevisionKind.IMPROVEMENT, 1)
    assert list(first.slides.order_by("pk").values_list("html", flat=True)) == before
    assert selectors.latest_revision(second.course) == second


def test_publish_course_is_refused_with_the_findings(db: None, folder: Path) -> None:
    path = folder / "ja/10-what-it-is.md"
    path.write_text(path.read_text("utf-8").replace("業務が止まる", "仕事が止まる"), "utf-8")
    with pytest.raises(NotPublishable) as refusal:
        publish_course(folder=folder)
    assert "stale-translation" in refusal.value.details["findings"][0]
    assert Revision.objects.count() == 0


def test_publish_courses_command_names_what_is_wrong(db: None, folder: Path) -> None:
    call_command("publish_courses", str(folder.parent), verbosity=0)
    (folder / "ja/test.yaml").write_text("a: [", "utf-8")
    with pytest.raises(CommandError, match=r"ja/test\.yaml:1"):
        call_command("publish_courses", str(folder.parent), verbosity=0)


def test_slide_page_is_read_from_the_database_once(db: None) -> None:
    revision = publish_flagship()
    slide = selectors.revision_text(revision.pk, "ja").slides[0]
    first = selectors.slide_page(revision.pk, "ja", slide.id)
    with CaptureQueriesContext(connection) as queries:
        assert selectors.slide_page(revision.pk, "ja", slide.id) == first
    assert len(queries) == 0


def test_slide_page_fills_in_a_companys_own_values(db: None) -> None:
    revision = publish_flagship()
    text = selectors.revision_text(revision.pk, "ja")
    contact = next(slide for slide in text.slides if slide.layout == "contact")
    plain = selectors.slide_page(revision.pk, "ja", contact.id)
    filled = selectors.slide_page(
        revision.pk, "ja", contact.id, {"desk.name": "みほん相談室<b>", "desk.extension": "7700"}
    )
    assert "みほん相談室&lt;b&gt;" in filled.html
    assert ("7700" in plain.html, "7700" in filled.html) == (False, True)


def test_slide_page_of_an_unknown_slide_is_not_there(db: None) -> None:
    with pytest.raises(Http404):
        selectors.slide_page(publish_flagship().pk, "ja", "no-such-slide")


def test_revision_material_builds_the_course_again(db: None) -> None:
    material = selectors.revision_material(publish_flagship())
    assert revision_id(material.course) == revision_id(flagship_material().course)
    assert dict(material.media) == dict(flagship_material().media)


def test_media_is_cached_for_ever_and_may_run_nothing(db: None) -> None:
    publish_flagship()
    digest = next(iter(flagship_material().course.media.values()))
    response = Client().get(f"/media/{digest}.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in response["Content-Security-Policy"]
    again = Client().get(f"/media/{digest}.svg", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_media_serves_pictures_alone(db: None) -> None:
    revision = publish_flagship()
    assert Client().get(f"/media/{revision.source_id}.svg").status_code == 404
    assert Client().get(f"/media/{'0' * 64}.svg").status_code == 404


def test_prices_of_the_start_are_those_of_the_price_list(db: None) -> None:
    course = publish_flagship().course
    assert (
        selectors.price_of(course, Item.ONLINE),
        selectors.price_of(course, Item.MANUSCRIPT),
        selectors.tax_rate(),
    ) == (1000, 98_000, 100)
