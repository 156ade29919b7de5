"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalKind(models.TextChoices):
    """What is proposed."""

    EMPHASIS = "emphasis", _("スライドを重点にする")
    CASES = "cases", _("事例を加える")
    TEST = "test", _("確認テストの出題を増やす")
    BRIEF = "brief", _("所属長に資料を渡す")
    NOTHING = "nothing", _("今のままで足りる")


class DecisionState(models.TextChoices):
    """What an officer said to a proposal."""

    ACCEPTED = "accepted", _("採用")
    DECLINED = "declined", _("見送り")
    REOPENED = "reopened", _("再検討中")
