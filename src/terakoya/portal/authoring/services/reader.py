"""Files of own courses read in the background, one after the other, each by one worker."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.model import Material

from ...audit.services import record
from ...catalogue.blobs import keep_files
from ...catalogue.selectors import house_voice
from ...catalogue.services import open_own_course
from ...common import clock
from ...common.file_pieces import whole_file
from ...delivery.claims import claim_first, given_up, one_by_one, waiting_or_lost
from ...delivery.renewal import renewed
from ...editions.intake import DeckPages, in_each_language, sentences_of
from ...editions.services.opening import open_own_edition
from ..choices import DeckState
from ..deck import WIDTH, ReadDeck, named, page_count, read_deck, small_picture
from ..models import DeckPage, OwnCourse

log = logging.getLogger(__name__)
LEASE: Final = dt.timedelta(seconds=60)  # renewed while a file is read
RENEWAL_SECONDS: Final = 15.0
RECEIVED_WITHIN: Final = dt.timedelta(hours=1)
MOST_ATTEMPTS: Final = 6  # a worker may be killed for reasons that are not the file's
MOST_PAGES: Final = 300
SECONDS: Final = 20.0


class _Stopped(Exception):
    """Somebody has stopped the reading."""


def read_decks(seconds: float = SECONDS) -> int:
    """Read what is waiting, one after the other; how many were read."""
    give_up_on_the_lost()
    return one_by_one(claim_next, read_one, seconds)


def claim_next() -> OwnCourse | None:
    """Take the file that waited longest; a worker that died leaves its file to the next one."""
    waiting = waiting_or_lost(
        OwnCourse.objects.all(),
        waiting=DeckState.WAITING,
        working=DeckState.READING,
        attempts=MOST_ATTEMPTS,
    )
    claimed = claim_first(
        waiting, lease=LEASE, state=DeckState.READING, done=0, total=0, started_at=clock.now()
    )
    if claimed is None:
        return None
    return OwnCourse.objects.select_related("by__organisation", "by__person").get(pk=claimed)


def give_up_on_the_lost() -> None:
    """Close files whose reading or receiving never came to an end, however often it was tried."""
    lost = given_up(OwnCourse.objects.all(), working=DeckState.READING, attempts=MOST_ATTEMPTS)
    halves = OwnCourse.objects.filter(
        state=DeckState.RECEIVING, created_at__lte=clock.now() - RECEIVED_WITHIN
    )
    for rows in (lost, halves):
        rows.update(
            state=DeckState.FAILED, refusal=_broken_off(), claimed_until=None, closed_at=clock.now()
        )


def read_one(found: OwnCourse) -> None:
    """Read one claimed file; whatever is wrong with it is told, and no course is made of it."""
    claim = OwnCourse.objects.filter(pk=found.pk, state=DeckState.READING, attempts=found.attempts)
    try:
        with renewed(
            lambda: claim.update(claimed_until=clock.now() + LEASE), every=RENEWAL_SECONDS
        ):
            _read(found, claim)
    except _Stopped:
        log.info("the reading of %s was stopped", found.uuid)
    except CoursewareError as error:
        _fail(claim, sentences_of(error))
    except Exception:  # a file's fault must not end the worker
        log.exception("deck %s could not be read", found.uuid)
        _fail(claim, _broken_off())


def _read(found: OwnCourse, claim: QuerySet[OwnCourse]) -> None:
    data = whole_file(found.pieces.all())
    count = page_count(data)
    if count > MOST_PAGES:
        _fail(claim, _too_many(count))
        return
    pages = DeckPages(data)
    _keep_pages(found, claim, pages, count)
    _make_course(found, claim, read_deck(data, pages, found.name))


def _keep_pages(found: OwnCourse, claim: QuerySet[OwnCourse], pages: DeckPages, count: int) -> None:
    """The pages as they look, each shown as soon as it is drawn."""
    found.pages.all().delete()
    _go_on(claim.update(total=count))
    drawn = pages.drawn(list(range(1, count + 1)), width=WIDTH)
    for number, picture in drawn:
        with transaction.atomic():
            _go_on(claim.update(done=number))
            DeckPage.objects.create(
                organisation_id=found.organisation_id,
                own_course=found,
                page=number,
                picture=picture,
                thumb=small_picture(picture),
            )


@transaction.atomic
def _make_course(found: OwnCourse, claim: QuerySet[OwnCourse], deck: ReadDeck) -> None:
    """The course with its draft, and what became of each page."""
    _go_on(len(claim.select_for_update().values_list("pk", flat=True)))
    course = named(
        deck.material.course,
        slug=f"own-{found.uuid.hex[:16]}",
        version=clock.today().strftime("%Y.%m"),
        title=found.name.rpartition(".")[0],
        voice=house_voice(deck.material.course.source.language),
    )
    base = open_own_course(
        material=Material(course, deck.material.media),
        organisation=found.by.organisation,
        version=course.meta.version,
    )
    settings = deck.settings.model_copy(update={"base": base.revision_id})
    # Pictures that only the words of a page show: somebody may choose these.
    others = keep_files(deck.words.media)
    started = course.model_copy(update={"media": {**others, **course.media}})
    start = Content(course=started, settings=settings)
    edition = open_own_edition(by=found.by, base=base, start=start, key=found.uuid)
    _keep_outcome(found, deck)
    claim.update(
        state=DeckState.READY,
        edition=edition,
        notices=deck.whole,
        done=F("total"),
        read_at=clock.now(),
        claimed_until=None,
        refusal={},
    )
    record(
        organisation_uuid=found.by.organisation.uuid,
        actor_uuid=None,
        verb="authoring.deck_read",
        target=f"own-course:{found.uuid}",
        data={"file": found.name, "pages": len(deck.slides)},
    )


def _keep_outcome(found: OwnCourse, deck: ReadDeck) -> None:
    rows = {one.page: one for one in found.pages.defer("picture", "thumb")}
    for page in sorted({*rows, *deck.slides}):
        row = rows.get(page) or DeckPage(
            organisation_id=found.organisation_id, own_course=found, page=page
        )
        row.slide_id = deck.slides.get(page, "")
        words = deck.words.slides.get(row.slide_id)
        row.kept = words.model_dump(mode="json") if words else None
        row.notices = deck.notices.get(page, [])
        if row.pk is None:
            row.save()
        else:
            row.save(update_fields=["slide_id", "kept", "notices"])


def _go_on(is_claimed: int) -> None:
    """Break off where the claim is another's by now, or somebody has stopped the reading."""
    if not is_claimed:
        raise _Stopped


def _fail(claim: QuerySet[OwnCourse], sentences: dict[str, str]) -> None:
    claim.update(
        state=DeckState.FAILED, refusal=sentences, claimed_until=None, closed_at=clock.now()
    )


def _broken_off() -> dict[str, str]:
    return in_each_language(
        lambda: _(
            "読み込みが途中で止まりました。もう一度送ってください。"
            "繰り返すときは、お問い合わせください。"
        )
    )


def _too_many(count: int) -> dict[str, str]:
    return in_each_language(
        lambda: (
            _(
                "%(count)dページあります。%(most)dページまで読み込めます。"
                "ファイルを2つに分けて送ってください。"
            )
            % {"count": count, "most": MOST_PAGES}
        )
    )
