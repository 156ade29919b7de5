"""How many slides of an enrolment were met, beside how many were opened."""

from typing import Any

from django.db import migrations, models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

SECONDS, MOMENTS = 1, 2  # how time is counted


def count_slides(apps: Any, schema_editor: Any) -> None:
    """As far as rows tell without the course; the next report of a player counts anew.

    By moments a slide that was taken in keeps its own. By seconds nothing is kept, and what was
    read or heard at all is the nearest.
    """
    enrolments = apps.get_model('learning', 'Enrolment').objects
    slides = apps.get_model('learning', 'SlideProgress').objects
    taken_in = {MOMENTS: ~Q(kept=[]), SECONDS: ~Q(read=[]) | ~Q(heard={})}
    for counting, condition in taken_in.items():
        found = slides.filter(condition | Q(skipped=True), enrolment=OuterRef('pk'))
        counts = found.order_by().values('enrolment').annotate(n=Count('pk')).values('n')
        enrolments.filter(counting=counting, slides_seen__gt=0).update(
            slides_met=Coalesce(Subquery(counts), 0)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0005_enrolment_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='enrolment',
            name='slides_met',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(count_slides, migrations.RunPython.noop),
    ]
