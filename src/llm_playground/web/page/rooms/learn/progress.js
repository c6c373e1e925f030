// What somebody has read of the course, and what they predicted. It is kept in this browser.

const KEY = "learn";

/**
 * @typedef {object} Kept
 * @property {Record<string, string[]>} read  the names of the steps that were read, by lesson
 * @property {Record<string, number>} predicted  the choice that was made, by lesson and step
 * @property {{ lesson: string, step: string } | null} last  where they were
 */

/** @returns {Kept} */
export function progress() {
  try {
    const { read = {}, predicted = {}, last = null } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { read, predicted, last };
  } catch {
    return { read: {}, predicted: {}, last: null };
  }
}

/** @param {(kept: Kept) => void} change */
function keep(change) {
  const kept = progress();
  change(kept);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage may be full or forbidden: progress lasts no longer than the step.
  }
}

/**
 * @param {string} lesson
 * @param {string} step
 */
export function keepRead(lesson, step) {
  keep(({ read }) => {
    read[lesson] = [...new Set([...(read[lesson] ?? []), step])];
  });
}

/**
 * @param {string} lesson
 * @param {string} step
 */
export function keepPlace(lesson, step) {
  keep((kept) => {
    kept.last = { lesson, step };
  });
}

/**
 * @param {string} lesson
 * @param {string} step
 * @param {number} choice
 */
export function keepPrediction(lesson, step, choice) {
  keep(({ predicted }) => {
    predicted[`${lesson}/${step}`] = choice;
  });
}

/**
 * How many of its steps have been read.
 * @param {import("../../types").ListedLesson} lesson
 */
export function readOf({ name, steps }) {
  const read = progress().read[name] ?? [];
  return steps.filter((step) => read.includes(step.name)).length;
}

/** Begin again: forget all of it. */
export function forget() {
  localStorage.removeItem(KEY);
}
