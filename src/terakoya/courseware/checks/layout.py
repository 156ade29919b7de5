"""Texts fit their boxes, and times keep their promise."""

from __future__ import annotations

from .context import Rule

RULES: tuple[Rule, ...] = ()
