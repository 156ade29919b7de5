"""The forms of the pages without a subject of their own."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Organisation
from ..accounts.names import clean_company_code
from ..accounts.services import NoticeText
from ..common.forms import Form

_LONGEST: Final = 100_000  # characters of a legal page


class LegalTextForm(Form):
    """A next version of a legal page."""

    valid_from = forms.DateField(
        label=_("有効になる日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付を、2027-01-31の形で入力してください。")},
    )
    text_ja = forms.CharField(
        label=_("日本語の本文"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 24})
    )
    text_en = forms.CharField(
        label=_("英語の本文"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "lang": "en"}),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付を、2027-01-31の形で入力してください。")},
    )


class NoticeForm(Form):
    """A notice to customers."""

    company_code = forms.CharField(
        label=_("会社コード"),
        max_length=40,
        required=False,
        help_text=_("空欄のときは、すべての会社・団体の契約者と研修担当者に見せます。"),
    )
    title_ja = forms.CharField(label=_("件名（日本語）"), max_length=100)
    text_ja = forms.CharField(
        label=_("本文（日本語）"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    title_en = forms.CharField(label=_("件名（英語）"), max_length=200)
    text_en = forms.CharField(
        label=_("本文（英語）"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    from_on = _day(_("始まりの日"))
    until_on = _day(_("終わりの日"))
    with_mail = forms.BooleanField(label=_("メールでも送る"), required=False)

    def clean_company_code(self) -> Organisation | None:
        """The organisation that the code names; none for all of them."""
        code = clean_company_code(self.cleaned_data["company_code"])
        if not code:
            return None
        found = Organisation.objects.filter(code=code, is_house=False).first()
        if found is None:
            raise forms.ValidationError(_("この会社コードの会社・団体はありません。"))
        return found

    def values(self) -> dict[str, Any]:
        """The arguments of publish_notice."""
        given = dict(self.cleaned_data)
        words = {key: given.pop(key) for key in ("title_ja", "title_en", "text_ja", "text_en")}
        return {"organisation": given.pop("company_code"), "text": NoticeText(**words), **given}


class SampleForm(Form):
    """One field of every kind."""

    email = forms.EmailField(
        label="メールアドレス",
        error_messages={"invalid": "「.jp」などの続きを入力してください"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    number = forms.CharField(
        label="社員番号", required=False, help_text="分からない場合は空欄のままでかまいません"
    )
    department = forms.ChoiceField(
        label="部署", choices=[("", "選んでください"), ("sales", "営業部"), ("cs", "お客様係")]
    )
    note = forms.CharField(label="メモ", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    pay = forms.ChoiceField(
        label="支払い方法",
        widget=forms.RadioSelect,
        choices=[("invoice", "請求書払い（銀行振込）"), ("later", "あとで決める")],
        initial="invoice",
    )
    agree = forms.BooleanField(label="利用規約に同意します")
