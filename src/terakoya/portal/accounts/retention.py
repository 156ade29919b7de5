"""How long codes, links, and what leavers need for signing in stay."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db.models import Exists, F, OuterRef, Q

from ..common.retention import (
    ATTEMPT_DAYS,
    CODE_DAYS,
    LEAVER_YEARS,
    LINK_YEARS,
    NOBODY_DAYS,
    NOTICE_YEARS,
    REQUEST_YEARS,
    ROSTER_DAYS,
    Rows,
    Rule,
    last_day,
    moment_days_ago,
    moment_years_ago,
    unprotected,
)
from .models import (
    CodeIssue,
    CustomerNotice,
    DataRequest,
    Department,
    InviteLink,
    JoiningCode,
    JoinRequest,
    Member,
    NoticeReading,
    Organisation,
    Person,
    RoleGrant,
    RosterImport,
    RosterLine,
    RosterSource,
    TermsAcceptance,
)


def failed_sign_ins() -> Rows:
    """Names and addresses of failed sign-ins; locks last minutes."""
    rows: Rows = AccessAttempt.objects.all()
    return rows.filter(attempt_time__lt=moment_days_ago(ATTEMPT_DAYS))


def expired_codes() -> Rows:
    """Joining codes that nobody can use."""
    return JoiningCode.objects.filter(expires_at__lt=moment_days_ago(CODE_DAYS))


def old_join_requests() -> Rows:
    """Requests to join that were decided or ran out."""
    return JoinRequest.objects.filter(expires_at__lt=moment_days_ago(CODE_DAYS))


def ended_links() -> Rows:
    """Invite links that ended long ago."""
    before = moment_years_ago(LINK_YEARS)
    return InviteLink.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before))


def answered_requests() -> Rows:
    """What members asked about their data, and how they were answered."""
    return DataRequest.objects.filter(answered_at__lt=moment_years_ago(REQUEST_YEARS))


def old_roster_lines() -> Rows:
    """What imports changed, of which nothing is undone any more."""
    return RosterLine.objects.filter(roster_import__created_at__lt=moment_days_ago(ROSTER_DAYS))


def forgotten_rosters() -> Rows:
    """Lists that nobody decided about."""
    return RosterImport.objects.filter(created_at__lt=moment_days_ago(ROSTER_DAYS), applied_at=None)


def ended_roster_sources() -> Rows:
    """Tokens and folders that were stopped long ago."""
    return RosterSource.objects.filter(revoked_at__lt=moment_years_ago(LINK_YEARS))


def old_notices() -> Rows:
    """What the operator told, with who has read it."""
    return CustomerNotice.objects.filter(until_on__lte=last_day(NOTICE_YEARS))


def gone() -> Q:
    """Members who left so long ago that only their records are still needed."""
    return Q(left_on__isnull=False, left_on__lte=last_day(LEAVER_YEARS))


def leavers_addresses() -> Rows:
    """Leavers whose roster address is still here."""
    return Member.objects.filter(gone(), email__isnull=False)


def leavers_roles() -> Rows:
    """What leavers were allowed."""
    return RoleGrant.objects.filter(member__in=Member.objects.filter(gone()))


def leavers_code_news() -> Rows:
    """What leavers were told of codes."""
    return CodeIssue.objects.filter(member__in=Member.objects.filter(gone()))


def leavers_sign_ins() -> Rows:
    """Persons who can still sign in, though every place they had was left long ago."""
    leavers = Member.objects.filter(gone()).values("person_id")
    others = Member.objects.filter(person=OuterRef("pk")).exclude(gone())
    return (
        Person.objects.filter(pk__in=leavers, is_operator=False)
        .exclude(Exists(others))
        .filter(Q(email__isnull=False) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))
    )


def persons_without_places() -> Rows:
    """Persons who are nowhere a member, and whom no order holds."""
    nobody = Person.objects.filter(is_operator=False, created_at__lt=moment_days_ago(NOBODY_DAYS))
    return unprotected(nobody, but=(TermsAcceptance,))


def leavers_without_records() -> Rows:
    """Leavers of whom nothing is recorded that is still to be kept."""
    return unprotected(Member.objects.filter(gone()))


def organisations_without_anything() -> Rows:
    """Organisations whose orders have gone too."""
    before = moment_days_ago(NOBODY_DAYS)
    return unprotected(Organisation.objects.filter(created_at__lt=before, is_house=False))


def forget_addresses(members: Sequence[int]) -> None:
    """Take the address from the roster."""
    Member.objects.filter(pk__in=members).update(email=None)


def close_persons(persons: Sequence[int]) -> None:
    """Let persons sign in no more, and forget their addresses.

    Whoever returns is invited anew: `joined_at` means that a password was set.
    """
    Member.objects.filter(person__in=persons).update(joined_at=None)
    Authenticator.objects.filter(user__in=persons).delete()
    Person.objects.filter(pk__in=persons).update(
        email=None,
        email_confirmed_at=None,
        password=make_password(None),
        has_second_factor=False,
        ended_sessions="",
        session_version=F("session_version") + 1,
    )


def delete_persons(persons: Sequence[int]) -> None:
    """Delete persons with what they accepted."""
    TermsAcceptance.objects.filter(person__in=persons).delete()
    Person.objects.filter(pk__in=persons).delete()


RULES = (
    Rule("failed-sign-ins", failed_sign_ins),
    Rule("expired-codes", expired_codes),
    Rule("join-requests", old_join_requests),
    Rule("ended-links", ended_links),
    Rule("answered-requests", answered_requests),
    Rule("roster-lines", old_roster_lines),
    Rule("forgotten-rosters", forgotten_rosters),
    Rule("ended-roster-sources", ended_roster_sources),
    Rule("old-notices", old_notices),
    Rule("leavers-addresses", leavers_addresses, forget_addresses),
    Rule("leavers-roles", leavers_roles),
    Rule("leavers-code-news", leavers_code_news),
    Rule("leavers-sign-ins", leavers_sign_ins, close_persons),
)
# After everything else, since what goes before may have held them.
LAST_RULES = (
    Rule("leavers-without-records", leavers_without_records),
    Rule("persons-without-places", persons_without_places, delete_persons),
    Rule("organisations-without-anything", organisations_without_anything),
)


def places_of(organisation: Organisation) -> tuple[Rule, ...]:
    """Everything of one organisation that is here, but for itself; its members come last."""
    own = {"organisation": organisation}
    return (
        Rule("ended-links", lambda: InviteLink.objects.filter(**own)),
        Rule("notice-readings", lambda: NoticeReading.objects.filter(**own)),
        Rule("notices", lambda: CustomerNotice.objects.filter(**own)),
        Rule("rosters", lambda: RosterImport.objects.filter(**own)),
        Rule("roster-sources", lambda: RosterSource.objects.filter(**own)),
        Rule("members", lambda: Member.objects.filter(**own), delete_members, batch=200),
        # Leaves of the tree first.
        Rule("departments", lambda: unprotected(Department.objects.filter(**own))),
    )


def delete_members(members: Sequence[int]) -> None:
    """Delete members, and the persons who are nowhere else; those of an order sign in no more."""
    persons = list(Member.objects.filter(pk__in=members).values_list("person_id", flat=True))
    Member.objects.filter(pk__in=members).delete()
    places = Member.objects.filter(person=OuterRef("pk"))
    alone = Person.objects.filter(pk__in=persons, is_operator=False).exclude(Exists(places))
    close_persons(list(alone.values_list("pk", flat=True)))
    free = unprotected(alone, but=(TermsAcceptance,))
    delete_persons(list(free.values_list("pk", flat=True)))
