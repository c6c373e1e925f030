"""The playground on a JupyterHub: jupyter-server-proxy finds it by its entry point, and starts it when it is opened."""

from __future__ import annotations

import sys

NAME = "llm-playground"  # of the entry point, and so of the path below a person's own


def launcher() -> dict[str, object]:
    """How Jupyter starts the server, and what it calls it in its launcher.

    Jupyter lets in nobody but the person whose it is, and asks from this machine; what it forwards is believed.
    """
    serve = [sys.executable, "-m", "llm_playground", "serve", "--no-browser"]
    return {
        "command": [*serve, "--port", "{port}", "--proxy", "127.0.0.1", "--root-path", "{base_url}" + NAME],
        "timeout": 60,
        "launcher_entry": {"title": "LLM Playground", "category": "Notebook"},
    }
