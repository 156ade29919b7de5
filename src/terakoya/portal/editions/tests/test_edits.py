"""Each edit leaves one entry in the audit log, which says what was done to what."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.editions.models import Draft

from .officers import Desk
from .test_pages import signed_in

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

CONTACT = "who-to-turn-to"


class Officer:
    """An officer who presses buttons; `told` is what the log says of the last one."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.client = desk, signed_in(desk.officer)

    def post(self, name: str, values: dict[str, Any], **parts: str) -> int:
        """Send a form; the status of the answer."""
        address = reverse(name, kwargs={"edition": self.desk.edition.uuid, **parts})
        return self.client.post(address, values).status_code

    def slide(self, slide: str, do: str, **values: str) -> tuple[str, dict[str, Any]]:
        """Press a button of a slide; every form of the page names the language it shows."""
        sent = {"do": do, "language": "en", **values}
        assert self.post("editions:slide-act", sent, slide=slide) == 302
        return self.told

    def question(self, question: str, do: str) -> tuple[str, dict[str, Any]]:
        """Press a button of a question."""
        sent = {"do": do, "language": "en"}
        assert self.post("editions:question-act", sent, question=question) == 302
        return self.told

    @property
    def told(self) -> tuple[str, dict[str, Any]]:
        """Verb and data of the newest entry."""
        newest = AuditPayload.objects.select_related("entry").order_by("-entry__sequence")[0]
        assert newest.entry.target == f"edition:{self.desk.edition.uuid}"
        return newest.entry.verb, newest.data


@pytest.fixture
def officer(desk: Desk) -> Officer:
    """Who presses them."""
    return Officer(desk)


def edited(officer: Officer, language: str, texts: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """What the log tells of a saved slide."""
    page = reverse("editions:slide-edit", args=(officer.desk.edition.uuid, CONTACT))
    seen = officer.client.get(page).context["seen"]
    sent = {"language": language, "seen": seen, **{f"t-{k}": v for k, v in texts.items()}}
    assert officer.post("editions:slide-edit", sent, slide=CONTACT) == 302
    return officer.told


def test_each_button_of_a_slide_tells_what_it_did(desk: Desk, officer: Officer) -> None:
    first = desk.order()[0]
    assert [
        officer.slide(CONTACT, "hide", reason="別の研修で扱います", place="3"),
        officer.slide(CONTACT, "show", reason="もう要らない理由"),
        officer.slide(first, "move", place="1"),
        edited(officer, "ja", {"title": "当社の窓口", "kicker": "相談"}),
        officer.slide(CONTACT, "confirm"),
        officer.slide(CONTACT, "revert-field", language="ja", field="title"),
        officer.slide(CONTACT, "revert", field="title"),
    ] == [
        ("editions.slide_hidden", {"slide": CONTACT, "reason": "別の研修で扱います"}),
        ("editions.slide_shown", {"slide": CONTACT}),
        ("editions.slide_moved", {"slide": first, "to": 1}),
        (
            "editions.slide_edited",
            {"slide": CONTACT, "language": "ja", "fields": ["kicker", "title"]},
        ),
        ("editions.translation_confirmed", {"slide": CONTACT, "language": "en"}),
        ("editions.field_reverted", {"slide": CONTACT, "language": "ja", "field": "title"}),
        ("editions.slide_reverted", {"slide": CONTACT}),
    ]


def test_a_slide_that_comes_and_goes_tells_where_it_was_put(desk: Desk, officer: Officer) -> None:
    chapter = desk.state.course.source.chapters[0].id
    place = f"{chapter}:{desk.order()[0]}"
    assert officer.post("editions:slide-add", {"template": "policy", "place": place}) == 302
    own = desk.order()[1]
    added = officer.told
    bank = desk.state.course.source.bank[0].slides[0].id
    assert officer.post("editions:slide-add", {"bank": bank, "place": f"{chapter}:"}) == 302
    assert [
        added,
        officer.told,
        officer.slide(bank, "give-back"),
        officer.slide(own, "remove"),
    ] == [
        ("editions.slide_added", {"slide": own, "template": "policy", "chapter": chapter}),
        ("editions.slide_taken", {"slide": bank, "chapter": chapter}),
        ("editions.slide_given_back", {"slide": bank}),
        ("editions.slide_removed", {"slide": own}),
    ]


def test_each_edit_of_a_question_tells_what_it_did(desk: Desk, officer: Officer) -> None:
    one = desk.state.course.source.test.questions[0]
    new = {
        "slide": CONTACT,
        "text": "当社の窓口は。",
        "choice-0": "人事部",
        "choice-1": "警備室",
        "correct": "1",
        "explanation": "規程のとおりです。",
    }
    assert officer.post("editions:question-add", new) == 302
    added = officer.told
    page = reverse("editions:question-edit", args=(desk.edition.uuid, one.id))
    seen = officer.client.get(page).context["form"].seen
    right = next(choice.id for choice in one.choices if choice.correct)
    sent = {"language": "ja", "seen": seen, "t-text": "言いかえた問題", "correct": right}
    assert officer.post("editions:question-edit", sent, question=one.id) == 302
    assert [
        added,
        officer.told,
        officer.question(one.id, "confirm"),
        officer.question(one.id, "remove"),
        officer.question(one.id, "revert"),
    ] == [
        ("editions.question_added", {"slide": CONTACT}),
        (
            "editions.question_edited",
            {"question": one.id, "language": "ja", "fields": ["text"]},
        ),
        ("editions.translation_confirmed", {"question": one.id, "language": "en"}),
        ("editions.question_removed", {"question": one.id}),
        ("editions.question_reverted", {"question": one.id}),
    ]


def test_a_button_with_a_strange_value_is_404_and_changes_nothing(
    desk: Desk, officer: Officer
) -> None:
    for sent in (
        {"do": "hide "},
        {"do": "move", "place": "²"},
        {"do": "move"},
        {"do": "confirm", "language": "xx"},
        {"do": "revert-field", "language": "", "field": "title"},
    ):
        assert officer.post("editions:slide-act", sent, slide=CONTACT) == 404, sent
    question = desk.state.course.source.test.questions[0].id
    for sent in ({"do": "hide"}, {"do": "confirm"}, {"do": "confirm", "language": "xx"}):
        assert officer.post("editions:question-act", sent, question=question) == 404
    assert Draft.objects.get().version == 1
