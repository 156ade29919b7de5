"""The `mp4` format: its timeline, and the video looked into."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.video.encoding import encode_video
from terakoya.courseware.formats.video.pages import HEIGHT, WIDTH, Picture
from terakoya.courseware.formats.video.timeline import (
    ChapterMark,
    Scene,
    Timeline,
    shown_sheets,
    timeline_of,
)
from terakoya.courseware.formats.video.writing import write_mp4
from terakoya.courseware.layouts.identity import Part
from terakoya.courseware.model import Material
from terakoya.courseware.recordings import Cue
from tests.recordings import SECONDS, SOUND, recorded

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"


@pytest.fixture(scope="module")
def material() -> Material:
    return recorded(read_folder(CORPUS), ["five-steps", "case-kettle"])


@pytest.fixture(scope="module")
def timeline(material: Material) -> Timeline:
    return timeline_of(material, "ja", write_pptx(material, "ja"))


def test_scenes_are_the_sheets_that_the_deck_shows(material: Material, timeline: Timeline) -> None:
    sheets = shown_sheets(write_pptx(material, "ja"))
    assert [(one.page, one.slide, one.part) for one in timeline.scenes] == [
        (one.page, one.slide, one.part) for one in sheets
    ]
    path = [slide.id for _, slide in material.course.text("ja").slides()]
    assert list(dict.fromkeys(one.slide for one in sheets)) == path
    assert ("case-kettle", Part.ANSWER) in {(one.slide, one.part) for one in sheets}


def test_scenes_follow_each_other_without_a_gap(timeline: Timeline) -> None:
    ends = [one.start + one.seconds for one in timeline.scenes]
    assert [one.start for one in timeline.scenes] == pytest.approx([0.0, *ends[:-1]])
    assert timeline.seconds == pytest.approx(ends[-1])


def test_a_question_leaves_the_time_to_think_and_an_answer_does_not(timeline: Timeline) -> None:
    of = {(one.slide, one.part): one for one in timeline.scenes}
    assert of["five-steps", Part.MAIN].seconds == pytest.approx(SECONDS + 1)
    assert of["case-kettle", Part.MAIN].seconds == pytest.approx(SECONDS + 15 + 1)
    assert of["case-kettle", Part.ANSWER].seconds == pytest.approx(SECONDS + 1)


def test_what_is_not_recorded_stands_in_silence_while_it_is_read(
    material: Material, timeline: Timeline
) -> None:
    silent = [one for one in timeline.scenes if one.slide not in {"five-steps", "case-kettle"}]
    assert silent
    assert {(one.sound, one.cues) for one in silent} == {(None, ())}
    assert all(one.seconds >= 11 for one in silent)


def test_captions_are_counted_from_the_start_of_the_video(timeline: Timeline) -> None:
    (scene,) = (one for one in timeline.scenes if one.slide == "five-steps")
    assert scene.cues[0].start == pytest.approx(scene.start)
    assert scene.cues[-1].end == pytest.approx(scene.start + SECONDS, abs=0.01)


def test_chapters_begin_with_their_first_sheet(material: Material, timeline: Timeline) -> None:
    titles = [chapter.title for chapter in material.course.text("ja").chapters]
    assert [one.title for one in timeline.chapters] == titles
    starts = {one.start for one in timeline.scenes}
    assert all(one.start in starts for one in timeline.chapters)
    assert [end for _, end in timeline.pieces()][-1] == timeline.seconds


def test_a_deck_in_which_a_slide_is_hidden_has_no_scene_for_it(material: Material) -> None:
    deck = write_pptx(material, "ja")
    every = shown_sheets(_unhidden(deck))
    assert list(shown_sheets(deck)) == list(every)[: len(every) - _bank(material)]


def _bank(material: Material) -> int:
    slides = [slide for _, slide in material.course.text("ja").bank_slides()]
    return sum(2 if slide.layout in {"case", "check"} else 1 for slide in slides)


def _unhidden(deck: bytes) -> bytes:
    shown = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck)) as old, zipfile.ZipFile(shown, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b' show="0"', b""))
    return shown.getvalue()


# -- the video ----------------------------------------------------------------------------------

TWO = Timeline(
    title="研修",
    language="ja",
    scenes=(
        Scene(0, "a", Part.MAIN, 0.0, 14.0, SOUND.read_bytes(), (Cue(0.5, 3.0, "はじめに。"),)),
        Scene(1, "b", Part.MAIN, 14.0, 3.0),
        Scene(2, "c", Part.MAIN, 17.0, 13.0, SOUND.read_bytes(), (Cue(17.5, 20.0, "次に。"),)),
    ),
    chapters=(ChapterMark("第1章", 0.0), ChapterMark("第2章", 17.0)),
)
COLOURS = ((200, 60, 60), (60, 200, 60), (60, 60, 200))


def _pictures() -> Iterator[Picture]:
    for colour in COLOURS:
        yield np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


@pytest.fixture(scope="module")
def video() -> bytes:
    return encode_video(TWO, _pictures())


def sound_of(video: bytes) -> list[float]:
    """How loud each second is."""
    with av.open(io.BytesIO(video)) as container:
        (stream,) = container.streams.audio
        rate = stream.rate
        samples = np.concatenate([one.to_ndarray()[0] for one in container.decode(stream)])
    assert len(samples) / rate == pytest.approx(_seconds_of(video), abs=0.3)
    return [float(np.abs(samples[at : at + rate]).max()) for at in range(0, len(samples), rate)]


def frame_at(video: bytes, second: float) -> Any:
    """The picture that is shown at a second: height × width × 3 bytes."""
    with av.open(io.BytesIO(video)) as container:
        for frame in container.decode(video=0):
            if float(frame.time or 0.0) >= second:
                return frame.to_ndarray(format="bgr24")
    raise AssertionError(second)


def captions_of(video: bytes) -> list[tuple[float, str]]:
    """When each caption begins, and what it says."""
    with av.open(io.BytesIO(video)) as container:
        (stream,) = container.streams.subtitles
        assert stream.language == "jpn"
        return [
            (float(packet.pts * packet.time_base), bytes(packet)[2:].decode())
            for packet in container.demux(stream)
            if packet.size > 2 and packet.pts is not None
        ]


def chapters_of(video: bytes) -> list[tuple[str, float]]:
    """The titles of the chapters with their beginnings."""
    with av.open(io.BytesIO(video)) as container:
        chapters: list[Any] = container.chapters()
        return [
            (one["metadata"]["title"], float(one["start"] * one["time_base"])) for one in chapters
        ]


def _seconds_of(video: bytes) -> float:
    with av.open(io.BytesIO(video)) as container:
        return float((container.duration or 0) / av.time_base)


def _title_of(video: bytes) -> str:
    with av.open(io.BytesIO(video)) as container:
        return str(container.metadata["title"])


# Deep, as the next three: test_course_becomes_a_video_as_long_as_its_timeline asks of a course's
# own video whether each scene has a sheet of its own, and the rest as they do.
@pytest.mark.deep
def test_video_shows_each_sheet_in_its_time(video: bytes) -> None:
    looked_at = (0.0, 13.8, 14.0, 16.8, 17.0, 29.8)  # the last one is the last of the video
    with av.open(io.BytesIO(video)) as container:
        (stream,) = container.streams.video
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 1920, 1080)
        shown = {}
        for frame in container.decode(stream):
            moment = round(float(frame.time or 0.0), 2)
            if moment not in looked_at:  # to lay a frame out costs more than to decode it
                continue
            colour = frame.to_ndarray(format="bgr24")[HEIGHT // 2, WIDTH // 2]
            nearest = min(range(3), key=lambda n: int(np.abs(colour - np.array(COLOURS[n])).sum()))
            shown[moment] = nearest
        assert max(np.abs(colour.astype(int) - np.array(COLOURS[2]))) <= 3
    assert [shown[moment] for moment in looked_at] == [0, 0, 1, 1, 2, 2]


@pytest.mark.deep
def test_sound_begins_with_its_sheet_and_is_silent_between(video: bytes) -> None:
    loud = sound_of(video)
    assert _seconds_of(video) == pytest.approx(30.0, abs=0.1)
    assert max(loud[:12]) > 0.01 and max(loud[17:29]) > 0.01
    assert max(loud[13:17]) < 0.001


@pytest.mark.deep
def test_captions_are_a_track_in_their_language(video: bytes) -> None:
    assert captions_of(video) == [(0.5, "はじめに。"), (17.5, "次に。")]


@pytest.mark.deep
def test_chapters_and_title_are_in_the_file(video: bytes) -> None:
    assert _title_of(video) == "研修"
    assert chapters_of(video) == [("第1章", 0), ("第2章", 17)]


@pytest.mark.office
@pytest.mark.slow
def test_course_becomes_a_video_as_long_as_its_timeline(material: Material) -> None:
    """Of a slide that is silent, and of one in another chapter that is spoken."""
    short = _with_slides(material, "opening", "five-steps")
    wanted = timeline_of(short, "ja", write_pptx(short, "ja"))
    silent, spoken = wanted.scenes
    video = write_mp4(short, "ja")
    sheets = [frame_at(video, one.start + one.seconds / 2) for one in (silent, spoken)]
    assert all(sheet.std() > 5 for sheet in sheets)  # none is of one colour
    assert np.abs(sheets[0].astype(int) - sheets[1]).mean() > 2
    assert _seconds_of(video) == pytest.approx(wanted.seconds, abs=0.3)
    assert _title_of(video) == wanted.title
    titles, starts = zip(*chapters_of(video), strict=True)
    assert titles == tuple(one.title for one in wanted.chapters)
    assert starts == pytest.approx([0.0, spoken.start], abs=0.01)
    starts, texts = zip(*captions_of(video), strict=True)
    assert texts == tuple(one.text for one in spoken.cues)
    assert starts == pytest.approx([one.start for one in spoken.cues], abs=0.01)
    loud, begins = sound_of(video), int(spoken.start)
    assert silent.sound is None and max(loud[:begins]) < 0.001
    assert max(loud[begins : begins + 12]) > 0.01


def _with_slides(material: Material, *slides: str) -> Material:
    """The course with these slides alone, in the chapters in which they are."""
    text = material.course.text("ja")
    chapters = [
        one.model_copy(update={"slides": tuple(s for s in one.slides if s.id in slides)})
        for one in text.chapters
    ]
    text = text.model_copy(update={"chapters": tuple(one for one in chapters if one.slides)})
    course = material.course.model_copy(update={"texts": (text, *material.course.texts[1:])})
    return replace(material, course=course)


def test_without_libreoffice_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    out = tmp_path / "out"
    assert main(["build", str(CORPUS), "--to", "mp4", "--lang", "ja", "--out", str(out)]) == 3
    assert "apt install libreoffice-impress" in capsys.readouterr().err
    assert not out.exists()


def test_without_the_optional_part_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    for name in (
        "terakoya.courseware.formats.video.encoding",
        "terakoya.courseware.voice.encoding",
    ):
        monkeypatch.delitem(sys.modules, name, raising=False)
    out = str(tmp_path / "out")
    assert main(["build", str(CORPUS), "--to", "mp4", "--lang", "ja", "--out", out]) == 3
    assert "`make video`" in capsys.readouterr().err
