"""Questions of an own course: short ones are published, their slide is chosen later or never."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import Question
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.editions.editing import edits, questions
from terakoya.portal.editions.editing.questions import NewQuestion
from terakoya.portal.editions.errors import ChangeRefused, NotReady
from terakoya.portal.editions.readiness import reasons_against
from terakoya.portal.editions.services import apply_edit
from terakoya.portal.editions.tests.test_pages import signed_in
from tests.courses import flagship_material

from .drawn import made_in_studio
from .studio import Studio, state_of

pytestmark = pytest.mark.once  # dear: courses are published, and both databases keep the same

SHORT = NewQuestion(
    text="名刺は個人情報ですか。",
    choices=(("はい", ""), ("いいえ", "")),
    correct=frozenset({0}),
    explanation="",
    slide="",
)
HIDDEN = "教えるスライドが非表示"


def make_asking(studio: Studio) -> OwnCourse:
    """A course that asks one short question."""
    made = studio.make()
    assert made.edition is not None
    apply_edit(by=studio.officer, edition=made.edition, edit=edits.ADD_QUESTION(SHORT))
    return made


made_own = made_in_studio(make_asking)


@pytest.fixture
def own(made_own: OwnCourse, studio: Studio) -> OwnCourse:
    """The same, with rows of its own."""
    return deepcopy(made_own)


@pytest.fixture
def client(studio: Studio) -> Client:
    """The officer's browser."""
    return signed_in(studio.officer)


def question_of(own: OwnCourse) -> Question:
    return state_of(own).course.source.test.questions[0]


def address(own: OwnCourse, page: str) -> str:
    assert own.edition is not None
    return reverse(f"editions:{page}", args=(own.edition.uuid, question_of(own).id))


def test_a_question_without_reasons_and_slide_is_published(studio: Studio, own: OwnCourse) -> None:
    assert (question_of(own).slides, question_of(own).explanation) == ((), "")
    assert studio.publish(own).revision.meta["blueprint"] == [
        {"take": 1, "goal": None, "tag": None}
    ]


def test_what_cannot_be_answered_holds_the_publication_up(studio: Studio, own: OwnCourse) -> None:
    assert own.edition is not None
    edit = edits.EDIT_QUESTION("ja", question_of(own).id, {"choices.b.text": ""})
    apply_edit(by=studio.officer, edition=own.edition, edit=edit)
    with pytest.raises(NotReady):
        studio.publish(own)


def test_the_catalogue_asks_for_all_of_it() -> None:
    base = Content(course=flagship_material().course)
    slide = base.course.source.chapters[0].slides[0].id
    for new in (SHORT, replace(SHORT, slide=slide)):
        with pytest.raises(ChangeRefused):
            questions.add_question(base, new)
    added, name = questions.add_question(base, replace(SHORT, slide=slide, explanation="規程"))
    assert [one.question for one in reasons_against(added)] == [name]
    assert questions.edit_question(added, "ja", name, {}, slide_id="") == added


def test_its_slide_is_chosen_and_taken_away_on_its_page(own: OwnCourse, client: Client) -> None:
    slide = state_of(own).course.source.chapters[0].slides[1]
    page = address(own, "question-edit")
    assert 'name="slide"' in client.get(page).content.decode()
    for chosen, slides in ((slide.id, (slide.id,)), ("nowhere", (slide.id,)), ("", ())):
        seen = client.get(page).content.decode().split('name="seen" value="')[1][:16]
        typed = {"language": "ja", "correct": "a", "seen": seen, "slide": chosen}
        refused = chosen == "nowhere"
        assert client.post(page, typed).status_code == (422 if refused else 302)
        assert question_of(own).slides == slides


def test_the_list_says_of_its_slide_what_is_true(
    studio: Studio, own: OwnCourse, client: Client
) -> None:
    assert own.edition is not None
    shown = reverse("editions:question-list", args=(own.edition.uuid,))
    assert HIDDEN not in client.get(shown).content.decode()
    slide = state_of(own).course.source.chapters[0].slides[1].id
    one = question_of(own).id
    edit = edits.EDIT_QUESTION("ja", one, {}, None, slide)
    apply_edit(by=studio.officer, edition=own.edition, edit=edit)
    assert HIDDEN not in client.get(shown).content.decode()
    apply_edit(by=studio.officer, edition=own.edition, edit=edits.HIDE_SLIDE(slide, ""))
    assert HIDDEN in client.get(shown).content.decode()


def test_a_question_of_ones_own_is_not_said_to_come_back(own: OwnCourse, client: Client) -> None:
    page = client.post(address(own, "question-act"), {"do": "remove"}, follow=True)
    words = page.content.decode()
    assert "加え直してください" in words and "いつでも入れ直せます" not in words


def test_it_is_added_without_a_slide_on_the_form(own: OwnCourse, client: Client) -> None:
    assert own.edition is not None
    page = reverse("editions:question-add", args=(own.edition.uuid,))
    assert '<option value="">' in client.get(page).content.decode()
    typed = {
        "slide": "",
        "text": "次",
        "choice-0": "はい",
        "choice-1": "いいえ",
        "correct": "1",
    }
    assert client.post(page, typed).status_code == 302
    assert [one.slides for one in state_of(own).course.source.test.questions] == [(), ()]
