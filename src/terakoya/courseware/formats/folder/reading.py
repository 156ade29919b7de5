"""A course folder → `Material`, with the place of everything in it.

`load_folder` never raises for an author's mistake: it returns findings, and a material when
enough could be read. `read_folder` is for callers that need a material or a refusal.
Nothing outside the course folder and its `shared` folder is ever read. That is the first there
is of: inside, as in an edition that stands alone; beside; or beside the published courses.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ...edition import NO_SETTINGS, EditionSettings
from ...errors import Finding, Severity, UnreadableSource
from ...kit import KIT_PLACE, Kit, KitTexts, fact_ids_of
from ...model import (
    Change,
    Chapter,
    Course,
    CourseMeta,
    CourseText,
    Fact,
    Material,
    Part,
    Reading,
    Survey,
    Term,
    TestPool,
)
from ...narration import recording_names
from ...pruning import fact_ids
from ...revision import picture_names, sha256
from ...text.places import Places
from ...text.yaml_lines import Lined, YamlProblem, read_yaml
from .chapter import ChapterReader
from .edition_file import EDITION_FILE, read_settings
from .parts import PartReader
from .wording import FACTS_FILE, Wordings

T = TypeVar("T", bound=Part)
Sheet = TypeVar("Sheet", Survey, TestPool)

KIT_FILE = "kit.yaml"
MAX_TEXT = 1_000_000
MAX_MEDIA = 5_000_000
MAX_CHAPTERS = 60
SHARED_FOLDERS = ("shared", "../shared", "../../courses/shared")


@dataclass
class LoadedFolder:
    """What a folder gave: a material (or `None`), findings, and where every part stands.

    `unused_audio` are the files of `media/audio/` that no narration asks for. `settings` are
    those of `edition.yaml`; they are `None` where the folder has none and is no edition. `cuts`
    are the texts that end as a comment: file, line, and the comment.
    """

    material: Material | None
    findings: list[Finding] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    unused_audio: tuple[str, ...] = ()
    settings: EditionSettings | None = None
    cuts: tuple[tuple[str, int, str], ...] = ()

    def is_broken(self) -> bool:
        """Whether something was found that keeps the course from being used as it stands."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def read_folder(path: Path) -> Material:
    """The material of a course folder; raises `UnreadableSource` naming the first findings."""
    return read_edition_folder(path)[0]


def read_edition_folder(path: Path) -> tuple[Material, EditionSettings]:
    """The material of a folder and its settings, empty ones where it is no edition.

    Raises `UnreadableSource` naming the first findings.
    """
    loaded = load_folder(path)
    if loaded.material is None or loaded.is_broken():
        shown = "\n".join(str(finding) for finding in sorted(loaded.findings)[:20])
        raise UnreadableSource(f"{path.name} is not a readable course:\n{shown}")
    return loaded.material, loaded.settings or EditionSettings()


def load_folder(path: Path) -> LoadedFolder:
    """Read a course folder; raises `UnreadableSource` only when it is not one at all."""
    if not (path / "course.yaml").is_file():
        raise UnreadableSource(
            f"{path} holds no course.yaml. → Name the folder of a course, "
            "such as courses/stop-customer-harassment."
        )
    reader = _FolderReader(path)
    loaded = reader.load()
    loaded.cuts = tuple(reader.parts.cuts)
    return loaded


class _FolderReader:
    def __init__(self, path: Path) -> None:
        self.root = path.resolve()
        self.shared_name = self._shared_folder()
        self.shared = Path(os.path.normpath(self.root / self.shared_name))
        self.findings: list[Finding] = []
        self.places = Places()
        is_edition = (self.root / EDITION_FILE).is_file()
        self.parts = PartReader(self.findings, self.places, is_edition=is_edition)

    def _shared_folder(self) -> str:
        """Where the shared files lie, from the course folder: inside, beside, or with courses."""
        found = (name for name in SHARED_FOLDERS if (self.root / name).is_dir())
        return next(found, SHARED_FOLDERS[1])

    def load(self) -> LoadedFolder:
        meta = self._part(CourseMeta, "course.yaml")
        if meta is None:
            return LoadedFolder(None, self.findings, self.places)
        facts = self._shared_list(Fact, FACTS_FILE, "facts")
        self.parts.wordings = Wordings(facts)
        texts: list[CourseText] = []
        for language in meta.languages:
            text = self._language(language, texts[0] if texts else None)
            if text is not None:
                texts.append(text)
            elif not texts:
                # Translations lean on the source: without it they would only echo its mistake.
                break
        if len(texts) < len(meta.languages):
            return LoadedFolder(None, self.findings, self.places)
        media = self._media(texts)
        course = Course(
            meta=meta,
            texts=tuple(texts),
            facts=_used(facts, fact_ids(texts)),
            glossary=self._shared(Term, "glossary.yaml", "terms"),
            readings=self._shared(Reading, "readings.yaml", "readings"),
            changes=self._changes(),
            media={name: sha256(data) for name, data in sorted(media.items())},
        )
        settings = self._settings()
        audio, unused = self._audio(course, settings or NO_SETTINGS)
        material = Material(course, media, audio, self._kit(facts))
        return LoadedFolder(material, self.findings, self.places, unused, settings)

    # -- files ------------------------------------------------------------------------------

    def _text_of(self, path: Path, name: str) -> str | None:
        """The text of a file, or `None` after a finding."""
        if not path.is_file():
            self._find(name, 0, "missing-file", f"the file {name} is missing", "add it")
            return None
        if not self._inside(path, name):
            return None
        if path.stat().st_size > MAX_TEXT:
            self._find(name, 0, "too-large", "the file is larger than 1 MB", "divide it")
            return None
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self._find(name, line, "encoding", "the file is not UTF-8", "save it as UTF-8")
            return None

    def _inside(self, path: Path, name: str) -> bool:
        real = path.resolve()
        if real.is_relative_to(self.root) or real.is_relative_to(self.shared.resolve()):
            return True
        self._find(
            name,
            0,
            "outside",
            f"{name} leads outside the course folder",
            "copy the file into the folder; links to other places are not followed",
        )
        return False

    def _yaml(self, name: str) -> Lined | None:
        text = self._text_of((self.root / name), name)
        if text is None:
            return None
        try:
            lined = read_yaml(text)
        except YamlProblem as problem:
            self._find(name, problem.line, "yaml", problem.message, problem.mend)
            return None
        self.parts.find_cuts(lined, name)
        return lined

    def _part(self, kind: type[T], name: str) -> T | None:
        lined = self._yaml(name)
        return None if lined is None else self.parts.read(kind, lined, name)

    # -- languages --------------------------------------------------------------------------

    def _language(self, language: str, source: CourseText | None) -> CourseText | None:
        folder = self.root / language
        if not folder.is_dir():
            self._find(
                "course.yaml",
                0,
                "missing-language",
                f"the folder {language}/ is missing, though `languages` names it",
                f"add {language}/ or take {language} out of `languages`",
            )
            return None
        reader = ChapterReader(language, self.parts, source)
        chapters = self._chapters(reader, sorted(folder.glob("*.md")), f"{language}/")
        bank = self._chapters(reader, sorted(folder.glob("bank/*.md")), f"{language}/bank/")
        reader.compare_order()
        survey = self._sheet(Survey, f"{language}/survey.yaml", source.survey if source else None)
        test = self._sheet(TestPool, f"{language}/test.yaml", source.test if source else None)
        if not chapters:
            if chapters is not None:
                self._find(f"{language}", 0, "missing-file", "no chapter file", "add 10-….md")
            return None
        if bank is None or survey is None or test is None:
            return None
        return CourseText(language=language, chapters=chapters, bank=bank, survey=survey, test=test)

    def _chapters(
        self, reader: ChapterReader, files: Iterable[Path], prefix: str
    ) -> tuple[Chapter, ...] | None:
        """The chapters of some files in order, or `None` after a finding in one of them."""
        chapters = []
        for path in list(files)[:MAX_CHAPTERS]:
            name = f"{prefix}{path.name}"
            text = self._text_of(path, name)
            chapters.append(None if text is None else reader.read(text, name))
        read = tuple(chapter for chapter in chapters if chapter is not None)
        return read if len(read) == len(chapters) else None

    def _sheet(self, kind: type[Sheet], name: str, source: Sheet | None) -> Sheet | None:
        lined = self._yaml(name)
        if lined is None:
            return None
        if source is not None:
            self.parts.inherit(source, lined, name)
        part = self.parts.read(kind, lined, name)
        if part is not None:
            key = "items" if kind is Survey else "questions"
            for number, entry in enumerate(lined.value.get(key, ())):
                self.places.put(name[:2], str(entry.get("id", "")), name, lined, (key, number))
        return part

    # -- shared files -----------------------------------------------------------------------

    def _shared_list(self, kind: type[T], file: str, key: str) -> list[T]:
        name = f"{self.shared_name}/{file}"
        lined = self._yaml(name)
        if lined is None:
            return []
        if not isinstance(lined.value, dict) or list(lined.value) != [key]:
            self._find(
                name, 1, "shape", f"the file holds just the key `{key}`", f"begin with {key}:"
            )
            return []
        out = []
        for number, _ in enumerate(lined.value[key] or ()):
            part = self.parts.read(kind, lined, name, (key, number))
            if part is not None:
                out.append(part)
                part_id = str(getattr(part, "id", ""))
                if not self.places.put("shared", f"{key}:{part_id}", name, lined, (key, number)):
                    self._find(
                        name,
                        lined.line(key, number),
                        "duplicate-id",
                        f"`{part_id}` stands twice in {file}",
                        "rename or remove one of the two",
                    )
        return out

    def _kit(self, facts: list[Fact]) -> Kit | None:
        """The documents beside the course, or `None` where there are none or after findings."""
        if not (self.root / KIT_FILE).is_file():
            return None
        lined = self._yaml(KIT_FILE)
        texts = None if lined is None else self.parts.read(KitTexts, lined, KIT_FILE)
        if lined is None or texts is None:
            return None
        self.places.put(*KIT_PLACE, KIT_FILE, lined)
        return Kit(**dict(texts), facts=_used(facts, fact_ids_of(texts)))

    def _shared(self, kind: type[T], file: str, key: str) -> tuple[T, ...]:
        if not (self.shared / file).is_file():
            return ()
        return tuple(self._shared_list(kind, file, key))

    def _changes(self) -> tuple[Change, ...]:
        if not (self.root / "changes.yaml").is_file():
            return ()
        lined = self._yaml("changes.yaml")
        if lined is None:
            return ()
        entries = lined.value.get("changes") or ()
        read = [
            self.parts.read(Change, lined, "changes.yaml", ("changes", number))
            for number, _ in enumerate(entries)
        ]
        return tuple(change for change in read if change is not None)

    def _settings(self) -> EditionSettings | None:
        if not (self.root / EDITION_FILE).is_file():
            return None
        lined = self._yaml(EDITION_FILE)
        return None if lined is None else read_settings(self.parts, lined)

    # -- pictures ---------------------------------------------------------------------------

    def _media(self, texts: list[CourseText]) -> dict[str, bytes]:
        media: dict[str, bytes] = {}
        for text in texts:
            for _, slide in text.every_slide():
                for name in picture_names(slide):
                    if name not in media:
                        file, line = self.places.find(text.language, slide.id)
                        data = self._picture(name, file, line)
                        media[name] = data or b""
        return {name: data for name, data in media.items() if data}

    def _picture(self, name: str, file: str, line: int) -> bytes | None:
        for folder in (self.root / "media", self.shared / "media"):
            path = folder / name
            if path.is_file() and self._inside(path, f"media/{name}"):
                if path.stat().st_size > MAX_MEDIA:
                    self._find(
                        f"media/{name}",
                        0,
                        "too-large",
                        "the picture is larger than 5 MB",
                        "simplify it",
                    )
                    return None
                return path.read_bytes()
        self._find(
            file,
            line,
            "missing-picture",
            f"the picture {name} is neither in media/ nor in {self.shared_name}/media/",
            "add the picture or mend the name",
        )
        return None

    def _audio(
        self, course: Course, settings: EditionSettings
    ) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """The recordings that the course's narrations ask for, as far as they were made, and
        the names of files that nothing asks for."""
        folder = self.root / "media" / "audio"
        wanted = recording_names(course, settings)
        files = sorted(path for path in folder.glob("*") if path.is_file())
        audio = {path.name: path.read_bytes() for path in files if path.name in wanted}
        return audio, tuple(path.name for path in files if path.name not in wanted)

    def _find(self, file: str, line: int, code: str, message: str, mend: str) -> None:
        self.findings.append(Finding(file, line, code, message, mend))


def _used(facts: Iterable[Fact], used: Iterable[str]) -> tuple[Fact, ...]:
    """The facts that something rests on, by id."""
    wanted = set(used)
    return tuple(sorted((one for one in facts if one.id in wanted), key=lambda one: one.id))
