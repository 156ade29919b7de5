#!/usr/bin/env python3
"""Keep the catalogues of the interface: `tools/translations.py [--check] [APP …]`.

The source text is Japanese; every app keeps its English in `locale/en/LC_MESSAGES/django.po`.
Without `--check` missing texts are added to the catalogue with an empty translation, unused ones
are dropped, and the `.mo` beside it is compiled. With `--check` nothing is written, and what is
missing, empty or out of date is listed. Needs no gettext on the machine.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import GNUTranslations
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "src/terakoya/portal"
LANGUAGES = ("en",)
HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
_SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop", "trans"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CALL = re.compile(r"\b(gettext|ngettext|pgettext|npgettext)\(")
_PLACE = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True)
class Key:
    """A text of the source: the text itself, its plural, and what tells it from its like."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Catalogue:
    """The translations of one app into one language."""

    path: Path
    entries: dict[Key, tuple[str, ...]]

    def messages(self) -> dict[str, str]:
        """What gettext looks up: id (with its context) to text, plurals joined by NUL."""
        found = {"": "".join(f"{name}: {value}\n" for name, value in HEADER.items())}
        for key, texts in self.entries.items():
            if all(texts):
                text = f"{key.text}\0{key.plural}" if key.plural else key.text
                found[f"{key.context}\4{text}" if key.context else text] = "\0".join(texts)
        return found


def main(arguments: list[str] | None = None) -> int:
    """Bring the catalogues up to date, or say what is not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing, list what is wrong")
    parser.add_argument("app", nargs="*", help="only these apps")
    options = parser.parse_args(arguments)
    findings: list[str] = []
    known: dict[Key, tuple[tuple[str, ...], Path]] = {}
    for app in apps(options.app):
        sources = collect(app)
        for language in LANGUAGES:
            catalogue = read_catalogue(catalogue_path(app, language))
            if options.check:
                findings += check(app, catalogue, sources) + disagreements(catalogue, known)
            elif sources or catalogue.entries:
                findings += update(catalogue, sources)
    print("\n".join(findings) if findings else "Every text of the interface is translated.")
    return 1 if findings else 0


def apps(names: list[str]) -> list[Path]:
    """The folders to look at: the named apps, or all."""
    found = sorted(path.parent for path in PORTAL.glob("*/__init__.py"))
    found.remove(PORTAL / "config")  # it shares the portal's own catalogue with common
    return [path for path in found if not names or path.name in names]


def catalogue_path(app: Path, language: str) -> Path:
    """Where an app's catalogue is; folders that are no Django app share the portal's own."""
    home = app if (app / "apps.py").exists() else PORTAL
    return home / "locale" / language / "LC_MESSAGES" / "django.po"


# -- what the source says


def collect(app: Path) -> dict[Key, list[str]]:
    """Every marked text of an app with the files it stands in."""
    found: dict[Key, list[str]] = {}
    folders = [app] if (app / "apps.py").exists() else [PORTAL / "common", PORTAL / "config"]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            for key in _texts_of(path):
                found.setdefault(key, []).append(str(path.relative_to(PORTAL)))
    return found


def _texts_of(path: Path) -> Iterator[Key]:
    if path.suffix == ".py":
        yield from python_texts(path.read_text(encoding="utf-8"))
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        yield from template_texts(path.read_text(encoding="utf-8"), str(path))


def python_texts(source: str) -> Iterator[Key]:
    """The marked texts of a Python file, by whatever name it imports what marks them."""
    tree = ast.parse(source)
    imported = {
        one.asname: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
        if one.asname
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if (key := _key_of(imported.get(name, name), node.args)) is not None:
                yield key


def template_texts(source: str, origin: str) -> Iterator[Key]:
    """The marked texts of a Django template."""
    code = templatize(source, origin=origin)
    for call in _CALL.finditer(code):
        text = code[call.start() : _closing(code, call.end())]
        node = ast.parse(text, mode="eval").body
        if isinstance(node, ast.Call) and (key := _key_of(call[1], node.args)) is not None:
            yield key


def _key_of(name: str, arguments: list[ast.expr]) -> Key | None:
    texts = [node.value for node in arguments if isinstance(node, ast.Constant)]
    words = [text for text in texts if isinstance(text, str)]
    if name in _SINGULAR and words:
        return Key(words[0])
    if name in _PLURAL and len(words) > 1:
        return Key(words[0], words[1])
    if name in _CONTEXT and len(words) > 1:
        return Key(words[1], context=words[0])
    if name == "npgettext" and len(words) > 2:
        return Key(words[1], words[2], words[0])
    return None


def _closing(code: str, start: int) -> int:
    quote, place = "", start
    while True:
        sign = code[place]
        if sign == "\\":
            place += 1
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == ")":
            return place + 1
        place += 1


# -- catalogues


def read_catalogue(path: Path) -> Catalogue:
    """The translations that exist; none where there is no file."""
    entries: dict[Key, tuple[str, ...]] = {}
    if path.exists():
        for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            if (entry := _entry_of(block)) is not None:
                entries[entry[0]] = entry[1]
    return Catalogue(path, entries)


def _entry_of(block: str) -> tuple[Key, tuple[str, ...]] | None:
    fields: dict[str, str] = {}
    name, fuzzy = "", False
    for line in block.splitlines():
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")\s*$', line)
        if match is not None:
            name = match[1] or name
            fields[name] = fields.get(name, "") + ast.literal_eval(match[2])
    if not fields.get("msgid"):
        return None
    key = Key(fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", ""))
    given = (fields.get("msgstr[0]", ""), fields.get("msgstr[1]", ""))
    texts = given if key.plural else (fields.get("msgstr", ""),)
    return key, tuple("" for _ in texts) if fuzzy else texts


def check(app: Path, catalogue: Catalogue, sources: dict[Key, list[str]]) -> list[str]:
    """What is missing, empty, left over or not compiled, each with its mend."""
    where = catalogue.path.relative_to(ROOT)
    mend = f"run tools/translations.py {app.name}"
    findings = [
        f"{where}: not in the catalogue: {key.text!r} ({files[0]}); {mend}"
        for key, files in sources.items()
        if key not in catalogue.entries
    ]
    findings += [
        f"{where}: no longer in the source: {key.text!r}; {mend}"
        for key in catalogue.entries
        if key not in sources
    ]
    findings += _faults(catalogue)
    binary = catalogue.path.with_suffix(".mo")
    if catalogue.entries and not (binary.exists() and _same_messages(binary, catalogue)):
        findings.append(f"{where.with_suffix('.mo')}: older than its source; {mend}")
    return findings


def disagreements(
    catalogue: Catalogue, known: dict[Key, tuple[tuple[str, ...], Path]]
) -> list[str]:
    """Texts that another app translates otherwise: only one of them would ever be shown."""
    findings = []
    for key, texts in catalogue.entries.items():
        before, path = known.setdefault(key, (texts, catalogue.path))
        if before != texts and all(texts) and all(before):
            findings.append(
                f"{catalogue.path.relative_to(ROOT)}: {key.text!r} is {texts[0]!r} here and "
                f"{before[0]!r} in {path.relative_to(ROOT)}; use one, or give it a context"
            )
    return findings


def _faults(catalogue: Catalogue) -> list[str]:
    where = catalogue.path.relative_to(ROOT)
    findings = []
    for key, texts in catalogue.entries.items():
        if not all(texts):
            findings.append(f"{where}: not translated: {key.text!r}; write its msgstr")
            continue
        wanted = set(_PLACE.findall(key.text)) | set(_PLACE.findall(key.plural))
        for text in texts:
            if not set(_PLACE.findall(text)) <= wanted or (
                not key.plural and set(_PLACE.findall(text)) != wanted
            ):
                findings.append(f"{where}: other placeholders than its source: {text!r}")
    return findings


def update(catalogue: Catalogue, sources: dict[Key, list[str]]) -> list[str]:
    """Write the catalogue with what the source says now, and compile it."""
    entries = {
        key: catalogue.entries.get(key, ("", "") if key.plural else ("",)) for key in sources
    }
    fresh = Catalogue(catalogue.path, entries)
    catalogue.path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.path.write_text(_as_po(fresh, sources), encoding="utf-8")
    catalogue.path.with_suffix(".mo").write_bytes(_as_mo(fresh))
    return _faults(fresh)


def _as_po(catalogue: Catalogue, sources: dict[Key, list[str]]) -> str:
    lines = ['msgid ""', 'msgstr ""']
    lines += [_quoted(f"{name}: {value}\n") for name, value in HEADER.items()]
    for key, texts in catalogue.entries.items():
        lines += ["", *(f"#: {path}" for path in dict.fromkeys(sources[key]))]
        if "%(" in key.text:
            lines.append("#, python-format")
        if key.context:
            lines.append(f"msgctxt {_quoted(key.context)}")
        lines.append(f"msgid {_quoted(key.text)}")
        if key.plural:
            lines.append(f"msgid_plural {_quoted(key.plural)}")
            lines += [f"msgstr[{n}] {_quoted(text)}" for n, text in enumerate(texts)]
        else:
            lines.append(f"msgstr {_quoted(texts[0])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\t", "\\t") + '"'


def _as_mo(catalogue: Catalogue) -> bytes:
    """The binary form of gettext: a header, two tables of lengths and places, the texts."""
    pairs = sorted((k.encode(), v.encode()) for k, v in catalogue.messages().items())
    start = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    body = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), start + len(body)]
            body += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + struct.pack(f"<{4 * len(pairs)}I", *tables[0], *tables[1]) + body


def _same_messages(binary: Path, catalogue: Catalogue) -> bool:
    """Whether a compiled file says what its source says, by whatever program it was compiled."""
    return _looked_up(binary.read_bytes()) == _looked_up(_as_mo(catalogue))


def _looked_up(binary: bytes) -> dict[object, str]:
    reader = GNUTranslations(io.BytesIO(binary))
    found: dict[object, str] = dict(reader._catalog)  # type: ignore[attr-defined]
    found.pop("", None)
    return found


if __name__ == "__main__":
    sys.exit(main())
