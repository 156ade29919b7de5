"""Refusals around members, roles and departments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import AccountsError, UnusableInput


class EmployeeNumberTaken(AccountsError):
    """Two members of one organisation cannot share a number."""

    code = "employee-number-taken"
    of_field = "employee_number"
    sentence = _("社員番号「%(number)s」は、%(name)sさんが使っています。番号を確かめてください。")


class MemberExists(AccountsError):
    """The address is on the roster already."""

    code = "member-exists"
    of_field = "email"
    sentence = _("このメールアドレスは、%(name)sさんとして名簿にあります。")


class EmailNotYours(AccountsError):
    """No mail can be sent: the person signs in without an address of their own."""

    code = "email-not-yours"
    of_field = "email"
    sentence = _(
        "この方は、ログイン用のメールアドレスを登録していません。参加コードを渡してください。"
    )


class RosterUnreadable(UnusableInput):
    """The list could not be read at all; `why` says what to do."""

    code = "roster-unreadable"
    of_field = "text"
    sentence = "%(why)s"


class RosterCellUnusable(UnusableInput):
    """A cell of a list that cannot be taken as it is; `why` says what to do."""

    code = "roster-cell-unusable"
    of_field = "text"
    sentence = "%(why)s"


class RosterNotAsShown(AccountsError):
    """What is asked of an import that does not stand where the page showed it."""

    code = "roster-not-as-shown"
    sentence = _("この取り込みは、もう先へ進んでいます。今の状態を確かめてください。")


class RosterSourceEnded(AccountsError):
    """A token that is none, or none any more."""

    code = "roster-source-ended"
    status = 401
    sentence = _(
        "この鍵は使えません。研修担当者が「名簿の自動取り込み」のページで新しい鍵を作ってください。"
    )


class LeavingNotConfirmed(AccountsError):
    """More than one in twenty would leave, and the number was not typed."""

    code = "leaving-not-confirmed"
    status = 422
    of_field = "leaving"
    sentence = _(
        "この一覧では、%(present)s名のうち%(leaving)s名が退職になります。"
        "間違いなければ、人数の欄に%(leaving)sと入力してください。"
    )


class NotUndoable(AccountsError):
    """Only the newest import can be undone."""

    code = "roster-not-undoable"
    sentence = _("取り消せるのは、いちばん新しい取り込みだけです。")


class RosterHasErrors(AccountsError):
    """Some rows need mending; nothing was saved."""

    code = "roster-has-errors"
    of_field = "text"
    sentence = _("直すところが%(count)s件あります。まだ何も保存していません。")


class RosterChanged(AccountsError):
    """The roster was changed by somebody else at the same moment."""

    code = "roster-changed"
    of_field = "text"
    sentence = _("保存の間に、名簿がほかの人に変えられました。もう一度確かめてください。")


class DepartmentUnknown(UnusableInput):
    """A typed department that the tree does not have."""

    code = "department-unknown"
    of_field = "department"
    sentence = _(
        "部署「%(path)s」が見つかりません。「部署」のページで追加するか、名前を確かめてください。"
    )


class DepartmentMissing(UnusableInput):
    """No department was typed where one is needed."""

    code = "department-missing"
    of_field = "target"
    sentence = _("移動・統合する先の部署を入力してください。")


class DepartmentNameTaken(AccountsError):
    """Two departments under one parent cannot share a name."""

    code = "department-name-taken"
    of_field = "name"
    sentence = _("同じ名前の部署「%(name)s」が、ここにすでにあります。")


class DepartmentTooDeep(AccountsError):
    """Deeper than the tree may be."""

    code = "department-too-deep"
    of_field = "department"
    sentence = _("部署は%(most)s段までです。段を減らしてください。")


class DepartmentNameUnusable(UnusableInput):
    """An empty, too long or divided name."""

    code = "department-name-unusable"
    of_field = "name"
    sentence = _("部署名は「/」を使わずに、1〜100文字で入力してください。")


class DepartmentInUse(AccountsError):
    """People work there, or departments below are active."""

    code = "department-in-use"
    sentence = _(
        "「%(name)s」には、メンバーが%(members)s名、下の部署が%(below)sつあります。"
        "先に移すか、下の部署の使用を終了してください。"
    )


class DepartmentUnderItself(AccountsError):
    """A department cannot stand below itself."""

    code = "department-under-itself"
    of_field = "target"
    sentence = _(
        "「%(name)s」を、それ自身やその下の部署に移動・統合することはできません。"
        "ほかの部署を選んでください。"
    )


class RoleNotYours(AccountsError):
    """Who may give which role (access.may_grant)."""

    code = "role-not-yours"
    status = 403
    sentence = _("この役割は、契約者だけが変えられます。")


class RoleUnusable(UnusableInput):
    """A supervisor without a department, an auditor without a last day."""

    code = "role-unusable"
    of_field = "role"
    sentence = "%(why)s"


class LastOwner(AccountsError):
    """An organisation never stays without its owner."""

    code = "last-owner"
    sentence = _("契約者がひとりもいなくなるため、変えられません。先に別の契約者を決めてください。")


class LeaveUnusable(UnusableInput):
    """A last day that cannot be."""

    code = "leave-unusable"
    of_field = "left_on"
    sentence = "%(why)s"
