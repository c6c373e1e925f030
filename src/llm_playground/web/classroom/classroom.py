"""A class: its codes, who is here, and what a teacher has set for all."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.types import Scope

from llm_playground.records import Record
from llm_playground.web.classroom.codes import TEACHERS_LENGTH, is_code, new_code
from llm_playground.web.classroom.tickets import Role, Ticket, Tickets

HERE = 12.0  # seconds since a page last asked for news, after which its person counts as away
MOST_PEOPLE = 500
LONGEST_NAME = 40  # characters
LOCKED = Literal["rooms", "models"]


@dataclass(frozen=True, slots=True)
class Look(Record):
    """What a teacher shows to all: the link to a room with its settings. `number` grows with each."""

    number: int
    link: str


@dataclass(frozen=True, slots=True)
class Plan(Record):
    """All that is kept of a class, so that it goes on when the server was started anew. It has no names of people.

    `edition` is that of the pupils' tickets: with a new one everybody has to come in again. `looks` is how often
    something was shown.
    """

    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    code: str = field(default_factory=new_code)
    teachers_code: str = field(default_factory=lambda: new_code(TEACHERS_LENGTH))
    edition: int = 0
    looks: int = 0
    look: Look | None = None
    locked_rooms: tuple[str, ...] = ()
    locked_models: tuple[str, ...] = ()


@dataclass(slots=True)
class Person:
    """Somebody who came in. Without a name they are told apart by their number."""

    number: int
    role: Role
    name: str | None = None
    seen: float = 0.0


class Classroom:
    """A class, which lasts until a teacher ends it. Used by the event loop alone.

    Args:
        plan: of a class that goes on; a new one if it is left out.
        keep: is given the plan whenever it has changed, and None when the class has ended.
        now: the time in seconds, from any beginning.
        root_path: below which its page is at a proxy, such as "/lab".
    """

    def __init__(
        self,
        plan: Plan | None = None,
        keep: Callable[[Plan | None], None] = lambda _: None,
        now: Callable[[], float] = time.monotonic,
        root_path: str = "",
    ) -> None:
        self.plan = plan or Plan()
        self.has_ended = False
        self.root_path = root_path
        self.tickets = Tickets(self.plan.secret, f"{root_path}/")
        self._keep, self.now = keep, now
        self._people: dict[str, Person] = {}
        self._arrivals = 0

    # The door

    def role_of(self, typed: str) -> Role | None:
        """Whom a code lets in as what. Both codes are compared, so that the time says nothing."""
        pupil, teacher = is_code(typed, self.plan.code), is_code(typed, self.plan.teachers_code)
        if self.has_ended:
            return None
        return "teacher" if teacher else "pupil" if pupil else None

    def cookie(self, role: Role, secure: bool) -> str:
        """The header `Set-Cookie` for who comes in now."""
        return self.tickets.cookie(role, self._editions[role], secure)

    def ticket_of(self, scope: Scope) -> Ticket | None:
        """The ticket that a request brings."""
        return None if self.has_ended else self.tickets.read(HTTPConnection(scope).cookies, self._editions)

    @property
    def _editions(self) -> dict[Role, int]:
        return {"pupil": self.plan.edition, "teacher": 0}

    # Who is here

    def see(self, ticket: Ticket) -> Person:
        """The person of a ticket, whose page has just asked for news."""
        person = self._people.get(ticket.person)
        if person is None:
            if len(self._people) >= MOST_PEOPLE:
                del self._people[min(self._people, key=lambda each: self._people[each].seen)]
            self._arrivals += 1
            person = self._people[ticket.person] = Person(self._arrivals, ticket.role)
        person.seen = self.now()
        return person

    def people(self) -> dict[str, Person]:
        """Those whose pages are open, by the person of their ticket, in the order in which they came."""
        now = self.now()
        return {key: each for key, each in self._people.items() if now - each.seen < HERE}

    def call(self, ticket: Ticket, name: str) -> None:
        """A person is to be called so; without a letter, by their number again."""
        shown = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
        self.see(ticket).name = shown[:LONGEST_NAME] or None

    # What a teacher sets

    def show(self, link: str | None) -> None:
        """Show all pages where to look; None: nothing any more."""
        looks = self.plan.looks + (link is not None)
        look = None if link is None else Look(looks, link)
        self._change(replace(self.plan, looks=looks, look=look))

    def lock(self, kind: LOCKED, names: Iterable[str], locked: bool) -> None:
        """Lock rooms or models, or open them again; what else is locked stays so, whoever locked it."""
        names, rooms = set(names), kind == "rooms"
        before = self.plan.locked_rooms if rooms else self.plan.locked_models
        after = tuple(sorted({*before, *names})) if locked else tuple(each for each in before if each not in names)
        self._change(replace(self.plan, locked_rooms=after) if rooms else replace(self.plan, locked_models=after))

    def renew(self, everybody: bool) -> None:
        """A new code for those who come from now on; with `everybody` for those who are here as well."""
        edition = self.plan.edition + everybody
        if everybody:
            self._people = {key: each for key, each in self._people.items() if each.role == "teacher"}
        self._change(replace(self.plan, code=new_code(), edition=edition))

    def end(self) -> None:
        """Nobody comes in any more, and nobody is in."""
        self.has_ended = True
        self._people = {}
        self._keep(None)

    def _change(self, plan: Plan) -> None:
        self.plan = plan
        self._keep(plan)
