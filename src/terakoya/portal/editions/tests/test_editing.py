"""One state of an edition becomes another: whole, in every language, or refused with the mend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import Course
from terakoya.courseware.revision import revision_id, slide_hash
from terakoya.courseware.visible_course import visible_course
from terakoya.portal.editions.editing import slides
from terakoya.portal.editions.editing.finding import place_of, slide_in
from terakoya.portal.editions.editing.lines import divided, has_breaks, joined
from terakoya.portal.editions.editing.texts import text_fields, with_texts
from terakoya.portal.editions.errors import ChangeRefused
from tests.courses import flagship_material

VARIABLES = frozenset({"desk.name", "company.name"})
CONTACT = "who-to-turn-to"  # legally required


@pytest.fixture(scope="module")
def base() -> Content:
    return Content(course=flagship_material().course)


def order(course: Course, language: str = "ja") -> list[str]:
    return [slide.id for _chapter, slide in course.text(language).slides()]


def slide(state: Content, slide_id: str, language: str = "ja") -> dict[str, str]:
    found = slide_in(state.course.text(language), slide_id)
    assert found is not None
    return {field.path: field.value for field in text_fields(found)}


def test_every_text_of_the_course_goes_into_a_form_and_back(base: Content) -> None:
    known = frozenset(variable.key for variable in base.course.meta.variables)
    for text in base.course.texts:
        parts = [one for _chapter, one in text.every_slide()]
        for part in (*parts, *text.test.questions):
            values = {field.path: field.value for field in text_fields(part)}
            assert with_texts(part, values, known) == part, part.id


def test_a_field_is_edited_in_one_language_alone(base: Content) -> None:
    after = slides.edit_slide(base, "ja", CONTACT, {"title": "当社の相談窓口"})
    assert slide(after, CONTACT)["title"] == "当社の相談窓口"
    assert slide(after, CONTACT, "en") == slide(base, CONTACT, "en")
    again = slides.revert_field(after, base, "ja", CONTACT, "title")
    assert again == base


def test_texts_with_line_breaks_stand_apart_by_an_empty_line(base: Content) -> None:
    path = next(one for one in base.course.source.every_slide() if one[1].layout == "goals")[1]
    assert "\n\n" in slide(base, path.id)["way"]
    spaced = slide(base, path.id)["way"].replace("\n\n", "\r\n 　\r\n\r\n") + "\n\n"
    assert slides.edit_slide(base, "ja", path.id, {"way": spaced}) == base
    with pytest.raises(ChangeRefused, match="1行あけて"):
        slides.edit_slide(base, "ja", path.id, {"way": "\n\n".join("一二三四五六七八九十")})


@given(st.lists(st.lists(st.text("ab 　", max_size=3), min_size=1, max_size=3), max_size=5))
def test_lists_come_back_from_their_field(pieces: list[list[str]]) -> None:
    texts = ["\n".join(filter(None, map(str.strip, lines))) for lines in pieces]
    known = [text for text in texts if text]
    assert divided(joined(known), by_empty_lines=has_breaks(known)) == known


def test_paragraphs_are_lines_that_may_come_and_go(base: Content) -> None:
    after = slides.edit_slide(
        base, "ja", CONTACT, {"narration": "一つ目。\n\n  二つ目。 \n三つ目。"}
    )
    found = slide_in(after.course.source, CONTACT)
    assert found is not None
    assert found.narration == ("一つ目。", "二つ目。", "三つ目。")


@pytest.mark.parametrize(
    ("path", "value", "field", "words"),
    [
        ("promises", "\n".join("一二三四五六七"), "promises", "6行まで"),
        ("title", "{desk.nam} へ", "title", "{desk.nam}"),
        ("title", "かっこ { だけ", "title", "片方だけ"),
        ("title", "[規程](javascript:alert(1))", "title", "javascript:alert"),
        ("title", "[規程](//evil.example)", "title", "//evil.example」は使えません"),
        ("title", "長" * 1001, "title", "1000字まで"),
        ("nothing", "x", "", "開き直してください"),
    ],
)
def test_what_a_slide_cannot_hold_is_refused_with_the_mend(
    base: Content, path: str, value: str, field: str, words: str
) -> None:
    with pytest.raises(ChangeRefused, match=words) as refusal:
        slides.edit_slide(base, "ja", CONTACT, {path: value})
    assert refusal.value.field == field


def test_a_description_that_nobody_wrote_is_refused(base: Content) -> None:
    with_picture = next(one for _c, one in base.course.source.slides() if one.layout == "picture")
    for text in ("whole.png", "図 3", "写真", "Picture 3"):
        with pytest.raises(ChangeRefused, match=f"「{text}」では") as refusal:
            slides.edit_slide(base, "ja", with_picture.id, {"picture.alt": text})
        assert refusal.value.field == "picture.alt"
    written = slides.edit_slide(base, "ja", with_picture.id, {"picture.alt": "売場の写真"})
    assert slide(written, with_picture.id)["picture.alt"] == "売場の写真"
    assert slides.edit_slide(base, "ja", with_picture.id, {"picture.alt": ""}) != base


def test_a_list_of_fixed_length_keeps_it(base: Content) -> None:
    matrix = next(one.id for _chapter, one in base.course.source.slides() if one.layout == "matrix")
    with pytest.raises(ChangeRefused, match="ちょうど2行"):
        slides.edit_slide(base, "ja", matrix, {"columns": "一つだけ"})


def test_a_translation_that_is_edited_renders_the_source_as_it_is_now(base: Content) -> None:
    changed = slides.edit_slide(base, "ja", CONTACT, {"title": "当社の相談窓口"})
    source = slide_in(changed.course.source, CONTACT)
    stale = slide_in(changed.course.text("en"), CONTACT)
    assert source is not None and stale is not None
    assert stale.source_hash != slide_hash(source)
    for after in (
        slides.edit_slide(changed, "en", CONTACT, {"title": "Our desk"}),
        slides.confirm_translation(changed, "en", CONTACT),
    ):
        fresh = slide_in(after.course.text("en"), CONTACT)
        assert fresh is not None and fresh.source_hash == slide_hash(source)


def test_a_required_slide_is_hidden_with_a_reason_only(base: Content) -> None:
    with pytest.raises(ChangeRefused) as refusal:
        slides.hide_slide(base, CONTACT, "  ")
    assert refusal.value.field == "reason"
    after = slides.hide_slide(base, CONTACT, "別の研修で扱うため")
    assert [(one.slide, one.reason) for one in after.settings.hidden] == [
        (CONTACT, "別の研修で扱うため")
    ]
    assert slides.show_slide(after, CONTACT) == base


def test_learners_get_no_hidden_slide_and_no_empty_chapter(base: Content) -> None:
    first = base.course.source.chapters[0]
    state = base
    for one in first.slides:
        state = slides.hide_slide(state, one.id, "理由")
    published = visible_course(state)
    for language in ("ja", "en"):
        assert order(published, language) == order(base.course)[len(first.slides) :]
        assert first.id not in {one.id for one in published.text(language).chapters}
    assert revision_id(published) != revision_id(base.course)
    assert visible_course(base) == base.course


def test_the_last_slide_cannot_be_hidden(base: Content) -> None:
    state = base
    for slide_id in order(base.course)[1:]:
        state = slides.hide_slide(state, slide_id, "理由")
    with pytest.raises(ChangeRefused):
        slides.hide_slide(state, order(base.course)[0], "理由")


def test_a_slide_moves_within_its_chapter_in_every_language(base: Content) -> None:
    chapter = next(one for one in base.course.source.chapters if len(one.slides) > 2)
    ids = [one.id for one in chapter.slides]
    after = slides.move_slide(base, ids[0], 1)
    for language in ("ja", "en"):
        moved = next(one for one in after.course.text(language).chapters if one.id == chapter.id)
        assert [one.id for one in moved.slides] == [ids[1], ids[0], *ids[2:]]
    assert slides.move_slide(after, ids[0], 0) == base
    assert slides.move_slide(base, ids[0], -3) == base
    last = slides.move_slide(base, ids[0], 99)
    assert order(last.course)[: len(ids)] != order(base.course)[: len(ids)]


def test_a_slide_is_taken_from_the_bank_and_given_back(base: Content) -> None:
    bank = base.course.source.bank[0]
    chapter = base.course.source.chapters[1]
    taken = slides.take_from_bank(base, bank.slides[0].id, chapter.id, chapter.slides[0].id)
    for language in ("ja", "en"):
        place = place_of(taken.course.text(language), bank.slides[0].id)
        assert place is not None
        assert (place.chapter.id, place.at, place.in_bank) == (chapter.id, 1, False)
    with pytest.raises(ChangeRefused):
        slides.take_from_bank(taken, bank.slides[0].id, chapter.id, None)
    back = slides.return_to_bank(taken, base, bank.slides[0].id)
    assert order(back.course) == order(base.course)
    assert sorted(one.id for one in back.course.source.bank[0].slides) == sorted(
        one.id for one in bank.slides
    )
    with pytest.raises(ChangeRefused):
        slides.return_to_bank(base, base, CONTACT)


def test_a_slide_of_the_base_can_be_hidden_but_not_removed(base: Content) -> None:
    with pytest.raises(ChangeRefused, match="非表示"):
        slides.remove_slide(base, base, CONTACT)
    with pytest.raises(ChangeRefused, match="一覧"):
        slides.remove_slide(base, base, "no-such-slide")
