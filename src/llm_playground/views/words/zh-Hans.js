// Every word of the views in Simplified Chinese, with the keys of en.js. The terms are those of docs/glossary.md.
// Chinese has no plural: `plural` sets a number and its measure word with a space between them. What stands in a
// sentence as an element (a chip, a number in bold) comes as an argument, and the sentence is a list of parts.

import { count, decimal, number, percent, plural, signedDecimal, tenths } from "../kit/numbers.js";

/** @typedef {import("../kit/dom.js").Child} Child */
/** @typedef {(text: string | number) => Child} Bold  makes of a text the element that is to stand out */
/** @typedef {(text: string) => Child} Term  makes of a word, as it stands here, a term that explains itself */

/** @param {number} n */
const tokens = (n) => plural(n, { other: "个词元" });
/** @param {number} n */
const characters = (n) => plural(n, { other: "个字符" });
/** @param {number} n */
const bytes = (n) => plural(n, { other: "个字节" });
/** @param {number} n */
const merges = (n) => plural(n, { other: "次合并" });
/** @param {number} n */
const chunks = (n) => plural(n, { other: "个文本块" });

/** Sets off with a space what begins or ends in Latin letters or digits. @param {string} text */
const spaced = (text) => text.replace(/^(?=[!-~])|(?<=[!-~])$/g, " ");

/** @type {Record<string, string>} */
const HEAD_NAMES = { previous: "前一词元", self: "自身", first: "首个词元", induction: "归纳" };

/** @type {Record<string, string>} */
const LANGUAGES = {
  english: "英语",
  german: "德语",
  french: "法语",
  spanish: "西班牙语",
  portuguese: "葡萄牙语",
  polish: "波兰语",
  turkish: "土耳其语",
  vietnamese: "越南语",
  swahili: "斯瓦希里语",
  greek: "希腊语",
  russian: "俄语",
  arabic: "阿拉伯语",
  hebrew: "希伯来语",
  hindi: "印地语",
  thai: "泰语",
  chinese: "汉语",
  japanese: "日语",
  korean: "韩语",
  code: "代码",
  emoji: "表情符号",
};

/** @type {Record<string, string>} */
const ROUNDED = {
  int8: "加载时做了舍入：所示数值来自舍入后的权重",
  bfloat16: "有舍入：权重（有些模型还包括激活值）保留 8 位有效二进制位，约合两到三位十进制数字",
  float16: "有舍入：权重（有些模型还包括激活值）保留 11 位有效二进制位，约合三到四位十进制数字",
};

export const words = {
  /** @param {string} quantization  null where the numbers are those that were published */
  badge: (quantization) => {
    if (["F32", "F16", "BF16"].includes(quantization)) return null;
    const [dtype, blocks] = quantization.split(" of "); // "int8 of Q4_0": a GGUF file, rounded once more
    if (!(dtype in ROUNDED)) return "已反量化：所示数值来自这个文件";
    return blocks ? `先反量化，再${ROUNDED[dtype]}` : ROUNDED[dtype];
  },
  pieces: {
    nothing: "（空）",
    /** @param {number} n */
    restOfBytes: (n) => ` …（${bytes(n)}）`,
    /** @param {number} n */
    restOfText: (n) => `…（${count(n)}\u00a0个字符）`,
    // as they are read out
    space: "空格",
    newLine: "换行",
    tab: "制表符",
    spokenNothing: "空",
    /** @param {string} bytes */
    spokenBytes: (bytes) => `字节 ${bytes}`,
  },

  /** Of large numbers, each from that power of ten on. @type {[power: number, name: string][]} */
  sizes: [
    [0, ""],
    [4, "万"],
    [8, "亿"],
    [12, "万亿"],
  ],
  // of bytes, each a thousand times the one before
  byteUnits: ["B", "kB", "MB", "GB", "TB"],

  stages: {
    // A warper that is not in this list goes by its own name with hyphens: "top-k".
    names: {
      model: "模型",
      temperature: "温度",
      repetition_penalty: "重复惩罚",
      logit_bias: "logit 偏置",
      banned_words: "禁用词",
      dry: "DRY",
      xtc: "XTC",
      seen: "给出的词元",
    },
    cut: "截去",
    below: "在其余词元中",
    unlisted: "在其余词元中，或已截去",
    others: "其余全部",
    /** @param {number} n */
    small: (n) => `另有 ${tokens(n)}，每个都低于 ${tenths(0.001)}`,
    /** @param {number | null} n */
    tokens: (n) => (n === null ? "数目未知" : tokens(n)),
    /** @param {number | null} n @param {number} share @param {Term} mass */
    othersOfModel: (n, share, mass) => [n === null ? "" : `${tokens(n)}，`, mass("概率质量"), ` ${percent(share)}`],
    /** @param {number} n @param {number | null} all @param {number} share @param {Term} mass */
    told: (n, all, share, mass) => [
      `服务器只给出了${all === null ? "数目未知的词元" : spaced(tokens(all))}中最可能的 ${count(n)} 个，它们的`,
      mass("概率质量"),
      `为 ${percent(share)}；其余词元的情况不得而知。`,
    ],
    /** @param {number} share @param {Term} mass */
    mass: (share, mass) => [mass("概率质量"), ` ${percent(share)}`],
    /** @param {number} mass @param {number} left @param {number} cut */
    othersAfter: (mass, left, cut) =>
      [`概率质量 ${percent(mass)}`, left > 0 && `剩 ${count(left)} 个`, cut > 0 && `截去 ${count(cut)} 个`]
        .filter(Boolean)
        .join(" · "),
    /** @param {number} most */
    scale: (most) => `最长的条形表示 ${percent(most)}。`,
    /** @param {number | null} entropy @param {Term} nats */
    nats: (entropy, nats) => (entropy === null ? "未知" : [`${decimal(entropy, 2)} `, nats("奈特")]),
  },

  tokens: {
    text: "切分成词元的文本",
    list: "词元",
    asTable: "以表格列出全部词元",
    empty: "还没有词元。",
    hint: "指向文本或某个词元，或用方向键移动，即可看到它的字节。",
    /** @param {number} left */
    more: (left) => `显示更多（还有 ${tokens(left)}）`,
    /** @param {number} n @param {number} all */
    place: (n, all) => `第 ${count(n)} 个词元，共 ${count(all)} 个`,
    /** @param {Child} text */
    dropped: (text) => ["没有词元包含 ", text, "：这个分词器把它丢弃了。"],
    /** @param {Child} text @param {number} n @param {Child[]} chips */
    needs: (text, n, chips) => [text, ` 需要 ${tokens(n)}：`, ...chips],
    /** @param {number} tokens @param {number} characters @param {number} bytes @param {Bold} bold @param {Term} token @param {Term} byte */
    figures: (tokens, characters, bytes, bold, token, byte) => [
      [bold(count(tokens)), " 个", token("词元")],
      [bold(count(characters)), " 个字符"],
      [bold(count(bytes)), " 个", byte("字节")],
      ["每个词元 ", bold(decimal(characters / tokens, 2)), " 个字符"],
    ],
    /** @param {Child} id */
    id: (id) => ["编号 ", id],
    /** @param {Child} bytes */
    bytes: (bytes) => ["字节 ", bytes],
    /** @param {Child} range */
    characters: (range) => ["字符 ", range],
    /** @param {string} text @param {string[]} which */
    partOf: (text, which) => `“${text}”的一部分${which.length > 0 ? `：${which.join("，")}` : ""}`,
    /** @param {number} first @param {number} last @param {number} size @param {string} character */
    someBytes: (first, last, size, character) =>
      `${character} 的 ${size} 个字节中的第 ${first === last ? first : `${first}–${last}`} 个`,
    /** @param {number} n */
    rest: (n) => `另有 ${tokens(n)}`,
    columns: ["序号", "词元", "编号", "字节", "字符"],
  },

  comparison: {
    previous: "← 上一处",
    next: "下一处 →",
    list: "词元",
    more: "显示更多",
    asTable: "以表格列出分歧",
    empty: "还没有比较结果。",
    emptyText: "文本是空的。",
    legend: "带 ? 的删除线：分词器不认识。点状下划线：被改写。虚线边框：字符的一部分。",
    hint: "指向某个词元，或用方向键移动，即可看到它的编号和字节。",
    keys: "按 n 和 p 键可在分歧之间跳转。",
    /** @param {number} n */
    all: (n) => plural(n, { other: "处分歧" }),
    /** @param {number} at @param {number} n */
    place: (at, n) => `第 ${count(at)} 处分歧，共 ${count(n)} 处`,
    /** @param {number} shown @param {number} all */
    beginning: (shown, all) => `这里只显示 ${characters(all)}中的前 ${count(shown)} 个；各项数字按全文计算。`,
    statistics: "各分词器处理全文的情况",
    columns: ["分词器", "词元数", "每个单词的词元数", "每个词元的字符数", "未知词元", "词表大小", "无损"],
    fewest: "最少",
    /** @param {number} n @param {number} rate */
    unknownTokens: (n, rate) => `${count(n)}（${percent(rate)}）`,
    yes: "是",
    no: "否",
    /** @param {string} who */
    unknownTo: (who) => `${who} 不认识：`,
    /** @param {string} label */
    spokenUnknown: (label) => `${label}，未知`,
    /** @param {number} n */
    andMore: (n) => `… 另有 ${count(n)} 个`,
    /** @param {number} n */
    disagreement: (n) => `分歧 ${count(n)}`,
    /** @param {string} text */
    partOf: (text) => `“${text}”的一部分`,
    /** @param {string} text */
    isUnknown: (text) => `“${text}”不在它的词表中`,
    /** @param {string} text */
    standsFor: (text) => `代表“${text}”`,
    added: "由分词器添加",
    /** @param {Child} value */
    id: (value) => ["编号 ", value],
    /** @param {Child} value */
    bytes: (value) => ["字节 ", value],
    /** @param {Child} value */
    characters: (value) => ["字符 ", value],
    disagreements: "分歧",
    /** @param {string[]} tokenizers */
    disagreementColumns: (tokenizers) => ["序号", "字符", ...tokenizers],
  },

  merges: {
    done: "已完成的合并",
    play: "播放",
    pause: "暂停",
    first: "最前",
    last: "最后",
    empty: "训练一个分词器，就能看到它的合并过程。",
    asTable: "以表格列出全部合并",
    /** @param {number} k @param {number} all @param {number} vocabulary @param {number} tokens @param {number} bytes @param {Bold} bold */
    status: (k, all, vocabulary, tokens, bytes, bold) => [
      `共 ${merges(all)}，已完成 `,
      bold(count(k)),
      " 次：词表有 ",
      bold(count(vocabulary)),
      " 个词元；训练文本需要 ",
      bold(count(tokens)),
      " 个词元（每个词元 ",
      bold(decimal(bytes / (tokens || 1), 2)),
      " 个字节）",
    ],
    byte: "单个字节",
    joined: "合并而成",
    fresh: "最近一次合并所得",
    text: "用词元表示的文本",
    /** @param {number} n @param {number} fresh */
    here: (n, fresh) => `这里有 ${tokens(n)}，其中 ${count(fresh)} 个来自最近一次合并`,
    curve: "训练文本的词元数",
    /** @param {number} before @param {number} after */
    curveInWords: (before, after) =>
      `训练文本的词元数：第一次合并之前 ${count(before)} 个，最后一次合并之后 ${count(after)} 个。`,
    axis: "合并次数",
    /** @param {number} k @param {Child} left @param {Child} right @param {Child} joined @param {number} id */
    next: (k, left, right, joined, id) => [
      `下一步：第 ${count(k + 1)} 次合并（名次 ${k}）把 `,
      left,
      " 和 ",
      right,
      " 合并为 ",
      joined,
      `，编号 ${id}`,
    ],
    /** @param {number} times */
    mostFrequent: (times) => `，它是最常见的一对：出现 ${count(times)} 次`,
    tie: "还有一对同样常见，由平局规则决定先后。",
    pairs: "目前最常见的词元对",
    pairColumns: ["词元对", "在训练文本中的次数"],
    isNext: " ← 下一个",
    /** @param {Term} vocabulary @param {Term} rank @param {Term} merge */
    newest: (vocabulary, rank, merge) => [
      vocabulary("词表"),
      "中最新的词元，每个词元上方是其",
      merge("合并"),
      "的",
      rank("名次"),
    ],
    /** @param {number} more @param {number} single */
    rest: (more, single) => `${more > 0 ? `另有 ${count(more)} 个，以及 ` : ""}${bytes(single)}`,
    /** @param {number} from @param {number} to */
    ranks: (from, to) => `名次 ${from} 到 ${to}`,
    columns: ["名次", "左", "右", "合并后", "编号", "次数"],
  },

  word: {
    empty: "选择一个单词，看看它是怎样编码的。",
    rows: "单词的逐次合并",
    /** @param {Term} byte @param {Term} rank @param {Term} merge */
    key: (byte, rank, merge) => [
      "每一列是一个",
      byte("字节"),
      "。两个词元之间标着把它们连起来的",
      merge("合并"),
      "的",
      rank("名次"),
      "；没有这样的合并，就标 –。名次最小的（填色，其两侧词元带下划线）最先执行。最终词元下方的数字是它们的编号。",
    ],
    asTable: "以表格列出全部步骤",
    emptyWord: "空单词没有词元。",
    /** @param {number} n @param {number} made @param {number} left */
    summary: (n, made, left) => `${bytes(n)}，${merges(made)}，${tokens(left)}。`,
    /** @param {number} n */
    nothingToMerge: (n) =>
      n === 1
        ? `${bytes(n)}，${tokens(n)}：单个字节没有相邻者，无可合并。`
        : `${bytes(n)}，${tokens(n)}：任何相邻的两个都没有对应的合并，无可合并。`,
    /** @param {number} most */
    tooLong: (most) => `超过 ${bytes(most)}的单词不画出。`,
    /** @param {number} n @param {number} from @param {number} to */
    skipped: (n, from, to) => `有 ${count(n)} 步未画出，即第 ${count(from)} 次到第 ${count(to)} 次合并之后的各步。`,
    theBytes: "字节",
    theTokens: "词元",
    /** @param {number} n */
    after: (n) => `${merges(n)}之后`,
    /** @param {string} when @param {string[]} tokens @param {string} sentence */
    spoken: (when, tokens, sentence) => `${when}：${tokens.join("，")}。${sentence}`,
    oneLeft: "只剩一个词元。",
    noMore: "任何相邻的两个都没有对应的合并：这些就是最终的词元。",
    /** @param {number} rank @param {number} often @param {Child} left @param {Child} right @param {Child} joined */
    next: (rank, often, left, right, joined) => [
      `名次 ${rank} 最小${often > 1 ? `（${often} 处中最靠左的一处）` : ""}：`,
      left,
      " + ",
      right,
      " 合并为 ",
      joined,
    ],
    /** @param {number} n */
    moreSteps: (n) => `还有 ${count(n)} 步`,
    columns: ["合并", "词元", "编号", "相邻词元之间的名次", "下一次合并"],
  },

  token: {
    label: "搜索词表（输入文本或 #编号）",
    results: "找到的词元",
    empty: "还没有选择词元。请先搜索，再从结果中选一个。",
    searching: "正在搜索 …",
    prompt: "输入词元的一部分，或输入 # 加编号。",
    /** @param {string} query */
    nothing: (query) => `这个词表中没有与“${query}”匹配的词元。`,
    /** @param {number} shown @param {number} total */
    found: (shown, total) =>
      shown < total ? `共 ${count(total)} 个，显示 ${count(shown)} 个` : `找到 ${tokens(total)}`,
    parts: "合并成它的各部分",
    partsAsTable: "以表格列出各部分",
    built: "它是怎样构成的",
    neighboursHead: "它在词表中的邻居",
    neighbours: "邻居",
    /** @param {string} piece */
    beforeId: (piece) => `${piece}，编号 `,
    tokenizer: "分词器",
    id: "编号",
    /** @param {number} n */
    ofAll: (n) => `（共 ${count(n)} 个）`,
    kind: "种类",
    special: "特殊词元",
    ordinary: "普通词元",
    bytes: "字节",
    characters: "字符",
    noWhole: "不是完整的字符",
    learnedBy: "习得于",
    /** @param {number} rank */
    merge: (rank) => `合并 ${count(rank)}`,
    earlier: "：数字越小，学得越早",
    spelled: "字符及其字节",
    /** @param {number} n */
    moreBytes: (n) => `… 另有 ${bytes(n)}。`,
    /** @param {number} n */
    moreCharacters: (n) => `… 另有 ${characters(n)}。`,
    boxesOfBytes:
      "字符的一部分：单独看，这些字节不是有效的 UTF-8。每个方框显示一个字节的十六进制写法；如果它是可打印的 ASCII，上方再给出对应的字符。",
    /** @param {Term} codePoint @param {Term} utf8 */
    boxesOfCharacters: (codePoint, utf8) => [
      "每个方框显示一个字符、它的 Unicode ",
      codePoint("码位"),
      "，以及它在 ",
      utf8("UTF-8"),
      " 中的字节，用十六进制书写。",
    ],
    /** @param {string} id */
    idIs: (id) => `编号 ${id}`,
    /** @param {number} rank */
    byMerge: (rank) => `，合并 ${count(rank)}`,
    /** @param {Term} rank */
    readTree: (rank) => [
      "自下而上看：起初都是单个字节，并排的两个方框合并成上面的一个，框中的数字是这次合并的",
      rank("名次"),
      "。选择一个方框，查看它的词元。",
    ],
    isSpecial: "特殊词元：它被整个加进词表，不是由合并得来的。",
    isByte: "单个字节：BPE 从 256 个字节出发，所以它不是由合并得来的。",
    noMerge: "这个词元不是由合并得来的。只有 BPE 才通过合并构造词元。",
    /** @param {string} bytes */
    byte: (bytes) => `字节 ${bytes}`,
    partTable: "词元的各部分",
    partColumns: ["部分", "编号", "合并名次", "组成"],
  },

  languages: {
    measure: "度量",
    measures: {
      tokens: {
        title: "词元数",
        table: "各语言的词元数",
        why: "整篇文本的词元数。各篇样本讲的是同一个故事，因此可以比较不同的语言。",
      },
      tokens_per_character: {
        title: "每个字符的词元数",
        table: "各语言每个字符的词元数",
        why: "词元数除以字符数。它比较的是同一语言下的不同分词器，不能用来比较语言。",
      },
    },
    empty: "还没有语言：请至少选择一个分词器来计数。",
    column: "语言",
    legendRatio: "2.0× 表示词元数是英语的两倍。",
    legendFewest: "粗体：在能完整写出全文的分词器中，该行词元最少的一个。",
    legendUnknown: "未知：代表词表写不出的文本的词元。",
    sort: "选择分词器的名称即可按它排序。",
    sortOrRead: "选择分词器的名称即可按它排序，选择语言即可阅读其文本。",
    /** @param {number} n */
    unknown: (n) => `${count(n)} 个未知`,
    /** @param {number} ratio */
    times: (ratio) => `${decimal(ratio, 1)}×`,
    characters,
    /** @param {string} key  as the samples are called */
    name: (key) => LANGUAGES[key] ?? key,
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    worst: (tokenizer, language, ratio) => `${tokenizer} 用在${language}上最费词元：是英语的 ${decimal(ratio, 1)} 倍。`,
    /** @param {string} tokenizer @param {string} language @param {number} ratio */
    best: (tokenizer, language, ratio) =>
      `${tokenizer} 对各种语言最公平：最多也只是英语的 ${decimal(ratio, 1)} 倍（${language}）。`,
    chooseTwo: "请选择两个能写出所有语言的分词器，以便在每种语言内比较它们。",
    /** @param {string} language @param {string} low @param {number} fewest @param {string} high @param {number} most */
    spread: (language, low, fewest, high, most) =>
      `各分词器在${language}上差别最大：${low} 每个字符需要 ${decimal(fewest, 2)} 个词元，` +
      `${high} 则需要 ${decimal(most, 2)} 个。`,
  },

  chunks: {
    previous: "上一块",
    next: "下一块",
    goTo: "转到第几块 ",
    price: "每百万词元的价格 ",
    anyCurrency: "货币不限。价格由运行模型的一方确定。",
    /** @param {string} range @param {number} all */
    some: (range, all) => `第 ${range} 块，共 ${count(all)} 块`,
    /** @param {number} n */
    all: (n) => (n === 1 ? "仅有的一块" : `全部 ${chunks(n)}`),
    empty: "还没有文本。文本块将显示在这里。",
    /** @param {number} each @param {boolean} marked */
    caption: (each, marked) =>
      `从头到尾的全文。每一条代表 ${chunks(each)}，宽度是它在全部字符中所占的比例。${marked ? "带下划线的是下面列出的文本块。" : ""}`,
    /** @param {number} total @param {string} tokenizer @param {number} n @param {number} size @param {number | null} last @param {Bold} bold */
    summary: (total, tokenizer, n, size, last, bold) => [
      tokenizer && `按 ${tokenizer} 计，`,
      bold(tokens(total)),
      "：",
      bold(chunks(n)),
      `，每块最多 ${tokens(size)}`,
      last === null ? "。" : `；最后一块有 ${count(last)} 个。`,
    ],
    /** @param {Child} price */
    costs: (price) => ["这段文本的费用为 ", price],
    /** @param {number} total @param {string} price @param {string} sign @param {string} cost */
    sum: (total, price, sign, cost) => `${tokens(total)} ÷ ${count(1_000_000)} × ${price} ${sign} ${cost}`,
    none: "无",
    /** @param {number} n @param {string} range */
    stripe: (n, range) => `第 ${range} 块${n > 1 ? `（${count(n)} 块）` : ""}`,
    list: "文本块",
    columns: ["文本块", "词元", "字符", "开头", "结尾"],
    short: "与开头相同",
  },

  bands: {
    colour: "着色依据",
    colours: { probability: "概率", rank: "名次", entropy: "熵" },
    /** @param {string} asked @param {string[]} all */
    unknown: (asked, all) => `词元不能按“${asked}”着色，只能按${all.join("、")}着色；这里按${all[0]}着色。`,
    legends: {
      probability: "模型认为每个词元有多可能",
      rank: "每个词元在所有可能出现的词元中排第几",
      entropy: "模型在每个词元处有多不确定：模型自身分布的熵，单位为奈特",
    },
    probability: ["低于 1\u202f%", "1 到 10\u202f%", "10 到 40\u202f%", "40 到 80\u202f%", "80\u202f% 及以上"],
    rank: ["名次在 100 以后", "21 到 100", "6 到 20", "2 到 5", "最可能的"],
    entropy: ["3 奈特以上", "1.5 到 3", "0.5 到 1.5", "0.1 到 0.5", "不超过 0.1：确定"],
  },

  generation: {
    made: "生成的词元",
    pointed: "所指的词元",
    asTable: "以表格列出全部生成的词元",
    hint: "指向某个词元，或用方向键移到它上面，看看这里本来还可能出现什么。单击可将它固定。",
    pin: "单击词元可将它固定。",
    unpin: "取消固定",
    endings: {
      stop: "模型结束了文本",
      length: "已达到所要求的长度",
      context: "模型的上下文已满",
      done: "完成",
    },
    /** @param {string} text */
    stopString: (text) => `出现了停止字符串 ${text}`,
    /** @param {string} ending @param {number} n @param {string | null} note */
    done: (ending, n, note) => `${ending} · ${tokens(n)}${note ? ` · ${note}` : ""}`,
    untold: "服务器没有给出对数概率：这里只有它的文本，无从得知文本是怎样产生的。",
    empty: "还没有生成任何内容。",
    loading: "正在加载模型 …",
    /** @param {number} n */
    stopped: (n) => `在 ${tokens(n)}后停止。`,
    wrong: "出错了。",
    asked: "要求模型续写的内容：套用聊天模板后的提示词",
    exactPrompt: "提示词的确切文本",
    /** @param {string} piece @param {number} probability @param {number} rank */
    spoken: (piece, probability, rank) => `${piece}，${percent(probability)}，名次 ${count(rank)}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [`第 ${count(n)} 个词元：`, token],
    probability: "概率",
    rank: "名次",
    /** @param {number} rank @param {number | null} all */
    rankOf: (rank, all) => (all === null ? count(rank) : `${count(rank)} / ${count(all)}`),
    entropy: "熵",
    afterStrategy: "经过策略后",
    draw: "随机数 u",
    alternatives: "这里最可能的词元",
    columns: ["词元", "名次", "模型"],
    /** @param {string[]} stages */
    after: (stages) => `经过${spaced(stages.join("、"))}后`,
    steps: "生成的词元",
    /** @param {Child} entropy @param {Term} nats */
    inNats: (entropy, nats) => [entropy, "（", nats("奈特"), "）"],
    stepColumns: ["序号", "词元", "编号", "模型给出的概率", "名次", "熵", "经过策略后", "随机数 u"],
  },

  branching: {
    take: (/** @type {string} */ token) => `在这里取 ${token} 并继续`,
    hint: "选择另一个词元，文本就从这里带着它继续写下去。",
    here: "或自己写：",
    next: "或写出接下来的内容：",
    example: "␣cat",
    force: "强制采用",
    forceHint: "无论概率多大都采用。大多数英文单词以其前面的空格开头。",
    atTheEnd: "在文本末尾",
    one: "一个词元",
    oneHint: "模型添加一个词元。",
    more: "继续",
    moreHint: "模型按设定的数目添加词元。",
    came: "来源",
    byHand: "手动",
    spokenByHand: "，手动选取",
  },

  lanes: {
    empty: "还没有文本。所有泳道同时逐词元书写；与第一条泳道分开的地方会有标记，写完后再统计各项数值。",
    hint: "指向某个词元，看看这里还可能出现什么，其他泳道在同一位置又取了什么。单击可将它固定。",
    /** @param {string} letter @param {string} name */
    lane: (letter, name) => `泳道 ${letter}：${name}`,
    /** @param {string} letter */
    made: (letter) => `泳道 ${letter} 的文本`,
    /** @param {string} letter */
    jumps: (letter) => `泳道 ${letter} 的看点`,
    text: "文本",
    seeds: "除非某条泳道另设种子，否则各泳道中编号相同的文本使用相同的种子。",
    /** @param {number} n */
    identical: (n) => `这条泳道的 ${count(n)} 段文本全部相同。`,
    /** @param {string} letter */
    sameAs: (letter) => `与泳道 ${letter} 的文本相同。`,
    /** @param {number} start @param {number} period */
    loops: (start, period) =>
      period === 1
        ? `↻ 从第 ${count(start)} 个词元起陷入循环：不断重复同一个词元。`
        : `↻ 从第 ${count(start)} 个词元起陷入循环：不断重复同样的 ${tokens(period)}。`,
    chips: {
      divergence: {
        /** @param {string} letter @param {number} n */
        title: (letter, n) => `◆ 在词元 ${count(n)} 处与 ${letter} 分开`,
        /** @param {string} letter */
        meaning: (letter) => `转到第一个与泳道 ${letter} 不同的词元。`,
      },
      uncertain: {
        /** @param {number} n */
        title: (n) => `最不确定：词元 ${count(n)}`,
        meaning: "转到模型最不确定的词元：在那里，模型自身分布的熵最大。",
      },
      fork: {
        /** @param {number} n */
        title: (n) => plural(n, { other: "处分叉" }),
        /** @param {number} n @param {number} all */
        next: (n, all) => `分叉 ${count(n)} / ${count(all)} ›`,
        meaning: "转到下一个不是模型最可能选项的词元：换作贪心解码，在那里会走另一条路。",
      },
    },
    here: {
      /** @param {number} n */
      title: (n) => `各泳道的第 ${count(n)} 个词元`,
      columns: ["泳道", "词元", "模型", "随机数 u"],
    },
    measures: "各泳道的数值",
    measuresHint: "困惑度和熵按模型自身的分布计算，即在任何过滤之前。点按术语可查看解释；箭头用于排序。",
    /** @param {string} name */
    sortBy: (name) => `按${spaced(name)}排序`,
    columns: {
      perplexity: { title: "困惑度", sort: "困惑度" },
      mean_logprob: { title: "平均 log p", sort: "平均对数概率" },
      entropy: { title: "熵", sort: "熵" },
      distinct_1: { title: "Distinct-1", sort: "distinct-1" },
      distinct_2: { title: "-2", sort: "distinct-2" },
      distinct_3: { title: "-3", sort: "distinct-3" },
      repeated_4grams: { title: "Rep-4", sort: "重复的 4-gram" },
      self_bleu: { title: "Self-BLEU", sort: "self-BLEU" },
      tokens: { title: "词元", sort: "词元数" },
      loops: { title: "循环", sort: "循环数" },
      seconds: { title: "秒", sort: "秒数" },
    },
  },

  diff: {
    empty: "两份保存的运行记录将在这里并排显示。",
    /** @param {string} model @param {string} strategy @param {number | null} seed @param {number} n */
    run: (model, strategy, seed, n) =>
      [model, strategy, seed !== null && `种子 ${seed}`, tokens(n)].filter(Boolean).join(" · "),
    settings: "两次运行的设置有何不同",
    setting: "不同之处",
    sameSettings: "两次运行的设置相同。",
    /** @param {number} n */
    identical: (n) => `两段文本逐词元相同（${tokens(n)}）。`,
    /** @param {number} common @param {number} paired @param {number} a @param {number} b */
    common: (common, paired, a, b) =>
      `${common === 0 ? "两段文本从第一个词元起就不同。" : `两段文本开头有 ${tokens(common)}相同。`}总共有 ${tokens(paired)}与相同的词元对齐（A 共 ${count(a)} 个，B 共 ${count(b)} 个）。`,
    otherPrompts: "两者的提示词不同。",
    previous: "‹ 上一处差异",
    next: "下一处差异 ›",
    keys: "或在文本中按 N 和 P",
    list: "两段文本，逐词元对照",
    pointed: "两段文本中所指的词元",
    pin: "指向某个词元；单击可将它固定。",
    pinned: "已固定。再次单击即可取消。",
    nothing: "（空）",
    /** @param {number} n */
    difference: (n) => `差异 ${count(n)}`,
    /** @param {string} token @param {string | null} letter */
    spoken: (token, letter) => (letter ? `${letter}：${token}` : token),
    /** @param {Child} token @param {number} a @param {number} b */
    both: (token, a, b) => [
      token,
      a === b ? ` 在两者中都是第 ${count(a)} 个词元` : ` 在 A 中是第 ${count(a)} 个词元，在 B 中是第 ${count(b)} 个`,
    ],
    /** @param {number} n */
    partAt: (n) => `两者在第 ${count(n)} 个词元处分开`,
    /** @param {string} letter @param {number} n @param {Child} token */
    one: (letter, n, token) => [`${letter} 的第 ${count(n)} 个词元：`, token],
    token: "词元",
    facts: "这个词元在两次运行中的情况",
    /** @param {string} letter */
    tookIt: (letter) => `被 ${letter} 选取`,
    /** @param {string} letter */
    modelOf: (letter) => `${letter}：模型`,
    /** @param {string} letter @param {string[]} stages */
    after: (letter, stages) => `${letter}：经过${spaced(stages.join("、"))}后`,
    /** @param {Term} kl @param {string} model @param {string} final @param {Term} nats */
    apart: (kl, model, final, nats) => [
      kl("KL"),
      `(A ‖ B)：${model} `,
      nats("奈特"),
      model === final ? "，模型本身如此，经过策略后也是如此。" : `（按模型），经过策略后为 ${final}。`,
    ],
    /** @param {number} x @param {boolean} whole */
    nats: (x, whole) =>
      `${whole ? "" : "≥\u202f"}${x === 0 ? "0" : x < 0.00005 ? `<\u202f${decimal(0.0001, 4)}` : decimal(x, 4)}`,
    least: "运行记录只列出最可能的词元和其余词元的总和，所以实际值可能更大。",
    vocabularies: "两者的词表不同，所以无法比较分布。",
    asTable: "以表格列出所有与相同词元对齐的词元",
    columns: ["词元", "在 A 中", "在 B 中", "概率 A", "B", "名次 A", "B", "熵 A", "B", "KL", "经过策略后的 KL"],
  },

  sweep: {
    empty: "还没有扫描。让一个参数走过它的取值范围，在每个取值处生成几段文本：它们有多可能？彼此有多不同？",
    diversity: "多样性指标",
    choices: { distinct_1: "distinct-1", distinct_2: "distinct-2", distinct_3: "distinct-3", self_bleu: "self-BLEU" },
    across: "模型给出的困惑度（对数刻度）",
    up: {
      distinct_1: "Distinct-1：不同词元所占的比例",
      distinct_2: "Distinct-2：不同的二元组所占的比例",
      distinct_3: "Distinct-3：不同的三元组所占的比例",
      self_bleu: "Self-BLEU：各段文本有多相似（1 表示完全相同）",
    },
    /** @param {string} label */
    of: (label) => `扫描 ${label}`,
    /** @param {string} label @param {string} first @param {string} last */
    title: (label, first, last) => `${label} ${first} … ${last}`,
    /** @param {string} label */
    plot: (label) => `多样性与困惑度，${label} 的每个取值对应一个点`,
    hint: "指向一个取值即可读数；单击可打开它的文本。",
    /**
     * @param {string} label @param {string} value
     * @param {import("../types").Measures} measures
     * @param {"distinct_1" | "distinct_2" | "distinct_3" | "self_bleu"} up
     */
    told: (label, value, measures, up) =>
      [
        `${label} ${value}：困惑度 ${decimal(measures.perplexity ?? 0, 2)}`,
        `${words.sweep.choices[up]} ${decimal(measures[up] ?? 0, 2)}`,
        ...(measures.identical ? ["所有文本都相同"] : []),
        ...(measures.loops > 0 ? [`${count(measures.loops)} 段文本陷入循环`] : []),
      ].join("，"),
    /** @param {number} n */
    hidden: (n) => `有 ${count(n)} 个取值没有地方放标签。`,
    /** @param {string[]} values */
    unknown: (values) => `以下取值处这项指标未知，所以没有画点：${values.join("、")}。`,
    /** @param {string} value @param {string} error */
    failed: (value, error) => `${value} 无法继续：${error}`,
    asTable: "以表格显示",
    /** @param {string} label */
    measures: (label) => `${label} 的各项数值`,
    /** @param {string} label @param {string} value */
    textsAt: (label, value) => `${label} 为 ${value} 时的文本`,
    /** @param {number} n */
    identical: (n) => `${count(n)} 段文本全部相同。`,
    close: "关闭",
    progress: "目前的词元数",
    /** @param {number} made @param {number} most */
    sofar: (made, most) => `${count(made)} 个，最多 ${tokens(most)} …`,
  },

  distribution: {
    empty: "还没有分布。",
    /** @param {Child} token @param {number} probability @param {number} place @param {Term} rank */
    gave: (token, probability, place, rank) => [
      "模型给 ",
      token,
      ` 的概率是 ${percent(probability)}（`,
      rank("名次"),
      ` ${count(place)}）。`,
    ],
    /** @param {string} stage @param {number} probability */
    made: (stage, probability) => `经过${spaced(stage)}后变为 ${percent(probability)}。`,
    greedy: "取它，是因为没有更可能的词元。",
    /** @param {number} u */
    drawn: (u) => `随机数 u = ${decimal(u, 4)} 落在了它上面。`,
    beam: "它属于整体上最可能的那段文本。",
    byHand: "它是手动选取的。",
    speculated: "它来自推测解码：被接受的草稿词元，或替换被拒词元时抽取的词元。",
    isTaken: "←\u00a0选取",
    isDrawn: "←\u00a0抽中",
    /** @param {Term} entropy @param {Term} nats */
    entropy: (entropy, nats) => [entropy("熵"), "（", nats("奈特"), "）"],
    model: "模型",
    /** @param {string} text */
    stage: (text) => text,
    stages: "下一个词元的分布，在策略的每一步之前和之后",
    columns: ["词元", "Logit"],
    /** @param {number} n */
    others: (n) => `其余 ${count(n)} 个`,
    /** @param {number} u */
    u: (u) => `u = ${decimal(u, 4)}`,
    /** @param {number} u @param {string} token */
    drawInWords: (u, token) =>
      `抽取：u 等于 ${decimal(u, 4)}。沿表格从上往下把概率相加，${token} 是第一个使总和大于 u 的词元。`,
    /** @param {Term} draw */
    caption: (draw) => ["剩下的词元并排放置，宽度等于各自的概率。0 到 1 之间的随机数 ", draw("u"), " 指向其中之一。"],
    scale: [0, 0.25, 0.5, 0.75, 1].map(number),
  },

  noise: {
    title: "抽取：每个 logit、它的噪声，以及两者之和",
    columns: ["词元", "Logit", "噪声", "总和", "Logit 与噪声"],
    /** @param {Term} gumbel */
    caption: (gumbel) => [
      "把策略处理后的 logit 与 ",
      gumbel("Gumbel 噪声"),
      " 相加，取总和最大的词元。噪声只取决于种子、步数和词元：种子不变时，移动滑块噪声也不变。",
    ],
    drawn: "抽中它，是因为它的 logit 与 Gumbel 噪声之和最大。",
    fact: "Gumbel 噪声",
  },

  contrast: {
    title: "对比搜索的候选",
    columns: ["候选", "概率", "最大余弦", "得分", "取得该余弦的词元"],
    /** @param {Child} token @param {number} place */
    nearest: (token, place) => [token, ` 第 ${count(place)} 个词元`],
    /** @param {Term} cosine */
    caption: (cosine) => [
      "得分等于 (1 − α) 乘以概率，再减去 α 乘以候选向量与已有文本中各词元向量之间最大的",
      cosine("余弦"),
      "，其中 α 是退化惩罚。得分最高的候选被选取。",
    ],
    taken: "选取它，是因为它既可能，又与已有文本不相似：它的得分最高。",
    fact: "最大余弦",
  },

  pipeline: {
    u: "抽取词元的随机数 u",
    typeU: "u =",
    wrongU: "u 是大于或等于 0 且小于 1 的数。",
    /** @param {number} n */
    oneOf: (n) => `其余 ${tokens(n)}之一`,
    /** @param {number} u @param {string} token */
    uInWords: (u, token) => `${decimal(u, 4)}，抽中 ${token}`,
    /** @param {Term} draw */
    caption: (draw) => [
      "剩下的词元，宽度等于各自的概率。拖动 ",
      draw("u"),
      "，或用方向键移动它：它下面的词元就是被抽中的词元。",
    ],
    identity: "没有任何一步改变分布：这就是模型自身的分布。",
    changesNothing: "没有改变",
    /** @param {string} name @param {number} value */
    state: (name, value) => `${name === "mu" ? "μ" : name} = ${decimal(value, name === "u" ? 4 : 2)}`,
    /** @param {string} stage */
    cutBy: (stage) => `被${spaced(stage)}截去`,
    left: "剩下的词元",
    /** @param {number | null} n */
    others: (n) => `其余全部：${n === null ? "数目未知" : tokens(n)}`,
    /** @param {string} mass @param {number | null} left @param {number | null} all */
    othersAt: (mass, left, all) =>
      left === null || left === all ? `概率质量 ${mass}` : `概率质量 ${mass}，剩 ${count(left)} 个`,
  },

  arcs: {
    width: "指向一条弧线即可读出权重；越宽表示权重越大：",
    /** @param {number} share */
    share: (share) => `${number(100 * share)}\u202f%`,
    rests: "指向第一个词元；注意力找不到可看的内容时，常停留在那里",
    /** @param {string} least @param {number} share */
    all: (least, share) => `所有不小于 ${least} 的弧线，合计占全部权重的 ${percent(share)}`,
    /** @param {string} least @param {number} hidden @param {number} before */
    left: (least, hidden, before) => {
      const left = [
        hidden > 0 && `小于 ${least} 的弧线，合计 ${tenths(hidden)}`,
        before > 0 && `指向更早词元的弧线，合计 ${tenths(before)}`,
      ].filter(Boolean);
      return left.length === 0 ? "这个词元所看的一切都已画出。" : `未画出：${left.join("；")}。`;
    },
  },

  attention: {
    layer: "层",
    head: "头",
    caption:
      "每一行之和为 1。对角线以上什么也没有：词元从不看后文。层和注意力头从 0 开始编号，与模型代码一致；词元从 1 开始。",
    looking: "在看的词元",
    lookedAt: "被看的词元",
    scale: "权重",
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to @param {number} weight @param {Bold} bold */
    cell: (query, from, key, to, weight, bold) => [
      `${count(query)} `,
      from,
      " 看 ",
      `${count(key)} `,
      to,
      "：",
      bold(percent(weight)),
    ],
    /** @param {number} query @param {Child} from @param {number} key @param {Child} to */
    masked: (query, from, key, to) => [`${count(query)} `, from, " 不能看 ", `${count(key)} `, to, "：它在后面。"],
    pointing: "指向一个方格即可读出权重。",
    /** @param {number} layer @param {number} head @param {number} n */
    picture: (layer, head, n) =>
      `第 ${layer} 层，头 ${head}：在 ${tokens(n)}上的注意力模式。旁边的表格给出所选行的数值。`,
    /** @param {number} n @param {string} piece */
    spoken: (n, piece) => `${count(n)}，${piece}`,
    /** @param {number} n @param {Child} token */
    looksAt: (n, token) => [`第 ${count(n)} 个词元 `, token, " 在看："],
    weights: "所选词元在看什么",
    columns: ["序号", "词元", "权重"],
    /** @param {number} shown @param {number} all */
    cut: (shown, all) => `共 ${tokens(all)}，这里画出最后 ${count(shown)} 个。`,
    earlier: "更早",
    /** @param {number} n */
    earlierTokens: (n) => `在此之前的全部 ${tokens(n)}`,
    later: "更晚",
    /** @param {number} n */
    maskedTokens: (n) => `${tokens(n)}被掩蔽：词元从不看后文`,
  },

  lens: {
    lens: "透镜",
    /** Of each lens its name, the question that it answers, and how. */
    kinds: {
      logit: [
        "Logit 透镜",
        "如果模型到此为止，它会说什么？",
        "进入某个块的内容直接送到最后的归一化和 logit，仿佛后面再没有别的块。",
      ],
      linear: [
        "线性读取器",
        "线性读取器在这里能知道什么？",
        "先用一个在文本上拟合好的线性映射，把进入某个块的内容变成对最后一块输出的最佳猜测。第一次拟合需要几秒钟。",
      ],
      jacobian: [
        "雅可比透镜",
        "它现在或以后倾向于说什么？",
        "进入某个块的内容，按它对最后一块在这个词元及之后各词元处的输出的平均影响（在许多文本上取平均）向后传递。",
      ],
    },
    /** @param {string} model */
    missing: (model) =>
      `这种透镜要先在文本上拟合，而 ${model} 没有自带。在 Python 中可用 lp.lens(…, texts=[…]) 拟合一个。`,
    waiting: "正在透过这个透镜观察 …",
    empty: "还没有透镜。",
    grid: "每一层最可能的下一个词元",
    told: "所选的位置",
    asTable: "以表格列出所有位置",
    legend: "第一个词元有多可能",
    text: "文本",
    /** @param {number} layer @param {number} n */
    layer: (layer, n) => (layer === n ? "模型" : `块 ${layer} 之前`),
    /** @param {number} layer @param {number} n @param {string} token */
    place: (layer, n, token) => `${layer === n ? "模型本身" : `块 ${layer} 之前`}，在 ${token} 之后`,
    /** @param {string} place @param {string} token @param {number} probability @param {boolean} settled */
    spoken: (place, token, probability, settled) =>
      `${place}：${token}，${percent(probability)}${settled ? "，与模型自己的答案一致" : ""}`,
    /** @param {number} shown @param {number} all @param {number} rows @param {number} layers */
    cut: (shown, all, rows, layers) =>
      [
        "加框的粗体：已与模型自己的答案一致。",
        shown < all && `共 ${tokens(all)}，显示最后 ${count(shown)} 个。`,
        rows < layers && `共 ${count(layers)} 个块，显示 ${count(rows)} 个。`,
      ]
        .filter(Boolean)
        .join(""),
    /** @param {number} layer @param {number} n @param {number} at @param {Child} token */
    title: (layer, n, at, token) => [
      layer === n ? "模型本身" : `块 ${layer} 之前`,
      `，在第 ${count(at)} 个词元之后：`,
      token,
    ],
    /** @param {Child} answer */
    own: (answer) => ["模型自身对下一个词元的分布。它的答案是 ", answer, "。"],
    /** @param {Child} answer */
    settled: (answer) => [answer, " 排在第一，与模型自己的答案一致。"],
    /** @param {Child} answer @param {number} rank @param {Term} mark */
    notYet: (answer, rank, mark) => ["模型自己的答案 ", answer, " 在这里的", mark("名次"), `是 ${count(rank)}。`],
    likeliest: "这个位置最可能的下一个词元",
    columns: ["下一个词元", "名次", "概率"],
    answer: "模型的答案",
    next: "文本中的下一个词元",
    /** @param {number} listed @param {number} n */
    others: (listed, n) => `名次 ${count(listed)} 之后：${tokens(n)}`,
    /** @param {Child} number @param {Term} entropy @param {Term} nats */
    entropy: (number, entropy, nats) => [entropy("熵"), " ", number, " ", nats("奈特")],
    /** @param {number} at */
    way: (at) => `逐层观察，在第 ${count(at)} 个词元之后`,
    wayTitle: "每一层有多犹豫，以及模型自己的答案在其中排第几。",
    wayColumns: ["层", "熵（奈特）", "答案的名次"],
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} 奈特`,
  },

  score: {
    empty: "还没有给任何文本评分。",
    colour: "着色",
    colours: { probability: "概率", rank: "名次", bits: "惊异度", kl: "与真实分布的距离" },
    legends: {
      bits: "每个词元处的惊异度，单位为比特",
      kl: "模型在每个词元处离真实分布有多远：KL，单位为奈特",
    },
    bands: {
      bits: ["0 比特", "3", "6", "9", "12 及以上"],
      kl: ["0 奈特", "0.05", "0.1", "0.15", "0.2 及以上"],
    },
    text: "逐词元显示的文本",
    pointed: "所指的词元",
    hint: "指向某个词元，或用方向键移到它上面，看看模型原本预期什么。单击可将它固定。",
    whole: "整段文本",
    surprising: "最意外之处",
    asTable: "以表格列出全部词元",
    columns: [
      "序号",
      "词元",
      "编号",
      "概率",
      "名次",
      "惊异度（比特）",
      "对数概率（奈特）",
      "熵（奈特）",
      "前面的词元数",
    ],
    /** @param {string} model */
    nothingBefore: (model) => `${model} 没有开始文本的词元，所以没有什么可以预测第一个词元，它不计在内。`,
    /** @param {Child} token */
    begins: (token) => ["第一个词元由 ", token, " 来预测，这个模型用它开始一段文本。"],
    /** @param {number} n */
    prompted: (n) => `第一个词元由提示词（${tokens(n)}）来预测，提示词本身不评分。`,
    /** @param {number} n @param {number} length @param {number} stride */
    windows: (n, length, stride) =>
      `文本比上下文长：分 ${count(n)} 个窗口读取，每个窗口 ${tokens(length)}，依次后移 ${count(stride)} 个。`,
    /** @param {string} token @param {number} probability @param {number} rank */
    spoken: (token, probability, rank) => `${token}，${percent(probability)}，名次 ${count(rank)}`,
    /** @param {string} token */
    spokenUnknown: (token) => `${token}，未评分`,
    unknown: "这个词元前面什么也没有，所以模型对它没有任何判断。它不计入总计。",
    /** @param {number} x */
    nats: (x) => signedDecimal(x),
    /** @param {number} x */
    figure: (x) => (x < 1000 ? decimal(x, 2) : count(x)),
    beyond: "> 1e300",
    /** @param {number} x */
    bits: (x) => `${decimal(x, 2)} 比特`,
    context: "在它之前读到的",
    /** @param {number} n */
    contextOf: (n) => tokens(n),
    /** @param {number} n @param {Term} nats */
    likelihood: (n, nats) => [`${tokens(n)}的 ln p 之和，单位为`, nats("奈特"), "。文本越长，它比 0 小得越多。"],
    /** @param {number} vocabulary */
    perplexity: (vocabulary) =>
      `相当于每次都要从这么多个同样可能的词元中猜一个：1 表示完全确定，${count(vocabulary)} 表示一无所知。`,
    /** @param {number} n */
    bitsPerByte: (n) => `对这 ${bytes(n)}，模型平均每个字节需要多少比特。这个数可以在不同的分词器之间比较。`,
    aToken: "每个词元的 ln p",
    /** @param {string} model @param {number} expected @param {number} mean @param {Term} entropy */
    expected: (model, expected, mean, entropy) => [
      "按自身的",
      entropy("熵"),
      `，${model} 的预期是 ${signedDecimal(expected)}：这段文本比它自己写的${mean < expected ? "更出乎意料" : "更在意料之中"}。`,
    ],
    /** @param {number} n */
    jump: (n) => `第 ${count(n)} 个词元`,
    /** @param {number} probability @param {number} bits */
    surprise: (probability, bits) => `${percent(probability)}，惊异度 ${decimal(bits, 1)} 比特`,
    /** @param {number} kl */
    distance: (kl) => `KL ${decimal(kl, 3)} 奈特`,
  },

  sheet: {
    empty: "还没有回答任何提示词。",
    answers: "按提示词和模型排列的回答",
    shares: "遵守规则的情况",
    all: "全部",
    noGroup: "未分组",
    nothing: "（空）",
    noTemplate: "无模板",
    /** @param {string} name */
    templateOf: (name) => `${name} 的模板`,
    /** @param {import("../types").BehaviourSheet} sheet */
    about: ({ prompts, strategy, parameters, seeds, max_new_tokens }) =>
      [
        plural(prompts.length, { other: "条提示词" }),
        [strategy, ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`)].join("，"),
        seeds.length > 0 ? plural(seeds.length, { other: "个种子" }) : "各一个回答",
        `最多 ${tokens(max_new_tokens)}`,
      ].join(" · "),
    /** @param {number} n */
    before: (n) => `（之前有 ${count(n)} 段文本）`,
    /** @param {number} kept @param {number} judged */
    kept: (kept, judged) =>
      judged === 1 ? (kept === 1 ? "遵守规则" : "没有遵守规则") : `${count(judged)} 个中有 ${count(kept)} 个遵守规则`,
    /** @param {number} kept @param {number} judged */
    share: (kept, judged) => `${count(kept)} / ${count(judged)}`,
    /** @param {string} model @param {string} prompt @param {number} kept @param {number} judged */
    cell: (model, prompt, kept, judged) =>
      `${model} 回答“${prompt}”${judged > 0 ? `：${count(judged)} 个中有 ${count(kept)} 个遵守规则` : ""}`,
    /** @param {string} model @param {string | null} template */
    by: (model, template) => `${model}，${template === null ? "不用聊天模板" : `使用 ${template} 的模板`}`,
    /** @param {number | null} seed @param {number} n @param {string} reason */
    answer: (seed, n, reason) =>
      [
        seed === null ? "" : `种子 ${seed}`,
        tokens(n),
        { stop: "自行结束", length: "达到长度后截断", context: "上下文已满而截断" }[reason],
      ]
        .filter(Boolean)
        .join(" · "),
  },
  twoModels: {
    empty: "还没有比较过两个模型。",
    colour: "着色",
    colours: { kl_ba: "KL(B ‖ A)", kl_ab: "KL(A ‖ B)", token: "哪个模型认为词元更可能" },
    previous: "◂ 上一处",
    next: "下一处分歧 ▸",
    keys: "或在文本中按 n 和 p",
    /** @param {number} place @param {number} n */
    parting: (place, n) => `分歧 ${count(place)} / ${count(n)}，最大的在前`,
    noParting: "这里没有分歧",
    asTable: "以表格显示全部内容",
    tokenColumns: [
      "序号",
      "词元",
      "A 给出的概率",
      "B 给出的",
      "A 中的名次",
      "B 中的",
      "A 的熵（奈特）",
      "B 的",
      "KL(A ‖ B)（奈特）",
      "KL(B ‖ A)",
    ],
    stretchColumns: ["序号", "字符", "字节", "A 的词元", "B 的", "A 的比特数", "B 的"],
    // the map of the text: what its bars are, above and below the line
    map: {
      kl_ba: [() => "沿文本的 KL(B ‖ A)，刻度与颜色一致", () => ""],
      kl_ab: [() => "沿文本的 KL(A ‖ B)，刻度与颜色一致", () => ""],
      token: [() => "▲ B 认为该词元更可能", () => "▼ A 认为更可能"],
      bits: [
        (/** @type {number} */ most) => `▲ A 每个字节的比特数，最高 ${count(most)}`,
        () => "▼ B 每个字节的比特数，刻度相同",
      ],
    },
    legend: {
      /** @param {number} x @param {boolean} isMost */
      nats: (x, isMost) => `${number(x)}${isMost ? " 奈特及以上" : ""}`,
      /** @param {number} x @param {boolean} isMost */
      bits: (x, isMost) => `${number(x)}${isMost ? " 比特及以上" : ""}`,
      kl: "两个分布在每个词元处相距多远：KL，单位为奈特",
      token: "其中一个模型认为该词元更可能的程度，单位为奈特",
      /** @param {number} most */
      stretches: (most) => `其中一个模型少用多少比特；图中条形最高为每个字节 ${count(most)} 比特`,
      /** @param {string} letter */
      likelier: (letter) => `${letter} 认为更可能，相差`,
    },
    /** @param {string} token @param {number | null} kl */
    spoken: (token, kl) => (kl === null ? `${token}，未比较` : `${token}，KL ${decimal(kl, 2)} 奈特`),
    /** @param {string} token @param {number | null} more */
    spokenToken: (token, more) =>
      more === null
        ? `${token}，未比较`
        : `${token}，${more < 0 ? "A" : "B"} 认为更可能，相差 ${decimal(Math.abs(more), 2)} 奈特`,
    /** @param {string} characters @param {number | null} a @param {number | null} b */
    spokenStretch: (characters, a, b) =>
      a === null || b === null
        ? `${characters}，未比较`
        : `${characters}，A 用 ${decimal(a, 1)} 比特，B 用 ${decimal(b, 1)} 比特`,
    unknown: "对其中一个模型来说，这个词元前面什么也没有，所以不作比较，也不计入任何总计。",
    /** @param {number} tokens @param {boolean} isOne */
    alike: (tokens, isOne) => `两个分布在全部 ${count(tokens)} 处都相同${isOne ? "：两者是同一个模型" : ""}。`,
    /** @param {Term} kl @param {Child} ba @param {Term} nats @param {Child} ab */
    apart: (kl, ba, nats, ab) => [
      "平均来说，每个词元的 ",
      kl("KL(B ‖ A)"),
      " 为 ",
      ba,
      " ",
      nats("奈特"),
      "：也就是说，对于 B 自己会写的内容，B 比 A 平均更看好这么多。反过来，KL(A ‖ B) 为 ",
      ab,
      "。",
    ],
    /** @param {number} agree @param {number} n */
    agree: (agree, n) => `共 ${count(n)} 处，其中 ${count(agree)} 处两者认为最可能的是同一个词元。`,
    facts: "实际出现的词元，在两个模型看来",
    nats: "奈特",
    logprob: "对数概率（奈特）",
    context: "在它之前读到的词元",
    both: "两个模型各自在这里预期什么：左为 A，右为 B",
    token: "词元",
    change: "变化",
    /** @param {number} n */
    others: (n) => `其余 ${count(n)} 个`,
    /** @param {number} most */
    scale: (most) => `条形最长表示 ${percent(most)}；从 A 到 B 的变化以百分点计。`,
    /** @param {Child[]} gained @param {Child[]} lost */
    moved: (gained, lost) => [
      "从 A 到 B，",
      ...(gained.length > 0 ? ["增加最多的是 ", ...gained] : []),
      gained.length > 0 && lost.length > 0 ? "，" : "",
      ...(lost.length > 0 ? ["减少最多的是 ", ...lost] : []),
    ],
    /** @param {number} index @param {Child} characters */
    stretch: (index, characters) => [`片段 ${count(index)}，`, characters],
    /** @param {number} n */
    paid: (n) => `两个模型都在${n === 1 ? "这个字节" : `这 ${bytes(n)}`}的前后切分，各用自己的词元为它付出代价：`,
    /** @param {number} x */
    aByte: (x) => `每个字节 ${decimal(x, 2)}`,
    /** @param {string} letter */
    ownTokens: (letter) => `${letter} 的词元，以及它在这些位置预期什么`,
    ownColumns: ["词元", "比特", "名次", "这里最可能的"],
    /** @param {number} id @param {Child} a @param {Child} b */
    otherToken: (id, a, b) => [`编号 ${count(id)} 在 A 中是 `, a, "，在 B 中是 ", b],
    /** @param {number} a @param {number} b */
    otherSizes: (a, b) => `A 有 ${tokens(a)}，B 有 ${count(b)} 个`,
    /** @param {Child[]} differ */
    whyNot: (differ) => [
      "两者的词表不同（",
      ...differ,
      "），每个模型都把概率分配给自己的词元：A 给出的词元概率和 B 给出的词元概率回答的是两个不同的问题。可以比较的是，同样的字符让两个模型各花多少比特；这里按两者都切分的位置分段计算。",
    ],
    whole: "整段文本",
    perToken: "每个词元的 ln p",
    meanEntropy: "平均熵（奈特）",
    tokens: "词元",
    otherPrompts: "两者在这段文本之前读到的内容不同，所以差别既来自模型本身，也来自这一点：",
    bothRead: "两个模型",
    /** @param {number} n */
    read: (n) => `在文本之前读了 ${tokens(n)}`,
    readNothing: "在文本之前只读了表示文本开始的词元",
    answers: "同一个回答，由两个模型评分，套用与不套用聊天模板",
    withTemplate: "套用聊天模板",
    withoutTemplate: "不用模板",
    /** @param {string} bits */
    bitsAByte: (bits) => `每个字节 ${bits} 比特`,
    likeliest: "最可能的",
    /** @param {number} logprob @param {number} mean */
    ofAnswer: (logprob, mean) => `${signedDecimal(logprob)} 奈特，每个词元 ${signedDecimal(mean, 3)}`,
    /** @param {number} n */
    behind: (n) => `前面有 ${tokens(n)}`,
  },

  truth: {
    title: "与真实分布对照",
    truth: "真实",
    model: "模型",
    token: "词元",
    both: "接下来可能出现什么：真实分布与模型",
    entropy: "真实分布的熵",
    kl: "KL（真实分布到模型）",
    furthest: "离真实分布最远之处",
    /** @param {number} x */
    nats: (x) => `${decimal(x, 4)} 奈特`,
    /** @param {number} mass */
    mass: (mass) => (mass === 0 ? "0" : percent(mass)),
    /** @param {number} n */
    others: (n) => `其余共 ${tokens(n)}。`,
    /** @param {number} n @param {Child} entropy @param {Term} word */
    could: (n, entropy, word) =>
      n === 1
        ? ["这里没有抽取：故事世界接下来必定是这个词元。"]
        : [`故事世界在这里抽取：可能出现 ${tokens(n)}，`, word("熵"), "为 ", entropy, " 奈特。"],
    /** @param {Child} token */
    never: (token) => ["故事世界绝不会在这里写 ", token, "。它会写的是："],
    /** @param {Child} kl @param {Term} word @param {Term} nats */
    distance: (kl, word, nats) => ["模型与它相距 ", kl, " ", nats("奈特"), "（", word("KL 散度"), "）。"],
    /** @param {number} at @param {Child} token */
    left: (at, token) => [`真实分布到第 ${count(at)} 个词元为止：故事世界绝不会在那里写 `, token, "。"],
    /** @param {number} n @param {number} drawn */
    drawn: (n, drawn) => `在 ${tokens(n)}中，有 ${count(drawn)} 个是抽取的，带点状边框；其余的都由前文决定。`,
    /** @param {number} entropy @param {number} kl @param {number} truth @param {number} model */
    sum: (entropy, kl, truth, model) =>
      `平均来说，每个词元让模型付出熵 + KL = ${decimal(entropy + kl, 4)} 奈特。就这段文本而言：按模型为 ${signedDecimal(model)} 奈特，按真实分布为 ${signedDecimal(truth)} 奈特。`,
  },

  commitment: {
    empty: "还没有文本。",
    definition: "何时算确定",
    /** Of each definition its name, and what holds of the token from that layer on. */
    definitions: {
      first_and_stays: ["排第一，并保持", "它是最可能的下一个词元"],
      in_top_3: ["进前三，并保持", "它是最可能的三个下一词元之一"],
      above_half: ["超过 50\u202f%，并保持", "它比其余所有词元加起来还要可能"],
    },
    goOn: "模型续写",
    /** @param {number} n */
    length: (n) => (n === 0 ? "不续写" : tokens(n)),
    /** @param {string} holds */
    meaning: (holds) =>
      `从哪一层起一直满足：${holds}。这只是若干定义中的一种；换一种定义，看看图会怎样变化：没有哪一种说的是模型何时“做出决定”。`,
    /** @param {number} n @param {boolean} generated @param {number} early @param {number} last @param {number} never */
    summary: (n, generated, early, last, never) =>
      `文本中共有 ${count(n)} 个${generated ? "生成的" : ""}词元，其中 ${count(early)} 个在最后一层之前就已确定，${count(last)} 个到模型自己的答案时才确定` +
      `${never > 0 ? `，${count(never)} 个到那时也没有确定` : ""}。`,
    legend: "颜色",
    strip: "模型从哪一层起会说出各个词元",
    asTable: "以表格列出全部定义",
    token: "词元",
    own: "生成",
    /** @param {string} token @param {string} layer @param {boolean} own */
    spoken: (token, layer, own) => `${token}${own ? "，生成的" : ""}：${layer}`,
    /** @param {number | null} layer @param {number} n */
    layer: (layer, n) =>
      layer === null ? "模型的答案中也不是" : layer === n ? "直到模型的答案才是" : `块 ${layer} 之前`,
    /** @param {number | null} layer @param {number} n */
    mark: (layer, n) => (layer === null ? "×" : layer === n ? "末" : String(layer)),
    /** @param {number} at @param {Child} token @param {number | null} layer @param {number} n @param {string} holds */
    told: (at, token, layer, n, holds) => [
      `第 ${count(at)} 个词元 `,
      token,
      layer === null
        ? `：即使在模型自己的答案中，也不满足“${holds}”。`
        : layer === n
          ? `：直到模型自己的答案，才满足“${holds}”；此前从未满足。`
          : `：从进入块 ${layer} 的内容起，一直满足“${holds}”。`,
    ],
  },

  speculation: {
    empty: "还没有草稿。",
    rounds: "各轮：草稿词元，以及模型自己的词元",
    pointed: "所指的词元",
    asTable: "以表格列出全部草稿词元",
    key: "各标记的含义",
    marks: { accepted: "✓", rejected: "✗", dropped: "·" },
    fates: { accepted: "接受", rejected: "拒绝", dropped: "丢弃：没有检查" },
    own: "模型自己的",
    owns: { residual: "替换被拒的词元", bonus: "全部接受后多得的一个" },
    /** @param {Child} passes @param {string} model @param {number} n @param {number | null} mean */
    passes: (passes, model, n, mean) => [
      `${model} 前向计算 `,
      passes,
      ` 次，得到 ${tokens(n)}${mean === null ? "" : `：每次 ${decimal(mean, 2)} 个，而不是 1 个`}。`,
    ],
    /** @param {string} draft @param {number} passes */
    drafts: (draft, passes) => `${draft} 起草了 ${tokens(passes)}，每个各用一次前向计算：`,
    /** @param {Child} accepted @param {number | null} rate @param {number} rejected @param {number} dropped */
    counts: (accepted, rate, rejected, dropped) => [
      "接受 ",
      accepted,
      ` 个${rate === null ? "" : `（占检查过的 ${percent(rate)}）`}，拒绝 ${count(rejected)} 个，丢弃 ${count(dropped)} 个。`,
    ],
    /** @param {number} n */
    round: (n) => `第 ${count(n)} 轮`,
    /** @param {string} token @param {"accepted" | "rejected" | "dropped"} fate */
    spoken: (token, fate) => `${token}：草稿，${words.speculation.fates[fate]}`,
    /** @param {string} token @param {"residual" | "bonus"} from */
    spokenOwn: (token, from) => `${token}：模型自己的，${words.speculation.owns[from]}`,
    /** @param {number} n @param {Child} token */
    title: (n, token) => [token, `，第 ${count(n)} 轮`],
    /** @param {string} model @param {Child} share @param {number | null} u */
    proposed: (model, share, u) => [
      `${model} ${u === null ? "提出它，因为它是自己最可能的词元" : `用 u = ${decimal(u, 4)} 抽中它`}，概率 q = `,
      share,
      "。",
    ],
    /** @param {string} model @param {Child} share */
    gave: (model, share) => [`${model} 给它 p = `, share, "。"],
    dropped: "它前面有词元被拒绝，或已结束文本，所以没有再问模型怎么看它。",
    greedyAccepted: "它也是模型最可能的词元：接受。",
    /** @param {Child} token */
    greedyRejected: (token) => ["模型最可能的词元是 ", token, "：拒绝草稿，改取这个词元。"],
    /** @param {string} acceptance @param {string} u */
    rule: (acceptance, u) => `如果随机数小于 min(1, p / q) = ${acceptance}，就接受它。随机数 u = ${u}：`,
    verdicts: { accepted: "接受。", rejected: "拒绝。", dropped: "" },
    /** @param {Term} residual @param {string} u @param {Child} token */
    instead: (residual, u, token) => [
      "改从",
      residual("残差分布"),
      `（p 超出 q 的部分）中抽取一个词元，u = ${u}：`,
      token,
      "。",
    ],
    /** @param {number} acceptance @param {number} u */
    coin: (acceptance, u) =>
      `u 为 ${decimal(u, 4)}，${u < acceptance ? "小于" : "不小于"} ${decimal(acceptance, 4)}；小于这个数时接受词元。`,
    accepts: "接受",
    rejects: "拒绝",
    overlap: "这个位置的两个分布，经过策略之后",
    /** @param {string} draft @param {string} model */
    overlapColumns: (draft, model) => ["词元", `q：${draft}`, `p：${model}`, "残差"],
    /** @param {number} n */
    small: (n) => `另有 ${tokens(n)}，每个都低于 1 %`,
    /** @param {number} n */
    others: (n) => `其余 ${count(n)} 个`,
    drafted: "←\u00a0草稿",
    drawn: "←\u00a0抽中",
    /** @param {number} shared */
    shared: (shared) =>
      `两者重叠的部分：对所有词元，把 p 与 q 中较小的一个相加，得 ${percent(shared)}。草稿词元在这里被接受的概率就是这么大。`,
    /** @param {string} model @param {number} n */
    bonus: (model, n) =>
      n === 0
        ? `没有草稿，所以 ${model} 独自继续。`
        : `${count(n)} 个草稿词元全部被接受，而 ${model} 的同一次前向计算还给出了它们之后的内容：白得一个词元。`,
    bonusGreedy: "它是最可能的那个。",
    /** @param {string} u */
    bonusDrawn: (u) => `它照常用 u = ${u} 抽取。`,
    /** @param {Child} token */
    inPlaceOf: (token) => ["它替换了被拒绝的 ", token, "："],
    /** @param {string} draft @param {string} model */
    columns: (draft, model) => ["轮次", "词元", `q：${draft}`, `p：${model}`, "min(1, p / q)", "u", "结果"],
  },

  beam_tree: {
    empty: "还没有束搜索。",
    slider: "搜索的步骤",
    back: "后退一步",
    forward: "前进一步",
    pointed: "所指的候选",
    trellis: "每一步的候选，最好的在前",
    asTable: "以表格列出这一步的候选",
    key: "各标记的含义",
    shapes: { live: "●", inner: "○", finished: "■", pruned: "✕" },
    statuses: { live: "保留", inner: "已延续", finished: "已完成", pruned: "已剪除" },
    best: "最佳文本",
    bestMark: "★",
    greedy: "贪心",
    greedyMark: "G",
    over: {
      limit: "达到长度上限",
      nothing_live: "没有文本可以继续",
      enough_finished: "已完成的文本与束一样多",
      no_gain: "保留的文本都不可能胜过已完成的文本",
    },
    /** @param {number | string | boolean} beams @param {number} steps @param {string} over */
    summary: (beams, steps, over) => `${count(Number(beams))} 个束向前看了 ${tokens(steps)}，直到${over}。`,
    noText: "没有找到文本。",
    /** @param {Child} score */
    same: (score) => ["最佳文本（得分 ", score, "）也正是贪心解码写出的文本。"],
    /** @param {Child} score @param {Child} greedy */
    wins: (score, greedy) => ["最佳文本的得分是 ", score, "，贪心解码的是 ", greedy, "：向前看找到了更好的文本。"],
    /** @param {Child} score @param {Child} greedy */
    loses: (score, greedy) => [
      "最佳文本的得分是 ",
      score,
      "，贪心解码的是 ",
      greedy,
      "：搜索在途中放弃了更好的那一个。",
    ],
    /** @param {number} at @param {number} all @param {number[]} counts @param {number} others */
    where: (at, all, [live, finished, pruned], others) =>
      `第 ${count(at)} 步，共 ${count(all)} 步：保留 ${count(live)} 个，在此完成 ${count(finished)} 个，剪除 ${count(pruned)} 个；另有 ${count(others)} 种延续没有成为候选`,
    /** @param {number} first */
    begin: (first) => (first === 0 ? "提示词" : `第 1 到 ${count(first)} 步`),
    /** @param {number} n */
    stepHead: (n) => `第 ${count(n)} 步`,
    /** @param {number} n */
    unfold: (n) => `展开前面 ${count(n)} 步`,
    /** @param {number} n */
    fold: (n) => `收起前面 ${count(n)} 步`,
    /** @param {string} token @param {"live" | "inner" | "finished" | "pruned"} status @param {number} sum @param {boolean} best @param {boolean} greedy */
    spoken: (token, status, sum, best, greedy) =>
      `${token}：${words.beam_tree.statuses[status]}，总和 ${signedDecimal(sum, 2)}${best ? "，通向最佳文本" : ""}${greedy ? "，在贪心路径上" : ""}`,
    /** @param {number} at */
    texts: (at) => `第 ${count(at)} 步之后的文本`,
    /** @param {string} sum @param {number} divisor @param {string} score */
    formula: (sum, divisor, score) => `${sum} / ${number(divisor)} = ${score}`,
    /** @param {Child} token @param {number} place @param {number} all @param {number} step */
    title: (token, place, all, step) => [
      token,
      ` 第 ${count(step)} 步的第 ${count(place)} 个候选，共 ${count(all)} 个`,
    ],
    token: "词元的对数概率",
    /** @param {string} logprob @param {string} probability */
    tokenLogprob: (logprob, probability) => `${logprob}（模型：${probability}）`,
    /** @param {Term} rank */
    rank: (rank) => ["在模型分布中的", rank("名次")],
    penalty: "多样性惩罚",
    /** @param {string} penalty */
    penaltyOf: (penalty) => `${penalty}，计入对数概率：前面的组也选了这个词元`,
    groups: "标记旁的数字是组号。各组之间不竞争，但每一组都避开前面各组选过的词元。",
    /** @param {number} group */
    group: (group) => ` · 组 ${count(group)}`,
    drawn: "抽取",
    /** @param {string} u @param {string} chance @param {number} place */
    drawnBy: (u, chance, place) => `第 ${count(place)} 个抽中，u = ${u}；在剩余候选中的概率为 ${chance}`,
    sum: "总和",
    /** @param {string} before @param {string} token @param {string} sum */
    added: (before, token, sum) => `${before} + (${token}) = ${sum}`,
    length: "长度",
    dividedBy: "除数",
    score: "得分",
    /** @param {string} sum @param {number} length @param {Child} penalty @param {number} divisor @param {string} score */
    divided: (sum, length, penalty, divisor, score) => [
      `${sum} / ${count(length)}`,
      penalty,
      ` = ${sum} / ${number(divisor)} = ${score}`,
    ],
    became: {
      live: "它在未结束的候选中名列前茅，下一步继续延续。",
      inner: "它的延续中有一个或几个被保留。",
      finished: "它的文本已完成，并且在完成的文本中名列前茅。",
      pruned: "",
    },
    reasons: {
      /** @param {number} step @param {number} n */
      outranked: (step, n) => `在第 ${count(step)} 步，有 ${count(n)} 个候选的总和更高，没有空位了。`,
      /** @param {number} step @param {number} n */
      no_place_to_end: (step, n) => `它本会在第 ${count(step)} 步结束，但只有前 ${count(n)} 个候选可以结束。`,
      /** @param {number} step @param {number} n */
      no_continuation: (step, n) =>
        `它的延续在第 ${count(step)} 步一个也没有保留：空位被另外 ${count(n)} 段文本占去了。`,
      /** @param {number} step @param {number} n */
      outscored: (step, n) => `它已完成，但从第 ${count(step)} 步起，有 ${count(n)} 段完成的文本得分更高。`,
      /** @param {number} step @param {number} n */
      search_over: (step, n) => `搜索在第 ${count(step)} 步之后结束，它要胜过 ${count(n)} 段完成的文本才行。`,
    },
    beatenBy: "谁胜过了它",
    beside: "最佳文本与贪心解码的文本对照",
    text: "文本",
    prompt: "（提示词）",
    others: "其余",
    /** @param {number} n */
    others_count: (n) => `总和更低的延续 ${count(n)} 种`,
    columns: ["位次", "接在", "词元", "概率", "对数概率", "总和", "得分", "状态"],
    /** @param {number} at */
    stepTable: (at) => `第 ${count(at)} 步的候选`,
  },

  attribution: {
    empty: "还没有 logit。",
    token: "词元的 logit",
    against: "减去此词元的 logit",
    after: "位置（在此词元之后）",
    nothing: "不减",
    /** @param {string} token @param {number} probability */
    choice: (token, probability) => `${token}（${percent(probability)}）`,
    order: "排序",
    orders: { place: "按位置", size: "按大小" },
    /** @param {Child} token @param {number} at @param {Child} value @param {Term} logit */
    sum: (token, at, value, logit) => [
      `在第 ${count(at)} 个词元之后，`,
      token,
      " 的 ",
      logit("logit"),
      " 是 ",
      value,
      "，即所有部分之和。",
    ],
    /** @param {() => Child} token @param {() => Child} against @param {number} at @param {Child} value @param {Term} logit */
    difference: (token, against, at, value, logit) => [
      `在第 ${count(at)} 个词元之后，`,
      token(),
      " 的 ",
      logit("logit"),
      " 减去 ",
      against(),
      " 的，得 ",
      value,
      "，即所有部分之和。向右的支持 ",
      token(),
      "，向左的支持 ",
      against(),
      "。",
    ],
    hint: "单独一个 logit 说明不了多少，因为给所有 logit 加上同一个数，结果不变：再选一个词元，看看是什么在两者之间起决定作用。",
    direct: "直接贡献：一个部分若通过后面的部分起作用，算作后面那些部分的贡献。所有数值都除以最后归一化的尺度。",
    parts: "每个部分为 logit 写入了多少",
    columns: ["部分", "对 logit 的贡献"],
    wte: "词元嵌入",
    wpe: "位置嵌入",
    final: "最后归一化的偏置",
    /** @param {number} layer */
    block: (layer) => `块 ${layer}`,
    /** @param {number} head */
    head: (head) => `头 ${head}`,
    bias: "注意力的偏置",
    mlp: "MLP",
    /** @param {string} part @param {number} layer */
    within: (part, layer) => `块 ${layer}，${part}`,
    /** @param {number} n @param {string} sum */
    smaller: (n, sum) => `${count(n)} 个较小的部分，合计 ${sum}`,
    all: "所有部分合计",
  },

  heads: {
    empty: "还没有注意力头。",
    grid: "全部注意力头",
    asTable: "以表格列出全部注意力头",
    head: "头",
    sharedKeys: "键",
    /** @param {number} n */
    keys: (n) => `键 ${n}`,
    /** @param {number} n */
    layer: (n) => `第 ${n} 层`,
    /** @param {number} layers @param {number} heads @param {number} shown @param {number} leftOut */
    summary: (layers, heads, shown, leftOut) =>
      `每个方格是一个注意力头的模式：从上到下 ${count(layers)} 层，每层 ${count(heads)} 个头。` +
      `一行是一个在看的词元，一列是一个被看的词元；颜色越深，看得越多。${leftOut > 0 ? `共 ${tokens(shown + leftOut)}，只画出最后 ${count(shown)} 个；得分按全文计算。` : ""}`,
    /** @param {number} group @param {Term} kv */
    grouped: (group, kv) => [`同一条线下的 ${count(group)} 个头读取相同的`, kv("键和值"), "。"],
    /** @param {boolean} some  whether any head has a name @param {Term} induction */
    key: (some, induction) => [
      "如果一个头至少有一半的注意力落在同一种位置上，它就得到一个名字：在这段文本中看前一词元（P）、自身（S）或首个词元（1）；在重复两遍的随机词元上做",
      induction("归纳"),
      `（I）。${some ? "" : "这里没有哪个头得到名字：它们的注意力都很分散。"}`,
    ],
    marks: { previous: ["前一词元", "P"], self: ["自身", "S"], first: ["首个词元", "1"], induction: ["归纳", "I"] },
    /** @param {number} layer @param {number} head */
    place: (layer, head) => `第 ${layer} 层，头 ${head}`,
    /** @param {number} layer @param {number} head @param {string | null} label */
    spoken: (layer, head, label) => `第 ${layer} 层，头 ${head}${label === null ? "" : `：${HEAD_NAMES[label]}`}`,
    /** @param {string | null} label */
    named: (label) => (label === null ? "–" : HEAD_NAMES[label]),
    /** @param {number} first @param {number} last */
    sharesWith: (first, last) => `这一层的头 ${first} ${last - first > 1 ? "到" : "和"} ${last} 读取相同的键和值。`,
    scores: {
      previous: "前一词元",
      self: "自身",
      first: "首个词元",
      induction: "归纳（这段文本）",
      repeated_induction: "归纳（随机词元）",
      distance: "距离",
      spread: "离散程度",
      entropy: "熵",
    },
    detail: "所指或所选的注意力头",
    scoresOf: "这个头在看什么，对全文取平均",
    scoresOfAll: "全部注意力头的得分：注意力的份额，距离（以词元计）及其方差，熵（奈特）",
    score: "得分",
    share: "所占注意力的份额",
    name: "名称",
    /** @param {number} distance */
    tokensBack: (distance) => `${decimal(distance, 2)} 个词元`,
    /** @param {number} entropy */
    nats: (entropy) => `${decimal(entropy, 2)} 奈特`,
  },

  headScatter: {
    empty: "还没有注意力头。",
    plot: "全部注意力头，按两项得分排列",
    /** @param {number} n */
    summary: (n) => `${count(n)} 个注意力头，每个是一个点。选择两项得分；点按一个点即可打开该头。`,
    on: "得分取自",
    texts: { repeated: "重复两遍的随机词元", text: "这段文本" },
    across: "横轴",
    up: "纵轴",
    axis: {
      previous: "对前一词元的注意力",
      self: "对自身的注意力",
      first: "对首个词元的注意力",
      induction: "归纳：看同一词元上次出现后接着的词元",
      repeated_induction: "在重复两遍的随机词元上的归纳",
      distance: "距离，以词元计",
      spread: "距离的离散程度（方差）",
      entropy: "注意力的熵，单位为奈特",
    },
    firstLayer: "第一层",
    lastLayer: "最后一层",
    /** @param {number} n @param {number} more @param {Term} induction */
    found: (n, more, induction) => [
      "找到的",
      induction("归纳"),
      `头：${count(n)} 个${more > 0 ? `，前 ${count(n - more)} 个是` : ""}。`,
    ],
    /** @param {string} earned @param {Term} induction */
    notFound: (earned, induction) => [
      "没有",
      induction("归纳"),
      `头：在重复两遍的随机词元上，没有哪个头达到 ${earned}。最高的是`,
    ],
    /** @param {number} layer @param {number} head @param {number} score */
    headWith: (layer, head, score) => `第 ${layer} 层，头 ${head}：${percent(score)}`,
    /** @param {number} layer @param {number} head @param {string} name */
    label: (layer, head, name) => `${layer}.${head} ${name}`,
    /** @param {string} head @param {Child[]} one @param {Child[]} other @param {string} label */
    told: (head, one, other, label) => [
      `${head}：${one[0]} `,
      one[1],
      `，${other[0]} `,
      other[1],
      label === "–" ? "。没有哪项得分足以给它命名。" : `。名称：${label}。`,
    ],
    /** @param {string} head @param {string} one @param {string} other */
    spoken: (head, one, other) => `${head}；横轴 ${one}，纵轴 ${other}`,
    /** @param {string} earned @param {number} hidden @param {number} missing */
    left: (earned, hidden, missing) =>
      [
        `前四项得分之一达到 ${earned} 的头带有名称（层.头 加上它的作用）；如果这条界线在图内，就画成虚线。`,
        hidden > 0 && `有 ${count(hidden)} 个名称没有地方显示；指向该头即可看到。`,
        missing > 0 && `有 ${count(missing)} 个头没有画出，因为这段文本给不出答案：没有词元出现两次。`,
      ]
        .filter(Boolean)
        .join(""),
    asTable: "以表格列出全部得分",
  },

  headExamples: {
    empty: "模型正在读故事世界的文本 …",
    /** @param {string} head */
    title: (head) => `${head}：它在看什么`,
    /** @param {number} texts @param {number} n */
    read: (texts, n) =>
      `已读：故事世界的 ${count(texts)} 段文本，共 ${tokens(n)}。每段的第一个词元不计：注意力找不到别的可看时会停留在那里。`,
    /** @type {[string, string]} */
    queries: ["在看的词元", "每个词元对另一个词元看得有多重，对它出现的各处取平均。"],
    /** @type {[string, string]} */
    keys: ["被看的词元", "每个词元被后面的某个词元看得有多重，对它出现的各处取平均。"],
    columns: ["词元", "权重", "处数"],
    query: "在看的词元",
    key: "它看得最多的词元",
    /** @param {Child} query @param {Child} key */
    marks: (query, key) => ["在每个例子中，", query, "填色，", key, "加框。"],
    /** @param {number} above */
    band: (above) => (above === 0 ? "最强" : `有 ${number(100 * above)}\u202f% 的词元看得更强`),
    /** @param {string} query @param {string} key */
    spoken: (query, key) => `：“${query}”看“${key}”。`,
    /** @param {number} n */
    leftOut: (n) => ` … ${tokens(n)} … `,
  },

  features: {
    empty: "还没有特征。",
    which: "字典",
    /** @param {string} name */
    dictionary: (name) =>
      name.endsWith(".mlp")
        ? `块 ${name.split(".")[1]} 的 MLP`
        : name.replace("fitted-", "自己拟合的 ").replace(/^h\.(\d+)\.resid_post$/, "块 $1 之后的残差流"),
    tokens: "文本；选择一个词元",
    activeHere: "在所选词元上激活的特征",
    story: "所选特征的全部信息",
    /** @param {number} place @param {string} token @param {string} name */
    spoken: (place, token, name) => `第 ${count(place)} 个词元，${token}${name && `；${name}`}`,
    /** @param {number} place @param {Child} token */
    activeOn: (place, token) => [`在第 ${count(place)} 个词元 `, token, " 上激活的特征"],
    none: "没有：这个字典认识的特征，在这里一个也没有激活。",
    choose: "点按一个特征，看看它还在哪里激活、写入了什么，以及没有它时下一个词元会变成什么。",
    /** @param {number} index */
    short: (index) => `#${index}`,
    /** @param {string} rule @param {boolean} next */
    named: (rule, next) => (next ? `${rule} 之前` : rule),
    /** @param {number} index @param {string} name */
    title: (index, name) => (name ? `特征 ${index}：${name}` : `特征 ${index}`),
    /** @param {number} share */
    fires: (share) => `它在故事世界 ${percent(share)} 的词元上激活。`,
    nameless: "故事世界的各条规则，它都判断得不够准，因此没有名称。",
    /** @param {Child} rule @param {boolean} next @param {number} precision @param {number} recall @param {Child} f1 @param {number} tokens @param {Term} mark */
    graded: (rule, next, precision, recall, f1, tokens, mark) => [
      next ? "评分：判断下一个词元是否由规则 " : "评分：判断一个词元是否由规则 ",
      rule,
      ` 抽出，它的精确率为 ${percent(precision)}，召回率为 ${percent(recall)}，`,
      mark("F1"),
      " 为 ",
      f1,
      `（取自未用于拟合的文本中的 ${count(tokens)} 次抽取）。`,
    ],
    examples: "它激活最强的地方",
    never: "在用来评分的文本中，它从未激活。",
    /** @param {number} place @param {Child} token */
    writes: (place, token) => [`在第 ${count(place)} 个词元 `, token, " 之后，它推动什么"],
    raises: "提高",
    lowers: "降低",
    logitColumn: "Logit",
    silent: "它在这里没有激活，所以什么也不写。",
    without: "关闭之后",
    distributions: "有这个特征和没有它时，最可能的下一个词元",
    columns: ["词元", "有它", "没有它"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => [
      "在每个词元上都去掉它写入的内容。最可能的下一个词元仍是 ",
      token,
      `：原来 ${percent(before)}，现在 ${percent(after)}。`,
    ],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => [
      "在每个词元上都去掉它写入的内容。最可能的下一个词元原来是 ",
      before,
      "，现在是 ",
      after,
      "。",
    ],
    /** @param {Term} kl @param {Child} value */
    kl: (kl, value) => [kl("KL 散度"), " ", value, " 奈特。"],
    /** @param {string} reads */
    autoencoder: (reads) => `稀疏自编码器（${reads}）：`,
    /** @param {string} reads @param {string} writes */
    transcoder: (reads, writes) => `转码器，读取 ${reads}，写入 ${writes}：`,
    /** @param {number} n @param {number} k @param {Term} feature */
    size: (n, k, feature) => [`${count(n)} 个`, feature("特征"), `，每个词元上最多激活 ${count(k)} 个。`],
    /** @param {number} unexplained @param {number} dead @param {number} recovered @param {Term} mark */
    quality: (unexplained, dead, recovered, mark) => [
      mark("未解释方差"),
      `为 ${percent(unexplained)}，${percent(dead)} 的特征从不激活；用它代替原来的内容，可恢复损失的 ${percent(recovered)}。`,
    ],
    /** @param {number} f1 @param {number} rules @param {Term} mark */
    median: (f1, rules, mark) => [
      `对故事世界的 ${count(rules)} 条规则，最佳 `,
      mark("F1"),
      ` 的中位数为 ${decimal(f1, 2)}。`,
    ],
    ungraded: "没有哪条规则出现得足够多，无法评分。",
    rules: "每条规则，以及判断它最准的特征",
    ruleColumns: ["规则", "对象", "特征", "精确率", "召回率", "F1", "抽取次数"],
    ofThis: "词元本身",
    ofNext: "下一个词元",
    asTable: "以表格列出每个词元的特征",
    tableColumns: ["词元", "特征，最强的在前"],
    /** @param {number} index @param {string} name @param {number} activation */
    cell: (index, name, activation) => `#${index}${name && ` ${name}`} ${decimal(activation, 1)}`,
  },

  costs: {
    empty: "还没有开销数据。",
    numbers: "一个数占用",
    /** @type {[string, string][]} */
    formats: [
      ["4", "float32：4 个字节"],
      ["2", "float16、bfloat16：2 个字节"],
    ],
    weights: "权重",
    parameters: (/** @type {number} */ n) => `${count(n)} 个参数`,
    nextToken: "这段文本的下一个词元",
    flops: (/** @type {string} */ n) => `${n} FLOPs`,
    without: (/** @type {string} */ n, /** @type {number} */ times) =>
      `不用缓存则为 ${n}，是现在的 ${times < 10 ? decimal(times, 1) : count(Math.round(times))} 倍`,
    cache: "这段文本的 KV 缓存",
    cached: (/** @type {number} */ n, /** @type {number} */ each) => `${tokens(n)}，每个 ${count(each)} 个数`,
    shared: (/** @type {number} */ times) => `如果每个头各有一份，会是现在的 ${count(times)} 倍`,
    next: "为下一个词元要做的计算",
    /** @param {number} n @param {number} each @param {string} size */
    reading: (n, each, size) =>
      `模型已读入 ${tokens(n)}。对最后一个词元，只计算属于它自己的部分；它前面的 ${count(n - 1)} 个都不重新计算：它们的键和值共 ${count((n - 1) * each)} 个数（${size}），从缓存中读取。最后再把它自己的 ${count(each)} 个数加进缓存。`,
    columns: ["部分", "FLOPs", "计算的数", "从缓存读取的数"],
    /** @type {Record<string, string>} */
    parts: {
      embedding: "嵌入：表中的一行",
      qkv: "查询、键和值",
      attention: "注意力：得分，值的加权和",
      attn_out: "注意力的输出",
      mlp: "MLP",
      logits: "logit",
    },
    total: "合计",
    growth: "KV 缓存随文本长度的变化",
    /** @param {number} n @param {string} size @param {string} weights */
    picture: (n, size, weights) => `从零开始，到 ${tokens(n)}（整个上下文）时为 ${size}。虚线是权重的大小 ${weights}。`,
    own: "这个模型的实际情况",
    all: "假如每个查询头都有自己的键和值",
    ofWeights: "权重",
    asTable: "以表格列出各文本长度的开销",
    lengthColumns: ["词元", "下一个词元的 FLOPs", "不用缓存", "KV 缓存", "每个头各有键和值"],
    tokens,
  },

  // of every model in training
  training: {
    steps: "训练步",
    nats: "奈特 / 词元",
    /** @param {string} step @param {string | null} value */
    point: (step, value) => `${step} 步之后：${value ?? "尚未测量"}`,
    answersTitle: "它的回答",
    slider: "训练了多少步之后",
    /** @param {string} step */
    after: (step) => (step === "0" ? "第一步之前" : `${step} 步之后`),
    nothing: "（空）",
    asTable: "以表格列出全部回答",
    /** @param {string} model */
    looks: (model) => `训练中的 ${model}`,
  },
  fine_tuning: {
    empty: "还没有训练任何模型。",
    /** @param {string} n */
    answerLoss: (n) => `在没见过的回答上的损失（${n} 个词元）`,
    /** @param {string} n */
    storyLoss: (n) => `它忘记了多少：在故事上的损失（${n} 个词元）`,
    /** @param {string} answers @param {string} stories @param {(label: string) => Child} nats @returns {Child[]} */
    losses: (answers, stories, nats) => [
      `：回答上的损失为每个词元 ${answers} `,
      nats("奈特"),
      `，故事上的损失为每个词元 ${stories} 奈特`,
    ],
    countedTitle: "损失计算哪些词元",
    /** @param {string} counted @param {string} all */
    counted: (counted, all) =>
      `它学习的一段对话。全部 ${all} 个词元中有 ${counted} 个计入损失，即带标记的那些：助手写的内容，以及结束每个回答的词元。其余部分模型只是读，并不学着去写。`,
  },
  preference: {
    empty: "还没有训练任何模型。",
    nats: "奈特",
    /** @param {string} n */
    loss: (n) => `在没见过的 ${n} 对回答上的损失`,
    margin: "间隔：入选回答多得了多少",
    accuracy: "判断正确的回答对",
    kl: "与训练前模型的 KL 散度",
    /** @param {string} chosen @param {string} rejected @param {(label: string) => Child} nats @returns {Child[]} */
    moved: (chosen, rejected, nats) => [
      `：入选回答的对数概率变化了 ${chosen} `,
      nats("奈特"),
      `，落选回答的变化了 ${rejected}`,
    ],
    pairTitle: "其中一对",
    request: "请求",
    chosen: "入选",
    rejected: "落选",
    text: "文本",
    outcome: {
      /** @param {string} before @param {string} after @param {string} n */
      right: (before, after, n) => `在没见过的请求上：${n} 个贪心解码的回答中，正确的从 ${before} 个变为 ${after} 个。`,
      /** @param {string} before @param {string} after @param {string} n */
      words: (before, after, n) => `在没见过的请求上：${n} 个贪心解码的回答，平均单词数从 ${before} 变为 ${after}。`,
    },
    /** @param {string} accuracy */
    fewer: (accuracy) =>
      `正确的回答比以前少了，尽管有 ${accuracy} 的回答对判断正确：在两个回答中偏好其一，并不等于会把它写出来。`,
    displaced: "入选回答的概率也比以前低了：损失只要求落选回答降得更多。",
  },
  quantization: {
    empty: "还没有用更少的比特存储任何东西。",
    columns: ["类型", "每个权重的比特数", "全部权重", "均值", "首位换了词元", "最大 KL", "权重误差"],
    kl: "KL",
    nats: "奈特",
    /** @param {string} model */
    types: (model) => `${model} 的权重，按各种类型存储`,
    /** @param {number} n */
    bits: (n) => number(n),
    closer: "仔细看",
    textTitle: "文本会在哪里走上另一条路",
    /** @param {string} type @param {number} n @param {number} all @param {boolean} goesOn */
    summary: (type, n, all, goesOn) =>
      n === 0
        ? `用 ${type} 存储时，在比较过的全部 ${count(all)} 个词元之后，最可能的下一个词元都没有变${goesOn ? "：贪心解码写出同样的文本" : ""}。`
        : `用 ${type} 存储时，在比较过的 ${count(all)} 个词元中，有 ${count(n)} 个之后最可能的词元变了。贪心解码在那里会走上另一条路。`,
    text: "文本；产生一个词元的两个分布相距越远，它的颜色越深",
    own: "模型续写的部分",
    next: "下一个",
    unasked: "未比较",
    begins: "第一个词元前面什么也没有。",
    /** @param {Child} before @param {string} place @returns {Child[]} */
    notCompared: (before, place) => [
      "在 ",
      before,
      ` 之后（第 ${place} 个词元），模型从未学过续写：它属于交代给模型的内容，所以不作比较。`,
    ],
    /** @param {string} kl @param {string | null} other */
    spoken: (kl, other) => `KL ${kl}${other === null ? "" : `，现在最可能的是 ${other}`}`,
    /** @param {Child} before @param {string} place @param {Term} kl @param {Child} value @param {Term} nats @returns {Child[]} */
    apart: (before, place, kl, value, nats) => [
      "在 ",
      before,
      ` 之后（第 ${place} 个词元）：`,
      kl("KL 散度"),
      " ",
      value,
      " ",
      nats("奈特"),
      "。",
    ],
    /** @param {string} type */
    same: (type) => `用 ${type} 存储时，最可能的下一个词元不变。`,
    /** @param {string} type @param {Child} one @param {Child} p @param {Child} other @param {Child} q @returns {Child[]} */
    flip: (type, one, p, other, q) => [
      "用 float32 时最可能的是 ",
      one,
      "，概率 ",
      p,
      `；用 ${type} 时是 `,
      other,
      "，概率 ",
      q,
      "。",
    ],
    flipsAsTable: "以表格列出变了的词元",
    /** @param {string} type */
    flips: (type) => `用 ${type} 存储时，最可能的词元在哪里变了`,
    /** @param {string} type */
    flipColumns: (type) => ["位置", "接在", "float32", type],
    blockTitle: "一组权重",
    /** @param {string} type @param {import("../types").StoredBlock} block @param {number} n */
    block: (type, block, n) =>
      block.scale === null
        ? `${type} 单独存储每个权重，互不共享。这里是相邻的 ${count(n)} 个权重。`
        : `在 ${type} 中，这 ${count(n)} 个权重共用缩放系数 ${signedDecimal(block.scale, 4)}${block.minimum === null ? "" : ` 和最小值 ${signedDecimal(block.minimum, 4)}`}，每个权重只存一个小整数，即它的编码。${block.levels.length > 0 ? `编码有 ${count(block.levels.length)} 种，所以权重都落在 ${count(block.levels.length)} 个等级上。` : "编码有 255 种，等级太密，无法画出。"}`,
    blockSlider: "这一组的权重",
    /** @param {import("../types").StoredBlock} block @param {number} at @param {number} weight @param {Bold} bold @returns {Child[]} */
    arithmetic: (block, at, weight, bold) => {
      const back = bold(signedDecimal(block.values[at], 4));
      const was = `权重 ${count(at)} 为 ${signedDecimal(weight, 4)}`;
      if (block.scale === null) return [`${was}，存储为 `, back];
      const scale = signedDecimal(block.scale, 4);
      const code = block.codes[at];
      const product =
        block.minimum === null
          ? block.zero > 0
            ? `${scale} × (${code} \u2212 ${block.zero})`
            : `${scale} × ${code}`
          : `${scale} × ${code} + (${signedDecimal(block.minimum, 4)})`;
      return [`${was}，编码 ${code}，读回时为 ${product} = `, back];
    },
    keys: ["float32 中的权重", "读回的值", "等级：一个编码所代表的值"],
    /** @param {string} parameter @param {string} row */
    where: (parameter, row) => `取自 ${parameter} 第 ${row} 行。指向一个权重，或用方向键移动，看看它是怎样算出来的。`,
    codesAsTable: "以表格列出权重及其编码",
    /** @param {string} type */
    codes: (type) => `这一组权重，用 ${type} 存储`,
    codeColumns: ["权重", "float32", "编码", "读回", "差"],
  },

  architectures: {
    empty: "还没有模型。",
    one: "一个模型",
    other: "与之对照",
    table: "两者的构造",
    part: "部件",
    /** @param {number} n @param {number} all */
    summary: (n, all) =>
      n === 0
        ? "两者的计算方式相同；只有大小可能不同。"
        : `共 ${count(all)} 个部件，其中 ${count(n)} 个构造不同；每处差别有什么作用，写在下面。`,
    sizes: "两者的大小",
    known: "不在这台机器上的模型只读取其形状：什么也不会下载。",
  },

  graph: {
    empty: "还没有图。",
    picture: "归因图，从上方的词元到下方的 logit",
    told: "所选的节点",
    /** @param {Child} token @param {number} probability @param {number} shown @param {number} all */
    summary: (token, probability, shown, all) => [
      "是什么造就了 ",
      token,
      `（${percent(probability)}）的 logit：这里是 ${count(all)} 个节点中传递最多的 ${count(shown)} 个。每个 MLP 用其转码器的特征加上一项误差（特征没有说明的部分）来表示；注意力和归一化保持原样。`,
    ],
    /** @param {number} n */
    hint: (n) =>
      `连线是进入每个节点的 ${count(n)} 条最强的边，蓝色表示促进，橙色表示抑制。选择一个节点，即可看到它的全部边，以及未画出的边的总和。`,
    logit: "Logit",
    tokens: "词元",
    /** @param {number} layer */
    layer: (layer) => `第\u00a0${layer}\u00a0层 MLP`,
    error: "误差",
    /** @param {number} place */
    place: (place) => `第 ${count(place)} 个词元`,
    /** @param {string} token */
    logitOf: (token) => `${token} 的 logit`,
    /** @param {number} place @param {string} token */
    tokenAt: (place, token) => `第 ${count(place)} 个词元，${token}`,
    /** @param {number} layer @param {string} token */
    errorAt: (layer, token) => `第 ${layer} 层在 ${token} 处的误差`,
    /** @param {number} layer @param {number} index @param {string} name @param {string} token */
    featureAt: (layer, index, name, token) => `第 ${layer} 层，特征 ${index}${name && `（${name}）`}，在 ${token} 处`,
    /** @param {Child} value @param {number} edges @param {number} constant @param {number} left @param {number} rest @param {boolean} isLogit */
    sum: (value, edges, constant, left, rest, isLogit) => [
      isLogit ? "它比所有 logit 的平均值高 " : "它的值为 ",
      value,
      `，等于以下各项之和：来自已画出节点的 ${count(edges)} 条边、常数项（${signedDecimal(constant)}），以及来自未画出节点的 ${count(left)} 条边（合计 ${signedDecimal(rest)}）。`,
    ],
    /** @type {Record<string, string>} */
    ends: {
      token: "词元的嵌入：图从这里开始。",
      error: "转码器未能说明的那部分 MLP 输出。它没有特征，所以再往前的来源无从得知。",
    },
    comesFrom: "输入",
    goesTo: "去向",
    weight: "权重",
    asTable: "以表格列出全部的边",
    columns: ["从", "到", "权重"],
  },

  effects: {
    empty: "还没有图。",
    grid: "每个部分对下一个词元起什么作用",
    asTable: "以表格显示此图",
    head: "头",
    mlp: "MLP",
    /** @param {number} n */
    layer: (n) => `第 ${n} 层`,
    instead: "替换为",
    /** @type {Record<string, [string, string]>} */
    to: {
      zero: ["零", "这个部分的计算结果换成 0：它不向残差流添加任何东西。"],
      mean: ["均值", "这个部分的计算结果换成它在这段文本各词元上的均值：失去的只是各词元之间的差别。"],
    },
    /** @param {Child} token @param {Term} kl @param {Term} nats */
    summary: (token, kl, nats) => [
      "每个方格表示关闭一个部分，数字表示下一个词元的分布因此改变多少，用 ",
      kl("KL 散度"),
      "衡量，单位为",
      nats("奈特"),
      "。所有部分都在时，最可能的是 ",
      token,
      "。",
    ],
    scale: "KL（奈特）",
    /** @param {number} x */
    mark: (x) => (x === 0 ? count(0) : decimal(x, x < 0.1 ? 3 : 2)),
    /** @param {number} kl */
    cell: (kl) => (kl <= 0 ? count(0) : kl < 0.005 ? `≈\u202f${count(0)}` : decimal(kl, 2)),
    /** @param {string} layer */
    mlpOf: (layer) => `第 ${layer} 层的 MLP`,
    /** @param {string} layer @param {string} head */
    headOf: (layer, head) => `第 ${layer} 层的头 ${head}`,
    /** @param {string} part @param {number} kl */
    spoken: (part, kl) => `${part}：KL ${decimal(kl, 4)} 奈特`,
    /** @param {string} part @param {number} kl @param {Child} token @param {number} change @param {Bold} bold */
    told: (part, kl, token, change, bold) => [
      `去掉${part}：KL `,
      bold(decimal(kl, 4)),
      " 奈特；",
      token,
      ` 的对数概率 ${change > 0 ? "+" : change < 0 ? "−" : ""}`,
      bold(decimal(Math.abs(change), 4)),
      " 奈特",
    ],
    pointing: "指向一个方格即可读数。",
    choose: "点按一个方格，看看有这个部分和没有它时的下一个词元。",
    missing: {
      /** @param {string} part */
      title: (part) => `去掉${part}`,
      distributions: "有这个部分和没有它时，最可能的下一个词元",
      columns: ["词元", "有它", "没有它"],
    },
    changed: {
      /** @param {string} part */
      title: (part) => `改变${spaced(part).trimEnd()}`,
      distributions: "改变前后最可能的下一个词元",
      columns: ["词元", "之前", "之后"],
    },
    /** @param {Bold} bold @param {number} kl */
    kl: (bold, kl) => ["与原来分布的 KL：", bold(decimal(kl, 4)), " 奈特"],
    /** @param {Child} token @param {number} before @param {number} after */
    same: (token, before, after) => ["最可能的仍是 ", token, `：原来 ${percent(before)}，现在 ${percent(after)}。`],
    /** @param {Child} before @param {Child} after */
    other: (before, after) => ["最可能的原来是 ", before, "，现在是 ", after, "。"],
    tableColumns: ["部分", "KL（奈特）", "最可能词元的对数概率（奈特）"],
  },

  vector: {
    /** @param {number} n */
    size: (n) => plural(n, { other: "个数" }),
    /** @param {number} index @param {string} value */
    number: (index, value) => `${count(index)}：${value.replace("-", "\u2212")}`,
  },

  forward_pass: {
    empty: "还没有文本。",
    tokens: "要跟随的词元",
    /** @param {number} index @param {string} spoken */
    token: (index, spoken) => `${count(index + 1)}：${spoken}`,
    drawing: "一个词元穿过模型的路径",
    /** @param {number} at @param {number} of @param {Child} token @param {Child} next @param {Term} stream */
    follows: (at, of, token, next, stream) => [
      token,
      ` 是 ${count(of)} 个词元中的第 ${count(at)} 个。它的`,
      stream("残差流"),
      "从上往下流动；每个块从中读取两次，向其中添加两次。最后，模型认为最可能的下一个词元是 ",
      next,
      "。点按一个部分，看看它的计算；点按另一个词元，改为跟随它。",
    ],
    asTable: "以表格列出残差流在各处的情况",
    columns: ["位置", "长度", "会说", "概率", "答案的名次", "答案的概率"],
    embedding: "嵌入",
    /** @param {boolean} added */
    fromTables: (added) => (added ? "两张表各取一行" : "表中的一行"),
    vectors: { wte: "词元", wpe: "位置" },
    /** @param {number} layer */
    block: (layer) => `块 ${layer}`,
    /** @param {string} attention @param {string} mlp */
    folded: (attention, mlp) => `注意力添加 ${attention} · MLP 添加 ${mlp}`,
    norms: { layer_norm: "LayerNorm", rms_norm: "RMSNorm" },
    lastNorm: "最后的归一化",
    /** @param {string} scale */
    divided: (scale) => `÷ ${scale}`,
    attention: "注意力",
    /** @param {number} layer */
    heads: (layer) => `块 ${layer} 的注意力头`,
    /** @param {number} shared */
    sharedKeys: (shared) => `键和值 ${shared}`,
    /** @param {number} head @param {string} token @param {string} weight */
    headLooks: (head, token, weight) => `头 ${head} 看得最多的是 ${token}，${weight}`,
    /** @param {string} token @param {number} size @param {string} weight */
    looksAt: (token, size, weight) =>
      size === 1 ? `${token} ≈ ${weight}` : `${token} 及其后 ${count(size - 1)} 个：最多 ≈ ${weight}`,
    attentionAdds: "添加",
    mlp: "MLP",
    /** @param {[number, number][]} most */
    mostNeurons: (most) => `写入最多的神经元：${most.map(([index]) => index).join("、")}`,
    /** @param {number} first @param {number} each @param {number} all */
    neurons: (first, each, all) =>
      each === 1 ? `神经元 ${first}` : `神经元 ${first} 到 ${Math.min(all, first + each) - 1}`,
    mlpAdds: "添加",
    adds: {
      /** @param {number} layer */
      attn_out: (layer) => `块 ${layer} 中注意力添加的内容`,
      /** @param {number} layer */
      mlp_out: (layer) => `块 ${layer} 中 MLP 添加的内容`,
    },
    /** @param {string} norm */
    length: (norm) => `长度 ${norm}`,
    says: "会说",
    /** @param {number} rank @param {string} probability */
    standing: (rank, probability) => `最后得出的那个词元，在这里的名次为 ${count(rank)}，概率 ${probability}`,
    /** @param {number} index @param {number} each @param {number} value */
    about: (index, each, value) =>
      `${each === 1 ? index : `${index} 到 ${index + each - 1}`}：≈ ${number(value).replace("-", "\u2212")}`,
    logits: "Logit",
    /** @param {number} size */
    ofVocabulary: (size) => `${count(size)} 个词元各一个`,
    next: "最可能的下一个词元",
    /** @param {string} n @param {string} mass */
    others: (n, mass) => `其余全部 ${n} 个：${mass}`,
  },
  answers: {
    waiting: "正在计算 …",
  },

  histogram: {
    /** @param {string} title @param {string} n @param {string} least @param {string} most */
    told: (title, n, least, most) =>
      `${title}：${n} 个数，从 ${least} 到 ${most}，条形越高，数越多（高度为个数的平方根）`,
  },

  linear: {
    title: "查询由一个线性层得到",
    scores: "从查询到这个头读取的内容",
    which: "线性层",
    kinds: { own: "这个模型的", small: "一个小例子" },
    /** @param {number} rows @param {number} n_out @param {number} n_in */
    lead: (rows, n_out, n_in) =>
      `y = W x + b：每个输出都是所有输入各乘以自己的权重后相加，再加上偏置。这里是查询的 ${count(n_out)} 个数中的前 ${count(rows)} 个，尚未按位置旋转；它们的输入是归一化给出的 ${count(n_in)} 个数，这里列出其中影响最大的。改动一个输入：每个输出的变化等于这个改动乘以对应格中的权重。键、值、MLP 和 logit 也都是这样得到的。`,
    small: "三个输入、两个输出、一组偏置：小到可以心算。输入取什么值时，两个输出都变成 0？",
    /** @param {number} column */
    input: (column) => `输入 ${count(column)}`,
    /** @param {number} row */
    output: (row) => `输出 ${count(row)} = `,
    /** @param {number} n */
    rest: (n) => `其余 ${count(n)} 个输入`,
    bias: "偏置",
    table: "每个输出都是乘积之和",
    reset: "还原输入",
  },

  nearest: {
    title: "向量相似的词元",
    /** @param {Child} token @param {number} n @param {string} mean @param {Term} cosine */
    lead: (token, n, mean, cosine) => [
      "在全部 ",
      count(n),
      " 个词元中，这些词元的向量与 ",
      token,
      " 的方向最接近。没有人告诉模型它们相似：出现在相似位置的词元，训练时被推向了同一个方向。与其余所有词元的",
      cosine("余弦"),
      `平均为 ${mean}。`,
    ],
    table: "向量相似的词元",
    columns: ["词元", "余弦"],
    tied: "这张表也用来计算 logit（嵌入共享）：如果一个词元的向量与另一个相似，那么它也会在相似的地方被预测出来。",
    untied: "这里的 logit 由另一张表计算（嵌入不共享）。",
  },

  positions: {
    title: "词元的位置",
    learned: "每个位置都有自己的向量，和词元的向量一样是学出来的。相邻位置的向量几乎相同，模型因此能分辨远近。",
    turned:
      "RoPE 不向残差流添加任何东西。查询和键中的数两个一对，每一对像钟表的指针一样转动，转过的角度随位置增大：第一对转得快，最后一对几乎不动。沿着文本移动看看：",
    at: "位置",
    clocks: "各对维度，以及每一对转过的角度",
    /** @param {number} n */
    pair: (n) => `第 ${count(n)} 对`,
    /** @param {number} n */
    degrees: (n) => `${count(n)}°`,
    /** @param {Child} query @param {Child} key @param {string} score @param {number} head @param {number} layer */
    scoreLead: (query, key, score, head, layer) => [
      `起作用的是两根指针之间的夹角。在块 ${layer} 的头 `,
      count(head),
      " 中，",
      query,
      " 的查询与 ",
      key,
      ` 的键得分为 ${score}。两者一起沿文本移动，得分不变；只移动其中一个，得分就会变化：`,
    ],
    together: "两者一起后移",
    apart: "键离查询越来越远",
    moved: "后移的位置数",
    between: "两者相隔的位置数",
    score: "得分",
    position: "位置",
    cosine: "余弦",
    /** @param {number} position */
    alike: (position) => `位置 ${count(position)} 的向量与每个位置的向量的余弦`,
    /** @param {number} at @param {string} cosine */
    tellAlike: (at, cosine) => `位置 ${count(at)}：余弦 ${cosine}`,
    /** @param {number} at @param {string} score */
    tellTogether: (at, score) => `两者后移 ${count(at)}：得分 ${score}`,
    /** @param {number} at @param {string} score */
    tellApart: (at, score) => `相隔 ${count(at)}：得分 ${score}`,
  },

  stagesOfNorm: {
    before: "之前",
    divided: "除以尺度",
    centred: "减去均值，除以尺度",
    after: "乘以权重：继续往下传的内容",
    length: "长度",
    /** @param {number} size @param {string} root */
    always: (size, root) =>
      `在中间这一步，无论原来多长，向量的长度都约为 ${root}，即维数 ${count(size)} 的平方根：残差流放大一倍，结果也一样。形状保持不变，只有权重会改变它。`,
  },

  neuron: {
    hint: "点按一个神经元，看看它在哪些文本上激活最强。",
    /** @param {number} index @param {number} layer */
    title: (index, layer) => `块 ${layer} 的神经元 ${count(index)}`,
    kinds: {
      /** @param {number} n */
      stories: (n) => plural(n, { other: "个故事" }),
      /** @param {number} n */
      conversations: (n) => plural(n, { other: "段对话" }),
    },
    /** @param {string} texts @param {number} n @param {string} mean @param {number} often */
    read: (texts, n, mean, often) =>
      `它在 ${texts}（${tokens(n)}）中激活最强的地方。这些文本与内置模型学习过的文本同类，但模型没有见过。激活值的大小平均为 ${mean}；在 ${percent(often)} 的词元上，它达到峰值的一半或更高。`,
    /** @param {string} activation @param {Child} token */
    at: (activation, token) => [`${activation}，在 `, token],
    /** @type {Record<string, string>} */
    functions: { gelu_tanh: "GELU", gelu: "GELU", relu: "ReLU", silu: "SiLU" },
    /** @param {string} name */
    curve: (name) => `激活函数 ${name}，以及所列神经元在曲线上的位置；打开的神经元有标记`,
    input: "输入之和",
    output: "",
    /** @param {string} x @param {string} y */
    tellCurve: (x, y) => `${x} 变为 ${y}`,
  },

  softmax: {
    /** @param {Term} temperature */
    lead: (temperature) => [
      "起作用的只是 logit 之间的差。抽取词元之前，可以先把它们都除以一个",
      temperature("温度"),
      "：低于 1 时差距拉大，可能的词元更占优势；高于 1 时差距缩小。",
    ],
    /** @param {Child} token */
    after: (token) => ["在 ", token, " 之后："],
    table: "最可能的下一个词元",
    token: "词元",
    divided: "除以温度",
    /** @param {number} n */
    others: (n) => `其余全部：${tokens(n)}`,
    /** @param {number} n @param {string} entropy @param {Term} mark @param {Term} nats */
    summary: (n, entropy, mark, nats) => [
      `${tokens(n)}${n === 1 ? "就" : "合起来"}占了 90\u202f% 的概率；`,
      mark("熵"),
      `为 ${entropy} `,
      nats("奈特"),
      "。",
    ],
    /** @param {string} n */
    logits: (n) => `全部 ${n} 个词元的 logit，最高的有标记`,
    sorted: "整个词表，最可能的在前；虚线：温度为 1",
    rank: "名次",
    /** @param {number} rank @param {string} p @param {string} own */
    tell: (rank, p, own) => `名次 ${count(rank)}：${p}（温度为 1 时：${own}）`,
    draw: "到“生成”房间用这个温度抽取词元",
  },

  parts: {
    code: "完成这一计算的代码",
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
      title: "嵌入：词元的向量",
      added:
        "从一张表中取出词元对应的一行，从另一张表中取出位置对应的一行，两者相加。残差流由此开始：下面的每个部分都从中读取，并向其中添加。",
      turned:
        "从表中取出词元对应的一行。残差流由此开始：下面的每个部分都从中读取，并向其中添加。位置不是加上去的：查询和键中的数两个一对，每一对按随位置增大的角度旋转，因此它们的乘积取决于两个词元相距多远。",
      /** @param {number} layer */
      below: (layer) => `块 ${layer} 读到的残差流，经过了前面的 ${count(layer)} 个块：`,
    },
    /** @param {number} layer */
    ln_1: (layer) => `块 ${layer} 的注意力之前的归一化`,
    /** @param {number} layer */
    ln_2: (layer) => `块 ${layer} 的 MLP 之前的归一化`,
    ln_f: "最后的归一化，在最后一块之后",
    norm: {
      /** @param {string} mean @param {string} scale */
      layer: (mean, scale) =>
        `先减去向量的均值 ${mean}，再除以它的尺度 ${scale}，这样大向量和小向量读起来都一样。然后每个数再用自己的权重和偏置调整，它们都是学出来的。`,
      /** @param {string} scale */
      rms: (scale) =>
        `向量除以它的尺度 ${scale}（平方的均值再开方），这样大向量和小向量读起来都一样。然后每个数再乘以自己的权重，权重是学出来的。`,
    },
    attention: {
      /** @param {number} head @param {number} layer */
      title: (head, layer) => `注意力，块 ${layer} 的头 ${head}`,
      /** @param {number} size @param {number} head @param {number} shared @param {Term} attention */
      lead: (size, head, shared, attention) => [
        "在",
        attention("注意力"),
        `中，词元用一个由 ${count(size)} 个数组成的查询来提问；直到它为止的每个词元都有一个供查找的键和一个供读取的值。查询与键的点积除以 ${count(size)} 的平方根，就是得分；softmax 把得分变成权重，权重之和为 1。`,
        head === shared ? "" : `头 ${head} 与其他头共用键和值：它读取键值头 ${shared} 的键和值。`,
      ],
      table: "这个头在看什么",
      columns: ["词元", "得分", "权重", "键", "值"],
      /** @param {number} n */
      fewer: (n) => `另有 ${tokens(n)}，权重更小`,
      /** @param {number} n */
      others: (n) => `其余 ${count(n)} 个`,
      mask: "它后面的词元不在其中：因果掩码把它们的得分设为负无穷，权重就是 0。这个头读到的内容 z，是各个值乘以各自的权重之和。",
      added: "所有头读到的内容加到残差流上",
      addedLead: "所有头的 z 首尾相接，经过同一个矩阵 out_proj，输出加到残差流上；原有内容不会被覆盖。",
    },
    mlp: {
      title: "MLP：每个词元各自处理",
      lead: "神经元用自己的权重对归一化给出的数求加权和，再经过激活函数得到激活值；然后把一个固定的向量乘以激活值，加到残差流上。这里列出添加最多的神经元，以及它们提高了哪些词元的 logit。",
      table: "写入最多的神经元",
      /** @param {boolean} gated */
      columns: (gated) => ["神经元", gated ? "门 · 值" : "加权和", "激活值", "写入的长度", "提高这些词元的 logit"],
      /** @param {number} index */
      neuron: (index) => count(index),
      added: "MLP 写入的内容加到残差流上",
      addedLead: "所有神经元合在一起，经过 down_proj。这就是下一个块读到的内容。",
    },
    logits: {
      title: "从 logit 到概率",
      /** @param {number} vocabulary @param {number} size @param {Term} logit */
      lead: (vocabulary, size, logit) => [
        `矩阵 lm_head 为 ${count(vocabulary)} 个词元各准备了一行，每行 ${count(size)} 个数。一行与归一化后的残差流的点积，就是对应词元的 `,
        logit("logit"),
        "。softmax 以 e 为底、以每个 logit 为指数求幂，再除以所有结果之和，这样概率之和为 1。",
      ],
    },
    vectors: {
      wte: "词元，wte",
      wpe: "位置，wpe",
      embedded: "残差流的起点",
      angles: "角度，单位为弧度",
      before: "之前",
      weight: "权重",
      bias: "偏置",
      after: "之后",
      /** @param {number} head */
      query: (head) => `头 ${head} 的查询`,
      /** @param {number} index */
      key: (index) => `第 ${count(index + 1)} 个词元的键`,
      /** @param {number} index */
      value: (index) => `第 ${count(index + 1)} 个词元的值`,
      /** @param {number} head */
      z: (head) => `头 ${head} 的 z`,
      resid_pre: "块之前的残差流",
      attn_out: "注意力",
      resid_mid: "注意力之后的残差流",
      mlp_out: "MLP",
      resid_post: "块之后的残差流",
    },
  },

  changed: {
    empty: "还没有比较结果。",
    grid: "每个矩阵改变了多少，按层和种类排列",
    asTable: "以表格列出全部部分",
    layerTitle: "层",
    /** @param {number} n */
    layer: (n) => `第 ${n} 层`,
    /** @param {string} kind */
    bias: (kind) => `${kind} 偏置`,
    fromZero: "原为 0",
    outsideTitle: "各层之外",
    moved: "改变幅度",
    /** @type {Record<string, string>} */
    outside: { wte: "嵌入", wpe: "位置", ln_f: "最后的归一化", lm_head: "解嵌入" },
    /** @param {string} parameters @param {string} share @param {Bold} bold @param {Term} frobenius */
    summary: (parameters, share, bold, frobenius) => [
      "每个方格是某一层的一个部分：训练所添加内容的 ",
      frobenius("Frobenius 范数"),
      " 与原有内容的范数之比。q、k、v、o 是注意力的矩阵，gate、up、down 是 MLP 的矩阵，ln_1 和 ln_2 是它们之前的归一化。全部 ",
      parameters,
      " 个权重合起来改变了 ",
      bold(share),
      "。",
    ],
    pointing: "指向一个方格即可读数。",
    /** @param {number} layer @param {string} kind @param {string} share */
    spoken: (layer, kind, share) => `第 ${layer} 层，${kind}：${share}`,
    /** @param {string} name @param {string} shape @param {string} norm @param {string} base @param {string} share @param {Bold} bold */
    told: (name, shape, norm, base, share, bold) => [
      `${name}，${shape}：变化的范数为 ${norm}，原来的范数为 ${base}：`,
      bold(share),
    ],
    columns: ["部分", "形状", "原来的范数", "变化的范数", "比例"],
  },

  weightPath: {
    empty: "还没有路径。",
    asTable: "以表格列出全部的点",
    /** @param {string} base @param {string} tuned @param {Term} kl @param {Term} nats */
    summary: (base, tuned, kl, nats) => [
      "每个权重都是 base + t (tuned − base)：t = 0 时是 ",
      base,
      "，t = 1 时是 ",
      tuned,
      "，两端之外还可以继续延伸。曲线是两端各自与 t 处模型的 ",
      kl("KL 散度"),
      "，沿 ",
      tuned,
      " 的回答计算，单位为每个词元的",
      nats("奈特"),
      "数；下方是所选点处的模型自己的回答。用指针或方向键选择一点。",
    ],
    /** @param {string} base @param {string} tuned */
    chart: (base, tuned) => `与 ${tuned}（实线）和 ${base}（虚线）的 KL`,
    height: "奈特 / 词元",
    /** @param {number} t @param {string} base @param {string} tuned */
    tell: (t, base, tuned) => `t = ${decimal(t, 2)}：与基座的 KL 为 ${base}，与微调后模型的 KL 为 ${tuned}`,
    nothing: "（立即结束）",
    /** @param {string} base @param {string} tuned */
    columns: (base, tuned) => ["t", `与 ${base} 的 KL`, `与 ${tuned} 的 KL`, "回答"],
  },

  crossPatching: {
    empty: "还没有图。",
    grid: "每个部分承载了多少差别，按层排列",
    asTable: "以表格显示此图",
    way: "放入",
    /** @type {Record<string, [string, (base: string, tuned: string) => string]>} */
    ways: {
      into_base: [
        "基座模型",
        (base, tuned) =>
          `运行 ${base}，但在每个词元处，都有一个部分的输出取自 ${tuned}：单靠这个部分，能带来多少新的行为。`,
      ],
      into_tuned: [
        "微调后的模型",
        (base, tuned) =>
          `运行 ${tuned}，但在每个词元处，都有一个部分的输出取自 ${base}：这个部分若没有训练过，会失去多少新的行为。`,
      ],
    },
    /** @param {{ base: string, tuned: string }} map @param {Child[]} pieces @param {string[]} logprobs @param {Term} probability */
    summary: ({ base, tuned }, [token, again, other], [before, after], probability) => [
      `${tuned} 说 `,
      token,
      ...(other === null ? [`，${base} 也一样`] : [`，${base} 说 `, other]),
      "。",
      again,
      " 的对数",
      probability("概率"),
      `，按 ${base} 为 ${before}，按 ${tuned} 为 ${after}。每个方格表示把一个部分从一个模型放进另一个，数字是仅凭它一个就补上的差别的比例；各部分之和不一定是 100 %。`,
    ],
    alike: "这里没有差别可分：请选择回答中靠后的词元，或换一条提示词。",
    /** @param {number} n */
    head: (n) => `头 ${n}`,
    attention: "注意力",
    mlp: "MLP",
    stream: "之后的残差流",
    /** @param {number} layer @param {number} head */
    headOf: (layer, head) => `第 ${layer} 层的头 ${head}`,
    /** @param {number} layer */
    attentionOf: (layer) => `第 ${layer} 层的注意力`,
    /** @param {number} layer */
    mlpOf: (layer) => `第 ${layer} 层的 MLP`,
    /** @param {number} layer */
    streamOf: (layer) => `第 ${layer} 层之后的整个残差流`,
    /** @param {string} part @param {string} share */
    spoken: (part, share) => `${part}：${share}`,
    pointing: "指向一个方格即可读数。",
    /** @param {string} part @param {string} logprob @param {Bold} bold */
    told: (part, logprob, bold) => [bold(part), ` 的差别；此时对数概率为 ${logprob}`],
    /** @param {string} embedding @param {string} unembedding */
    rest: (embedding, unembedding) =>
      `各层之外：仅嵌入为 ${embedding}；最后的归一化和解嵌入读取另一个模型最后的残差流，为 ${unembedding}。`,
  },

  lowRank: {
    empty: "还没有比较结果。",
    grid: "低秩保留了每个矩阵的多少变化，按层和种类排列",
    asTable: "以表格列出全部矩阵",
    /** @param {string} base @param {string} tuned @param {string} apart */
    summary: (base, tuned, apart) =>
      `在 ${base} 上加入每个矩阵的变化，但只留下最强的若干方向，数目与同秩的 LoRA 相同。KL 是与 ${tuned} 相比，沿它的回答计算；${base} 本身与它相距每个词元 ${apart} 奈特。`,
    ranks: "变化取各种秩时的模型",
    columns: ["秩", "权重", "占范数平方", "KL", "回答"],
    inNats: "（奈特）",
    full: "全部",
    which: "秩",
    pointing: "指向一个方格即可读数：它是该矩阵变化的范数平方所占的比例。",
    /** @param {number} rank @param {string} share */
    ofRank: (rank, share) => `秩 ${count(rank)} 保留 ${share}`,
    /** @param {string} name @param {string} shape @param {string[]} shares @param {Bold} bold */
    told: (name, shape, shares, bold) => [bold(name), `，${shape}：${shares.join("，")}`],
    matrix: "矩阵",
    shape: "形状",
    /** @param {number} rank */
    rankOf: (rank) => `秩 ${count(rank)}`,
  },

  patching: {
    empty: "再写一条词元数相同的提示词，看看是哪些位置承载着两者的区别。",
    grid: "换入来源的残差流后两个 logit 之差，按层和词元排列",
    asTable: "以表格显示此图",
    base: "原文",
    source: "来源",
    number: "序号",
    /** @param {number} n */
    layer: (n) => `第 ${n} 层`,
    /** @param {Child} token */
    alike: (token) => [
      "两条提示词之后最可能的词元都是 ",
      token,
      "，所以没有区别可以承载。请另选一条续写不同的提示词。",
    ],
    /** @param {Child} first @param {Child} second @param {Term} logit */
    summary: (first, second, logit) => [
      "模型读原文，但在某一层的某个词元处，输入取自来源提示词。数字是 ",
      second,
      "（来源之后最可能的）的 ",
      logit("logit"),
      " 减去 ",
      first,
      "（原文之后最可能的）的：颜色越深，模型越像在来源之后那样续写。",
    ],
    /** @param {number} x */
    cell: (x) => signedDecimal(x, 1),
    /** @param {number} x */
    asBase: (x) => `同原文 ${signedDecimal(x)}`,
    /** @param {number} x */
    asSource: (x) => `${signedDecimal(x)} 同来源`,
    pointing: "指向一个方格即可读数。",
    /** @param {number} layer @param {number} n @param {number} x */
    spoken: (layer, n, x) => `第 ${layer} 层，第 ${count(n)} 个词元：${signedDecimal(x)}`,
    /** @param {number} layer @param {number} n @param {Child} base @param {Child} source @param {number} x @param {number} way @param {Bold} bold */
    told: (layer, n, base, source, x, way, bold) => [
      `第 ${layer} 层，第 ${count(n)} 个词元：`,
      source,
      " 换下 ",
      base,
      "，差变为 ",
      bold(signedDecimal(x)),
      `，从原文到来源走了 ${count(Math.round(100 * way))}\u202f%`,
    ],
  },

  anatomy: {
    tree: "模型的模块",
    chosen: "所选的模块",
    asTable: "以表格列出全部模块",
    empty: "还没有模型。",
    kind: "种类",
    weightShape: "权重的形状",
    parameters: "参数",
    modules: "模块",
    columns: ["模块", "种类", "形状", "参数", "作用", "公式"],
  },

  // Terms of the field: each as a title, and in one or two sentences what it means.
  glossary: {
    feature: [
      "特征",
      "字典在模型的计算中找到的一个方向，只在少数词元上激活。人们希望每个特征只代表一样东西；它的评分说明这在多大程度上成立。",
    ],
    unexplained: [
      "未解释方差",
      "字典写出的内容与模型实际计算的内容相差多远，除以均值与实际内容相差多远：0 表示完全一致，1 表示不比均值好。",
    ],
    f1: ["F1", "精确率（判断为“是”的有多少是对的）与召回率（真正的“是”找出了多少）的调和平均：1 表示完美。"],
    token: [
      "词元（token）",
      "模型作为一个单位读取的一段文本：一个单词、单词的一部分，或单个字节。模型得到的只是它的编号。",
    ],
    byte: [
      "字节",
      "八个二进制位，即 0 到 255 之间的一个数。计算机用字节存储文本：一个英文字母占一个字节，其他字符大多占两到四个。",
    ],
    code_point: [
      "码位",
      "字符在 Unicode 中的编号，Unicode 是收录各种文字的字符表。写作 U+ 加十六进制数：U+0041 是 A。",
    ],
    utf_8: ["UTF-8", "用字节书写 Unicode 字符的常用方式，每个字符用一到四个字节。"],
    gumbel: [
      "Gumbel-max",
      "给每个 logit 加上噪声 -log(-log v)，其中 v 是 0 到 1 之间的随机数，然后取总和最大的词元。词元 i 胜出的概率正好等于它自己的概率，所以这与用 u 抽取是一回事，只是做法不同。",
    ],
    residual: [
      "残差分布",
      "词元被拒绝后改从这个分布中抽取：模型的分布减去草稿模型的分布，只留下大于 0 的部分，再缩放到总和为 1。接受的与在这里抽取的合起来，正好是模型的分布。",
    ],
    logit: [
      "Logit",
      "得分变成概率之前，模型给一个词元的分数。softmax 把所有 logit 变成概率：一个 logit 加 1，这个词元相对于其他词元的可能性就变为 e（约 2.72）倍。",
    ],
    probability: ["概率", "模型认为这个词元有多大可能接着出现。词表中所有词元的概率之和为 1。"],
    residual_stream: ["残差流", "词元在模型中一路携带的向量。每个部分都从中读取，并向其中添加；其中的内容不会被覆盖。"],
    distribution: ["分布", "在文本的某个位置，词表中所有词元的概率。"],
    mean_logprob: [
      "平均对数概率",
      "模型自己（在任何过滤之前）给每个词元的概率的对数，对泳道中所有词元取平均。越接近 0，模型认为文本越可能。",
    ],
    distinct_1: [
      "Distinct-1",
      "在泳道各段文本的所有词元中，不同词元所占的比例：没有词元出现两次时为 1（distinct-n，Li 等，2016）。",
    ],
    distinct_2: ["Distinct-2", "在泳道各段文本的所有相邻词元对中，不同的对所占的比例：没有哪一对出现两次时为 1。"],
    distinct_3: ["Distinct-3", "在泳道各段文本的所有连续三个词元中，不同的所占的比例：没有哪一组出现两次时为 1。"],
    repeated_4grams: [
      "重复的 4-gram",
      "连续四个词元中，在同一段文本里前面已经出现过的所占的比例，对泳道各段文本取平均（Welleck 等，2020）。",
    ],
    self_bleu: [
      "Self-BLEU",
      "泳道的各段文本彼此有多相似：每一段都按连续一到四个词元与其他各段比较。1 表示完全相同（Zhu 等，2018）。",
    ],
    tokens: ["词元数", "生成了多少个词元，对泳道各段文本取平均；结束文本的词元也算在内。"],
    loops: ["循环", "如果文本末尾有一个至少两个词元的短语连续出现至少三次，就说它陷入了循环（Holtzman 等，2020）。"],
    seconds: ["秒数", "从开始到泳道结束的时间，包括等待其他泳道的时间，因为各泳道步调一致。"],
    entropy: ["熵", "用一个数表示分布有多不确定。某个词元完全确定时为 0；所有词元同样可能时最大，等于词元数的对数。"],
    nats: [
      "奈特",
      "使用自然对数时，熵和对数概率的单位。x 奈特的熵，相当于在 e 的 x 次方个同样可能的词元中选择的不确定性；1 奈特等于 1.44 比特。",
    ],
    frobenius: ["Frobenius 范数", "把矩阵的所有数看作一个向量时的长度：各数平方和的平方根。"],
    low_rank: [
      "秩",
      "一个矩阵需要多少个方向。LoRA 训练两个细长的矩阵来代替每处变化，因此变化的秩不超过它们的秩。秩为 r 的最佳近似保留 r 个最大的奇异值。",
    ],
    kl: [
      "KL 散度",
      "第二个分布与第一个分布有多不同：按第一个分布取平均，第二个分布认为每个词元的可能性低了多少，单位为奈特。两者相同时为 0。",
    ],
    rank: ["名次", "把所有词元按概率排序后，一个词元所在的位置：最可能的词元名次为 1。"],
    mass: ["概率质量", "若干词元的概率之和：接下来出现其中之一的可能性。"],
    draw: [
      "随机数 u",
      "0 到 1 之间的随机数。把剩下的词元并排放置，宽度等于各自的概率，u 落在哪个词元上就取哪个。相同的种子得到相同的随机数。",
    ],
    temperature: [
      "温度",
      "logit 变成概率之前都要除以的一个数。低于 1 时可能的词元更占优势，高于 1 时不太可能的词元机会增大。",
    ],
    top_k: ["Top-k", "只留下最可能的 k 个词元，其余全部截去，再把留下的缩放到总和为 1。"],
    top_p: [
      "Top-p，核",
      "核是概率之和超过 p 的最小的一组最可能词元。只留下这一组，因此模型有把握时留下的词元少，没把握时留下的多。",
    ],
    min_p: ["Min-p", "如果一个词元的概率至少是最可能词元概率的这一比例，就留下它。"],
    typical_p: ["Typical-p", "留下惊异度（概率的负对数）最接近熵的词元，直到它们的概率之和达到这个值。"],
    repetition_penalty: ["重复惩罚", "降低文本中已有词元的可能性：logit 为正的除以这个数，为负的乘以这个数。"],
    beam: [
      "束搜索",
      "同时延续几段文本；每添加一个词元，只保留总对数概率最高的几段。它寻找整体上可能的文本，不作任何随机抽取。",
    ],
    greedy: ["贪心", "总是取最可能的词元。每次得到的文本都一样，而且常常重复。"],
    log_probability: ["对数概率", "概率的对数。一段文本的对数概率是各词元对数概率之和，比许多小数的乘积更好处理。"],
    score: ["得分", "束搜索给文本排序的依据：对数概率除以长度的若干次方，因为每多一个词元，文本的可能性都会降低。"],
    seed: ["种子", "一次运行中所有随机数的来源。种子、提示词、模型和设置都相同，得到的文本就相同。"],
    context_length: ["上下文长度", "模型最多能读取的词元数，提示词和生成的文本加在一起。"],
    head: [
      "注意力头",
      "每一层并列地做几遍注意力，每一遍就是一个头。每个头各自决定一个词元从前面的词元读取多少。第一个是头 0。",
    ],
    kv_head: [
      "键值头",
      "注意力所读取的键和值。在分组查询注意力中，几个头共用它们，各有自己的查询，这样需要记住的内容更少。",
    ],
    induction: [
      "归纳",
      "如果一个头会寻找当前词元上一次出现的地方，并看那里接着的是什么，它就在做归纳。这样，模型就能续写只见过一次的序列。",
    ],
    layer: [
      "层",
      "模型的一个块：先是注意力，词元在其中互相读取；然后是一个小网络（MLP），对每个词元单独处理。模型由这样的层堆叠而成；第一层是第 0 层。",
    ],
    attention: ["注意力", "通过注意力，每个词元从自身和前面的词元读取信息。权重表示从每个词元读取多少，权重之和为 1。"],
    parameter: ["参数", "模型中由训练确定的数。它们合在一起，包含了模型学到的一切。"],
    shape: ["形状", "权重在每个方向上有多少个数：128 × 512 表示一张 128 行、512 列的表。"],
    vector: ["向量", "在模型内部代表一个词元的一列数。每一层都向它添加一些内容。"],
    cosine: ["余弦", "不论长度，两个向量的方向有多接近：方向相同时为 1，毫无共同之处时为 0，方向相反时为 −1。"],
    kv_cache: ["KV 缓存", "注意力为已有词元算出的键和值。把它们存起来，每个新词元就只需要计算自己的部分。"],
    bpe: ["字节对编码（BPE）", "学习词元的一种方法：从字节开始，一次又一次地把最常见的相邻一对变成一个词元。"],
    merge: ["合并", "BPE 学到的一步：把这两个相邻的词元变成一个。"],
    merge_rank: ["合并的名次", "BPE 学到各次合并的先后编号。名次最小的最先学到，也最先执行。"],
    unknown_token: ["未知词元", "如果词表中没有可用的词元，分词器就用它代替那段文本。文本本身就丢失了。"],
    vocabulary: ["词表", "分词器认识的所有词元，每个都有编号。"],
    special_token: ["特殊词元", "不代表任何文本的词元，例如结束文本的词元，或聊天消息前后的词元。"],
    chat_template: ["聊天模板", "加在消息前后的文本，按指令微调模型训练时的格式，告诉它是谁在说话。"],
    base: ["基座模型", "只训练过续写文本的模型。"],
    instruct: ["指令微调模型", "在基座模型的基础上进一步训练，使它会回答消息。"],
    log_loss: [
      "对数损失",
      "给实际出现的结果的概率，取对数再加负号，这里以奈特为单位：有十足把握而且猜对时为 0，认为越不可能，损失越大。",
    ],
    surprise: [
      "惊异度",
      "概率的负对数：以 2 为底时单位为比特。必然出现的词元惊异度为 0 比特，概率 50\u202f% 的为 1 比特，1\u202f% 的为 6.6 比特。",
    ],
    log_likelihood: ["对数似然", "整段文本的概率的对数：各词元对数概率之和，因为概率本身是相乘的。"],
    bits_per_byte: [
      "每字节比特数",
      "用这个模型做一个完美的压缩器，平均每个字节的文本需要多少比特。与困惑度不同，它不取决于文本怎样切分成词元。",
    ],
    perplexity: [
      "困惑度",
      "以 e 为底、以每个词元的平均惊异度为指数的幂：模型仿佛在多少个同样可能的词元中选择。越低越好。",
    ],
  },
};
