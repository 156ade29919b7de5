"""The shape of a batch of events (docs/algorithms/progress.md §2 and §8); no database."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from .choices import EventKind
from .errors import BatchTooLarge, UnreadableBatch
from .ranges import Ranges

LARGEST_BODY = 256 * 1024
MOST_EVENTS = 200
MOST_RANGES = 100
LONGEST_RANGE = 3600.0
LATEST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LARGEST_SEQ = 2**31 - 1
_SCREEN = re.compile(r"[0-9a-f-]{8,36}")


class Refusal(StrEnum):
    """Why an event is refused; a player drops it, for it would be refused again."""

    SHAPE = "shape"
    SLIDE = "slide"
    CONTENT = "content"
    LANGUAGE = "language"
    RANGES = "ranges"
    ANSWER = "answer"
    SKIP = "skip"
    UUID = "uuid"


SENTENCES: dict[Refusal, Any] = {
    Refusal.SHAPE: _(
        "記録の形が正しくありません。"
        "uuid、slide、slide_hash、language、kind、seq、client_time を入れてください。"
    ),
    Refusal.SLIDE: _("この版にないスライドの記録です。ページを読み込み直してください。"),
    Refusal.CONTENT: _("スライドの内容がこの版とちがいます。ページを読み込み直してください。"),
    Refusal.LANGUAGE: _("この研修にない言語の記録です。研修の言語をえらんでください。"),
    Refusal.RANGES: _(
        "時間の範囲が正しくありません。"
        "[はじめ, おわり] の秒で、1つ3,600秒まで、100個までにしてください。"
    ),
    Refusal.ANSWER: _("このスライドにない選択肢です。表示された選択肢からえらんでください。"),
    Refusal.SKIP: _("このスライドはとばせません。読むか聞くかしてください。"),
    Refusal.UUID: _("この番号は使われています。記録ごとに新しいuuidを付けてください。"),
}
CLOCK_SENTENCE = _(
    "端末の時計がずれています。記録は保存しましたが、時間は数えていません。時計を合わせてください。"
)


@dataclass(frozen=True)
class ReportedEvent:
    """An event of the right shape, as a player reports it."""

    uuid: uuid.UUID
    slide: str
    slide_hash: str
    language: str
    kind: EventKind
    seq: int
    client_time: dt.datetime
    ranges: Ranges = ()
    answer: str = ""
    moments: Ranges = ()


@dataclass(frozen=True)
class RefusedEvent:
    """An event that is not saved; `uuid` as it was given, cut short."""

    uuid: str
    reason: Refusal


@dataclass(frozen=True)
class Screen:
    """The page that sends: its id (empty where it says none), and whether it takes over."""

    id: str = ""
    takes_over: bool = False


@dataclass(frozen=True)
class Batch:
    """What came in one post: events of the right shape, and the others."""

    events: tuple[ReportedEvent, ...]
    refused: tuple[RefusedEvent, ...] = ()
    screen: Screen = Screen()


def read_batch(body: bytes) -> Batch:
    """Read the JSON of a post. Raises `BatchTooLarge` or `UnreadableBatch`."""
    content = _content(body)
    entries = _entries(content)
    events: dict[uuid.UUID, ReportedEvent] = {}
    refused = []
    for entry in entries:
        event = _event(entry)
        if isinstance(event, RefusedEvent):
            refused.append(event)
        else:
            events.setdefault(event.uuid, event)
    return Batch(tuple(events.values()), tuple(refused), _screen(content))


def check_size(length: int) -> None:
    """Refuse a body that holds more than a post may. Raises `BatchTooLarge`."""
    if length > LARGEST_BODY:
        raise BatchTooLarge(
            _("一度に送れる記録は256KBまでです。分けて送ってください。"), field="events"
        )


def _content(body: bytes) -> Any:
    check_size(len(body))
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _screen(content: Any) -> Screen:
    screen = content.get("screen", "")
    if screen and not (isinstance(screen, str) and _SCREEN.fullmatch(screen)):
        raise UnreadableBatch(
            _("画面の番号が正しくありません。screenには、ページごとのuuidを入れてください。"),
            field="screen",
        )
    return Screen(screen, bool(screen) and content.get("takes_over") is True)


def _entries(content: Any) -> list[Any]:
    entries = content.get("events") if isinstance(content, Mapping) else None
    if not isinstance(entries, list):
        raise UnreadableBatch(
            _('記録を読み取れません。{"events": […]} の形のJSONで送ってください。'), field="events"
        )
    if len(entries) > MOST_EVENTS:
        raise BatchTooLarge(
            _("一度に送れる記録は200件までです。分けて送ってください。"), field="events"
        )
    return entries


def _event(entry: Any) -> ReportedEvent | RefusedEvent:
    given = entry.get("uuid") if isinstance(entry, Mapping) else None
    shown = given[:64] if isinstance(given, str) else ""
    try:
        kind = EventKind(entry["kind"])
        event = ReportedEvent(
            uuid=uuid.UUID(given),
            slide=text_of_length(entry["slide"], 64),
            slide_hash=text_of_length(entry["slide_hash"], 64),
            language=text_of_length(entry["language"], 2),
            kind=kind,
            seq=_sequence(entry["seq"]),
            client_time=moment_of(entry["client_time"]),
            answer=text_of_length(entry.get("answer", ""), 16),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return RefusedEvent(shown, Refusal.SHAPE)
    if bool(event.answer) != (kind is EventKind.ANSWERED):
        return RefusedEvent(shown, Refusal.ANSWER)
    ranges = _ranges(entry.get("ranges", []), kind)
    moments = _moments(entry.get("moments", []), kind)
    if ranges is None or moments is None:
        return RefusedEvent(shown, Refusal.RANGES)
    return replace(event, ranges=ranges, moments=moments)


def text_of_length(value: Any, longest: int) -> str:
    """A text that is none too long. Raises `TypeError`."""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise TypeError
    return value


def _sequence(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST_SEQ:
        raise TypeError
    return value


def moment_of(value: Any) -> dt.datetime:
    """A moment with a zone between 1970 and 2199. Raises `TypeError` or `ValueError`."""
    moment = dt.datetime.fromisoformat(text_of_length(value, 40))
    if moment.tzinfo is None or not EARLIEST <= moment < LATEST:
        raise ValueError
    return moment.astimezone(dt.UTC)


def _ranges(values: Any, kind: EventKind) -> Ranges | None:
    """The ranges on milliseconds, or `None` when they make no sense for this kind."""
    if kind not in (EventKind.HEARD, EventKind.READ):
        return () if values == [] else None
    latest = LONGEST_RANGE if kind is EventKind.HEARD else LATEST.timestamp()
    return _read_ranges(values, latest) or None


def _moments(values: Any, kind: EventKind) -> Ranges | None:
    """When something was heard; a player that does not tell gives none."""
    if kind is EventKind.HEARD:
        return _read_ranges(values, LATEST.timestamp())
    return () if values == [] else None


def _read_ranges(values: Any, latest: float) -> Ranges | None:
    if not isinstance(values, list) or len(values) > MOST_RANGES:
        return None
    ranges = [_range(value, latest) for value in values]
    return None if None in ranges else tuple(one for one in ranges if one is not None)


def _range(value: Any, latest: float) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    if any(type(end) not in (int, float) for end in value):
        return None
    if not all(0 <= end <= latest for end in value):  # also refuses NaN
        return None
    start, end = (round(float(one), 3) for one in value)
    return (start, end) if math.isfinite(end) and 0 < end - start <= LONGEST_RANGE else None
