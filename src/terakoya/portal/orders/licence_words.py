"""What a licence of a manuscript allows, and to whom, by its kind."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .choices import LicenceKind
from .models import ManuscriptLicence
from .specs import LicenceTerms


def whom_sentence(licence: ManuscriptLicence, company: str) -> str:
    """Who may use the manuscript."""
    said = {"name": company, "others": licence.named_for}
    return {
        LicenceKind.ENTITY: _("%(name)s（1法人）と、その委託先"),
        LicenceKind.GROUP: _(
            "%(name)sと、そのグループ会社（%(others)s）。それぞれの委託先を含みます"
        ),
        LicenceKind.RESELLER: _("%(name)sが、%(others)sに提供する研修"),
        LicenceKind.TRAINER: _("%(name)sが、%(others)sで行う研修"),
    }[LicenceKind(licence.kind)] % said


def deed_sentence(kind: str) -> str:
    """What may be done with it."""
    return {
        LicenceKind.ENTITY: _("社内での編集と利用、自社のLMSへの登録。再販売はできません。"),
        LicenceKind.GROUP: _(
            "グループ内での編集と利用、各社のLMSへの登録。グループの外への提供はできません。"
        ),
        LicenceKind.RESELLER: _(
            "編集と、名前を挙げた提供先への提供。ほかの会社への提供はできません。"
        ),
        LicenceKind.TRAINER: _(
            "編集と、名前を挙げた研修先での利用。ほかの会社での利用はできません。"
        ),
    }[LicenceKind(kind)]


def licence_line(terms: LicenceTerms) -> str:
    """What stands below a manuscript on a document: which licence, and whom it names."""
    if terms.kind == LicenceKind.ENTITY:
        return _("利用権：1法人（社内とその委託先）")
    said = {"others": terms.named_for}
    return {
        LicenceKind.GROUP: _("利用権：グループ会社（%(others)s）"),
        LicenceKind.RESELLER: _("利用権：再販売（提供先：%(others)s）"),
        LicenceKind.TRAINER: _("利用権：研修講師（研修先：%(others)s）"),
    }[LicenceKind(terms.kind)] % said


def term_sentence(terms: LicenceTerms) -> str:
    """The same in the terms of a quote."""
    if terms.kind == LicenceKind.ENTITY:
        return _("1法人とその委託先で利用できます。再販売はできません")
    return _("%(others)sのために利用できます。%(deed)s") % {
        "others": terms.named_for,
        "deed": deed_sentence(terms.kind),
    }


def licensee(licence: ManuscriptLicence, company: str) -> str:
    """Whom the properties of a file name, the same in every language."""
    if licence.kind == LicenceKind.ENTITY:
        return company
    return f"{company} ({licence.kind}: {licence.named_for})"
