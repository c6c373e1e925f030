"""`serve` as a person starts it: what it prints, where it listens, that it opens a browser, that it ends at once."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from llm_playground.cli import classroom
from llm_playground.cli.serving import KEY_VARIABLE, _address, _key, fetching_for, offered_models
from llm_playground.web.openai.key import Key
from tests.checkpoints import add_tokenizer, make_checkpoint
from tests.passes import SOON


class Server:
    """The command, running; `printed` grows as it writes."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        clean = {
            name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "llm_playground", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=clean | environment,
        )
        self.printed = ""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed += line

    def until(self, words: str) -> str:
        deadline = time.monotonic() + SOON
        while not (found := re.search(words, self.printed)):
            assert time.monotonic() < deadline, self.printed
            assert self.process.poll() is None or self.reader.is_alive(), self.printed
            time.sleep(0.02)
        return found[0]

    @property
    def url(self) -> str:
        return self.until(r"http://\S+:\d+")

    def end(self, with_signal: int = signal.SIGINT) -> int:
        self.process.send_signal(with_signal)
        return self.ended()

    def ended(self) -> int:
        status = self.process.wait(SOON)
        self.reader.join(SOON)
        return status


@contextmanager
def command(*arguments: str, **environment: str) -> Iterator[Server]:
    server = Server(*arguments, **environment)
    try:
        yield server
    finally:
        server.process.kill()
        server.ended()
        assert server.process.stdout is not None
        server.process.stdout.close()


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("model")
    make_checkpoint(folder, "gpt2", n_positions=4000)
    add_tokenizer(folder)
    return str(folder)


def test_it_serves_the_page_and_the_models_and_ends_at_ctrl_c() -> None:
    with command("serve", "--no-browser", "--port", "0") as server:
        assert "text/html" in httpx.get(server.url, timeout=SOON).headers["content-type"]
        assert httpx.get(f"{server.url}/api/catalog", timeout=SOON).json()["default"] == "tiny-gpt2"
        assert server.end() == 0
        assert server.printed.splitlines() == [
            f"LLM Playground is at {server.url} (Ctrl+C ends it)",
            "",
            "The playground has ended.",
        ]


def test_the_command_alone_serves_and_opens_the_page(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    with command(BROWSER=f"{browser} %s") as server:
        server.until("LLM Playground is at")
        deadline = time.monotonic() + SOON
        while not opened.is_file():
            assert time.monotonic() < deadline, server.printed
            time.sleep(0.02)
        assert opened.read_text().strip() == server.url


def test_where_there_is_no_browser_it_says_so() -> None:
    with command("serve", "--port", "0") as server:
        server.until("No browser was found here: open that address in one.")


def test_a_taken_port_gives_the_next_free_one_and_says_so() -> None:
    with taken_port() as port, command("serve", "--no-browser", "--port", str(port)) as server:
        assert int(server.url.rsplit(":", 1)[1]) > port
        assert f"Port {port} is taken" in server.printed
        with command("serve", "--no-browser", "--port", str(port)) as second:
            assert int(second.url.rsplit(":", 1)[1]) > int(server.url.rsplit(":", 1)[1])


def test_where_others_reach_the_page_it_offers_only_what_was_named(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "none"))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine").symlink_to(folder)
    in_lm_studio = tmp_path / ".lmstudio" / "models" / "someone" / "robot"
    in_lm_studio.parent.mkdir(parents=True)
    in_lm_studio.symlink_to(folder)
    at = {
        others: [each.place for each in offered_models(others, tmp_path / "models") if each.place != "pip"]
        for others in (False, True)
    }
    assert at == {False: ["lmstudio", "folder"], True: ["folder"]}
    assert offered_models(True, None) == []


def test_where_others_reach_the_page_nobody_fetches_a_model_by_it() -> None:
    assert (fetching_for(others=False), fetching_for(others=True)) == ("asked", "never")


def test_a_named_model_can_be_used_and_the_first_one_is_loaded_behind_the_scenes(folder: str) -> None:
    with command("serve", "--no-browser", "--port", "0", "--model", folder) as server:
        body = {"model": folder, "prompt": "the story", "max_new_tokens": 3}
        assert "event: done" in httpx.post(f"{server.url}/api/generate", json=body, timeout=SOON).text
        deadline = time.monotonic() + SOON
        while not httpx.get(f"{server.url}/api/catalog", timeout=SOON).json()["models"][0]["loaded"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_named_model_that_cannot_be_loaded_is_told_at_the_start(folder: str, tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text("{}")
    with command("serve", "--no-browser", "--port", "0", "-m", folder, "-m", str(tmp_path)) as server:
        server.until(re.escape(f"{tmp_path} is a LoRA adapter"))
        assert folder not in server.printed


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_in_the_middle_of_a_text_and_tells_who_was_reading(folder: str, with_signal: int) -> None:
    with command("serve", "--no-browser", "--port", "0", "--model", folder, "--drain", "0") as server:
        heard: list[str] = []
        # Greedy, because a draw may hit the token that ends the text before anybody stops it.
        body: dict[str, Any] = {
            "model": folder,
            "prompt": "the",
            "strategy": "greedy",
            "max_new_tokens": 1000,
            "top": 50,
        }
        with httpx.stream("POST", f"{server.url}/api/generate", json=body, timeout=SOON) as answer:
            for line in answer.iter_lines():
                heard.append(line)
                if heard.count("event: step") == 1 and line == "event: step":
                    server.process.send_signal(with_signal)
        assert server.ended() == 0
        assert heard.count("event: step") < body["max_new_tokens"]
        assert json.loads([line for line in heard if line.startswith("data")][-1][6:]) == {
            "message": "The server was stopped.",
            "code": "stopped",
            "field": None,
            "problems": [],
        }
        assert "Traceback" not in server.printed


def test_at_sigterm_a_text_that_is_under_way_comes_to_its_end(folder: str) -> None:
    body = {"model": folder, "prompt": "the", "strategy": "greedy", "max_new_tokens": 500}
    with command("serve", "--no-browser", "--port", "0", "--model", folder, "--drain", "3600", "--log") as server:
        heard: list[str] = []
        with httpx.stream("POST", f"{server.url}/api/generate", json=body, timeout=SOON) as answer:
            for line in answer.iter_lines():
                heard.append(line)
                if heard.count("event: step") == 1 and line == "event: step":
                    server.process.send_signal(signal.SIGTERM)
        assert (heard.count("event: step"), heard.count("event: done")) == (500, 1)
        assert server.ended() == 0
        assert '"path": "/api/generate", "status": 200' in server.printed


def test_other_machines_are_let_in_only_with_a_warning() -> None:
    with command("serve", "--no-browser", "--port", "0", "--host", "0.0.0.0") as server:
        server.until("Warning: other machines can reach this server")
        assert "127.0.0.1" in server.url


def test_programs_are_let_in_from_other_machines_only_with_the_key_that_is_printed() -> None:
    with command("serve", "--no-browser", "--port", "0", "--host", "0.0.0.0", "--api") as server:
        key = server.until(r"and has the key \S+\n").split()[-1]
        assert len(key) == 32
        refused = httpx.get(f"{server.url}/v1/models", timeout=SOON)
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "wrong_key")
        answer = httpx.get(f"{server.url}/v1/models", headers={"authorization": f"Bearer {key}"}, timeout=SOON)
        assert answer.json()["data"][0]["id"] == "tiny-gpt2"


@pytest.mark.parametrize(
    ("arguments", "others", "wanted"),
    [
        ((False, None), False, None),
        ((True, None), False, Key(None)),
        ((True, "of-the-person"), False, Key("of-the-person")),
        ((True, "given"), True, Key("given")),
    ],
)
def test_a_key_is_required_where_one_is_given(
    arguments: tuple[bool, str | None], others: bool, wanted: Key | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    assert _key(*arguments, others) == wanted
    monkeypatch.setenv(KEY_VARIABLE, "of-the-environment")
    if arguments == (True, None):
        wanted = Key("of-the-environment")
    assert _key(*arguments, others) == wanted


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--api-key", "x"], "--api-key is for --api"),
        (["--api", "--api-key", "a b"], "The key is 'a b'"),
        (["--host", "no.such.host.invalid"], "There is no address"),
        (["--host", "203.0.113.7"], "Nothing can listen at 203.0.113.7"),
        (["--model", "./nowhere"], "'./nowhere' is not a checkpoint folder"),
        (["--port", "66000"], "port is 66000"),
    ],
)
def test_what_cannot_be_is_one_line_and_no_server(arguments: list[str], words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "llm_playground", "serve", "--no-browser", "--port", "0", *arguments],
        capture_output=True,
        text=True,
        timeout=SOON,
    )
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:1"), ("::", "http://[::1]:1"), ("::1", "http://[::1]:1"), ("a.b", "http://a.b:1")],
)
def test_the_address_is_one_that_a_browser_takes(host: str, address: str) -> None:
    assert _address(host, 1) == address


def test_a_class_is_told_with_a_code_to_scan_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    with command("serve", "--class", "--host", "0.0.0.0", "--no-browser", "--port", "0", **home) as server:
        code = server.until(r"type \S+").split()[1]
        teachers = server.until(r"the teacher: \S+").split()[-1]
        assert "█" in server.printed
        port = int(server.url.rsplit(":", 1)[1])
        assert f":{port}/?join={code}\n" in server.printed
        here = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{here}/api/catalog", timeout=SOON).status_code == 401
        for link in (f"{here}/?join={code}", here + teachers.partition(str(port))[2]):
            assert httpx.get(link, timeout=SOON).status_code == 303
        assert server.end() == 0
        assert "there is no password" not in server.printed
    with command("serve", "--class", "--host", "0.0.0.0", "--no-browser", "--port", str(port), **home) as server:
        if int(server.url.rsplit(":", 1)[1]) == port:  # unless another program has it by now
            server.until(re.escape(f"type {code}"))


def test_a_class_needs_an_address_that_others_reach() -> None:
    with command("serve", "--class", "--no-browser", "--port", "0") as server:
        assert server.ended() == 1
        assert "give the address to listen at too, such as --host 0.0.0.0" in " ".join(server.printed.split())


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "{}", '{"secret": 1}', "\ud800"],
)
def test_a_class_whose_file_is_damaged_or_old_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(classroom, "kept_at", lambda port: tmp_path / f"{port}.json")
    code = classroom.open_classroom(1).plan.code
    assert classroom.open_classroom(1).plan.code == code
    assert classroom.open_classroom(2).plan.code != code
    assert (tmp_path / "1.json").stat().st_mode & 0o077 == 0 or os.name == "nt"
    os.utime(tmp_path / "1.json", (0, 0))
    assert classroom.open_classroom(1).plan.code != code
    (tmp_path / "1.json").write_text(damage, encoding="utf-8", errors="surrogatepass")
    begun = classroom.open_classroom(1)
    begun.renew(everybody=False)
    assert classroom.open_classroom(1).plan == begun.plan
    begun.end()
    assert not (tmp_path / "1.json").exists()
