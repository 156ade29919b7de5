"""Which rule an enrolment's time is counted by, and what of it goes along to another run."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, models

from terakoya.portal.common import clock
from terakoya.portal.learning.choices import Counting
from terakoya.portal.learning.models import Enrolment, Event, SlideProgress

from .kept import again, kept_learner
from .learners import OPENED, Learner, after
from .test_continuing import go_on, met_now, publish_changed

__all__ = ["kept_learner"]

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def learner(kept_learner: Learner, db: None) -> Iterator[Learner]:
    """A learner two minutes after the opening."""
    with clock.fixed_at(after(120)):
        yield again(kept_learner)


def copied_without(row: models.Model, *new_columns: str, **changes: object) -> None:
    """Write a row as a program does that knows nothing of the new columns."""
    fields = [
        one
        for one in row._meta.concrete_fields
        if not isinstance(one, models.AutoField) and one.name not in new_columns
    ]
    values = [changes.get(one.name, one.pre_save(row, add=True)) for one in fields]
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({places})",
            [
                one.get_db_prep_save(value, connection)
                for one, value in zip(fields, values, strict=True)
            ],
        )


def test_enrolment_that_begins_now_is_counted_by_moments(learner: Learner) -> None:
    assert (learner.enrolment.counting, learner.enrolment.seconds_spent) == (Counting.MOMENTS, None)


def test_rows_of_the_program_before_keep_the_first_rule_and_can_be_read(learner: Learner) -> None:
    """Those that were there, and those that it still writes while both versions serve."""
    learner.post(learner.heard(learner.text.slides[0].id, 0, [0, 5]))
    new = ("counting", "seconds_spent", "moments_before")
    copied_without(Enrolment.objects.get(), *new, uuid=uuid.uuid4(), continued_at=after(1))
    before = Enrolment.objects.get(continued_at=after(1))
    assert [getattr(before, name) for name in new] == [Counting.SECONDS, None, []]
    copied_without(Event.objects.get(), "moments", uuid=uuid.uuid4(), enrolment=before.pk)
    copied_without(SlideProgress.objects.get(), "heard_at", "kept", enrolment=before.pk)
    assert Event.objects.get(enrolment=before).moments == []
    state = SlideProgress.objects.get(enrolment=before)
    assert (state.heard_at, state.kept, state.heard) == ([], [], {"ja": [[0, 5]]})


@pytest.mark.parametrize("counting", Counting)
def test_run_that_goes_on_keeps_its_rule(learner: Learner, counting: Counting) -> None:
    Enrolment.objects.update(counting=counting)
    publish_changed(learner, 1)
    assert go_on(learner).counting == counting


def test_run_that_goes_on_takes_its_moments_along_and_spends_none_twice(learner: Learner) -> None:
    """Slide 2 has changed: the moments on it were spent, and cannot be spent on the new one."""
    done = learner.finish(3)
    first, second, third = learner.text.slides[:3]
    publish_changed(learner, 1)
    run = go_on(learner)
    start, end = first.read, first.read + second.read
    assert run.seconds_spent == done
    assert run.moments_before == [[OPENED.timestamp() + start, OPENED.timestamp() + end]]
    assert met_now(run, done) == [first.id, third.id]
    changed = Learner(learner.member, run, learner.client)
    answer = changed.post(changed.read(second.id, 0, done)).json()
    assert answer["met"] == [first.id, third.id]
    with clock.fixed_at(after(200)):
        answer = changed.post(changed.read(second.id, 150, 150 + second.read)).json()
    assert answer["met"] == [first.id, second.id, third.id]
    run.refresh_from_db()
    assert run.seconds_spent == done + second.read
