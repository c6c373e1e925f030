// Answers questions to the engine of the page, for the tests in Python: JSON in on stdin, JSON out on stdout.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const [engine, models] = process.argv.slice(2);
const load = (module) => import(join(engine, `${module}.js`));
const [{ Model }, { Tokenizer }, { run }, { uniforms }, { hex }, { Refusal }] = await Promise.all(
  ["model", "tokenizer", "runs", "random", "distribution", "refusal"].map(load),
);

const read = (...path) => readFileSync(join(models, ...path));
const json = (...path) => JSON.parse(read(...path).toString());
const { catalog, questions } = JSON.parse(readFileSync(0).toString());

const loaded = new Map();
function modelOf(name) {
  if (!loaded.has(name)) {
    const weights = new Uint8Array(read(name, "model.safetensors")).buffer;
    const [config, generation, tokenizer] = ["config", "generation_config", "tokenizer"].map((file) =>
      json(name, `${file}.json`),
    );
    const isInstruct = name.endsWith("chat");
    loaded.set(name, new Model(name, { config, generation, tokenizer, weights, isInstruct }));
  }
  return loaded.get(name);
}

const answers = {
  run: ({ body }) => {
    try {
      return [...run(catalog, modelOf(body.model), body)];
    } catch (error) {
      if (error instanceof Refusal) return error.problem;
      throw error;
    }
  },
  explain: ({ model, text, allow_special }) => {
    const tokenizer = (loaded.get(`${model} tokenizer`) ?? loaded.set(`${model} tokenizer`, new Tokenizer(json(model, "tokenizer.json"))).get(`${model} tokenizer`));
    const { pieces, ...encoding } = tokenizer.explain(text, allow_special);
    return { ...encoding, pieces: pieces.map(hex), decoded: tokenizer.decode(encoding.ids) };
  },
  uniforms: ({ seed, stream, count }) => {
    const next = uniforms(seed, stream);
    return Array.from({ length: count }, next);
  },
  logits: ({ model, texts }) => texts.map((ids) => [...modelOf(model).nextLogits(ids)]),
  speed: ({ model, tokens }) => {
    const { transformer } = modelOf(model);
    const ids = Array.from({ length: 40 }, (_, i) => 3 + i);
    const started = performance.now();
    for (let i = 0; i < tokens; i++) {
      transformer.nextLogits(ids);
      ids.push(5 + (i % 1000));
    }
    const each = performance.now();
    transformer.nextLogits(Array.from({ length: 200 }, (_, i) => 9 + i));
    return { tokens_per_second: (1000 * tokens) / (each - started), prompt_of_200: performance.now() - each };
  },
};

process.stdout.write(JSON.stringify(questions.map((question) => answers[question.ask](question))));
