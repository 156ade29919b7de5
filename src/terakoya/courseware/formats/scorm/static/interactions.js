// What was answered in an attempt, as `cmi.interactions` of either data model.
import { clockTime, periodTime } from "./times.js";

export const MOST = 250; // interactions of a record that SCORM 2004 promises to keep
const LONGEST_DESCRIPTION = 250;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * The fields of each interaction in the order in which they are set; the id comes first.
 * `answer`: { id, objectives, text, choices, right, chosen, isRight, begun, seconds }, where right
 * and chosen are sums of 2**place of the choices and `begun` is a Date.
 */
export const FIELDS = {
  "1.2": (answer) => [
    ["id", answer.id],
    ["type", "choice"],
    ...objectives(answer),
    ["time", timeOfDay(answer.begun)],
    ["correct_responses.0.pattern", letters(answer, answer.right).join(",")],
    ["weighting", 1],
    ...given(answer, "student_response", ","),
    ["result", answer.isRight ? "correct" : "wrong"],
    ["latency", clockTime(answer.seconds)],
  ],
  "2004": (answer) => [
    ["id", answer.id],
    ["type", "choice"],
    ...objectives(answer),
    ["timestamp", `${answer.begun.toISOString().slice(0, 22)}Z`],
    ["correct_responses.0.pattern", letters(answer, answer.right).join("[,]")],
    ["weighting", 1],
    ...given(answer, "learner_response", "[,]"),
    ["result", answer.isRight ? "correct" : "incorrect"],
    ["latency", periodTime(answer.seconds)],
    ["description", `{lang=${answer.language}}${[...answer.text].slice(0, LONGEST_DESCRIPTION).join("")}`],
  ],
};

function objectives(answer) {
  return answer.objectives.map((id, at) => [`objectives.${at}.id`, id]);
}

/** A question that was left out has no response. */
function given(answer, element, divider) {
  return answer.chosen ? [[element, letters(answer, answer.chosen).join(divider)]] : [];
}

/** Choices go by their letters in the order of the pool, however they were shown. */
function letters(answer, mask) {
  return [...LETTERS.slice(0, answer.choices)].filter((_, place) => mask & (1 << place));
}

function timeOfDay(date) {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((number) => String(number).padStart(2, "0"))
    .join(":");
}
