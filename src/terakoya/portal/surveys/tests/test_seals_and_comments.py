"""Seals over parts, and comments as blobs of one length (ballots.md §4, §5)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.surveys import comments, seals
from terakoya.portal.surveys.comments import (
    LONGEST_COMMENT,
    Unreadable,
    blob_bytes,
    blobs_of,
    clean_comment,
    open_comments,
    seal_comments,
    with_blob,
)

KEY = comments.make_key()
PUBLIC = comments.public_half(KEY)
parts = st.lists(st.binary(max_size=6), max_size=4)


@given(parts, parts)
def test_no_two_lists_of_parts_have_one_seal(left: list[bytes], right: list[bytes]) -> None:
    same = seals.seal(b"k", seals.CELL, left) == seals.seal(b"k", seals.CELL, right)
    assert same == (left == right)


def test_seal_is_of_one_kind_and_one_key() -> None:
    given_seal = seals.seal(b"k", seals.CELL, [b"a"])
    assert seals.is_sealed([b"other", b"k"], seals.CELL, [b"a"], given_seal)
    assert not seals.is_sealed([b"k"], seals.OPENING, [b"a"], given_seal)
    assert not seals.is_sealed([b"other"], seals.CELL, [b"a"], given_seal)
    assert not seals.is_sealed([b"k"], seals.CELL, [b"a"], b"")


def test_derive_key_is_hkdf() -> None:
    """RFC 5869 by hand: extract with the salt, expand to one block."""
    import hashlib
    import hmac

    first = hmac.digest(b"terakoya survey seals", b"secret", hashlib.sha256)
    assert seals.derive_key("secret") == hmac.digest(first, b"survey seals\x01", hashlib.sha256)
    assert seals.derive_key("secret") != seals.derive_key("secret2")


@given(st.lists(st.text(max_size=1200), min_size=1, max_size=3))
def test_every_blob_has_the_length_of_its_survey_and_opens_to_its_comments(
    texts: list[str],
) -> None:
    cleaned = [clean_comment(text) for text in texts]
    blob = seal_comments(PUBLIC, cleaned)
    assert len(blob) == blob_bytes(len(texts))
    assert open_comments(KEY, blob) == cleaned
    assert seal_comments(PUBLIC, cleaned) != blob


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a\r\nb\rc  ", "a\nb\nc"),
        ("a\0b\x1b[31m\u202e", "ab[31m\u202e"),
        ("あ" * 1001, "あ" * 1000),
        ("𠮷" * 501, "𠮷" * 500),
        ("a" + "𠮷" * 500, "a" + "𠮷" * 499),
        ("\ud800x", "x"),
    ],
)
def test_clean_comment_keeps_what_the_page_allows(typed: str, kept: str) -> None:
    assert clean_comment(typed) == kept
    assert len(kept.encode("utf-16-le")) <= LONGEST_COMMENT * 2


def test_blob_opens_with_its_own_key_alone() -> None:
    blob = seal_comments(PUBLIC, ["a"])
    with pytest.raises(Unreadable):
        open_comments(comments.make_key(), blob)
    with pytest.raises(Unreadable):
        open_comments(KEY, blob[:-1] + bytes([blob[-1] ^ 1]))


def test_page_holds_its_blobs_in_an_order_that_tells_nothing() -> None:
    blobs = [seal_comments(PUBLIC, [str(number)]) for number in range(4)]
    orders: Counter[int] = Counter()
    for _ in range(400):
        page = b""
        for blob in blobs:
            page = with_blob(page, blob)
        found = blobs_of(page, 1)
        assert sorted(found) == sorted(blobs)
        orders[found.index(blobs[-1])] += 1
    # The last one stands in each of the four places about 100 times.
    assert set(orders) == {0, 1, 2, 3}
    assert min(orders.values()) > 50
