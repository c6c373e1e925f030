"""A record that ends a cell shows itself: as its view in a notebook, as HTML and text wherever that cannot be."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from importlib import import_module
from operator import attrgetter
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.plain.faces import FACES, face_of
from llm_playground.plain.static_parts import in_text, label, percent
from llm_playground.records import Candidate, Choice, Encoding, Stage, Step
from llm_playground.records.heads import Band, HeadExample, HeadExamples
from llm_playground.records.neurons import Firing, NeuronTexts
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_history import TrainedBPE
from llm_playground.tokenization.lab.records import Word, in_chunks, languages, word_of
from llm_playground.tokenization.lab.vocabulary import token_card
from llm_playground.widgets import Comparison, Distribution, Lens, Tokens, display
from tests.training.small_runs import preferred, tuned

WIDGET = "application/vnd.jupyter.widget-view+json"
RECORDS: dict[str, Callable[[], Any]] = {
    "Encoding": lambda: lp.load("tiny-gpt2").tokenizer.explain("Once <b>upon</b> é"),
    "LiveStep": lambda: lp.step("tiny-gpt2", "Once <b>upon</b>", "top_k", top_k=3, u=0.4),
    "Score": lambda: lp.score("tiny-gpt2", "Once <b>upon</b> a time"),
    "ComparedModels": lambda: lp.compare_models("tiny-gpt2", "tiny-qwen", "Once <b>upon</b> a time", prompt="<b>Hi"),
    "Sweep": lambda: lp.sweep(
        "tiny-gpt2", "Once <b>upon</b>", temperature=[0.5, 1.5], max_new_tokens=4, repeats=2, seed=1
    ),
    "Sweeps": lambda: lp.sweep(
        "tiny-gpt2", "Once <b>upon</b>", temperature=[0.5, 1.5], top_p=[0.5, 1], max_new_tokens=2, repeats=2, seed=1
    ),
    "Arena": lambda: lp.compare("Once <b>upon</b>", ["greedy", "sample"], max_new_tokens=6, seed=1, repeats=2),
    "Truth": lambda: lp.truth("tiny-gpt2", "Once upon a time, there was <b>"),
    "Trace": lambda: lp.trace("tiny-gpt2", "Once <b>upon</b>", "sample", 6, seed=1, temperature=1.5),
    "Diff": lambda: lp.diff(
        *(lp.trace("tiny-gpt2", "Once <b>upon</b>", "sample", 6, seed=seed, temperature=1.5) for seed in (1, 2))
    ),
    "Step": lambda: lp.trace("tiny-gpt2", "Once", "top_k", 1, seed=1).steps[0],
    "Inspection": lambda: lp.inspect("tiny-gpt2", "Once <b>upon</b> a time"),
    "Lens": lambda: lp.lens("tiny-gpt2", "Once <b>upon</b> a time"),
    "CommitmentStrip": lambda: lp.commitment("tiny-gpt2", "Once <b>upon</b> a time", 4),
    "Attribution": lambda: lp.attribution("tiny-gpt2", "Once <b>upon</b> a time"),
    "Workings": lambda: lp.workings("tiny-gpt2", "Once <b>upon</b> a time", layer=1, head=2),
    "Neighbours": lambda: lp.neighbours("tiny-gpt2", " dog"),
    "Positions": lambda: lp.positions("tiny-qwen", "Once <b>upon</b> a time"),
    "NeuronTexts": lambda: lp.neuron("tiny-gpt2", 1, 5),
    "Temperatures": lambda: lp.temperatures("tiny-gpt2", "Once <b>upon</b> a time"),
    "Features": lambda: lp.features("tiny-gpt2", "Once <b>upon</b> a time"),
    "AttributionGraph": lambda: lp.attribution_graph("tiny-gpt2", "Once <b>upon</b> a time"),
    "Feature": lambda: lp.features("tiny-gpt2", "Once <b>upon</b> a time").feature(3),
    "DictionaryCard": lambda: lp.features("tiny-gpt2", "Once").dictionary,
    "ForwardPass": lambda: lp.forward_pass("tiny-gpt2", "Once <b>upon</b> a time"),
    "Costs": lambda: lp.costs("tiny-gpt2"),
    "Quantization": lambda: lp.quantize("tiny-gpt2", "Once <b>upon</b> a time", 2, ["Q4_0"]),
    "FineTuned": lambda: tuned("Who is <b>Tom</b>?"),
    "Preferred": lambda: preferred("Who is <b>Tom</b>?"),
    "ArchitectureComparison": lambda: lp.compare_architectures("tiny-gpt2", "qwen"),
    "BeamTree": lambda: lp.beam_tree("tiny-gpt2", "Once <b>upon</b> a time", 5, num_beams=2),
    "SpeculatedText": lambda: lp.speculate("tiny-gpt2", "Once <b>upon</b> a time", "tiny-qwen", max_new_tokens=3),
    "Game": lambda: lp.guess(seed=7).guess(1, 0.4),
    "Module": lambda: lp.anatomy("tiny-gpt2"),
    "Heads": lambda: lp.heads("tiny-gpt2", "Once <b>upon</b> a time"),
    "HeadExamples": lambda: lp.head_examples("tiny-gpt2", 1, 2),
    "Effect": lambda: lp.ablate("tiny-gpt2", "Once <b>upon</b> a time", "h.1.attn.2"),
    "AblationMap": lambda: lp.ablation_map("tiny-gpt2", "Once <b>upon</b> a time"),
    "PatchingMap": lambda: lp.patching_map("tiny-gpt2", "Once <b>upon</b> a time", "Once <i>upon</i> a time"),
    "Comparison": lambda: lp.compare_tokenizers("A <b> robot", ["bpe", "word", "byte"]),
    "MergeHistory": lambda: trained().history,
    "TrainedBPE": lambda: trained(),
    "Word": lambda: word_of(trained().tokenizer, "mine", "<b><b>"),
    "TokenCard": lambda: token_card(trained().tokenizer, "<b>", 257),
    "Languages": lambda: languages({"<b>": lp.load_tokenizer("word"), "byte": lp.load_tokenizer("byte")}),
    "Chunks": lambda: in_chunks("A robot", lp.load_tokenizer("byte"), "<b>", 4),
    "BPETokenizer": lambda: BPETokenizer([], special_tokens={"<b>": 256}),
}
NEEDS_MORE = {"TokenCard", "Chunks", "Worked"}  # their views want the tokenizer, the text, the whole model
NEEDS_MORE |= {"NearestTokens", "TokenPosition", "ReadNeuron", "AllTemperatures"}  # parts of a larger view
NEEDS_MORE |= {"OpenedFeature", "Card", "Game"}


def trained() -> TrainedBPE:
    return lp.train_bpe("<b>" * 3, 260, pattern="none")


def text(record: Any) -> str:
    return face_of(record).text(record)


def html(record: Any) -> str:
    """The HTML without the bars and colours of its cells."""
    return re.sub(r' style="background:(linear-gradient|rgba)[^"]*"', "", face_of(record).html(record))


@pytest.fixture(params=RECORDS)
def record(request: pytest.FixtureRequest) -> Any:
    return RECORDS[request.param]()


def test_it_shows_text_and_html_and_in_a_notebook_a_widget(record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(display.bundle(record)) == {"text/plain", "text/html"}
    monkeypatch.setattr(display, "in_a_notebook", lambda: True)
    forms = display.bundle(record)
    has_view = type(record).__name__ not in NEEDS_MORE
    assert set(forms) == {"text/plain", "text/html"} | ({WIDGET} if has_view else set())
    assert forms["text/plain"] == text(record)


def test_nothing_in_a_text_is_rounded_into_a_lie() -> None:
    effect = lp.ablate("tiny-gpt2", "Once upon a time", "h.1.attn.2")
    assert repr(effect).splitlines()[1].startswith("  before , > 99.9 %")
    assert repr(lp.costs("tiny-gpt2")).splitlines()[2].endswith("6.14 kB")
    assert "nan" not in repr(lp.heads("tiny-gpt2", "Once"))
    text = lp.features("tiny-gpt2", "Once")
    silent = min(set(range(99)) - {each.index for each in text.active[0]})
    assert "is not active at token 0, so that it writes nothing" in repr(text.feature(silent))
    assert "‹80›" in repr(lp.forward_pass("tiny-gpt2", "😀"))


def test_without_anywidget_a_notebook_shows_html(record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "in_a_notebook", lambda: True)
    monkeypatch.setattr(display, "find_spec", lambda _: None)
    assert set(display.bundle(record)) == {"text/plain", "text/html"}


PRINTED = ["Attribution", "Heads", "HeadExamples", "Effect", "AblationMap", "PatchingMap", "CommitmentStrip", "Costs"]
PRINTED += ["Quantization", "FineTuned", "Preferred"]
PRINTED += ["Inspection", "Module", "ForwardPass", "Workings", "Features"]
PRINTED += [
    "BeamTree",
    "Neighbours",
    "Positions",
    "NeuronTexts",
    "Temperatures",
    "AttributionGraph",
    "Feature",
    "DictionaryCard",
]


@pytest.mark.parametrize("name", [*PRINTED, "ArchitectureComparison", "Lens", "Arena"])
def test_what_is_seen_inside_a_model_prints_itself_as_it_shows_itself(name: str) -> None:
    record = RECORDS[name]()
    assert repr(record) == text(record)


def test_what_models_and_users_write_stays_text(record: Any) -> None:
    assert "<b>" not in html(record)


def test_a_token_that_looks_like_a_tag_stays_text() -> None:
    encoding = Encoding("<b>", (7,), (b"<b>",), ((0, 3),))
    assert "<th>&lt;b&gt;</th>" in html(encoding)
    stage = Stage("model", {}, (Candidate(7, b"<i>", 1.0, 0.5),), 1, 0.5, 2, 0.7)
    step = Step(0, Choice(7, b"<i>", None, 0.5, 0.5, 1), (stage,), "<i>")
    page = html(step)
    assert "<td>&lt;i&gt;</td>" in page
    assert "<i>" not in page


def test_the_text_says_what_matters() -> None:
    trace = RECORDS["Trace"]()
    assert trace.text in text(trace)
    assert "tiny-gpt2 · sample · temperature 1.5 · seed 1 · 6 tokens · finish_reason length" in text(trace)
    assert "‹c3› ‹a9›" in text(RECORDS["Encoding"]())
    assert "2,271,360" in text(RECORDS["Module"]()).splitlines()[0]
    assert "4 layers, 4 heads; most likely next:" in text(RECORDS["Inspection"]())
    assert "u = 0." in text(RECORDS["Step"]())
    assert "word: 5 tokens: ␣A ␣[UNK] ␣[UNK] ␣[UNK] ␣robot" in text(RECORDS["Comparison"]())
    assert text(trained()).startswith("Training made 4 merges. The training text: 9 bytes, then 1 token.")
    assert "<b><b> in mine, after 5 merges: <b><b>" in text(RECORDS["Word"]())
    assert text(RECORDS["TokenCard"]()).startswith("<b>: token 257 of 260 in <b>, made by the merge of rank 1")
    assert "<b>: thai 13 (13 unknown) …" in text(RECORDS["Languages"]())
    assert text(RECORDS["Chunks"]()) == "2 chunks of at most 4 tokens: 7 tokens of <b>"
    assert text(RECORDS["BPETokenizer"]()) == ("BPETokenizer: 257 tokens; 1 special token: <b>; it can write any text")


def test_a_probability_has_a_bar_as_wide_as_it_says() -> None:
    page = unescape(face_of(seen := lp.inspect("tiny-gpt2", "Once upon a time there was a")).html(seen))
    bars = re.findall(r"<td style=\"background:linear-gradient\(90deg,[^ ]+ ([\d.]+)%,[^>]+>(?:> )?([\d.]+) %<", page)
    assert len(bars) >= 20
    assert all(abs(float(width) - float(said)) <= 0.1 for width, said in bars)


def test_the_largest_number_of_a_map_fills_its_cell_and_one_below_zero_has_another_colour() -> None:
    found = RECORDS["Attribution"]()
    bars = dict(
        re.findall(r"linear-gradient\(90deg,(rgba[^)]+\) [\d.]+%),[^>]+>([+-][\d.]+)<", face_of(found).html(found))
    )
    said = {float(number): bar for bar, number in bars.items()}
    assert said[max(said, key=abs)].endswith(" 100.0%")
    colours = {number > 0: bar.partition(" ")[0] for number, bar in said.items() if number}
    assert len(set(colours.values())) == 2


def test_what_is_saved_runs_nothing_and_fetches_nothing(record: Any) -> None:
    assert not re.search(r"<script|<link|<img|<iframe|https?:|url\(|\bon\w+=", face_of(record).html(record))


def test_a_view_that_was_made_by_hand_is_saved_as_what_it_was_made_from() -> None:
    for name, view in (("Encoding", Tokens), ("Step", Distribution), ("Lens", Lens), ("Comparison", Comparison)):
        record = RECORDS[name]()
        forms, _ = view(record)._repr_mimebundle_()
        assert forms["text/html"] == face_of(record).html(record)
        assert forms["text/plain"] == text(record)
        assert WIDGET in forms


def test_blocks_that_are_alike_are_written_out_once() -> None:
    lines = text(lp.anatomy("tiny-gpt2")).splitlines()
    assert sum("qkv_proj" in line for line in lines) == 1
    assert sum("the same" in line for line in lines) == 3


def test_every_number_stands_in_the_html_in_writing() -> None:
    seen = lp.inspect("tiny-gpt2", "Once upon a time")
    page = unescape(html(seen))
    for row in seen.attention.pattern:
        assert all(percent(share) in page for share in row)
    assert f"{percent(seen.next.others_mass)} in {seen.next.others_count:,} tokens" in page
    long = lp.inspect("tiny-gpt2", "Once upon a time " * 10)
    assert "too many to write out" in html(long)


def test_a_lens_is_written_out_from_the_model_down_to_block_0_and_an_attribution_part_by_part() -> None:
    lens = lp.lens("tiny-gpt2", "Once upon a time " * 5)
    page = unescape(html(lens))
    assert f"after the last 12 of {len(lens.encoding.ids)} tokens" in page
    assert page.index("<td>the model</td>") < page.index("<td>before block 3</td>") < page.index("before block 0")
    best = lens.stage(1, len(lens.encoding.ids) - 1).candidates[0]
    assert f"<td>{label(best.piece)} {percent(best.probability)}</td></tr><tr><td>before block 0</td>" in page
    found = lp.attribution("tiny-gpt2", "Once upon a time", against=" fox")
    page = unescape(html(found))
    assert "less that of ␣fox" in page
    assert all(f"<td>{name}</td><td>{value:+.3f}</td>" in page for name, value in found.parts.items())
    assert f"<td>all parts</td><td>{found.logit:.3f}</td>" in page


def test_what_is_too_long_for_a_cell_says_how_much_more_there_is() -> None:
    written = " ".join(f"{number * number}" for number in range(400)) + "x" * 5000
    history = lp.train_bpe(written, 320).history
    assert "<td>… 34 more merges</td>" in html(history)
    assert text(history).endswith("… 4 more tokens")
    compared = lp.compare_tokenizers(written, ["byte", "word"])
    figures = compared.statistics[0]
    assert f"… {figures.tokens - 60:,} more tokens" in text(compared)
    page = html(compared)
    assert f"<td>… {compared.disagreements_count - 30:,} more disagreements</td>" in page
    assert len(page) < 20_000
    assert "<td>… 70 more chunks</td>" in html(in_chunks("x" * 100, lp.load_tokenizer("byte"), "byte", 1))
    assert "(5,000 characters)" in text(Word("mine", "x" * 5000, trained_steps("x")))


def trained_steps(word: str) -> Any:
    return word_of(trained().tokenizer, "mine", word).steps


def test_figures_of_tokenizers_stand_in_the_html_in_writing() -> None:
    history = trained().history
    for merge, tokens in zip(history.merges, history.tokens[1:], strict=True):
        assert f"<td>{merge.count:,}</td><td>{tokens:,}</td>" in html(history)
    languages = RECORDS["Languages"]()
    rows = html(languages).split("<tr>")
    for sample in languages.samples:
        costs = [f"{cost.tokens:,}" for cost in languages.costs if cost.sample == sample.name]
        row = next(row for row in rows if row.startswith(f"<td>{sample.name}<"))
        assert all(cost in row for cost in costs)
    assert "<td>byte</td><td>11</td><td>256</td><td>3.67</td><td>1.00</td><td>0</td><td>yes</td>" in html(
        RECORDS["Comparison"]()
    )


def test_every_row_is_a_class_of_its_module_and_every_widget_is_there() -> None:
    for path, face in FACES.items():
        module, name = path.rsplit(".", 1)
        assert getattr(import_module(module), name).__module__ == module
        if face.widget:
            home, _, maker = face.widget.partition(".")
            assert callable(attrgetter(maker)(import_module(f"llm_playground.widgets.{home}")))


def test_what_is_not_in_the_table_says_so() -> None:
    with pytest.raises(TypeError, match="int has no face"):
        face_of(3)


@pytest.mark.parametrize("name", ["byte", "character", "word", "bpe", "wordpiece", "unigram", "sentencepiece"])
def test_a_tokenizer_shows_how_many_tokens_it_has_and_what_it_cannot_write(name: str) -> None:
    tokenizer = lp.load_tokenizer(name)
    shown = text(tokenizer)
    assert f"{type(tokenizer).__name__}: {tokenizer.vocab_size:,} tokens" in shown
    assert ("cannot write" in shown) == (tokenizer.unknown_id is not None)
    assert f"{type(tokenizer).__module__}.{type(tokenizer).__name__}" in FACES


def test_a_token_that_a_stage_does_not_list_is_a_dash_there() -> None:
    step = lp.trace("tiny-gpt2", "Once upon a time, there was a little", "top_k", 1, seed=1, top_k=2).steps[0]
    page = html(step)
    third = step.stages[0].candidates[2]
    cells = f"<td>{label(third.piece)}</td><td>{third.logit:.2f}</td><td>{percent(third.probability)}</td>"
    assert f"{cells}<td>–</td>" in page
    assert "<th>top_k 2</th>" in page


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.5, "50.0 %"),
        (0.9999, "> 99.9 %"),
        (0.9984, "99.8 %"),
        (0.0456, "4.6 %"),
        (0.00456, "0.46 %"),
        (0.00012, "0.012 %"),
        (1e-9, "< 0.001 %"),
    ],
)
def test_what_is_nearly_certain_does_not_look_certain(share: float, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (b" fox", "␣fox"),
        (b"\n\t\r", "⏎⇥␍"),
        ("é".encode()[:1], "‹c3›"),
        ("\u200b\u2028".encode(), "\\u200b\\u2028"),
        (b"\0\x1b\x7f", "␀␛␡"),
        (b"", "(nothing)"),
        ("日本".encode(), "日本"),
    ],
)
def test_a_token_is_made_visible_in_one_line(piece: bytes, shown: str) -> None:
    assert label(piece) == shown


def test_importing_the_package_in_ipython_is_enough_and_outside_it_nothing_is_loaded() -> None:
    shell = (
        "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance();"
        "import sys, llm_playground as lp;"
        "assert 'ipywidgets' not in sys.modules and 'torch' not in sys.modules;"
        "data, _ = s.display_formatter.format(lp.trace('tiny-gpt2', 'Once', 'greedy', 2));"
        "assert set(data) == {'text/plain', 'text/html'}, data;"
        "made = [lp.train_bpe('low lower', 260), lp.compare_tokenizers('A fox', ['byte']), lp.load_tokenizer('bpe')];"
        "made += [made[0].history, lp.load_tokenizer('tiny-gpt2'), lp.load_tokenizer('word')];"
        "shown = [set(s.display_formatter.format(each)[0]) for each in made];"
        "assert shown == [{'text/plain', 'text/html'}] * 6, shown;"
        "assert lp.widgets.Languages(['byte']).costs"
    )
    subprocess.run([sys.executable, "-c", shell], check=True)
    plain = "import sys, llm_playground; assert 'llm_playground.widgets.display' not in sys.modules"
    subprocess.run([sys.executable, "-c", plain], check=True)


def test_in_a_stretch_of_text_a_character_of_several_tokens_stays_one() -> None:
    pieces = ["é".encode()[:1], "é".encode()[1:], b" is\n", b" a", b" letter"]
    assert in_text(pieces, {3: ("[", "]")}) == "é is⏎[␣a] letter"
    assert in_text(pieces, {2: ("«", "»"), 4: ("[", "]")}, gap=3) == "é«␣is⏎» …  a[␣letter]"
    firing = Firing(0, tuple(pieces), (0.0, 0.0, 0.0, 1.0, 0.0), 3)
    example = HeadExample(0.5, tuple(pieces), query=4, key=3, gap=None, left_out=0)
    records = (
        NeuronTexts("m", 0, 0, "stories", 1, 5, 0.1, 1.0, (firing,)),
        HeadExamples("m", 0, 0, 1, 5, (), (), (Band(0.0, (example,)),)),
    )
    assert all("é is⏎[␣a]" in text(record) for record in records)
