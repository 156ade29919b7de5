"""Slides of layouts that came later in the player, which loads their styles with them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from tests.factories import first_edition_material

from . import learners
from .learners import OPENED, Learner, make_learner

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

CORPUS = Path(__file__).parents[5] / "tests" / "corpus" / "later-layouts"
FORMS = CORPUS.parent / "forms"
STYLES = "terakoya/layouts.css"


def publish_later_layouts() -> Revision:
    """The course with one slide of each of them."""
    return publish_material(material=read_folder(CORPUS))


def page(learner: Learner, slide: str) -> str:
    return learner.client.get(learner.url(slide)).content.decode()


@pytest.mark.django_db
def test_player_shows_slides_of_later_layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "publish_flagship", publish_later_layouts)
    with clock.fixed_at(OPENED):
        learner = make_learner()
        first = learner.text.slides[0].id
        html = page(learner, first)
    assert learner.text.has_later_layouts
    assert STYLES in html
    assert 'class="s-dots"' in html


@pytest.mark.django_db
def test_player_of_another_course_does_not_load_their_styles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        learners,
        "publish_flagship",
        lambda: publish_material(material=first_edition_material()),
    )
    with clock.fixed_at(OPENED):
        learner = make_learner()
        html = page(learner, learner.text.slides[0].id)
    assert not learner.text.has_later_layouts
    assert STYLES not in html


@pytest.mark.django_db
def test_player_takes_the_answer_beside_a_scene(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        learners, "publish_flagship", lambda: publish_material(material=read_folder(FORMS))
    )
    with clock.fixed_at(OPENED):
        learner = make_learner()
        first = "scene-confide"
        html = page(learner, first)
        needs_styles = learner.text.has_later_layouts
        sent = learner.post(learner.event("answered", first, answer="b")).json()
        none_such = learner.post(learner.event("answered", first, answer="d")).json()
        again = page(learner, first)
    assert (sent["refused"], len(none_such["refused"])) == ([], 1)
    assert needs_styles
    assert STYLES in html
    assert "s-nook" in html
    assert again.count("data-correct") == 1
