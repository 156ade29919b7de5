"""Whatever is sent, to whichever address, is answered in words: never by a fault.

Every form of every page is sent with its fields spoilt, some at a time, every address is asked with
spoilt queries and places, and the addresses that read JSON get spoilt JSON. Of the ways to spoil
each field of a form, each address and each word in one get some in turn, by who gets furthest
there; in the deep run they get all, by everybody, and fields are spoilt one at a time. The page of
a refusal is drawn once for each query, and once for all forms.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from copy import copy
from itertools import product
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from terakoya.portal.common import clock
from terakoya.portal.web.serving.server import HEADER_BYTES

from .addresses import EVERYBODYS, Pattern, patterns
from .drawing import FAILURES, drawn_once, no_file_built, resolved_once
from .page_forms import PageForm, forms_of
from .selection import IS_DEEP, in_turn
from .world import NOW, World, make_world

AT_A_TIME: Final = 1 if IS_DEEP else 4  # fields of a form
SPOILT: Final = ("9" * 400, "-1", "9999-12-31", "\u202e\ufffe\U000e0001[{" + "あ" * 6_000)
LEFT_OUT: Final = {"accounts:sign-out", "web:health"}  # ends the session; says 503 by right
ROLES: Final = ("visitor", "learner", "owner")
# Who of them sees forms there, by the beginning of an address; together every kind of form.
FORMS_ARE_FOR: Final[dict[str, tuple[str, ...]]] = {
    "/manage/": ("owner",),
    "/operator/": (),
    "/my/": ("learner", "owner"),
    "/survey/": ("learner", "owner"),
    "/": ("visitor", "learner"),
}
KINDS_OF_FORMS: Final = 281
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


class Asking:
    """Sends requests, each on a state that the others have not changed, and notes faults."""

    def __init__(self, world: World) -> None:
        self.faults: list[str] = []
        self.statuses: Counter[tuple[str, int]] = Counter()
        self._browsers = {role: world.browser(role) for role in ROLES}
        self._cookies = {role: copy(one.cookies) for role, one in self._browsers.items()}

    def send(self, role: str, method: str, address: str, what: str, **content: Any) -> Any:
        """One request; `what` names it where it ends in a fault."""
        browser: Client = self._browsers[role]
        browser.raise_request_exception = False
        browser.cookies = copy(self._cookies[role])
        with transaction.atomic():
            response = getattr(browser, method.lower())(address, **content)
            transaction.set_rollback(True)
        self.statuses[method, response.status_code] += 1
        if response.status_code >= 500:
            kind = response.exc_info[0].__name__ if response.exc_info else ""
            self.faults.append(f"{role} {method} {what}: {response.status_code} {kind}")
        return response


@pytest.fixture
def asking(world: World, db: None) -> Iterator[Asking]:
    with clock.fixed_at(NOW), resolved_once(), no_file_built():
        yield Asking(world)


@pytest.fixture
def refusals_drawn_once() -> Iterator[None]:
    with drawn_once(FAILURES):
        yield


def asked() -> list[Pattern]:
    return [pattern for pattern in patterns() if pattern.name not in LEFT_OUT]


def who_sees_forms(address: str) -> tuple[str, ...]:
    """Whom a page is asked for by; in the deep run everybody."""
    if IS_DEEP:
        return ROLES
    return next(roles for start, roles in FORMS_ARE_FOR.items() if address.startswith(start))


def furthest(address: str) -> tuple[str, ...]:
    """Who gets furthest at an address; in the deep run all who may get far."""
    if IS_DEEP:
        return ("owner", "learner")
    return ("owner",) if address.startswith("/manage/") else ("learner",)


def pages(asking: Asking, world: World) -> Iterator[tuple[str, PageForm]]:
    """Who sees which form; each form of an address once."""
    known: set[object] = set()
    for pattern in asked():
        address = pattern.filled(world.values_for(pattern.name))
        for role in who_sees_forms(address):
            page = asking.send(role, "GET", address, pattern.name)
            if page.status_code != 200 or page.streaming:
                continue
            for form in forms_of(page, address):
                name = resolve(form.action.partition("?")[0]).view_name
                key = (name, form.method, frozenset(form.fields))
                if key not in known and name not in LEFT_OUT:
                    known.add(key)
                    yield role, form
    assert len(known) >= KINDS_OF_FORMS


def together(fields: list[str], hidden: Container[str]) -> Iterator[list[str]]:
    """The fields that are spoilt in one sending.

    Hidden ones alone: a wrong id may end a form before anything else of it is read.
    """
    yield from ([one] for one in fields if one in hidden)
    shown = [one for one in fields if one not in hidden]
    yield from (shown[at : at + AT_A_TIME] for at in range(0, len(shown), AT_A_TIME))


@pytest.mark.once_on_postgres
@pytest.mark.usefixtures("refusals_drawn_once")
def test_forms_with_a_spoilt_field_are_answered(
    world: World, asking: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    seen: set[tuple[str, str]] = set()
    turns = in_turn(SPOILT)
    for role, form in list(pages(asking, world)):
        name = resolve(form.action.partition("?")[0]).view_name
        kinds = {field: (name, re.sub(r"\d", "", field)) for field in form.fields}
        fresh = list({kind: field for field, kind in kinds.items() if kind not in seen}.values())
        seen.update(kinds.values())
        for fields in together(fresh, form.hidden):
            for value in next(turns):
                data = form.fields | dict.fromkeys(fields, value)
                what = f"{name} {fields}={value[:12]}"
                asking.send(role, form.method, form.action, what, data=data)
    assert len(seen) > 150
    assert asking.faults == []
    assert [one for one in caplog.records if one.name == "terakoya.failures"] == []


QUERIES: Final = (
    *("assignment", "by", "code", "course", "department", "in", "item", "lang", "language", "next"),
    *("page", "part", "q", "seats", "show", "slide", "state", "view", "width", "all"),
)
QUERY_LETTERS: Final = 350


@pytest.mark.once_on_postgres
@pytest.mark.usefixtures("refusals_drawn_once")
def test_queries_that_are_spoilt_are_answered(world: World, asking: Asking) -> None:
    turns = in_turn(SPOILT)
    for pattern in asked():
        address = pattern.filled(world.values_for(pattern.name))
        role = "owner" if address.startswith("/manage/") else "learner"
        for value in next(turns):
            query = dict.fromkeys(QUERIES, value[:QUERY_LETTERS])
            asking.send(role, "GET", address, f"{pattern.name} ?={value[:12]}", data=query)
    assert asking.faults == []


def test_spoilt_queries_fit_what_the_server_takes() -> None:
    """And hardly less: each letter is nine bytes of an address."""
    longest = max(len(urlencode(dict.fromkeys(QUERIES, one[:QUERY_LETTERS]))) for one in SPOILT)
    assert HEADER_BYTES * 0.9 < longest < HEADER_BYTES


SPOILT_NUMBERS: Final = {"IntConverter": (0, 10**30)}  # what is too large, each database decides
SPOILT_WORDS: Final = {
    "SlugConverter": ("x" * 3_000, "-"),
    "StringConverter": ("x" * 3_000, "%", "あ" * 300, "a:b:c"),
}


def places_of(kind: str) -> Iterator[tuple[Pattern, str]]:
    """Every place of this kind, with its address."""
    kinds = {"UUIDConverter", "PictureEnding", *SPOILT_NUMBERS, *SPOILT_WORDS}
    for pattern in asked():
        for place, its_kind in pattern.places:
            assert its_kind in kinds
            if its_kind == kind:
                yield pattern, place


def ask_for_places(world: World, asking: Asking, spoilt: Mapping[str, Sequence[Any]]) -> None:
    """Ask for every address with one of its places spoilt."""
    for kind, values in spoilt.items():
        turns = in_turn(values, 2)  # both numbers; of words a half
        places = [(*one, next(turns)) for one in places_of(kind)]
        for value in values:
            with drawn_once(FAILURES):  # by value, which the page of a refusal may show
                for pattern, place, share in places:
                    if value not in share:
                        continue
                    address = pattern.filled({**world.values_for(pattern.name), place: value})
                    what = f"{pattern.name} {place}={str(value)[:12]}"
                    for role, method in product(furthest(address), ("GET", "POST")):
                        asking.send(role, method, address, what)
    assert asking.faults == []
    assert asking.statuses


# The same numbers are tried on SQLite in test_who_may.py, which has made such a world there.
@pytest.mark.once_on_postgres
@pytest.mark.parametrize("spoilt", [SPOILT_NUMBERS, SPOILT_WORDS], ids=["numbers", "words"])
def test_places_that_are_spoilt_are_answered(
    world: World, asking: Asking, spoilt: Mapping[str, Sequence[Any]]
) -> None:
    ask_for_places(world, asking, spoilt)


NO_TEXTS: Final = ("%00", "%C3%28", "%ED%A0%80")  # zero, a broken pair, a surrogate


# Deep: web/tests/test_bad_input.py tries what refuses them before any page is asked.
@pytest.mark.deep
@pytest.mark.once_on_postgres
@pytest.mark.usefixtures("refusals_drawn_once")
def test_bytes_that_are_no_text_are_refused_everywhere(world: World, asking: Asking) -> None:
    """In a query and in a form; by whoever answers, before or behind the gate of the address."""
    told, turns = set(), in_turn(NO_TEXTS)
    for pattern in asked():
        if pattern.name in EVERYBODYS:
            continue
        address = pattern.filled(world.values_for(pattern.name))
        for bad in next(turns):
            form = {"content_type": "application/x-www-form-urlencoded", "data": f"name={bad}"}
            told.add(asking.send("owner", "GET", f"{address}?q={bad}", pattern.name).status_code)
            told.add(asking.send("owner", "POST", address, pattern.name, **form).status_code)
    assert (asking.faults, told) == ([], {400})


def spoilt_bodies(body: Any) -> Iterator[Any]:
    """A JSON body with one leaf after the other replaced."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from ({**body, key: one} for one in (*SPOILT_LEAVES, *spoilt_bodies(value)))
    elif isinstance(body, list):
        for at, value in enumerate(body):
            for one in (*SPOILT_LEAVES, *spoilt_bodies(value)):
                yield [*body[:at], one, *body[at + 1 :]]


SPOILT_LEAVES: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    10**30,
    1e300,
    "",
    "\x00",
    "\ud800",
    "x" * 5_000,
    [],
    {},
)
RAW: Final = (
    b"",
    b"{",
    b"\xff\xfe{",
    b"NaN",
    b"[" * 100_000,
    b"1" * 5_000,
    b'{"events": "\\ud800"}',
)


@pytest.mark.once_on_postgres
def test_json_that_is_spoilt_is_answered(world: World, asking: Asking) -> None:
    at = NOW.isoformat()
    event = {
        "uuid": str(world.values["note"]),
        "slide": world.values["slide"],
        "slide_hash": "0" * 64,
        "language": "ja",
        "kind": "read",
        "ranges": [[NOW.timestamp() - 20, NOW.timestamp() - 10]],
        "answer": "",
        "seq": 1,
        "client_time": at,
    }
    note = {"uuid": event["uuid"], "slide": event["slide"], "text": "よい", "at": at, "clock": {}}
    bodies = {
        "learning:events": {"events": [event], "screen": "", "takes_over": False},
        "learning:notes-sync": {
            "notes": [{**note, "clock": {"0" * 32: 1}, "deleted": False}],
            "bookmarks": [{"slide": event["slide"], "on": True, "at": at}],
        },
    }
    turns = in_turn(RAW)
    for pattern in asked():
        address = pattern.filled(world.values_for(pattern.name))
        spoilt = [json.dumps(body) for body in spoilt_bodies(bodies.get(pattern.name, {}))]
        for content in (*(RAW if spoilt else next(turns)), *spoilt):
            what = f"{pattern.name} {content[:40]!r}"
            sent = {"data": content, "content_type": "application/json"}
            asking.send("learner", "POST", address, what, **sent)
    assert asking.faults == []
