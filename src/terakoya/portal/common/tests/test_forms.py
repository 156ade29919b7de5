"""What a form says of an empty field, and of a length or a number out of bounds."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

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


class OrderForm(Form):
    """Fields with limits; one has a sentence of its own, and one is a file."""

    note = forms.CharField(label="メモ", max_length=4)
    count = forms.IntegerField(label="数", min_value=1, max_value=9)
    own = forms.CharField(label="会社", max_length=4, error_messages={"max_length": "長すぎます。"})
    sheet = forms.FileField(label="申込書", max_length=4, required=False)


@pytest.mark.parametrize(
    ("language", "note", "least", "most"),
    [
        (
            "ja",
            "4文字以内で入力してください（今は5文字です）。",
            "1以上の数を入力してください。",
            "9以下の数を入力してください。",
        ),
        ("en", "At most 4 characters (5 now).", "Enter 1 or more.", "Enter 9 or less."),
    ],
)
def test_a_limit_is_told_in_our_words(language: str, note: str, least: str, most: str) -> None:
    with translation.override(language):
        few = OrderForm({"note": "あいうえお", "count": "0", "own": "あいうえお"}).errors
        told = {name: list(sentences) for name, sentences in few.items()}
        assert told.items() >= {"note": [note], "count": [least], "own": ["長すぎます。"]}.items()
        assert OrderForm({"note": "あ", "count": "10", "own": "あ"}).errors == {"count": [most]}
        file = SimpleUploadedFile("long name.csv", b"a")
        files: MultiValueDict[str, Any] = MultiValueDict({"sheet": [file]})
        form = OrderForm({"note": "あいうえ", "count": "9", "own": "あ"}, files)
        assert list(form.errors) == ["sheet"]
        assert "13" in form.errors["sheet"][0]
        assert OrderForm({"note": "あいうえ", "count": "1", "own": "あ"}).is_valid()
