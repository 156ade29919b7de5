"""`conflicts.json`, which is also a file of choices: fill in `take` and hand it to `--resolve`.

One entry a conflict: `conflict` (its id), `take` (`ours`, `theirs`, `text` or `fields`; empty as
long as nobody has decided), `text` for a text, and `seen`, by which a choice is known to still
fit. What else stands there is for the person who decides, and is not read back: so
`takes_text`, and `takes_fields`, by which a rewritten part may be asked about field by field.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from ..errors import UnreadableSource
from ..model import SCHEMA
from ..text.yaml_lines import YamlProblem, read_yaml
from .model import Choice, Conflict, Merged

_READ = ("conflict", "take", "text", "seen")


def choices_file(merged: Merged) -> bytes:
    """The conflicts of a merge as JSON: those that are open, then those that were resolved, then
    the choices that did not go together and led to one of them."""
    entries = [_entry(conflict, None) for conflict in merged.conflicts]
    entries += [_entry(conflict, choice) for conflict, choice in merged.settled]
    entries += [choice.model_dump(mode="json") for choice in merged.superseded]
    data = {"schema": SCHEMA, "choices": entries}
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode()


def _entry(conflict: Conflict, choice: Choice | None) -> dict[str, Any]:
    text = choice.text if choice else ""
    return {
        "conflict": conflict.id,
        "take": choice.take if choice else "",
        "text": text if isinstance(text, str) else list(text),
        "seen": conflict.seen,
        "kind": str(conflict.kind),
        "legal": conflict.legal,
        "takes_text": conflict.takes_text,
        "takes_fields": conflict.takes_fields,
        "field": conflict.label("en"),
        "base": conflict.base,
        "ours": conflict.ours,
        "theirs": conflict.theirs,
    }


def read_choices(data: bytes) -> list[Choice]:
    """The choices of a file, JSON or YAML; entries whose `take` is empty are left out.

    Raises `UnreadableSource` naming the entry.
    """
    plain = _plain(data)
    entries = plain.get("choices") if isinstance(plain, dict) else None
    if not isinstance(entries, list):
        raise UnreadableSource(
            "The file of choices has no list `choices`. → Take conflicts.json and fill in `take`."
        )
    return [
        _choice(number, entry)
        for number, entry in enumerate(entries, 1)
        if not isinstance(entry, dict) or entry.get("take")
    ]


def _plain(data: bytes) -> Any:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableSource("The file of choices is not UTF-8. → Save it as UTF-8.") from error
    try:
        return json.loads(text)
    except ValueError:
        pass  # then it is YAML
    try:
        return read_yaml(text).value
    except YamlProblem as problem:
        raise UnreadableSource(
            f"The file of choices is neither JSON nor YAML (line {problem.line}: "
            f"{problem.message}). → {problem.mend}."
        ) from problem


def _choice(number: int, entry: Any) -> Choice:
    try:
        if not isinstance(entry, dict):
            raise ValueError
        return Choice.model_validate({key: entry[key] for key in _READ if key in entry})
    except (ValidationError, ValueError) as error:
        raise UnreadableSource(
            f"Choice {number} of the file cannot be read. → It needs `conflict` and `seen` as in "
            "conflicts.json, and `take` that is ours, theirs, text or fields."
        ) from error
