"""Words of a fact that texts take over as they stand: `{fact:call-110.rule}`.

A fact says some things in words that must be the same everywhere. Where the source of a course
names them, they are put in as it is read; what comes after knows nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...model import Fact, LocalText
from ...text.yaml_lines import Path as Place
from ...text.yaml_lines import read_yaml

FACTS_FILE = "facts.yaml"
_TAKEN = re.compile(r"\{fact:(?P<fact>[a-z0-9-]+)(?:\.(?P<name>[a-z0-9-]+))?\}")
_LANGUAGE = re.compile(r"[a-z]{2}")


class Wordings:
    """The words of facts, and what named some that there are not: its place and its name."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._known: dict[str, LocalText] = {}
        for fact in facts:
            self._known[fact.id] = fact.statement
            self._known |= {f"{fact.id}.{name}": text for name, text in fact.wording.items()}

    def put_in(self, value: Any, language: str, unknown: list[tuple[Place, str]]) -> Any:
        """The value with the words of facts in the language of the text they stand in."""
        return self._put_in(value, language, (), unknown)

    def _put_in(
        self, value: Any, language: str, at: Place, unknown: list[tuple[Place, str]]
    ) -> Any:
        if isinstance(value, dict):
            return {
                key: self._put_in(one, _language(key, one) or language, (*at, key), unknown)
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [
                self._put_in(one, language, (*at, number), unknown)
                for number, one in enumerate(value)
            ]
        if not isinstance(value, str) or "{fact:" not in value:
            return value

        def words(found: re.Match[str]) -> str:
            name = found[0][len("{fact:") : -1]
            if (said := self._known.get(name, {}).get(language)) is None:
                unknown.append((at, name))
                return found[0]
            return said

        return _TAKEN.sub(words, value)


def _language(key: object, value: object) -> str | None:
    """The language of a text that stands beside those of others."""
    is_text = isinstance(key, str) and isinstance(value, str) and _LANGUAGE.fullmatch(key)
    return str(key) if is_text else None


def shared_wording(courses: Path, fact_id: str, name: str) -> Mapping[str, str]:
    """Words of a fact in each language, from the facts beside some courses; empty without any."""
    file = courses / "shared" / FACTS_FILE
    if not file.is_file():
        return {}
    facts = read_yaml(file.read_text(encoding="utf-8")).value.get("facts", ())
    found: dict[str, Any] = next((one for one in facts if one.get("id") == fact_id), {})
    return dict(found.get("wording", {}).get(name, {}))
