"""What a browser keeps once it has come in: a cookie that says which person it is, signed by the server.

The server keeps no list of tickets, so they are still good after it was started anew with the same secret.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["pupil", "teacher"]
SECONDS = 12 * 3600  # that a browser keeps it: a school day


@dataclass(frozen=True, slots=True)
class Ticket:
    person: str  # random, and new for every browser
    role: Role


class Tickets:
    """Writes and reads tickets.

    Args:
        secret: of the class; whoever knows it can write tickets.
        path: of the page: what else is at the same address, as a neighbour's server on a JupyterHub, gets no ticket.
    """

    def __init__(self, secret: str, path: str = "/") -> None:
        self._secret, self._path = secret.encode(), path
        # A browser sends its cookies to every port of a machine, so two classes there need two names.
        self.name = f"class-{hashlib.sha256(self._secret).hexdigest()[:8]}"

    def cookie(self, role: Role, edition: int, secure: bool) -> str:
        """The header `Set-Cookie` for a new person. Scripts cannot read it, and other sites cannot have it sent.

        Args:
            edition: of the tickets of that role; those of another one are void.
            secure: whether it is to be sent by https alone.
        """
        ticket = Ticket(secrets.token_hex(8), role)
        value = f"{ticket.role}.{ticket.person}.{self._signature(ticket, edition)}"
        end = "; Secure" if secure else ""
        return f"{self.name}={value}; Path={self._path}; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{end}"

    def read(self, cookies: Mapping[str, str], editions: Mapping[Role, int]) -> Ticket | None:
        """The ticket among the cookies of a request, if there is a good one."""
        parts = cookies.get(self.name, "").split(".")
        role = next((role for role in editions if role == parts[0]), None)
        if role is None or len(parts) != 3:
            return None
        ticket = Ticket(parts[1], role)
        signature = self._signature(ticket, editions[ticket.role])
        return ticket if hmac.compare_digest(parts[2].encode(), signature.encode()) else None

    def _signature(self, ticket: Ticket, edition: int) -> str:
        signed = f"{edition}.{ticket.role}.{ticket.person}".encode()
        return hmac.digest(self._secret, signed, "sha256").hex()
