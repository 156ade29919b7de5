"""What happens in the demo organisation, stage by stage."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

from ...accounts.models import Member
from ...catalogue.models import Course
from ...catalogue.selectors import latest_revision
from ...common import clock
from ...learning.models import Enrolment
from ...learning.services import open_enrolment
from ...surveys.choices import WaveKind
from ...surveys.errors import TooFewMembers
from ...surveys.models import Wave
from ...surveys.selectors import survey_of
from ...surveys.services import close_wave, open_wave, submit_answers
from .diary import Diary
from .learning import read_course, take_test, visits_of
from .names import OFFICER_PLACE, DemoPerson
from .organisation import (
    Colleague,
    Staff,
    apply_for_course,
    fill_in_company,
    join_with_password,
    join_without_password,
    name_supervisors,
    officer_email,
    put_on_roster,
)
from .plots import PLOTS, READ_SHARE, Fate, Stage
from .spread import spread
from .surveying import survey_answers

SPARE_SEATS: Final = 6


def tell_story(
    *, stage: Stage, members: int, seed: int, domain: str, course: Course, passwords: Passwords
) -> Staff:
    """Build the organisation; call inside a transaction, so that it is there whole or not."""
    story = _Story(stage, seed)
    staff = story.found(course, members, domain, passwords)
    story.note_setting_up(staff)
    story.note_lives(staff)
    story.diary.play()
    return staff
