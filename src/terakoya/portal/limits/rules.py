"""Every limit, in one place: what is counted, how many at once, and how fast it grows back.

A limit by address is sized for an office behind one address, where 500 people come to work at
nine o'clock: failures count there, and each success gives some back; mails go one a minute after
the first ten.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.crypto import salted_hmac

MINUTE: Final = dt.timedelta(minutes=1)
HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` at once; one more for every `per / most` that passes."""

    name: str
    most: int
    per: dt.timedelta

    def by(self, *who: object) -> Use:
        """The limit of one address, person, organisation …"""
        return Use(self, "/".join(str(part) for part in who))

    @property
    def step(self) -> int:
        """Milliseconds until one of them has grown back."""
        return max(1, int(self.per / dt.timedelta(milliseconds=1)) // self.most)


@dataclass(frozen=True, slots=True)
class Use:
    """A limit and whom it counts."""

    limit: Limit
    who: str

    @property
    def key(self) -> str:
        """What the row is found by; says nothing of whom."""
        digest = salted_hmac("terakoya.portal.limits", self.who, algorithm="sha256").hexdigest()
        return f"{self.limit.name}:{digest[:40]}"


# Signing in; django-axes locks one name from one address besides (accounts/lockout.py).
SIGN_IN_FAILURES: Final = Limit("sign-in-address", 1_000, HOUR)  # by network
SIGN_IN_SPRAY: Final = Limit("sign-in-company", 30, 6 * HOUR)  # by company and network
SIGN_IN_RETURN: Final = Limit("sign-in-return", 1, DAY)  # by name and network: a success
SIGN_IN_SHARE: Final = Limit("sign-in-share", 8, DAY)  # by name and network
SIGN_IN_GUESSES: Final = Limit("sign-in-name", 20, 4 * HOUR)  # by name, of all networks' shares
PASSWORD_FAILURES: Final = Limit("password", 10, HOUR)  # by person: the present password
SECOND_FACTOR_FAILURES: Final = Limit("second-factor", 8, HOUR)  # by person and network
SECOND_FACTOR_GUESSES: Final = Limit("second-factor-all", 30, 6 * HOUR)  # by person
PASSKEY_ANSWERS: Final = Limit("passkey", 1, HOUR)  # by challenge: each is answered once

# Mail that somebody asks for.
RESET_REQUESTS: Final = Limit("reset", 10, 10 * MINUTE)  # by network
EMAIL_CHANGES: Final = Limit("email-change", 5, HOUR)  # by person
CONFIRMATIONS: Final = Limit("confirm", 3, HOUR)  # by person
MAILS_TO_ADDRESS: Final = Limit("mail-to", 3, HOUR)  # by kind and e-mail address, whoever asks
INQUIRY_MAILS: Final = Limit("inquiry-mail", 100, DAY)  # by thread: mails that come in
INQUIRIES: Final = Limit("inquiry", 5, HOUR)  # by network

# Mail that an officer sends.
INVITATIONS_TO: Final = Limit("invite-to", 3, DAY)  # by organisation and e-mail address
INVITATIONS_TO_ADDRESS: Final = Limit("invited", 10, DAY)  # by e-mail address

# Rosters that come in by themselves.
ROSTER_UPLOADS: Final = Limit("roster-upload", 12, HOUR)  # by source
ROSTER_TOKENS: Final = Limit("roster-token", 30, HOUR)  # by network: tokens that are none

# Codes and links.
JOIN_FAILURES: Final = Limit("join", 300, HOUR)  # by network
CODE_FAILURES: Final = Limit("code", 100, HOUR)  # by network
VERIFY_FAILURES: Final = Limit("verify", 60, 10 * MINUTE)  # by network
JOIN_MAILS: Final = Limit("join-mail", 300, HOUR)  # by network
CLAIMS: Final = Limit("claim", 30, 6 * HOUR)  # by link and network
CLAIMS_OF_NUMBER_HERE: Final = Limit("claim-share", 8, 2 * HOUR)  # by number and network
CLAIMS_OF_NUMBER: Final = Limit("claim-number", 20, 4 * HOUR)  # by number
FAILURES_RETURNED: Final = 4  # to a network, by a success: of signing in, or of a claim

# Group sessions: digits that somebody tries.
CHECK_IN_FAILURES: Final = Limit("check-in", 10, HOUR)  # by member
CHECK_IN_FAILURES_HERE: Final = Limit("check-in-network", 200, HOUR)  # by network

# Posters with approval.
JOIN_REQUESTS: Final = Limit("join-request", 120, HOUR)  # by network

# Applying.
APPLICATIONS: Final = Limit("apply", 10, HOUR)  # by network
APPLY_ADDRESSES: Final = Limit("apply-address", 30, HOUR)  # by network: known or not
DRAFTS: Final = Limit("draft", 60, HOUR)  # by network
QUOTES_MADE: Final = Limit("quote-made", 30, HOUR)  # by network
QUOTE_GUESSES: Final = Limit("quote-code", 30, 10 * MINUTE)  # by network: codes that are none


def join_requests_a_day(seats: int) -> Limit:
    """By poster: three times the seats of its organisation, and never fewer than 100."""
    return Limit("join-requests", max(100, 3 * seats), DAY)


def join_requests_from_one(seats: int) -> Limit:
    """By poster and network: half of them, so that no network alone uses up a poster."""
    return Limit("join-requests-from", join_requests_a_day(seats).most // 2, DAY)


def invitations_a_day(seats: int) -> Limit:
    """By organisation: three times its seats, and never fewer than 300."""
    return Limit("invitations", max(300, 3 * seats), DAY)


def join_mails_a_day(seats: int) -> Limit:
    """By link: three times the seats of its organisation, and never fewer than 50."""
    return Limit("join-mails", max(50, 3 * seats), DAY)


def join_mails_from_one(seats: int) -> Limit:
    """By link and network: half of them, so that no network alone uses up a link."""
    return Limit("join-mails-from", join_mails_a_day(seats).most // 2, DAY)
