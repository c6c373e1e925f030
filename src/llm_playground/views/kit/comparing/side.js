// The two models that are compared, each by its letter and in its colour.

import { letterBadge } from "../told/letter.js";

/** @param {"A" | "B"} letter */
export function sideBadge(letter) {
  const badge = letterBadge(letter);
  badge.classList.add(`lp-side-${letter.toLowerCase()}`);
  return badge;
}
