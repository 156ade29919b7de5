"""Ballots of everybody at once, written as the portal would have left them.

A hundred thousand people who answer one by one cost ten minutes of computing. What a closing
finds afterwards is the same: counters of each cell under its key, sealed comments in pages,
participations.
"""

from __future__ import annotations

from random import Random

from terakoya.portal.surveys import comments, paillier, seals
from terakoya.portal.surveys.models import (
    BallotKey,
    BlobPage,
    CellMember,
    CountingCell,
    Participation,
    Wave,
)
from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.services.keys import cell_parts, page_parts, public_key, seal_keys

BATCH = 500
COMMENTED = 0.2  # of all ballots


def fill(wave: Wave, random: Random) -> int:
    """Let everybody have answered; how many."""
    key = BallotKey.objects.get(wave=wave)
    cells = list(CountingCell.objects.filter(wave=wave))
    for cell in cells:
        _count(wave, key, cell, random)
    CountingCell.objects.bulk_update(cells, ["ballots", "ciphertexts", "seal"], batch_size=BATCH)
    members = CellMember.objects.filter(wave=wave).values_list("member_id", flat=True)
    found = [
        Participation(organisation_id=wave.organisation_id, wave=wave, member_id=one)
        for one in members
    ]
    random.shuffle(found)
    Participation.objects.bulk_create(found, batch_size=5_000)
    _comment(wave, key, len(found), random)
    return len(found)


def _count(wave: Wave, key: BallotKey, cell: CountingCell, random: Random) -> None:
    """Everybody of the cell answers every item."""
    public, survey = public_key(key), survey_of(wave.revision_id, "ja")
    counters = dict.fromkeys(map(tuple, key.counters), 0)
    for item in survey.items:
        options = [one.id for one in survey.options_of(item)]
        if options:
            weights = [random.random() for _ in options]
            for option in random.choices(options, weights, k=cell.headcount):
                counters[item.id, option] += 1
    plain = paillier.pack(public, list(counters.values()))
    cell.ballots = cell.headcount
    cell.ciphertexts = paillier.to_bytes(public, [public.encrypt(one) for one in plain])
    parts = cell_parts(wave.uuid, cell.department_id, cell.ballots, cell.ciphertexts)
    cell.seal = seals.seal(seal_keys()[0], seals.CELL, parts)


def _comment(wave: Wave, key: BallotKey, ballots: int, random: Random) -> None:
    pages = list(BlobPage.objects.filter(wave=wave).order_by("number"))
    sealing, public = seal_keys()[0], bytes(key.comment_key)
    for at, page in enumerate(pages):
        count = ballots // len(pages) + (at < ballots % len(pages))
        blobs = [
            comments.seal_comments(public, [_text(random)] * key.comment_items)
            for _ in range(count)
        ]
        page.blobs = b"".join(blobs)
        page.seal = seals.seal(sealing, seals.PAGE, page_parts(wave.uuid, page.number, page.blobs))
    BlobPage.objects.bulk_update(pages, ["blobs", "seal"], batch_size=100)


def _text(random: Random) -> str:
    return (
        "電話が長引いたとき、代わってもらえると助かります。" if random.random() < COMMENTED else ""
    )
