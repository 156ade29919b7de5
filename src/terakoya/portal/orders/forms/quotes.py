"""What a 見積書 is made of, as a visitor and as an operator enter it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ...accounts.names import clean_name
from ...catalogue.models import Course
from ...common import clock
from ...common.offers import offer_choices
from ..choices import LicenceKind
from ..fields import DayField, WidthTolerantInteger, half_width
from ..pricing import MONTHS
from ..quote_words import about_words
from ..services.quotes import MOST_QUOTED_MONTHS, MOST_QUOTED_SEATS, VALID_DAYS, AboutContract
from ..specs import Asker, LicenceTerms, Selection, Units
from .applying import REQUIRED, ItemsForm, cleaned_by

MOST_UNIT_YEN = 10_000_000


class QuoteNewForm(ItemsForm):
    """What somebody wants a quote of, and for whom; an account is not needed."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    course = forms.ChoiceField(label=_("研修"))
    company = forms.CharField(
        label=_("会社・団体名"), max_length=400, error_messages={"required": REQUIRED}
    )
    person = forms.CharField(label=_("ご担当者の氏名"), max_length=400, required=False)
    email = forms.CharField(label=_("メールアドレス"), max_length=254, required=False)

    field_order: tuple[str, ...] = ("course", "with_online", "seats", "months", "with_manuscript")

    def __init__(
        self, data: Any, courses: Iterable[tuple[Course, str]], *, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial={**initial, "key": uuid.uuid4()})
        self.courses = {course.slug: (course, title) for course, title in courses}
        titles = [(slug, title) for slug, (_course, title) in self.courses.items()]
        offer_choices(self, "course", titles)
        self._name_months()

    def _name_months(self) -> None:
        """Months are said in the list itself; without a seat they count for nothing."""
        months = self.fields["months"]
        if isinstance(months, forms.ChoiceField):
            months.required = True
            offer_choices(self, "months", [(str(n), _("%(n)sか月") % {"n": n}) for n in MONTHS])

    def clean_company(self) -> str:
        """Without control marks, at most 200 characters."""
        return cleaned_by(clean_name, self.cleaned_data["company"])

    def clean_person(self) -> str:
        """Without control marks; may be empty."""
        typed = self.cleaned_data["person"]
        return cleaned_by(clean_name, typed) if typed else ""

    def clean_email(self) -> str:
        """Lower case, half width; may be empty."""
        email = half_width(self.cleaned_data["email"]).lower()
        if email:
            try:
                validate_email(email)
            except ValidationError as error:
                raise ValidationError(
                    _("メールアドレスの形で入力してください（例：name@company.example）")
                ) from error
        return email

    def chosen_course(self) -> Course:
        """The course of a valid form."""
        return self.courses[self.cleaned_data["course"]][0]

    def asker(self) -> Asker:
        """Whom the quote of a valid form is for."""
        data = self.cleaned_data
        return Asker(data["company"], data["person"], data["email"])

    def selected(self) -> Selection:
        """What the quote of a valid form is of."""
        return self.selection(self.cleaned_data["course"])


class OperatorQuoteForm(QuoteNewForm):
    """A quote of the seller's: any number of seats, at a price of its own."""

    most_seats = MOST_QUOTED_SEATS
    field_order = ("about", "course", "with_online", "seats", "months", "starts_on")

    about = forms.ChoiceField(
        label=_("何の見積書か"),
        required=False,
        help_text=_("枠の追加では、期間は今の契約の終わりまでになります。"),
    )
    months = WidthTolerantInteger(
        label=_("期間（か月）"),
        min_value=1,
        max_value=MOST_QUOTED_MONTHS,
        error_messages={"invalid": _("月数を数字で入力してください（例：12）。")},
    )
    starts_on = DayField(
        label=_("開始日"),
        required=False,
        help_text=_("空のままなら、申し込み後すぐに始められます。1年後まで選べます。"),
    )
    online_yen = WidthTolerantInteger(
        label=_("受講枠の単価（1名・1か月、税抜、円）"),
        min_value=0,
        max_value=MOST_UNIT_YEN,
        error_messages={"invalid": _("金額を数字で入力してください（例：1000）。")},
    )
    manuscript_yen = WidthTolerantInteger(
        label=_("教材原稿の価格（税抜、円）"),
        min_value=0,
        max_value=MOST_UNIT_YEN,
        error_messages={"invalid": _("金額を数字で入力してください（例：1000）。")},
    )
    licence_kind = forms.ChoiceField(
        label=_("教材原稿の利用権"), choices=LicenceKind.choices, required=False
    )
    licensed_for = forms.CharField(
        label=_("グループ会社・提供先"),
        max_length=200,
        required=False,
        help_text=_("1法人のほかの利用権では、使える会社の名前を書きます。見積書に印刷します。"),
    )
    valid_until = DayField(label=_("有効期限"))
    note = forms.CharField(label=_("備考（見積書に印刷します）"), max_length=300, required=False)

    def __init__(
        self,
        data: Any,
        courses: Iterable[tuple[Course, str]],
        *,
        initial: dict[str, Any],
        contracts: Iterable[AboutContract] = (),
    ) -> None:
        until = clock.today() + dt.timedelta(days=VALID_DAYS)
        super().__init__(data, courses, initial={"valid_until": until, "months": 12, **initial})
        self.contracts = {f"{one.purpose}:{one.contract.uuid}": one for one in contracts}
        if self.contracts:
            named = [(key, about_words(one)) for key, one in self.contracts.items()]
            offer_choices(self, "about", [("", _("新しいお申し込み")), *named])
        else:
            del self.fields["about"]

    def clean(self) -> dict[str, Any]:
        """More seats and next terms are quoted without a manuscript."""
        said = super().clean()
        if said.get("about") and said.get("with_manuscript"):
            self.add_error(
                "with_manuscript", _("教材原稿は、新しいお申し込みの見積書に入れてください。")
            )
        elif said.get("about") and not said.get("with_online"):
            self.add_error("with_online", _("オンライン研修を選んでください。"))
        if said.get("about") and said.get("starts_on"):
            self.add_error("starts_on", _("開始日は、新しいお申し込みの見積書に入れてください。"))
        return said

    def selected(self) -> Selection:
        """What the quote of a valid form is of, from its first day on."""
        return replace(super().selected(), starts_on=self.cleaned_data["starts_on"])

    def about_contract(self) -> AboutContract | None:
        """The contract that the quote of a valid form is about, if any."""
        return self.contracts.get(self.cleaned_data.get("about", ""))

    def licence(self) -> LicenceTerms:
        """Who may use the manuscript of a valid form; the name counts where one is asked for."""
        kind = self.cleaned_data["licence_kind"] or LicenceKind.ENTITY.value
        named = self.cleaned_data["licensed_for"].strip()
        return LicenceTerms(kind, "" if kind == LicenceKind.ENTITY else named)

    def units(self) -> Units:
        """The prices of a valid form."""
        return Units(self.cleaned_data["online_yen"], self.cleaned_data["manuscript_yen"])


def typed_or_first(asked: dict[str, str], courses: list[tuple[Course, str]]) -> dict[str, Any]:
    """What a link asks for, as the form first shows it."""
    is_manuscript = asked.get("item") == "manuscript"
    months = asked.get("months", "1")
    first = courses[0][0].slug if courses else ""
    return {
        "course": asked.get("course", first),
        "with_online": not is_manuscript,
        "with_manuscript": is_manuscript,
        "seats": asked.get("seats", "1"),
        "months": months if months.isdecimal() and int(months) in MONTHS else "1",
    }
