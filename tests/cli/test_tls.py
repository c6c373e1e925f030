"""A certificate and its key, as somebody gives them to `serve`: what is wrong with them is one sentence."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

from llm_playground.cli.serving import _address
from llm_playground.cli.tls import read_certificate
from llm_playground.errors import InvalidValue
from tests.cli.test_serving import command
from tests.passes import SOON

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="needs openssl, which makes certificates")
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
NAMES = "subjectAltName=DNS:lab.school.example,DNS:localhost,IP:127.0.0.1"


def openssl(folder: Path, *arguments: str) -> None:
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *arguments], cwd=folder, check=True, capture_output=True, timeout=SOON)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key; another key; one that is locked; a certificate that has expired."""
    folder = tmp_path_factory.mktemp("certificates")
    subject = ("-nodes", "-subj", "/CN=lab.school.example")
    openssl(folder, "req", "-x509", *KEY, *subject, "-addext", NAMES, "-keyout", "key.pem", "-out", "cert.pem")
    openssl(folder, "req", "-new", *KEY, *subject, "-keyout", "other-key.pem", "-out", "asked.pem")
    openssl(folder, "pkey", "-in", "key.pem", "-aes256", "-passout", "pass:secret", "-out", "locked.pem")
    expired = ("x509", "-req", "-in", "asked.pem", "-signkey", "other-key.pem", "-days", "-1", "-out", "old.pem")
    openssl(folder, *expired)
    (folder / "text.pem").write_text("not a certificate")
    return folder


def test_a_certificate_tells_whom_it_is_for(files: Path) -> None:
    certificate = read_certificate(files / "cert.pem", files / "key.pem")
    assert certificate is not None
    assert certificate.names == ("lab.school.example", "localhost", "127.0.0.1")
    assert _address("0.0.0.0", 1, certificate) == "https://127.0.0.1:1"
    assert _address("192.0.2.7", 1, certificate) == "https://lab.school.example:1"
    assert read_certificate(None, None) is None


@pytest.mark.parametrize(
    ("chain", "key", "words"),
    [
        ("cert.pem", None, "--tls-cert needs --tls-key"),
        (None, "key.pem", "--tls-key needs --tls-cert"),
        ("nowhere.pem", "key.pem", "nowhere.pem cannot be read"),
        ("cert.pem", ".", "cannot be read"),
        ("cert.pem", "other-key.pem", "is not that of the certificate"),
        ("key.pem", "key.pem", "must be a certificate and its key"),
        ("text.pem", "key.pem", "must be a certificate and its key"),
        ("cert.pem", "text.pem", "must be a certificate and its key"),
        ("cert.pem", "locked.pem", "is locked by a password"),
        ("old.pem", "other-key.pem", "has expired"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_one_sentence(
    files: Path, chain: str | None, key: str | None, words: str
) -> None:
    with pytest.raises(InvalidValue) as told:
        read_certificate(chain and files / chain, key and files / key)  # type: ignore[arg-type]
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_class_is_served_by_https_and_its_ticket_is_sent_by_nothing_else(files: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    shown = ("--tls-cert", str(files / "cert.pem"), "--tls-key", str(files / "key.pem"))
    with command("serve", "--class", "--host", "0.0.0.0", "--no-browser", "--port", "0", *shown, **home) as server:
        link = server.until(r"For the class: https://\S+")
        code = link.partition("=")[2]
        port = link.rpartition(":")[2].partition("/")[0]
        server.until("For you alone")
        assert "not encrypted" not in server.printed
        trusting = ssl.create_default_context(cafile=files / "cert.pem")
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusting, timeout=SOON) as visitor:
            answer = visitor.get("/", params={"join": code})
            assert "; Secure" in answer.headers["set-cookie"]
            assert visitor.get("/api/catalog").json()["class"] == "pupil"
            own = {"host": f"lab.school.example:{port}"}
            assert visitor.get("/healthz", headers=own).status_code == 200
