// Every word of the views in German. Another language is one file beside this one with the same keys, and nothing else.
// What holds a number is a function: `plural` and `form` choose the form that the language wants for it. What stands in a
// sentence as an element (a chip, a number in bold) comes as an argument, and the sentence is a list of parts.

import { count, decimal, form, number, percent, plural, signedDecimal, tenths } from "../kit/numbers.js";

/** @typedef {import("../kit/dom.js").Child} Child */
/** @typedef {(text: string | number) => Child} Bold  makes of a text the element that is to stand out */
/** @typedef {(text: string) => Child} Term  makes of a word, as it stands here, a term that explains itself */

/** @param {number} n */
const tokens = (n) => plural(n, { one: "Token", other: "Tokens" });
/** @param {number | null} n  null: nobody knows how many */
const someTokens = (n) => (n === null ? "einer unbekannten Zahl von Tokens" : tokens(n));
/** @param {number} n */
const characters = (n) => plural(n, { other: "Zeichen" });
/** @param {number} n */
const bytes = (n) => plural(n, { one: "Byte", other: "Bytes" });
/** @param {number} n */
const merges = (n) => plural(n, { one: "Zusammenführung", other: "Zusammenführungen" });
/** @param {number} n */
const chunks = (n) => plural(n, { one: "Abschnitt", other: "Abschnitte" });
/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** @type {Record<string, string>} */
const HEAD_NAMES = { previous: "voriges Token", self: "es selbst", first: "erstes Token", induction: "Induktion" };

/** @type {Record<string, string>}  what the samples are called */
const LANGUAGES = {
  english: "Englisch",
  german: "Deutsch",
  french: "Französisch",
  spanish: "Spanisch",
  portuguese: "Portugiesisch",
  polish: "Polnisch",
  turkish: "Türkisch",
  vietnamese: "Vietnamesisch",
  swahili: "Suaheli",
  greek: "Griechisch",
  russian: "Russisch",
  arabic: "Arabisch",
  hebrew: "Hebräisch",
  hindi: "Hindi",
  thai: "Thailändisch",
  chinese: "Chinesisch",
  japanese: "Japanisch",
  korean: "Koreanisch",
  code: "Code",
  emoji: "Emoji",
};

/** @type {Record<string, string>} */
const ROUNDED = {
  int8: "beim Laden gerundet: Die Zahlen sind die der gerundeten Gewichte",
  bfloat16:
    "gerundet: Gewichte, bei manchen Modellen auch Aktivierungen, behalten 8 gültige Bits, zwei bis drei Dezimalstellen",
  float16:
    "gerundet: Gewichte, bei manchen Modellen auch Aktivierungen, behalten 11 gültige Bits, drei bis vier Dezimalstellen",
};

export const words = {
  /** @param {string} quantization  null where the numbers are those that were published */
  badge: (quantization) => {
    if (["F32", "F16", "BF16"].includes(quantization)) return null;
    const [dtype, blocks] = quantization.split(" of "); // "int8 of Q4_0": a GGUF file, rounded once more
    if (!(dtype in ROUNDED)) return "zurückgerechnet: Die Zahlen sind die dieser quantisierten Datei";
    return blocks ? `zurückgerechnet, dann ${ROUNDED[dtype]}` : ROUNDED[dtype];
  },
  pieces: {
    nothing: "(nichts)",
    /** @param {number} n */
    restOfBytes: (n) => ` … (${bytes(n)})`,
    /** @param {number} n */
    restOfText: (n) => `…\u00a0(${count(n)}\u00a0Zeichen)`,
    // as they are read out
    space: "Leerzeichen",
    newLine: "neue Zeile",
    tab: "Tabulator",
    spokenNothing: "nichts",
    /** @param {string} bytes */
    spokenBytes: (bytes) => `Bytes ${bytes}`,
  },

  /** Of large numbers, each from that power of ten on. @type {[power: number, name: string][]} */
  sizes: [
    [3, "Tsd."],
    [6, "Mio."],
    [9, "Mrd."],
    [12, "Bio."],
  ],
  // of bytes, each a thousand times the one before
  byteUnits: ["B", "kB", "MB", "GB", "TB"],

  stages: {
    // A warper that is not in this list goes by its own name with hyphens: "top-k".
    names: {
      model: "Modell",
      temperature: "Temperatur",
      repetition_penalty: "Wiederholungsstrafe",
      logit_bias: "Logit-Bias",
      banned_words: "verbotene Wörter",
      dry: "DRY",
      xtc: "XTC",
      seen: "genannte Tokens",
    },
    cut: "weg",
    below: "unter den übrigen",
    unlisted: "unter den übrigen oder weg",
    others: "alle übrigen",
    /** @param {number} n */
    small: (n) => `${plural(n, { one: "weiteres Token", other: "weitere Tokens" })}, je unter ${tenths(0.001)}`,
    /** @param {number | null} n */
    tokens: (n) => (n === null ? "Zahl unbekannt" : tokens(n)),
    /** @param {number | null} n @param {number} share @param {Term} mass */
    othersOfModel: (n, share, mass) => [n === null ? "" : `${tokens(n)}, `, mass("Masse"), ` ${percent(share)}`],
    /** @param {number} n @param {number | null} all @param {number} share @param {Term} mass */
    told: (n, all, share, mass) => [
      ` Der Server nannte die ${count(n)} wahrscheinlichsten von ${someTokens(all)}. Sie haben zusammen die `,
      mass("Masse"),
      ` ${percent(share)}; von den übrigen sagte er nichts.`,
    ],
    /** @param {number} share @param {Term} mass */
    mass: (share, mass) => [mass("Masse"), ` ${percent(share)}`],
    /** @param {number} mass @param {number} left @param {number} cut */
    othersAfter: (mass, left, cut) =>
      [`Masse ${percent(mass)}`, left > 0 && `in ${count(left)}`, cut > 0 && `· ${count(cut)} weg`]
        .filter(Boolean)
        .join(" "),
    /** @param {number} most */
    scale: (most) => `Der längste Balken steht für ${percent(most)}.`,
    /** @param {number | null} entropy @param {Term} nats */
    nats: (entropy, nats) => (entropy === null ? "unbekannt" : [`${decimal(entropy, 2)} `, nats("Nat")]),
  },

  tokens: {
    text: "Der Text, in Tokens zerlegt",
    list: "Tokens",
    asTable: "Alle Tokens als Tabelle",
    empty: "Noch keine Tokens.",
    hint: "Zeig auf den Text oder auf ein Token oder geh mit den Pfeiltasten hin, um die Bytes zu sehen.",
    /** @param {number} left */
    more: (left) => `Mehr zeigen (noch ${tokens(left)})`,
    /** @param {number} n @param {number} all */
    place: (n, all) => `Token ${count(n)} von ${count(all)}`,
    /** @param {Child} text */
    dropped: (text) => ["Kein Token enthält ", text, ": Dieser Tokenizer lässt es weg."],
    /** @param {Child} text @param {number} n @param {Child[]} chips */
    needs: (text, n, chips) => [text, ` braucht ${tokens(n)}: `, ...chips],
    /** @param {number} tokens @param {number} characters @param {number} bytes @param {Bold} bold @param {Term} token @param {Term} byte */
    figures: (tokens, characters, bytes, bold, token, byte) => [
      [bold(count(tokens)), " ", token(form(tokens, { one: "Token", other: "Tokens" }))],
      [bold(count(characters)), " ", "Zeichen"],
      [bold(count(bytes)), " ", byte(form(bytes, { one: "Byte", other: "Bytes" }))],
      [bold(decimal(characters / tokens, 2)), " Zeichen pro Token"],
    ],
    /** @param {Child} id */
    id: (id) => ["ID ", id],
    /** @param {Child} bytes */
    bytes: (bytes) => ["Bytes ", bytes],
    /** @param {Child} range */
    characters: (range) => ["Zeichen ", range],
    /** @param {string} text @param {string[]} which */
    partOf: (text, which) => `Teil von „${text}“${which.length > 0 ? `: ${which.join(", ")}` : ""}`,
    /** @param {number} first @param {number} last @param {number} size @param {string} character */
    someBytes: (first, last, size, character) =>
      `${first === last ? `Byte ${first}` : `Bytes ${first}–${last}`} von ${size} in ${character}`,
    /** @param {number} n */
    rest: (n) => plural(n, { one: "weiteres Token", other: "weitere Tokens" }),
    columns: ["Nummer", "Token", "ID", "Bytes", "Zeichen"],
  },

  comparison: {
    previous: "← Zurück",
    next: "Weiter →",
    list: "Tokens",
    more: "Mehr zeigen",
    asTable: "Die Abweichungen als Tabelle",
    empty: "Noch kein Vergleich.",
    emptyText: "Der Text ist leer.",
    legend:
      "Durchgestrichen, mit ?: dem Tokenizer unbekannt. Gepunktet unterstrichen: umgeschrieben. Gestrichelter Rand: Teil eines Zeichens.",
    hint: "Zeig auf ein Token oder geh mit den Pfeiltasten hin, um seine ID und seine Bytes zu sehen.",
    keys: " Die Tasten n und p springen von Abweichung zu Abweichung.",
    /** @param {number} n */
    all: (n) => plural(n, { one: "Abweichung", other: "Abweichungen" }),
    /** @param {number} at @param {number} n */
    place: (at, n) => `${count(at)} von ${plural(n, { one: "Abweichung", other: "Abweichungen" })}`,
    /** @param {number} shown @param {number} all */
    beginning: (shown, all) =>
      `Gezeigt werden die ersten ${count(shown)} von ${characters(all)}; die Zahlen gelten für den ganzen Text. `,
    statistics: "Die Tokenizer auf dem ganzen Text",
    columns: [
      "Tokenizer",
      "Tokens",
      "Tokens pro Wort",
      "Zeichen pro Token",
      "Unbekannte Tokens",
      "Größe des Vokabulars",
      "Verlustfrei",
    ],
    fewest: "am wenigsten",
    /** @param {number} n @param {number} rate */
    unknownTokens: (n, rate) => `${count(n)} (${percent(rate)})`,
    yes: "ja",
    no: "nein",
    /** @param {string} who */
    unknownTo: (who) => `${who} unbekannt:`,
    /** @param {string} label */
    spokenUnknown: (label) => `${label}, unbekannt`,
    /** @param {number} n */
    andMore: (n) => `… ${count(n)} mehr`,
    /** @param {number} n */
    disagreement: (n) => `Abweichung ${count(n)}`,
    /** @param {string} text */
    partOf: (text) => `Teil von „${text}“`,
    /** @param {string} text */
    isUnknown: (text) => `„${text}“ steht nicht in seinem Vokabular`,
    /** @param {string} text */
    standsFor: (text) => `steht für „${text}“`,
    added: "vom Tokenizer hinzugefügt",
    /** @param {Child} value */
    id: (value) => ["ID ", value],
    /** @param {Child} value */
    bytes: (value) => ["Bytes ", value],
    /** @param {Child} value */
    characters: (value) => ["Zeichen ", value],
    disagreements: "Die Abweichungen",
    /** @param {string[]} tokenizers */
    disagreementColumns: (tokenizers) => ["Nummer", "Zeichen", ...tokenizers],
  },

  merges: {
    done: "Zusammenführungen bisher",
    play: "Abspielen",
    pause: "Pause",
    first: "Anfang",
    last: "Ende",
    empty: "Trainiere einen Tokenizer, um seine Zusammenführungen zu sehen.",
    asTable: "Alle Zusammenführungen als Tabelle",
    /** @param {number} k @param {number} all @param {number} vocabulary @param {number} tokens @param {number} bytes @param {Bold} bold */
    status: (k, all, vocabulary, tokens, bytes, bold) => [
      "Nach ",
      bold(count(k)),
      ` von ${merges(all)}: ein Vokabular von `,
      bold(count(vocabulary)),
      " Tokens; der Trainingstext braucht ",
      bold(count(tokens)),
      ` ${form(tokens, { one: "Token", other: "Tokens" })} (`,
      bold(decimal(bytes / (tokens || 1), 2)),
      " Bytes pro Token)",
    ],
    byte: "ein Byte",
    joined: "zusammengeführt",
    fresh: "gerade zusammengeführt",
    text: "Text in Tokens",
    /** @param {number} n @param {number} fresh */
    here: (n, fresh) => `Hier: ${tokens(n)}, ${count(fresh)} aus der letzten Zusammenführung`,
    curve: "Tokens des Trainingstextes",
    /** @param {number} before @param {number} after */
    curveInWords: (before, after) =>
      `Tokens des Trainingstextes: ${count(before)} vor der ersten Zusammenführung, ${count(after)} nach der letzten.`,
    axis: "Zusammenführungen",
    /** @param {number} k @param {Child} left @param {Child} right @param {Child} joined @param {number} id */
    next: (k, left, right, joined, id) => [
      `Als Nächstes: Zusammenführung ${count(k + 1)} (Rang ${k}) macht aus `,
      left,
      " und ",
      right,
      " das Token ",
      joined,
      `, ID ${id}`,
    ],
    /** @param {number} times */
    mostFrequent: (times) => `, das häufigste Paar: ${count(times)}-mal`,
    tie: " Ein anderes Paar ist genauso häufig, also entscheidet die Gleichstandsregel.",
    pairs: "Die jetzt häufigsten Paare",
    pairColumns: ["Paar", "Anzahl im Trainingstext"],
    isNext: " ← als Nächstes",
    /** @param {Term} vocabulary @param {Term} rank @param {Term} merge */
    newest: (vocabulary, rank, merge) => [
      "Die neuesten Tokens des ",
      vocabulary("Vokabulars"),
      ", über jedem der ",
      rank("Rang"),
      " seiner ",
      merge("Zusammenführung"),
    ],
    /** @param {number} more @param {number} single */
    rest: (more, single) => `${more > 0 ? `${count(more)} mehr und ` : ""}${bytes(single)}`,
    /** @param {number} from @param {number} to */
    ranks: (from, to) => `Ränge ${from} bis ${to}`,
    columns: ["Rang", "Links", "Rechts", "Zusammen", "ID", "Anzahl"],
  },

  word: {
    empty: "Wähle ein Wort, um zu sehen, wie es in Tokens zerlegt wird.",
    rows: "Das Wort, eine Zusammenführung nach der anderen",
    /** @param {Term} byte @param {Term} rank @param {Term} merge */
    key: (byte, rank, merge) => [
      "Jede Spalte ist ein ",
      byte("Byte"),
      ". Zwischen zwei Tokens steht der ",
      rank("Rang"),
      " der ",
      merge("Zusammenführung"),
      ", die sie verbindet, oder –, wenn es keine gibt. Der niedrigste Rang (ausgefüllt, seine zwei Tokens unterstrichen) " +
        "kommt als Nächstes dran. Die Zahlen unter den letzten Tokens sind ihre IDs.",
    ],
    asTable: "Alle Schritte als Tabelle",
    emptyWord: "Ein leeres Wort hat keine Tokens.",
    /** @param {number} n @param {number} made @param {number} left */
    summary: (n, made, left) => `${bytes(n)}, ${merges(made)}, ${tokens(left)}.`,
    /** @param {number} n */
    nothingToMerge: (n) =>
      n === 1
        ? `${bytes(n)}, ${tokens(n)}: nichts zusammenzuführen, denn ein einzelnes Byte hat keinen Nachbarn.`
        : `${bytes(n)}, ${tokens(n)}: nichts zusammenzuführen, denn für keine zwei Nachbarn gibt es eine Zusammenführung.`,
    /** @param {number} most */
    tooLong: (most) => ` Ein Wort von mehr als ${bytes(most)} wird nicht gezeichnet.`,
    /** @param {number} n @param {number} from @param {number} to */
    skipped: (n, from, to) =>
      ` Nicht gezeichnet: ${plural(n, { one: "Schritt", other: "Schritte" })}, nach ${count(from)} bis ${merges(to)}.`,
    theBytes: "Die Bytes",
    theTokens: "Die Tokens",
    /** @param {number} n */
    after: (n) => `Nach ${merges(n)}`,
    /** @param {string} when @param {string[]} tokens @param {string} sentence */
    spoken: (when, tokens, sentence) => `${when}: ${tokens.join(", ")}. ${sentence}`,
    oneLeft: "Ein Token ist übrig.",
    noMore: "Für keine zwei Nachbarn gibt es noch eine Zusammenführung: Das sind die Tokens.",
    /** @param {number} rank @param {number} often @param {Child} left @param {Child} right @param {Child} joined */
    next: (rank, often, left, right, joined) => [
      `Rang ${rank} ist der niedrigste${often > 1 ? ` (von ${often} Stellen die linke)` : ""}: `,
      left,
      " + ",
      right,
      " werden zu ",
      joined,
    ],
    /** @param {number} n */
    moreSteps: (n) => plural(n, { one: "weiterer Schritt", other: "weitere Schritte" }),
    columns: ["Zusammenführungen", "Tokens", "IDs", "Ränge dazwischen", "Als Nächstes"],
  },

  token: {
    label: "Im Vokabular suchen (Text oder #ID)",
    results: "Gefundene Tokens",
    empty: "Noch kein Token gewählt. Such eines und wähle es aus den Treffern.",
    searching: "Suche läuft …",
    prompt: "Tippe einen Teil eines Tokens ein, oder # und dahinter seine ID.",
    /** @param {string} query */
    nothing: (query) => `Kein Token dieses Vokabulars passt zu „${query}“.`,
    /** @param {number} shown @param {number} total */
    found: (shown, total) =>
      shown < total ? `${count(shown)} von ${count(total)} gezeigt` : `${tokens(total)} gefunden`,
    parts: "Woraus es zusammengeführt ist",
    partsAsTable: "Alle Teile als Tabelle",
    built: "Wie es entstanden ist",
    neighboursHead: "Seine Nachbarn im Vokabular",
    neighbours: "Nachbarn",
    /** @param {string} piece */
    beforeId: (piece) => `${piece}, ID `,
    tokenizer: "Tokenizer",
    id: "ID",
    /** @param {number} n */
    ofAll: (n) => ` von ${count(n)}`,
    kind: "Art",
    special: "Sondertoken",
    ordinary: "gewöhnliches Token",
    bytes: "Bytes",
    characters: "Zeichen",
    noWhole: "kein ganzes",
    learnedBy: "Gelernt durch",
    /** @param {number} rank */
    merge: (rank) => `Zusammenführung ${count(rank)}`,
    earlier: ": je kleiner die Zahl, desto früher gelernt",
    spelled: "Zeichen und ihre Bytes",
    /** @param {number} n */
    moreBytes: (n) => `… und ${plural(n, { one: "weiteres Byte", other: "weitere Bytes" })}. `,
    /** @param {number} n */
    moreCharacters: (n) => `… und ${plural(n, { one: "weiteres Zeichen", other: "weitere Zeichen" })}. `,
    boxesOfBytes:
      "Teil eines Zeichens: Für sich allein sind diese Bytes kein gültiges UTF-8. Jedes Kästchen zeigt ein Byte in " +
      "Hexadezimalschreibweise und darüber das Zeichen, wenn es druckbares ASCII ist.",
    /** @param {Term} codePoint @param {Term} utf8 */
    boxesOfCharacters: (codePoint, utf8) => [
      "Jedes Kästchen zeigt ein Zeichen, seinen ",
      codePoint("Codepoint"),
      " in Unicode und seine Bytes in ",
      utf8("UTF-8"),
      ", hexadezimal geschrieben.",
    ],
    /** @param {string} id */
    idIs: (id) => `ID ${id}`,
    /** @param {number} rank */
    byMerge: (rank) => `, Zusammenführung ${count(rank)}`,
    /** @param {Term} rank */
    readTree: (rank) => [
      "Lies von unten nach oben: Am Anfang standen einzelne Bytes. Zwei Kästchen nebeneinander wurden zu dem darüber " +
        "zusammengeführt; die Zahl darin ist der ",
      rank("Rang"),
      " dieser Zusammenführung. Wähle ein Kästchen, um sein Token zu sehen.",
    ],
    isSpecial: "Ein Sondertoken: Es kam als Ganzes ins Vokabular, ohne Zusammenführung.",
    isByte: "Ein einzelnes Byte: BPE beginnt mit den 256 Bytes, dafür braucht es keine Zusammenführung.",
    noMerge: "Dieses Token ist nicht durch Zusammenführen entstanden. So baut nur BPE seine Tokens.",
    /** @param {string} bytes */
    byte: (bytes) => `Byte ${bytes}`,
    partTable: "Teile des Tokens",
    partColumns: ["Teil", "ID", "Rang der Zusammenführung", "Besteht aus"],
  },

  languages: {
    measure: "Maß",
    measures: {
      tokens: {
        title: "Tokens",
        table: "Tokens jeder Sprache",
        why: "Tokens für den ganzen Text. Alle Proben erzählen dieselbe Geschichte, also vergleicht das die Sprachen.",
      },
      tokens_per_character: {
        title: "Tokens pro Zeichen",
        table: "Tokens pro Zeichen jeder Sprache",
        why: "Tokens geteilt durch Zeichen. Das vergleicht die Tokenizer innerhalb einer Sprache, nicht die Sprachen.",
      },
    },
    empty: "Noch keine Sprachen: Wähle mindestens einen Tokenizer, mit dem gezählt wird.",
    column: "Sprache",
    legendRatio: "2,0× heißt: doppelt so viele Tokens wie für Englisch. ",
    legendFewest: "Fett: die wenigsten in der Zeile, unter den Tokenizern, die alles schreiben können. ",
    legendUnknown: "Unbekannt: Tokens für Text, den das Vokabular nicht schreiben kann. ",
    sort: "Wähle den Namen eines Tokenizers, um danach zu sortieren.",
    sortOrRead: "Wähle den Namen eines Tokenizers, um danach zu sortieren, oder eine Sprache, um ihren Text zu lesen.",
    /** @param {number} n */
    unknown: (n) => `${count(n)} unbekannt`,
    /** @param {number} ratio */
    times: (ratio) => `${decimal(ratio, 1)}×`,
    characters,
    /** @param {string} key  as the samples are called */
    name: (key) => LANGUAGES[key] ?? capital(key),
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    worst: (tokenizer, language, ratio) =>
      `${tokenizer} braucht die meisten Tokens für ${language}: ${decimal(ratio, 1)}-mal so viele wie für Englisch.`,
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    best: (tokenizer, language, ratio) =>
      ` ${tokenizer} behandelt die Sprachen am gleichmäßigsten: höchstens ${decimal(ratio, 1)}-mal so viele, für ${language}.`,
    chooseTwo:
      "Wähle zwei Tokenizer, die jede Sprache schreiben können, um sie innerhalb jeder Sprache zu vergleichen.",
    /** @param {string} language @param {string} low @param {number} fewest @param {string} high @param {number} most */
    spread: (language, low, fewest, high, most) =>
      `Am stärksten unterscheiden sich die Tokenizer bei ${language}: ${low} braucht ${decimal(fewest, 2)} Tokens pro Zeichen, ` +
      `${high} ${decimal(most, 2)}.`,
  },

  chunks: {
    previous: "Zurück",
    next: "Weiter",
    goTo: "Zu Abschnitt ",
    price: "Preis für eine Million Tokens ",
    anyCurrency: "In beliebiger Währung. Den Preis legt fest, wer das Modell betreibt.",
    /** @param {string} range @param {number} all */
    some: (range, all) => `Abschnitte ${range} von ${count(all)}`,
    /** @param {number} n */
    all: (n) => form(n, { one: "Der einzige Abschnitt", other: `Alle ${chunks(n)}` }),
    empty: "Noch kein Text. Hier werden seine Abschnitte gezeigt.",
    /** @param {number} each @param {boolean} marked */
    caption: (each, marked) =>
      `Der Text von Anfang bis Ende. Jeder Streifen steht für ${chunks(each)} und ist so breit wie der Anteil an den ` +
      `Zeichen.${marked ? " Unterstrichen: die Abschnitte in der Liste unten." : ""}`,
    /** @param {number} total @param {string} tokenizer @param {number} n @param {number} size @param {number | null} last @param {Bold} bold */
    summary: (total, tokenizer, n, size, last, bold) => [
      bold(tokens(total)),
      tokenizer && ` von ${tokenizer}`,
      ": ",
      bold(chunks(n)),
      ` von höchstens ${tokens(size)}`,
      last === null ? "." : `; der letzte hat ${count(last)}.`,
    ],
    /** @param {Child} price */
    costs: (price) => ["Dieser Text kostet ", price],
    /** @param {number} total @param {string} price @param {string} sign @param {string} cost */
    sum: (total, price, sign, cost) => `${tokens(total)} ÷ ${count(1_000_000)} × ${price} ${sign} ${cost}`,
    none: "keine",
    /** @param {number} n @param {string} range */
    stripe: (n, range) => `${form(n, { one: "Abschnitt", other: "Abschnitte" })} ${range}`,
    list: "Abschnitte",
    columns: ["Abschnitt", "Tokens", "Zeichen", "Beginnt", "Endet"],
    short: "wie der Anfang",
  },

  bands: {
    colour: "Farbe nach",
    colours: { probability: "Wahrscheinlichkeit", rank: "Rang", entropy: "Entropie" },
    /** @param {string} asked @param {string[]} all */
    unknown: (asked, all) =>
      `Tokens lassen sich nicht nach „${asked}“ färben, nur nach ${all.join(", ")}; hier nach ${all[0]}.`,
    legends: {
      probability: "Für wie wahrscheinlich das Modell jedes Token hielt",
      rank: "Der Platz jedes Tokens unter allen, die hätten kommen können",
      entropy: "Wie unsicher das Modell bei jedem Token war: die Entropie seiner eigenen Verteilung in Nat",
    },
    probability: ["unter 1\u202f%", "1 bis 10\u202f%", "10 bis 40\u202f%", "40 bis 80\u202f%", "80\u202f% und mehr"],
    rank: ["Rang über 100", "21 bis 100", "6 bis 20", "2 bis 5", "das wahrscheinlichste"],
    entropy: ["über 3 Nat", "1,5 bis 3", "0,5 bis 1,5", "0,1 bis 0,5", "bis 0,1: sicher"],
  },

  generation: {
    made: "Generierte Tokens",
    pointed: "Das Token unter dem Zeiger",
    asTable: "Alle generierten Tokens als Tabelle",
    hint: "Zeig auf ein Token oder geh mit den Pfeiltasten hin, um zu sehen, was sonst hätte kommen können. Ein Klick hält es hier fest.",
    pin: "Klick auf das Token, um es hier festzuhalten.",
    unpin: "Loslassen",
    endings: {
      stop: "Das Modell hat den Text beendet",
      length: "Die gewünschte Länge ist erreicht",
      context: "Der Kontext des Modells ist voll",
      done: "Fertig",
    },
    /** @param {string} text */
    stopString: (text) => `Die Stoppzeichenfolge ${text} kam`,
    /** @param {string} ending @param {number} n @param {string | null} note */
    done: (ending, n, note) => `${ending} · ${tokens(n)}${note ? ` · ${note}` : ""}`,
    untold: "Der Server gibt keine Log-Wahrscheinlichkeiten: Das ist sein Text; wie er entstand, weiß man nicht.",
    empty: "Noch nichts generiert.",
    loading: "Das Modell wird geladen …",
    /** @param {number} n */
    stopped: (n) => `Nach ${plural(n, { one: "Token", other: "Tokens" })} angehalten.`,
    wrong: "Etwas ist schiefgegangen.",
    asked: "Was das Modell fortsetzen sollte: der Prompt in seiner Chat-Vorlage",
    exactPrompt: "Genauer Text des Prompts",
    /** @param {string} piece @param {number} probability @param {number} rank */
    spoken: (piece, probability, rank) => `${piece}, ${percent(probability)}, Rang ${count(rank)}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [`Token ${count(n)}: `, token],
    probability: "Wahrscheinlichkeit",
    rank: "Rang",
    /** @param {number} rank @param {number | null} all */
    rankOf: (rank, all) => (all === null ? count(rank) : `${count(rank)} von ${count(all)}`),
    entropy: "Entropie",
    afterStrategy: "Nach der Strategie",
    draw: "Ziehung u",
    alternatives: "Die wahrscheinlichsten Tokens hier",
    columns: ["Token", "Rang", "Modell"],
    /** @param {string[]} stages */
    after: (stages) => `Nach ${stages.join(", ")}`,
    steps: "Generierte Tokens",
    /** @param {Child} entropy @param {Term} nats */
    inNats: (entropy, nats) => [entropy, " (", nats("Nat"), ")"],
    stepColumns: [
      "Nummer",
      "Token",
      "ID",
      "Wahrscheinlichkeit des Modells",
      "Rang",
      "Entropie",
      "Nach der Strategie",
      "Ziehung u",
    ],
  },

  branching: {
    take: (/** @type {string} */ token) => `Hier ${token} nehmen und weiterschreiben`,
    hint: "Wähle ein anderes Token, und der Text geht von hier aus damit weiter.",
    here: "Oder schreib es:",
    next: "Oder schreib, was als Nächstes kommt:",
    example: "␣cat",
    force: "Erzwingen",
    forceHint: "Nimmt das, egal wie wahrscheinlich es ist. Die meisten Wörter beginnen mit ihrem Leerzeichen.",
    atTheEnd: "Am Ende des Textes",
    one: "Ein Token",
    oneHint: "Das Modell fügt ein Token an.",
    more: "Weiter",
    moreHint: "Das Modell fügt so viele Tokens an, wie eingestellt sind.",
    came: "Wie es kam",
    byHand: "von Hand",
    spokenByHand: ", von Hand genommen",
  },

  lanes: {
    empty:
      "Noch keine Texte. Alle Bahnen schreiben gleichzeitig, Token für Token; wo eine von der ersten abweicht, wird es markiert, und am Ende werden sie gemessen.",
    hint: "Zeig auf ein Token, um zu sehen, was sonst hätte kommen können und was die anderen Bahnen an derselben Stelle nahmen. Ein Klick hält es hier fest.",
    /** @param {string} letter @param {string} name */
    lane: (letter, name) => `Bahn ${letter}: ${name}`,
    /** @param {string} letter */
    made: (letter) => `Text von Bahn ${letter}`,
    /** @param {string} letter */
    jumps: (letter) => `Worauf man in Bahn ${letter} achten kann`,
    text: "Text",
    seeds: "Texte mit derselben Nummer haben in jeder Bahn denselben Seed, außer eine Bahn hat ihren eigenen.",
    /** @param {number} n */
    identical: (n) => `Alle ${count(n)} Texte dieser Bahn sind gleich.`,
    /** @param {string} letter */
    sameAs: (letter) => `Derselbe Text wie in Bahn ${letter}.`,
    /** @param {number} start @param {number} period */
    loops: (start, period) =>
      period === 1
        ? `↻ Ab Token ${count(start)} in einer Schleife: immer wieder dasselbe Token.`
        : `↻ Ab Token ${count(start)} in einer Schleife: immer wieder dieselben ${tokens(period)}.`,
    chips: {
      divergence: {
        /** @param {string} letter @param {number} n */
        title: (letter, n) => `◆ Weicht ab von ${letter}: ${count(n)}`,
        /** @param {string} letter */
        meaning: (letter) => `Zum ersten Token, das ein anderes ist als in Bahn ${letter}.`,
      },
      uncertain: {
        /** @param {number} n */
        title: (n) => `Am unsichersten: ${count(n)}`,
        meaning:
          "Zu dem Token, bei dem das Modell am unsichersten war: Dort ist die Entropie seiner eigenen Verteilung am höchsten.",
      },
      fork: {
        /** @param {number} n */
        title: (n) => plural(n, { one: "Gabelung", other: "Gabelungen" }),
        /** @param {number} n @param {number} all */
        next: (n, all) => `Gabelung ${count(n)} von ${count(all)} ›`,
        meaning:
          "Zum nächsten Token, das nicht das wahrscheinlichste des Modells war: Greedy wäre dort anders weitergegangen.",
      },
    },
    here: {
      /** @param {number} n */
      title: (n) => `Token ${count(n)} in jeder Bahn`,
      columns: ["Bahn", "Token", "Modell", "Ziehung u"],
    },
    measures: "Die Bahnen in Zahlen",
    measuresHint:
      "Perplexität und Entropie sind die der eigenen Verteilung des Modells, vor jedem Filter. Ein Begriff erklärt sich, wenn man ihn drückt; die Pfeile sortieren.",
    /** @param {string} name */
    sortBy: (name) => `Nach ${name} sortieren`,
    columns: {
      perplexity: { title: "Perplexität", sort: "Perplexität" },
      mean_logprob: { title: "Mittl. log p", sort: "mittlerer Log-Wahrscheinlichkeit" },
      entropy: { title: "Entropie", sort: "Entropie" },
      distinct_1: { title: "Distinct-1", sort: "Distinct-1" },
      distinct_2: { title: "-2", sort: "Distinct-2" },
      distinct_3: { title: "-3", sort: "Distinct-3" },
      repeated_4grams: { title: "Rep-4", sort: "wiederholten 4-Grammen" },
      self_bleu: { title: "Self-BLEU", sort: "Self-BLEU" },
      tokens: { title: "Tokens", sort: "Zahl der Tokens" },
      loops: { title: "Schleifen", sort: "Zahl der Schleifen" },
      seconds: { title: "Sekunden", sort: "Sekunden" },
    },
  },

  diff: {
    empty: "Hier stehen zwei gespeicherte Läufe nebeneinander.",
    /** @param {string} model @param {string} strategy @param {number | null} seed @param {number} n */
    run: (model, strategy, seed, n) =>
      [model, strategy, seed !== null && `Seed ${seed}`, tokens(n)].filter(Boolean).join(" · "),
    settings: "Was in den zwei Läufen verschieden ist",
    setting: "Was verschieden ist",
    sameSettings: "Beide Läufe entstanden mit denselben Einstellungen.",
    /** @param {number} n */
    identical: (n) => `Die zwei Texte sind Token für Token gleich (${tokens(n)}).`,
    /** @param {number} common @param {number} paired @param {number} a @param {number} b */
    common: (common, paired, a, b) =>
      `${common === 0 ? "Die Texte sind vom ersten Token an verschieden." : common === 1 ? "Die Texte beginnen mit demselben Token." : `Die Texte beginnen mit denselben ${tokens(common)}.`} Insgesamt stehen ${count(paired)} von ${tokens(a)} in A und von ${count(b)} in B neben demselben Token.`,
    otherPrompts: "Die Prompts sind nicht dieselben.",
    previous: "‹ Voriger Unterschied",
    next: "Nächster Unterschied ›",
    keys: "oder N und P im Text",
    list: "Beide Texte, Token für Token",
    pointed: "Das Token unter dem Zeiger, in beiden Texten",
    pin: "Zeig auf ein Token; ein Klick hält es hier fest.",
    pinned: "Hier festgehalten. Noch ein Klick lässt es los.",
    nothing: "(nichts)",
    /** @param {number} n */
    difference: (n) => `Unterschied ${count(n)}`,
    /** @param {string} token @param {string | null} letter */
    spoken: (token, letter) => (letter ? `${letter}: ${token}` : token),
    /** @param {Child} token @param {number} a @param {number} b */
    both: (token, a, b) => [
      token,
      a === b ? ` ist in beiden Token ${count(a)}` : ` ist in A Token ${count(a)} und in B Token ${count(b)}`,
    ],
    /** @param {number} n */
    partAt: (n) => `Bei Token ${count(n)} gehen sie auseinander`,
    /** @param {string} letter @param {number} n @param {Child} token */
    one: (letter, n, token) => [`Token ${count(n)} von ${letter}: `, token],
    token: "Token",
    facts: "Dieses Token in beiden Läufen",
    /** @param {string} letter */
    tookIt: (letter) => `von ${letter} genommen`,
    /** @param {string} letter */
    modelOf: (letter) => `${letter}: Modell`,
    /** @param {string} letter @param {string[]} stages */
    after: (letter, stages) => `${letter}: nach ${stages.join(", ")}`,
    /** @param {Term} kl @param {string} model @param {string} final @param {Term} nats */
    apart: (kl, model, final, nats) => [
      kl("KL"),
      `(A ‖ B): ${model} `,
      nats("Nat"),
      model === final
        ? ", nach den Modellen wie nach den Strategien."
        : ` nach den Modellen, ${final} nach den Strategien.`,
    ],
    /** @param {number} x @param {boolean} whole */
    nats: (x, whole) =>
      `${whole ? "" : "≥\u202f"}${x === 0 ? "0" : x < 0.00005 ? `<\u202f${decimal(0.0001, 4)}` : decimal(x, 4)}`,
    least:
      "Ein Lauf verzeichnet nur seine wahrscheinlichsten Tokens und die Summe aller übrigen, es kann also mehr sein.",
    vocabularies: "Die zwei Vokabulare sind verschieden, also lassen sich die Verteilungen nicht vergleichen.",
    asTable: "Alle Tokens, die neben demselben Token stehen, als Tabelle",
    columns: [
      "Token",
      "In A",
      "In B",
      "Wahrscheinlichkeit A",
      "B",
      "Rang A",
      "B",
      "Entropie A",
      "B",
      "KL",
      "KL nach den Strategien",
    ],
  },

  sweep: {
    empty:
      "Noch keine Messreihe. Ein Parameter durchläuft seinen Bereich, und bei jedem Wert entstehen mehrere Texte: Sind sie wahrscheinlich, und sind sie verschieden?",
    diversity: "Vielfalt nach",
    choices: { distinct_1: "Distinct-1", distinct_2: "Distinct-2", distinct_3: "Distinct-3", self_bleu: "Self-BLEU" },
    across: "Perplexität nach dem Modell (logarithmische Skala)",
    up: {
      distinct_1: "Distinct-1: verschiedene Tokens, als Anteil an allen",
      distinct_2: "Distinct-2: verschiedene Paare, als Anteil an allen",
      distinct_3: "Distinct-3: verschiedene Dreiergruppen, als Anteil an allen",
      self_bleu: "Self-BLEU: wie ähnlich die Texte einander sind (1: alle gleich)",
    },
    /** @param {string} label */
    of: (label) => `${label} als Messreihe`,
    /** @param {string} label @param {string} first @param {string} last */
    title: (label, first, last) => `${label} ${first} … ${last}`,
    /** @param {string} label */
    plot: (label) => `Vielfalt gegen Perplexität, ein Punkt für jeden Wert von ${label}`,
    hint: "Zeig auf einen Wert, um ihn zu lesen; ein Klick öffnet seine Texte.",
    /**
     * @param {string} label @param {string} value
     * @param {import("../types").Measures} measures
     * @param {"distinct_1" | "distinct_2" | "distinct_3" | "self_bleu"} up
     */
    told: (label, value, measures, up) =>
      [
        `${label} ${value}: Perplexität ${decimal(measures.perplexity ?? 0, 2)}`,
        `${words.sweep.choices[up]} ${decimal(measures[up] ?? 0, 2)}`,
        ...(measures.identical ? ["alle Texte gleich"] : []),
        ...(measures.loops > 0
          ? [plural(measures.loops, { one: "Text in einer Schleife", other: "Texte in einer Schleife" })]
          : []),
      ].join(", "),
    /** @param {number} n */
    hidden: (n) => `Für ${plural(n, { one: "Wert", other: "Werte" })} ist kein Platz für eine Beschriftung.`,
    /** @param {string[]} values */
    unknown: (values) => `Ohne Punkt, weil dieses Maß dort nicht bekannt ist: ${values.join(", ")}.`,
    /** @param {string} value @param {string} error */
    failed: (value, error) => `${value} konnte nicht weitergehen: ${error}`,
    asTable: "Als Tabelle",
    /** @param {string} label */
    measures: (label) => `${label} in Zahlen`,
    /** @param {string} label @param {string} value */
    textsAt: (label, value) => `Die Texte bei ${label} ${value}`,
    /** @param {number} n */
    identical: (n) => `Alle ${count(n)} Texte sind gleich.`,
    close: "Schließen",
    progress: "Tokens bisher",
    /** @param {number} made @param {number} most */
    sofar: (made, most) => `${count(made)} von höchstens ${tokens(most)} …`,
  },

  distribution: {
    empty: "Noch keine Verteilung.",
    /** @param {Child} token @param {number} probability @param {number} place @param {Term} rank */
    gave: (token, probability, place, rank) => [
      "Das Modell gab ",
      token,
      ` ${percent(probability)} (`,
      rank("Rang"),
      ` ${count(place)}).`,
    ],
    /** @param {string} stage @param {number} probability */
    made: (stage, probability) => ` ${capital(stage)} machte daraus ${percent(probability)}.`,
    greedy: " Es wurde genommen, weil kein Token wahrscheinlicher ist.",
    /** @param {number} u */
    drawn: (u) => ` Die Ziehung u = ${decimal(u, 4)} fiel darauf.`,
    beam: " Es gehört zu dem Text, der als Ganzes am wahrscheinlichsten ist.",
    byHand: " Es wurde von Hand genommen.",
    speculated: " Es kam durch spekulatives Dekodieren: angenommen oder anstelle eines abgelehnten Tokens gezogen.",
    isTaken: "←\u00a0genommen",
    isDrawn: "←\u00a0gezogen",
    /** @param {Term} entropy @param {Term} nats */
    entropy: (entropy, nats) => [entropy("Entropie"), " in ", nats("Nat")],
    model: "Modell",
    stage: capital,
    stages: "Die Verteilung des nächsten Tokens, vor und nach jedem Schritt der Strategie",
    columns: ["Token", "Logit"],
    /** @param {number} n */
    others: (n) => plural(n, { one: "weiteres", other: "weitere" }),
    /** @param {number} u */
    u: (u) => `u = ${decimal(u, 4)}`,
    /** @param {number} u @param {string} token */
    drawInWords: (u, token) =>
      `Die Ziehung: u ist ${decimal(u, 4)}. Geht man die Tabelle hinunter und zählt die Wahrscheinlichkeiten zusammen, ` +
      `ist ${token} das erste Token, bei dem die Summe größer ist als u.`,
    /** @param {Term} draw */
    caption: (draw) => [
      "Die verbliebenen Tokens nebeneinander, jedes so breit wie seine Wahrscheinlichkeit. Eine Zufallszahl ",
      draw("u"),
      " zwischen 0 und 1 zeigt auf eines davon.",
    ],
    scale: [0, 0.25, 0.5, 0.75, 1].map(number),
  },

  noise: {
    title: "Die Ziehung: jedes Logit, sein Rauschen und die Summe",
    columns: ["Token", "Logit", "Rauschen", "Summe", "Logit und Rauschen"],
    /** @param {Term} gumbel */
    caption: (gumbel) => [
      "Genommen wird das Token, bei dem das Logit, wie die Strategie es hinterlässt, und das ",
      gumbel("Gumbel-Rauschen"),
      " zusammen am größten sind. Das Rauschen hängt von Seed, Schritt und Token ab: Mit demselben Seed bleibt es, wie es ist, während man einen Regler bewegt.",
    ],
    drawn: " Es wurde gezogen, weil sein Logit und sein Gumbel-Rauschen die größte Summe haben.",
    fact: "Gumbel-Rauschen",
  },

  contrast: {
    title: "Die Kandidaten der kontrastiven Suche",
    columns: ["Kandidat", "Wahrscheinlichkeit", "Größter Kosinus", "Wertung", "Dieser Kosinus ist der mit"],
    /** @param {Child} token @param {number} place */
    nearest: (token, place) => [token, ` Token ${count(place)}`],
    /** @param {Term} cosine */
    caption: (cosine) => [
      "Die Wertung ist (1 − α) mal die Wahrscheinlichkeit minus α mal der größte ",
      cosine("Kosinus"),
      " zwischen dem Vektor des Kandidaten und dem eines Tokens im Text; α ist die Degenerationsstrafe. Genommen wird der Kandidat mit der höchsten Wertung.",
    ],
    taken:
      " Es wurde genommen, weil es wahrscheinlich ist und dem bisherigen Text unähnlich: Seine Wertung ist die höchste.",
    fact: "Größter Kosinus",
  },

  pipeline: {
    u: "u, das das Token zieht",
    typeU: "u =",
    wrongU: "u ist eine Zahl von 0 bis unter 1.",
    /** @param {number} n */
    oneOf: (n) => `eines von ${plural(n, { one: "weiteren Token", other: "weiteren Tokens" })}`,
    /** @param {number} u @param {string} token */
    uInWords: (u, token) => `${decimal(u, 4)}, zieht ${token}`,
    /** @param {Term} draw */
    caption: (draw) => [
      "Die verbliebenen Tokens, jedes so breit wie seine Wahrscheinlichkeit. Zieh ",
      draw("u"),
      " mit der Maus oder beweg es mit den Pfeiltasten: Das Token darunter wird gezogen.",
    ],
    identity: " Keine Stufe ändert etwas: Das ist die eigene Verteilung des Modells.",
    changesNothing: "ändert nichts",
    /** @param {string} name @param {number} value */
    state: (name, value) => `${name === "mu" ? "μ" : name} = ${decimal(value, name === "u" ? 4 : 2)}`,
    /** @param {string} stage */
    cutBy: (stage) => `entfernt durch ${stage}`,
    left: "verbliebene Tokens",
    /** @param {number | null} n */
    others: (n) => `alle übrigen: ${n === null ? "Zahl unbekannt" : tokens(n)}`,
    /** @param {string} mass @param {number | null} left @param {number | null} all */
    othersAt: (mass, left, all) =>
      left === null || left === all ? `Masse ${mass}` : `Masse ${mass} in ${count(left)}`,
  },

  arcs: {
    width: "Zeig auf einen Bogen, um sein Gewicht zu lesen; je breiter, desto mehr:",
    /** @param {number} share */
    share: (share) => `${number(100 * share)}\u202f%`,
    rests: "zum ersten Token, wo die Attention oft ruht, wenn sie nichts findet, worauf sie schauen könnte",
    /** @param {string} least @param {number} share */
    all: (least, share) => `alle Bögen ab ${least}, zusammen ${percent(share)} des gesamten Gewichts`,
    /** @param {string} least @param {number} hidden @param {number} before */
    left: (least, hidden, before) => {
      const left = [
        hidden > 0 && `Bögen unter ${least}, zusammen ${tenths(hidden)}`,
        before > 0 && `Bögen zu den Tokens davor, zusammen ${tenths(before)}`,
      ].filter(Boolean);
      return left.length === 0
        ? "Alles, worauf dieses Token schaut, ist gezeichnet."
        : `Nicht gezeichnet: ${left.join(" und ")}.`;
    },
  },

  attention: {
    layer: "Schicht",
    head: "Head",
    caption:
      "Jede Zeile ergibt zusammen 1. Über der Diagonale ist nichts: Ein Token schaut nie nach vorn. Schichten und Heads werden ab 0 gezählt wie im Code des Modells, Tokens ab 1.",
    looking: "Token, das schaut",
    lookedAt: "Token, auf das es schaut",
    scale: "Gewicht",
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to @param {number} weight @param {Bold} bold */
    cell: (query, from, key, to, weight, bold) => [
      `${count(query)} `,
      from,
      " schaut auf ",
      `${count(key)} `,
      to,
      ": ",
      bold(percent(weight)),
    ],
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to */
    masked: (query, from, key, to) => [
      `${count(query)} `,
      from,
      " kann nicht auf ",
      `${count(key)} `,
      to,
      " schauen: Es kommt erst später.",
    ],
    pointing: "Zeig auf ein Quadrat, um sein Gewicht zu lesen.",
    /** @param {number} layer @param {number} head @param {number} n */
    picture: (layer, head, n) =>
      `Das Muster von Schicht ${layer}, Head ${head} über ${tokens(n)}. ` +
      "Die Tabelle daneben enthält die Zahlen der gewählten Zeile.",
    /** @param {number} n @param {string} piece */
    spoken: (n, piece) => `${count(n)}, ${piece}`,
    /** @param {number} n @param {Child} token */
    looksAt: (n, token) => [`Token ${count(n)} `, token, " schaut auf:"],
    weights: "Worauf das gewählte Token schaut",
    columns: ["Nummer", "Token", "Gewicht"],
    /** @param {number} shown @param {number} all */
    cut: (shown, all) => `Von ${tokens(all)} sind hier die letzten ${count(shown)} gezeichnet.`,
    earlier: "früher",
    /** @param {number} n */
    earlierTokens: (n) => `alle ${tokens(n)} davor`,
    later: "später",
    /** @param {number} n */
    maskedTokens: (n) => `${tokens(n)} maskiert: Ein Token schaut nie nach vorn`,
  },

  lens: {
    lens: "Linse",
    /** Of each lens its name, the question that it answers, and how. */
    kinds: {
      logit: [
        "Logit Lens",
        "Was wäre, wenn das Modell hier aufhörte?",
        "Was in einen Block hineingeht, geht geradewegs zur letzten Normalisierung und zu den Logits, als käme danach kein Block mehr.",
      ],
      linear: [
        "Linearer Leser",
        "Was könnte ein linearer Leser hier schon wissen?",
        "Eine lineare Abbildung, an Texte angepasst, macht aus dem, was in einen Block hineingeht, zuerst die beste Schätzung dessen, was aus dem letzten herauskommt. Die erste Anpassung dauert einige Sekunden.",
      ],
      jacobian: [
        "Jacobi-Linse",
        "Was liegt ihm auf der Zunge, jetzt oder später?",
        "Was in einen Block hineingeht, wird mit der Wirkung weitergeführt, die es im Mittel über viele Texte auf das hat, was den letzten Block bei diesem und den folgenden Tokens verlässt.",
      ],
    },
    /** @param {string} model */
    missing: (model) =>
      `Diese Linse muss erst an Texte angepasst werden, und zu ${model} gehört keine. In Python passt lp.lens(…, texts=[…]) eine an.`,
    waiting: "Blick durch diese Linse …",
    empty: "Noch keine Linse.",
    grid: "Das wahrscheinlichste nächste Token an jeder Schicht",
    told: "Die gewählte Stelle",
    asTable: "Alle Stellen als Tabelle",
    legend: "Wie wahrscheinlich das erste Token ist",
    text: "Text",
    /** @param {number} layer @param {number} n */
    layer: (layer, n) => (layer === n ? "das Modell" : `vor Block ${layer}`),
    /** @param {number} layer @param {number} n @param {string} token */
    place: (layer, n, token) => `${layer === n ? "Das Modell selbst" : `Vor Block ${layer}`}, nach ${token}`,
    /** @param {string} place @param {string} token @param {number} probability @param {boolean} settled */
    spoken: (place, token, probability, settled) =>
      `${place}: ${token}, ${percent(probability)}${settled ? ", die Antwort des Modells selbst" : ""}`,
    /** @param {number} shown @param {number} all @param {number} rows @param {number} layers */
    cut: (shown, all, rows, layers) =>
      [
        "Gerahmt und fett: schon die Antwort des Modells selbst.",
        shown < all && `Gezeigt werden die letzten ${count(shown)} von ${tokens(all)}.`,
        rows < layers && `Gezeigt werden ${count(rows)} von ${count(layers)} Blöcken.`,
      ]
        .filter(Boolean)
        .join(" "),
    /** @param {number} layer @param {number} n @param {number} at @param {Child} token */
    title: (layer, n, at, token) => [
      layer === n ? "Das Modell selbst" : `Vor Block ${layer}`,
      `, nach Token ${count(at)} `,
      token,
    ],
    /** @param {Child} answer */
    own: (answer) => ["Die eigene Verteilung des Modells für das nächste Token. Seine Antwort ist ", answer, "."],
    /** @param {Child} answer */
    settled: (answer) => [answer, " steht auf Platz 1, wie in der Antwort des Modells selbst."],
    /** @param {Child} answer @param {number} rank @param {Term} word */
    notYet: (answer, rank, word) => [
      "Die Antwort des Modells selbst, ",
      answer,
      ", hat hier ",
      word("Rang"),
      ` ${count(rank)}.`,
    ],
    likeliest: "Die wahrscheinlichsten nächsten Tokens an dieser Stelle",
    columns: ["Nächstes Token", "Rang", "Wahrscheinlichkeit"],
    answer: "die Antwort des Modells",
    next: "kommt im Text als Nächstes",
    /** @param {number} listed @param {number} n */
    others: (listed, n) => `nach Rang ${count(listed)}: ${tokens(n)}`,
    /** @param {Child} number @param {Term} entropy @param {Term} nats */
    entropy: (number, entropy, nats) => [entropy("Entropie"), " ", number, " ", nats("Nat")],
    /** @param {number} at */
    way: (at) => `Durch die Schichten, nach Token ${count(at)}`,
    wayTitle: "Wie unentschieden jede Schicht ist und wo in ihr die Antwort des Modells selbst steht.",
    wayColumns: ["Schicht", "Entropie (Nat)", "Rang der Antwort"],
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} Nat`,
  },

  score: {
    empty: "Noch kein Text bewertet.",
    colour: "Farbe",
    colours: {
      probability: "Wahrscheinlichkeit",
      rank: "Rang",
      bits: "Informationsgehalt",
      kl: "Abstand zur Wahrheit",
    },
    legends: {
      bits: "Der Informationsgehalt jedes Tokens, in Bit",
      kl: "Wie weit das Modell bei jedem Token von der Wahrheit entfernt ist, als KL in Nat",
    },
    bands: {
      bits: ["0 Bit", "3", "6", "9", "12 und mehr"],
      kl: ["0 Nat", "0,05", "0,1", "0,15", "0,2 und mehr"],
    },
    text: "Der Text, Token für Token",
    pointed: "Das Token unter dem Zeiger",
    hint: "Zeig auf ein Token oder geh mit den Pfeiltasten hin, um zu sehen, was das Modell erwartet hatte. Ein Klick hält es hier fest.",
    whole: "Der Text als Ganzes",
    surprising: "Am meisten überrascht bei",
    asTable: "Alle Tokens als Tabelle",
    columns: [
      "Nummer",
      "Token",
      "ID",
      "Wahrscheinlichkeit",
      "Rang",
      "Informationsgehalt (Bit)",
      "Log-Wahrscheinlichkeit (Nat)",
      "Entropie (Nat)",
      "Tokens davor",
    ],
    /** @param {string} model */
    nothingBefore: (model) =>
      `${model} hat kein Token, das einen Text beginnt. Das erste lässt sich also aus nichts vorhersagen und zählt nicht mit.`,
    /** @param {Child} token */
    begins: (token) => ["Das erste Token wird aus ", token, " vorhergesagt, mit dem dieses Modell einen Text beginnt."],
    /** @param {number} n */
    prompted: (n) => `Das erste Token wird aus dem Prompt vorhergesagt (${tokens(n)}), der selbst nicht bewertet wird.`,
    /** @param {number} n @param {number} length @param {number} stride */
    windows: (n, length, stride) =>
      `Der Text ist länger als der Kontext: Er wurde in ${count(n)} Fenstern von je ${tokens(length)} gelesen, jedes um ${count(stride)} weiter als das vorige.`,
    /** @param {string} token @param {number} probability @param {number} rank */
    spoken: (token, probability, rank) => `${token}, ${percent(probability)}, Rang ${count(rank)}`,
    /** @param {string} token */
    spokenUnknown: (token) => `${token}, nicht bewertet`,
    unknown: "Vor diesem Token steht nichts, also sagt das Modell nichts dazu. In den Summen fehlt es.",
    /** @param {number} x */
    nats: (x) => signedDecimal(x),
    /** @param {number} x */
    figure: (x) => (x < 1000 ? decimal(x, 2) : count(x)),
    beyond: "> 1e300",
    /** @param {number} x */
    bits: (x) => `${decimal(x, 2)} Bit`,
    context: "Davor gelesen",
    /** @param {number} n */
    contextOf: (n) => tokens(n),
    /** @param {number} n @param {Term} nats */
    likelihood: (n, nats) => [
      `Die Summe von ln p über ${tokens(n)}, in `,
      nats("Nat"),
      ". Je länger ein Text, desto weiter unter 0.",
    ],
    /** @param {number} vocabulary */
    perplexity: (vocabulary) =>
      `So schwer, als müsste man jedes Mal unter so vielen gleich wahrscheinlichen Tokens raten: 1 ist sicher, bei ${count(vocabulary)} weiß man nichts.`,
    /** @param {number} n */
    bitsPerByte: (n) =>
      `Die Bits, die das Modell ${form(n, { one: "für das eine Byte", other: `für jedes der ${bytes(n)}` })} bräuchte. Das lässt sich zwischen Tokenizern vergleichen.`,
    aToken: "ln p pro Token",
    /** @param {string} model @param {number} expected @param {number} mean @param {Term} entropy */
    expected: (model, expected, mean, entropy) => [
      `Nach seiner `,
      entropy("Entropie"),
      ` hat ${model} ${signedDecimal(expected)} erwartet: Der Text ist ${mean < expected ? "überraschender" : "weniger überraschend"} als das, was es selbst schreibt.`,
    ],
    /** @param {number} n */
    jump: (n) => `Token ${count(n)}`,
    /** @param {number} probability @param {number} bits */
    surprise: (probability, bits) => `${percent(probability)}, ein Informationsgehalt von ${decimal(bits, 1)} Bit`,
    /** @param {number} kl */
    distance: (kl) => `KL ${decimal(kl, 3)} Nat`,
  },

  sheet: {
    empty: "Noch keine Prompts beantwortet.",
    answers: "Antworten nach Prompt und Modell",
    shares: "Eingehaltene Regeln",
    all: "alle",
    noGroup: "ohne Gruppe",
    nothing: "(nichts)",
    noTemplate: "ohne Vorlage",
    /** @param {string} name */
    templateOf: (name) => `Vorlage von ${name}`,
    /** @param {import("../types").BehaviourSheet} sheet */
    about: ({ prompts, strategy, parameters, seeds, max_new_tokens }) =>
      [
        plural(prompts.length, { one: "Prompt", other: "Prompts" }),
        [strategy, ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`)].join(", "),
        seeds.length > 0 ? plural(seeds.length, { one: "Seed", other: "Seeds" }) : "je eine Antwort",
        `höchstens ${tokens(max_new_tokens)}`,
      ].join(" · "),
    /** @param {number} n */
    before: (n) => `(${plural(n, { one: "Text", other: "Texte" })} davor)`,
    /** @param {number} kept @param {number} judged */
    kept: (kept, judged) =>
      judged === 1
        ? kept === 1
          ? "hält die Regel ein"
          : "hält die Regel nicht ein"
        : `${count(kept)} von ${count(judged)} halten die Regel ein`,
    /** @param {number} kept @param {number} judged */
    share: (kept, judged) => `${count(kept)} von ${count(judged)}`,
    /** @param {string} model @param {string} prompt @param {number} kept @param {number} judged */
    cell: (model, prompt, kept, judged) =>
      `${model} zu „${prompt}“${judged > 0 ? `: ${count(kept)} von ${count(judged)} halten die Regel ein` : ""}`,
    /** @param {string} model @param {string | null} template */
    by: (model, template) => `${model}, ${template === null ? "ohne Chat-Vorlage" : `mit der Vorlage von ${template}`}`,
    /** @param {number | null} seed @param {number} n @param {string} reason */
    answer: (seed, n, reason) =>
      [
        seed === null ? "" : `Seed ${seed}`,
        tokens(n),
        {
          stop: "von selbst beendet",
          length: "an der Längengrenze abgeschnitten",
          context: "abgeschnitten, weil der Kontext voll ist",
        }[reason],
      ]
        .filter(Boolean)
        .join(" · "),
  },
  twoModels: {
    empty: "Noch keine zwei Modelle verglichen.",
    colour: "Farbe",
    colours: { kl_ba: "KL(B ‖ A)", kl_ab: "KL(A ‖ B)", token: "wer das Token wahrscheinlicher findet" },
    previous: "◂ Zurück",
    next: "Nächste Abweichung ▸",
    keys: "oder n und p im Text",
    /** @param {number} place @param {number} n */
    parting: (place, n) => `Abweichung ${count(place)} von ${count(n)}, die größte zuerst`,
    noParting: "hier weichen sie nicht voneinander ab",
    asTable: "Alles als Tabelle",
    tokenColumns: [
      "Nummer",
      "Token",
      "Wahrscheinlichkeit nach A",
      "nach B",
      "Rang nach A",
      "nach B",
      "Entropie nach A (Nat)",
      "nach B",
      "KL(A ‖ B) (Nat)",
      "KL(B ‖ A)",
    ],
    stretchColumns: ["Nummer", "Zeichen", "Bytes", "Tokens von A", "von B", "Bits nach A", "nach B"],
    // the map of the text: what its bars are, above and below the line
    map: {
      kl_ba: [() => "KL(B ‖ A) entlang des Textes, in der Skala der Farben", () => ""],
      kl_ab: [() => "KL(A ‖ B) entlang des Textes, in der Skala der Farben", () => ""],
      token: [() => "▲ das Token ist nach B wahrscheinlicher", () => "▼ wahrscheinlicher nach A"],
      bits: [
        (/** @type {number} */ most) => `▲ Bits pro Byte nach A, bis ${count(most)}`,
        () => "▼ Bits pro Byte nach B, in derselben Skala",
      ],
    },
    legend: {
      /** @param {number} x @param {boolean} isMost */
      nats: (x, isMost) => `${number(x)}${isMost ? " Nat und mehr" : ""}`,
      /** @param {number} x @param {boolean} isMost */
      bits: (x, isMost) => `${number(x)}${isMost ? " Bit und mehr" : ""}`,
      kl: "Wie weit die Verteilungen bei jedem Token auseinander liegen, als KL in Nat",
      token: "Um wie viel wahrscheinlicher das Token nach einem der Modelle ist, in Nat",
      /** @param {number} most */
      stretches: (most) =>
        `Wie viele Bits ein Modell weniger braucht; die Balken der Karte reichen bis ${count(most)} Bits pro Byte`,
      /** @param {string} letter */
      likelier: (letter) => `Wahrscheinlicher nach ${letter}, um`,
    },
    /** @param {string} token @param {number | null} kl */
    spoken: (token, kl) => (kl === null ? `${token}, nicht verglichen` : `${token}, KL ${decimal(kl, 2)} Nat`),
    /** @param {string} token @param {number | null} more */
    spokenToken: (token, more) =>
      more === null
        ? `${token}, nicht verglichen`
        : `${token}, ${decimal(Math.abs(more), 2)} Nat wahrscheinlicher nach ${more < 0 ? "A" : "B"}`,
    /** @param {string} characters @param {number | null} a @param {number | null} b */
    spokenStretch: (characters, a, b) =>
      a === null || b === null
        ? `${characters}, nicht verglichen`
        : `${characters}, ${decimal(a, 1)} Bit nach A, ${decimal(b, 1)} nach B`,
    unknown:
      "Bei einem der Modelle steht vor diesem Token nichts; darum wird es nicht verglichen und zählt in keiner Summe.",
    /** @param {number} tokens @param {boolean} isOne */
    alike: (tokens, isOne) =>
      `Die zwei Verteilungen sind an ${form(tokens, { one: "der einen Stelle", other: `allen ${count(tokens)} Stellen` })} gleich${isOne ? ": Beide sind dasselbe Modell" : ""}.`,
    /** @param {Term} kl @param {Child} ba @param {Term} nats @param {Child} ab */
    apart: (kl, ba, nats, ab) => [
      "Im Mittel ist ",
      kl("KL(B ‖ A)"),
      " ",
      ba,
      " ",
      nats("Nat"),
      " pro Token: Um so viel findet B das, was es selbst schreiben würde, wahrscheinlicher, als A es findet. Umgekehrt ist KL(A ‖ B) ",
      ab,
      ".",
    ],
    /** @param {number} agree @param {number} n */
    agree: (agree, n) =>
      `An ${count(agree)} von ${plural(n, { one: "Stelle", other: "Stellen" })} halten beide dasselbe Token für das wahrscheinlichste.`,
    facts: "Das Token, das kam, nach beiden Modellen",
    nats: "Nat",
    logprob: "Log-Wahrscheinlichkeit (Nat)",
    context: "Davor gelesene Tokens",
    both: "Was die Modelle hier erwartet haben: A links, B rechts",
    token: "Token",
    change: "Änderung",
    /** @param {number} n */
    others: (n) => plural(n, { one: "weiteres", other: "weitere" }),
    /** @param {number} most */
    scale: (most) =>
      `Die Balken reichen bis ${percent(most)}; die Änderung von A zu B ist in Prozentpunkten angegeben.`,
    /** @param {Child[]} gained @param {Child[]} lost */
    moved: (gained, lost) => [
      "Von A zu B ",
      ...(gained.length > 0 ? ["gewannen am meisten: ", ...gained] : []),
      gained.length > 0 && lost.length > 0 ? "; " : "",
      ...(lost.length > 0 ? ["verloren am meisten: ", ...lost] : []),
    ],
    /** @param {number} index @param {Child} characters */
    stretch: (index, characters) => [`Stück ${count(index)}, `, characters],
    /** @param {number} n */
    paid: (n) =>
      `Beide Modelle schneiden den Text vor und nach ${n === 1 ? "diesem Byte" : `diesen ${bytes(n)}`}, und jedes bezahlt ${n === 1 ? "es" : "sie"} mit eigenen Tokens:`,
    /** @param {number} x */
    aByte: (x) => `${decimal(x, 2)} pro Byte`,
    /** @param {string} letter */
    ownTokens: (letter) => `Die Tokens von ${letter} und was es an ihrer Stelle erwartet hatte`,
    ownColumns: ["Token", "Bits", "Rang", "Hier am wahrscheinlichsten"],
    /** @param {number} id @param {Child} a @param {Child} b */
    otherToken: (id, a, b) => [`Nummer ${count(id)} ist `, a, " in A und ", b, " in B"],
    /** @param {number} a @param {number} b */
    otherSizes: (a, b) => `A hat ${tokens(a)}, B ${count(b)}`,
    /** @param {Child[]} differ */
    whyNot: (differ) => [
      "Die zwei Vokabulare sind verschieden (",
      ...differ,
      "). Jedes Modell verteilt seine Wahrscheinlichkeit also auf eigene Tokens: Die Wahrscheinlichkeit eines Tokens nach A und die eines Tokens nach B beantworten zwei Fragen. Vergleichen lässt sich, was dieselben Zeichen jedes Modell kosten, in Bits; hier jeweils von einer Stelle, an der beide den Text geschnitten haben, bis zur nächsten.",
    ],
    whole: "Der Text als Ganzes",
    perToken: "ln p pro Token",
    meanEntropy: "Entropie, Mittel (Nat)",
    tokens: "Tokens",
    otherPrompts: "Sie haben vor dem Text nicht dasselbe gelesen, also trennt sie das ebenso wie die Modelle selbst:",
    bothRead: "Beide Modelle",
    /** @param {number} n */
    read: (n) => ` lasen ${tokens(n)} vor dem Text`,
    readNothing: " lasen vor dem Text nichts als das Token, das einen beginnt",
    answers: "Dieselbe Antwort nach beiden Modellen, mit und ohne Chat-Vorlage",
    withTemplate: "In der Chat-Vorlage",
    withoutTemplate: "Ohne Vorlage",
    /** @param {string} bits */
    bitsAByte: (bits) => `${bits} Bits pro Byte`,
    likeliest: "am wahrscheinlichsten",
    /** @param {number} logprob @param {number} mean */
    ofAnswer: (logprob, mean) => `${signedDecimal(logprob)} Nat, ${signedDecimal(mean, 3)} pro Token`,
    /** @param {number} n */
    behind: (n) => `nach ${tokens(n)}`,
  },

  truth: {
    title: "Neben der Wahrheit",
    truth: "In Wahrheit",
    model: "Modell",
    token: "Token",
    both: "Was als Nächstes kommen konnte: in Wahrheit und nach dem Modell",
    entropy: "Entropie der Wahrheit",
    kl: "KL, von der Wahrheit zum Modell",
    furthest: "Am weitesten von der Wahrheit",
    /** @param {number} x */
    nats: (x) => `${decimal(x, 4)} Nat`,
    /** @param {number} mass */
    mass: (mass) => (mass === 0 ? "0" : percent(mass)),
    /** @param {number} n */
    others: (n) => `Alle übrigen sind ${tokens(n)}.`,
    /** @param {number} n @param {Child} entropy @param {Term} word */
    could: (n, entropy, word) =>
      n === 1
        ? ["Hier wird nichts gezogen: Die Geschichtenwelt geht mit Sicherheit mit diesem Token weiter."]
        : [
            `Hier zieht die Geschichtenwelt: ${tokens(n)} könnten kommen, mit einer `,
            word("Entropie"),
            " von ",
            entropy,
            " Nat.",
          ],
    /** @param {Child} token */
    never: (token) => ["Die Geschichtenwelt schreibt hier nie ", token, ". Was sie geschrieben hätte:"],
    /** @param {Child} kl @param {Term} word @param {Term} nats */
    distance: (kl, word, nats) => [
      "Davon ist das Modell ",
      kl,
      " ",
      nats("Nat"),
      " entfernt (",
      word("KL-Divergenz"),
      ").",
    ],
    /** @param {number} at @param {Child} token */
    left: (at, token) => [
      `Die Wahrheit endet bei Token ${count(at)}: Die Geschichtenwelt schreibt dort nie `,
      token,
      ".",
    ],
    /** @param {number} n @param {number} drawn */
    drawn: (n, drawn) =>
      `Von ${tokens(n)} ${form(drawn, {
        one: `wurde 1 gezogen; es hat einen gepunkteten Rahmen.`,
        other: `wurden ${count(drawn)} gezogen; sie haben einen gepunkteten Rahmen.`,
      })} Alle übrigen folgen aus dem, was vor ihnen steht.`,
    /** @param {number} entropy @param {number} kl @param {number} truth @param {number} model */
    sum: (entropy, kl, truth, model) =>
      `Ein Token kostet das Modell im Mittel Entropie + KL = ${decimal(entropy + kl, 4)} Nat. Bei diesem Text: ${signedDecimal(model)} Nat nach dem Modell, ${signedDecimal(truth)} in Wahrheit.`,
  },

  commitment: {
    empty: "Noch kein Text.",
    definition: "Fest heißt",
    /** Of each definition its name, and what the token is from that layer on. */
    definitions: {
      first_and_stays: ["dauerhaft Platz 1", "das wahrscheinlichste nächste Token"],
      in_top_3: ["dauerhaft unter den ersten drei", "eines der drei wahrscheinlichsten nächsten Tokens"],
      above_half: ["dauerhaft über 50\u202f%", "wahrscheinlicher als alle anderen zusammen"],
    },
    goOn: "Das Modell schreibt weiter",
    /** @param {number} n */
    length: (n) => (n === 0 ? "gar nicht" : `um ${tokens(n)}`),
    /** @param {string} holds */
    meaning: (holds) =>
      `Die Schicht, ab der das Token ohne Unterbrechung ${holds} ist. Das ist eine Definition von mehreren; wähle eine andere und sieh, wie sich das Bild ändert: Keine sagt, wann das Modell sich „entscheidet“.`,
    /** @param {number} n @param {boolean} generated @param {number} early @param {number} last @param {number} never */
    summary: (n, generated, early, last, never) =>
      `Von ${plural(n, generated ? { one: "generierten Token", other: "generierten Tokens" } : { one: "Token", other: "Tokens" })} des Textes ${form(early, { one: "steht", other: "stehen" })} ${count(early)} vor der letzten Schicht fest, ${count(last)} erst in der Antwort des Modells selbst` +
      `${never > 0 ? `, ${count(never)} nicht einmal dort` : ""}.`,
    legend: "Die Farben",
    strip: "Ab welcher Schicht das Modell jedes Token sagen würde",
    asTable: "Alle Definitionen als Tabelle",
    token: "Token",
    own: "generiert",
    /** @param {string} token @param {string} layer @param {boolean} own */
    spoken: (token, layer, own) => `${token}${own ? ", generiert" : ""}: ${layer}`,
    /** @param {number | null} layer @param {number} n */
    layer: (layer, n) =>
      layer === null
        ? "nicht einmal in der Antwort des Modells"
        : layer === n
          ? "nie vor der Antwort des Modells"
          : `vor Block ${layer}`,
    /** @param {number | null} layer @param {number} n */
    mark: (layer, n) => (layer === null ? "×" : layer === n ? "Ende" : String(layer)),
    /** @param {number} at @param {Child} token @param {number | null} layer @param {number} n @param {string} holds */
    told: (at, token, layer, n, holds) => [
      `Token ${count(at)} `,
      token,
      layer === null
        ? `: Nicht einmal in der Antwort des Modells selbst ist es ${holds}.`
        : layer === n
          ? `: Erst in der Antwort des Modells selbst ist es ${holds}, vorher nie.`
          : `: Ab dem, was in Block ${layer} hineingeht, ist es ${holds}.`,
    ],
  },

  speculation: {
    empty: "Noch keine Vorschläge.",
    rounds: "Die Runden: vorgeschlagene Tokens und die des Modells selbst",
    pointed: "Das Token unter dem Zeiger",
    asTable: "Alle vorgeschlagenen Tokens als Tabelle",
    key: "Was die Zeichen bedeuten",
    marks: { accepted: "✓", rejected: "✗", dropped: "·" },
    fates: { accepted: "angenommen", rejected: "abgelehnt", dropped: "verfallen: niemand sah nach" },
    own: "vom Modell selbst",
    owns: { residual: "anstelle des abgelehnten", bonus: "eines mehr, alle wurden angenommen" },
    /** @param {Child} passes @param {string} model @param {number} n @param {number | null} mean */
    passes: (passes, model, n, mean) => [
      passes,
      ` Durchläufe von ${model} ergaben ${tokens(n)}${mean === null ? "" : `: ${decimal(mean, 2)} pro Durchlauf statt 1`}. `,
    ],
    /** @param {string} draft @param {number} passes */
    drafts: (draft, passes) => `${draft} schlug ${tokens(passes)} vor, jedes in einem eigenen Durchlauf: `,
    /** @param {Child} accepted @param {number | null} rate @param {number} rejected @param {number} dropped */
    counts: (accepted, rate, rejected, dropped) => [
      accepted,
      ` angenommen${rate === null ? "" : ` (${percent(rate)} der geprüften)`}, ${count(rejected)} abgelehnt, ${count(dropped)} verfallen.`,
    ],
    /** @param {number} n */
    round: (n) => `Runde ${count(n)}`,
    /** @param {string} token @param {"accepted" | "rejected" | "dropped"} fate */
    spoken: (token, fate) => `${token}: vorgeschlagen, ${words.speculation.fates[fate]}`,
    /** @param {string} token @param {"residual" | "bonus"} from */
    spokenOwn: (token, from) => `${token}: vom Modell selbst, ${words.speculation.owns[from]}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [token, ` in Runde ${count(n)}`],
    /** @param {string} model @param {Child} share @param {number | null} u */
    proposed: (model, share, u) => [
      `${model} ${u === null ? "schlug es als sein wahrscheinlichstes Token vor" : `zog es mit u = ${decimal(u, 4)}`}, mit der Wahrscheinlichkeit q = `,
      share,
      ". ",
    ],
    /** @param {string} model @param {Child} share */
    gave: (model, share) => [`${model} gab ihm p = `, share, ". "],
    dropped: "Ein Token davor wurde abgelehnt oder beendete den Text, also fragte niemand, was das Modell davon hält.",
    greedyAccepted: "Das ist auch für das Modell das wahrscheinlichste Token: angenommen.",
    /** @param {Child} token */
    greedyRejected: (token) => [
      "Das wahrscheinlichste Token des Modells ist ",
      token,
      ": Der Vorschlag wird abgelehnt und dieses genommen.",
    ],
    /** @param {string} acceptance @param {string} u */
    rule: (acceptance, u) =>
      `Es wird angenommen, wenn eine Zufallszahl unter min(1, p / q) = ${acceptance} liegt. Diese Zahl ist u = ${u}: `,
    verdicts: { accepted: "angenommen.", rejected: "abgelehnt.", dropped: "" },
    /** @param {Term} residual @param {string} u @param {Child} token */
    instead: (residual, u, token) => [
      "An seiner Stelle wird ein Token aus dem ",
      residual("Rest"),
      ` gezogen, aus dem, was p mehr hat als q, mit u = ${u}: `,
      token,
      ".",
    ],
    /** @param {number} acceptance @param {number} u */
    coin: (acceptance, u) =>
      `u ist ${decimal(u, 4)}, ${u < acceptance ? "unter" : "nicht unter"} ${decimal(acceptance, 4)}; bis dorthin wird das Token angenommen.`,
    accepts: "angenommen",
    rejects: "abgelehnt",
    overlap: "Die zwei Verteilungen an dieser Stelle, nach der Strategie",
    /** @param {string} draft @param {string} model */
    overlapColumns: (draft, model) => ["Token", `q: ${draft}`, `p: ${model}`, "Rest"],
    /** @param {number} n */
    small: (n) => plural(n, { one: "weiteres Token unter 1 %", other: "weitere Tokens, je unter 1 %" }),
    /** @param {number} n */
    others: (n) => plural(n, { one: "weiteres", other: "weitere" }),
    drafted: "←\u00a0vorgeschlagen",
    drawn: "←\u00a0gezogen",
    /** @param {number} shared */
    shared: (shared) =>
      `Was beide gemeinsam haben: Das Kleinere von p und q, über alle Tokens zusammengezählt, ist ${percent(shared)}. So oft wird hier ein vorgeschlagenes Token angenommen.`,
    /** @param {string} model @param {number} n */
    bonus: (model, n) =>
      n === 0
        ? `Nichts wurde vorgeschlagen, also ging ${model} allein weiter. `
        : `${form(n, { one: "Das vorgeschlagene Token wurde angenommen", other: `Alle ${count(n)} vorgeschlagenen Tokens wurden angenommen` })}, und derselbe Durchlauf von ${model} sagt auch, was danach kommt: ein Token umsonst. `,
    bonusGreedy: "Es ist das wahrscheinlichste.",
    /** @param {string} u */
    bonusDrawn: (u) => `Es wurde wie immer gezogen, mit u = ${u}.`,
    /** @param {Child} token */
    inPlaceOf: (token) => ["Es kam anstelle von ", token, ", das abgelehnt wurde:"],
    /** @param {string} draft @param {string} model */
    columns: (draft, model) => [
      "Runde",
      "Token",
      `q: ${draft}`,
      `p: ${model}`,
      "min(1, p / q)",
      "u",
      "Was daraus wurde",
    ],
  },

  beam_tree: {
    empty: "Noch keine Beam-Suche.",
    slider: "Schritt der Suche",
    back: "Einen Schritt zurück",
    forward: "Einen Schritt weiter",
    pointed: "Der Kandidat unter dem Zeiger",
    trellis: "Die Kandidaten jedes Schritts, der beste zuerst",
    asTable: "Die Kandidaten dieses Schritts als Tabelle",
    key: "Was die Zeichen bedeuten",
    shapes: { live: "●", inner: "○", finished: "■", pruned: "✕" },
    statuses: { live: "lebt", inner: "geht weiter", finished: "fertig", pruned: "gestrichen" },
    best: "bester Text",
    bestMark: "★",
    greedy: "greedy",
    greedyMark: "G",
    over: {
      limit: "die Längengrenze erreicht war",
      nothing_live: "kein Text mehr fortzusetzen war",
      enough_finished: "so viele Texte fertig waren, wie es Beams gibt",
      no_gain: "von keinem lebenden Text mehr zu erwarten war, dass er die fertigen schlägt",
    },
    /** @param {number | string | boolean} beams @param {number} steps @param {string} over */
    summary: (beams, steps, over) =>
      `${plural(Number(beams), { one: "Beam blickte", other: "Beams blickten" })} ${tokens(steps)} voraus, bis ${over}. `,
    noText: "Es wurde kein Text gefunden.",
    /** @param {Child} score */
    same: (score) => ["Der beste Text (Wertung: ", score, ") ist derselbe, den auch greedy schreibt."],
    /** @param {Child} score @param {Child} greedy */
    wins: (score, greedy) => [
      "Wertung des besten Textes: ",
      score,
      ", des Textes von greedy: ",
      greedy,
      ". Vorauszublicken hat einen besseren gefunden.",
    ],
    /** @param {Child} score @param {Child} greedy */
    loses: (score, greedy) => [
      "Wertung des besten Textes: ",
      score,
      ", des Textes von greedy: ",
      greedy,
      ". Die Suche hat den besseren unterwegs aufgegeben.",
    ],
    /** @param {number} at @param {number} all @param {number[]} counts @param {number} others */
    where: (at, all, [live, finished, pruned], others) =>
      `Schritt ${count(at)} von ${count(all)}: ${count(live)} ${form(live, { one: "lebt", other: "leben" })}, ${count(finished)} hier fertig, ${count(pruned)} gestrichen; Fortsetzungen, die keine Kandidaten waren: ${count(others)}`,
    /** @param {number} first */
    begin: (first) => (first === 0 ? "Prompt" : `Schritte 1 bis ${count(first)}`),
    /** @param {number} n */
    stepHead: (n) => `Schritt ${count(n)}`,
    /** @param {number} n */
    unfold: (n) => `${plural(n, { one: "früheren Schritt", other: "frühere Schritte" })} zeigen`,
    /** @param {number} n */
    fold: (n) => `${plural(n, { one: "früheren Schritt", other: "frühere Schritte" })} einklappen`,
    /** @param {string} token @param {"live" | "inner" | "finished" | "pruned"} status @param {number} sum @param {boolean} best @param {boolean} greedy */
    spoken: (token, status, sum, best, greedy) =>
      `${token}: ${words.beam_tree.statuses[status]}, Summe ${signedDecimal(sum, 2)}${best ? ", auf dem Weg zum besten Text" : ""}${greedy ? ", auf dem Weg von greedy" : ""}`,
    /** @param {number} at */
    texts: (at) => `Die Texte nach Schritt ${count(at)}`,
    /** @param {string} sum @param {number} divisor @param {string} score */
    formula: (sum, divisor, score) => `${sum} / ${number(divisor)} = ${score}`,
    /** @param {Child} token @param {number} place @param {number} all @param {number} step */
    title: (token, place, all, step) => [
      token,
      ` Kandidat ${count(place)} von ${count(all)} in Schritt ${count(step)}`,
    ],
    token: "Log-Wahrscheinlichkeit des Tokens",
    /** @param {string} logprob @param {string} probability */
    tokenLogprob: (logprob, probability) => `${logprob} (das Modell: ${probability})`,
    /** @param {Term} rank */
    rank: (rank) => [rank("Rang"), " in der Verteilung des Modells"],
    penalty: "Vielfaltsstrafe",
    /** @param {string} penalty */
    penaltyOf: (penalty) =>
      `${penalty}, in der Log-Wahrscheinlichkeit enthalten: Frühere Gruppen haben dieses Token auch gewählt`,
    groups:
      "Die Zahl neben einem Zeichen ist die Gruppe. Gruppen stehen nicht im Wettbewerb, aber jede meidet, was die früheren gewählt haben.",
    /** @param {number} group */
    group: (group) => ` · Gruppe ${count(group)}`,
    drawn: "Gezogen",
    /** @param {string} u @param {string} chance @param {number} place */
    drawnBy: (u, chance, place) =>
      `als Nummer ${count(place)}, mit u = ${u}; Chance ${chance} unter den noch verbliebenen`,
    sum: "Summe",
    /** @param {string} before @param {string} token @param {string} sum */
    added: (before, token, sum) => `${before} + (${token}) = ${sum}`,
    length: "Länge",
    dividedBy: "Geteilt durch",
    score: "Wertung",
    /** @param {string} sum @param {number} length @param {Child} penalty @param {number} divisor @param {string} score */
    divided: (sum, length, penalty, divisor, score) => [
      `${sum} / ${count(length)}`,
      penalty,
      ` = ${sum} / ${number(divisor)} = ${score}`,
    ],
    became: {
      live: "Er gehört zu den besten, die nicht enden, und wird im nächsten Schritt fortgesetzt.",
      inner: "Eine oder mehrere seiner Fortsetzungen wurden behalten.",
      finished: "Sein Text ist vollständig und gehört zu den besten vollständigen.",
      pruned: "",
    },
    reasons: {
      /** @param {number} step @param {number} n */
      outranked: (step, n) =>
        `In Schritt ${count(step)} ${form(n, { one: "hat", other: "haben" })} ${plural(n, { one: "Kandidat", other: "Kandidaten" })} eine höhere Summe, für ihn bleibt kein Platz.`,
      /** @param {number} step @param {number} n */
      no_place_to_end: (step, n) =>
        `Er würde in Schritt ${count(step)} enden, aber ${form(n, { one: "nur der erste Kandidat darf", other: `nur die ersten ${count(n)} Kandidaten dürfen` })} enden.`,
      /** @param {number} step @param {number} n */
      no_continuation: (step, n) =>
        `In Schritt ${count(step)} wurde keine seiner Fortsetzungen behalten: ${plural(n, { one: "anderer Text hat", other: "andere Texte haben" })} die Plätze eingenommen.`,
      /** @param {number} step @param {number} n */
      outscored: (step, n) =>
        `Er war vollständig, aber seit Schritt ${count(step)} ${form(n, { one: "hat", other: "haben" })} ${plural(n, { one: "vollständiger Text", other: "vollständige Texte" })} eine höhere Wertung.`,
      /** @param {number} step @param {number} n */
      search_over: (step, n) =>
        `Die Suche endete nach Schritt ${count(step)}, mit ${plural(n, { one: "vollständigen Text, den er hätte", other: "vollständigen Texten, die er hätte" })} schlagen müssen.`,
    },
    beatenBy: "Wer ihn geschlagen hat",
    beside: "Der beste Text neben dem von greedy",
    text: "Text",
    prompt: "(Prompt)",
    others: "übrige",
    /** @param {number} n */
    others_count: (n) => `${plural(n, { one: "Fortsetzung", other: "Fortsetzungen" })} mit niedrigerer Summe`,
    columns: [
      "Platz",
      "Nach",
      "Token",
      "Wahrscheinlichkeit",
      "Log-Wahrscheinlichkeit",
      "Summe",
      "Wertung",
      "Was es ist",
    ],
    /** @param {number} at */
    stepTable: (at) => `Die Kandidaten von Schritt ${count(at)}`,
  },

  attribution: {
    empty: "Noch kein Logit.",
    token: "Logit von",
    against: "minus Logit von",
    after: "nach Token",
    nothing: "kein anderes Token",
    /** @param {string} token @param {number} probability */
    choice: (token, probability) => `${token} (${percent(probability)})`,
    order: "Ordnung",
    orders: { place: "nach Ort", size: "nach Größe" },
    /** @param {Child} token @param {number} at @param {Child} value @param {Term} logit */
    sum: (token, at, value, logit) => [
      "Das ",
      logit("Logit"),
      " von ",
      token,
      ` nach Token ${count(at)} ist `,
      value,
      ", die Summe aller Teile.",
    ],
    /** @param {() => Child} token @param {() => Child} against @param {number} at @param {Child} value @param {Term} logit */
    difference: (token, against, at, value, logit) => [
      `Nach Token ${count(at)} ist das `,
      logit("Logit"),
      " von ",
      token(),
      " minus das von ",
      against(),
      " gleich ",
      value,
      ", die Summe aller Teile. Nach rechts geht, was für ",
      token(),
      " spricht, nach links, was für ",
      against(),
      " spricht.",
    ],
    hint: "Ein Logit allein sagt wenig, denn zu allen Logits lässt sich dieselbe Zahl addieren: Wähle ein zweites Token, um zu sehen, was zwischen den beiden entscheidet.",
    direct:
      "Direkt: Wozu ein Teil spätere Teile bringt, zählt bei diesen. Alles ist durch den Maßstab der letzten Normalisierung geteilt.",
    parts: "Was jeder Teil zum Logit beigetragen hat",
    columns: ["Teil", "Beitrag zum Logit"],
    wte: "Token-Embedding",
    wpe: "Positions-Embedding",
    final: "Bias der letzten Normalisierung",
    /** @param {number} layer */
    block: (layer) => `Block ${layer}`,
    /** @param {number} head */
    head: (head) => `Head ${head}`,
    bias: "Attention-Bias",
    mlp: "MLP",
    /** @param {string} part @param {number} layer */
    within: (part, layer) => `Block ${layer}, ${part}`,
    /** @param {number} n @param {string} sum */
    smaller: (n, sum) => `${plural(n, { one: "kleinerer Teil", other: "kleinere Teile" })}, zusammen ${sum}`,
    all: "alle Teile zusammen",
  },

  heads: {
    empty: "Noch keine Heads.",
    grid: "Alle Heads",
    asTable: "Alle Heads als Tabelle",
    head: "Head",
    sharedKeys: "Keys",
    /** @param {number} n */
    keys: (n) => `Keys ${n}`,
    /** @param {number} n */
    layer: (n) => `Schicht ${n}`,
    /** @param {number} layers @param {number} heads @param {number} shown @param {number} leftOut */
    summary: (layers, heads, shown, leftOut) =>
      `Jedes Quadrat ist das Muster eines Heads: ${plural(layers, { one: "Schicht", other: "Schichten" })} von oben nach unten, ` +
      `in jeder ${plural(heads, { one: "Head", other: "Heads" })}. Eine Zeile ist ein Token, das schaut, eine Spalte ein Token, auf ` +
      `das es schaut: je kräftiger die Farbe, desto mehr.${leftOut > 0 ? ` Von ${tokens(shown + leftOut)} sind nur die letzten ${count(shown)} gezeichnet; die Werte gelten für den ganzen Text.` : ""}`,
    /** @param {number} group @param {Term} kv */
    grouped: (group, kv) => [
      ` Unter einem Strich stehen ${count(group)} Heads, die dieselben `,
      kv("Keys und Values"),
      " lesen.",
    ],
    /** @param {boolean} some  whether any head has a name @param {Term} induction */
    key: (some, induction) => [
      "Ein Head bekommt einen Namen, wenn mindestens die Hälfte seiner Attention auf eine Stelle geht: voriges Token (P), " +
        "es selbst (S) oder erstes Token (1) in diesem Text; ",
      induction("Induktion"),
      ` (I) bei Zufallstokens, die zweimal kommen.${some ? "" : " Hier verdient kein Head einen Namen: Alle verteilen ihre Attention."}`,
    ],
    marks: {
      previous: ["voriges", "P"],
      self: ["es selbst", "S"],
      first: ["erstes", "1"],
      induction: ["Induktion", "I"],
    },
    /** @param {number} layer @param {number} head */
    place: (layer, head) => `Schicht ${layer}, Head ${head}`,
    /** @param {number} layer @param {number} head @param {string | null} label */
    spoken: (layer, head, label) => `Schicht ${layer}, Head ${head}${label === null ? "" : `: ${HEAD_NAMES[label]}`}`,
    /** @param {string | null} label */
    named: (label) => (label === null ? "–" : HEAD_NAMES[label]),
    /** @param {number} first @param {number} last */
    sharesWith: (first, last) =>
      `Die Heads ${first} ${last - first > 1 ? "bis" : "und"} ${last} dieser Schicht lesen dieselben Keys und Values.`,
    scores: {
      previous: "voriges Token",
      self: "es selbst",
      first: "erstes Token",
      induction: "Induktion, in diesem Text",
      repeated_induction: "Induktion, Zufallstokens",
      distance: "Abstand",
      spread: "Streuung",
      entropy: "Entropie",
    },
    detail: "Der gezeigte oder gewählte Head",
    scoresOf: "Worauf der Head schaut, im Mittel über den Text",
    scoresOfAll: "Die Werte aller Heads: Anteile der Attention, Abstand in Tokens und seine Varianz, Entropie in Nat",
    score: "Wert",
    share: "Anteil seiner Attention",
    name: "Name",
    /** @param {number} distance */
    tokensBack: (distance) => `${decimal(distance, 2)} Tokens`,
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} Nat`,
  },

  headScatter: {
    empty: "Noch keine Heads.",
    plot: "Alle Heads, nach zwei Werten",
    /** @param {number} n */
    summary: (n) =>
      `Jeder Punkt ist ein Head (${count(n)}). Wähle zwei Werte; drück auf einen Punkt, um den Head zu öffnen.`,
    on: "Werte gemessen an",
    texts: { repeated: "Zufallstokens, zweimal", text: "diesem Text" },
    across: "Waagerecht",
    up: "Senkrecht",
    axis: {
      previous: "Attention auf das vorige Token",
      self: "Attention auf sich selbst",
      first: "Attention auf das erste Token",
      induction: "Induktion: auf das, was demselben Token folgte",
      repeated_induction: "Induktion bei Zufallstokens, die zweimal kommen",
      distance: "Abstand in Tokens",
      spread: "Streuung des Abstands (Varianz)",
      entropy: "Entropie der Attention in Nat",
    },
    firstLayer: "erste Schicht",
    lastLayer: "letzte Schicht",
    /** @param {number} n @param {number} more @param {Term} induction */
    found: (n, more, induction) => [
      "Gefundene ",
      induction("Induction Heads"),
      `: ${count(n)}${more > 0 ? `, die ersten ${count(n - more)} davon` : ""}.`,
    ],
    /** @param {string} earned @param {Term} induction */
    notFound: (earned, induction) => [
      "Kein ",
      induction("Induction Head"),
      `: Keiner erreicht ${earned} bei Zufallstokens, die zweimal kommen. Am höchsten ist`,
    ],
    /** @param {number} layer @param {number} head @param {number} score */
    headWith: (layer, head, score) => `Schicht ${layer}, Head ${head}: ${percent(score)}`,
    /** @param {number} layer @param {number} head @param {string} name */
    label: (layer, head, name) => `${layer}.${head} ${name}`,
    /** @param {string} head @param {Child[]} one @param {Child[]} other @param {string} label */
    told: (head, one, other, label) => [
      `${head}: ${one[0]} `,
      one[1],
      `, ${other[0]} `,
      other[1],
      label === "–" ? ". Kein Wert gibt ihm einen Namen." : `. Name: ${label}.`,
    ],
    /** @param {string} head @param {string} one @param {string} other */
    spoken: (head, one, other) => `${head}; waagerecht ${one}, senkrecht ${other}`,
    /** @param {string} earned @param {number} hidden @param {number} missing */
    left: (earned, hidden, missing) =>
      [
        `Ein Head hat einen Namen (Schicht.Head und was er tut), wenn einer der ersten vier Werte ${earned} erreicht: eine gestrichelte Linie, wo sie ins Bild fällt.`,
        hidden > 0 &&
          `Für ${plural(hidden, { one: "Namen", other: "Namen" })} ist kein Platz; zeig auf einen Head, um seinen zu lesen.`,
        missing > 0 &&
          `${plural(missing, { one: "Head ist", other: "Heads sind" })} nicht gezeichnet, weil dieser Text keine Antwort gibt: Kein Token kommt zweimal.`,
      ]
        .filter(Boolean)
        .join(" "),
    asTable: "Alle Werte als Tabelle",
  },

  headExamples: {
    empty: "Das Modell liest Texte der Geschichtenwelt …",
    /** @param {string} head */
    title: (head) => `${head}: worauf er schaut`,
    /** @param {number} texts @param {number} n */
    read: (texts, n) =>
      `Gelesen: ${plural(texts, { one: "Text", other: "Texte" })} der Geschichtenwelt, ${tokens(n)}. Das erste Token bleibt jeweils weg: Dort ruht Attention, die sonst nichts findet.`,
    /** @type {[string, string]} */
    queries: ["Tokens, die schauen", "Wie stark jedes auf ein anderes schaut, im Mittel über seine Stellen."],
    /** @type {[string, string]} */
    keys: [
      "Tokens, auf die geschaut wird",
      "Wie stark ein späteres Token auf jedes schaut, im Mittel über seine Stellen.",
    ],
    columns: ["Token", "Gewicht", "Stellen"],
    query: "ein Token, das schaut",
    key: "das, worauf es am meisten schaut",
    /** @param {Child} query @param {Child} key */
    marks: (query, key) => ["In jedem Beispiel ist ", query, " ausgefüllt und ", key, " gerahmt."],
    /** @param {number} above */
    band: (above) => (above === 0 ? "Am stärksten" : `${number(100 * above)}\u202f% aller Tokens schauen stärker`),
    /** @param {string} query @param {string} key */
    spoken: (query, key) => `: „${query}“ schaut auf „${key}“.`,
    /** @param {number} n */
    leftOut: (n) => ` … ${tokens(n)} … `,
  },

  features: {
    empty: "Noch keine Features.",
    which: "Wörterbuch",
    /** @param {string} name */
    dictionary: (name) =>
      name.endsWith(".mlp")
        ? `MLP von Block ${name.split(".")[1]}`
        : name.replace("fitted-", "eigenes ").replace(/^h\.(\d+)\.resid_post$/, "Strom nach Block $1"),
    tokens: "Der Text; wähle ein Token",
    activeHere: "Die Features, die auf dem gewählten Token aktiv sind",
    story: "Alles über das gewählte Feature",
    /** @param {number} place @param {string} token @param {string} name */
    spoken: (place, token, name) => `Token ${count(place)}, ${token}${name && `; ${name}`}`,
    /** @param {number} place @param {Child} token */
    activeOn: (place, token) => [`Aktiv auf Token ${count(place)}, `, token],
    none: "Keines: Nichts, was dieses Wörterbuch kennt, wurde hier gemessen.",
    choose:
      "Drück auf ein Feature, um zu sehen, wo es sonst anspringt, was es schreibt und was ohne es aus dem nächsten Token wird.",
    /** @param {number} index */
    short: (index) => `#${index}`,
    /** @param {string} rule @param {boolean} next */
    named: (rule, next) => (next ? `vor ${rule}` : rule),
    /** @param {number} index @param {string} name */
    title: (index, name) => (name ? `Feature ${index}: ${name}` : `Feature ${index}`),
    /** @param {number} share */
    fires: (share) => `Es springt bei ${percent(share)} der Tokens der Geschichtenwelt an.`,
    nameless: "Es verrät keine Regel der Geschichtenwelt gut genug, um nach ihr zu heißen.",
    /** @param {Child} rule @param {boolean} next @param {number} precision @param {number} recall @param {Child} f1 @param {number} tokens @param {Term} mark */
    graded: (rule, next, precision, recall, f1, tokens, mark) => [
      next ? "Seine Note: Ob das nächste Token nach der Regel " : "Seine Note: Ob ein Token nach der Regel ",
      rule,
      ` gezogen ${next ? "wird" : "wurde"}, sagt es mit einer Präzision von ${percent(precision)} und einer Trefferquote von ${percent(recall)}, `,
      mark("F1"),
      " ",
      f1,
      ` (bei ${plural(tokens, { one: "Ziehung", other: "Ziehungen" })} in Texten, an die nichts angepasst wurde).`,
    ],
    examples: "Wo es am stärksten anspringt",
    never: "In den Texten, an denen es bewertet wurde, sprang es nie an.",
    /** @param {number} place @param {Child} token */
    writes: (place, token) => [`Welche Logits es hebt und senkt, nach Token ${count(place)}, `, token],
    raises: "Hebt",
    lowers: "Senkt",
    logitColumn: "Logit",
    silent: "Hier ist es still, also schreibt es nichts.",
    without: "Ausgeschaltet",
    distributions: "Die wahrscheinlichsten nächsten Tokens mit dem Feature und ohne es",
    columns: ["Token", "Mit ihm", "Ohne es"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => [
      "Was es schreibt, wird bei jedem Token weggenommen. Am wahrscheinlichsten ist weiterhin ",
      token,
      `: vorher ${percent(before)}, jetzt ${percent(after)}.`,
    ],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => [
      "Was es schreibt, wird bei jedem Token weggenommen. Am wahrscheinlichsten war ",
      before,
      ", jetzt ist es ",
      after,
      ".",
    ],
    /** @param {Term} kl @param {Child} value */
    kl: (kl, value) => [kl("KL-Divergenz"), " ", value, " Nat."],
    /** @param {string} reads */
    autoencoder: (reads) => `Ein Sparse Autoencoder für ${reads}:`,
    /** @param {string} reads @param {string} writes */
    transcoder: (reads, writes) => `Ein Transcoder, der ${reads} liest und ${writes} schreibt:`,
    /** @param {number} n @param {number} k @param {Term} feature */
    size: (n, k, feature) => [
      `${count(n)} `,
      feature(form(n, { one: "Feature", other: "Features" })),
      `, höchstens ${count(k)} davon auf einem Token aktiv.`,
    ],
    /** @param {number} unexplained @param {number} dead @param {number} recovered @param {Term} mark */
    quality: (unexplained, dead, recovered, mark) => [
      `Es lässt ${percent(unexplained)} der `,
      mark("Varianz unerklärt"),
      `, ${percent(dead)} seiner Features sind tot, und an die Stelle gesetzt, holt es ${percent(recovered)} des Loss zurück.`,
    ],
    /** @param {number} f1 @param {number} rules @param {Term} mark */
    median: (f1, rules, mark) => [
      "Median des besten ",
      mark("F1"),
      ` ${decimal(f1, 2)} über ${plural(rules, { one: "Regel", other: "Regeln" })} der Geschichtenwelt.`,
    ],
    ungraded: "Keine Regel kam oft genug vor, um daran zu bewerten.",
    rules: "Jede Regel und das Feature, das sie am besten verrät",
    ruleColumns: ["Regel", "Für das", "Feature", "Präzision", "Trefferquote", "F1", "Ziehungen"],
    ofThis: "Token selbst",
    ofNext: "nächste Token",
    asTable: "Die Features jedes Tokens als Tabelle",
    tableColumns: ["Token", "Features, das stärkste zuerst"],
    /** @param {number} index @param {string} name @param {number} activation */
    cell: (index, name, activation) => `#${index}${name && ` ${name}`} ${decimal(activation, 1)}`,
  },

  costs: {
    empty: "Noch keine Kosten.",
    numbers: "Eine Zahl braucht",
    /** @type {[string, string][]} */
    formats: [
      ["4", "float32: 4 Bytes"],
      ["2", "float16, bfloat16: 2 Bytes"],
    ],
    weights: "Gewichte",
    parameters: (/** @type {number} */ n) => `${count(n)} Parameter`,
    nextToken: "Das nächste Token dieses Textes",
    flops: (/** @type {string} */ n) => `${n} FLOPs`,
    without: (/** @type {string} */ n, /** @type {number} */ times) =>
      `ohne Cache ${n}, ${times < 10 ? decimal(times, 1) : count(Math.round(times))}-mal so viele`,
    cache: "KV-Cache dieses Textes",
    cached: (/** @type {number} */ n, /** @type {number} */ each) => `${tokens(n)} zu je ${count(each)} Zahlen`,
    shared: (/** @type {number} */ times) => `${count(times)}-mal kleiner, als wenn jeder Head eigene hätte`,
    next: "Was für das nächste Token zu tun ist",
    /** @param {number} n @param {number} each @param {string} size */
    reading: (n, each, size) =>
      `Das Modell hat ${tokens(n)} gelesen. Für das letzte berechnet es, was zu diesem Token allein gehört; von den ${count(n - 1)} davor wird nichts neu berechnet: Ihre Keys und Values, ${count((n - 1) * each)} Zahlen (${size}), kommen aus dem Cache. Seine eigenen ${count(each)} kommen hinzu.`,
    columns: ["Teil", "FLOPs", "Berechnete Zahlen", "Aus dem Cache gelesene Zahlen"],
    /** @type {Record<string, string>} */
    parts: {
      embedding: "Embedding, eine Zeile einer Tabelle",
      qkv: "Query, Key und Value",
      attention: "Attention: Scores, Summe der Values",
      attn_out: "Ausgabe der Attention",
      mlp: "MLP",
      logits: "Logits",
    },
    total: "alles zusammen",
    growth: "KV-Cache nach Länge des Textes",
    /** @param {number} n @param {string} size @param {string} weights */
    picture: (n, size, weights) =>
      `Von nichts bis ${size} bei ${tokens(n)}, dem ganzen Kontext. Die gestrichelte Linie ist die Größe der Gewichte, ${weights}.`,
    own: "wie dieses Modell ist",
    all: "wenn jeder Head eigene Keys und Values hätte",
    ofWeights: "die Gewichte",
    asTable: "Kosten nach Länge des Textes als Tabelle",
    lengthColumns: [
      "Tokens",
      "FLOPs des nächsten Tokens",
      "Ohne Cache",
      "KV-Cache",
      "Mit Keys und Values für jeden Head",
    ],
    tokens,
  },

  // of every model in training
  training: {
    steps: "Schritte",
    nats: "Nat pro Token",
    /** @param {string} step @param {string | null} value */
    point: (step, value) => `nach ${step} ${step === "1" ? "Schritt" : "Schritten"}: ${value ?? "noch nicht gemessen"}`,
    answersTitle: "Was es antwortet",
    slider: "Nach wie vielen Schritten",
    /** @param {string} step */
    after: (step) =>
      step === "0" ? "Vor dem ersten Schritt" : `Nach ${step} ${step === "1" ? "Schritt" : "Schritten"}`,
    nothing: "(nichts)",
    asTable: "Alle Antworten als Tabelle",
    /** @param {string} model */
    looks: (model) => `${model} während des Trainings`,
  },
  fine_tuning: {
    empty: "Noch nichts trainiert.",
    /** @param {string} n */
    answerLoss: (n) => `Was es für Antworten bezahlt, die es nie sah (${n} Tokens)`,
    /** @param {string} n */
    storyLoss: (n) => `Was es vergisst: was es für Geschichten bezahlt (${n} Tokens)`,
    /** @param {string} answers @param {string} stories @param {(label: string) => Child} nats @returns {Child[]} */
    losses: (answers, stories, nats) => [
      `: Loss bei Antworten ${answers}, bei Geschichten ${stories} `,
      nats("Nat"),
      " pro Token",
    ],
    countedTitle: "Was der Loss zählt",
    /** @param {string} counted @param {string} all */
    counted: (counted, all) =>
      `Ein Gespräch, aus dem es lernt. Von seinen ${all} Tokens zählen ${counted}, die markierten: was der Assistent schreibt und das Token, das jede Antwort beendet. Das Übrige liest das Modell, aber es lernt nicht, es zu schreiben.`,
  },
  preference: {
    empty: "Noch nichts trainiert.",
    nats: "Nat",
    /** @param {string} n */
    loss: (n) => `Der Loss bei ${n} Paaren, die es nie sah`,
    margin: "Marge: was die gewählte Antwort mehr gewann",
    accuracy: "Paare auf der richtigen Seite",
    kl: "KL-Divergenz vom Modell davor",
    /** @param {string} chosen @param {string} rejected @param {(label: string) => Child} nats @returns {Child[]} */
    moved: (chosen, rejected, nats) => [
      `: Die Log-Wahrscheinlichkeit der gewählten Antworten hat sich um ${chosen} `,
      nats("Nat"),
      ` geändert, die der abgelehnten um ${rejected}`,
    ],
    pairTitle: "Eines der Paare",
    request: "Frage",
    chosen: "Gewählt",
    rejected: "Abgelehnt",
    text: "Text",
    outcome: {
      /** @param {string} before @param {string} after @param {string} n */
      right: (before, after, n) =>
        `Bei Fragen, die es nie sah, waren vorher ${before} und sind jetzt ${after} von ${n} Antworten (greedy) richtig.`,
      /** @param {string} before @param {string} after @param {string} n */
      words: (before, after, n) =>
        `Bei Fragen, die es nie sah, hatten ${n} Antworten (greedy) im Mittel vorher ${before} und jetzt ${after} Wörter.`,
    },
    /** @param {string} accuracy */
    fewer: (accuracy) =>
      `Es sind weniger richtig als vorher, obwohl ${accuracy} der Paare auf der richtigen Seite sind: Von zwei Antworten eine vorziehen heißt noch nicht, sie zu schreiben.`,
    displaced:
      "Auch die gewählten Antworten sind unwahrscheinlicher als vorher: Der Loss verlangt nur, dass die abgelehnten noch tiefer fallen.",
  },
  quantization: {
    empty: "Noch ist nichts in weniger Bits gespeichert.",
    columns: [
      "Typ",
      "Bits pro Gewicht",
      "Alle Gewichte",
      "Mittel",
      "Anderes Token vorn",
      "Größte KL",
      "Abweichung der Gewichte",
    ],
    kl: "KL",
    nats: "Nat",
    /** @param {string} model */
    types: (model) => `Die Gewichte von ${model} in jedem Typ`,
    /** @param {number} n */
    bits: (n) => number(n),
    closer: "Genauer ansehen",
    textTitle: "Wo der Text anders weiterginge",
    /** @param {string} type @param {number} n @param {number} all @param {boolean} goesOn */
    summary: (type, n, all, goesOn) =>
      n === 0
        ? `In ${type} ist das wahrscheinlichste nächste Token nach allen ${count(all)} verglichenen Tokens dasselbe${goesOn ? ": Greedy schreibt denselben Text" : ""}.`
        : `In ${type} ist nach ${count(n)} der ${count(all)} verglichenen Tokens ein anderes Token das wahrscheinlichste. Dort geht greedy einen anderen Weg.`,
    text: "Der Text; je weiter die zwei Verteilungen, aus denen ein Token kommt, auseinander liegen, desto kräftiger ist es gefärbt",
    own: "das Modell schreibt weiter",
    next: "als Nächstes",
    unasked: "nicht verglichen",
    begins: "Vor dem ersten Token steht nichts.",
    /** @param {Child} before @param {string} place @returns {Child[]} */
    notCompared: (before, place) => [
      "Nach ",
      before,
      ` (Token ${place}) weiterzuschreiben wurde dem Modell nie beigebracht: Es gehört zu dem, was man ihm sagt. Darum wird hier nicht verglichen.`,
    ],
    /** @param {string} kl @param {string | null} other */
    spoken: (kl, other) => `KL ${kl}${other === null ? "" : `, jetzt ist ${other} das wahrscheinlichste`}`,
    /** @param {Child} before @param {string} place @param {Term} kl @param {Child} value @param {Term} nats @returns {Child[]} */
    apart: (before, place, kl, value, nats) => [
      "Nach ",
      before,
      ` (Token ${place}): `,
      kl("KL-Divergenz"),
      " ",
      value,
      " ",
      nats("Nat"),
      ". ",
    ],
    /** @param {string} type */
    same: (type) => `In ${type} ist das wahrscheinlichste nächste Token dasselbe.`,
    /** @param {string} type @param {Child} one @param {Child} p @param {Child} other @param {Child} q @returns {Child[]} */
    flip: (type, one, p, other, q) => [
      "In float32 ist ",
      one,
      " mit ",
      p,
      ` das wahrscheinlichste; in ${type} ist es `,
      other,
      " mit ",
      q,
      ".",
    ],
    flipsAsTable: "Die anderen Tokens als Tabelle",
    /** @param {string} type */
    flips: (type) => `Wo in ${type} ein anderes Token das wahrscheinlichste ist`,
    /** @param {string} type */
    flipColumns: (type) => ["Stelle", "Nach", "In float32", `In ${type}`],
    blockTitle: "Ein Block von Gewichten",
    /** @param {string} type @param {import("../types").StoredBlock} block @param {number} n */
    block: (type, block, n) =>
      block.scale === null
        ? `${type} speichert jedes Gewicht für sich, sie teilen sich also nichts. Hier stehen ${count(n)} Gewichte nebeneinander.`
        : `In ${type} teilen sich diese ${count(n)} Gewichte den Faktor ${signedDecimal(block.scale, 4)}${block.minimum === null ? "" : ` und das Minimum ${signedDecimal(block.minimum, 4)}`}, und von jedem wird nur eine kleine ganze Zahl gespeichert, sein Code. ${block.levels.length > 0 ? `Es gibt ${count(block.levels.length)} Codes, die Gewichte kommen also auf ${count(block.levels.length)} Stufen.` : "Es gibt 255 Codes; die Stufen liegen zu dicht, um sie zu zeichnen."}`,
    blockSlider: "Die Gewichte des Blocks",
    /** @param {import("../types").StoredBlock} block @param {number} at @param {number} weight @param {Bold} bold @returns {Child[]} */
    arithmetic: (block, at, weight, bold) => {
      const back = bold(signedDecimal(block.values[at], 4));
      const was = `Gewicht ${count(at)} ist ${signedDecimal(weight, 4)}`;
      if (block.scale === null) return [`${was}, gespeichert als `, back];
      const scale = signedDecimal(block.scale, 4);
      const code = block.codes[at];
      const product =
        block.minimum === null
          ? block.zero > 0
            ? `${scale} × (${code} \u2212 ${block.zero})`
            : `${scale} × ${code}`
          : `${scale} × ${code} + (${signedDecimal(block.minimum, 4)})`;
      return [`${was}, Code ${code}, zurückgelesen als ${product} = `, back];
    },
    keys: ["das Gewicht in float32", "wie es zurückgelesen wird", "eine Stufe: wofür ein Code steht"],
    /** @param {string} parameter @param {string} row */
    where: (parameter, row) =>
      `Aus ${parameter}, Zeile ${row}. Zeig auf ein Gewicht oder nimm die Pfeiltasten, um seine Rechnung zu sehen.`,
    codesAsTable: "Die Gewichte und ihre Codes als Tabelle",
    /** @param {string} type */
    codes: (type) => `Der Block in ${type}`,
    codeColumns: ["Gewicht", "In float32", "Code", "Zurückgelesen", "Unterschied"],
  },

  architectures: {
    empty: "Noch keine Modelle.",
    one: "Ein Modell",
    other: "Daneben",
    table: "Wie beide gebaut sind",
    part: "Teil",
    /** @param {number} n @param {number} all */
    summary: (n, all) =>
      n === 0
        ? "Beide rechnen auf dieselbe Weise; nur ihre Größen können verschieden sein."
        : `${count(n)} von ${count(all)} Teilen sind verschieden gebaut; was der Unterschied bewirkt, steht jeweils darunter.`,
    sizes: "Wie groß sie sind",
    known:
      "Von Modellen, die nicht auf diesem Rechner liegen, wird nur der Bauplan gelesen: Nichts wird heruntergeladen.",
  },

  graph: {
    empty: "Noch kein Graph.",
    picture: "Der Graph, von den Tokens oben zum Logit unten",
    told: "Der gewählte Knoten",
    /** @param {Child} token @param {number} probability @param {number} shown @param {number} all */
    summary: (token, probability, shown, all) => [
      "Woraus das Logit von ",
      token,
      ` (${percent(probability)}) entstand: Von ${plural(all, { one: "Knoten", other: "Knoten" })} sind die ${count(shown)} gezeigt, die am meisten weitergeben. Jedes MLP steht hier als die Features seines Transcoders und als ein Fehler: was ihnen entgeht; Attention und Normalisierungen bleiben, wie sie waren.`,
    ],
    /** @param {number} n */
    hint: (n) =>
      `Die Linien sind die ${count(n)} stärksten Kanten in jeden Knoten, blau für und orange gegen ihn. Wähle einen Knoten, um alle seine Kanten zu sehen und die Summe derer, die nicht gezeichnet sind.`,
    logit: "Logit",
    tokens: "Tokens",
    /** @param {number} layer */
    layer: (layer) => `MLP, Schicht ${layer}`,
    error: "Fehler",
    /** @param {number} place */
    place: (place) => `Token ${count(place)}`,
    /** @param {string} token */
    logitOf: (token) => `Logit von ${token}`,
    /** @param {number} place @param {string} token */
    tokenAt: (place, token) => `Token ${count(place)}, ${token}`,
    /** @param {number} layer @param {string} token */
    errorAt: (layer, token) => `Fehler von Schicht ${layer} bei ${token}`,
    /** @param {number} layer @param {number} index @param {string} name @param {string} token */
    featureAt: (layer, index, name, token) => `Schicht ${layer}, Feature ${index}${name && ` (${name})`} bei ${token}`,
    /** @param {Child} value @param {number} edges @param {number} constant @param {number} left @param {number} rest @param {boolean} isLogit */
    sum: (value, edges, constant, left, rest, isLogit) => [
      isLogit ? "Es liegt " : "Er misst ",
      value,
      isLogit ? " über dem Mittel aller Logits" : "",
      `: die Summe aus ${plural(edges, { one: "Kante", other: "Kanten" })} von gezeichneten Knoten, aus Konstanten (${signedDecimal(constant)}) und aus ${plural(left, { one: "Kante", other: "Kanten" })} von nicht gezeichneten (zusammen ${signedDecimal(rest)}).`,
    ],
    /** @type {Record<string, string>} */
    ends: {
      token: "Das Embedding eines Tokens: Hier beginnt der Graph.",
      error:
        "Was dem Transcoder von dem entgeht, was das MLP geschrieben hat. Das hat keine Features, also lässt sich darunter nichts sagen.",
    },
    comesFrom: "Was hineingeht",
    goesTo: "Wohin es geht",
    weight: "Gewicht",
    asTable: "Alle Kanten als Tabelle",
    columns: ["Von", "Nach", "Gewicht"],
  },

  effects: {
    empty: "Noch keine Karte.",
    grid: "Was jeder Teil für das nächste Token tut",
    asTable: "Die Karte als Tabelle",
    head: "Head",
    mlp: "MLP",
    /** @param {number} n */
    layer: (n) => `Schicht ${n}`,
    instead: "Stattdessen",
    /** @type {Record<string, [string, string]>} */
    to: {
      zero: ["null", "Was der Teil berechnet, wird durch 0 ersetzt: Er fügt dem Strom gar nichts hinzu."],
      mean: [
        "Mittel",
        "Was der Teil berechnet, wird durch sein Mittel über die Tokens dieses Textes ersetzt: Verloren geht nur, was von Token zu Token verschieden ist.",
      ],
    },
    /** @param {Child} token @param {Term} kl @param {Term} nats */
    summary: (token, kl, nats) => [
      "Jedes Quadrat ist ein ausgeschalteter Teil, und die Zahl sagt, wie stark das die Verteilung des nächsten Tokens ändert, als ",
      kl("KL-Divergenz"),
      " in ",
      nats("Nat"),
      ". Am wahrscheinlichsten mit allen Teilen: ",
      token,
      ".",
    ],
    scale: "KL in Nat",
    /** @param {number} x */
    mark: (x) => (x === 0 ? count(0) : decimal(x, x < 0.1 ? 3 : 2)),
    /** @param {number} kl */
    cell: (kl) => (kl <= 0 ? count(0) : kl < 0.005 ? `≈\u202f${count(0)}` : decimal(kl, 2)),
    /** @param {string} layer */
    mlpOf: (layer) => `MLP in Schicht ${layer}`,
    /** @param {string} layer @param {string} head */
    headOf: (layer, head) => `Head ${head} in Schicht ${layer}`,
    /** @param {string} part @param {number} kl */
    spoken: (part, kl) => `${part}: KL ${decimal(kl, 4)} Nat`,
    /** @param {string} part @param {number} kl @param {Child} token @param {number} change @param {Bold} bold */
    told: (part, kl, token, change, bold) => [
      `Ohne ${part}: KL `,
      bold(decimal(kl, 4)),
      " Nat; Log-Wahrscheinlichkeit von ",
      token,
      ` ${change > 0 ? "+" : change < 0 ? "−" : ""}`,
      bold(decimal(Math.abs(change), 4)),
      " Nat",
    ],
    pointing: "Zeig auf ein Quadrat, um es zu lesen.",
    choose: "Drück auf ein Quadrat, um das nächste Token mit diesem Teil und ohne ihn zu sehen.",
    missing: {
      /** @param {string} part */
      title: (part) => `Ohne ${part}`,
      distributions: "Die wahrscheinlichsten nächsten Tokens mit dem Teil und ohne ihn",
      columns: ["Token", "Mit ihm", "Ohne ihn"],
    },
    changed: {
      /** @param {string} part */
      title: (part) => `Geändert: ${part}`,
      distributions: "Die wahrscheinlichsten nächsten Tokens vorher und nachher",
      columns: ["Token", "Vorher", "Nachher"],
    },
    /** @param {Bold} bold @param {number} kl */
    kl: (bold, kl) => ["KL zur Verteilung vorher: ", bold(decimal(kl, 4)), " Nat"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => [
      "Am wahrscheinlichsten ist weiterhin ",
      token,
      `: vorher ${percent(before)}, jetzt ${percent(after)}.`,
    ],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => ["Am wahrscheinlichsten war ", before, ", jetzt ist es ", after, "."],
    tableColumns: ["Teil", "KL (Nat)", "Log-Wahrscheinlichkeit des wahrscheinlichsten Tokens (Nat)"],
  },

  vector: {
    /** @param {number} n */
    size: (n) => `${plural(n, { one: "Zahl", other: "Zahlen" })}`,
    /** @param {number} index @param {string} value */
    number: (index, value) => `${count(index)}: ${value.replace("-", "\u2212")}`,
  },

  forward_pass: {
    empty: "Noch kein Text.",
    tokens: "Token, dem durch das Modell gefolgt wird",
    /** @param {number} index @param {string} spoken */
    token: (index, spoken) => `${count(index + 1)}: ${spoken}`,
    drawing: "Der Weg eines Tokens durch das Modell",
    /** @param {number} at @param {number} of @param {Child} token @param {Child} next @param {Term} stream */
    follows: (at, of, token, next, stream) => [
      token,
      ` ist Token ${count(at)} von ${count(of)}. Sein `,
      stream("Residualstrom"),
      " läuft von oben nach unten; jeder Block liest ihn zweimal und fügt ihm zweimal etwas hinzu. Am Ende hält das Modell ",
      next,
      " für das wahrscheinlichste nächste Token. Drück auf einen Teil, um seine Rechnung zu sehen, oder auf ein anderes Token, um ihm zu folgen.",
    ],
    asTable: "Der Strom an jeder Stelle, als Tabelle",
    columns: [
      "Stelle",
      "Länge",
      "Würde sagen",
      "Wahrscheinlichkeit",
      "Rang der Antwort",
      "Wahrscheinlichkeit der Antwort",
    ],
    embedding: "Embedding",
    /** @param {boolean} added */
    fromTables: (added) => (added ? "eine Zeile aus zwei Tabellen" : "eine Zeile aus einer Tabelle"),
    vectors: { wte: "Token", wpe: "Position" },
    /** @param {number} layer */
    block: (layer) => `Block ${layer}`,
    /** @param {string} attention @param {string} mlp */
    folded: (attention, mlp) => `Attention: + ${attention} · MLP: + ${mlp}`,
    norms: { layer_norm: "LayerNorm", rms_norm: "RMSNorm" },
    lastNorm: "Letzte Normalisierung",
    /** @param {string} scale */
    divided: (scale) => `÷ ${scale}`,
    attention: "Attention",
    /** @param {number} layer */
    heads: (layer) => `Heads von Block ${layer}`,
    /** @param {number} shared */
    sharedKeys: (shared) => `Keys und Values ${shared}`,
    /** @param {number} head @param {string} token @param {string} weight */
    headLooks: (head, token, weight) => `Head ${head} schaut am meisten auf ${token}, ${weight}`,
    /** @param {string} token @param {number} size @param {string} weight */
    looksAt: (token, size, weight) =>
      size === 1 ? `${token} ≈ ${weight}` : `${token} und ${count(size - 1)} danach: höchstens ≈ ${weight}`,
    attentionAdds: "fügt hinzu",
    mlp: "MLP",
    /** @param {[number, number][]} most */
    mostNeurons: (most) => `vor allem Neuronen ${most.map(([index]) => index).join(", ")}`,
    /** @param {number} first @param {number} each @param {number} all */
    neurons: (first, each, all) =>
      each === 1 ? `Neuron ${first}` : `Neuronen ${first} bis ${Math.min(all, first + each) - 1}`,
    mlpAdds: "fügt hinzu",
    adds: {
      /** @param {number} layer */
      attn_out: (layer) => `Was die Attention in Block ${layer} hinzufügt`,
      /** @param {number} layer */
      mlp_out: (layer) => `Was das MLP in Block ${layer} hinzufügt`,
    },
    /** @param {string} norm */
    length: (norm) => `Länge ${norm}`,
    says: "würde sagen",
    /** @param {number} rank @param {string} probability */
    standing: (rank, probability) => `Das Token, das am Ende herauskommt, hat hier Rang ${count(rank)}, ${probability}`,
    /** @param {number} index @param {number} each @param {number} value */
    about: (index, each, value) =>
      `${each === 1 ? index : `${index} bis ${index + each - 1}`}: ≈ ${number(value).replace("-", "\u2212")}`,
    logits: "Logits",
    /** @param {number} size */
    ofVocabulary: (size) => `eines für jedes von ${count(size)} Tokens`,
    next: "Die wahrscheinlichsten nächsten Tokens",
    /** @param {string} n @param {string} mass */
    others: (n, mass) => `alle ${n} übrigen: ${mass}`,
  },
  answers: {
    waiting: "Wird berechnet …",
  },

  histogram: {
    /** @param {string} title @param {string} n @param {string} least @param {string} most */
    told: (title, n, least, most) =>
      `${title}: ${n} Zahlen von ${least} bis ${most}; je höher ein Balken, desto mehr sind es dort (nach der Wurzel ihrer Anzahl)`,
  },

  linear: {
    title: "Die Query entsteht in einer linearen Schicht",
    scores: "Von der Query zu dem, was der Head liest",
    which: "Schicht",
    kinds: { own: "aus diesem Modell", small: "eine kleine" },
    /** @param {number} rows @param {number} n_out @param {number} n_in */
    lead: (rows, n_out, n_in) =>
      `y = W x + b: Jede Ausgabe ist eine Summe aller Eingaben, jede mal ihr eigenes Gewicht, plus ein Bias. Hier stehen die ersten ${count(rows)} der ${count(n_out)} Zahlen der Query, noch ohne die Drehung nach der Position; ihre Eingaben sind die ${count(n_in)} Zahlen aus der Normalisierung, von denen die gewichtigsten gezeigt sind. Ändere eine: Jede Ausgabe bewegt sich um die Änderung mal das Gewicht in ihrer Zelle. Keys, Values, das MLP und die Logits entstehen auf dieselbe Weise.`,
    small:
      "Drei Eingaben, zwei Ausgaben, ein Bias: klein genug zum Kopfrechnen. Bei welchen Eingaben werden beide Ausgaben 0?",
    /** @param {number} column */
    input: (column) => `Eingabe ${count(column)}`,
    /** @param {number} row */
    output: (row) => `Ausgabe ${count(row)} = `,
    /** @param {number} n */
    rest: (n) => `${plural(n, { one: "weitere Eingabe", other: "weitere Eingaben" })}`,
    bias: "Bias",
    table: "Jede Ausgabe als Summe von Produkten",
    reset: "Zurücksetzen",
  },

  nearest: {
    title: "Tokens mit ähnlichen Vektoren",
    /** @param {Child} token @param {number} n @param {string} mean @param {Term} cosine */
    lead: (token, n, mean, cosine) => [
      "Von allen ",
      count(n),
      " Tokens zeigen die Vektoren dieser hier am ehesten in dieselbe Richtung wie der von ",
      token,
      ". Niemand hat dem Modell gesagt, dass sie sich ähneln: Tokens, die an ähnlichen Stellen stehen, hat das Training in dieselbe Richtung geschoben. Der ",
      cosine("Kosinus"),
      ` mit allen anderen Tokens ist im Mittel ${mean}.`,
    ],
    table: "Tokens mit ähnlichen Vektoren",
    columns: ["Token", "Kosinus"],
    tied: "Dieselbe Tabelle macht auch die Logits (gekoppelte Embeddings): Ein Token mit einem ähnlichen Vektor wie ein anderes wird auch an ähnlichen Stellen vorhergesagt.",
    untied: "Die Logits macht hier eine eigene Tabelle (ungekoppelte Embeddings).",
  },

  positions: {
    title: "Wo das Token steht",
    learned:
      "Jede Position hat einen eigenen Vektor, gelernt wie die der Tokens. Nachbarn sind sich fast gleich, sodass ein Modell nah und fern unterscheiden kann.",
    turned:
      "RoPE fügt dem Strom nichts hinzu. Jedes Zahlenpaar einer Query und eines Keys wird wie ein Uhrzeiger gedreht, um einen Winkel, der mit der Position wächst: das erste Paar schnell, das letzte kaum. Geh am Text entlang:",
    at: "Position",
    clocks: "Paare von Dimensionen und wie weit jedes gedreht ist",
    /** @param {number} n */
    pair: (n) => `Paar ${count(n)}`,
    /** @param {number} n */
    degrees: (n) => `${count(n)}°`,
    /** @param {Child} query @param {Child} key @param {string} score @param {number} head @param {number} layer */
    scoreLead: (query, key, score, head, layer) => [
      "Es zählt der Winkel zwischen den zwei Zeigern. In Head ",
      count(head),
      ` von Block ${layer} haben die Query von `,
      query,
      " und der Key von ",
      key,
      ` den Score ${score}. Er bleibt gleich, wenn beide zusammen am Text entlangwandern, und ändert sich, wenn einer sich entfernt:`,
    ],
    together: "Beide rücken weiter",
    apart: "Der Key rückt immer weiter von der Query weg",
    moved: "Positionen weiter",
    between: "Positionen dazwischen",
    score: "Score",
    position: "Position",
    cosine: "Kosinus",
    /** @param {number} position */
    alike: (position) => `Kosinus des Vektors von Position ${count(position)} mit dem jeder Position`,
    /** @param {number} at @param {string} cosine */
    tellAlike: (at, cosine) => `Position ${count(at)}: Kosinus ${cosine}`,
    /** @param {number} at @param {string} score */
    tellTogether: (at, score) => `beide ${count(at)} weiter: Score ${score}`,
    /** @param {number} at @param {string} score */
    tellApart: (at, score) => `${count(at)} dazwischen: Score ${score}`,
  },

  stagesOfNorm: {
    before: "Vorher",
    divided: "Geteilt durch den Maßstab",
    centred: "Minus das Mittel, geteilt durch den Maßstab",
    after: "Mal die Gewichte: was weitergeht",
    length: "Länge",
    /** @param {number} size @param {string} root */
    always: (size, root) =>
      `Dazwischen ist der Vektor etwa ${root} lang, die Wurzel aus ${count(size)}, der Zahl seiner Dimensionen, gleich wie lang er vorher war: Der doppelte Strom gibt dasselbe Ergebnis. Die Form bleibt; nur die Gewichte ändern sie.`,
  },

  neuron: {
    hint: "Drück auf ein Neuron, um zu sehen, bei welchen Texten es am stärksten anspringt.",
    /** @param {number} index @param {number} layer */
    title: (index, layer) => `Neuron ${count(index)} von Block ${layer}`,
    kinds: {
      /** @param {number} n */
      stories: (n) => plural(n, { one: "Geschichte", other: "Geschichten" }),
      /** @param {number} n */
      conversations: (n) => plural(n, { one: "Gespräch", other: "Gesprächen" }),
    },
    /** @param {string} texts @param {number} n @param {string} mean @param {number} often */
    read: (texts, n, mean, often) =>
      `Wo es in ${texts} (${tokens(n)}) am stärksten anspringt, von der Art, aus der die mitgelieferten Modelle gelernt haben; diese hier haben sie nie gesehen. Seine Aktivierung hat im Mittel den Betrag ${mean}; mindestens die Hälfte ihres Höchstwerts erreicht sie bei ${percent(often)} der Tokens.`,
    /** @param {string} activation @param {Child} token */
    at: (activation, token) => [`${activation} bei `, token],
    /** @type {Record<string, string>} */
    functions: { gelu_tanh: "GELU", gelu: "GELU", relu: "ReLU", silu: "SiLU" },
    /** @param {string} name */
    curve: (name) =>
      `Die Aktivierungsfunktion ${name} und wo die aufgezählten Neuronen auf ihr liegen; das geöffnete ist markiert`,
    input: "Summe der Eingaben",
    output: "",
    /** @param {string} x @param {string} y */
    tellCurve: (x, y) => `aus ${x} wird ${y}`,
  },

  softmax: {
    /** @param {Term} temperature */
    lead: (temperature) => [
      "Nur die Unterschiede zwischen den Logits zählen. Wer ein Token zieht, kann sie vorher alle durch eine ",
      temperature("Temperatur"),
      " teilen: Unter 1 wachsen die Unterschiede und die wahrscheinlichen Tokens gewinnen, über 1 schrumpfen sie.",
    ],
    /** @param {Child} token */
    after: (token) => ["Nach ", token, ":"],
    table: "Die wahrscheinlichsten nächsten Tokens",
    token: "Token",
    divided: "Geteilt",
    /** @param {number} n */
    others: (n) => `alle übrigen: ${tokens(n)}`,
    /** @param {number} n @param {string} entropy @param {Term} word @param {Term} nats */
    summary: (n, entropy, word, nats) => [
      `${plural(n, { one: "Token hat", other: "Tokens haben zusammen" })} 90\u202f% der Wahrscheinlichkeit; die `,
      word("Entropie"),
      ` ist ${entropy} `,
      nats("Nat"),
      ".",
    ],
    /** @param {string} n */
    logits: (n) => `Die Logits aller ${n} Tokens, das höchste markiert`,
    sorted: "Das ganze Vokabular, das Wahrscheinlichste zuerst; gestrichelt: Temperatur 1",
    rank: "Rang",
    /** @param {number} rank @param {string} p @param {string} own */
    tell: (rank, p, own) => `Rang ${count(rank)}: ${p} (bei Temperatur 1: ${own})`,
    draw: "Mit dieser Temperatur Tokens ziehen (in Generieren)",
  },

  parts: {
    code: "Die Zeilen, die das berechnen",
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
      title: "Embedding: ein Vektor für das Token",
      added:
        "Die Zeile des Tokens aus einer Tabelle und die der Position aus einer anderen werden addiert. So beginnt der Residualstrom: Jeder Teil darunter liest ihn und fügt ihm etwas hinzu.",
      turned:
        "Die Zeile des Tokens aus einer Tabelle. So beginnt der Residualstrom: Jeder Teil darunter liest ihn und fügt ihm etwas hinzu. Positionen werden nicht addiert: Jedes Zahlenpaar einer Query und eines Keys wird um einen Winkel gedreht, der mit der Position wächst, sodass ihr Produkt davon abhängt, wie weit zwei Tokens voneinander entfernt sind.",
      /** @param {number} layer */
      below: (layer) =>
        `Block ${layer} liest den Strom so, wie ${form(layer, { one: "der Block davor", other: `die ${count(layer)} Blöcke davor` })} ihn ${form(layer, { one: "hinterlassen hat", other: "hinterlassen haben" })}:`,
    },
    /** @param {number} layer */
    ln_1: (layer) => `Normalisierung vor der Attention von Block ${layer}`,
    /** @param {number} layer */
    ln_2: (layer) => `Normalisierung vor dem MLP von Block ${layer}`,
    ln_f: "Letzte Normalisierung, nach dem letzten Block",
    norm: {
      /** @param {string} mean @param {string} scale */
      layer: (mean, scale) =>
        `Vom Vektor wird sein Mittel abgezogen, ${mean}, und der Rest durch seinen Maßstab geteilt, ${scale}, damit große und kleine Vektoren gleich gelesen werden. Dann hat jede Zahl ein eigenes Gewicht und einen eigenen Bias; beide wurden gelernt.`,
      /** @param {string} scale */
      rms: (scale) =>
        `Der Vektor wird durch seinen Maßstab geteilt, ${scale} (die Wurzel aus dem Mittel der Quadrate), damit große und kleine Vektoren gleich gelesen werden. Dann hat jede Zahl ein eigenes Gewicht, das gelernt wurde.`,
    },
    attention: {
      /** @param {number} head @param {number} layer */
      title: (head, layer) => `Attention, Head ${head} von Block ${layer}`,
      /** @param {number} size @param {number} head @param {number} shared @param {Term} attention */
      lead: (size, head, shared, attention) => [
        "In der ",
        attention("Attention"),
        ` fragt das Token mit einer Query aus ${count(size)} Zahlen; jedes Token bis zu ihm hat einen Key, an dem es gefunden, und einen Value, der gelesen wird. Query mal Key, geteilt durch die Wurzel aus ${count(size)}, ist ein Score; die Softmax macht aus den Scores Gewichte, die zusammen 1 ergeben.`,
        head === shared
          ? ""
          : ` Head ${head} teilt sich Keys und Values mit anderen: Er liest die von Key-Value-Head ${shared}.`,
      ],
      table: "Worauf der Head schaut",
      columns: ["Token", "Score", "Gewicht", "Key", "Value"],
      /** @param {number} n */
      fewer: (n) => `${plural(n, { one: "weiteres Token", other: "weitere Tokens" })} mit kleineren Gewichten`,
      /** @param {number} n */
      others: (n) => plural(n, { one: "weiteres", other: "weitere" }),
      mask: "Tokens dahinter gibt es hier nicht: Die kausale Maske setzt ihre Scores auf minus unendlich, und ihre Gewichte sind 0. Was der Head gelesen hat, z, ist die Summe der Values, jeder mal sein Gewicht.",
      added: "Was alle Heads lesen, kommt zum Strom hinzu",
      addedLead:
        "Die z aller Heads gehen nebeneinander durch eine Matrix, out_proj. Ihre Ausgabe wird zum Residualstrom addiert; nichts wird überschrieben.",
    },
    mlp: {
      title: "MLP: jedes Token für sich",
      lead: "Ein Neuron summiert mit eigenen Gewichten, was die Normalisierung ihm gab, und eine Aktivierungsfunktion macht daraus seine Aktivierung. Dann fügt es dem Strom einen festen Vektor hinzu, mal diese Aktivierung. Aufgezählt sind die Neuronen, die am meisten hinzufügen, und die Tokens, deren Logits das hebt.",
      table: "Die Neuronen, die am meisten schreiben",
      /** @param {boolean} gated */
      columns: (gated) => [
        "Neuron",
        gated ? "Gate · Wert" : "Summe",
        "Aktivierung",
        "Geschriebene Länge",
        "Hebt das Logit von",
      ],
      /** @param {number} index */
      neuron: (index) => count(index),
      added: "Was das MLP schreibt, kommt zum Strom hinzu",
      addedLead: "Alle Neuronen zusammen, durch down_proj. Das liest der nächste Block.",
    },
    logits: {
      title: "Von Logits zu Wahrscheinlichkeiten",
      /** @param {number} vocabulary @param {number} size @param {Term} logit */
      lead: (vocabulary, size, logit) => [
        `Die Matrix lm_head hat für jedes der ${count(vocabulary)} Tokens eine Zeile aus ${count(size)} Zahlen. Das Produkt einer Zeile mit dem normalisierten Strom ist das `,
        logit("Logit"),
        " ihres Tokens. Die Softmax nimmt e hoch jedes Logit und teilt durch die Summe über alle, sodass die Wahrscheinlichkeiten zusammen 1 ergeben.",
      ],
    },
    vectors: {
      wte: "Token, wte",
      wpe: "Position, wpe",
      embedded: "Strom am Anfang",
      angles: "Winkel im Bogenmaß",
      before: "vorher",
      weight: "Gewicht",
      bias: "Bias",
      after: "nachher",
      /** @param {number} head */
      query: (head) => `Query von Head ${head}`,
      /** @param {number} index */
      key: (index) => `Key von Token ${count(index + 1)}`,
      /** @param {number} index */
      value: (index) => `Value von Token ${count(index + 1)}`,
      /** @param {number} head */
      z: (head) => `z von Head ${head}`,
      resid_pre: "Strom vor dem Block",
      attn_out: "Attention",
      resid_mid: "Strom nach der Attention",
      mlp_out: "MLP",
      resid_post: "Strom nach dem Block",
    },
  },

  changed: {
    empty: "Noch kein Vergleich.",
    grid: "Wie weit sich jede Matrix bewegt hat, nach Schicht und Art",
    asTable: "Alle Teile als Tabelle",
    layerTitle: "Schicht",
    /** @param {number} n */
    layer: (n) => `Schicht ${n}`,
    /** @param {string} kind */
    bias: (kind) => `${kind}-Bias`,
    fromZero: "von 0",
    outsideTitle: "Außerhalb der Schichten",
    moved: "Bewegt um",
    /** @type {Record<string, string>} */
    outside: {
      wte: "Embedding",
      wpe: "Positionen",
      ln_f: "letzte Normalisierung",
      lm_head: "Unembedding",
    },
    /** @param {string} parameters @param {string} share @param {Bold} bold @param {Term} frobenius */
    summary: (parameters, share, bold, frobenius) => [
      "Jedes Quadrat ist ein Teil einer Schicht: die ",
      frobenius("Frobenius-Norm"),
      " dessen, was das Training hinzugefügt hat, als Anteil an der Norm dessen, was da war. q, k, v und o sind die Matrizen der Attention, gate, up und down die des MLP, ln_1 und ln_2 die Normalisierungen davor. Alle ",
      parameters,
      " Gewichte zusammen haben sich um ",
      bold(share),
      " bewegt.",
    ],
    pointing: "Zeig auf ein Quadrat, um es zu lesen.",
    /** @param {number} layer @param {string} kind @param {string} share */
    spoken: (layer, kind, share) => `Schicht ${layer}, ${kind}: ${share}`,
    /** @param {string} name @param {string} shape @param {string} norm @param {string} base @param {string} share @param {Bold} bold */
    told: (name, shape, norm, base, share, bold) => [
      `${name}, ${shape}: Norm der Änderung ${norm}, der Basis ${base}: `,
      bold(share),
    ],
    columns: ["Teil", "Form", "Norm der Basis", "Norm der Änderung", "Anteil"],
  },

  weightPath: {
    empty: "Noch kein Weg.",
    asTable: "Alle Punkte als Tabelle",
    /** @param {string} base @param {string} tuned @param {Term} kl @param {Term} nats */
    summary: (base, tuned, kl, nats) => [
      "Jedes Gewicht ist base + t (tuned − base): Bei t = 0 ist das ",
      base,
      ", bei t = 1 ",
      tuned,
      ", und über beide hinaus geht es weiter. Die Kurven zeigen die ",
      kl("KL-Divergenz"),
      " jedes der beiden Enden vom Modell bei t, in ",
      nats("Nat"),
      ` pro Token, entlang der Antwort von ${tuned}; darunter steht, was das Modell am gewählten Punkt selbst antwortet. Wähle ihn mit dem Zeiger oder den Pfeiltasten.`,
    ],
    /** @param {string} base @param {string} tuned */
    chart: (base, tuned) => `KL von ${tuned} (durchgezogen) und von ${base} (gestrichelt)`,
    height: "Nat pro Token",
    /** @param {number} t @param {string} base @param {string} tuned */
    tell: (t, base, tuned) => `t = ${decimal(t, 2)}: KL von der Basis ${base}, vom trainierten Modell ${tuned}`,
    nothing: "(endet sofort)",
    /** @param {string} base @param {string} tuned */
    columns: (base, tuned) => ["t", `KL von ${base}`, `KL von ${tuned}`, "Antwort"],
  },

  crossPatching: {
    empty: "Noch keine Karte.",
    grid: "Welchen Anteil am Unterschied jeder Teil trägt, nach Schicht",
    asTable: "Die Karte als Tabelle",
    way: "Einsetzen",
    /** @type {Record<string, [string, (base: string, tuned: string) => string]>} */
    ways: {
      into_base: [
        "in die Basis",
        (base, tuned) =>
          `${base} läuft, aber was ein Teil schreibt, wird bei jedem Token von ${tuned} genommen: Wie viel vom neuen Verhalten bewirkt dieser Teil allein?`,
      ],
      into_tuned: [
        "zurück ins trainierte Modell",
        (base, tuned) =>
          `${tuned} läuft, aber was ein Teil schreibt, wird bei jedem Token von ${base} genommen: Wie viel vom neuen Verhalten geht ohne das Training dieses Teils verloren?`,
      ],
    },
    /** @param {{ base: string, tuned: string }} map @param {Child[]} pieces @param {string[]} logprobs @param {Term} probability */
    summary: ({ base, tuned }, [token, again, other], [before, after], probability) => [
      `${tuned} sagt `,
      token,
      ...(other === null ? [", ebenso ", base] : [`, ${base} `, other]),
      ". Die Log-",
      probability("Wahrscheinlichkeit"),
      " von ",
      again,
      ` ist ${before} bei ${base} und ${after} bei ${tuned}. Jedes Quadrat ist ein Teil, der aus dem einen Modell in das andere gesetzt wird, und die Zahl ist der Anteil an diesem Unterschied, den er allein ausmacht; zusammen müssen sie nicht 100 % ergeben.`,
    ],
    alike: "Da ist kein Unterschied aufzuteilen: Wähle ein späteres Token der Antwort oder einen anderen Prompt.",
    /** @param {number} n */
    head: (n) => `Head ${n}`,
    attention: "Attention",
    mlp: "MLP",
    stream: "Strom danach",
    /** @param {number} layer @param {number} head */
    headOf: (layer, head) => `Schicht ${layer}, Head ${head}`,
    /** @param {number} layer */
    attentionOf: (layer) => `Schicht ${layer}, Attention`,
    /** @param {number} layer */
    mlpOf: (layer) => `Schicht ${layer}, MLP`,
    /** @param {number} layer */
    streamOf: (layer) => `der ganze Strom nach Schicht ${layer}`,
    /** @param {string} part @param {string} share */
    spoken: (part, share) => `${capital(part)}: ${share}`,
    pointing: "Zeig auf ein Quadrat, um es zu lesen.",
    /** @param {string} part @param {string} logprob @param {Bold} bold */
    told: (part, logprob, bold) => [bold(part), ` des Unterschieds; die Log-Wahrscheinlichkeit ist dann ${logprob}`],
    /** @param {string} embedding @param {string} unembedding */
    rest: (embedding, unembedding) =>
      `Außerhalb der Schichten: das Embedding allein ${embedding}; letzte Normalisierung und Unembedding, die den letzten Strom des anderen Modells lesen, ${unembedding}.`,
  },

  lowRank: {
    empty: "Noch kein Vergleich.",
    grid: "Was ein niedriger Rang von der Änderung jeder Matrix behält, nach Schicht und Art",
    asTable: "Alle Matrizen als Tabelle",
    /** @param {string} base @param {string} tuned @param {string} apart */
    summary: (base, tuned, apart) =>
      `${base} mit der Änderung jeder Matrix, gekürzt auf ihre stärksten Richtungen: so wenige, wie eine LoRA dieses Rangs hat. Die KL ist die von ${tuned} entlang seiner Antwort; ${base} selbst liegt bei ${apart} Nat pro Token.`,
    ranks: "Das Modell mit einer Änderung von jedem Rang",
    columns: ["Rang", "Gewichte", "Von der quadrierten Norm", "KL", "Antwort"],
    inNats: ", Nat",
    full: "alle",
    which: "Rang",
    pointing: "Zeig auf ein Quadrat, um es zu lesen: der Anteil an der quadrierten Norm der Änderung dieser Matrix.",
    /** @param {number} rank @param {string} share */
    ofRank: (rank, share) => `Rang ${count(rank)} behält ${share}`,
    /** @param {string} name @param {string} shape @param {string[]} shares @param {Bold} bold */
    told: (name, shape, shares, bold) => [bold(name), `, ${shape}: ${shares.join(", ")}`],
    matrix: "Matrix",
    shape: "Form",
    /** @param {number} rank */
    rankOf: (rank) => `Rang ${count(rank)}`,
  },

  patching: {
    empty:
      "Schreib einen zweiten Prompt aus ebenso vielen Tokens, um zu sehen, welche Stellen tragen, was die zwei unterscheidet.",
    grid: "Der Unterschied der zwei Logits, wenn der Strom der Quelle eingesetzt wird, nach Schicht und Token",
    asTable: "Die Karte als Tabelle",
    base: "Basis",
    source: "Quelle",
    number: "Nummer",
    /** @param {number} n */
    layer: (n) => `Schicht ${n}`,
    /** @param {Child} token */
    alike: (token) => [
      "Nach beiden Prompts ist ",
      token,
      " das wahrscheinlichste Token, es gibt also keinen Unterschied zu tragen. Wähle einen zweiten Prompt, der anders weitergeht.",
    ],
    /** @param {Child} first @param {Child} second @param {Term} logit */
    summary: (first, second, logit) => [
      "Das Modell liest den Basis-Prompt, aber was bei einem Token in eine Schicht hineingeht, kommt aus dem Quell-Prompt. Die Zahl ist das ",
      logit("Logit"),
      " von ",
      second,
      " (am wahrscheinlichsten nach der Quelle) minus das von ",
      first,
      " (am wahrscheinlichsten nach der Basis): je kräftiger die Farbe, desto mehr schreibt das Modell weiter wie nach der Quelle.",
    ],
    /** @param {number} x */
    cell: (x) => signedDecimal(x, 1),
    /** @param {number} x */
    asBase: (x) => `wie Basis ${signedDecimal(x)}`,
    /** @param {number} x */
    asSource: (x) => `${signedDecimal(x)} wie Quelle`,
    pointing: "Zeig auf ein Quadrat, um es zu lesen.",
    /** @param {number} layer @param {number} n @param {number} x */
    spoken: (layer, n, x) => `Schicht ${layer}, Token ${count(n)}: ${signedDecimal(x)}`,
    /** @param {number} layer @param {number} n @param {Child} base @param {Child} source @param {number} x @param {number} way @param {Bold} bold */
    told: (layer, n, base, source, x, way, bold) => [
      `Schicht ${layer}, Token ${count(n)}: `,
      source,
      " anstelle von ",
      base,
      " ergibt ",
      bold(signedDecimal(x)),
      `, das sind ${count(Math.round(100 * way))}\u202f% des Wegs von der Basis zur Quelle`,
    ],
  },

  anatomy: {
    tree: "Module des Modells",
    chosen: "Das gewählte Modul",
    asTable: "Alle Module als Tabelle",
    empty: "Noch kein Modell.",
    kind: "Art",
    weightShape: "Form seines Gewichts",
    parameters: "Parameter",
    modules: "Module",
    columns: ["Modul", "Art", "Form", "Parameter", "Was es tut", "Formel"],
  },

  // Terms of the field: each as a title, and in one or two sentences what it means.
  glossary: {
    feature: [
      "Feature",
      "Eine Richtung, die ein Wörterbuch in den Berechnungen eines Modells gefunden hat und die nur bei wenigen Tokens aktiv ist. Man hofft, dass jedes für genau eine Sache steht; seine Note sagt, wie weit das stimmt.",
    ],
    unexplained: [
      "Unerklärte Varianz",
      "Wie weit das, was das Wörterbuch schreibt, von dem entfernt ist, was das Modell berechnet hat, im Verhältnis dazu, wie weit der Mittelwert davon entfernt ist: 0 ist perfekt, 1 nicht besser als der Mittelwert.",
    ],
    f1: [
      "F1",
      "Das harmonische Mittel aus Präzision (wie viele von denen, zu denen es Ja sagt, richtig sind) und Trefferquote (wie viele der richtigen es findet): 1 ist perfekt.",
    ],
    token: [
      "Token",
      "Ein Textstück, das ein Modell als Einheit liest: ein Wort, ein Teil davon oder ein einzelnes Byte. Das Modell bekommt nur seine Nummer, die ID.",
    ],
    byte: [
      "Byte",
      "Acht Bits, eine Zahl von 0 bis 255. Ein Computer speichert Text als Bytes: Ein englischer Buchstabe braucht eines, die meisten anderen Zeichen zwei bis vier.",
    ],
    code_point: [
      "Codepoint",
      "Die Nummer eines Zeichens in Unicode, der Liste der Zeichen aller Schriften. Man schreibt U+ und dann hexadezimal: U+0041 ist A.",
    ],
    utf_8: ["UTF-8", "Die übliche Art, Unicode-Zeichen als Bytes zu schreiben, jedes mit einem bis vier Bytes."],
    gumbel: [
      "Gumbel-max",
      "Zu jedem Logit kommt ein Rauschen hinzu, -log(-log v) mit einem zufälligen v zwischen 0 und 1, und die höchste Summe gewinnt. Token i gewinnt genau mit seiner Wahrscheinlichkeit; es ist also dieselbe Ziehung wie mit u, nur anders gemacht.",
    ],
    residual: [
      "Rest",
      "Woraus anstelle eines abgelehnten Tokens gezogen wird: die Verteilung des Modells minus die des Entwurfsmodells, wo das über 0 liegt, so skaliert, dass die Summe 1 ist. Was angenommen und was hier gezogen wird, ergibt zusammen genau die Verteilung des Modells.",
    ],
    logit: [
      "Logit",
      "Der Wert, den ein Modell einem Token gibt, bevor aus den Werten Wahrscheinlichkeiten werden. Die Softmax macht aus allen Logits Wahrscheinlichkeiten: 1 mehr im Logit macht das Token gegenüber den anderen e-mal (etwa 2,72-mal) so wahrscheinlich.",
    ],
    probability: [
      "Wahrscheinlichkeit",
      "Für wie wahrscheinlich das Modell es hält, dass dieses Token als Nächstes kommt. Die Wahrscheinlichkeiten aller Tokens im Vokabular ergeben zusammen 1.",
    ],
    residual_stream: [
      "Residualstrom",
      "Der Vektor, den ein Token auf seinem Weg durch das Modell hat. Jeder Teil liest ihn und fügt ihm etwas hinzu; nichts darin wird überschrieben.",
    ],
    distribution: ["Verteilung", "Die Wahrscheinlichkeiten aller Tokens im Vokabular an einer Stelle in einem Text."],
    mean_logprob: [
      "Mittlere Log-Wahrscheinlichkeit",
      "Der Logarithmus der Wahrscheinlichkeit, die das Modell selbst jedem Token gab, vor jedem Filter, gemittelt über alle Tokens der Bahn. Je näher an 0, desto wahrscheinlicher fand das Modell den Text.",
    ],
    distinct_1: [
      "Distinct-1",
      "Wie viele verschiedene Tokens es unter allen Tokens der Texte dieser Bahn gibt, als Anteil: 1, wenn keines zweimal kommt (distinct-n, Li und andere 2016).",
    ],
    distinct_2: [
      "Distinct-2",
      "Wie viele verschiedene Paare benachbarter Tokens es unter allen Paaren in den Texten dieser Bahn gibt, als Anteil: 1, wenn keines zweimal kommt.",
    ],
    distinct_3: [
      "Distinct-3",
      "Wie viele verschiedene Folgen von drei Tokens es unter allen in den Texten dieser Bahn gibt, als Anteil: 1, wenn keine zweimal kommt.",
    ],
    repeated_4grams: [
      "Wiederholte 4-Gramme",
      "Der Anteil der Folgen von vier Tokens, die im selben Text schon einmal standen, gemittelt über die Texte der Bahn (Welleck und andere 2020).",
    ],
    self_bleu: [
      "Self-BLEU",
      "Wie sehr sich die Texte einer Bahn ähneln: Jeder wird mit allen anderen verglichen, anhand seiner Folgen von einem bis vier Tokens. 1 heißt, dass alle gleich sind (Zhu und andere 2018).",
    ],
    tokens: [
      "Tokens",
      "Wie viele Tokens generiert wurden, gemittelt über die Texte der Bahn; das Token, das einen Text beendet, zählt mit.",
    ],
    loops: [
      "Schleife",
      "Ein Text ist in einer Schleife, wenn an seinem Ende eine Folge von mindestens zwei Tokens mindestens dreimal hintereinander steht (Holtzman und andere 2020).",
    ],
    seconds: [
      "Sekunden",
      "Vom Start bis zum Ende der Bahn, samt dem Warten auf die anderen Bahnen, denn alle gehen im Gleichschritt.",
    ],
    entropy: [
      "Entropie",
      "Wie unsicher eine Verteilung ist, als eine Zahl. Sie ist 0, wenn ein Token sicher ist, und am größten, nämlich der Logarithmus der Zahl der Tokens, wenn alle gleich wahrscheinlich sind.",
    ],
    nats: [
      "Nat",
      "Die Einheit von Entropie und Log-Wahrscheinlichkeit bei natürlichen Logarithmen. Eine Entropie von x Nat ist die Unsicherheit einer Wahl unter e hoch x gleich wahrscheinlichen Tokens; 1 Nat sind 1,44 Bit.",
    ],
    frobenius: [
      "Frobenius-Norm",
      "Die Länge einer Matrix, als wären alle ihre Zahlen ein Vektor: die Wurzel aus der Summe ihrer Quadrate.",
    ],
    low_rank: [
      "Rang",
      "Wie viele Richtungen eine Matrix braucht. Eine LoRA trainiert anstelle jeder Änderung zwei schmale Matrizen, sodass die Änderung höchstens deren Rang hat. Die beste Näherung vom Rang r behält die r größten Singulärwerte.",
    ],
    kl: [
      "KL-Divergenz",
      "Wie verschieden eine zweite Verteilung von einer ersten ist: um wie viel unwahrscheinlicher die zweite ein Token findet, im Mittel über die erste, in Nat. Sie ist 0, wo beide gleich sind.",
    ],
    rank: [
      "Rang",
      "Der Platz eines Tokens, wenn alle nach Wahrscheinlichkeit sortiert sind: Das wahrscheinlichste hat Rang 1.",
    ],
    mass: [
      "Masse",
      "Die Summe der Wahrscheinlichkeiten mehrerer Tokens: wie wahrscheinlich es ist, dass eines von ihnen als Nächstes kommt.",
    ],
    draw: [
      "Ziehung u",
      "Eine Zufallszahl zwischen 0 und 1. Die verbliebenen Tokens liegen nebeneinander, jedes so breit wie seine Wahrscheinlichkeit, und genommen wird das Token, auf das u fällt. Derselbe Seed gibt dieselben Ziehungen.",
    ],
    temperature: [
      "Temperatur",
      "Eine Zahl, durch die alle Logits geteilt werden, bevor sie Wahrscheinlichkeiten werden. Unter 1 gewinnen die wahrscheinlichen Tokens, über 1 die unwahrscheinlichen.",
    ],
    top_k: [
      "Top-k",
      "Nur die k wahrscheinlichsten Tokens bleiben; alle anderen fallen weg, und der Rest wird so skaliert, dass er zusammen 1 ergibt.",
    ],
    top_p: [
      "Top-p, Nucleus",
      "Der Nucleus ist die kleinste Menge wahrscheinlichster Tokens, deren Wahrscheinlichkeiten zusammen größer sind als p. Nur sie bleibt, also bleiben wenige Tokens, wo das Modell sicher ist, und viele, wo nicht.",
    ],
    min_p: [
      "Min-p",
      "Ein Token bleibt, wenn seine Wahrscheinlichkeit mindestens dieser Bruchteil der Wahrscheinlichkeit des wahrscheinlichsten Tokens ist.",
    ],
    typical_p: [
      "Typical-p",
      "Behält die Tokens, deren Informationsgehalt (der negative Logarithmus ihrer Wahrscheinlichkeit) der Entropie am nächsten liegt, bis sie zusammen so viel Wahrscheinlichkeit haben.",
    ],
    repetition_penalty: [
      "Wiederholungsstrafe",
      "Macht Tokens, die schon im Text stehen, unwahrscheinlicher: Ihre positiven Logits werden durch diese Zahl geteilt, ihre negativen mit ihr multipliziert.",
    ],
    beam: [
      "Beam-Suche",
      "Mehrere Texte werden nebeneinander fortgesetzt; nach jedem Token bleiben nur die mit der höchsten gesamten Log-Wahrscheinlichkeit. Gesucht wird ein Text, der als Ganzes wahrscheinlich ist; der Zufall spielt nicht mit.",
    ],
    greedy: [
      "Greedy",
      "Nimmt immer das wahrscheinlichste Token. Der Text ist jedes Mal derselbe und wiederholt sich oft.",
    ],
    log_probability: [
      "Log-Wahrscheinlichkeit",
      "Der Logarithmus einer Wahrscheinlichkeit. Bei einem Text ist es die Summe über seine Tokens, mit der sich leichter rechnen lässt als mit einem Produkt vieler kleiner Zahlen.",
    ],
    score: [
      "Wertung",
      "Wonach die Beam-Suche ihre Texte ordnet: die Log-Wahrscheinlichkeit geteilt durch eine Potenz der Länge, weil jedes weitere Token einen Text unwahrscheinlicher macht.",
    ],
    seed: [
      "Seed",
      "Die Zahl, aus der alle Zufallszahlen eines Laufs entstehen. Gleicher Seed, gleicher Prompt, gleiches Modell und gleiche Einstellungen ergeben denselben Text.",
    ],
    context_length: [
      "Kontextlänge",
      "Wie viele Tokens ein Modell höchstens lesen kann, Prompt und generierter Text zusammen.",
    ],
    head: [
      "Head",
      "Eine Schicht führt die Attention mehrmals nebeneinander aus; jede davon ist ein Head. Jeder Head entscheidet selbst, wie viel ein Token von den Tokens davor liest. Der erste ist Head 0.",
    ],
    kv_head: [
      "Key-Value-Head",
      "Die Keys und Values, die die Attention liest. Bei Grouped-Query Attention teilen sich mehrere Heads diese, jeder mit eigenen Querys, sodass weniger behalten werden muss.",
    ],
    induction: [
      "Induktion",
      "Ein Head betreibt Induktion, wenn er nach der letzten Stelle sucht, an der das jetzige Token stand, und darauf schaut, was ihm dort folgte. So kann das Modell eine Folge fortsetzen, die es einmal gesehen hat.",
    ],
    layer: [
      "Schicht",
      "Ein Block des Modells: die Attention, in der Tokens voneinander lesen, und ein kleines Netz (MLP), das jedes Token für sich bearbeitet. Ein Modell ist ein Stapel solcher Schichten; die erste ist Schicht 0.",
    ],
    attention: [
      "Attention",
      "Durch die Attention liest jedes Token von sich selbst und von den Tokens davor. Die Gewichte sagen, wie viel es von jedem liest; zusammen ergeben sie 1.",
    ],
    parameter: [
      "Parameter",
      "Eine der Zahlen in einem Modell, die das Training eingestellt hat. Zusammen enthalten sie alles, was das Modell gelernt hat.",
    ],
    shape: [
      "Form",
      "Wie viele Zahlen ein Gewicht in jeder Richtung hat: 128 × 512 heißt eine Tabelle mit 128 Zeilen und 512 Spalten.",
    ],
    vector: ["Vektor", "Eine Liste von Zahlen, die im Modell für ein Token steht. Jede Schicht fügt ihr etwas hinzu."],
    cosine: [
      "Kosinus",
      "Wie genau zwei Vektoren in dieselbe Richtung zeigen, gleich wie lang sie sind: 1, wenn sie es tun, 0, wenn sie nichts gemeinsam haben, −1, wenn sie entgegengesetzt sind.",
    ],
    kv_cache: [
      "KV-Cache",
      "Die Keys und Values, die die Attention für die bisherigen Tokens berechnet hat. Sie werden aufgehoben, sodass jedes neue Token nur seine eigene Rechnung kostet.",
    ],
    bpe: [
      "Byte-Pair-Encoding (BPE)",
      "Eine Art, Tokens zu lernen: Man beginnt mit den Bytes und macht dann immer wieder aus dem häufigsten Paar von Nachbarn ein Token.",
    ],
    merge: ["Zusammenführung", "Ein Schritt, den BPE gelernt hat: Aus diesen zwei benachbarten Tokens wird eines."],
    merge_rank: [
      "Rang einer Zusammenführung",
      "Die Nummer einer Zusammenführung in der Reihenfolge, in der BPE sie gelernt hat. Die mit dem niedrigsten Rang wurde zuerst gelernt und wird zuerst angewandt.",
    ],
    unknown_token: [
      "Unbekanntes Token",
      "Was ein Tokenizer für Text schreibt, für den sein Vokabular keine Tokens hat. Der Text selbst geht verloren.",
    ],
    vocabulary: ["Vokabular", "Alle Tokens, die ein Tokenizer kennt, jedes mit seiner ID."],
    special_token: [
      "Sondertoken",
      "Ein Token, das für keinen Text steht, etwa das, das einen Text beendet, oder die um die Nachrichten eines Chats.",
    ],
    chat_template: [
      "Chat-Vorlage",
      "Der Text um eine Nachricht herum, der einem auf Anweisungen abgestimmten Modell zeigt, wer spricht, in der Form, mit der es trainiert wurde.",
    ],
    base: ["Basismodell", "Ein Modell, das nur darauf trainiert ist, Texte fortzusetzen."],
    instruct: [
      "Auf Anweisungen abgestimmtes Modell",
      "Ein Basismodell, das weiter trainiert wurde, um auf Nachrichten zu antworten.",
    ],
    log_loss: [
      "Log-Loss",
      "Minus der Logarithmus der Wahrscheinlichkeit, die man dem gab, was kam, hier in Nat: 0, wenn man sicher war und recht hatte, und umso mehr, je unwahrscheinlicher man es fand.",
    ],
    surprise: [
      "Informationsgehalt",
      "Der negative Logarithmus einer Wahrscheinlichkeit: zur Basis 2 in Bit. Er sagt, wie überraschend ein Token ist: Ein sicheres hat 0 Bit, eines mit 50\u202f% hat 1, eines mit 1\u202f% hat 6,6.",
    ],
    log_likelihood: [
      "Log-Likelihood",
      "Der Logarithmus der Wahrscheinlichkeit eines ganzen Textes: die Summe der Log-Wahrscheinlichkeiten seiner Tokens, denn die Wahrscheinlichkeiten selbst multiplizieren sich.",
    ],
    bits_per_byte: [
      "Bits pro Byte",
      "Wie viele Bits ein perfektes Kompressionsprogramm, das dieses Modell nutzt, im Mittel für jedes Byte des Textes bräuchte. Anders als die Perplexität hängt das nicht davon ab, wie der Text in Tokens zerlegt ist.",
    ],
    perplexity: [
      "Perplexität",
      "e hoch den mittleren Informationsgehalt pro Token, in Nat: unter wie vielen gleich wahrscheinlichen Tokens das Modell zu wählen scheint. Kleiner ist besser.",
    ],
  },
};
