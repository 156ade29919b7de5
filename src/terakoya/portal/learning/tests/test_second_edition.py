"""The second edition of the first course, for those who completed the first one."""

from __future__ import annotations

import pytest

from terakoya.portal.catalogue.selectors import test_pool
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.learning.scope import Scope
from tests.courses import flagship_material
from tests.factories import first_edition_material, slide_count


@pytest.mark.deep
def test_second_edition_of_the_flagship_is_one_slide_for_the_law(db: None) -> None:
    """Of a whole new course nobody need learn more than the law asks for."""
    first = publish_material(material=first_edition_material())
    second = publish_material(material=flagship_material())
    whole, law = (Scope(second.pk, first.pk, legal_only) for legal_only in (False, True))
    assert [slide.id for slide in law.text("ja").slides] == ["employer-duties", "when-it-happens"]
    assert len(whole.text("ja").slides) == slide_count()
    assert round(sum(slide.seconds for slide in law.text("ja").slides) / 60) == 1
    tied = [q for q in test_pool(second.pk, "ja").questions if "employer-duties" in q.slides]
    assert law.facts().question_count == min(10, len(tied))
    assert law.facts().minutes["test"] < whole.facts().minutes["test"]
