"""The free sample: made once a publishing, taken without an account, and by nobody's request."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest
from django.test import Client

from terakoya.portal.catalogue.models import Course, Revision
from terakoya.portal.common import clock
from terakoya.portal.orders import samples
from terakoya.portal.orders.models import SampleArchive
from tests.factories import publish_flagship
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision(db: None) -> Revision:
    return publish_flagship()


@pytest.fixture
def made(revision: Revision) -> SampleArchive:
    """The archive without the seconds that its files take."""
    return SampleArchive.objects.create(
        revision=revision, content=b"PK sample", size=9, attempts=1, made_at=clock.now()
    )


def address(course: Course) -> str:
    return f"/courses/{course.slug}/sample.zip"


@pytest.mark.once
def test_archive_holds_deck_and_workbooks_in_both_languages(revision: Revision) -> None:
    assert [samples.make_samples(), samples.make_samples()] == [1, 0]
    client = Client()
    sent = client.get(address(revision.course))
    assert (sent.status_code, sent["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(sent.content)) as files:
        own = f"{revision.course.slug}-sample"
        endings = ("pptx", "survey.xlsx", "test.xlsx")
        assert set(files.namelist()) == {
            *(f"{one}/{own}-{one}.{end}" for one in ("ja", "en") for end in endings),
            *(f"{one}/README.txt" for one in ("ja", "en")),
        }
        readme = files.read("ja/README.txt").decode("utf-8-sig")
    assert ("無料の見本" in readme, "（見本）" in readme) == (True, True)


def test_pages_lead_to_the_archive_where_there_is_one(made: SampleArchive, client: Client) -> None:
    course = made.revision.course
    for page in ("/", f"/courses/{course.slug}/"):
        assert address(course) in client.get(page).content.decode()
    SampleArchive.objects.update(content=None)
    for page in ("/", f"/courses/{course.slug}/"):
        assert address(course) not in client.get(page).content.decode()
    assert client.get(address(course)).status_code == 404


def test_request_reads_one_row_and_builds_nothing(made: SampleArchive, client: Client) -> None:
    course = made.revision.course
    with counted_statements() as statements:
        assert client.get(address(course)).content == b"PK sample"
    assert len(statements) == 1


def test_course_off_the_storefront_has_no_sample(made: SampleArchive, client: Client) -> None:
    course = made.revision.course
    Course.objects.update(is_listed=False)
    assert client.get(address(course)).status_code == 404
    SampleArchive.objects.all().delete()
    assert samples.make_samples() == 0


def test_what_cannot_be_made_is_left_after_three_times(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_revision: Revision) -> bytes:
        raise ValueError("a fault of the course")

    monkeypatch.setattr(samples, "build_sample", fail)
    for _once in range(5):
        assert samples.make_samples() == 0
    assert SampleArchive.objects.get(revision=revision).attempts == samples.MOST_ATTEMPTS


def test_newer_archive_takes_the_place_of_the_older(
    made: SampleArchive, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "build_sample", lambda _revision: b"PK newer")
    newer = Revision.objects.get(pk=revision.pk)
    newer.pk, newer.uuid, newer.revision_id = None, uuid.uuid4(), "f" * 64
    newer.offered_at = clock.now()
    newer.save()
    assert samples.make_samples() == 1
    assert samples.sample_file(revision.course.slug) == b"PK newer"
    assert SampleArchive.objects.count() == 1
