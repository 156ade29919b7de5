"""Shape of an officer's input."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Department, Member
from ...accounts.selectors import department_tree
from ...catalogue.models import Course, Offer
from ...catalogue.selectors import latest_revision, revision_text, without_survey
from ...common.forms import Form
from ...common.languages import current_language
from ...common.offers import offer_rows
from ..choices import Audience, Gate, TopSpeed
from ..models import Group
from ..rules import MOST_SECONDS, TOP_SPEED, Rules
from ..selectors.people import MOST_TICKED, present_members, ticked_ids
from ..selectors.standing import members_by_number, number_with_open
from ..services import Details
from .due_dates import DueDateField

if TYPE_CHECKING:  # generic for the type checker alone
    _CourseChoice = forms.ModelChoiceField[Course]
    _OfferChoice = forms.ModelChoiceField[Offer]
else:
    _CourseChoice = forms.ModelChoiceField
    _OfferChoice = forms.ModelChoiceField


ROWS_SHOWN: Final = 8  # of a list of departments; the rest is scrolled to


def offer_departments(form: forms.BaseForm, name: str, organisation_id: int) -> None:
    """Let a field choose among the departments in use, by 営業部/第一課 in the tree's order."""
    here = Department.objects.filter(organisation_id=organisation_id, is_active=True)

    def in_order() -> list[tuple[Any, str]]:
        nodes = department_tree(organisation_id).in_use()
        return [(node.department.uuid, node.label) for node in nodes]

    offer_rows(form, name, here, in_order=in_order)


MOST_NAMED: Final = 3  # courses in a sentence


def _without_survey(courses: Any) -> list[Course]:
    own = list(courses.exclude(owner=None))
    without = without_survey(own)
    return [one for one in own if one.pk in without]


class CourseField(_CourseChoice):
    """A course by its title in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """The title in the newest revision; of an own course, that it is one."""
        newest = latest_revision(obj, obj.owner_id)
        title = revision_text(newest.pk, current_language()).title
        return _("%(title)s（自社の教材）") % {"title": title} if obj.is_own else title


class OfferField(_OfferChoice):
    """An edition by its course and its name; its course's title is the vendor's."""

    def label_from_instance(self, obj: Any) -> str:
        """The name with the course that it is an edition of."""
        title = revision_text(latest_revision(obj.course).pk, current_language()).title
        return f"{title}｜{obj.name}"


class RulesForm(Form):
    """How learners go through a course."""

    gate = forms.ChoiceField(
        label=_("進み方"),
        choices=Gate.choices,
        widget=forms.RadioSelect,
        initial=Gate.GATE,
        help_text=_(
            "「聞くか読むか」のときは、スライドを順に終えると、次と確認テストが開きます。"
            "「自由」のときは、すべてのスライドを好きな順に開けます。"
        ),
    )
    top_speed = forms.TypedChoiceField(
        label=_("音声の最高速度"),
        choices=TopSpeed.choices,
        coerce=int,
        initial=TOP_SPEED,
        help_text=_("受講者は、この速度まで速くできます。文字で読む人には影響しません。"),
    )
    min_seconds = forms.IntegerField(
        label=_("1枚にかける最短の秒数"),
        required=False,
        min_value=0,
        max_value=MOST_SECONDS,
        help_text=_(
            "空欄なら、文字数に応じた時間（10秒以上）です。"
            "長くしても、音声の長さを超えては待たせません。"
        ),
        error_messages={
            "invalid": _("0から90までの秒数を入力してください"),
            "min_value": _("0から90までの秒数を入力してください"),
            "max_value": _("0から90までの秒数を入力してください"),
        },
    )
    counts_hidden = forms.BooleanField(
        label=_("ほかの画面を見ている間の時間も数える"),
        required=False,
        help_text=_("ふつうは、研修の画面が見えている間だけを数えます。"),
    )

    @property
    def rules(self) -> Rules:
        """What was chosen."""
        data = self.cleaned_data
        return Rules(
            gate=Gate(data["gate"]),
            top_speed=data["top_speed"],
            min_seconds=data["min_seconds"] or 0,
            counts_hidden=data["counts_hidden"],
        )


class AssignmentForm(RulesForm):
    """A new assignment."""

    field_order = (
        "course",
        "offer",
        "name",
        "starts_on",
        "due_on",
        "audience",
        "departments",
        "groups",
        "numbers",
        "arrival_days",
        "with_survey",
        "again",
        "announce",
        "in_working_hours",
    )
    course = CourseField(
        Course.objects.none(), label=_("研修"), empty_label=None, to_field_name="slug"
    )
    offer = OfferField(
        Offer.objects.none(),
        label=_("自社版"),
        required=False,
        empty_label=_("選ばない（いつもの版）"),
        to_field_name="uuid",
        help_text=_("名前をつけた自社版のどれかで受講してもらうときに選びます。"),
    )
    due_on = DueDateField(
        label=_("期限"),
        required=False,
        help_text=_("過ぎても受講できます。遅れた人には印が付きます。"),
    )
    audience = forms.ChoiceField(
        label=_("対象"), choices=Audience.choices, widget=forms.RadioSelect, initial="everyone"
    )
    name = forms.CharField(
        label=_("割り当ての名前"),
        max_length=100,
        required=False,
        help_text=_("例：2026年度 全社研修。担当者の一覧にだけ出ます。"),
    )
    starts_on = forms.DateField(
        label=_("開始日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("空欄なら、すぐに始められます。"),
        error_messages={"invalid": _("日付の形で入力してください（例：2026-12-18）")},
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("部署"),
        required=False,
        to_field_name="uuid",
        widget=forms.SelectMultiple(attrs={"size": ROWS_SHOWN}),
        help_text=_(
            "対象が「部署」のとき。下の部署も含み、後から入った人も対象になります。"
            "Ctrl（⌘）を押しながら選ぶと、いくつも選べます。"
        ),
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("グループ"),
        required=False,
        to_field_name="uuid",
        help_text=_(
            "対象が「グループ」のとき。条件に合うようになった人も対象になります。"
            "Ctrl（⌘）を押しながら選ぶと、いくつも選べます。"
        ),
    )
    numbers = forms.CharField(
        label=_("社員番号またはメールアドレス"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("対象が「選んだメンバー」のとき。1行に1名ずつ入力するか、下で探して選びます。"),
    )
    arrival_days = forms.IntegerField(
        label=_("後から対象になった人の期限（何日後）"),
        required=False,
        min_value=1,
        max_value=365,
        help_text=_(
            "入社や異動で後から対象になった日から数えます。"
            "空欄なら、ほかの人と同じ期限です。選んだメンバーだけのときは使いません。"
        ),
        error_messages={
            "invalid": _("1から365までの日数を入力してください"),
            "min_value": _("1から365までの日数を入力してください"),
            "max_value": _("1から365までの日数を入力してください"),
        },
    )
    announce = forms.BooleanField(
        label=_("対象の人に、研修と期限を知らせる"),
        required=False,
        initial=True,
        help_text=_("メールとマイ研修のお知らせで、勤務時間内に送ります。"),
    )
    in_working_hours = forms.BooleanField(
        label=_("案内に「勤務時間内に受講してください。」と書く"), required=False, initial=True
    )
    again = forms.BooleanField(
        label=_("同じ研修を、もう一度割り当てる"), required=False, widget=forms.HiddenInput
    )
    with_survey = forms.BooleanField(
        label=_("無記名の意識調査（事前・事後・90日後）を行う"),
        required=False,
        help_text=_(
            "5名以上のときに開きます。答えは暗号化したまま数え、締め切るまで鍵がなければ読めません。"
            "数えるための鍵が途中で失われると、その回の回答は集計できません。"
        ),
    )

    def __init__(
        self, *args: Any, organisation_id: int, courses: Any, offers: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "offer", offers.select_related("course"))
        if not offers.exists():
            del self.fields["offer"]
        offer_rows(self, "course", courses)
        self.organisation_id = organisation_id
        self._offer_survey(courses)
        offer_departments(self, "departments", organisation_id)
        groups = Group.objects.filter(organisation_id=organisation_id)
        offer_rows(self, "groups", groups.order_by("name"))

    def _offer_survey(self, courses: Any) -> None:
        """Offer the survey where the chosen course has one, and name the courses that have none."""
        without = _without_survey(courses)
        if str(self["course"].value()) in {one.slug for one in without}:
            del self.fields["with_survey"]
        elif without:
            field = self.fields["course"]
            assert isinstance(field, CourseField)
            names = "、".join(field.label_from_instance(one) for one in without[:MOST_NAMED])
            more = "" if len(without) <= MOST_NAMED else "…"
            self.fields["with_survey"].help_text = _("%(before)s意識調査のない教材：%(names)s") % {
                "before": self.fields["with_survey"].help_text,
                "names": names + more,
            }

    def clean_numbers(self) -> list[Member]:
        """The members ticked or typed by number or address; a refusal names what is unknown."""
        if self.cleaned_data.get("audience") != Audience.CHOSEN:
            return []
        ticked = self._ticked()
        text = unicodedata.normalize("NFKC", self.cleaned_data["numbers"])
        words = list(dict.fromkeys(word for word in re.split(r"[\s,、]+", text) if word))
        found = members_by_number(self.organisation_id, words)
        unknown = [word for word in words if word.casefold() not in found]
        if unknown:
            raise forms.ValidationError(
                _("次のメンバーが見つかりません：%(words)s") % {"words": "、".join(unknown[:10])}
            )
        return list({one.pk: one for one in (*ticked, *found.values())}.values())

    def _ticked(self) -> list[Member]:
        wanted = ticked_ids(self.data)
        if len(wanted) > MOST_TICKED:
            raise forms.ValidationError(
                _(
                    "チェックで選べるのは%(n)d名までです。"
                    "それより多いときは、社員番号を入力するか、グループを使ってください。"
                )
                % {"n": MOST_TICKED}
            )
        members = present_members(self.organisation_id, wanted) if wanted else []
        if len(members) < len(wanted):
            raise forms.ValidationError(
                _(
                    "チェックした人の中に、今は在籍していない人がいます。下の一覧を確かめてください。"
                )
            )
        return members

    def keep(self, data: QueryDict) -> None:
        """Show again, unjudged, what was filled in while somebody looked for members."""
        self.initial = {
            name: field.widget.value_from_datadict(data, MultiValueDict(), name)
            for name, field in self.fields.items()
        } | {"audience": Audience.CHOSEN}

    def clean(self) -> dict[str, Any]:
        """Departments, groups or members are needed where not everyone is meant."""
        cleaned: dict[str, Any] = super().clean() or {}
        audience, offer = cleaned.get("audience"), cleaned.get("offer")
        if offer and offer.course != cleaned.get("course"):
            self.add_error("offer", _("選んだ研修の自社版を選んでください"))
        if audience == Audience.DEPARTMENTS and not cleaned.get("departments"):
            self.add_error("departments", _("部署を選んでください"))
        if audience == Audience.GROUPS and not cleaned.get("groups"):
            self.add_error("groups", _("グループを選んでください"))
        if audience == Audience.CHOSEN and not cleaned.get("numbers", True):
            self.add_error("numbers", _("メンバーを1名以上選ぶか、入力してください"))
        if cleaned.get("again"):
            self.fields["again"].widget = forms.CheckboxInput()
        elif not self.errors:
            self._ask_about_those_who_have_it(cleaned)
        return cleaned

    def _ask_about_those_who_have_it(self, cleaned: dict[str, Any]) -> None:
        """Ask once for a tick where some of the people still have the same course to take."""
        number = number_with_open(
            self.organisation_id,
            cleaned["course"],
            Audience(cleaned["audience"]),
            departments=cleaned["departments"],
            groups=cleaned["groups"],
            members=cleaned["numbers"],
        )
        if number:
            self.fields["again"].widget = forms.CheckboxInput()
            self.add_error(
                "again",
                _(
                    "対象のうち%(n)d名は、同じ研修をまだ修了していません。"
                    "割り当てると、同じ研修が2つ並びます。よければ、チェックを入れてください。"
                )
                % {"n": number},
            )

    @property
    def details(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        data = self.cleaned_data
        return {
            "course": data["course"],
            "offer": data.get("offer"),
            "due_on": data["due_on"],
            "audience": Audience(data["audience"]),
            "departments": data["departments"],
            "groups": data["groups"],
            "members": data["numbers"],
            "with_survey": data.get("with_survey", False),
            "announce": data["announce"],
            "rules": self.rules,
            "details": Details(
                name=data["name"],
                starts_on=data["starts_on"],
                in_working_hours=data["in_working_hours"],
                arrival_days=data["arrival_days"],
            ),
        }


WHOLE_DELTA, LEGAL_DELTA = "all", "legal"


class ChangesForm(Form):
    """Giving what changed in a course to those who have completed it.

    What the law changed may be given alone where something else has changed, too (`has_legal`).
    """

    extent = forms.ChoiceField(
        label=_("割り当てるもの"),
        choices=[
            (WHOLE_DELTA, _("変わったところをすべて")),
            (LEGAL_DELTA, _("法改正のところだけ（自社で変えた文は含めません）")),
        ],
        initial=WHOLE_DELTA,
        widget=forms.RadioSelect,
    )
    due_on = DueDateField(
        label=_("期限"),
        required=False,
        help_text=_("過ぎても受講できます。遅れた人には印が付きます。"),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("部署"),
        required=False,
        to_field_name="uuid",
        empty_label=_("前の版で修了した全員"),
        help_text=_("部署を選ぶと、その部署と下の部署の人だけが対象になります。"),
    )

    def __init__(
        self, *args: Any, organisation_id: int, has_legal: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_departments(self, "department", organisation_id)
        if not has_legal:
            del self.fields["extent"]

    @property
    def details(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        typed = dict(self.cleaned_data)
        is_legal = typed.pop("extent", WHOLE_DELTA) == LEGAL_DELTA
        return {**typed, "legal_only": is_legal}


class DueDateForm(Form):
    """Moving a due date."""

    due_on = DueDateField(label=_("期限"), required=False)

    def __init__(self, *args: Any, due_on: dt.date | None) -> None:
        super().__init__(*args)
        self.fields["due_on"].initial = due_on


class RecurrenceForm(Form):
    """How an assignment comes round."""

    keeps_exemptions = forms.BooleanField(
        label=_("免除した人を、次の回も免除する"),
        required=False,
        help_text=_("休職中の人には、復職するまで案内を送りません。"),
    )
    announces = forms.BooleanField(
        label=_("次の回が始まるとき、対象の人に研修と期限を知らせる"), required=False, initial=True
    )
