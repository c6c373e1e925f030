// What was said before the prompt: a system prompt and earlier turns, which all lanes read and which can be changed.

import { element, fill } from "../../../../views/kit/dom.js";
import { words } from "../../words.js";
import { ROLES } from "./rendered.js";

/** @typedef {import("../../types").Message} Message */
/** @typedef {import("../../problems.js").Problem} Problem */

const FIELD = /^prompt\.(\d+)\./; // of what is wrong with one of the messages

/**
 * The turns stand in the form, and so in a link, as JSON of pairs: a role and what it says.
 * @param {{ form: import("../../form.js").Form, ask: (prompt: string) => void, changed: () => void }} options  `ask` asks
 *   all lanes a prompt, once the turns are those before it; `changed` hears that there are other turns than before
 */
export function conversation({ form, ask, changed }) {
  const said = words.compare.talk;
  const list = element("ol", { class: "turns" });
  const node = element(
    "section",
    { class: "card talk" },
    element(
      "div",
      { class: "talk-head" },
      element("h2", {}, said.title),
      element("p", { class: "effect" }, said.lead),
      element("button", { type: "button", class: "quiet small", onclick: () => put([]) }, said.clear),
    ),
    list,
  );
  const instruct = element("button", { type: "button", class: "quiet small", onclick: addSystem }, said.addSystem);
  const given = form.get("turns");
  let turns = read(given);
  if (given && turns.length === 0) form.notices.push(said.wrong(given));
  if (given) keep(turns);

  /** @param {Message[]} next */
  function keep(next) {
    turns = next;
    const pairs = turns.map(({ role, content }) => [role, content]);
    form.set({ turns: pairs.length > 0 ? JSON.stringify(pairs) : null });
  }

  /** @param {Message[]} next */
  function put(next) {
    keep(next);
    draw();
    changed();
  }

  function addSystem() {
    put([{ role: "system", content: "" }, ...turns]);
    list.querySelector("textarea")?.focus();
  }

  function draw() {
    node.hidden = turns.length === 0;
    instruct.hidden = turns[0]?.role === "system";
    fill(list, turns.map(turnNode));
    requestAnimationFrame(() => list.querySelectorAll("textarea").forEach(fit)); // once they are in their place
  }

  /** @param {Message} turn @param {number} at */
  function turnNode({ role, content }, at) {
    const id = `turn-${at}`;
    const area = /** @type {HTMLTextAreaElement} */ (
      element("textarea", { id, name: id, rows: 1, spellcheck: "false" })
    );
    area.value = content;
    area.addEventListener("input", () => {
      keep(turns.map((turn, other) => (other === at ? { ...turn, content: area.value } : turn)));
      fit(area);
    });
    return element(
      "li",
      { class: "turn", "data-field": `prompt.${at}.role` },
      element("label", { for: id }, element("span", { class: `role ${role}` }, words.compare.rendered.roles[role])),
      area,
      role === "user" &&
        element("button", { type: "button", class: "quiet small", onclick: () => askAgain(at) }, said.again),
      role === "system" &&
        element(
          "button",
          { type: "button", class: "quiet small", onclick: () => put(turns.filter((_, other) => other !== at)) },
          said.leaveOut,
        ),
      element("p", { class: "field-problem", role: "alert", hidden: true }),
    );
  }

  /** From one of the user's turns on: what came after it goes, and all lanes answer it. @param {number} at */
  function askAgain(at) {
    const { content } = turns[at];
    put(turns.slice(0, at));
    ask(content);
  }

  draw();
  return {
    node,
    /** The button that begins with a system prompt. */
    instruct,
    /** All of it with a prompt at its end; without turns the prompt alone. @param {string} prompt @returns {string | Message[]} */
    with: (prompt) => (turns.length === 0 ? prompt : [...turns, { role: "user", content: prompt }]),
    /**
     * Take up an answer, so that what is asked next comes after it.
     * @param {string | Message[]} prompt  what was answered
     * @param {string} answer
     */
    reply(prompt, answer) {
      const before = typeof prompt === "string" ? [{ role: /** @type {const} */ ("user"), content: prompt }] : prompt;
      put([...before, { role: "assistant", content: answer }]);
    },
    /** The lanes whose template refuses one of the turns. @param {{ letter: string, problems: Problem[] }[]} lanes */
    tell(lanes) {
      for (const [at, item] of [...list.children].entries()) {
        const found = lanes.flatMap(({ letter, problems }) =>
          problems
            .filter(({ field }) => FIELD.exec(field)?.[1] === `${at}`)
            .map(({ message }) => `${letter}: ${message}`),
        );
        const note = /** @type {HTMLElement} */ (item.querySelector(".field-problem"));
        note.hidden = found.length === 0;
        fill(note, found.join(" "));
        item.querySelector("textarea")?.setAttribute("aria-invalid", String(found.length > 0));
      }
    },
  };
}

/** As high as its text. @param {HTMLTextAreaElement} area */
function fit(area) {
  area.style.setProperty("height", "auto");
  area.style.setProperty("height", `${area.scrollHeight + 2}px`);
}

/**
 * The turns that a link or an earlier visit holds; none, if it holds anything else.
 * @param {string | undefined} text
 * @returns {Message[]}
 */
function read(text) {
  try {
    const pairs = JSON.parse(text ?? "[]");
    const isTurn = (/** @type {any} */ pair) => ROLES.includes(pair[0]) && typeof pair[1] === "string";
    return pairs.every(isTurn) ? pairs.map((/** @type {any} */ [role, content]) => ({ role, content })) : [];
  } catch {
    return [];
  }
}
