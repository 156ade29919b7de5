"""Pictures: cached for ever, and powerless."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from django.test import Client

from terakoya.portal.accounts.models import Person
from terakoya.portal.catalogue import blobs
from terakoya.portal.catalogue.blobs import keep_blob, keep_files
from terakoya.portal.catalogue.models import ContentBlob
from tests.factories import make_member, make_organisation, publish_flagship
from tests.statements import counted_statements


def test_media_is_cached_for_ever_and_may_only_draw(client: Client, db: None) -> None:
    revision = publish_flagship()
    picture = revision.media.select_related("blob").order_by("name")[0].blob
    with counted_statements() as statements:
        response = client.get(f"/media/{picture.sha256}.svg")
    headers = (
        "Content-Type",
        "Cache-Control",
        "Content-Security-Policy",
        "ETag",
        "X-Content-Type-Options",
    )
    assert [response.status_code, *(response[name] for name in headers)] == [
        200,
        "image/svg+xml",
        "public, max-age=31536000, immutable",
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        f'"{picture.sha256}"',
        "nosniff",
    ]
    assert hashlib.sha256(response.content).hexdigest() == picture.sha256
    assert len(statements) == 1


def test_media_is_compressed_once_for_those_who_can_read_it(client: Client, db: None) -> None:
    picture = publish_flagship().media.select_related("blob").order_by("name")[1].blob
    packed = client.get(f"/media/{picture.sha256}.svg", headers={"Accept-Encoding": "gzip"})
    with counted_statements() as statements:
        again = client.get(f"/media/{picture.sha256}.svg", headers={"Accept-Encoding": "gzip"})
        plain = client.get(f"/media/{picture.sha256}.svg")
    assert statements == []
    assert (packed["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert "Accept-Encoding" in plain["Vary"]
    assert packed.content == again.content
    assert gzip.decompress(packed.content) == plain.content == bytes(picture.content)


def test_media_known_to_the_browser_is_not_sent_again(client: Client, db: None) -> None:
    picture = publish_flagship().media.order_by("name")[0].blob_id
    with counted_statements() as statements:
        response = client.get(f"/media/{picture}.svg", headers={"If-None-Match": f'"{picture}"'})
    assert (response.status_code, len(statements)) == (304, 0)


def test_media_is_the_same_for_everybody_and_asks_nobodys_session(client: Client, db: None) -> None:
    picture = publish_flagship().media.order_by("name")[0].blob_id
    address = f"/media/{picture}.svg"
    stranger = client.get(address)
    client.force_login(make_member(make_organisation()).person)
    with counted_statements() as statements:
        known = client.get(address)
    assert statements == []
    assert (known.content, known.headers.keys()) == (stranger.content, stranger.headers.keys())
    assert "Cookie" not in known["Vary"]
    assert known["X-Frame-Options"] == "DENY"


def test_media_that_is_not_there_says_so_on_a_page_for_the_person(client: Client, db: None) -> None:
    member = make_member(make_organisation())
    Person.objects.filter(pk=member.person_id).update(language="en")
    client.force_login(member.person)
    for address in (f"/media/{'0' * 64}.svg", "/media/"):
        missing = client.get(address)
        assert (missing.status_code, missing["Content-Language"]) == (404, "en")


def test_a_photograph_is_sent_as_it_is(client: Client, db: None) -> None:
    photograph = b"\x89PNG\r\n\x1a\n" + b"\0" * 2000
    blob = keep_blob(photograph, "image/png")
    response = client.get(f"/media/{blob.sha256}.png", headers={"Accept-Encoding": "gzip"})
    assert (response.content, response["Content-Type"]) == (photograph, "image/png")
    assert "Content-Encoding" not in response
    assert response["Content-Security-Policy"].endswith("; sandbox")
    for ending in ("svg", "jpg", "gif"):
        assert client.get(f"/media/{blob.sha256}.{ending}").status_code == 404


def test_files_are_stored_once_in_statements_of_bounded_size(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "MOST_AT_ONCE", 10)
    files = {"a.png": b"aaaaaa", "b.svg": b"bbbb", "c.png": b"c" * 20, "again.png": b"aaaaaa"}
    with counted_statements() as first:
        digests = keep_files(files)
    with counted_statements() as second:
        assert keep_files(files) == digests
    stored = ContentBlob.objects.in_bulk(digests.values())
    assert {name: bytes(stored[digest].content) for name, digest in digests.items()} == files
    assert stored[digests["b.svg"]].content_type == "image/svg+xml"
    inserts = [one for one in first if one.startswith("INSERT")]
    assert 1 < len(inserts) <= len(stored) == 3
    assert len(second) == 1
