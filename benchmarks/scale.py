"""How many machines ten thousand students need: a simulation fed by what `serving.py` and `classroom.py` measured.

    python benchmarks/scale.py              # the measured numbers again, then the plan of docs/scale.md

A machine with n texts under way gives each of them a token every `a_pass + n * a_token` seconds: a forward pass for
all, and for each token what Python does with it. The two numbers of a model come out of the tokens a second that one
tab and sixteen tabs got. People ask for a text, think, and ask again; who finds a machine full stands in line.
Everything random comes from one seed.
"""

from __future__ import annotations

import heapq
import math
import random
import statistics
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

TEXT = 50  # tokens of a text: what the page asks for unless told otherwise
ROOM = 64  # texts under way in one process, at most (engine.request.Limits)
READS = 238 / 60  # words a second of silent reading (Brysbaert 2019, a review of 190 studies)
THINKS = 20.0  # seconds, on average, between the end of a text and the next question
HOUR = 3_600.0
PRICE = 0.34 / 4  # dollars an hour for two virtual processors; see docs/scale.md


@dataclass(frozen=True, slots=True)
class Machine:
    """Two processors. `a_pass` and `a_token` are seconds; of the machine a `share` is ours, where others use it too."""

    a_pass: float
    a_token: float
    share: float = 1.0

    @classmethod
    def measured(cls, one: float, sixteen: float, share: float = 1.0) -> Machine:
        """From the tokens a second of one tab, and of sixteen together."""
        a_token = (16 / sixteen - 1 / one) / 15
        return cls(1 / one - a_token, a_token, share)

    def deployed(self) -> Machine:
        """The same in a cluster: page, replica and what is between them share the two processors."""
        return replace(self, a_token=self.a_token + (DEPLOYED - ALONE) / 1_000 / 2)

    def seconds(self, texts: int) -> float:
        """Until each of so many texts has one token more."""
        return (self.a_pass + texts * self.a_token) / self.share


TINY = (507, 1_140)  # tokens a second of tiny-gpt2: one tab, sixteen together (benchmarks/README.md, serving.py)
SMALL = (67, 309)  # of a model of GPT-2 small's size
# Milliseconds of the processor that a token of tiny-gpt2 takes: in one process, and in all processes of `deploy`
# together (cluster.py). What is more there is the same for every model.
ALONE, DEPLOYED = 1.07, 3.94
CLASS = (40, 578)  # people and tokens a second in total (classroom.py), on a machine that others used


@dataclass
class Hour:
    """What people met with."""

    tokens: int = 0
    waited: list[float] = field(default_factory=list)  # seconds in line
    rates: list[float] = field(default_factory=list)  # tokens a second of each text, from its start to its end


def simulate(machine: Machine, people: int, thinks: float, length: float = HOUR, seed: int = 0) -> Hour:
    """So many people at one machine for a while."""
    chance, seen = random.Random(seed), Hour()
    # `given` counts the tokens that a text gets that is there all the time; a text that begins at x ends at x + TEXT.
    now = given = 0.0
    running: list[tuple[float, float]] = []  # the count at which a text ends, and when it began
    line: deque[float] = deque()  # when each came
    asking = [chance.expovariate(1 / thinks) if thinks else 0.0 for _ in range(people)]
    heapq.heapify(asking)
    while now < length:
        pace = machine.seconds(len(running))
        ends = now + (running[0][0] - given) * pace if running else math.inf
        asks = asking[0] if asking else math.inf
        at = min(ends, asks)
        given += (at - now) / pace
        now = at
        if ends <= asks:
            _, began = heapq.heappop(running)
            seen.tokens += TEXT
            seen.rates.append(TEXT / (now - began))
            heapq.heappush(asking, now + (chance.expovariate(1 / thinks) if thinks else 0.0))
        else:
            heapq.heappop(asking)
            line.append(now)
        while line and len(running) < ROOM:
            seen.waited.append(now - line.popleft())
            heapq.heappush(running, (given + TEXT, now))
    return seen


def again() -> None:
    """What was measured on one machine, out of the simulation."""
    for name, (one, sixteen) in (("tiny-gpt2", TINY), ("GPT-2 small", SMALL)):
        machine = Machine.measured(one, sixteen)
        print(f"{name}: {1000 * machine.a_pass:.2f} ms a pass, {1000 * machine.a_token:.2f} ms a token")
        for tabs, told in ((1, one), (16, sixteen)):
            found = simulate(machine, tabs, thinks=0.0, length=60.0).tokens / 60
            print(f"  {tabs} at once: {found:.0f} tokens/s, measured {told} ({found / told - 1:+.1%})")
    share = left_to_a_class()
    print(
        f"a class of {CLASS[0]}: {CLASS[1] / share:.0f} tokens/s on that machine; measured {CLASS[1]} on one that\n"
        f"others used, so {share:.2f} of it was left to the class. The plan counts on no more than that."
    )


def left_to_a_class() -> float:
    """Of a machine that others use too."""
    quiet = simulate(Machine.measured(*TINY), CLASS[0], thinks=0.0, length=60.0).tokens / 60
    return CLASS[1] / quiet


def enough(people: int, machine: Machine) -> int:
    """The least machines at which 95 of 100 texts come as fast as they are read, and 95 of 100 people wait less than a
    second."""
    few, many = 0, max(1, people // 4)
    while many - few > 1:
        middle = (few + many) // 2
        if is_well(simulate(machine, math.ceil(people / middle), THINKS)):
            many = middle
        else:
            few = middle
    return many


def is_well(hour: Hour) -> bool:
    slow = statistics.quantiles(hour.rates, n=20)[0]
    return slow * words_of_a_token() >= READS and statistics.quantiles(hour.waited, n=20)[-1] < 1.0


@cache
def words_of_a_token() -> float:
    """Of tiny-gpt2, over the stories that ship with the package."""
    from llm_playground.engine.text import load_tokenizer
    from llm_playground.tokenization.lab.stories import stories

    text = "\n".join(stories())
    return len(text.split()) / len(load_tokenizer("tiny-gpt2").encode(text))


def kinds() -> dict[str, Machine]:
    share = left_to_a_class()
    tiny, small = Machine.measured(*TINY, share), Machine.measured(*SMALL, share)
    return {
        "tiny-gpt2, `serve` on each": tiny,
        "tiny-gpt2, `deploy`": tiny.deployed(),
        "GPT-2 small, `serve` on each": small,
        "GPT-2 small, `deploy`": small.deployed(),
    }


def rows(people: int) -> Iterator[str]:
    """Of the table in docs/scale.md."""
    for name, machine in kinds().items():
        machines = enough(people, machine)
        each = math.ceil(people / machines)
        slow = statistics.quantiles(simulate(machine, each, THINKS).rates, n=20)[0]
        yield f"| {people:,} | {name} | {machines} | {each} | {slow:.1f} tokens/s | {machines * PRICE:.2f} |"


def main() -> None:
    again()
    words = words_of_a_token()
    print(f"\n{words:.2f} words a token, so reading takes {READS / words:.1f} tokens/s\n")
    print("| people at once | | machines | people each | slowest 5 % of the texts | US dollars an hour |")
    print("|---|---|---|---|---|---|")
    for people in (200, 1_000, 10_000):
        print("\n".join(rows(people)))


if __name__ == "__main__":
    main()
