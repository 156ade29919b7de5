"""Checking a certificate: name, course, language, date, revision, way, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields

import pytest
from django.test import Client

from terakoya.portal.learning.certificate_codes import new_code, shown_code
from terakoya.portal.learning.models import Certificate
from terakoya.portal.learning.selectors.exam import (
    LearnedRevision,
    VerifiedCertificate,
    verify_code,
)
from tests.drawing import drawn_once
from tests.made_once import made_once_by
from tests.selection import deep
from tests.statements import counted_statements

from .exams import at_the_test, make_examinee

# Pages, which both databases fill alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def make_certificate() -> Certificate:
    """The certificate of a learner who has passed with nine of ten."""
    made = make_examinee()
    with at_the_test():
        made.start()
        made.submit(made.answers(right=9))
    Certificate.objects.update(person_name="𠮷田 <b>髙子", percent=93)
    return Certificate.objects.get()


kept_certificate = made_once_by(make_certificate)


@pytest.fixture
def found(kept_certificate: Certificate, db: None) -> Iterator[Certificate]:
    """The same, with a row of its own."""
    with at_the_test():
        yield deepcopy(kept_certificate)


def main_of(html: str) -> list[str]:
    """The words of the page's main part."""
    main = html[html.index("<main") : html.index("</main>")]
    words = re.sub(r"<[^>]+>", "\n", main).split("\n")
    return [word.strip() for word in words if word.strip()]


def test_verify_shows_five_things_and_nothing_else(found: Certificate) -> None:
    client = Client()
    verify_code(found.code)  # the contents list is in memory from here on
    with counted_statements() as statements:
        response = client.get(f"/verify/{shown_code(found.code)}/")
    short = " ".join(found.revision_id[n : n + 4] for n in (0, 4, 8))
    whole = " ".join(found.revision_id[n : n + 8] for n in range(0, 64, 8))
    assert main_of(response.content.decode()) == [
        "確認できました",
        "この修了証は、本物です",
        "氏名",
        "𠮷田 &lt;b&gt;髙子",
        "研修",
        "STOP! カスタマーハラスメント 〜カスハラの基礎知識〜",
        "言語",
        "日本語",
        "修了日",
        "2026年11月24日（火）",
        "版",
        f"{found.version}版（{short}）",
        whole,
        "お手元の修了証と、同じであることを確かめてください。違うところがあれば、書き換えられているおそれがあります。",
        "別の修了証を確認する",
    ]
    html = response.content.decode()
    secrets = (
        "みほん商事",
        "93%",
        "93点",
        found.number,
        *map(str, (found.uuid, found.enrolment.uuid)),
    )
    assert [secret for secret in secrets if secret in html] == []
    assert (response.status_code, len(statements)) == (200, 2)
    assert {field.name for field in fields(VerifiedCertificate)} == {
        "person_name",
        "course_title",
        "course_subtitle",
        "language",
        "revision",
        "addenda",
        "group_on",
        "is_on_paper",
    }
    assert {field.name for field in fields(LearnedRevision)} == {"on", "version", "revision_id"}


def test_verify_is_kept_out_of_search_engines_and_caches(found: Certificate) -> None:
    for code, status in ((found.code, 200), (new_code(), 404)):
        response = Client().get(f"/verify/{code}/")
        assert response.status_code == status
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert set(response["Cache-Control"].split(", ")) >= {"private", "no-store"}
        assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), str.title])
def test_verify_takes_codes_as_people_type_them(found: Certificate, change: object) -> None:
    assert callable(change)
    typed = change(shown_code(found.code))
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in typed)
    for code in (typed, wide, f"　{wide} "):
        form = Client().get("/verify/", {"code": code})
        assert (form.status_code, form["Location"]) == (302, f"/verify/{shown_code(found.code)}/")
        assert "本物です" in Client().get(f"/verify/{code}/").content.decode()


@pytest.mark.parametrize(
    "code", ["x" * 500, "<script>", *deep("ABCD-EFGH", "0" * 24, "'; --", "。")]
)
def test_verify_answers_unknown_codes_in_words(found: Certificate, code: str) -> None:
    with counted_statements() as statements:
        response = Client().get(f"/verify/{code}/")
    words = main_of(response.content.decode())
    assert (response.status_code, words[0], len(statements)) == (404, "修了証が見つかりません", 4)
    assert "<script>" not in response.content.decode().replace("<script type", "")
    assert 'name="code"' in response.content.decode()


def test_verify_guesses_find_nothing(found: Certificate) -> None:
    near = [found.code[:n] + other + found.code[n + 1 :] for n in range(24) for other in "3V"]
    guesses = [guess for guess in near if guess != found.code] + [found.code[:-1], found.number]
    assert [guess for guess in guesses if verify_code(guess) is not None] == []
    assert verify_code(found.code) is not None


def test_verify_form_asks_for_the_code(db: None) -> None:
    client = Client()
    assert main_of(client.get("/verify/").content.decode())[0] == "修了証の確認"
    empty = client.get("/verify/", {"code": " - "}).content.decode()
    assert 'aria-invalid="true"' in empty
    assert "確認コードを入力してください" in empty
    assert 'aria-invalid="true"' not in client.get("/verify/").content.decode()
    client.cookies["language"] = "en"
    assert main_of(client.get("/verify/").content.decode())[0] == "Check a certificate"


def test_codes_that_are_guessed_are_limited(found: Certificate) -> None:
    true, wrong = f"/verify/{found.code}/", "/verify/AAAA-AAAA-AAAA/"
    client = Client()
    with drawn_once():
        assert {client.get(true).status_code for _ in range(70)} == {200}
        assert [client.get(wrong).status_code for _ in range(61)] == [404] * 60 + [429]
    refused = client.get(true)
    assert (refused.status_code, refused["Retry-After"]) == (429, "10")
    assert client.get(true, REMOTE_ADDR="198.51.100.7").status_code == 200
