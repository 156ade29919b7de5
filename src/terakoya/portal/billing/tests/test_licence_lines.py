"""A manuscript's line says which licence it is, on quotes and invoices, in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.models import Invoice
from terakoya.portal.common import clock
from terakoya.portal.orders.choices import LicenceKind
from terakoya.portal.orders.models import ManuscriptLicence
from terakoya.portal.orders.quote_content import content_lines
from terakoya.portal.orders.selectors.pricing import price_selection
from terakoya.portal.orders.specs import LicenceTerms, Selection

from .contracts import priced_course
from .sold import close, customer, noon, sold

pytestmark = pytest.mark.django_db
FOR = "例示物産株式会社"
SAID = [
    (LicenceKind.ENTITY, "", "ja", "利用権：1法人（社内とその委託先）"),
    (LicenceKind.GROUP, FOR, "ja", f"利用権：グループ会社（{FOR}）"),
    (LicenceKind.RESELLER, FOR, "ja", f"利用権：再販売（提供先：{FOR}）"),
    (LicenceKind.TRAINER, FOR, "ja", f"利用権：研修講師（研修先：{FOR}）"),
    (LicenceKind.ENTITY, "", "en", "Licence: one legal entity (own use, contractors included)"),
    (LicenceKind.GROUP, FOR, "en", f"Licence: group companies ({FOR})"),
    (LicenceKind.RESELLER, FOR, "en", f"Licence: reseller (supplied to {FOR})"),
    (LicenceKind.TRAINER, FOR, "en", f"Licence: trainer (for {FOR})"),
]


@pytest.fixture
def owner(db: None) -> Member:
    return customer()


@pytest.mark.parametrize(("kind", "named", "language", "line"), SAID)
def test_invoice_says_which_licence_below_the_manuscript_alone(
    owner: Member, kind: LicenceKind, named: str, language: str, line: str
) -> None:
    owner.organisation.language = language
    owner.organisation.save()
    sold(owner, "2027-01-10", manuscript=98_000)
    ManuscriptLicence.objects.update(kind=kind, named_for=named)
    close("2027-01")
    invoice = Invoice.objects.get()
    assert [one["details"] for one in invoice.document.content["lines"]] == [[], [line]]
    # The journal and the tables name it as before.
    assert [line in one.title for one in invoice.lines.all()] == [False, False]


@pytest.mark.parametrize(("kind", "named", "language", "line"), SAID)
def test_quote_says_the_same(
    db: None, kind: LicenceKind, named: str, language: str, line: str
) -> None:
    course = priced_course()
    with clock.fixed_at(noon("2027-01-10")), override(language):
        priced = price_selection(course, Selection(course.slug, 5, 3, with_manuscript=True))
        seats, manuscript = content_lines(course, priced, licence=LicenceTerms(kind, named))
    assert (seats.details, manuscript.details) == ((course.slug,), (course.slug, line))
