"""The learner that all tests of a module begin with: made once, and anew for each of them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import TypeVar

from django.test import Client

from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from tests.factories import publish_flagship, publish_short
from tests.made_once import made_once_by

from .exams import Examinee, at_the_test, make_examinee
from .learners import OPENED, Learner, make_learner

One = TypeVar("One", bound=Learner)


def again(made: One) -> One:
    """The same learner, with rows of their own and a browser that is signed in as theirs was."""
    member, enrolment = deepcopy((made.member, made.enrolment))
    client = Client()
    client.cookies.update(deepcopy(made.client.cookies))
    return type(made)(member, enrolment, client)


def make_beginner(publish: Callable[[], Revision] = publish_short) -> Learner:
    """A learner who has just begun a course."""
    with clock.fixed_at(OPENED):
        return make_learner(publish=publish)


def make_graduate(publish: Callable[[], Revision] = publish_short) -> Examinee:
    """A learner who has just passed its test."""
    made = make_examinee(publish=publish)
    with at_the_test():
        made.start()
        made.submit(made.answers())
    made.enrolment.refresh_from_db()
    return made


# Of the shortened flagship, and of the whole one where it is in question.
kept_learner = made_once_by(make_beginner)
kept_whole_learner = made_once_by(partial(make_beginner, publish_flagship))
kept_examinee = made_once_by(partial(make_examinee, publish=publish_short))
kept_whole_examinee = made_once_by(make_examinee)
kept_graduate = made_once_by(make_graduate)
kept_whole_graduate = made_once_by(partial(make_graduate, publish_flagship))
