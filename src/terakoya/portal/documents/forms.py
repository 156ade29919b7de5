"""What documents are searched by, the seller's details, and what a customer sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Organisation
from ..common.forms import Form
from .choices import AccountType, DocumentKind
from .selectors import Wanted
from .seller import Seller

MOST_YEN: Final = 10**12
RECEIVED: Final = "received"


class DayInput(forms.DateInput):
    """A day, picked or typed."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class YenField(forms.IntegerField):
    """Whole yen in any width, with or without commas and 円."""

    def to_python(self, value: Any) -> int | None:
        """Bring the digits to half width first."""
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        number: int | None = super().to_python(text.replace(",", "").strip("円¥ "))
        return number


class SearchForm(Form):
    """Ranges of day and sum, counterparty, number, kind; all of them may be left out."""

    since = forms.DateField(label=_("日付（から）"), required=False, widget=DayInput())
    until = forms.DateField(label=_("日付（まで）"), required=False, widget=DayInput())
    least = YenField(label=_("金額（から）"), required=False, max_value=MOST_YEN)
    most = YenField(label=_("金額（まで）"), required=False, max_value=MOST_YEN)
    name = forms.CharField(label=_("取引先"), required=False, max_length=200)
    number = forms.CharField(label=_("番号"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("種類"),
        required=False,
        choices=[
            ("", _("発行した書類すべて")),
            *DocumentKind.choices,
            (RECEIVED, _("受け取った注文書")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("least", "most"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric"})

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a field that is not understood narrows nothing and says so."""
        self.is_valid()
        said = self.cleaned_data
        kind = said.get("kind", "")
        return Wanted(
            since=said.get("since"),
            until=said.get("until"),
            least=said.get("least"),
            most=said.get("most"),
            name=said.get("name", ""),
            number=said.get("number", ""),
            kind="" if kind == RECEIVED else kind,
        )

    @property
    def is_received(self) -> bool:
        """Whether what customers sent is asked for."""
        self.is_valid()
        return bool(self.cleaned_data.get("kind") == RECEIVED)

    def clean(self) -> dict[str, Any]:
        """A range whose ends are the wrong way round is told at its first field."""
        said = self.cleaned_data
        for first, last in (("since", "until"), ("least", "most")):
            least, most = said.get(first), said.get(last)
            if least is not None and most is not None and least > most:
                self.add_error(first, _("「から」を「まで」より前にしてください。"))
        return said


class CustomerForm(Form):
    """For which customer a document came in."""

    customer = forms.CharField(
        label=_("お客様を探す（会社名か会社コード）"), required=False, max_length=200
    )

    @property
    def words(self) -> str:
        """What is looked for; nothing where it is too long."""
        return str(self.cleaned_data.get("customer", "")) if self.is_valid() else ""


class SellerForm(Form):
    """All that documents and legal pages say of the seller, from a day on."""

    valid_from = forms.DateField(
        label=_("この日から"), widget=DayInput(), help_text=_("今日か、これからの日です。")
    )
    name = forms.CharField(label=_("会社名"), max_length=200)
    representative = forms.CharField(label=_("代表者"), max_length=100)
    postal_code = forms.CharField(label=_("郵便番号"), max_length=16, help_text=_("例：100-0000"))
    address = forms.CharField(label=_("住所"), max_length=200)
    building = forms.CharField(label=_("建物名"), max_length=200, required=False)
    phone = forms.CharField(label=_("電話番号"), max_length=20)
    hours = forms.CharField(
        label=_("電話の受付時間"),
        max_length=100,
        required=False,
        help_text=_("例：平日 9:30〜17:30"),
    )
    hours_en = forms.CharField(label=_("電話の受付時間（英語）"), max_length=100, required=False)
    email = forms.EmailField(label=_("メールアドレス"))
    contact = forms.CharField(
        label=_("担当"),
        max_length=100,
        required=False,
        help_text=_("書類に出る担当です。例：販売課 森"),
    )
    registration = forms.CharField(
        label=_("適格請求書発行事業者の登録番号"),
        max_length=20,
        required=False,
        help_text=_("Tと13桁の数字です。空欄にすると、適格請求書にはなりません。"),
    )
    bank_name = forms.CharField(label=_("銀行"), max_length=100, required=False)
    bank_branch = forms.CharField(
        label=_("支店"), max_length=100, required=False, help_text=_("例：本店（001）")
    )
    account_type = forms.ChoiceField(
        label=_("預金種目"),
        required=False,
        choices=[("", _("選んでください")), *AccountType.choices],
    )
    account_number = forms.CharField(label=_("口座番号"), max_length=16, required=False)
    account_holder = forms.CharField(
        label=_("口座名義（カナ）"),
        max_length=100,
        required=False,
        help_text=_("例：カ）ミホンキヨウイク"),
    )
    customer_bears_fee = forms.BooleanField(
        label=_("振込手数料はお客様の負担とする"), required=False
    )

    @property
    def details(self) -> Seller:
        """What was typed."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "valid_from"}
        return Seller(**said)


class ReceivedForm(Form):
    """A file, what it is found by, and whose it is, if one of `customers` (as they were found)."""

    name = forms.CharField(label=_("取引先"), max_length=200)
    dated_on = forms.DateField(label=_("書類の日付"), widget=DayInput())
    total_yen = YenField(
        label=_("金額（税込）"),
        min_value=0,
        max_value=MOST_YEN,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    number = forms.CharField(
        label=_("番号"), required=False, max_length=64, help_text=_("書類にある注文番号など")
    )
    file = forms.FileField(
        label=_("ファイル"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
        help_text=_("PDF、PNG、JPEG。10MBまで。"),
        error_messages={"empty": _("中身のないファイルです。選び直してください。")},
    )

    def __init__(self, *args: Any, customers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._customers = {str(one.uuid): one for one in customers}
        if not customers:
            return
        offered = [(key, f"{one.name}（{one.code}）") for key, one in self._customers.items()]
        alone = offered[0][0] if len(offered) == 1 else ""
        self.fields["organisation"] = forms.ChoiceField(
            label=_("お客様"),
            choices=[*offered, ("", _("どのお客様にも結び付けない"))],
            required=False,
            initial=alone,
            widget=forms.RadioSelect,
        )
        self.order_fields(["organisation"])
        if alone:
            self.fields["name"].initial = customers[0].name

    @property
    def entered(self) -> dict[str, Any]:
        """What `keep_received` takes but the file."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return {**said, "organisation": self._customers.get(said.get("organisation", ""))}
