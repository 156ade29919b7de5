"""Refusals of the operator's desk, each with its sentence."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from ..common.errors import PortalError


class OperatorError(PortalError):
    """A refusal whose sentence belongs to its class; details fill the sentence's places."""

    status = 422
    sentence: ClassVar[Any] = ""
    of_field: ClassVar[str] = ""

    def __init__(self, **details: Any) -> None:
        sentence = self.sentence % details if details else self.sentence
        super().__init__(sentence, field=self.of_field, **details)


class ReasonMissing(OperatorError):
    """The customer reads why their page was opened."""

    code = "reason-missing"
    of_field = "words"
    sentence = _("「その他」のときは、理由を入力してください。お客様の監査ログに表示されます。")


class NobodyToTell(OperatorError):
    """Nobody of the organisation can be written to."""

    code = "nobody-to-tell"
    status = 409
    sentence = _(
        "メールを送れる契約者がいません。電話か郵便で連絡し、契約者のアドレスを登録してもらってください。"
    )


class NoticeTooShort(OperatorError):
    """The day lies too near."""

    code = "notice-too-short"
    of_field = "from_on"
    sentence = _("予告から7日を空けます。%(day)sか、それより後の日を入力してください。")


class NoticeGiven(OperatorError):
    """There is a notice already."""

    code = "notice-given"
    status = 409
    sentence = _("すでに予告しています。ページを読み込み直してください。")


class NoticeMissing(OperatorError):
    """Learning is never stopped without a notice whose day has come."""

    code = "notice-missing"
    status = 409
    sentence = _("予告した日が来るまで、利用を止められません。先に予告してください。")


class NotSuspended(OperatorError):
    """Nothing to end."""

    code = "not-suspended"
    status = 409
    sentence = _("利用は止まっていません。ページを読み込み直してください。")


class DeletionTooSoon(OperatorError):
    """Owners have time to take their exports, and to say that it is a mistake."""

    code = "deletion-too-soon"
    of_field = "from_on"
    sentence = _("予告から14日を空けます。%(day)sか、それより後の日を入力してください。")


class AskedLater(OperatorError):
    """Nobody has asked yet on a day to come."""

    code = "asked-later"
    of_field = "asked_on"
    sentence = _("依頼を受けた日は、今日か、今日より前の日を入力してください。")


class DeletionAsked(OperatorError):
    """There is a request already."""

    code = "deletion-asked"
    status = 409
    sentence = _("削除の依頼は、すでに受け付けています。ページを読み込み直してください。")


class DeletionNotOpen(OperatorError):
    """It was withdrawn, has begun or is done."""

    code = "deletion-not-open"
    status = 409
    sentence = _(
        "この依頼は、取り下げたか、すでに削除を始めています。ページを読み込み直してください。"
    )


class DeletionNotYet(OperatorError):
    """The day has not come."""

    code = "deletion-not-yet"
    status = 409
    sentence = _("予告した日が来るまで、削除を始められません。%(day)sから始められます。")


class OrdersWait(OperatorError):
    """Whoever ordered could not be told of a decision any more."""

    code = "orders-wait"
    status = 409
    sentence = _(
        "承認を待っている申し込みがあります。先に「申し込み」で承認するか、お断りしてください。"
    )


class CodeDiffers(OperatorError):
    """Whoever deletes says of whom."""

    code = "code-differs"
    of_field = "company_code"
    sentence = _("会社コードが違います。このページにある会社コードを入力してください。")


class BackupsGone(OperatorError):
    """Backups end on a day to come."""

    code = "backups-gone"
    of_field = "backups_until"
    sentence = _("バックアップが残る最後の日は、今日か、今日より後の日を入力してください。")


class DataExportUnderway(OperatorError):
    """One is made already."""

    code = "data-export-underway"
    status = 409
    sentence = _("データ一式は、今、作っています。できるまで、お待ちください。")


class DataExportTooLate(OperatorError):
    """The organisation's data are being deleted."""

    code = "data-export-too-late"
    status = 409
    sentence = _("データの削除が始まったため、データ一式はもう作れません。")


class NobodyOwns(OperatorError):
    """Nobody may fetch what would be made."""

    code = "nobody-owns"
    status = 409
    sentence = _("データ一式を受け取れる契約者が、いません。先に契約者を決めてもらってください。")
