"""Fields offer what they are given, and nothing else passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django import forms

from terakoya.portal.accounts.models import Department
from terakoya.portal.common.offers import offer_choices, offer_rows
from tests.factories import make_department, make_organisation

PORTAL = Path(__file__).resolve().parents[1] / "src/terakoya/portal"


class Choosing(forms.Form):
    rows = forms.ModelMultipleChoiceField(Department.objects.none(), to_field_name="uuid")
    values = forms.MultipleChoiceField()
    words = forms.CharField()


@pytest.mark.django_db
def test_a_field_takes_the_rows_it_is_given_and_no_others() -> None:
    own = make_department(make_organisation(), "店舗")
    other = make_department(make_organisation("株式会社よその"), "店舗")
    found = []
    for department in (own, other):
        form = Choosing({"rows": [str(department.uuid)], "values": ["a"], "words": "x"})
        offer_rows(form, "rows", Department.objects.filter(organisation=own.organisation))
        offer_choices(form, "values", (one for one in [("a", "A")]))
        found.append(list(form.errors))
    assert found == [[], ["rows"]]


def test_a_field_of_another_kind_is_refused() -> None:
    form = Choosing()
    for name in ("values", "words"):
        with pytest.raises(TypeError, match=name):
            offer_rows(form, name, Department.objects.none())
    for name in ("rows", "words"):
        with pytest.raises(TypeError, match=name):
            offer_choices(form, name, [])


def test_no_form_silences_its_types() -> None:
    files = [*PORTAL.glob("*/forms*.py"), *PORTAL.glob("*/forms/*.py")]
    assert len(files) > 15
    assert [path.name for path in files if "type: ignore" in path.read_text("utf-8")] == []
