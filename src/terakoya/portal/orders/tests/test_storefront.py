"""The storefront answers what visitors ask, and shows a slide of what is sold."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from terakoya.portal.catalogue.models import TaxRate
from terakoya.portal.catalogue.selectors import listed_courses
from terakoya.portal.common import clock
from terakoya.portal.common.money import yen
from terakoya.portal.orders.cancelling import cancelling_sentence
from terakoya.portal.orders.frequent_questions import frequent_questions
from terakoya.portal.orders.selectors.pricing import hero_slide
from tests.factories import publish_flagship


@pytest.fixture
def page(db: None, client: Client) -> str:
    publish_flagship()
    return client.get("/").content.decode()


def test_the_menu_leads_to_questions_with_answers(page: str) -> None:
    section = page.split('id="faq"')[1].split("</section>")[0]
    said = cancelling_sentence(7)
    asked = frequent_questions(seat_yen=1_100, manuscript_yen=107_800, cancelling=said)
    assert section.count("<details") == len(asked) > 6
    for one in asked:
        assert one.question in section
        assert one.answer in section
    assert (yen(1_100) in section, yen(107_800) in section) == (True, True)


def test_the_hero_is_a_slide_of_the_chapter_that_can_be_tried(page: str) -> None:
    card = listed_courses("ja")[0]
    slide = hero_slide(card, "ja")
    assert slide is not None
    tried = {one.id for chapter in card.toc if chapter.sample for one in chapter.slides}
    assert slide.slide_id in tried
    figure = page.split('<figure class="frame">')[1].split("</figure>")[0]
    assert slide.html in figure
    assert "<a " not in figure and "<button" not in figure  # a picture takes no focus


def test_a_phone_keeps_the_way_to_apply_in_the_header(page: str) -> None:
    header = page.split("<header")[1].split("</header>")[0]
    found = re.findall(r'<a class="([^"]*)" href="/apply/">', header)
    assert found == ["btn btn-sm btn-solid"]


def test_the_examples_name_the_rate_that_they_are_reckoned_by(client: Client, db: None) -> None:
    publish_flagship()
    assert "税込（10%）" in client.get("/").content.decode()
    TaxRate.objects.create(per_mille=125, valid_from=clock.today())
    page = client.get("/").content.decode()
    assert "税込（12.5%）" in page
    assert "税込（10%）" not in page
