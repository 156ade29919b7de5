"""Timeline and pictures → MP4: H.264, AAC, captions as a track of their own, chapters."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.packet import Packet

from ...voice.encoding import decode_m4a
from .pages import HEIGHT, WIDTH, Picture
from .timeline import Scene, Timeline

FRAMES = 5  # a second: sheets stand still, and a player should still find a place fast
RATE = 24_000  # what the voices speak with
BIT_RATE = 64_000
_LANGUAGES = {"ja": "jpn", "en": "eng", "zh": "zho", "ko": "kor", "vi": "vie", "pt": "por"}
_BT709, _VIDEO_RANGE = 1, 1  # how the standard for such pictures counts colours
_MILLISECOND = Fraction(1, 1000)
# What the encoder of captions asks for before it takes any; nothing of it is shown.
_CAPTION_STYLE = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def encode_video(timeline: Timeline, pictures: Iterable[Picture]) -> bytes:
    """The video; `pictures` are those of the scenes, in order."""
    with tempfile.TemporaryDirectory(prefix="terakoya-video-") as folder:
        path = Path(folder) / "course.mp4"
        with av.open(path, "w", format="mp4", options={"movflags": "+faststart"}) as container:
            container.metadata["title"] = timeline.title
            _mux(container, timeline, pictures)
        return path.read_bytes()


def _mux(container: Any, timeline: Timeline, pictures: Iterable[Picture]) -> None:
    video = _video_stream(container)
    audio = container.add_stream("aac", rate=RATE, layout="mono")
    audio.bit_rate = BIT_RATE
    captions = container.add_stream("mov_text")
    captions.codec_context.subtitle_header = _CAPTION_STYLE
    language = _LANGUAGES.get(timeline.language, "und")
    audio.metadata["language"] = captions.metadata["language"] = language
    sound = _Sound(audio)
    for scene, picture in zip(timeline.scenes, pictures, strict=True):
        for frame in _frames(scene, picture):
            container.mux(video.encode(frame))
        container.mux(sound.encode(scene))
        container.mux(list(_caption_packets(scene, captions)))
    for stream in (video, audio):
        container.mux(stream.encode(None))
    container.set_chapters(
        [
            {
                "id": number,
                "start": round(chapter.start * 1000),
                "end": round(end * 1000),
                "time_base": _MILLISECOND,
                "metadata": {"title": chapter.title},
            }
            for number, (chapter, end) in enumerate(timeline.pieces(), 1)
        ]
    )


def _video_stream(container: Any) -> Any:
    stream = container.add_stream("libx264", rate=FRAMES)
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.options = {"tune": "stillimage", "preset": "veryfast", "crf": "22"}
    context = stream.codec_context
    context.gop_size = FRAMES * 10  # a place to enter every ten seconds
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _VIDEO_RANGE
    return stream


def _frames(scene: Scene, picture: Picture) -> Iterator[Any]:
    first, last = round(scene.start * FRAMES), round((scene.start + scene.seconds) * FRAMES)
    drawn = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(
        format="yuv420p", dst_colorspace="ITU709"
    )
    for number in range(first, last):
        drawn.pts, drawn.time_base = number, Fraction(1, FRAMES)
        drawn.pict_type = av.video.frame.PictureType.I if number == first else 0
        yield drawn


class _Sound:
    """One unbroken track: each recording at the start of its scene, silence after it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.samples = 0

    def encode(self, scene: Scene) -> list[Any]:
        """The packets until the end of a scene."""
        end = round((scene.start + scene.seconds) * RATE)
        piece = np.zeros(end - self.samples, np.float32)
        if scene.sound is not None:
            spoken = _samples(scene.sound)[: len(piece)]
            piece[: len(spoken)] = spoken
        frame = av.AudioFrame.from_ndarray(piece[np.newaxis, :], "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self.samples, Fraction(1, RATE)
        self.samples = end
        packets: list[Any] = self.stream.encode(frame)
        return packets


def _samples(sound: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A recording at the track's own rate."""
    decoded = decode_m4a(sound)
    if decoded.rate == RATE:
        return decoded.samples
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    with av.open(io.BytesIO(sound)) as container:
        frames = [
            one.to_ndarray()[0]
            for frame in (*container.decode(audio=0), None)
            for one in resampler.resample(frame)
        ]
    return np.concatenate(frames).astype(np.float32)


def _caption_packets(scene: Scene, stream: Any) -> Iterator[Any]:
    for cue in scene.cues:
        text = cue.text.encode()
        packet = Packet(len(text).to_bytes(2, "big") + text)
        packet.stream = stream
        packet.time_base = _MILLISECOND
        packet.pts = packet.dts = round(cue.start * 1000)
        packet.duration = round((cue.end - cue.start) * 1000)
        yield packet
