"""Policies of an organisation that learners read with a course, and who has confirmed which."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ...accounts.models import Member
from ...common.models import PublicIdModel, TenantModel


class Policy(PublicIdModel, TenantModel):
    """方針: a document of the organisation's own, in versions."""

    title = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="policy_title_once"),
            models.CheckConstraint(condition=~Q(title=""), name="policy_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class PolicyVersion(PublicIdModel, TenantModel):
    """One version, which never changes: a text, or a PDF (`PolicyFile`).

    `sha256`: of the text in UTF-8 or of the PDF. `asks_again`: whoever confirmed an earlier
    version is asked anew.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, default="")
    file_name = models.CharField(max_length=200, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    asks_again = models.BooleanField()
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once"),
            models.CheckConstraint(
                condition=(Q(text="") & ~Q(file_name="")) | (~Q(text="") & Q(file_name="")),
                name="policy_version_text_or_file",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=1) | Q(asks_again=True), name="policy_version_first_asks"
            ),
        ]

    @property
    def is_pdf(self) -> bool:
        """Whether it is a file to open."""
        return bool(self.file_name)


class PolicyFile(TenantModel):
    """The bytes of a version that is a PDF, apart so that lists do not read them."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()


class Acknowledgement(TenantModel):
    """確認: a member has read a version and said so, for an assignment that asks for it."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    assignment = models.ForeignKey(
        "learning.Assignment", on_delete=models.PROTECT, related_name="acknowledgements"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "member"], name="acknowledgement_once")
        ]
