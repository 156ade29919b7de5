"""Refusals of joining: by link, by mail, by code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import AccountsError, UnusableInput


class InviteEnded(AccountsError):
    """An invite link that was stopped or has run out."""

    code = "invite-ended"
    status = 410
    sentence = _("この招待リンクは、今は使えません。研修担当者に新しいリンクをたずねてください。")


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
    sentence = _("すでに登録されています。ログインしてから、このリンクをもう一度開いてください。")


class MemberHasLeft(AccountsError):
    """Somebody who has left the organisation cannot join it by a link."""

    code = "member-has-left"
    of_field = "identifier"
    sentence = _("退職として登録されています。研修担当者にたずねてください。")


class CodeNotPossible(AccountsError):
    """A joining code is for people who sign in without an address of their own."""

    code = "code-not-possible"
    sentence = _(
        "参加コードは、メールアドレスのない人のためのものです。"
        "この方には、パスワード再設定のメールを送ってください。"
    )


class KanaMissing(UnusableInput):
    """A request to join without a reading: by it doubles are found."""

    code = "kana-missing"
    of_field = "name_kana"
    sentence = _("フリガナを入力してください。同じ人の登録を見つけるために使います。")


class JoinQueueFull(AccountsError):
    """As many requests wait as an officer is to look through."""

    code = "join-queue-full"
    status = 429
    sentence = _(
        "今は参加の依頼がいっぱいで、受け付けられません。"
        "研修担当者に直接知らせるか、あとでもう一度お試しください。"
    )


class RequestDecided(AccountsError):
    """A request to join that somebody has decided, or that has run out."""

    code = "request-decided"
    sentence = _("この依頼は、すでに決まったか、期限が切れています。一覧を開き直してください。")


class NobodyForSlips(AccountsError):
    """Slips were asked for, and nobody of the choice may have one."""

    code = "nobody-for-slips"
    of_field = "department"
    status = 422
    sentence = _(
        "用紙を作る人がいません。部署を変えるか、下の印を付けてください。"
        "社員番号のない人は、先に番号を登録してください。"
    )


class CodeWrong(AccountsError):
    """The joining code does not fit, was used, is too old or was tried too often."""

    code = "code-wrong"
    of_field = "code"
    status = 422
    sentence = _(
        "会社コード・社員番号・参加コードの組み合わせが違うか、期限が切れています。"
        "入力し直すか、研修担当者に新しいコードをたずねてください。"
        "すでにパスワードを決めた方は、ログインしてください。"
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
