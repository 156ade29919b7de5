"""The invoice that tests of a module begin with: made once, and anew for each of them."""

from __future__ import annotations

from copy import deepcopy

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.models import Invoice
from tests.made_once import made_once_by

from .sold import customer, invoiced

Made = tuple[Member, Invoice]


def make_invoice() -> Made:
    """A contract holder, and what their organisation owes for January 2027: 33,000 yen."""
    owner = customer()
    return owner, invoiced(owner)


made_invoice = made_once_by(make_invoice)


@pytest.fixture
def kept(made_invoice: Made, db: None) -> Made:
    """The same with rows of their own."""
    return deepcopy(made_invoice)


@pytest.fixture
def owner(kept: Made) -> Member:
    """The contract holder who has the invoice."""
    return kept[0]


@pytest.fixture
def invoice(kept: Made) -> Invoice:
    """The invoice, payable until 1 March."""
    return kept[1]
