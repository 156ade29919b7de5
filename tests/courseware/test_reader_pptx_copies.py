"""Several pages that say they are one slide: which keeps the id, and what the others become."""

from __future__ import annotations

import pytest

from terakoya.courseware.formats.marked_text.line import Line
from terakoya.courseware.formats.pptx.reading.copies import is_copy_of, settle_copies
from terakoya.courseware.formats.pptx.reading.identity import Certainty, Recognised
from terakoya.courseware.formats.pptx.reading.instances import Instance, content_key, is_new, mint
from terakoya.courseware.formats.pptx.reading.likeness import BaseLikeness
from terakoya.courseware.formats.pptx.reading.sheets import SheetSource
from terakoya.courseware.layouts.identity import Part
from terakoya.courseware.model import AnySlide
from tests.courseware.test_reader_pptx_identity import alike, block, sheet, slides

SLIDE = "three-elements"


def page(words: str, number: int) -> SheetSource:
    return sheet(block("TextBox", Line.of(words)), page=number)


def instance(base: str, source: SheetSource) -> Instance:
    certainty = Certainty.CARRIED if base else Certainty.NEW
    return Instance(base, {Part.MAIN: source}, Recognised(base, Part.MAIN, certainty))


def settled(
    *pages: tuple[str, SheetSource],
    near: dict[int, tuple[bool, float]] | None = None,
    known: dict[str, AnySlide] | None = None,
) -> list[tuple[str, str]]:
    """The id of each page's slide, and which one it was copied from."""
    instances = [instance(*one) for one in pages]
    base = {**slides(), **(known or {})}
    scores = near or {}
    settle_copies(
        instances,
        base,
        BaseLikeness(base, {}),
        lambda one: scores.get(one.page, (False, 0.0)),
    )
    return [(one.id, one.copied_from) for one in instances]


def key(source: SheetSource) -> str:
    return content_key([source])


@pytest.mark.parametrize(
    ("near", "keeper"),
    [
        ({1: (False, 0.9), 2: (True, 0.3)}, 2),  # untouched before touched
        ({1: (True, 0.3), 2: (True, 0.3)}, 1),  # of equal ones the first
        ({1: (False, 0.5), 2: (False, 0.9)}, 2),  # the nearest
        ({1: (False, 0.82), 2: (False, 0.9)}, 1),  # but the first of those about as near
        ({1: (False, 0.8), 2: (False, 0.9)}, 1),  # a tenth behind and no more
        ({1: (False, 0.9), 2: (False, 0.82)}, 1),
    ],
)
def test_the_nearest_keeps_the_id_and_the_other_is_a_copy(
    near: dict[int, tuple[bool, float]], keeper: int
) -> None:
    pages = [page("一枚目", 1), page("二枚目", 2)]
    copy = f"{SLIDE}-{key(pages[2 - keeper])}"
    expected = [(SLIDE, ""), (copy, SLIDE)]
    found = settled(*((SLIDE, one) for one in pages), near=near)
    assert found == (expected if keeper == 1 else expected[::-1])


def test_one_alone_keeps_its_id_and_a_new_page_gets_one_of_its_content() -> None:
    new = page("自社のページ", 2)
    assert settled((SLIDE, page("変わった", 1)), ("", new)) == [
        (SLIDE, ""),
        (f"own-{key(new)}", ""),
    ]


def test_the_same_page_three_times_has_three_ids() -> None:
    same = [page("同じ", number) for number in (1, 2, 3)]
    own = key(same[0])
    assert [one for one, _ in settled(*(("", one) for one in same))] == [
        f"own-{own}",
        f"own-{own}-2",
        f"own-{own}-3",
    ]


def test_what_an_earlier_import_brought_is_found_again() -> None:
    first, copy, new = page("一枚目", 1), page("写し", 2), page("自社", 3)
    copied, own = f"{SLIDE}-{key(copy)}", f"own-{key(new)}"
    base = slides()[SLIDE]
    known = {one: base.model_copy(update={"id": one}) for one in (copied, own)}
    near = {1: (True, 1.0), 2: (False, 0.5)}
    found = settled((SLIDE, first), (SLIDE, copy), ("", new), near=near, known=known)
    assert found == [(SLIDE, ""), (copied, ""), (own, "")]


def test_a_copy_that_was_changed_since_is_found_by_its_words() -> None:
    copied = f"{SLIDE}-abcdef"
    known = {copied: slides()[SLIDE].model_copy(update={"id": copied})}
    near = {1: (True, 1.0), 2: (False, 0.5)}
    words = alike(SLIDE, Line.of("少し足した文"))
    second = SheetSource(**{**vars(words), "page": 2})
    pages = ((SLIDE, page("一枚目", 1)), (SLIDE, second))
    assert settled(*pages, near=near, known=known)[1] == (copied, "")
    # Words that say nothing of it are another copy.
    other = page("全く別の話", 2)
    again = settled((SLIDE, page("一枚目", 1)), (SLIDE, other), near=near, known=known)
    assert again[1] == (f"{SLIDE}-{key(other)}", SLIDE)


def test_a_copy_that_is_in_the_deck_itself_is_not_given_away() -> None:
    copied = f"{SLIDE}-abcdef"
    known = {copied: slides()[SLIDE].model_copy(update={"id": copied})}
    words = alike(SLIDE)
    second = SheetSource(**{**vars(words), "page": 2})
    near = {1: (True, 1.0), 2: (False, 0.5)}
    found = settled(
        (SLIDE, page("一枚目", 1)),
        (SLIDE, second),
        (copied, page("写し", 3)),
        near=near,
        known=known,
    )
    assert found[1] == (f"{SLIDE}-{key(second)}", SLIDE)
    assert found[2] == (copied, "")


def test_two_equal_copies_are_not_one_slide_of_the_base() -> None:
    copies = [page("写し", number) for number in (2, 3)]
    copied = f"{SLIDE}-{key(copies[0])}"
    known = {copied: slides()[SLIDE].model_copy(update={"id": copied})}
    near = {1: (True, 1.0)}
    pages = ((SLIDE, page("一枚目", 1)), *((SLIDE, one) for one in copies))
    found = settled(*pages, near=near, known=known)
    assert found == [(SLIDE, ""), (copied, ""), (f"{copied}-2", SLIDE)]


def test_a_copy_is_not_another_slide_that_it_resembles() -> None:
    other = alike("same-wish")
    second = SheetSource(**{**vars(other), "page": 2})
    near = {1: (True, 1.0), 2: (False, 0.5)}
    found = settled((SLIDE, page("一枚目", 1)), (SLIDE, second), near=near)
    assert found == [(SLIDE, ""), (f"{SLIDE}-{key(second)}", SLIDE)]


def test_a_new_page_is_not_a_slide_that_it_resembles() -> None:
    words = alike(SLIDE)
    assert settled(("", words)) == [(f"own-{key(words)}", "")]


@pytest.mark.parametrize(
    ("slide", "base", "is_copy"),
    [
        ("impact-3f9a1c", "impact", True),
        ("impact-3f9a1c-2", "impact", True),
        ("own-3f9a1c", "own", True),
        ("impact-people", "impact", False),
        ("impact", "impact", False),
        ("impact-3f9a1", "impact", False),
        ("impact-3f9a1c-x", "impact", False),
        ("other-3f9a1c", "impact", False),
    ],
)
def test_copies_are_told_by_their_ids(slide: str, base: str, is_copy: bool) -> None:
    assert is_copy_of(slide, base) is is_copy


@pytest.mark.parametrize(
    ("base", "certainty", "new"),
    [
        ("", Certainty.NEW, True),
        ("", Certainty.UNSURE, True),
        (SLIDE, Certainty.UNSURE, False),  # a copy of ours
        (SLIDE, Certainty.CARRIED, False),
        ("", Certainty.CARRIED, False),
    ],
)
def test_a_slide_is_the_authors_own_where_nothing_of_ours_is_known(
    base: str, certainty: Certainty, new: bool
) -> None:
    one = Instance(base, {Part.MAIN: page("x", 1)}, Recognised(base, Part.MAIN, certainty))
    assert is_new(one) is new


@pytest.mark.parametrize("length", range(40, 64))
def test_an_id_that_is_cut_at_a_hyphen_has_one_hyphen(length: int) -> None:
    assert "--" not in mint("a" * length + "-tail", "3f9a1c", ())
