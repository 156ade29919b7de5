"""Guessing is stopped however it is spread, and nobody is locked out by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory

from terakoya.portal.accounts.errors import FailuresHere, SignInRefused
from terakoya.portal.accounts.lockout import authenticate_by_number
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError
from terakoya.portal.limits.rules import SIGN_IN_FAILURES, SIGN_IN_GUESSES, SIGN_IN_SPRAY
from terakoya.portal.limits.services import count, reserve
from tests.drawing import drawn_once
from tests.selection import IS_DEEP

from .people import PASSWORD, counted_statements, make_member, make_owner

OFFICE, ELSEWHERE = "203.0.113.9", "198.51.100.66"
NINE = dt.datetime(2026, 11, 30, 0, 0, tzinfo=dt.UTC)
# Of many addresses that guess, the third gets no further than half: more of them are refused alike.
ADDRESSES = 13 if IS_DEEP else 5


@pytest.fixture(autouse=True)
def at_nine() -> Iterator[None]:
    with clock.fixed_at(NINE):
        yield


@pytest.fixture
def worker(db: None) -> Member:
    """Somebody who signs in by number."""
    return make_member(make_owner(), employee_number="7")


def attempt(
    member: Member, password: str = PASSWORD, *, client: Client | None = None, at: str = OFFICE
) -> int:
    """The status of signing in by number."""
    form = {
        "by": "number",
        "company_code": member.organisation.code,
        "employee_number": member.employee_number or "",
        "password": password,
    }
    return (client or Client()).post("/sign-in/", form, REMOTE_ADDR=at).status_code


def device_of(member: Member) -> Client:
    """A browser on which the member has signed in and out again."""
    client = Client()
    assert attempt(member, client=client) == 302
    client.post("/sign-out/")
    return client


def close_to_strangers(member: Member) -> None:
    """As after twenty guesses from everywhere."""
    name = f"{member.organisation.code}/{member.employee_number}"
    with transaction.atomic():
        for _ in range(20):
            count(SIGN_IN_GUESSES.by(name))


def guess_everywhere(member: Member) -> list[int]:
    """Statuses of what many addresses together try, each as often as its lock lets it."""
    with drawn_once():
        return [
            attempt(member, "wrong", at=f"192.0.2.{number}")
            for number in range(ADDRESSES)
            for _ in range(8)
        ]


def test_colleague_at_the_same_address_locks_nobody_out_of_their_own_device(
    worker: Member,
) -> None:
    own = device_of(worker)
    assert [attempt(worker, "wrong") for _ in range(9)] == [422] * 7 + [429] * 2
    assert attempt(worker) == 429
    assert attempt(worker, client=own) == 302


def test_own_device_is_locked_by_its_own_failures(worker: Member) -> None:
    own = device_of(worker)
    assert [attempt(worker, "wrong", client=own) for _ in range(9)] == [422] * 7 + [429] * 2
    assert attempt(worker, client=own) == 429
    assert attempt(worker) == 302


@pytest.mark.once  # dear: many requests; the counting itself is tried on both
def test_guesses_from_many_addresses_end_where_nobody_has_signed_in(worker: Member) -> None:
    own = device_of(worker)
    statuses = guess_everywhere(worker)
    assert statuses.count(422) == 7 + 7 + 4  # of the third address only the first four
    stranger = Client().post(
        "/sign-in/",
        {
            "by": "number",
            "company_code": worker.organisation.code,
            "employee_number": "7",
            "password": PASSWORD,
        },
        REMOTE_ADDR=ELSEWHERE,
    )
    assert (stranger.status_code, stranger["Retry-After"]) == (429, "720")
    assert "あと12分たつと、もう一度試せます。" in stranger.content.decode()
    assert "前にログインした端末からは、いつもどおりログインできます。" in stranger.content.decode()
    assert attempt(worker, client=own, at=ELSEWHERE) == 302


def test_guesses_from_many_addresses_leave_other_names_alone_and_end_with_time(
    worker: Member,
) -> None:
    colleague = make_member(make_owner(email="other@mihon.example"), employee_number="7")
    close_to_strangers(worker)
    assert attempt(colleague) == 302
    assert attempt(worker, at=ELSEWHERE) == 429
    with clock.fixed_at(NINE + dt.timedelta(minutes=15)):
        assert attempt(worker, at=ELSEWHERE) == 302


def test_one_address_alone_closes_no_name_to_others(worker: Member) -> None:
    with drawn_once():
        for _ in range(3):
            assert [attempt(worker, "wrong") for _ in range(8)] == [422] * 7 + [429]
            AccessAttempt.objects.all().delete()  # as if the lock of fifteen minutes had passed
    assert attempt(worker, at=ELSEWHERE) == 302


@pytest.mark.once  # dear: many requests; the counting itself is tried on both
def test_names_that_nobody_has_are_closed_like_others(db: None) -> None:
    with drawn_once():
        statuses = [
            Client()
            .post(
                "/sign-in/",
                {"by": "email", "email": "nobody@mihon.example", "password": "wrong"},
                REMOTE_ADDR=f"192.0.2.{number}",
            )
            .status_code
            for number in range(ADDRESSES)
            for _ in range(8)
        ]
    assert statuses.count(422) == 7 + 7 + 4


@pytest.mark.once  # dear: many requests; the counting itself is tried on both
def test_five_guesses_from_each_of_many_addresses_are_twenty_in_all(worker: Member) -> None:
    addresses = 16 if IS_DEEP else 6
    with drawn_once():
        statuses = [
            attempt(worker, "wrong", at=f"192.0.2.{number}")
            for number in range(addresses)
            for _ in range(5)
        ]
    assert statuses == [422] * 20 + [429] * (5 * addresses - 20)


def test_known_device_costs_no_statement_more(worker: Member) -> None:
    known = device_of(worker)
    costs = []
    for client in (Client(), known):
        with counted_statements() as statements:
            assert attempt(worker, client=client) == 302
        costs.append(len(statements()))
    assert costs == [6, 5]


def test_failure_costs_few_statements_and_a_pause_one(worker: Member) -> None:
    attempt(worker, "wrong")
    costs = []
    for pause in (0, 30):
        with transaction.atomic():
            for _ in range(pause):
                count(SIGN_IN_SPRAY.by(worker.organisation.code, OFFICE))
        with counted_statements() as statements:
            attempt(worker, "wrong")
        costs.append(len(statements()))
    assert costs == [12, 1]


@pytest.mark.parametrize("cookie", ["", "nonsense", "WyJhIixbImIiXV0:1abc:xyz"])
def test_cookie_that_is_not_ours_makes_a_stranger(worker: Member, cookie: str) -> None:
    close_to_strangers(worker)
    forged = Client()
    forged.cookies["device"] = cookie
    assert attempt(worker, client=forged, at=ELSEWHERE) == 429


def test_cookie_of_one_name_knows_no_other(worker: Member) -> None:
    other = make_member(make_owner(email="other@mihon.example"), employee_number="8")
    own_of_other = device_of(other)
    close_to_strangers(worker)
    assert attempt(worker, client=own_of_other, at=ELSEWHERE) == 429


def test_terminal_of_many_knows_the_last_thirty(db: None) -> None:
    owner = make_owner()
    members = [make_member(owner, employee_number=str(number)) for number in range(31)]
    terminal = Client()
    for member in members:
        assert attempt(member, client=terminal) == 302
        terminal.post("/sign-out/")
    cookie = terminal.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/sign-in/", True, "Lax")
    assert len(cookie.value) < 900
    for member in (members[0], members[1]):
        close_to_strangers(member)
    assert attempt(members[0], client=terminal, at=ELSEWHERE) == 429
    assert attempt(members[1], client=terminal, at=ELSEWHERE) == 302


def request_from(address: str) -> HttpRequest:
    """A sign-in as the view hands it on."""
    request = RequestFactory().post("/sign-in/", REMOTE_ADDR=address)
    request.session = SessionStore()
    for name, value in {
        "ip_address": address,
        "user_agent": "",
        "path_info": "/sign-in/",
        "attempt_time": None,
        "http_accept": "",
        "locked_out": None,
        "credentials": None,
        "failures_since_start": None,
    }.items():
        setattr(request, f"axes_{name}", value)
    return request


def outcome(member: Member, password: str, address: str) -> str:
    try:
        authenticate_by_number(
            request_from(address),
            member.organisation.code,
            member.employee_number or "",
            password,
        )
    except PortalError as error:
        return error.code
    return "in"


@pytest.fixture
def company(db: None) -> list[Member]:
    """The people of one company; in the deep run 500."""
    owner = make_owner()
    person = make_member(owner, employee_number="first").person
    people = [
        Person(name=f"人 {number}", password=person.password, created_at=clock.now())
        for number in range(500 if IS_DEEP else 160)
    ]
    Person.objects.bulk_create(people)
    return Member.objects.bulk_create(
        Member(
            organisation=owner.organisation,
            person=one,
            employee_number=f"{number:06d}",
            name=one.name,
            joined_at=clock.now(),
            created_at=clock.now(),
        )
        for number, one in enumerate(people)
    )


One = tuple[Member, str]


def one_by_one(company: list[Member]) -> list[One]:
    """Every third at once, the others after one or two failures."""
    tries = [(one, ["wrong"] * (at % 3) + [PASSWORD]) for at, one in enumerate(company)]
    return [(one, password) for one, passwords in tries for password in passwords]


def failures_first(company: list[Member]) -> list[One]:
    """Twenty-five at a time, of whom all that mistype do so before anybody is in."""
    rows = [one_by_one(company[at : at + 25]) for at in range(0, len(company), 25)]
    return [one for row in rows for one in sorted(row, key=lambda each: each[1] == PASSWORD)]


def all_at_once(company: list[Member]) -> list[One]:
    """Everybody's first attempt, then the second ones, then the third ones."""
    waves = [
        [(one, PASSWORD if wave == at % 3 else "wrong") for at, one in enumerate(company)]
        for wave in range(3)
    ]
    return [one for wave, row in enumerate(waves) for at, one in enumerate(row) if wave <= at % 3]


ORDERS = (one_by_one, failures_first, all_at_once)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("order", "people"),
    [
        (failures_first, 100),  # as near as it gets to what stops an address
        *(pytest.param(order, 500, marks=pytest.mark.deep) for order in ORDERS),
    ],
)
def test_office_behind_one_address_signs_in_at_nine(
    company: list[Member], order: Callable[[list[Member]], list[One]], people: int
) -> None:
    tries = order(company[:people])
    outcomes = [outcome(member, password, OFFICE) for member, password in tries]
    assert outcomes.count("in") == people
    assert outcomes.count(SignInRefused.code) == len(outcomes) - people >= 0.96 * people


@pytest.mark.slow
def test_address_that_tries_one_password_on_everybody_is_stopped(company: list[Member]) -> None:
    own = device_of(company[-1])
    outcomes = [outcome(member, "guess 1", ELSEWHERE) for member in company[:150]]
    assert outcomes == [SignInRefused.code] * 30 + [FailuresHere.code] * 120
    assert outcome(company[0], PASSWORD, ELSEWHERE) == FailuresHere.code
    assert outcome(company[0], PASSWORD, OFFICE) == "in"
    assert attempt(company[-1], client=own, at=ELSEWHERE) == 302
    with clock.fixed_at(NINE + dt.timedelta(minutes=12)):
        later = [outcome(member, "guess 1", ELSEWHERE) for member in company[150:152]]
    assert later == [SignInRefused.code, FailuresHere.code]


def test_pause_of_a_network_is_told_with_the_ways_in(worker: Member) -> None:
    with transaction.atomic():
        for _ in range(30):
            count(SIGN_IN_SPRAY.by(worker.organisation.code, OFFICE))
    form = {
        "by": "number",
        "company_code": worker.organisation.code.lower(),  # the same company
        "employee_number": "7",
        "password": PASSWORD,
    }
    client = Client()
    page = client.post("/sign-in/", form, REMOTE_ADDR=OFFICE)
    assert (page.status_code, page["Retry-After"]) == (429, "720")
    assert "あと12分たつと、もう一度試せます。" in page.content.decode()
    client.cookies["language"] = "en"
    text = client.post("/sign-in/", form, REMOTE_ADDR=OFFICE).content.decode()
    assert "Sign-in has been failing from your network. You can try again in 12 min." in text


def test_other_companies_at_the_same_address_are_not_stopped(worker: Member) -> None:
    colleague = make_member(make_owner(email="other@yoso.example"), employee_number="7")
    with transaction.atomic():
        for _ in range(30):
            count(SIGN_IN_SPRAY.by(worker.organisation.code, OFFICE))
    assert (attempt(worker), attempt(colleague)) == (429, 302)


def test_one_mail_password_on_many_mail_names_is_stopped(db: None) -> None:
    with drawn_once():
        statuses = [
            Client()
            .post(
                "/sign-in/",
                {"by": "email", "email": f"m{number}@mihon.example", "password": "guess 1"},
                REMOTE_ADDR=ELSEWHERE,
            )
            .status_code
            for number in range(32)
        ]
    assert statuses == [422] * 30 + [429] * 2


@pytest.mark.once  # dear: many requests; the counting itself is tried on both
def test_own_success_gives_a_guesser_no_more_than_four_a_day(worker: Member) -> None:
    victims = [f"{number}" for number in range(100, 140 if IS_DEEP else 134)]

    def guess(number: str) -> int:
        form = {"by": "number", "company_code": worker.organisation.code}
        form |= {"employee_number": number, "password": "guess 1"}
        return Client().post("/sign-in/", form, REMOTE_ADDR=ELSEWHERE).status_code

    statuses = []
    with drawn_once():
        for number in victims:
            statuses.append(guess(number))
            attempt(worker, at=ELSEWHERE)  # each time as a new device
    assert statuses.count(422) == 30 + 1  # the first success found one failure to give back


def test_address_with_a_thousand_failures_is_stopped_over_all_companies(worker: Member) -> None:
    with transaction.atomic():
        reserve(SIGN_IN_FAILURES.by(ELSEWHERE), 1_000)
    assert attempt(worker, at=ELSEWHERE) == 429
    assert attempt(worker) == 302
