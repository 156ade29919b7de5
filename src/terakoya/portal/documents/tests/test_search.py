"""Documents are found by day, sum, counterparty, number and kind, and by any two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from django.db import transaction

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.documents import selectors
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.content import Addressee, Line
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.documents.numbering import numbers_meant
from terakoya.portal.documents.searching import compared
from terakoya.portal.documents.selectors import Wanted, search_documents
from terakoya.portal.documents.services import issue_document

from .examples import INVOICE, NOW, issue

pytestmark = pytest.mark.both

NAMES = ["株式会社みほん商事", "例示物産株式会社", "𠮷田みほん合同会社"]
KINDS = [DocumentKind.INVOICE, DocumentKind.QUOTE]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.fixed_at(NOW):
        yield


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("みほん商事", "株式会社みほん商事"),
        ("株式会社みほん商事", "みほん商事株式会社"),
        ("㈱みほん商事", "株式会社 みほん 商事"),
        ("（株）ﾐﾎﾝ", "株式会社ミホン"),
        ("mihon", "Ｍｉｈｏｎ 有限会社"),
        ("商事", "株式会社みほん商事"),
        ("𠮷田", "𠮷田商店"),
        ("株式会社", "株式会社"),
    ],
)
def test_a_company_is_found_however_it_is_typed(typed: str, name: str) -> None:
    assert compared(typed) in compared(name)


def test_two_characters_of_two_names_are_two() -> None:
    assert compared("吉田") not in compared("𠮷田商店")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-41", {"2026-000041", "M-2026-0041"}),
        ("m-2026-0019", {"M-2026-0019"}),
        ("Ｒ－２０２６－００００１２", {"R-2026-000012"}),
        ("41", {"2026-000041", "2016-000041", "H-2020-000041"}),
    ],
)
def test_a_number_is_meant_by_its_digits(typed: str, meant: set[str]) -> None:
    assert meant <= set(numbers_meant(typed, 2026))


def test_a_number_with_its_letter_means_that_kind_alone() -> None:
    assert numbers_meant("M-2026-19", 2026) == ("M-2026-0019",)
    assert numbers_meant("poem", 2026) == ("POEM",)


@pytest.fixture
def many(db: None) -> list[IssuedDocument]:
    """Documents of three companies, two kinds, three days and three sums: 54."""
    made = []
    with transaction.atomic():
        for number, (name, kind, day, yen) in enumerate(
            (name, kind, day, yen)
            for name in NAMES
            for kind in KINDS
            for day in (1, 15, 30)
            for yen in (100, 1000, 10_000)
        ):
            content = vars(INVOICE) | {
                "addressee": Addressee(name),
                "lines": (Line("a", amount_yen=yen, tax_per_mille=0),),
            }
            made.append(
                issue_document(
                    kind=kind,
                    organisation=None,
                    content=type(INVOICE)(**content),
                    key=f"{number}",
                    issued_on=dt.date(2026, 9, day),
                )
            )
    return made


CONDITIONS: dict[str, tuple[dict[str, Any], Any]] = {
    "day": (
        {"since": dt.date(2026, 9, 2), "until": dt.date(2026, 9, 15)},
        lambda one: one.issued_on.day == 15,
    ),
    "sum": ({"least": 1000, "most": 1000}, lambda one: one.total_yen == 1000),
    "name": ({"name": "ミほん"}, lambda one: False),
    "company": ({"name": "みほん"}, lambda one: "みほん" in one.content["addressee"]["name"]),
    "kind": ({"kind": "quote"}, lambda one: one.kind == "quote"),
    "number": ({"number": "8"}, lambda one: one.serial == 8),
}


def test_any_two_conditions_narrow_together(many: list[IssuedDocument]) -> None:
    choices = [(), *((one,) for one in CONDITIONS), *combinations(CONDITIONS, 2)]
    for names in choices:
        said: dict[str, Any] = {}
        fitting = many
        for name in names:
            fields, fits = CONDITIONS[name]
            said |= fields
            fitting = [one for one in fitting if fits(one)]
        if names == ("name", "company"):  # one field
            fitting = [one for one in many if CONDITIONS["company"][1](one)]
        found = search_documents(Wanted(**said), most=100)
        wanted = sorted(fitting, key=lambda one: (one.issued_on, one.pk), reverse=True)
        assert [one.pk for one in found.rows] == [one.pk for one in wanted], names
        assert found.older == "", names


def test_a_part_of_many_names_finds_the_same(
    many: list[IssuedDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(name="みほん", least=1000)
    few = search_documents(wanted, most=100).rows
    monkeypatch.setattr(selectors, "FEW_NAMES", 0)
    assert search_documents(wanted, most=100).rows == few
    assert len(few) == 24


def test_pages_follow_one_another_without_gap(many: list[IssuedDocument]) -> None:
    seen, before = [], ""
    while True:
        found = search_documents(Wanted(), before=before, most=10)
        seen += [one.pk for one in found.rows]
        before = found.older
        if not before:
            break
    everything = search_documents(Wanted(), most=100).rows
    assert seen == [one.pk for one in everything]
    assert len(set(seen)) == len(many)


def test_an_organisation_finds_its_own_alone(owner: Member, stranger: Member) -> None:
    own = issue("a", organisation=owner.organisation)
    other = issue("b", organisation=stranger.organisation)
    for organisation, document in ((owner.organisation, own), (stranger.organisation, other)):
        found = search_documents(Wanted(name="みほん商事"), organisation=organisation)
        assert found.rows == [document]
    assert search_documents(Wanted(name="みほん商事")).rows == [other, own]
