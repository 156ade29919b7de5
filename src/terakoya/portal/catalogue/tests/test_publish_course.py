"""Publishing: once, whole, refused in words."""

from __future__ import annotations

import datetime as dt
import shutil
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Course as CourseSource
from terakoya.courseware.model import Material
from terakoya.courseware.revision import revision_bytes, revision_id, sha256
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.errors import NotPublishable
from terakoya.portal.catalogue.models import (
    ContentBlob,
    Course,
    Price,
    Revision,
    RevisionSlide,
    RevisionTest,
    RevisionText,
    TaxRate,
)
from terakoya.portal.catalogue.selectors import latest_revision, revision_text
from terakoya.portal.catalogue.services import publish_course, publish_material
from tests.factories import ROOT

pytestmark = pytest.mark.once  # dear: courses are published, and both databases keep the same

# Not the real course: while an author edits it, it need not be publishable.
CORPUS = ROOT / "tests" / "corpus" / "every-layout"
STARTING = dt.date(2026, 1, 1)


@cache
def corpus_material() -> Material:
    """The corpus course, read once."""
    return read_folder(CORPUS)


def copied(tmp_path: Path) -> Path:
    """The course with its shared files, to be spoilt."""
    for name in ("shared", CORPUS.name):
        shutil.copytree(CORPUS.parent / name, tmp_path / name)
    return tmp_path / CORPUS.name


def with_title(material: Material, title: str) -> Material:
    """The same course under another title."""
    source = material.course
    meta = source.meta.model_copy(update={"title": {**source.meta.title, "ja": title}})
    return Material(source.model_copy(update={"meta": meta}), material.media)


def renamed_slide(material: Material, slide_id: str) -> Material:
    """The same course whose first slide has another id, in every language."""
    course: CourseSource = material.course
    texts = []
    for text in course.texts:
        chapter = text.chapters[0]
        first = chapter.slides[0].model_copy(update={"id": slide_id})
        chapter = chapter.model_copy(update={"slides": (first, *chapter.slides[1:])})
        texts.append(text.model_copy(update={"chapters": (chapter, *text.chapters[1:])}))
    return Material(course.model_copy(update={"texts": tuple(texts)}), material.media)


def rows() -> list[int]:
    return [
        model.objects.count()
        for model in (
            Course,
            Revision,
            RevisionText,
            RevisionTest,
            RevisionSlide,
            ContentBlob,
            Price,
            TaxRate,
            AuditEntry,
        )
    ]


def test_publish_course_keeps_everything_a_page_shows(db: None) -> None:
    revision = publish_course(folder=CORPUS)
    source = corpus_material().course
    slides = [slide.id for _, slide in source.source.slides()]
    stored = RevisionSlide.objects.filter(revision=revision)
    assert (revision.revision_id, revision.version, revision.kind) == (
        revision_id(source),
        source.meta.version,
        RevisionKind.FIRST,
    )
    assert bytes(revision.source.content) == revision_bytes(source)
    assert {
        language: [row.slide_id for row in stored.filter(language=language)]
        for language in ("ja", "en")
    } == {"ja": slides, "en": slides}
    assert {row.name: row.blob_id for row in revision.media.all()} == {
        name: sha256(data) for name, data in corpus_material().media.items()
    }
    assert sorted(revision.tests.values_list("language", flat=True)) == ["en", "ja"]


def test_publish_course_again_changes_nothing(db: None) -> None:
    first = publish_course(folder=CORPUS)
    before = rows()
    assert publish_course(folder=CORPUS) == first
    assert rows() == before


def test_publish_material_with_new_words_is_a_new_revision(db: None) -> None:
    first = publish_material(material=corpus_material())
    second = publish_material(
        material=with_title(corpus_material(), "とめよう カスハラ"), kind=RevisionKind.TYPO
    )
    assert [first.kind, second.kind] == [RevisionKind.FIRST, RevisionKind.TYPO]
    assert latest_revision(first.course) == second
    assert [revision_text(one.pk, "ja").title for one in (first, second)] == [
        "STOP! カスタマーハラスメント",
        "とめよう カスハラ",
    ]


def test_publish_course_refuses_findings_in_words(db: None, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    chapter = folder / "ja" / "10-what-it-is.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("layout:", "colour: red\nlayout:", 1), encoding="utf-8")
    before = rows()
    with pytest.raises(NotPublishable) as refusal:
        publish_course(folder=folder)
    [finding] = [one for one in refusal.value.details["findings"] if "colour" in one]
    assert "10-what-it-is.md" in finding
    assert rows() == before
    chapter.write_text(text, encoding="utf-8")
    assert publish_course(folder=folder).version == corpus_material().course.meta.version


@pytest.mark.parametrize("word", ["events", "test"])
def test_publish_material_refuses_ids_that_addresses_need(db: None, word: str) -> None:
    with pytest.raises(NotPublishable) as refusal:
        publish_material(material=renamed_slide(corpus_material(), word))
    [finding] = refusal.value.details["findings"]
    assert f"`{word}`" in finding
    assert Course.objects.count() == 0
    publish_material(material=renamed_slide(corpus_material(), f"{word}-2"))
    assert Course.objects.count() == 1


def test_publish_course_sets_starting_prices_once(db: None) -> None:
    course = publish_course(folder=CORPUS).course
    prices = Price.objects.order_by("item").values_list("course", "item", "yen", "valid_from")
    assert list(prices) == [
        (course.pk, "manuscript", 98_000, STARTING),
        (course.pk, "online", 1000, STARTING),
    ]
    assert list(TaxRate.objects.values_list("per_mille", "valid_from")) == [(100, STARTING)]


def test_publish_course_leaves_the_operators_prices_alone(db: None) -> None:
    Price.objects.create(course=None, item="online", yen=1200, valid_from=dt.date(2026, 4, 1))
    TaxRate.objects.create(per_mille=80, valid_from=dt.date(2026, 4, 1))
    course = publish_course(folder=CORPUS).course
    prices = Price.objects.order_by("id").values_list("course", "item", "yen")
    assert list(prices) == [(None, "online", 1200), (course.pk, "manuscript", 98_000)]
    assert list(TaxRate.objects.values_list("per_mille", flat=True)) == [80]


def test_publish_course_of_every_layout_renders_every_slide(db: None) -> None:
    revision = publish_material(material=corpus_material())
    slides = RevisionSlide.objects.filter(revision=revision)
    layouts = {
        slide.layout
        for chapter in revision_text(revision.pk, "ja").chapters
        for slide in chapter.slides
    }
    assert len(layouts) == 12
    assert all(f'data-slide="{slide.slide_id}"' in slide.html for slide in slides)


def test_publish_courses_publishes_a_directory(db: None, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    said = StringIO()
    call_command("publish_courses", tmp_path, verbosity=0, stdout=said)
    begun, published = said.getvalue().splitlines()
    assert begun == f"Publishing {folder.name} (1 of 1) …"
    assert published.startswith(f"{folder.name} ")
    assert list(Course.objects.values_list("slug", flat=True)) == [folder.name]


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_publish_courses_says_what_is_wrong_with_a_directory(
    db: None, tmp_path: Path, name: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("publish_courses", tmp_path / name, verbosity=0)
    assert "course" in str(refusal.value)
    assert Course.objects.count() == 0
