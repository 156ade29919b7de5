"""What an uploaded file is compared with: the revision that it names, one chosen, the draft."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from openpyxl import Workbook
from pptx.presentation import Presentation as Deck

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.formats import format_named
from terakoya.courseware.formats.xlsx.writing.confirmation.answer_sheet import MARK
from terakoya.courseware.model import TWO_SHEETS, Question
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.selectors import revision_material
from terakoya.portal.editions.choices import UploadState
from terakoya.portal.editions.editing.edits import REMOVE_QUESTION
from terakoya.portal.editions.editing.finding import slide_in, with_each_text, with_questions
from terakoya.portal.editions.editing.questions import edit_question
from terakoya.portal.editions.editing.transplant import PASSING, taken_over
from terakoya.portal.editions.errors import UploadRefused
from terakoya.portal.editions.models import Upload
from terakoya.portal.editions.readiness import reasons_against
from terakoya.portal.editions.services import (
    compare_with,
    read_uploads,
    take_update,
)
from tests.courses import short_material
from tests.courseware.editions import changed

from .files import remove_page, replace_cell
from .officers import Desk
from .short_course import desk, edited_deck, edited_test, publish_vendor
from .test_updates import CONTACT, arrived, own_words
from .test_uploads import look, read, take

__all__ = ["desk"]

pytestmark = [
    pytest.mark.once,  # dear: courses are compared, and both databases keep the same
    pytest.mark.usefixtures("read_once"),  # these tests are about rows
]

ALONE = "three-groups"  # two questions rest on it alone
MINE, THEIRS, GONE = 1, 2, 3  # questions of the pool: reworded by us, by the vendor, taken out
TABLE = "問題,選択肢1,選択肢2,正解,解説\n当社の窓口は。,人事部,警備室,1,規程の12条です。\n"


def pool(desk: Desk) -> tuple[Question, ...]:
    return desk.state.course.source.test.questions


def texts(desk: Desk) -> dict[str, str]:
    return {one.id: one.text for one in pool(desk)}


def publish_question(question: Question, text: str) -> Revision:
    """The vendor publishes a revision with another text of one question."""
    state = Content(course=short_material().course)
    for language in ("ja", "en"):
        state = edit_question(state, language, question.id, {"text": text}, None)
    return publish_vendor({}, of=state)


def test_a_workbook_is_compared_with_the_revision_it_names(desk: Desk) -> None:
    mine, theirs, gone = (pool(desk)[at] for at in (MINE, THEIRS, GONE))
    data = edited_test(lambda book: replace_cell(book, mine.text, "会社で直した問題文です。"))
    newest = publish_question(theirs, "提供元が直した問題文です。")
    take_update(by=desk.officer, update=arrived(desk))
    desk.edit(REMOVE_QUESTION(gone.id))
    upload = read(desk, data, "test.xlsx")
    page = look(desk, upload)
    assert (upload.base, upload.names_base, desk.base != newest) == (desk.base, True, True)
    assert [(item.key, item.clashes) for item in page.items] == [(f"question/{mine.id}", False)]
    assert page.base_choices == []
    assert [one["code"] for one in page.notices] == ["legal-changed"]  # the question rests on law
    assert "書き出した版（提供元の版" in page.base
    take(desk, upload, *(item.key for item in page.items))
    now = texts(desk)
    assert (now[mine.id], now[theirs.id], gone.id in now) == (
        "会社で直した問題文です。",
        "提供元が直した問題文です。",
        False,
    )


def test_a_workbook_of_the_published_edition_is_compared_with_that(desk: Desk) -> None:
    desk.edit(REMOVE_QUESTION(pool(desk)[GONE].id))
    published = desk.publish()
    data = format_named("test-xlsx").write(revision_material(published.revision), "ja")
    publish_question(pool(desk)[THEIRS], "提供元が直した問題文です。")
    take_update(by=desk.officer, update=arrived(desk))
    upload = read(desk, data, "test.xlsx")
    page = look(desk, upload)
    assert (upload.base, page.items, page.is_same) == (published.revision, [], True)
    assert "自社版 第1版" in page.base


def test_a_file_that_names_no_revision_is_compared_with_a_chosen_one(desk: Desk) -> None:
    kept = texts(desk)
    desk.edit(REMOVE_QUESTION(pool(desk)[GONE].id))
    upload = read(desk, TABLE.encode(), "questions.csv")
    page = look(desk, upload)
    assert (upload.base, len(page.items)) == (None, len(kept))  # one new, one less to miss
    assert "今の下書きと比べました" in page.base
    assert [one.is_chosen for one in page.base_choices] == [True, False]
    compare_with(by=desk.officer, upload=upload, key=page.base_choices[1].key)
    assert read_uploads() == 1
    upload.refresh_from_db()
    again = look(desk, upload)
    assert (upload.state, upload.base, upload.names_base) == (UploadState.READY, desk.base, False)
    assert len(again.items) == len(kept) + 1
    assert [one.is_chosen for one in again.base_choices] == [False, True]
    assert "選んだ版（提供元の版" in again.base


def test_a_base_is_refused_that_is_none_of_the_course(desk: Desk) -> None:
    unnamed = read(desk, TABLE.encode(), "questions.csv")
    named = read(desk, edited_test(lambda book: None), "test.xlsx")
    for upload, key in ((unnamed, "nothing"), (named, str(desk.base.uuid)), (named, "")):
        with pytest.raises(UploadRefused, match="比べられません"):
            compare_with(by=desk.officer, upload=upload, key=key)
    assert {one.state for one in Upload.objects.all()} == {UploadState.READY}


def test_a_named_base_is_there(desk: Desk) -> None:
    upload = read(desk, TABLE.encode(), "questions.csv")
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(names_base=True)


def chapters(desk: Desk, language: str = "ja") -> list[str]:
    return [one.id for one in desk.state.course.text(language).chapters]


def pages_of(desk: Desk, chapter: int) -> int:
    """How many pages a chapter takes in the deck."""
    slides = desk.state.course.source.chapters[chapter].slides
    return sum(2 if isinstance(one, TWO_SHEETS) else 1 for one in slides)


def move_first_chapter(desk: Desk, deck: Deck) -> None:
    """Drag the pages of the first chapter behind those of the second."""
    entries = deck.slides._sldIdLst
    pages = list(entries)
    first = pages_of(desk, 0)
    behind = pages[first + pages_of(desk, 1)]
    for entry in pages[:first]:
        entries.remove(entry)
        behind.addprevious(entry)


def test_the_order_of_chapters_is_offered_told_and_taken(desk: Desk) -> None:
    before = chapters(desk)
    moved = [before[1], before[0], *before[2:]]
    data = edited_deck(lambda deck: move_first_chapter(desk, deck))
    upload = read(desk, data)
    page = look(desk, upload)
    assert ([item.key for item in page.items], page.is_same) == ([], False)
    titles = {one.id: one.title for one in desk.state.course.source.chapters}
    assert [one.title for one in page.order] == [titles[one] for one in moved]
    assert [one.is_moved for one in page.order].count(True) == 1
    take(desk, upload, "order")
    assert (chapters(desk), chapters(desk, "en")) == (moved, moved)


def test_an_order_that_was_not_chosen_stays(desk: Desk) -> None:
    before = chapters(desk)

    def edit(deck: Deck) -> None:
        move_first_chapter(desk, deck)
        remove_page(deck, page_of(desk, "own-side"))  # in a chapter behind both

    upload = read(desk, edited_deck(edit))
    [item] = [one for one in look(desk, upload).items if one.key.startswith("slide/")]
    take(desk, upload, item.key)
    assert chapters(desk) == before


def page_of(desk: Desk, slide_id: str) -> int:
    """The page of a slide that takes one page."""
    slides = [slide for _chapter, slide in desk.state.course.source.slides()]
    at = [one.id for one in slides].index(slide_id)
    return 1 + sum(2 if isinstance(one, TWO_SHEETS) else 1 for one in slides[:at])


def test_questions_go_with_the_slides_that_a_deck_lacks(desk: Desk) -> None:
    asked = {one.id for one in pool(desk) if one.slides == (ALONE,)}
    assert len(asked) == 2
    upload = read(desk, edited_deck(lambda deck: remove_page(deck, page_of(desk, ALONE))))
    page = look(desk, upload)
    found = {item.key: (item.is_ticked, item.reason != "") for item in page.items}
    assert found == {
        f"slide/{ALONE}": (True, False),
        **{f"question/{one}": (True, True) for one in asked},
    }
    assert "question-gone" not in [one["code"] for one in page.notices]
    take(desk, upload, *found)
    assert desk.state.settings.hides(ALONE)
    assert not asked & set(texts(desk))
    assert reasons_against(desk.state) == []


def test_the_pass_mark_of_a_workbook_is_offered_and_taken(desk: Desk) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["解答用紙"]
        [label] = [cell for row in sheet for cell in row if cell.value == "合格ライン"]
        sheet.cell(label.row, MARK + 1, 70)

    upload = read(desk, edited_test(edit), "test.xlsx")
    page = look(desk, upload)
    assert (page.pass_mark, page.items, page.is_same) == ((80, 70), [], False)
    assert [one["code"] for one in page.notices] == ["pass-mark-sentences"]
    take(desk, upload, PASSING)
    assert desk.state.course.meta.pass_mark == 70
    assert "7問以上の正解で合格です。" in "".join(desk.state.course.source.test.intro)


def test_two_words_of_a_file_leave_the_rest_of_a_slide_that_the_draft_rewrote() -> None:
    origin = Content(course=short_material().course)
    draft = changed(origin, CONTACT, ja=own_words(origin))
    new = {"title": "ファイルの題", "police_110": "ファイルの110番"}
    found = taken_over(draft, origin, changed(origin, CONTACT, ja=new), [f"slide/{CONTACT}"])
    expected = changed(draft, CONTACT, ja=new)
    assert slide_in(found.course.source, CONTACT) == slide_in(expected.course.source, CONTACT)


def test_a_pass_mark_is_taken_alone(desk: Desk) -> None:
    origin = desk.state
    meta = origin.course.meta.model_copy(update={"pass_mark": 70})
    read_state = with_each_text(
        origin.model_copy(update={"course": origin.course.model_copy(update={"meta": meta})}),
        lambda text: with_questions(text, text.test.questions[1:]),
    )
    found = taken_over(origin, origin, read_state, [PASSING])
    assert found.course.meta.pass_mark == 70
    pairs = zip(found.course.texts, origin.course.texts, strict=True)
    assert all(one.test.questions == other.test.questions for one, other in pairs)
    assert taken_over(origin, origin, read_state, []).course.meta.pass_mark == 80
