"""The pages of an own course after another deck of its owner was taken into it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import F

from ...editions.intake import INTERFACES
from ...editions.models import Draft, Upload
from ...editions.storage import content_of
from ..deck import ASKS, Told, small_picture
from ..models import FORMER, DeckPage, OwnCourse

_APART: Final = 100_000  # no page has such a number: rows wait there while they change places
Read = dict[str, Any]


def follow_deck(upload: Upload, draft: Draft, chosen: Collection[str], **_signal: object) -> None:
    """Give each slide the number and the picture of its page in the deck that was just taken.

    Slides that the deck no longer has keep the picture of the file before.
    """
    own = OwnCourse.objects.filter(edition=upload.edition_id).first()
    if own is None:
        return
    rows = {one.slide_id: one for one in own.pages.defer("picture", "thumb") if one.slide_id}
    own.pages.filter(slide_id="").delete()
    own.pages.update(page=F("page") + _APART)
    here = {slide.id for _chapter, slide in content_of(draft).course.source.slides()}
    for page, slide in _pages_of(upload).items():
        row = rows.pop(slide, None)
        if row is not None or slide in here:
            _place(own, upload, page, slide, row, is_taken=f"slide/{slide}" in chosen)
    own.notices = []  # they name pages of the file before
    own.save(update_fields=["notices"])
    for at, row in enumerate(sorted(rows.values(), key=lambda one: one.page), 1):
        own.pages.filter(pk=row.pk).update(page=FORMER + at)


def _pages_of(upload: Upload) -> dict[int, str]:
    """The first page of each slide of the deck."""
    return {one["pages"][0]: one["slide"] for one in _slides(upload, "ja") if one["pages"]}


def _slides(upload: Upload, interface: str) -> list[Read]:
    found: list[Read] = upload.report.get(interface, {}).get("slides", [])
    return found


def _place(
    own: OwnCourse, upload: Upload, page: int, slide: str, row: DeckPage | None, *, is_taken: bool
) -> None:
    drawn = upload.pages.filter(page=page).first()
    if row is not None and drawn is None:
        own.pages.filter(pk=row.pk).update(page=page)
        return
    picture = bytes(drawn.picture) if drawn else b""
    new = DeckPage(
        organisation_id=own.organisation_id,
        own_course=own,
        page=page,
        slide_id=slide,
        picture=picture,
        thumb=small_picture(picture) if picture else b"",
    )
    if row is not None and not is_taken:
        new.kept, new.notices, new.is_accepted = row.kept, row.notices, row.is_accepted
    else:
        new.notices = _notices(upload, slide)
    if row is not None:
        row.delete()
    new.save()


def _notices(upload: Upload, slide: str) -> list[Told]:
    """What the reader told of a page, as it is kept of the first deck."""
    told: list[list[Read]] = [
        next((one.get("reasons", []) for one in _slides(upload, lang) if one["slide"] == slide), [])
        for lang in INTERFACES
    ]
    return [
        {
            "code": same[0]["code"],
            "asks": same[0]["code"] in ASKS,
            **{
                lang: [one["message"], one["mend"]]
                for lang, one in zip(INTERFACES, same, strict=True)
            },
        }
        for same in zip(*told, strict=True)
    ]
