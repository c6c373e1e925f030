/** What `GET /api/catalog` answers, and what the parts of the page hand each other. */

import type { Choice, ChosenStep, Encoding, Hypothesis, MergeHistory, Setting } from "../../views/types";
import type { Form } from "./form.js";

export interface ModelCard {
  key: string;
  note: string;
  kind: "base" | "instruct" | null;
  parameters: number | null;
  download_megabytes: number | null;
  licence: string | null;
  context_length: number | null;
  twin: string | null;
  state: "bundled" | "cached" | "remote" | "folder" | "server" | "trained";
  loaded: boolean;
  recommended: Recommendation | null;
  place: "hub" | "ollama" | "lmstudio" | "pip" | "folder" | null;
  bytes: number | null;
  /** that it takes once it is loaded, in bytes, roughly */
  memory: number | null;
  quantization: string | null;
  /** whether its chat template can be told that the model is to think before it answers */
  thinks: boolean;
  looked_into: "yes" | "in part" | "no" | null;
  /** what its server does not tell enough for, each with the reason: strategies and parameters by name, "inside", "score" */
  unable: Record<string, string>;
  why: string;
  /** the memory that the loaded model takes now, in bytes */
  held: number | null;
  /** bytes that are here of a model whose fetch was not finished */
  received: number;
  /** whether it is being fetched now */
  fetching: boolean;
  /** the package that brings it, if it does not come from the hub */
  by_pip: string | null;
}
/** How far a model is that is being fetched. See `Fetching` in Python. */
export interface Fetching {
  model: string;
  stage: "asking" | "waiting" | "receiving" | "checking";
  file: string;
  number: number;
  files: number;
  done: number;
  total: number;
  kept: number;
  speed: number | null;
  seconds_left: number | null;
  note: string;
}
export interface Fetched {
  model: string;
  files: number;
  total: number;
  kept: number;
  seconds: number;
}
/**
 * What the makers of a model recommend; `unused` has no use in their strategy, `left_out` is not followed, and before
 * one of the texts of `stop` a text ends.
 */
export interface Recommendation {
  strategy: string;
  parameters: Record<string, Setting>;
  unused: Record<string, Setting>;
  left_out: { name: string; value: string; why: "not_offered" | "illegal" }[];
  stop: string[];
}
export interface StrategyCard {
  name: string;
  label: string;
  effect: string;
  parameters: string[];
  defaults: Record<string, number | boolean | string>;
  sampled: boolean;
  searches: boolean;
}
export interface ParameterCard {
  name: string;
  label: string;
  effect: string;
  legal: string;
  hint: string;
  lowest: number | null;
  highest: number | null;
  above: boolean;
  whole: boolean;
  slider: { lowest: number; highest: number; step: number } | null;
  kind: "number" | "options" | "texts" | "biases";
  as_tokens: boolean;
  options: { value: number | boolean | string; meaning: string }[];
  warper: string | null;
  cuts: boolean;
  group: string;
  default: Setting | null;
}
/** An order of the warpers that has a name. */
export interface OrderCard {
  name: string;
  effect: string;
  warpers: string[];
}
export interface TokenizerCard {
  key: string;
  note: string;
  group: "model" | "kind" | "tiktoken" | "trained";
  at_hand: boolean;
}
/** Lanes for the arena to start from. */
export interface Preset {
  name: string;
  label: string;
  effect: string;
  lanes: Record<string, string | number>[];
}
export interface Limits {
  arena_lanes: number;
  arena_repeats: number;
  sweep_values: number;
  sheet_seeds: number;
  prompt_characters: number;
  scored_characters: number;
  text_characters: number;
  word_characters: number;
  max_new_tokens: number;
  num_beams: number;
  beam_tree_steps: number;
  lanes: number;
  runs: number;
  tokenizers: number;
  vocab_size: number;
}
export interface Catalog {
  default: string;
  models: ModelCard[];
  /** the same in other numbers than float32, with keys such as "smollm2:int8" */
  rounded: ModelCard[];
  /** on the machine of the server, in bytes */
  free_memory: number;
  free_disk: number | null;
  /** whether models are fetched for whatever needs them, only when asked, or never for who visits this server */
  fetching: "needed" | "asked" | "never";
  /** on the machine of the server, and not to be loaded, or without a tokenizer that a text needs */
  broken: { name: string; why: string }[];
  tokenizers: TokenizerCard[];
  patterns: string[];
  tie_rules: string[];
  strategies: StrategyCard[];
  parameters: ParameterCard[];
  orders: OrderCard[];
  presets: Preset[];
  limits: Limits;
  /** of the traces that this server reads, and its own version */
  schema: number;
  version: string;
  /** what this browser is in a class; null where there is none */
  class: "pupil" | "teacher" | null;
}
/** What the catalog says in English, in another language: by names, or by the English words. */
export interface CatalogWords {
  notes: Record<string, string>;
  groups: Record<string, string>;
  strategies: Record<string, { label: string; effect: string }>;
  orders: Record<string, { effect: string }>;
  presets: Record<string, { label: string; effect: string }>;
  legal: Record<string, string>;
  parameters: Record<string, { label: string; effect: string; hint: string; options?: Record<string, string> }>;
}
/** What `GET /api/class` answers; `teaching` is for teachers alone. */
export interface ClassNews {
  role: "pupil" | "teacher";
  name: string | null;
  number: number;
  look: { number: number; link: string } | null;
  /** whether the server is about to end */
  closing: boolean;
  locked: { rooms: string[]; models: string[] };
  teaching?: Teaching;
}
export interface Teaching {
  code: string;
  people: { number: number; name: string | null; role: "pupil" | "teacher"; runs: number }[];
  runs: number;
  most_runs: number;
  waiting: number;
  most_waiting: number;
  loaded: { name: string; bytes: number }[];
}
export interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}
/** Exactly what a model is to continue. See `RenderedPrompt` in Python; spans and parts count characters. */
export interface RenderedPrompt {
  model: string;
  template: string | null;
  prompt: Encoding;
  parts: { role: string; start: number; end: number }[] | null;
  special: number[];
}
export interface Run {
  model: string;
  prompt: string | Message[];
  strategy: string;
  parameters: Record<string, Setting>;
  max_new_tokens: number;
  seed: number | null;
  order?: string | string[];
  stop?: (string | number[])[];
  top: number;
  taken?: { id: number; chance: number | null }[];
  token?: number | string;
  /** the chat template of the prompt: absent as the model was trained, true its own, false none, "twin", or of a model */
  template?: boolean | string;
  /** what the chat template is told */
  template_options?: { enable_thinking: boolean };
}
export interface ArenaRequest {
  prompt: string;
  model: string;
  lanes: (Pick<Run, "model" | "strategy" | "parameters" | "order"> & { seed?: number })[];
  max_new_tokens: number;
  repeats: number;
  seed: number | null;
  stop?: (string | number[])[];
  top: number;
}
/** Texts as the tokens of a model, and a sentence for each that it cannot take. */
export interface Spelling {
  model: string;
  spelled: { text: string; ways: number[][]; pieces: string[][] }[];
  problems: Record<string, string>;
}
export interface SweepRequest {
  prompt: string;
  model: string;
  parameter: string;
  values: number[];
  parameters: Run["parameters"];
  max_new_tokens: number;
  repeats: number;
  seed: number | null;
  stop?: Run["stop"];
}
export interface Started {
  model: string;
  /** the model with whose chat template the prompt was written */
  template: string | null;
  is_instruct: boolean;
  prompt: Encoding;
  strategy: string;
  parameters: Record<string, Setting>;
  order: string[];
  max_new_tokens: number;
  seed: number | null;
  kept: number;
  stop: string[];
  /** how the weights of the model were stored, if that changed its numbers */
  quantization?: string | null;
  lane?: number;
}
export interface Beam {
  parent: number;
  choice: Choice;
  logprob: number;
  score: number;
}
export interface BeamStep {
  index: number;
  live: Beam[];
  finished: Beam[];
  lane?: number;
}
export interface Done {
  finish_reason: string;
  completion: string;
  hypotheses: Hypothesis[];
  stop_string: string | null;
  tokens: number;
  seconds: number;
  lane?: number;
}
export type RunEvent =
  | { event: "loading"; data: { model: string; message: string; lane?: number } }
  | { event: "start"; data: Started }
  | { event: "beam_step"; data: BeamStep }
  | { event: "step"; data: ChosenStep & { lane?: number } }
  | { event: "done"; data: Done }
  | { event: "ending"; data: Omit<Done, "tokens" | "seconds"> }
  | { event: "error"; data: { message: string; problems: { field: string; message: string }[]; lane?: number } };

export interface RoomContext {
  el: HTMLElement;
  catalog: Catalog;
  announce: (text: string) => void;
}
export interface Room {
  title: string;
  lead: string;
  enter(context: RoomContext): () => void;
}

export interface Trained {
  tokenizer: string;
  vocab_size: number;
  characters: number;
  seconds: number;
  history: MergeHistory;
}
/** A way to look at tokenizers; `go` leads to another one. What is `kept` lasts until the room is left. */
export interface LookContext extends RoomContext {
  form: Form;
  go: (look: string) => void;
  kept: { trained?: Trained };
}
export interface Look {
  title: string;
  lead: string;
  enter(context: LookContext): () => void;
}

export interface Losses {
  learner: number;
  model: number;
  truth: number;
  even: number;
}
export interface PlayedRound {
  question: { before: string; options: string[] };
  guess: number;
  came: number;
  piece: string;
  learner: number[];
  model: number[];
  truth: number[];
  losses: Losses;
}
/** The next-token game so far. See `Play` in Python. */
export interface Play {
  model: string;
  seed: number;
  rounds: number;
  played: PlayedRound[];
  question: { before: string; options: string[] } | null;
  mean: Losses | null;
}

/** A text, or an element: its name, its attributes, what it holds. */
export type TextNode = string | [string, Record<string, string>, ...TextNode[]];
export type LessonBlock =
  | { kind: "text"; body: TextNode[] }
  | { kind: "code"; source: string; outputs: TextNode[] }
  | { kind: "prediction"; question: TextNode[]; choices: TextNode[][]; right: number }
  | { kind: "view"; title: string; address: string }
  | {
      kind: "exercise";
      name: string;
      why: TextNode[];
      task: TextNode[];
      stub: string;
      check: string;
      examples: { call: string; gives: string; note: string }[];
      hints: TextNode[][];
      solution: string;
    };
/** A lesson as the list of all names it. See `ListedLesson` in Python. */
export interface ListedLesson {
  name: string;
  number: string;
  title: string;
  aims: TextNode[][];
  steps: { name: string; number: string; title: string }[];
  exercises: string[];
}
/** A lesson whole. See `ShownLesson` in Python. */
export interface LessonText {
  name: string;
  number: string;
  title: string;
  steps: { name: string; number: string; title: string; blocks: LessonBlock[] }[];
}

/** Where the course teaches something; `step` counts from 1. See `TaughtIn` in Python. */
export interface TaughtIn {
  lesson: string;
  step: number;
  number: string;
  title: string;
}
/** What a question of the quiz asks. See `Objective` in Python. */
export interface Objective {
  number: number;
  name: string;
  title: string;
  taught_in: TaughtIn;
}
/** A question of the quiz, which tells what is right once it is answered. See `QuizItem` in Python. */
export interface QuizItem {
  number: number;
  objective: string;
  title: string;
  text: string;
  choices: string[];
  taught_in: TaughtIn;
  given: number | null;
  right: number | null;
  whys: string[];
  kept: string | null;
}
/** See `QuizSheet` in Python. */
export interface QuizSheet {
  form: string;
  items: QuizItem[];
  scores: Record<string, { objectives: Record<string, boolean> }>;
  gain: number | null;
}
