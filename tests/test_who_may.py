"""Who may open and send what: every address, by every role, with the ids of one organisation.

An address without an entry in MAY fails. Whoever may not changes no row of any table. Forms are
sent empty: where an empty one is a 404 to officers as well (`…-act`), what is proven is that nobody
else gets further. Pages are not drawn nor files built (test_bad_input.py and
tests/journeys/test_every_page.py draw them), and what is no method of an address to somebody is not
asked by those who follow; in the deep run everybody asks and gets everything. Whatever somebody
with a session is told, nothing stores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.db import connection, transaction
from django.test import Client

from terakoya.portal.common import clock

from .addresses import EVERYBODYS, Pattern, patterns
from .drawing import no_file_built, not_drawn, resolved_once
from .made_once import made_once
from .selection import IS_DEEP
from .test_bad_input import SPOILT_NUMBERS, ask_for_places
from .test_bad_input import Asking as Spoiling
from .world import NOW, World, make_world

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

STRANGERS: Final = ("stranger", "stranger-owner")
MEMBERS: Final = ("learner", "colleague", "supervisor", "auditor", "officer", "owner")
# Those who get furthest come first.
ROLES: Final = ("officer", "operator", *MEMBERS[:4], "owner", "visitor", "leaver", *STRANGERS)
# Who may, by a letter.
AUDIENCES: Final[dict[str, frozenset[str]]] = {
    "-": frozenset(),  # nobody: there is no such page, or nothing to send
    "A": frozenset(ROLES),  # anybody
    "P": frozenset(ROLES) - {"visitor", "leaver"},  # whoever is signed in
    "M": frozenset({*MEMBERS, *STRANGERS}),  # members, each on their own rows
    "O": frozenset({"officer", "owner", "stranger-owner"}),  # officers, each of their own
    "T": frozenset(MEMBERS),  # members of this organisation
    "D": frozenset({"officer", "owner"}),  # officers of this organisation
    "N": frozenset({"owner", "stranger-owner"}),  # owners, each for their own
    "W": frozenset({"owner"}),  # who holds the contract
    "R": frozenset({"auditor", "officer", "owner", "stranger-owner"}),  # who reads records
    "E": frozenset({"auditor", "officer", "owner"}),  # the same, of this organisation
    "L": frozenset({"learner"}),  # the one whose row it is
    "C": frozenset({"learner", "officer", "owner"}),  # of a certificate
    "V": frozenset({"supervisor", "auditor", "officer", "owner"}),  # who reads of a person
    "U": frozenset({"supervisor"}),  # who leads a unit
    "G": frozenset({"supervisor", "officer", "owner", "stranger-owner"}),  # who may lead a group
    "S": frozenset({"operator"}),  # the seller
    "F": frozenset({"operator", "officer", "owner", "stranger-owner"}),  # with a second factor
    # who has more to do than to learn, each led to the first page of their own
    "H": frozenset({"supervisor", "auditor", "officer", "owner", "stranger-owner"}),
}
WRITTEN: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# What is written about asking itself: limits, and the log of sign-ins.
ABOUT_ASKING: Final = {"limits_usage", "audit_waitingentry"}
# Signing out is anybody's, and leads where those are sent who may not; without a worker the
# portal's health is 503 for everybody.
LEFT_OUT: Final = {"accounts:sign-out", "web:health", "web:health-web"}
NO_METHOD: Final = 405
PRIVATE: Final = "private, no-store"
# Each line: who may GET, who may POST, and the addresses.
MAY: Final[dict[str, str]] = {
    name: may
    for may, names in {
        "- -": """
            accounts:data-request catalogue:audio editions:published-act editions:question-act
            editions:slide-act editions:update-act editions:update-choose editions:upload-act
            accounts:roster-act accounts:sign-in-step
            surveys:company-result proposals:brief proposals:proposal-decide
            accounts:join-request-act learning:group-session-person orders:export-download
            web:components web:language authoring:page-act
            authoring:sample-progress authoring:sample-sound
            authoring:catalogue-act authoring:catalogue-publish
            billing:order-terms-act
            authoring:catalogue-act authoring:catalogue-publish orders:quote-act
        """,
        "- W": """
            billing:contract-renewal
        """,
        "- D": """
            web:notice-read
            learning:policy-detach accounts:roster-source-revoke
            accounts:invite-link-revoke accounts:member-code
            accounts:member-invite accounts:member-leave accounts:member-return
            accounts:member-uninvite accounts:role-grant accounts:role-revoke
            learning:group-session-end learning:group-session-tick
            editions:edition-follow editions:edition-open editions:edition-stop
            editions:slide-preview evidence:measure-withdraw surveys:wave-close
            editions:own-deck-act orders:export-job-drop
            surveys:own-item-remove surveys:wave-extend surveys:wave-to-paper
            authoring:own-course-drop authoring:own-course-voice
            authoring:survey-item-drop
        """,
        "- A": """
            accounts:roster-upload
        """,
        "- L": """
            accounts:organisation-choose learning:attempt-answer learning:attempt-submit
            learning:bookmark-remove learning:note-add learning:note-delete learning:note-edit
            learning:slide-read
        """,
        "- M": """
            learning:events learning:notes-sync
        """,
        "- O": """
            accounts:department-add accounts:invite-link-create learning:group-count
        """,
        "- P": """
            accounts:code-news-delete accounts:code-news-read accounts:data-request-add
            accounts:email-resend accounts:sessions-end
        """,
        "- T": """
            learning:assignment-begin
        """,
        "A -": """
            inquiries:contact-thanks inquiries:consulting
            catalogue:media learning:verify learning:verify-form orders:apply-price orders:course
            orders:quote orders:quote-pdf orders:quote-request orders:sample orders:sample-slide
            orders:sample-archive
            orders:storefront operator:deletion-certificate
            web:accessibility web:commerce web:document-version web:help
            web:help-center web:privacy web:terms
        """,
        "A A": """
            accounts:code-join accounts:email-confirm accounts:invitation accounts:join
            accounts:join-wait
            accounts:password-forgotten accounts:password-set accounts:sign-in
            orders:apply-check
            orders:apply-customer orders:apply-items inquiries:contact
            orders:apply-customer orders:apply-items orders:quote-new inquiries:contact
        """,
        "F -": """
            accounts:second-factor accounts:recovery-codes-file
        """,
        "F F": """
            accounts:factor-app accounts:passkey-add accounts:recovery-codes
        """,
        "- F": """
            accounts:factor-app-remove accounts:passkey-act
        """,
        "C -": """
            learning:certificate learning:certificate-pdf
        """,
        "D -": """
            learning:group-session accounts:poster-pdf
            accounts:poster accounts:roster-import
            documents:document-pdf billing:seat-list inquiries:own-inquiry-file
            editions:edition editions:edition-history editions:edition-preview
            editions:own-deck editions:own-deck-file editions:own-deck-progress
            orders:export-job orders:export-job-file orders:export-job-progress
            editions:question-list editions:release editions:release-preview editions:update
            editions:upload-picture editions:upload-progress learning:assignment
            authoring:own-course-progress authoring:page-picture
            orders:manuscript-download orders:manuscript-past orders:kit-download
            reminders:late-list reminders:run reports:law-watch-part surveys:wave-result
            reports:certificates surveys:explanation surveys:paper-workbook surveys:result-pdf
            surveys:result-pptx surveys:result-xlsx
            proposals:proposal-list
        """,
        "G G": """
            learning:group-session-list
        """,
        "M M": """
            learning:check-in
        """,
        "W W": """
            billing:seats-add billing:contract-renew billing:contract-cancel
            billing:purchase-order billing:annex
        """,
        "N N": """
            billing:cost-split
            web:terms-accept operator:own-deletion billing:billing-address
            operator:own-data-export
        """,
        "N -": """
            operator:own-data-export-file
        """,
        "W -": """
            operator:own-data-export-progress
        """,
        "D D": """
            inquiries:own-inquiry billing:contract-quote billing:seat-give-on
            authoring:own-course-exports
            accounts:department-edit
            learning:group-screen learning:group-slide authoring:own-course
            authoring:own-course-survey
            accounts:member-edit editions:edition-publish editions:edition-variables
            editions:question-add editions:question-edit editions:slide-add editions:slide-edit
            editions:edition-new editions:edition-rename
            editions:own-deck-ask
            editions:upload editions:upload-list learning:assignment-changes
            learning:assignment-due learning:assignment-end learning:assignment-people
            learning:assignment-policy learning:policy-revise
            learning:assignment-repeat learning:assignment-rules learning:assignment-stop
            learning:assignment-paper learning:group-delete learning:group-edit
            reminders:plan reminders:remind
            surveys:own-items surveys:wave-open surveys:wave-paper
        """,
        "E -": """
            evidence:pack-download
        """,
        "L -": """
            learning:attempt-result learning:enrolment learning:notes learning:notes-export
            learning:slide learning:slide-data reminders:notice surveys:self-check
        """,
        "L L": """
            learning:attempt learning:enrolment-continue
        """,
        "M -": """
            learning:my reminders:notice-list
        """,
        "O -": """
            inquiries:own-inquiry-list
            accounts:data-request-list accounts:department-list accounts:invite
            accounts:member-export accounts:member-list accounts:unreachable-list
            accounts:join-request-list
            editions:own-deck-list
            editions:edition-list learning:assignment-list learning:group-list
            orders:apply-start orders:exports orders:manuscripts
            accounts:roster-template
            billing:contract-export billing:contract-workbook billing:contract-list
            orders:order-list
            reports:analysis reports:law-watch
            surveys:wave-list
            web:manage-help web:notice-list
        """,
        "H -": """
            reports:home
        """,
        "O O": """
            accounts:member-add accounts:organisation-settings accounts:roster accounts:slips
            learning:assignment-new learning:group-new reminders:reminder-settings
            accounts:roster-sources authoring:own-course-list
        """,
        "P -": """
            accounts:account accounts:my-data accounts:my-data-html accounts:my-data-json
            accounts:organisations
        """,
        "P P": """
            accounts:code-news accounts:confirm accounts:email-change accounts:password-change
        """,
        "R -": """
            reports:audit-log reports:audit-log-export reports:export-file reports:exports
            reports:search reports:status
        """,
        "R O": """
            evidence:measure-list
        """,
        "R R": """
            evidence:pack-list
        """,
        "S S": """
            inquiries:inquiry-settings inquiries:template-new inquiries:template-edit
            inquiries:inquiry-quote
            authoring:own-course-terms documents:received-add documents:seller
            authoring:catalogue-shop
            web:notice-desk
            operator:people operator:person-rights operator:customer operator:suspension
            operator:deletion
            web:legal-new billing:month-close billing:invoice
            billing:bank billing:column-set billing:invoice-change
            billing:order-terms billing:rules billing:refund billing:operator-annex
            web:legal-new
            operator:people operator:person-rights
            web:legal-new orders:prices orders:operator-quote-new operator:order
            orders:approval-rules
        """,
        "S -": """
            web:legal-list
            reports:law-watch-operator authoring:catalogue documents:operator-document-list
            documents:operator-document-pdf documents:received-file
            operator:home operator:log operator:orders operator:customers operator:mails
            inquiries:inquiry-list inquiries:inquiry inquiries:inquiry-file
            billing:invoice-list billing:books billing:journal-file
        """,
        "- S": """
            operator:mail-again
            billing:invoice-act billing:bank-line-act
            authoring:catalogue-make operator:suspension-act web:legal-withdraw web:notice-end
            inquiries:answer-draft
        """,
        "V -": """
            reports:person
        """,
        "U -": """
            reports:unit
        """,
        "- U": """
            reports:unit-remind
        """,
        "T -": """
            learning:policy-file
            learning:assignment-start surveys:wave-thanks
        """,
        "T T": """
            learning:policy-read
            learning:check-in-link
            surveys:wave-answer
        """,
    }.items()
    for name in names.split()
}


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """Every table that a statement of the block writes to."""
    tables: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := WRITTEN.match(sql)) is not None:
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


@dataclass(frozen=True)
class Answer:
    """What somebody got, and which tables were written for it."""

    status: int
    goes_to: str
    kept: str
    tables: set[str]

    @property
    def is_allowed(self) -> bool:
        """Neither refused nor sent away to sign in."""
        is_sent_away = self.goes_to.startswith(("/sign-in/", "/my/organisations/"))
        return not (is_sent_away or self.status in {403, 404, NO_METHOD})


def answer(browser: Client, method: str, address: str) -> Answer:
    """Ask; afterwards all is as before."""
    with written_tables() as tables, transaction.atomic():
        response = browser.generic(method, address)
        transaction.set_rollback(True)
    assert response.status_code < 500, f"{method} {address}: {response.status_code}"
    told = response.headers
    return Answer(
        response.status_code, told.get("Location", ""), told.get("Cache-Control", ""), tables
    )


class Asking:
    """Asks every address, and notes what is wrong beside who may."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.foreign: list[str] = []  # where somebody who may not changed rows
        self.stored: list[str] = []  # where something of a session may be stored
        self._browsers = {role: world.browser(role) for role in ROLES}

    def letters(self, pattern: Pattern) -> str:
        """For GET and POST the letter of who may."""
        return " ".join(self._letter(pattern, method) for method in ("GET", "POST"))

    def _letter(self, pattern: Pattern, method: str) -> str:
        address, may = pattern.filled(self.world.values_for(pattern.name)), set()
        for role in ROLES:
            got = self._answer(role, method, address)
            name = f"{role} {method} {pattern.name}"
            if got.is_allowed:
                may.add(role)
            elif got.tables - ABOUT_ASKING:
                self.foreign.append(f"{name}: {sorted(got.tables)}")
            if role != "visitor" and pattern.name not in EVERYBODYS and got.kept != PRIVATE:
                self.stored.append(f"{name}: {got.kept}")
            if got.status == NO_METHOD and not IS_DEEP:
                break
        known = (letter for letter, roles in AUDIENCES.items() if roles == may)
        return next(known, "+".join(sorted(may)))

    def _answer(self, role: str, method: str, address: str) -> Answer:
        browser = self._browsers[role]
        cookies = copy(browser.cookies)
        got = answer(browser, method, address)
        browser.cookies = cookies
        return got


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for all tests of this file."""
    with made_once(django_db_blocker, make_world) as made:
        yield made


@pytest.fixture
def world(made_world: World, db: None) -> World:
    return made_world


@pytest.mark.once
def test_numbers_that_are_too_large_for_sqlite_are_answered(world: World) -> None:
    with clock.fixed_at(NOW), resolved_once():
        ask_for_places(world, Spoiling(world), SPOILT_NUMBERS)


@pytest.mark.once
def test_who_may_open_and_send_what(world: World) -> None:
    with clock.fixed_at(NOW), not_drawn(), resolved_once(), no_file_built():
        asking = Asking(world)
        found = {
            pattern.name: asking.letters(pattern)
            for pattern in patterns()
            if pattern.name not in LEFT_OUT
        }
    assert asking.foreign == []
    assert asking.stored == []
    assert found == MAY
