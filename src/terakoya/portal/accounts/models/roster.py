"""Lists of people on their way into the roster, and where they come from by themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ...common.models import PublicIdModel, TenantModel
from ..choices import RosterKind, RosterOrigin, RosterState
from .people import Member


class RosterSource(PublicIdModel, TenantModel):
    """By which a roster comes in by itself: a folder of the server, or an address with a token.

    Of the token only a keyed hash is kept. It acts for the officer who made it, as long as they
    are one.
    """

    origin = models.CharField(max_length=8, choices=RosterOrigin.choices)
    token_hash = models.CharField(max_length=64, blank=True)
    covers_all = models.BooleanField(default=True)
    with_mail = models.BooleanField(default=False)
    created_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="roster_token_once"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(origin=RosterOrigin.FOLDER, revoked_at=None),
                name="roster_folder_once",
            ),
        ]


class RosterImport(PublicIdModel, TenantModel):
    """One list: received, checked, written, perhaps undone.

    `content` is the list as it was read (or the file, until it is), compressed; it goes when the
    list is written or dropped. `covers_all`: who is not in it leaves. `counts`: how many lines of
    each kind. `why`: the sentence of a file that could not be read.
    """

    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    source = models.ForeignKey(
        RosterSource, null=True, on_delete=models.SET_NULL, related_name="imports"
    )
    origin = models.CharField(max_length=8, choices=RosterOrigin.choices)
    state = models.CharField(max_length=10, choices=RosterState.choices)
    file_name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    covers_all = models.BooleanField(default=False)
    with_mail = models.BooleanField(default=True)
    skips_problems = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-id"], name="roster_import_list"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=[RosterState.WAITING, RosterState.CONFIRMED]),
                name="roster_import_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RosterState.values), name="roster_import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(state__in=RosterState.written()),
                name="roster_import_applied",
            ),
        ]


class RosterLine(TenantModel):
    """What an import does to one member, or what is to be mended in one row.

    `member` is a public id without a reference: those whom an import adds have it before they
    are written. Keys of `before` and `after` that begin with `_` are for undoing alone.
    """

    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=RosterKind.choices)
    number = models.PositiveIntegerField(null=True)
    member = models.UUIDField(null=True)
    name = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    # Why undoing left it as it was.
    kept = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["roster_import", "kind", "id"], name="roster_line_page"),
            models.Index(fields=["member"], name="roster_line_member"),
        ]
