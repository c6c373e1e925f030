"""Training in several processes at once, as `accelerate launch` starts them: each takes its share of a step's rows.

All processes hold the same weights. Each computes the gradient of its own rows; then they take the mean, so all do the
same update and stay the same. N processes with batches of B rows are one process with batches of N x B.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_playground.errors import InvalidValue
from llm_playground.extras import how_to_get


@dataclass(frozen=True)
class Processes:
    """`index` is this process's number, from 0, of `count`. Alone, every method leaves things as they are."""

    index: int = 0
    count: int = 1

    @property
    def is_main(self) -> bool:
        """The one that writes files and shows progress."""
        return self.index == 0

    def mean_(self, tensors: Sequence[Tensor]) -> None:
        """Put the mean over all processes into each tensor, in one message."""
        if self.count == 1:
            return
        flat = torch.cat([tensor.flatten() for tensor in tensors])
        torch.distributed.all_reduce(flat)
        flat /= self.count
        for tensor, mean in zip(tensors, flat.split([tensor.numel() for tensor in tensors]), strict=True):
            tensor.copy_(mean.view_as(tensor))

    def any(self, value: bool) -> bool:
        """Whether it is true in one of the processes at least."""
        if self.count == 1:
            return value
        flag = torch.tensor(int(value))
        torch.distributed.all_reduce(flag)
        return bool(flag)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.count > 1:
            torch.distributed.barrier()


def join_processes() -> Processes:
    """This process among those that were launched together.

    Raises:
        InvalidValue: there are several, and `accelerate` is not installed.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return Processes()
    try:
        from accelerate import PartialState
    except ImportError as error:
        raise InvalidValue(
            f"Several processes need the library accelerate; get it with: {how_to_get('train')}"
        ) from error
    state = PartialState(cpu=not torch.cuda.is_available())
    # Gloo's threads that outlive the interpreter abort a process that has done all its work, one time in ten.
    atexit.register(state.destroy_process_group)
    return Processes(state.process_index, state.num_processes)
