"""Closed sets of words in this app."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Role(models.TextChoices):
    """What a member may be beyond a learner (product.md §1)."""

    OWNER = "owner", _("契約者")
    OFFICER = "officer", _("研修担当者")
    SUPERVISOR = "supervisor", _("所属長")
    AUDITOR = "auditor", _("監査者")


class NoticeReaders(models.TextChoices):
    """Who of an organisation reads a notice; a role where it is one alone."""

    ALL = "all", _("契約者と研修担当者")
    OWNERS = Role.OWNER.value, _("契約者だけ")
    OFFICERS = Role.OFFICER.value, _("研修担当者だけ")


class Right(models.TextChoices):
    """What one of the seller's people may do (docs/decisions/0085)."""

    CONTENT = "content", _("教材")
    BILLING = "billing", _("契約・請求")
    SUPPORT = "support", _("お客様の対応")


class MemberState(models.TextChoices):
    """Where a member stands; derived from the row, never stored."""

    INVITED = "invited", _("招待中")
    JOINED = "joined", _("参加済み")
    LEFT = "left", _("退職")


class JoinRequestState(models.TextChoices):
    """Where a request to join stands."""

    WAITING = "waiting", _("承認待ち")
    APPROVED = "approved", _("承認済み")
    DECLINED = "declined", _("お断り")


class Document(models.TextChoices):
    """What people accept."""

    TERMS = "terms", _("利用規約")
    PRIVACY = "privacy", _("プライバシーポリシー")


class LegalDocument(models.TextChoices):
    """The legal pages that have versions."""

    TERMS = "terms", _("利用規約")
    PRIVACY = "privacy", _("プライバシーポリシー")
    COMMERCE = "commerce", _("特定商取引法に基づく表記")
    ACCESSIBILITY = "accessibility", _("ウェブアクセシビリティ方針")


# What an organisation may fill in for its courses and its help card, in the order of the form.
VARIABLES: Final[dict[str, tuple[StrOrPromise, StrOrPromise]]] = {
    "desk.name": (_("相談窓口の名前"), _("例：人事部 相談窓口")),
    "desk.person": (_("相談窓口の担当者"), _("例：山田 花子")),
    "desk.extension": (_("相談窓口の連絡先"), _("内線・電話・メールなど。例：内線 1234")),
    "desk.hours": (_("相談窓口の受付時間"), _("例：平日 9:00〜17:00")),
    "supervisor.rule": (
        _("当日の責任者の決まり"),
        _("30字までの1文。例：迷うときは、その日のシフト責任者を呼びます。"),
    ),
    "policy.url": (
        _("基本方針のページ"),
        _("社内の方針を読めるアドレス。例：https://intra.mihon.example/policy"),
    ),
}


class DataRequestKind(models.TextChoices):
    """What somebody asks the organisation to do with what is held about them."""

    CORRECTION = "correction", _("訂正・追加")
    DELETION = "deletion", _("消去・利用の停止")
    DISCLOSURE = "disclosure", _("開示（ここにない情報）")


class DataRequestOutcome(models.TextChoices):
    """How an officer answered."""

    OPEN = "", _("対応中")
    DONE = "done", _("対応しました")
    DECLINED = "declined", _("対応できません")


class SignInWay(StrEnum):
    """How a session began; the audit log says it."""

    EMAIL = "email"
    NUMBER = "number"
    INVITE_LINK = "invite-link"
    INVITATION = "invitation"
    CODE = "code"
    PASSWORD_LINK = "password-link"  # noqa: S105 - the name of a way
    APPLICATION = "application"


class RosterOrigin(models.TextChoices):
    """Where a list came from."""

    PAGE = "page", _("画面")
    FOLDER = "folder", _("サーバーのフォルダー")
    ADDRESS = "address", _("アップロード用アドレス")


class RosterState(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", _("読み取り待ち")
    REFUSED = "refused", _("読めませんでした")
    CHECKED = "checked", _("確認待ち")
    CONFIRMED = "confirmed", _("登録待ち")
    APPLIED = "applied", _("登録済み")
    DROPPED = "dropped", _("取りやめ")
    UNDONE = "undone", _("取り消し済み")

    @classmethod
    def written(cls) -> list[str]:
        """Those of lists that have changed the roster."""
        return [cls.APPLIED, cls.UNDONE]


class RosterKind(models.TextChoices):
    """What a line of an import is."""

    PROBLEM = "problem", _("直すところ")
    ADDED = "added", _("追加")
    RETURNED = "returned", _("復帰")
    CHANGED = "changed", _("変更")
    MOVED = "moved", _("異動")
    LEFT = "left", _("退職")
    LEADER = "leader", _("所属長")
    NOTICE = "notice", _("お知らせ")


class DepartmentChangeKind(models.TextChoices):
    """What became of a department."""

    RENAMED = "renamed", _("名前の変更")
    MOVED = "moved", _("移動")
    MERGED = "merged", _("統合")
    CLOSED = "closed", _("使用終了")
    REOPENED = "reopened", _("再開")
