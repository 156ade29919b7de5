"""Where keys of waves lie, what their seals cover, and waves whose key is gone."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Sequence

from django.conf import settings

from .. import paillier, seals
from ..choices import Medium, WaveState
from ..key_files import WaveKeyFolder
from ..models import BallotKey, Wave

log = logging.getLogger(__name__)


def key_folder() -> WaveKeyFolder:
    """The folder of the private keys; only the worker needs it."""
    return WaveKeyFolder(settings.SURVEY_KEYS)


def seal_keys() -> list[bytes]:
    """The keys of the seals: the first one seals, each of them may have sealed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [seals.derive_key(secret) for secret in secrets]


def opening_parts(wave: Wave, key: BallotKey) -> list[bytes]:
    """What the seal of an opening covers."""
    numbers = (wave.min_n, wave.min_n_sensitive, key.comment_items, key.pages)
    return [
        wave.uuid.bytes,
        bytes(key.modulus),
        bytes(key.base),
        bytes(key.comment_key),
        json.dumps(key.counters).encode(),
        *(seals.number(one) for one in numbers),
    ]


def cell_parts(
    wave: uuid.UUID, department: int | None, ballots: int, ciphertexts: bytes
) -> list[bytes]:
    """What the seal of a cell covers."""
    return [wave.bytes, seals.number(department or 0), seals.number(ballots), ciphertexts]


def page_parts(wave: uuid.UUID, page: int, blobs: bytes) -> list[bytes]:
    """What the seal of a page of comments covers."""
    return [wave.bytes, seals.number(page), blobs]


def public_key(key: BallotKey) -> paillier.PublicKey:
    """The public key of a row."""
    return paillier.PublicKey(
        int.from_bytes(bytes(key.modulus), "big"), int.from_bytes(bytes(key.base), "big")
    )


def places_of(key: BallotKey) -> dict[tuple[str, str], int]:
    """The place of each counter: (item id, option id) → number."""
    return {(item, option): place for place, (item, option) in enumerate(key.counters)}


def counts_of(key: BallotKey, counters: Sequence[int]) -> dict[str, dict[str, int]]:
    """Counters by item and option."""
    counts: dict[str, dict[str, int]] = {}
    for (item, option), counter in zip(key.counters, counters, strict=True):
        counts.setdefault(item, {})[option] = counter
    return counts


def watch_keys() -> int:
    """Let waves without their key take no ballots until it is back; how many have changed."""
    folder, changed = key_folder(), 0
    waiting = (WaveState.OPEN, WaveState.KEYLESS, WaveState.CLOSING)
    for wave in Wave.objects.filter(medium=Medium.ONLINE, state__in=waiting).only("uuid", "state"):
        is_there = folder.has(wave.uuid)
        if not is_there:
            log.error("survey %s has no key in %s", wave.uuid, folder.path)
        if wave.state != WaveState.CLOSING:
            state = WaveState.OPEN if is_there else WaveState.KEYLESS
            if state != wave.state:
                changed += Wave.objects.filter(pk=wave.pk, state=wave.state).update(state=state)
    return changed
