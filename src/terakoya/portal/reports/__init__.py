"""Reads everything, changes nothing: who has done what, late, certificates."""
