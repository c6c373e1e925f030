"""Who may ask the server, and what every answer says to the browser."""

from __future__ import annotations

import posixpath
import re
import socket
import time

import pytest

from llm_playground.web.app import PACKAGE, STYLES
from llm_playground.web.guard import HEADERS, Guard, host_name, is_loopback
from tests.web.conftest import Served
from tests.web.test_api import problem

FOREIGN_HOSTS = [
    *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.5", "", "[::1", "a b"),
    # What a lenient reader of URLs takes for a name of this machine:
    *("evil.example@127.0.0.1", "localhost/../evil", "localhost?evil.example", "127.0.0.1:abc", "localhost#"),
]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize("path", ["/", "/api/catalog", "/views/kit/dom.js"])
def test_a_foreign_host_is_421(served: Served, host: str, path: str) -> None:
    assert problem(served.client.get(path, headers={"host": host}))[0] == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:9", "[::1]:8000"])
def test_this_machine_may_call_itself_by_any_of_its_names(served: Served, host: str) -> None:
    assert served.client.get("/api/catalog", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "file://", "http://[", ""])
def test_a_foreign_origin_is_403(served: Served, origin: str) -> None:
    body = {"text": "x", "tokenizers": [served.base]}
    assert problem(served.post("/api/tokenize", body, origin=origin))[0] == 403
    assert problem(served.client.get("/api/catalog", headers={"origin": origin}))[0] == 403


@pytest.mark.parametrize("scheme", ["https", "ftp", "chrome-extension", "HTTP "])
def test_an_origin_of_another_scheme_is_403(served: Served, scheme: str) -> None:
    origin = served.url.replace("http", scheme, 1)
    assert problem(served.client.get("/api/catalog", headers={"origin": origin}))[0] == 403


def test_two_origins_are_403_even_if_the_first_is_its_own(served: Served) -> None:
    own = ("origin", served.url)
    assert served.client.get("/api/catalog", headers=[own]).status_code == 200
    for other in (own, ("origin", "http://evil.example")):
        assert problem(served.client.get("/api/catalog", headers=[own, other]))[0] == 403


def test_another_page_is_403_even_without_an_origin(served: Served) -> None:
    for site in ("cross-site", "same-site"):
        assert problem(served.client.get("/api/catalog", headers={"sec-fetch-site": site}))[0] == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert served.client.get("/", headers=link).status_code == 200
    frame = link | {"sec-fetch-dest": "iframe"}
    assert served.client.get("/", headers=frame).status_code == 403
    body = {"text": "x", "tokenizers": [served.base]}
    assert problem(served.post("/api/tokenize", body, **link))[0] == 403


def test_its_own_page_may_ask(served: Served) -> None:
    body = {"text": "x", "tokenizers": [served.base]}
    headers = {"origin": served.url, "sec-fetch-site": "same-origin", "content-type": "application/json; charset=utf-8"}
    assert served.post("/api/tokenize", body, **headers).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_could_send_is_415(served: Served, kind: str) -> None:
    answer = served.client.post("/api/tokenize", content=b'{"text": "x"}', headers={"content-type": kind})
    assert problem(answer)[0] == 415


def test_a_body_that_is_too_large_is_413(served: Served) -> None:
    assert problem(served.post("/api/tokenize", {"text": "x" * 6_000_000, "tokenizers": [served.base]}))[0] == 413

    def in_parts():  # type: ignore[no-untyped-def]
        for _ in range(60):
            yield b"x" * 100_000

    # Of an unknown length: a chunk costs the parser of HTTP as much as a request, and may be one byte long.
    headers = {"content-type": "application/json"}
    assert problem(served.client.post("/api/tokenize", content=in_parts(), headers=headers))[0] == 411


def test_no_site_may_read_what_this_one_answers(served: Served) -> None:
    preflight = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    for answer in (served.client.get("/api/catalog"), served.client.options("/api/generate", headers=preflight)):
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/api/catalog", "/nowhere", "/api/nowhere", "/views/kit/dom.js"])
def test_every_answer_carries_the_headers(served: Served, path: str) -> None:
    answer = served.client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == ("no-store" if path.startswith("/api/") else "no-cache")
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_refusals_carry_them_too(served: Served) -> None:
    assert served.client.get("/", headers={"host": "evil.example"}).headers["x-content-type-options"] == "nosniff"


def test_scripts_and_styles_are_called_what_they_are(served: Served) -> None:
    assert served.client.get("/").headers["content-type"].startswith("text/html")
    assert served.client.get("/views/kit/dom.js").headers["content-type"].startswith("text/javascript")
    assert served.client.get("/web/page/page.js").headers["content-type"].startswith("text/javascript")
    assert served.client.get("/web/page/page.css").headers["content-type"].startswith("text/css")


def test_the_styles_of_the_page_come_joined_and_every_part_is_there(served: Served) -> None:
    folder = PACKAGE / "web" / "page" / "styles"
    of_door = {"door"}  # which comes before anybody is let in
    assert sorted({*STYLES} | of_door) == sorted(path.stem for path in folder.glob("*.css"))
    joined = served.client.get("/web/page/page.css").text
    places = [joined.index((folder / f"{part}.css").read_text(encoding="utf-8")) for part in STYLES]
    assert places == sorted(places)


def test_the_page_with_any_of_its_rooms_loads_in_a_quarter_of_a_megabyte(served: Served) -> None:
    """A room's scripts come when it is entered, with those that they import and have not come yet."""

    def size(path: str) -> int:
        with served.client.stream("GET", f"/{path}", headers={"accept-encoding": "gzip"}) as answer:
            assert answer.status_code == 200
            return sum(map(len, answer.iter_raw()))

    def loaded(waiting: list[str]) -> set[str]:
        """The scripts that come with these, and those themselves."""
        found: set[str] = set()
        while waiting:
            path = waiting.pop()
            found.add(path)
            waiting += [each for each in imports(path, r"^(?:import|export|\}) .*?from ") if each not in found]
        return found

    start = loaded(["web/page/page.js"])
    rooms = [each for path in start for each in imports(path, r"=> import\(")]
    assert len(rooms) >= 8
    sizes = {path: size(path) for path in start.union(*(loaded([room]) for room in rooms))}
    given = sum(map(size, ("", "api/catalog", "views/views.css", "web/page/page.css")))
    assert len(sizes) > 100
    for room in rooms:
        assert given + sum(sizes[path] for path in start | loaded([room])) < 250_000, room


def imports(path: str, before: str) -> list[str]:
    """The addresses of the scripts that a script imports; `before` is what stands before them."""
    script = (PACKAGE / path).read_text(encoding="utf-8")
    found = re.findall(rf'(?:{before})"(\.[^"]+)"', script, re.MULTILINE)
    return [posixpath.normpath(posixpath.join(posixpath.dirname(path), each)) for each in found]


def test_a_stream_is_not_compressed_and_a_file_only_for_who_reads_that(served: Served) -> None:
    headers = {"accept-encoding": "gzip"}
    run = {"model": served.base, "prompt": "the story", "max_new_tokens": 2}
    assert "content-encoding" not in served.post("/api/generate", run, **headers).headers
    assert served.client.get("/web/page/page.js", headers=headers).headers["content-encoding"] == "gzip"
    plain = served.client.get("/web/page/page.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "accept-ranges" not in plain.headers
    again = served.client.get("/web/page/page.js", headers=headers | {"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_views_show_no_python_of_ours(served: Served) -> None:
    assert served.client.get("/views/__init__.py").status_code == 404


def test_a_client_that_breaks_off_in_the_middle_of_its_body_harms_nobody(served: Served) -> None:
    port = int(served.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as half:
        head = [
            "POST /api/tokenize HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            "Content-Length: 99",
        ]
        half.sendall("\r\n".join([*head, "", '{"text"']).encode())
        time.sleep(0.05)
    assert served.client.get("/api/catalog").status_code == 200


def test_a_server_for_other_machines_knows_itself_by_address_and_name() -> None:
    open_guard, own_guard = Guard(None, "0.0.0.0"), Guard(None)  # type: ignore[arg-type]
    for host in ("192.168.1.5:8000", "[fe80::1]:8000", socket.gethostname(), "localhost"):
        assert open_guard._is_ours(host)
    assert not open_guard._is_ours("evil.example:8000")
    assert not own_guard._is_ours("192.168.1.5:8000")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        *(("a:1", "a"), ("[::1]:8000", "::1"), ("A.b", "a.b"), ("a_b-c.d", "a_b-c.d"), ("127.0.0.1:80", "127.0.0.1")),
        *(
            (host, "")
            for host in ("user@a", "a/b", "a?b", "a#b", ":1", "a:", "a:b", "a:123456", "[", "[::1", "a\n", "é")
        ),
    ],
)
def test_host_names_are_read_without_their_port(host: str, name: str) -> None:
    assert host_name(host) == name


def test_loopback_is_this_machine_alone() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "localhost", "::1", "127.8.8.8")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.5", "example.org", "")))
