"""How far a job in the background is, as the script of its page asks for it."""

from __future__ import annotations

from typing import Protocol

from django.http import JsonResponse


class Job(Protocol):
    """A row that a worker takes through its states, `done` steps of `total`."""

    state: str
    done: int
    total: int

    def get_state_display(self) -> str:
        """The state in words."""


def progress_answer(job: Job, **more: object) -> JsonResponse:
    """The state and how much of it is done; the page says the same when it is loaded anew."""
    told = {
        "state": job.state,
        "words": str(job.get_state_display()),
        "done": job.done,
        "total": job.total,
    }
    return JsonResponse({**told, **more})
