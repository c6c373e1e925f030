// Every word of the views in Spanish. Another language is one file beside this one with the same keys, and nothing else.
// What holds a number is a function: `plural` and `form` choose the form that the language wants for it. What stands in a
// sentence as an element (a chip, a number in bold) comes as an argument, and the sentence is a list of parts.

import { count, decimal, form, number, percent, plural, signedDecimal, tenths } from "../kit/numbers.js";

/** @typedef {import("../kit/dom.js").Child} Child */
/** @typedef {(text: string | number) => Child} Bold  makes of a text the element that is to stand out */
/** @typedef {(text: string) => Child} Term  makes of a word, as it stands here, a term that explains itself */

/** @param {number} n */
const tokens = (n) => plural(n, { one: "token", other: "tokens" });
/** @param {number | null} n  null: nobody knows how many */
const someTokens = (n) => (n === null ? "un número desconocido de tokens" : tokens(n));
/** @param {number} n */
const characters = (n) => plural(n, { one: "carácter", other: "caracteres" });
/** @param {number} n */
const bytes = (n) => plural(n, { one: "byte", other: "bytes" });
/** @param {number} n */
const merges = (n) => plural(n, { one: "fusión", other: "fusiones" });
/** @param {number} n */
const chunks = (n) => plural(n, { one: "fragmento", other: "fragmentos" });
/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);
/** Of a large number in words: “3,2 millones de pesos”, “24,6 mil pesos”. @param {string} n @param {string} things */
const of = (n, things) => `${n}${n.endsWith("es") ? " de" : ""} ${things}`;

/** @type {Record<string, string>} */
const HEAD_NAMES = { previous: "token anterior", self: "sí mismo", first: "primer token", induction: "inducción" };

/** @type {Record<string, string>}  what the samples are called */
const LANGUAGES = {
  english: "inglés",
  german: "alemán",
  french: "francés",
  spanish: "español",
  portuguese: "portugués",
  polish: "polaco",
  turkish: "turco",
  vietnamese: "vietnamita",
  swahili: "suajili",
  greek: "griego",
  russian: "ruso",
  arabic: "árabe",
  hebrew: "hebreo",
  hindi: "hindi",
  thai: "tailandés",
  chinese: "chino",
  japanese: "japonés",
  korean: "coreano",
  code: "código",
  emoji: "emoji",
};

/** @type {Record<string, string>} */
const ROUNDED = {
  int8: "redondeado al cargarlo: los números son los de los pesos redondeados",
  bfloat16:
    "redondeado: los pesos, y en algunos modelos también las activaciones, conservan 8 bits significativos, dos o tres cifras decimales",
  float16:
    "redondeado: los pesos, y en algunos modelos también las activaciones, conservan 11 bits significativos, tres o cuatro cifras decimales",
};

export const words = {
  /** @param {string} quantization  null where the numbers are those that were published */
  badge: (quantization) => {
    if (["F32", "F16", "BF16"].includes(quantization)) return null;
    const [dtype, blocks] = quantization.split(" of "); // "int8 of Q4_0": a GGUF file, rounded once more
    if (!(dtype in ROUNDED)) return "descuantizado: los números son los de este archivo";
    return blocks ? `descuantizado y después ${ROUNDED[dtype]}` : ROUNDED[dtype];
  },
  pieces: {
    nothing: "(nada)",
    /** @param {number} n */
    restOfBytes: (n) => ` … (${bytes(n)})`,
    /** @param {number} n */
    restOfText: (n) => `…\u00a0(${count(n)}\u00a0caracteres)`,
    // as they are read out
    space: "espacio",
    newLine: "línea nueva",
    tab: "tabulador",
    spokenNothing: "nada",
    /** @param {string} bytes */
    spokenBytes: (bytes) => `bytes ${bytes}`,
  },

  /** Of large numbers, each from that power of ten on. @type {[power: number, name: string][]} */
  sizes: [
    [3, "mil"],
    [6, "millones"],
    [9, "mil millones"],
    [12, "billones"],
  ],
  // of bytes, each a thousand times the one before
  byteUnits: ["B", "kB", "MB", "GB", "TB"],

  stages: {
    // A warper that is not in this list goes by its own name with hyphens: "top-k".
    names: {
      model: "Modelo",
      temperature: "temperatura",
      repetition_penalty: "penalización por repetición",
      logit_bias: "sesgo de logits",
      banned_words: "palabras prohibidas",
      dry: "DRY",
      xtc: "XTC",
      seen: "tokens comunicados",
    },
    cut: "fuera",
    below: "entre los demás",
    unlisted: "entre los demás o fuera",
    others: "todos los demás",
    /** @param {number} n */
    small: (n) =>
      plural(n, {
        one: `token más, por debajo de ${tenths(0.001)}`,
        other: `tokens más, cada uno por debajo de ${tenths(0.001)}`,
      }),
    /** @param {number | null} n */
    tokens: (n) => (n === null ? "número desconocido" : tokens(n)),
    /** @param {number | null} n @param {number} share @param {Term} mass */
    othersOfModel: (n, share, mass) => [n === null ? "" : `${tokens(n)}, `, mass("masa"), ` ${percent(share)}`],
    /** @param {number} n @param {number | null} all @param {number} share @param {Term} mass */
    told: (n, all, share, mass) => [
      ` El servidor comunicó los ${count(n)} más probables de ${someTokens(all)}, que suman una `,
      mass("masa"),
      ` de ${percent(share)}; de los demás, nada.`,
    ],
    /** @param {number} share @param {Term} mass */
    mass: (share, mass) => [mass("masa"), ` ${percent(share)}`],
    /** @param {number} mass @param {number} left @param {number} cut */
    othersAfter: (mass, left, cut) =>
      [`masa ${percent(mass)}`, left > 0 && `en ${count(left)}`, cut > 0 && `· ${count(cut)} fuera`]
        .filter(Boolean)
        .join(" "),
    /** @param {number} most */
    scale: (most) => `La barra más larga es ${percent(most)}.`,
    /** @param {number | null} entropy @param {Term} nats */
    nats: (entropy, nats) => (entropy === null ? "desconocida" : [`${decimal(entropy, 2)} `, nats("nats")]),
  },

  tokens: {
    text: "El texto, dividido en tokens",
    list: "Tokens",
    asTable: "Todos los tokens en una tabla",
    empty: "Aún no hay tokens.",
    hint: "Señala el texto o un token, o muévete con las flechas del teclado, para ver sus bytes.",
    /** @param {number} left */
    more: (left) => `Ver más (${form(left, { one: "queda", other: "quedan" })} ${tokens(left)})`,
    /** @param {number} n @param {number} all */
    place: (n, all) => `Token ${count(n)} de ${count(all)}`,
    /** @param {Child} text */
    dropped: (text) => ["Ningún token contiene ", text, ": este tokenizador lo omite."],
    /** @param {Child} text @param {number} n @param {Child[]} chips */
    needs: (text, n, chips) => [text, ` necesita ${tokens(n)}: `, ...chips],
    /** @param {number} tokens @param {number} characters @param {number} bytes @param {Bold} bold @param {Term} token @param {Term} byte */
    figures: (tokens, characters, bytes, bold, token, byte) => [
      [bold(count(tokens)), " ", token(form(tokens, { one: "token", other: "tokens" }))],
      [bold(count(characters)), " ", form(characters, { one: "carácter", other: "caracteres" })],
      [bold(count(bytes)), " ", byte(form(bytes, { one: "byte", other: "bytes" }))],
      [bold(decimal(characters / tokens, 2)), " caracteres por token"],
    ],
    /** @param {Child} id */
    id: (id) => ["id ", id],
    /** @param {Child} bytes */
    bytes: (bytes) => ["bytes ", bytes],
    /** @param {Child} range */
    characters: (range) => ["caracteres ", range],
    /** @param {string} text @param {string[]} which */
    partOf: (text, which) => `parte de «${text}»${which.length > 0 ? `: ${which.join(", ")}` : ""}`,
    /** @param {number} first @param {number} last @param {number} size @param {string} character */
    someBytes: (first, last, size, character) =>
      `${first === last ? `byte ${first}` : `bytes ${first}–${last}`} de ${size} en ${character}`,
    /** @param {number} n */
    rest: (n) => plural(n, { one: "token más", other: "tokens más" }),
    columns: ["Número", "Token", "Id", "Bytes", "Caracteres"],
  },

  comparison: {
    previous: "← Anterior",
    next: "Siguiente →",
    list: "Tokens",
    more: "Ver más",
    asTable: "Las discrepancias en una tabla",
    empty: "Aún no hay comparación.",
    emptyText: "El texto está vacío.",
    legend:
      "Tachado, con ?: desconocido para el tokenizador. Subrayado de puntos: reescrito. Borde discontinuo: parte de un carácter.",
    hint: "Señala un token, o muévete con las flechas del teclado, para ver su id y sus bytes.",
    keys: " Las teclas n y p saltan entre las discrepancias.",
    /** @param {number} n */
    all: (n) => plural(n, { one: "discrepancia", other: "discrepancias" }),
    /** @param {number} at @param {number} n */
    place: (at, n) => `${count(at)} de ${plural(n, { one: "discrepancia", other: "discrepancias" })}`,
    /** @param {number} shown @param {number} all */
    beginning: (shown, all) =>
      `Se muestran los primeros ${count(shown)} de ${characters(all)}; los números son de todo el texto. `,
    statistics: "Los tokenizadores en todo el texto",
    columns: [
      "Tokenizador",
      "Tokens",
      "Tokens por palabra",
      "Caracteres por token",
      "Tokens desconocidos",
      "Tamaño del vocabulario",
      "Sin pérdida",
    ],
    fewest: "los menos",
    /** @param {number} n @param {number} rate */
    unknownTokens: (n, rate) => `${count(n)} (${percent(rate)})`,
    yes: "sí",
    no: "no",
    /** @param {string} who */
    unknownTo: (who) => `desconocido para ${who}:`,
    /** @param {string} label */
    spokenUnknown: (label) => `${label}, desconocido`,
    /** @param {number} n */
    andMore: (n) => `… ${count(n)} más`,
    /** @param {number} n */
    disagreement: (n) => `Discrepancia ${count(n)}`,
    /** @param {string} text */
    partOf: (text) => `parte de «${text}»`,
    /** @param {string} text */
    isUnknown: (text) => `«${text}» no está en su vocabulario`,
    /** @param {string} text */
    standsFor: (text) => `representa «${text}»`,
    added: "añadido por el tokenizador",
    /** @param {Child} value */
    id: (value) => ["id ", value],
    /** @param {Child} value */
    bytes: (value) => ["bytes ", value],
    /** @param {Child} value */
    characters: (value) => ["caracteres ", value],
    disagreements: "Las discrepancias",
    /** @param {string[]} tokenizers */
    disagreementColumns: (tokenizers) => ["Número", "Caracteres", ...tokenizers],
  },

  merges: {
    done: "Fusiones hechas",
    play: "Reproducir",
    pause: "Pausa",
    first: "Inicio",
    last: "Final",
    empty: "Entrena un tokenizador para ver sus fusiones.",
    asTable: "Todas las fusiones en una tabla",
    /** @param {number} k @param {number} all @param {number} vocabulary @param {number} tokens @param {number} bytes @param {Bold} bold */
    status: (k, all, vocabulary, tokens, bytes, bold) => [
      "Después de ",
      bold(count(k)),
      ` de ${merges(all)}: un vocabulario de `,
      bold(count(vocabulary)),
      " tokens; el texto de entrenamiento ocupa ",
      bold(count(tokens)),
      ` ${form(tokens, { one: "token", other: "tokens" })} (`,
      bold(decimal(bytes / (tokens || 1), 2)),
      " bytes por token)",
    ],
    byte: "un byte",
    joined: "fusionado",
    fresh: "de la última fusión",
    text: "El texto en tokens",
    /** @param {number} n @param {number} fresh */
    here: (n, fresh) => `Aquí: ${tokens(n)}, ${count(fresh)} de la última fusión`,
    curve: "Tokens del texto de entrenamiento",
    /** @param {number} before @param {number} after */
    curveInWords: (before, after) =>
      `Tokens del texto de entrenamiento: ${count(before)} antes de la primera fusión, ${count(after)} después de la última.`,
    axis: "fusiones",
    /** @param {number} k @param {Child} left @param {Child} right @param {Child} joined @param {number} id */
    next: (k, left, right, joined, id) => [
      `Siguiente: la fusión ${count(k + 1)} (posición ${k}) une `,
      left,
      " y ",
      right,
      " en ",
      joined,
      `, id ${id}`,
    ],
    /** @param {number} times */
    mostFrequent: (times) => `, el par más frecuente: ${plural(times, { one: "vez", other: "veces" })}`,
    tie: " Otro par es igual de frecuente, así que decide la regla de desempate.",
    pairs: "Los pares más frecuentes ahora",
    pairColumns: ["Par", "Veces en el texto de entrenamiento"],
    isNext: " ← siguiente",
    /** @param {Term} vocabulary @param {Term} rank @param {Term} merge */
    newest: (vocabulary, rank, merge) => [
      "Los tokens más nuevos del ",
      vocabulary("vocabulario"),
      ", cada uno bajo la ",
      rank("posición"),
      " de su ",
      merge("fusión"),
    ],
    /** @param {number} more @param {number} single */
    rest: (more, single) => `${more > 0 ? `${count(more)} más y ` : ""}${bytes(single)}`,
    /** @param {number} from @param {number} to */
    ranks: (from, to) => `Posiciones ${from} a ${to}`,
    columns: ["Posición", "Izquierda", "Derecha", "Unidos", "Id", "Veces"],
  },

  word: {
    empty: "Elige una palabra para ver cómo se codifica.",
    rows: "La palabra, fusión por fusión",
    /** @param {Term} byte @param {Term} rank @param {Term} merge */
    key: (byte, rank, merge) => [
      "Cada columna es un ",
      byte("byte"),
      ". Entre dos tokens está la ",
      rank("posición"),
      " de la ",
      merge("fusión"),
      " que los une, o – si no hay ninguna. La más baja (rellena, con sus dos tokens subrayados) es la siguiente. " +
        "Los números bajo los tokens finales son sus ids.",
    ],
    asTable: "Todos los pasos en una tabla",
    emptyWord: "Una palabra vacía no tiene tokens.",
    /** @param {number} n @param {number} made @param {number} left */
    summary: (n, made, left) => `${bytes(n)}, ${merges(made)}, ${tokens(left)}.`,
    /** @param {number} n */
    nothingToMerge: (n) =>
      n === 1
        ? `${bytes(n)}, ${tokens(n)}: no hay nada que fusionar, porque un solo byte no tiene vecino.`
        : `${bytes(n)}, ${tokens(n)}: no hay nada que fusionar, porque ningún par de vecinos tiene una fusión.`,
    /** @param {number} most */
    tooLong: (most) => ` Una palabra de más de ${bytes(most)} no se dibuja.`,
    /** @param {number} n @param {number} from @param {number} to */
    skipped: (n, from, to) =>
      ` Sin dibujar: ${plural(n, { one: "paso", other: "pasos" })}, después de ${count(from)} a ${merges(to)}.`,
    theBytes: "Los bytes",
    theTokens: "Los tokens",
    /** @param {number} n */
    after: (n) => `Después de ${merges(n)}`,
    /** @param {string} when @param {string[]} tokens @param {string} sentence */
    spoken: (when, tokens, sentence) => `${when}: ${tokens.join(", ")}. ${sentence}`,
    oneLeft: "Queda un token.",
    noMore: "Ningún par de vecinos tiene una fusión: estos son los tokens.",
    /** @param {number} rank @param {number} often @param {Child} left @param {Child} right @param {Child} joined */
    next: (rank, often, left, right, joined) => [
      `La posición ${rank} es la más baja${often > 1 ? ` (de ${often} lugares, el de más a la izquierda)` : ""}: `,
      left,
      " + ",
      right,
      " pasan a ser ",
      joined,
    ],
    /** @param {number} n */
    moreSteps: (n) => plural(n, { one: "paso más", other: "pasos más" }),
    columns: ["Fusiones", "Tokens", "Ids", "Posiciones entre ellos", "Fusión siguiente"],
  },

  token: {
    label: "Buscar en el vocabulario (texto o #id)",
    results: "Tokens encontrados",
    empty: "Aún no hay ningún token elegido. Busca uno y elígelo entre los resultados.",
    searching: "Buscando …",
    prompt: "Escribe una parte de un token, o # seguido de su id.",
    /** @param {string} query */
    nothing: (query) => `Ningún token de este vocabulario coincide con «${query}».`,
    /** @param {number} shown @param {number} total */
    found: (shown, total) =>
      shown < total
        ? `Se muestran ${count(shown)} de ${count(total)}`
        : plural(total, { one: "token encontrado", other: "tokens encontrados" }),
    parts: "Las partes que se fusionaron en él",
    partsAsTable: "Todas las partes en una tabla",
    built: "Cómo se formó",
    neighboursHead: "Sus vecinos en el vocabulario",
    neighbours: "Vecinos",
    /** @param {string} piece */
    beforeId: (piece) => `${piece}, id `,
    tokenizer: "Tokenizador",
    id: "Id",
    /** @param {number} n */
    ofAll: (n) => ` de ${count(n)}`,
    kind: "Tipo",
    special: "token especial",
    ordinary: "token ordinario",
    bytes: "Bytes",
    characters: "Caracteres",
    noWhole: "ninguno entero",
    learnedBy: "Aprendido por",
    /** @param {number} rank */
    merge: (rank) => `fusión ${count(rank)}`,
    earlier: ": cuanto menor el número, antes se aprendió",
    spelled: "Los caracteres y sus bytes",
    /** @param {number} n */
    moreBytes: (n) => `… y ${plural(n, { one: "byte más", other: "bytes más" })}. `,
    /** @param {number} n */
    moreCharacters: (n) => `… y ${plural(n, { one: "carácter más", other: "caracteres más" })}. `,
    boxesOfBytes:
      "Parte de un carácter: por sí solos, estos bytes no son UTF-8 válido. Cada casilla muestra un byte en hexadecimal y, " +
      "encima, el carácter si es ASCII imprimible.",
    /** @param {Term} codePoint @param {Term} utf8 */
    boxesOfCharacters: (codePoint, utf8) => [
      "Cada casilla muestra un carácter, su ",
      codePoint("punto de código"),
      " en Unicode y sus bytes en ",
      utf8("UTF-8"),
      ", escritos en hexadecimal.",
    ],
    /** @param {string} id */
    idIs: (id) => `id ${id}`,
    /** @param {number} rank */
    byMerge: (rank) => `, fusión ${count(rank)}`,
    /** @param {Term} rank */
    readTree: (rank) => [
      "Léelo de abajo arriba: empezó como bytes sueltos. Dos casillas contiguas se fusionaron en la que está encima, " +
        "y el número que hay en ella es la ",
      rank("posición"),
      " de esa fusión. Elige una casilla para ver su token.",
    ],
    isSpecial: "Un token especial: se añadió entero al vocabulario, y ninguna fusión lo formó.",
    isByte: "Un solo byte: BPE empieza con los 256 bytes, así que ninguna fusión lo formó.",
    noMerge: "Ninguna fusión formó este token. Solo BPE forma sus tokens fusionando.",
    /** @param {string} bytes */
    byte: (bytes) => `byte ${bytes}`,
    partTable: "Partes del token",
    partColumns: ["Parte", "Id", "Posición de la fusión", "Formada por"],
  },

  languages: {
    measure: "Medida",
    measures: {
      tokens: {
        title: "Tokens",
        table: "Tokens de cada idioma",
        why: "Tokens de todo el texto. Todas las muestras cuentan la misma historia, así que esto compara los idiomas.",
      },
      tokens_per_character: {
        title: "Tokens por carácter",
        table: "Tokens por carácter de cada idioma",
        why: "Tokens divididos por caracteres. Esto compara los tokenizadores dentro de un idioma, no los idiomas.",
      },
    },
    empty: "Aún no hay idiomas: elige al menos un tokenizador para contar.",
    column: "Idioma",
    legendRatio: "2,0× significa: el doble de tokens que en inglés. ",
    legendFewest: "En negrita: los menos de la fila, entre los tokenizadores que pueden escribirlo todo. ",
    legendUnknown: "Desconocidos: tokens en lugar de un texto que el vocabulario no puede escribir. ",
    sort: "Elige el nombre de un tokenizador para ordenar por él.",
    sortOrRead: "Elige el nombre de un tokenizador para ordenar por él, o un idioma para leer su texto.",
    /** @param {number} n */
    unknown: (n) => plural(n, { one: "desconocido", other: "desconocidos" }),
    /** @param {number} ratio */
    times: (ratio) => `${decimal(ratio, 1)}×`,
    characters,
    /** @param {string} key  as the samples are called */
    name: (key) => LANGUAGES[key] ?? capital(key),
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    worst: (tokenizer, language, ratio) =>
      `Con ${tokenizer}, el idioma que más tokens necesita es el ${language}: ${decimal(ratio, 1)} veces los del inglés.`,
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    best: (tokenizer, language, ratio) =>
      ` ${tokenizer} es el más parejo: como mucho ${decimal(ratio, 1)} veces los del inglés (${language}).`,
    chooseTwo: "Elige dos tokenizadores que puedan escribir todos los idiomas para compararlos dentro de cada uno.",
    /** @param {string} language @param {string} low @param {number} fewest @param {string} high @param {number} most */
    spread: (language, low, fewest, high, most) =>
      `Donde más difieren los tokenizadores es en ${language}: ${low} necesita ${decimal(fewest, 2)} tokens por carácter; ` +
      `${high}, ${decimal(most, 2)}.`,
  },

  chunks: {
    previous: "Anterior",
    next: "Siguiente",
    goTo: "Ir al fragmento ",
    price: "Precio de un millón de tokens ",
    anyCurrency: "En cualquier moneda. El precio lo fija quien ofrece el modelo.",
    /** @param {string} range @param {number} all */
    some: (range, all) => `Fragmentos ${range} de ${count(all)}`,
    /** @param {number} n */
    all: (n) => form(n, { one: "El único fragmento", other: `Los ${chunks(n)}` }),
    empty: "Aún no hay texto. Aquí se mostrarán sus fragmentos.",
    /** @param {number} each @param {boolean} marked */
    caption: (each, marked) =>
      `El texto de principio a fin. Cada franja es ${chunks(each)}, tan ancha como su parte de los ` +
      `caracteres.${marked ? " Subrayados: los fragmentos de la lista de abajo." : ""}`,
    /** @param {number} total @param {string} tokenizer @param {number} n @param {number} size @param {number | null} last @param {Bold} bold */
    summary: (total, tokenizer, n, size, last, bold) => [
      bold(tokens(total)),
      tokenizer && ` de ${tokenizer}`,
      ": ",
      bold(chunks(n)),
      ` de ${tokens(size)} como máximo`,
      last === null ? "." : `; el último tiene ${count(last)}.`,
    ],
    /** @param {Child} price */
    costs: (price) => ["Este texto cuesta ", price],
    /** @param {number} total @param {string} price @param {string} sign @param {string} cost */
    sum: (total, price, sign, cost) => `${tokens(total)} ÷ ${count(1_000_000)} × ${price} ${sign} ${cost}`,
    none: "ninguno",
    /** @param {number} n @param {string} range */
    stripe: (n, range) => `${form(n, { one: "Fragmento", other: "Fragmentos" })} ${range}`,
    list: "Fragmentos",
    columns: ["Fragmento", "Tokens", "Caracteres", "Empieza", "Acaba"],
    short: "igual que el principio",
  },

  bands: {
    colour: "Color por",
    colours: { probability: "probabilidad", rank: "posición", entropy: "entropía" },
    /** @param {string} asked @param {string[]} all */
    unknown: (asked, all) =>
      `Los tokens no se pueden colorear por «${asked}», solo por ${all.join(", ")}; aquí es ${all[0]}.`,
    legends: {
      probability: "La probabilidad que dio el modelo a cada token",
      rank: "El lugar de cada token entre todos los que podían venir",
      entropy: "La incertidumbre del modelo en cada token: la entropía de su propia distribución, en nats",
    },
    probability: [
      "menos del 1\u202f%",
      "del 1 al 10\u202f%",
      "del 10 al 40\u202f%",
      "del 40 al 80\u202f%",
      "80\u202f% o más",
    ],
    rank: ["más allá del 100", "del 21 al 100", "del 6 al 20", "del 2 al 5", "el más probable"],
    entropy: ["más de 3 nats", "de 1,5 a 3", "de 0,5 a 1,5", "de 0,1 a 0,5", "hasta 0,1: seguro"],
  },

  generation: {
    made: "Tokens generados",
    pointed: "El token bajo el puntero",
    asTable: "Todos los tokens generados en una tabla",
    hint: "Señala un token, o muévete hasta él con las flechas del teclado, para ver qué más podía venir. Un clic lo deja fijo aquí.",
    pin: "Haz clic en el token para dejarlo fijo aquí.",
    unpin: "Soltar",
    endings: {
      stop: "El modelo terminó el texto",
      length: "Se alcanzó la longitud pedida",
      context: "El contexto del modelo está lleno",
      done: "Listo",
    },
    /** @param {string} text */
    stopString: (text) => `Apareció la cadena de parada ${text}`,
    /** @param {string} ending @param {number} n @param {string | null} note */
    done: (ending, n, note) => `${ending} · ${tokens(n)}${note ? ` · ${note}` : ""}`,
    untold: "El servidor no da log-probabilidades: este es su texto, y de cómo surgió no se sabe nada.",
    empty: "Aún no se ha generado nada.",
    loading: "Cargando el modelo …",
    /** @param {number} n */
    stopped: (n) => `Detenido después de ${tokens(n)}.`,
    wrong: "Algo ha salido mal.",
    asked: "Lo que se le pidió continuar al modelo: el prompt en su plantilla de chat",
    exactPrompt: "Texto exacto del prompt",
    /** @param {string} piece @param {number} probability @param {number} rank */
    spoken: (piece, probability, rank) => `${piece}, ${percent(probability)}, posición ${count(rank)}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [`Token ${count(n)}: `, token],
    probability: "Probabilidad",
    rank: "Posición",
    /** @param {number} rank @param {number | null} all */
    rankOf: (rank, all) => (all === null ? count(rank) : `${count(rank)} de ${count(all)}`),
    entropy: "Entropía",
    afterStrategy: "Tras la estrategia",
    draw: "Sorteo u",
    alternatives: "Los tokens más probables aquí",
    columns: ["Token", "Posición", "Modelo"],
    /** @param {string[]} stages */
    after: (stages) => `Tras ${stages.join(", ")}`,
    steps: "Tokens generados",
    /** @param {Child} entropy @param {Term} nats */
    inNats: (entropy, nats) => [entropy, " (", nats("nats"), ")"],
    stepColumns: [
      "Número",
      "Token",
      "Id",
      "Probabilidad del modelo",
      "Posición",
      "Entropía",
      "Tras la estrategia",
      "Sorteo u",
    ],
  },

  branching: {
    take: (/** @type {string} */ token) => `Tomar aquí ${token} y seguir`,
    hint: "Elige otro token, y el texto sigue desde aquí con él.",
    here: "O escríbelo:",
    next: "O escribe lo que viene después:",
    example: "␣cat",
    force: "Forzar",
    forceHint: "Toma esto, sea cual sea su probabilidad. La mayoría de las palabras empiezan por su espacio.",
    atTheEnd: "Al final del texto",
    one: "Un token",
    oneHint: "El modelo añade un token.",
    more: "Seguir",
    moreHint: "El modelo añade tantos tokens como indican los ajustes.",
    came: "Cómo llegó",
    byHand: "a mano",
    spokenByHand: ", tomado a mano",
  },

  lanes: {
    empty:
      "Aún no hay textos. Todos los carriles escriben a la vez, token a token; se marca dónde uno se separa del primero, y al final se miden.",
    hint: "Señala un token para ver qué más podía venir y qué tomaron los otros carriles en el mismo lugar. Un clic lo deja fijo aquí.",
    /** @param {string} letter @param {string} name */
    lane: (letter, name) => `Carril ${letter}: ${name}`,
    /** @param {string} letter */
    made: (letter) => `Texto del carril ${letter}`,
    /** @param {string} letter */
    jumps: (letter) => `Qué mirar en el carril ${letter}`,
    text: "Texto",
    seeds:
      "Los textos del mismo número tienen la misma semilla en todos los carriles, salvo que un carril tenga la suya.",
    /** @param {number} n */
    identical: (n) => `Los ${count(n)} textos de este carril son iguales.`,
    /** @param {string} letter */
    sameAs: (letter) => `El mismo texto que en el carril ${letter}.`,
    /** @param {number} start @param {number} period */
    loops: (start, period) =>
      period === 1
        ? `↻ En bucle desde el token ${count(start)}: el mismo token una y otra vez.`
        : `↻ En bucle desde el token ${count(start)}: los mismos ${tokens(period)} una y otra vez.`,
    chips: {
      divergence: {
        /** @param {string} letter @param {number} n */
        title: (letter, n) => `◆ Se separa de ${letter}: ${count(n)}`,
        /** @param {string} letter */
        meaning: (letter) => `Ir al primer token que es distinto del que hay en el carril ${letter}.`,
      },
      uncertain: {
        /** @param {number} n */
        title: (n) => `Menos seguro: ${count(n)}`,
        meaning:
          "Ir al token en el que el modelo estaba menos seguro: ahí la entropía de su propia distribución es máxima.",
      },
      fork: {
        /** @param {number} n */
        title: (n) => plural(n, { one: "bifurcación", other: "bifurcaciones" }),
        /** @param {number} n @param {number} all */
        next: (n, all) => `Bifurcación ${count(n)} de ${count(all)} ›`,
        meaning:
          "Ir al siguiente token que no era el más probable del modelo: ahí la estrategia voraz habría seguido otro camino.",
      },
    },
    here: {
      /** @param {number} n */
      title: (n) => `El token ${count(n)} en cada carril`,
      columns: ["Carril", "Token", "Modelo", "Sorteo u"],
    },
    measures: "Los carriles en números",
    measuresHint:
      "La perplejidad y la entropía son las de la propia distribución del modelo, antes de cualquier filtro. Un término se explica al pulsarlo; las flechas ordenan.",
    /** @param {string} name */
    sortBy: (name) => `Ordenar por ${name}`,
    columns: {
      perplexity: { title: "Perplejidad", sort: "perplejidad" },
      mean_logprob: { title: "Media log p", sort: "log-probabilidad media" },
      entropy: { title: "Entropía", sort: "entropía" },
      distinct_1: { title: "Distinct-1", sort: "distinct-1" },
      distinct_2: { title: "-2", sort: "distinct-2" },
      distinct_3: { title: "-3", sort: "distinct-3" },
      repeated_4grams: { title: "Rep-4", sort: "4-gramas repetidos" },
      self_bleu: { title: "Self-BLEU", sort: "self-BLEU" },
      tokens: { title: "Tokens", sort: "número de tokens" },
      loops: { title: "Bucles", sort: "número de bucles" },
      seconds: { title: "Segundos", sort: "segundos" },
    },
  },

  diff: {
    empty: "Aquí se ponen dos ejecuciones guardadas una junto a otra.",
    /** @param {string} model @param {string} strategy @param {number | null} seed @param {number} n */
    run: (model, strategy, seed, n) =>
      [model, strategy, seed !== null && `semilla ${seed}`, tokens(n)].filter(Boolean).join(" · "),
    settings: "Lo que no es igual en las dos ejecuciones",
    setting: "Qué difiere",
    sameSettings: "Ambas ejecuciones se hicieron con los mismos ajustes.",
    /** @param {number} n */
    identical: (n) => `Los dos textos son iguales, token a token (${tokens(n)}).`,
    /** @param {number} common @param {number} paired @param {number} a @param {number} b */
    common: (common, paired, a, b) =>
      `${common === 0 ? "Los textos difieren desde el primer token." : common === 1 ? "Los textos empiezan con el mismo token." : `Los textos empiezan con los mismos ${tokens(common)}.`} En total, ${count(paired)} de ${tokens(a)} en A y de ${count(b)} en B están junto al mismo token.`,
    otherPrompts: "Los prompts no son iguales.",
    previous: "‹ Diferencia anterior",
    next: "Diferencia siguiente ›",
    keys: "o N y P en el texto",
    list: "Ambos textos, token a token",
    pointed: "El token bajo el puntero, en ambos textos",
    pin: "Señala un token; un clic lo deja fijo aquí.",
    pinned: "Fijo aquí. Otro clic lo suelta.",
    nothing: "(nada)",
    /** @param {number} n */
    difference: (n) => `Diferencia ${count(n)}`,
    /** @param {string} token @param {string | null} letter */
    spoken: (token, letter) => (letter ? `${letter}: ${token}` : token),
    /** @param {Child} token @param {number} a @param {number} b */
    both: (token, a, b) => [
      token,
      a === b ? ` es el token ${count(a)} en ambos` : ` es el token ${count(a)} en A y el ${count(b)} en B`,
    ],
    /** @param {number} n */
    partAt: (n) => `Se separan en el token ${count(n)}`,
    /** @param {string} letter @param {number} n @param {Child} token */
    one: (letter, n, token) => [`Token ${count(n)} de ${letter}: `, token],
    token: "Token",
    facts: "Este token en ambas ejecuciones",
    /** @param {string} letter */
    tookIt: (letter) => `tomado por ${letter}`,
    /** @param {string} letter */
    modelOf: (letter) => `${letter}: modelo`,
    /** @param {string} letter @param {string[]} stages */
    after: (letter, stages) => `${letter}: tras ${stages.join(", ")}`,
    /** @param {Term} kl @param {string} model @param {string} final @param {Term} nats */
    apart: (kl, model, final, nats) => [
      kl("KL"),
      `(A ‖ B): ${model} `,
      nats("nats"),
      model === final
        ? ", según los modelos y tras las estrategias."
        : ` según los modelos, ${final} tras las estrategias.`,
    ],
    /** @param {number} x @param {boolean} whole */
    nats: (x, whole) =>
      `${whole ? "" : "≥\u202f"}${x === 0 ? "0" : x < 0.00005 ? `<\u202f${decimal(0.0001, 4)}` : decimal(x, 4)}`,
    least: "Una ejecución solo guarda sus tokens más probables y la suma de todos los demás, así que puede ser más.",
    vocabularies: "Los dos vocabularios no son iguales, así que las distribuciones no se pueden comparar.",
    asTable: "Todos los tokens que están junto al mismo token, en una tabla",
    columns: [
      "Token",
      "En A",
      "En B",
      "Probabilidad A",
      "B",
      "Posición A",
      "B",
      "Entropía A",
      "B",
      "KL",
      "KL tras las estrategias",
    ],
  },

  sweep: {
    empty:
      "Aún no hay barrido. Un parámetro recorre su rango, y en cada valor se hacen varios textos: ¿son probables?, ¿son distintos?",
    diversity: "Diversidad por",
    choices: { distinct_1: "distinct-1", distinct_2: "distinct-2", distinct_3: "distinct-3", self_bleu: "self-BLEU" },
    across: "Perplejidad según el modelo (escala logarítmica)",
    up: {
      distinct_1: "Distinct-1: tokens distintos, como parte de todos",
      distinct_2: "Distinct-2: pares distintos, como parte de todos",
      distinct_3: "Distinct-3: tríos distintos, como parte de todos",
      self_bleu: "Self-BLEU: cuánto se parecen los textos (1: todos iguales)",
    },
    /** @param {string} label */
    of: (label) => `Barrido de ${label}`,
    /** @param {string} label @param {string} first @param {string} last */
    title: (label, first, last) => `${label} ${first} … ${last}`,
    /** @param {string} label */
    plot: (label) => `Diversidad frente a perplejidad, un punto por cada valor de ${label}`,
    hint: "Señala un valor para leerlo; un clic abre sus textos.",
    /**
     * @param {string} label @param {string} value
     * @param {import("../types").Measures} measures
     * @param {"distinct_1" | "distinct_2" | "distinct_3" | "self_bleu"} up
     */
    told: (label, value, measures, up) =>
      [
        `${label} ${value}: perplejidad ${decimal(measures.perplexity ?? 0, 2)}`,
        `${words.sweep.choices[up]} ${decimal(measures[up] ?? 0, 2)}`,
        ...(measures.identical ? ["todos los textos iguales"] : []),
        ...(measures.loops > 0 ? [plural(measures.loops, { one: "texto en bucle", other: "textos en bucle" })] : []),
      ].join(", "),
    /** @param {number} n */
    hidden: (n) => `No hay sitio para la etiqueta de ${plural(n, { one: "valor", other: "valores" })}.`,
    /** @param {string[]} values */
    unknown: (values) => `Sin punto, porque esta medida no se conoce ahí: ${values.join(", ")}.`,
    /** @param {string} value @param {string} error */
    failed: (value, error) => `${value} no pudo seguir: ${error}`,
    asTable: "En una tabla",
    /** @param {string} label */
    measures: (label) => `${label} en números`,
    /** @param {string} label @param {string} value */
    textsAt: (label, value) => `Los textos con ${label} ${value}`,
    /** @param {number} n */
    identical: (n) => `Los ${count(n)} textos son iguales.`,
    close: "Cerrar",
    progress: "Tokens hasta ahora",
    /** @param {number} made @param {number} most */
    sofar: (made, most) => `${count(made)} de ${tokens(most)} como máximo …`,
  },

  distribution: {
    empty: "Aún no hay distribución.",
    /** @param {Child} token @param {number} probability @param {number} place @param {Term} rank */
    gave: (token, probability, place, rank) => [
      "El modelo dio a ",
      token,
      ` ${percent(probability)} (`,
      rank("posición"),
      ` ${count(place)}).`,
    ],
    /** @param {string} stage @param {number} probability */
    made: (stage, probability) => ` Tras ${stage}, ${percent(probability)}.`,
    greedy: " Se tomó porque ningún token es más probable.",
    /** @param {number} u */
    drawn: (u) => ` El sorteo u = ${decimal(u, 4)} cayó en él.`,
    beam: " Forma parte del texto que es más probable en su conjunto.",
    byHand: " Se tomó a mano.",
    speculated: " Vino por decodificación especulativa: aceptado, o sorteado en lugar de un token rechazado.",
    isTaken: "←\u00a0tomado",
    isDrawn: "←\u00a0sorteado",
    /** @param {Term} entropy @param {Term} nats */
    entropy: (entropy, nats) => [entropy("entropía"), " en ", nats("nats")],
    model: "Modelo",
    stage: capital,
    stages: "La distribución del siguiente token, antes y después de cada paso de la estrategia",
    columns: ["Token", "Logit"],
    /** @param {number} n */
    others: (n) => plural(n, { one: "otro", other: "otros" }),
    /** @param {number} u */
    u: (u) => `u = ${decimal(u, 4)}`,
    /** @param {number} u @param {string} token */
    drawInWords: (u, token) =>
      `El sorteo: u es ${decimal(u, 4)}. Si se baja por la tabla sumando las probabilidades, ` +
      `${token} es el primer token en el que la suma es mayor que u.`,
    /** @param {Term} draw */
    caption: (draw) => [
      "Los tokens que quedan, uno junto a otro, cada uno tan ancho como su probabilidad. Un número al azar ",
      draw("u"),
      " entre 0 y 1 señala uno de ellos.",
    ],
    scale: [0, 0.25, 0.5, 0.75, 1].map(number),
  },

  noise: {
    title: "El sorteo: cada logit con su ruido, y la suma",
    columns: ["Token", "Logit", "Ruido", "Suma", "Logit y ruido"],
    /** @param {Term} gumbel */
    caption: (gumbel) => [
      "Se toma el token con la mayor suma de su logit, tal como lo deja la estrategia, y el ",
      gumbel("ruido de Gumbel"),
      ". El ruido depende de la semilla, del paso y del token: con la misma semilla sigue igual mientras se mueve un control.",
    ],
    drawn: " Salió sorteado porque su logit y su ruido de Gumbel tienen la mayor suma.",
    fact: "Ruido de Gumbel",
  },

  contrast: {
    title: "Los candidatos de la búsqueda contrastiva",
    columns: ["Candidato", "Probabilidad", "Mayor coseno", "Puntuación", "Ese coseno es con"],
    /** @param {Child} token @param {number} place */
    nearest: (token, place) => [token, ` token ${count(place)}`],
    /** @param {Term} cosine */
    caption: (cosine) => [
      "La puntuación es (1 − α) por la probabilidad menos α por el mayor ",
      cosine("coseno"),
      " entre el vector del candidato y el de un token del texto; α es la penalización por degeneración. Se toma la puntuación más alta.",
    ],
    taken: " Se tomó porque es probable y distinto del texto anterior: su puntuación es la más alta.",
    fact: "Mayor coseno",
  },

  pipeline: {
    u: "u, que sortea el token",
    typeU: "u =",
    wrongU: "u es un número desde 0 y menor que 1.",
    /** @param {number} n */
    oneOf: (n) => `uno de ${plural(n, { one: "token más", other: "tokens más" })}`,
    /** @param {number} u @param {string} token */
    uInWords: (u, token) => `${decimal(u, 4)}, que sortea ${token}`,
    /** @param {Term} draw */
    caption: (draw) => [
      "Los tokens que quedan, cada uno tan ancho como su probabilidad. Arrastra ",
      draw("u"),
      " o muévelo con las flechas del teclado: sale el token que está debajo.",
    ],
    identity: " Ninguna etapa cambia nada: esta es la propia distribución del modelo.",
    changesNothing: "no cambia nada",
    /** @param {string} name @param {number} value */
    state: (name, value) => `${name === "mu" ? "μ" : name} = ${decimal(value, name === "u" ? 4 : 2)}`,
    /** @param {string} stage */
    cutBy: (stage) => `eliminado por ${stage}`,
    left: "tokens que quedan",
    /** @param {number | null} n */
    others: (n) => `todos los demás: ${n === null ? "número desconocido" : tokens(n)}`,
    /** @param {string} mass @param {number | null} left @param {number | null} all */
    othersAt: (mass, left, all) => (left === null || left === all ? `masa ${mass}` : `masa ${mass} en ${count(left)}`),
  },

  arcs: {
    width: "Señala un arco para leer su peso; cuanto más ancho, más pesa:",
    /** @param {number} share */
    share: (share) => `${number(100 * share)}\u202f%`,
    rests: "al primer token, donde la atención suele descansar cuando no encuentra nada que mirar",
    /** @param {string} least @param {number} share */
    all: (least, share) => `todos los arcos desde ${least}, en conjunto ${percent(share)} de todo el peso`,
    /** @param {string} least @param {number} hidden @param {number} before */
    left: (least, hidden, before) => {
      const left = [
        hidden > 0 && `arcos de menos de ${least}, en conjunto ${tenths(hidden)}`,
        before > 0 && `arcos a los tokens anteriores a estos, en conjunto ${tenths(before)}`,
      ].filter(Boolean);
      return left.length === 0 ? "Está dibujado todo lo que mira este token." : `Sin dibujar: ${left.join(" y ")}.`;
    },
  },

  attention: {
    layer: "Capa",
    head: "Cabeza",
    caption:
      "Cada fila suma 1. No hay nada por encima de la diagonal: un token nunca mira hacia delante. Las capas y las cabezas se cuentan desde 0, como en el código del modelo; los tokens, desde 1.",
    looking: "Token que mira",
    lookedAt: "Token al que mira",
    scale: "Peso",
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to @param {number} weight @param {Bold} bold */
    cell: (query, from, key, to, weight, bold) => [
      `${count(query)} `,
      from,
      " mira a ",
      `${count(key)} `,
      to,
      ": ",
      bold(percent(weight)),
    ],
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to */
    masked: (query, from, key, to) => [
      `${count(query)} `,
      from,
      " no puede mirar a ",
      `${count(key)} `,
      to,
      ": viene después.",
    ],
    pointing: "Señala un cuadrado para leer su peso.",
    /** @param {number} layer @param {number} head @param {number} n */
    picture: (layer, head, n) =>
      `El patrón de la capa ${layer}, cabeza ${head}, sobre ${tokens(n)}. ` +
      "La tabla de al lado tiene los números de la fila elegida.",
    /** @param {number} n @param {string} piece */
    spoken: (n, piece) => `${count(n)}, ${piece}`,
    /** @param {number} n @param {Child} token */
    looksAt: (n, token) => [`El token ${count(n)} `, token, " mira a:"],
    weights: "A qué mira el token elegido",
    columns: ["Número", "Token", "Peso"],
    /** @param {number} shown @param {number} all */
    cut: (shown, all) => `De ${tokens(all)} se dibujan aquí los últimos ${count(shown)}.`,
    earlier: "antes",
    /** @param {number} n */
    earlierTokens: (n) => `${form(n, { one: "el token anterior", other: `los ${tokens(n)} anteriores` })} a estos`,
    later: "después",
    /** @param {number} n */
    maskedTokens: (n) =>
      `${plural(n, { one: "token enmascarado", other: "tokens enmascarados" })}: un token nunca mira hacia delante`,
  },

  lens: {
    lens: "Lente",
    /** Of each lens its name, the question that it answers, and how. */
    kinds: {
      logit: [
        "Logit lens",
        "¿Y si el modelo parara aquí?",
        "Lo que entra en un bloque va directo a la última normalización y a los logits, como si después no hubiera más bloques.",
      ],
      linear: [
        "Lector lineal",
        "¿Qué podría saber aquí un lector lineal?",
        "Una transformación lineal, ajustada con textos, convierte primero lo que entra en un bloque en la mejor estimación de lo que sale del último. El primer ajuste tarda unos segundos.",
      ],
      jacobian: [
        "Lente jacobiana",
        "¿Qué tiende a decir, ahora o más tarde?",
        "Lo que entra en un bloque se lleva adelante con el efecto medio que tiene, en muchos textos, sobre lo que sale del último bloque en este token y los siguientes.",
      ],
    },
    /** @param {string} model */
    missing: (model) =>
      `Esta lente hay que ajustarla primero con textos, y ${model} no trae ninguna. En Python, lp.lens(…, texts=[…]) ajusta una.`,
    waiting: "Mirando por esta lente …",
    empty: "Aún no hay lente.",
    grid: "El siguiente token más probable en cada capa",
    told: "El lugar elegido",
    asTable: "Todos los lugares en una tabla",
    legend: "La probabilidad del primer token",
    text: "Texto",
    /** @param {number} layer @param {number} n */
    layer: (layer, n) => (layer === n ? "el modelo" : `antes del bloque ${layer}`),
    /** @param {number} layer @param {number} n @param {string} token */
    place: (layer, n, token) =>
      `${layer === n ? "El propio modelo" : `Antes del bloque ${layer}`}, después de ${token}`,
    /** @param {string} place @param {string} token @param {number} probability @param {boolean} settled */
    spoken: (place, token, probability, settled) =>
      `${place}: ${token}, ${percent(probability)}${settled ? ", la respuesta del propio modelo" : ""}`,
    /** @param {number} shown @param {number} all @param {number} rows @param {number} layers */
    cut: (shown, all, rows, layers) =>
      [
        "Con marco y en negrita: ya es la respuesta del propio modelo.",
        shown < all && `Se muestran los últimos ${count(shown)} de ${tokens(all)}.`,
        rows < layers && `Se muestran ${count(rows)} de ${count(layers)} bloques.`,
      ]
        .filter(Boolean)
        .join(" "),
    /** @param {number} layer @param {number} n @param {number} at @param {Child} token */
    title: (layer, n, at, token) => [
      layer === n ? "El propio modelo" : `Antes del bloque ${layer}`,
      `, después del token ${count(at)} `,
      token,
    ],
    /** @param {Child} answer */
    own: (answer) => ["La propia distribución del modelo para el siguiente token. Su respuesta es ", answer, "."],
    /** @param {Child} answer */
    settled: (answer) => [answer, " está en primer lugar, como en la respuesta del propio modelo."],
    /** @param {Child} answer @param {number} rank @param {Term} word */
    notYet: (answer, rank, word) => [
      "La respuesta del propio modelo, ",
      answer,
      ", está aquí en la ",
      word("posición"),
      ` ${count(rank)}.`,
    ],
    likeliest: "Los siguientes tokens más probables en este lugar",
    columns: ["Siguiente token", "Posición", "Probabilidad"],
    answer: "la respuesta del modelo",
    next: "es lo que sigue en el texto",
    /** @param {number} listed @param {number} n */
    others: (listed, n) => `tras la posición ${count(listed)}: ${tokens(n)}`,
    /** @param {Child} number @param {Term} entropy @param {Term} nats */
    entropy: (number, entropy, nats) => [entropy("Entropía"), " ", number, " ", nats("nats")],
    /** @param {number} at */
    way: (at) => `A través de las capas, después del token ${count(at)}`,
    wayTitle: "La indecisión de cada capa, y dónde está en ella la respuesta del propio modelo.",
    wayColumns: ["Capa", "Entropía (nats)", "Posición de la respuesta"],
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} nats`,
  },

  score: {
    empty: "Aún no se ha puntuado ningún texto.",
    colour: "Color",
    colours: { probability: "probabilidad", rank: "posición", bits: "sorpresa", kl: "distancia a la verdad" },
    legends: {
      bits: "La sorpresa en cada token, en bits",
      kl: "La distancia del modelo a la verdad en cada token, como KL en nats",
    },
    bands: {
      bits: ["0 bits", "3", "6", "9", "12 o más"],
      kl: ["0 nats", "0,05", "0,1", "0,15", "0,2 o más"],
    },
    text: "El texto, token a token",
    pointed: "El token bajo el puntero",
    hint: "Señala un token, o muévete hasta él con las flechas del teclado, para ver qué esperaba el modelo. Un clic lo deja fijo aquí.",
    whole: "El texto en conjunto",
    surprising: "Lo que más sorprendió",
    asTable: "Todos los tokens en una tabla",
    columns: [
      "Número",
      "Token",
      "Id",
      "Probabilidad",
      "Posición",
      "Sorpresa (bits)",
      "Log-probabilidad (nats)",
      "Entropía (nats)",
      "Tokens antes",
    ],
    /** @param {string} model */
    nothingBefore: (model) =>
      `${model} no tiene un token que empiece un texto, así que nada predice el primero, y no se cuenta.`,
    /** @param {Child} token */
    begins: (token) => ["Lo que predice el primer token es ", token, ", con el que este modelo empieza un texto."],
    /** @param {number} n */
    prompted: (n) => `El primer token se predice a partir del prompt (${tokens(n)}), que no se puntúa.`,
    /** @param {number} n @param {number} length @param {number} stride */
    windows: (n, length, stride) =>
      `El texto es más largo que el contexto: se leyó en ${count(n)} ventanas de ${tokens(length)}, cada una ${count(stride)} más adelante.`,
    /** @param {string} token @param {number} probability @param {number} rank */
    spoken: (token, probability, rank) => `${token}, ${percent(probability)}, posición ${count(rank)}`,
    /** @param {string} token */
    spokenUnknown: (token) => `${token}, sin puntuar`,
    unknown: "Antes de este token no hay nada, así que el modelo no dice nada sobre él. No entra en los totales.",
    /** @param {number} x */
    nats: (x) => signedDecimal(x),
    /** @param {number} x */
    figure: (x) => (x < 1000 ? decimal(x, 2) : count(x)),
    beyond: "> 1e300",
    /** @param {number} x */
    bits: (x) => `${decimal(x, 2)} bits`,
    context: "Leído antes",
    /** @param {number} n */
    contextOf: (n) => tokens(n),
    /** @param {number} n @param {Term} nats */
    likelihood: (n, nats) => [
      `La suma de ln p de ${tokens(n)}, en `,
      nats("nats"),
      ". Cuanto más largo es un texto, más por debajo de 0.",
    ],
    /** @param {number} vocabulary */
    perplexity: (vocabulary) =>
      `Tan difícil como adivinar, cada vez, entre tantos tokens igual de probables: 1 es seguro, ${count(vocabulary)} es no saber nada.`,
    /** @param {number} n */
    bitsPerByte: (n) =>
      `Los bits que el modelo necesitaría por cada byte, de ${bytes(n)} en total. Se puede comparar entre tokenizadores.`,
    aToken: "ln p por token",
    /** @param {string} model @param {number} expected @param {number} mean @param {Term} entropy */
    expected: (model, expected, mean, entropy) => [
      `Por su `,
      entropy("entropía"),
      `, ${model} esperaba ${signedDecimal(expected)}: el texto es ${mean < expected ? "más" : "menos"} sorprendente que lo que escribe él mismo.`,
    ],
    /** @param {number} n */
    jump: (n) => `token ${count(n)}`,
    /** @param {number} probability @param {number} bits */
    surprise: (probability, bits) => `${percent(probability)}, una sorpresa de ${decimal(bits, 1)} bits`,
    /** @param {number} kl */
    distance: (kl) => `KL ${decimal(kl, 3)} nats`,
  },

  sheet: {
    empty: "Aún no se ha respondido a ningún prompt.",
    answers: "Respuestas por prompt y modelo",
    shares: "Reglas cumplidas",
    all: "todos",
    noGroup: "sin grupo",
    nothing: "(nada)",
    noTemplate: "sin plantilla",
    /** @param {string} name */
    templateOf: (name) => `plantilla de ${name}`,
    /** @param {import("../types").BehaviourSheet} sheet */
    about: ({ prompts, strategy, parameters, seeds, max_new_tokens }) =>
      [
        plural(prompts.length, { one: "prompt", other: "prompts" }),
        [strategy, ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`)].join(", "),
        seeds.length > 0 ? plural(seeds.length, { one: "semilla", other: "semillas" }) : "una respuesta a cada uno",
        `${tokens(max_new_tokens)} como máximo`,
      ].join(" · "),
    /** @param {number} n */
    before: (n) => `(${plural(n, { one: "texto", other: "textos" })} antes)`,
    /** @param {number} kept @param {number} judged */
    kept: (kept, judged) =>
      judged === 1
        ? kept === 1
          ? "cumple la regla"
          : "no cumple la regla"
        : `${count(kept)} de ${count(judged)} cumplen la regla`,
    /** @param {number} kept @param {number} judged */
    share: (kept, judged) => `${count(kept)} de ${count(judged)}`,
    /** @param {string} model @param {string} prompt @param {number} kept @param {number} judged */
    cell: (model, prompt, kept, judged) =>
      `${model} ante «${prompt}»${judged > 0 ? `: ${count(kept)} de ${count(judged)} cumplen la regla` : ""}`,
    /** @param {string} model @param {string | null} template */
    by: (model, template) =>
      `${model}, ${template === null ? "sin plantilla de chat" : `con la plantilla de ${template}`}`,
    /** @param {number | null} seed @param {number} n @param {string} reason */
    answer: (seed, n, reason) =>
      [
        seed === null ? "" : `semilla ${seed}`,
        tokens(n),
        {
          stop: "terminó por sí misma",
          length: "cortada al llegar a su longitud",
          context: "cortada al llenarse el contexto",
        }[reason],
      ]
        .filter(Boolean)
        .join(" · "),
  },
  twoModels: {
    empty: "Aún no se han comparado dos modelos.",
    colour: "Color",
    colours: { kl_ba: "KL(B ‖ A)", kl_ab: "KL(A ‖ B)", token: "quién ve más probable el token" },
    previous: "◂ Anterior",
    next: "Siguiente separación ▸",
    keys: "o n y p en el texto",
    /** @param {number} place @param {number} n */
    parting: (place, n) => `separación ${count(place)} de ${count(n)}, la mayor primero`,
    noParting: "aquí no se separan",
    asTable: "Todo en una tabla",
    tokenColumns: [
      "Número",
      "Token",
      "Probabilidad según A",
      "según B",
      "Posición según A",
      "según B",
      "Entropía según A (nats)",
      "según B",
      "KL(A ‖ B) (nats)",
      "KL(B ‖ A)",
    ],
    stretchColumns: ["Número", "Caracteres", "Bytes", "Tokens de A", "de B", "Bits según A", "según B"],
    // the map of the text: what its bars are, above and below the line
    map: {
      kl_ba: [() => "KL(B ‖ A) a lo largo del texto, en la escala de los colores", () => ""],
      kl_ab: [() => "KL(A ‖ B) a lo largo del texto, en la escala de los colores", () => ""],
      token: [() => "▲ el token es más probable según B", () => "▼ más probable según A"],
      bits: [
        (/** @type {number} */ most) => `▲ bits por byte según A, hasta ${count(most)}`,
        () => "▼ bits por byte según B, en la misma escala",
      ],
    },
    legend: {
      /** @param {number} x @param {boolean} isMost */
      nats: (x, isMost) => `${number(x)}${isMost ? " nats o más" : ""}`,
      /** @param {number} x @param {boolean} isMost */
      bits: (x, isMost) => `${number(x)}${isMost ? " bits o más" : ""}`,
      kl: "La distancia entre las distribuciones en cada token, como KL en nats",
      token: "Cuánto más probable es el token según uno de los modelos, en nats",
      /** @param {number} most */
      stretches: (most) =>
        `Cuántos bits menos necesita un modelo; las barras del mapa llegan hasta ${count(most)} bits por byte`,
      /** @param {string} letter */
      likelier: (letter) => `Más probable según ${letter}, en`,
    },
    /** @param {string} token @param {number | null} kl */
    spoken: (token, kl) => (kl === null ? `${token}, sin comparar` : `${token}, KL ${decimal(kl, 2)} nats`),
    /** @param {string} token @param {number | null} more */
    spokenToken: (token, more) =>
      more === null
        ? `${token}, sin comparar`
        : `${token}, ${decimal(Math.abs(more), 2)} nats más probable según ${more < 0 ? "A" : "B"}`,
    /** @param {string} characters @param {number | null} a @param {number | null} b */
    spokenStretch: (characters, a, b) =>
      a === null || b === null
        ? `${characters}, sin comparar`
        : `${characters}, ${decimal(a, 1)} bits según A, ${decimal(b, 1)} según B`,
    unknown: "En uno de los modelos no hay nada antes de este token, así que no se compara ni entra en ningún total.",
    /** @param {number} tokens @param {boolean} isOne */
    alike: (tokens, isOne) =>
      `Las dos distribuciones son iguales en ${form(tokens, { one: "el único lugar", other: `los ${count(tokens)} lugares` })}${isOne ? ": ambas son del mismo modelo" : ""}.`,
    /** @param {Term} kl @param {Child} ba @param {Term} nats @param {Child} ab */
    apart: (kl, ba, nats, ab) => [
      "En promedio, ",
      kl("KL(B ‖ A)"),
      " es ",
      ba,
      " ",
      nats("nats"),
      " por token: en esa medida, B ve más probable que A lo que él mismo escribiría. Al revés, KL(A ‖ B) es ",
      ab,
      ".",
    ],
    /** @param {number} agree @param {number} n */
    agree: (agree, n) =>
      `En ${count(agree)} de ${plural(n, { one: "lugar", other: "lugares" })}, el token más probable es el mismo para ambos.`,
    facts: "El token que vino, según ambos modelos",
    nats: "nats",
    logprob: "Log-probabilidad (nats)",
    context: "Tokens leídos antes",
    both: "Lo que esperaba aquí cada modelo: A a la izquierda, B a la derecha",
    token: "Token",
    change: "Cambio",
    /** @param {number} n */
    others: (n) => plural(n, { one: "otro", other: "otros" }),
    /** @param {number} most */
    scale: (most) => `Las barras llegan hasta ${percent(most)}; el cambio de A a B está en puntos porcentuales.`,
    /** @param {Child[]} gained @param {Child[]} lost */
    moved: (gained, lost) => [
      "De A a B, ",
      ...(gained.length > 0 ? ["lo que más ganó: ", ...gained] : []),
      gained.length > 0 && lost.length > 0 ? "; " : "",
      ...(lost.length > 0 ? ["lo que más perdió: ", ...lost] : []),
    ],
    /** @param {number} index @param {Child} characters */
    stretch: (index, characters) => [`Tramo ${count(index)}, `, characters],
    /** @param {number} n */
    paid: (n) =>
      `Ambos modelos cortan el texto antes y después de ${n === 1 ? "este byte" : `estos ${bytes(n)}`}, y cada uno ${n === 1 ? "lo" : "los"} paga con sus propios tokens:`,
    /** @param {number} x */
    aByte: (x) => `${decimal(x, 2)} por byte`,
    /** @param {string} letter */
    ownTokens: (letter) => `Los tokens de ${letter}, y lo que esperaba en su lugar`,
    ownColumns: ["Token", "Bits", "Posición", "El más probable aquí"],
    /** @param {number} id @param {Child} a @param {Child} b */
    otherToken: (id, a, b) => [`el número ${count(id)} es `, a, " en A y ", b, " en B"],
    /** @param {number} a @param {number} b */
    otherSizes: (a, b) => `A tiene ${tokens(a)}; B, ${count(b)}`,
    /** @param {Child[]} differ */
    whyNot: (differ) => [
      "Los dos vocabularios no son iguales (",
      ...differ,
      "). Cada modelo reparte su probabilidad entre sus propios tokens: la probabilidad de un token según A y la de un token según B responden a dos preguntas distintas. Lo que se puede comparar es lo que cuestan los mismos caracteres a cada modelo, en bits; aquí, desde cada lugar en que ambos han cortado el texto hasta el siguiente.",
    ],
    whole: "El texto en conjunto",
    perToken: "ln p por token",
    meanEntropy: "Entropía media (nats)",
    tokens: "Tokens",
    otherPrompts: "No han leído lo mismo antes del texto, así que eso los separa tanto como los propios modelos:",
    bothRead: "Ambos modelos",
    /** @param {number} n */
    read: (n) => `: ${plural(n, { one: "token leído", other: "tokens leídos" })} antes del texto`,
    readNothing: ": nada leído antes del texto salvo el token que empieza uno",
    answers: "La misma respuesta, según ambos modelos, con y sin la plantilla de chat",
    withTemplate: "En la plantilla de chat",
    withoutTemplate: "Sin plantilla",
    /** @param {string} bits */
    bitsAByte: (bits) => `${bits} bits por byte`,
    likeliest: "el más probable",
    /** @param {number} logprob @param {number} mean */
    ofAnswer: (logprob, mean) => `${signedDecimal(logprob)} nats, ${signedDecimal(mean, 3)} por token`,
    /** @param {number} n */
    behind: (n) => `tras ${tokens(n)}`,
  },

  truth: {
    title: "Junto a la verdad",
    truth: "En verdad",
    model: "Modelo",
    token: "Token",
    both: "Lo que podía venir: en verdad y según el modelo",
    entropy: "Entropía de la verdad",
    kl: "KL, de la verdad al modelo",
    furthest: "Lo más lejano de la verdad",
    /** @param {number} x */
    nats: (x) => `${decimal(x, 4)} nats`,
    /** @param {number} mass */
    mass: (mass) => (mass === 0 ? "0" : percent(mass)),
    /** @param {number} n */
    others: (n) => `Todos los demás son ${tokens(n)}.`,
    /** @param {number} n @param {Child} entropy @param {Term} word */
    could: (n, entropy, word) =>
      n === 1
        ? ["Aquí no se sortea nada: el mundo de cuentos sigue con toda seguridad con este token."]
        : [
            `Aquí el mundo de cuentos sortea: podían venir ${tokens(n)}, con una `,
            word("entropía"),
            " de ",
            entropy,
            " nats.",
          ],
    /** @param {Child} token */
    never: (token) => ["El mundo de cuentos nunca escribe ", token, " aquí. Lo que habría escrito:"],
    /** @param {Child} kl @param {Term} word @param {Term} nats */
    distance: (kl, word, nats) => [
      "El modelo está a ",
      kl,
      " ",
      nats("nats"),
      " de eso (",
      word("divergencia KL"),
      ").",
    ],
    /** @param {number} at @param {Child} token */
    left: (at, token) => [
      `La verdad acaba en el token ${count(at)}: el mundo de cuentos nunca escribe `,
      token,
      " ahí.",
    ],
    /** @param {number} n @param {number} drawn */
    drawn: (n, drawn) =>
      `De ${tokens(n)}, ${form(drawn, {
        one: `1 se sorteó; tiene un marco de puntos.`,
        other: `${count(drawn)} se sortearon; tienen un marco de puntos.`,
      })} Todos los demás se siguen de lo que hay antes de ellos.`,
    /** @param {number} entropy @param {number} kl @param {number} truth @param {number} model */
    sum: (entropy, kl, truth, model) =>
      `Un token le cuesta al modelo entropía + KL = ${decimal(entropy + kl, 4)} nats en promedio. Para este texto: ${signedDecimal(model)} nats según el modelo, ${signedDecimal(truth)} en verdad.`,
  },

  commitment: {
    empty: "Aún no hay texto.",
    definition: "Decidido cuando está",
    /** Of each definition its name, and what the token is from that layer on. */
    definitions: {
      first_and_stays: ["ya siempre el primero", "el siguiente token más probable"],
      in_top_3: ["ya siempre entre los tres primeros", "uno de los tres siguientes tokens más probables"],
      above_half: ["ya siempre por encima del 50\u202f%", "más probable que todos los demás juntos"],
    },
    goOn: "El modelo sigue",
    /** @param {number} n */
    length: (n) => (n === 0 ? "nada" : tokens(n)),
    /** @param {string} holds */
    meaning: (holds) =>
      `La capa desde la que, sin interrupción, el token es ${holds}. Es una definición entre varias; elige otra y mira cómo cambia la imagen: ninguna dice cuándo «decide» el modelo.`,
    /** @param {number} n @param {boolean} generated @param {number} early @param {number} last @param {number} never */
    summary: (n, generated, early, last, never) =>
      `De ${plural(n, generated ? { one: "token generado", other: "tokens generados" } : { one: "token", other: "tokens" })} del texto, ${count(early)} ${form(early, { one: "está decidido", other: "están decididos" })} antes de la última capa, ${count(last)} solo en la respuesta del propio modelo` +
      `${never > 0 ? `, ${count(never)} ni siquiera ahí` : ""}.`,
    legend: "Los colores",
    strip: "Desde qué capa diría el modelo cada token",
    asTable: "Todas las definiciones en una tabla",
    token: "Token",
    own: "generado",
    /** @param {string} token @param {string} layer @param {boolean} own */
    spoken: (token, layer, own) => `${token}${own ? ", generado" : ""}: ${layer}`,
    /** @param {number | null} layer @param {number} n */
    layer: (layer, n) =>
      layer === null
        ? "ni siquiera en la respuesta del modelo"
        : layer === n
          ? "nunca antes de la respuesta del modelo"
          : `antes del bloque ${layer}`,
    /** @param {number | null} layer @param {number} n */
    mark: (layer, n) => (layer === null ? "×" : layer === n ? "fin" : String(layer)),
    /** @param {number} at @param {Child} token @param {number | null} layer @param {number} n @param {string} holds */
    told: (at, token, layer, n, holds) => [
      `Token ${count(at)} `,
      token,
      layer === null
        ? `: ni siquiera en la respuesta del propio modelo es ${holds}.`
        : layer === n
          ? `: solo en la respuesta del propio modelo es ${holds}; antes, nunca.`
          : `: desde lo que entra en el bloque ${layer}, es ${holds}.`,
    ],
  },

  speculation: {
    empty: "Aún no hay propuestas.",
    rounds: "Las rondas: tokens propuestos y los del propio modelo",
    pointed: "El token señalado",
    asTable: "Todos los tokens propuestos en una tabla",
    key: "Qué significan las marcas",
    marks: { accepted: "✓", rejected: "✗", dropped: "·" },
    fates: { accepted: "aceptado", rejected: "rechazado", dropped: "descartado: nadie lo miró" },
    own: "del propio modelo",
    owns: { residual: "en lugar del rechazado", bonus: "uno más, todos fueron aceptados" },
    /** @param {Child} passes @param {string} model @param {number} n @param {number | null} mean */
    passes: (passes, model, n, mean) => [
      passes,
      ` pasadas de ${model} hicieron ${tokens(n)}${mean === null ? "" : `: ${decimal(mean, 2)} por pasada, en lugar de 1`}. `,
    ],
    /** @param {string} draft @param {number} passes */
    drafts: (draft, passes) => `${draft} propuso ${tokens(passes)}, cada uno en una pasada propia: `,
    /** @param {Child} accepted @param {number | null} rate @param {number} rejected @param {number} dropped */
    counts: (accepted, rate, rejected, dropped) => [
      "aceptados, ",
      accepted,
      `${rate === null ? "" : ` (${percent(rate)} de los que se miraron)`}; rechazados, ${count(rejected)}; descartados, ${count(dropped)}.`,
    ],
    /** @param {number} n */
    round: (n) => `Ronda ${count(n)}`,
    /** @param {string} token @param {"accepted" | "rejected" | "dropped"} fate */
    spoken: (token, fate) => `${token}: propuesto, ${words.speculation.fates[fate]}`,
    /** @param {string} token @param {"residual" | "bonus"} from */
    spokenOwn: (token, from) => `${token}: del propio modelo, ${words.speculation.owns[from]}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [token, ` en la ronda ${count(n)}`],
    /** @param {string} model @param {Child} share @param {number | null} u */
    proposed: (model, share, u) => [
      `${model} ${u === null ? "lo propuso como su token más probable" : `lo sorteó con u = ${decimal(u, 4)}`}, con la probabilidad q = `,
      share,
      ". ",
    ],
    /** @param {string} model @param {Child} share */
    gave: (model, share) => [`${model} le dio p = `, share, ". "],
    dropped: "Un token anterior fue rechazado o terminó el texto, así que nadie preguntó qué opina el modelo de este.",
    greedyAccepted: "Es también el token más probable del modelo: aceptado.",
    /** @param {Child} token */
    greedyRejected: (token) => [
      "El token más probable del modelo es ",
      token,
      ": la propuesta se rechaza y se toma ese.",
    ],
    /** @param {string} acceptance @param {string} u */
    rule: (acceptance, u) =>
      `Se acepta si un número al azar es menor que min(1, p / q) = ${acceptance}. Ese número es u = ${u}: `,
    verdicts: { accepted: "aceptado.", rejected: "rechazado.", dropped: "" },
    /** @param {Term} residual @param {string} u @param {Child} token */
    instead: (residual, u, token) => [
      "En su lugar se sortea un token del ",
      residual("residuo"),
      `, lo que p tiene de más que q, con u = ${u}: `,
      token,
      ".",
    ],
    /** @param {number} acceptance @param {number} u */
    coin: (acceptance, u) =>
      `u es ${decimal(u, 4)}, ${u < acceptance ? "menor" : "no menor"} que ${decimal(acceptance, 4)}, hasta donde se acepta el token.`,
    accepts: "aceptado",
    rejects: "rechazado",
    overlap: "Las dos distribuciones en este lugar, tras la estrategia",
    /** @param {string} draft @param {string} model */
    overlapColumns: (draft, model) => ["Token", `q: ${draft}`, `p: ${model}`, "residuo"],
    /** @param {number} n */
    small: (n) => plural(n, { one: "token más, por debajo del 1 %", other: "tokens más, cada uno por debajo del 1 %" }),
    /** @param {number} n */
    others: (n) => plural(n, { one: "otro", other: "otros" }),
    drafted: "←\u00a0propuesto",
    drawn: "←\u00a0sorteado",
    /** @param {number} shared */
    shared: (shared) =>
      `Lo que comparten: el menor de p y q, sumado sobre todos los tokens, es ${percent(shared)}. Con esa frecuencia se acepta aquí un token propuesto.`,
    /** @param {string} model @param {number} n */
    bonus: (model, n) =>
      n === 0
        ? `No se propuso nada, así que ${model} siguió solo. `
        : `${form(n, { one: "El token propuesto fue aceptado", other: `Los ${count(n)} tokens propuestos fueron aceptados` })}, y la misma pasada de ${model} dice qué viene después: un token gratis. `,
    bonusGreedy: "Es el más probable.",
    /** @param {string} u */
    bonusDrawn: (u) => `Se sorteó con u = ${u}, como siempre.`,
    /** @param {Child} token */
    inPlaceOf: (token) => ["Vino en lugar de ", token, ", que fue rechazado:"],
    /** @param {string} draft @param {string} model */
    columns: (draft, model) => ["Ronda", "Token", `q: ${draft}`, `p: ${model}`, "min(1, p / q)", "u", "Qué fue de él"],
  },

  beam_tree: {
    empty: "Aún no hay búsqueda en haz.",
    slider: "Paso de la búsqueda",
    back: "Un paso atrás",
    forward: "Un paso adelante",
    pointed: "El candidato señalado",
    trellis: "Los candidatos de cada paso, el mejor primero",
    asTable: "Los candidatos de este paso en una tabla",
    key: "Qué significan las marcas",
    shapes: { live: "●", inner: "○", finished: "■", pruned: "✕" },
    statuses: { live: "vivo", inner: "continúa", finished: "terminado", pruned: "podado" },
    best: "mejor texto",
    bestMark: "★",
    greedy: "voraz",
    greedyMark: "V",
    over: {
      limit: "alcanzar el límite de longitud",
      nothing_live: "no quedar ningún texto que continuar",
      enough_finished: "haber tantos textos terminados como haces",
      no_gain: "no poder esperarse que un texto vivo superara a los terminados",
    },
    /** @param {number | string | boolean} beams @param {number} steps @param {string} over */
    summary: (beams, steps, over) =>
      `${plural(Number(beams), { one: "haz miró", other: "haces miraron" })} ${tokens(steps)} hacia delante, hasta ${over}. `,
    noText: "No se encontró ningún texto.",
    /** @param {Child} score */
    same: (score) => ["El mejor texto (puntuación ", score, ") es el mismo que escribe la decodificación voraz."],
    /** @param {Child} score @param {Child} greedy */
    wins: (score, greedy) => [
      "El mejor texto tiene la puntuación ",
      score,
      ", el de la decodificación voraz ",
      greedy,
      ": mirar hacia delante encontró uno mejor.",
    ],
    /** @param {Child} score @param {Child} greedy */
    loses: (score, greedy) => [
      "El mejor texto tiene la puntuación ",
      score,
      ", el de la decodificación voraz ",
      greedy,
      ": la búsqueda abandonó el mejor por el camino.",
    ],
    /** @param {number} at @param {number} all @param {number[]} counts @param {number} others */
    where: (at, all, [live, finished, pruned], others) =>
      `Paso ${count(at)} de ${count(all)}: ${plural(live, { one: "vivo", other: "vivos" })}, ${plural(finished, { one: "terminado", other: "terminados" })} aquí, ${plural(pruned, { one: "podado", other: "podados" })}; otras continuaciones que no fueron candidatas: ${count(others)}`,
    /** @param {number} first */
    begin: (first) => (first === 0 ? "Prompt" : `Pasos 1 a ${count(first)}`),
    /** @param {number} n */
    stepHead: (n) => `Paso ${count(n)}`,
    /** @param {number} n */
    unfold: (n) => `Ver ${plural(n, { one: "paso anterior", other: "pasos anteriores" })}`,
    /** @param {number} n */
    fold: (n) => `Plegar ${plural(n, { one: "paso anterior", other: "pasos anteriores" })}`,
    /** @param {string} token @param {"live" | "inner" | "finished" | "pruned"} status @param {number} sum @param {boolean} best @param {boolean} greedy */
    spoken: (token, status, sum, best, greedy) =>
      `${token}: ${words.beam_tree.statuses[status]}, suma ${signedDecimal(sum, 2)}${best ? ", camino del mejor texto" : ""}${greedy ? ", en el camino voraz" : ""}`,
    /** @param {number} at */
    texts: (at) => `Los textos después del paso ${count(at)}`,
    /** @param {string} sum @param {number} divisor @param {string} score */
    formula: (sum, divisor, score) => `${sum} / ${number(divisor)} = ${score}`,
    /** @param {Child} token @param {number} place @param {number} all @param {number} step */
    title: (token, place, all, step) => [
      token,
      ` candidato ${count(place)} de ${count(all)} en el paso ${count(step)}`,
    ],
    token: "Log-probabilidad del token",
    /** @param {string} logprob @param {string} probability */
    tokenLogprob: (logprob, probability) => `${logprob} (el modelo: ${probability})`,
    /** @param {Term} rank */
    rank: (rank) => [rank("Posición"), " en la distribución del modelo"],
    penalty: "Penalización por diversidad",
    /** @param {string} penalty */
    penaltyOf: (penalty) =>
      `${penalty}, incluida en la log-probabilidad: grupos anteriores eligieron también este token`,
    groups:
      "El número junto a una marca es el grupo. Los grupos no compiten entre sí, pero cada uno evita lo que eligieron los anteriores.",
    /** @param {number} group */
    group: (group) => ` · grupo ${count(group)}`,
    drawn: "Sorteado",
    /** @param {string} u @param {string} chance @param {number} place */
    drawnBy: (u, chance, place) =>
      `con el número ${count(place)}, por u = ${u}; probabilidad ${chance} entre los que quedaban`,
    sum: "Suma",
    /** @param {string} before @param {string} token @param {string} sum */
    added: (before, token, sum) => `${before} + (${token}) = ${sum}`,
    length: "Longitud",
    dividedBy: "Dividido por",
    score: "Puntuación",
    /** @param {string} sum @param {number} length @param {Child} penalty @param {number} divisor @param {string} score */
    divided: (sum, length, penalty, divisor, score) => [
      `${sum} / ${count(length)}`,
      penalty,
      ` = ${sum} / ${number(divisor)} = ${score}`,
    ],
    became: {
      live: "está entre los mejores que no acaban, y se continúa en el paso siguiente.",
      inner: "se conservaron una o varias de sus continuaciones.",
      finished: "su texto está completo, y entre los mejores de los completos.",
      pruned: "",
    },
    reasons: {
      /** @param {number} step @param {number} n */
      outranked: (step, n) =>
        `en el paso ${count(step)}, ${plural(n, { one: "candidato tiene", other: "candidatos tienen" })} una suma mayor y no queda sitio.`,
      /** @param {number} step @param {number} n */
      no_place_to_end: (step, n) =>
        `acabaría en el paso ${count(step)}, pero ${form(n, { one: "solo el primer candidato puede", other: `solo los ${count(n)} primeros candidatos pueden` })} acabar.`,
      /** @param {number} step @param {number} n */
      no_continuation: (step, n) =>
        `ninguna de sus continuaciones se conservó en el paso ${count(step)}: ${plural(n, { one: "texto más ha", other: "textos más han" })} ocupado los sitios.`,
      /** @param {number} step @param {number} n */
      outscored: (step, n) =>
        `estaba completo, pero desde el paso ${count(step)} hay ${plural(n, { one: "texto completo", other: "textos completos" })} con una puntuación mayor.`,
      /** @param {number} step @param {number} n */
      search_over: (step, n) =>
        `la búsqueda acabó después del paso ${count(step)}, con ${plural(n, { one: "texto completo", other: "textos completos" })} que tenía que superar.`,
    },
    beatenBy: "Quién lo superó",
    beside: "El mejor texto junto al de la decodificación voraz",
    text: "Texto",
    prompt: "(prompt)",
    others: "otros",
    /** @param {number} n */
    others_count: (n) => `${plural(n, { one: "continuación", other: "continuaciones" })} con sumas menores`,
    columns: ["Lugar", "Después de", "Token", "Probabilidad", "Log-probabilidad", "Suma", "Puntuación", "Qué es"],
    /** @param {number} at */
    stepTable: (at) => `Los candidatos del paso ${count(at)}`,
  },

  attribution: {
    empty: "Aún no hay logit.",
    token: "Logit de",
    against: "menos el logit de",
    after: "tras el token",
    nothing: "ningún otro token",
    /** @param {string} token @param {number} probability */
    choice: (token, probability) => `${token} (${percent(probability)})`,
    order: "Orden",
    orders: { place: "por lugar", size: "por tamaño" },
    /** @param {Child} token @param {number} at @param {Child} value @param {Term} logit */
    sum: (token, at, value, logit) => [
      "El ",
      logit("logit"),
      " de ",
      token,
      ` después del token ${count(at)} es `,
      value,
      ", la suma de todas las partes.",
    ],
    /** @param {() => Child} token @param {() => Child} against @param {number} at @param {Child} value @param {Term} logit */
    difference: (token, against, at, value, logit) => [
      `Después del token ${count(at)}, el `,
      logit("logit"),
      " de ",
      token(),
      " menos el de ",
      against(),
      " es ",
      value,
      ", la suma de todas las partes. A la derecha está lo que habla a favor de ",
      token(),
      "; a la izquierda, lo que habla a favor de ",
      against(),
      ".",
    ],
    hint: "Un logit solo dice poco, porque se puede sumar el mismo número a todos los logits: elige un segundo token para ver qué decide entre los dos.",
    direct:
      "Directo: lo que una parte hace escribir a partes posteriores cuenta como de estas. Todo está dividido por la escala de la última normalización.",
    parts: "Lo que cada parte aportó al logit",
    columns: ["Parte", "Aporte al logit"],
    wte: "embedding del token",
    wpe: "embedding posicional",
    final: "sesgo de la última normalización",
    /** @param {number} layer */
    block: (layer) => `bloque ${layer}`,
    /** @param {number} head */
    head: (head) => `cabeza ${head}`,
    bias: "sesgo de la atención",
    mlp: "MLP",
    /** @param {string} part @param {number} layer */
    within: (part, layer) => `bloque ${layer}, ${part}`,
    /** @param {number} n @param {string} sum */
    smaller: (n, sum) => `${plural(n, { one: "parte menor", other: "partes menores" })}, en conjunto ${sum}`,
    all: "todas las partes juntas",
  },

  heads: {
    empty: "Aún no hay cabezas.",
    grid: "Todas las cabezas",
    asTable: "Todas las cabezas en una tabla",
    head: "Cabeza",
    sharedKeys: "Claves",
    /** @param {number} n */
    keys: (n) => `claves ${n}`,
    /** @param {number} n */
    layer: (n) => `Capa ${n}`,
    /** @param {number} layers @param {number} heads @param {number} shown @param {number} leftOut */
    summary: (layers, heads, shown, leftOut) =>
      `Cada cuadrado es el patrón de una cabeza: ${plural(layers, { one: "capa", other: "capas" })} de arriba abajo, ` +
      `${plural(heads, { one: "cabeza", other: "cabezas" })} en cada una. Una fila es un token que mira; una columna, un token ` +
      `al que mira: cuanto más fuerte el color, más lo mira.${leftOut > 0 ? ` De ${tokens(shown + leftOut)} solo se dibujan los últimos ${count(shown)}; las puntuaciones son las de todo el texto.` : ""}`,
    /** @param {number} group @param {Term} kv */
    grouped: (group, kv) => [
      ` Bajo cada línea hay ${count(group)} cabezas que leen las mismas `,
      kv("claves y valores"),
      ".",
    ],
    /** @param {boolean} some  whether any head has a name @param {Term} induction */
    key: (some, induction) => [
      "Una cabeza recibe un nombre cuando al menos la mitad de su atención va a un solo lugar: token anterior (P), " +
        "sí mismo (S) o primer token (1) en este texto; ",
      induction("inducción"),
      ` (I) en tokens al azar que aparecen dos veces.${some ? "" : " Aquí ninguna cabeza merece un nombre: todas reparten su atención."}`,
    ],
    marks: {
      previous: ["anterior", "P"],
      self: ["sí mismo", "S"],
      first: ["primero", "1"],
      induction: ["inducción", "I"],
    },
    /** @param {number} layer @param {number} head */
    place: (layer, head) => `Capa ${layer}, cabeza ${head}`,
    /** @param {number} layer @param {number} head @param {string | null} label */
    spoken: (layer, head, label) => `Capa ${layer}, cabeza ${head}${label === null ? "" : `: ${HEAD_NAMES[label]}`}`,
    /** @param {string | null} label */
    named: (label) => (label === null ? "–" : HEAD_NAMES[label]),
    /** @param {number} first @param {number} last */
    sharesWith: (first, last) =>
      `Las cabezas ${first} ${last - first > 1 ? "a" : "y"} ${last} de esta capa leen las mismas claves y valores.`,
    scores: {
      previous: "token anterior",
      self: "sí mismo",
      first: "primer token",
      induction: "inducción, en este texto",
      repeated_induction: "inducción, tokens al azar",
      distance: "distancia",
      spread: "dispersión",
      entropy: "entropía",
    },
    detail: "La cabeza señalada o elegida",
    scoresOf: "A qué mira la cabeza, en promedio sobre el texto",
    scoresOfAll:
      "Las puntuaciones de todas las cabezas: partes de la atención, distancia en tokens y su varianza, entropía en nats",
    score: "Puntuación",
    share: "Parte de su atención",
    name: "Nombre",
    /** @param {number} distance */
    tokensBack: (distance) => `${decimal(distance, 2)} tokens`,
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} nats`,
  },

  headScatter: {
    empty: "Aún no hay cabezas.",
    plot: "Todas las cabezas, según dos puntuaciones",
    /** @param {number} n */
    summary: (n) =>
      `Cada punto es una cabeza (${count(n)} en total). Elige dos puntuaciones; pulsa un punto para abrir la cabeza.`,
    on: "Puntuaciones tomadas en",
    texts: { repeated: "tokens al azar, dos veces", text: "este texto" },
    across: "En horizontal",
    up: "En vertical",
    axis: {
      previous: "atención al token anterior",
      self: "atención a sí mismo",
      first: "atención al primer token",
      induction: "inducción: a lo que siguió al mismo token",
      repeated_induction: "inducción en tokens al azar que aparecen dos veces",
      distance: "distancia, en tokens",
      spread: "dispersión de la distancia (varianza)",
      entropy: "entropía de su atención, en nats",
    },
    firstLayer: "primera capa",
    lastLayer: "última capa",
    /** @param {number} n @param {number} more @param {Term} induction */
    found: (n, more, induction) => [
      "Cabezas de ",
      induction("inducción"),
      ` encontradas: ${count(n)}${more > 0 ? `, las ${count(n - more)} primeras` : ""}.`,
    ],
    /** @param {string} earned @param {Term} induction */
    notFound: (earned, induction) => [
      "Ninguna cabeza de ",
      induction("inducción"),
      `: ninguna alcanza ${earned} en tokens al azar que aparecen dos veces. La más alta es`,
    ],
    /** @param {number} layer @param {number} head @param {number} score */
    headWith: (layer, head, score) => `capa ${layer}, cabeza ${head}: ${percent(score)}`,
    /** @param {number} layer @param {number} head @param {string} name */
    label: (layer, head, name) => `${layer}.${head} ${name}`,
    /** @param {string} head @param {Child[]} one @param {Child[]} other @param {string} label */
    told: (head, one, other, label) => [
      `${head}: ${one[0]} `,
      one[1],
      `, ${other[0]} `,
      other[1],
      label === "–" ? ". Ninguna puntuación le da un nombre." : `. Nombre: ${label}.`,
    ],
    /** @param {string} head @param {string} one @param {string} other */
    spoken: (head, one, other) => `${head}; ${one} en horizontal, ${other} en vertical`,
    /** @param {string} earned @param {number} hidden @param {number} missing */
    left: (earned, hidden, missing) =>
      [
        `Una cabeza tiene nombre (capa.cabeza y lo que hace) cuando una de las cuatro primeras puntuaciones alcanza ${earned}: una línea discontinua, si cae dentro de la imagen.`,
        hidden > 0 &&
          `No hay sitio para ${plural(hidden, { one: "nombre", other: "nombres" })}; señala una cabeza para leer el suyo.`,
        missing > 0 &&
          `${plural(missing, { one: "cabeza no se dibuja", other: "cabezas no se dibujan" })}, porque este texto no da respuesta: ningún token aparece dos veces.`,
      ]
        .filter(Boolean)
        .join(" "),
    asTable: "Todas las puntuaciones en una tabla",
  },

  headExamples: {
    empty: "El modelo lee textos del mundo de cuentos …",
    /** @param {string} head */
    title: (head) => `${head}: a qué mira`,
    /** @param {number} texts @param {number} n */
    read: (texts, n) =>
      `Leído: ${plural(texts, { one: "texto", other: "textos" })} del mundo de cuentos, ${tokens(n)}. El primer token de cada uno no se cuenta: ahí descansa la atención que no encuentra otra cosa.`,
    /** @type {[string, string]} */
    queries: ["Tokens que miran", "Con qué fuerza mira cada uno a otro token, en promedio sobre sus lugares."],
    /** @type {[string, string]} */
    keys: ["Tokens mirados", "Con qué fuerza mira a cada uno un token posterior, en promedio sobre sus lugares."],
    columns: ["Token", "Peso", "Lugares"],
    query: "un token que mira",
    key: "lo que más mira",
    /** @param {Child} query @param {Child} key */
    marks: (query, key) => ["En cada ejemplo, ", query, " está relleno y ", key, " tiene un marco."],
    /** @param {number} above */
    band: (above) =>
      above === 0 ? "Las más fuertes" : `El ${number(100 * above)}\u202f% de los tokens mira con más fuerza`,
    /** @param {string} query @param {string} key */
    spoken: (query, key) => `: «${query}» mira a «${key}».`,
    /** @param {number} n */
    leftOut: (n) => ` … ${tokens(n)} … `,
  },

  features: {
    empty: "Aún no hay características.",
    which: "Diccionario",
    /** @param {string} name */
    dictionary: (name) =>
      name.endsWith(".mlp")
        ? `MLP del bloque ${name.split(".")[1]}`
        : name.replace("fitted-", "propio ").replace(/^h\.(\d+)\.resid_post$/, "flujo tras el bloque $1"),
    tokens: "El texto; elige un token",
    activeHere: "Las características activas en el token elegido",
    story: "Todo sobre la característica elegida",
    /** @param {number} place @param {string} token @param {string} name */
    spoken: (place, token, name) => `Token ${count(place)}, ${token}${name && `; ${name}`}`,
    /** @param {number} place @param {Child} token */
    activeOn: (place, token) => [`Activas en el token ${count(place)}, `, token],
    none: "Ninguna: aquí no se midió nada que este diccionario conozca.",
    choose:
      "Pulsa una característica para ver dónde más se activa, qué escribe y qué pasa con el siguiente token sin ella.",
    /** @param {number} index */
    short: (index) => `#${index}`,
    /** @param {string} rule @param {boolean} next */
    named: (rule, next) => (next ? `antes de ${rule}` : rule),
    /** @param {number} index @param {string} name */
    title: (index, name) => (name ? `Característica ${index}: ${name}` : `Característica ${index}`),
    /** @param {number} share */
    fires: (share) => `Se activa en ${percent(share)} de los tokens del mundo de cuentos.`,
    nameless: "No reconoce ninguna regla del mundo de cuentos lo bastante bien como para llevar su nombre.",
    /** @param {Child} rule @param {boolean} next @param {number} precision @param {number} recall @param {Child} f1 @param {number} tokens @param {Term} mark */
    graded: (rule, next, precision, recall, f1, tokens, mark) => [
      next
        ? "Su nota: que el siguiente token se sortea por la regla "
        : "Su nota: que un token se sorteó por la regla ",
      rule,
      ` lo dice con una precisión de ${percent(precision)} y una exhaustividad de ${percent(recall)}, `,
      mark("F1"),
      " ",
      f1,
      ` (en ${plural(tokens, { one: "sorteo", other: "sorteos" })} de textos a los que no se ajustó nada).`,
    ],
    examples: "Dónde se activa más",
    never: "En los textos con los que se evaluó no se activó nunca.",
    /** @param {number} place @param {Child} token */
    writes: (place, token) => [`Qué logits sube y baja, tras el token ${count(place)}, `, token],
    raises: "Sube",
    lowers: "Baja",
    logitColumn: "Logit",
    silent: "Aquí está callada, así que no escribe nada.",
    without: "Desactivada",
    distributions: "Los siguientes tokens más probables, con la característica y sin ella",
    columns: ["Token", "Con ella", "Sin ella"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => [
      "Se quita lo que escribe en cada token. El siguiente más probable sigue siendo ",
      token,
      `: ${percent(before)} antes, ${percent(after)} ahora.`,
    ],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => [
      "Se quita lo que escribe en cada token. El siguiente más probable era ",
      before,
      " y ahora es ",
      after,
      ".",
    ],
    /** @param {Term} kl @param {Child} value */
    kl: (kl, value) => [kl("Divergencia KL"), " ", value, " nats."],
    /** @param {string} reads */
    autoencoder: (reads) => `Un autoencoder disperso de ${reads}:`,
    /** @param {string} reads @param {string} writes */
    transcoder: (reads, writes) => `Un transcoder, que lee ${reads} y escribe ${writes}:`,
    /** @param {number} n @param {number} k @param {Term} feature */
    size: (n, k, feature) => [
      `${count(n)} `,
      feature(form(n, { one: "característica", other: "características" })),
      `, ${count(k)} como máximo activas en un token.`,
    ],
    /** @param {number} unexplained @param {number} dead @param {number} recovered @param {Term} mark */
    quality: (unexplained, dead, recovered, mark) => [
      `Deja ${percent(unexplained)} de la `,
      mark("varianza sin explicar"),
      `, ${percent(dead)} de sus características están muertas y, puesto en su lugar, recupera ${percent(recovered)} de la pérdida.`,
    ],
    /** @param {number} f1 @param {number} rules @param {Term} mark */
    median: (f1, rules, mark) => [
      "Mediana del mejor ",
      mark("F1"),
      ` ${decimal(f1, 2)} en ${plural(rules, { one: "regla", other: "reglas" })} del mundo de cuentos.`,
    ],
    ungraded: "Ninguna regla apareció lo bastante como para evaluar con ella.",
    rules: "Cada regla, y la característica que mejor la reconoce",
    ruleColumns: ["Regla", "Del", "Característica", "Precisión", "Exhaustividad", "F1", "Sorteos"],
    ofThis: "propio token",
    ofNext: "siguiente token",
    asTable: "Las características de cada token en una tabla",
    tableColumns: ["Token", "Características, la más fuerte primero"],
    /** @param {number} index @param {string} name @param {number} activation */
    cell: (index, name, activation) => `#${index}${name && ` ${name}`} ${decimal(activation, 1)}`,
  },

  costs: {
    empty: "Aún no hay costes.",
    numbers: "Un número ocupa",
    /** @type {[string, string][]} */
    formats: [
      ["4", "float32: 4 bytes"],
      ["2", "float16, bfloat16: 2 bytes"],
    ],
    weights: "Pesos",
    parameters: (/** @type {number} */ n) => `${count(n)} parámetros`,
    nextToken: "El siguiente token de este texto",
    flops: (/** @type {string} */ n) => of(n, "FLOPs"),
    without: (/** @type {string} */ n, /** @type {number} */ times) =>
      `sin caché ${n}, ${times < 10 ? decimal(times, 1) : count(Math.round(times))} veces más`,
    cache: "Caché KV de este texto",
    cached: (/** @type {number} */ n, /** @type {number} */ each) => `${tokens(n)}, de ${count(each)} números cada uno`,
    shared: (/** @type {number} */ times) => `${count(times)} veces menor que si cada cabeza tuviera las suyas`,
    next: "Qué se hace para el siguiente token",
    /** @param {number} n @param {number} each @param {string} size */
    reading: (n, each, size) =>
      `El modelo ha leído ${tokens(n)}. Para el último calcula lo que pertenece solo a ese token; de los ${count(n - 1)} anteriores no se vuelve a calcular nada: sus claves y valores, ${count((n - 1) * each)} números (${size}), se leen de la caché. Se añaden los ${count(each)} suyos.`,
    columns: ["Parte", "FLOPs", "Números calculados", "Números leídos de la caché"],
    /** @type {Record<string, string>} */
    parts: {
      embedding: "embedding, una fila de una tabla",
      qkv: "consulta, clave y valor",
      attention: "atención: puntuaciones, suma de valores",
      attn_out: "salida de la atención",
      mlp: "MLP",
      logits: "logits",
    },
    total: "todo junto",
    growth: "La caché KV según la longitud del texto",
    /** @param {number} n @param {string} size @param {string} weights */
    picture: (n, size, weights) =>
      `Desde nada hasta ${size} con ${tokens(n)}, todo el contexto. La línea discontinua es el tamaño de los pesos, ${weights}.`,
    own: "como es este modelo",
    all: "si cada cabeza tuviera claves y valores propios",
    ofWeights: "los pesos",
    asTable: "Los costes según la longitud del texto en una tabla",
    lengthColumns: [
      "Tokens",
      "FLOPs del siguiente token",
      "Sin caché",
      "Caché KV",
      "Con claves y valores para cada cabeza",
    ],
    tokens,
  },

  // of every model in training
  training: {
    steps: "pasos",
    nats: "nats por token",
    /** @param {string} step @param {string | null} value */
    point: (step, value) => `tras ${step} ${step === "1" ? "paso" : "pasos"}: ${value ?? "aún sin medir"}`,
    answersTitle: "Qué responde",
    slider: "Tras cuántos pasos",
    /** @param {string} step */
    after: (step) => (step === "0" ? "Antes del primer paso" : `Tras ${step} ${step === "1" ? "paso" : "pasos"}`),
    nothing: "(nada)",
    asTable: "Todas las respuestas en una tabla",
    /** @param {string} model */
    looks: (model) => `${model} mientras se entrena`,
  },
  fine_tuning: {
    empty: "Aún no se ha entrenado nada.",
    /** @param {string} n */
    answerLoss: (n) => `Lo que paga por respuestas que nunca vio (${n} tokens)`,
    /** @param {string} n */
    storyLoss: (n) => `Lo que olvida: lo que paga por cuentos (${n} tokens)`,
    /** @param {string} answers @param {string} stories @param {(label: string) => Child} nats @returns {Child[]} */
    losses: (answers, stories, nats) => [
      `: pérdida en respuestas ${answers}, en cuentos ${stories} `,
      nats("nats"),
      " por token",
    ],
    countedTitle: "Qué cuenta la pérdida",
    /** @param {string} counted @param {string} all */
    counted: (counted, all) =>
      `Una conversación de la que aprende. De sus ${all} tokens cuentan ${counted}, los marcados: lo que escribe el asistente y el token que termina cada respuesta. El resto el modelo lo lee, pero no se le enseña a escribirlo.`,
  },
  preference: {
    empty: "Aún no se ha entrenado nada.",
    nats: "nats",
    /** @param {string} n */
    loss: (n) => `La pérdida en ${n} pares que nunca vio`,
    margin: "Margen: lo que la respuesta elegida ganó de más",
    accuracy: "Pares en el lado correcto",
    kl: "Divergencia KL desde el modelo de antes",
    /** @param {string} chosen @param {string} rejected @param {(label: string) => Child} nats @returns {Child[]} */
    moved: (chosen, rejected, nats) => [
      `: la log-probabilidad de las respuestas elegidas ha cambiado en ${chosen} `,
      nats("nats"),
      `, la de las rechazadas en ${rejected}`,
    ],
    pairTitle: "Uno de los pares",
    request: "Petición",
    chosen: "Elegida",
    rejected: "Rechazada",
    text: "Texto",
    outcome: {
      /** @param {string} before @param {string} after @param {string} n */
      right: (before, after, n) =>
        `En peticiones que nunca vio: de ${n} respuestas voraces, antes eran correctas ${before} y ahora ${after}.`,
      /** @param {string} before @param {string} after @param {string} n */
      words: (before, after, n) =>
        `En peticiones que nunca vio: ${n} respuestas voraces tenían antes ${before} palabras en promedio y ahora ${after}.`,
    },
    /** @param {string} accuracy */
    fewer: (accuracy) =>
      `Hay menos correctas que antes, aunque ${accuracy} de los pares están en el lado correcto: preferir una de dos respuestas no es escribirla.`,
    displaced:
      "También las respuestas elegidas son menos probables que antes: la pérdida solo pide que las rechazadas bajen aún más.",
  },
  quantization: {
    empty: "Aún no se ha guardado nada en menos bits.",
    columns: [
      "Tipo",
      "Bits por peso",
      "Todos los pesos",
      "Media",
      "Otro token primero",
      "KL máxima",
      "Error de los pesos",
    ],
    kl: "KL",
    nats: "nats",
    /** @param {string} model */
    types: (model) => `Los pesos de ${model} en cada tipo`,
    /** @param {number} n */
    bits: (n) => number(n),
    closer: "Mirar más de cerca",
    textTitle: "Dónde seguiría el texto otro camino",
    /** @param {string} type @param {number} n @param {number} all @param {boolean} goesOn */
    summary: (type, n, all, goesOn) =>
      n === 0
        ? `En ${type}, el siguiente token más probable es el mismo tras los ${count(all)} tokens comparados${goesOn ? ": la decodificación voraz escribe el mismo texto" : ""}.`
        : `En ${type}, otro token es el más probable tras ${count(n)} de los ${count(all)} tokens comparados. Ahí la decodificación voraz sigue otro camino.`,
    text: "El texto; cuanto más lejos están las dos distribuciones de las que sale un token, más tinta tiene",
    own: "el modelo sigue",
    next: "siguiente",
    unasked: "sin comparar",
    begins: "Antes del primer token no hay nada.",
    /** @param {Child} before @param {string} place @returns {Child[]} */
    notCompared: (before, place) => [
      "Al modelo nunca se le enseñó a seguir después de ",
      before,
      ` (token ${place}): forma parte de lo que se le dice, así que no se compara.`,
    ],
    /** @param {string} kl @param {string | null} other */
    spoken: (kl, other) => `KL ${kl}${other === null ? "" : `, ahora el más probable es ${other}`}`,
    /** @param {Child} before @param {string} place @param {Term} kl @param {Child} value @param {Term} nats @returns {Child[]} */
    apart: (before, place, kl, value, nats) => [
      "Después de ",
      before,
      ` (token ${place}): `,
      kl("divergencia KL"),
      " ",
      value,
      " ",
      nats("nats"),
      ". ",
    ],
    /** @param {string} type */
    same: (type) => `El siguiente token más probable es el mismo en ${type}.`,
    /** @param {string} type @param {Child} one @param {Child} p @param {Child} other @param {Child} q @returns {Child[]} */
    flip: (type, one, p, other, q) => [
      "En float32 el más probable es ",
      one,
      " con ",
      p,
      `; en ${type} es `,
      other,
      " con ",
      q,
      ".",
    ],
    flipsAsTable: "Los otros tokens en una tabla",
    /** @param {string} type */
    flips: (type) => `Dónde otro token es el más probable en ${type}`,
    /** @param {string} type */
    flipColumns: (type) => ["Lugar", "Después de", "En float32", `En ${type}`],
    blockTitle: "Un bloque de pesos",
    /** @param {string} type @param {import("../types").StoredBlock} block @param {number} n */
    block: (type, block, n) =>
      block.scale === null
        ? `${type} guarda cada peso por separado, así que no se comparte nada. Estos son ${count(n)} pesos que están uno junto a otro.`
        : `En ${type}, estos ${count(n)} pesos comparten la escala ${signedDecimal(block.scale, 4)}${block.minimum === null ? "" : ` y el mínimo ${signedDecimal(block.minimum, 4)}`}, y de cada uno se guarda solo un número entero pequeño, su código. ${block.levels.length > 0 ? `Hay ${count(block.levels.length)} códigos, así que los pesos caen en ${count(block.levels.length)} niveles.` : "Hay 255 códigos, y los niveles están demasiado juntos para dibujarlos."}`,
    blockSlider: "Los pesos del bloque",
    /** @param {import("../types").StoredBlock} block @param {number} at @param {number} weight @param {Bold} bold @returns {Child[]} */
    arithmetic: (block, at, weight, bold) => {
      const back = bold(signedDecimal(block.values[at], 4));
      const was = `el peso ${count(at)} es ${signedDecimal(weight, 4)}`;
      if (block.scale === null) return [`${was}, guardado como `, back];
      const scale = signedDecimal(block.scale, 4);
      const code = block.codes[at];
      const product =
        block.minimum === null
          ? block.zero > 0
            ? `${scale} × (${code} \u2212 ${block.zero})`
            : `${scale} × ${code}`
          : `${scale} × ${code} + (${signedDecimal(block.minimum, 4)})`;
      return [`${was}, código ${code}, leído de vuelta como ${product} = `, back];
    },
    keys: ["el peso en float32", "como se lee de vuelta", "un nivel: lo que representa un código"],
    /** @param {string} parameter @param {string} row */
    where: (parameter, row) =>
      `De ${parameter}, fila ${row}. Señala un peso, o usa las flechas del teclado, para ver su cálculo.`,
    codesAsTable: "Los pesos y sus códigos en una tabla",
    /** @param {string} type */
    codes: (type) => `El bloque en ${type}`,
    codeColumns: ["Peso", "En float32", "Código", "Leído de vuelta", "Diferencia"],
  },

  architectures: {
    empty: "Aún no hay modelos.",
    one: "Un modelo",
    other: "A su lado",
    table: "Cómo están hechos ambos",
    part: "Parte",
    /** @param {number} n @param {number} all */
    summary: (n, all) =>
      n === 0
        ? "Ambos calculan del mismo modo; solo pueden diferir sus tamaños."
        : `${count(n)} de ${count(all)} partes están hechas de otro modo; debajo de cada una está lo que hace la diferencia.`,
    sizes: "Qué tamaño tienen",
    known: "De los modelos que no están en este equipo solo se lee la forma: no se descarga nada.",
  },

  graph: {
    empty: "Aún no hay grafo.",
    picture: "El grafo, desde los tokens de arriba hasta el logit de abajo",
    told: "El nodo elegido",
    /** @param {Child} token @param {number} probability @param {number} shown @param {number} all */
    summary: (token, probability, shown, all) => [
      "Lo que produjo el logit de ",
      token,
      ` (${percent(probability)}): de ${plural(all, { one: "nodo", other: "nodos" })}, los ${count(shown)} que más transmiten. Cada MLP se toma como las características de su transcoder y un error, lo que a estas se les escapa; la atención y las normalizaciones se mantienen como estaban.`,
    ],
    /** @param {number} n */
    hint: (n) =>
      `Las líneas son las ${count(n)} aristas más fuertes hacia cada nodo, azules a favor y naranjas en contra. Elige un nodo para ver todas sus aristas y la suma de las que no se dibujan.`,
    logit: "Logit",
    tokens: "Tokens",
    /** @param {number} layer */
    layer: (layer) => `MLP, capa ${layer}`,
    error: "error",
    /** @param {number} place */
    place: (place) => `token ${count(place)}`,
    /** @param {string} token */
    logitOf: (token) => `Logit de ${token}`,
    /** @param {number} place @param {string} token */
    tokenAt: (place, token) => `Token ${count(place)}, ${token}`,
    /** @param {number} layer @param {string} token */
    errorAt: (layer, token) => `Error de la capa ${layer} en ${token}`,
    /** @param {number} layer @param {number} index @param {string} name @param {string} token */
    featureAt: (layer, index, name, token) =>
      `Capa ${layer}, característica ${index}${name && ` (${name})`} en ${token}`,
    /** @param {Child} value @param {number} edges @param {number} constant @param {number} left @param {number} rest @param {boolean} isLogit */
    sum: (value, edges, constant, left, rest, isLogit) => [
      isLogit ? "Está " : "Mide ",
      value,
      isLogit ? " por encima de la media de todos los logits" : "",
      `: la suma de ${plural(edges, { one: "arista", other: "aristas" })} desde nodos dibujados, de constantes (${signedDecimal(constant)}) y de ${plural(left, { one: "arista", other: "aristas" })} desde nodos sin dibujar (${signedDecimal(rest)} en conjunto).`,
    ],
    /** @type {Record<string, string>} */
    ends: {
      token: "El embedding de un token: aquí empieza el grafo.",
      error:
        "Lo que al transcoder se le escapa de lo que escribió el MLP. No tiene características, así que de lo que hay debajo no se puede decir nada.",
    },
    comesFrom: "Lo que entra",
    goesTo: "Adónde va",
    weight: "Peso",
    asTable: "Todas las aristas en una tabla",
    columns: ["Desde", "Hasta", "Peso"],
  },

  effects: {
    empty: "Aún no hay mapa.",
    grid: "Lo que hace cada parte por el siguiente token",
    asTable: "El mapa en una tabla",
    head: "Cabeza",
    mlp: "MLP",
    /** @param {number} n */
    layer: (n) => `Capa ${n}`,
    instead: "En su lugar",
    /** @type {Record<string, [string, string]>} */
    to: {
      zero: ["cero", "Lo que calcula la parte se sustituye por 0: no añade nada al flujo."],
      mean: [
        "media",
        "Lo que calcula la parte se sustituye por su media sobre los tokens de este texto: solo se pierde lo que cambia de un token a otro.",
      ],
    },
    /** @param {Child} token @param {Term} kl @param {Term} nats */
    summary: (token, kl, nats) => [
      "Cada cuadrado es una parte desactivada, y el número es cuánto cambia eso la distribución del siguiente token, como ",
      kl("divergencia KL"),
      " en ",
      nats("nats"),
      ". El más probable con todas las partes: ",
      token,
      ".",
    ],
    scale: "KL en nats",
    /** @param {number} x */
    mark: (x) => (x === 0 ? count(0) : decimal(x, x < 0.1 ? 3 : 2)),
    /** @param {number} kl */
    cell: (kl) => (kl <= 0 ? count(0) : kl < 0.005 ? `≈\u202f${count(0)}` : decimal(kl, 2)),
    /** @param {string} layer */
    mlpOf: (layer) => `el MLP de la capa ${layer}`,
    /** @param {string} layer @param {string} head */
    headOf: (layer, head) => `la cabeza ${head} de la capa ${layer}`,
    /** @param {string} part @param {number} kl */
    spoken: (part, kl) => `${part}: KL ${decimal(kl, 4)} nats`,
    /** @param {string} part @param {number} kl @param {Child} token @param {number} change @param {Bold} bold */
    told: (part, kl, token, change, bold) => [
      `Sin ${part}: KL `,
      bold(decimal(kl, 4)),
      " nats; log-probabilidad de ",
      token,
      ` ${change > 0 ? "+" : change < 0 ? "−" : ""}`,
      bold(decimal(Math.abs(change), 4)),
      " nats",
    ],
    pointing: "Señala un cuadrado para leerlo.",
    choose: "Pulsa un cuadrado para ver el siguiente token con esa parte y sin ella.",
    missing: {
      /** @param {string} part */
      title: (part) => `Sin ${part}`,
      distributions: "Los siguientes tokens más probables, con la parte y sin ella",
      columns: ["Token", "Con ella", "Sin ella"],
    },
    changed: {
      /** @param {string} part */
      title: (part) => `Un cambio en ${part}`,
      distributions: "Los siguientes tokens más probables, antes y después",
      columns: ["Token", "Antes", "Después"],
    },
    /** @param {Bold} bold @param {number} kl */
    kl: (bold, kl) => ["KL desde la distribución de antes: ", bold(decimal(kl, 4)), " nats"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => [
      "El más probable sigue siendo ",
      token,
      `: ${percent(before)} antes, ${percent(after)} ahora.`,
    ],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => ["El más probable era ", before, " y ahora es ", after, "."],
    tableColumns: ["Parte", "KL (nats)", "Log-probabilidad del token más probable (nats)"],
  },

  vector: {
    /** @param {number} n */
    size: (n) => `${plural(n, { one: "número", other: "números" })}`,
    /** @param {number} index @param {string} value */
    number: (index, value) => `${count(index)}: ${value.replace("-", "\u2212")}`,
  },

  forward_pass: {
    empty: "Aún no hay texto.",
    tokens: "Token al que se sigue por el modelo",
    /** @param {number} index @param {string} spoken */
    token: (index, spoken) => `${count(index + 1)}: ${spoken}`,
    drawing: "El camino de un token por el modelo",
    /** @param {number} at @param {number} of @param {Child} token @param {Child} next @param {Term} stream */
    follows: (at, of, token, next, stream) => [
      token,
      ` es el token ${count(at)} de ${count(of)}. Su `,
      stream("flujo residual"),
      " baja de arriba abajo; cada bloque lo lee dos veces y le añade algo dos veces. Al final, para el modelo el siguiente token más probable es ",
      next,
      ". Pulsa una parte para ver su cálculo, u otro token para seguirlo.",
    ],
    asTable: "El flujo en cada lugar, en una tabla",
    columns: ["Lugar", "Longitud", "Diría", "Probabilidad", "Posición de la respuesta", "Probabilidad de la respuesta"],
    embedding: "Embedding",
    /** @param {boolean} added */
    fromTables: (added) => (added ? "una fila de dos tablas" : "una fila de una tabla"),
    vectors: { wte: "token", wpe: "posición" },
    /** @param {number} layer */
    block: (layer) => `Bloque ${layer}`,
    /** @param {string} attention @param {string} mlp */
    folded: (attention, mlp) => `la atención añade ${attention} · el MLP añade ${mlp}`,
    norms: { layer_norm: "LayerNorm", rms_norm: "RMSNorm" },
    lastNorm: "Última normalización",
    /** @param {string} scale */
    divided: (scale) => `÷ ${scale}`,
    attention: "Atención",
    /** @param {number} layer */
    heads: (layer) => `Cabezas del bloque ${layer}`,
    /** @param {number} shared */
    sharedKeys: (shared) => `claves y valores ${shared}`,
    /** @param {number} head @param {string} token @param {string} weight */
    headLooks: (head, token, weight) => `La cabeza ${head} mira sobre todo a ${token}, ${weight}`,
    /** @param {string} token @param {number} size @param {string} weight */
    looksAt: (token, size, weight) =>
      size === 1 ? `${token} ≈ ${weight}` : `${token} y ${count(size - 1)} más detrás: ≈ ${weight} como máximo`,
    attentionAdds: "añade",
    mlp: "MLP",
    /** @param {[number, number][]} most */
    mostNeurons: (most) => `sobre todo, neuronas ${most.map(([index]) => index).join(", ")}`,
    /** @param {number} first @param {number} each @param {number} all */
    neurons: (first, each, all) =>
      each === 1 ? `neurona ${first}` : `neuronas ${first} a ${Math.min(all, first + each) - 1}`,
    mlpAdds: "añade",
    adds: {
      /** @param {number} layer */
      attn_out: (layer) => `Lo que añade la atención en el bloque ${layer}`,
      /** @param {number} layer */
      mlp_out: (layer) => `Lo que añade el MLP en el bloque ${layer}`,
    },
    /** @param {string} norm */
    length: (norm) => `longitud ${norm}`,
    says: "diría",
    /** @param {number} rank @param {string} probability */
    standing: (rank, probability) =>
      `El token que sale al final está aquí en la posición ${count(rank)}, ${probability}`,
    /** @param {number} index @param {number} each @param {number} value */
    about: (index, each, value) =>
      `${each === 1 ? index : `${index} a ${index + each - 1}`}: ≈ ${number(value).replace("-", "\u2212")}`,
    logits: "Logits",
    /** @param {number} size */
    ofVocabulary: (size) => `uno para cada uno de los ${count(size)} tokens`,
    next: "Los siguientes tokens más probables",
    /** @param {string} n @param {string} mass */
    others: (n, mass) => `los otros ${n}: ${mass}`,
  },
  answers: {
    waiting: "Calculando …",
  },

  histogram: {
    /** @param {string} title @param {string} n @param {string} least @param {string} most */
    told: (title, n, least, most) =>
      `${title}: ${n} números de ${least} a ${most}; cuanto más alta una barra, más hay ahí (según la raíz de su cantidad)`,
  },

  linear: {
    title: "La consulta la hace una capa lineal",
    scores: "De la consulta a lo que lee la cabeza",
    which: "Capa",
    kinds: { own: "de este modelo", small: "una pequeña" },
    /** @param {number} rows @param {number} n_out @param {number} n_in */
    lead: (rows, n_out, n_in) =>
      `y = W x + b: cada salida es una suma de todas las entradas, cada una por su propio peso, más un sesgo. Aquí están los primeros ${count(rows)} de los ${count(n_out)} números de la consulta, antes de girarla según la posición; sus entradas son los ${count(n_in)} números que dio la normalización, de los que se muestran los que más pesan. Cambia uno: cada salida se mueve tanto como el cambio por el peso de su celda. Las claves, los valores, el MLP y los logits se hacen del mismo modo.`,
    small:
      "Tres entradas, dos salidas, un sesgo: lo bastante pequeña para calcularla de cabeza. ¿Con qué entradas son 0 ambas salidas?",
    /** @param {number} column */
    input: (column) => `entrada ${count(column)}`,
    /** @param {number} row */
    output: (row) => `salida ${count(row)} = `,
    /** @param {number} n */
    rest: (n) => plural(n, { one: "entrada más", other: "entradas más" }),
    bias: "sesgo",
    table: "Cada salida como suma de productos",
    reset: "Restablecer",
  },

  nearest: {
    title: "Tokens con vectores parecidos",
    /** @param {Child} token @param {number} n @param {string} mean @param {Term} cosine */
    lead: (token, n, mean, cosine) => [
      "De los ",
      count(n),
      " tokens, estos tienen los vectores que apuntan más en la misma dirección que el de ",
      token,
      ". Nadie le dijo al modelo que se parecen: a los tokens que están en lugares parecidos, el entrenamiento los empujó en la misma dirección. El ",
      cosine("coseno"),
      ` con todos los demás tokens es ${mean} en promedio.`,
    ],
    table: "Tokens con vectores parecidos",
    columns: ["Token", "Coseno"],
    tied: "La misma tabla hace también los logits (embeddings compartidos): un token con un vector parecido al de otro se predice también en lugares parecidos.",
    untied: "Aquí los logits los hace otra tabla (embeddings no compartidos).",
  },

  positions: {
    title: "Dónde está el token",
    learned:
      "Cada posición tiene su propio vector, aprendido como los de los tokens. Los vecinos son casi iguales, así que un modelo puede distinguir lo cercano de lo lejano.",
    turned:
      "RoPE no añade nada al flujo. Cada par de números de una consulta y de una clave se gira como la aguja de un reloj, en un ángulo que crece con la posición: el primer par deprisa, el último apenas. Recorre el texto:",
    at: "Posición",
    clocks: "Pares de dimensiones, y cuánto se gira cada uno",
    /** @param {number} n */
    pair: (n) => `par ${count(n)}`,
    /** @param {number} n */
    degrees: (n) => `${count(n)}°`,
    /** @param {Child} query @param {Child} key @param {string} score @param {number} head @param {number} layer */
    scoreLead: (query, key, score, head, layer) => [
      "Lo que cuenta es el ángulo entre las dos agujas. En la cabeza ",
      count(head),
      ` del bloque ${layer}, la consulta de `,
      query,
      " y la clave de ",
      key,
      ` tienen la puntuación ${score}. No cambia si ambas avanzan juntas por el texto, y cambia cuando una se aleja:`,
    ],
    together: "Ambas más adelante",
    apart: "La clave cada vez más atrás de la consulta",
    moved: "posiciones más adelante",
    between: "posiciones entre ellas",
    score: "puntuación",
    position: "posición",
    cosine: "coseno",
    /** @param {number} position */
    alike: (position) => `Coseno del vector de la posición ${count(position)} con el de cada posición`,
    /** @param {number} at @param {string} cosine */
    tellAlike: (at, cosine) => `posición ${count(at)}: coseno ${cosine}`,
    /** @param {number} at @param {string} score */
    tellTogether: (at, score) => `ambas ${count(at)} más adelante: puntuación ${score}`,
    /** @param {number} at @param {string} score */
    tellApart: (at, score) => `${count(at)} entre ellas: puntuación ${score}`,
  },

  stagesOfNorm: {
    before: "Antes",
    divided: "Dividido por la escala",
    centred: "Menos la media, dividido por la escala",
    after: "Por los pesos: lo que sigue adelante",
    length: "Longitud",
    /** @param {number} size @param {string} root */
    always: (size, root) =>
      `En medio, el vector mide alrededor de ${root}, la raíz cuadrada de ${count(size)}, su número de dimensiones, por largo que fuera antes: el doble del flujo da el mismo resultado. La forma se conserva; solo la cambian los pesos.`,
  },

  neuron: {
    hint: "Pulsa una neurona para ver en qué textos se activa más.",
    /** @param {number} index @param {number} layer */
    title: (index, layer) => `Neurona ${count(index)} del bloque ${layer}`,
    kinds: {
      /** @param {number} n */
      stories: (n) => plural(n, { one: "cuento", other: "cuentos" }),
      /** @param {number} n */
      conversations: (n) => plural(n, { one: "conversación", other: "conversaciones" }),
    },
    /** @param {string} texts @param {number} n @param {string} mean @param {number} often */
    read: (texts, n, mean, often) =>
      `Dónde se activa más en ${texts} (${tokens(n)}) del tipo del que aprendieron los modelos incluidos, pero que ellos no han visto. El tamaño de su activación es ${mean} en promedio; llega a la mitad de su máximo o más en ${percent(often)} de los tokens.`,
    /** @param {string} activation @param {Child} token */
    at: (activation, token) => [`${activation} en `, token],
    /** @type {Record<string, string>} */
    functions: { gelu_tanh: "GELU", gelu: "GELU", relu: "ReLU", silu: "SiLU" },
    /** @param {string} name */
    curve: (name) =>
      `La función de activación, ${name}, y dónde están en ella las neuronas de la lista; la que está abierta aparece marcada`,
    input: "suma de las entradas",
    output: "",
    /** @param {string} x @param {string} y */
    tellCurve: (x, y) => `${x} pasa a ser ${y}`,
  },

  softmax: {
    /** @param {Term} temperature */
    lead: (temperature) => [
      "Solo cuentan las diferencias entre los logits. Quien sortea un token puede dividirlos todos antes por una ",
      temperature("temperatura"),
      ": por debajo de 1 las diferencias crecen y ganan los tokens probables; por encima de 1 se encogen.",
    ],
    /** @param {Child} token */
    after: (token) => ["Después de ", token, ":"],
    table: "Los siguientes tokens más probables",
    token: "Token",
    divided: "Dividido",
    /** @param {number} n */
    others: (n) => `todos los demás: ${tokens(n)}`,
    /** @param {number} n @param {string} entropy @param {Term} word @param {Term} nats */
    summary: (n, entropy, word, nats) => [
      `${plural(n, { one: "token reúne", other: "tokens reúnen" })} el 90\u202f% de la probabilidad; la `,
      word("entropía"),
      ` es de ${entropy} `,
      nats("nats"),
      ".",
    ],
    /** @param {string} n */
    logits: (n) => `Los logits de los ${n} tokens, con el más alto marcado`,
    sorted: "Todo el vocabulario, el más probable primero; línea discontinua: temperatura 1",
    rank: "posición",
    /** @param {number} rank @param {string} p @param {string} own */
    tell: (rank, p, own) => `posición ${count(rank)}: ${p} (con temperatura 1: ${own})`,
    draw: "Sortear tokens con esta temperatura en Generar",
  },

  parts: {
    code: "Las líneas que lo calculan",
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
      title: "Embedding: un vector para el token",
      added:
        "Se suman la fila del token de una tabla y la fila de la posición de otra. Así empieza el flujo residual: cada parte de abajo lo lee y le añade algo.",
      turned:
        "La fila del token de una tabla. Así empieza el flujo residual: cada parte de abajo lo lee y le añade algo. Las posiciones no se suman: cada par de números de una consulta y de una clave se gira en un ángulo que crece con la posición, de modo que su producto depende de lo lejos que estén dos tokens.",
      /** @param {number} layer */
      below: (layer) =>
        `El bloque ${layer} lee el flujo como lo ${form(layer, { one: "dejó el bloque anterior", other: `dejaron los ${count(layer)} bloques anteriores` })}:`,
    },
    /** @param {number} layer */
    ln_1: (layer) => `Normalización antes de la atención del bloque ${layer}`,
    /** @param {number} layer */
    ln_2: (layer) => `Normalización antes del MLP del bloque ${layer}`,
    ln_f: "Última normalización, después del último bloque",
    norm: {
      /** @param {string} mean @param {string} scale */
      layer: (mean, scale) =>
        `Al vector se le quita su media, ${mean}, y lo que queda se divide por su escala, ${scale}, para que los vectores grandes y los pequeños se lean igual. Después cada número tiene un peso y un sesgo propios, que se aprendieron.`,
      /** @param {string} scale */
      rms: (scale) =>
        `El vector se divide por su escala, ${scale} (la raíz de la media de los cuadrados), para que los vectores grandes y los pequeños se lean igual. Después cada número tiene un peso propio, que se aprendió.`,
    },
    attention: {
      /** @param {number} head @param {number} layer */
      title: (head, layer) => `Atención, cabeza ${head} del bloque ${layer}`,
      /** @param {number} size @param {number} head @param {number} shared @param {Term} attention */
      lead: (size, head, shared, attention) => [
        "En la ",
        attention("atención"),
        `, el token pregunta con una consulta de ${count(size)} números; cada token hasta él tiene una clave, por la que se le encuentra, y un valor, que se lee. Consulta por clave, dividido por la raíz de ${count(size)}, es una puntuación; la softmax convierte las puntuaciones en pesos que suman 1.`,
        head === shared
          ? ""
          : ` La cabeza ${head} comparte claves y valores con otras: lee los de la cabeza clave-valor ${shared}.`,
      ],
      table: "A qué mira la cabeza",
      columns: ["Token", "Puntuación", "Peso", "Clave", "Valor"],
      /** @param {number} n */
      fewer: (n) => `${plural(n, { one: "token más", other: "tokens más" })} con pesos menores`,
      /** @param {number} n */
      others: (n) => plural(n, { one: "otro", other: "otros" }),
      mask: "Los tokens que vienen después no están: la máscara causal pone sus puntuaciones a menos infinito, y sus pesos son 0. Lo que la cabeza ha leído, z, es la suma de los valores, cada uno por su peso.",
      added: "Lo que leen todas las cabezas se añade al flujo",
      addedLead:
        "Los z de todas las cabezas, uno junto a otro, pasan por una matriz, out_proj. Su salida se suma al flujo residual; no se sobrescribe nada.",
    },
    mlp: {
      title: "MLP: cada token por su cuenta",
      lead: "Una neurona suma, con sus propios pesos, lo que le dio la normalización, y una función de activación hace de ello su activación. Después añade al flujo un vector fijo, multiplicado por esa activación. En la lista están las neuronas que más añaden y los tokens cuyos logits suben con ello.",
      table: "Las neuronas que más escriben",
      /** @param {boolean} gated */
      columns: (gated) => [
        "Neurona",
        gated ? "Puerta · valor" : "Suma",
        "Activación",
        "Longitud escrita",
        "Sube el logit de",
      ],
      /** @param {number} index */
      neuron: (index) => count(index),
      added: "Lo que escribe el MLP se añade al flujo",
      addedLead: "Todas las neuronas juntas, a través de down_proj. Esto es lo que lee el bloque siguiente.",
    },
    logits: {
      title: "De los logits a las probabilidades",
      /** @param {number} vocabulary @param {number} size @param {Term} logit */
      lead: (vocabulary, size, logit) => [
        `La matriz lm_head tiene una fila de ${count(size)} números para cada uno de los ${count(vocabulary)} tokens. El producto de una fila por el flujo normalizado es el `,
        logit("logit"),
        " de su token. La softmax eleva e a cada logit y divide por la suma de todos, así que las probabilidades suman 1.",
      ],
    },
    vectors: {
      wte: "token, wte",
      wpe: "posición, wpe",
      embedded: "flujo al empezar",
      angles: "ángulos, en radianes",
      before: "antes",
      weight: "peso",
      bias: "sesgo",
      after: "después",
      /** @param {number} head */
      query: (head) => `consulta de la cabeza ${head}`,
      /** @param {number} index */
      key: (index) => `clave del token ${count(index + 1)}`,
      /** @param {number} index */
      value: (index) => `valor del token ${count(index + 1)}`,
      /** @param {number} head */
      z: (head) => `z de la cabeza ${head}`,
      resid_pre: "flujo antes del bloque",
      attn_out: "atención",
      resid_mid: "flujo tras la atención",
      mlp_out: "MLP",
      resid_post: "flujo tras el bloque",
    },
  },

  changed: {
    empty: "Aún no hay comparación.",
    grid: "Cuánto se ha movido cada matriz, por capa y tipo",
    asTable: "Todas las partes en una tabla",
    layerTitle: "Capa",
    /** @param {number} n */
    layer: (n) => `Capa ${n}`,
    /** @param {string} kind */
    bias: (kind) => `sesgo de ${kind}`,
    fromZero: "desde 0",
    outsideTitle: "Fuera de las capas",
    moved: "Movido",
    /** @type {Record<string, string>} */
    outside: { wte: "embedding", wpe: "posiciones", ln_f: "normalización final", lm_head: "unembedding" },
    /** @param {string} parameters @param {string} share @param {Bold} bold @param {Term} frobenius */
    summary: (parameters, share, bold, frobenius) => [
      "Cada cuadrado es una parte de una capa: la ",
      frobenius("norma de Frobenius"),
      " de lo que añadió el entrenamiento, como parte de la norma de lo que había. q, k, v y o son las matrices de la atención; gate, up y down, las del MLP; ln_1 y ln_2, las normalizaciones anteriores a ellas. En conjunto, los ",
      of(parameters, "pesos"),
      " se han movido ",
      bold(share),
      ".",
    ],
    pointing: "Señala un cuadrado para leerlo.",
    /** @param {number} layer @param {string} kind @param {string} share */
    spoken: (layer, kind, share) => `Capa ${layer}, ${kind}: ${share}`,
    /** @param {string} name @param {string} shape @param {string} norm @param {string} base @param {string} share @param {Bold} bold */
    told: (name, shape, norm, base, share, bold) => [
      `${name}, ${shape}: el cambio tiene la norma ${norm}; la base, ${base}: `,
      bold(share),
    ],
    columns: ["Parte", "Forma", "Norma de la base", "Norma del cambio", "Proporción"],
  },

  weightPath: {
    empty: "Aún no hay camino.",
    asTable: "Todos los puntos en una tabla",
    /** @param {string} base @param {string} tuned @param {Term} kl @param {Term} nats */
    summary: (base, tuned, kl, nats) => [
      "Cada peso es base + t (tuned − base): con t = 0 eso es ",
      base,
      "; con t = 1, ",
      tuned,
      "; y sigue más allá de ambos. Las curvas son la ",
      kl("divergencia KL"),
      " entre cada extremo y el modelo en t, en ",
      nats("nats"),
      ` por token, a lo largo de la respuesta de ${tuned}; debajo está lo que responde el propio modelo en el punto elegido. Elígelo con el puntero o con las flechas del teclado.`,
    ],
    /** @param {string} base @param {string} tuned */
    chart: (base, tuned) => `KL desde ${tuned} (continua) y desde ${base} (discontinua)`,
    height: "nats por token",
    /** @param {number} t @param {string} base @param {string} tuned */
    tell: (t, base, tuned) => `t = ${decimal(t, 2)}: KL desde la base ${base}, desde el modelo ajustado ${tuned}`,
    nothing: "(termina enseguida)",
    /** @param {string} base @param {string} tuned */
    columns: (base, tuned) => ["t", `KL desde ${base}`, `KL desde ${tuned}`, "Respuesta"],
  },

  crossPatching: {
    empty: "Aún no hay mapa.",
    grid: "Qué parte de la diferencia lleva cada pieza, por capa",
    asTable: "El mapa en una tabla",
    way: "Poner",
    /** @type {Record<string, [string, (base: string, tuned: string) => string]>} */
    ways: {
      into_base: [
        "en la base",
        (base, tuned) =>
          `Se ejecuta ${base}, pero lo que escribe una pieza se toma de ${tuned}, en cada token: cuánto del nuevo comportamiento produce esa pieza por sí sola.`,
      ],
      into_tuned: [
        "de vuelta en el modelo ajustado",
        (base, tuned) =>
          `Se ejecuta ${tuned}, pero lo que escribe una pieza se toma de ${base}, en cada token: cuánto del nuevo comportamiento se pierde sin el entrenamiento de esa pieza.`,
      ],
    },
    /** @param {{ base: string, tuned: string }} map @param {Child[]} pieces @param {string[]} logprobs @param {Term} probability */
    summary: ({ base, tuned }, [token, again, other], [before, after], probability) => [
      `${tuned} dice `,
      token,
      ...(other === null ? [", igual que ", base] : [`; ${base}, `, other]),
      ". La log-",
      probability("probabilidad"),
      " de ",
      again,
      ` es ${before} según ${base} y ${after} según ${tuned}. Cada cuadrado es una pieza pasada de un modelo al otro, y el número es la parte de esa diferencia que explica por sí sola; todas juntas no tienen por qué sumar 100 %.`,
    ],
    alike: "No hay diferencia que repartir: elige un token posterior de la respuesta, u otro prompt.",
    /** @param {number} n */
    head: (n) => `Cabeza ${n}`,
    attention: "Atención",
    mlp: "MLP",
    stream: "Flujo tras",
    /** @param {number} layer @param {number} head */
    headOf: (layer, head) => `capa ${layer}, cabeza ${head}`,
    /** @param {number} layer */
    attentionOf: (layer) => `capa ${layer}, atención`,
    /** @param {number} layer */
    mlpOf: (layer) => `capa ${layer}, MLP`,
    /** @param {number} layer */
    streamOf: (layer) => `todo el flujo tras la capa ${layer}`,
    /** @param {string} part @param {string} share */
    spoken: (part, share) => `${capital(part)}: ${share}`,
    pointing: "Señala un cuadrado para leerlo.",
    /** @param {string} part @param {string} logprob @param {Bold} bold */
    told: (part, logprob, bold) => [bold(part), ` de la diferencia; la log-probabilidad es entonces ${logprob}`],
    /** @param {string} embedding @param {string} unembedding */
    rest: (embedding, unembedding) =>
      `Fuera de las capas: el embedding solo, ${embedding}; la normalización final y el unembedding, que leen el último flujo del otro modelo, ${unembedding}.`,
  },

  lowRank: {
    empty: "Aún no hay comparación.",
    grid: "Lo que un rango bajo conserva del cambio de cada matriz, por capa y tipo",
    asTable: "Todas las matrices en una tabla",
    /** @param {string} base @param {string} tuned @param {string} apart */
    summary: (base, tuned, apart) =>
      `${base} con el cambio de cada matriz reducido a sus direcciones más fuertes, tan pocas como tiene una LoRA de ese rango. La KL es desde ${tuned} a lo largo de su respuesta, donde el propio ${base} está a ${apart} nats por token.`,
    ranks: "El modelo con un cambio de cada rango",
    columns: ["Rango", "Pesos", "De la norma al cuadrado", "KL", "Respuesta"],
    inNats: ", nats",
    full: "todo",
    which: "Rango",
    pointing: "Señala un cuadrado para leerlo: la parte de la norma al cuadrado del cambio de esa matriz.",
    /** @param {number} rank @param {string} share */
    ofRank: (rank, share) => `el rango ${count(rank)} conserva ${share}`,
    /** @param {string} name @param {string} shape @param {string[]} shares @param {Bold} bold */
    told: (name, shape, shares, bold) => [bold(name), `, ${shape}: ${shares.join(", ")}`],
    matrix: "Matriz",
    shape: "Forma",
    /** @param {number} rank */
    rankOf: (rank) => `Rango ${count(rank)}`,
  },

  patching: {
    empty: "Escribe un segundo prompt de otros tantos tokens para ver qué lugares llevan lo que distingue a los dos.",
    grid: "La diferencia de los dos logits con el flujo de la fuente puesto dentro, por capa y token",
    asTable: "El mapa en una tabla",
    base: "Base",
    source: "Fuente",
    number: "Número",
    /** @param {number} n */
    layer: (n) => `Capa ${n}`,
    /** @param {Child} token */
    alike: (token) => [
      "Tras ambos prompts el token más probable es ",
      token,
      ", así que no hay diferencia que llevar. Elige un segundo prompt que siga de otro modo.",
    ],
    /** @param {Child} first @param {Child} second @param {Term} logit */
    summary: (first, second, logit) => [
      "El modelo lee el prompt base, pero lo que entra en una capa en un token se toma del prompt fuente. El número es el ",
      logit("logit"),
      " de ",
      second,
      " (el más probable tras la fuente) menos el de ",
      first,
      " (el más probable tras la base): cuanto más fuerte el color, más sigue el modelo como tras la fuente.",
    ],
    /** @param {number} x */
    cell: (x) => signedDecimal(x, 1),
    /** @param {number} x */
    asBase: (x) => `como la base ${signedDecimal(x)}`,
    /** @param {number} x */
    asSource: (x) => `${signedDecimal(x)} como la fuente`,
    pointing: "Señala un cuadrado para leerlo.",
    /** @param {number} layer @param {number} n @param {number} x */
    spoken: (layer, n, x) => `Capa ${layer}, token ${count(n)}: ${signedDecimal(x)}`,
    /** @param {number} layer @param {number} n @param {Child} base @param {Child} source @param {number} x @param {number} way @param {Bold} bold */
    told: (layer, n, base, source, x, way, bold) => [
      `Capa ${layer}, token ${count(n)}: `,
      source,
      " en lugar de ",
      base,
      " da ",
      bold(signedDecimal(x)),
      `, el ${count(Math.round(100 * way))}\u202f% del camino de la base a la fuente`,
    ],
  },

  anatomy: {
    tree: "Módulos del modelo",
    chosen: "El módulo elegido",
    asTable: "Todos los módulos en una tabla",
    empty: "Aún no hay modelo.",
    kind: "Tipo",
    weightShape: "Forma de su peso",
    parameters: "Parámetros",
    modules: "Módulos",
    columns: ["Módulo", "Tipo", "Forma", "Parámetros", "Qué hace", "Fórmula"],
  },

  // Terms of the field: each as a title, and in one or two sentences what it means.
  glossary: {
    feature: [
      "Característica",
      "Una dirección que un diccionario ha encontrado en lo que calcula un modelo, activa en pocos tokens. Se espera que cada una represente una sola cosa; su nota dice hasta qué punto es así.",
    ],
    unexplained: [
      "Varianza sin explicar",
      "La distancia entre lo que escribe el diccionario y lo que calculó el modelo, en proporción a la distancia que hay desde la media: 0 es perfecto, 1 no es mejor que la media.",
    ],
    f1: [
      "F1",
      "La media armónica de la precisión (cuántos de aquellos a los que dice que sí son correctos) y la exhaustividad (cuántos de los correctos encuentra): 1 es perfecto.",
    ],
    token: [
      "Token",
      "Un trozo de texto que un modelo lee como una unidad: una palabra, una parte de ella o un solo byte. El modelo recibe solo su número, el id.",
    ],
    byte: [
      "Byte",
      "Ocho bits, un número de 0 a 255. Un equipo informático guarda el texto como bytes: una letra inglesa ocupa uno; casi todos los demás caracteres, de dos a cuatro.",
    ],
    code_point: [
      "Punto de código",
      "El número de un carácter en Unicode, la lista de los caracteres de todas las escrituras. Se escribe U+ y después en hexadecimal: U+0041 es A.",
    ],
    utf_8: [
      "UTF-8",
      "La forma habitual de escribir caracteres Unicode como bytes, con uno a cuatro bytes para cada uno.",
    ],
    gumbel: [
      "Gumbel-max",
      "A cada logit se le suma un ruido, -log(-log v) con un v al azar entre 0 y 1, y se toma la suma más alta. El token i gana exactamente con su probabilidad, así que es el mismo sorteo que con u, hecho de otro modo.",
    ],
    residual: [
      "Residuo",
      "De donde se sortea en lugar de un token rechazado: la distribución del modelo menos la del modelo borrador, donde eso es mayor que 0, escalada para sumar 1. Lo aceptado y lo que se sortea aquí dan juntos exactamente la distribución del modelo.",
    ],
    logit: [
      "Logit",
      "La puntuación que un modelo da a un token antes de que las puntuaciones pasen a ser probabilidades. La softmax convierte todos los logits en probabilidades: sumar 1 a un logit hace ese token e veces (unas 2,72) más probable frente a los demás.",
    ],
    probability: [
      "Probabilidad",
      "Hasta qué punto espera el modelo que este token sea el siguiente, de 0 a 1. Las probabilidades de todos los tokens del vocabulario suman 1.",
    ],
    residual_stream: [
      "Flujo residual",
      "El vector que tiene un token en su camino por el modelo. Cada parte lo lee y le añade algo; en él no se sobrescribe nada.",
    ],
    distribution: ["Distribución", "Las probabilidades de todos los tokens del vocabulario en un lugar de un texto."],
    mean_logprob: [
      "Log-probabilidad media",
      "El logaritmo de la probabilidad que el propio modelo dio a cada token, antes de cualquier filtro, en promedio sobre todos los tokens del carril. Cuanto más cerca de 0, más probable le pareció el texto al modelo.",
    ],
    distinct_1: [
      "Distinct-1",
      "Cuántos tokens distintos hay entre todos los tokens de los textos del carril, como proporción: 1 si ninguno aparece dos veces (distinct-n, Li y otros, 2016).",
    ],
    distinct_2: [
      "Distinct-2",
      "Cuántos pares distintos de tokens vecinos hay entre todos los pares de los textos del carril, como proporción: 1 si ninguno aparece dos veces.",
    ],
    distinct_3: [
      "Distinct-3",
      "Cuántas series distintas de tres tokens hay entre todas las de los textos del carril, como proporción: 1 si ninguna aparece dos veces.",
    ],
    repeated_4grams: [
      "4-gramas repetidos",
      "La proporción de series de cuatro tokens que ya estaban antes en el mismo texto, en promedio sobre los textos del carril (Welleck y otros, 2020).",
    ],
    self_bleu: [
      "Self-BLEU",
      "Cuánto se parecen entre sí los textos de un carril: cada uno se compara con todos los demás por sus series de uno a cuatro tokens. 1 significa que todos son iguales (Zhu y otros, 2018).",
    ],
    tokens: [
      "Tokens",
      "Cuántos tokens se generaron, en promedio sobre los textos del carril; el que termina un texto también cuenta.",
    ],
    loops: [
      "Bucle",
      "Un texto está en bucle si al final tiene una serie de al menos dos tokens tres veces seguidas o más (Holtzman y otros, 2020).",
    ],
    seconds: [
      "Segundos",
      "Desde el comienzo hasta que acabó el carril, incluida la espera a los demás carriles, porque todos van al mismo paso.",
    ],
    entropy: [
      "Entropía",
      "La incertidumbre de una distribución, en un solo número. Es 0 cuando un token es seguro, y máxima, el logaritmo del número de tokens, cuando todos son igual de probables.",
    ],
    nats: [
      "Nat",
      "La unidad de la entropía y la log-probabilidad cuando los logaritmos son naturales. Una entropía de x nats es la incertidumbre de elegir entre e elevado a x tokens igual de probables; 1 nat son 1,44 bits.",
    ],
    frobenius: [
      "Norma de Frobenius",
      "La longitud de una matriz, como si todos sus números fueran un vector: la raíz cuadrada de la suma de sus cuadrados.",
    ],
    low_rank: [
      "Rango",
      "Cuántas direcciones necesita una matriz. Una LoRA entrena dos matrices estrechas en lugar de cada cambio, así que el cambio tiene como máximo el rango de ellas. La mejor aproximación de rango r conserva los r valores singulares mayores.",
    ],
    kl: [
      "Divergencia KL",
      "Cuánto se aparta una segunda distribución de una primera: cuánto menos probable ve la segunda cada token, en promedio sobre la primera, en nats. Es 0 donde ambas son iguales.",
    ],
    rank: [
      "Posición",
      "El puesto de un token cuando todos se ordenan por probabilidad: el más probable tiene la posición 1.",
    ],
    mass: [
      "Masa",
      "La suma de las probabilidades de varios tokens: la probabilidad de que el siguiente sea uno de ellos.",
    ],
    draw: [
      "Sorteo u",
      "Un número al azar entre 0 y 1. Los tokens que quedan se ponen uno junto a otro, cada uno tan ancho como su probabilidad, y se toma el token en el que cae u. La misma semilla da los mismos sorteos.",
    ],
    temperature: [
      "Temperatura",
      "Un número por el que se dividen todos los logits antes de pasar a ser probabilidades. Por debajo de 1 ganan los tokens probables; por encima de 1, los improbables.",
    ],
    top_k: [
      "Top-k",
      "Solo quedan los k tokens más probables; los demás se eliminan, y lo que queda se escala para que sume 1.",
    ],
    top_p: [
      "Top-p, núcleo",
      "El núcleo es el menor conjunto de los tokens más probables cuyas probabilidades juntas superan p. Solo queda ese conjunto, así que hay pocos tokens donde el modelo está seguro y muchos donde no lo está.",
    ],
    min_p: [
      "Min-p",
      "Un token queda si su probabilidad es al menos esta fracción de la probabilidad del token más probable.",
    ],
    typical_p: [
      "Typical-p",
      "Conserva los tokens cuya sorpresa (el logaritmo negativo de su probabilidad) está más cerca de la entropía, hasta que juntos reúnen esta probabilidad.",
    ],
    repetition_penalty: [
      "Penalización por repetición",
      "Hace menos probables los tokens que ya están en el texto: sus logits positivos se dividen por este número, los negativos se multiplican por él.",
    ],
    beam: [
      "Búsqueda en haz",
      "Se continúan varios textos a la vez; después de cada token solo se conservan los de mayor log-probabilidad total. Busca un texto probable en su conjunto y no sortea nada.",
    ],
    greedy: ["Voraz", "Toma siempre el token más probable. El texto es el mismo cada vez, y a menudo se repite."],
    log_probability: [
      "Log-probabilidad",
      "El logaritmo de una probabilidad. Para un texto es la suma sobre sus tokens, más fácil de manejar que un producto de muchos números pequeños.",
    ],
    score: [
      "Puntuación",
      "Por lo que la búsqueda en haz ordena sus textos: la log-probabilidad dividida por una potencia de la longitud, porque cada token más hace menos probable un texto.",
    ],
    seed: [
      "Semilla",
      "El número del que salen todos los números al azar de una ejecución. La misma semilla, el mismo prompt, el mismo modelo y los mismos ajustes dan el mismo texto.",
    ],
    context_length: [
      "Longitud de contexto",
      "Cuántos tokens puede leer un modelo como máximo, prompt y texto generado juntos.",
    ],
    head: [
      "Cabeza",
      "Una capa hace la atención varias veces en paralelo; cada una de ellas es una cabeza. Cada cabeza decide por sí misma cuánto lee un token de los tokens anteriores. La primera es la cabeza 0.",
    ],
    kv_head: [
      "Cabeza clave-valor",
      "Las claves y los valores que lee la atención. En la atención de consultas agrupadas los comparten varias cabezas, cada una con sus propias consultas, de modo que hay menos que recordar.",
    ],
    induction: [
      "Inducción",
      "Una cabeza hace inducción cuando busca el último lugar en que estuvo el token actual y lo que lo siguió allí. Así el modelo puede continuar una secuencia que ha visto una vez.",
    ],
    layer: [
      "Capa",
      "Un bloque del modelo: la atención, en la que los tokens leen unos de otros, y una red pequeña (MLP) que trabaja con cada token por separado. Un modelo es una pila de estas capas; la primera es la capa 0.",
    ],
    attention: [
      "Atención",
      "Mediante la atención, cada token lee de sí mismo y de los tokens anteriores. Los pesos dicen cuánto lee de cada uno; suman 1.",
    ],
    parameter: [
      "Parámetro",
      "Uno de los números de un modelo que ha fijado el entrenamiento. Juntos contienen todo lo que el modelo ha aprendido.",
    ],
    shape: [
      "Forma",
      "Cuántos números tiene un peso en cada dirección: 128 × 512 es una tabla de 128 filas y 512 columnas.",
    ],
    vector: ["Vector", "Una lista de números que representa un token dentro del modelo. Cada capa le añade algo."],
    cosine: [
      "Coseno",
      "Hasta qué punto dos vectores apuntan en la misma dirección, sea cual sea su longitud: 1 si lo hacen, 0 si no tienen nada en común, −1 si son opuestos.",
    ],
    kv_cache: [
      "Caché KV",
      "Las claves y los valores que la atención ha calculado para los tokens anteriores. Se guardan, así que cada token nuevo cuesta solo su propio cálculo.",
    ],
    bpe: [
      "Codificación por pares de bytes (BPE)",
      "Una forma de aprender tokens: se empieza por los bytes y, una y otra vez, el par de vecinos más frecuente se convierte en un token.",
    ],
    merge: ["Fusión", "Un paso que BPE ha aprendido: estos dos tokens vecinos pasan a ser uno."],
    merge_rank: [
      "Posición de una fusión",
      "El número de una fusión en el orden en que BPE las aprendió. La de posición más baja se aprendió primero, y se aplica primero.",
    ],
    unknown_token: [
      "Token desconocido",
      "Lo que escribe un tokenizador por un texto para el que su vocabulario no tiene tokens. El texto se pierde.",
    ],
    vocabulary: ["Vocabulario", "Todos los tokens que conoce un tokenizador, cada uno con su id."],
    special_token: [
      "Token especial",
      "Un token que no representa ningún texto, como el que termina un texto o los que rodean los mensajes de un chat.",
    ],
    chat_template: [
      "Plantilla de chat",
      "El texto que se pone alrededor de un mensaje para mostrar a un modelo ajustado con instrucciones quién habla, en la forma con la que se entrenó.",
    ],
    base: ["Modelo base", "Un modelo entrenado solo para continuar textos."],
    instruct: [
      "Modelo ajustado con instrucciones",
      "Un modelo base que se siguió entrenando para responder a mensajes.",
    ],
    log_loss: [
      "Pérdida logarítmica",
      "Menos el logaritmo de la probabilidad que se dio a lo que vino, aquí en nats: 0 para quien estaba seguro y acertó; más cuanto menos probable se creía.",
    ],
    surprise: [
      "Sorpresa",
      "El logaritmo negativo de una probabilidad: en base 2 da bits. Un token seguro sorprende 0 bits; uno del 50\u202f%, 1; uno del 1\u202f%, 6,6.",
    ],
    log_likelihood: [
      "Log-verosimilitud",
      "El logaritmo de la probabilidad de un texto entero: la suma de las log-probabilidades de sus tokens, porque las probabilidades mismas se multiplican.",
    ],
    bits_per_byte: [
      "Bits por byte",
      "Cuántos bits necesitaría en promedio, por cada byte del texto, un compresor perfecto que use este modelo. A diferencia de la perplejidad, no depende de cómo se corta el texto en tokens.",
    ],
    perplexity: [
      "Perplejidad",
      "e elevado a la sorpresa media por token, en nats: entre cuántos tokens igual de probables parece elegir el modelo. Cuanto menor, mejor.",
    ],
  },
};
