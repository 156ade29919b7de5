"""What narrows the lists of reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common import clock
from ..common.forms import Form
from ..common.offers import offer_choices
from ..learning.models import Assignment
from .audit_log import AuditFilter
from .audit_words import AuditTopic
from .choices import ExportFile, ExportKind
from .law_watch import WatchedRevision, state_words
from .working_time import Days

FIRST_DAY: Final = dt.date(2020, 1, 1)  # nothing was recorded before


def _within(day: dt.date | None) -> dt.date | None:
    """A day on which something can have been recorded; far ones have no moment in UTC."""
    return None if day is None else min(max(day, FIRST_DAY), clock.today())


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FactFilterForm(Form):
    """Course, state and words; what no page of ours sends narrows nothing."""

    course = forms.ChoiceField(label=_("研修"), required=False)
    state = forms.ChoiceField(label=_("状態"), required=False)
    q = forms.CharField(label=_("キーワード"), required=False, max_length=100)

    def __init__(self, *args: Any, courses: Iterable[WatchedRevision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("すべて"))
        offer_choices(self, "course", [everything, *((one.slug, one.title) for one in courses)])
        offer_choices(self, "state", [everything, *state_words().items()])

    def wanted(self) -> tuple[str, str, str]:
        """The course's slug, the state and the words; empty where nothing is asked for."""
        self.is_valid()
        course, state, words = (
            str(self.cleaned_data.get(name, "")) for name in ("course", "state", "q")
        )
        return course, state, words.strip()


class StatusForm(Form):
    """What narrows 受講状況; what no page of ours sends narrows nothing."""

    assignment = forms.UUIDField(required=False)
    department = forms.UUIDField(required=False)
    state = forms.CharField(required=False, max_length=20)
    sort = forms.CharField(required=False, max_length=20)
    q = forms.CharField(required=False, max_length=100)
    as_of = forms.DateField(label=_("この日の終わり"), required=False, widget=_day())

    def day(self) -> dt.date | None:
        """The day as of which the list is wanted; `None` is now."""
        day = _within(self.cleaned_data.get("as_of"))
        return None if day == clock.today() else day


class ExportForm(Form):
    """Which table, as which kind of file, and of which days."""

    kind = forms.ChoiceField(
        label=_("内容"),
        choices=ExportKind.choices,
        initial=ExportKind.LIST,
        widget=forms.RadioSelect,
    )
    form = forms.ChoiceField(
        label=_("ファイルの形"),
        choices=ExportFile.choices,
        initial=ExportFile.XLSX,
        widget=forms.RadioSelect,
    )
    since = forms.DateField(label=_("この日から"), required=False, widget=_day())
    until = forms.DateField(label=_("この日まで"), required=False, widget=_day())

    def days(self, first: dt.date) -> Days:
        """From the first day that is wanted, or else a first one, until the last or today."""
        said = self.cleaned_data
        begin = _within(said.get("since")) or first
        return Days(begin, max(begin, _within(said.get("until")) or clock.today()))

    def clean(self) -> dict[str, Any]:
        """A span that ends before it begins is told at its end."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("「この日まで」を、「この日から」より前の日にはできません。"))
        return said


class AnalysisForm(Form):
    """An assignment of the organisation, the newest unless one is chosen, and a day."""

    assignment = forms.ChoiceField(label=_("割り当て"), required=False)
    as_of = forms.DateField(label=_("この日まで"), required=False, widget=_day())

    def __init__(self, *args: Any, titled: Sequence[tuple[Assignment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._assignments = {str(one.uuid): one for one, _title in titled}
        offer_choices(self, "assignment", [(str(one.uuid), title) for one, title in titled])

    def wanted(self) -> tuple[Assignment | None, dt.date | None]:
        """The assignment (none: there is none) and the day (none: today)."""
        self.is_valid()
        newest = next(iter(self._assignments.values()), None)
        chosen = self._assignments.get(str(self.cleaned_data.get("assignment", "")), newest)
        return chosen, _within(self.cleaned_data.get("as_of"))


class AuditFilterForm(Form):
    """Days, topic and person; a day that is none narrows nothing and says so."""

    since = forms.DateField(label=_("この日から"), required=False, widget=_day())
    until = forms.DateField(label=_("この日まで"), required=False, widget=_day())
    topic = forms.ChoiceField(
        label=_("種類"), required=False, choices=[("", _("すべて")), *AuditTopic.choices]
    )
    person = forms.CharField(label=_("人（氏名・社員番号）"), required=False, max_length=100)

    def wanted(self) -> AuditFilter:
        """What is asked for; parts that cannot be read are left out."""
        self.is_valid()
        said = self.cleaned_data
        return AuditFilter(
            since=_within(said.get("since")),
            until=_within(said.get("until")),
            topic=said.get("topic", ""),
            person=said.get("person", "").strip(),
        )
