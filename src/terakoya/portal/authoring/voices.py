"""The voices that own courses may have: those that the house's own recordings are made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from terakoya.courseware.model import Voice

SILENT: Final = "none"


@dataclass(frozen=True)
class OfferedVoice:
    """A voice of an engine, what people call it, and the speed at which it speaks as usual."""

    engine: str
    name: str
    label: Any
    usual: float = 1.0

    def at(self, speed: str) -> Voice:
        """Who says the notes at one of `SPEEDS`."""
        return Voice(
            engine=self.engine, name=self.name, speed=round(self.usual * SPEEDS[speed][0], 2)
        )


VOICES: Final = {
    "ja": (
        OfferedVoice("kokoro-ja", "jf_alpha", _("女性の声（落ち着いた声）")),
        OfferedVoice("kokoro-ja", "jf_tebukuro", _("女性の声（明るい声）")),
        OfferedVoice("kokoro-ja", "jm_kumo", _("男性の声")),
    ),
    "en": (
        OfferedVoice("kokoro-en", "af_heart", _("女性の声（アメリカ英語）"), 0.82),
        OfferedVoice("kokoro-en", "bf_emma", _("女性の声（イギリス英語）"), 0.82),
        OfferedVoice("kokoro-en", "am_michael", _("男性の声（アメリカ英語）"), 0.82),
    ),
}
USUAL: Final = "usual"
SPEEDS: Final[dict[str, tuple[float, Any]]] = {
    "slow": (0.85, _("ゆっくり")),
    USUAL: (1.0, _("ふつう")),
    "fast": (1.15, _("少し速い")),
}


def voices_of(language: str) -> tuple[OfferedVoice, ...]:
    """What is offered in a language; none where nobody speaks it."""
    return VOICES.get(language, ())


def voice_of(language: str, name: str, speed: str) -> Voice | None:
    """The voice of that name at a speed; `None` for a silent course. Raises `KeyError`."""
    if name == SILENT:
        return None
    return {one.name: one for one in voices_of(language)}[name].at(speed)


def speed_of(voice: Voice) -> str:
    """Which of `SPEEDS` a voice speaks at, the nearest one."""
    usual = next((o.usual for o in VOICES.get("en", ()) if o.engine == voice.engine), 1.0)
    return min(SPEEDS, key=lambda one: abs(SPEEDS[one][0] * usual - voice.speed))
