"""The update that brought the rule for danger, as a company receives it that holds 2026.12.

In a module of its own: others share a desk that holds the newest version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from terakoya.courseware.model import AnySlide
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.selectors import changes_of
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.editions.editing.finding import slide_in
from terakoya.portal.editions.merging import merged_into, step_between
from terakoya.portal.editions.services import take_update
from tests.courses import before_danger, notes_of_danger, short_material

from .officers import Desk, make_desk
from .test_pages import signed_in, words
from .test_updates import arrived, conflicts_of, decide, edit

pytestmark = pytest.mark.once  # dear: courses are compared, and both databases keep the same

DANGER, OCTOBER = "when-it-happens", dt.date(2026, 10, 1)


@pytest.fixture
def held(db: None) -> Desk:
    """An officer with an edition of 2026.12."""
    return make_desk(publish=lambda: publish_material(material=before_danger(short_material())))


def newest_danger(language: str = "ja") -> AnySlide:
    found = slide_in(short_material().course.text(language), DANGER)
    assert found is not None
    return found


def test_an_untouched_edition_of_2026_12_gets_the_rule_for_danger(held: Desk) -> None:
    publish_material(material=short_material())
    update = arrived(held)
    told = (update.kind, update.legal_on, update.conflicts)
    assert told == (RevisionKind.LEGAL, OCTOBER, 0)
    assert held.slide(DANGER) != newest_danger()
    take_update(by=held.officer, update=update)
    for language in ("ja", "en"):
        assert held.slide(DANGER, language) == newest_danger(language)


def test_an_alarm_of_our_own_is_asked_about_once_and_is_law(held: Desk) -> None:
    edit(held, DANGER, alarm="危ないときは、すぐ離れて通報。")
    publish_material(material=short_material())
    update = arrived(held)
    assert [(one.id, one.legal) for one in conflicts_of(held, update)] == [
        (f"slide/{DANGER}/ja/alarm", True)
    ]
    take_update(by=held.officer, update=decide(held, update, "theirs"))
    assert held.slide(DANGER) == newest_danger()


def test_another_field_of_our_own_stays_beside_the_rule_and_its_notices(held: Desk) -> None:
    edit(held, DANGER, title="起きたら、こう動く")
    newest = publish_material(material=short_material())
    update = arrived(held)
    merged = merged_into(held.state, step_between(held.base.pk, newest.pk))
    assert merged.conflicts == ()
    assert [(one.kind, one.part_id, one.field) for one in merged.notices] == [
        ("legal", DANGER, ""),
        ("legal", DANGER, "narration"),
    ]
    page = words(signed_in(held.officer), reverse("editions:update", args=(update.uuid,)))
    note = notes_of_danger(short_material())[0][0].note["ja"]
    assert (page.count(note), "施行日は2026年10月1日" in page) == (1, True)
    take_update(by=held.officer, update=update)
    assert held.slide(DANGER) == newest_danger().model_copy(update={"title": "起きたら、こう動く"})


def test_each_note_is_told_once_to_whichever_version_an_edition_holds(db: None) -> None:
    newest, earlier = notes_of_danger(short_material())
    second = before_danger(short_material())
    course = second.course.model_copy(update={"changes": ()})
    meta = course.meta.model_copy(update={"version": "2026.11"})
    first = replace(second, course=course.model_copy(update={"meta": meta}))
    held = [publish_material(material=one).pk for one in (first, second, short_material())]
    assert [changes_of(one) for one in held] == [(), earlier, newest]
    assert step_between(held[1], held[2]).changes == newest
    assert step_between(held[0], held[2]).changes == (*earlier, *newest)
