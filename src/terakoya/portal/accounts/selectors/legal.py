"""The versions of the legal pages, and who has accepted which."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from ...common import clock
from ...common.dates import day_of
from ..choices import LegalDocument
from ..legal import first_version, version_on
from ..models import LegalText, Member, TermsAcceptance


def versions_in_force(*documents: LegalDocument, on: dt.date | None = None) -> dict[str, str]:
    """The version of each that holds on a day (today when left out); one statement."""
    days: dict[str, list[dt.date]] = defaultdict(list)
    rows = LegalText.objects.filter(document__in=documents)
    for document, day in rows.values_list("document", "valid_from"):
        days[document].append(day)
    today = on or clock.today()
    return {
        document: version_on(days[document], first_version(document), today)
        for document in documents
    }


def legal_texts_of(document: str) -> list[LegalText]:
    """Every published version, the newest first; the first one stands in the program."""
    return list(LegalText.objects.filter(document=document).order_by("-valid_from"))


@dataclass(frozen=True)
class VersionRow:
    """A version as the operator sees it; `text` is None for the one that stands in the program."""

    version: str
    text: LegalText | None
    accepted: int
    may_go: bool


@dataclass(frozen=True)
class LegalPage:
    """A legal page with its versions, the newest first."""

    document: LegalDocument
    versions: list[VersionRow]


def legal_pages() -> list[LegalPage]:
    """All of them; two statements."""
    today = clock.today()
    texts: dict[str, list[LegalText]] = defaultdict(list)
    for text in LegalText.objects.order_by("-valid_from"):
        texts[text.document].append(text)
    counts = TermsAcceptance.objects.values_list("document", "version")
    accepted = {
        (document, version): number
        for document, version, number in counts.annotate(number=Count("person", distinct=True))
    }

    def row(document: str, version: str, text: LegalText | None) -> VersionRow:
        number = accepted.get((document, version), 0)
        may_go = text is not None and text.valid_from > today and not number
        return VersionRow(version, text, number, may_go)

    return [
        LegalPage(
            document,
            [
                *(row(document, text.version, text) for text in texts[document]),
                row(document, first_version(document), None),
            ],
        )
        for document in LegalDocument
    ]


def terms_to_accept(member: Member) -> LegalText | None:
    """The newest terms, where this owner has not accepted them for the organisation yet.

    Learners accept nothing anew: it is the organisation's contract.
    """
    if not member.is_owner or member.are_terms_published is False:
        return None
    newest = LegalText.objects.filter(document=LegalDocument.TERMS).order_by("-valid_from").first()
    if newest is None:
        return None
    accepted = TermsAcceptance.objects.filter(
        organisation=member.organisation_id,
        person=member.person_id,
        document=LegalDocument.TERMS,
        version__gte=newest.version,
    )
    return None if accepted.exists() else newest


def accepted_on(organisation: int, document: str, version: str) -> dt.date | None:
    """The day on which an organisation first accepted a version; one statement."""
    rows = TermsAcceptance.objects.filter(
        organisation=organisation, document=document, version=version
    )
    first = rows.order_by("accepted_at").values_list("accepted_at", flat=True).first()
    return None if first is None else day_of(first)


def were_terms_accepted_today() -> bool:
    """Whether anybody has accepted terms since midnight; one statement."""
    midnight = dt.datetime.combine(clock.today(), dt.time(), clock.TOKYO)
    return TermsAcceptance.objects.filter(
        document=LegalDocument.TERMS, accepted_at__gte=midnight
    ).exists()
