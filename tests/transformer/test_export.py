"""An exported transformer is an ordinary checkpoint, for `transformers` and for us."""

import json
from dataclasses import replace

import pytest
import torch

from llm_playground.errors import CheckpointError
from llm_playground.transformer.architectures import gpt2_config
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.config import Rope, TransformerConfig
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.export import config_json, save_transformer
from llm_playground.transformer.model import Transformer

GPT2 = replace(
    gpt2_config(n_layer=2, n_head=4, n_embd=32, vocab_size=97, context_length=32),
    n_inner=96,  # not the usual 4 n_embd
)
LLAMA = replace(
    GPT2,
    family="llama",
    n_kv_head=2,
    norm="rms_norm",
    norm_eps=1e-6,
    rope=Rope(theta=5000.0),
    activation="silu",
    gated_mlp=True,
    qkv_bias=False,
    attn_out_bias=False,
    mlp_bias=False,
    tied_embeddings=False,
)
CONFIGS = {
    "gpt2": GPT2,
    "gpt2, untied": replace(GPT2, tied_embeddings=False),
    "llama": LLAMA,
    "llama, biases": replace(LLAMA, qkv_bias=True, attn_out_bias=True, mlp_bias=True),
    "llama 3.1 rope": replace(LLAMA, rope=Rope(5000.0, "llama3", factor=8.0, original_context=16)),
    "linear rope": replace(LLAMA, rope=Rope(5000.0, "linear", factor=2.0)),
    "qwen2": replace(LLAMA, family="qwen2", qkv_bias=True, tied_embeddings=True),
    "qwen2, yarn": replace(
        LLAMA, family="qwen2", qkv_bias=True, rope=Rope(5000.0, "yarn", factor=4.0, original_context=8)
    ),
    "qwen3": replace(LLAMA, family="qwen3", qk_norm=True, head_dim=16),
}


def random_transformer(config: TransformerConfig) -> Transformer:
    """Every weight drawn, biases and norms too: a tensor in the wrong place must change the logits."""
    torch.manual_seed(0)
    model = Transformer(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return model.eval()


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@torch.no_grad()
def test_transformers_computes_our_logits_from_an_exported_folder(config, tmp_path):
    transformers = pytest.importorskip("transformers")
    model = random_transformer(config)
    save_transformer(model, tmp_path, bos_id=0, eos_id=0, dtype=torch.float32)
    theirs, loading = transformers.AutoModelForCausalLM.from_pretrained(
        tmp_path, dtype=torch.float32, output_loading_info=True
    )
    assert not loading["missing_keys"]
    assert not loading["unexpected_keys"]
    assert theirs.generation_config.eos_token_id == 0
    ids = torch.randint(0, config.vocab_size, (2, config.context_length))
    torch.testing.assert_close(model(ids), theirs.eval()(ids).logits, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_what_is_saved_is_what_is_loaded(config, tmp_path):
    model = random_transformer(config)
    save_transformer(model, tmp_path, bos_id=None, eos_id=0, dtype=torch.float32)
    loaded = load_transformer(tmp_path)
    assert loaded.state_dict().keys() == model.state_dict().keys()
    for name, tensor in model.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], tensor), name
    ids = torch.arange(20)[None]
    assert torch.equal(loaded(ids), model(ids))


def test_float16_is_the_default_and_rounds_each_weight(tmp_path):
    model = random_transformer(GPT2)
    save_transformer(model, tmp_path, bos_id=0, eos_id=0)
    assert json.loads((tmp_path / "config.json").read_text())["torch_dtype"] == "float16"
    loaded = load_transformer(tmp_path, dtype=torch.float16)
    assert torch.equal(loaded.wte.weight, model.wte.weight.half())
    assert (tmp_path / "model.safetensors").stat().st_size < 3 * sum(p.numel() for p in model.parameters())


def test_a_weight_too_large_for_float16_is_refused(tmp_path):
    model = random_transformer(GPT2)
    model.ln_f.weight.data[0] = 70_000
    with pytest.raises(CheckpointError, match=r"ln_f\.weight .* torch\.float32"):
        save_transformer(model, tmp_path, bos_id=0, eos_id=0)
    assert not (tmp_path / "model.safetensors").exists()


@pytest.mark.parametrize(
    "config",
    [replace(GPT2, qkv_bias=False), replace(LLAMA, norm="layer_norm"), replace(LLAMA, family="qwen2")],
)
def test_a_model_that_its_family_cannot_express_is_refused(config):
    with pytest.raises(CheckpointError, match="cannot express"):
        config_json(config)


def test_the_configuration_survives_the_round_trip():
    assert read_config(config_json(GPT2)) == GPT2


def test_a_folder_that_cannot_be_written_gives_one_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_transformer(random_transformer(GPT2), tmp_path / "file", bos_id=0, eos_id=0)
