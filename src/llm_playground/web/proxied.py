"""What a proxy in front changes: where a request came from, whether by https, and below which path the page is."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_BY_PROXY = "llm_playground.by_proxy"  # in the scope of a request that a named proxy has brought


def came_by_proxy(scope: Scope) -> bool:
    """Whether a named proxy has brought a request, which is then the one that knows by which names it is called."""
    return _BY_PROXY in scope


class Proxied:
    """Passes requests on as they left the browser, if a named proxy brings them.

    From anybody else `X-Forwarded-For` and `X-Forwarded-Proto` are words of a stranger, and are not read.

    Args:
        proxies: addresses and networks, such as "10.0.0.0/8".
        root_path: below which the page is at the proxy, such as "/lab". It may cut that off, or leave it.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[str] = (), root_path: str = "") -> None:
        self._networks = [ipaddress.ip_network(each) for each in proxies]
        self.app, self._root_path = app, root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        root, path = self._root_path, scope["path"]
        if root and path == root:  # without the slash the addresses in the page would lead beside it
            query = scope["query_string"].decode("latin-1")
            there = f"{root.rpartition('/')[2]}/{query and f'?{query}'}"
            await RedirectResponse(there)(scope, receive, send)
            return
        if root and path.startswith(f"{root}/"):
            scope = {**scope, "path": path.removeprefix(root)}
        if self._is_named((scope.get("client") or ("", 0))[0]):
            scope = {**scope, **self._forwarded(Headers(scope=scope)), _BY_PROXY: True}
        await self.app(scope, receive, send)

    def _forwarded(self, headers: Headers) -> dict[str, object]:
        """What proxies tell of a request. Each adds to the end of a list what it saw itself."""
        told: dict[str, object] = {}
        scheme = headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()  # as the first one was called
        if scheme in ("http", "https"):
            told["scheme"] = scheme
        for each in reversed(",".join(headers.getlist("x-forwarded-for")).split(",")):
            if not is_address(host := each.strip()):
                break
            told["client"] = (host, 0)
            if not self._is_named(host):  # whoever stands before it in the list was named by a stranger
                break
        return told

    def _is_named(self, host: str) -> bool:
        return is_address(host) and any(ipaddress.ip_address(host) in network for network in self._networks)


def is_address(name: str) -> bool:
    """Whether a name is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
