"""自社のPowerPointに新版を入れて受け取る: asked, downloaded, deleted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from terakoya.courseware.revision import revision_id

from ...accounts.models import Member
from ...common import clock
from ...common.file_pieces import whole_file
from ..choices import OPEN_PATCHES, PatchState
from ..editing.own_deck import deck_state
from ..errors import DeckRefused
from ..models import Edition, EditionUpdate, PatchedDeck
from ..selectors.own_decks import own_deck_of, state_for_deck
from ..storage import stored, unpacked
from .drafts import record_by

STEPS = 3  # read, patched and read again, stored


@transaction.atomic
def ask_own_deck(*, by: Member, edition: Edition, update: EditionUpdate | None) -> PatchedDeck:
    """Let a worker bring the deck that was sent last to the edition, an open update merged in.

    Who asks again while one is in hand gets that one. Raises `DeckRefused` where no deck is there
    or a conflict of the update is open.
    """
    found = (
        Edition.objects.select_for_update(of=("self",)).select_related("draft").get(pk=edition.pk)
    )
    running = found.patched_decks.filter(state__in=OPEN_PATCHES).first()
    if running is not None:
        return running
    upload = own_deck_of(found)
    if upload is None:
        raise DeckRefused(_("先に、自社のPowerPointを送ってください。"))
    state = state_for_deck(found, update)
    if state is None:
        raise DeckRefused(_("要確認をすべて選ぶと、受け取れます。"))
    origin = unpacked(bytes(upload.origin), upload.origin_settings)
    read = unpacked(bytes(upload.read), upload.read_settings)
    wanted = deck_state(state, origin, read)
    columns = stored(wanted)
    deck = PatchedDeck.objects.create(
        organisation_id=found.organisation_id,
        edition=found,
        upload=upload,
        update=update,
        name=upload.name,
        names=revision_id(wanted.course),
        state=PatchState.WAITING,
        total=STEPS,
        content=columns.content,
        settings=columns.settings,
        by=by,
        created_at=clock.now(),
    )
    data = {"deck": str(deck.uuid), "update": str(update.uuid) if update else ""}
    record_by(by, "editions.own_deck_asked", found, data)
    return deck


@transaction.atomic
def drop_own_deck(*, by: Member, deck: PatchedDeck) -> None:
    """Delete a deck that came out; what was sent stays."""
    found = PatchedDeck.objects.select_for_update().get(pk=deck.pk)
    if found.state not in (PatchState.READY, PatchState.FAILED):
        raise DeckRefused(_("まだ作っている途中か、もう消したファイルです。"))
    found.state, found.closed_at = PatchState.DROPPED, clock.now()
    found.save(update_fields=["state", "closed_at"])
    found.chunks.all().delete()
    record_by(by, "editions.own_deck_dropped", found.edition, {"deck": str(found.uuid)})


def deck_bytes(deck: PatchedDeck) -> bytes:
    """The new deck."""
    return whole_file(deck.chunks.all())


def note_download(*, by: Member, deck: PatchedDeck, kind: str) -> None:
    """Say in the audit log that somebody has fetched it."""
    data = {"deck": str(deck.uuid), "kind": kind}
    record_by(by, "editions.own_deck_downloaded", deck.edition, data)
