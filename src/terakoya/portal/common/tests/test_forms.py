"""What a form says of an empty field: its name, and what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils import translation

from terakoya.portal.common.forms import Form


class LunchForm(Form):
    """A field of each kind."""

    name = forms.CharField(label="氏名")
    dish = forms.ChoiceField(label="料理", choices=[("a", "カレー")])
    sheet = forms.FileField(label="申込書")
    agree = forms.BooleanField(label="規約に同意する")
    own = forms.CharField(label="電話", error_messages={"required": "番号がいります。"})
    nameless = forms.CharField(label="")
    note = forms.CharField(label="メモ", required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["later"] = forms.CharField(label="あとから")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ja",
            {
                "name": "「氏名」を入力してください。",
                "dish": "「料理」を選んでください。",
                "sheet": "「申込書」を選んでください。",
                "agree": "「規約に同意する」にチェックを入れてください。",
                "own": "番号がいります。",
                "nameless": "このフィールドは必須です。",
                "later": "「あとから」を入力してください。",
            },
        ),
        (
            "en",
            {
                "name": "Fill in “氏名”.",
                "dish": "Choose “料理”.",
                "agree": "Tick “規約に同意する”.",
            },
        ),
    ],
)
def test_an_empty_field_is_named(language: str, told: dict[str, str]) -> None:
    with translation.override(language):
        errors = LunchForm({}).errors
        assert {name: errors[name][0] for name in told} == told
        assert "note" not in errors
