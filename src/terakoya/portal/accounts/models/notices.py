"""What the operator tells owners and officers, and who has read it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ...common.models import PublicIdModel, TenantModel
from ..choices import NoticeReaders
from .organisations import Organisation
from .people import Member, Person


class CustomerNotice(PublicIdModel):
    """A notice from a day until a day, both included; to all organisations where none is named.

    One to several organisations is a row for each, so that each is taken back by itself.
    """

    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    readers = models.CharField(
        max_length=8,
        choices=NoticeReaders.choices,
        default=NoticeReaders.ALL,
        db_default=NoticeReaders.ALL,
    )
    title_ja = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200)
    text_ja = models.TextField(max_length=2000)
    text_en = models.TextField(max_length=4000)
    from_on = models.DateField()
    until_on = models.DateField()
    with_mail = models.BooleanField()
    created_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until_on"], name="customer_notice_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="customer_notice_forward"
            ),
            models.CheckConstraint(
                condition=Q(readers__in=NoticeReaders.values), name="customer_notice_readers_known"
            ),
        ]

    def title_in(self, language: str) -> str:
        """The title in a language."""
        return self.title_en if language == "en" else self.title_ja

    def text_in(self, language: str) -> str:
        """The text in a language."""
        return self.text_en if language == "en" else self.text_ja


class NoticeReading(TenantModel):
    """A member has read a notice."""

    notice = models.ForeignKey(CustomerNotice, on_delete=models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "member"], name="notice_read_once")
        ]
