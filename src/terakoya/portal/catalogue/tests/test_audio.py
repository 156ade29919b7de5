"""Recordings: in parts, cached for ever, never compressed."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client

from terakoya.portal.catalogue.models import ContentBlob, Revision
from terakoya.portal.catalogue.services import publish_material
from tests.courses import short_material
from tests.made_once import made_once_by
from tests.recordings import SOUND, recorded
from tests.statements import counted_statements

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

CONTENT = SOUND.read_bytes()
SIZE = len(CONTENT)
HASH = hashlib.sha256(CONTENT).hexdigest()
ADDRESS = f"/media/audio/{HASH}.m4a"


def publish() -> Revision:
    """A course with one recorded slide."""
    return publish_material(material=recorded(short_material(), ["opening"], ["ja"]))


made_revision = made_once_by(publish)


@pytest.fixture(autouse=True)
def published(made_revision: Revision, db: None) -> None:
    """What a test does to it is rolled back."""


def test_audio_is_cached_for_ever_and_costs_one_statement(client: Client) -> None:
    with counted_statements() as statements:
        response = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    headers = ("Content-Type", "Content-Length", "Cache-Control", "ETag", "Accept-Ranges")
    assert [response.status_code, *(response[name] for name in headers)] == [
        200,
        "audio/mp4",
        str(SIZE),
        "public, max-age=31536000, immutable",
        f'"{HASH}"',
        "bytes",
    ]
    assert response.content == CONTENT
    assert "Content-Encoding" not in response
    assert len(statements) == 1


def test_audio_is_given_in_parts(client: Client) -> None:
    for asked, start, stop in (
        ("0-", 0, SIZE),
        ("1000-1999", 1000, 2000),
        ("-300", SIZE - 300, SIZE),
    ):
        with counted_statements() as statements:
            response = client.get(
                ADDRESS, headers={"Range": f"bytes={asked}", "Accept-Encoding": "gzip"}
            )
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
        assert response["Content-Length"] == str(stop - start)
        assert response.content == CONTENT[start:stop]
        assert (response["ETag"], "Content-Encoding" in response) == (f'"{HASH}"', False)
        assert len(statements) == 1


def test_audio_beyond_its_end_is_not_satisfiable(client: Client) -> None:
    response = client.get(ADDRESS, headers={"Range": f"bytes={SIZE}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")
    assert response.content == b""


def test_audio_gives_a_part_only_of_the_content_that_is_meant(client: Client) -> None:
    def status(condition: str) -> int:
        headers = {"Range": "bytes=0-9", "If-Range": condition}
        return client.get(ADDRESS, headers=headers).status_code

    assert [status(f'"{HASH}"'), status('"another"'), status(f'W/"{HASH}"')] == [206, 200, 200]


def test_audio_known_to_the_browser_is_not_sent_again(client: Client) -> None:
    with counted_statements() as statements:
        response = client.get(ADDRESS, headers={"If-None-Match": f'"{HASH}"'})
    assert (response.status_code, len(statements)) == (304, 0)


def test_audio_answers_a_head_without_a_part(client: Client) -> None:
    response = client.head(ADDRESS, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))
    assert client.post(ADDRESS).status_code == 405


def test_audio_is_recordings_alone(client: Client) -> None:
    other = ContentBlob.objects.exclude(content_type="audio/mp4").values_list("sha256", flat=True)
    assert [client.get(f"/media/audio/{one}.m4a").status_code for one in other[:2]] == [404, 404]
    assert client.get(f"/media/{HASH}.svg").status_code == 404
