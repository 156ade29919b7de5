"""Counting a person's answers: encrypted before anything is locked, added in one transaction."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import BigAutoField, IntegerField
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from terakoya.courseware.model import Survey

from ...accounts.models import Member
from ...common.prepared import Given, Prepared, PreparedUpdate
from ...learning.models import Enrolment
from .. import comments, paillier, seals
from ..errors import (
    AlreadyAnswered,
    UnknownAnswer,
    WaveClosed,
    WaveDamaged,
    WaveNotOpen,
    WaveWithoutKey,
)
from ..models import BallotKey, BlobPage, CountingCell, Participation, Wave
from ..selectors import state_for, survey_of_wave
from ..words import why_not
from .keys import cell_parts, opening_parts, page_parts, places_of, public_key, seal_keys

log = logging.getLogger(__name__)

_REFUSALS = {
    "later": WaveNotOpen,
    "preparing": WaveNotOpen,
    "keyless": WaveWithoutKey,
    "closed": WaveClosed,
    "paper": WaveNotOpen,
}


_WAVE: Final = Given("wave", BigAutoField())
_PK: Final = Given("pk", BigAutoField())
# Every ballot makes each of these once.
_KEY: Final = Prepared(lambda: BallotKey.objects.filter(wave_id=_WAVE))
_LOCKED_CELL: Final = Prepared(
    lambda: CountingCell.objects.select_for_update(of=("self",)).filter(
        wave_id=_WAVE, members__wave_id=_WAVE, members__member_id=Given("member", BigAutoField())
    )
)
_ADD_TO_CELL: Final = PreparedUpdate(
    lambda: CountingCell.objects.filter(pk=_PK), fields=("ballots", "ciphertexts", "seal")
)
_LOCKED_PAGE: Final = Prepared(
    lambda: BlobPage.objects.select_for_update().filter(
        wave_id=_WAVE, number=Given("number", IntegerField())
    )
)
_ADD_TO_PAGE: Final = PreparedUpdate(
    lambda: BlobPage.objects.filter(pk=_PK), fields=("blobs", "seal")
)


@dataclass(frozen=True)
class Ballot:
    """Somebody's answers as the database may have them."""

    ciphertexts: list[int]
    blob: bytes


@sensitive_variables()
def submit_answers(
    *, by: Member, wave: Wave, enrolment: Enrolment | None, answers: Mapping[str, str]
) -> None:
    """Count a person's answers and note that they took part; once a wave and person.

    Items left out or answered with an empty text are not counted. Raises `UnknownAnswer`,
    `AlreadyAnswered`, `WaveClosed`, `WaveNotOpen`, `WaveWithoutKey` or `WaveDamaged`; then
    nothing has changed. No local name of this and what it calls reaches an error report.
    """
    chosen, texts = _read_answers(survey_of_wave(wave, "ja"), answers)
    _refuse_outside_window(wave, enrolment)
    key = _KEY.first(wave=wave.pk)
    if key is None:  # closed since the page asked for the wave
        raise WaveClosed(_("この意識調査は締め切りました。回答は数えていません。"))
    ballot = _encrypt(wave, key, chosen, texts)
    try:
        with transaction.atomic():
            cell = _locked_cell(wave, by)
            # Closing marks the row first, so a cell found open here stays open until commit.
            if cell.is_closed:
                raise WaveClosed(_("この意識調査は締め切りました。回答は数えていません。"))
            Participation.objects.create(organisation_id=wave.organisation_id, wave=wave, member=by)
            _add(wave, key, cell, ballot)
            _put_blob(wave, key, ballot)
    except IntegrityError:
        raise AlreadyAnswered(
            _("この意識調査には回答済みです。ご協力ありがとうございました。")
        ) from None


def _read_answers(
    survey: Survey, answers: Mapping[str, str]
) -> tuple[set[tuple[str, str]], dict[str, str]]:
    """The options chosen, and comments by item."""
    items = {item.id: item for item in survey.items}
    chosen: set[tuple[str, str]] = set()
    texts: dict[str, str] = {}
    for item_id, answer in answers.items():
        item = items.get(item_id)
        if item is None:
            raise UnknownAnswer(
                _("この意識調査にない項目への回答です。ページを読み込み直してください。")
            )
        if not answer.strip():
            continue
        if item.kind == "comment":
            texts[item_id] = comments.clean_comment(answer)
        elif answer in {option.id for option in survey.options_of(item)}:
            chosen.add((item_id, answer))
        else:
            raise UnknownAnswer(_("選択肢にない回答です。ページを読み込み直してください。"))
    return chosen, texts


def _refuse_outside_window(wave: Wave, enrolment: Enrolment | None) -> None:
    state = state_for(wave, enrolment, answered=False)
    if state != "open":
        raise _REFUSALS[state](why_not(wave, enrolment, state))


def _encrypt(
    wave: Wave, key: BallotKey, chosen: set[tuple[str, str]], texts: Mapping[str, str]
) -> Ballot:
    """Encrypt answers to the key of the opening, once its seal has been checked."""
    if not seals.is_sealed(seal_keys(), seals.OPENING, opening_parts(wave, key), bytes(key.seal)):
        raise _damaged(wave)
    places = places_of(key)
    ciphertexts = paillier.encrypt_ballot(
        public_key(key), {places[one] for one in chosen}, len(places)
    )
    items = [item.id for item in survey_of_wave(wave, "ja").items if item.kind == "comment"]
    blob = comments.seal_comments(bytes(key.comment_key), [texts.get(one, "") for one in items])
    return Ballot(ciphertexts, blob)


def _locked_cell(wave: Wave, member: Member) -> CountingCell:
    cell = _LOCKED_CELL.first(wave=wave.pk, member=member.pk)
    # Someone who joined after the opening counts in the company's own cell.
    return cell or CountingCell.objects.select_for_update().get(wave=wave, department=None)


def _add(wave: Wave, key: BallotKey, cell: CountingCell, ballot: Ballot) -> None:
    """Add a ballot to a locked cell, once its seal has been checked."""
    keys, public = seal_keys(), public_key(key)
    before = cell_parts(wave.uuid, cell.department_id, cell.ballots, bytes(cell.ciphertexts))
    if not seals.is_sealed(keys, seals.CELL, before, bytes(cell.seal)):
        raise _damaged(wave)
    if cell.ballots >= paillier.MOST_BALLOTS:
        raise WaveClosed(_("この意識調査は、数えられる人数の上限に達しました。"))
    counted = paillier.add_all(
        public, paillier.from_bytes(public, bytes(cell.ciphertexts)), ballot.ciphertexts
    )
    cell.ballots += 1
    cell.ciphertexts = paillier.to_bytes(public, counted)
    after = cell_parts(wave.uuid, cell.department_id, cell.ballots, cell.ciphertexts)
    cell.seal = seals.seal(keys[0], seals.CELL, after)
    _ADD_TO_CELL.update(
        {"ballots": cell.ballots, "ciphertexts": cell.ciphertexts, "seal": cell.seal}, pk=cell.pk
    )


def _put_blob(wave: Wave, key: BallotKey, ballot: Ballot) -> None:
    """Put the comments of a ballot, if any, into a random page, and shuffle the page.

    The page's seal is checked first.
    """
    keys = seal_keys()
    (page,) = _LOCKED_PAGE.all(wave=wave.pk, number=secrets.randbelow(key.pages))
    before = page_parts(wave.uuid, page.number, bytes(page.blobs))
    if not seals.is_sealed(keys, seals.PAGE, before, bytes(page.seal)):
        raise _damaged(wave)
    page.blobs = comments.with_blob(bytes(page.blobs), ballot.blob)
    page.seal = seals.seal(keys[0], seals.PAGE, page_parts(wave.uuid, page.number, page.blobs))
    _ADD_TO_PAGE.update({"blobs": page.blobs, "seal": page.seal}, pk=page.pk)


def _damaged(wave: Wave) -> WaveDamaged:
    log.error("survey %s: a seal is wrong, ballots are refused", wave.uuid)
    return WaveDamaged(
        _("この意識調査は、今、回答を受け付けられません。研修担当者にお知らせください。")
    )
