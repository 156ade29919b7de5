"""Plain values → parts of the model, with findings that name the line.

A translation inherits from its source what is the same in every language. In an edition it may
also state such a value itself: where the source language was changed alone, the translation
holds what it held before, until it is translated anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from ...errors import ERRORS_FROM, Finding, Severity
from ...misfits import Misfit, misfits_in
from ...model import STRUCTURAL, Part, SlideBase
from ...text.places import Places
from ...text.yaml_lines import Lined, Path
from .wording import Wordings

T = TypeVar("T", bound=Part)


class PartReader:
    """Reads parts of the model from YAML values and collects findings."""

    def __init__(
        self, findings: list[Finding], places: Places, *, is_edition: bool = False
    ) -> None:
        self.findings, self.places, self.is_edition = findings, places, is_edition
        self.cuts: list[tuple[str, int, str]] = []  # file, line, what is taken for a comment
        self.wordings = Wordings()

    def read(self, kind: type[T], lined: Lined, file: str, base: Path = ()) -> T | None:
        """The part at `base`, or `None` after findings."""
        value = lined.value
        for step in base:
            value = value[step]
        if not isinstance(value, dict):
            self.find(
                file,
                lined.line(*base),
                "shape",
                "keys and values are expected here",
                "write `key: value`",
            )
            return None
        try:
            return kind.model_validate(self._with_wordings(value, lined, file, base))
        except ValidationError as error:
            for misfit in misfits_in(error):
                self._explain(misfit, lined, file, base)
            return None

    def _with_wordings(
        self, value: dict[str, Any], lined: Lined, file: str, base: Path
    ) -> dict[str, Any]:
        unknown: list[tuple[Path, str]] = []
        language = file[:2] if file[2:3] == "/" else ""
        said: dict[str, Any] = self.wordings.put_in(value, language, unknown)
        for at, name in unknown:
            self.find(
                file,
                lined.line(*base, *at),
                "unknown-wording",
                f"facts.yaml has no words `{name}` in this language",
                "name the fact, or one of its `wording`: {fact:call-110.rule}",
            )
        return said

    def find_cuts(self, lined: Lined, file: str) -> None:
        """Find texts that a ` #` cuts off: without quotation marks the rest is a comment."""
        for line, rest in lined.cuts:
            self.cuts.append((file, line, rest))
            self.find(
                file,
                line,
                "cut-text",
                f"the text ends before 「{rest[:20]}」, which is a comment without quotation marks",
                "put the text in quotation marks, or let `terakoya check --mend` put the comment "
                "on a line of its own",
            )

    def _explain(self, misfit: Misfit, lined: Lined, file: str, base: Path) -> None:
        line = lined.line(*base, *misfit.path)
        code = misfit.kind.replace("_", "-")
        self.find(file, line, code, misfit.message("en"), misfit.mend("en"))

    def inherit(
        self, source: Part, lined: Lined, file: str, base: Path = (), kind: type[Part] | None = None
    ) -> None:
        """Fill a translation's structural keys from its source, in place; refuse other values.

        `kind` is what the translation is when that is not what its source is: in an edition, a
        slide whose layout was changed in the source language alone.
        """
        value = lined.value
        for step in base:
            value = value[step]
        if isinstance(value, dict):
            fields = type(source) if kind in (None, type(source)) else SlideBase
            self._inherit(source, value, lined, file, base, fields)

    def _inherit(
        self,
        source: Part,
        value: dict[str, Any],
        lined: Lined,
        file: str,
        path: Path,
        fields: type[Part] | None = None,
    ) -> None:
        for name, info in (fields or type(source)).model_fields.items():
            theirs = getattr(source, name)
            if info.json_schema_extra == STRUCTURAL:
                if self.is_edition and name in value:
                    continue
                plain = source.model_dump(mode="json", include={name}).get(name)
                if name in value and not _same(value[name], plain):
                    self.find(
                        file,
                        lined.line(*path, name),
                        "translation-differs",
                        f"`{name}` differs from the source language ({plain!r} there)",
                        "leave it out here, or change it in the source",
                    )
                value[name] = plain
            elif isinstance(theirs, Part):
                inner = value.setdefault(name, {})
                if isinstance(inner, dict):
                    self._inherit(theirs, inner, lined, file, (*path, name))
            elif isinstance(theirs, tuple) and theirs and isinstance(theirs[0], Part):
                self._inherit_list(theirs, value.get(name), lined, file, (*path, name))

    def _inherit_list(
        self, theirs: tuple[Part, ...], ours: Any, lined: Lined, file: str, path: Path
    ) -> None:
        if not isinstance(ours, list):
            return
        if len(ours) != len(theirs) and not self.is_edition:
            self.find(
                file,
                lined.line(*path),
                "translation-differs",
                f"`{path[-1]}` has {len(ours)} entries, the source language has {len(theirs)}",
                "bring the translation to the same number, in the same order",
            )
        for number, entry in enumerate(ours):
            part = self._counterpart(theirs, number, entry)
            if part is not None:
                self._inherit(part, entry, lined, file, (*path, number))

    def _counterpart(self, theirs: tuple[Part, ...], number: int, entry: Any) -> Part | None:
        """What an entry of a translated list renders: by its place, in an edition by its id."""
        beside = theirs[number] if number < len(theirs) else None
        if not isinstance(entry, dict):
            return None
        if not self.is_edition or "id" not in entry or getattr(beside, "id", "") == entry["id"]:
            return beside
        return next((one for one in theirs if getattr(one, "id", None) == entry["id"]), None)

    def find(
        self,
        file: str,
        line: int,
        code: str,
        message: str,
        mend: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record a finding; one of a young rule keeps nothing from being used."""
        severity = Severity.WARNING if code in ERRORS_FROM else severity
        self.findings.append(Finding(file, line, code, message, mend, severity))

    def find_untranslated(self, file: str, line: int, code: str, message: str, mend: str) -> None:
        """Record where translation and source part ways: an edition may do so for a while."""
        severity = Severity.WARNING if self.is_edition else Severity.ERROR
        self.find(file, line, code, message, mend, severity)


def _same(ours: Any, plain: Any) -> bool:
    if isinstance(ours, Mapping) or isinstance(plain, Mapping):
        return bool(ours == plain)
    if isinstance(plain, list):
        return isinstance(ours, list) and ours == plain
    return str(ours) == str(plain)
