"""Refusals around second factors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import AccountsError, UnusableInput


class FactorCodeWrong(UnusableInput):
    """A code that is none of an app's and none of the recovery codes."""

    code = "factor-code-wrong"
    of_field = "code"
    sentence = _(
        "コードが違います。アプリに今出ている6桁を入力してください。"
        "何度も違うときは、端末の時計を「自動」に合わせてください。"
    )


class FactorClockBehind(UnusableInput):
    """A code that was right some minutes ago."""

    code = "factor-clock-behind"
    of_field = "code"
    sentence = _(
        "このコードは期限が切れています。今出ている6桁を入力してください。"
        "それでも違うときは、アプリを使う端末の時計が遅れています。「自動」に合わせてください。"
    )


class FactorClockWrong(UnusableInput):
    """The code of another moment, while an app is being set up."""

    code = "factor-clock-wrong"
    of_field = "code"
    sentence = _(
        "アプリを使う端末の時計が、約%(minutes)s分ずれています。"
        "時計を「自動」に合わせてから、新しい6桁を入力してください。"
    )


class PasskeyRefused(UnusableInput):
    """A passkey that did not answer, or not to this question."""

    code = "passkey-refused"
    of_field = "passkey"
    sentence = _("パスキーを確かめられませんでした。もう一度お試しください。")


class FactorNameUnusable(UnusableInput):
    """A passkey needs a name by which its person knows it."""

    code = "factor-name-unusable"
    of_field = "name"
    sentence = _("パスキーの名前を、1〜60文字で入力してください。")


class FactorGone(AccountsError):
    """The factor was removed meanwhile, or there is one already."""

    code = "factor-gone"
    status = 409
    sentence = _("2段階の確認の設定が、ほかの画面で変わりました。今の設定を確かめてください。")


class SignInOver(AccountsError):
    """The first step is too long ago, or the password is another now."""

    code = "sign-in-over"
    sentence = _("時間がたったため、はじめからログインしてください。")
