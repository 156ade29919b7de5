// Marks an attempt as `scoring.score_attempt` does: a point for exactly the right choices, the
// percent rounded down, so that 79.9 % does not pass a mark of 80.

/**
 * `drawn`: [[question, places], …]; `chosen` and `right`: sums of 2**place of choices; `must`:
 * rules of passing, each with its `questions` and how many of those asked must be `correct`, null
 * for all. `unmet` says of each rule that is not met its place and which places of the attempt
 * are wrong under it.
 *
 * `score` is what a system is told. Many reckon passed or failed from it by themselves, so that
 * of an attempt that reaches the mark and meets not every rule it is a point below the mark.
 */
export function markAttempt(drawn, chosen, right, passMark, must = []) {
  const isRight = drawn.map(([question], at) => chosen[at] === right[question]);
  const points = isRight.filter(Boolean).length;
  const percent = drawn.length ? Math.floor((100 * points) / drawn.length) : 0;
  const unmet = must.map((rule, place) => unmetRule(rule, place, drawn, isRight)).filter(Boolean);
  const isPassed = drawn.length > 0 && percent >= passMark && unmet.length === 0;
  const score = unmet.length ? Math.max(0, Math.min(percent, passMark - 1)) : percent;
  return { isRight, points, percent, isPassed, unmet, score };
}

function unmetRule({ questions, correct }, place, drawn, isRight) {
  const asked = drawn.map((_, at) => at).filter((at) => questions.includes(drawn[at][0]));
  const wrong = asked.filter((at) => !isRight[at]);
  return asked.length - wrong.length < (correct ?? asked.length) ? { place, wrong } : null;
}

/** How many right answers a mark asks for. */
export function pointsNeeded(passMark, questions) {
  return Math.ceil((passMark * questions) / 100);
}
