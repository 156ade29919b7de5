"""What the ballots of a wave come to: read, merged, decrypted in memory. Writes nothing.

docs/algorithms/survey.md §5.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from terakoya.courseware.scoring import EXACT_SIZE_FROM

from .. import comments, paillier, seals
from ..cells import merge_small
from ..key_files import WaveKey
from ..models import BallotKey, CountingCell, Wave
from ..selectors import survey_of_wave
from ..suppression import Counts, Hidden, published_table
from .keys import cell_parts, counts_of, opening_parts, page_parts, public_key, seal_keys


class Loss(StrEnum):
    """Why a wave has no results though people answered."""

    NONE = ""
    KEY = "key"  # the key was not found in time
    SEAL = "seal"  # the database holds what the portal did not write


class SealBroken(Exception):
    """The database holds ballots that the portal did not write."""


@dataclass
class Group:
    """Encrypted counters of one cell, or of several added to it."""

    ballots: int
    ciphertexts: list[int]


def encrypted_groups(wave: Wave, key: BallotKey) -> dict[int | None, Group]:
    """The cells as they stand, their seals checked. Raises `SealBroken`."""
    keys, public = seal_keys(), public_key(key)
    if not seals.is_sealed(keys, seals.OPENING, opening_parts(wave, key), bytes(key.seal)):
        raise SealBroken
    groups: dict[int | None, Group] = {}
    for cell in CountingCell.objects.filter(wave=wave).order_by("id"):
        stored = bytes(cell.ciphertexts)
        parts = cell_parts(wave.uuid, cell.department_id, cell.ballots, stored)
        if not seals.is_sealed(keys, seals.CELL, parts, bytes(cell.seal)):
            raise SealBroken
        groups[cell.department_id] = Group(cell.ballots, paillier.from_bytes(public, stored))
    if sum(one.ballots for one in groups.values()) < wave.participations.count():
        raise SealBroken  # an earlier state was put back
    return groups


def _merged(
    groups: dict[int | None, Group], public: paillier.PublicKey, minimum: int
) -> dict[int | None, Group]:
    """Small cells added to the company's own, encrypted as they are; empty ones left out."""
    moves = merge_small({key: one.ballots for key, one in groups.items()}, minimum)
    merged: dict[int | None, Group] = {}
    for key, target in moves.items():
        one = groups[key]
        if target in merged:
            into = merged[target]
            into.ciphertexts = paillier.add_all(public, into.ciphertexts, one.ciphertexts)
            into.ballots += one.ballots
        else:
            merged[target] = Group(one.ballots, one.ciphertexts)
    if any(one.ballots > paillier.LARGEST for one in merged.values()):
        raise OverflowError("more ballots than a counter can hold")
    return {key: one for key, one in merged.items() if one.ballots}


def moved_units(
    before: Mapping[int | None, int], merged: Collection[int | None], minimum: int
) -> dict[int, Hidden]:
    """The units that were added to the company's own, and why; `before` are their ballots."""
    return {
        unit: Hidden.FEW if ballots < minimum else Hidden.COMPLEMENT
        for unit, ballots in before.items()
        if unit is not None and unit not in merged
    }


def decrypted(
    groups: Mapping[int | None, Group], key: BallotKey, private: WaveKey
) -> dict[int | None, Counts]:
    """The counters of groups, item by item."""
    public, length = public_key(key), len(key.counters)
    plain = iter(private.private.decrypt_all([c for g in groups.values() for c in g.ciphertexts]))
    return {
        department: counts_of(
            key, paillier.unpack(public, [next(plain) for _ in group.ciphertexts], length)
        )
        for department, group in groups.items()
    }


def table_of(
    wave: Wave, key: BallotKey | None, private: WaveKey | None, loss: Loss = Loss.NONE
) -> dict[str, Any]:
    """The published table; without a key, or under the least number, one that shows nothing."""
    groups: Mapping[int | None, Group] = {}
    counts: Mapping[int | None, Counts] = {}
    texts: dict[str, list[str]] = {}
    moved: Mapping[int, Hidden] = {}
    encrypted: dict[int | None, Group] = {}
    if key is not None and private is not None:
        try:
            encrypted = encrypted_groups(wave, key)
            _check_pages(wave, key, sum(one.ballots for one in encrypted.values()))
            groups = _merged(encrypted, public_key(key), wave.min_n)
        except SealBroken:
            loss = Loss.SEAL
        answered = sum(one.ballots for one in groups.values())
        if answered >= EXACT_SIZE_FROM:  # below, nothing is told of units
            ballots = {unit: one.ballots for unit, one in encrypted.items()}
            moved = moved_units(ballots, groups, wave.min_n)
        groups = groups if answered >= wave.min_n else {}  # so few are never decrypted
        counts = decrypted(groups, key, private)
        texts = _comments_of(wave, key, private) if answered >= wave.min_n_sensitive else {}
    answered_in = {one: group.ballots for one, group in groups.items()}
    table = table_with_units(wave, counts, answered_in, moved)
    return {**table, "comments": texts, "loss": str(loss)}


def table_with_units(
    wave: Wave,
    counts: Mapping[int | None, Counts],
    groups: Mapping[int | None, int],
    moved: Mapping[int, Hidden],
) -> dict[str, Any]:
    """What of the units may be shown, with their names; those added to another are hidden ones."""
    table = published_table(
        survey_of_wave(wave, "ja"),
        {_id(one): counters for one, counters in counts.items()},
        {_id(one): ballots for one, ballots in groups.items()},
        minimum=wave.min_n,
        minimum_sensitive=wave.min_n_sensitive,
    )
    hidden = table["hidden"] | {_id(one): str(reason) for one, reason in moved.items()}
    told = {_id(one) for one in groups} | hidden.keys()
    cells = CountingCell.objects.filter(wave=wave).values_list("department_id", "name")
    names = {_id(one): name for one, name in cells if _id(one) in told}
    return {**table, "hidden": hidden, "names": names}


def _id(department: int | None) -> str:
    return str(department or 0)


def _pages_of(wave: Wave) -> Iterator[bytes]:
    """The pages of comments, their seals checked. Raises `SealBroken`."""
    keys = seal_keys()
    for page in wave.blob_pages.order_by("number").iterator():
        blobs = bytes(page.blobs)
        parts = page_parts(wave.uuid, page.number, blobs)
        if not seals.is_sealed(keys, seals.PAGE, parts, bytes(page.seal)):
            raise SealBroken
        yield blobs


def _check_pages(wave: Wave, key: BallotKey, ballots: int) -> None:
    """Raise `SealBroken` where a page was changed, or holds less than it once did."""
    blobs = sum(len(comments.blobs_of(page, key.comment_items)) for page in _pages_of(wave))
    if blobs < ballots:
        raise SealBroken


def _comments_of(wave: Wave, key: BallotKey, private: WaveKey) -> dict[str, list[str]]:
    """The comments by item, shuffled. Raises `SealBroken` where pages were changed just now."""
    survey = survey_of_wave(wave, "ja")
    items = [item.id for item in survey.items if item.kind == "comment"]
    found: dict[str, list[str]] = {}
    for page in _pages_of(wave):
        for blob in comments.blobs_of(page, key.comment_items):
            # One that does not open must not cost the others.
            with suppress(comments.Unreadable):
                for item, text in zip(
                    items, comments.open_comments(private.comments, blob), strict=True
                ):
                    if text:
                        found.setdefault(item, []).append(text)
    for texts in found.values():
        secrets.SystemRandom().shuffle(texts)
    return found
