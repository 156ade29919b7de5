"""An upgraded portal, used as its people do: prints what they saw as JSON.

Run beside the installation (TERAKOYA_VAR, TERAKOYA_DATABASE) by `test_older_portals`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from terakoya.portal.accounts.models import Member  # noqa: E402
from terakoya.portal.audit.services_signing import sign_heads  # noqa: E402
from terakoya.portal.catalogue.models import Revision  # noqa: E402
from terakoya.portal.common import clock  # noqa: E402
from terakoya.portal.documents.models import IssuedDocument  # noqa: E402
from terakoya.portal.documents.services import document_pdf  # noqa: E402
from terakoya.portal.editions.models import Draft, EditionRevision  # noqa: E402
from terakoya.portal.editions.storage import content_of  # noqa: E402
from terakoya.portal.learning.models import Certificate  # noqa: E402
from terakoya.portal.surveys.choices import WaveKind  # noqa: E402
from terakoya.portal.surveys.models import Participation, Wave  # noqa: E402
from terakoya.portal.surveys.selectors import survey_of_wave  # noqa: E402
from terakoya.portal.surveys.services import close_wave, submit_answers  # noqa: E402

MOMENT = dt.datetime(2026, 12, 8, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def main() -> None:
    # Style sheets are collected by `make start`, and no matter here.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain})
    with clock.fixed_at(MOMENT), storages:
        officer = Member.objects.get(person__email="officer@mihon.example")
        learner = Member.objects.get(employee_number="000101")
        told = {
            "passwords": passwords_fit(officer, learner),
            "pages": [status(learner, "/my/"), status(officer, "/manage/")],
            "wave": finished_wave(officer, learner),
            "editions": edition_titles(),
            "documents": documents(),
            "certificates": [status(officer, f"/verify/{one.code}/") for one in certificates()],
            "audit": audit(),
        }
    print(json.dumps(told, ensure_ascii=False))


def passwords_fit(officer: Member, learner: Member) -> list[bool]:
    lines = (Path(settings.VAR) / "demo-sign-ins.txt").read_text("utf-8")
    words = re.findall(r"password +(\S+)", lines)
    people = [officer.person, learner.person]
    return [one.check_password(word) for one, word in zip(people, words, strict=True)]


def status(member: Member, address: str) -> int:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member.person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.get(address).status_code


def finished_wave(officer: Member, learner: Member) -> dict[str, Any]:
    """The learner answers what was opened by the release of before; the officer closes it."""
    wave = Wave.objects.get(kind=WaveKind.BEFORE)
    survey = survey_of_wave(wave, "ja")
    items = [item for item in survey.items if item.kind != "comment"]
    answers = {item.id: survey.options_of(item)[0].id for item in items}
    before = Participation.objects.filter(wave=wave).count()
    submit_answers(by=learner, wave=wave, enrolment=None, answers=answers)
    table = close_wave(wave=wave, by=officer).table
    page = status(officer, f"/manage/surveys/{wave.uuid}/result/")
    keys = sorted(path.stem for path in Path(settings.SURVEY_KEYS).glob("*.key"))
    return {
        "answered": [before, Participation.objects.filter(wave=wave).count()],
        "topics": table["company"]["topics"],
        "comments": sorted(text for texts in table["comments"].values() for text in texts),
        "page": page,
        "key is gone": str(wave.uuid) not in keys,
    }


def edition_titles() -> list[str]:
    """Of the slide that the edition changed: as published, and as the draft has it."""

    def title(content: Any) -> str:
        slides = [slide for chapter in content.course.source.chapters for slide in chapter.slides]
        return str(next(slide.title for slide in slides if slide.id == "same-day"))

    release = EditionRevision.objects.get().releases.get()
    return [title(content_of(release)), title(content_of(Draft.objects.get()))]


def documents() -> dict[str, str]:
    return {
        one.number: hashlib.sha256(document_pdf(one)).hexdigest()
        for one in IssuedDocument.objects.all()
    }


def certificates() -> list[Certificate]:
    return list(Certificate.objects.order_by("id"))


def audit() -> str:
    """What verifies, after the worker has signed what no release before did."""
    sign_heads()
    answer = io.StringIO()
    call_command("verify_audit", stdout=answer)
    return answer.getvalue()


if __name__ == "__main__":
    assert Revision.objects.exists()
    main()
