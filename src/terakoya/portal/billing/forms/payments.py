"""The operator's forms of billing."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ...common.offers import offer_choices
from ...orders.pricing import month_end
from ..changes import Wish
from ..choices import ChangeKind, Encoding, InvoiceState
from ..column_samples import Columns
from ..models import InvoiceLine
from ..selectors.invoices import InvoiceFilter

MOST_DAYS = 3653  # of a journal


class YenField(forms.CharField):
    """A whole amount of yen, at least 1: 33,000 · ３３０００円 · ¥33000."""

    least = 1

    def to_python(self, value: Any) -> Any:
        """The number, or a sentence that says how to write it."""
        text = re.sub(
            r"[,\s円¥\\]", "", unicodedata.normalize("NFKC", super().to_python(value) or "")
        )
        if not text:
            return None
        if not re.fullmatch(r"\d{1,11}", text, re.ASCII) or int(text) < self.least:
            raise forms.ValidationError(
                _("金額は、%(least)s円以上の整数で入力してください（例：33,000）。")
                % {"least": self.least}
            )
        return int(text)

    def validate(self, value: Any) -> None:
        """An amount that is not given is told as any field is."""
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class ZeroYenField(YenField):
    """The same, from 0."""

    least = 0


class DayField(forms.DateField):
    """A day, in full-width digits as well."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> dt.date | None:
        """The day."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace("/", "-")
        return super().to_python(value)


class PaymentForm(Form):
    """A payment that was seen on the account. `key` makes a second click harmless."""

    received_on = DayField(label=_("入金日"))
    amount = YenField(label=_("入金額（円）"))
    payer = forms.CharField(label=_("振込名義"), required=False, max_length=200)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def entered(self) -> dict[str, Any]:
        """What `record_payment` takes."""
        said = self.cleaned_data
        return {
            "received_on": said["received_on"],
            "amount_yen": said["amount"],
            "payer": said["payer"],
            "key": said["key"] or uuid.uuid4(),
        }


class RefundForm(Form):
    """Money that was sent back. `key` makes a second click harmless."""

    refunded_on = DayField(label=_("返金日"))
    amount = YenField(label=_("返金額（円）"))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def entered(self) -> dict[str, Any]:
        """What `record_refund` takes."""
        said = self.cleaned_data
        return {
            "refunded_on": said["refunded_on"],
            "amount_yen": said["amount"],
            "key": said["key"] or uuid.uuid4(),
        }


class InvoiceFilterForm(Form):
    """What narrows the list of invoices; what no page of ours sends narrows nothing."""

    state = forms.ChoiceField(
        label=_("状態"), required=False, choices=[("", _("すべて")), *InvoiceState.choices]
    )
    month = forms.CharField(
        label=_("請求月"),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    q = forms.CharField(label=_("会社名・番号"), required=False, max_length=100)

    def wanted(self) -> InvoiceFilter:
        """The state, month and words; empty where nothing, or nothing known, is asked for."""
        self.is_valid()
        said = self.cleaned_data
        return InvoiceFilter(
            state=said.get("state", ""),
            month=month_from(said.get("month", "")),
            words=said.get("q", "").strip(),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return self.wanted() != InvoiceFilter()


def month_from(text: str) -> dt.date | None:
    """The first day of a month written 2027-01; None for anything else."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip(), re.ASCII)
    if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2999:
        return None
    return dt.date(int(found[1]), int(found[2]), 1)


class BankFileForm(Form):
    """A bank's file, and by which columns it is read."""

    file = forms.FileField(label=_("入出金明細のファイル（CSV）"))
    columns = forms.ChoiceField(label=_("列の対応"))

    def __init__(self, *args: Any, offered: list[Columns], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "columns", [(one.key, one.name) for one in offered])


class JournalForm(Form):
    """From which month to which, and for which program."""

    since = forms.CharField(
        label=_("この月から"), max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )
    until = forms.CharField(
        label=_("この月まで"), max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )
    columns = forms.ChoiceField(label=_("会計ソフト"))

    def __init__(self, *args: Any, offered: list[Columns], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "columns", [(one.key, one.name) for one in offered])

    def clean(self) -> dict[str, Any]:
        """Two months, the first not after the second, at most ten years."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("since", "until"):
            if name in said and month_from(said[name]) is None:
                self.add_error(name, _("月は、2027-01 の形で入力してください。"))
        if not self.errors:
            first, last = self.days(said)
            if last < first or (last - first).days > MOST_DAYS:
                self.add_error(
                    "until", _("「この月まで」は、「この月から」の後の10年以内にしてください。")
                )
        return said

    def days(self, said: dict[str, Any]) -> tuple[dt.date, dt.date]:
        """The first and the last day."""
        first, last = month_from(said["since"]), month_from(said["until"])
        assert first is not None and last is not None
        return first, month_end(last)


class ColumnSetForm(Form):
    """Columns as lines of `heading = meaning`, saved under a name."""

    name = forms.CharField(label=_("名前"), max_length=100)
    encoding = forms.ChoiceField(label=_("文字コード"), choices=Encoding.choices)
    columns = forms.CharField(
        label=_("列（1行に1つ。見出し = 意味）"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class ChangeForm(Form):
    """The amount of each line, the addressee of a correction, and why."""

    def __init__(
        self,
        *args: Any,
        kind: ChangeKind,
        lines: Mapping[InvoiceLine, int],
        addressee: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.keys = kind, [row.pk for row in lines]
        is_credit = kind == ChangeKind.CREDITED
        for row, yen in lines.items():
            self.fields[f"line{row.pk}"] = ZeroYenField(
                label=f"{row.title} {row.quantity_text}",
                required=not is_credit,
                initial="" if is_credit else yen,
                help_text=_("今の金額は%(yen)s円（税抜）です。") % {"yen": f"{yen:,}"},
            )
        if not is_credit:
            self.fields["addressee"] = forms.CharField(
                label=_("宛先の会社名"), max_length=200, initial=addressee
            )
        self.fields["reason"] = forms.CharField(label=_("理由（書類に載ります）"), max_length=300)
        self.fields["key"] = forms.UUIDField(
            widget=forms.HiddenInput, required=False, initial=uuid.uuid4
        )

    def wish(self) -> Wish:
        """What `change_invoice` takes."""
        said = self.cleaned_data
        return Wish(
            kind=self.kind,
            amounts={key: said[f"line{key}"] or 0 for key in self.keys},
            reason=said["reason"],
            addressee=said.get("addressee", "").strip(),
            key=said["key"] or uuid.uuid4(),
        )
