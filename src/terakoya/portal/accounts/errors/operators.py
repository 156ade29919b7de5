"""Refusals around the rights of the seller's people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import AccountsError, UnusableInput


class OperatorRightMissing(AccountsError):
    """Rights are given by those who hold all of them."""

    code = "operator-right-missing"
    sentence = _("権限を変えられるのは、すべての権限を持つ運営者だけです。")


class LastOperator(AccountsError):
    """Without one who holds all rights nobody could give any."""

    code = "last-operator"
    of_field = "rights"
    sentence = _(
        "すべての権限を持つ運営者が、ほかにいません。先に別の人へすべての権限を付けてください。"
    )


class OperatorUnproven(UnusableInput):
    """Somebody typed this address, and nobody has shown that they read it."""

    code = "operator-unproven"
    of_field = "email"
    sentence = _(
        "このメールアドレスは、ご本人の確認がまだです。"
        "届いている確認メールのリンクを開いてもらってから、もう一度登録してください。"
    )
