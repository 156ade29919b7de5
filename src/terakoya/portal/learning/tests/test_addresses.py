"""Words in addresses that a slide's id must not be."""

from __future__ import annotations

import re

from terakoya.portal.catalogue.services import RESERVED_IDS
from terakoya.portal.learning.urls import urlpatterns

BESIDE_SLIDES = re.compile(r"learn/<uuid:enrolment>/([a-z-]+)/")


def test_no_slide_may_be_called_like_another_page_of_its_enrolment() -> None:
    words = {
        found[1]
        for pattern in urlpatterns
        if (found := BESIDE_SLIDES.match(str(pattern.pattern))) is not None
    }
    assert words == RESERVED_IDS
