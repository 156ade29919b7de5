"""What 自分の情報 shows of learning: everything of the person, nothing of anybody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from terakoya.portal.accounts.models import Person
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Note
from terakoya.portal.learning.selectors.personal_data import learning_sections
from tests.factories import make_member
from tests.made_once import made_once_by
from tests.statements import counted_statements

from .exams import Examinee, at_the_test, make_examinee
from .kept import again

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same


def make_graduate_who_writes() -> Examinee:
    """Somebody who has read everything, written a note, failed once and passed."""
    examinee = make_examinee()
    with at_the_test():
        _write(examinee, "店長にはまだ言えない")
        for right in (0, None):
            examinee.start()
            examinee.take_time(600)
            examinee.submit(examinee.answers(right=right))
    return examinee


kept_writer = made_once_by(make_graduate_who_writes)


@pytest.fixture
def examinee(kept_writer: Examinee, db: None) -> Examinee:
    """The same, with rows and a browser of their own."""
    return again(kept_writer)


def _write(examinee: Examinee, text: str) -> None:
    slide = examinee.text.slides[0].id
    address = f"/my/notes/{examinee.enrolment.assignment.course.slug}/add/"
    examinee.client.post(address, {"slide": slide, "text": text})


def _sections(examinee: Examinee) -> dict[str, list[dict[str, Any]]]:
    sections = examinee.client.get("/my/data/data.json").json()["sections"]
    return {key: value for key, value in sections.items() if isinstance(value, list)}


def test_my_data_shows_what_was_learned(examinee: Examinee) -> None:
    found = _sections(examinee)
    title = examinee.text.title
    (enrolment,) = found["enrolments"]
    assert (enrolment["course"], enrolment["language"]) == (title, "日本語")
    assert enrolment["completed_at"] is not None
    assert enrolment["reports"] >= len(examinee.text.slides)
    assert enrolment["seconds_spent"] == sum(slide.read for slide in examinee.text.slides)
    assert len(found["slides"]) == len(examinee.text.slides)
    # A divider asks for no longer than it is said in the shorter of the languages.
    taught = [one for one in found["slides"] if not one["slide"].startswith("chapter-")]
    assert [one for one in taught if one["kept"] != one["read"]] == []
    assert all(one["kept"] for one in found["slides"])
    assert [(one["number"], one["passed"]) for one in found["attempts"]] == [(1, False), (2, True)]
    assert all(one["answers"] for one in found["attempts"])
    assert [one["person_name"] for one in found["certificates"]] == [examinee.member.name]
    assert [(one["kind"], one["text"]) for one in found["notes"]] == [
        ("メモ", "店長にはまだ言えない")
    ]
    assert len(found["seats"]) == 1
    page = examinee.client.get("/my/data/").content.decode()
    assert "店長にはまだ言えない" in page


def test_my_data_shows_no_key_to_the_test(examinee: Examinee) -> None:
    shown = json.dumps(_sections(examinee)["attempts"])
    assert "correct" not in shown
    assert "explanation" not in shown


def test_my_data_leaves_out_closed_notes_and_says_so(examinee: Examinee) -> None:
    Note.objects.update(is_closed=True)
    Person.objects.filter(pk=examinee.member.person_id).update(former_password="a hash")
    assert _sections(examinee)["notes"] == []
    page = examinee.client.get("/my/data/").content.decode()
    assert "参加コードのために閉じたメモは、開くまで含みません。" in page


def test_my_data_of_a_colleague_holds_nothing_of_it(examinee: Examinee) -> None:
    colleague = make_member(examinee.member.organisation, "同僚 次郎")
    rows = [section.rows for section in learning_sections(colleague.person)]
    assert rows == [[]] * 10


def test_sections_cost_11_statements_whatever_was_learned(examinee: Examinee) -> None:
    colleague = make_member(examinee.member.organisation, "同僚 次郎")
    with clock.fixed_at(clock.now()):
        for person in (colleague.person, examinee.member.person):
            with counted_statements() as statements:
                learning_sections(person)
            assert len(statements) == 11
