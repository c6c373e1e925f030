// What the server's table of models, strategies and parameters says, in German: by names, or by the English sentence.

/** @type {import("../../types").CatalogWords} */
export const catalog = {
  notes: {
    "GPT-2 distilled": "GPT-2, destilliert",
    "GPT-2 medium": "GPT-2, mittel",
    "GPT-2 small": "GPT-2, klein",
    "Qwen3, thinks": "Qwen3, denkt nach",
    "Unigram by Google's library, as in Gemma's family": "Unigram mit Googles Bibliothek, wie in Gemmas Familie",
    "a story teller": "erzählt Geschichten",
    "a token is a byte": "ein Token ist ein Byte",
    "a token is a character": "ein Token ist ein Zeichen",
    "a token is a word": "ein Token ist ein Wort",
    "byte-pair encoding: frequent pairs, joined again and again":
      "Byte-Pair-Encoding: häufige Paare, immer wieder zusammengefügt",
    "learned to chat": "hat chatten gelernt",
    "the bundled models": "die mitgelieferten Modelle",
    "the longest piece that fits, as in BERT": "das längste passende Stück, wie in BERT",
    "the most likely pieces, as in T5": "die wahrscheinlichsten Stücke, wie in T5",
  },
  groups: {
    "Against repetition": "Gegen Wiederholungen",
    "By chance and by memory": "Mit Zufall und Gedächtnis",
    "Other cuts": "Andere Filter",
    "Other temperatures": "Andere Temperaturen",
    "Words and ends": "Wörter und Enden",
  },
  strategies: {
    greedy: { label: "Greedy", effect: "Nimmt immer das wahrscheinlichste Token." },
    sample: { label: "Sampling", effect: "Zieht aus der Verteilung des Modells, wie sie ist." },
    top_k: { label: "Top-k", effect: "Zieht aus den k wahrscheinlichsten Tokens." },
    top_p: {
      label: "Top-p",
      effect: "Zieht aus den wahrscheinlichsten Tokens, die zusammen die Wahrscheinlichkeit p haben.",
    },
    min_p: { label: "Min-p", effect: "Zieht aus den Tokens, die nicht viel unwahrscheinlicher sind als das erste." },
    typical: { label: "Typical", effect: "Zieht aus den Tokens, die etwa so überraschend sind wie erwartet." },
    contrastive: {
      label: "Contrastive",
      effect: "Nimmt von wenigen wahrscheinlichen Tokens eines, das dem bisherigen Text nicht ähnelt.",
    },
    beam: {
      label: "Beam",
      effect: "Verfolgt mehrere Texte zugleich und nimmt den, der im Ganzen am wahrscheinlichsten ist.",
    },
    diverse_beam: {
      label: "Diverse Beams",
      effect: "Verfolgt mehrere Gruppen von Texten; jede meidet die Tokens, die die Gruppen vor ihr gewählt haben.",
    },
    beam_sample: {
      label: "Beam-Sampling",
      effect: "Verfolgt mehrere Texte zugleich, gezogen aus allen Fortsetzungen, und nimmt den wahrscheinlichsten.",
    },
  },
  orders: {
    transformers: { effect: "Temperatur vor den Filtern: Sie sehen die umgeformte Verteilung." },
    "llama.cpp": { effect: "Temperatur zuletzt: Die Filter sehen die Verteilung des Modells, wie sie ist." },
    vllm: { effect: "Temperatur zuerst, dann Min-p vor Top-k und Top-p." },
  },
  presets: {
    strategies: { label: "Sechs Strategien", effect: "Was jede Art zu wählen aus derselben Verteilung macht." },
    temperatures: {
      label: "Sechs Temperaturen",
      effect: "Dieselben Zufallszahlen, aus einer Verteilung, die immer flacher wird.",
    },
    seeds: { label: "Vier Seeds", effect: "Eine Strategie, viermal Glück: Was gleich bleibt, kommt vom Modell." },
    orders: {
      label: "Eine Kette, zweimal geordnet",
      effect: "Temperatur vor den Filtern oder danach: andere Texte aus denselben Zahlen.",
    },
  },
  legal: {
    "a finite number above 0": "eine endliche Zahl über 0",
    "a finite number of at least 0": "eine endliche Zahl von mindestens 0",
    "a list of texts that are not empty": "eine Liste von Texten, die nicht leer sind",
    "a list of texts that are not empty, or a list of token ids in the place of one":
      "eine Liste von Texten, die nicht leer sind, oder an der Stelle eines Textes eine Liste von Token-IDs",
    "a number above 0, up to 1": "eine Zahl über 0 und bis 1",
    "a number above 0, up to 10": "eine Zahl über 0 und bis 10",
    "a number above 0, up to 100": "eine Zahl über 0 und bis 100",
    "a number from -10 to 10": "eine Zahl von −10 bis 10",
    "a number from -2 to 2": "eine Zahl von −2 bis 2",
    "a number from 0 to 1": "eine Zahl von 0 bis 1",
    "a number from 0 to 100": "eine Zahl von 0 bis 100",
    "a number from 1 to 10": "eine Zahl von 1 bis 10",
    "a number from 1 to 3": "eine Zahl von 1 bis 3",
    "a whole number from 0 to 9007199254740991": "eine ganze Zahl von 0 bis 9007199254740991",
    "a whole number from 1 to 100": "eine ganze Zahl von 1 bis 100",
    "a whole number from 1 to 50": "eine ganze Zahl von 1 bis 50",
    "a whole number of at least 0": "eine ganze Zahl von mindestens 0",
    "a whole number of at least 1": "eine ganze Zahl von mindestens 1",
    "all or transformers": "all oder transformers",
    "false, true or never": "false, true oder never",
    "numbers from -100 to 100 by the text or the id of a token":
      "Zahlen von −100 bis 100, jede zum Text oder zur ID eines Tokens",
    "plain or normed": "plain oder normed",
    "u or gumbel": "u oder gumbel",
  },
  parameters: {
    logit_bias: {
      label: "Logit-Zuschlag",
      effect:
        "Addiert vor allem anderen eine Zahl zum Logit einzelner Tokens: Über 0 kommen sie öfter, darunter seltener.",
      hint: '" the": -5 macht es 150-mal unwahrscheinlicher; das Leerzeichen gehört zum Token, und Ziffern sind eine ID',
    },
    repetition_penalty: {
      label: "Wiederholungsstrafe",
      effect: "Macht Tokens, die schon im Text stehen, unwahrscheinlicher (über 1) oder wahrscheinlicher (unter 1).",
      hint: "1.2 ist eine milde Strafe, 1 ist keine",
    },
    no_repeat_ngram_size: {
      label: "Kein N-Gramm zweimal",
      effect: "Streicht jedes Token, das eine Folge von so vielen Tokens des Textes wiederholen würde.",
      hint: "Bei 3 kommen keine drei Tokens zweimal in Folge; lass es leer, um es auszuschalten",
    },
    banned_words: {
      label: "Verbotene Wörter",
      effect: "Streicht das Token, das eines dieser Wörter vollenden würde, für sich oder nach einem Leerzeichen.",
      hint: "aus anderen Tokens gebildet als denen des Tokenizers, kann ein Wort trotzdem kommen",
    },
    min_new_tokens: {
      label: "Mindestens",
      effect: "Streicht die Tokens, die den Text beenden würden, bis so viele generiert sind.",
      hint: "20 verhindert, dass eine Antwort vor ihrem zwanzigsten Token endet",
    },
    frequency_penalty: {
      label: "Häufigkeitsstrafe",
      effect: "Zieht dies vom Logit eines Tokens für jedes Mal ab, das es schon generiert wurde.",
      hint: "0.5 macht ein Token, das zweimal kam, um den Faktor e unwahrscheinlicher; 0 ändert nichts",
    },
    presence_penalty: {
      label: "Präsenzstrafe",
      effect: "Zieht dies vom Logit jedes Tokens ab, das schon generiert wurde, wie oft auch immer.",
      hint: "0.5 ermutigt zu neuen Wörtern, 0 ändert nichts",
    },
    dry_multiplier: {
      label: "DRY-Faktor",
      effect: "Macht ein Token unwahrscheinlicher, das eine Folge von Tokens wiederholen würde: je länger, desto mehr.",
      hint: "0.8 ist üblich, 0 ändert nichts",
    },
    dry_base: {
      label: "DRY-Basis",
      effect: "Womit die DRY-Strafe für jedes weitere Token der Folge multipliziert wird.",
      hint: "1.75 ist üblich, 1 bestraft alle Folgen gleich",
    },
    dry_allowed_length: {
      label: "DRY erlaubt",
      effect: "Die Länge der kürzesten Folge, die DRY bestraft.",
      hint: "Bei 2 dürfen einzelne Tokens frei wiederkommen",
    },
    dry_sequence_breakers: {
      label: "DRY-Trenner",
      effect: "Keine Folge reicht hinter einen dieser Texte zurück, und kein Token, das einen enthält, wird bestraft.",
      hint: "damit die Beiträge eines Dialogs gleich beginnen dürfen; ohne Trenner zählt jede Folge",
    },
    temperature: {
      label: "Temperatur",
      effect: "Teilt die Logits: Unter 1 wird die Verteilung spitzer, über 1 flacher, 0 heißt greedy.",
      hint: "0 nimmt immer das wahrscheinlichste Token, 1 lässt die Verteilung, wie sie ist",
    },
    dynatemp_low: {
      label: "Tiefste Temperatur",
      effect: "Eine Temperatur, die der Entropie folgt: diese, wo das Modell sicher ist.",
      hint: "0.5 ist üblich; sie steigt bis dynatemp_high",
    },
    dynatemp_high: {
      label: "Höchste Temperatur",
      effect: "Die Temperatur, die erreicht wird, wo alle Tokens gleich wahrscheinlich sind.",
      hint: "1.5 ist üblich",
    },
    dynatemp_exponent: {
      label: "Ihr Exponent",
      effect: "Wie die Temperatur mit der Entropie steigt: unter 1 früh, über 1 spät.",
      hint: "1: im gleichen Verhältnis wie die Entropie",
    },
    smoothing_factor: {
      label: "Glättung",
      effect: "Biegt die Logits mit dem Quadrat ihres Abstands vom höchsten: Nahe Rivalen gewinnen, der Rest verliert.",
      hint: "0.3 ist üblich; je kleiner, desto flacher",
    },
    smoothing_curve: {
      label: "Glättungskurve",
      effect: "Wie viel der Biegung kubisch statt quadratisch ist.",
      hint: "1 ist nur das Quadrat, 3 nur die dritte Potenz",
    },
    top_h: {
      label: "Top-h",
      effect: "Behält die wahrscheinlichsten Tokens, auf die zusammen höchstens dieser Anteil der Entropie entfällt.",
      hint: "0.4 behält wenige Tokens, wo das Modell sicher ist, und viele, wo nicht; 1 behält alle",
    },
    top_h_over: {
      label: "Top-h betrachtet",
      effect: "Die Tokens, deren Entropie Top-h aufteilt; alle anderen werden gestrichen.",
      hint: "all: das ganze Vokabular, wie im Aufsatz; transformers: die 100 wahrscheinlichsten, wie dort",
      options: { all: "alle Tokens, wie im Aufsatz", transformers: "die 100 wahrscheinlichsten, wie transformers" },
    },
    top_k: {
      label: "Top-k",
      effect:
        "Behält die k wahrscheinlichsten Tokens und die, die mit dem letzten gleichauf liegen; streicht die anderen.",
      hint: "50 behält die 50 wahrscheinlichsten Tokens; lass es leer, um es auszuschalten",
    },
    top_p: {
      label: "Top-p",
      effect:
        "Behält die kleinste Menge wahrscheinlichster Tokens, die zusammen mehr als diese Wahrscheinlichkeit haben.",
      hint: "0.9 behält die wahrscheinlichsten Tokens, die zusammen 90 % haben",
    },
    min_p: {
      label: "Min-p",
      effect: "Streicht Tokens, die unter diesem Anteil der Wahrscheinlichkeit des wahrscheinlichsten liegen.",
      hint: "0.05 behält Tokens, die mindestens ein Zwanzigstel so wahrscheinlich sind wie das erste",
    },
    typical_p: {
      label: "Typical-p",
      effect: "Behält die Tokens, deren Überraschung der mittleren am nächsten ist, bis zu dieser Wahrscheinlichkeit.",
      hint: "0.95 behält die typischsten Tokens, die zusammen 95 % haben",
    },
    epsilon_cutoff: {
      label: "Epsilon",
      effect: "Streicht Tokens, deren Wahrscheinlichkeit darunter liegt.",
      hint: "0.001 streicht Tokens, die seltener als einmal in tausend Fällen kommen",
    },
    eta_cutoff: {
      label: "Eta",
      effect:
        "Streicht Tokens unter dieser Wahrscheinlichkeit, oder unter einer kleineren, wo viele Tokens wahrscheinlich sind.",
      hint: "0.002 ist üblich; die Schranke sinkt, wenn die Entropie steigt",
    },
    top_a: {
      label: "Top-a",
      effect: "Streicht Tokens, deren Wahrscheinlichkeit unter diesem Vielfachen des Quadrats der höchsten liegt.",
      hint: "0.2 streicht unter 0.05, wo das wahrscheinlichste Token 0.5 hat, und unter 0.002, wo es 0.1 hat",
    },
    tail_free: {
      label: "Tail-free",
      effect:
        "Streicht das Ende: die Tokens, hinter denen sich die fallende Kurve der Wahrscheinlichkeiten kaum noch biegt.",
      hint: "0.95 behält den Teil der Kurve mit 95 % ihrer Biegungen, 1 streicht nichts",
    },
    top_n_sigma: {
      label: "Top-nσ",
      effect: "Behält die Tokens, deren Logits höchstens so viele Standardabweichungen unter dem höchsten liegen.",
      hint: "1 behält wenige Tokens, 3 die meisten, die eine Chance haben",
    },
    p_less: {
      label: "P-less",
      effect:
        "Streicht Tokens, die unwahrscheinlicher sind als zwei gleiche Ziehungen; hier gibt es nichts einzustellen.",
      hint: "plain; normed hat eine tiefere Schranke, die bei einer flachen Verteilung 0 ist",
      options: { plain: "die Summe der Quadrate", normed: "tiefer, 0 wo alle gleich sind" },
    },
    xtc_probability: {
      label: "XTC-Wahrscheinlichkeit",
      effect:
        "Streicht mit dieser Chance in jedem Schritt alle Tokens über der Schwelle außer dem unwahrscheinlichsten.",
      hint: "0.5 tut es in jedem zweiten Schritt, 1 immer",
    },
    xtc_threshold: {
      label: "XTC-Schwelle",
      effect: "Ab welcher Wahrscheinlichkeit ein Token zu den ersten gehört, die XTC auslässt.",
      hint: "0.1 ist üblich; über 0.5 wird nie etwas gestrichen",
    },
    mirostat_tau: {
      label: "Mirostat-Überraschung",
      effect:
        "Streicht mehr oder weniger überraschende Tokens, damit der Text so überraschend ist wie dies, in Bit je Token.",
      hint: "5 ist üblich, 2 ist langweilig",
    },
    mirostat_eta: {
      label: "Mirostat-Rate",
      effect: "Wie schnell Mirostat sich korrigiert.",
      hint: "0.1 ist üblich, 0 lässt die Schranke, wo sie anfängt",
    },
    num_candidates: {
      label: "Kandidaten",
      effect:
        "Wie viele der wahrscheinlichsten Tokens die kontrastive Suche ansieht; jedes kostet einen Durchlauf des Textes.",
      hint: "4 ist üblich, 1 ist greedy",
    },
    penalty_alpha: {
      label: "Degenerationsstrafe",
      effect: "Wie sehr es zählt, dass ein Token einem im Text ähnelt: 0 ist greedy, 1 sieht auf nichts anderes.",
      hint: "0.6 ist üblich",
    },
    draw: {
      label: "Ziehung",
      effect:
        "Wie ein Token gezogen wird: mit einer Zufallszahl oder mit Rauschen auf jedem Logit. Die Verteilung ist dieselbe.",
      hint: '"gumbel" addiert Rauschen zu jedem Logit und nimmt die höchste Summe; sonst gilt "u"',
      options: { u: "eine Zufallszahl u geht die Tabelle hinab", gumbel: "das höchste Logit plus Gumbel-Rauschen" },
    },
    num_beams: {
      label: "Beams",
      effect: "Wie viele Texte die Beam-Suche nebeneinander am Leben hält.",
      hint: "4 verfolgt die vier wahrscheinlichsten Texte, 1 ist greedy; jeder Beam kostet so viel wie ein eigener Text",
    },
    num_beam_groups: {
      label: "Beam-Gruppen",
      effect: "In wie viele Gruppen die Beams geteilt werden; jede sucht für sich.",
      hint: "die Beams verteilen sich gleichmäßig: Bei 2 Gruppen und 4 Beams hat jede 2",
    },
    diversity_penalty: {
      label: "Vielfaltsstrafe",
      effect:
        "Was die Log-Wahrscheinlichkeit eines Tokens für jeden Beam früherer Gruppen verliert, der es in diesem Schritt gewählt hat.",
      hint: "0 lässt alle Gruppen dasselbe finden, 0.5 ist üblich",
    },
    length_penalty: {
      label: "Längenstrafe",
      effect:
        "Teilt die Log-Wahrscheinlichkeit eines Beams durch seine Länge hoch dieser Zahl: Über 0 gewinnen längere Texte.",
      hint: "1 vergleicht das Mittel je Token, 0 die bloße Summe",
    },
    early_stopping: {
      label: "Endet früh",
      effect: "Wann die Beam-Suche endet, sobald sie num_beams fertige Texte hat.",
      hint: "true: sofort; false: wenn kein Gewinn zu erwarten ist; never: wenn kein Gewinn möglich ist",
      options: {
        false: "wenn kein Gewinn zu erwarten ist",
        true: "sofort",
        never: "wenn kein Gewinn möglich ist",
      },
    },
    max_new_tokens: {
      label: "Neue Tokens",
      effect: "Wie viele Tokens höchstens generiert werden.",
      hint: "40 sind ein paar Sätze",
    },
    stop: {
      label: "Stoppzeichenfolgen",
      effect: "Beendet den Text, wo eine davon als Nächstes käme; sie selbst gehört nicht zum Text.",
      hint: '"\\n\\n" beendet ihn mit dem ersten Absatz, egal wie viele Tokens ihn schreiben',
    },
    seed: {
      label: "Seed",
      effect: "Startet die Zufallszahlen: Derselbe Seed zieht wieder dieselben Tokens.",
      hint: "lass ihn leer, um jedes Mal neu zu ziehen",
    },
  },
};
