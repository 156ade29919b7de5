"""Files that take long: a worker makes them, pages tell how far it is, and requests are short."""

from __future__ import annotations

import io

import av
import pytest
from django.test import Client
from django.urls import reverse

from terakoya.courseware.formats.video import encoding
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from terakoya.portal.orders.built_files import KEPT
from terakoya.portal.orders.choices import ExportRefusal, ExportState
from terakoya.portal.orders.export_jobs import (
    LEASE,
    MOST_ATTEMPTS,
    MOST_WAITING,
    build_exports,
    build_one,
    claim_next,
    delete_old_exports,
)
from terakoya.portal.orders.models import ExportJob, ExportPiece, ManuscriptLicence
from tests.factories import make_organisation, make_owner

from .test_exports import (
    CHOICES,
    NOON,
    _still,
    address,
    licence,
    made_revision,
    officer,
    revision,
    signed_in,
)

__all__ = ["_still", "licence", "made_revision", "officer", "revision"]
pytestmark = pytest.mark.once  # dear: files are made, and both databases keep the same
EXPORTS = "/manage/exports/"
VIDEO = {**CHOICES, "format": "mp4"}
DECK = {**CHOICES, "format": "pptx-audio"}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every course is a large one."""
    monkeypatch.setattr("terakoya.portal.orders.exports.MOST_SLIDES", 1)


def asked(officer: Client, licence: ManuscriptLicence, wanted: dict[str, str]) -> ExportJob:
    """What comes of asking and confirming."""
    page = officer.get(address(licence), wanted)
    assert "ファイルを作る" in page.content.decode()
    assert not ExportJob.objects.filter(state=ExportState.WAITING).exists()  # looking asks nothing
    answer = officer.post(address(licence), wanted)
    job = ExportJob.objects.latest("id")
    assert answer["Location"] == at(job)
    return job


def at(job: ExportJob, page: str = "orders:export-job") -> str:
    return reverse(page, args=(job.uuid,))


def test_a_large_file_is_made_by_a_worker_and_fetched(
    officer: Client, licence: ManuscriptLicence, small: None
) -> None:
    job = asked(officer, licence, DECK)
    assert officer.post(address(licence), DECK)["Location"] == at(job)  # once, however often asked
    told = officer.get(at(job, "orders:export-job-progress")).json()
    assert (told["state"], told["words"]) == ("waiting", "順番待ち")
    assert "data-progress-url" in officer.get(at(job)).content.decode()
    assert officer.get(at(job, "orders:export-job-file")).status_code == 404
    assert build_exports() == 1
    file = officer.get(at(job, "orders:export-job-file"))
    job.refresh_from_db()
    assert (job.state, job.size) == (ExportState.READY, len(file.content))
    assert file.content.startswith(b"PK")
    assert 'filename="every-layout-ja.pptx"' in file["Content-Disposition"]
    assert job.name in officer.get(EXPORTS).content.decode()
    assert officer.get(address(licence), DECK)["Location"] == at(job)
    verbs = AuditEntry.objects.order_by("-id").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["orders.export_downloaded", "orders.export_asked"]


def test_a_small_file_is_given_at_once(officer: Client, licence: ManuscriptLicence) -> None:
    assert officer.get(address(licence), DECK).content.startswith(b"PK")
    assert officer.post(address(licence), DECK).status_code == 404
    assert not ExportJob.objects.exists()


# Deep: the office draws a whole deck. `test_a_large_file_is_made_by_a_worker_and_fetched` makes
# another format as a job, and `test_course_becomes_a_video_as_long_as_its_timeline` a video.
@pytest.mark.deep
@pytest.mark.office
@pytest.mark.slow
def test_a_video_counts_its_sheets(
    officer: Client, licence: ManuscriptLicence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "FRAMES", 1)  # a second: sheets are counted, whatever they take
    job = asked(officer, licence, VIDEO)
    assert build_exports() == 1
    job.refresh_from_db()
    assert (job.state, job.done) == (ExportState.READY, job.total)
    assert job.total > 10
    content = officer.get(at(job, "orders:export-job-file")).content
    with av.open(io.BytesIO(content)) as container:
        assert len(container.streams.video) == 1


def test_without_what_videos_need_the_page_says_so(
    officer: Client, licence: ManuscriptLicence, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_button = 'name="format" value="mp4"'
    monkeypatch.setattr("terakoya.courseware.formats.video.find_office", lambda: "/soffice")
    assert with_button in officer.get(EXPORTS).content.decode()
    monkeypatch.setattr("terakoya.courseware.formats.video.find_office", lambda: None)
    page = officer.get(EXPORTS).content.decode()
    assert (with_button in page, str(ExportRefusal.NO_VIDEO.label) in page) == (False, True)
    answer = officer.post(address(licence), VIDEO)
    assert (answer.status_code, ExportJob.objects.count()) == (409, 0)
    assert "<button" not in answer.content.decode().split('method="post"')[-1].split("</form>")[0]


def test_a_video_that_cannot_be_made_says_why(
    officer: Client, licence: ManuscriptLicence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terakoya.courseware.formats.video.find_office", lambda: "/soffice")
    job = asked(officer, licence, VIDEO)
    monkeypatch.setattr("terakoya.courseware.formats.video.writing.find_office", lambda: None)
    assert build_exports() == 1
    page = officer.get(at(job)).content.decode()
    assert "ファイルを作れませんでした" in page and str(ExportRefusal.NO_VIDEO.label) in page


def test_what_was_stopped_is_not_kept(
    officer: Client, licence: ManuscriptLicence, small: None
) -> None:
    asked(officer, licence, DECK)
    job = claim_next()
    assert job is not None
    assert officer.post(at(job, "orders:export-job-drop"))["Location"] == EXPORTS
    build_one(job)  # the worker learns of it when it is done at the latest
    job.refresh_from_db()
    assert (job.state, ExportPiece.objects.count()) == (ExportState.DROPPED, 0)
    assert officer.get(at(job)).status_code == 404
    assert asked(officer, licence, DECK) != job


def test_a_dead_workers_file_is_taken_up_and_at_last_given_up(
    officer: Client, licence: ManuscriptLicence, small: None
) -> None:
    job = asked(officer, licence, DECK)
    for attempt in range(MOST_ATTEMPTS):
        with clock.fixed_at(NOON + attempt * 2 * LEASE):
            assert claim_next() == job
            assert claim_next() is None
    with clock.fixed_at(NOON + MOST_ATTEMPTS * 2 * LEASE):
        assert build_exports() == 0
    assert str(ExportRefusal.STOPPED.label) in officer.get(at(job)).content.decode()


def test_too_many_at_once_are_refused(
    officer: Client, licence: ManuscriptLicence, small: None
) -> None:
    for fmt in ("web", "scorm12", "scorm2004")[:MOST_WAITING]:
        officer.post(address(licence), {**CHOICES, "format": fmt})
    answer = officer.post(address(licence), DECK)
    assert (answer.status_code, ExportJob.objects.count()) == (409, MOST_WAITING)
    assert "終わってから、もう一度お試しください" in answer.content.decode()


def test_files_go_after_a_week(officer: Client, licence: ManuscriptLicence, small: None) -> None:
    asked(officer, licence, DECK)
    build_exports()
    with clock.fixed_at(NOON + KEPT):
        assert delete_old_exports() == 0
    with clock.fixed_at(NOON + KEPT + LEASE):
        assert delete_old_exports() == 1
    assert not ExportPiece.objects.exists()


def test_nobody_else_reaches_a_file(
    officer: Client, owner: Member, revision: Revision, licence: ManuscriptLicence, small: None
) -> None:
    job = asked(officer, licence, DECK)
    build_exports()
    other = signed_in(make_owner(make_organisation("例示物産株式会社")))
    pages = ("orders:export-job", "orders:export-job-progress", "orders:export-job-file")
    assert [other.get(at(job, page)).status_code for page in pages] == [404] * 3
    assert other.post(at(job, "orders:export-job-drop")).status_code == 404
    assert other.post(address(licence), DECK).status_code == 404
    assert [officer.get(at(job, page)).status_code for page in pages] == [200] * 3
