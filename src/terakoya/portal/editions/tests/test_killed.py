"""A worker that is killed in the middle: the next one goes on, nothing is lost or done twice."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from terakoya.portal.common import clock
from terakoya.portal.delivery.models import JobLease
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    shared_database,
)
from terakoya.portal.delivery.tests.worker_process import running_worker
from terakoya.portal.editions.choices import UploadState
from terakoya.portal.editions.models import Draft, Edition, EditionUpdate, Upload
from terakoya.portal.editions.services import read_uploads, receive_upload
from terakoya.portal.editions.services.upload_reader import LEASE
from tests.factories import make_organisation

from .officers import Desk
from .short_course import course_file, make_short_desk, publish_vendor

__all__ = ["shared_database"]

# Dear: each worker is a process of its own. What they lock is tried on both in test_at_once.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.real_time,
]  # a process with the portal's own settings runs beside
CONTACT, MANY = "who-to-turn-to", 12


def worker(database: str, var: Path) -> AbstractContextManager[object]:
    """A real worker on the same database, without LibreOffice; it is killed after the block."""
    return running_worker(database, var, PATH=str(Path(sys.executable).parent))


def wait_until(happened: Callable[[], bool], seconds: float = 60) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + seconds
    while not in_thread(happened):
        assert time.monotonic() < until, "it has not happened"
        threading.Event().wait(0.02)


def make_many() -> Desk:
    """A dozen editions of as many organisations, and a new revision of the vendor's."""
    desk = make_short_desk()
    draft = desk.draft
    for number in range(MANY - 1):
        organisation = make_organisation(f"会社{number}")
        edition = Edition.objects.create(
            organisation=organisation,
            course=desk.base.course,
            base=desk.base,
            created_at=clock.now(),
        )
        Draft.objects.create(
            organisation=organisation,
            edition=edition,
            content=draft.content,
            settings=draft.settings,
            saved_at=clock.now(),
        )
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    return desk


# Deep: two more workers. `test_a_job_that_was_cut_short_goes_on` of test_updates is about what is
# left, and `reminders/tests/test_killed_worker.py` about the job of a worker that was killed.
@pytest.mark.deep
def test_updates_go_on_where_a_killed_worker_stopped(shared_database: str, tmp_path: Path) -> None:
    in_thread(make_many)
    with worker(shared_database, tmp_path):
        wait_until(lambda: EditionUpdate.objects.count() >= 2)
    in_thread(lambda: JobLease.objects.all().delete())  # the next period has come
    with worker(shared_database, tmp_path):
        wait_until(lambda: EditionUpdate.objects.count() == MANY)
    assert in_thread(lambda: len(set(EditionUpdate.objects.values_list("edition")))) == MANY


def test_a_file_in_the_hands_of_a_killed_worker_is_read_by_the_next(
    shared_database: str, tmp_path: Path
) -> None:
    desk = in_thread(make_short_desk)
    deck = course_file("pptx")

    def send() -> Upload:
        return receive_upload(
            by=desk.officer, edition=desk.edition, name="教材.pptx", size=len(deck), chunks=[deck]
        )

    in_thread(send)
    with worker(shared_database, tmp_path):
        wait_until(lambda: Upload.objects.exclude(state=UploadState.WAITING).exists())
    before = in_thread(lambda: desk.draft.version)

    def later() -> int:
        with clock.fixed_at(clock.now() + LEASE):
            return read_uploads()

    in_thread(later)
    assert in_thread(lambda: Upload.objects.get().state) == UploadState.READY
    assert in_thread(lambda: desk.draft.version) == before
