"""Publishing: checked, rendered once, never changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
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
from terakoya.courseware.model import Course as CourseModel
from terakoya.courseware.revision import picture_names, revision_id
from terakoya.portal.catalogue import selectors
from terakoya.portal.catalogue.choices import Item, RevisionKind
from terakoya.portal.catalogue.errors import NotPublishable
from terakoya.portal.catalogue.models import ContentBlob, Course, Revision, RevisionSlide
from terakoya.portal.catalogue.services import (
    _drawn_slide,
    _drawn_transcript,
    _slides,
    publish_course,
)
from tests.courses import flagship_material
from tests.factories import ROOT, publish_flagship

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


Change = Callable[[CourseModel], CourseModel]


def with_first_chapter(course: CourseModel, **changes: object) -> CourseModel:
    """The course with another first chapter in Japanese."""
    text = course.text("ja")
    first = text.chapters[0].model_copy(update=changes)
    changed = text.model_copy(update={"chapters": (first, *text.chapters[1:])})
    texts = tuple(changed if one is text else one for one in course.texts)
    return course.model_copy(update={"texts": texts})


def other_words(course: CourseModel) -> CourseModel:
    """Another title and narration on the first slide."""
    first, *rest = course.text("ja").chapters[0].slides
    other = first.model_copy(update={"title": "別の題", "narration": ("別の文。",)})
    return with_first_chapter(course, slides=(other, *rest))


def other_picture(course: CourseModel) -> CourseModel:
    """Other bytes under the name of the first slide's picture."""
    name, *_others = picture_names(course.text("ja").chapters[0].slides[0])
    return course.model_copy(update={"media": {**course.media, name: "0" * 64}})


def other_values(course: CourseModel) -> CourseModel:
    """Another default of every variable."""
    variables = tuple(
        one.model_copy(update={"default": dict.fromkeys(one.default, "別の値")})
        for one in course.meta.variables
    )
    meta = course.meta.model_copy(update={"variables": variables})
    return course.model_copy(update={"meta": meta})


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (other_words, "別の題"),
        (other_picture, "0" * 64),
        (lambda course: with_first_chapter(course, title="別の章"), "別の章"),
        (other_values, "別の値"),
    ],
    ids=["words", "picture", "chapter", "values"],
)
def test_a_slide_is_drawn_anew_where_anything_that_it_shows_changes(
    db: None, change: Change, shown: str
) -> None:
    course = flagship_material().course
    revision = publish_flagship()

    def drawn(course: CourseModel) -> dict[str, tuple[str, str]]:
        text = course.text("ja")
        hashes = {slide.id: "" for _chapter, slide in text.slides()}
        rows = _slides(revision, course, text, hashes)
        return {one.slide_id: (one.html, one.transcript) for one in rows}

    drawn(course)
    kept = drawn(change(course))
    _drawn_slide.cache_clear()
    _drawn_transcript.cache_clear()
    assert kept == drawn(change(course))
    assert any(shown in html for html, _transcript in kept.values())


def test_of_a_course_with_one_other_slide_that_one_is_drawn(db: None) -> None:
    course = flagship_material().course
    revision = publish_flagship()
    hashes = {slide.id: "" for _chapter, slide in course.text("ja").slides()}
    misses = []
    _drawn_slide.cache_clear()
    for one in (course, other_words(course)):
        _slides(revision, one, one.text("ja"), hashes)
        misses.append(_drawn_slide.cache_info().misses)
    assert misses == [len(hashes), len(hashes) + 1]


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
