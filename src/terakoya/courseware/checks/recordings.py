"""Recordings are there, are what they say, and are asked for."""

from __future__ import annotations

from ..errors import Severity, UnreadableSource
from ..narration import Narration, NarrationPart, narrations
from ..recordings import read_recording
from ..text.sentences import text_sentences
from .context import CheckContext, Rule

_RECORD = "record it with `terakoya voice`"


def check_recordings(context: CheckContext) -> None:
    """Every narration of a language has its recording, once any has; and it can be played."""
    audio = context.material.audio
    for language in context.course.meta.languages:
        wanted = narrations(context.course, language)
        recorded = [one for one in wanted if one.is_recorded(audio)]
        for one in recorded:
            try:
                read_recording(one, audio, _sentences(one))
            except UnreadableSource as error:
                problem, _, mend = str(error).partition(" → ")
                context.find_in_file("media/audio", "spoilt-recording", problem, mend or _RECORD)
        if recorded:
            for one in wanted:
                if not one.is_recorded(audio):
                    _missing(context, language, one)


def _sentences(narration: Narration) -> tuple[str, ...]:
    return tuple(one for line in narration.lines for one in text_sentences(line.shown))


def _missing(context: CheckContext, language: str, narration: Narration) -> None:
    is_answer = narration.part is NarrationPart.ANSWER
    context.find(
        language,
        narration.slide,
        _field(narration),
        "missing-recording",
        f"the {'answer' if is_answer else 'slide'} has no recording, "
        f"though others in {language} have one",
        _RECORD,
        Severity.WARNING,
    )


def _field(narration: Narration) -> tuple[str]:
    return ("answer_narration" if narration.part is NarrationPart.ANSWER else "narration",)


def check_numbers(context: CheckContext) -> None:
    """A voice has a reading for every number, so that none is guessed."""
    for language in context.course.meta.languages:
        for one in narrations(context.course, language, context.settings.values(language)):
            for number in one.unread:
                context.find(
                    language,
                    one.slide,
                    _field(one),
                    "unread-number",
                    f"no reading is known for the number in `{number}`",
                    "write it as {number|reading} with what belongs to it, or give the word a "
                    "reading in shared/readings.yaml",
                    Severity.WARNING,
                )


def check_unused_recordings(context: CheckContext) -> None:
    """No recording lies about that nothing asks for."""
    unused = context.unused_audio
    if unused:
        context.find_in_file(
            "media/audio",
            "unused-recording",
            f"{len(unused)} files are asked for by no narration, such as {unused[0]}",
            "remove them with `terakoya voice --remove-unused`",
            Severity.WARNING,
        )


RULES: tuple[Rule, ...] = (check_recordings, check_numbers, check_unused_recordings)
