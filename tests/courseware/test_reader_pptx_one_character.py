"""One character that was typed over in any visible text of a deck comes back, or is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terakoya.courseware.formats.marked_text.restorer import MarkupRestorer
from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.notices import Notice
from terakoya.courseware.model import CourseText, Material
from terakoya.courseware.texts import texts_of
from terakoya.courseware.variables import values_of
from tests.courseware.deck_editing import edited, packed, retype
from tests.courseware.deck_reading import corpus, corpus_deck, opened, parts_of
from tests.courseware.laws import examples

_TEXT = re.compile(r"(?<=<a:t>)[^<]+(?=</a:t>)")
_PAGE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d+)\.xml")
_HIDDEN = re.compile(r'<p:sp>(?:(?!</p:sp>).)*hidden="1".*?</p:sp>', re.DOTALL)
_FIELD = re.compile(r"<a:fld .*?</a:fld>", re.DOTALL)
_SIGN = re.compile(r"&[a-z#0-9]+;|.")
_AROUND = 4  # characters on each side by which the place of a character is known
_SIGNS = "、。「Ａ１A1々字"

Place = tuple[str, int]  # a member of the deck, and where a character stands there


def places_in(parts: dict[str, bytes]) -> Iterator[Place]:
    """Every visible character of a deck, but for numbers that the layout counts."""
    for name, data in parts.items():
        if _PAGE.fullmatch(name):
            text = data.decode()
            unseen = [one.span() for rule in (_HIDDEN, _FIELD) for one in rule.finditer(text)]
            for run in _TEXT.finditer(text):
                is_counted = run[0].strip().isdecimal()
                if not is_counted and not any(a <= run.start() < b for a, b in unseen):
                    signs = (one for one in _SIGN.finditer(run[0]) if len(one[0]) == 1)
                    yield from ((name, run.start() + one.start()) for one in signs)


@cache
def characters() -> tuple[Place, ...]:
    return tuple(places_in(parts_of(corpus_deck("ja"))))


def typed_over(parts: dict[str, bytes], place: Place, sign: str) -> tuple[dict[str, bytes], str]:
    """The members after the edit, and the words around the new sign in its run."""
    name, at = place
    text = parts[name].decode()
    text = f"{text[:at]}{sign}{text[at + 1 :]}"
    run = next(one for one in _TEXT.finditer(text) if one.start() <= at < one.end())
    around = text[max(run.start(), at - _AROUND) : min(run.end(), at + _AROUND + 1)]
    return {**parts, name: text.encode()}, around


def shown_in(material: Material, values: dict[str, str]) -> str:
    """All words of the course that its pages show, a line each."""
    text = material.course.text("ja")
    markup = MarkupRestorer(values)
    return "\n".join(markup.shown(one) for one in _texts_of(text))


def _texts_of(text: CourseText) -> Iterator[str]:
    for chapter in (*text.chapters, *text.bank):
        yield chapter.title
    for _, slide in text.every_slide():
        yield from (words for _, words in texts_of(slide))


def names(notice: Notice, page: int) -> bool:
    """Whether a notice says that page, alone or in a list of pages."""
    ranges = [one.split("–") for one in str(notice.values.get("pages", "")).split(", ") if one]
    return notice.page == page or any(int(one[0]) <= page <= int(one[-1]) for one in ranges)


def comes_back(base: Material, result: Imported, place: Place, around: str) -> bool:
    """Whether the new words stand in the course, or a notice names their page."""
    found = _PAGE.fullmatch(place[0])
    assert found is not None
    if any(names(one, int(found[1])) for one in result.report.notices):
        return True
    before = values_of(base.course, "ja", {})
    after = {**before, **result.report.values}
    counts = [
        shown_in(material, values).count(around)
        for material, values in ((base, before), (result.material, after))
    ]
    return counts[0] < counts[1]


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(_SIGNS))
def test_one_character_comes_back_or_is_told(data: st.DataObject, sign: str) -> None:
    place = data.draw(st.sampled_from(characters()))
    parts = parts_of(corpus_deck("ja"))
    if parts[place[0]].decode()[place[1]] == sign:
        return
    parts, around = typed_over(parts, place, sign)
    result = import_deck(packed(parts), corpus())
    assert comes_back(corpus(), result, place, around)


@pytest.mark.parametrize("page", ["check-duty", "check-duty:answer", "case-kettle:answer"])
@pytest.mark.parametrize("sign", ["1", "C", "H", "ア"])
def test_the_letter_of_a_choice_that_was_typed_over_is_told(page: str, sign: str) -> None:
    block = "answer-choice-a-letter" if page == "check-duty:answer" else "choice-a-letter"
    deck = edited(corpus_deck("ja"), retype(page, block, sign))
    number = [one.name for one in opened(deck).slides].index(f"cw:{page}") + 1
    result = import_deck(deck, corpus())
    assert result.material.course == corpus().course
    assert result.report.notices == (Notice(Loss.FIXED_WORD, number, {"text": sign}),)
