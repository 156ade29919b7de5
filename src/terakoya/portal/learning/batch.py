"""The shape of a batch of events (docs/algorithms/progress.md §2 and §8); no database."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from .choices import EventKind
from .errors import BatchTooLarge, UnreadableBatch

LARGEST_BODY = 256 * 1024
MOST_EVENTS = 200
MOST_RANGES = 100
LONGEST_RANGE = 3600.0
LONGEST_MOMENT = 40  # characters
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
    Refusal.LANGUAGE: _("この研修にない言語の記録です。研修の言語を選んでください。"),
    Refusal.RANGES: _(
        "時間の範囲が正しくありません。"
        "[はじめ, おわり] の秒で、1つ3,600秒まで、100個までにしてください。"
    ),
    Refusal.ANSWER: _("このスライドにない選択肢です。表示された選択肢から選んでください。"),
    Refusal.SKIP: _("このスライドはとばせません。読むか聞くかしてください。"),
    Refusal.UUID: _("この番号は使われています。記録ごとに新しいuuidを付けてください。"),
}
CLOCK_SENTENCE = _(
    "端末の時計がずれています。記録は保存しましたが、時間は数えていません。時計を合わせてください。"
)


def moment_of(value: Any) -> dt.datetime:
    """A moment with a zone between 1970 and 2199. Raises `ValueError`."""
    if not isinstance(value, str) or len(value) > LONGEST_MOMENT:
        raise ValueError
    try:
        moment = dt.datetime.fromisoformat(value)
        if moment.tzinfo is None or not EARLIEST <= moment < LATEST:
            raise ValueError
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError from error


def _on_milliseconds(value: tuple[float, float]) -> tuple[float, float]:
    start, end = round(value[0], 3), round(value[1], 3)
    if not 0 < end - start <= LONGEST_RANGE:
        raise ValueError
    return start, end


# What a database can keep as text: no zero byte.
Word = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")]
_Second = Annotated[float, Strict(), Field(ge=0, le=LATEST.timestamp(), allow_inf_nan=False)]
_Range = Annotated[tuple[_Second, _Second], AfterValidator(_on_milliseconds)]
_Ranges = Annotated[tuple[_Range, ...], Field(max_length=MOST_RANGES)]


@dataclass(frozen=True)
class ReportedEvent:
    """An event of the right shape, as a player reports it."""

    uuid: UUID
    slide: Word
    slide_hash: Word
    language: Annotated[Word, Field(max_length=2)]
    kind: EventKind
    seq: Annotated[int, Strict(), Field(ge=0, le=_LARGEST_SEQ)]
    client_time: Annotated[dt.datetime, PlainValidator(moment_of)]
    ranges: _Ranges = ()
    answer: Annotated[Word, Field(max_length=16)] = ""
    moments: _Ranges = ()


_EVENT: Final = TypeAdapter(ReportedEvent)


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
    events: dict[UUID, ReportedEvent] = {}
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
    try:
        event = _EVENT.validate_python(entry)
    except ValidationError as error:
        return RefusedEvent(_uuid_of(entry), _shape_refusal(error))
    reason = _rule_refusal(event)
    return event if reason is None else RefusedEvent(_uuid_of(entry), reason)


def _uuid_of(entry: Any) -> str:
    given = entry.get("uuid") if isinstance(entry, Mapping) else None
    return given[:64] if isinstance(given, str) else ""


def _shape_refusal(error: ValidationError) -> Refusal:
    wrong = {one["loc"][:1] for one in error.errors(include_url=False, include_input=False)}
    return Refusal.RANGES if wrong <= {("ranges",), ("moments",)} else Refusal.SHAPE


def _rule_refusal(event: ReportedEvent) -> Refusal | None:
    """What a kind of event must say and what it may not; `None` where all is well."""
    if event.kind is EventKind.PRESENT:  # no player writes it
        return Refusal.SHAPE
    if bool(event.answer) != (event.kind is EventKind.ANSWERED):
        return Refusal.ANSWER
    is_heard = event.kind is EventKind.HEARD
    if bool(event.ranges) != (is_heard or event.kind is EventKind.READ):
        return Refusal.RANGES
    if event.moments and not is_heard:
        return Refusal.RANGES
    is_long = is_heard and any(end > LONGEST_RANGE for _start, end in event.ranges)
    return Refusal.RANGES if is_long else None
