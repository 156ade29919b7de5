"""Refusals around accounts, each with its sentence."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from ..common.errors import PortalError


class AccountsError(PortalError):
    """A refusal whose sentence belongs to its class; details fill the sentence's places."""

    sentence: ClassVar[Any] = ""
    of_field: ClassVar[str] = ""

    def __init__(self, *, field: str | None = None, **details: Any) -> None:
        sentence = self.sentence % details if details else self.sentence
        super().__init__(sentence, field=self.of_field if field is None else field, **details)


class UnusableInput(AccountsError):
    """Something typed that cannot be taken as it is."""

    status = 422


class SignInRefused(UnusableInput):
    """Unknown or wrong; the sentence does not say which."""

    code = "sign-in-refused"
    sentence = _("ログインできませんでした。入力した内容を確かめて、もう一度お試しください。")


class SignInLocked(AccountsError):
    """A name failed too often from one address."""

    code = "sign-in-locked"
    status = 429
    sentence = _(
        "ログインの失敗が続いたため、止めています。あと%(minutes)s分たつと、もう一度試せます。"
    )

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(minutes=math.ceil(seconds / 60))


class DeviceUnknown(AccountsError):
    """A name failed too often from many addresses; its own devices and its mailbox stay open."""

    code = "device-unknown"
    status = 429
    sentence = _(
        "このログイン名では、あちこちからの失敗が続いています。"
        "前にログインした端末からは、いつもどおり入れます。"
        "初めての端末では、「パスワードを忘れた方」からメールで入ってください。"
        "メールのない方は、研修担当者に参加コードをもらってください。"
    )

    def __init__(self, seconds: int | None) -> None:
        self.retry_after = seconds
        super().__init__()


class NameMissing(UnusableInput):
    """Nothing is left of a name after cleaning."""

    code = "name-missing"
    of_field = "name"
    sentence = _("氏名を入力してください。")


class NameTooLong(UnusableInput):
    """More than a name may hold."""

    code = "name-too-long"
    of_field = "name"
    sentence = _("%(most)s文字以内で入力してください（今は%(length)s文字です）。")


class KanaUnreadable(UnusableInput):
    """A reading with characters that are no kana."""

    code = "kana-unreadable"
    of_field = "name_kana"
    sentence = _("フリガナは、ひらがなかカタカナで入力してください（例：ヤマダ ハナコ）。")


class EmailUnusable(UnusableInput):
    """Not the shape of an e-mail address."""

    code = "email-unusable"
    of_field = "email"
    sentence = _("メールアドレスの形が正しくありません。name@example.com の形で入力してください。")


class EmployeeNumberTooLong(UnusableInput):
    """More than an employee number may hold."""

    code = "employee-number-too-long"
    of_field = "employee_number"
    sentence = _("社員番号は64文字以内で入力してください。")


class PostalCodeUnusable(UnusableInput):
    """Not seven digits."""

    code = "postal-code-unusable"
    of_field = "postal_code"
    sentence = _("7桁の数字で入力してください（例：123-4567）。")


class IdentifierMissing(UnusableInput):
    """Neither an employee number nor an e-mail address: the person could never sign in."""

    code = "identifier-missing"
    of_field = "employee_number"
    sentence = _("社員番号かメールアドレスのどちらかを入力してください。")


class PasswordWeak(UnusableInput):
    """A password that the validators refuse; `reasons` are their sentences."""

    code = "password-weak"
    of_field = "password"
    sentence = "%(reasons)s"


class PasswordWrong(UnusableInput):
    """The present password was typed wrongly."""

    code = "password-wrong"
    of_field = "present"
    sentence = _("今のパスワードが違います。もう一度入力してください。")


class TermsNotAccepted(UnusableInput):
    """Joining and applying need consent."""

    code = "terms-not-accepted"
    of_field = "terms"
    sentence = _("利用規約とプライバシーポリシーを読み、同意のチェックを入れてください。")


class EmailTaken(AccountsError):
    """Somebody signs in with this address already."""

    code = "email-taken"
    of_field = "email"
    sentence = _("このメールアドレスは登録済みです。ログインしてから申し込んでください。")


class EmailInUse(AccountsError):
    """An address that cannot be set because another person has it."""

    code = "email-in-use"
    of_field = "email"
    sentence = _("このメールアドレスは使えません。別のアドレスを入力してください。")


class EmailNotConfirmed(AccountsError):
    """Before others may be invited, the officer's own address is confirmed (product.md §6)."""

    code = "email-not-confirmed"
    sentence = _(
        "招待を始める前に、ご自分のメールアドレスの確認が必要です。届いたメールのリンクを開いてください。"
    )


class LinkUnusable(AccountsError):
    """A mailed link that was used, replaced, damaged or is too old."""

    code = "link-unusable"
    status = 410
    sentence = _("このリンクは使えません。期限が切れたか、すでに使われています。")


class InviteEnded(AccountsError):
    """An invite link that was stopped or has run out."""

    code = "invite-ended"
    status = 410
    sentence = _("この招待リンクは、いまは使えません。研修担当者に新しいリンクをたずねてください。")


class NotOnRoster(AccountsError):
    """The number or address and the name do not belong together on the roster.

    One sentence for both, so that a link does not tell which numbers exist.
    """

    code = "not-on-roster"
    of_field = "identifier"
    status = 422
    sentence = _(
        "名簿に、この番号（またはメール）と氏名の組み合わせが見つかりません。"
        "社員証などで確かめて入力し直すか、研修担当者にたずねてください。"
    )


class AlreadyJoined(AccountsError):
    """The place on the roster was claimed before."""

    code = "already-joined"
    of_field = "identifier"
    sentence = _(
        "この方はすでに参加しています。ログインしてください。"
        "心当たりがないときは、研修担当者に知らせてください。"
    )


class SignInFirst(AccountsError):
    """Somebody has an account already, and shows it by signing in."""

    code = "sign-in-first"
    of_field = "identifier"
    sentence = _("登録済みの方です。ログインしてから、このリンクをもう一度開いてください。")


class MemberHasLeft(AccountsError):
    """Somebody who has left the organisation cannot join it by a link."""

    code = "member-has-left"
    of_field = "identifier"
    sentence = _("退職として登録されています。研修担当者にたずねてください。")


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


class CodeNotPossible(AccountsError):
    """A joining code is for people who sign in without an address of their own."""

    code = "code-not-possible"
    sentence = _(
        "参加コードは、メールアドレスのない人のためのものです。"
        "この方には、パスワード再設定のメールを送ってください。"
    )


class CodeWrong(AccountsError):
    """The joining code does not fit, was used, is too old or was tried too often."""

    code = "code-wrong"
    of_field = "code"
    status = 422
    sentence = _(
        "会社コード・社員番号・参加コードの組み合わせが違うか、期限が切れています。"
        "入力し直すか、研修担当者に新しいコードをたずねてください。"
    )


class FormerPasswordWrong(UnusableInput):
    """Not the password from before the joining code."""

    code = "former-password-wrong"
    of_field = "former"
    sentence = _("前のパスワードと違います。もう一度入力してください。")


class StillClosed(AccountsError):
    """Having read of a code is not enough while notes are closed."""

    code = "still-closed"
    sentence = _("閉じたメモがあります。前のパスワードで開くか、消してください。")


class FormerPasswordFirst(AccountsError):
    """Who came by a joining code cannot bind the account to a mailbox of theirs."""

    code = "former-password-first"
    sentence = _(
        "参加コードを使ったため、メールアドレスは登録できません。"
        "先に「参加コードのお知らせ」で、前のパスワードを入力するか、閉じたメモを消してください。"
    )


class TooManyInvitations(AccountsError):
    """More invitations than leave before their links run out."""

    code = "too-many-invitations"
    of_field = "text"
    sentence = _(
        "招待メールは1日%(most)s通までで、2週間先の分までお預かりします。"
        "メールの欄を空けて登録し、招待リンクかポスターで案内してください。"
    )


class RequestEmpty(UnusableInput):
    """A request without words."""

    code = "request-empty"
    of_field = "text"
    sentence = _("何をどうしてほしいかを、具体的に書いてください。")


class TooManyRequests(AccountsError):
    """So many requests wait that another one helps nobody."""

    code = "too-many-requests"
    of_field = "text"
    sentence = _("対応中の依頼が%(most)s件あります。回答があるまで、お待ちください。")


class AnswerMissing(UnusableInput):
    """An answer needs its outcome and words that the person reads."""

    code = "answer-missing"
    of_field = "answer"
    sentence = _("結果を選び、ご本人が読む回答を書いてください。")


class RequestAnswered(AccountsError):
    """Somebody else has answered meanwhile."""

    code = "request-answered"
    sentence = _("この依頼には、すでに回答しています。ページを読み込み直してください。")


class RosterUnreadable(UnusableInput):
    """The list could not be read at all; `why` says what to do."""

    code = "roster-unreadable"
    of_field = "text"
    sentence = "%(why)s"


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


class DepartmentNameTaken(AccountsError):
    """Two departments under one parent cannot share a name."""

    code = "department-name-taken"
    of_field = "name"
    sentence = _("同じ名前の部署「%(name)s」が、ここにすでにあります。")


class DepartmentTooDeep(AccountsError):
    """Deeper than the tree may be."""

    code = "department-too-deep"
    of_field = "department"
    sentence = _("部署は%(most)s段までです。段を減らして入力してください。")


class DepartmentNameUnusable(UnusableInput):
    """An empty, too long or divided name."""

    code = "department-name-unusable"
    of_field = "name"
    sentence = _("部署名は「/」を使わずに、1〜100文字で入力してください。")


class DepartmentInUse(AccountsError):
    """People work there, or departments below are active."""

    code = "department-in-use"
    sentence = _(
        "「%(name)s」には、メンバー%(members)s名と下の部署%(below)sつがあります。"
        "先に移すか、下の部署を使用終了にしてください。"
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


class VariableUnusable(UnusableInput):
    """A company variable that would not read well in a course."""

    code = "variable-unusable"
    sentence = "%(why)s"
