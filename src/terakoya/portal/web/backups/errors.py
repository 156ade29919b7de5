"""Refusals around backups: sentences for operators, in English as all commands speak."""

from __future__ import annotations


class BackupRefused(Exception):
    """A backup that cannot be made, is damaged, or must not be restored here; nothing changed."""
