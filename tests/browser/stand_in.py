"""A small server with the same routes as the real one; every record is computed by tiny-gpt2, none invented."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import math
import sys
import threading
import time
from pathlib import Path

import torch
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import llm_playground
from llm_playground.decoding import PARAMETERS, STRATEGIES
from llm_playground.decoding.distribution import summarize
from llm_playground.errors import PlaygroundError
from llm_playground.models.catalog import CATALOG
from llm_playground.playground.generation import prepare
from llm_playground.playground.loaded import loaded

torch.set_num_threads(1)
PACKAGE = Path(llm_playground.__file__).parent
DEFAULTS = {"temperature": 1, "top_k": 50, "top_p": 0.9, "min_p": 0.05, "typical_p": 0.95, "repetition_penalty": 1.2,
            "num_beams": 4, "length_penalty": 1, "early_stopping": False, "max_new_tokens": 40}
CHAT = Path(sys.argv[2]) if len(sys.argv) > 2 else None
NAMED = {"my-chat": CHAT} if CHAT else {}
SLOW = float(sys.argv[3]) if len(sys.argv) > 3 else 0.02


def js(x):
    return json.dumps(dataclasses.asdict(x) if dataclasses.is_dataclass(x) else x, default=lambda b: b.hex())


def number(x):
    return None if isinstance(x, float) and math.isinf(x) else x


async def models(_):
    rows = [{"key": e.key, "note": e.note, "kind": e.kind, "parameters": e.parameters, "licence": e.licence,
             "state": "bundled" if e.hub_id is None else "remote", "loaded": e.key == "tiny-gpt2"} for e in CATALOG.values()]
    rows += [{"key": k, "note": "a folder on this machine", "kind": "instruct", "parameters": 100000, "licence": "none",
              "state": "named", "loaded": False} for k in NAMED]
    return JSONResponse({
        "default": "tiny-gpt2", "models": rows,
        "strategies": [{"name": s.name, "effect": s.effect, "parameters": list(s.takes), "sampled": s.sampled} for s in STRATEGIES.values()],
        "parameters": [{"name": p.name, "effect": p.effect, "legal": p.legal, "hint": p.hint, "lowest": number(p.lowest),
                        "highest": number(p.highest), "whole": p.whole, "default": DEFAULTS.get(p.name)} for p in PARAMETERS.values()],
        "limits": {"prompt_characters": 20000, "max_new_tokens": 400, "runs": 4, "text_characters": 100000}})


def get(key):
    return loaded(NAMED.get(key, key))


async def tokenize(request: Request):
    b = await request.json()
    try:
        m = get(b["model"])
        return JSONResponse(json.loads(js(m.tokenizer.explain(b["text"]))) | {"model": b["model"], "vocab_size": m.tokenizer.vocab_size})
    except PlaygroundError as e:
        return JSONResponse({"error": {"message": str(e), "field": "model"}}, 400)


def lane(run, index, out, loop, closed):
    def put(event, data):
        if index is not None:
            data = {**data, "lane": index}
        loop.call_soon_threadsafe(out.put_nowait, f"event: {event}\ndata: {json.dumps(data, default=lambda b: b.hex())}\n\n")
    try:
        put("loading", {"model": run["model"], "message": f"Loading {run['model']} …"})
        r = prepare(get(run["model"]), run["prompt"], run["strategy"], run["max_new_tokens"], seed=run.get("seed"), **run.get("parameters", {}))
        m = r.model
        pieces = [m.piece(i) for i in r.prompt.ids]
        try:
            enc = dataclasses.asdict(m.tokenizer.explain(r.prompt.text))
        except Exception:
            enc = {"text": r.prompt.text, "ids": r.prompt.ids, "pieces": pieces, "spans": []}
        put("start", {"model": run["model"], "is_instruct": m.is_instruct, "prompt": dataclasses.asdict(r.prompt), "encoding": enc,
                      "seed": r.seed, "strategy": r.strategy.name, "parameters": r.strategy.parameters})
        t, n, g = time.time(), 0, r.steps(run.get("top", 10))
        text = ""
        while True:
            if closed.is_set():
                g.close()
                print("closed after", n, flush=True)
                return
            try:
                s = next(g)
            except StopIteration as end:
                put("done", {"finish_reason": end.value.finish_reason, "text": r.whole_text(text),
                             "hypotheses": [dataclasses.asdict(h) for h in end.value.hypotheses], "tokens": n, "seconds": time.time() - t})
                return
            n += 1
            text += s.text
            put("step", dataclasses.asdict(s))
            time.sleep(SLOW)
    except Exception as e:
        put("error", {"message": str(e)})
    finally:
        loop.call_soon_threadsafe(out.put_nowait, None)


async def serve(runs, indices):
    out, closed, loop = asyncio.Queue(), threading.Event(), asyncio.get_running_loop()
    try:
        for run, i in zip(runs, indices):
            threading.Thread(target=lane, args=(run, i, out, loop, closed), daemon=True).start()
        left = len(runs)
        while left:
            item = await out.get()
            if item is None:
                left -= 1
            else:
                yield item
    finally:
        closed.set()


async def generate(request: Request):
    run = await request.json()
    try:
        from llm_playground.decoding import make_strategy
        make_strategy(run["strategy"], **run.get("parameters", {}))
    except PlaygroundError as e:
        return JSONResponse({"error": {"message": str(e), "field": None}}, 422)
    return StreamingResponse(serve([run], [None]), media_type="text/event-stream")


async def compare(request: Request):
    runs = (await request.json())["runs"]
    return StreamingResponse(serve(runs, range(len(runs))), media_type="text/event-stream")


def module(name, mod):
    kind = type(mod).__name__
    shape = list(mod.weight.shape) if getattr(mod, "weight", None) is not None else None
    kids = []
    for n, c in mod.named_children():
        if type(c).__name__ == "ModuleList":
            kids += [module(f"{n}.{i}", x) for i, x in enumerate(c)]
        else:
            kids.append(module(n, c))
    seen = {id(p): p.numel() for p in mod.parameters()}
    return {"name": name, "kind": kind, "shape": shape, "parameters": sum(seen.values()),
            "note": (type(mod).__doc__ or "").split("\n")[0] if type(mod).__module__.startswith("llm_") else f"a {kind} layer",
            "children": kids}


async def inspect(request: Request):
    b = await request.json()
    try:
        m = get(b["model"])
        from transformers import AutoModelForCausalLM
        hf = AutoModelForCausalLM.from_pretrained(m.info.folder, attn_implementation="eager", dtype=torch.float32).eval()
        enc = m.tokenizer.explain(b["prompt"])
        if not enc.ids:
            raise PlaygroundError("The prompt is empty: write something to look into.")
        with torch.no_grad():
            o = hf(torch.tensor([list(enc.ids)]), output_attentions=True)
        pattern = o.attentions[b["layer"]][0, b["head"]].tolist()
        logits = m.next_logits([enc.ids])[0]
        from llm_playground.models.loading import load  # noqa
        from llm_playground.transformer.checkpoint import load_transformer  # type: ignore
        t = load_transformer(m.info.folder)
        c = t.config
        return JSONResponse(json.loads(js({
            "model": b["model"], "encoding": dataclasses.asdict(enc), "n_layer": c.n_layer, "n_head": c.n_head, "n_kv_head": c.n_kv_head,
            "attention": {"layer": b["layer"], "head": b["head"], "pattern": pattern}, "anatomy": module(b["model"], t),
            "next": dataclasses.asdict(summarize("model", {}, logits, m.piece, 20))})))
    except PlaygroundError as e:
        return JSONResponse({"error": {"message": str(e), "field": "prompt"}}, 400)


CSP = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"


class Headers:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def add(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", CSP.encode()), (b"cache-control", b"no-cache")]
            await send(message)
        await self.app(scope, receive, add)


app = Headers(Starlette(routes=[
    Route("/", lambda r: FileResponse(PACKAGE / "web/page/index.html")),
    Route("/api/models", models), Route("/api/tokenize", tokenize, methods=["POST"]), Route("/api/generate", generate, methods=["POST"]),
    Route("/api/compare", compare, methods=["POST"]), Route("/api/inspect", inspect, methods=["POST"]),
    Mount("/web/page", StaticFiles(directory=PACKAGE / "web/page")), Mount("/views", StaticFiles(directory=PACKAGE / "views"))]))
if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
