"""Work for a worker that is killed: `python -m tools.kill.jobs feed`, then `finish`.

`feed` queues mails and sends an edited deck now and then, until its standard input closes.
`finish`, after the server has ended, lets what a dead worker held run out, does what is left, and
tells what was lost or done twice.
"""

from __future__ import annotations

import io
import json
import select
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import django

from terakoya.portal.common import garbage

MAILS: Final = 5
MAILS_EVERY, DECKS_EVERY = 0.5, 40.0  # seconds


def main() -> int:
    """Feed or finish."""
    garbage.pause()
    django.setup()
    if sys.argv[1] == "feed":
        _feed()
        return 0
    found = _finish()
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["findings"] else 0


def _feed() -> None:
    """Queue mails, and a deck at once and every forty seconds."""
    from terakoya.portal.editions.models import Edition

    officer, deck = _officer(), _edited_deck()
    edition = Edition.objects.get()
    print("ready", flush=True)
    next_deck, number = 0.0, 0
    while not select.select([sys.stdin], [], [], MAILS_EVERY)[0]:
        number += MAILS
        _queue(officer, range(number - MAILS, number))
        if time.monotonic() >= next_deck:
            _send(officer, edition, deck)
            next_deck = time.monotonic() + DECKS_EVERY


def _officer() -> Any:
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import RoleGrant

    return RoleGrant.objects.filter(role=Role.OWNER).select_related("member")[0].member


def _edited_deck() -> bytes:
    """The deck of the organisation's edition after somebody has worked on its titles."""
    from pptx import Presentation

    from terakoya.courseware.formats import format_named
    from terakoya.portal.catalogue.models import Course
    from terakoya.portal.catalogue.selectors import course_material
    from terakoya.portal.editions.models import Draft
    from terakoya.portal.editions.services import open_edition
    from terakoya.portal.editions.storage import content_of

    edition = open_edition(by=_officer(), course=Course.objects.get())
    material = course_material(content_of(Draft.objects.get(edition=edition)).course)
    deck = Presentation(io.BytesIO(format_named("pptx").write(material, "ja")))
    for slide in deck.slides:
        if slide.shapes.title is not None and slide.shapes.title.has_text_frame:
            slide.shapes.title.text_frame.paragraphs[0].add_run().text = "（改）"
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _queue(officer: Any, numbers: range) -> None:
    from terakoya.portal.delivery.services import mail_of, queue_mails

    queue_mails(
        [
            mail_of(officer.organisation.uuid, f"a{n}@mihon.example", f"{n}", "本文", "ja")
            for n in numbers
        ]
    )


def _send(officer: Any, edition: Any, deck: bytes) -> None:
    from terakoya.portal.editions.services import receive_upload

    receive_upload(by=officer, edition=edition, name="改.pptx", size=len(deck), chunks=[deck])


def _finish() -> dict[str, Any]:
    from terakoya.portal.common import clock
    from terakoya.portal.delivery.models import OutboxMessage
    from terakoya.portal.delivery.worker import send_waiting
    from terakoya.portal.editions.models import Upload
    from terakoya.portal.editions.services import read_uploads

    held = OutboxMessage.objects.filter(claimed_until__gt=clock.now())
    held_mails = held.update(claimed_until=clock.now())
    Upload.objects.filter(claimed_until__gt=clock.now()).update(claimed_until=clock.now())
    sent_by_worker = OutboxMessage.objects.exclude(sent_at=None).count()
    send_waiting()
    read_uploads(seconds=600)
    return {
        "findings": [*_mails(), *_uploads()],
        "mails": OutboxMessage.objects.count(),
        "mails_sent_meanwhile": sent_by_worker,
        "mails_in_the_hands_of_a_dead_worker": held_mails,
        "mails_sent_again_under_their_id": sum(n - 1 for n in _delivered().values()),
        "decks": Upload.objects.count(),
        "readings_of_decks": sum(Upload.objects.values_list("attempts", flat=True)),
    }


def _mails() -> Iterator[str]:
    """Each queued mail has left, and what has left twice is one mail to its reader."""
    from terakoya.portal.delivery.models import OutboxMessage

    delivered = _delivered()
    for message in OutboxMessage.objects.all():
        if message.sent_at is None:
            yield f"mail {message.uuid} has not left"
        if not delivered[str(message.uuid)]:
            yield f"mail {message.uuid} is called sent and has not arrived"
    known = {str(uuid) for uuid in OutboxMessage.objects.values_list("uuid", flat=True)}
    yield from (f"mail {uuid} was never queued" for uuid in delivered.keys() - known)


def _delivered() -> Counter[str]:
    """How often each mail was written into a file, by the row that its Message-ID names."""
    from django.conf import settings

    found: Counter[str] = Counter()
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("Message-ID: <"):
                found[line.removeprefix("Message-ID: <").partition("@")[0]] += 1
    return found


def _uploads() -> Iterator[str]:
    """Each deck was read, with the same result, and changed no draft."""
    from terakoya.portal.editions.choices import UploadState
    from terakoya.portal.editions.models import Draft, Upload

    reports = set()
    for upload in Upload.objects.all():
        if upload.state != UploadState.READY:
            yield f"deck {upload.uuid} is {upload.state}: {upload.refusal}"
        reports.add((json.dumps(upload.report, sort_keys=True), upload.pages.count()))
    if len(reports) > 1:
        yield "the same deck was read in different ways"
    if [draft.version for draft in Draft.objects.all()] != [1]:
        yield "a draft was changed"


if __name__ == "__main__":
    sys.exit(main())
