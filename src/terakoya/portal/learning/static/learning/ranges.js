// Sets of seconds as sorted, joined ranges [from, to): the same laws as on the server
// (docs/algorithms/progress.md §3).
export function union(...groups) {
  const joined = [];
  for (const [from, to] of groups.flat().toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

export function secondsIn(ranges, from, to) {
  return ranges.reduce((sum, one) => sum + Math.max(0, Math.min(to, one[1]) - Math.max(from, one[0])), 0);
}

/** The first second that is in none of the ranges. */
export function firstGap(ranges) {
  return ranges.length && ranges[0][0] < 0.5 ? ranges[0][1] : 0;
}
