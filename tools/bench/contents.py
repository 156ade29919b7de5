"""`python -m tools.bench.contents COURSE LEARNERS FILE`: what a measured portal holds, in one
process, since each start of one costs a second of a core.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.core.management import call_command

from terakoya.portal.common import garbage


def main() -> None:
    """Prepare as `manage.py serve` does, which has nothing left to do then, and enrol learners.

    FILE tells of them.
    """
    course, learners, file = sys.argv[1:]
    garbage.pause()
    django.setup()
    from terakoya.portal.web.serving.preparation import prepare  # Django is set up above

    prepare(say=print, with_demo=False)
    call_command("bench_setup", course=course, learners=int(learners), output=Path(file))


if __name__ == "__main__":
    main()
