"""Lists of members, and the ways by which they come in by themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ..choices import RosterOrigin
from ..roster.reading import MOST_TEXT
from ..services import Wishes

EXTENTS = [
    ("some", _("追加・変更する人だけの一覧（ほかの人はそのままです）")),
    ("all", _("全員の名簿（一覧にない人は退職になります）")),
]


class ExtentForm(Form):
    """Whether a list has everybody, and whether who is added is invited."""

    extent = forms.ChoiceField(
        label=_("一覧の範囲"), choices=EXTENTS, initial="some", widget=forms.RadioSelect
    )
    with_mail = forms.BooleanField(
        label=_("メールアドレスのある新しい人に、招待メールを送る"), required=False, initial=True
    )

    def wishes(self) -> Wishes:
        """What the services are asked for."""
        return Wishes(
            covers_all=self.cleaned_data["extent"] == "all",
            with_mail=self.cleaned_data["with_mail"],
        )


class RosterForm(ExtentForm):
    """A pasted list or a file."""

    text = forms.CharField(
        label=_("Excelからコピーした一覧"),
        required=False,
        strip=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("またはファイル（.xlsx・.csv）"),
        required=False,
        error_messages={"empty": _("ファイルが空です。名簿を保存し直してから選んでください。")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    field_order = ("text", "file", "extent", "with_mail")


class RosterSourceForm(ExtentForm):
    """A new way by which rosters come in."""

    origin = forms.ChoiceField(label=_("届き方"), widget=forms.RadioSelect)
    field_order = ("origin", "extent", "with_mail")

    def __init__(self, *args: Any, has_folder: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"extent": "all", "with_mail": False, "origin": "address"})
        super().__init__(*args, **kwargs)
        origin = self.fields["origin"]
        assert isinstance(origin, forms.ChoiceField)
        origin.choices = [(RosterOrigin.ADDRESS.value, _("鍵付きのアドレスへアップロード"))]
        if has_folder:
            folder = (RosterOrigin.FOLDER.value, _("サーバーのフォルダーに置く"))
            origin.choices = [*origin.choices, folder]
