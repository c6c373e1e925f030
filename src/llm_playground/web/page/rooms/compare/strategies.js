// How the next token is chosen: in the same way in all lanes, or in each in its own.

import { element, fill } from "../../../../views/kit/dom.js";
import { letterBadge } from "../../../../views/kit/told/letter.js";
import { checkChoice, toggle } from "../../fields.js";
import { label } from "../../labels.js";
import { LETTERS } from "../../lane.js";
import { strategyCard } from "../../recommended.js";
import { words } from "../../words.js";

/**
 * @param {{ form: import("../../form.js").Form, catalog: import("../../types").Catalog, names: string[],
 *   endAt: (texts: string[]) => void }} options  `names` are what makes the strategy of a lane
 */
export function strategies({ form, catalog, names, endAt }) {
  const said = words.compare.strategies;
  const place = element("div");
  /** @type {{ draw(): void }[]} */
  let cards = [];
  /** @type {(() => void)[]} */
  let told = [];
  checkChoice(form, "own_strategies", said.own, [
    ["off", said.off],
    ["on", said.on],
  ]);
  const own = () => form.get("own_strategies") === "on";
  const each = toggle({ form, name: "own_strategies", label: said.own, effect: said.ownEffect, onchange: change });

  /** Who begins with strategies of their own begins with the one that all had. */
  function change() {
    const common = Object.fromEntries(names.map((name) => [name, form.lanes[0].get(name) ?? null]));
    if (own()) for (const lane of form.lanes.slice(1)) lane.set(common);
    draw();
  }

  function draw() {
    told = [];
    if (!own()) {
      const models = () => form.lanes.map((lane) => lane.get("model"));
      const common = strategyCard({ form, catalog, models, endAt });
      cards = [common];
      return void fill(place, common.node);
    }
    const made = form.lanes.map((lane, at) =>
      strategyCard({ form: lane, catalog, label: words.lane.strategy(LETTERS[at]), endAt }),
    );
    cards = made;
    fill(
      place,
      form.lanes.map((lane, at) => {
        const line = element("span");
        told.push(() => fill(line, label(lane.get("strategy"))));
        return element(
          "details",
          { class: "lane-row", name: "lane-strategy", "data-lane": at, open: at === form.lanes.length - 1 },
          element("summary", {}, letterBadge(LETTERS[at]), line),
          element("div", { class: "cards" }, made[at].node),
        );
      }),
    );
    tell();
  }

  function tell() {
    for (const one of told) one();
  }

  return {
    node: element("div", { class: "lane-rows" }, each, place),
    own,
    draw,
    tell,
    /** More is known of the models. */
    learn: () => cards.forEach((card) => card.draw()),
    /** What chooses the tokens of a lane. @param {import("../../form.js").Lane} lane */
    of: (lane) => (own() ? lane : form.lanes[0]),
  };
}
