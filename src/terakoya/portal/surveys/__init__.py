"""Awareness surveys: waves, counting cells, participations. No single answer is ever stored."""
