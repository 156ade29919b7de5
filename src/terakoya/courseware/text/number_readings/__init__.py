"""Readings of Japanese numbers with their counters (`docs/algorithms/numbers.md`)."""

from .phrases import DIGIT, NumberPhrase, number_phrases

__all__ = ["DIGIT", "NumberPhrase", "number_phrases"]
