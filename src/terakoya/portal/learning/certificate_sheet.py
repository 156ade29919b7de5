"""The words and figures of a certificate, the same on its page and on paper.

A certificate speaks the language in which the test was passed, whoever looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_info, override, pgettext
from django.utils.translation import gettext as _

from ..audit.selectors import signing_fingerprint
from ..catalogue.selectors import revision_text
from ..common.dates import full_day
from ..common.seller_names import seller_names
from .certificate_codes import shown_code
from .models import Certificate, CertificateAddendum
from .selectors.exam import grouped, short_revision
from .selectors.group_session import Way, way_of

_HONORIFIC = {"ja": "様"}
SHOWN_ADDENDA = 2  # the newest: there is no more room on the sheet
QUIET_ZONE = 4  # light modules around a QR code, by its standard


@dataclass(frozen=True)
class QrCode:
    """A QR code as one path of an SVG whose unit is a module."""

    path: str
    size: int


@dataclass(frozen=True)
class CertificateSheet:
    """Everything that stands on a certificate, in its language."""

    language: str
    heading: str
    number: str
    organisation: str
    person: str
    honorific: str
    statement: str
    course: str
    subtitle: str
    rows: tuple[tuple[str, str], ...]
    issued: str
    provider: str
    check: str
    check_address: str
    code: str
    revision: str
    fingerprint: str  # of the key that signs the audit log; empty where it is not here
    gap_note: str
    qr: QrCode
    qr_alt: str


def certificate_sheet(certificate: Certificate) -> CertificateSheet:
    """The sheet of a certificate read with its enrolment and revision; two more statements."""
    with override(certificate.language):
        return _sheet(certificate)


def _sheet(certificate: Certificate) -> CertificateSheet:
    code = shown_code(certificate.code)
    address = settings.BASE_URL.rstrip("/") + reverse("learning:verify", kwargs={"code": code})
    check = urlsplit(settings.BASE_URL).netloc + reverse("learning:verify-form")
    text = revision_text(certificate.enrolment.revision_id, certificate.language)
    return CertificateSheet(
        language=certificate.language,
        heading=pgettext("heading of the document", "修了証"),
        number=_("修了番号 %(number)s") % {"number": certificate.number},
        organisation=certificate.organisation_name,
        person=certificate.person_name,
        honorific=_HONORIFIC.get(certificate.language, ""),
        statement=_("次の研修を修了したことを証します。"),
        course=certificate.course_title,
        subtitle=text.subtitle,
        rows=_rows(certificate),
        issued=_("発行日 %(day)s") % {"day": full_day(certificate.issued_at)},
        provider=_provider(certificate),
        check=_("この修了証の確認"),
        check_address=check.rstrip("/"),
        code=code,
        revision=_("版の識別番号（SHA-256）：%(digits)s")
        % {"digits": grouped(certificate.revision_id, 8)},
        fingerprint=_fingerprint(),
        gap_note=_("〓は、この書類の書体にない文字です。確認のページには、正しい文字で出ます。"),
        qr=_qr(address),
        qr_alt=_("確認ページのQRコード：%(address)s") % {"address": address},
    )


def _provider(certificate: Certificate) -> str:
    """Who provides the course: of an own course the organisation itself, with this system."""
    seller = {"seller": seller_names().name}
    if _is_own(certificate):
        return _("研修の提供：上記の組織。システムの提供：Terakoya（運営者 %(seller)s）") % seller
    return _("研修の提供：Terakoya（運営者 %(seller)s）") % seller


def _is_own(certificate: Certificate) -> bool:
    return certificate.enrolment.revision.course.is_own


def _fingerprint() -> str:
    digits = signing_fingerprint()
    if not digits:
        return ""
    return _("監査ログの鍵の指紋：%(digits)s") % {"digits": grouped(digits, 8)}


def _rows(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    meta = certificate.enrolment.revision.meta
    minutes, has_test = meta["minutes"], bool(meta["blueprint"])
    has_parts = has_test and not _is_own(certificate)
    language = str(get_language_info(certificate.language)["name_local"])
    version = {
        "version": certificate.version,
        "id": short_revision(certificate.revision_id),
        "language": language,
    }
    way = way_of(certificate.enrolment)
    addenda = sorted(certificate.addenda.all(), key=lambda one: one.added_at)[-SHOWN_ADDENDA:]
    return (
        (_("修了日"), full_day(certificate.issued_at)),
        (
            _("学習時間の目安"),
            (
                _("約%(total)s分（本編%(main)s分、確認テスト%(test)s分）")
                if has_parts
                else _("約%(total)s分")
            )
            % minutes,
        ),
        *([(_("受講の方法"), way.group.words)] if way.group else []),
        (_("確認テスト"), passed_words(way))
        if has_test
        else (_("修了の条件"), _("全スライドの受講（テストのない研修）")),
        (_("版・言語"), _("%(version)s版（%(id)s）・%(language)s") % version),
        *((_("追記"), addendum_words(one)) for one in addenda),
    )


def passed_words(way: Way) -> str:
    """What a record says of a test that was passed, in the language that is active."""
    return _("合格（紙で受験）") if way.is_on_paper else _("合格")


def addendum_words(addendum: CertificateAddendum) -> str:
    """What a delta adds to a certificate, in the language that is active."""
    return _("%(day)s %(version)s版（%(id)s）の変わったところを修了") % {
        "day": full_day(addendum.added_at),
        "version": addendum.version,
        "id": short_revision(addendum.revision_id),
    }


def _qr(address: str) -> QrCode:
    """A QR code that can be read when up to 15 % of it are spoilt."""
    rows = segno.make(address, error="m", micro=False).matrix
    path = [
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows, QUIET_ZONE)
        for start, length in _runs(row)
    ]
    return QrCode("".join(path), len(rows) + 2 * QUIET_ZONE)


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """The dark runs of a row of modules: where each starts, and its length."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row, QUIET_ZONE):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
