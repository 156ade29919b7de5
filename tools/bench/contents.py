"""`python -m tools.bench.contents LEARNERS FILE`: what a measured portal holds, in one process.

Each start of a process costs two seconds of a core.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    """Collect the static files, publish the courses, and enrol learners; FILE tells of them."""
    learners, file = sys.argv[1:]
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("publish_courses")
    call_command("bench_setup", learners=int(learners), output=Path(file))


if __name__ == "__main__":
    main()
