"""People who answer through the pages, as fast as a few processes let them.

As a program: `python -m tools.survey_size.answering WAVE FIRST LAST` for members between two keys.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from random import Random

import django


@dataclass(frozen=True)
class Answered:
    """How it went: people, refusals by kind, and what it took."""

    people: int
    failures: dict[str, int]
    seconds: float
    slowest: float  # one person's two requests


def answer_all(wave: str, members: list[int], processes: int) -> Answered:
    """Let the members answer, shared out among processes; the environment names the database."""
    share = -(-len(members) // processes)
    parts = [members[at : at + share] for at in range(0, len(members), share)]
    begun = time.monotonic()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tools.survey_size.answering", wave, str(p[0]), str(p[-1])],
            stdout=subprocess.PIPE,
            text=True,
        )
        for p in parts
    ]
    told = [json.loads(one.communicate()[0]) for one in running]
    failures: dict[str, int] = {}
    for one in told:
        for kind, n in one["failures"].items():
            failures[kind] = failures.get(kind, 0) + n
    return Answered(
        people=sum(one["people"] for one in told),
        failures=failures,
        seconds=time.monotonic() - begun,
        slowest=max(one["slowest"] for one in told),
    )


def main() -> None:
    """Answer for the members of one process and print what happened."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")
    django.setup()
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.surveys.models import Wave
    from terakoya.portal.surveys.selectors import survey_of

    wave = Wave.objects.get(uuid=sys.argv[1])
    first, last = int(sys.argv[2]), int(sys.argv[3])
    members = Member.objects.filter(
        organisation_id=wave.organisation_id, id__gte=first, id__lte=last
    )
    survey, random = survey_of(wave.revision_id, "ja"), Random(first)  # noqa: S311 - no secret
    failures: dict[str, int] = {}
    people, slowest = 0, 0.0
    for member in list(members.select_related("person").order_by("id")):
        answers = {
            f"item-{item.id}": random.choice(options).id
            for item in survey.items
            if (options := survey.options_of(item))
        }
        begun = time.monotonic()
        outcome = _answer(member, f"/survey/{wave.uuid}/", answers)
        slowest = max(slowest, time.monotonic() - begun)
        people += outcome == ""
        if outcome:
            failures[outcome] = failures.get(outcome, 0) + 1
    print(json.dumps({"people": people, "failures": failures, "slowest": slowest}))


def _answer(member: object, address: str, answers: dict[str, str]) -> str:
    """Open the page and send it; what went wrong, or nothing."""
    from .visits import signed_in

    try:
        client = signed_in(member)
        page = client.get(address)
        sent = client.post(address, answers)
    except Exception as error:  # a lock that was not given, a connection that was lost
        return type(error).__name__
    statuses = (page.status_code, sent.status_code)
    return "" if statuses == (200, 302) else str(statuses)


if __name__ == "__main__":
    main()
