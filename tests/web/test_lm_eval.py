"""An evaluation harness of others, lm-eval, measures a model here and finds what `lp.score` and `lp.generate` say."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.models.catalog import CATALOG
from tests.web.conftest import Served

lm_eval = pytest.importorskip("lm_eval", reason="needs lm-eval, which is large: pip install 'lm-eval[api]'")

MODEL = "tiny-gpt2"
ITEMS = [
    {"text": "What is 2+2?", "choices": [" 2+2 is 4.", " 2+2 is 5.", " a cat"], "answer": 0},
    {"text": "Once upon a time, there was a", "choices": [" said", " little", " 2+2"], "answer": 1},
    {"text": "The otter likes to", "choices": [" swim", " was", "."], "answer": 2},  # an answer that it does not choose
]
TASK = """
task: {name}
dataset_path: json
dataset_kwargs: {{data_files: {{test: {file}}}}}
test_split: test
doc_to_text: {text}
{more}
"""
TASKS = {
    "tiny_choices": (
        '"{{text}}"',
        "output_type: multiple_choice\ndoc_to_choice: choices\ndoc_to_target: answer\ntarget_delimiter: ''\n"
        "metric_list: [{metric: acc}]",
    ),
    "tiny_texts": (
        '""',
        'output_type: loglikelihood_rolling\ndoc_to_target: "{{text}}"\nmetric_list: [{metric: bits_per_byte}]',
    ),
    "tiny_answers": (
        '"{{text}}"',
        'output_type: generate_until\ndoc_to_target: "x"\ngeneration_kwargs: {until: ["."], max_gen_toks: 12}\n'
        "metric_list: [{metric: exact_match}]",
    ),
}


@pytest.mark.filterwarnings("ignore")  # of the libraries that it stands on
def test_lm_eval_finds_what_we_say(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets
    from lm_eval.tasks import TaskManager

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    file = tmp_path / "items.jsonl"
    file.write_text("\n".join(map(json.dumps, ITEMS)))
    for name, (text, more) in TASKS.items():
        (tmp_path / f"{name}.yaml").write_text(TASK.format(name=name, file=file, text=text, more=more))
    where = {"base_url": f"{served.url}/v1/completions", "model": MODEL, "max_length": 512, "max_retries": 1}
    found = lm_eval.simple_evaluate(
        model="local-completions",
        model_args=where | {"tokenizer": str(CATALOG[MODEL].bundled_folder), "tokenizer_backend": "huggingface"},
        batch_size=2,
        tasks=list(TASKS),
        task_manager=TaskManager(include_path=str(tmp_path), include_defaults=False),
        bootstrap_iters=0,
    )
    samples = {name: sorted(found["samples"][name], key=lambda sample: sample["doc_id"]) for name in TASKS}
    for item, sample in zip(ITEMS, samples["tiny_choices"], strict=True):
        scored = [lp.score(MODEL, choice, prompt=item["text"]).totals.logprob for choice in item["choices"]]
        assert [float(told[0][0]) for told in sample["resps"]] == pytest.approx(scored, abs=1e-4)
        greedy = [
            lp.generate(MODEL, item["text"], max_new_tokens=12).startswith(item["text"] + choice)
            for choice in item["choices"]
        ]
        assert [str(told[0][1]) == "True" for told in sample["resps"]] == greedy
        assert sample["acc"] == float(max(range(3), key=scored.__getitem__) == item["answer"])
    totals = [lp.score(MODEL, item["text"]).totals for item in ITEMS]
    bits = -math.fsum(each.logprob for each in totals) / math.log(2) / sum(each.bytes for each in totals)
    assert found["results"]["tiny_texts"]["bits_per_byte,none"] == pytest.approx(bits, rel=1e-5)
    for item, sample in zip(ITEMS, samples["tiny_answers"], strict=True):
        text = lp.generate(MODEL, item["text"], max_new_tokens=12, stop=["."])
        assert item["text"] + sample["resps"][0][0] == text
