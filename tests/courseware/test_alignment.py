"""Which element of a list is which of another list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.merge.tree.nodes import Leaf, Node, Record, bigrams_in
from terakoya.courseware.text.alignment import (
    MOST_COMPARED,
    align,
    align_texts,
    likeness,
    text_likeness,
)

from .laws import at_least

A = "カスハラは、3つの要素がそろったものです。"
B = "社会の常識で許される範囲を、超えていること。"
C = "苦情や意見は、それだけではカスハラではありません。"
D = "一人で対応せず、上司に引き継ぎます。"


def pairs(base: list[str], other: list[str]) -> dict[int, int]:
    """The aligned places of two lists of texts."""
    ours, theirs = ([Leaf(text) for text in texts] for texts in (base, other))
    return align(ours, theirs, bigrams_in, to_the_last=True)


def alike(one: Node, other: Node) -> float:
    """The likeness of two nodes."""
    return likeness(bigrams_in(one), bigrams_in(other))


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("", "", 1.0),
        ("あ", "あ", 1.0),
        ("あ", "い", 0.0),
        ("ab", "ab", 1.0),
        ("ab", "ac", 1 / 3),  # " a" of " a" "ab" "b " and " a" "ac" "c "
        ("aaaa", "aa", 6 / 8),
        ("ab", "", 0.0),
    ],
)
def test_likeness_is_the_share_of_common_pairs(one: str, other: str, value: float) -> None:
    assert alike(Leaf(one), Leaf(other)) == pytest.approx(value)


def test_likeness_of_records_is_that_of_all_their_texts_and_of_no_number() -> None:
    one = Record({"head": Leaf("ab"), "text": Leaf("cd"), "score": Leaf(3)})
    other = Record({"head": Leaf("cd"), "text": Leaf("ab"), "score": Leaf(9)})
    assert alike(one, other) == 1.0


def test_nodes_without_any_text_are_alike() -> None:
    assert alike(Leaf(3), Record({})) == 1.0


@pytest.mark.parametrize(
    ("base", "other", "expected"),
    [
        ([A, B, C], [A, B, C], {0: 0, 1: 1, 2: 2}),
        ([A, B, C], [D, A, B + "例外もあります。", C], {0: 1, 1: 2, 2: 3}),
        ([A, B, C], [A, C], {0: 0, 2: 1}),
        ([A, B, C], [C, A, B], {0: 1, 1: 2, 2: 0}),
        ([A, B, C], [A, D, C], {0: 0, 1: 1, 2: 2}),  # written anew between the same neighbours
        ([A, B, C], [D, B, A], {0: 2, 1: 1}),  # A moved; C went, D came
        ([A, B], [A, D, "まったく別の文", B], {0: 0, 1: 3}),
        ([A, B, C], [A, D], {0: 0, 1: 1}),
        ([A], [], {}),
        ([], [A], {}),
        (["x", "x", "y"], ["x", "y"], {0: 0, 2: 1}),
        ([A, B, C, D], [A, "一つ", "二つ", D], {0: 0, 1: 1, 2: 2, 3: 3}),
        ([A, B, C, D], [A, "一つ", D], {0: 0, 1: 1, 3: 2}),
        ([B, C], ["一つ", B, "二つ", C], {0: 1, 1: 3}),
        (["x"], ["x", "x"], {0: 0}),
        (["x", "x"], ["x"], {0: 0}),
        (["x", "y", "x"], ["x", "x"], {0: 0, 2: 1}),
        ([A, B, C], [D, A, C], {0: 1, 2: 2}),
        ([D, A, C], [A, B, C], {1: 0, 2: 2}),
        ([A, A, B, C], [B, C, A], {0: 2, 2: 0, 3: 1}),  # one place for one of the two
    ],
)
def test_elements_are_found_again(
    base: list[str], other: list[str], expected: dict[int, int]
) -> None:
    assert pairs(base, other) == expected


def test_a_text_that_is_half_alike_is_the_same_and_one_less_so_is_not() -> None:
    base = ["abcdefgh", "zzzz"]
    assert pairs(base, ["abcdxxxx", "new one"]) == {0: 0, 1: 1}  # by their places
    assert pairs(base, ["new one", "abcdxxxx"]) == {0: 0, 1: 1}
    assert pairs(base, ["new one", "abcdexxx"]) == {0: 1}


def test_between_the_same_neighbours_faint_likeness_decides_only_where_numbers_differ() -> None:
    base = ["abcdefgh", "zzzz"]
    assert pairs(base, ["new one", "abcdxxxx", "zzzz"]) == {0: 1, 1: 2}
    assert pairs(base, ["new one", "abxxxxxx", "zzzz"]) == {0: 0, 1: 2}
    assert pairs(base, ["abxxxxxx", "zzzz"]) == {0: 0, 1: 1}


HALF = ["abcdefgh", "ijklmnop", "qrstuvwx"]  # and the same texts with their ends rewritten:
HALF_NEW = ["abcdef00", "ijklmn11", "qrstuv22"]


def test_many_that_are_half_alike_weigh_more_than_one_that_is_the_same() -> None:
    assert pairs([A, *HALF], [*HALF_NEW, A, "more"]) == {0: 3, 1: 0, 2: 1, 3: 2}


def test_an_element_that_is_found_in_order_is_not_found_elsewhere_again() -> None:
    base, other = [A + "一", D], [A + "二三四", A + "一二", D + "五"]
    assert pairs(base, other) == {0: 1, 1: 2}


def test_a_likeness_of_exactly_a_half_is_enough() -> None:
    one, other = "abc", "abx"  # " a" "ab" of four each
    assert alike(Leaf(one), Leaf(other)) == 0.5
    assert pairs([one, A], ["new", other, A]) == {0: 1, 1: 2}


def test_a_likeness_of_exactly_three_quarters_is_enough_to_have_moved() -> None:
    one, other = "abcdefg", "abcdefx"  # six of eight pairs each
    assert alike(Leaf(one), Leaf(other)) == 0.75
    assert pairs([one, A], [A, other]) == {0: 1, 1: 0}
    assert pairs([one, A], [A, "abcdexx"]) == {1: 0}


TEXTS = st.lists(st.sampled_from([A, B, C, D, "x", "y", A + "x", B[3:]]), max_size=6)


@given(base=TEXTS, other=TEXTS)
@at_least(100)
def test_each_element_is_at_most_one_of_the_other_list(base: list[str], other: list[str]) -> None:
    found = pairs(base, other)
    assert len(set(found.values())) == len(found)
    assert set(found) <= set(range(len(base)))
    assert set(found.values()) <= set(range(len(other)))


@given(texts=TEXTS)
@at_least(100)
def test_a_list_is_aligned_with_itself_place_by_place(texts: list[str]) -> None:
    assert pairs(texts, texts) == {at: at for at in range(len(texts))}


@given(base=st.permutations([A, B, C, D]), at=st.integers(0, 4))
@at_least(100)
def test_an_element_put_in_leaves_all_others_what_they_were(base: list[str], at: int) -> None:
    other = [*base[:at], "新しく入れた一文。", *base[at:]]
    assert pairs(base, other) == {n: n if n < at else n + 1 for n in range(4)}


def test_lists_too_long_to_compare_are_aligned_by_place_between_equal_ends() -> None:
    many = [f"{number} 番目" for number in range(int(MOST_COMPARED**0.5) + 2)]
    other = [A, *(f"{text}。" for text in many), B]
    found = pairs([A, *many, B], other)
    assert found == {at: at for at in range(len(other))}


# -- texts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "new", "expected"),
    [
        (["a", "b", "c"], ["a", "c"], [0, 2]),
        (["a", "b"], ["a", "x", "b"], [0, None, 1]),
        (["a", "b", "c"], ["c", "a", "b"], [2, 0, 1]),
        (["同じ文です", "次の文です"], ["違う", "別の"], [0, 1]),
        (["最初の文です", "次の文です"], ["まったく別", "次の文でした", "おわり"], [0, 1, None]),
        (["x", "a", "b"], ["new", "a", "b", "x"], [None, 1, 2, 0]),  # x moved, and is not new too
        ([], ["a"], [None]),
        (["a"], [], []),
    ],
)
def test_texts_are_aligned(base: list[str], new: list[str], expected: list[int | None]) -> None:
    assert align_texts(base, new) == expected


@given(st.lists(st.text(max_size=3), max_size=6), st.lists(st.text(max_size=3), max_size=6))
def test_no_text_is_two_texts(base: list[str], new: list[str]) -> None:
    found = [number for number in align_texts(base, new) if number is not None]
    assert len(found) == len(set(found))
    assert all(number < len(base) for number in found)


def test_likeness_is_one_for_the_same_and_none_for_nothing_in_common() -> None:
    assert text_likeness("ＡＢＣ abc", "abcABC") == 1.0
    assert text_likeness("あいうえお", "かきくけこ") == 0.0
    assert 0.5 < text_likeness("顧客等から働く人へ", "お客様から働く人へ") < 0.9


def test_what_only_its_place_pairs_is_new_for_a_reader_and_the_same_for_a_merge() -> None:
    base, new = [A, B, C], [A, "まったく別の一文"]
    assert align_texts(base, new) == [0, None]
    assert pairs(base, new) == {0: 0, 1: 1}
    assert align_texts(base[:2], new) == [0, 1]  # as many as before: for both
