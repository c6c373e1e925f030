# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # LM Playground: see how a language model works
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/your_account/llm-playground/blob/main/lm_playground.ipynb)
#
# A language model does one thing: it reads a text and says how likely each possible next token is. Everything else, from
# autocomplete to a chat assistant, is that one step, repeated. In this notebook you take the step apart and put it
# together again:
#
# 1. **Tokenization**: how a text becomes a list of numbers
# 2. **Architecture**: what happens to those numbers inside GPT-2, layer by layer
# 3. **Generation**: how a distribution becomes a text, and what temperature, top-k, top-p and beam search do
# 4. **Completion and instruction**: why one model continues your question and another one answers it
# 5. **The playground**: all of it in one cell, to try what you like
#
# Run the cells from top to bottom with Shift+Enter. Then change things. Nothing can break, and every number you see was
# computed by the cell above it. It works offline, on small models that come with the project; where larger ones (GPT-2,
# Qwen) are on your machine already, it uses them too.
#
# **Predict first.** Where it says *Before you run it*, answer the question for yourself, and only then run the cell below.
#
# **Exercises** end the first four sections. Each is a function to be written, in a cell that checks it: replace the line
# `raise NotImplementedError` and run the cell. If the answer is wrong, it shows the first call that went wrong, and for a common
# mistake says which. `course.hint("top_p")` gives a hint to the exercise `top_p`, `course.hint("top_p", 2)` a stronger one, and
# `print(course.solution("top_p"))` the solution.
#
# What you have solved is kept on the machine that runs the notebook, in a file of its own (on Linux
# `~/.local/share/llm-playground/course.json`), with your answers. So a new kernel or a new copy of the notebook takes nothing
# away; only on Colab the file goes when the machine does. `course.progress()` shows how far you have come.

# %%
# On Colab this installs the project; anywhere else it has been installed already, and nothing happens.
import importlib.util
import subprocess
import sys

REPOSITORY = "https://github.com/your_account/llm-playground"
if importlib.util.find_spec("llm_playground") is None:
    project = f"the-llm-playground[notebook] @ git+{REPOSITORY}"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", project]
    done = subprocess.run(pip, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        sys.exit(f"LLM Playground could not be installed from {REPOSITORY}: {reason}")

# %%
import math
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import torch
from IPython.display import Markdown, display

import llm_playground as lp
from llm_playground import course

model = lp.load("tiny-gpt2")  # the small model that most sections look at


def table(heads, rows):
    """Show rows as a table."""

    def line(cells):
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", "⏎") for cell in cells) + " |"

    display(Markdown("\n".join([line(heads), line(["---"] * len(heads)), *map(line, rows)])))


def shown(piece):
    """A token with its spaces visible, for a table."""
    return f"`{piece.decode(errors='replace').replace(' ', '␣')}`"


# %% [markdown]
# ## 1 Tokenization: from text to numbers
#
# A model computes with numbers, so a text is cut into pieces from a fixed list, the **vocabulary**, and each piece is
# replaced by its place in that list, its **id**. A piece is called a **token**. What should a token be? Let us try the two
# obvious answers first, see where each fails, and then meet the compromise that GPT-2 and nearly all models since then use.
#
# After this section you can
#
# - say why a vocabulary of words and one of characters both fail,
# - learn byte-pair merges from a text, and tell beforehand which comes first,
# - explain why a token may be half a word, a word with a space, or part of a character.
#
# We need some text. The bundled models learned from a *story world*, a program that writes simple English. Here are two
# hundred of its documents to build a vocabulary from, and two hundred others, to see how well it works on new text.

# %%
from llm_playground.corpus.world import documents

corpus = "\n".join(document.text for document in documents(200, seed=1))
new_text = "\n".join(document.text for document in documents(200, seed=2))
print(corpus[:300], "...")
print(f"\n{len(corpus):,} characters to learn from, {len(new_text):,} new ones")

# %% [markdown]
# ### 1.1 Words
#
# One token for each word and each punctuation mark. It is what a person would try first.


# %%
def words_of(text):
    return re.findall(r"\w+|[^\w\s]", text)


UNKNOWN = 0
word_ids = {"<unk>": UNKNOWN} | {word: id for id, word in enumerate(sorted(set(words_of(corpus))), start=1)}
words = list(word_ids)


def encode_words(text):
    return [word_ids.get(word, UNKNOWN) for word in words_of(text)]


sentence = "The little robot wanted to see how a language model works."
ids = encode_words(sentence)
print(len(word_ids), "words in the vocabulary")
print(ids)
print(" ".join(words[id] for id in ids))

# %% [markdown]
# Every word that was not in the corpus becomes the same `<unk>`, and what it said is lost for good: no model, however
# clever, can get it back. (The spaces are gone as well.) How many words of the new text are unknown, if we learn the
# vocabulary from more and more of the corpus?

# %%
new_words = words_of(new_text)
for share in (0.05, 0.1, 0.25, 0.5, 1.0):
    known = set(words_of(corpus[: int(share * len(corpus))]))
    unknown = sum(word not in known for word in new_words) / len(new_words)
    print(f"{share:>5.0%} of the corpus: {len(known):5,} words known, {unknown:6.2%} of the new text unknown")

# %% [markdown]
# It falls, because the story world is a small place: its words come from closed lists, and in the end nearly all of them have
# been seen. Real text has no such end. There are always new names, numbers, typing errors and words of other languages, so
# a vocabulary of words grows and grows, and still something is unknown.
#
# ### 1.2 Characters
#
# The other extreme: one token for each character. The vocabulary becomes tiny, and no word is unknown any more.

# %%
characters = sorted(set(corpus))
character_ids = {character: id for id, character in enumerate(characters)}
print(len(characters), "characters:", "".join(characters).replace("\n", "⏎"))

ids = [character_ids[character] for character in sentence]
print(ids)
print("".join(characters[id] for id in ids))
print(f"{len(ids)} tokens, where words needed {len(words_of(sentence))}")

# %% [markdown]
# Now the text comes back exactly. But the sequences are about five times as long, and a model pays for length: it makes one step
# for each token, and attention compares every token with all those before it. Also each token alone says very little.
# And a character that the corpus never had is still unknown:

# %%
[character for character in "Zoë ate a 🍕" if character not in character_ids]

# %% [markdown]
# That last problem has a neat solution. In a computer every text is a sequence of **bytes** (UTF-8), and there are only
# 256 different bytes. A vocabulary that begins with those 256 can write *any* text in any language, emoji included.

# %%
print(list("Zoë 🍕".encode()))

# %% [markdown]
# ### 1.3 Byte-pair encoding
#
# BPE starts from bytes and grows longer tokens where they pay off. Count all pairs of neighbours, make the most frequent
# pair a new token, and repeat:
#
# $$(a^*, b^*) = \arg\max_{(a, b)} \mathrm{count}(a, b) \qquad\text{then replace every } a\,b \text{ by the new token } ab$$
#
# That is the whole algorithm. Frequent words become one token, rare words stay a few pieces, and nothing is ever unknown.
# Pairs never cross the border between two words, so the text is first cut by a pattern. Here it is, in three short functions:

# %%
PATTERN = re.compile(r" ?[^\W\d_]+|\d| ?[^\s\w]+|\s+|_")


def merge(pieces, pair):
    """Replace every occurrence of `pair` in a word: (a, b, a, b, c) with the pair (a, b) becomes (ab, ab, c)."""
    merged = []
    for piece in pieces:
        if merged and (merged[-1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(merged)


def learn_bpe(text, merges):
    """The most frequent pair, `merges` times."""
    counts = Counter(tuple(bytes([b]) for b in word.encode()) for word in PATTERN.findall(text))
    learned = []
    for _ in range(merges):
        pairs = Counter()
        for pieces, count in counts.items():
            for pair in pairwise(pieces):
                pairs[pair] += count
        best, _ = max(pairs.items(), key=lambda item: item[1])
        learned.append(best)
        joined = Counter()
        for pieces, count in counts.items():
            joined[merge(pieces, best)] += count
        counts = joined
    return learned


def encode_bpe(text, learned):
    """Cut into words, then apply the merges in the order in which they were learned."""
    tokens = []
    for word in PATTERN.findall(text):
        pieces = tuple(bytes([b]) for b in word.encode())
        for pair in learned:
            pieces = merge(pieces, pair)
        tokens += pieces
    return tokens


# %% [markdown]
# **Before you run it:** the whole text is "low lower lowest", and a space belongs to the word after it. Which pair is joined first,
# and which piece do the first two merges make?

# %%
few = learn_bpe("low lower lowest", 4)
for number, (a, b) in enumerate(few, start=1):
    print(f"merge {number}: {a.decode()!r} + {b.decode()!r}")
assert few[:2] == [(b"l", b"o"), (b"lo", b"w")]

# %% [markdown]
# Two pairs occur three times each, "l o" and "o w", and the one that was met first wins; then every "lo" stands before a "w", and
# "low" is a piece after two merges. Now the same on the two hundred documents:

# %%
learned = learn_bpe(corpus, 300)
print("The first merges:", [(a + b).decode() for a, b in learned[:12]])
print("Later ones:      ", [(a + b).decode() for a, b in learned[-12:]])

# %% [markdown]
# Read the first merges: the most frequent pairs are pieces of English. Now watch a sentence shrink as the vocabulary grows.
# The dots are the borders between tokens.

# %%
for merges in (0, 20, 100, 300):
    tokens = encode_bpe(sentence, learned[:merges])
    print(f"{256 + merges:3} tokens in the vocabulary, {len(tokens):2} for the sentence:", end=" ")
    print("·".join(token.decode() for token in tokens))

assert b"".join(encode_bpe("Zoë ate a 🍕", learned)).decode() == "Zoë ate a 🍕"  # nothing is unknown, nothing is lost

# %% [markdown]
# The same with the library, which keeps every merge. One thing has to be settled first: which pair wins when two are equally
# frequent? Our function takes the one that it met first, so we ask the library for the same rule. Then all 300 merges agree.
# Drag through them and see the text re-tokenize; beside it stand the pairs that were most frequent at that moment.

# %%
trained = lp.train_bpe(corpus, 556, pattern=PATTERN.pattern, tie_rule="first_seen", look_at=new_text[:1500])
assert [trained.tokenizer.piece(merge.new_id) for merge in trained.history.merges] == [a + b for a, b in learned]
trained

# %% [markdown]
# The bundled models use this method, with 2,048 tokens learned from much more text and a slightly longer pattern (it keeps
# endings such as 's and 'll together). A tokenizer's `explain` keeps the bytes of each token and the characters that it
# covers. Point at a token, or move through them with the arrow keys:

# %%
model.tokenizer.explain("The little robot wanted to see Zoë, who ate a 🍕.")

# %% [markdown]
# Three things to notice. A space belongs to the word *after* it, so "robot" at the beginning of a text and " robot" in the
# middle are two different tokens. A name or an emoji that was rare in training falls apart into several tokens, down to
# single bytes. And a token need not be a whole character: the four bytes of the emoji are four tokens.
#
# ### 1.4 TikToken
#
# TikToken is the fast tokenizer of OpenAI's models. It is byte-pair encoding as well; the merges are a table of *ranks*
# (lower rank: merged earlier) and the cutting pattern is a regular expression. Given the ranks and the pattern of our
# bundled tokenizer, it gives the same ids, token for token:

# %%
import json

import tiktoken

special_tokens = model.tokenizer.special_tokens
settings = json.loads((model.info.folder / "tokenizer.json").read_text(encoding="utf-8"))
fast = tiktoken.Encoding(
    "tiny-gpt2",
    pat_str=settings["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"],
    mergeable_ranks={model.piece(id): id for id in range(model.vocab_size) if id not in special_tokens.values()},
    special_tokens=special_tokens,
)
print(fast.encode(sentence))
print(model.tokenizer.encode(sentence))
assert fast.encode(new_text) == model.tokenizer.encode(new_text)
print(f"the same {len(fast.encode(new_text)):,} ids for all of the new text")

# %% [markdown]
# ### 1.5 Side by side
#
# How do other tokenizers cut the same text? One of each kind comes with the package, trained on its stories. Those of GPT-2
# (50,257 tokens), GPT-4 (`cl100k_base`, about 100,000) and GPT-4o (`o200k_base`, about 200,000) are files of one to four
# megabytes, which TikToken downloads when it is first asked; this cell uses those that are on your machine already. Where
# the tokenizers disagree, their tokens stand below each other.

# %%
from llm_playground.tokenization.adapters.tiktoken import is_cached

of_openai = [f"tiktoken:{name}" for name in ("gpt2", "cl100k_base", "o200k_base") if is_cached(name)]
lp.compare_tokenizers("Tokenization of 12345 pizzas: 🍕 für alle!", ["tiny-gpt2", "word", "wordpiece", *of_openai])

# %% [markdown]
# ### 1.6 Special tokens
#
# A few ids stand for no text at all. `<|endoftext|>` separates documents, and a model that predicts it says "the text is
# finished". Chat models have more, and section 4 shows what they do. If somebody *types* those letters they are ordinary
# text, and are cut like any other; otherwise a user could end the text, or speak with somebody else's voice.

# %%
print("typed by a user:      ", model.tokenizer.encode("The end.<|endoftext|>"))
print("meant by the program: ", model.tokenizer.encode("The end.<|endoftext|>", allow_special=True))

# %% [markdown]
# **Try it.** Which English word that you use every day takes the most tokens? Does "Robot" cost more than "robot"? What
# about a text in another language?
#
# ### 1.7 Key points
#
# - Words give short sequences, but what is not in the list is lost. Characters lose far less, but give long sequences.
# - Byte-pair encoding begins with the 256 bytes, so it can write any text, and joins the most frequent pair again and again.
# - A text is encoded by the merges in the order in which they were learned.
# - Tokens are bytes: a space belongs to the word after it, and a character can be spread over several tokens.
# - A special token stands for no text. Who types its letters gets ordinary tokens.
#
# ### 1.8 Exercises
#
# From easy to hard. The beginning of this notebook says how hints and the solution come. The others of this section,
# <other exercises of tokenization>, are asked for by their names: `course.exercises["bpe_merge"]` shows what is to be done.

# %% [markdown]
# #### exercise: utf8_bytes
# The smallest tokens of byte-pair encoding are bytes: see how many of them a letter takes, an umlaut, an emoji.

# %% [markdown]
# #### exercise: fertility
# How well a tokenizer fits a language is said by two numbers, and users of the language pay for them with every request.

# %% [markdown]
# #### exercise: decode_tokens
# Everything that a model writes comes to you through this function, also where a text stops within a character.

# %% [markdown]
# #### exercise: bpe_encode
# `encode_bpe` above goes through all merges for each word. This way looks only at the pairs that are there, as tokenizers do.

# %% [markdown]
# ## 2 Architecture: what happens inside
#
# Ids go in, and for each of them comes out one number, a *logit*, for every token of the vocabulary: how well would that
# token fit next? We follow the numbers through `tiny-gpt2`. It has the architecture of GPT-2, only smaller. Four layers have
# plainer names here than in GPT-2's files: `qkv_proj` is called `attn.c_attn` there, `out_proj` is `attn.c_proj`, `up_proj`
# is `mlp.c_fc` and `down_proj` is `mlp.c_proj`.
#
# After this section you can
#
# - compute a block of GPT-2 by hand, and say the shape of what each part reads and writes,
# - read an attention pattern, and say why no token looks ahead,
# - say what the models of today do otherwise, and what storing weights in 4 bits changes.
#
# ### 2.1 A linear layer
#
# Most of a model's parameters sit in one kind of layer; nearly all others are in the table of embeddings. A linear layer
# multiplies a vector $x$ by a matrix $W$ and adds a bias $b$: each number it writes is a weighted sum of all the numbers it
# reads.
#
# $$y = W x + b \qquad\text{that is}\qquad y_i = \sum_j W_{ij}\, x_j + b_i$$
#
# From 4 numbers to 3 that takes $3 \cdot 4$ weights and $3$ biases:

# %%
torch.manual_seed(0)
layer = torch.nn.Linear(in_features=4, out_features=3)
x = torch.tensor([1.0, -2.0, 0.5, 3.0])

W, b = layer.weight.detach(), layer.bias.detach()
by_hand = [sum(W[i, j] * x[j] for j in range(4)) + b[i] for i in range(3)]
print("by hand:  ", [round(float(y), 4) for y in by_hand])
print("the layer:", [round(float(y), 4) for y in layer(x).detach()])
print(sum(parameter.numel() for parameter in layer.parameters()), "parameters")

# %% [markdown]
# What the layer does depends on its parameters alone, and those are what training finds.
#
# ### 2.2 The whole model
#
# Here is every part of `tiny-gpt2`, with the shape of its weights and how many parameters it has. Open the parts with the
# arrow keys or by clicking.

# %%
lp.anatomy("tiny-gpt2")

# %% [markdown]
# Read it from top to bottom and you have the path of the data:
#
# | part | what it does | formula |
# |---|---|---|
# | `wte`, `wpe` | look up a vector for the token and one for its position, and add them | $x_t = W_{te}[\text{id}_t] + W_{pe}[t]$ |
# | `h.0` … | each block adds to that vector, twice | $x \leftarrow x + \mathrm{attn}(\mathrm{ln}_1(x))$, $\;x \leftarrow x + \mathrm{mlp}(\mathrm{ln}_2(x))$ |
# | `ln_f`, `lm_head` | compare the last vector with every token's | $\text{logits} = W_{te}\, \mathrm{ln}_f(x)$ |
#
# The vector that the blocks add to is called the **residual stream**. Nothing overwrites it; every part reads from it and
# adds to it.
#
# ### 2.3 One block, by hand
#
# We send a real prompt through the first block and compute every step ourselves. `capture` runs the model once and keeps
# what it computed on the way, by name, so that each of our steps can be checked against the model's own.

# %%
from llm_playground.transformer.capture import capture

prompt = "Once upon a time, there was a little"
encoding = model.tokenizer.explain(prompt)
transformer = model.transformer
activations = capture(transformer, encoding.ids)
block = transformer.h[0]
T, C = len(encoding.ids), transformer.config.n_embd
H, D = transformer.config.n_head, transformer.config.head_dim
print(f"T = {T} tokens, each a vector of C = {C} numbers; H = {H} heads of D = {D} dimensions\n")
print(capture(transformer, encoding.ids, "h.0.*"))


def check(name, ours):
    """Our numbers beside the model's own."""
    difference = float((ours - activations[name]).abs().max())
    assert difference < 1e-4, f"{name} differs by {difference}"
    print(f"{name:18} shape {tuple(ours.shape)!s:14} largest difference {difference:.1e}")


# %% [markdown]
# **Embeddings.** A table lookup for the token, one for the position, and a sum.

# %%
ids = torch.tensor(encoding.ids)
x = transformer.wte.weight[ids] + transformer.wpe.weight[:T]
check("h.0.resid_pre", x)

# %% [markdown]
# **Layer norm** brings each token's vector to mean 0 and variance 1, so that the next layer always reads numbers of the
# same size; then it scales and shifts each channel by a learned $\gamma$ and $\beta$. ($\varepsilon$ is a tiny constant
# against division by zero.)
#
# $$\mathrm{ln}(x) = \gamma \cdot \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta$$


# %%
def layer_norm(x, ln):
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return ln.weight * (x - mean) / torch.sqrt(variance + ln.eps) + ln.bias


normed = layer_norm(x, block.ln_1)
check("h.0.ln_1", normed)
plain = (normed - block.ln_1.bias) / block.ln_1.weight  # without the last step, the scale and shift
for name, vector in (("before", x[-1]), ("normed", plain[-1]), ("scaled and shifted", normed[-1])):
    print(f"the last token, {name:18}: mean {vector.mean():7.4f}, variance {vector.var(unbiased=False):7.4f}")

# %% [markdown]
# **Attention** lets tokens read from one another. From its vector each token makes a **query** (what am I looking for?), a
# **key** (what do I offer?) and a **value** (what do I pass on?), for each head. In GPT-2 one linear layer makes all three.

# %%
qkv = normed @ block.attn.qkv_proj.weight.T + block.attn.qkv_proj.bias
q, k, v = (part.reshape(T, H, D) for part in qkv.split(H * D, dim=-1))
for name, part in (("q", q), ("k", k), ("v", v)):
    check(f"h.0.attn.{name}", part)

# %% [markdown]
# A query and a key that point the same way give a high **score**. A token must not look ahead, because when it is generated
# what comes after it does not exist yet; so those scores are set to $-\infty$. The softmax makes weights of the scores:
# positive, and 1 in sum. That is the attention **pattern**, and with it each head takes a weighted mean of the values.
#
# $$\text{scores}_{ts} = \frac{q_t \cdot k_s}{\sqrt{D}} \;\;(s \le t), \qquad
# \text{pattern}_{ts} = \frac{e^{\text{scores}_{ts}}}{\sum_{r \le t} e^{\text{scores}_{tr}}}, \qquad
# z_t = \sum_{s \le t} \text{pattern}_{ts}\, v_s$$
#
# **Before you run it:** which shape has the pattern, of $H$ heads and $T$ tokens? And what stands in the row of the first token?

# %%
scores = torch.einsum("thd,shd->hts", q, k) / math.sqrt(D)
ahead = torch.ones(T, T, dtype=torch.bool).triu(1)
scores = scores.masked_fill(ahead, -math.inf)
pattern = torch.exp(scores) / torch.exp(scores).sum(-1, keepdim=True)
check("h.0.attn.pattern", pattern)
print("the row of the first token:", *(f"{float(weight):g}" for weight in pattern[0, 0]))
assert (pattern[:, 0, 0] == 1).all()  # in every head: it has only itself to read from

z = torch.einsum("hts,shd->thd", pattern, v)
check("h.0.attn.z", z)

# %% [markdown]
# The heads' results are laid side by side, mixed by one more linear layer, and **added** to the stream.

# %%
attn_out = z.reshape(T, H * D) @ block.attn.out_proj.weight.T + block.attn.out_proj.bias
check("h.0.attn_out", attn_out)
x = x + attn_out
check("h.0.resid_mid", x)

# %% [markdown]
# **The feed-forward network** (MLP) treats each token alone: widen the vector fourfold, bend it with a non-linearity, and
# narrow it again. Without the bend, two linear layers would be no more than one. GPT-2 bends with GELU, which lets large
# numbers pass and flattens negative ones:
#
# $$\mathrm{mlp}(x) = W_{down}\, \mathrm{gelu}(W_{up}\, x + b_{up}) + b_{down}, \qquad
# \mathrm{gelu}(u) \approx \tfrac{u}{2}\left(1 + \tanh\left(\sqrt{\tfrac{2}{\pi}}\,(u + 0.044715\, u^3)\right)\right)$$


# %%
def gelu(u):
    return 0.5 * u * (1 + torch.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3)))


normed = layer_norm(x, block.ln_2)
check("h.0.ln_2", normed)
inner = normed @ block.mlp.up_proj.weight.T + block.mlp.up_proj.bias
check("h.0.mlp_pre", inner)
mlp_out = gelu(inner) @ block.mlp.down_proj.weight.T + block.mlp.down_proj.bias
check("h.0.mlp_out", mlp_out)
x = x + mlp_out
check("h.0.resid_post", x)

# %% [markdown]
# That is a complete block of GPT-2. The other blocks have the same shape and other weights: `h.1` reads what `h.0` left in
# the stream, and so on. The real GPT-2 small has 12 of them, with $C = 768$ and 12 heads.
#
# ### 2.4 Where do the heads look?
#
# Each row of a pattern belongs to one token and shows which tokens it reads from. How much of their attention do the heads
# give, on average, to the token just before, and how much to the very first token of the text?

# %%
rows = []
for layer in range(transformer.config.n_layer):
    for head, of_head in enumerate(activations[f"h.{layer}.attn.pattern"]):
        before, first = of_head.diagonal(-1)[1:].mean(), of_head[2:, 0].mean()  # from the third token on
        rows.append([f"{layer}.{head}", float(before), float(first)])
rows.sort(key=lambda row: row[1] - row[2], reverse=True)
table(
    ["layer.head", "to the token before", "to the first token"], [[name, f"{a:.0%}", f"{b:.0%}"] for name, a, b in rows]
)

# %% [markdown]
# At the top of the table stand heads that read more from the token just before than from the first one; at the bottom those
# that rest on the first token, which is where many heads look when they find nothing to read. None of them does only one
# thing. Look at the two ends of the table, and then at the others: choose a layer and a head.

# %%
layer, head = map(int, rows[0][0].split("."))
lp.inspect("tiny-gpt2", prompt, layer=layer, head=head)

# %% [markdown]
# ### 2.5 From the last vector to the next token
#
# After the last block, the final norm and one product with the embedding table: the more a token's own vector points the
# way of the stream, the higher its logit. (GPT-2 uses the table twice, at the entrance and at the exit; the embeddings are
# *tied*.) The softmax over all logits is the distribution of the next token.
#
# $$p_i = \frac{e^{\text{logit}_i}}{\sum_j e^{\text{logit}_j}}$$

# %%
last = layer_norm(activations[f"h.{transformer.config.n_layer - 1}.resid_post"], transformer.ln_f)
logits = last @ transformer.wte.weight.T
check("logits", logits)
other_end = capture(transformer, [*encoding.ids[:-1], 0])  # another last token changes nothing before it
assert torch.allclose(other_end["logits"][:-1], activations["logits"][:-1], atol=1e-4)

probabilities = torch.softmax(logits[-1], dim=-1)  # after the last token of the prompt
five = torch.topk(probabilities, 5)
rows = [
    [place + 1, shown(model.piece(int(id))), f"{float(logits[-1, id]):.2f}", f"{float(p):.1%}"]
    for place, (p, id) in enumerate(zip(five.values, five.indices, strict=True))
]
others = 1 - float(five.values.sum())
table(
    ["rank", "token", "logit", "probability"],
    [*rows, ["", f"all others: {model.vocab_size - 5:,} tokens", "", f"{others:.1%}"]],
)

# %% [markdown]
# Those are the five most likely tokens after "*Once upon a time, there was a little*".
#
# ### 2.6 Since GPT-2
#
# Models of today (Llama, Qwen, Mistral …) keep this plan and change a few parts. `tiny-qwen` has the architecture of Qwen2:
#
# | | GPT-2 | Qwen2 | why |
# |---|---|---|---|
# | norm | LayerNorm | RMSNorm: $\gamma \cdot x / \sqrt{\mathrm{mean}(x^2) + \varepsilon}$ | as good, with less to compute |
# | positions | a learned vector each | RoPE: queries and keys are turned by an angle that grows with the position | what counts is the distance between two tokens |
# | attention | each head has its own keys and values | grouped-query: several heads share them | less to remember while generating |
# | MLP | GELU | SwiGLU: $W_{down}(\mathrm{silu}(W_{gate}\,x) \cdot W_{up}\,x)$ | better for the same size |

# %%
lp.anatomy("tiny-qwen")

# %% [markdown]
# ### 2.7 The same weights in fewer bits
#
# A weight of `tiny-gpt2` takes 32 bits while it computes. Does it need them? The files that people run on a laptop (GGUF, of
# llama.cpp and Ollama) store weights in **blocks** of 32 that stand side by side in a row. The type `Q4_0` keeps one *scale* $d$
# of 16 bits for a block, and of each weight a whole number $q$ from 0 to 15, its *code*:
#
# $$d = \frac{w_\text{furthest from 0}}{-8} \qquad q = \left\lfloor \frac{w}{d} + 8.5 \right\rfloor \qquad w \approx d \cdot (q - 8)$$
#
# That is $16 + 32 \cdot 4 = 144$ bits for 32 weights: 4.5 bits each, in place of 32. By hand, for the first block of the
# first MLP:

# %%
weights = transformer.h[0].mlp.up_proj.weight[0, :32].numpy()

d = weights[np.abs(weights).argmax()] / -8
q = np.floor(weights / d + 8.5).clip(0, 15)
read_back = np.float32(np.float16(d)) * (q - 8)  # the scale is stored in 16 bits, too
print("codes:", *q.astype(int))
print(f"the scale is {d:.4f}; no weight moved by more than {np.abs(read_back - weights).max():.4f}")

# %% [markdown]
# The library's own quantizer, whose bytes are those of llama.cpp, says the same:

# %%
from llm_playground.quantization.types import TYPES, dequantize, quantize

stored = quantize(weights[None], "Q4_0")
print(stored.size, "bytes in place of", weights.nbytes)
assert np.array_equal(dequantize(stored, "Q4_0")[0], read_back)

# %% [markdown]
# What does it do to the model? Here all its matrices are stored in eight types, and after each token of a text the
# distributions are held against those in 32 bits. KL says how far apart they are: 0 where nothing changes. Where another
# token becomes the likeliest, greedy decoding would go another way. Choose a type, and point at the weights of its block.

# %%
lp.quantize("tiny-gpt2", "Tom saw a big red")

# %% [markdown]
# In 16 bits nothing changes that could be seen, in 8.5 (`Q8_0`) hardly anything, and below that it begins to show. A file in any
# of these types is one line away: `lp.export_gguf("tiny-gpt2", "tiny-gpt2.gguf", "Q4_0")`.
#
# **Try it.** `Q4_1` stores the least weight $m$ of a block beside the scale, and the codes count from there:
# $w \approx d \cdot q + m$ with $d = (\max w - \min w) / 15$ and $q = \lfloor (w - m) / d + 0.5 \rfloor$. Write it below. The cell
# tells how many of your codes are those of the library.


# %%
def codes_of_q4_1(weights):
    """The 32 codes of a block, from 0 to 15."""
    return np.zeros(32)  # replace this


def check_codes(codes):
    """How many of these codes are those of the library."""
    expected = TYPES["Q4_1"].blocks(weights[None]).codes[0]
    right = int((np.asarray(codes) == expected).sum())
    print("Right: all 32 codes." if right == 32 else f"Not yet: {right} of 32 codes are right.")


check_codes(codes_of_q4_1(weights))

# %% [markdown]
# **Try it.** Count the parameters of one block of the real GPT-2 small ($C = 768$) by hand, and check yourself: 12 blocks,
# 50,257 tokens, 1,024 positions and the last norm make 124,439,808 in all.
#
# ### 2.8 Key points
#
# - Each token has one vector, the residual stream. Attention and MLP of each block read from it and add to it.
# - Only in attention do tokens read from one another, and only from themselves and what stands before them.
# - The logits compare the last vector with the embedding of every token.
# - Newer models change the parts (norm, positions, attention, MLP) and keep the plan.
# - Weights in 8 bits hardly change the distribution; in 4 bits it begins to show.
#
# ### 2.9 Exercises
#
# From easy to hard; the beginning of this notebook says how hints and the solution come. The others of this section are
# <other exercises of architecture>: `course.exercises["causal_mask"]` shows what is to be done.

# %% [markdown]
# #### exercise: softmax
# It makes the attention pattern and the distribution of the next token. What 2.3 does works only because its scores are small.

# %% [markdown]
# #### exercise: rms_norm
# The norm of Qwen2, in the table of 2.6: what becomes of `layer_norm` if the mean is left alone.

# %% [markdown]
# #### exercise: attention_head
# One head of 2.3 as a function of its own: scores, mask, softmax and a weighted mean.

# %% [markdown]
# #### exercise: rope
# In 2.6 this is one row of a table. Here you turn the queries yourself.

# %% [markdown]
# #### exercise: kv_cache_step
# While a text grows, the keys and values of the tokens that it has stay as they are. So they are kept, and not computed again.

# %% [markdown]
# ## 3 Generation: from a distribution to a text
#
# The model gives a distribution over the next token. Somebody has to choose one, append it, and ask again. That somebody is
# the **decoding strategy**, and it is not part of the model at all: the same model can be dull or wild.
#
# After this section you can
#
# - write the loop that makes a text with a model,
# - say what temperature, top-k, top-p and min-p do to a distribution,
# - replay a random draw by hand,
# - say what beam search looks for, and what it does not promise.
#
# ### 3.1 The loop
#
# A language model is one function: ids in, the logits of the next token out. **Greedy** decoding takes the highest each
# time. Here is all there is to generating text:

# %%
prompt = "Once upon a time"
ids = model.tokenizer.encode(prompt)
for _ in range(30):
    logits = model.next_logits([ids])[0]
    ids.append(int(np.argmax(logits)))
text = model.tokenizer.decode(ids)
print(text)
assert text == lp.generate("tiny-gpt2", prompt, "greedy", 30)

# %% [markdown]
# `lp.trace` does the same and keeps the whole story. Each token is coloured, and underlined, by how likely the model thought
# it. Point at one, or move to it with the arrow keys: what was its rank, and what else could have come?

# %%
lp.trace("tiny-gpt2", prompt, "greedy", 40)

# %% [markdown]
# Greedy decoding is always the same and a little dull: it takes the likeliest token each time, and often walks in circles.
# (The likeliest token each time does not make the likeliest text, as 3.4 shows.)
#
# ### 3.2 Temperature
#
# Instead of taking the top, **draw** from the distribution, like rolling a die with 2,048 unequal sides. Temperature says
# how bold to be: divide the logits by $T$ before the softmax.
#
# $$p_i = \frac{e^{\text{logit}_i / T}}{\sum_j e^{\text{logit}_j / T}}$$
#
# Below 1 the distribution gets sharper, at 0 it is greedy, above 1 it gets flatter. The entropy tells how much is still
# open: 0 when one token is certain, $\ln 2048 \approx 7.6$ nats when all are equally likely.
#
# **Before you run it:** does a higher temperature change which tokens are the four most likely?

# %%
prompt = "Once upon a time, there was a little"
rows, orders = [], set()
for temperature in (0.5, 1.0, 1.5, 3.0):
    step = next(lp.stream("tiny-gpt2", prompt, "sample", 1, temperature=temperature, seed=0))
    stage = step.stages[-1]
    orders.add(tuple(c.id for c in stage.candidates[:4]))
    best = ", ".join(f"{shown(c.piece)} {c.probability:.1%}" for c in stage.candidates[:4])
    rows.append(
        [temperature, best, f"{1 - sum(c.probability for c in stage.candidates[:4]):.1%}", f"{stage.entropy:.2f}"]
    )
table(["temperature", "the four most likely", "all others", "entropy (nats)"], rows)
assert len(orders) == 1  # the same four tokens in the same order

# %% [markdown]
# It does not: of two logits the higher stays the higher, whatever number above 0 divides them. What grows is the share of all the
# others.
#
# ### 3.3 Top-k and top-p: cut the tail
#
# Thousands of unlikely tokens add up. Draw often enough, and sooner or later one of them comes, and the text goes astray.
#
# - **top-k** keeps the $k$ most likely tokens.
# - **top-p** keeps the most likely tokens that together hold the probability $p$: few where the model is sure, many where it
#   is not.
# - **min-p** keeps the tokens that are at least so many times as likely as the most likely one: with 0.05, a twentieth of it.
#
# What is cut gets probability 0, and the rest is scaled up to sum to 1 again. Here is one step on its way: the model's own
# distribution, after temperature, after top-p; and the draw.

# %%
step = next(lp.stream("tiny-gpt2", prompt, "top_p", 1, temperature=0.8, top_p=0.9, seed=7))
step

# %% [markdown]
# Where is the randomness? In one number $u$ between 0 and 1 per step. Lay the tokens that are left side by side, the most
# likely first, each as wide as its probability; $u$ points at one of them. A seed fixes the $u$, so the same seed gives the
# same text again. You can replay the draw by hand:

# %%
# The same step again (the same seed), this time with all tokens listed and not only the ten most likely.
step = next(lp.stream("tiny-gpt2", prompt, "top_p", 1, temperature=0.8, top_p=0.9, seed=7, top=model.vocab_size))
total = 0.0
for candidate in step.stages[-1].candidates:
    total += candidate.probability
    print(f"{candidate.piece.decode()!r:12} brings the sum to {total:.4f}")
    if total > step.choice.u:
        break
print(f"u = {step.choice.u:.4f}, so {candidate.piece.decode()!r} is drawn")
assert candidate.id == step.choice.id

# %% [markdown]
# Sure or not sure: how many tokens does top-p 0.9 keep at each step? Top-k would keep the same number everywhere.

# %%
trace = lp.trace("tiny-gpt2", "Once upon a time", "top_p", 24, top_p=0.9, seed=3)
table(
    ["token", "kept by top-p 0.9", "entropy before (nats)"],
    [[shown(step.choice.piece), step.stages[-1].kept, f"{step.stages[0].entropy:.2f}"] for step in trace.steps],
)

# %% [markdown]
# ### 3.4 Beam search
#
# Greedy takes the best *token* each time. That need not give the best *text*: a small sacrifice now may pay off later. Beam
# search follows several texts at once and keeps those whose probability *as a whole* is highest. It compares sums of
# log-probabilities, since a product of many small numbers soon becomes too small to write down:
#
# $$\log P(\text{text}) = \sum_t \log p(\text{token}_t \mid \text{all before it})$$


# %%
def logprob(trace):
    """The log-probability that the model gives to what was generated."""
    return sum(math.log(step.choice.model_probability) for step in trace.steps)


rows, beams = [], {}
for prompt in ("There was a", "Every day", "The bear", "The farmer", "Once upon a time"):
    greedy = lp.trace("tiny-gpt2", prompt, "greedy", 16)
    beams[prompt] = lp.trace("tiny-gpt2", prompt, "beam", 16, num_beams=4)
    rows.append(["greedy", greedy.text, f"{logprob(greedy):.2f}"])
    rows.append(["beam", beams[prompt].text, f"{logprob(beams[prompt]):.2f}"])
table(["", "text", "log-probability"], rows)

# %% [markdown]
# Compare the pairs. Often both find the same text, as for the last prompt. Where they differ, greedy took a likely token
# that led into unlikely ones, and could not go back; beam search had kept another beginning alive. Likely is not the same as
# good, though: read what it made of "The farmer". These are all the texts that it held in the end for the first prompt. They
# are ordered by their log-probability *per token*, so that a text is not preferred for being short:

# %%
for hypothesis in beams["There was a"].hypotheses:
    print(f"{hypothesis.score:7.3f} per token, {hypothesis.logprob:6.2f} in all:  There was a{hypothesis.text}")

# %% [markdown]
# Beam search is no guarantee, since the very best text may still be missed; and likely does not mean good. For translation it
# is a fine choice, for stories it is nearly as dull as greedy.
#
# ### 3.5 All of them, side by side
#
# One prompt, every strategy. *Mean log-probability* says how likely the model found its own text, per token. *Different
# pairs* counts how many of its pairs of neighbouring tokens are different ones: less than 100% where a text repeats itself.
# All draws use the same seed and so the same $u$ at every step. Two texts part where that $u$ falls on different tokens, either
# because a strategy cut some or because the temperature made their shares wider or narrower. Beware of the last column: a text
# of random tokens repeats nothing either.

# %%
prompt = "Once upon a time, there was a"
strategies = [
    ("greedy", {}),
    ("beam", {"num_beams": 4}),
    ("sample", {"temperature": 0.5}),
    ("sample", {"temperature": 1.0}),
    ("sample", {"temperature": 2.0}),
    ("top_k", {"top_k": 40}),
    ("top_p", {"top_p": 0.9}),
    ("min_p", {"min_p": 0.05}),
]
rows = []
for strategy, parameters in strategies:
    seed = {} if strategy in ("greedy", "beam") else {"seed": 1}  # these two draw nothing
    trace = lp.trace("tiny-gpt2", prompt, strategy, 40, **seed, **parameters)
    pairs = list(pairwise(trace.ids))
    name = " ".join([strategy, *(f"{key}={value}" for key, value in parameters.items())])
    rows.append([name, trace.text, f"{logprob(trace) / len(trace.steps):.2f}", f"{len(set(pairs)) / len(pairs):.0%}"])
table(["strategy", "text", "mean log-probability", "different pairs"], rows)

# %% [markdown]
# **Try it.** Change the seed and run the cell again: which rows change, and which cannot? At what temperature does the text
# fall apart for you?
#
# ### 3.6 Key points
#
# - The model gives a distribution, and a decoding strategy chooses: one model, many kinds of text.
# - Temperature makes the distribution sharper or flatter and keeps the order of the tokens. Top-k, top-p and min-p cut its tail.
# - All randomness is one number $u$ a step. The same seed gives the same text.
# - Beam search looks for the text that is likeliest as a whole. It may miss it, and the likeliest text need not be a good one.
#
# ### 3.7 Exercises
#
# From easy to hard; the beginning of this notebook says how hints and the solution come. The others of this section are
# <other exercises of generation>: `course.exercises["top_k"]` shows what is to be done.

# %% [markdown]
# #### exercise: temperature
# The formula of 3.2, and the one temperature for which it has no value.

# %% [markdown]
# #### exercise: top_p
# The cut of 3.3. Mind which token is the last that stays.

# %% [markdown]
# #### exercise: draw_token
# What you replayed in 3.3, as a function: one random number, one token.

# %% [markdown]
# #### exercise: perplexity
# The mean log-probability of 3.5 as a number that is easier to imagine: how many equally likely tokens would be as hard to guess.

# %% [markdown]
# #### exercise: beam_step
# One step of 3.4, with texts that end.

# %% [markdown]
# ## 4 Completion and instruction
#
# A **base model** has learned one thing: to continue text. Ask it a question, and it continues the question. An
# **instruct model** (a chat model) began as a base model and was then trained further, on conversations. `tiny-qwen` and
# `tiny-qwen-chat` are such a pair, with the same architecture and the same size.
#
# After this section you can
#
# - tell a base model from an instruct model by what it writes,
# - write a conversation in a chat template, and say what happens without one,
# - say why a high probability is no proof that a model knows something.
#
# ### 4.1 The same question to three models
#
# **Before you run it:** what will a base model write after "Who are you?", and which of the three stops by itself each time?

# %%
for question in ("What is 2+2?", "Who are you?", "What can you do?", "Thank you!"):
    rows = []
    for name in ("tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"):
        trace = lp.trace(name, question, "greedy", 40)
        kind = "answers" if lp.load(name).is_instruct else "continues"
        assert kind == "continues" or trace.finish_reason == "stop"
        written = trace.completion
        rows.append(
            [name, kind, written, {"stop": "ended by itself", "length": "cut at 40 tokens"}[trace.finish_reason]]
        )
    display(Markdown(f"**{question}**"))
    table(["model", "", "what it writes", "how it ended"], rows)

# %% [markdown]
# A base model writes what might come next in the kind of text that it was trained on. That may even be an answer, if such
# questions stood there with answers after them; but it is one continuation among others, and the text goes on from there,
# with the next question perhaps. The instruct model takes the question as meant for *it*: it answers, and then it stops.
#
# ### 4.2 The chat template
#
# How does the model know who is speaking? A conversation is written as one text with special tokens around each message;
# this form is the **chat template**, and the model was trained on nothing else. Then it does what every language model does:
# it continues. Here is exactly what `tiny-qwen-chat` reads when you ask it something:

# %%
trace = lp.trace("tiny-qwen-chat", "What is 2+2?", "greedy", 40)
print(trace.prompt.text)

# %% [markdown]
# The text ends where the assistant's turn begins, so the likeliest continuation is an answer. When it is complete, the model
# predicts `<|im_end|>`, and generation stops there. A conversation of several turns is a longer text of the same form:

# %%
messages = [
    {"role": "user", "content": "What is 2+2?"},
    {"role": "assistant", "content": trace.text},
    {"role": "user", "content": "Suggest a party theme."},
]
print(lp.trace("tiny-qwen-chat", messages, "greedy", 0).prompt.text)

# %% [markdown]
# What if the template is forgotten? It is a common mistake, and no error message tells you. Given bare ids, the same model
# reads the question without its template:

# %%
chat = lp.load("tiny-qwen-chat")
question = "What is 2+2?"
bare = lp.trace(chat, chat.tokenizer.encode(question), "greedy", 40)
table(
    ["the model reads", "and writes"],
    [
        ["the question in its template", lp.generate(chat, question, "greedy", 40)],
        ["the bare question", bare.completion],
    ],
)
assert bare.completion != lp.generate(chat, question, "greedy", 40)

# %% [markdown]
# ### 4.3 What training on conversations changed
#
# The pair has the same tokenizer, so we can lay the two distributions side by side: what do the base model and the chat
# model expect next, after the very same ids?
#
# **Before you run it:** the base model never met the special tokens of the template. Will its distribution be flat or sharp?

# %%
base_model, chat_model = lp.load("tiny-qwen"), lp.load("tiny-qwen-chat")
assert base_model.transformer.config == chat_model.transformer.config
ids = lp.trace(chat_model, "What is 2+2?", "greedy", 0).prompt.ids
tops = []
for each in (base_model, chat_model):
    step = next(lp.stream(each, ids, "greedy", 1))
    tops.append([f"{shown(c.piece)} {c.probability:.1%}" for c in step.stages[0].candidates[:5]])
    assert step.stages[0].candidates[0].probability > 0.99
table(
    ["rank", "tiny-qwen (base)", "tiny-qwen-chat"],
    [[rank, *pair] for rank, pair in enumerate(zip(*tops, strict=True), start=1)],
)

# %% [markdown]
# How sure the base model is, and of what: it never met `<|im_start|>` and `<|im_end|>` in its training, so whatever it expects
# after them means nothing, however high the number. A probability says how sure a model is, not that it has a reason.
#
# ### 4.4 The real ones: GPT-2 and Qwen
#
# The same experiment with GPT-2 (2019, 124 million parameters) and Qwen2.5-0.5B-Instruct (2024, 494 million). They are
# downloaded only if you ask for it, once, with `llm-playground pull gpt2` and `llm-playground pull qwen` in a terminal
# (548 and 988 megabytes). If they are on your machine, this cell uses them.

# %%
from llm_playground.models.hub import cached_folder

at_hand = [name for name in ("gpt2", "qwen-base", "qwen") if cached_folder(lp.CATALOG[name].hub_id)]
for name in at_hand:
    written = "".join(step.text for step in lp.stream(name, "What is the capital of France?", "greedy", 40))
    print(f"--- {name}\n{written}\n")
if not at_hand:
    print("Neither GPT-2 nor Qwen is on this machine.")

# %% [markdown]
# ### 4.5 Key points
#
# - A base model continues a text. An instruct model is a base model that was trained further, on conversations.
# - A conversation is one text with special tokens around each message; to answer is to continue it.
# - Without its template a chat model reads another text and writes something else, and no error tells you.
# - A probability says how sure a model is, and not why.
#
# ### 4.6 Exercises
#
# From easy to hard; the beginning of this notebook says how hints and the solution come. The others of this section are
# <other exercises of base_and_instruct>: `course.exercises["bits_per_byte"]` shows what is to be done.

# %% [markdown]
# #### exercise: chat_template
# What `tiny-qwen-chat` reads in 4.2, written by you.

# %% [markdown]
# #### exercise: kl_divergence
# In 4.3 you compared two distributions by eye. This is the number for it.

# %% [markdown]
# #### exercise: answer_loss
# What training on conversations lowers.

# %% [markdown]
# #### exercise: preference_loss
# After that, many chat models learn once more, from pairs of answers of which people preferred one.

# %% [markdown]
# ## 5 The playground
#
# Everything at once, for you to try: choose a model and a strategy, set its parameters, and press **Generate**. **Stop** ends
# a run in the middle. Tick **compare with a second lane** to
# run another model or strategy beside the first, on the same prompt.

# %%
lp.playground()

# %% [markdown]
# Some questions to take along:
#
# - At which temperature does `tiny-gpt2` begin to lose the thread? Does top-p 0.9 bring it back?
# - Two strategies with the same seed: where do their texts part, and what was $u$ at that token?
# - Ask `tiny-qwen` and `tiny-qwen-chat` the same thing. Then write a prompt for `tiny-qwen` that makes *continuing* it an
#   answer.
# - Point at the tokens with a thick underline, those that surprised the model. Were they the interesting moments?
#
# And these are all exercises of the course. `course.exercises["rope"]` shows one of them, with its task and a stub:

# %%
course.exercises

# %% [markdown]
# The same playground, larger, opens in the browser with `llm-playground` in a terminal. And `lp.watch_training("smoke")`
# trains a small model of your own before your eyes.
