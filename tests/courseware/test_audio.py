"""Recordings of a course folder: found, missing, spoilt, unused; written with `--to audio`."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from terakoya.courseware.checks import check_folder
from terakoya.courseware.cli.commands import main
from terakoya.courseware.errors import MissingPart, Severity, WrongUse
from terakoya.courseware.formats.audio import audio_zip
from terakoya.courseware.formats.folder.reading import load_folder, read_folder
from terakoya.courseware.narration import NarrationPart, narrations
from terakoya.courseware.times import check_times, course_times
from terakoya.courseware.voice import make_recordings
from terakoya.courseware.voice.recording_store import missing_recordings
from tests.recordings import SECONDS, captions_of, recorded

from .conftest import Change

VOICES = (
    "voices: {ja: {engine: kokoro-ja, name: jf_alpha}, en: {engine: kokoro-en, name: af_heart}}"
)
DAY = dt.date(2026, 11, 24)
RECORDINGS = {"missing-recording", "spoilt-recording", "unused-recording"}


@pytest.fixture
def voiced(course: Path) -> Path:
    """The corpus with a voice for each language, and a recording of every narration in each."""
    meta = course / "course.yaml"
    meta.write_text(f"{meta.read_text('utf-8').rstrip()}\n{VOICES}\n", encoding="utf-8")
    material = recorded_as_it_is(course)
    folder = course / "media" / "audio"
    folder.mkdir(parents=True)
    for name, data in material.items():
        (folder / name).write_bytes(data)
    return course


def recorded_as_it_is(course: Path) -> dict[str, bytes]:
    found = read_folder(course)
    sound = recorded(found).audio
    any_sound = next(data for name, data in sound.items() if name.endswith(".m4a"))
    return {
        name: data
        for language in ("ja", "en")
        for one in narrations(found.course, language)
        for name, data in ((one.audio_name, any_sound), (one.captions_name, captions_of(one)))
    }


def found(course: Path) -> list[tuple[str, str, Severity]]:
    return [
        (one.file, one.code, one.severity)
        for one in check_folder(course, on=DAY)
        if one.code in RECORDINGS
    ]


def first(course: Path, language: str = "ja") -> Path:
    """The sound of the first narration of a language."""
    one = narrations(read_folder(course).course, language)[0]
    return course / "media" / "audio" / one.audio_name


def test_course_with_all_its_recordings_has_no_finding(voiced: Path) -> None:
    assert found(voiced) == []


def test_narration_without_recording_is_a_warning_once_others_have_one(voiced: Path) -> None:
    first(voiced).unlink()
    assert found(voiced) == [("ja/10-what-it-is.md", "missing-recording", Severity.WARNING)]
    for path in (voiced / "media" / "audio").iterdir():
        path.unlink()
    assert found(voiced) == []


def test_sound_without_captions_counts_as_missing(voiced: Path) -> None:
    first(voiced).with_suffix(".vtt").unlink()
    assert [code for _, code, _ in found(voiced)] == ["missing-recording"]


def test_recording_that_cannot_be_played_is_an_error(voiced: Path) -> None:
    first(voiced).write_bytes(b"RIFF")
    first(voiced, "en").with_suffix(".vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nNo.\n")
    assert found(voiced) == [("media/audio", "spoilt-recording", Severity.ERROR)] * 2


def test_changed_words_leave_a_recording_unused_and_one_missing(
    voiced: Path, change: Change
) -> None:
    change("ja/10-what-it-is.md", "これから学びます。", "これから学びましょう。")
    assert found(voiced) == [
        ("ja/10-what-it-is.md", "missing-recording", Severity.WARNING),
        ("media/audio", "unused-recording", Severity.WARNING),
    ]
    assert len(load_folder(voiced).unused_audio) == 2


def test_number_without_a_known_reading_is_a_warning_where_there_is_a_voice(
    voiced: Path, change: Change
) -> None:
    change("ja/10-what-it-is.md", "これから学びます。", "これから3鉢、3箱で学びます。")
    (one,) = [one for one in check_folder(voiced, on=DAY) if one.code == "unread-number"]
    assert (one.file, one.severity) == ("ja/10-what-it-is.md", Severity.WARNING)
    assert one.message == "no reading is known for the number in `3鉢、3`"
    assert one.mend.startswith("write it as {number|reading}")
    meta = voiced / "course.yaml"
    meta.write_text(meta.read_text("utf-8").replace(VOICES, ""), encoding="utf-8")
    assert [one for one in check_folder(voiced, on=DAY) if one.code == "unread-number"] == []


def test_times_take_the_length_of_recordings(voiced: Path) -> None:
    material = read_folder(voiced)
    times = course_times(material.course, "ja", audio=material.audio)
    sheets = {
        slide.slide: sum(one.slide == slide.slide for one in narrations(material.course, "ja"))
        for slide in times.slides
    }
    assert {slide.slide: slide.narration for slide in times.slides} == {
        slide: pytest.approx(SECONDS * number) for slide, number in sheets.items()
    }
    assert all(slide.recorded for slide in times.slides)
    unheard = course_times(material.course, "ja")
    assert not any(slide.recorded for slide in unheard.slides)
    assert times.narration != unheard.narration


def test_slide_whose_answer_is_not_recorded_is_estimated(voiced: Path) -> None:
    material = read_folder(voiced)
    (answer, *_) = [
        one for one in narrations(material.course, "ja") if one.part is NarrationPart.ANSWER
    ]
    audio = {name: data for name, data in material.audio.items() if name != answer.audio_name}
    times = {one.slide: one for one in course_times(material.course, "ja", audio=audio).slides}
    assert not times[answer.slide].recorded
    assert sum(one.recorded for one in times.values()) == len(times) - 1


def test_slide_over_ninety_seconds_of_sound_is_found(voiced: Path) -> None:
    material = read_folder(voiced)
    one = narrations(material.course, "ja")[0]
    sound = material.audio[one.audio_name]
    at = sound.index(b"mvhd") + 4 + 16
    scale = int.from_bytes(sound[at - 4 : at], "big")
    longer = sound[:at] + (91 * scale).to_bytes(4, "big") + sound[at + 4 :]
    problems = check_times(material.course, {**material.audio, one.audio_name: longer})
    assert [problem.slide for problem in problems if "takes 91 s" in problem.message] == [one.slide]


# -- the audio format --------------------------------------------------------------------------


def test_audio_format_holds_sound_and_captions_by_slide(voiced: Path) -> None:
    material = read_folder(voiced)
    packed = audio_zip(material, "ja")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    index = json.loads(files.pop("index.json"))
    wanted = narrations(material.course, "ja")
    assert (index["schema"], index["language"], index["course"]) == (1, "ja", "every-layout")
    assert [(one["slide"], one["part"], one["key"]) for one in index["narrations"]] == [
        (one.slide, one.part, one.key) for one in wanted
    ]
    for entry, one in zip(index["narrations"], wanted, strict=True):
        assert files.pop(entry["sound"]) == material.audio[one.audio_name]
        assert files.pop(entry["captions"]) == material.audio[one.captions_name]
        assert entry["seconds"] == SECONDS
    assert files == {}
    assert packed == audio_zip(material, "ja")


def test_build_audio_writes_zip_and_folder(voiced: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["build", str(voiced), "--to", "audio", "--lang", "en", "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "every-layout-en.audio",
        "every-layout-en.audio.zip",
    ]
    assert (out / "every-layout-en.audio" / "index.json").is_file()


def test_audio_of_a_course_without_a_voice_is_refused(course: Path) -> None:
    with pytest.raises(WrongUse, match="names no voice for `ja`"):
        audio_zip(read_folder(course), "ja")


# -- terakoya voice ----------------------------------------------------------------------------


def test_voice_that_is_not_installed_is_named_with_the_command(
    voiced: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.delitem(sys.modules, "terakoya.courseware.voice.recording", raising=False)
    monkeypatch.delitem(sys.modules, "terakoya.courseware.voice.encoding", raising=False)
    first(voiced).unlink()
    assert main(["voice", str(voiced), "--lang", "ja"]) == 3
    assert "`make voice`" in capsys.readouterr().err
    course = read_folder(voiced).course
    with pytest.raises(MissingPart):
        list(make_recordings(course, "ja", narrations(course, "ja")[:1]))


def test_voice_with_nothing_to_record_needs_no_engine(
    voiced: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    assert main(["voice", str(voiced)]) == 0
    assert capsys.readouterr().out == "0 recordings made\n0 unused files\n"


def test_voice_removes_what_is_unused_only_when_told(
    voiced: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stray = voiced / "media" / "audio" / "0123.m4a"
    stray.write_bytes(b"old")
    assert main(["voice", str(voiced)]) == 0
    assert "1 unused files; --remove-unused removes them" in capsys.readouterr().out
    assert stray.exists()
    assert main(["voice", str(voiced), "--remove-unused"]) == 0
    assert "1 unused files removed" in capsys.readouterr().out
    assert not stray.exists()
    assert first(voiced).exists()


def test_voice_refuses_a_course_without_voices_and_an_unknown_chapter(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["voice", str(course)]) == 2
    assert "course.yaml names no voice" in capsys.readouterr().err
    material = recorded(read_folder(course))
    with pytest.raises(WrongUse, match="no chapter `nowhere`"):
        missing_recordings(material, "ja", ["nowhere"])
    assert missing_recordings(material, "ja") == []
