"""The company's topics in `_calc`: what is shown of each, its margin, and which comes first.

`topic_index` reckons the same (docs/algorithms/topic-index.md); no cell holds a fraction, so that
every program shows the same digits.
"""

from __future__ import annotations

from .....scoring import BAND_STARTS, BANDS_BELOW, EXACT_SIZE_FROM, band_of
from .....topic_index import CONFIDENCE, TopicIndex, topic_index
from ..sheet import Sheet, Value, literal
from ..styles import BODY, Style
from .plan import Kind, PlannedItem, PlannedTopic, SurveyPlan
from .tally import State, Tally

PLAIN: Style = {**BODY, "text_wrap": False}
KEY, NAME, SHOWN, MARGIN, LEVEL, ADVICE, PLACE = range(7)  # columns of the table of topics
SQUARES, ERROR_SIZE = 0, 1  # columns of the table of items
HIDDEN_KEY = 10**6  # of a topic of which nothing is shown; it comes last
LEVELS = (0, 50, 70)  # the first score of each: begin here, next, keep it up


class CompanyTopics:
    """A table of topics and one of items; their positions are known as soon as it exists."""

    def __init__(self, sheet: Sheet, plan: SurveyPlan, *, first: tuple[int, int]) -> None:
        self._sheet, self._plan = sheet, plan
        self._word = plan.texts.word
        self._row, self._column = first
        self._items = self._row + len(plan.topics) + 1
        self._rows = {topic.id: self._row + i for i, topic in enumerate(plan.topics)}

    # -- where things stand

    def cell(self, topic: PlannedTopic, column: int) -> str:
        """A cell about a topic; `column` is one of this module's constants."""
        return self._sheet.ref(self._rows[topic.id], self._column + column)

    def _all(self, column: int) -> str:
        last = self._row + len(self._plan.topics) - 1
        at = self._column + column
        return self._sheet.range(self._row, at, last, at)

    def ranked(self, place: int, column: int) -> str:
        """The formula for what the topic in a place of the order says; places count from 0."""
        number = self._sheet.ref(self._row + place, self._column + PLACE)
        return f"INDEX({self._all(column)},{number})"

    def order(self, tally: Tally) -> list[PlannedTopic]:
        """The topics, the lowest score first."""
        return sorted(self._plan.topics, key=lambda topic: self._key(topic, tally))

    def index(self, topic: PlannedTopic, tally: Tally) -> TopicIndex | None:
        """The company's index of a topic as far as it may be shown."""
        kind = self._kind(topic)
        if tally.state(tally.company, kind) not in (State.SCORE, State.BAND):
            return None
        company = tally.company
        [score] = [one for one in company.score.topics if one.topic == topic.id]
        found = topic_index(self._plan.survey, company.counts, score, kind.minimum)
        if found is not None and tally.state(company, kind) is State.BAND:
            return TopicIndex(topic.id, None, None, band_of(score.score or 0))
        return found

    def shown(self, topic: PlannedTopic, tally: Tally) -> Value:
        """What is shown of a topic: a score, the words of a band, or that nothing is."""
        index = self.index(topic, tally)
        if tally.state(tally.company, self._kind(topic)) is State.EMPTY:
            return ""
        if index is None:
            return self._word("hidden")
        if index.score is None:
            return self._word(f"score_band_{index.band or 0}")
        return index.score

    def level(self, topic: PlannedTopic, tally: Tally) -> str:
        """What its score says to do; empty where none is shown."""
        least = self._least(topic, tally)
        if least is None:
            return ""
        return self._word(f"level_{max(at for at, start in enumerate(LEVELS) if least >= start)}")

    def _least(self, topic: PlannedTopic, tally: Tally) -> int | None:
        """The score by which a topic is sorted: its own, or the lowest of its band."""
        index = self.index(topic, tally)
        if index is None:
            return None
        return BAND_STARTS[index.band or 0] if index.score is None else index.score

    def _key(self, topic: PlannedTopic, tally: Tally) -> int:
        least = self._least(topic, tally)
        number = self._rows[topic.id] - self._row + 1
        return (HIDDEN_KEY if least is None else least * 100) + number

    def _kind(self, topic: PlannedTopic) -> Kind:
        return next(kind for kind in self._plan.kinds if topic in kind.topics)

    # -- writing

    def write(
        self,
        tally: Tally,
        *,
        cells: dict[str, tuple[str, str]],
        points: dict[str, tuple[str, str]],
        counts: dict[str, tuple[str, str]],
        bands: str,
        band_words: str,
    ) -> None:
        """Write both tables.

        `cells` are state and score of each topic, `points` the answers that count and the sum of
        their scores of each item, `counts` the ranges of how often each option was chosen and of
        its score; `bands` and `band_words` the table of bands.
        """
        for place, (topic, at) in enumerate(zip(self._plan.topics, self.order(tally), strict=True)):
            self._write_topic(topic, cells[topic.id], f"LOOKUP(@,{bands},{bands})", tally)
            state, score = cells[topic.id]
            words = f"LOOKUP({score},{bands},{band_words})"
            formula = (
                f'IF({state}={State.EMPTY:d},"",IF({state}={State.SCORE:d},{score},'
                f"IF({state}={State.BAND:d},{words},{literal(self._word('hidden'))})))"
            )
            self._formula(self._rows[topic.id], SHOWN, formula, self.shown(topic, tally))
            ordered = f"MOD(SMALL({self._all(KEY)},{place + 1}),100)"
            self._formula(self._row + place, PLACE, ordered, self._rows[at.id] - self._row + 1)
            self._write_margin(topic, state, points, tally)
        for number, item in enumerate(self._plan.scored):
            self._write_item(self._items + number, item, points[item.id], counts[item.id], tally)

    def _formula(self, row: int, column: int, formula: str, value: Value) -> None:
        self._sheet.formula(row, self._column + column, formula, value, PLAIN)

    def _write_topic(
        self, topic: PlannedTopic, cells: tuple[str, str], band: str, tally: Tally
    ) -> None:
        row, (state, score) = self._rows[topic.id], cells
        number = row - self._row + 1
        least = f"IF({state}={State.BAND:d},{band.replace('@', score)},{score})"
        seen = f"OR({state}={State.SCORE:d},{state}={State.BAND:d})"
        formula = f"IF({seen},{least}*100,{HIDDEN_KEY})+{number}"
        self._formula(row, KEY, formula, self._key(topic, tally))
        self._sheet.text(row, self._column + NAME, topic.name, PLAIN)
        words = [literal(self._word(f"level_{at}")) for at in range(len(LEVELS))]
        level = f"IF({least}<{LEVELS[1]},{words[0]},IF({least}<{LEVELS[2]},{words[1]},{words[2]}))"
        self._formula(row, LEVEL, f'IF({seen},{level},"")', self.level(topic, tally))
        self._sheet.text(row, self._column + ADVICE, self._plan.advice(topic), PLAIN)

    def _write_margin(
        self, topic: PlannedTopic, state: str, points: dict[str, tuple[str, str]], tally: Tally
    ) -> None:
        errors = "+".join(self._error(item, points[item.id]) for item in topic.items)
        margin = f"ROUNDUP(ROUND({CONFIDENCE}*({errors})/{len(topic.items)},6),0)"
        index = self.index(topic, tally)
        value: Value = "" if index is None or index.margin is None else index.margin
        formula = f'IF({state}={State.SCORE:d},{margin},"")'
        self._formula(self._rows[topic.id], MARGIN, formula, value)

    def _error(self, item: PlannedItem, points: tuple[str, str]) -> str:
        """The standard error of an item, with two answers at 0 and two at 100 added."""
        row = self._items + self._plan.scored.index(item)
        squares, n = (self._sheet.ref(row, self._column + at) for at in (SQUARES, ERROR_SIZE))
        given, total = points
        mean = f"({total}*{n}/{given}+200)/({n}+4)"
        return f"SQRT(MAX(0,({squares}*{n}/{given}+20000)/({n}+4)-({mean})*({mean}))/{n})"

    def _write_item(
        self,
        row: int,
        item: PlannedItem,
        points: tuple[str, str],
        counts: tuple[str, str],
        tally: Tally,
    ) -> None:
        chosen, scores = counts
        given = tally.company.counts[item.id]
        squares = sum(given[one.id] * (one.score or 0) ** 2 for one in item.options)
        self._formula(row, SQUARES, f"SUMPRODUCT({chosen},{scores},{scores})", squares)
        n = tally.company.scored(item)
        size = f"IF({points[0]}>={EXACT_SIZE_FROM},{points[0]},MIN({points[0]},{BANDS_BELOW}))"
        self._formula(row, ERROR_SIZE, size, n if n >= EXACT_SIZE_FROM else min(n, BANDS_BELOW))
