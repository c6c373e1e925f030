// Answers questions to the engine of the page, for the tests in Python: JSON in on stdin, JSON out on stdout.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const [site] = process.argv.slice(2);
const file = (path) => readFileSync(join(site, path));
const load = (module) => import(join(site, "web/page/engine", `${module}.js`));
const [{ Answers, problemOf }, { run }, { uniforms }, { hex }] = await Promise.all(
  ["answers", "runs", "random", "distribution"].map(load),
);

const questions = JSON.parse(readFileSync(0).toString());
const catalog = JSON.parse(file("catalog.json").toString());
const engineAnswers = new Answers(async (path) => new Response(file(path)));

/** What a question comes to: an answer or, in its place, what is wrong with the question. */
async function tried(question) {
  try {
    return await question();
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "internal") throw error;
    return problem;
  }
}

const answers = {
  run: ({ body, tree }) => tried(async () => [...run(catalog, await engineAnswers.model(body.model), body, tree)]),
  page: ({ path, body }) =>
    tried(async () => {
      const found = await engineAnswers.answer(path, body);
      if ("json" in found) return found.json;
      const events = [];
      for await (const { event, data } of found.events) events.push([event, data]);
      return events;
    }),
  explain: async ({ model, text, allow_special }) => {
    const { tokenizer } = await engineAnswers.model(model);
    const { pieces, ...encoding } = tokenizer.explain(text, allow_special);
    return { ...encoding, pieces: pieces.map(hex), decoded: tokenizer.decode(encoding.ids) };
  },
  activations: async ({ model, ids }) => {
    const { capture } = await load("inside/activations");
    const found = capture(await engineAnswers.model(model), ids, () => true);
    return Object.fromEntries(Object.entries(found).map(([name, numbers]) => [name, [...numbers]]));
  },
  uniforms: ({ seed, stream, count }) => Array.from({ length: count }, uniforms(seed, stream)),
  logits: async ({ model, texts }) => {
    const known = await engineAnswers.model(model);
    return texts.map((ids) => [...known.nextLogits(ids)]);
  },
};

const told = [];
for (const question of questions) told.push(await answers[question.ask](question));
process.stdout.write(JSON.stringify(told));
