"""Samples ⇄ M4A (AAC)."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import av
import numpy as np

from .speakers import Sound

BIT_RATE = 48_000


def encode_m4a(sound: Sound) -> bytes:
    """The sound as M4A; the same samples give the same bytes."""
    # The table of contents goes to the front, so that playing begins at once; for that the
    # file is opened a second time, which only one on the disk can be.
    exact = {"fflags": "+bitexact", "movflags": "+faststart"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.m4a"
        with av.open(path, "w", format="ipod", options=exact) as container:
            stream = container.add_stream("aac", rate=sound.rate, layout="mono")
            stream.bit_rate = BIT_RATE
            # The other coder is further from the original here, and clicks now and then.
            stream.codec_context.options = {"flags": "+bitexact", "aac_coder": "fast"}
            frame = av.AudioFrame.from_ndarray(sound.samples[np.newaxis, :], "fltp", "mono")
            frame.sample_rate = sound.rate
            frame.pts = 0
            for packet in (*stream.encode(frame), *stream.encode(None)):
                container.mux(packet)
        return path.read_bytes()


def decode_m4a(data: bytes) -> Sound:
    """What a player hears of an M4A, as one channel."""
    with av.open(io.BytesIO(data), mode="r") as container:
        (stream,) = container.streams.audio
        frames = [frame.to_ndarray().mean(axis=0) for frame in container.decode(stream)]
        samples = np.concatenate(frames) if frames else np.zeros(0)
        return Sound(samples.astype(np.float32), int(stream.rate or 0))
