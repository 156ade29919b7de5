// Progress as one line of plain characters, which every system can keep: SCORM 1.2 promises no
// more than 4,096. Written as `1.SHAPE.…`, fourteen fields with a point between them; numbers and
// rows of bits in 64 digits. 300 slides with a test of 100 questions take under 700 characters.
const VERSION = "1";
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const FIELDS = [14, 12]; // packages made before sessions were timed wrote twelve

/** Nothing done yet, of so many slides. */
export function newProgress(slides) {
  return {
    at: 0, // the slide that is shown; `slides` stands for the page after the last one
    seconds: 0, // how long it was read
    opened: Array(slides).fill(false),
    met: Array(slides).fill(false),
    answers: Array(slides).fill(0), // the choice made last, counted from 1
    ruby: true,
    letters: true,
    narration: true,
    best: -1,
    isPassed: false,
    isRunning: false,
    attempts: 0,
    draw: -1, // the attempt that is running, or was taken last
    chosen: [], // of each of its questions the sum of 2**place of the choices
    spent: 0, // seconds of the session, until it ends in order
    since: 0, // the seconds that the system had counted when it began
  };
}

export function encode(progress, shape) {
  const { ruby, letters, narration, isPassed, isRunning } = progress;
  return [
    VERSION,
    shape,
    number(progress.at),
    number(Math.floor(progress.seconds)),
    bits(progress.opened),
    bits(progress.met),
    row(progress.answers),
    bits([ruby, letters, narration, isPassed, isRunning]),
    number(progress.best + 1),
    number(Math.min(progress.attempts, 4095)),
    number(progress.draw + 1),
    row(progress.chosen),
    number(Math.floor(progress.spent)),
    number(progress.since),
  ].join(".");
}

/**
 * The progress that a line tells. Of one that belongs to other slides or questions only the
 * result stays; of what is no such line, nothing: then null.
 */
export function decode(line, shape, slides) {
  const fields = line.split(".");
  if (!FIELDS.includes(fields.length) || fields[0] !== VERSION || !fields.slice(2).every(isPlain)) return null;
  const progress = newProgress(slides);
  const [ruby, letters, narration, isPassed, isRunning] = readBits(fields[7], 5);
  Object.assign(progress, { ruby, letters, narration, isPassed });
  progress.best = Math.min(100, readNumber(fields[8]) - 1);
  progress.attempts = readNumber(fields[9]);
  progress.spent = readNumber(fields[12] ?? "");
  progress.since = readNumber(fields[13] ?? "");
  if (fields[1] !== shape) return progress;
  return Object.assign(progress, {
    at: Math.min(readNumber(fields[2]), slides),
    seconds: readNumber(fields[3]),
    opened: readBits(fields[4], slides),
    met: readBits(fields[5], slides),
    answers: [...readRow(fields[6]), ...progress.answers].slice(0, slides),
    isRunning,
    draw: readNumber(fields[10]) - 1,
    chosen: readRow(fields[11]),
  });
}

function isPlain(field) {
  return [...field].every((digit) => DIGITS.includes(digit));
}

function number(value) {
  return value < 64 ? DIGITS[value] : number(Math.floor(value / 64)) + DIGITS[value % 64];
}

function readNumber(text) {
  return [...text].reduce((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0);
}

function row(values) {
  return values.map((value) => DIGITS[value]).join("");
}

function readRow(text) {
  return [...text].map((digit) => DIGITS.indexOf(digit));
}

function bits(values) {
  const digits = [];
  for (let start = 0; start < values.length; start += 6) {
    digits.push(values.slice(start, start + 6).reduce((sum, on, place) => sum + (on ? 1 << place : 0), 0));
  }
  return row(digits);
}

function readBits(text, count) {
  const digits = readRow(text);
  return Array.from({ length: count }, (_, at) => Boolean((digits[Math.floor(at / 6)] ?? 0) & (1 << (at % 6))));
}
