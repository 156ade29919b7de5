"""無料の見本: a few slides of a course and both workbooks as one ZIP, made once a publishing.

A worker makes it; a request reads it. Nobody needs an account for it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from terakoya.courseware.formats import format_named
from terakoya.courseware.formats.archive import zip_of
from terakoya.courseware.sampling import SLIDES, sample_of

from ..catalogue.models import Course, Revision
from ..catalogue.selectors import latest_revision_ids, revision_material
from ..common import clock
from .models import SampleArchive

log = logging.getLogger(__name__)
FORMATS: Final = ("pptx", "survey-xlsx", "test-xlsx")
MOST_ATTEMPTS: Final = 3


@dataclass(frozen=True)
class Sample:
    """What the page of a course says of its sample."""

    slides: int
    size: int


def find_sample(course: Course) -> Sample | None:
    """The sample of a course where one was made; one statement, without the file."""
    found = _made(course.slug).values_list("size", flat=True).first()
    return None if found is None else Sample(SLIDES, found)


def sample_file(slug: str) -> bytes | None:
    """The ZIP of a listed course's sample; while a new one is made, the one before it."""
    found = _made(slug).values_list("content", flat=True).first()
    return None if found is None else bytes(found)


def _made(slug: str) -> QuerySet[SampleArchive]:
    course = {"revision__course__slug": slug, "revision__course__is_listed": True}
    return SampleArchive.objects.filter(**course, content__isnull=False).order_by("-revision_id")


def make_samples() -> int:
    """Make what is missing, for the newest revision of each listed course; how many were made.

    What could not be made three times is left; the next revision is tried anew.
    """
    listed = Course.objects.filter(is_listed=True).values_list("pk", flat=True)
    newest = latest_revision_ids(list(listed)).values()
    known = SampleArchive.objects.filter(Q(content__isnull=False) | Q(attempts__gte=MOST_ATTEMPTS))
    done = set(known.filter(revision__in=newest).values_list("revision_id", flat=True))
    missing = Revision.objects.filter(pk__in=set(newest) - done).select_related("course")
    return sum(_make(one) for one in missing.order_by("pk"))


def _make(revision: Revision) -> bool:
    row, _is_new = SampleArchive.objects.get_or_create(revision=revision)
    SampleArchive.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    try:
        content = build_sample(revision)
    except Exception:  # a course's fault must not end the worker
        log.exception("the sample of %s could not be made", revision)
        return False
    SampleArchive.objects.filter(pk=row.pk).update(
        content=content, size=len(content), made_at=clock.now()
    )
    older = SampleArchive.objects.filter(revision__course=revision.course)
    older.filter(revision_id__lt=revision.pk).delete()
    return True


def build_sample(revision: Revision) -> bytes:
    """The ZIP: in each language what it is, the deck and both workbooks; takes seconds."""
    sample = sample_of(revision_material(revision))
    name = f"{revision.course.slug}-sample"
    files: dict[str, bytes] = {}
    for language in sample.course.meta.languages:
        files[f"{language}/README.txt"] = _readme(language, sample.course.meta.title[language])
        for one in map(format_named, FORMATS):
            files[f"{language}/{name}-{language}.{one.ending}"] = one.write(sample, language)
    return zip_of(files)


def _readme(language: str, title: str) -> bytes:
    with translation.override(language):
        words = _(
            "%(title)s\n"
            "\n"
            "教材原稿の無料の見本です。\n"
            "\n"
            "- PowerPoint：最初のスライド%(n)d枚。ナレーション文はノートにあります。\n"
            "- Excel（survey）：意識調査の一部の設問。\n"
            "- Excel（test）：確認テストの一部の問題。\n"
            "\n"
            "編集のしやすさや、自社のパソコンで開けるかを確かめるためにお使いください。\n"
            "研修での利用や、ほかの人への配布はできません。\n"
        ) % {"title": title, "n": SLIDES}
    return words.replace("\n", "\r\n").encode("utf-8-sig")
