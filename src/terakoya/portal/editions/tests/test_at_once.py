"""Officers and workers at the same moment: nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable

from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)
from terakoya.portal.editions.editing.edits import EDIT_SLIDE
from terakoya.portal.editions.models import Draft, EditionRevision, EditionUpdate, Upload
from terakoya.portal.editions.services import (
    ReleaseDetails,
    ask_release,
    receive_updates,
    receive_upload,
)
from terakoya.portal.editions.services.drafts import seen_of
from terakoya.portal.editions.services.upload_reader import claim_next

from .officers import Desk, make_desk
from .vendor import publish_vendor

__all__ = ["shared_database"]

CONTACT = "who-to-turn-to"


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except PortalError as error:
        return type(error).__name__
    return "done"


def _editing(desk: Desk, slide: str, title: str, seen: str) -> Callable[[], str]:
    return lambda: _outcome(lambda: desk.edit(EDIT_SLIDE("ja", slide, {"title": title}), seen))


def test_four_officers_on_four_slides_lose_nothing(shared_database: str) -> None:
    desk = in_thread(make_desk)
    order = in_thread(desk.order)[:4]
    state = in_thread(lambda: desk.state)
    edits = [_editing(desk, one, f"題 {one}", seen_of(state, "ja", one)) for one in order]
    assert in_threads(edits) == ["done"] * 4
    titles = in_thread(lambda: [desk.slide(one).title for one in order])
    assert titles == [f"題 {one}" for one in order]


def test_four_officers_on_one_slide_are_one_and_three_refused(shared_database: str) -> None:
    desk = in_thread(make_desk)
    seen = in_thread(lambda: seen_of(desk.state, "ja", CONTACT))
    edits = [_editing(desk, CONTACT, f"題{number}", seen) for number in range(4)]
    assert sorted(in_threads(edits)) == ["DraftChanged"] * 3 + ["done"]
    assert in_thread(lambda: Draft.objects.get().version) == 2


def test_publishing_twice_at_once_makes_one_revision(shared_database: str) -> None:
    desk = in_thread(make_desk)

    def publish() -> str:
        return _outcome(
            lambda: ask_release(
                by=desk.officer, edition=desk.edition, version=1, details=ReleaseDetails()
            )
        )

    assert in_threads([publish, publish]) == ["done", "done"]
    assert in_thread(EditionRevision.objects.count) == 1


def test_two_workers_bring_one_update_and_take_one_file_each(shared_database: str) -> None:
    desk = in_thread(make_desk)
    in_thread(lambda: publish_vendor({CONTACT: {"title": "提供元の題"}}))
    assert sum(in_threads([receive_updates, receive_updates])) == 1
    assert in_thread(EditionUpdate.objects.count) == 1

    def send() -> Upload:
        return receive_upload(
            by=desk.officer, edition=desk.edition, name="a.pptx", size=1, chunks=[b"x"]
        )

    in_thread(send)
    claimed = in_threads([claim_next, claim_next, claim_next])
    assert sum(one is not None for one in claimed) == 1
