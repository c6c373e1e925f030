// Every word of the views in English. Another language is one file beside this one with the same keys, and nothing else.
// What holds a number is a function: `plural` and `form` choose the form that the language wants for it. What stands in a
// sentence as an element (a chip, a number in bold) comes as an argument, and the sentence is a list of parts.

import { count, decimal, form, number, percent, plural, signedDecimal, tenths } from "../kit/numbers.js";

/** @typedef {import("../kit/dom.js").Child} Child */
/** @typedef {(text: string | number) => Child} Bold  makes of a text the element that is to stand out */
/** @typedef {(text: string) => Child} Term  makes of a word, as it stands here, a term that explains itself */

/** @param {number} n */
const tokens = (n) => plural(n, { one: "token", other: "tokens" });
/** @param {number | null} n  null: nobody knows how many */
const someTokens = (n) => (n === null ? "an unknown number of tokens" : tokens(n));
/** @param {number} n */
const characters = (n) => plural(n, { one: "character", other: "characters" });
/** @param {number} n */
const bytes = (n) => plural(n, { one: "byte", other: "bytes" });
/** @param {number} n */
const merges = (n) => plural(n, { one: "merge", other: "merges" });
/** @param {number} n */
const chunks = (n) => plural(n, { one: "chunk", other: "chunks" });
/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** @type {Record<string, string>} */
const HEAD_NAMES = { previous: "previous token", self: "itself", first: "first token", induction: "induction" };

/** @type {Record<string, string>} */
const ROUNDED = {
  int8: "rounded when it was loaded: numbers are those of the rounded weights",
  bfloat16:
    "rounded: weights, and for some models activations too, keep 8 significant bits, two to three decimal digits",
  float16:
    "rounded: weights, and for some models activations too, keep 11 significant bits, three to four decimal digits",
};

export const words = {
  /** @param {string} quantization  null where the numbers are those that were published */
  badge: (quantization) => {
    if (["F32", "F16", "BF16"].includes(quantization)) return null;
    const [dtype, blocks] = quantization.split(" of "); // "int8 of Q4_0": a GGUF file, rounded once more
    if (!(dtype in ROUNDED)) return "dequantised: numbers are those of this file";
    return blocks ? `dequantised, then ${ROUNDED[dtype]}` : ROUNDED[dtype];
  },
  pieces: {
    nothing: "(nothing)",
    /** @param {number} n */
    restOfBytes: (n) => ` … (${bytes(n)})`,
    /** @param {number} n */
    restOfText: (n) => `…\u00a0(${count(n)}\u00a0characters)`,
    // as they are read out
    space: "space",
    newLine: "new line",
    tab: "tab",
    spokenNothing: "nothing",
    /** @param {string} bytes */
    spokenBytes: (bytes) => `bytes ${bytes}`,
  },

  /** Of large numbers, each from that power of ten on. @type {[power: number, name: string][]} */
  sizes: [
    [3, "thousand"],
    [6, "million"],
    [9, "billion"],
    [12, "trillion"],
  ],
  // of bytes, each a thousand times the one before
  byteUnits: ["B", "kB", "MB", "GB", "TB"],

  stages: {
    // A warper that is not in this list goes by its own name with hyphens: "top-k".
    names: {
      model: "Model",
      temperature: "temperature",
      repetition_penalty: "repetition penalty",
      logit_bias: "logit bias",
      banned_words: "banned words",
      dry: "DRY",
      xtc: "XTC",
      seen: "tokens told",
    },
    cut: "cut",
    below: "among the others",
    unlisted: "among the others, or cut",
    others: "all others",
    /** @param {number} n */
    small: (n) => `${plural(n, { one: "more token", other: "more tokens" })}, each below ${tenths(0.001)}`,
    /** @param {number | null} n */
    tokens: (n) => (n === null ? "number unknown" : tokens(n)),
    /** @param {number | null} n @param {number} share @param {Term} mass */
    othersOfModel: (n, share, mass) => [n === null ? "" : `${tokens(n)}, `, mass("mass"), ` ${percent(share)}`],
    /** @param {number} n @param {number | null} all @param {number} share @param {Term} mass */
    told: (n, all, share, mass) => [
      ` The server told of the ${count(n)} likeliest of ${someTokens(all)}, which hold `,
      mass("mass"),
      ` ${percent(share)}; of the others, nothing.`,
    ],
    /** @param {number} share @param {Term} mass */
    mass: (share, mass) => [mass("mass"), ` ${percent(share)}`],
    /** @param {number} mass @param {number} left @param {number} cut */
    othersAfter: (mass, left, cut) =>
      [`mass ${percent(mass)}`, left > 0 && `in ${count(left)}`, cut > 0 && `· ${count(cut)} cut`]
        .filter(Boolean)
        .join(" "),
    /** @param {number} most */
    scale: (most) => `The longest bar is ${percent(most)}.`,
    /** @param {number | null} entropy @param {Term} nats */
    nats: (entropy, nats) => (entropy === null ? "not known" : [`${decimal(entropy, 2)} `, nats("nats")]),
  },

  tokens: {
    text: "The text, divided into tokens",
    list: "Tokens",
    asTable: "All tokens as a table",
    empty: "No tokens yet.",
    hint: "Point at the text or at a token, or move with the arrow keys, to see its bytes.",
    /** @param {number} left */
    more: (left) => `Show more (${tokens(left)} left)`,
    /** @param {number} n @param {number} all */
    place: (n, all) => `Token ${count(n)} of ${count(all)}`,
    /** @param {Child} text */
    dropped: (text) => ["No token contains ", text, ": this tokenizer drops it."],
    /** @param {Child} text @param {number} n @param {Child[]} chips */
    needs: (text, n, chips) => [text, ` needs ${tokens(n)}: `, ...chips],
    /** @param {number} tokens @param {number} characters @param {number} bytes @param {Bold} bold @param {Term} token @param {Term} byte */
    figures: (tokens, characters, bytes, bold, token, byte) => [
      [bold(count(tokens)), " ", token(form(tokens, { one: "token", other: "tokens" }))],
      [bold(count(characters)), " ", form(characters, { one: "character", other: "characters" })],
      [bold(count(bytes)), " ", byte(form(bytes, { one: "byte", other: "bytes" }))],
      [bold(decimal(characters / tokens, 2)), " characters per token"],
    ],
    /** @param {Child} id */
    id: (id) => ["id ", id],
    /** @param {Child} bytes */
    bytes: (bytes) => ["bytes ", bytes],
    /** @param {Child} range */
    characters: (range) => ["characters ", range],
    /** @param {string} text @param {string[]} which */
    partOf: (text, which) => `part of “${text}”${which.length > 0 ? `: ${which.join(", ")}` : ""}`,
    /** @param {number} first @param {number} last @param {number} size @param {string} character */
    someBytes: (first, last, size, character) =>
      `${first === last ? `byte ${first}` : `bytes ${first}–${last}`} of ${size} in ${character}`,
    /** @param {number} n */
    rest: (n) => plural(n, { one: "more token", other: "more tokens" }),
    columns: ["Number", "Token", "Id", "Bytes", "Characters"],
  },

  comparison: {
    previous: "← Previous",
    next: "Next →",
    list: "Tokens",
    more: "Show more",
    asTable: "The disagreements as a table",
    empty: "No comparison yet.",
    emptyText: "The text is empty.",
    legend:
      "Crossed out, with ?: unknown to the tokenizer. Dotted underline: rewritten. Dashed border: part of a character.",
    hint: "Point at a token, or move with the arrow keys, to see its id and bytes.",
    keys: " The keys n and p jump between disagreements.",
    /** @param {number} n */
    all: (n) => plural(n, { one: "disagreement", other: "disagreements" }),
    /** @param {number} at @param {number} n */
    place: (at, n) => `${count(at)} of ${plural(n, { one: "disagreement", other: "disagreements" })}`,
    /** @param {number} shown @param {number} all */
    beginning: (shown, all) =>
      `Showing the first ${count(shown)} of ${characters(all)}; the numbers are for the whole text. `,
    statistics: "The tokenizers on the whole text",
    columns: [
      "Tokenizer",
      "Tokens",
      "Tokens per word",
      "Characters per token",
      "Unknown tokens",
      "Vocabulary size",
      "Lossless",
    ],
    fewest: "fewest",
    /** @param {number} n @param {number} rate */
    unknownTokens: (n, rate) => `${count(n)} (${percent(rate)})`,
    yes: "yes",
    no: "no",
    /** @param {string} who */
    unknownTo: (who) => `unknown to ${who}:`,
    /** @param {string} label */
    spokenUnknown: (label) => `${label}, unknown`,
    /** @param {number} n */
    andMore: (n) => `… ${count(n)} more`,
    /** @param {number} n */
    disagreement: (n) => `Disagreement ${count(n)}`,
    /** @param {string} text */
    partOf: (text) => `part of “${text}”`,
    /** @param {string} text */
    isUnknown: (text) => `“${text}” is not in its vocabulary`,
    /** @param {string} text */
    standsFor: (text) => `stands for “${text}”`,
    added: "added by the tokenizer",
    /** @param {Child} value */
    id: (value) => ["id ", value],
    /** @param {Child} value */
    bytes: (value) => ["bytes ", value],
    /** @param {Child} value */
    characters: (value) => ["characters ", value],
    disagreements: "The disagreements",
    /** @param {string[]} tokenizers */
    disagreementColumns: (tokenizers) => ["Number", "Characters", ...tokenizers],
  },

  merges: {
    done: "Merges done",
    play: "Play",
    pause: "Pause",
    first: "First",
    last: "Last",
    empty: "Train a tokenizer to see its merges.",
    asTable: "All merges as a table",
    /** @param {number} k @param {number} all @param {number} vocabulary @param {number} tokens @param {number} bytes @param {Bold} bold */
    status: (k, all, vocabulary, tokens, bytes, bold) => [
      "After ",
      bold(count(k)),
      ` of ${merges(all)}: a vocabulary of `,
      bold(count(vocabulary)),
      " tokens; the training text takes ",
      bold(count(tokens)),
      ` ${form(tokens, { one: "token", other: "tokens" })} (`,
      bold(decimal(bytes / (tokens || 1), 2)),
      " bytes per token)",
    ],
    byte: "a byte",
    joined: "joined",
    fresh: "by the last merge",
    text: "Text in tokens",
    /** @param {number} n @param {number} fresh */
    here: (n, fresh) => `Here: ${tokens(n)}, ${count(fresh)} from the last merge`,
    curve: "Tokens of the training text",
    /** @param {number} before @param {number} after */
    curveInWords: (before, after) =>
      `Tokens of the training text: ${count(before)} before the first merge, ${count(after)} after the last.`,
    axis: "merges",
    /** @param {number} k @param {Child} left @param {Child} right @param {Child} joined @param {number} id */
    next: (k, left, right, joined, id) => [
      `Next: merge ${count(k + 1)} (rank ${k}) joins `,
      left,
      " and ",
      right,
      " into ",
      joined,
      `, id ${id}`,
    ],
    /** @param {number} times */
    mostFrequent: (times) => `, the most frequent pair: ${plural(times, { one: "time", other: "times" })}`,
    tie: " Another pair is just as frequent, so the tie rule decides.",
    pairs: "The most frequent pairs now",
    pairColumns: ["Pair", "Count in the training text"],
    isNext: " ← next",
    /** @param {Term} vocabulary @param {Term} rank @param {Term} merge */
    newest: (vocabulary, rank, merge) => [
      "The newest tokens of the ",
      vocabulary("vocabulary"),
      ", each below the ",
      rank("rank"),
      " of its ",
      merge("merge"),
    ],
    /** @param {number} more @param {number} single */
    rest: (more, single) => `${more > 0 ? `${count(more)} more and ` : ""}${bytes(single)}`,
    /** @param {number} from @param {number} to */
    ranks: (from, to) => `Ranks ${from} to ${to}`,
    columns: ["Rank", "Left", "Right", "Joined", "Id", "Count"],
  },

  word: {
    empty: "Choose a word to see how it is encoded.",
    rows: "The word, merge by merge",
    /** @param {Term} byte @param {Term} rank @param {Term} merge */
    key: (byte, rank, merge) => [
      "Each column is a ",
      byte("byte"),
      ". Between two tokens is the ",
      rank("rank"),
      " of the ",
      merge("merge"),
      " that joins them, or – if there is none. The lowest rank (filled, its two tokens underlined) comes next. " +
        "The numbers below the final tokens are their ids.",
    ],
    asTable: "All steps as a table",
    emptyWord: "An empty word has no tokens.",
    /** @param {number} n @param {number} made @param {number} left */
    summary: (n, made, left) => `${bytes(n)}, ${merges(made)}, ${tokens(left)}.`,
    /** @param {number} n */
    nothingToMerge: (n) =>
      n === 1
        ? `${bytes(n)}, ${tokens(n)}: nothing to merge, since a single byte has no neighbour.`
        : `${bytes(n)}, ${tokens(n)}: nothing to merge, since no two neighbours have a merge.`,
    /** @param {number} most */
    tooLong: (most) => ` A word of more than ${bytes(most)} is not drawn.`,
    /** @param {number} n @param {number} from @param {number} to */
    skipped: (n, from, to) =>
      ` Not drawn: ${plural(n, { one: "step", other: "steps" })}, after ${count(from)} to ${merges(to)}.`,
    theBytes: "The bytes",
    theTokens: "The tokens",
    /** @param {number} n */
    after: (n) => `After ${merges(n)}`,
    /** @param {string} when @param {string[]} tokens @param {string} sentence */
    spoken: (when, tokens, sentence) => `${when}: ${tokens.join(", ")}. ${sentence}`,
    oneLeft: "One token is left.",
    noMore: "No two neighbours have a merge: these are the tokens.",
    /** @param {number} rank @param {number} often @param {Child} left @param {Child} right @param {Child} joined */
    next: (rank, often, left, right, joined) => [
      `Rank ${rank} is the lowest${often > 1 ? ` (the leftmost of ${often})` : ""}: `,
      left,
      " + ",
      right,
      " become ",
      joined,
    ],
    /** @param {number} n */
    moreSteps: (n) => plural(n, { one: "more step", other: "more steps" }),
    columns: ["Merges", "Tokens", "Ids", "Ranks between them", "Merged next"],
  },

  token: {
    label: "Search the vocabulary (text, or #id)",
    results: "Tokens found",
    empty: "No token chosen yet. Search for one and choose it from the results.",
    searching: "Searching …",
    prompt: "Type part of a token, or # followed by its id.",
    /** @param {string} query */
    nothing: (query) => `No token of this vocabulary matches “${query}”.`,
    /** @param {number} shown @param {number} total */
    found: (shown, total) => (shown < total ? `${count(shown)} of ${count(total)} shown` : `${tokens(total)} found`),
    parts: "The parts merged into it",
    partsAsTable: "All parts as a table",
    built: "How it was built",
    neighboursHead: "Its neighbours in the vocabulary",
    neighbours: "Neighbours",
    /** @param {string} piece */
    beforeId: (piece) => `${piece}, id `,
    tokenizer: "Tokenizer",
    id: "Id",
    /** @param {number} n */
    ofAll: (n) => ` of ${count(n)}`,
    kind: "Kind",
    special: "special token",
    ordinary: "ordinary token",
    bytes: "Bytes",
    characters: "Characters",
    noWhole: "not a whole one",
    learnedBy: "Learned by",
    /** @param {number} rank */
    merge: (rank) => `merge ${count(rank)}`,
    earlier: ": the lower, the earlier it was learned",
    spelled: "Characters and their bytes",
    /** @param {number} n */
    moreBytes: (n) => `… and ${plural(n, { one: "more byte", other: "more bytes" })}. `,
    /** @param {number} n */
    moreCharacters: (n) => `… and ${plural(n, { one: "more character", other: "more characters" })}. `,
    boxesOfBytes:
      "Part of a character: on their own, these bytes are not valid UTF-8. Each box shows a byte in hexadecimal, and above " +
      "it the character if it is printable ASCII.",
    /** @param {Term} codePoint @param {Term} utf8 */
    boxesOfCharacters: (codePoint, utf8) => [
      "Each box shows a character, its Unicode ",
      codePoint("code point"),
      ", and its bytes in ",
      utf8("UTF-8"),
      ", written in hexadecimal.",
    ],
    /** @param {string} id */
    idIs: (id) => `id ${id}`,
    /** @param {number} rank */
    byMerge: (rank) => `, merge ${count(rank)}`,
    /** @param {Term} rank */
    readTree: (rank) => [
      "Read from the bottom up: it began as single bytes. Two boxes side by side were merged into the one above them, " +
        "and the number there is the ",
      rank("rank"),
      " of that merge. Choose a box to see its token.",
    ],
    isSpecial: "A special token: it was added to the vocabulary whole, and no merge built it.",
    isByte: "A single byte: BPE starts from the 256 bytes, so no merge built it.",
    noMerge: "No merge built this token. Only BPE builds tokens by merging.",
    /** @param {string} bytes */
    byte: (bytes) => `byte ${bytes}`,
    partTable: "Parts of the token",
    partColumns: ["Part", "Id", "Merge rank", "Made of"],
  },

  languages: {
    measure: "Measure",
    measures: {
      tokens: {
        title: "Tokens",
        table: "Tokens of each language",
        why: "Tokens for the whole text. All samples tell the same story, so this compares the languages.",
      },
      tokens_per_character: {
        title: "Tokens per character",
        table: "Tokens per character of each language",
        why: "Tokens divided by characters. This compares the tokenizers within one language, not the languages.",
      },
    },
    empty: "No languages yet: choose at least one tokenizer to count with.",
    column: "Language",
    legendRatio: "2.0× means: twice as many tokens as for English. ",
    legendFewest: "Bold: the fewest in the row, of the tokenizers that can write all of it. ",
    legendUnknown: "Unknown: tokens that stand for text that the vocabulary cannot write. ",
    sort: "Choose a tokenizer’s name to sort by it.",
    sortOrRead: "Choose a tokenizer’s name to sort by it, or a language to read its text.",
    /** @param {number} n */
    unknown: (n) => `${count(n)} unknown`,
    /** @param {number} ratio */
    times: (ratio) => `${decimal(ratio, 1)}×`,
    characters,
    /** @param {string} key  as the samples are called */
    name: (key) => capital(key),
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    worst: (tokenizer, language, ratio) =>
      `${tokenizer} needs the most tokens for ${language}: ${decimal(ratio, 1)} times as many as for English.`,
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    best: (tokenizer, language, ratio) =>
      ` ${tokenizer} treats the languages most evenly: at most ${decimal(ratio, 1)} times as many, for ${language}.`,
    chooseTwo: "Choose two tokenizers that can write every language to compare them within each.",
    /** @param {string} language @param {string} low @param {number} fewest @param {string} high @param {number} most */
    spread: (language, low, fewest, high, most) =>
      `The tokenizers differ most in ${language}: ${low} needs ${decimal(fewest, 2)} tokens per character, ` +
      `${high} ${decimal(most, 2)}.`,
  },

  chunks: {
    previous: "Previous",
    next: "Next",
    goTo: "Go to chunk ",
    price: "Price for a million tokens ",
    anyCurrency: "In any currency. Whoever runs the model sets the price.",
    /** @param {string} range @param {number} all */
    some: (range, all) => `Chunks ${range} of ${count(all)}`,
    /** @param {number} n */
    all: (n) => form(n, { one: "The only chunk", other: `All ${chunks(n)}` }),
    empty: "No text yet. Its chunks will be shown here.",
    /** @param {number} each @param {boolean} marked */
    caption: (each, marked) =>
      `The text from beginning to end. Each stripe is ${chunks(each)}, as wide as its share of the ` +
      `characters.${marked ? " Underlined: the chunks listed below." : ""}`,
    /** @param {number} total @param {string} tokenizer @param {number} n @param {number} size @param {number | null} last @param {Bold} bold */
    summary: (total, tokenizer, n, size, last, bold) => [
      bold(tokens(total)),
      tokenizer && ` of ${tokenizer}`,
      ": ",
      bold(chunks(n)),
      ` of at most ${tokens(size)}`,
      last === null ? "." : `; the last one has ${count(last)}.`,
    ],
    /** @param {Child} price */
    costs: (price) => ["This text costs ", price],
    /** @param {number} total @param {string} price @param {string} sign @param {string} cost */
    sum: (total, price, sign, cost) => `${tokens(total)} ÷ ${count(1_000_000)} × ${price} ${sign} ${cost}`,
    none: "none",
    /** @param {number} n @param {string} range */
    stripe: (n, range) => `${form(n, { one: "Chunk", other: "Chunks" })} ${range}`,
    list: "Chunks",
    columns: ["Chunk", "Tokens", "Characters", "Begins", "Ends"],
    short: "same as the beginning",
  },

  bands: {
    colour: "Colour by",
    colours: { probability: "probability", rank: "rank", entropy: "entropy" },
    /** @param {string} asked @param {string[]} all */
    unknown: (asked, all) =>
      `Tokens cannot be coloured by “${asked}”, only by ${all.join(", ")}; here it is ${all[0]}.`,
    legends: {
      probability: "How likely the model considered each token",
      rank: "The place of each token among all that could have come",
      entropy: "How uncertain the model was at each token, as the entropy of its own distribution in nats",
    },
    probability: ["under 1\u202f%", "1 to 10\u202f%", "10 to 40\u202f%", "40 to 80\u202f%", "80\u202f% and more"],
    rank: ["rank above 100", "21 to 100", "6 to 20", "2 to 5", "the likeliest"],
    entropy: ["above 3 nats", "1.5 to 3", "0.5 to 1.5", "0.1 to 0.5", "up to 0.1: certain"],
  },

  generation: {
    made: "Generated tokens",
    pointed: "The token under the pointer",
    asTable: "All generated tokens as a table",
    hint: "Point at a token, or move to it with the arrow keys, to see what else could have come. A click keeps it here.",
    pin: "Click the token to keep it here.",
    unpin: "Let go",
    endings: {
      stop: "The model ended the text",
      length: "The requested length is reached",
      context: "The model’s context is full",
      done: "Done",
    },
    /** @param {string} text */
    stopString: (text) => `The stop string ${text} came`,
    /** @param {string} ending @param {number} n @param {string | null} note */
    done: (ending, n, note) => `${ending} · ${tokens(n)}${note ? ` · ${note}` : ""}`,
    untold: "The server gives no log-probabilities: this is its text, and nothing is known of how it came about.",
    empty: "Nothing generated yet.",
    loading: "Loading the model …",
    /** @param {number} n */
    stopped: (n) => `Stopped after ${tokens(n)}.`,
    wrong: "Something went wrong.",
    asked: "What the model was asked to continue: the prompt in its chat template",
    exactPrompt: "Exact text of the prompt",
    /** @param {string} piece @param {number} probability @param {number} rank */
    spoken: (piece, probability, rank) => `${piece}, ${percent(probability)}, rank ${count(rank)}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [`Token ${count(n)}: `, token],
    probability: "Probability",
    rank: "Rank",
    /** @param {number} rank @param {number | null} all */
    rankOf: (rank, all) => (all === null ? count(rank) : `${count(rank)} of ${count(all)}`),
    entropy: "Entropy",
    afterStrategy: "After the strategy",
    draw: "Draw u",
    alternatives: "The most likely tokens here",
    columns: ["Token", "Rank", "Model"],
    /** @param {string[]} stages */
    after: (stages) => `After ${stages.join(", ")}`,
    steps: "Generated tokens",
    /** @param {Child} entropy @param {Term} nats */
    inNats: (entropy, nats) => [entropy, " (", nats("nats"), ")"],
    stepColumns: ["Number", "Token", "Id", "Model’s probability", "Rank", "Entropy", "After the strategy", "Draw u"],
  },

  branching: {
    take: (/** @type {string} */ token) => `Take ${token} here and go on`,
    hint: "Choose another token, and the text goes on from here with it.",
    here: "Or write it:",
    next: "Or write what comes next:",
    example: "␣cat",
    force: "Force",
    forceHint: "Takes this, whatever its probability. Most words begin with their space.",
    atTheEnd: "At the end of the text",
    one: "One token",
    oneHint: "The model adds one token.",
    more: "Go on",
    moreHint: "The model adds as many tokens as are set.",
    came: "How it came",
    byHand: "by hand",
    spokenByHand: ", taken by hand",
  },

  lanes: {
    empty:
      "No texts yet. All lanes write at once, token by token; where one parts from the first is marked, and at the end they are measured.",
    hint: "Point at a token to see what else could have come, and what the other lanes took in the same place. A click keeps it here.",
    /** @param {string} letter @param {string} name */
    lane: (letter, name) => `Lane ${letter}: ${name}`,
    /** @param {string} letter */
    made: (letter) => `Text of lane ${letter}`,
    /** @param {string} letter */
    jumps: (letter) => `What to look at in lane ${letter}`,
    text: "Text",
    seeds: "Each lane’s text of the same number has the same seed, unless a lane has its own.",
    /** @param {number} n */
    identical: (n) => `All ${count(n)} texts of this lane are the same.`,
    /** @param {string} letter */
    sameAs: (letter) => `The same text as in lane ${letter}.`,
    /** @param {number} start @param {number} period */
    loops: (start, period) =>
      period === 1
        ? `↻ In a loop from token ${count(start)} on: the same token again and again.`
        : `↻ In a loop from token ${count(start)} on: the same ${tokens(period)} again and again.`,
    chips: {
      divergence: {
        /** @param {string} letter @param {number} n */
        title: (letter, n) => `◆ Parts from ${letter} at ${count(n)}`,
        /** @param {string} letter */
        meaning: (letter) => `Go to the first token that is another one than in lane ${letter}.`,
      },
      uncertain: {
        /** @param {number} n */
        title: (n) => `Least certain: ${count(n)}`,
        meaning:
          "Go to the token at which the model was least certain: the entropy of its own distribution is highest there.",
      },
      fork: {
        /** @param {number} n */
        title: (n) => plural(n, { one: "fork", other: "forks" }),
        /** @param {number} n @param {number} all */
        next: (n, all) => `Fork ${count(n)} of ${count(all)} ›`,
        meaning:
          "Go to the next token that was not the model’s most likely one: there greedy would have gone another way.",
      },
    },
    here: {
      /** @param {number} n */
      title: (n) => `Token ${count(n)} in every lane`,
      columns: ["Lane", "Token", "Model", "Draw u"],
    },
    measures: "The lanes in numbers",
    measuresHint:
      "Perplexity and entropy are those of the model’s own distribution, before any filter. A term explains itself when it is pressed; the arrows sort.",
    /** @param {string} name */
    sortBy: (name) => `Sort by ${name}`,
    columns: {
      perplexity: { title: "Perplexity", sort: "perplexity" },
      mean_logprob: { title: "Mean log p", sort: "mean log-probability" },
      entropy: { title: "Entropy", sort: "entropy" },
      distinct_1: { title: "Distinct-1", sort: "distinct-1" },
      distinct_2: { title: "-2", sort: "distinct-2" },
      distinct_3: { title: "-3", sort: "distinct-3" },
      repeated_4grams: { title: "Rep-4", sort: "repeated 4-grams" },
      self_bleu: { title: "Self-BLEU", sort: "self-BLEU" },
      tokens: { title: "Tokens", sort: "number of tokens" },
      loops: { title: "Loops", sort: "number of loops" },
      seconds: { title: "Seconds", sort: "seconds" },
    },
  },

  diff: {
    empty: "Two saved runs are laid side by side here.",
    /** @param {string} model @param {string} strategy @param {number | null} seed @param {number} n */
    run: (model, strategy, seed, n) =>
      [model, strategy, seed !== null && `seed ${seed}`, tokens(n)].filter(Boolean).join(" · "),
    settings: "What is not the same in the two runs",
    setting: "What differs",
    sameSettings: "Both runs were made with the same settings.",
    /** @param {number} n */
    identical: (n) => `The two texts are the same, token by token (${tokens(n)}).`,
    /** @param {number} common @param {number} paired @param {number} a @param {number} b */
    common: (common, paired, a, b) =>
      `${common === 0 ? "The texts differ from the first token on." : common === 1 ? "The texts begin with the same token." : `The texts begin with the same ${tokens(common)}.`} In all, ${count(paired)} of ${count(a)} tokens in A and of ${count(b)} in B stand beside the same token.`,
    otherPrompts: "The prompts are not the same.",
    previous: "‹ Difference before",
    next: "Next difference ›",
    keys: "or N and P in the text",
    list: "Both texts, token by token",
    pointed: "The token under the pointer, in both texts",
    pin: "Point at a token; a click keeps it here.",
    pinned: "Kept here. Another click lets it go.",
    nothing: "(nothing)",
    /** @param {number} n */
    difference: (n) => `Difference ${count(n)}`,
    /** @param {string} token @param {string | null} letter */
    spoken: (token, letter) => (letter ? `${letter}: ${token}` : token),
    /** @param {Child} token @param {number} a @param {number} b */
    both: (token, a, b) => [
      token,
      a === b ? ` is token ${count(a)} in both` : ` is token ${count(a)} in A and ${count(b)} in B`,
    ],
    /** @param {number} n */
    partAt: (n) => `They part at token ${count(n)}`,
    /** @param {string} letter @param {number} n @param {Child} token */
    one: (letter, n, token) => [`Token ${count(n)} of ${letter}: `, token],
    token: "Token",
    facts: "This token in both runs",
    /** @param {string} letter */
    tookIt: (letter) => `taken by ${letter}`,
    /** @param {string} letter */
    modelOf: (letter) => `${letter}: model`,
    /** @param {string} letter @param {string[]} stages */
    after: (letter, stages) => `${letter}: after ${stages.join(", ")}`,
    /** @param {Term} kl @param {string} model @param {string} final @param {Term} nats */
    apart: (kl, model, final, nats) => [
      kl("KL"),
      `(A ‖ B): ${model} `,
      nats("nats"),
      model === final ? ", by the models and after the strategies." : ` by the models, ${final} after the strategies.`,
    ],
    /** @param {number} x @param {boolean} whole */
    nats: (x, whole) =>
      `${whole ? "" : "≥\u202f"}${x === 0 ? "0" : x < 0.00005 ? `<\u202f${decimal(0.0001, 4)}` : decimal(x, 4)}`,
    least: "A run lists only its likeliest tokens and the sum of all others, so it may be more.",
    vocabularies: "The two vocabularies are not the same, so the distributions cannot be compared.",
    asTable: "All tokens that stand beside the same token, as a table",
    columns: [
      "Token",
      "In A",
      "In B",
      "Probability A",
      "B",
      "Rank A",
      "B",
      "Entropy A",
      "B",
      "KL",
      "KL after the strategies",
    ],
  },

  sweep: {
    empty:
      "No sweep yet. One parameter goes through its range, and at each value several texts are made: are they likely, and do they differ?",
    diversity: "Diversity by",
    choices: { distinct_1: "distinct-1", distinct_2: "distinct-2", distinct_3: "distinct-3", self_bleu: "self-BLEU" },
    across: "Perplexity under the model (log scale)",
    up: {
      distinct_1: "Distinct-1: different tokens, as a share of all",
      distinct_2: "Distinct-2: different pairs, as a share of all",
      distinct_3: "Distinct-3: different triples, as a share of all",
      self_bleu: "Self-BLEU: how alike the texts are (1: all the same)",
    },
    /** @param {string} label */
    of: (label) => `${label}, swept`,
    /** @param {string} label @param {string} first @param {string} last */
    title: (label, first, last) => `${label} ${first} … ${last}`,
    /** @param {string} label */
    plot: (label) => `Diversity against perplexity, a point for each value of ${label}`,
    hint: "Point at a value to read it; a click opens its texts.",
    /**
     * @param {string} label @param {string} value
     * @param {import("../types").Measures} measures
     * @param {"distinct_1" | "distinct_2" | "distinct_3" | "self_bleu"} up
     */
    told: (label, value, measures, up) =>
      [
        `${label} ${value}: perplexity ${decimal(measures.perplexity ?? 0, 2)}`,
        `${words.sweep.choices[up]} ${decimal(measures[up] ?? 0, 2)}`,
        ...(measures.identical ? ["all texts the same"] : []),
        ...(measures.loops > 0 ? [plural(measures.loops, { one: "text in a loop", other: "texts in a loop" })] : []),
      ].join(", "),
    /** @param {number} n */
    hidden: (n) => `${plural(n, { one: "value has", other: "values have" })} no room for a label.`,
    /** @param {string[]} values */
    unknown: (values) => `Without a point, since this measure is not known there: ${values.join(", ")}.`,
    /** @param {string} value @param {string} error */
    failed: (value, error) => `${value} could not go on: ${error}`,
    asTable: "As a table",
    /** @param {string} label */
    measures: (label) => `${label} in numbers`,
    /** @param {string} label @param {string} value */
    textsAt: (label, value) => `The texts at ${label} ${value}`,
    /** @param {number} n */
    identical: (n) => `All ${count(n)} texts are the same.`,
    close: "Close",
    progress: "Tokens so far",
    /** @param {number} made @param {number} most */
    sofar: (made, most) => `${count(made)} of at most ${tokens(most)} …`,
  },

  distribution: {
    empty: "No distribution yet.",
    /** @param {Child} token @param {number} probability @param {number} place @param {Term} rank */
    gave: (token, probability, place, rank) => [
      "The model gave ",
      token,
      ` ${percent(probability)} (`,
      rank("rank"),
      ` ${count(place)}).`,
    ],
    /** @param {string} stage @param {number} probability */
    made: (stage, probability) => ` ${capital(stage)} made it ${percent(probability)}.`,
    greedy: " It was taken because no token is more likely.",
    /** @param {number} u */
    drawn: (u) => ` The draw u = ${decimal(u, 4)} fell on it.`,
    beam: " It is part of the text that is most likely as a whole.",
    byHand: " It was taken by hand.",
    speculated: " It came by speculative decoding: accepted, or drawn in place of a rejected token.",
    isTaken: "←\u00a0taken",
    isDrawn: "←\u00a0drawn",
    /** @param {Term} entropy @param {Term} nats */
    entropy: (entropy, nats) => [entropy("entropy"), " in ", nats("nats")],
    model: "Model",
    stage: capital,
    stages: "The distribution of the next token, before and after each step of the strategy",
    columns: ["Token", "Logit"],
    /** @param {number} n */
    others: (n) => plural(n, { one: "other", other: "others" }),
    /** @param {number} u */
    u: (u) => `u = ${decimal(u, 4)}`,
    /** @param {number} u @param {string} token */
    drawInWords: (u, token) =>
      `The draw: u is ${decimal(u, 4)}. Going down the table and adding up the probabilities, ` +
      `${token} is the first token at which the sum is greater than u.`,
    /** @param {Term} draw */
    caption: (draw) => [
      "The tokens that are left, side by side, each as wide as its probability. A random number ",
      draw("u"),
      " between 0 and 1 points at one of them.",
    ],
    scale: [0, 0.25, 0.5, 0.75, 1].map(number),
  },

  noise: {
    title: "The draw: every logit with its noise, and the sum",
    columns: ["Token", "Logit", "Noise", "Sum", "Logit and noise"],
    /** @param {Term} gumbel */
    caption: (gumbel) => [
      "The token with the highest sum of its logit, as the strategy leaves it, and ",
      gumbel("Gumbel noise"),
      " is taken. The noise hangs on the seed, the step and the token: with the same seed it stays as it is while a slider moves.",
    ],
    drawn: " It was drawn because its logit and its Gumbel noise have the highest sum.",
    fact: "Gumbel noise",
  },

  contrast: {
    title: "The candidates of contrastive search",
    columns: ["Candidate", "Probability", "Highest cosine", "Score", "That cosine is with"],
    /** @param {Child} token @param {number} place */
    nearest: (token, place) => [token, ` token ${count(place)}`],
    /** @param {Term} cosine */
    caption: (cosine) => [
      "The score is (1 − α) times the probability less α times the highest ",
      cosine("cosine"),
      " between the candidate’s vector and that of a token of the text, α being the degeneration penalty. The highest score is taken.",
    ],
    taken: " It was taken because it is likely and unlike the text so far: its score is the highest.",
    fact: "Highest cosine",
  },

  pipeline: {
    u: "u, which draws the token",
    typeU: "u =",
    wrongU: "u is a number from 0 up to, but not including, 1.",
    /** @param {number} n */
    oneOf: (n) => `one of ${plural(n, { one: "other token", other: "other tokens" })}`,
    /** @param {number} u @param {string} token */
    uInWords: (u, token) => `${decimal(u, 4)}, which draws ${token}`,
    /** @param {Term} draw */
    caption: (draw) => [
      "The tokens that are left, each as wide as its probability. Drag ",
      draw("u"),
      ", or move it with the arrow keys: the token under it is the one that is drawn.",
    ],
    identity: " No stage changes anything: this is the model’s own distribution.",
    changesNothing: "changes nothing",
    /** @param {string} name @param {number} value */
    state: (name, value) => `${name === "mu" ? "μ" : name} = ${decimal(value, name === "u" ? 4 : 2)}`,
    /** @param {string} stage */
    cutBy: (stage) => `cut by ${stage}`,
    left: "tokens left",
    /** @param {number | null} n */
    others: (n) => `all others: ${n === null ? "number unknown" : tokens(n)}`,
    /** @param {string} mass @param {number | null} left @param {number | null} all */
    othersAt: (mass, left, all) => (left === null || left === all ? `mass ${mass}` : `mass ${mass} in ${count(left)}`),
  },

  arcs: {
    width: "Point at an arc to read its weight; the wider, the more:",
    /** @param {number} share */
    share: (share) => `${number(100 * share)}\u202f%`,
    rests: "to the first token, where attention often rests when it finds nothing to look at",
    /** @param {string} least @param {number} share */
    all: (least, share) => `all arcs of at least ${least}, together ${percent(share)} of all weight`,
    /** @param {string} least @param {number} hidden @param {number} before */
    left: (least, hidden, before) => {
      const left = [
        hidden > 0 && `arcs under ${least}, together ${tenths(hidden)}`,
        before > 0 && `arcs to the tokens before these, together ${tenths(before)}`,
      ].filter(Boolean);
      return left.length === 0 ? "All that this token looks at is drawn." : `Not drawn: ${left.join(", and ")}.`;
    },
  },

  attention: {
    layer: "Layer",
    head: "Head",
    caption:
      "Each row adds up to 1. There is nothing above the diagonal: a token never looks ahead. Layers and heads are counted from 0, as in the model’s code; tokens from 1.",
    looking: "Token that looks",
    lookedAt: "Token it looks at",
    scale: "Weight",
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to @param {number} weight @param {Bold} bold */
    cell: (query, from, key, to, weight, bold) => [
      `${count(query)} `,
      from,
      " looks at ",
      `${count(key)} `,
      to,
      ": ",
      bold(percent(weight)),
    ],
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to */
    masked: (query, from, key, to) => [
      `${count(query)} `,
      from,
      " cannot look at ",
      `${count(key)} `,
      to,
      ": it comes later.",
    ],
    pointing: "Point at a square to read its weight.",
    /** @param {number} layer @param {number} head @param {number} n */
    picture: (layer, head, n) =>
      `The pattern of layer ${layer}, head ${head} over ${tokens(n)}. ` +
      "The table beside it has the numbers of the chosen row.",
    /** @param {number} n @param {string} piece */
    spoken: (n, piece) => `${count(n)}, ${piece}`,
    /** @param {number} n @param {Child} token */
    looksAt: (n, token) => [`Token ${count(n)} `, token, " looks at:"],
    weights: "What the chosen token looks at",
    columns: ["Number", "Token", "Weight"],
    /** @param {number} shown @param {number} all */
    cut: (shown, all) => `Of ${tokens(all)} the last ${count(shown)} are drawn here.`,
    earlier: "earlier",
    /** @param {number} n */
    earlierTokens: (n) => `all ${tokens(n)} before these`,
    later: "later",
    /** @param {number} n */
    maskedTokens: (n) => `${tokens(n)} masked: a token never looks ahead`,
  },

  lens: {
    lens: "Lens",
    /** Of each lens its name, the question that it answers, and how. */
    kinds: {
      logit: [
        "Logit lens",
        "What if the model stopped here?",
        "What enters a block goes straight to the last norm and the logits, as if no block came after it.",
      ],
      linear: [
        "Linear reader",
        "What could a linear reader know here?",
        "A linear map, fitted to texts, first turns what enters a block into the best guess of what leaves the last one. The first fit takes some seconds.",
      ],
      jacobian: [
        "Jacobian lens",
        "What is it disposed to say, now or later?",
        "What enters a block is carried on by the average effect that it has, over many texts, on what leaves the last block at this token and those after it.",
      ],
    },
    /** @param {string} model */
    missing: (model) =>
      `This lens has to be fitted to texts first, and none comes with ${model}. In Python, lp.lens(…, texts=[…]) fits one.`,
    waiting: "Looking through this lens …",
    empty: "No lens yet.",
    grid: "The most likely next token at each layer",
    told: "The chosen place",
    asTable: "All places as a table",
    legend: "How likely the first token is",
    text: "Text",
    /** @param {number} layer @param {number} n */
    layer: (layer, n) => (layer === n ? "the model" : `before block ${layer}`),
    /** @param {number} layer @param {number} n @param {string} token */
    place: (layer, n, token) => `${layer === n ? "The model itself" : `Before block ${layer}`}, after ${token}`,
    /** @param {string} place @param {string} token @param {number} probability @param {boolean} settled */
    spoken: (place, token, probability, settled) =>
      `${place}: ${token}, ${percent(probability)}${settled ? ", the model’s own answer" : ""}`,
    /** @param {number} shown @param {number} all @param {number} rows @param {number} layers */
    cut: (shown, all, rows, layers) =>
      [
        "Framed and bold: already the model’s own answer.",
        shown < all && `The last ${count(shown)} of ${tokens(all)} are shown.`,
        rows < layers && `${count(rows)} of ${count(layers)} blocks are shown.`,
      ]
        .filter(Boolean)
        .join(" "),
    /** @param {number} layer @param {number} n @param {number} at @param {Child} token */
    title: (layer, n, at, token) => [
      layer === n ? "The model itself" : `Before block ${layer}`,
      `, after token ${count(at)} `,
      token,
    ],
    /** @param {Child} answer */
    own: (answer) => ["The model’s own distribution of the next token. Its answer is ", answer, "."],
    /** @param {Child} answer */
    settled: (answer) => [answer, " comes first, as in the model’s own answer."],
    /** @param {Child} answer @param {number} rank @param {Term} term */
    notYet: (answer, rank, term) => [
      "The model’s own answer, ",
      answer,
      ", has ",
      term("rank"),
      ` ${count(rank)} here.`,
    ],
    likeliest: "The most likely next tokens at this place",
    columns: ["Next token", "Rank", "Probability"],
    answer: "the model’s answer",
    next: "comes next in the text",
    /** @param {number} listed @param {number} n */
    others: (listed, n) => `after rank ${count(listed)}: ${tokens(n)}`,
    /** @param {Child} number @param {Term} entropy @param {Term} nats */
    entropy: (number, entropy, nats) => [entropy("Entropy"), " ", number, " ", nats("nats")],
    /** @param {number} at */
    way: (at) => `Through the layers, after token ${count(at)}`,
    wayTitle: "How undecided each layer is, and where the model’s own answer stands in it.",
    wayColumns: ["Layer", "Entropy (nats)", "Rank of the answer"],
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} nats`,
  },

  score: {
    empty: "No text has been scored yet.",
    colour: "Colour",
    colours: { probability: "probability", rank: "rank", bits: "surprise", kl: "distance from the truth" },
    legends: {
      bits: "The surprise at each token, in bits",
      kl: "How far the model is from the truth at each token, as KL in nats",
    },
    bands: {
      bits: ["0 bits", "3", "6", "9", "12 and more"],
      kl: ["0 nats", "0.05", "0.1", "0.15", "0.2 and more"],
    },
    text: "The text, token by token",
    pointed: "The token under the pointer",
    hint: "Point at a token, or move to it with the arrow keys, to see what the model had expected. A click keeps it here.",
    whole: "The text as a whole",
    surprising: "Most surprised at",
    asTable: "All tokens as a table",
    columns: [
      "Number",
      "Token",
      "Id",
      "Probability",
      "Rank",
      "Surprise (bits)",
      "Log-probability (nats)",
      "Entropy (nats)",
      "Tokens before",
    ],
    /** @param {string} model */
    nothingBefore: (model) =>
      `${model} has no token that begins a text, so nothing predicts the first one, and it is not counted.`,
    /** @param {Child} token */
    begins: (token) => ["What predicts the first token is ", token, ", with which this model begins a text."],
    /** @param {number} n */
    prompted: (n) => `The first token is predicted from the prompt, ${tokens(n)}, which is not scored itself.`,
    /** @param {number} n @param {number} length @param {number} stride */
    windows: (n, length, stride) =>
      `The text is longer than the context: it was read in ${count(n)} windows of ${tokens(length)}, each ${count(stride)} further on.`,
    /** @param {string} token @param {number} probability @param {number} rank */
    spoken: (token, probability, rank) => `${token}, ${percent(probability)}, rank ${count(rank)}`,
    /** @param {string} token */
    spokenUnknown: (token) => `${token}, not scored`,
    unknown: "Nothing stands before this token, so the model says nothing about it. It is left out of the totals.",
    /** @param {number} x */
    nats: (x) => signedDecimal(x),
    /** @param {number} x */
    figure: (x) => (x < 1000 ? decimal(x, 2) : count(x)),
    beyond: "> 1e300",
    /** @param {number} x */
    bits: (x) => `${decimal(x, 2)} bits`,
    context: "Read before it",
    /** @param {number} n */
    contextOf: (n) => tokens(n),
    /** @param {number} n @param {Term} nats */
    likelihood: (n, nats) => [
      `The sum over ${tokens(n)} of ln p, in `,
      nats("nats"),
      ". The longer a text, the further below 0.",
    ],
    /** @param {number} vocabulary */
    perplexity: (vocabulary) =>
      `As hard as guessing, each time, among so many equally likely tokens: 1 is certain, ${count(vocabulary)} knows nothing.`,
    /** @param {number} n */
    bitsPerByte: (n) =>
      `The bits that the model would need for each of the ${bytes(n)}. It can be compared between tokenizers.`,
    aToken: "ln p, a token",
    /** @param {string} model @param {number} expected @param {number} mean @param {Term} entropy */
    expected: (model, expected, mean, entropy) => [
      `By its `,
      entropy("entropy"),
      `, ${model} expected ${signedDecimal(expected)}: the text is ${mean < expected ? "more" : "less"} surprising than what it writes itself.`,
    ],
    /** @param {number} n */
    jump: (n) => `token ${count(n)}`,
    /** @param {number} probability @param {number} bits */
    surprise: (probability, bits) => `${percent(probability)}, a surprise of ${decimal(bits, 1)} bits`,
    /** @param {number} kl */
    distance: (kl) => `KL ${decimal(kl, 3)} nats`,
  },

  sheet: {
    empty: "No prompts have been answered yet.",
    answers: "Answers by prompt and model",
    shares: "Rules kept",
    all: "all",
    noGroup: "no group",
    nothing: "(nothing)",
    noTemplate: "no template",
    /** @param {string} name */
    templateOf: (name) => `template of ${name}`,
    /** @param {import("../types").BehaviourSheet} sheet */
    about: ({ prompts, strategy, parameters, seeds, max_new_tokens }) =>
      [
        plural(prompts.length, { one: "prompt", other: "prompts" }),
        [strategy, ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`)].join(", "),
        seeds.length > 0 ? plural(seeds.length, { one: "seed", other: "seeds" }) : "one answer each",
        `at most ${tokens(max_new_tokens)}`,
      ].join(" · "),
    /** @param {number} n */
    before: (n) => `(${plural(n, { one: "text", other: "texts" })} before)`,
    /** @param {number} kept @param {number} judged */
    kept: (kept, judged) =>
      judged === 1
        ? kept === 1
          ? "keeps the rule"
          : "does not keep the rule"
        : `${count(kept)} of ${count(judged)} keep the rule`,
    /** @param {number} kept @param {number} judged */
    share: (kept, judged) => `${count(kept)} of ${count(judged)}`,
    /** @param {string} model @param {string} prompt @param {number} kept @param {number} judged */
    cell: (model, prompt, kept, judged) =>
      `${model} on “${prompt}”${judged > 0 ? `: ${count(kept)} of ${count(judged)} keep the rule` : ""}`,
    /** @param {string} model @param {string | null} template */
    by: (model, template) =>
      `${model}, ${template === null ? "without a chat template" : `with the template of ${template}`}`,
    /** @param {number | null} seed @param {number} n @param {string} reason */
    answer: (seed, n, reason) =>
      [
        seed === null ? "" : `seed ${seed}`,
        tokens(n),
        { stop: "ended by itself", length: "cut off at its length", context: "cut off where the context is full" }[
          reason
        ],
      ]
        .filter(Boolean)
        .join(" · "),
  },
  twoModels: {
    empty: "No two models have been compared yet.",
    colour: "Colour",
    colours: { kl_ba: "KL(B ‖ A)", kl_ab: "KL(A ‖ B)", token: "which finds the token likelier" },
    previous: "◂ Previous",
    next: "Next parting ▸",
    keys: "or n and p in the text",
    /** @param {number} place @param {number} n */
    parting: (place, n) => `parting ${count(place)} of ${count(n)}, the widest first`,
    noParting: "here they do not part",
    asTable: "All of it as a table",
    tokenColumns: [
      "Number",
      "Token",
      "Probability by A",
      "by B",
      "Rank by A",
      "by B",
      "Entropy by A (nats)",
      "by B",
      "KL(A ‖ B) (nats)",
      "KL(B ‖ A)",
    ],
    stretchColumns: ["Number", "Characters", "Bytes", "Tokens of A", "of B", "Bits by A", "by B"],
    // the map of the text: what its bars are, above and below the line
    map: {
      kl_ba: [() => "KL(B ‖ A) along the text, on the scale of the colours", () => ""],
      kl_ab: [() => "KL(A ‖ B) along the text, on the scale of the colours", () => ""],
      token: [() => "▲ the token is likelier by B", () => "▼ likelier by A"],
      bits: [
        (/** @type {number} */ most) => `▲ bits a byte by A, up to ${count(most)}`,
        () => "▼ bits a byte by B, on the same scale",
      ],
    },
    legend: {
      /** @param {number} x @param {boolean} isMost */
      nats: (x, isMost) => `${number(x)}${isMost ? " nats and more" : ""}`,
      /** @param {number} x @param {boolean} isMost */
      bits: (x, isMost) => `${number(x)}${isMost ? " bits and more" : ""}`,
      kl: "How far the distributions are apart at each token, as KL in nats",
      token: "How much likelier the token is by one model, in nats",
      /** @param {number} most */
      stretches: (most) =>
        `How many bits fewer one model needs; the bars of the map reach up to ${count(most)} bits a byte`,
      /** @param {string} letter */
      likelier: (letter) => `Likelier by ${letter}, by`,
    },
    /** @param {string} token @param {number | null} kl */
    spoken: (token, kl) => (kl === null ? `${token}, not compared` : `${token}, KL ${decimal(kl, 2)} nats`),
    /** @param {string} token @param {number | null} more */
    spokenToken: (token, more) =>
      more === null
        ? `${token}, not compared`
        : `${token}, ${decimal(Math.abs(more), 2)} nats likelier by ${more < 0 ? "A" : "B"}`,
    /** @param {string} characters @param {number | null} a @param {number | null} b */
    spokenStretch: (characters, a, b) =>
      a === null || b === null
        ? `${characters}, not compared`
        : `${characters}, ${decimal(a, 1)} bits by A, ${decimal(b, 1)} by B`,
    unknown: "Nothing stands before this token by one of the models, so that it is not compared and in no total.",
    /** @param {number} tokens @param {boolean} isOne */
    alike: (tokens, isOne) =>
      `The two distributions are the same in all ${plural(tokens, { one: "place", other: "places" })}${isOne ? ": both are the same model" : ""}.`,
    /** @param {Term} kl @param {Child} ba @param {Term} nats @param {Child} ab */
    apart: (kl, ba, nats, ab) => [
      "On average, ",
      kl("KL(B ‖ A)"),
      " is ",
      ba,
      " ",
      nats("nats"),
      " a token: by so much B finds what it would write itself likelier than A does. The other way round, KL(A ‖ B) is ",
      ab,
      ".",
    ],
    /** @param {number} agree @param {number} n */
    agree: (agree, n) =>
      `Both hold the same token likeliest in ${count(agree)} of ${plural(n, { one: "place", other: "places" })}.`,
    facts: "The token that came, by both models",
    nats: "nats",
    logprob: "Log-probability (nats)",
    context: "Tokens read before it",
    both: "What either model expected here: by A to the left, by B to the right",
    token: "Token",
    change: "Change",
    /** @param {number} n */
    others: (n) => plural(n, { one: "other", other: "others" }),
    /** @param {number} most */
    scale: (most) => `The bars reach up to ${percent(most)}; the change from A to B is in percentage points.`,
    /** @param {Child[]} gained @param {Child[]} lost */
    moved: (gained, lost) => [
      "From A to B ",
      ...(gained.length > 0 ? ["most was gained by ", ...gained] : []),
      gained.length > 0 && lost.length > 0 ? "and " : "",
      ...(lost.length > 0 ? ["most was lost by ", ...lost] : []),
    ],
    /** @param {number} index @param {Child} characters */
    stretch: (index, characters) => [`Stretch ${count(index)}, `, characters],
    /** @param {number} n */
    paid: (n) =>
      `Both models cut the text before and after ${n === 1 ? "this byte" : `these ${bytes(n)}`}, and each pays for ${n === 1 ? "it" : "them"} with tokens of its own:`,
    /** @param {number} x */
    aByte: (x) => `${decimal(x, 2)} a byte`,
    /** @param {string} letter */
    ownTokens: (letter) => `The tokens of ${letter}, and what it had expected in their places`,
    ownColumns: ["Token", "Bits", "Rank", "Likeliest here"],
    /** @param {number} id @param {Child} a @param {Child} b */
    otherToken: (id, a, b) => [`number ${count(id)} is `, a, " in A and ", b, " in B"],
    /** @param {number} a @param {number} b */
    otherSizes: (a, b) => `A has ${tokens(a)}, B ${count(b)}`,
    /** @param {Child[]} differ */
    whyNot: (differ) => [
      "The two vocabularies are not the same (",
      ...differ,
      "), so that each model spreads its probability over tokens of its own: the probability of a token by A and that of a token by B answer two questions. What can be compared is what the same characters cost either model, in bits; here from each place where both have cut the text to the next.",
    ],
    whole: "The text as a whole",
    perToken: "ln p, a token",
    meanEntropy: "Entropy, mean (nats)",
    tokens: "Tokens",
    otherPrompts:
      "They have not read the same before the text, so that this parts them as well as the models themselves:",
    bothRead: "Both models",
    /** @param {number} n */
    read: (n) => ` read ${tokens(n)} before the text`,
    readNothing: " read nothing before the text but the token that begins one",
    answers: "The same answer, by both models, with and without the chat template",
    withTemplate: "In the chat template",
    withoutTemplate: "Without a template",
    /** @param {string} bits */
    bitsAByte: (bits) => `${bits} bits a byte`,
    likeliest: "likeliest",
    /** @param {number} logprob @param {number} mean */
    ofAnswer: (logprob, mean) => `${signedDecimal(logprob)} nats, ${signedDecimal(mean, 3)} a token`,
    /** @param {number} n */
    behind: (n) => `behind ${tokens(n)}`,
  },

  truth: {
    title: "Beside the truth",
    truth: "In truth",
    model: "Model",
    token: "Token",
    both: "What could come next: in truth, and by the model",
    entropy: "Entropy of the truth",
    kl: "KL, truth to model",
    furthest: "Furthest from the truth",
    /** @param {number} x */
    nats: (x) => `${decimal(x, 4)} nats`,
    /** @param {number} mass */
    mass: (mass) => (mass === 0 ? "0" : percent(mass)),
    /** @param {number} n */
    others: (n) => `All others are ${tokens(n)}.`,
    /** @param {number} n @param {Child} entropy @param {Term} word */
    could: (n, entropy, word) =>
      n === 1
        ? ["Nothing is drawn here: the story world goes on with this token for certain."]
        : [`Here the story world draws: ${tokens(n)} could come, with an `, word("entropy"), " of ", entropy, " nats."],
    /** @param {Child} token */
    never: (token) => ["The story world never writes ", token, " here. What it would have written:"],
    /** @param {Child} kl @param {Term} word @param {Term} nats */
    distance: (kl, word, nats) => [
      "The model is ",
      kl,
      " ",
      nats("nats"),
      " away from that (",
      word("KL divergence"),
      ").",
    ],
    /** @param {number} at @param {Child} token */
    left: (at, token) => [`The truth ends at token ${count(at)}: the story world never writes `, token, " there."],
    /** @param {number} n @param {number} drawn */
    drawn: (n, drawn) =>
      `Of ${tokens(n)}, ${form(drawn, {
        one: `1 was drawn; it has a dotted frame.`,
        other: `${count(drawn)} were drawn; they have a dotted frame.`,
      })} All others follow from what stands before them.`,
    /** @param {number} entropy @param {number} kl @param {number} truth @param {number} model */
    sum: (entropy, kl, truth, model) =>
      `A token costs the model entropy + KL = ${decimal(entropy + kl, 4)} nats on average. For this very text: ${signedDecimal(model)} nats by the model, ${signedDecimal(truth)} in truth.`,
  },

  commitment: {
    empty: "No text yet.",
    definition: "Settled when",
    /** Of each definition its name, and what holds of the token from that layer on. */
    definitions: {
      first_and_stays: ["first, and stays", "it is the most likely next token"],
      in_top_3: ["among the first three, and stays", "it is one of the three most likely next tokens"],
      above_half: ["above 50\u202f%, and stays", "it is more likely than all others together"],
    },
    goOn: "The model goes on",
    /** @param {number} n */
    length: (n) => (n === 0 ? "not at all" : `for ${tokens(n)}`),
    /** @param {string} holds */
    meaning: (holds) =>
      `The layer from which on, without a break, ${holds}. This is one definition of several; choose another and see how the picture changes: none of them is when the model “decides”.`,
    /** @param {number} n @param {boolean} generated @param {number} early @param {number} last @param {number} never */
    summary: (n, generated, early, last, never) =>
      `Of ${plural(n, generated ? { one: "generated token", other: "generated tokens" } : { one: "token", other: "tokens" })} of the text, ${count(early)} ${form(early, { one: "is", other: "are" })} settled before the last layer, ${count(last)} only in the model’s own answer` +
      `${never > 0 ? `, ${count(never)} not even there` : ""}.`,
    legend: "The colours",
    strip: "From which layer on the model would say each token",
    asTable: "All definitions as a table",
    token: "Token",
    own: "generated",
    /** @param {string} token @param {string} layer @param {boolean} own */
    spoken: (token, layer, own) => `${token}${own ? ", generated" : ""}: ${layer}`,
    /** @param {number | null} layer @param {number} n */
    layer: (layer, n) =>
      layer === null
        ? "not even in the model’s answer"
        : layer === n
          ? "never before the model’s answer"
          : `before block ${layer}`,
    /** @param {number | null} layer @param {number} n */
    mark: (layer, n) => (layer === null ? "×" : layer === n ? "last" : String(layer)),
    /** @param {number} at @param {Child} token @param {number | null} layer @param {number} n @param {string} holds */
    told: (at, token, layer, n, holds) => [
      `Token ${count(at)} `,
      token,
      layer === null
        ? `: not even in the model’s own answer ${holds.replace("it is", "is it")}.`
        : layer === n
          ? `: only in the model’s own answer ${holds.replace("it is", "is it")}; never before.`
          : `: from what enters block ${layer} on, ${holds}.`,
    ],
  },

  speculation: {
    empty: "No drafts yet.",
    rounds: "The rounds: drafted tokens, and those of the model’s own",
    pointed: "The token pointed at",
    asTable: "All drafted tokens as a table",
    key: "What the marks mean",
    marks: { accepted: "✓", rejected: "✗", dropped: "·" },
    fates: { accepted: "accepted", rejected: "rejected", dropped: "dropped: nobody looked" },
    own: "the model’s own",
    owns: { residual: "in place of the rejected one", bonus: "one more, all were accepted" },
    /** @param {Child} passes @param {string} model @param {number} n @param {number | null} mean */
    passes: (passes, model, n, mean) => [
      passes,
      ` passes of ${model} made ${tokens(n)}${mean === null ? "" : `: ${decimal(mean, 2)} a pass, in place of 1`}. `,
    ],
    /** @param {string} draft @param {number} passes */
    drafts: (draft, passes) => `${draft} drafted ${tokens(passes)}, each in a pass of its own: `,
    /** @param {Child} accepted @param {number | null} rate @param {number} rejected @param {number} dropped */
    counts: (accepted, rate, rejected, dropped) => [
      accepted,
      ` accepted${rate === null ? "" : ` (${percent(rate)} of those looked at)`}, ${count(rejected)} rejected, ${count(dropped)} dropped.`,
    ],
    /** @param {number} n */
    round: (n) => `Round ${count(n)}`,
    /** @param {string} token @param {"accepted" | "rejected" | "dropped"} fate */
    spoken: (token, fate) => `${token}: drafted, ${words.speculation.fates[fate]}`,
    /** @param {string} token @param {"residual" | "bonus"} from */
    spokenOwn: (token, from) => `${token}: the model’s own, ${words.speculation.owns[from]}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [token, ` in round ${count(n)}`],
    /** @param {string} model @param {Child} share @param {number | null} u */
    proposed: (model, share, u) => [
      `${model} ${u === null ? "proposed it as its likeliest token" : `drew it by u = ${decimal(u, 4)}`}, with the probability q = `,
      share,
      ". ",
    ],
    /** @param {string} model @param {Child} share */
    gave: (model, share) => [`${model} gave it p = `, share, ". "],
    dropped: "A token before it was rejected or ended the text, so nobody asked what the model thinks of it.",
    greedyAccepted: "That is the model’s likeliest token, too: accepted.",
    /** @param {Child} token */
    greedyRejected: (token) => ["The model’s likeliest token is ", token, ": rejected, and that one taken."],
    /** @param {string} acceptance @param {string} u */
    rule: (acceptance, u) =>
      `It is accepted if a random number is below min(1, p / q) = ${acceptance}. That number is u = ${u}: `,
    verdicts: { accepted: "accepted.", rejected: "rejected.", dropped: "" },
    /** @param {Term} residual @param {string} u @param {Child} token */
    instead: (residual, u, token) => [
      "In its place a token is drawn from the ",
      residual("residual"),
      `, what p has more than q, by u = ${u}: `,
      token,
      ".",
    ],
    /** @param {number} acceptance @param {number} u */
    coin: (acceptance, u) =>
      `u is ${decimal(u, 4)}, ${u < acceptance ? "below" : "not below"} ${decimal(acceptance, 4)}, up to which the token is accepted.`,
    accepts: "accepted",
    rejects: "rejected",
    overlap: "The two distributions at this place, after the strategy",
    /** @param {string} draft @param {string} model */
    overlapColumns: (draft, model) => ["Token", `q: ${draft}`, `p: ${model}`, "residual"],
    /** @param {number} n */
    small: (n) => plural(n, { one: "more token below 1 %", other: "more tokens, each below 1 %" }),
    /** @param {number} n */
    others: (n) => plural(n, { one: "other", other: "others" }),
    drafted: "←\u00a0drafted",
    drawn: "←\u00a0drawn",
    /** @param {number} shared */
    shared: (shared) =>
      `Both together: the smaller of p and q, added up over all tokens, is ${percent(shared)}. So often is a drafted token accepted here.`,
    /** @param {string} model @param {number} n */
    bonus: (model, n) =>
      n === 0
        ? `Nothing was drafted, so ${model} went on alone. `
        : `All ${count(n)} drafted tokens were accepted, and the same pass of ${model} tells what comes after them: one token for nothing. `,
    bonusGreedy: "It is the likeliest one.",
    /** @param {string} u */
    bonusDrawn: (u) => `It was drawn by u = ${u}, as ever.`,
    /** @param {Child} token */
    inPlaceOf: (token) => ["It came in place of ", token, ", which was rejected:"],
    /** @param {string} draft @param {string} model */
    columns: (draft, model) => [
      "Round",
      "Token",
      `q: ${draft}`,
      `p: ${model}`,
      "min(1, p / q)",
      "u",
      "What became of it",
    ],
  },

  beam_tree: {
    empty: "No beam search yet.",
    slider: "Step of the search",
    back: "One step back",
    forward: "One step on",
    pointed: "The candidate pointed at",
    trellis: "The candidates of each step, the best first",
    asTable: "The candidates of this step as a table",
    key: "What the marks mean",
    shapes: { live: "●", inner: "○", finished: "■", pruned: "✕" },
    statuses: { live: "live", inner: "goes on", finished: "finished", pruned: "pruned" },
    best: "best text",
    bestMark: "★",
    greedy: "greedy",
    greedyMark: "G",
    over: {
      limit: "the length limit was reached",
      nothing_live: "no text was left to continue",
      enough_finished: "it had as many finished texts as beams",
      no_gain: "no live text could be expected to beat the finished ones",
    },
    /** @param {number | string | boolean} beams @param {number} steps @param {string} over */
    summary: (beams, steps, over) =>
      `${plural(Number(beams), { one: "beam", other: "beams" })} looked ${tokens(steps)} ahead, until ${over}. `,
    noText: "No text was found.",
    /** @param {Child} score */
    same: (score) => ["The best text (score ", score, ") is the one that greedy decoding writes, too."],
    /** @param {Child} score @param {Child} greedy */
    wins: (score, greedy) => [
      "The best text has the score ",
      score,
      ", that of greedy decoding ",
      greedy,
      ": looking ahead found a better one.",
    ],
    /** @param {Child} score @param {Child} greedy */
    loses: (score, greedy) => [
      "The best text has the score ",
      score,
      ", that of greedy decoding ",
      greedy,
      ": the search gave the better one up on the way.",
    ],
    /** @param {number} at @param {number} all @param {number[]} counts @param {number} others */
    where: (at, all, [live, finished, pruned], others) =>
      `Step ${count(at)} of ${count(all)}: ${count(live)} live, ${count(finished)} finished here, ${count(pruned)} pruned; ${count(others)} other continuations were no candidates`,
    /** @param {number} first */
    begin: (first) => (first === 0 ? "Prompt" : `Steps 1 to ${count(first)}`),
    /** @param {number} n */
    stepHead: (n) => `Step ${count(n)}`,
    /** @param {number} n */
    unfold: (n) => `Show ${plural(n, { one: "earlier step", other: "earlier steps" })}`,
    /** @param {number} n */
    fold: (n) => `Fold ${plural(n, { one: "earlier step", other: "earlier steps" })}`,
    /** @param {string} token @param {"live" | "inner" | "finished" | "pruned"} status @param {number} sum @param {boolean} best @param {boolean} greedy */
    spoken: (token, status, sum, best, greedy) =>
      `${token}: ${words.beam_tree.statuses[status]}, sum ${signedDecimal(sum, 2)}${best ? ", on the way to the best text" : ""}${greedy ? ", on the greedy path" : ""}`,
    /** @param {number} at */
    texts: (at) => `The texts after step ${count(at)}`,
    /** @param {string} sum @param {number} divisor @param {string} score */
    formula: (sum, divisor, score) => `${sum} / ${number(divisor)} = ${score}`,
    /** @param {Child} token @param {number} place @param {number} all @param {number} step */
    title: (token, place, all, step) => [token, ` candidate ${count(place)} of ${count(all)} at step ${count(step)}`],
    token: "Log-probability of the token",
    /** @param {string} logprob @param {string} probability */
    tokenLogprob: (logprob, probability) => `${logprob} (the model: ${probability})`,
    /** @param {Term} rank */
    rank: (rank) => [rank("Rank"), " in the model’s distribution"],
    penalty: "Diversity penalty",
    /** @param {string} penalty */
    penaltyOf: (penalty) => `${penalty}, part of the log-probability: groups before chose this token, too`,
    groups:
      "The number beside a mark is the group. Groups do not compete with each other, but each avoids what those before it chose.",
    /** @param {number} group */
    group: (group) => ` · group ${count(group)}`,
    drawn: "Drawn",
    /** @param {string} u @param {string} chance @param {number} place */
    drawnBy: (u, chance, place) => `as number ${count(place)}, by u = ${u}; chance ${chance} among those left`,
    sum: "Sum",
    /** @param {string} before @param {string} token @param {string} sum */
    added: (before, token, sum) => `${before} + (${token}) = ${sum}`,
    length: "Length",
    dividedBy: "Divided by",
    score: "Score",
    /** @param {string} sum @param {number} length @param {Child} penalty @param {number} divisor @param {string} score */
    divided: (sum, length, penalty, divisor, score) => [
      `${sum} / ${count(length)}`,
      penalty,
      ` = ${sum} / ${number(divisor)} = ${score}`,
    ],
    became: {
      live: "it is among the best that do not end, and is continued at the next step.",
      inner: "one or more of its continuations were kept.",
      finished: "its text is complete, and among the best of the complete ones.",
      pruned: "",
    },
    reasons: {
      /** @param {number} step @param {number} n */
      outranked: (step, n) =>
        `at step ${count(step)} ${plural(n, { one: "candidate has", other: "candidates have" })} a higher sum, which leaves no place.`,
      /** @param {number} step @param {number} n */
      no_place_to_end: (step, n) =>
        `it would end at step ${count(step)}, but only the ${plural(n, { one: "first candidate", other: "first candidates" })} may end.`,
      /** @param {number} step @param {number} n */
      no_continuation: (step, n) =>
        `none of its continuations was kept at step ${count(step)}: ${plural(n, { one: "other text has", other: "other texts have" })} taken the places.`,
      /** @param {number} step @param {number} n */
      outscored: (step, n) =>
        `it was complete, but since step ${count(step)} ${plural(n, { one: "complete text has", other: "complete texts have" })} a higher score.`,
      /** @param {number} step @param {number} n */
      search_over: (step, n) =>
        `the search ended after step ${count(step)}, with ${plural(n, { one: "complete text", other: "complete texts" })} that it had to beat.`,
    },
    beatenBy: "Who beat it",
    beside: "The best text beside that of greedy decoding",
    text: "Text",
    prompt: "(prompt)",
    others: "others",
    /** @param {number} n */
    others_count: (n) => `${plural(n, { one: "continuation", other: "continuations" })} with lower sums`,
    columns: ["Place", "After", "Token", "Probability", "Log-probability", "Sum", "Score", "What it is"],
    /** @param {number} at */
    stepTable: (at) => `The candidates of step ${count(at)}`,
  },

  attribution: {
    empty: "No logit yet.",
    token: "Logit of",
    against: "less the logit of",
    after: "after token",
    nothing: "no other token",
    /** @param {string} token @param {number} probability */
    choice: (token, probability) => `${token} (${percent(probability)})`,
    order: "Order",
    orders: { place: "by place", size: "by size" },
    /** @param {Child} token @param {number} at @param {Child} value @param {Term} logit */
    sum: (token, at, value, logit) => [
      "The ",
      logit("logit"),
      " of ",
      token,
      ` after token ${count(at)} is `,
      value,
      ", the sum of all parts.",
    ],
    /** @param {() => Child} token @param {() => Child} against @param {number} at @param {Child} value @param {Term} logit */
    difference: (token, against, at, value, logit) => [
      `After token ${count(at)}, the `,
      logit("logit"),
      " of ",
      token(),
      " less that of ",
      against(),
      " is ",
      value,
      ", the sum of all parts. To the right is what speaks for ",
      token(),
      ", to the left what speaks for ",
      against(),
      ".",
    ],
    hint: "A logit alone says little, since the same number may be added to all logits: choose a second token to see what decides between the two.",
    direct:
      "Direct: what a part makes later parts write counts as theirs. All is divided by the scale of the last norm.",
    parts: "What each part wrote towards the logit",
    columns: ["Part", "Towards the logit"],
    wte: "token embedding",
    wpe: "position embedding",
    final: "bias of the last norm",
    /** @param {number} layer */
    block: (layer) => `block ${layer}`,
    /** @param {number} head */
    head: (head) => `head ${head}`,
    bias: "attention bias",
    mlp: "MLP",
    /** @param {string} part @param {number} layer */
    within: (part, layer) => `block ${layer}, ${part}`,
    /** @param {number} n @param {string} sum */
    smaller: (n, sum) => `${plural(n, { one: "smaller part", other: "smaller parts" })}, together ${sum}`,
    all: "all parts together",
  },

  heads: {
    empty: "No heads yet.",
    grid: "All heads",
    asTable: "All heads as a table",
    head: "Head",
    sharedKeys: "Keys",
    /** @param {number} n */
    keys: (n) => `keys ${n}`,
    /** @param {number} n */
    layer: (n) => `Layer ${n}`,
    /** @param {number} layers @param {number} heads @param {number} shown @param {number} leftOut */
    summary: (layers, heads, shown, leftOut) =>
      `Each square is the pattern of one head: ${plural(layers, { one: "layer", other: "layers" })} from top to bottom, ` +
      `${plural(heads, { one: "head", other: "heads" })} in each. A row is a token that looks, a column a token it looks ` +
      `at, and the stronger the colour, the more.${leftOut > 0 ? ` Only the last ${count(shown)} of ${tokens(shown + leftOut)} are drawn; the scores are those of the whole text.` : ""}`,
    /** @param {number} group @param {Term} kv */
    grouped: (group, kv) => [
      ` Under one line stand ${count(group)} heads that read the same `,
      kv("keys and values"),
      ".",
    ],
    /** @param {boolean} some  whether any head has a name @param {Term} induction */
    key: (some, induction) => [
      "A head gets a name when at least half of its attention goes to one place: previous token (P), itself (S) or " +
        "first token (1) in this text; ",
      induction("induction"),
      ` (I) on random tokens that come twice.${some ? "" : " Here no head earns a name: each of them spreads its attention."}`,
    ],
    marks: { previous: ["previous", "P"], self: ["itself", "S"], first: ["first", "1"], induction: ["induction", "I"] },
    /** @param {number} layer @param {number} head */
    place: (layer, head) => `Layer ${layer}, head ${head}`,
    /** @param {number} layer @param {number} head @param {string | null} label */
    spoken: (layer, head, label) => `Layer ${layer}, head ${head}${label === null ? "" : `: ${HEAD_NAMES[label]}`}`,
    /** @param {string | null} label */
    named: (label) => (label === null ? "–" : HEAD_NAMES[label]),
    /** @param {number} first @param {number} last */
    sharesWith: (first, last) =>
      `Heads ${first} ${last - first > 1 ? "to" : "and"} ${last} of this layer read the same keys and values.`,
    scores: {
      previous: "previous token",
      self: "itself",
      first: "first token",
      induction: "induction, in this text",
      repeated_induction: "induction, random tokens",
      distance: "distance",
      spread: "spread",
      entropy: "entropy",
    },
    detail: "The head pointed at or chosen",
    scoresOf: "What the head looks at, on average over the text",
    scoresOfAll: "The scores of all heads: shares of attention, distance in tokens and its variance, entropy in nats",
    score: "Score",
    share: "Share of its attention",
    name: "Name",
    /** @param {number} distance */
    tokensBack: (distance) => `${decimal(distance, 2)} tokens`,
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} nats`,
  },

  headScatter: {
    empty: "No heads yet.",
    plot: "All heads, by two scores",
    /** @param {number} n */
    summary: (n) =>
      `Each of ${plural(n, { one: "head is a point", other: "heads is a point" })}. Choose two scores; press a point to open the head.`,
    on: "Scores taken on",
    texts: { repeated: "random tokens, twice", text: "this text" },
    across: "Across",
    up: "Upwards",
    axis: {
      previous: "attention on the previous token",
      self: "attention on itself",
      first: "attention on the first token",
      induction: "induction: on what followed the same token",
      repeated_induction: "induction on random tokens that come twice",
      distance: "distance, in tokens",
      spread: "spread of the distance (variance)",
      entropy: "entropy of its attention, in nats",
    },
    firstLayer: "first layer",
    lastLayer: "last layer",
    /** @param {number} n @param {number} more @param {Term} induction */
    found: (n, more, induction) => [
      induction("Induction"),
      ` heads found: ${count(n)}${more > 0 ? `, the first ${count(n - more)} of them` : ""}.`,
    ],
    /** @param {string} earned @param {Term} induction */
    notFound: (earned, induction) => [
      "No ",
      induction("induction"),
      ` head: none reaches ${earned} on random tokens that come twice. The highest is`,
    ],
    /** @param {number} layer @param {number} head @param {number} score */
    headWith: (layer, head, score) => `layer ${layer}, head ${head}: ${percent(score)}`,
    /** @param {number} layer @param {number} head @param {string} name */
    label: (layer, head, name) => `${layer}.${head} ${name}`,
    /** @param {string} head @param {Child[]} one @param {Child[]} other @param {string} label */
    told: (head, one, other, label) => [
      `${head}: ${one[0]} `,
      one[1],
      `, ${other[0]} `,
      other[1],
      label === "–" ? ". No score earns it a name." : `. Named: ${label}.`,
    ],
    /** @param {string} head @param {string} one @param {string} other */
    spoken: (head, one, other) => `${head}; ${one} across, ${other} upwards`,
    /** @param {string} earned @param {number} hidden @param {number} missing */
    left: (earned, hidden, missing) =>
      [
        `A head has a name (layer.head and what it does) where one of the first four scores reaches ${earned}: a dashed line, where it lies within the picture.`,
        hidden > 0 &&
          `${plural(hidden, { one: "name has", other: "names have" })} no room; point at a head to read it.`,
        missing > 0 &&
          `${plural(missing, { one: "head is", other: "heads are" })} not drawn, since this text gives no answer: no token comes twice.`,
      ]
        .filter(Boolean)
        .join(" "),
    asTable: "All scores as a table",
  },

  headExamples: {
    empty: "The model reads texts of the story world …",
    /** @param {string} head */
    title: (head) => `${head}: what it looks at`,
    /** @param {number} texts @param {number} n */
    read: (texts, n) =>
      `Read: ${plural(texts, { one: "text", other: "texts" })} of the story world, ${tokens(n)}. The first token of each is left out: attention that finds nothing else rests there.`,
    /** @type {[string, string]} */
    queries: ["Tokens that look", "How strongly each looks at one other token, on average over its places."],
    /** @type {[string, string]} */
    keys: ["Tokens looked at", "How strongly each is looked at by one later token, on average over its places."],
    columns: ["Token", "Weight", "Places"],
    query: "a token that looks",
    key: "what it looks at most",
    /** @param {Child} query @param {Child} key */
    marks: (query, key) => ["In each example ", query, " is filled, ", key, " is framed."],
    /** @param {number} above */
    band: (above) => (above === 0 ? "Strongest" : `${number(100 * above)}\u202f% of all tokens look more strongly`),
    /** @param {string} query @param {string} key */
    spoken: (query, key) => `: “${query}” looks at “${key}”.`,
    /** @param {number} n */
    leftOut: (n) => ` … ${tokens(n)} … `,
  },

  features: {
    empty: "No features yet.",
    which: "Dictionary",
    /** @param {string} name */
    dictionary: (name) =>
      name.endsWith(".mlp")
        ? `MLP of block ${name.split(".")[1]}`
        : name.replace("fitted-", "own ").replace(/^h\.(\d+)\.resid_post$/, "stream after block $1"),
    tokens: "The text; choose a token",
    activeHere: "The features active on the chosen token",
    story: "All about the chosen feature",
    /** @param {number} place @param {string} token @param {string} name */
    spoken: (place, token, name) => `Token ${count(place)}, ${token}${name && `; ${name}`}`,
    /** @param {number} place @param {Child} token */
    activeOn: (place, token) => [`Active on token ${count(place)}, `, token],
    none: "None: nothing that this dictionary knows was measured here.",
    choose:
      "Press a feature to see where else it fires, what it writes, and what becomes of the next token without it.",
    /** @param {number} index */
    short: (index) => `#${index}`,
    /** @param {string} rule @param {boolean} next */
    named: (rule, next) => (next ? `before ${rule}` : rule),
    /** @param {number} index @param {string} name */
    title: (index, name) => (name ? `Feature ${index}: ${name}` : `Feature ${index}`),
    /** @param {number} share */
    fires: (share) => `It fires on ${percent(share)} of the tokens of the story world.`,
    nameless: "It tells no rule of the story world well enough to be called by it.",
    /** @param {Child} rule @param {boolean} next @param {number} precision @param {number} recall @param {Child} f1 @param {number} tokens @param {Term} mark */
    graded: (rule, next, precision, recall, f1, tokens, mark) => [
      next ? "Its grade: that the next token is drawn by the rule " : "Its grade: that a token was drawn by the rule ",
      rule,
      `, it says with precision ${percent(precision)} and recall ${percent(recall)}, `,
      mark("F1"),
      " ",
      f1,
      ` (on ${plural(tokens, { one: "draw", other: "draws" })} in texts that nothing was fitted to).`,
    ],
    examples: "Where it fires most",
    never: "In the texts that it was graded on, it never fired.",
    /** @param {number} place @param {Child} token */
    writes: (place, token) => [`What it writes towards after token ${count(place)}, `, token],
    raises: "Raises",
    lowers: "Lowers",
    logitColumn: "Logit",
    silent: "Here it is silent, so it writes nothing.",
    without: "Switched off",
    distributions: "The likeliest next tokens with the feature and without it",
    columns: ["Token", "With it", "Without it"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => [
      "What it writes is taken away on every token. Likeliest next is still ",
      token,
      `: ${percent(before)} before, ${percent(after)} now.`,
    ],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => [
      "What it writes is taken away on every token. Likeliest next was ",
      before,
      " and is now ",
      after,
      ".",
    ],
    /** @param {Term} kl @param {Child} value */
    kl: (kl, value) => [kl("KL divergence"), " ", value, " nats."],
    /** @param {string} reads */
    autoencoder: (reads) => `A sparse autoencoder of ${reads}:`,
    /** @param {string} reads @param {string} writes */
    transcoder: (reads, writes) => `A transcoder, which reads ${reads} and writes ${writes}:`,
    /** @param {number} n @param {number} k @param {Term} feature */
    size: (n, k, feature) => [
      `${count(n)} `,
      feature(form(n, { one: "feature", other: "features" })),
      `, at most ${count(k)} active on a token.`,
    ],
    /** @param {number} unexplained @param {number} dead @param {number} recovered @param {Term} mark */
    quality: (unexplained, dead, recovered, mark) => [
      `It leaves ${percent(unexplained)} of the `,
      mark("variance unexplained"),
      `, ${percent(dead)} of its features are dead, and put in its place it recovers ${percent(recovered)} of the loss.`,
    ],
    /** @param {number} f1 @param {number} rules @param {Term} mark */
    median: (f1, rules, mark) => [
      "Median best ",
      mark("F1"),
      ` ${decimal(f1, 2)} over ${plural(rules, { one: "rule", other: "rules" })} of the story world.`,
    ],
    ungraded: "No rule came often enough to be graded on.",
    rules: "Every rule, and the feature that tells it best",
    ruleColumns: ["Rule", "Of the", "Feature", "Precision", "Recall", "F1", "Draws"],
    ofThis: "token itself",
    ofNext: "next token",
    asTable: "The features of every token as a table",
    tableColumns: ["Token", "Features, the strongest first"],
    /** @param {number} index @param {string} name @param {number} activation */
    cell: (index, name, activation) => `#${index}${name && ` ${name}`} ${decimal(activation, 1)}`,
  },

  costs: {
    empty: "No costs yet.",
    numbers: "One number takes",
    /** @type {[string, string][]} */
    formats: [
      ["4", "float32: 4 bytes"],
      ["2", "float16, bfloat16: 2 bytes"],
    ],
    weights: "Weights",
    parameters: (/** @type {number} */ n) => `${count(n)} parameters`,
    nextToken: "The next token of this text",
    flops: (/** @type {string} */ n) => `${n} FLOPs`,
    without: (/** @type {string} */ n, /** @type {number} */ times) =>
      `without a cache ${n}, ${times < 10 ? decimal(times, 1) : count(Math.round(times))} times as many`,
    cache: "KV cache of this text",
    cached: (/** @type {number} */ n, /** @type {number} */ each) => `${tokens(n)}, ${count(each)} numbers each`,
    shared: (/** @type {number} */ times) => `${count(times)} times smaller than if every head had its own`,
    next: "What is done for the next token",
    /** @param {number} n @param {number} each @param {string} size */
    reading: (n, each, size) =>
      `The model has read ${tokens(n)}. For the last of them it computes what belongs to this token alone; of the ${count(n - 1)} before it nothing is computed again: their keys and values, ${count((n - 1) * each)} numbers (${size}), are read from the cache. Its own ${count(each)} are added.`,
    columns: ["Part", "FLOPs", "Numbers computed", "Numbers read from the cache"],
    /** @type {Record<string, string>} */
    parts: {
      embedding: "embedding, a row of a table",
      qkv: "query, key and value",
      attention: "attention: scores, sum of values",
      attn_out: "output of attention",
      mlp: "MLP",
      logits: "logits",
    },
    total: "all together",
    growth: "KV cache by the length of the text",
    /** @param {number} n @param {string} size @param {string} weights */
    picture: (n, size, weights) =>
      `From nothing to ${size} at ${tokens(n)}, the whole context. The dashed line is the size of the weights, ${weights}.`,
    own: "as this model is",
    all: "if every query head had keys and values of its own",
    ofWeights: "the weights",
    asTable: "Costs by the length of the text as a table",
    lengthColumns: [
      "Tokens",
      "FLOPs of the next token",
      "Without a cache",
      "KV cache",
      "With keys and values for every head",
    ],
    tokens,
  },

  // of every model in training
  training: {
    steps: "steps",
    nats: "nats a token",
    /** @param {string} step @param {string | null} value */
    point: (step, value) => `after ${step} steps: ${value ?? "not measured yet"}`,
    answersTitle: "What it answers",
    slider: "After how many steps",
    /** @param {string} step */
    after: (step) => (step === "0" ? "Before the first step" : `After ${step} ${step === "1" ? "step" : "steps"}`),
    nothing: "(nothing)",
    asTable: "All answers as a table",
    /** @param {string} model */
    looks: (model) => `${model} as it is trained`,
  },
  fine_tuning: {
    empty: "Nothing is trained yet.",
    /** @param {string} n */
    answerLoss: (n) => `What it pays for answers it never saw (${n} tokens)`,
    /** @param {string} n */
    storyLoss: (n) => `What it forgets: what it pays for stories (${n} tokens)`,
    /** @param {string} answers @param {string} stories @param {(label: string) => Child} nats @returns {Child[]} */
    losses: (answers, stories, nats) => [
      `: loss on answers ${answers}, on stories ${stories} `,
      nats("nats"),
      " a token",
    ],
    countedTitle: "What the loss counts",
    /** @param {string} counted @param {string} all */
    counted: (counted, all) =>
      `One conversation that it learns from. Of its ${all} tokens ${counted} count, those that are marked: what the assistant writes, and the token that ends each answer. The model reads the rest, but is not taught to write it.`,
  },
  preference: {
    empty: "Nothing is trained yet.",
    nats: "nats",
    /** @param {string} n */
    loss: (n) => `The loss on ${n} pairs it never saw`,
    margin: "Margin: what the chosen answer gained more",
    accuracy: "Pairs on the right side",
    kl: "KL divergence from the model before",
    /** @param {string} chosen @param {string} rejected @param {(label: string) => Child} nats @returns {Child[]} */
    moved: (chosen, rejected, nats) => [
      `: the log-probability of the chosen answers has changed by ${chosen} `,
      nats("nats"),
      `, that of the rejected ones by ${rejected}`,
    ],
    pairTitle: "One of the pairs",
    request: "Request",
    chosen: "Chosen",
    rejected: "Rejected",
    text: "Text",
    outcome: {
      /** @param {string} before @param {string} after @param {string} n */
      right: (before, after, n) =>
        `On requests that it never saw: from ${before} to ${after} of ${n} greedy answers are right.`,
      /** @param {string} before @param {string} after @param {string} n */
      words: (before, after, n) =>
        `On requests that it never saw: from ${before} to ${after} words in ${n} greedy answers on average.`,
    },
    /** @param {string} accuracy */
    fewer: (accuracy) =>
      `Fewer are right than before, although ${accuracy} of the pairs are on the right side: to prefer one of two answers is not to write it.`,
    displaced:
      "The chosen answers are less probable than before, too: the loss asks only that the rejected ones fall further.",
  },
  quantization: {
    empty: "Nothing is stored in fewer bits yet.",
    columns: ["Type", "Bits a weight", "All weights", "Mean", "Another token first", "Largest KL", "Weights off by"],
    kl: "KL",
    nats: "nats",
    /** @param {string} model */
    types: (model) => `The weights of ${model} in each type`,
    /** @param {number} n */
    bits: (n) => number(n),
    closer: "Look closer at",
    textTitle: "Where the text would go another way",
    /** @param {string} type @param {number} n @param {number} all @param {boolean} goesOn */
    summary: (type, n, all, goesOn) =>
      n === 0
        ? `In ${type} the likeliest next token is the same after all ${count(all)} tokens that were compared${goesOn ? ": greedy decoding writes the same text" : ""}.`
        : `In ${type} another token is the likeliest after ${count(n)} of the ${count(all)} tokens that were compared. There greedy decoding goes another way.`,
    text: "The text; the further apart the two distributions that a token comes from, the more ink it has",
    own: "the model goes on",
    next: "next",
    unasked: "not compared",
    begins: "Nothing stands before the first token.",
    /** @param {Child} before @param {string} place @returns {Child[]} */
    notCompared: (before, place) => [
      "After ",
      before,
      ` (token ${place}) the model was never trained to go on: it is part of what it is told, so it is not compared.`,
    ],
    /** @param {string} kl @param {string | null} other */
    spoken: (kl, other) => `KL ${kl}${other === null ? "" : `, now ${other} is the likeliest`}`,
    /** @param {Child} before @param {string} place @param {Term} kl @param {Child} value @param {Term} nats @returns {Child[]} */
    apart: (before, place, kl, value, nats) => [
      "After ",
      before,
      ` (token ${place}): `,
      kl("KL divergence"),
      " ",
      value,
      " ",
      nats("nats"),
      ". ",
    ],
    /** @param {string} type */
    same: (type) => `The likeliest next token is the same in ${type}.`,
    /** @param {string} type @param {Child} one @param {Child} p @param {Child} other @param {Child} q @returns {Child[]} */
    flip: (type, one, p, other, q) => [
      "In float32 the likeliest is ",
      one,
      " with ",
      p,
      `; in ${type} it is `,
      other,
      " with ",
      q,
      ".",
    ],
    flipsAsTable: "The other tokens as a table",
    /** @param {string} type */
    flips: (type) => `Where another token is the likeliest in ${type}`,
    /** @param {string} type */
    flipColumns: (type) => ["Place", "After", "In float32", `In ${type}`],
    blockTitle: "One block of weights",
    /** @param {string} type @param {import("../types").StoredBlock} block @param {number} n */
    block: (type, block, n) =>
      block.scale === null
        ? `${type} stores each weight by itself, so that nothing is shared. These are ${count(n)} weights that stand side by side.`
        : `In ${type} these ${count(n)} weights share the scale ${signedDecimal(block.scale, 4)}${block.minimum === null ? "" : ` and the minimum ${signedDecimal(block.minimum, 4)}`}, and of each only a small whole number is stored, its code. ${block.levels.length > 0 ? `There are ${count(block.levels.length)} codes, so the weights are put on ${count(block.levels.length)} levels.` : "There are 255 codes, and the levels are too close to be drawn."}`,
    blockSlider: "The weights of the block",
    /** @param {import("../types").StoredBlock} block @param {number} at @param {number} weight @param {Bold} bold @returns {Child[]} */
    arithmetic: (block, at, weight, bold) => {
      const back = bold(signedDecimal(block.values[at], 4));
      const was = `weight ${count(at)} is ${signedDecimal(weight, 4)}`;
      if (block.scale === null) return [`${was}, stored as `, back];
      const scale = signedDecimal(block.scale, 4);
      const code = block.codes[at];
      const product =
        block.minimum === null
          ? block.zero > 0
            ? `${scale} × (${code} \u2212 ${block.zero})`
            : `${scale} × ${code}`
          : `${scale} × ${code} + (${signedDecimal(block.minimum, 4)})`;
      return [`${was}, code ${code}, read back as ${product} = `, back];
    },
    keys: ["the weight in float32", "as it is read back", "a level: what a code stands for"],
    /** @param {string} parameter @param {string} row */
    where: (parameter, row) =>
      `From ${parameter}, row ${row}. Point at a weight, or use the arrow keys, to see its arithmetic.`,
    codesAsTable: "The weights and their codes as a table",
    /** @param {string} type */
    codes: (type) => `The block in ${type}`,
    codeColumns: ["Weight", "In float32", "Code", "Read back", "Difference"],
  },

  architectures: {
    empty: "No models yet.",
    one: "One model",
    other: "Beside it",
    table: "How both are built",
    part: "Part",
    /** @param {number} n @param {number} all */
    summary: (n, all) =>
      n === 0
        ? "Both compute in the same way; only their sizes may differ."
        : `${count(n)} of ${count(all)} parts are built differently; what the difference does stands below each.`,
    sizes: "How large they are",
    known: "Of models that are not on this machine only the shape is read: nothing is downloaded.",
  },

  graph: {
    empty: "No graph yet.",
    picture: "The graph, from the tokens above to the logit below",
    told: "The chosen node",
    /** @param {Child} token @param {number} probability @param {number} shown @param {number} all */
    summary: (token, probability, shown, all) => [
      "What made the logit of ",
      token,
      ` (${percent(probability)}): the ${count(shown)} of ${plural(all, { one: "node", other: "nodes" })} that hand on most. Each MLP is taken as the features of its transcoder and an error, what they miss; attention and norms are held as they were.`,
    ],
    /** @param {number} n */
    hint: (n) =>
      `Lines are the ${count(n)} strongest edges into each node, blue for and orange against it. Choose a node to see all of its edges, and the sum of those that are not drawn.`,
    logit: "Logit",
    tokens: "Tokens",
    /** @param {number} layer */
    layer: (layer) => `MLP, layer ${layer}`,
    error: "error",
    /** @param {number} place */
    place: (place) => `token ${count(place)}`,
    /** @param {string} token */
    logitOf: (token) => `Logit of ${token}`,
    /** @param {number} place @param {string} token */
    tokenAt: (place, token) => `Token ${count(place)}, ${token}`,
    /** @param {number} layer @param {string} token */
    errorAt: (layer, token) => `Error of layer ${layer} at ${token}`,
    /** @param {number} layer @param {number} index @param {string} name @param {string} token */
    featureAt: (layer, index, name, token) => `Layer ${layer}, feature ${index}${name && ` (${name})`} at ${token}`,
    /** @param {Child} value @param {number} edges @param {number} constant @param {number} left @param {number} rest @param {boolean} isLogit */
    sum: (value, edges, constant, left, rest, isLogit) => [
      isLogit ? "It is " : "It measures ",
      value,
      isLogit ? " above the mean of all logits" : "",
      `: the sum of ${plural(edges, { one: "edge", other: "edges" })} from nodes that are drawn, of constants (${signedDecimal(constant)}), and of ${plural(left, { one: "edge", other: "edges" })} from nodes that are not (${signedDecimal(rest)} together).`,
    ],
    /** @type {Record<string, string>} */
    ends: {
      token: "The embedding of a token: here the graph begins.",
      error: "What the transcoder misses of what the MLP wrote. It has no features, so nothing below it can be told.",
    },
    comesFrom: "What goes in",
    goesTo: "Where it goes",
    weight: "Weight",
    asTable: "All edges as a table",
    columns: ["From", "To", "Weight"],
  },

  effects: {
    empty: "No map yet.",
    grid: "What each part does for the next token",
    asTable: "The map as a table",
    head: "Head",
    mlp: "MLP",
    /** @param {number} n */
    layer: (n) => `Layer ${n}`,
    instead: "In its place",
    /** @type {Record<string, [string, string]>} */
    to: {
      zero: ["zero", "What the part computes is replaced by 0: it adds nothing at all to the stream."],
      mean: [
        "mean",
        "What the part computes is replaced by its mean over the tokens of this text: only what differs from token to token is lost.",
      ],
    },
    /** @param {Child} token @param {Term} kl @param {Term} nats */
    summary: (token, kl, nats) => [
      "Each square is one part switched off, and the number is how much that changes the distribution of the next token, by ",
      kl("KL divergence"),
      " in ",
      nats("nats"),
      ". Likeliest with all parts: ",
      token,
      ".",
    ],
    scale: "KL in nats",
    /** @param {number} x */
    mark: (x) => (x === 0 ? count(0) : decimal(x, x < 0.1 ? 3 : 2)),
    /** @param {number} kl */
    cell: (kl) => (kl <= 0 ? count(0) : kl < 0.005 ? `≈\u202f${count(0)}` : decimal(kl, 2)),
    /** @param {string} layer */
    mlpOf: (layer) => `layer ${layer}, MLP`,
    /** @param {string} layer @param {string} head */
    headOf: (layer, head) => `layer ${layer}, head ${head}`,
    /** @param {string} part @param {number} kl */
    spoken: (part, kl) => `${part}: KL ${decimal(kl, 4)} nats`,
    /** @param {string} part @param {number} kl @param {Child} token @param {number} change @param {Bold} bold */
    told: (part, kl, token, change, bold) => [
      `Without ${part}: KL `,
      bold(decimal(kl, 4)),
      " nats; log-probability of ",
      token,
      ` ${change > 0 ? "+" : change < 0 ? "−" : ""}`,
      bold(decimal(Math.abs(change), 4)),
      " nats",
    ],
    pointing: "Point at a square to read it.",
    choose: "Press a square to see the next token with and without that part.",
    missing: {
      /** @param {string} part */
      title: (part) => `Without ${part}`,
      distributions: "The likeliest next tokens with the part and without it",
      columns: ["Token", "With it", "Without it"],
    },
    changed: {
      /** @param {string} part */
      title: (part) => `A change of ${part}`,
      distributions: "The likeliest next tokens before and after",
      columns: ["Token", "Before", "After"],
    },
    /** @param {Bold} bold @param {number} kl */
    kl: (bold, kl) => ["KL from the distribution before: ", bold(decimal(kl, 4)), " nats"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => [
      "Likeliest is still ",
      token,
      `: ${percent(before)} before, ${percent(after)} now.`,
    ],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => ["Likeliest was ", before, " and is now ", after, "."],
    tableColumns: ["Part", "KL (nats)", "Log-probability of the likeliest token (nats)"],
  },

  vector: {
    /** @param {number} n */
    size: (n) => `${plural(n, { one: "number", other: "numbers" })}`,
    /** @param {number} index @param {string} value */
    number: (index, value) => `${count(index)}: ${value.replace("-", "\u2212")}`,
  },

  forward_pass: {
    empty: "No text yet.",
    tokens: "Token that is followed through the model",
    /** @param {number} index @param {string} spoken */
    token: (index, spoken) => `${count(index + 1)}: ${spoken}`,
    drawing: "The way of one token through the model",
    /** @param {number} at @param {number} of @param {Child} token @param {Child} next @param {Term} stream */
    follows: (at, of, token, next, stream) => [
      token,
      ` is token ${count(at)} of ${count(of)}. Its `,
      stream("residual stream"),
      " runs from top to bottom; every block reads it twice and adds to it twice. At the end the model thinks ",
      next,
      " the likeliest next token. Press a part to see its arithmetic, or another token to follow that one.",
    ],
    asTable: "The stream at each place, as a table",
    columns: ["Place", "Length", "Would say", "Probability", "Rank of the answer", "Probability of the answer"],
    embedding: "Embedding",
    /** @param {boolean} added */
    fromTables: (added) => (added ? "a row of two tables" : "a row of a table"),
    vectors: { wte: "token", wpe: "position" },
    /** @param {number} layer */
    block: (layer) => `Block ${layer}`,
    /** @param {string} attention @param {string} mlp */
    folded: (attention, mlp) => `attention adds ${attention} · MLP adds ${mlp}`,
    norms: { layer_norm: "LayerNorm", rms_norm: "RMSNorm" },
    lastNorm: "Last norm",
    /** @param {string} scale */
    divided: (scale) => `÷ ${scale}`,
    attention: "Attention",
    /** @param {number} layer */
    heads: (layer) => `Heads of block ${layer}`,
    /** @param {number} shared */
    sharedKeys: (shared) => `keys and values ${shared}`,
    /** @param {number} head @param {string} token @param {string} weight */
    headLooks: (head, token, weight) => `Head ${head} looks most at ${token}, ${weight}`,
    /** @param {string} token @param {number} size @param {string} weight */
    looksAt: (token, size, weight) =>
      size === 1 ? `${token} ≈ ${weight}` : `${token} and ${count(size - 1)} after it: at most ≈ ${weight}`,
    attentionAdds: "adds",
    mlp: "MLP",
    /** @param {[number, number][]} most */
    mostNeurons: (most) => `neurons ${most.map(([index]) => index).join(", ")} write most`,
    /** @param {number} first @param {number} each @param {number} all */
    neurons: (first, each, all) =>
      each === 1 ? `neuron ${first}` : `neurons ${first} to ${Math.min(all, first + each) - 1}`,
    mlpAdds: "adds",
    adds: {
      /** @param {number} layer */
      attn_out: (layer) => `What attention adds in block ${layer}`,
      /** @param {number} layer */
      mlp_out: (layer) => `What the MLP adds in block ${layer}`,
    },
    /** @param {string} norm */
    length: (norm) => `length ${norm}`,
    says: "would say",
    /** @param {number} rank @param {string} probability */
    standing: (rank, probability) => `The token that comes out at the end has rank ${count(rank)} here, ${probability}`,
    /** @param {number} index @param {number} each @param {number} value */
    about: (index, each, value) =>
      `${each === 1 ? index : `${index} to ${index + each - 1}`}: ≈ ${number(value).replace("-", "\u2212")}`,
    logits: "Logits",
    /** @param {number} size */
    ofVocabulary: (size) => `one for each of ${count(size)} tokens`,
    next: "The likeliest next tokens",
    /** @param {string} n @param {string} mass */
    others: (n, mass) => `all ${n} others: ${mass}`,
  },
  answers: {
    waiting: "Computing …",
  },

  histogram: {
    /** @param {string} title @param {string} n @param {string} least @param {string} most */
    told: (title, n, least, most) =>
      `${title}: ${n} numbers from ${least} to ${most}, more where a bar is higher (by the root of their number)`,
  },

  linear: {
    title: "The query is made by a linear layer",
    scores: "From the query to what the head reads",
    which: "Layer",
    kinds: { own: "of this model", small: "a small one" },
    /** @param {number} rows @param {number} n_out @param {number} n_in */
    lead: (rows, n_out, n_in) =>
      `y = W x + b: every output is a sum of all inputs, each times its own weight, plus a bias. Here are the first ${count(rows)} of the ${count(n_out)} numbers of the query, before any turning by position; their inputs are the ${count(n_in)} numbers that the norm gave, of which those are shown that weigh most. Change one: each output moves by the change times the weight in its cell. Keys, values, the MLP and the logits are made in the same way.`,
    small:
      "Three inputs, two outputs, a bias: small enough to be done in the head. With which inputs do both outputs become 0?",
    /** @param {number} column */
    input: (column) => `input ${count(column)}`,
    /** @param {number} row */
    output: (row) => `output ${count(row)} = `,
    /** @param {number} n */
    rest: (n) => `${count(n)} other inputs`,
    bias: "bias",
    table: "Each output as a sum of products",
    reset: "Reset the inputs",
  },

  nearest: {
    title: "Tokens with similar vectors",
    /** @param {Child} token @param {number} n @param {string} mean @param {Term} cosine */
    lead: (token, n, mean, cosine) => [
      "Of all ",
      count(n),
      " tokens, these have the vectors that point most nearly the same way as that of ",
      token,
      ". Nobody told the model that they are alike: tokens that stand in similar places were pushed the same way by training. The ",
      cosine("cosine"),
      ` with all other tokens is ${mean} on average.`,
    ],
    table: "Tokens with similar vectors",
    columns: ["Token", "Cosine"],
    tied: "The same table also makes the logits (tied embeddings): a token that has a vector like another’s is also predicted in similar places.",
    untied: "The logits are made by a table of its own here (untied embeddings).",
  },

  positions: {
    title: "Where the token stands",
    learned:
      "Each position has a vector of its own, learned like those of the tokens. Neighbours are nearly alike, so that a model can tell near from far.",
    turned:
      "RoPE adds nothing to the stream. Each pair of numbers of a query and of a key is turned like the hand of a clock, by an angle that grows with the position: the first pair fast, the last one hardly at all. Move along the text:",
    at: "Position",
    clocks: "Pairs of dimensions, and how far each is turned",
    /** @param {number} n */
    pair: (n) => `pair ${count(n)}`,
    /** @param {number} n */
    degrees: (n) => `${count(n)}°`,
    /** @param {Child} query @param {Child} key @param {string} score @param {number} head @param {number} layer */
    scoreLead: (query, key, score, head, layer) => [
      "What counts is the angle between the two hands. In head ",
      count(head),
      ` of block ${layer}, the query of `,
      query,
      " and the key of ",
      key,
      ` have the score ${score}. It stays the same if both move along the text together, and changes when one moves away:`,
    ],
    together: "Both moved further on",
    apart: "The key further and further before the query",
    moved: "positions further on",
    between: "positions between them",
    score: "score",
    position: "position",
    cosine: "cosine",
    /** @param {number} position */
    alike: (position) => `Cosine of the vector of position ${count(position)} with that of every position`,
    /** @param {number} at @param {string} cosine */
    tellAlike: (at, cosine) => `position ${count(at)}: cosine ${cosine}`,
    /** @param {number} at @param {string} score */
    tellTogether: (at, score) => `both ${count(at)} further on: score ${score}`,
    /** @param {number} at @param {string} score */
    tellApart: (at, score) => `${count(at)} between them: score ${score}`,
  },

  stagesOfNorm: {
    before: "Before",
    divided: "Divided by the scale",
    centred: "Less the mean, divided by the scale",
    after: "Times the weights: what goes on",
    length: "Length",
    /** @param {number} size @param {string} root */
    always: (size, root) =>
      `In the middle, the vector is about ${root} long, the square root of ${count(size)}, its number of dimensions, however long it was before: twice the stream gives the same result. The shape stays; only the weights change it.`,
  },

  neuron: {
    hint: "Press a neuron to see on which texts it fires most.",
    /** @param {number} index @param {number} layer */
    title: (index, layer) => `Neuron ${count(index)} of block ${layer}`,
    kinds: {
      /** @param {number} n */
      stories: (n) => plural(n, { one: "story", other: "stories" }),
      /** @param {number} n */
      conversations: (n) => plural(n, { one: "conversation", other: "conversations" }),
    },
    /** @param {string} texts @param {number} n @param {string} mean @param {number} often */
    read: (texts, n, mean, often) =>
      `Where it fires most in ${texts} (${tokens(n)}) of the kind that the bundled models learned from, but that they have not seen. The size of its activation is ${mean} on average; it comes to half of its peak or more on ${percent(often)} of the tokens.`,
    /** @param {string} activation @param {Child} token */
    at: (activation, token) => [`${activation} on `, token],
    /** @type {Record<string, string>} */
    functions: { gelu_tanh: "GELU", gelu: "GELU", relu: "ReLU", silu: "SiLU" },
    /** @param {string} name */
    curve: (name) => `The non-linearity, ${name}, and where the listed neurons lie on it; the opened one is marked`,
    input: "sum of the inputs",
    output: "",
    /** @param {string} x @param {string} y */
    tellCurve: (x, y) => `${x} becomes ${y}`,
  },

  softmax: {
    /** @param {Term} temperature */
    lead: (temperature) => [
      "Only the differences between logits count. Whoever draws a token may first divide them all by a ",
      temperature("temperature"),
      ": below 1 the differences grow and the likely tokens gain, above 1 they shrink.",
    ],
    /** @param {Child} token */
    after: (token) => ["After ", token, ":"],
    table: "The likeliest next tokens",
    token: "Token",
    divided: "Divided",
    /** @param {number} n */
    others: (n) => `all others: ${tokens(n)}`,
    /** @param {number} n @param {string} entropy @param {Term} term @param {Term} nats */
    summary: (n, entropy, term, nats) => [
      `${plural(n, { one: "token holds", other: "tokens together hold" })} 90\u202f% of the probability; the `,
      term("entropy"),
      ` is ${entropy} `,
      nats("nats"),
      ".",
    ],
    /** @param {string} n */
    logits: (n) => `The logits of all ${n} tokens, the highest marked`,
    sorted: "The whole vocabulary, likeliest first; dashed: temperature 1",
    rank: "rank",
    /** @param {number} rank @param {string} p @param {string} own */
    tell: (rank, p, own) => `rank ${count(rank)}: ${p} (at temperature 1: ${own})`,
    draw: "Draw tokens at this temperature in Generate",
  },

  parts: {
    code: "The lines that compute it",
    formulas: {
      wte: "x = wte[token]",
      with_wpe: "x = wte[token] + wpe[position]",
      layer_norm: "(x − mean) / scale · weight + bias",
      rms_norm: "x / scale · weight",
      attention: "z = softmax(q · k / √D) · v",
      attn_out: "resid_mid = resid_pre + out_proj(z)",
      mlp: "down_proj(act(up_proj(x)))",
      gated_mlp: "down_proj(act(gate) · value)",
      mlp_out: "resid_post = resid_mid + mlp_out",
      softmax: "p = exp(logit) / Σ exp(logits)",
    },
    embedding: {
      title: "Embedding: a vector for the token",
      added:
        "The token’s row of one table and the position’s row of another are added. This is the residual stream as it begins: every part below reads it and adds to it.",
      turned:
        "The token’s row of a table. This is the residual stream as it begins: every part below reads it and adds to it. Positions are not added: each pair of numbers of a query and of a key is turned by an angle that grows with the position, so that their product depends on how far apart two tokens are.",
      /** @param {number} layer */
      below: (layer) =>
        `Block ${layer} reads the stream as the ${plural(layer, { one: "block", other: "blocks" })} before it left it:`,
    },
    /** @param {number} layer */
    ln_1: (layer) => `Norm before the attention of block ${layer}`,
    /** @param {number} layer */
    ln_2: (layer) => `Norm before the MLP of block ${layer}`,
    ln_f: "Last norm, after the last block",
    norm: {
      /** @param {string} mean @param {string} scale */
      layer: (mean, scale) =>
        `The mean of the vector, ${mean}, is taken away, and what is left is divided by its scale, ${scale}, so that large and small vectors are read alike. Then each number has a weight and a bias of its own, which were learned.`,
      /** @param {string} scale */
      rms: (scale) =>
        `The vector is divided by its scale, ${scale} (the root of the mean of the squares), so that large and small vectors are read alike. Then each number has a weight of its own, which was learned.`,
    },
    attention: {
      /** @param {number} head @param {number} layer */
      title: (head, layer) => `Attention, head ${head} of block ${layer}`,
      /** @param {number} size @param {number} head @param {number} shared @param {Term} attention */
      lead: (size, head, shared, attention) => [
        "In ",
        attention("attention"),
        `, the token asks with a query of ${count(size)} numbers; every token up to it has a key to be found by and a value to be read. Query times key, divided by the root of ${count(size)}, is a score; the softmax makes weights of the scores, which add up to 1.`,
        head === shared
          ? ""
          : ` Head ${head} shares keys and values with others: it reads those of key-value head ${shared}.`,
      ],
      table: "What the head looks at",
      columns: ["Token", "Score", "Weight", "Key", "Value"],
      /** @param {number} n */
      fewer: (n) => `${plural(n, { one: "more token", other: "more tokens" })} with smaller weights`,
      /** @param {number} n */
      others: (n) => plural(n, { one: "other", other: "others" }),
      mask: "Tokens behind it are not there: the causal mask sets their scores to minus infinity, and their weights are 0. What the head has read, z, is the sum of the values, each times its weight.",
      added: "What all heads read is added to the stream",
      addedLead:
        "The z of all heads, side by side, goes through one matrix, out_proj. Its output is added to the residual stream; nothing is overwritten.",
    },
    mlp: {
      title: "MLP: each token by itself",
      lead: "A neuron sums up what the norm gave it, with weights of its own, and a non-linearity makes its activation. It then adds one fixed vector to the stream, times that activation. Listed are the neurons that add most, and the tokens whose logits this raises.",
      table: "The neurons that write most",
      /** @param {boolean} gated */
      columns: (gated) => [
        "Neuron",
        gated ? "Gate · value" : "Sum",
        "Activation",
        "Length written",
        "Raises the logit of",
      ],
      /** @param {number} index */
      neuron: (index) => count(index),
      added: "What the MLP writes is added to the stream",
      addedLead: "All neurons together, through down_proj. This is what the next block reads.",
    },
    logits: {
      title: "Logits to probabilities",
      /** @param {number} vocabulary @param {number} size @param {Term} logit */
      lead: (vocabulary, size, logit) => [
        `The matrix lm_head has a row of ${count(size)} numbers for each of the ${count(vocabulary)} tokens. The product of a row with the normed stream is the `,
        logit("logit"),
        " of its token. The softmax raises e to the power of each logit and divides by the sum of all, so that the probabilities add up to 1.",
      ],
    },
    vectors: {
      wte: "token, wte",
      wpe: "position, wpe",
      embedded: "stream as it begins",
      angles: "angles, in radians",
      before: "before",
      weight: "weight",
      bias: "bias",
      after: "after",
      /** @param {number} head */
      query: (head) => `query of head ${head}`,
      /** @param {number} index */
      key: (index) => `key of token ${count(index + 1)}`,
      /** @param {number} index */
      value: (index) => `value of token ${count(index + 1)}`,
      /** @param {number} head */
      z: (head) => `z of head ${head}`,
      resid_pre: "stream before the block",
      attn_out: "attention",
      resid_mid: "stream after attention",
      mlp_out: "MLP",
      resid_post: "stream after the block",
    },
  },

  changed: {
    empty: "No comparison yet.",
    grid: "How far each matrix has moved, by layer and kind",
    asTable: "All parts as a table",
    layerTitle: "Layer",
    /** @param {number} n */
    layer: (n) => `Layer ${n}`,
    /** @param {string} kind */
    bias: (kind) => `${kind} bias`,
    fromZero: "from 0",
    outsideTitle: "Outside the layers",
    moved: "Moved by",
    /** @type {Record<string, string>} */
    outside: { wte: "embedding", wpe: "positions", ln_f: "final norm", lm_head: "unembedding" },
    /** @param {string} parameters @param {string} share @param {Bold} bold @param {Term} frobenius */
    summary: (parameters, share, bold, frobenius) => [
      "Each square is one part of one layer: the ",
      frobenius("Frobenius norm"),
      " of what training added, as a share of the norm of what was there. q, k, v and o are the matrices of attention, gate, up and down those of the MLP, ln_1 and ln_2 the norms before them. All ",
      parameters,
      " weights together have moved by ",
      bold(share),
      ".",
    ],
    pointing: "Point at a square to read it.",
    /** @param {number} layer @param {string} kind @param {string} share */
    spoken: (layer, kind, share) => `Layer ${layer}, ${kind}: ${share}`,
    /** @param {string} name @param {string} shape @param {string} norm @param {string} base @param {string} share @param {Bold} bold */
    told: (name, shape, norm, base, share, bold) => [
      `${name}, ${shape}: the change has norm ${norm}, the base ${base}: `,
      bold(share),
    ],
    columns: ["Part", "Shape", "Norm of the base", "Norm of the change", "Share"],
  },

  weightPath: {
    empty: "No path yet.",
    asTable: "All points as a table",
    /** @param {string} base @param {string} tuned @param {Term} kl @param {Term} nats */
    summary: (base, tuned, kl, nats) => [
      "Every weight is base + t (tuned − base): at t = 0 that is ",
      base,
      ", at t = 1 ",
      tuned,
      ", and it goes on beyond both. The curves are the ",
      kl("KL divergence"),
      " of either end and the model at t, in ",
      nats("nats"),
      ` a token, along the answer of ${tuned}; below them stands what the model at the chosen point answers itself. Choose it with the pointer or the arrow keys.`,
    ],
    /** @param {string} base @param {string} tuned */
    chart: (base, tuned) => `KL from ${tuned} (solid) and from ${base} (dashed)`,
    height: "nats a token",
    /** @param {number} t @param {string} base @param {string} tuned */
    tell: (t, base, tuned) => `t = ${decimal(t, 2)}: KL from the base ${base}, from the tuned model ${tuned}`,
    nothing: "(it ends at once)",
    /** @param {string} base @param {string} tuned */
    columns: (base, tuned) => ["t", `KL from ${base}`, `KL from ${tuned}`, "Answer"],
  },

  crossPatching: {
    empty: "No map yet.",
    grid: "The share of the difference that each part carries, by layer",
    asTable: "The map as a table",
    way: "Put",
    /** @type {Record<string, [string, (base: string, tuned: string) => string]>} */
    ways: {
      into_base: [
        "into the base",
        (base, tuned) =>
          `${base} runs, but what one part writes is taken from ${tuned}, at every token: how much of the new behaviour that part brings about alone.`,
      ],
      into_tuned: [
        "back into the tuned model",
        (base, tuned) =>
          `${tuned} runs, but what one part writes is taken from ${base}, at every token: how much of the new behaviour is lost without the training of that part.`,
      ],
    },
    /** @param {{ base: string, tuned: string }} map @param {Child[]} pieces @param {string[]} logprobs @param {Term} probability */
    summary: ({ base, tuned }, [token, again, other], [before, after], probability) => [
      `${tuned} says `,
      token,
      ...(other === null ? [", as does ", base] : [`, ${base} `, other]),
      ". The log-",
      probability("probability"),
      " of ",
      again,
      ` is ${before} by ${base} and ${after} by ${tuned}. Each square is one part put from one model into the other, and the number the share of that difference which it makes up by itself; all of them need not add up to 100 %.`,
    ],
    alike: "That is no difference to be divided: choose a later token of the answer, or another prompt.",
    /** @param {number} n */
    head: (n) => `Head ${n}`,
    attention: "Attention",
    mlp: "MLP",
    stream: "Stream after",
    /** @param {number} layer @param {number} head */
    headOf: (layer, head) => `layer ${layer}, head ${head}`,
    /** @param {number} layer */
    attentionOf: (layer) => `layer ${layer}, attention`,
    /** @param {number} layer */
    mlpOf: (layer) => `layer ${layer}, MLP`,
    /** @param {number} layer */
    streamOf: (layer) => `the whole stream after layer ${layer}`,
    /** @param {string} part @param {string} share */
    spoken: (part, share) => `${capital(part)}: ${share}`,
    pointing: "Point at a square to read it.",
    /** @param {string} part @param {string} logprob @param {Bold} bold */
    told: (part, logprob, bold) => [bold(part), ` of the difference; the log-probability is then ${logprob}`],
    /** @param {string} embedding @param {string} unembedding */
    rest: (embedding, unembedding) =>
      `Outside the layers: the embedding alone ${embedding}; final norm and unembedding, reading the other model’s last stream, ${unembedding}.`,
  },

  lowRank: {
    empty: "No comparison yet.",
    grid: "What a low rank keeps of the change of each matrix, by layer and kind",
    asTable: "All matrices as a table",
    /** @param {string} base @param {string} tuned @param {string} apart */
    summary: (base, tuned, apart) =>
      `${base} with the change of every matrix cut down to its strongest directions, as few as a LoRA of that rank has. KL is from ${tuned} along its answer, where ${base} itself is at ${apart} nats a token.`,
    ranks: "The model with a change of each rank",
    columns: ["Rank", "Weights", "Of the squared norm", "KL", "Answer"],
    inNats: ", nats",
    full: "all",
    which: "Rank",
    pointing: "Point at a square to read it: the share of the squared norm of that matrix’s change.",
    /** @param {number} rank @param {string} share */
    ofRank: (rank, share) => `rank ${count(rank)} keeps ${share}`,
    /** @param {string} name @param {string} shape @param {string[]} shares @param {Bold} bold */
    told: (name, shape, shares, bold) => [bold(name), `, ${shape}: ${shares.join(", ")}`],
    matrix: "Matrix",
    shape: "Shape",
    /** @param {number} rank */
    rankOf: (rank) => `Rank ${count(rank)}`,
  },

  patching: {
    empty: "Write a second prompt of as many tokens to see which places carry what tells the two apart.",
    grid: "The difference of the two logits with the stream of the source put in, by layer and token",
    asTable: "The map as a table",
    base: "Base",
    source: "Source",
    number: "Number",
    /** @param {number} n */
    layer: (n) => `Layer ${n}`,
    /** @param {Child} token */
    alike: (token) => [
      "After both prompts the likeliest token is ",
      token,
      ", so there is no difference to be carried. Choose a second prompt that goes on in another way.",
    ],
    /** @param {Child} first @param {Child} second @param {Term} logit */
    summary: (first, second, logit) => [
      "The model reads the base prompt, but what enters one layer at one token is taken from the source prompt. The number is the ",
      logit("logit"),
      " of ",
      second,
      " (likeliest after the source) minus that of ",
      first,
      " (likeliest after the base): the stronger the colour, the more the model goes on as after the source.",
    ],
    /** @param {number} x */
    cell: (x) => signedDecimal(x, 1),
    /** @param {number} x */
    asBase: (x) => `as base ${signedDecimal(x)}`,
    /** @param {number} x */
    asSource: (x) => `${signedDecimal(x)} as source`,
    pointing: "Point at a square to read it.",
    /** @param {number} layer @param {number} n @param {number} x */
    spoken: (layer, n, x) => `Layer ${layer}, token ${count(n)}: ${signedDecimal(x)}`,
    /** @param {number} layer @param {number} n @param {Child} base @param {Child} source @param {number} x @param {number} way @param {Bold} bold */
    told: (layer, n, base, source, x, way, bold) => [
      `Layer ${layer}, token ${count(n)}: `,
      source,
      " in the place of ",
      base,
      " makes it ",
      bold(signedDecimal(x)),
      `, ${count(Math.round(100 * way))}\u202f% of the way from base to source`,
    ],
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
    columns: ["Module", "Kind", "Shape", "Parameters", "What it does", "Formula"],
  },

  // Terms of the field: each as a title, and in one or two sentences what it means.
  glossary: {
    feature: [
      "Feature",
      "A direction that a dictionary has found in what a model computes, active on few tokens. One hopes that each stands for one thing; its grade says how far that holds.",
    ],
    unexplained: [
      "Variance unexplained",
      "How far what the dictionary writes is from what the model computed, as a share of how far the mean is from it: 0 is perfect, 1 no better than the mean.",
    ],
    f1: [
      "F1",
      "The harmonic mean of precision (how many of those it says yes to are right) and recall (how many of the right ones it finds): 1 is perfect.",
    ],
    token: [
      "Token",
      "A piece of text that a model reads as one unit: a word, a part of one, or a single byte. The model gets only its number, the id.",
    ],
    byte: [
      "Byte",
      "Eight bits, a number from 0 to 255. A computer stores text as bytes: an English letter takes one, most other characters two to four.",
    ],
    code_point: [
      "Code point",
      "The number of a character in Unicode, the list of the characters of all scripts. It is written U+ and then in hexadecimal: U+0041 is A.",
    ],
    utf_8: ["UTF-8", "The usual way to write Unicode characters as bytes, with one to four bytes for each."],
    gumbel: [
      "Gumbel-max",
      "Noise, -log(-log v) with a random v between 0 and 1, is added to every logit, and the highest sum is taken. Token i wins with exactly its probability, so this is the same draw as by u, done in another way.",
    ],
    residual: [
      "Residual",
      "What is drawn from in place of a rejected token: the model’s distribution less the drafted one, where that is above 0, scaled to sum to 1. What is accepted and what is drawn here add up to exactly the model’s distribution.",
    ],
    logit: [
      "Logit",
      "The score that a model gives a token before the scores become probabilities. The softmax turns all logits into probabilities: adding 1 to a logit makes that token e (about 2.72) times as likely relative to the others.",
    ],
    probability: [
      "Probability",
      "How likely the model considers this token to come next. The probabilities of all tokens in the vocabulary add up to 1.",
    ],
    residual_stream: [
      "Residual stream",
      "The vector that a token has on its way through the model. Every part reads it and adds to it; nothing in it is overwritten.",
    ],
    distribution: ["Distribution", "The probabilities of all tokens in the vocabulary at one place in a text."],
    mean_logprob: [
      "Mean log-probability",
      "The logarithm of the probability that the model itself gave each token, before any filter, on average over all tokens of the lane. The nearer to 0, the likelier the model found the text.",
    ],
    distinct_1: [
      "Distinct-1",
      "How many different tokens there are among all tokens of the lane’s texts, as a share: 1 if none comes twice (distinct-n, Li and others 2016).",
    ],
    distinct_2: [
      "Distinct-2",
      "How many different pairs of neighbouring tokens there are among all pairs in the lane’s texts, as a share: 1 if none comes twice.",
    ],
    distinct_3: [
      "Distinct-3",
      "How many different runs of three tokens there are among all of them in the lane’s texts, as a share: 1 if none comes twice.",
    ],
    repeated_4grams: [
      "Repeated 4-grams",
      "The share of runs of four tokens that stood in the same text before, on average over the lane’s texts (Welleck and others 2020).",
    ],
    self_bleu: [
      "Self-BLEU",
      "How much the texts of a lane resemble one another: each is compared with all others, by its runs of one to four tokens. 1 means that all are the same (Zhu and others 2018).",
    ],
    tokens: [
      "Tokens",
      "How many tokens were generated, on average over the lane’s texts; the one that ends a text counts.",
    ],
    loops: [
      "Loop",
      "A text is in a loop if a phrase of at least two tokens stands at its end at least three times in a row (Holtzman and others 2020).",
    ],
    seconds: [
      "Seconds",
      "From the start until the lane had ended, waiting for the other lanes included, since all go in step.",
    ],
    entropy: [
      "Entropy",
      "How uncertain a distribution is, as one number. It is 0 when one token is certain, and largest, the logarithm of the number of tokens, when all are equally likely.",
    ],
    nats: [
      "Nat",
      "The unit of entropy and log-probability when logarithms are natural. An entropy of x nats is the uncertainty of a choice among e to the power of x equally likely tokens; 1 nat is 1.44 bits.",
    ],
    frobenius: [
      "Frobenius norm",
      "The length of a matrix, as if all its numbers were one vector: the square root of the sum of their squares.",
    ],
    low_rank: [
      "Rank",
      "How many directions a matrix needs. A LoRA trains two thin matrices in place of each change, so that the change has at most their rank. The best approximation of rank r keeps the r largest singular values.",
    ],
    kl: [
      "KL divergence",
      "How different a second distribution is from a first: the mean, over the first, of how much less likely the second finds each token, in nats. It is 0 where both are the same.",
    ],
    rank: ["Rank", "The position of a token when all are sorted by probability: the most likely one has rank 1."],
    mass: ["Mass", "The sum of the probabilities of several tokens: how likely it is that one of them comes next."],
    draw: [
      "Draw u",
      "A random number between 0 and 1. The tokens that are left are laid side by side, each as wide as its probability, and the token that u falls on is taken. The same seed gives the same draws.",
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
    min_p: [
      "Min-p",
      "A token stays if its probability is at least this fraction of the probability of the most likely token.",
    ],
    typical_p: [
      "Typical-p",
      "Keeps the tokens whose surprise (the negative logarithm of their probability) is closest to the entropy, until together they hold this much probability.",
    ],
    repetition_penalty: [
      "Repetition penalty",
      "Makes tokens that are already in the text less likely: their positive logits are divided by this number, their negative ones multiplied by it.",
    ],
    beam: [
      "Beam search",
      "Several texts are continued side by side; after each token only those with the highest total log-probability are kept. It looks for a text that is likely as a whole, and draws nothing at random.",
    ],
    greedy: [
      "Greedy",
      "Always takes the most likely token. The text is the same every time, and often repeats itself.",
    ],
    log_probability: [
      "Log-probability",
      "The logarithm of a probability. For a text it is the sum over its tokens, which is easier to handle than a product of many small numbers.",
    ],
    score: [
      "Score",
      "What beam search ranks its texts by: the log-probability divided by a power of the length, because every additional token makes a text less likely.",
    ],
    seed: [
      "Seed",
      "The number from which all random numbers of a run are made. The same seed, prompt, model and settings give the same text.",
    ],
    context_length: ["Context length", "The most tokens that a model can read, prompt and generated text together."],
    head: [
      "Head",
      "A layer runs attention several times side by side; each of these is a head. Each head decides for itself how much a token reads from the tokens before it. The first is head 0.",
    ],
    kv_head: [
      "Key-value head",
      "The keys and values that attention reads. In grouped-query attention several heads share them, each with queries of its own, so that less has to be remembered.",
    ],
    induction: [
      "Induction",
      "A head does induction when it looks for the last place where the current token stood, and at what followed it there. So the model can go on with a sequence that it has seen once.",
    ],
    layer: [
      "Layer",
      "One block of the model: attention, in which tokens read from each other, and a small network (MLP) that works on each token alone. A model is a stack of such layers; the first is layer 0.",
    ],
    attention: [
      "Attention",
      "Through attention, each token reads from itself and the tokens before it. The weights say how much it reads from each; they add up to 1.",
    ],
    parameter: [
      "Parameter",
      "One of the numbers in a model that training has set. Together they hold all that the model has learned.",
    ],
    shape: [
      "Shape",
      "How many numbers a weight has in each direction: 128 × 512 means a table of 128 rows and 512 columns.",
    ],
    vector: ["Vector", "A list of numbers that stands for a token inside the model. Each layer adds something to it."],
    cosine: [
      "Cosine",
      "How nearly two vectors point the same way, whatever their length: 1 where they do, 0 where they have nothing in common, −1 where they are opposite.",
    ],
    kv_cache: [
      "KV cache",
      "The keys and values that attention has computed for the tokens so far. They are kept, so that each new token costs only its own computation.",
    ],
    bpe: [
      "Byte-pair encoding (BPE)",
      "A way to learn tokens: start from the bytes, then again and again turn the most frequent pair of neighbours into one token.",
    ],
    merge: ["Merge", "One step that BPE has learned: these two neighbouring tokens become one."],
    merge_rank: [
      "Rank of a merge",
      "The number of a merge in the order in which BPE learned them. The lowest rank was learned first, and is applied first.",
    ],
    unknown_token: [
      "Unknown token",
      "What a tokenizer writes for text that its vocabulary has no tokens for. The text itself is lost.",
    ],
    vocabulary: ["Vocabulary", "All tokens that a tokenizer knows, each with its id."],
    special_token: [
      "Special token",
      "A token that stands for no text, such as the one that ends a text or the ones around the messages of a chat.",
    ],
    chat_template: [
      "Chat template",
      "The text that is put around a message to show an instruct model who is speaking, in the form it was trained on.",
    ],
    base: ["Base model", "A model trained only to continue texts."],
    instruct: ["Instruct model", "A base model that was trained further to answer messages."],
    log_loss: [
      "Log-loss",
      "Minus the logarithm of the probability that was given to what came, here in nats: 0 for who was certain and right, the more the less likely it was held.",
    ],
    surprise: [
      "Surprise",
      "The negative logarithm of a probability: log to base 2 gives bits. A certain token surprises by 0 bits, one of 50\u202f% by 1, one of 1\u202f% by 6.6.",
    ],
    log_likelihood: [
      "Log-likelihood",
      "The logarithm of the probability of a whole text: the sum of the log-probabilities of its tokens, since the probabilities themselves multiply.",
    ],
    bits_per_byte: [
      "Bits per byte",
      "How many bits, on average, a perfect compressor that uses this model would need for each byte of the text. Unlike perplexity it does not depend on how the text is cut into tokens.",
    ],
    perplexity: [
      "Perplexity",
      "e to the power of the average surprise per token: among how many equally likely tokens the model seems to choose. Lower is better.",
    ],
  },
};
