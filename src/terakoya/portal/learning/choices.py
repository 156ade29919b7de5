"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrolmentKind(models.TextChoices):
    """A whole course, or only what a new revision changed."""

    NORMAL = "normal", _("通常")
    DELTA = "delta", _("差分")


class Counting(models.IntegerChoices):
    """The rule by which an enrolment's time counts; it keeps the one it began under (`gate.py`)."""

    SECONDS = 1, "seconds"
    MOMENTS = 2, "moments"


class EventKind(models.TextChoices):
    """What a player reports (docs/algorithms/progress.md).

    `present` is written by the server alone, for who has come to a group session.
    """

    SEEN = "seen", "seen"
    HEARD = "heard", "heard"
    READ = "read", "read"
    ANSWERED = "answered", "answered"
    SKIPPED = "skipped", "skipped"
    PRESENT = "present", "present"


class NoteKind(models.TextChoices):
    """What a learner leaves on a slide."""

    NOTE = "note", _("メモ")
    BOOKMARK = "bookmark", _("しおり")


class CheckInWay(models.TextChoices):
    """How somebody was noted as present in a group session."""

    QR = "qr", _("QRコード")
    PIN = "pin", _("PIN")
    LIST = "list", _("一覧でチェック")


class Gate(models.TextChoices):
    """Whether a slide must be heard or read before the test opens."""

    FREE = "free", _("自由に進める")
    GATE = "gate", _("聞くか読むかしてから進む")


class TopSpeed(models.IntegerChoices):
    """The fastest that a narration may be played, in percent."""

    SLOWER = 75, _("0.75倍")
    NORMAL = 100, _("1倍")
    QUARTER = 125, _("1.25倍")
    HALF = 150, _("1.5倍")
    THREE_QUARTERS = 175, _("1.75倍")
    TWOFOLD = 200, _("2倍（ふつう）")


class Audience(models.TextChoices):
    """Whom an assignment is for."""

    EVERYONE = "everyone", _("全員")
    DEPARTMENTS = "departments", _("部署")
    GROUPS = "groups", _("グループ")
    CHOSEN = "chosen", _("選んだメンバー")


class GroupKind(models.TextChoices):
    """By what a group tells who is in it."""

    DEPARTMENT = "department", _("部署")
    SITE = "site", _("拠点")
    EMPLOYMENT = "employment", _("雇用区分")
    POSITION = "position", _("役職")
    ROLE = "role", _("役割")
    LANGUAGE = "language", _("言語")
    SINCE = "since", _("名簿に入った日")


# What the player offers, as it is written; 2 is the fastest that counts (`gate.FASTEST`).
SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")


class PaperOutcome(models.TextChoices):
    """What becomes of a result that was written on paper."""

    PASSED = "passed", _("合格・修了")
    FAILED = "failed", _("不合格")
    KNOWN = "known", _("変わりません")
    REFUSED = "refused", _("取り込めません")
