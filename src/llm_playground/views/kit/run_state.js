// What is said of a run below its text: how far it is, or why it ended.

import { words } from "./words.js";

/** @typedef {import("../types").AnyModel} AnyModel */

/**
 * @param {AnyModel} model
 * @param {number} made  how many tokens
 */
export function runState(model, made) {
  const { done, empty, loading, stopped, untold, wrong } = words.generation;
  const message = model.get("message");
  switch (model.get("status") ?? "empty") {
    case "empty":
      return message || empty;
    case "loading":
      return message || loading;
    case "running":
      return message || "";
    case "stopped":
      return stopped(made);
    case "error":
      return message || wrong;
    default:
      return textAlone(model, made) ? untold : done(endingOf(model), made, message);
  }
}

/**
 * A text that came without its tokens, since the server of the model gives nothing else.
 * @param {AnyModel} model
 * @param {number} made
 * @returns {string}
 */
export function textAlone(model, made) {
  return made === 0 && model.get("status") === "done" ? (model.get("completion") ?? "") : "";
}

/**
 * Why the text ended.
 * @param {AnyModel} model
 */
function endingOf(model) {
  const { endings, stopString } = words.generation;
  const stop = model.get("stop_string") ?? null;
  if (stop !== null) return stopString(JSON.stringify(stop));
  return endings[/** @type {keyof endings} */ (model.get("finish_reason"))] ?? endings.done;
}
