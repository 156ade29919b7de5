// Marks an attempt as `scoring.score_attempt` does: a point for exactly the right choices, the
// percent rounded down, so that 79.9 % does not pass a mark of 80.

/** `drawn`: [[question, places], …]; `chosen` and `right`: sums of 2**place of choices. */
export function markAttempt(drawn, chosen, right, passMark) {
  const isRight = drawn.map(([question], at) => chosen[at] === right[question]);
  const points = isRight.filter(Boolean).length;
  const percent = drawn.length ? Math.floor((100 * points) / drawn.length) : 0;
  return { isRight, points, percent, isPassed: drawn.length > 0 && percent >= passMark };
}

/** How many right answers a mark asks for. */
export function pointsNeeded(passMark, questions) {
  return Math.ceil((passMark * questions) / 100);
}
