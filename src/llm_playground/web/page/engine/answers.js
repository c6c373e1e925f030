// What the page asks a server for, answered without one: a function an address. An answer is JSON, or a stream of events.

import { INSIDE } from "./inside/asked.js";
import * as lab from "./lab.js";
import { Model } from "./model.js";
import { Refusal } from "./refusal.js";
import { run } from "./runs.js";
import { readSafetensors } from "./safetensors.js";
import { Speller } from "./spelling.js";
import { step } from "./step.js";

/** @typedef {import("./plan.js").Catalog} Catalog */
/** @typedef {{ event: string, data: any }} Happening */
/** @typedef {import("./inside/asked.js").Facts} Facts */
/** @typedef {(path: string) => Promise<Response>} Read  of a file beside the page */

export class Answers {
  /** @param {Read} read */
  constructor(read) {
    this.read = read;
    /** @type {Promise<Catalog> | null} */
    this.catalog = null;
    /** @type {Map<string, Promise<Model>>} */
    this.models = new Map();
    /** @type {Map<string, Promise<Facts>>} */
    this.facts = new Map();
  }

  /** @returns {Promise<Catalog>} */
  known() {
    this.catalog ??= this.read("catalog.json").then((file) => file.json());
    return this.catalog;
  }

  /** @param {string} name  @returns {Promise<Model>} */
  async model(name) {
    const card = (await this.known()).models.find(({ key }) => key === name);
    if (!card) throw new Refusal(`There is no model ${JSON.stringify(name)} here.`, "model");
    const known = this.models.get(name);
    if (known) return known;
    const json = async (/** @type {string} */ file) => (await this.read(`models/${name}/${file}.json`)).json();
    const loading = Promise.all([
      ...["config", "generation_config", "tokenizer"].map(json),
      this.read(`models/${name}/model.safetensors`).then((file) => file.arrayBuffer()),
    ]).then(([config, generation, tokenizer, weights]) =>
      Model.of(name, { config, generation, tokenizer, weights, isInstruct: card.kind === "instruct" }),
    );
    this.models.set(name, loading);
    loading.catch(() => this.models.delete(name)); // to be tried again
    return loading;
  }

  /** What is known of a model beside its weights. @param {string} name  @returns {Promise<Facts>} */
  about(name) {
    const known = this.facts.get(name);
    if (known) return known;
    const file = (/** @type {string} */ file) => this.read(`models/${name}/${file}`);
    const loading = file("inside.json").then(async (found) => {
      const { has_lens, ...facts } = await found.json();
      const lens = has_lens ? readSafetensors(await (await file("lens.safetensors")).arrayBuffer()) : null;
      return { ...facts, jacobian: lens?.jacobian ?? null };
    });
    this.facts.set(name, loading);
    loading.catch(() => this.facts.delete(name)); // to be tried again
    return loading;
  }

  /**
   * @param {string} path
   * @param {any} body
   * @returns {Promise<{ json: any } | { events: AsyncGenerator<Happening> }>}
   */
  async answer(path, body) {
    const tokenizer = async (/** @type {string} */ name) => (await this.model(name)).tokenizer;
    if (path === "api/catalog") return { json: await this.known() };
    if (path === "api/tokenize") return { json: lab.comparison(await tokenizer(body.tokenizers[0]), body) };
    if (path === "api/tokenize/chunks") return { json: lab.chunks(await tokenizer(body.tokenizer), body) };
    if (path === "api/tokenize/word") return { json: lab.word(await tokenizer(body.tokenizer), body) };
    if (path === "api/tokenizers/token") return { json: lab.token(await tokenizer(body.tokenizer), body) };
    if (path === "api/tokenizers/search") return { json: lab.search(await tokenizer(body.tokenizer), body) };
    if (path === "api/spell") return { json: spelling(await this.model(body.model), body) };
    if (path === "api/step") return { json: step(await this.known(), await this.model(body.model), body) };
    if (path === "api/save") return { json: { text: body.trace } };
    if (path === "api/generate") return { events: this.runs([body]) };
    if (path === "api/compare") return { events: this.runs(body.runs) };
    if (path === "api/beam-tree") return { events: this.tree(body) };
    if (path in INSIDE) {
      const [model, catalog] = [await this.model(body.model), await this.known()];
      return { json: INSIDE[path](model, body, await this.about(body.model), catalog) };
    }
    throw new Refusal("This needs the server, which this page does without.");
  }

  /** A beam search and its tree. @param {any} body  @returns {AsyncGenerator<Happening>} */
  async *tree(body) {
    if (!this.models.has(body.model)) yield loading(body.model);
    try {
      yield* run(await this.known(), (await this.model(body.model)).forText(), { strategy: "beam", ...body }, true);
    } catch (error) {
      yield failed(error);
    }
  }

  /**
   * Several runs side by side, a token of each in turn; each event says its lane.
   * @param {any[]} bodies
   * @returns {AsyncGenerator<Happening>}
   */
  async *runs(bodies) {
    const started = performance.now();
    /** @type {(Generator<Happening> | null)[]} */
    const lanes = [];
    for (const [lane, body] of bodies.entries()) {
      if (!this.models.has(body.model)) yield laned(lane, loading(body.model));
      try {
        lanes.push(run(await this.known(), (await this.model(body.model)).forText(), body));
      } catch (error) {
        lanes.push(null);
        yield laned(lane, failed(error));
      }
    }
    const tokens = lanes.map(() => 0);
    while (lanes.some(Boolean)) {
      for (const [lane, events] of lanes.entries()) {
        if (!events) continue;
        try {
          const { done, value } = events.next();
          if (done) lanes[lane] = null;
          else if (value.event === "ending") {
            const seconds = (performance.now() - started) / 1000;
            yield { event: "done", data: { lane, ...value.data, tokens: tokens[lane], seconds } };
          } else {
            if (value.event === "step") tokens[lane] += 1;
            yield laned(lane, value);
          }
        } catch (error) {
          lanes[lane] = null;
          yield laned(lane, failed(error));
        }
      }
    }
  }
}

/** @param {string} model  @returns {Happening} */
function loading(model) {
  return { event: "loading", data: { model, message: `Loading ${model}` } };
}

/** What happened in one of several lanes. @param {number} lane  @param {Happening} happening  @returns {Happening} */
function laned(lane, { event, data }) {
  return { event, data: { lane, ...data } };
}

/** @param {unknown} error  @returns {Happening} */
function failed(error) {
  const { code, message, field } = problemOf(error);
  const problems = field === null ? [] : [{ field, message }];
  return { event: "error", data: { code, message, field, problems } };
}

/** @param {unknown} error */
export function problemOf(error) {
  if (error instanceof Refusal) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, field: null, subject: null };
}

/**
 * The texts of a parameter as tokens; `problems` has a sentence for each that cannot be taken.
 * @param {Model} model
 * @param {{ parameter: string, texts: any[] }} asked
 */
function spelling(model, { parameter, texts }) {
  const speller = new Speller(model);
  /** @type {Record<string, string>} */
  const problems = {};
  for (const text of texts.filter(({ length }) => length > 0)) {
    try {
      if (parameter === "logit_bias") speller.token(text);
      else speller.sequences(text);
    } catch (error) {
      problems[typeof text === "string" ? text : `[${text.join(", ")}]`] = problemOf(error).message;
    }
  }
  return { model: model.name, spelled: speller.told, problems };
}
