"""What the operator has the storefront say of a course, and which chapter anybody may try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Person
from ..audit.services import record
from .errors import UnknownChapter
from .models import Course, ShopText
from .pages import ShopWords
from .selectors import languages_of, latest_revision, revision_text, shop_words

LANGUAGES: Final = ("ja", "en")
NO_CHAPTER: Final = _("この章は、今の版にありません。一覧から選び直してください。")


@transaction.atomic
def say_in_shop(
    *, by: Person, course: Course, words: Mapping[str, ShopWords], sample: str | None
) -> None:
    """Say what the storefront tells of a course of the catalogue; an empty text: its source's.

    `sample`: the chapter that anybody may try, "" for none, `None` for the source's. The same
    again changes nothing. Raises `UnknownChapter` where the newest revision does not have it.
    """
    found = Course.objects.select_for_update(of=("self",)).get(pk=course.pk, owner=None)
    if sample:
        _refuse_unknown(found, sample)
    said = {language: words[language] for language in LANGUAGES if words.get(language)}
    if (said, sample) == (shop_words(found), found.sample_chapter):
        return
    found.sample_chapter = sample
    found.save(update_fields=["sample_chapter"])
    found.shop_texts.exclude(language__in=said).delete()
    for language, one in said.items():
        ShopText.objects.update_or_create(
            course=found,
            language=language,
            defaults={"description": one.description, "audience": one.audience},
        )
    record(
        organisation_uuid=None,
        actor_uuid=by.uuid,
        verb="catalogue.shop_texts_set",
        data={"course": found.slug, "languages": list(said), "sample": sample},
    )


def _refuse_unknown(course: Course, chapter: str) -> None:
    newest = latest_revision(course)
    text = revision_text(newest.pk, languages_of(newest.pk)[0])
    if all(one.id != chapter for one in text.chapters):
        raise UnknownChapter(NO_CHAPTER, field="sample")
