"""Members, roles, departments, invite links and settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ..choices import DataRequestOutcome, MemberState, Role
from ..errors import DepartmentUnknown
from ..models import Department, Member, Organisation
from ..names import MemberDetails
from ..paths import split_path
from ..selectors import DepartmentTree, Variable, split_into_levels, variables_for_form
from .entry import email_input, number_input

EXPIRIES = [("7", _("7日間")), ("30", _("30日間")), ("90", _("90日間")), ("0", _("期限なし"))]
# fmt: off
PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)
# fmt: on


class DepartmentField(forms.CharField):
    """A department by its path, typed or taken from the suggestions that the page lists."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "departments", "autocomplete": "off"}
        super().__init__(
            label=_("部署"),
            required=False,
            max_length=900,
            help_text=_("候補から選ぶか、「営業部/第一課」のように入力してください。"),
            widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )


class MemberForm(Form):
    """One member of the roster."""

    name = forms.CharField(
        label=_("氏名"),
        max_length=1000,
        help_text=_("姓と名の間に、空白を入れてください。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name_kana = forms.CharField(
        label=_("フリガナ"),
        max_length=1000,
        required=False,
        help_text=_("ひらがなで入力しても、カタカナになります。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    employee_number = forms.CharField(
        label=_("社員番号"),
        max_length=80,
        required=False,
        help_text=_("先頭の0も、そのまま残ります。"),
        widget=number_input(),
    )
    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=300,
        required=False,
        help_text=_("入力すると、会社の名前で招待メールを送ります。"),
        widget=email_input("off"),
    )
    department = DepartmentField()

    def __init__(
        self, *args: Any, tree: DepartmentTree, member: Member | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.fields["employee_number"].widget.attrs["autocomplete"] = "off"
        email = self.fields["email"]
        if member is not None and member.joined_at:
            email.help_text = _("名簿の控えです。ご本人のログインには使いません。")
        elif member is not None:
            email.help_text = _("変えてもメールは送りません。右の「ログイン」から送れます。")

    def values(self) -> dict[str, Any]:
        """The arguments of add_member and edit_member; raises DepartmentUnknown."""
        path = str(self.cleaned_data["department"])
        return {**self.cleaned_data, "department": find_department(self.tree, path)}


def _line_of(label: Any) -> forms.CharField:
    text = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=100, required=False, widget=text)


def _day_of(label: Any) -> forms.DateField:
    day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=day)


class MemberEditForm(MemberForm):
    """One member with what the roster says beside."""

    position = _line_of(_("役職"))
    site = _line_of(_("拠点"))
    employment = _line_of(_("雇用区分"))
    on_leave_since = _day_of(_("休職の開始日"))
    on_leave_until = _day_of(_("休職の最終日"))

    def values(self) -> dict[str, Any]:
        """The arguments of edit_member; raises DepartmentUnknown."""
        found = super().values()
        details = MemberDetails(**{name: found.pop(name) for name in MemberDetails.__slots__})
        return {**found, "details": details}


def find_department(tree: DepartmentTree, text: str) -> Department | None:
    """The department at a typed path that is in use; None for an empty text."""
    if not text.strip():
        return None
    node = tree.find(split_path(text))
    if node is None or not node.department.is_active:
        raise DepartmentUnknown(path=text.strip())
    return node.department


class RoleForm(Form):
    """A role, with what it needs: a department for supervisors, a last day for auditors."""

    role = forms.ChoiceField(label=_("役割"), choices=Role.choices)
    department = DepartmentField()
    until_on = forms.DateField(
        label=_("最終日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("監査者だけに使います。この日まで記録を見られます。"),
    )

    def __init__(self, *args: Any, tree: DepartmentTree, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_role_%s"  # the member's own department stands on the same page
        self.tree = tree
        self.fields["department"].label = _("受け持つ部署")
        self.fields["department"].help_text = _("所属長だけに使います。下の部署も含みます。")
        self.offer(roles)
        for one in self.fields.values():
            one.widget.attrs["aria-label"] = str(one.label)  # their labels are folded away

    def offer(self, roles: list[Role]) -> None:
        """Let these be chosen; none is beforehand, since the first of them may do everything."""
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("選んでください")), *((role.value, role.label) for role in roles)]

    def values(self) -> dict[str, Any]:
        """The arguments of grant_role; raises DepartmentUnknown."""
        return {
            "role": Role(self.cleaned_data["role"]),
            "department": find_department(self.tree, str(self.cleaned_data["department"])),
            "until_on": self.cleaned_data["until_on"],
        }


class LeaveForm(Form):
    """The day from which a member may do nothing here."""

    left_on = forms.DateField(
        label=_("退職日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("この日から、ログインできなくなります。受講の記録は残ります。"),
    )


class DataAnswerForm(Form):
    """What an officer answers to a request about personal data."""

    outcome = forms.ChoiceField(
        label=_("結果"),
        choices=[(one.value, one.label) for one in DataRequestOutcome if one.value],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("ご本人への回答"),
        max_length=2000,
        help_text=_("何をしたか、できないときはその理由。ご本人が読みます。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def values(self) -> dict[str, Any]:
        """The arguments of answer_data_request."""
        outcome = DataRequestOutcome(self.cleaned_data["outcome"])
        return {"outcome": outcome, "answer": self.cleaned_data["answer"]}


class MemberFilterForm(Form):
    """What the list is narrowed to; what makes no sense is left out."""

    q = forms.CharField(required=False, max_length=100)
    department = forms.UUIDField(required=False)
    state = forms.ChoiceField(required=False, choices=[("", ""), *MemberState.choices])
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)


class InviteLinkForm(Form):
    """A new invite link."""

    open_join = forms.ChoiceField(
        label=_("参加できる人"),
        choices=[
            ("open", _("リンクを知っている人ならだれでも（名簿にない人は自分で登録）")),
            ("approval", _("だれでも依頼できる（名簿にない人は、研修担当者が承認してから）")),
            ("roster", _("名簿にある人だけ（社員番号かメールと、氏名が合う人）")),
        ],
        initial="open",
        widget=forms.RadioSelect,
    )
    lasts = forms.ChoiceField(label=_("有効な期間"), choices=EXPIRIES, initial="30")
    department = DepartmentField()

    def __init__(self, *args: Any, tree: DepartmentTree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.fields["department"].help_text = _("名簿にない人が入る部署。空欄でもかまいません。")

    def values(self) -> dict[str, Any]:
        """The arguments of create_invite_link; raises DepartmentUnknown."""
        lasts = int(self.cleaned_data["lasts"])
        return {
            "open_join": self.cleaned_data["open_join"] == "open",
            "needs_approval": self.cleaned_data["open_join"] == "approval",
            "lasts_days": lasts or None,
            "department": find_department(self.tree, str(self.cleaned_data["department"])),
        }


class DepartmentForm(Form):
    """The name of a department, with the one above it when it is new."""

    name = forms.CharField(label=_("部署名"), max_length=300)
    parent = forms.UUIDField(required=False)


class OrganisationForm(Form):
    """会社の設定."""

    organisation_name = forms.CharField(
        label=_("会社・団体名"),
        max_length=1000,
        help_text=_("法人格も含めた正式な名称を入力してください。請求書の宛名になります。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_name_kana = forms.CharField(
        label=_("会社・団体名のフリガナ"), max_length=1000, required=False
    )
    postal_code = forms.CharField(
        label=_("郵便番号"),
        max_length=20,
        required=False,
        help_text=_("ハイフンはあってもなくてもかまいません。"),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    prefecture = forms.ChoiceField(
        label=_("都道府県"),
        required=False,
        choices=[("", _("選んでください")), *((name, name) for name in PREFECTURES)],
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    address = forms.CharField(
        label=_("市区町村・番地"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    building = forms.CharField(
        label=_("建物名・階"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    phone = forms.CharField(
        label=_("電話番号"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _present_values(organisation))
        super().__init__(*args, **kwargs)
        self.variables: list[Variable] = variables_for_form(organisation)
        for variable in self.variables:
            self.fields[variable.field] = forms.CharField(
                label=variable.label,
                help_text=variable.hint,
                required=False,
                max_length=1000,
                initial=variable.value,
            )

    def variable_fields(self) -> list[forms.BoundField]:
        """The fields of the company variables."""
        return [self[variable.field] for variable in self.variables]

    def variable_values(self) -> dict[str, str]:
        """Variables by key."""
        return {one.key: str(self.cleaned_data[one.field]) for one in self.variables}


def _present_values(organisation: Organisation) -> dict[str, str]:
    return {
        "organisation_name": organisation.name,
        "organisation_name_kana": organisation.name_kana,
        "postal_code": organisation.postal_code,
        "prefecture": organisation.prefecture,
        "address": organisation.address,
        "building": organisation.building,
        "phone": organisation.phone,
    }


def department_suggestions(tree: DepartmentTree) -> list[str]:
    """The paths offered while typing."""
    return [node.label for node in split_into_levels(tree)]
