// Every word of the views in English. Another language is one file beside this one with the same keys; nothing else.
// What holds a number is a function; `plural` and `form` choose the form that the language wants for it. What stands
// in a sentence as an element (a chip, a number in bold) comes as an argument, and the sentence is a list of parts.

import { count, percent, plural } from "../kit/numbers.js";

/** @typedef {import("../kit/dom.js").Child} Child */

const tokens = (/** @type {number} */ n) => plural(n, { one: "token", other: "tokens" });

export const words = {
  pieces: {
    nothing: "(nothing)",
    restOfBytes: (/** @type {number} */ n) => ` … (${plural(n, { one: "byte", other: "bytes" })})`,
    restOfText: (/** @type {number} */ n) => `…\u00a0(${count(n)}\u00a0characters)`,
    // as they are read out
    space: "space",
    newLine: "new line",
    tab: "tab",
    spokenNothing: "nothing",
    spokenBytes: (/** @type {string} */ bytes) => `bytes ${bytes}`,
  },

  stages: {
    // A warper that is not in this list goes by its own name with hyphens: "top-k".
    names: { model: "Model", repetition_penalty: "repetition penalty" },
    cut: "cut",
    below: "among the others",
    unlisted: "among the others, or cut",
    othersOfModel: (/** @type {number} */ n, /** @type {number} */ mass) => `${tokens(n)}, mass ${percent(mass)}`,
    others: (/** @type {number} */ mass, /** @type {number} */ left, /** @type {number} */ cut) =>
      [`mass ${percent(mass)}`, left > 0 && `in ${count(left)}`, cut > 0 && `· ${count(cut)} cut`]
        .filter(Boolean)
        .join(" "),
  },

  anatomy: {
    tree: "Modules of the model",
    chosen: "The chosen module",
    asTable: "All modules as a table",
    empty: "No model yet.",
    kind: "Kind",
    weightShape: "Shape of its weight",
    parameters: "Parameters",
    modules: "Modules",
    columns: ["Module", "Kind", "Shape", "Parameters", "What it does"],
  },

  // Terms of the field: each as a title, and in one or two sentences what it means.
  glossary: {
    token: [
      "Token",
      "A piece of text that a model reads as one unit: a word, a part of one, or a single byte. The model gets only its number, the id.",
    ],
    logit: [
      "Logit",
      "The score that a model gives a token before the scores become probabilities. The softmax turns all logits into probabilities: one more in the logit makes a token e (2.72) times as likely beside the others.",
    ],
    probability: [
      "Probability",
      "How likely the model thinks that this token comes next. The probabilities of all tokens of the vocabulary add up to 1.",
    ],
    distribution: [
      "Distribution",
      "The probabilities of all tokens of the vocabulary at one place of a text, side by side.",
    ],
    entropy: [
      "Entropy",
      "How uncertain a distribution is, as one number: 0 when one token is certain, and at most the logarithm of the number of tokens, when all are equally likely.",
    ],
    nats: [
      "Nat",
      "The unit of entropy and log-probability with natural logarithms. An entropy of x nats is as uncertain as a free choice among e to the power x tokens; 1 nat is 1.44 bits.",
    ],
    rank: ["Rank", "The place of a token when all are sorted by probability: the most likely one has rank 1."],
    mass: ["Mass", "The sum of the probabilities of several tokens: how likely it is that one of them comes next."],
    draw: [
      "Draw u",
      "A random number from 0 to 1. All tokens that are left are laid side by side, each as wide as its probability; the token on which u falls is taken. The same seed gives the same numbers u.",
    ],
    temperature: [
      "Temperature",
      "A number by which all logits are divided before they become probabilities. Below 1 the likely tokens gain, above 1 the unlikely ones do.",
    ],
    top_k: [
      "Top-k",
      "Only the k most likely tokens stay; all others are cut, and what is left is scaled to add up to 1.",
    ],
    top_p: [
      "Top-p, nucleus",
      "The nucleus is the smallest set of most likely tokens whose probabilities together exceed p. Only this set stays, so that few tokens are left where the model is sure, and many where it is not.",
    ],
    min_p: ["Min-p", "A token stays if its probability is at least this share of that of the most likely token."],
    typical_p: [
      "Typical-p",
      "Tokens stay whose surprise, the negative logarithm of their probability, is nearest to the entropy, until together they hold this probability.",
    ],
    repetition_penalty: [
      "Repetition penalty",
      "Tokens that the text already holds get a lower score: their positive logits are divided by this number, their negative ones multiplied.",
    ],
    beam: [
      "Beam search",
      "Several texts are continued side by side; after each token only those with the highest total log-probability are kept. It looks for a likely text as a whole, and draws nothing.",
    ],
    greedy: ["Greedy", "Always the most likely token. It is the same every time, and often repeats itself."],
    log_probability: [
      "Log-probability",
      "The logarithm of a probability. That of a text is the sum over its tokens, which is easier to compare than a product of many small numbers.",
    ],
    seed: [
      "Seed",
      "The number from which all random numbers of a run are made. The same seed, prompt, model and settings give the same text.",
    ],
    context_length: ["Context length", "How many tokens a model can read at most, prompt and generated text together."],
    head: [
      "Head",
      "One of several attentions of a layer that work side by side. Each has its own weights for what a token reads from the tokens before it.",
    ],
    layer: [
      "Layer",
      "One block of the model: attention, in which tokens read from each other, and a small network (MLP) that works on each token alone. A model is a stack of such layers.",
    ],
    attention: [
      "Attention",
      "By attention each token reads from itself and the tokens before it. The weights say how much from which; they add up to 1.",
    ],
    vector: ["Vector", "A list of numbers that stands for a token inside the model. Each layer adds something to it."],
    kv_cache: [
      "KV cache",
      "The keys and values that attention has computed for the tokens so far. They are kept, so that each new token costs only its own computation.",
    ],
    bpe: [
      "Byte-pair encoding (BPE)",
      "A way to learn tokens: begin with the bytes, and again and again make one token of the most frequent pair of neighbours.",
    ],
    merge: ["Merge", "One step that BPE has learned: these two neighbouring tokens become one."],
    vocabulary: ["Vocabulary", "All tokens that a tokenizer knows, each with its id."],
    special_token: [
      "Special token",
      "A token that stands for no text, such as the one that ends a text or the ones around the messages of a chat.",
    ],
    chat_template: [
      "Chat template",
      "The text that is put around a message, so that an instruct model sees who speaks, in the form it was trained on.",
    ],
    base: ["Base model", "A model trained only to continue texts."],
    instruct: ["Instruct model", "A base model that was trained further to answer messages."],
    perplexity: [
      "Perplexity",
      "e to the power of the average surprise per token: among how many equally likely tokens the model seems to choose. Lower is better.",
    ],
  },
};
