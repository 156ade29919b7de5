"""Shape of an officer's input."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Member, Organisation
from ..accounts.selectors import Variable, variables_for_form
from ..catalogue.choices import RevisionKind
from ..common import clock
from ..common.forms import Form
from .editing import edits
from .editing.edits import Edit
from .services import LONGEST_NAME, ReleaseDetails

if TYPE_CHECKING:  # generic for the type checker alone
    _MemberChoice = forms.ModelChoiceField[Member]
else:
    _MemberChoice = forms.ModelChoiceField


class NameForm(Form):
    """What an edition is called."""

    name = forms.CharField(
        label=_("自社版の名前"),
        max_length=LONGEST_NAME,
        help_text=_("例：店舗向け、コールセンター向け。担当者の画面にだけ出ます。"),
    )


class VariablesForm(Form):
    """The company variables of a course; `uses` tells on how many slides each stands."""

    def __init__(
        self, *args: Any, organisation: Organisation, uses: dict[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.variables: list[Variable] = [
            one for one in variables_for_form(organisation) if one.key in uses
        ]
        for one in self.variables:
            place = _("%(n)d枚のスライドに入ります。") % {"n": uses[one.key]}
            self.fields[one.field] = forms.CharField(
                label=one.label,
                help_text=f"{one.hint} {place}",
                required=False,
                max_length=1000,
                initial=one.value,
            )

    @property
    def values(self) -> dict[str, str]:
        """Variables by key."""
        return {one.key: str(self.cleaned_data[one.field]) for one in self.variables}


class MemberField(_MemberChoice):
    """A member by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name alone."""
        return str(obj.name)


KINDS = [
    (RevisionKind.TYPO, _("言いまわし・誤字だけ（終えたスライドは終えたままです）")),
    (RevisionKind.IMPROVEMENT, _("内容の変更")),
    (RevisionKind.LEGAL, _("法改正への対応")),
]


class ReleaseForm(Form):
    """公開の設定."""

    kind = forms.ChoiceField(
        label=_("変更の種類"),
        choices=KINDS,
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label=_("公開する時"),
        choices=[("now", _("すぐに公開する")), ("later", _("日時を決めて公開する"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    publish_at = forms.DateTimeField(
        label=_("公開する日時（日時を決めるとき）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("日時の形で入力してください（例：2026-12-18 9:00）")},
    )
    approver = MemberField(
        Member.objects.none(),
        label=_("承認する人"),
        required=False,
        empty_label=_("承認なしで公開する"),
        help_text=_("自分以外の契約者か研修担当者です。承認されてから公開します。"),
    )
    decide_by = forms.DateField(
        label=_("承認の期限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付の形で入力してください（例：2026-12-18）")},
    )
    reviewer_name = forms.CharField(
        label=_("法務の確認をした人"),
        required=False,
        max_length=200,
        help_text=_("社内の法務や弁護士の名前です。記録に残ります。"),
    )
    reviewed_on = forms.DateField(
        label=_("確認した日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付の形で入力してください（例：2026-12-18）")},
    )
    note = forms.CharField(
        label=_("メモ"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("何を変えたかを書いておくと、履歴で見分けられます。"),
    )

    def __init__(self, *args: Any, approvers: Any, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:  # of an own course: there is nothing that it changes
            del self.fields["kind"]
        field = self.fields["approver"]
        assert isinstance(field, MemberField)
        field.queryset = approvers

    def clean(self) -> dict[str, Any]:
        """A dated release has a date."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("when") == "later" and not typed.get("publish_at"):
            self.add_error("publish_at", _("公開する日時を入力してください。"))
        return typed

    @property
    def details(self) -> ReleaseDetails:
        """What was chosen."""
        typed = self.cleaned_data
        at: dt.datetime | None = typed["publish_at"] if typed["when"] == "later" else None
        return ReleaseDetails(
            kind=RevisionKind(typed.get("kind", RevisionKind.FIRST)),
            note=typed["note"],
            reviewer_name=typed["reviewer_name"],
            reviewed_on=typed["reviewed_on"],
            approver=typed["approver"],
            decide_by=typed["decide_by"],
            publish_at=at.astimezone(clock.TOKYO) if at else None,
        )


class Button(NamedTuple):
    """A button on a slide or question: the edit that its form asks for, the sentence once made.

    The edit is made of the form and the id of the part; `ValueError` where no page sends such a
    form.
    """

    edit: Callable[[QueryDict, str], Edit]
    done: Promise


def _number(typed: str) -> int:
    if not typed.isdecimal():
        raise ValueError(typed)
    return int(typed[:4])


SLIDE_BUTTONS: Final[Mapping[str, Button]] = {
    "hide": Button(
        lambda sent, slide: edits.HIDE_SLIDE(slide, sent.get("reason", "")),
        _("スライドを非表示にしました。公開すると、受講者の画面からなくなります。"),
    ),
    "show": Button(lambda _sent, slide: edits.SHOW_SLIDE(slide), _("スライドを表示に戻しました。")),
    "move": Button(
        lambda sent, slide: edits.MOVE_SLIDE(slide, _number(sent.get("place", ""))),
        _("スライドの順番を変えました。"),
    ),
    "revert": Button(
        lambda _sent, slide: edits.REVERT_SLIDE(slide), _("スライドを、もとの版に戻しました。")
    ),
    "revert-field": Button(
        lambda sent, slide: edits.REVERT_FIELD(
            sent.get("language", ""), slide, sent.get("field", "")
        ),
        _("この欄を、もとの版に戻しました。"),
    ),
    "confirm": Button(
        lambda sent, slide: edits.CONFIRM_SLIDE(sent.get("language", ""), slide),
        _("この訳は、今の日本語に合っていると記録しました。"),
    ),
    "remove": Button(
        lambda _sent, slide: edits.REMOVE_SLIDE(slide), _("自社のスライドを消しました。")
    ),
    "give-back": Button(
        lambda _sent, slide: edits.GIVE_BACK_SLIDE(slide),
        _("スライドを教材から外しました。いつでも、また入れられます。"),
    ),
}
QUESTION_BUTTONS: Final[Mapping[str, Button]] = {
    "remove": Button(
        lambda _sent, question: edits.REMOVE_QUESTION(question),
        _("問題を外しました。「戻す」で、いつでも入れ直せます。"),
    ),
    "revert": Button(
        lambda _sent, question: edits.REVERT_QUESTION(question),
        _("問題を、もとの版に戻しました。"),
    ),
    "confirm": Button(
        lambda sent, question: edits.CONFIRM_QUESTION(sent.get("language", ""), question),
        _("この訳は、今の日本語に合っていると記録しました。"),
    ),
}
# A question that the base does not have: nothing keeps it once it is out.
OWN_QUESTION_BUTTONS: Final[Mapping[str, Button]] = {
    **QUESTION_BUTTONS,
    "remove": Button(
        QUESTION_BUTTONS["remove"].edit,
        _("問題を外しました。自社で加えた問題は戻せません。また使うときは、加え直してください。"),
    ),
}
