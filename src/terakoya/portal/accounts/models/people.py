"""A person is not a member: one person may be a member of several organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar, Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.crypto import salted_hmac

from ...common import clock
from ...common.models import PublicIdModel, TenantModel
from ...common.prepared import Given
from ..choices import LegalDocument, MemberState, Right, Role
from .organisations import Department


class PersonQuerySet(BaseUserManager["Person"]):
    """Finds persons by what they sign in with."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with this e-mail address (lower case)."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, PublicIdModel):
    """Somebody who can sign in. `email` is lower case, or null for people without one.

    Only the person sets it, and it is theirs for certain once `email_confirmed_at` is set; an
    address that an officer typed is `Member.email` (docs/algorithms/identity.md).
    Raising `session_version` ends every session of the person, since each session carries a
    keyed hash of it and of the password. `ended_sessions`: single ones (ended_sessions.py).
    """

    email = models.EmailField(max_length=254, unique=True, null=True)
    email_confirmed_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="ja")
    furigana = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    # Codes by time or a passkey are set up, so that signing in asks for one (services). In the
    # row, since every request reads it.
    has_second_factor = models.BooleanField(default=False, db_default=False)
    session_version = models.PositiveIntegerField(default=0)
    ended_sessions = models.TextField(blank=True, default="", db_default="")
    # The hash of what the person chose before a joining code set another password; kept while
    # something private is closed to who came by the code.
    former_password = models.CharField(max_length=128, blank=True, default="", db_default="")
    has_code_news = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    # The rights of an operator, once they were read (access.py).
    read_rights: frozenset[str] | None = None
    # The member by whose number the person has just signed in (backends.py).
    signed_in_as: Member | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonQuerySet()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=None) | ~Q(email=""), name="person_email_null_not_empty"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def must_read_code_news(self) -> bool:
        """A joining code was issued or used, and the person has yet to answer."""
        return self.has_code_news or bool(self.former_password)

    @property
    def has_unproven_password(self) -> bool:
        """A password was set before anybody showed that they read the address."""
        is_unproven = self.email is not None and self.email_confirmed_at is None
        return is_unproven and self.has_usable_password()

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be this person's: ends with password and version."""
        return self._session_hash(secret=None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under former secret keys, while these are being replaced."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret=secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password}/{self.session_version}"
        return salted_hmac(
            "terakoya.portal.accounts.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()


def is_on_leave(on: dt.date, prefix: str = "") -> Q:
    """The condition that a member is on leave on a day; `prefix` leads to the member."""
    until = f"{prefix}on_leave_until"
    return Q(**{f"{prefix}on_leave_since__lte": on}) & (
        Q(**{until: None}) | Q(**{f"{until}__gte": on})
    )


class MemberQuerySet(models.QuerySet["Member"]):
    """Members by where they stand."""

    def present(self, on: dt.date | Given | None = None) -> MemberQuerySet:
        """Who has not left on a day (today when left out): invited and joined members."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on or clock.today()))

    def allowed(self) -> MemberQuerySet:
        """Without the places in the seller's own organisation of whoever makes no courses."""
        is_author = Exists(
            Person.objects.filter(
                pk=OuterRef("person"), is_operator=True, operator_rights__right=Right.CONTENT
            )
        )
        return self.filter(Q(organisation__is_house=False) | is_author)

    def departed(self) -> MemberQuerySet:
        """Who has left."""
        return self.filter(left_on__lte=clock.today())

    def with_roles(self, on: dt.date | Given | None = None) -> MemberQuerySet:
        """With the roles of a day in the row; `Member.keep_roles` takes them from it."""
        grants = RoleGrant.objects.in_force(on).filter(member=OuterRef("pk"))
        columns = {f"holds_{role}": Exists(grants.filter(role=role)) for role in Role.values}
        return self.annotate(**columns)

    def with_terms(self) -> MemberQuerySet:
        """With whether any terms were published after the first ones (`are_terms_published`)."""
        texts = apps.get_model("accounts", "LegalText")._default_manager
        published = texts.filter(document=LegalDocument.TERMS)
        columns = {"are_terms_published": Exists(published)}
        return self.annotate(**columns)

    def on_leave(self, on: dt.date | None = None) -> MemberQuerySet:
        """Who is 休職中 on a day (today when left out)."""
        return self.filter(is_on_leave(on or clock.today()))

    def at_work(self, on: dt.date | None = None) -> MemberQuerySet:
        """Everybody but those on leave."""
        return self.exclude(is_on_leave(on or clock.today()))

    def in_state(self, state: MemberState) -> MemberQuerySet:
        """Who stands there today."""
        if state is MemberState.LEFT:
            return self.departed()
        return self.present().filter(joined_at__isnull=state is MemberState.INVITED)


class Member(PublicIdModel, TenantModel):
    """A person in an organisation. `joined_at` is null until the person has set a password.

    `email` is the address on the roster, to which the invitation goes; it proves nothing and
    signs nobody in. `invited_at` is null where an invitation was withdrawn. From the day
    `left_on` on, the member may do nothing here; what they did stays. `language` is the one that
    the roster names, empty without one; what a person chooses is `Person.language`. Between
    `on_leave_since` and `on_leave_until` (included; null: open) nobody reminds them.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    employee_number = models.CharField(max_length=64, null=True)
    email = models.EmailField(max_length=254, null=True)
    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    left_on = models.DateField(null=True)
    position = models.CharField(max_length=100, blank=True, default="", db_default="")
    site = models.CharField(max_length=100, blank=True, default="", db_default="")
    employment = models.CharField(max_length=100, blank=True, default="", db_default="")
    language = models.CharField(max_length=2, blank=True, default="", db_default="")
    on_leave_since = models.DateField(null=True)
    on_leave_until = models.DateField(null=True)
    created_at = models.DateTimeField()

    objects = MemberQuerySet.as_manager()
    # The roles of today where they were read with the row (`keep_roles`).
    read_roles: frozenset[str] | None = None
    # Whether there are terms to accept anew, where that was read (`with_terms`).
    are_terms_published: bool | None = None

    class Meta:
        indexes = [
            # The order of every list of members.
            models.Index(
                fields=["organisation", "name_kana", "name", "id"], name="member_in_order"
            ),
            # Where a proven address is invited.
            models.Index(fields=["email"], name="member_by_email"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="member_once"),
            models.UniqueConstraint(
                fields=["organisation", "employee_number"], name="member_employee_number_once"
            ),
            models.CheckConstraint(
                condition=Q(employee_number=None) | ~Q(employee_number=""),
                name="member_employee_number_null_not_empty",
            ),
            models.UniqueConstraint(fields=["organisation", "email"], name="member_email_once"),
            models.CheckConstraint(
                condition=Q(email=None) | ~Q(email=""), name="member_email_null_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(on_leave_until=None)
                | Q(on_leave_since__isnull=False, on_leave_until__gte=F("on_leave_since")),
                name="member_leave_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> MemberState:
        """Where the member stands today."""
        if self.left_on is not None and self.left_on <= clock.today():
            return MemberState.LEFT
        return MemberState.JOINED if self.joined_at else MemberState.INVITED

    @property
    def is_on_leave(self) -> bool:
        """休職中 today."""
        return self.is_on_leave_on(clock.today())

    def is_on_leave_on(self, day: dt.date) -> bool:
        """休職中 on a day."""
        has_begun = self.on_leave_since is not None and self.on_leave_since <= day
        return has_begun and (self.on_leave_until is None or self.on_leave_until >= day)

    def keep_roles(self) -> Member:
        """This member, whose row was read `with_roles`: no query asks for them again."""
        self.read_roles = frozenset(role for role in Role.values if getattr(self, f"holds_{role}"))
        return self

    def has_role(self, *roles: Role) -> bool:
        """Holds one of these roles today; one query unless the row was read with its roles."""
        if self.read_roles is None:
            self.read_roles = frozenset(
                RoleGrant.objects.in_force().filter(member=self).values_list("role", flat=True)
            )
        return any(role in self.read_roles for role in roles)

    @property
    def is_owner(self) -> bool:
        """契約者."""
        return self.has_role(Role.OWNER)

    @property
    def is_officer(self) -> bool:
        """契約者 or 研修担当者: may open the pages under /manage/."""
        return self.has_role(Role.OWNER, Role.OFFICER)

    @property
    def reads_records(self) -> bool:
        """Officers, and 監査者 until their day: may read the records, whoever changes them."""
        return self.has_role(Role.OWNER, Role.OFFICER, Role.AUDITOR)

    @property
    def leads_unit(self) -> bool:
        """所属長 of one department or more."""
        return self.has_role(Role.SUPERVISOR)


class DepartmentMembership(TenantModel):
    """Where a member works, from a day until a day, both included (null: still)."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="departments", db_index=False
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [
            # Where each of 100,000 members works, now or on a day, without reading the rows.
            models.Index(
                fields=["member", "until_on", "department", "from_on"], name="department_of_member"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(until_on=None), name="member_one_department_now"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="department_membership_forward",
            ),
        ]


class ConcurrentPost(TenantModel):
    """兼務: a further department in which a member works, from a day until a day, both included.

    Reports count everybody once, where `DepartmentMembership` says; what is given to a department
    reaches those who work there beside another one, too.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="concurrent_posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "department"],
                condition=Q(until_on=None),
                name="concurrent_post_once_now",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="concurrent_post_forward",
            ),
        ]


EVERYWHERE: Final = "all"  # in the key of a grant that no department scopes


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants by time."""

    def in_force(self, on: dt.date | Given | None = None) -> RoleGrantQuerySet:
        """Grants that hold on a day (today when left out)."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on or clock.today()))


class RoleGrant(TenantModel):
    """A role of a member; `department` scopes a supervisor, `until_on` ends an auditor.

    `is_from_roster`: a supervisor whom a roster names, until it names somebody else.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=16, choices=Role.choices)
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT)
    until_on = models.DateField(null=True)
    is_from_roster = models.BooleanField(default=False, db_default=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role", "department"], name="role_grant_once"
            ),
            models.UniqueConstraint(
                fields=["member", "role"],
                condition=Q(department=None),
                name="role_grant_once_everywhere",
            ),
        ]

    @property
    def key(self) -> str:
        """What an address calls it by: member, role and department, of which there is one."""
        place = self.department.uuid if self.department else EVERYWHERE
        return f"{self.member.uuid}.{self.role}.{place}"


class InviteLink(PublicIdModel, TenantModel):
    """A link (also printed as a QR poster) by which people of the organisation join.

    With `open_join` somebody who is not on the roster may add themselves; with `needs_approval`
    they ask an officer.
    """

    token = models.CharField(max_length=64, unique=True)
    open_join = models.BooleanField(default=True)
    needs_approval = models.BooleanField(default=False, db_default=False)
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT)
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class JoiningCode(TenantModel):
    """参加コード: lets a member without e-mail set a password once.

    Only its keyed hash is kept. A new one replaces the one before.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="joining_code")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()


class CodeIssueQuerySet(models.QuerySet["CodeIssue"]):
    """Issued codes by whom they concern."""

    def about(self, person: Person) -> CodeIssueQuerySet:
        """Of the person's places, and of one that a code took from them."""
        return self.filter(Q(member__person=person) | Q(taken_from=person))


class CodeIssue(TenantModel):
    """A joining code issued for somebody who had joined already; that person reads of it.

    `taken_from`: whose place it was, where the code made a person of its own for it.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="code_issues")
    issued_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_by_name = models.CharField(max_length=200)
    taken_from = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = CodeIssueQuerySet.as_manager()
