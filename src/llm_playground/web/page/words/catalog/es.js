// What the server's table of models, strategies and parameters says, in Spanish: by names, or by the English sentence.

/** @type {import("../../types").CatalogWords} */
export const catalog = {
  notes: {
    "GPT-2 distilled": "GPT-2 destilado",
    "GPT-2 medium": "GPT-2 mediano",
    "GPT-2 small": "GPT-2 pequeño",
    "Qwen3, thinks": "Qwen3, razona",
    "Unigram by Google's library, as in Gemma's family":
      "Unigram con la biblioteca de Google, como en la familia Gemma",
    "a story teller": "cuenta historias",
    "a token is a byte": "un token es un byte",
    "a token is a character": "un token es un carácter",
    "a token is a word": "un token es una palabra",
    "byte-pair encoding: frequent pairs, joined again and again":
      "codificación por pares de bytes: pares frecuentes, unidos una y otra vez",
    "learned to chat": "aprendió a conversar",
    "the bundled models": "los modelos incluidos",
    "the longest piece that fits, as in BERT": "el trozo más largo que encaja, como en BERT",
    "the most likely pieces, as in T5": "los trozos más probables, como en T5",
  },
  groups: {
    "Against repetition": "Contra las repeticiones",
    "By chance and by memory": "Por azar y por memoria",
    "Other cuts": "Otros filtros",
    "Other temperatures": "Otras temperaturas",
    "Words and ends": "Palabras y finales",
  },
  strategies: {
    greedy: { label: "Voraz", effect: "Toma siempre el token más probable." },
    sample: { label: "Muestreo", effect: "Sortea según la distribución propia del modelo." },
    top_k: { label: "Top-k", effect: "Sortea entre los k tokens más probables." },
    top_p: {
      label: "Top-p",
      effect: "Sortea entre los tokens más probables que juntos reúnen la probabilidad p.",
    },
    min_p: { label: "Min-p", effect: "Sortea entre los tokens que no son mucho menos probables que el primero." },
    typical: { label: "Typical", effect: "Sortea entre los tokens que sorprenden más o menos lo esperado." },
    contrastive: {
      label: "Contrastive",
      effect: "Toma, de unos pocos tokens probables, uno que no se parezca al texto anterior.",
    },
    beam: { label: "Haz", effect: "Sigue varios textos a la vez y toma el que es más probable en conjunto." },
    diverse_beam: {
      label: "Haces diversos",
      effect: "Sigue varios grupos de textos; cada uno evita los tokens que eligieron los grupos anteriores.",
    },
    beam_sample: {
      label: "Muestreo en haz",
      effect: "Sigue varios textos a la vez, sorteados entre todas sus continuaciones, y toma el más probable.",
    },
  },
  orders: {
    transformers: { effect: "La temperatura antes de los filtros: estos ven la distribución transformada." },
    "llama.cpp": { effect: "La temperatura al final: los filtros ven la distribución propia del modelo." },
    vllm: { effect: "Primero la temperatura, luego min-p antes de top-k y top-p." },
  },
  presets: {
    strategies: { label: "Seis estrategias", effect: "Qué hace cada forma de elegir con la misma distribución." },
    temperatures: {
      label: "Seis temperaturas",
      effect: "Los mismos números aleatorios, con una distribución cada vez más plana.",
    },
    seeds: { label: "Cuatro semillas", effect: "Una estrategia y cuatro suertes: lo que no cambia viene del modelo." },
    orders: {
      label: "Una cadena en dos órdenes",
      effect: "La temperatura antes o después de los filtros: otros textos con los mismos números.",
    },
  },
  legal: {
    "a finite number above 0": "un número finito mayor que 0",
    "a finite number of at least 0": "un número finito de al menos 0",
    "a list of texts that are not empty": "una lista de textos que no estén vacíos",
    "a list of texts that are not empty, or a list of token ids in the place of one":
      "una lista de textos que no estén vacíos o, en lugar de un texto, una lista de ids de tokens",
    "a number above 0, up to 1": "un número mayor que 0 y hasta 1",
    "a number above 0, up to 10": "un número mayor que 0 y hasta 10",
    "a number above 0, up to 100": "un número mayor que 0 y hasta 100",
    "a number from -10 to 10": "un número de −10 a 10",
    "a number from -2 to 2": "un número de −2 a 2",
    "a number from 0 to 1": "un número de 0 a 1",
    "a number from 0 to 100": "un número de 0 a 100",
    "a number from 1 to 10": "un número de 1 a 10",
    "a number from 1 to 3": "un número de 1 a 3",
    "a whole number from 0 to 9007199254740991": "un número entero de 0 a 9007199254740991",
    "a whole number from 1 to 100": "un número entero de 1 a 100",
    "a whole number from 1 to 50": "un número entero de 1 a 50",
    "a whole number of at least 0": "un número entero de al menos 0",
    "a whole number of at least 1": "un número entero de al menos 1",
    "all or transformers": "all o transformers",
    "false, true or never": "false, true o never",
    "numbers from -100 to 100 by the text or the id of a token":
      "números de −100 a 100, cada uno con el texto o el id de un token",
    "plain or normed": "plain o normed",
    "u or gumbel": "u o gumbel",
  },
  parameters: {
    logit_bias: {
      label: "Sesgo de logits",
      effect: "Suma, antes que nada, un número al logit de ciertos tokens: sobre 0 salen más, bajo 0 salen menos.",
      hint: '" the": -5 lo hace 150 veces menos probable; el espacio pertenece al token, y unas cifras son un id',
    },
    repetition_penalty: {
      label: "Penalización por repetición",
      effect: "Hace menos probables (más de 1) o más probables (menos de 1) los tokens que ya están en el texto.",
      hint: "1.2 es una penalización suave, 1 es ninguna",
    },
    no_repeat_ngram_size: {
      label: "Sin n-gramas repetidos",
      effect: "Elimina todo token que repetiría una serie de tantos tokens del texto.",
      hint: "con 3, ningún trío de tokens sale dos veces; déjalo vacío para desactivarlo",
    },
    banned_words: {
      label: "Palabras prohibidas",
      effect: "Elimina el token que completaría una de estas palabras, tal cual o después de un espacio.",
      hint: "escrita con otros tokens que los que usa el tokenizador, una palabra todavía puede salir",
    },
    min_new_tokens: {
      label: "Al menos",
      effect: "Elimina los tokens que acabarían el texto hasta que se hayan generado tantos.",
      hint: "20 impide que una respuesta acabe antes de su vigésimo token",
    },
    frequency_penalty: {
      label: "Penalización por frecuencia",
      effect: "Resta esto al logit de un token por cada vez que ya se generó.",
      hint: "0.5 hace un factor e menos probable un token que salió dos veces, 0 no cambia nada",
    },
    presence_penalty: {
      label: "Penalización por presencia",
      effect: "Resta esto al logit de todo token que ya se generó, las veces que sea.",
      hint: "0.5 anima a usar palabras nuevas, 0 no cambia nada",
    },
    dry_multiplier: {
      label: "Factor DRY",
      effect: "Hace menos probable el token que repetiría una serie de tokens: cuanto más larga, menos probable.",
      hint: "0.8 es lo usual, 0 no cambia nada",
    },
    dry_base: {
      label: "Base DRY",
      effect: "Por cuánto se multiplica la penalización de DRY con cada token más de la serie.",
      hint: "1.75 es lo usual, 1 castiga igual todas las series",
    },
    dry_allowed_length: {
      label: "DRY permite",
      effect: "La longitud de la serie más corta que DRY castiga.",
      hint: "con 2, los tokens sueltos pueden volver libremente",
    },
    dry_sequence_breakers: {
      label: "Cortes de DRY",
      effect: "Ninguna serie va más atrás de uno de estos textos, y no se castiga ningún token que contenga uno.",
      hint: "para que los turnos de un diálogo puedan empezar igual; sin ninguno, cuenta cualquier serie",
    },
    temperature: {
      label: "Temperatura",
      effect: "Divide los logits: bajo 1 la distribución se hace más aguda, sobre 1 más plana, 0 significa voraz.",
      hint: "0 toma siempre el token más probable, 1 deja la distribución como está",
    },
    dynatemp_low: {
      label: "Temperatura mínima",
      effect: "Una temperatura que sigue a la entropía: esta, donde el modelo está seguro.",
      hint: "0.5 es lo usual; sube hasta dynatemp_high",
    },
    dynatemp_high: {
      label: "Temperatura máxima",
      effect: "La temperatura que se alcanza donde todos los tokens son igual de probables.",
      hint: "1.5 es lo usual",
    },
    dynatemp_exponent: {
      label: "Su exponente",
      effect: "Cómo sube la temperatura con la entropía: bajo 1 pronto, sobre 1 tarde.",
      hint: "1: en proporción a la entropía",
    },
    smoothing_factor: {
      label: "Suavizado",
      effect:
        "Curva los logits según el cuadrado de su distancia al mayor: los rivales cercanos ganan, el resto pierde.",
      hint: "0.3 es lo usual; cuanto menor, más plana",
    },
    smoothing_curve: {
      label: "Curva de suavizado",
      effect: "Qué parte de la curva es cúbica en lugar de cuadrática.",
      hint: "1 es solo el cuadrado, 3 es solo el cubo",
    },
    top_h: {
      label: "Top-h",
      effect: "Conserva los tokens más probables que juntos suman como mucho esta parte de la entropía.",
      hint: "0.4 conserva pocos tokens donde el modelo está seguro y muchos donde no; 1 los conserva todos",
    },
    top_h_over: {
      label: "Top-h mira",
      effect: "Los tokens cuya entropía reparte top-h; todos los demás se eliminan.",
      hint: "all: todo el vocabulario, como en el artículo; transformers: los 100 más probables, como allí",
      options: {
        all: "todos los tokens, como en el artículo",
        transformers: "los 100 más probables, como transformers",
      },
    },
    top_k: {
      label: "Top-k",
      effect: "Conserva los k tokens más probables y los que empatan con el último; elimina los demás.",
      hint: "50 conserva los 50 tokens más probables; déjalo vacío para desactivarlo",
    },
    top_p: {
      label: "Top-p",
      effect: "Conserva el menor conjunto de tokens más probables que juntos superan esta probabilidad.",
      hint: "0.9 conserva los tokens más probables que juntos suman el 90 %",
    },
    min_p: {
      label: "Min-p",
      effect: "Elimina los tokens que no llegan a esta fracción de la probabilidad del más probable.",
      hint: "0.05 conserva los tokens al menos una vigésima parte tan probables como el primero",
    },
    typical_p: {
      label: "Typical-p",
      effect: "Conserva los tokens cuya sorpresa se acerca más a la media, hasta esta probabilidad.",
      hint: "0.95 conserva los tokens más típicos que juntos suman el 95 %",
    },
    epsilon_cutoff: {
      label: "Épsilon",
      effect: "Elimina los tokens con una probabilidad menor que esta.",
      hint: "0.001 elimina los tokens que salen menos de una vez de cada mil",
    },
    eta_cutoff: {
      label: "Eta",
      effect: "Elimina los tokens bajo esta probabilidad, o bajo una menor donde muchos tokens son probables.",
      hint: "0.002 es lo usual; el límite baja cuando sube la entropía",
    },
    top_a: {
      label: "Top-a",
      effect: "Elimina los tokens con una probabilidad menor que este múltiplo del cuadrado de la más alta.",
      hint: "0.2 elimina bajo 0.05 donde el token más probable tiene 0.5, y bajo 0.002 donde tiene 0.1",
    },
    tail_free: {
      label: "Tail-free",
      effect: "Elimina la cola: los tokens tras los que la curva descendente de probabilidades apenas se dobla.",
      hint: "0.95 conserva la parte de la curva con el 95 % de sus dobleces, 1 no elimina nada",
    },
    top_n_sigma: {
      label: "Top-nσ",
      effect: "Conserva los tokens cuyos logits están como mucho a tantas desviaciones típicas del mayor.",
      hint: "1 conserva pocos tokens, 3 la mayoría de los que tienen alguna posibilidad",
    },
    p_less: {
      label: "P-less",
      effect: "Elimina los tokens menos probables que la coincidencia de dos sorteos; no hay nada que ajustar.",
      hint: "plain; normed tiene un límite más bajo, que es 0 para una distribución plana",
      options: { plain: "la suma de los cuadrados", normed: "más bajo, 0 si todos son iguales" },
    },
    xtc_probability: {
      label: "Probabilidad de XTC",
      effect: "Con esta probabilidad, en cada paso, elimina todos los tokens sobre el umbral menos el menos probable.",
      hint: "0.5 lo hace uno de cada dos pasos, 1 siempre",
    },
    xtc_threshold: {
      label: "Umbral de XTC",
      effect: "Desde qué probabilidad un token es de los primeros que XTC deja fuera.",
      hint: "0.1 es lo usual; por encima de 0.5 nunca se elimina nada",
    },
    mirostat_tau: {
      label: "Sorpresa de mirostat",
      effect: "Elimina más o menos tokens sorprendentes, para que el texto sorprenda esto, en bits por token.",
      hint: "5 es lo usual, 2 es aburrido",
    },
    mirostat_eta: {
      label: "Ritmo de mirostat",
      effect: "Con qué rapidez se corrige mirostat.",
      hint: "0.1 es lo usual, 0 deja el límite donde empieza",
    },
    num_candidates: {
      label: "Candidatos",
      effect:
        "Cuántos de los tokens más probables mira la búsqueda contrastiva; cada uno cuesta una pasada por el texto.",
      hint: "4 es lo usual, 1 es voraz",
    },
    penalty_alpha: {
      label: "Penalización por degeneración",
      effect: "Cuánto cuenta que un token se parezca a uno del texto: 0 es voraz, 1 no mira otra cosa.",
      hint: "0.6 es lo usual",
    },
    draw: {
      label: "Sorteo",
      effect:
        "Cómo se sortea un token: con un número aleatorio o con ruido en cada logit. La distribución es la misma.",
      hint: '"gumbel" suma ruido a cada logit y toma la suma más alta; sin él vale "u"',
      options: { u: "un número aleatorio u recorre la tabla", gumbel: "el logit más alto más ruido de Gumbel" },
    },
    num_beams: {
      label: "Haces",
      effect: "Cuántos textos mantiene vivos a la vez la búsqueda en haz.",
      hint: "4 sigue los cuatro textos más probables, 1 es voraz; cada haz cuesta lo que un texto aparte",
    },
    num_beam_groups: {
      label: "Grupos de haces",
      effect: "En cuántos grupos se reparten los haces, cada uno con su propia búsqueda.",
      hint: "los grupos se reparten los haces por igual: con 2 grupos y 4 haces, 2 cada uno",
    },
    diversity_penalty: {
      label: "Penalización por diversidad",
      effect:
        "Lo que pierde la log-probabilidad de un token por cada haz de grupos anteriores que lo eligió en este paso.",
      hint: "0 deja que todos los grupos encuentren lo mismo, 0.5 es lo usual",
    },
    length_penalty: {
      label: "Penalización por longitud",
      effect:
        "Divide la log-probabilidad de un haz por su longitud elevada a esto: sobre 0 favorece textos más largos.",
      hint: "1 compara la media por token, 0 la simple suma",
    },
    early_stopping: {
      label: "Acaba pronto",
      effect: "Cuándo acaba la búsqueda en haz una vez que tiene num_beams textos acabados.",
      hint: "true: enseguida; false: cuando no es probable mejorar; never: cuando no es posible mejorar",
      options: { false: "cuando no es probable mejorar", true: "enseguida", never: "cuando no es posible mejorar" },
    },
    max_new_tokens: {
      label: "Tokens nuevos",
      effect: "Cuántos tokens generar como mucho.",
      hint: "40 son unas cuantas frases",
    },
    stop: {
      label: "Cadenas de parada",
      effect: "Acaba el texto donde vendría una de ellas; la cadena misma no forma parte del texto.",
      hint: '"\\n\\n" lo acaba con su primer párrafo, sean cuantos sean los tokens que lo escriben',
    },
    seed: {
      label: "Semilla",
      effect: "Da comienzo a los números aleatorios: la misma semilla sortea otra vez los mismos tokens.",
      hint: "déjala vacía para un sorteo nuevo cada vez",
    },
  },
};
