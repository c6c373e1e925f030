// What is wrong with the values of a form: found before a run where the catalog's table tells, else by the server; and
// said at the control that it is about.

import { element, fill } from "../../views/kit/dom.js";
import { Refused } from "./api.js";
import { label } from "./labels.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./types").ParameterCard} ParameterCard */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {{ field: string, message: string }} Problem  `field` is a path such as "runs.1.parameters.top_p" */

/**
 * What the server found wrong with values.
 * @param {unknown} error
 * @returns {Problem[]}
 */
export function problemsOf(error) {
  if (!(error instanceof Refused)) return [];
  return error.problems.flatMap(({ field, message }) => (field ? [{ field, message }] : []));
}

/**
 * All numbers of the form that cannot be.
 * @param {Form} form
 * @param {Catalog} catalog
 * @returns {Problem[]}
 */
export function wrongNumbers(form, catalog) {
  const ofLanes = form.lanes.flatMap((lane, index) => {
    const strategy = catalog.strategies.find(({ name }) => name === lane.get("strategy"));
    return (strategy?.parameters ?? []).flatMap((name) =>
      wrongNumber(`runs.${index}.parameters.${name}`, name, lane.get(name), catalog),
    );
  });
  return [...ofLanes, ...wrongShared(form, catalog)];
}

/**
 * Those among what all lanes share.
 * @param {Form} form
 * @param {Catalog} catalog
 * @returns {Problem[]}
 */
export function wrongShared(form, catalog) {
  return ["max_new_tokens", "seed"].flatMap((name) => wrongNumber(name, name, form.get(name), catalog));
}

/**
 * A value that a parameter cannot have, to be told at its field.
 * @param {string} field
 * @param {string} name  of the parameter
 * @param {string | undefined} value
 * @param {Catalog} catalog
 * @returns {Problem[]}
 */
export function wrongNumber(field, name, value, { parameters, limits }) {
  const parameter = parameters.find((each) => each.name === name);
  const highest = { max_new_tokens: limits.max_new_tokens, num_beams: limits.num_beams }[name];
  if (!parameter || value === undefined || value === "" || parameter.kind !== "number") return [];
  if (fits(Number(value), { ...parameter, highest: highest ?? parameter.highest })) return [];
  return [{ field, message: words.mustBe(label(name), value, parameter.legal, highest) }];
}

/**
 * A whole number that a field cannot have which is of no parameter.
 * @param {string} field
 * @param {string} title
 * @param {string} value
 * @param {number} lowest
 * @param {number} highest
 * @returns {Problem[]}
 */
export function wrongCount(field, title, value, lowest, highest) {
  if (fits(Number(value), { lowest, highest, above: false, whole: true })) return [];
  return [{ field, message: words.mustBe(title, value, words.wholeNumber(lowest, highest), undefined) }];
}

/**
 * @param {number} value
 * @param {Pick<ParameterCard, "lowest" | "highest" | "above" | "whole">} range
 */
function fits(value, { lowest, highest, above, whole }) {
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) return false;
  if (lowest !== null && (value < lowest || (above && value === lowest))) return false;
  return highest === null || value <= highest;
}

/**
 * Say each problem at its control, and go to the first.
 * @param {HTMLElement} el
 * @param {Problem[]} problems
 * @returns {boolean} whether there are some and all of them have a control
 */
export function mark(el, problems) {
  let told = 0;
  for (const { field, message } of problems) {
    const place = placeOf(el, field.split("."));
    const control = /** @type {HTMLInputElement | null} */ (
      place?.querySelector(":is(input:not([type=range], [type=checkbox]), textarea, select)") ?? null
    );
    if (!place || !control) continue;
    say(place, control, message);
    told += 1;
  }
  if (told === 0) return false;
  const first = /** @type {HTMLElement | null} */ (el.querySelector('[aria-errormessage][aria-invalid="true"]'));
  first?.focus();
  return told === problems.length;
}

/**
 * @param {HTMLElement} el
 * @param {string[]} path
 */
function placeOf(el, path) {
  const ofLane = path[0] === "runs" || path[0] === "lanes";
  const field = `[data-field="${CSS.escape((ofLane ? path.slice(2) : path).join("."))}"]`;
  return /** @type {HTMLElement | null} */ (
    (ofLane && el.querySelector(`[data-lane="${CSS.escape(path[1])}"] ${field}`)) || el.querySelector(field)
  );
}

/**
 * @param {HTMLElement} place
 * @param {HTMLInputElement} control
 * @param {string} message
 */
function say(place, control, message) {
  const id = `${control.id || control.name}-problem`;
  const note =
    place.querySelector(".field-problem") ?? place.appendChild(element("p", { class: "field-problem", role: "alert" }));
  note.id = id;
  fill(note, message);
  place.closest("details")?.setAttribute("open", ""); // so that it is seen
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-errormessage", id);
  place.addEventListener(
    "input",
    () => {
      note.remove();
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-errormessage");
    },
    { once: true, capture: true }, // which also hears of a text that was written by a button
  );
}
