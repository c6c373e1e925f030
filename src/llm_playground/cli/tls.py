"""`serve --tls-cert`: the certificate of a server and its key, read before anything listens."""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_playground.errors import InvalidValue, reason

# What OpenSSL finds wrong with a certificate that is trusted (X509_V_ERR_…); of the rest a browser judges.
NOT_YET, EXPIRED = 9, 10
_KEY_OF_ANOTHER = "KEY_VALUES_MISMATCH"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files that a server can show, and the names and addresses that they are for ("*.school.example" is one)."""

    chain: Path
    key: Path
    names: tuple[str, ...]

    def best_name(self, address: str) -> str:
        """What to type into a browser: the address, if the certificate is for it, else the first name that it has."""
        plain = [name for name in self.names if not name.startswith("*")]
        return address if address in plain else next(iter(plain), address)


def read_certificate(chain: Path | None, key: Path | None) -> Certificate | None:
    """The certificate in these two files; None if neither is given.

    Raises:
        InvalidValue: one without the other, a file that cannot be read or holds something else, a key of another
            certificate, or one that is locked; a certificate that is no longer valid, or not yet.
    """
    if chain is None and key is None:
        return None
    if chain is None or key is None:
        given, missing = ("--tls-key", "--tls-cert") if chain is None else ("--tls-cert", "--tls-key")
        raise InvalidValue(f"{given} needs {missing} beside it: the certificate is one file, and its key another.")
    for file in (chain, key):
        try:
            file.read_bytes()
        except OSError as error:
            raise InvalidValue(f"{file} cannot be read ({error.strerror or reason(error)}).") from error
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        server.load_cert_chain(chain, key, password=_no_password)
    except _Locked:
        raise InvalidValue(
            f"The key in {key} is locked by a password: write it without one (openssl pkey -in {key} -out FILE)."
        ) from None
    except ssl.SSLError as error:
        if error.reason == _KEY_OF_ANOTHER:
            raise InvalidValue(f"The key in {key} is not that of the certificate in {chain}.") from error
        raise InvalidValue(
            f"{chain} and {key} must be a certificate and its key in the form PEM, which begins with -----BEGIN."
        ) from error
    return Certificate(chain, key, _names(server, chain))


class _Locked(Exception):
    pass


def _no_password() -> str:
    raise _Locked  # or OpenSSL would ask for it at the terminal


def _names(server: ssl.SSLContext, chain: Path) -> tuple[str, ...]:
    """Whom the certificate is for, as somebody learns it who trusts it: by shaking hands, in memory.

    Raises:
        InvalidValue: it is not valid today.
    """
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.load_verify_locations(chain)
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # it is trusted, whoever has signed it
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking, answering = client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True)
    try:
        for _ in range(2):
            for each in (asking, answering):
                with suppress(ssl.SSLWantReadError):
                    each.do_handshake()
    except ssl.SSLCertVerificationError as error:
        if error.verify_code in (NOT_YET, EXPIRED):
            fault = (
                "has expired" if error.verify_code == EXPIRED else "is not valid yet (or this machine's clock is wrong)"
            )
            raise InvalidValue(
                f"The certificate in {chain} {fault}: browsers would refuse it. Get a new one."
            ) from error
        return ()
    told: dict[str, Any] = asking.getpeercert() or {}
    return tuple(name for _, name in told.get("subjectAltName", ()))
