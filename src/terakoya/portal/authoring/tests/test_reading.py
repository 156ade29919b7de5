"""A file becomes a draft: read in the background, stopped, taken up again, refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

import pytest
from pytest_django import Settings

from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.authoring import services
from terakoya.portal.authoring.choices import DeckState
from terakoya.portal.authoring.errors import DeckRefused, NoContract, ReadingOver
from terakoya.portal.authoring.models import DeckPiece, OwnCourse
from terakoya.portal.authoring.services import reader
from terakoya.portal.catalogue.models import Course, Revision
from terakoya.portal.catalogue.selectors import listed_courses
from terakoya.portal.common import clock
from tests.factories import make_organisation, make_owner

from .decks import PAGES, DrawnPages, small_deck
from .studio import Studio, state_of


def test_a_deck_becomes_the_draft_of_a_course_that_is_in_no_list(studio: Studio) -> None:
    own = studio.make()
    assert (own.state, own.done, own.total) == (DeckState.READY, PAGES, PAGES)
    assert own.edition is not None and own.edition.uuid == own.uuid
    course = own.edition.course
    assert (course.owner, course.is_listed) == (studio.officer.organisation, False)
    assert Revision.objects.filter(course=course, offered_at__isnull=False).count() == 0
    assert [card.course.slug for card in listed_courses("ja")] == [studio.flagship.course.slug]
    state = state_of(own)
    assert state.course.meta.id == course.slug
    assert state.course.meta.title == {"ja": "個人情報の取り扱い"}
    titles = [slide.title for _chapter, slide in state.course.source.slides()]
    assert titles == ["個人情報の取り扱い", "個人情報とは", "もれたときの流れ", "まとめ"]
    pages = own.pages.all()
    assert [page.slide_id for page in pages] == [
        slide.id for _chapter, slide in state.course.source.slides()
    ]
    assert all(bytes(page.thumb) for page in pages)


def test_a_stopped_reading_makes_nothing(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    own = studio.send()

    class Impatient(DrawnPages):
        def drawn(
            self, pages: Collection[int] | None = None, *, width: int = 640
        ) -> Iterator[tuple[int, bytes]]:
            for one in super().drawn(pages, width=width):
                yield one
                services.drop_course(by=studio.officer, own_course=own)

    monkeypatch.setattr(reader, "DeckPages", Impatient)
    services.read_decks()
    own.refresh_from_db()
    assert (own.state, own.edition) == (DeckState.DROPPED, None)
    assert not DeckPiece.objects.filter(own_course=own).exists()
    assert not Course.objects.exclude(owner=None).exists()
    with pytest.raises(ReadingOver):
        services.drop_course(by=studio.officer, own_course=own)


def test_a_worker_that_died_leaves_the_file_to_the_next(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = studio.send()
    assert reader.claim_next() is not None
    assert reader.claim_next() is None  # somebody has it
    later = clock.now() + reader.LEASE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert services.read_decks() == 1
    own.refresh_from_db()
    assert (own.state, own.attempts) == (DeckState.READY, 2)


def test_a_file_that_kills_every_worker_says_so(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = studio.send()
    OwnCourse.objects.filter(pk=own.pk).update(
        state=DeckState.READING,
        attempts=reader.MOST_ATTEMPTS,
        claimed_until=clock.now() - dt.timedelta(seconds=1),
    )
    assert services.read_decks() == 0
    own.refresh_from_db()
    assert own.state == DeckState.FAILED
    assert "もう一度送ってください" in own.refusal["ja"]
    assert own.refusal["en"]


def test_what_is_no_deck_is_refused_with_the_mend(studio: Studio) -> None:
    own = studio.send(b"PK no deck at all", "壊れた.pptx")
    services.read_decks()
    own.refresh_from_db()
    assert own.state == DeckState.FAILED
    assert own.refusal["ja"] and own.refusal["ja"] != own.refusal["en"]
    assert not Course.objects.exclude(owner=None).exists()


def test_too_many_pages_are_refused(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_PAGES", PAGES - 1)
    own = studio.send()
    services.read_decks()
    own.refresh_from_db()
    assert own.state == DeckState.FAILED
    assert "2つに分けて" in own.refusal["ja"]


@pytest.mark.parametrize(
    ("name", "size"),
    [("資料.pdf", 10), ("空.pptx", 0), ("大きい.pptx", 200 * 1024 * 1024 + 1)],
)
def test_a_file_is_refused_before_it_is_kept(studio: Studio, name: str, size: int) -> None:
    with pytest.raises(DeckRefused):
        services.receive_deck(by=studio.officer, name=name, size=size, pieces=[b"x"])
    assert not OwnCourse.objects.exists()


def test_files_beyond_the_quota_are_refused(studio: Studio, settings: Settings) -> None:
    settings.UPLOAD_QUOTA = len(small_deck()) * 2 - 10
    studio.send()
    with pytest.raises(DeckRefused):
        studio.send()


def test_without_a_contract_no_course_is_made(studio: Studio) -> None:
    other = make_owner(make_organisation("株式会社よその"))
    with pytest.raises(NoContract):
        services.receive_deck(by=other, name="a.pptx", size=1, pieces=[b"x"])
    assert studio.send().state == DeckState.WAITING


def test_bytes_of_failed_files_go_after_a_day(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = studio.send(b"PK no deck", "壊れた.pptx")
    services.read_decks()
    assert services.delete_old_decks() == 0
    later = clock.now() + dt.timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert services.delete_old_decks() == 1
    assert not own.pieces.exists()


def test_the_log_tells_what_became_of_a_file(studio: Studio) -> None:
    studio.make()
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"authoring.deck_sent", "authoring.deck_read", "editions.opened"} <= verbs
