"""Refusals of signing in, and of passwords, addresses and links."""

from __future__ import annotations

import math

from django.utils.translation import gettext_lazy as _

from .base import AccountsError, UnusableInput


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
    """A name failed too often on devices new to it; its own ones and its mailbox stay open."""

    code = "device-unknown"
    status = 429
    sentence = _(
        "このログイン名では、いろいろな場所からログインの失敗が続いています。"
        "あと%(minutes)s分たつと、もう一度試せます。"
        "前にログインした端末からは、いつもどおりログインできます。"
        "初めての端末では、「パスワードを忘れた方」に進み、届いたメールからお入りください。"
        "メールのない方は、研修担当者に参加コードをもらってください。"
    )

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(minutes=math.ceil(seconds / 60))


class FailuresHere(AccountsError):
    """Names of one company failed too often from one network, on devices new to them."""

    code = "failures-here"
    status = 429
    sentence = _(
        "お使いのネットワークから、ログインの失敗が続いています。"
        "あと%(minutes)s分たつと、もう一度試せます。"
        "前にログインした端末からは、いつもどおりログインできます。"
        "お急ぎの方は、「パスワードを忘れた方」に進み、届いたメールからお入りください。"
        "メールのない方は、研修担当者に参加コードをもらってください。"
    )

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(minutes=math.ceil(seconds / 60))


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


class NothingToConfirmBy(UnusableInput):
    """Neither a password nor anything else was typed, or there is none yet."""

    code = "nothing-to-confirm-by"
    of_field = "password"
    sentence = _("パスワードか、設定済みなら確認コードを入力してください。")


class TermsNotAccepted(UnusableInput):
    """Joining and applying need consent."""

    code = "terms-not-accepted"
    of_field = "terms"
    sentence = _("利用規約とプライバシーポリシーを読み、同意のチェックを入れてください。")


class EmailTaken(AccountsError):
    """Somebody signs in with this address already."""

    code = "email-taken"
    of_field = "email"
    sentence = _(
        "このメールアドレスは登録済みです。"
        "ログインしてから申し込むか、別のメールアドレスを入力してください。"
    )


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
