// What somebody answered in the quiz, before the course ("pre") and after it ("post"). It is kept in this browser.

const KEY = "quiz";

/** By objective "right", or the mistake that leads to the answer: what a file that is handed in holds too. */
/** @typedef {Record<string, string>} OfForm */
/** @typedef {{ pre: OfForm, post: OfForm }} Answers */
/** @typedef {keyof Answers} Form */

/** @type {readonly Form[]} */
export const FORMS = ["pre", "post"];

/** Where storage is full or forbidden: it lasts as long as the page. @type {Answers | null} */
let unstored = null;

/** @returns {Answers} */
export function answers() {
  if (unstored) return unstored;
  try {
    const { pre = {}, post = {} } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { pre, post };
  } catch {
    return { pre: {}, post: {} };
  }
}

/**
 * The first answer counts, also where another tab gave it.
 * @param {Form} form
 * @param {string} objective
 * @param {string} kept
 */
export function keepAnswer(form, objective, kept) {
  const all = answers();
  if (!(objective in all[form])) store({ ...all, [form]: { ...all[form], [objective]: kept } });
}

/** Begin a form again. @param {Form} form */
export function forgetAnswers(form) {
  store({ ...answers(), [form]: {} });
}

/** @param {Answers} all */
function store(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    unstored = all;
  }
}

/**
 * The number of the first question after another one that is not answered, or of the first of all; null if none is.
 * @param {Form} form
 * @param {import("../../types").Objective[]} objectives
 * @param {number} [after]
 */
export function nextOpen(form, objectives, after = 0) {
  const open = objectives.filter(({ name }) => !(name in answers()[form]));
  return (open.find(({ number }) => number > after) ?? open[0])?.number ?? null;
}
