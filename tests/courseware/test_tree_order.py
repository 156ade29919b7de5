"""Orders of names: what was moved, and two orders made into one."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.merge.tree.order import merge_orders, moved

from .laws import at_least

NAMES = "abcdefgh"


def merged(base: str, ours: str, theirs: str, keep: str | None = None) -> tuple[str, str]:
    """The merged order and the names told of, as words of letters."""
    names = keep if keep is not None else _kept(base, ours, theirs)
    order, lost = merge_orders(base, ours, theirs, set(names))
    return "".join(order), "".join(lost)


def _kept(base: str, ours: str, theirs: str) -> str:
    """What stays: names that nobody removed, and those that somebody added."""
    both = [name for name in ours if name in theirs or name not in base]
    return "".join(both) + "".join(n for n in theirs if n not in base and n not in ours)


@pytest.mark.parametrize(
    ("base", "other", "names"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "dabc", "d"),
        ("abcd", "bcda", "a"),
        ("ab", "ba", "b"),
        ("abcd", "cdab", "cd"),
        ("abc", "cba", "bc"),
        ("abcd", "axcyd", ""),
        ("abc", "", ""),
        ("", "abc", ""),
    ],
)
def test_moved_is_the_fewest_names(base: str, other: str, names: str) -> None:
    assert moved(base, other) == set(names)


@given(data=st.data())
@at_least(100)
def test_moved_can_never_be_fewer(data: st.DataObject) -> None:
    base = data.draw(st.permutations(NAMES[:6]))
    other = data.draw(st.lists(st.sampled_from([*NAMES[:6], "x", "y"]), unique=True))
    common = [name for name in other if name in base]
    taken = moved(base, other)
    assert taken <= set(common)
    rest = [name for name in common if name not in taken]
    assert rest == [name for name in base if name in rest]
    for size in range(len(taken)):
        for fewer in combinations(common, size):
            left = [name for name in common if name not in fewer]
            assert left != [name for name in base if name in left]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "order", "lost"),
    [
        ("abc", "axbc", "aybc", "axybc", ""),
        ("abc", "xabc", "yabc", "xyabc", ""),
        ("abc", "abcx", "abcy", "abcxy", ""),
        ("abcd", "dabc", "acbd", "dacb", ""),
        ("abc", "bac", "cab", "cba", ""),
        ("abcd", "acbd", "abdc", "acbd", "d"),
        ("abc", "ac", "abyc", "ayc", ""),
        ("abc", "abc", "bc", "bc", ""),
        ("abcd", "bcda", "bcad", "bcda", "a"),
        ("abcd", "bcda", "bacd", "bcda", ""),
        ("abc", "cab", "cab", "cab", ""),
        ("abc", "axbc", "abxc", "axbc", "x"),
        ("abc", "axbc", "axbc", "axbc", ""),
        ("", "ab", "cd", "abcd", ""),
    ],
)
def test_two_orders_become_one(base: str, ours: str, theirs: str, order: str, lost: str) -> None:
    assert merged(base, ours, theirs) == (order, lost)


def test_a_name_that_is_brought_back_stands_after_its_neighbour_in_theirs() -> None:
    assert merged("abcd", "acd", "abcd", keep="abcd") == ("abcd", "")
    assert merged("abcd", "dac", "abcd", keep="abcd") == ("dabc", "")


def test_a_name_that_is_gone_is_not_told_of() -> None:
    assert merged("abcd", "bcda", "bacd", keep="bcd") == ("bcd", "")


def test_of_more_moves_than_can_be_compared_all_are_told() -> None:
    base = [str(number) for number in range(1_500)]
    ours, theirs = base[::-1], [base[1], base[0], *base[2:]]
    order, lost = merge_orders(base, ours, theirs, set(base))
    assert order == ours
    assert set(lost) == moved(base, ours)


@st.composite
def three_orders(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(st.permutations(NAMES[:5]))
    sides = []
    for new in ("xyz", "xvw"):
        names = draw(st.lists(st.sampled_from([*base, *new]), unique=True))
        sides.append("".join(names))
    return "".join(base), sides[0], sides[1]


@given(orders=three_orders())
@at_least(200)
def test_where_one_side_left_the_order_alone_the_other_side_is_taken(
    orders: tuple[str, str, str],
) -> None:
    base, changed, _ = orders
    assert merged(base, base, changed, keep=changed) == (changed, "")
    assert merged(base, changed, base, keep=changed) == (changed, "")
    assert merged(base, changed, changed, keep=changed) == (changed, "")


@given(orders=three_orders())
@at_least(300)
def test_nothing_is_lost_doubled_or_turned_back_in_silence(orders: tuple[str, str, str]) -> None:
    base, ours, theirs = orders
    keep = _kept(base, ours, theirs)
    order, lost = merged(base, ours, theirs)
    assert sorted(order) == sorted(keep)
    assert set(lost) <= set(order)
    for side, other in ((ours, theirs), (theirs, ours)):
        common = [name for name in order if name in base and name in side and name in other]
        for one, two in combinations(common, 2):
            was = base.index(one) < base.index(two)
            turned = (side.index(one) < side.index(two)) != was
            stayed = (other.index(one) < other.index(two)) == was
            if turned and stayed and (order.index(one) < order.index(two)) == was:
                assert {one, two} & set(lost)


@given(orders=three_orders())
@at_least(200)
def test_what_they_alone_added_follows_its_neighbour(orders: tuple[str, str, str]) -> None:
    base, ours, theirs = orders
    order, _ = merged(base, ours, theirs)
    for name in theirs:
        if name in base or name in ours:
            continue
        left = [one for one in theirs[: theirs.index(name)] if one in order]
        own = {one for one in ours if one not in base and one not in theirs}
        before = [one for one in order[: order.index(name)] if one not in own]
        assert before[-1:] == left[-1:]
