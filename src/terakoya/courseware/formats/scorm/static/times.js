// Spans of time as the two data models write and read them.
const two = (number) => String(number).padStart(2, "0");

function parts(seconds) {
  const all = Math.floor(seconds);
  return [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
}

/** HHHH:MM:SS of SCORM 1.2. */
export function clockTime(seconds) {
  const [hours, minutes, rest] = parts(seconds);
  return `${String(Math.min(hours, 9999)).padStart(4, "0")}:${two(minutes)}:${two(rest)}`;
}

/** The period of SCORM 2004 (ISO 8601). */
export function periodTime(seconds) {
  const [hours, minutes, rest] = parts(seconds);
  return `PT${hours}H${minutes}M${rest}S`;
}

/** Whole seconds of HHHH:MM:SS.ss; null where it is no time. */
export function clockSeconds(text) {
  const found = /^(\d{2,4}):(\d\d):(\d\d)(\.\d{1,2})?$/.exec(text);
  return found ? sum(0, found[1], found[2], found[3]) : null;
}

/** Whole seconds of a period; null where it is none, or names months or years. */
export function periodSeconds(text) {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(text);
  return found && text.length > 1 ? sum(...found.slice(1)) : null;
}

function sum(days, hours, minutes, seconds) {
  const [d, h, m, s] = [days, hours, minutes, seconds].map((one) => Number(one ?? 0));
  return ((d * 24 + h) * 60 + m) * 60 + s;
}
