"""対策キット: the documents beside a course, with an organisation's own details in them.

Built when somebody asks, dated that day, and kept as other exports are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

from terakoya.courseware.formats import format_named
from terakoya.courseware.kit import Kit, said
from terakoya.courseware.revision import canonical, sha256

from ..accounts.models import Member, Organisation
from ..accounts.selectors import organisation_variables
from ..audit.services import record
from ..catalogue.models import Course
from ..catalogue.selectors import kits_of, latest_revision, revision_text
from ..common import clock
from .built_files import kept_file
from .manuscripts import ManuscriptFile
from .selectors.pricing import kit_courses

FORMAT: Final = "kit"
ZIP: Final = "application/zip"


def kit_values(organisation: Organisation) -> dict[str, str]:
    """What the organisation has told of itself, its prefecture too."""
    values = organisation_variables(organisation)
    if organisation.prefecture:
        values["company.prefecture"] = organisation.prefecture
    return values


@dataclass(frozen=True)
class KitCard:
    """A kit as the page offers it.

    `names` are those of its documents in one line, `documents` name and purpose of each. `empty`:
    details of the company that its measures take and that are not filled in, in words.
    """

    course: Course
    course_title: str
    title: str
    languages: tuple[str, ...]
    names: str
    documents: tuple[tuple[str, str], ...]
    empty: str


def kit_cards(officer: Member, language: str) -> list[KitCard]:
    """The kits that the organisation may have, by the order of their courses."""
    return [
        KitCard(
            course=course,
            course_title=_course_title(course, language),
            title=said(kit.title, language),
            languages=_languages(kit),
            names=_("、").join(said(one.name, language) for one in kit.documents),
            documents=tuple(
                (said(one.name, language), said(one.purpose, language)) for one in kit.documents
            ),
            empty=_("、").join(_empty_details(officer.organisation, kit, language)),
        )
        for course, kit in kit_courses(officer).items()
    ]


def _languages(kit: Kit) -> tuple[str, ...]:
    """Those of the kit, in the order in which the portal names them; others come last."""
    order = [code for code, _name in settings.LANGUAGES]
    known = sorted((one for one in kit.title if one in order), key=order.index)
    return (*known, *(one for one in kit.title if one not in order))


def _course_title(course: Course, language: str) -> str:
    return revision_text(latest_revision(course).pk, language).title


def _empty_details(organisation: Organisation, kit: Kit, language: str) -> list[str]:
    values = kit_values(organisation)
    hints = {one.key: said(one.hint, language) for one in kit.blanks}
    wanted = [
        key for pillar in kit.pillars for measure in pillar.measures for key in measure.variables
    ]
    return [hints[key] for key in dict.fromkeys(wanted) if not values.get(key)]


def kit_file(*, course: Course, by: Member, language: str) -> ManuscriptFile:
    """The documents of a course in one language, made today; notes it in the audit log."""
    kit = kits_of([course.pk])[course.pk]
    if language not in kit.title:
        raise Http404
    content = _kept_or_built(kit, by, language)
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="orders.kit_downloaded",
        target=f"course:{course.uuid}",
        data={"course": course.slug, "language": language},
    )
    name = f"{course.slug}-{language}.{format_named(FORMAT).ending}"
    return ManuscriptFile(name, content, ZIP)


def _kept_or_built(kit: Kit, by: Member, language: str) -> bytes:
    from terakoya.courseware.formats.kit import kit_zip  # brings the library of Word files

    values, today = kit_values(by.organisation), clock.today()
    depends_on = {
        "format": FORMAT,
        "kit": kit.model_dump(mode="json"),
        "language": language,
        "day": today.isoformat(),
        "values": values,
    }
    key = sha256(canonical(depends_on))
    return kept_file(by, key, lambda: kit_zip(kit, language, values, today))
