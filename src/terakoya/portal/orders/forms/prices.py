"""What an operator enters of prices and tax."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...catalogue.choices import Item
from ...catalogue.models import Course
from ...common import clock
from ...common.forms import Form
from ...common.offers import offer_choices
from ..cancelling import MOST_FREE_DAYS
from ..fields import DayField, WidthTolerantInteger, half_width

MOST_YEN = 10_000_000


class PriceForm(Form):
    """What an item costs from a day on."""

    prefix = "price"

    item = forms.TypedChoiceField(label=_("品目"), choices=Item.choices, coerce=Item)
    course = forms.ChoiceField(label=_("研修"))
    yen = WidthTolerantInteger(
        label=_("税抜の単価（円）"),
        min_value=1,
        max_value=MOST_YEN,
        help_text=_("オンライン研修は1名・1か月、教材原稿は1法人の価格です。"),
        error_messages={"invalid": _("金額を数字で入力してください（例：1000）。")},
    )
    valid_from = DayField(label=_("この日から"))

    def __init__(self, data: Any, courses: Iterable[tuple[Course, str]]) -> None:
        super().__init__(data, initial={"valid_from": clock.today()})
        self.courses = {course.slug: (course, title) for course, title in courses}
        titles = [(slug, title) for slug, (_course, title) in self.courses.items()]
        offer_choices(self, "course", titles)

    def clean_course(self) -> Course:
        """The chosen course."""
        return self.courses[self.cleaned_data["course"]][0]


class TaxRateForm(Form):
    """The consumption tax from a day on."""

    prefix = "tax"

    percent = forms.DecimalField(
        label=_("消費税率（%）"),
        min_value=Decimal(0),
        max_value=Decimal(50),
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": _("税率を数字で入力してください（例：10）。"),
            "max_decimal_places": _("税率は小数第1位までで入力してください（例：7.8）。"),
        },
    )
    valid_from = DayField(label=_("この日から"))

    def __init__(self, data: Any) -> None:
        if data is not None:
            data = data.copy()
            typed = half_width(data.get("tax-percent", ""))
            data["tax-percent"] = typed.removesuffix("%").strip()
        super().__init__(data, initial={"valid_from": clock.today()})

    def per_mille(self) -> int:
        """The rate of a valid form."""
        return int(self.cleaned_data["percent"] * 10)


class FreeDaysForm(Form):
    """Within how many days a contract is cancelled free, for orders from a day on."""

    prefix = "free"

    days = WidthTolerantInteger(
        label=_("無料で取り消せる日数"),
        min_value=0,
        max_value=MOST_FREE_DAYS,
        help_text=_("申し込んだ日から数えます。0にすると、無料の取り消しはなくなります。"),
        error_messages={"invalid": _("日数を数字で入力してください（例：7）。")},
    )
    valid_from = DayField(label=_("この日の申し込みから"))

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"valid_from": clock.today()})
