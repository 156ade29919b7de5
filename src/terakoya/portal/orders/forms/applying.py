"""Shape of the application's input; full-width digits are accepted everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...accounts.names import clean_kana, clean_line, clean_name
from ...catalogue.models import Revision
from ...catalogue.selectors import languages_of
from ...common.errors import PortalError
from ...common.forms import Form
from ...common.offers import offer_choices
from ..exports import EXPORTS, ExportChoice
from ..fields import WidthTolerantInteger, half_width
from ..pricing import MONTHS, MOST_SEATS
from ..specs import MOST_PURCHASE_ORDER, Customer, Selection

# fmt: off
PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県",
    "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県",
    "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府",
    "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県",
    "鹿児島県", "沖縄県",
)
# fmt: on
PREFECTURE_CHOICES = [("", ""), *((name, name) for name in PREFECTURES)]

REQUIRED = _("入力してください")
_INPUT = {"class": "input"}


class ItemsForm(Form):
    """Step 1: what is applied for."""

    most_seats = MOST_SEATS

    with_online = forms.BooleanField(label=_("オンライン研修"), required=False, initial=True)
    with_manuscript = forms.BooleanField(label=_("教材原稿"), required=False)
    seats = WidthTolerantInteger(
        label=_("受講枠（名）"),
        required=False,
        error_messages={"invalid": _("人数を数字で入力してください（例：12）")},
    )
    months: forms.Field = forms.TypedChoiceField(
        label=_("期間"),
        coerce=int,
        required=False,
        choices=[(n, str(n)) for n in MONTHS],
        error_messages={"invalid_choice": _("期間を一覧から選んでください")},
    )

    def clean_seats(self) -> int:
        """Seats from 1 to 100, when the online course is chosen."""
        seats: int | None = self.cleaned_data.get("seats")
        if not self.data.get("with_online"):
            return seats or 1
        if seats is None:
            raise ValidationError(_("人数を入力してください（1〜100名）"))
        if seats < 1:
            raise ValidationError(_("1名以上を入力してください。"))
        if seats > self.most_seats:
            raise ValidationError(too_many_seats(self.most_seats))
        return seats

    def clean(self) -> dict[str, Any]:
        """At least one of the two items."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("with_online") or cleaned.get("with_manuscript")):
            self.add_error(
                "with_online", _("オンライン研修か教材原稿の、少なくとも1つを選んでください")
            )
        return cleaned

    def selection(self, slug: str) -> Selection:
        """The typed selection of a valid form."""
        data = self.cleaned_data
        return Selection(
            slug,
            data["seats"],
            int(data["months"] or 1),
            data["with_online"],
            data["with_manuscript"],
        )


def too_many_seats(most: int) -> str:
    """What is said of more seats than may be entered; above 100 there is a way out."""
    if most > MOST_SEATS:
        return gettext("%(most)s名以下で入力してください。") % {"most": f"{most:,}"}
    return gettext("受講枠は1〜100名で入力してください。101名からは見積もりをご依頼ください。")


class CustomerForm(Form):
    """Step 2: who applies."""

    organisation_name = forms.CharField(
        label=_("会社・団体名"), max_length=400, error_messages={"required": REQUIRED}
    )
    postal_code = forms.CharField(
        label=_("郵便番号"), max_length=20, error_messages={"required": REQUIRED}
    )
    prefecture = forms.ChoiceField(
        label=_("都道府県"),
        choices=PREFECTURE_CHOICES,
        error_messages={
            "required": _("都道府県を選んでください"),
            "invalid_choice": _("都道府県を一覧から選んでください"),
        },
    )
    address = forms.CharField(
        label=_("市区町村・番地"), max_length=300, error_messages={"required": REQUIRED}
    )
    building = forms.CharField(label=_("建物名・階"), max_length=200, required=False)
    person_name = forms.CharField(
        label=_("氏名"), max_length=400, error_messages={"required": REQUIRED}
    )
    person_kana = forms.CharField(
        label=_("フリガナ"), max_length=400, error_messages={"required": REQUIRED}
    )
    department = forms.CharField(label=_("部署"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("電話番号"), max_length=40, error_messages={"required": REQUIRED}
    )
    email = forms.CharField(
        label=_("メールアドレス"), max_length=254, error_messages={"required": REQUIRED}
    )

    purchase_order = forms.CharField(
        label=_("発注番号"),
        max_length=MOST_PURCHASE_ORDER,
        required=False,
        help_text=_("貴社の番号です。注文請書と請求書に印刷します。"),
    )

    def clean_organisation_name(self) -> str:
        """Without control marks, at most 200 characters."""
        return cleaned_by(clean_name, self.cleaned_data["organisation_name"])

    def clean_person_name(self) -> str:
        """Without control marks, at most 200 characters."""
        return cleaned_by(clean_name, self.cleaned_data["person_name"])

    def clean_person_kana(self) -> str:
        """Hiragana and half-width kana become full-width katakana."""
        return cleaned_by(clean_kana, self.cleaned_data["person_kana"])

    def clean_postal_code(self) -> str:
        """Seven digits, with or without a hyphen, in any width."""
        return postal_code(self.cleaned_data["postal_code"])

    def clean_phone(self) -> str:
        """Digits and hyphens, in any width."""
        phone = re.sub(r"[ー―‐−–]", "-", half_width(self.cleaned_data["phone"]))
        if not re.fullmatch(r"\+?[0-9()\s-]{9,20}", phone):
            raise ValidationError(_("電話番号を数字で入力してください（例：03-0000-0000）"))
        return phone

    def clean_email(self) -> str:
        """Lower case, half width."""
        return email_address(self.cleaned_data["email"])

    def clean_purchase_order(self) -> str:
        """One line without control marks."""
        return cleaned_by(purchase_order_line, self.cleaned_data["purchase_order"])

    def customer(self) -> Customer:
        """The typed customer of a valid form."""
        return Customer(**{name: self.cleaned_data[name] for name in Customer.__annotations__})


def postal_code(typed: str) -> str:
    """Seven digits, with or without a hyphen, in any width; raises `ValidationError`."""
    digits = re.sub(r"[\s〒ー―‐−–-]", "", half_width(typed))
    if not re.fullmatch(r"[0-9]{7}", digits):
        raise ValidationError(_("7桁の数字で入力してください（例：123-4567）"))
    return f"{digits[:3]}-{digits[3:]}"


def email_address(typed: str) -> str:
    """An address in lower case and half width; raises `ValidationError`."""
    email = half_width(typed).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(
            _("メールアドレスの形で入力してください（例：name@company.example）")
        ) from error
    return email


def purchase_order_line(typed: str) -> str:
    """発注番号 as one line without control marks."""
    return clean_line(typed, most=MOST_PURCHASE_ORDER, field="purchase_order")


def cleaned_by(clean: Callable[[str], str], text: str) -> str:
    """The text as `clean` leaves it; what that refuses is an error of the field."""
    try:
        return clean(text)
    except PortalError as error:
        raise ValidationError(error.message) from error


def _content_label(revision: Revision) -> str:
    """What a revision is called where one is chosen to be exported."""
    if revision.organisation_id is None:
        return str(_("提供元の版（{version}）")).format(version=revision.version)
    name = revision.offer.name if revision.offer else gettext("自社版")
    return str(_("{name}（{version}）")).format(name=name, version=revision.version)


class ExportForm(Form):
    """What is exported: whose revision, in which language, with which parts, in which format.

    Unbound it is the form of the page; bound to an address it tells what is wanted.
    """

    use_required_attribute = False  # the first option is chosen until another is

    content = forms.ChoiceField(label=_("教材"), widget=forms.Select(attrs=_INPUT))
    language = forms.ChoiceField(label=_("言語"), widget=forms.Select(attrs=_INPUT))
    sound = forms.ChoiceField(
        label=_("ナレーションの音声"),
        choices=[("on", _("音声あり")), ("off", _("音声なし"))],
        widget=forms.Select(attrs=_INPUT),
    )
    survey = forms.BooleanField(required=False)
    format = forms.ChoiceField(choices=[(fmt, fmt) for fmt in EXPORTS])

    def __init__(
        self, data: Mapping[str, str] | None, revisions: Mapping[str, Revision], *, name: str = ""
    ) -> None:
        super().__init__(data, auto_id=f"{name}%s")
        self.revisions = revisions
        names = dict(settings.LANGUAGES)
        spoken = {one: None for found in revisions.values() for one in languages_of(found.pk)}
        offer_choices(
            self,
            "content",
            [(key, _content_label(one)) for key, one in revisions.items()],
        )
        offer_choices(self, "language", [(one, names.get(one, one)) for one in spoken])

    def choices_shown(self) -> list[forms.BoundField]:
        """The fields that the page shows; formats are its buttons."""
        return [self["content"], self["language"], self["sound"]]

    def choice(self) -> ExportChoice:
        """What was chosen, of a form that is valid."""
        chosen = self.cleaned_data
        return ExportChoice(
            revision=self.revisions[chosen["content"]],
            language=chosen["language"],
            has_sound=chosen["sound"] == "on",
            has_survey=chosen["survey"],
        )


class KitForm(Form):
    """The language of a kit, as the page asks for it; that of the page is chosen."""

    use_required_attribute = False  # the first option is chosen until another is

    language = forms.ChoiceField(label=_("言語"), widget=forms.Select(attrs=_INPUT))

    def __init__(self, languages: Iterable[str], *, chosen: str, name: str = "") -> None:
        super().__init__(auto_id=f"{name}%s", initial={"language": chosen})
        names = dict(settings.LANGUAGES)
        offer_choices(self, "language", [(one, names.get(one, one)) for one in languages])
