"""Organisations' own decks brought to their editions in the background, each by one worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.formats.pptx.patching.result import Patched
from terakoya.courseware.imports.resource_limits import within_limits
from terakoya.courseware.model import Material

from ...catalogue.selectors import course_material
from ...common import clock
from ...common.file_pieces import PIECE, keep_pieces, whole_file
from ...delivery.claims import claim_first, given_up, one_by_one, waiting_or_lost
from ...delivery.renewal import renewed
from ...learning.selectors.courses import company_values
from ..choices import PatchState
from ..intake import in_each_language, sentences_of, with_values
from ..models import PatchedDeck, PatchedDeckChunk
from ..storage import content_of, unpacked
from .upload_reader import LEASE, MOST_ATTEMPTS, RENEWAL_SECONDS, SECONDS

log = logging.getLogger(__name__)


def patch_decks(seconds: float = SECONDS) -> int:
    """Make the decks that are waiting, one after the other; how many were made."""
    give_up_on_the_lost()
    return one_by_one(claim_next, patch_one, seconds)


def claim_next() -> PatchedDeck | None:
    """Take the one that waited longest; a worker that died leaves its deck to the next one."""
    waiting = waiting_or_lost(
        PatchedDeck.objects.all(),
        waiting=PatchState.WAITING,
        working=PatchState.WORKING,
        attempts=MOST_ATTEMPTS,
    )
    claimed = claim_first(waiting, lease=LEASE, state=PatchState.WORKING, done=0)
    if claimed is None:
        return None
    rows = PatchedDeck.objects.select_related(
        "edition__course", "by__organisation", "by__person", "upload"
    )
    return rows.get(pk=claimed)


def give_up_on_the_lost() -> None:
    """Close what never came to an end, however often it was tried."""
    given_up(PatchedDeck.objects.all(), working=PatchState.WORKING, attempts=MOST_ATTEMPTS).update(
        state=PatchState.FAILED, refusal=_stopped(), claimed_until=None, closed_at=clock.now()
    )


def patch_one(deck: PatchedDeck) -> None:
    """Make one claimed deck; whatever is wrong is told, and file and edition stay as they were."""
    claim = _working(deck).filter(attempts=deck.attempts)
    try:
        with renewed(
            lambda: claim.update(claimed_until=clock.now() + LEASE), every=RENEWAL_SECONDS
        ):
            _patch(deck)
    except CoursewareError as error:
        _fail(deck, sentences_of(error))
    except Exception:  # a file's fault must not end the worker
        log.exception("own deck %s could not be patched", deck.uuid)
        _fail(deck, _stopped())


def _patch(deck: PatchedDeck) -> None:
    # The reader and the patch, which few processes need.
    from terakoya.courseware.formats.pptx.patching.deck import patch_deck
    from terakoya.courseware.formats.pptx.reading import import_deck

    upload = deck.upload
    data = b"" if upload is None else whole_file(upload.chunks.all())
    if upload is None or not data:
        _fail(deck, _gone())
        return
    values = company_values(deck.by)
    origin = unpacked(bytes(upload.origin), upload.origin_settings)
    choices = {int(page): slide or None for page, slide in upload.choices.items()}
    source = _material(origin)
    settings = with_values(origin.settings, source, values)
    imported = within_limits(import_deck, data, source, settings=settings, choices=choices)
    _step(deck, 1)
    read = unpacked(bytes(upload.read), upload.read_settings)
    wanted = content_of(deck)
    # Names and desks that the deck shows otherwise than the company's settings are its author's.
    shown = wanted.settings.model_copy(update={"variables": imported.settings.variables})
    patched = within_limits(
        patch_deck,
        data,
        (_material(read), imported.settings),
        imported.pages,
        (_material(wanted), shown),
        imported.report.language,
        choices=choices,
    )
    _step(deck, 2)
    _keep(deck, patched)


@transaction.atomic
def _keep(deck: PatchedDeck, patched: Patched) -> None:
    """Store the bytes and what was done, unless somebody else has made or closed it meanwhile."""
    if (
        not _working(deck)
        .filter(attempts=deck.attempts)
        .update(
            state=PatchState.READY,
            done=deck.total,
            report=patched.as_json(),
            size=len(patched.deck),
            claimed_until=None,
            closed_at=clock.now(),
        )
    ):
        return
    # The one before it is replaced; what it held stays known, should it come back.
    before = PatchedDeck.objects.filter(edition=deck.edition, state=PatchState.READY)
    before.exclude(pk=deck.pk).update(state=PatchState.DROPPED)
    PatchedDeckChunk.objects.filter(deck__edition=deck.edition).delete()
    starts = range(0, len(patched.deck), PIECE)
    pieces = (patched.deck[start : start + PIECE] for start in starts)
    keep_pieces(deck.chunks, pieces, organisation=deck.organisation_id)


def _material(state: Content) -> Material:
    return course_material(state.course)


def _step(deck: PatchedDeck, done: int) -> None:
    _working(deck).update(done=done)


def _working(deck: PatchedDeck) -> QuerySet[PatchedDeck]:
    return PatchedDeck.objects.filter(pk=deck.pk, state=PatchState.WORKING)


def _fail(deck: PatchedDeck, sentences: Mapping[str, str]) -> None:
    _working(deck).update(
        state=PatchState.FAILED,
        refusal=dict(sentences),
        claimed_until=None,
        closed_at=clock.now(),
    )


def _stopped() -> dict[str, str]:
    return in_each_language(
        lambda: _(
            "新版を入れる途中で止まりました。もう一度お試しください。"
            "繰り返すときは、お問い合わせください。"
        )
    )


def _gone() -> dict[str, str]:
    return in_each_language(lambda: _("もとのPowerPointが消されています。もう一度送ってください。"))
