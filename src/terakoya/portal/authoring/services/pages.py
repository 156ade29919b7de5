"""What is decided about a page: words or picture, its description, using it as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import AnySlide
from terakoya.courseware.revision import sha256

from ...accounts.models import Member
from ...catalogue.blobs import keep_blob
from ...editions.editing.finding import with_each_text, with_slide
from ...editions.editing.slides import edit_slide, known_slide
from ...editions.services import change_draft
from ...editions.storage import content_of
from ..errors import PageRefused
from ..models import DeckPage, OwnCourse
from ..page_slides import as_picture, as_words, file_name, is_page
from .decks import record_by

LONGEST_DESCRIPTION: Final = 2000


@transaction.atomic
def draw_page(*, by: Member, own_course: OwnCourse, page: int) -> None:
    """Show a page as it was, as a picture that its words describe. Raises `PageRefused`."""
    row = _locked(own_course, page)
    picture = bytes(row.picture)
    if not picture:
        raise PageRefused(
            _(
                "このページの絵がありません。読み込みのときに、絵を作れませんでした。"
                "文を直して使ってください。"
            )
        )
    before = _slide_of(own_course, row)
    if is_page(before):
        return
    keep_blob(picture, "image/png")
    file = file_name(picture)
    row.kept, row.is_accepted = before.model_dump(mode="json"), True
    row.save(update_fields=["kept", "is_accepted"])

    def drawn(state: Content) -> Content:
        after = _with_slide(state, row, lambda slide: as_picture(slide, file))
        media = {**after.course.media, file: sha256(picture)}
        return after.model_copy(update={"course": after.course.model_copy(update={"media": media})})

    _change(by, own_course, drawn, "authoring.page_drawn", {"page": page})


@transaction.atomic
def write_page(*, by: Member, own_course: OwnCourse, page: int) -> None:
    """Show a page in words again, as before it became a picture, else by its description."""
    row = _locked(own_course, page)
    if not is_page(_slide_of(own_course, row)):
        return
    kept = row.kept
    row.kept, row.is_accepted = None, True
    row.save(update_fields=["kept", "is_accepted"])
    _change(
        by,
        own_course,
        lambda state: _with_slide(state, row, lambda slide: as_words(slide, kept)),
        "authoring.page_written",
        {"page": page},
    )


@transaction.atomic
def describe_page(*, by: Member, own_course: OwnCourse, page: int, text: str) -> None:
    """Say what is on the picture of a page, for those who do not see it. Raises `PageRefused`."""
    row = _locked(own_course, page)
    text = " ".join(text.split())
    if not text:
        raise PageRefused(_("絵の説明を入力してください。読み上げに使います。"), field="text")
    if len(text) > LONGEST_DESCRIPTION:
        raise PageRefused(
            _("絵の説明は%(most)d字までで入力してください。") % {"most": LONGEST_DESCRIPTION},
            field="text",
        )

    def described(state: Content) -> Content:
        return edit_slide(state, state.course.source.language, row.slide_id, {"picture.alt": text})

    _change(by, own_course, described, "authoring.page_described", {"page": page})


@transaction.atomic
def accept_page(*, by: Member, own_course: OwnCourse, page: int, is_accepted: bool = True) -> None:
    """Use a page as it is, without what could not be read; or have it asked about again."""
    row = _locked(own_course, page)
    if row.is_accepted == is_accepted:
        return
    row.is_accepted = is_accepted
    row.save(update_fields=["is_accepted"])
    verb = "authoring.page_accepted" if is_accepted else "authoring.page_reopened"
    record_by(by, verb, own_course, {"page": page})


def _locked(own_course: OwnCourse, page: int) -> DeckPage:
    row = own_course.pages.select_for_update().filter(page=page).exclude(slide_id="").first()
    if row is None:
        raise PageRefused(_("このページは、教材に入っていません。画面を開き直してください。"))
    return row


def _slide_of(own_course: OwnCourse, row: DeckPage) -> AnySlide:
    assert own_course.edition is not None
    state = content_of(own_course.edition.draft)
    return known_slide(state.course.source, row.slide_id)


def _with_slide(state: Content, row: DeckPage, change: Callable[[AnySlide], AnySlide]) -> Content:
    return with_each_text(
        state, lambda text: with_slide(text, change(known_slide(text, row.slide_id)))
    )


def _change(
    by: Member,
    own_course: OwnCourse,
    change: Callable[[Content], Content],
    verb: str,
    data: Mapping[str, Any],
) -> None:
    assert own_course.edition is not None
    change_draft(by=by, edition=own_course.edition, change=change, verb=verb, data=data)
