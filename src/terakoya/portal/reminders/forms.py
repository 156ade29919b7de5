"""Shape of what is sent around reminders."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common.forms import Form
from ..learning.models import AssignmentDefaults
from ..learning.services import Defaults
from ..learning.services.defaults import LONGEST
from .choices import Weekday
from .models import ReminderSettings
from .services.settings import SettingsDetails
from .wording import LANGUAGES, LONGEST_BODY, LONGEST_SUBJECT, Words


class TextForm(Form):
    """Subject and text in both languages."""

    subject_ja = forms.CharField(label=_("件名（日本語）"), max_length=LONGEST_SUBJECT)
    body_ja = forms.CharField(
        label=_("本文（日本語）"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 9})
    )
    subject_en = forms.CharField(label=_("件名（英語）"), max_length=LONGEST_SUBJECT)
    body_en = forms.CharField(
        label=_("本文（英語）"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 9})
    )

    @staticmethod
    def usual(texts: Mapping[str, Words]) -> dict[str, str]:
        """The texts that are sent unless somebody changes them."""
        values: dict[str, str] = {}
        for language, words in texts.items():
            values |= {f"subject_{language}": words.subject, f"body_{language}": words.body}
        return values

    @property
    def texts(self) -> dict[str, Words]:
        """What was typed, by language."""
        data = self.cleaned_data
        return {
            language: Words(data[f"subject_{language}"], data[f"body_{language}"])
            for language in LANGUAGES
        }


_NUMBERS = re.compile(r"[-+]?\d+")


class OffsetsField(forms.CharField):
    """Days from the due date: `-5, 0, 3`; full-width signs are read, too."""

    def to_python(self, value: Any) -> Any:
        """A tuple of whole numbers."""
        text = unicodedata.normalize("NFKC", value or "").replace("−", "-").replace("、", ",")
        words = [word for word in re.split(r"[,\s]+", text) if word]
        if not all(_NUMBERS.fullmatch(word) for word in words) or len(text) > 100:
            raise forms.ValidationError(
                _("数字をコンマで区切って入力してください（例：-5, 0, 3）。"), code="invalid"
            )
        return tuple(sorted({int(word) for word in words}))

    def prepare_value(self, value: Any) -> Any:
        """Numbers with commas between."""
        return value if isinstance(value, str) else ", ".join(map(str, value or ()))


class DaysField(forms.CharField):
    """Days, one a line: `2026-12-29`."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> Any:
        """A tuple of days; the refusal names the line."""
        days = []
        lines = unicodedata.normalize("NFKC", value or "").splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                days.append(dt.date.fromisoformat(line.strip().replace("/", "-")))
            except ValueError:
                raise forms.ValidationError(
                    _("%(n)d行目を日付として読めません。2026-12-29 の形で入力してください。"),
                    params={"n": number},
                    code="invalid",
                ) from None
        return tuple(sorted(set(days)))

    def prepare_value(self, value: Any) -> Any:
        """A day a line."""
        return value if isinstance(value, str) else "\n".join(map(str, value or ()))


_OFFSETS_HELP = _(
    "期限から何営業日前・後に送るかです。-5 は5営業日前、0 は当日、3 は3営業日後です。"
)


_DAYS_ERRORS = dict.fromkeys(
    ("invalid", "min_value", "max_value"), _("1から365までの日数を入力してください")
)


class SettingsForm(Form):
    """What new assignments begin with, working days and hours, and how reminders are sent."""

    due_days = forms.IntegerField(
        label=_("新しい割り当ての期限（何日後）"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_(
            "研修を割り当てるとき、この日数だけ後の日が期限の欄に入ります。空欄なら、期限の欄も空のままです。"
        ),
        error_messages=_DAYS_ERRORS,
    )
    arrival_days = forms.IntegerField(
        label=_("後から対象になった人の期限（何日後）"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("研修を割り当てるとき、この日数があらかじめ入ります。"),
        error_messages=_DAYS_ERRORS,
    )
    announces = forms.BooleanField(label=_("新しい割り当てを、対象の人に知らせる"), required=False)
    in_working_hours = forms.BooleanField(
        label=_("案内に、勤務時間についての文を書く"), required=False
    )
    language = forms.ChoiceField(
        label=_("新しく加わる人の言語"),
        required=False,
        choices=[("", _("登録する担当者と同じ")), ("ja", "日本語"), ("en", "English")],
        help_text=_("招待や案内のメールに使います。本人が後から変えられます。"),
    )
    is_on = forms.BooleanField(label=_("期限の前後に、自動で案内を送る"), required=False)
    offsets = OffsetsField(label=_("案内を送る日"), required=False, help_text=_OFFSETS_HELP)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("働く曜日"),
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    keeps_holidays = forms.BooleanField(label=_("日本の祝日は休みにする"), required=False)
    closed_days = DaysField(
        label=_("そのほかの休み"),
        required=False,
        help_text=_("年末年始など。1行に1日ずつ、2026-12-29 の形で入力してください。"),
    )
    opens = forms.IntegerField(label=_("送り始める時刻（時）"), min_value=0, max_value=23)
    closes = forms.IntegerField(label=_("送り終える時刻（時）"), min_value=1, max_value=24)
    sender_name = forms.CharField(
        label=_("案内メールの差出人の名前"),
        required=False,
        max_length=60,
        help_text=_("例：みほん商事 人事部。空欄なら、このサイトの名前です。"),
    )
    hours_ja = forms.CharField(
        label=_("勤務時間についての文（日本語）"),
        required=False,
        max_length=100,
        help_text=_("空欄なら「勤務時間内に受講してください。」です。"),
    )
    hours_en = forms.CharField(
        label=_("勤務時間についての文（英語）"), required=False, max_length=100
    )
    escalates = forms.BooleanField(
        label=_("期限を過ぎた人の氏名を、所属長にも知らせる"),
        required=False,
        help_text=_(
            "期限より後の日に自動の案内を送るとき、一緒に知らせます。点数や調査の内容は含みません。"
        ),
    )

    @staticmethod
    def initial_of(
        present: ReminderSettings, defaults: AssignmentDefaults, language: str
    ) -> dict[str, Any]:
        """The fields of what is set."""
        return {
            **{one.name: getattr(present, one.name) for one in fields(SettingsDetails)},
            **{one.name: getattr(defaults, one.name) for one in fields(Defaults)},
            "language": language,
        }

    @property
    def details(self) -> SettingsDetails:
        """What was typed, as the service takes it."""
        data = dict(self.cleaned_data)
        data["weekdays"] = tuple(data["weekdays"])
        own = (one.name for one in fields(SettingsDetails))
        return SettingsDetails(**{name: data[name] for name in own})

    @property
    def defaults(self) -> Defaults:
        """What new assignments begin with."""
        data = self.cleaned_data
        return Defaults(**{one.name: data[one.name] for one in fields(Defaults)})


class PlanForm(Form):
    """The days of one assignment."""

    is_on = forms.BooleanField(label=_("期限の前後に、自動で案内を送る"), required=False)
    offsets = OffsetsField(label=_("案内を送る日"), required=False, help_text=_OFFSETS_HELP)
