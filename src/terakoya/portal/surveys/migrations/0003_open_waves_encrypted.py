"""Waves that are open move over: one way, while the portal stands still.

What was counted so far is encrypted to a key made now; a wave that nobody has answered and that
opens later anyway is left out and opened by its rule (docs/algorithms/survey.md §2, §7).
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError

from terakoya.courseware.model import Survey

from ...common import clock
from .. import comments, days, paillier, seals
from ..choices import WaveKind
from ..key_files import WaveKeyFolder, WaveKey


def move_over(apps: Any, _schema: Any) -> None:
    """Encrypt what open waves have counted, and let closed waves be nothing but their table."""
    Wave = apps.get_model("surveys", "Wave")
    for wave in Wave.objects.exclude(closed_at=None):
        last = wave.closes_on or wave.closed_at.astimezone(clock.TOKYO).date()
        wave.state, wave.key_gone_at = "closed", wave.closed_at
        wave.closes_on = wave.latest_on = last
        wave.save()
        apps.get_model("surveys", "CellMember").objects.filter(wave=wave).delete()
    for wave in Wave.objects.filter(closed_at=None).select_related("assignment"):
        if wave.participations.exists() or wave.kind == WaveKind.BEFORE:
            _move(apps, wave)
        else:
            wave.delete()
    # They told how many had answered; the chain verifies without them.
    payloads = apps.get_model("audit", "AuditPayload")
    payloads.objects.filter(entry__verb="surveys.wave_closed").delete()


def _move(apps: Any, wave: Any) -> None:
    today = clock.today()
    latest = days.latest_day(today)
    wanted = wave.closes_on or days.last_day(wave.kind, today, wave.assignment.due_on)
    wave.closes_on, wave.latest_on, wave.state = min(wanted, latest), latest, "open"
    wave.save()
    text = apps.get_model("catalogue", "RevisionText").objects.get(
        revision_id=wave.revision_id, language="ja"
    )
    survey = Survey.model_validate(text.survey)
    key = WaveKeyFolder(settings.SURVEY_KEYS).make(wave.uuid, settings.SURVEY_KEY_BITS)
    fixed = _fixed(apps, wave, survey, key)
    for cell in wave.cells.all():
        _encrypt(wave, cell, fixed, key)
    _seal_comments(apps, wave, fixed, survey)


def _fixed(apps: Any, wave: Any, survey: Survey, key: WaveKey) -> Any:
    size = key.public.ciphertext_bytes
    members = sum(wave.cells.values_list("headcount", flat=True))
    fixed = apps.get_model("surveys", "BallotKey")(
        organisation_id=wave.organisation_id,
        wave=wave,
        modulus=key.public.n.to_bytes(size // 2, "big"),
        base=key.base.to_bytes(size, "big"),
        comment_key=comments.public_half(key.comments),
        counters=[
            [item.id, option.id]
            for item in survey.items
            if item.kind != "comment"
            for option in survey.options_of(item)
        ],
        comment_items=sum(item.kind == "comment" for item in survey.items),
        pages=max(1, members // comments.MEMBERS_A_PAGE),
    )
    numbers = (wave.min_n, wave.min_n_sensitive, fixed.comment_items, fixed.pages)
    parts = [
        wave.uuid.bytes,
        fixed.modulus,
        fixed.base,
        fixed.comment_key,
        json.dumps(fixed.counters).encode(),
        *(seals.number(one) for one in numbers),
    ]
    fixed.seal = seals.seal(seals.derive_key(settings.SECRET_KEY), seals.OPENING, parts)
    fixed.save()
    return fixed


def _encrypt(wave: Any, cell: Any, fixed: Any, key: WaveKey) -> None:
    counters = [cell.counts.get(item, {}).get(option, 0) for item, option in fixed.counters]
    encrypted = [key.public.encrypt(plain) for plain in paillier.pack(key.public, counters)]
    cell.ballots, cell.ciphertexts = cell.answered, paillier.to_bytes(key.public, encrypted)
    parts = [
        wave.uuid.bytes,
        seals.number(cell.department_id or 0),
        seals.number(cell.ballots),
        cell.ciphertexts,
    ]
    cell.seal = seals.seal(seals.derive_key(settings.SECRET_KEY), seals.CELL, parts)
    cell.counts, cell.answered = {}, 0
    cell.save()


def _seal_comments(apps: Any, wave: Any, fixed: Any, survey: Survey) -> None:
    """Each comment in a blob of its own, and blobs without one for the other ballots."""
    items = [item.id for item in survey.items if item.kind == "comment"]
    texts = [
        [comments.clean_comment(text) if item == page.item_id else "" for item in items]
        for page in wave.comment_pages.all()
        for text in page.comments
    ]
    ballots = sum(wave.cells.values_list("ballots", flat=True))
    texts += [[""] * len(items)] * (ballots - len(texts))
    pages = [b""] * fixed.pages
    for number, one in enumerate(texts):
        place = number % fixed.pages
        blob = comments.seal_comments(fixed.comment_key, one)
        pages[place] = comments.with_blob(pages[place], blob)
    page_model = apps.get_model("surveys", "BlobPage")
    page_model.objects.bulk_create(
        page_model(
            organisation_id=wave.organisation_id,
            wave=wave,
            number=number,
            blobs=blobs,
            seal=_page_seal(wave, number, blobs),
        )
        for number, blobs in enumerate(pages)
    )
    wave.comment_pages.all().delete()


def _page_seal(wave: Any, number: int, blobs: bytes) -> bytes:
    parts = [wave.uuid.bytes, seals.number(number), blobs]
    return seals.seal(seals.derive_key(settings.SECRET_KEY), seals.PAGE, parts)


def stay(apps: Any, _schema: Any) -> None:
    """Encrypted counters cannot become plain again: there must be no open wave."""
    if apps.get_model("surveys", "Wave").objects.filter(closed_at=None).exists():
        raise IrreversibleError(
            "Surveys are open, and their counters cannot be decrypted before they are closed. "
            "Close them first."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0002_keys_cells_and_pages_encrypted"),
        ("audit", "0001_audit_chain"),
        ("catalogue", "0001_courses_revisions_prices"),
        ("learning", "0001_grants_enrolments_events"),
    ]

    operations = [migrations.RunPython(move_over, stay)]
