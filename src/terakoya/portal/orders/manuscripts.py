"""The files of a bought manuscript: built from the published revision, never from the disk."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.formats import format_named

from ..accounts.models import Member
from ..audit.services import record
from ..catalogue.models import Revision
from ..catalogue.selectors import revision_material, revision_until
from .licence_words import licensee
from .licensed_files import licensed
from .models import ManuscriptLicence

OFFICE = "application/vnd.openxmlformats-officedocument"
FILES = {
    "pptx": (_("スライドとナレーション文（PowerPoint）"), f"{OFFICE}.presentationml.presentation"),
    "survey-xlsx": (_("意識調査（Excel）"), f"{OFFICE}.spreadsheetml.sheet"),
    "test-xlsx": (_("確認テスト（Excel）"), f"{OFFICE}.spreadsheetml.sheet"),
    "pdf": (_("配布資料（PDF）"), "application/pdf"),
}


@dataclass(frozen=True)
class ManuscriptFile:
    """A file as it is downloaded."""

    name: str
    content: bytes
    content_type: str


def manuscript_file(
    *,
    licence: ManuscriptLicence,
    by: Member,
    language: str,
    fmt: str,
    revision: Revision | None = None,
) -> ManuscriptFile:
    """Build one file of a revision that the licence covers (the newest); notes it in the log."""
    is_newest = revision is None
    revision = revision or revision_until(licence.course, licence.updates_until)
    material = revision_material(revision)
    if language not in material.course.meta.languages:
        raise Http404
    one = format_named(fmt)
    content = licensed(one.write(material, language), licensee(licence, by.organisation.name))
    with transaction.atomic():
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="orders.manuscript_downloaded",
            target=str(licence.uuid),
            data={"format": fmt, "language": language, "revision": revision.revision_id},
        )
    version = "" if is_newest else f"-{revision.version}"
    name = f"{licence.course.slug}{version}-{language}.{one.ending}"
    return ManuscriptFile(name, content, str(FILES[fmt][1]))
