"""A database connection that marks where its transaction stands (for both databases)."""

from __future__ import annotations

from typing import Any

from .marks import MARKS, Mark


class Traced:
    """Goes before Django's own connection class; adds marks and changes nothing."""

    def set_autocommit(self, autocommit: bool, *args: Any, **more: Any) -> None:
        """A transaction begins when autocommit ends."""
        super().set_autocommit(autocommit, *args, **more)  # type: ignore[misc]
        MARKS.set(Mark.OUTSIDE if autocommit else Mark.INSIDE)

    def commit(self) -> None:
        """From here until the database has answered it may or may not be kept."""
        MARKS.set(Mark.COMMITTING)
        super().commit()  # type: ignore[misc]
        MARKS.set(Mark.OUTSIDE)

    def rollback(self) -> None:
        """Nothing of it is kept."""
        super().rollback()  # type: ignore[misc]
        MARKS.set(Mark.OUTSIDE)
