"""Somebody who writes to the database moves ciphertexts about, to read them in the results.

Whatever they do, the next ballot is refused and the wave is closed without being read. They know
the public keys, but neither the private ones nor the key of the seals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from terakoya.portal.surveys import comments, paillier
from terakoya.portal.surveys.choices import WaveKind, WaveState
from terakoya.portal.surveys.errors import WaveDamaged
from terakoya.portal.surveys.models import BallotKey, BlobPage, CountingCell, Participation, Wave
from terakoya.portal.surveys.services import close_wave, open_wave, prepare_wave, submit_answers
from terakoya.portal.surveys.services.keys import public_key

from .conftest import Setting, answers_for, comment_item

Row = dict[str, Any]
SECRET = "課長にだけは知られたくない"


def vote(setting: Setting, *places: int, comment: str = "", wave: Wave | None = None) -> None:
    """Let members answer, by their places: 0 to 6 店舗, 7 to 12 the company's own cell."""
    for place in places:
        fresh = Wave.objects.get(pk=(wave or setting.wave).pk)
        answers = answers_for(fresh, **{comment_item(fresh): comment})
        submit_answers(by=setting.members[place], wave=fresh, enrolment=None, answers=answers)


def rows(model: type[Model]) -> dict[int, Row]:
    return {row["id"]: row for row in model._default_manager.order_by("id").values()}


def write(model: type[Model], row: Row) -> None:
    model._default_manager.filter(pk=row["id"]).update(**row)


def shop(setting: Setting) -> CountingCell:
    return CountingCell.objects.get(wave=setting.wave, department__isnull=False)


def company(setting: Setting) -> CountingCell:
    return CountingCell.objects.get(wave=setting.wave, department=None)


def without_checks(table: str, name: str, statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


# -- what is written: each gets the setting after three ballots in 店舗 and two elsewhere --------


def another_cells_ciphertexts(setting: Setting) -> None:
    there, here = shop(setting), company(setting)
    here.ciphertexts, here.ballots = there.ciphertexts, there.ballots
    here.save()


def another_cells_ciphertexts_and_seal(setting: Setting) -> None:
    there, here = shop(setting), company(setting)
    here.ciphertexts, here.ballots, here.seal = there.ciphertexts, there.ballots, there.seal
    here.save()


def the_same_cell_of_another_wave(setting: Setting) -> None:
    wave = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=WaveKind.AFTER,
    )
    prepare_wave(wave)
    there = CountingCell.objects.get(wave=wave, department=None)
    here = company(setting)
    here.ciphertexts, here.ballots, here.seal = there.ciphertexts, there.ballots, there.seal
    here.save()


def one_persons_ballot_five_times(setting: Setting) -> None:
    """The quotient of two states is the ballot that came between them."""
    before = shop(setting)
    vote(setting, 3)
    after, here = shop(setting), company(setting)
    public = public_key(BallotKey.objects.get(wave=setting.wave))
    square = public.n * public.n
    pairs = zip(
        paillier.from_bytes(public, bytes(after.ciphertexts)),
        paillier.from_bytes(public, bytes(before.ciphertexts)),
        strict=True,
    )
    five = [pow(new * pow(old, -1, square) % square, 5, square) for new, old in pairs]
    here.ciphertexts, here.ballots = paillier.to_bytes(public, five), 5
    here.save()


def more_ballots_than_there_are(setting: Setting) -> None:
    CountingCell.objects.filter(pk=company(setting).pk).update(ballots=5)


def smaller_groups(setting: Setting) -> None:
    sql = f"UPDATE surveys_wave SET min_n = 1 WHERE id = {setting.wave.pk}"
    without_checks("surveys_wave", "wave_minimum_numbers", sql)


def smaller_groups_for_comments(setting: Setting) -> None:
    sql = f"UPDATE surveys_wave SET min_n_sensitive = 1 WHERE id = {setting.wave.pk}"
    without_checks("surveys_wave", "wave_minimum_numbers", sql)


def a_key_of_their_own(setting: Setting) -> None:
    public = paillier.make_key(512).public()
    key = BallotKey.objects.get(wave=setting.wave)
    key.modulus = public.n.to_bytes(len(bytes(key.modulus)), "big")
    key.base = public.base.to_bytes(len(bytes(key.base)), "big")
    key.save()


def a_comment_key_of_their_own(setting: Setting) -> None:
    public = comments.public_half(comments.make_key())
    BallotKey.objects.filter(wave=setting.wave).update(comment_key=public)


def counters_in_another_order(setting: Setting) -> None:
    key = BallotKey.objects.get(wave=setting.wave)
    key.counters = key.counters[::-1]
    key.save()


def one_comment_alone(setting: Setting) -> None:
    key, page = BallotKey.objects.get(wave=setting.wave), BlobPage.objects.get(wave=setting.wave)
    known = set(comments.blobs_of(bytes(page.blobs), key.comment_items))
    vote(setting, 3, comment=SECRET)
    page.refresh_from_db()
    (new,) = set(comments.blobs_of(bytes(page.blobs), key.comment_items)) - known
    page.blobs = new
    page.save()


def one_comment_many_times(setting: Setting) -> None:
    one_comment_alone(setting)
    page = BlobPage.objects.get(wave=setting.wave)
    page.blobs = bytes(page.blobs) * 6
    page.save()


def comments_of_their_own(setting: Setting) -> None:
    key, page = BallotKey.objects.get(wave=setting.wave), BlobPage.objects.get(wave=setting.wave)
    count = len(comments.blobs_of(bytes(page.blobs), key.comment_items))
    own = [comments.seal_comments(bytes(key.comment_key), [""]) for _ in range(count - 1)]
    page.blobs = b"".join([*own, bytes(page.blobs)[-len(own[0]) :]])
    page.save()


WRITES: list[Callable[[Setting], None]] = [
    another_cells_ciphertexts,
    another_cells_ciphertexts_and_seal,
    the_same_cell_of_another_wave,
    one_persons_ballot_five_times,
    more_ballots_than_there_are,
    smaller_groups,
    smaller_groups_for_comments,
    a_key_of_their_own,
    a_comment_key_of_their_own,
    counters_in_another_order,
    one_comment_alone,
    one_comment_many_times,
    comments_of_their_own,
]


@pytest.fixture
def asked(setting: Setting) -> Setting:
    """Three people of 店舗 and two others have answered."""
    vote(setting, 0, 1, 2, 7, 8, comment="ほかの人の意見")
    return setting


@pytest.mark.parametrize("tamper", WRITES, ids=lambda tamper: tamper.__name__)
def test_what_was_tampered_with_takes_no_ballot(
    asked: Setting, tamper: Callable[[Setting], None]
) -> None:
    vote(asked, 9)
    tamper(asked)
    before = [rows(model) for model in (CountingCell, BlobPage, Participation)]
    with pytest.raises(WaveDamaged):
        vote(asked, 10)
    assert [rows(model) for model in (CountingCell, BlobPage, Participation)] == before


@pytest.mark.parametrize("tamper", WRITES, ids=lambda tamper: tamper.__name__)
def test_what_was_tampered_with_is_closed_unread(
    asked: Setting, tamper: Callable[[Setting], None], read: list[int], opened: list[bytes]
) -> None:
    vote(asked, 4, 5, 6, 9, 10, 11, 12)
    tamper(asked)
    read.clear()  # of the trial of a second wave's key
    opened.clear()
    table = close_wave(wave=asked.wave).table
    assert (table["loss"], table["company"], table["groups"]) == ("seal", None, {})
    assert (table["comments"], read, opened) == ({}, [], [])


def test_an_earlier_state_of_a_cell_is_closed_unread(asked: Setting, read: list[int]) -> None:
    before = rows(CountingCell)
    vote(asked, 3, 4, 5, 6, 9, 10, 11)
    for row in before.values():
        write(CountingCell, row)
    table = close_wave(wave=asked.wave).table
    assert (table["loss"], table["company"], read) == ("seal", None, [])


def test_an_earlier_state_of_the_comments_shows_no_comment(
    asked: Setting, opened: list[bytes]
) -> None:
    before = rows(BlobPage)
    vote(asked, 3, 4, 5, 6, 9, 10, 11)
    for row in before.values():
        write(BlobPage, row)
    table = close_wave(wave=asked.wave).table
    assert (table["loss"], table["comments"], opened) == ("seal", {}, [])


def test_untouched_the_same_wave_is_counted(asked: Setting, read: list[int]) -> None:
    vote(asked, 3, 4, 5, 6, 9, 10, 11)
    table = close_wave(wave=asked.wave).table
    assert (table["loss"], table["answered"]) == ("", "10-19")
    assert read != []
    assert table["comments"] == {comment_item(asked.wave): ["ほかの人の意見"] * 5}


def test_a_closed_wave_that_is_opened_again_takes_no_ballot(asked: Setting) -> None:
    vote(asked, 3, 4)
    close_wave(wave=asked.wave)
    Wave.objects.filter(pk=asked.wave.pk).update(
        state=WaveState.OPEN, closed_at=None, key_gone_at=None
    )
    before = rows(Participation)
    with pytest.raises(Exception, match=r"締め切り|受け付け"):
        vote(asked, 9)
    assert rows(Participation) == before


# -- what is decrypted ------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every number that is decrypted from now on."""
    numbers: list[int] = []
    decrypt = paillier.PrivateKey.decrypt

    def listen(self: paillier.PrivateKey, ciphertext: int) -> int:
        numbers.append(decrypt(self, ciphertext))
        return numbers[-1]

    monkeypatch.setattr(paillier.PrivateKey, "decrypt", listen)
    return numbers


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every blob of comments that is opened from now on."""
    blobs: list[bytes] = []
    open_comments = comments.open_comments

    def listen(private: bytes, blob: bytes) -> list[str]:
        blobs.append(blob)
        return open_comments(private, blob)

    monkeypatch.setattr(comments, "open_comments", listen)
    return blobs


@pytest.mark.parametrize(
    ("places", "sizes"),
    [
        ((0, 1, 2, 7, 8, 9, 10, 11), [8]),
        ((0, 1, 2, 3, 4, 7, 8, 9, 10), [9]),
        ((0, 1, 2, 3, 4, 7, 8, 9, 10, 11), [5, 5]),
        ((0, 1, 7, 8), []),
        ((), []),
    ],
    ids=["small unit", "small rest", "two large", "too few", "nobody"],
)
def test_nothing_is_decrypted_that_holds_under_five_ballots(
    setting: Setting, read: list[int], places: tuple[int, ...], sizes: list[int]
) -> None:
    vote(setting, *places)
    key = BallotKey.objects.get(wave=setting.wave)
    each = len(paillier.no_ballots(public_key(key), len(key.counters)))
    close_wave(wave=setting.wave)
    # Everybody has chosen the first option of the first item, whose counter stands at bit 0 of
    # the first ciphertext of each cell.
    assert sorted(number % 2**20 for number in read[::each]) == sizes


@pytest.mark.parametrize(("voters", "comments_read"), [(9, 0), (10, 10)])
def test_comments_are_opened_from_ten_ballots_on(
    setting: Setting, opened: list[bytes], voters: int, comments_read: int
) -> None:
    vote(setting, *range(voters), comment="意見")
    close_wave(wave=setting.wave)
    assert len(opened) == comments_read
