"""Loudness after ITU-R BS.1770 for one channel, and how to bring a recording to ours.

The filters of the standard are applied to the spectrum of the whole recording: exact, and
fast without a loop over samples.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .speakers import Samples, Sound

LOUDNESS = -16.0  # LUFS, what a phone's speaker needs
CEILING = -1.0  # dBTP, in the encoded file
SILENT = -70.0  # LUFS: whatever is softer does not count
_BLOCK, _STEP = 0.4, 0.1  # seconds
_BELOW_THE_REST = -10.0  # LU
_OVERSAMPLED = 4
_LOOKAHEAD = 0.005  # seconds in which the limiter turns down and up again
_CLOSE = 0.05  # LU
_ROUNDS = 6


def loudness(sound: Sound) -> float:
    """The integrated loudness in LUFS; `SILENT` where there is nothing to hear."""
    weighted = _weighted(sound)
    block, step = round(_BLOCK * sound.rate), round(_STEP * sound.rate)
    if len(weighted) < block:  # a single block, as if silence followed
        weighted = np.pad(weighted, (0, block - len(weighted)))
    energy = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, len(weighted) - block + 1, step)
    powers = (energy[starts + block] - energy[starts]) / block
    powers = powers[powers > _power(SILENT)]
    if not len(powers):
        return SILENT
    powers = powers[powers > powers.mean() * 10 ** (_BELOW_THE_REST / 10)]
    return float(-0.691 + 10 * np.log10(powers.mean()))


def _power(level: float) -> float:
    return float(10 ** ((level + 0.691) / 10))


def _weighted(sound: Sound) -> NDArray[np.float64]:
    """The samples as an ear weighs them (K-weighting)."""
    size = _quick_size(len(sound.samples) + sound.rate)  # the filters ring less than a second
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones_like(z)
    for b, a in _filters(sound.rate):
        response *= (b[0] + b[1] * z + b[2] * z**2) / (1 + a[0] * z + a[1] * z**2)
    spectrum = np.fft.rfft(sound.samples, size)
    whole = np.fft.irfft(spectrum * response, size).astype(np.float64, copy=False)
    return whole[: len(sound.samples)]


def _quick_size(least: int) -> int:
    """The next length that a Fourier transform takes without much work."""
    size = least
    while _without_small_factors(size) > 1:
        size += 1
    return size


def _without_small_factors(number: int) -> int:
    for factor in (2, 3, 5):
        while number % factor == 0:
            number //= factor
    return number


def _filters(rate: int) -> tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]:
    """The head's shelf and the low cut of BS.1770 for any sampling rate."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    whole = 1 + k / q + k * k
    shelf = (
        (
            (high + band * k / q + k * k) / whole,
            2 * (k * k - high) / whole,
            (high - band * k / q + k * k) / whole,
        ),
        (2 * (k * k - 1) / whole, (1 - k / q + k * k) / whole),
    )
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    whole = 1 + k / q + k * k
    low_cut = (1.0, -2.0, 1.0), (2 * (k * k - 1) / whole, (1 - k / q + k * k) / whole)
    return shelf, low_cut


def true_peak(samples: Samples) -> float:
    """The highest level between the samples, in dBTP."""
    highest = float(np.max(_oversampled(samples), initial=0.0))
    return 20 * math.log10(highest) if highest > 0 else -math.inf


def _oversampled(samples: Samples) -> NDArray[np.float64]:
    """The magnitude at four points for each sample."""
    size = len(samples)
    if size == 0:
        return np.zeros(0)
    padded = 2 * _quick_size(size // 2 + 32)
    spectrum = np.fft.rfft(samples, padded)
    spectrum[-1] /= 2  # the highest frequency stands for two
    wide = np.fft.irfft(spectrum, padded * _OVERSAMPLED) * _OVERSAMPLED
    return np.abs(wide[: size * _OVERSAMPLED])


def levelled(sound: Sound, level: float = LOUDNESS, ceiling: float = CEILING) -> Sound:
    """The sound at a loudness, no peak above the ceiling. Silence stays silence."""
    result = limited(sound, ceiling)  # which may make it softer: the gain comes after that
    now = loudness(result)
    gain = 0.0
    for _ in range(_ROUNDS):
        if now <= SILENT or abs(level - now) <= _CLOSE:
            break
        gain += level - now
        result = limited(Sound(_amplified(sound.samples, gain), sound.rate), ceiling)
        now = loudness(result)
    return result


def _amplified(samples: Samples, gain: float) -> Samples:
    return (samples * 10 ** (gain / 20)).astype(np.float32)


def limited(sound: Sound, ceiling: float) -> Sound:
    """The sound turned down smoothly around each peak above the ceiling (dBTP)."""
    most = 10 ** (ceiling / 20)
    peaks = _oversampled(sound.samples).reshape(-1, _OVERSAMPLED).max(axis=1, initial=0.0)
    if not (peaks > most).any():
        return sound
    needed = np.minimum(1.0, most / np.maximum(peaks, most))
    reach = round(_LOOKAHEAD * sound.rate)
    lowest = np.lib.stride_tricks.sliding_window_view(
        np.pad(needed, reach, constant_values=1.0), 2 * reach + 1
    ).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    gains = np.convolve(np.pad(lowest, reach, mode="edge"), window / window.sum(), "valid")
    return Sound((sound.samples * gains).astype(np.float32), sound.rate)
