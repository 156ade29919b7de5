"""Fields, pages of a list, icons, and the page that shows them all."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from terakoya.portal.common.errors import PortalError
from terakoya.portal.common.forms import Form
from terakoya.portal.common.refusals import refusals_on

from ..icons import SHAPES


class SeatsForm(Form):
    """A form of a service that refuses."""

    seats = forms.IntegerField(label="受講枠", help_text="1〜100名")


def shown(template: str, **context: object) -> str:
    """A template with the portal's tags, as text without line ends."""
    source = "{% load parts icons money dates %}" + template
    return Template(source).render(Context(context)).replace("\n", "")


def test_field_ties_help_and_error_to_its_input() -> None:
    form = SeatsForm({"seats": "many"})
    html = shown("{% field form.seats 'w-s' %}", form=form)
    found = re.search(r"<input ([^>]*)>", html)
    assert found is not None
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', found[1]))
    assert attributes == {
        "type": "number",
        "name": "seats",
        "value": "many",
        "class": "input w-s",
        "aria-invalid": "true",
        "aria-describedby": "id_seats_helptext id_seats_error",
        "id": "id_seats",
    }
    assert re.findall(r' id="(\w+)"', html) == ["id_seats_helptext", "id_seats", "id_seats_error"]


def test_error_summary_links_to_each_field() -> None:
    form = SeatsForm({"seats": ""})
    html = shown('{% include "web/components/error_summary.html" %}', form=form)
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', html) == [
        ("#id_seats", "「受講枠」を入力してください。")
    ]
    wrong = SeatsForm({"seats": "many"})
    html = shown('{% include "web/components/error_summary.html" %}', form=wrong)
    assert ">受講枠：整数を入力してください。</a>" in html
    assert shown('{% include "web/components/error_summary.html" %}', form=SeatsForm()) == ""


def test_refusal_lands_on_its_field_and_an_unknown_field_on_the_form() -> None:
    for field, where in (("seats", "seats"), ("", "__all__"), ("elsewhere", "__all__")):
        form = SeatsForm({"seats": "5"})
        assert form.is_valid()
        with refusals_on(form):
            raise PortalError("空きがありません。", field=field)
        assert (form.is_valid(), form.errors.get_json_data()) == (
            False,
            {where: [{"message": "空きがありません。", "code": ""}]},
        )


def test_other_errors_pass_a_form_by() -> None:
    with pytest.raises(ZeroDivisionError), refusals_on(SeatsForm({})):
        raise ZeroDivisionError


def test_pagination_keeps_the_filters_of_the_list() -> None:
    request = RequestFactory().get("/x/", {"state": "late", "page": "2"})
    page = Paginator(range(120), 50).page(2)
    html = shown("{% pagination page %}", page=page, request=request)
    assert re.findall(r'href="([^"]+)"', html) == [
        "?state=late&amp;page=1",
        "?state=late&amp;page=1",
        "?state=late&amp;page=3",
        "?state=late&amp;page=3",
    ]
    assert "120件中 51〜100件" in html


def test_pagination_of_one_page_is_nothing() -> None:
    request = RequestFactory().get("/x/")
    page = Paginator(range(3), 50).page(1)
    assert shown("{% pagination page %}", page=page, request=request) == ""


def test_bar_stays_within_its_frame() -> None:
    widths = [re.findall(r'<rect width="(\d+)"', shown("{% bar n %}", n=n)) for n in (-5, 40, 140)]
    assert widths == [["0"], ["40"], ["100"]]


def test_share_of_nothing_is_zero() -> None:
    assert shown("{{ 2|share:3 }} {{ 0|share:0 }}") == "66 0"


def test_no_icon_is_read_aloud() -> None:
    start = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><'
    drawn = {name: shown("{% icon name %}", name=name) for name in SHAPES}
    assert drawn
    assert [name for name, html in drawn.items() if not html.startswith(start)] == []


def test_components_are_shown_in_development_only(client: Client, settings: Settings) -> None:
    address = reverse("web:components")
    assert client.get(address).status_code == 404
    settings.DEBUG = True
    page = client.get(address)
    assert page.status_code == 200
    assert page.content.decode().count('<section class="empty">') == 1
