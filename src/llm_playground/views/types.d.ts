/** The records as JSON: what Python computed, and all that a view may show. Bytes are hexadecimal text. */

/** The value of a parameter: texts, where a list of ids may stand for one, and numbers by text among them. */
export type Setting = number | string | boolean | (string | number[])[] | Record<string, number>;
export interface Encoding {
  text: string;
  ids: number[];
  pieces: string[];
  spans: [number, number][];
}
export interface Candidate {
  id: number;
  piece: string;
  logit: number;
  probability: number;
}
/** Of a model on a server: it told of the `count` likeliest of `vocab_size` tokens, which together hold `mass`. */
export interface Told {
  count: number;
  mass: number;
  vocab_size: number | null;
}
/** None but the likeliest tokens may have been told: what then cannot be known is null. */
export interface Stage {
  name: string;
  parameters: Record<string, Setting>;
  state: Record<string, number>;
  candidates: Candidate[];
  others_count: number | null;
  others_mass: number;
  kept: number | null;
  entropy: number | null;
  cuts: boolean;
  told?: Told | null;
}
export interface Choice {
  id: number;
  piece: string;
  u: number | null;
  probability: number;
  model_probability: number;
  rank: number;
  by_hand: boolean;
  speculated?: boolean;
  gumbel?: NoisyToken[];
  contrast?: ContrastedToken[];
}
/** A candidate of contrastive search: the one with the highest score is taken. */
export interface ContrastedToken {
  id: number;
  piece: string;
  probability: number;
  similarity: number;
  nearest: number;
  nearest_piece: string;
  score: number;
}
/** What Gumbel-max adds up: the token with the highest sum is taken. */
export interface NoisyToken {
  id: number;
  piece: string;
  logit: number;
  noise: number;
  sum: number;
}
/** What a person asks for at step `at`: a token by its id, a text that is to come, or `more` tokens of the model's own. */
export interface Branching {
  at: number;
  token?: number | string;
  more?: 1 | "all";
}
export interface Step {
  index: number;
  choice: Choice | null;
  stages: Stage[];
  text: string;
}
export interface ChosenStep extends Step {
  choice: Choice;
}
/** A text that another model drafted. */
export interface Speculation {
  start: { model: string };
  draft: string;
  rounds: Round[];
  model_passes: number;
  draft_passes: number;
  accepted: number;
  rejected: number;
  dropped: number;
  acceptance_rate: number | null;
  tokens_per_pass: number | null;
}
export interface Round {
  index: number;
  drafted: DraftedToken[];
  own: "residual" | "bonus" | null;
  residual: Stage | null;
  residual_u: number | null;
  steps: ChosenStep[];
}
export interface DraftedToken {
  id: number;
  piece: string;
  draft_u: number | null;
  draft_probability: number;
  probability: number | null;
  acceptance: number | null;
  u: number | null;
  overlap: Overlap | null;
  fate: "accepted" | "rejected" | "dropped";
}
export interface Overlap {
  rows: { id: number; piece: string; draft_probability: number; probability: number; residual: number }[];
  others_count: number;
  others_draft_probability: number;
  others_probability: number;
  others_residual: number;
  shared: number;
}
/** A beam search: what it followed, what it gave up and why, and greedy decoding beside it. */
export interface BeamTree {
  start: { model: string; prompt: Encoding; parameters: Record<string, Setting> };
  nodes: BeamNode[];
  steps: BeamTreeStep[];
  hypotheses: Hypothesis[];
  ends: number[];
  greedy: {
    choices: Choice[];
    token_logprobs: number[];
    hypothesis: Hypothesis;
    divisor: number;
    nodes: number[];
  };
  over: "limit" | "nothing_live" | "enough_finished" | "no_gain";
}
export interface BeamNode {
  step: number;
  group: number;
  parent: number | null;
  choice: Choice;
  token_logprob: number;
  penalty: number;
  logprob: number;
  score: number;
  place: number;
  draw: { u: number; chance: number } | null;
  fate: "live" | "finished" | "pruned";
  pruning: {
    step: number;
    reason: "outranked" | "no_place_to_end" | "no_continuation" | "outscored" | "search_over";
    by: number[];
  } | null;
}
export interface BeamTreeStep {
  index: number;
  length: number;
  divisor: number;
  candidates: number[];
  live: number[];
  finished: number[];
  others_count: number;
}
export interface Hypothesis {
  ids: number[];
  text: string;
  logprob: number;
  score: number;
}
/** A whole run; see `Trace` in Python. */
export interface Trace {
  start: {
    model: string;
    is_instruct: boolean;
    prompt: Encoding;
    strategy: string;
    parameters: Record<string, Setting>;
    seed: number | null;
    quantization?: string | null;
  };
  steps: ChosenStep[];
  ending: { finish_reason: string; completion: string; hypotheses: Hypothesis[] };
  version: string;
}
/** `nats` null is infinite; where a record does not list all, it is at least so much. See `Divergence` in Python. */
export interface Divergence {
  nats: number | null;
  is_whole: boolean;
}
export interface TracePair {
  a: number;
  b: number;
  model: Divergence | null;
  final: Divergence | null;
}
export interface Stretch {
  is_same: boolean;
  a: Span;
  b: Span;
}
/** Two runs side by side. */
export interface TraceDiff {
  a: Trace;
  b: Trace;
  settings: { name: string; a: string | null; b: string | null }[];
  same_prompt: boolean;
  same_vocabulary: boolean;
  stretches: Stretch[];
  pairs: TracePair[];
  parting: TracePair | null;
}
/** A token on its way: from stage `cut` on it has no probability. See `TokenPath` in Python, and so on. */
export interface TokenPath {
  id: number;
  piece: string;
  logit: number | null;
  probabilities: number[];
  cut: number | null;
}
export interface PipelineStage {
  name: string;
  parameters: Record<string, Setting>;
  state: Record<string, number>;
  kept: number | null;
  entropy: number | null;
  others_kept: number | null;
  others_mass: number;
  changes: boolean;
  told?: Told | null;
}
/** A `u` below `end`, and not below the end of the one before, draws it. */
export interface Share {
  id: number;
  piece: string;
  probability: number;
  end: number;
}
export interface Pipeline {
  stages: PipelineStage[];
  rows: TokenPath[];
  others_count: number | null;
  shares: Share[];
  choice: Choice;
}
export interface PipelineStep {
  model: string;
  index: number;
  strategy: string;
  searches: boolean;
  seed: number | null;
  pipeline: Pipeline;
  text: string;
  ends: boolean;
}
export interface Module {
  name: string;
  kind: string;
  shape: number[] | null;
  parameters: number;
  note: string;
  formula: string;
  children: Module[];
}
export interface NormWorkings {
  mean: number | null;
  scale: number;
  divided: number[];
  lengths: [number, number, number];
  weight: number[];
  bias: number[] | null;
  after: number[];
}
export interface LinearSlice {
  n_in: number;
  n_out: number;
  rows: number[];
  columns: number[];
  inputs: number[];
  weights: number[][];
  rest: number[];
  bias: number[] | null;
  outputs: number[];
}
export interface HeadWorkings {
  head: number;
  kv_head: number;
  linear: LinearSlice;
  query: number[];
  listed: number[];
  keys: number[][];
  values: number[][];
  scores: number[];
  pattern: number[];
  z: number[];
}
export interface NeuronWorkings {
  index: number;
  before: number;
  behind: number;
  value: number | null;
  activation: number;
  written: number;
  towards: { id: number; piece: string; logit: number }[];
}
export interface ActivationCurve {
  name: string;
  inputs: number[];
  outputs: number[];
}
export interface Neighbours {
  model: string;
  id: number;
  piece: string;
  nearest: { id: number; piece: string; cosine: number }[];
  mean: number;
  vocab_size: number;
  tied: boolean;
}
export interface Turning {
  layer: number;
  head: number;
  kv_head: number;
  key: number;
  key_piece: string;
  frequencies: number[];
  score: number;
  together: number[];
  apart: number[];
}
export interface Positions {
  model: string;
  position: number;
  piece: string;
  cosines: number[] | null;
  turning: Turning | null;
}
export interface NeuronTexts {
  model: string;
  layer: number;
  index: number;
  kind: "stories" | "conversations";
  n_text: number;
  n_token: number;
  mean_size: number;
  often: number;
  strongest: { text: number; pieces: string[]; activations: number[]; at: number }[];
}
export interface Softmax {
  temperatures: number[];
  candidates: Candidate[];
  probabilities: number[][];
  others_count: number;
  others_mass: number[];
  entropy: number[];
  most: number[];
  ranks: number[];
  curve: number[][];
  least: number;
  width: number;
  bins: number[];
}
export interface Temperatures {
  model: string;
  position: number;
  piece: string;
  softmax: Softmax;
}
export interface Workings {
  position: number;
  id: number;
  layer: number;
  pieces: string[];
  wte: number[];
  wpe: number[] | null;
  angles: number[] | null;
  resid_pre: number[];
  ln_1: NormWorkings;
  head: HeadWorkings;
  attn_out: number[];
  resid_mid: number[];
  ln_2: NormWorkings;
  neurons: NeuronWorkings[];
  activation: ActivationCurve;
  mlp_out: number[];
  resid_post: number[];
  last: number[];
  ln_f: NormWorkings;
  code: Record<"embedding" | "norm" | "attention" | "scores" | "values" | "mlp" | "block" | "logits", string>;
}
/** A vector as a bar of colours; see `Bar` in Python, and so on. */
export interface Bar {
  norm: number;
  largest: number;
  levels: string;
  each: number;
  numbers: number[] | null;
}
export interface Place {
  name: string;
  stream: Bar;
  scale: number;
  likeliest: Candidate;
  answer_rank: number;
  answer_probability: number;
}
/** `levels` is base64: a byte a weight, or a neuron. `most` are pairs of what is largest and how large it is. */
export interface Branch {
  added: Bar;
  levels: string;
  most: [number, number][];
}
export interface ForwardPass {
  model: string;
  encoding: Encoding;
  position: number;
  n_layer: number;
  n_head: number;
  n_kv_head: number;
  n_embd: number;
  n_inner: number;
  vocab_size: number;
  norm: "layer_norm" | "rms_norm";
  activation: string;
  gated_mlp: boolean;
  keys_each: number;
  neurons_each: number;
  wte: Bar;
  wpe: Bar | null;
  places: Place[];
  attention: Branch[];
  mlp: Branch[];
  next: Stage;
}
export type Status = "empty" | "loading" | "running" | "done" | "stopped" | "error";

/** The part of anywidget's model that every host has: a Jupyter widget, marimo's, and `kit/host.js` on a page of ours. */
export interface AnyModel {
  get(name: string): any;
  set(name: string, value: any): void;
  on(event: string, handler: (...values: any[]) => void): void;
  off(event: string, handler: (...values: any[]) => void): void;
  save_changes(): void;
}
export interface RenderContext {
  model: AnyModel;
  el: HTMLElement;
  signal?: AbortSignal;
}
export interface View {
  render(context: RenderContext): () => void;
}

// Tokenizers ----------------------------------------------------------------------------------------------------------

export type Span = [number, number];
export interface Statistics {
  name: string;
  vocab_size: number;
  unknown_id: number | null;
  tokens: number;
  tokens_per_word: number | null;
  characters_per_token: number | null;
  unknown_tokens: number;
  unknown_rate: number | null;
  round_trip: boolean;
}
/** A part of the text that the tokenizers cut differently; `tokens[i]` is the half-open range of tokens of encoding i in it. */
export interface Disagreement {
  start: number;
  end: number;
  tokens: Span[];
}
/**
 * `statistics`, `characters` and `disagreements_count` are those of the whole text; `text`, `encodings` and
 * `disagreements` may be only of its beginning.
 */
export interface Comparison {
  text: string;
  characters: number;
  encodings: Encoding[];
  statistics: Statistics[];
  disagreements: Disagreement[];
  disagreements_count: number;
}
export interface Merge {
  pair: [number, number];
  new_id: number;
  count: number | null;
}
export interface PairCount {
  pair: [number, number];
  count: number;
}
/**
 * A training run of BPE to go through. After k merges the borders with `gone_at[i] >= k` (and those with null, which
 * never go) stand in `text`; border i is the one after byte i of its UTF-8. `tokens[k]` is how many tokens the whole
 * training text has then, `leaders[k]` are the most frequent pairs then, the one merged next (merge k) first.
 */
export interface MergeHistory {
  text: string;
  gone_at: (number | null)[];
  byte_ids: number[];
  merges: Merge[];
  pieces: string[];
  leaders: PairCount[][];
  tokens: number[];
  summary: string;
}
/** A word between two merges: `ranks[i]` is the rank of the merge of tokens i and i + 1; `winner` is the i that is merged next. */
export interface EncodingStep {
  ids: number[];
  pieces: string[];
  ranks: (number | null)[];
  winner: number | null;
}
export interface TreeNode {
  id: number;
  piece: string;
  rank: number | null;
  parts: [number, number] | null;
}
export interface VocabularyEntry {
  id: number;
  piece: string;
}
export interface TokenCard {
  tokenizer: string;
  id: number;
  piece: string;
  is_special: boolean;
  vocab_size: number;
  rank: number | null;
  tree: TreeNode[];
  neighbours: VocabularyEntry[];
}
/** What a search of the vocabulary found: the first of `total` tokens. */
export interface VocabularySearch {
  query: string;
  matches: VocabularyEntry[];
  total: number;
}
export interface Sample {
  name: string;
  text: string;
}
export interface SampleCost {
  sample: string;
  tokenizer: string;
  tokens: number;
  unknown_tokens: number;
  characters: number;
  tokens_per_character: number;
}
export interface Chunk {
  index: number;
  first: number;
  tokens: number;
  start: number;
  end: number;
}

// The probability of a given text ---------------------------------------------------------------------------------------

/** A token of a text, with null for all that is known of it where nothing stands before it. See `ScoredToken` in Python. */
export interface ScoredToken {
  id: number;
  piece: string;
  span: [number, number];
  context: number;
  logprob: number | null;
  bits: number | null;
  probability: number | null;
  rank: number | null;
  distribution: Stage | null;
}
/** A token that has a probability. */
export type KnownToken = { [Key in keyof ScoredToken]: NonNullable<ScoredToken[Key]> };
export interface Totals {
  tokens: number;
  bytes: number;
  logprob: number;
  mean_logprob: number;
  expected_logprob: number;
  perplexity: number | null;
  bits_per_byte: number | null;
}
export interface Score {
  model: string;
  before: Encoding | null;
  text: string;
  tokens: ScoredToken[];
  totals: Totals;
  surprising: number[];
  windows: number;
  stride: number;
  context_length: number;
  vocab_size: number;
}
export type ScoreColour = "probability" | "rank" | "bits" | "kl";
/** The true distribution in the place of a token, beside the model's. See `TrueToken` in Python. */
export interface TrueToken {
  candidates: { id: number; piece: string; truth: number; model: number }[];
  others_count: number;
  others_truth: number;
  others_model: number;
  possible: number;
  entropy: number;
  kl: number;
  probability: number;
  logprob: number | null;
}
export interface TrueTotals {
  tokens: number;
  drawn: number;
  logprob: number;
  model_logprob: number;
  mean_entropy: number;
  mean_kl: number;
}
export interface Truth {
  score: Score;
  seed: number | null;
  tokens: (TrueToken | null)[];
  left_at: number | null;
  furthest: number[];
  totals: TrueTotals | null;
}

/** What two models make of one text. See `ModelComparison` in Python. */
export interface Prediction {
  context: number;
  probability: number;
  logprob: number;
  rank: number;
  entropy: number;
}
export interface SharedCandidate {
  id: number;
  piece: string;
  a: number;
  b: number;
}
export interface PairedDistributions {
  kl_ab: number | null;
  kl_ba: number | null;
  candidates: SharedCandidate[];
  others_count: number;
  others_a: number;
  others_b: number;
  gained: number[];
  lost: number[];
  agree: boolean;
}
export interface ComparedToken {
  id: number;
  piece: string;
  span: [number, number];
  a: Prediction | null;
  b: Prediction | null;
  distributions: PairedDistributions | null;
}
export interface ComparedStretch {
  span: [number, number];
  bytes: number;
  a: [number, number];
  b: [number, number];
  bits_a: number | null;
  bits_b: number | null;
}
export interface OwnVocabularies {
  size_a: number;
  size_b: number;
  token: number;
  piece_a: string | null;
  piece_b: string | null;
  score_a: Score;
  score_b: Score;
  stretches: ComparedStretch[];
  furthest: number[];
}
export interface SameAnswer {
  model: "a" | "b";
  template: boolean;
  prompt_tokens: number;
  totals: Totals;
}
export interface ModelComparison {
  a: string;
  b: string;
  text: string;
  before_a: Encoding | null;
  before_b: Encoding | null;
  totals_a: Totals;
  totals_b: Totals;
  tokens: ComparedToken[];
  apart: {
    tokens: number;
    mean_kl_ab: number | null;
    mean_kl_ba: number | null;
    agree: number;
    furthest: number[];
  } | null;
  vocabularies: OwnVocabularies | null;
  answers: SameAnswer[];
}

/** What each model answers to each prompt. See `BehaviourSheet` in Python. */
export interface SheetPrompt {
  said: string[];
  group: string;
  expect: string | null;
}
export interface SheetModel {
  model: string;
  template: string | null;
  quantization: string | null;
  error: string | null;
}
export interface SheetAnswer {
  seed: number | null;
  text: string;
  tokens: number;
  finish_reason: string;
  keeps: boolean | null;
}
export interface SheetCell {
  answers: SheetAnswer[];
  error: string | null;
}
export interface Tally {
  kept: number;
  judged: number;
}
export interface BehaviourSheet {
  models: SheetModel[];
  prompts: SheetPrompt[];
  groups: string[];
  seeds: number[];
  strategy: string;
  parameters: Record<string, unknown>;
  order: string[];
  max_new_tokens: number;
  stop: string[];
  rows: SheetCell[][];
  tallies: Tally[][];
  totals: Tally[];
}
export type ComparedColour = "kl_ba" | "kl_ab" | "token";

// Inside --------------------------------------------------------------------------------------------------------------

/**
 * What a lens reads of a text. Rows are `layers`, from what enters block 0 to the model itself (`n_layer`); columns are
 * the last tokens of the text, the first of them at position `first`. See `LensGrid` in Python.
 */
export interface LensGrid {
  model: string;
  kind: LensKind;
  offered: LensKind[];
  n_layer: number;
  layers: number[];
  n_token: number;
  first: number;
  pieces: string[];
  vocab_size: number;
  vocabulary: Record<string, string>;
  answers: number[];
  following: (number | null)[];
  ids: number[][][];
  probabilities: number[][][];
  others_mass: number[][];
  entropy: number[][];
  answer_ranks: number[][];
  answer_probabilities: number[][];
  following_ranks: (number | null)[][];
  following_probabilities: (number | null)[][];
}
/** From which layer on the model would say each of `pieces`, the last `n_generated` its own: `n_layer` the model itself, null: never. */
export interface CommitmentStrip {
  model: string;
  kind: LensKind;
  n_layer: number;
  ids: number[];
  pieces: string[];
  n_generated: number;
  layers: Record<"first_and_stays" | "in_top_3" | "above_half", (number | null)[]>;
}
export type LensKind = "logit" | "linear" | "jacobian";
/** A logit, or the difference of two, and the parts of the model whose sum it is. */
export interface Attribution {
  model: string;
  encoding: Encoding;
  position: number;
  token: Candidate;
  against: Candidate | null;
  parts: Record<string, number>;
  logit: number;
  likeliest: Candidate[];
}
/** `patterns[layer]` is base64 of a byte a weight: head by head, of each query its keys up to itself. */
export interface AllHeads {
  model: string;
  n_layer: number;
  n_head: number;
  n_kv_head: number;
  pieces: string[];
  left_out: number;
  patterns: string[];
  scores: Record<
    "previous" | "self" | "first" | "distance" | "spread" | "entropy" | "induction" | "repeated_induction",
    (number | null)[][]
  >;
  labels: (string | null)[][];
  repeated: AllHeads["scores"];
  repeated_labels: (string | null)[][];
  of_text: boolean;
  earned: number;
}
/** A token that looks at another: `query` and `key` are indices of `pieces`; `left_out` tokens are missing before `gap`. */
export interface HeadExample {
  weight: number;
  pieces: string[];
  query: number;
  key: number;
  gap: number | null;
  left_out: number;
}
export interface TokenWeight {
  id: number;
  piece: string;
  weight: number;
  count: number;
}
/** What one head looks at in texts of the corpus. `above` is the share of queries that look more strongly. */
export interface HeadExamples {
  model: string;
  layer: number;
  head: number;
  n_text: number;
  n_token: number;
  queries: TokenWeight[];
  keys: TokenWeight[];
  bands: { above: number; examples: HeadExample[] }[];
}
/** Of the last of `n_token` tokens its FLOPs, and the numbers that are kept of all: as it is, and if all heads had their own. */
export interface CostsAt {
  n_token: number;
  flops: number;
  flops_without_cache: number;
  cached: number;
  cached_of_all: number;
}
export interface CostSheet {
  costs: {
    model: string;
    context_length: number;
    parameters: number;
    cached_numbers: number;
    cached_numbers_of_all: number;
  };
  here: CostsAt;
  work: { name: string; flops: number; computed: number; read: number }[];
  lengths: CostsAt[];
}
export interface Likeliest {
  id: number;
  piece: string;
  probability: number;
}
/** The weights of a block as they are read back; of a type without blocks nothing else. */
export interface StoredBlock {
  values: number[];
  scale: number | null;
  minimum: number | null;
  zero: number;
  codes: number[];
  levels: number[];
}
/** A model stored in one type, beside itself in float32: `kl` after each token from the `first` that is compared on. */
export interface StoredModel {
  type: string;
  bits_a_weight: number;
  bytes: number;
  error: number;
  kl: number[];
  mean_kl: number;
  max_kl: number;
  flips: { position: number; before: Likeliest; after: Likeliest }[];
  block: StoredBlock;
}
/** A conversation as the loss reads it: which of its tokens count. */
export interface TrainedConversation {
  ids: number[];
  pieces: string[];
  counts: boolean[];
}
export interface FineTuningStart {
  model: string;
  prompts: string[];
  steps: number;
  learning_rate: number;
  seed: number;
  tokens_per_step: number;
  answer_tokens: number;
  story_tokens: number;
  looks: number[];
  example: TrainedConversation;
}
export interface FineTuningPoint {
  step: number;
  answers: string[];
  answer_loss: number;
  story_loss: number;
}
/** While it goes on, `points` are those of the looks so far. */
export interface FineTuning {
  start: FineTuningStart;
  points: FineTuningPoint[];
}
export interface PreferencePoint {
  step: number;
  answers: string[];
  loss: number;
  margin: number;
  accuracy: number;
  kl: number;
  chosen: number;
  rejected: number;
}
/** While it goes on, `points` are those of the looks so far, and what came of it is not measured yet. */
export interface PreferenceTraining {
  start: {
    model: string;
    preference: string;
    beta: number;
    prompts: string[];
    held_out_pairs: number;
    looks: number[];
    example: { request: string; chosen: string; rejected: string };
  };
  points: PreferencePoint[];
  measure?: "right" | "words";
  measured_answers?: number;
  before?: number;
  after?: number;
}
export interface Quantization {
  model: string;
  parameters: number;
  ids: number[];
  pieces: string[];
  n_generated: number;
  first: number;
  parameter: string;
  row: number;
  weights: number[];
  types: StoredModel[];
}
/** What one part is in two models; `why` tells what the difference does. */
export interface Trait {
  name: string;
  one: string;
  other: string;
  why: string | null;
}
export interface ArchitectureComparison {
  models: [string, string];
  families: [string, string];
  traits: Trait[];
  sizes: Trait[];
}
/** The next token before and after a change of the parts `names`; `kl` is in nats. */
export interface Change {
  model: string;
  encoding: Encoding;
  names: string[];
  before: Stage;
  after: Stage;
  kl: number;
}
/** How well `feature` tells that a token, or with `next` the one after it, was drawn by a rule of the story world. */
export interface FeatureGrade {
  rule: string;
  next: boolean;
  tokens: number;
  feature: number;
  threshold: number;
  precision: number;
  recall: number;
  f1: number;
}
/** A dictionary of features; shares from 0 to 1, `unexplained` of variance, `recovered` of the loss. */
export interface DictionaryCard {
  model: string;
  name: string;
  reads: string;
  writes: string;
  n_features: number;
  k: number;
  steps: number;
  seed: number;
  fitted_on: number;
  tokens: number;
  unexplained: number;
  dead: number;
  recovered: number;
  median_f1: number | null;
  rules: FeatureGrade[];
}
/** The features active on each token, the strongest first; `names` are the grades of those that tell a rule well. */
export interface TextFeatures {
  model: string;
  encoding: Encoding;
  offered: string[];
  dictionary: DictionaryCard;
  active: { index: number; activation: number }[][];
  names: Record<number, FeatureGrade>;
}
export interface WrittenLogit {
  id: number;
  piece: string;
  logit: number;
}
/** One feature at token `position`; `change` is the next token there with the feature, and without it. */
export interface Feature {
  model: string;
  dictionary: string;
  index: number;
  grade: FeatureGrade | null;
  share: number;
  examples: { pieces: string[]; at: number; activation: number }[];
  position: number;
  activation: number;
  raises: WrittenLogit[];
  lowers: WrittenLogit[];
  change: Change;
}
/** `value` is the sum of the edges that lead here, of `constant`, and of the `rest` of those that are not drawn. */
export interface GraphNode {
  kind: "token" | "feature" | "error" | "logit";
  position: number;
  layer: number | null;
  index: number | null;
  name: FeatureGrade | null;
  value: number;
  constant: number;
  rest: number;
  rest_count: number;
}
export interface GraphEdge {
  source: number;
  target: number;
  weight: number;
}
/** The nodes that matter most for the logit of `token`, the first of them; there are `n_node` in all. */
export interface AttributionGraph {
  model: string;
  encoding: Encoding;
  n_layer: number;
  token: Candidate;
  n_node: number;
  nodes: GraphNode[];
  edges: GraphEdge[];
}
/** KL in nats of each head and MLP switched off, and the change of the log-probability of `token`, whose bytes are `piece`. */
export interface AblationMap {
  model: string;
  encoding: Encoding;
  to: "zero" | "mean";
  token: number;
  piece: string;
  heads: number[][];
  mlps: number[];
  head_changes: number[][];
  mlp_changes: number[];
}
/** The logit of `tokens[1]` minus that of `tokens[0]`: of both prompts, and with the stream patched at each layer and token. */
export interface PatchingMap {
  model: string;
  base: Encoding;
  source: Encoding;
  tokens: [number, number];
  pieces: [string, string];
  base_difference: number;
  source_difference: number;
  differences: number[][];
}

/** How far training has moved one part. See `PartChange` in Python. */
export interface PartChange {
  name: string;
  layer: number | null;
  kind: string;
  is_bias: boolean;
  shape: number[];
  base_norm: number;
  norm: number;
  relative: number | null;
}
export interface WeightChange {
  base: string;
  tuned: string;
  n_layer: number;
  parameters: number;
  base_norm: number;
  norm: number;
  relative: number | null;
  parts: PartChange[];
}
/** What a model with changed weights says, and how far it is from both ends, in nats a token. */
export interface Behaviour {
  text: string;
  ids: number[];
  kl_base: number | null;
  kl_tuned: number | null;
}
export interface WeightPath {
  base: string;
  tuned: string;
  prompt: Encoding;
  answer: string[];
  points: { t: number; said: Behaviour }[];
}
/** Log-probabilities of one token with a part of one model in the other. See `Transplants` in Python. */
export interface Transplants {
  heads: number[][];
  attention: number[];
  mlps: number[];
  streams: number[];
  unembedding: number;
}
export interface CrossPatchingMap {
  base: string;
  tuned: string;
  encoding: Encoding;
  n_answered: number;
  token: number;
  piece: string;
  base_token: number;
  base_piece: string;
  base_logprob: number;
  tuned_logprob: number;
  differs: boolean;
  into_base: Transplants;
  into_tuned: Transplants;
}
/** What the best approximation of each rank keeps of one matrix's change. */
export interface MatrixRanks {
  name: string;
  layer: number | null;
  kind: string;
  shape: number[];
  norm: number;
  shares: (number | null)[];
}
export interface LowRankChange {
  base: string;
  tuned: string;
  prompt: Encoding;
  answer: string[];
  parameters: number;
  apart: number | null;
  full: Behaviour;
  ranks: { rank: number; parameters: number; share: number | null; said: Behaviour }[];
  matrices: MatrixRanks[];
}

/** A text that is caught in a phrase of `period` tokens, from token `start` on. */
export interface Loop {
  start: number;
  period: number;
}
/** What to look at in a text of an arena, by the indices of its tokens. */
export interface Marks {
  most_uncertain: number | null;
  forks: number[];
  loop: Loop | null;
  parts: number | null;
}
export interface Measures {
  mean_logprob: number | null;
  perplexity: number | null;
  distinct_1: number | null;
  distinct_2: number | null;
  distinct_3: number | null;
  repeated_4grams: number | null;
  self_bleu: number | null;
  entropy: number | null;
  tokens: number | null;
  loops: number;
  identical: boolean;
}
export interface LaneSummary {
  marks: Marks[];
  measures: Measures;
  error: string | null;
}
/** One text of a lane as it grows; `note` is why it ended, or what happens now. */
export interface TextOfLane {
  steps: ChosenStep[];
  status: "waiting" | "running" | "done" | "stopped" | "error";
  note: string | null;
}
/** A step of which only the token is known, and how it was chosen. */
export type SweptStep = Pick<ChosenStep, "index" | "choice" | "text">;
/** One parameter at several values, each with the texts that were made with it and what they have in common. */
export interface Sweep {
  parameter: string;
  label: string;
  /** What else was set, as the host tells it. */
  caption: string;
  values: (number | string | boolean)[];
  texts: SweptStep[][][];
  summaries: LaneSummary[];
}
/** `error` is why the lane could not go on; its texts, the tokens that there were, are compared with no other then. */
export interface LaneOfTexts {
  letter: string;
  name: string;
  error: string | null;
  texts: TextOfLane[];
}
