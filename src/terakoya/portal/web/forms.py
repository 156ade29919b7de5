"""The forms of the pages without a subject of their own."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.choices import NoticeReaders
from ..accounts.models import Organisation
from ..accounts.names import clean_company_code
from ..accounts.services import NoticeText
from ..common.forms import Form

_LONGEST: Final = 100_000  # characters of a legal page
_LONGEST_CODES: Final = 5_000  # characters of company codes


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
        max_length=_LONGEST_CODES,
        required=False,
        help_text=_(
            "いくつでも、空白か改行で区切って入力できます。空欄のときは、すべての会社・団体に見せます。"
        ),
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "characters"}),
    )
    readers = forms.TypedChoiceField(
        label=_("読む人"),
        choices=NoticeReaders.choices,
        coerce=NoticeReaders,
        initial=NoticeReaders.ALL,
        required=False,
        empty_value=NoticeReaders.ALL,
        error_messages={"invalid_choice": _("「読む人」を選んでください。")},
        widget=forms.RadioSelect,
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

    def clean_company_code(self) -> list[Organisation]:
        """The organisations that the codes name; none for all of them. One statement."""
        typed = re.split(r"[\s,、，]+", self.cleaned_data["company_code"])
        codes = dict.fromkeys(code for one in typed if (code := clean_company_code(one)))
        customers = Organisation.objects.filter(code__in=codes, is_house=False)
        found = {one.code: one for one in customers}
        if missing := [code for code in codes if code not in found]:
            raise forms.ValidationError(
                _("この会社コードの会社・団体はありません：%(codes)s")
                % {"codes": _("、").join(missing[:5])}
            )
        return [found[code] for code in codes]

    def values(self) -> dict[str, Any]:
        """The arguments of publish_notices."""
        given = dict(self.cleaned_data)
        words = {key: given.pop(key) for key in ("title_ja", "title_en", "text_ja", "text_en")}
        return {"organisations": given.pop("company_code"), "text": NoticeText(**words), **given}


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
