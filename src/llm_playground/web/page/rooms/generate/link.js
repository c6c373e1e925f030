// The place in the text that the address holds: which step is looked at, and the u that is set there by hand.

/** @param {import("../../form.js").Form} form */
export function placeInLink(form) {
  let wanted = { at: stepOf(form.get("step")), u: uOf(form.get("u")) };
  return {
    /** The index of the step that the address leads to, until it is forgotten. */
    get at() {
      return wanted.at;
    },

    /**
     * Where to go now that step `index` is there: first to the beginning, then to where the address leads.
     * @param {number} index
     * @returns {{ at: number, u: number | null } | null}
     */
    reached(index) {
      if (index === wanted.at) return wanted;
      return index === 0 ? { at: 0, u: null } : null;
    },

    forget() {
      wanted = { at: 0, u: null };
    },

    /**
     * @param {number} at
     * @param {number | null} u
     */
    keep(at, u) {
      form.set({ step: String(at + 1), u: u === null ? null : String(u) });
    },
  };
}

/** @param {string | undefined} text */
function stepOf(text) {
  const step = Number(text ?? 1);
  return Number.isInteger(step) && step > 0 ? step - 1 : 0;
}

/**
 * A `u` as a link has it; null if there is none, or none that can be.
 * @param {string | undefined} text
 */
function uOf(text) {
  return text && Number(text) >= 0 && Number(text) < 1 ? Number(text) : null;
}
