"""What narrows the lists of reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .law_watch import WatchedRevision, state_words


class FactFilterForm(forms.Form):
    """Course, state and words; what no page of ours sends narrows nothing."""

    course = forms.ChoiceField(label=_("研修"), required=False)
    state = forms.ChoiceField(label=_("状態"), required=False)
    q = forms.CharField(label=_("キーワード"), required=False, max_length=100)

    def __init__(self, *args: Any, courses: Iterable[WatchedRevision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("すべて"))
        course, state = self.fields["course"], self.fields["state"]
        assert isinstance(course, forms.ChoiceField)
        assert isinstance(state, forms.ChoiceField)
        course.choices = [everything, *((one.slug, one.title) for one in courses)]
        state.choices = [everything, *state_words().items()]

    def wanted(self) -> tuple[str, str, str]:
        """The course's slug, the state and the words; empty where nothing is asked for."""
        self.is_valid()
        course, state, words = (
            str(self.cleaned_data.get(name, "")) for name in ("course", "state", "q")
        )
        return course, state, words.strip()
