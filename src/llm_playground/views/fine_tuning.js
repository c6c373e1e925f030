// A base model that learns to answer: both losses step by step, its answers after any look, and what the loss counts.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count, decimal } from "./kit/numbers.js";
import { pieceLabel } from "./kit/pieces.js";
import { termOf } from "./kit/terms.js";
import { trainingLooks } from "./kit/training/looks.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").FineTuning} FineTuning */
/** @typedef {import("./types").FineTuningPoint} Point */
/** @typedef {import("./types").TrainedConversation} TrainedConversation */

const loss = (/** @type {number} */ value) => decimal(value, 3);

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.fine_tuning;
    const looks = trainingLooks(model, (/** @type {Point} */ { answer_loss, story_loss }) =>
      said.losses(loss(answer_loss), loss(story_loss), termOf("nats")),
    );
    const counted = element("p", { class: "lp-sentence" });
    const example = element("p", { class: "lp-trained" });
    const body = element("div", {}, looks.node, element("h3", {}, said.countedTitle), counted, example);
    const empty = element("p", { class: "lp-state" }, said.empty);
    const undress = dress(el, "lp-fine-tuning", empty, body);

    function draw() {
      /** @type {FineTuning | null} */
      const found = model.get("fine_tuning") ?? null;
      const points = found?.points ?? [];
      body.hidden = points.length === 0;
      empty.hidden = points.length > 0;
      if (found === null || points.length === 0) return;
      const { start } = found;
      looks.draw(start, points, [
        {
          title: said.answerLoss(count(start.answer_tokens)),
          unit: words.training.nats,
          of: (point) => point.answer_loss,
          text: loss,
        },
        {
          title: said.storyLoss(count(start.story_tokens)),
          unit: words.training.nats,
          of: (point) => point.story_loss,
          text: loss,
        },
      ]);
      fill(counted, said.counted(count(start.example.counts.filter(Boolean).length), count(start.example.ids.length)));
      fill(example, conversation(start.example));
    }

    const unwatch = watch(model, ["fine_tuning", "look"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * The tokens of a conversation, line by line; those that count are marked.
 * @param {TrainedConversation} example
 */
function conversation({ pieces, counts }) {
  return pieces.flatMap((piece, at) => {
    const label = pieceLabel(piece);
    const token = element(counts[at] ? "mark" : "span", { class: "lp-trained-token" }, label);
    return label.endsWith("⏎") ? [token, element("br")] : [token];
  });
}
