"""Work spread over the workers of a Dask scheduler (`pip install 'evidence[distributed]'`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from evidence.errors import ConfigurationError, ServiceError
from evidence.model import Workers
from evidence.model.workers import Held, R, uncollected

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["DaskWorkers", "spread"]

_PATIENCE = 10  # seconds for the scheduler to answer and its first worker to join
_AHEAD = 3  # calls a worker has or waits for: enough to keep it busy, few enough to hold


@contextmanager
def spread(scheduler: str) -> Iterator[Workers]:
    """The workers of `scheduler` ("tcp://host:8786"), or of this machine's processors ("local").

    Raises ConfigurationError where Dask is not installed, ServiceError where nobody answers or the workers are lost.
    """
    try:
        from distributed import Client, KilledWorker, LocalCluster
    except ImportError:
        raise ConfigurationError(
            "--scheduler needs Dask, which is not installed.", hint="Run: pip install 'evidence[distributed]'"
        ) from None
    with ExitStack() as stack:
        try:
            local = scheduler == "local"
            cluster = stack.enter_context(LocalCluster(threads_per_worker=1, dashboard_address=":0")) if local else None
            client = stack.enter_context(Client(cluster or scheduler, timeout=_PATIENCE))
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            raise ServiceError(
                f"No Dask scheduler with a worker answers at {scheduler}: {error}",
                hint="Start one with `dask scheduler` and `dask worker ADDRESS`, or use --scheduler local.",
            ) from error
        try:
            yield DaskWorkers(client)
        except (KilledWorker, CancelledError, OSError) as error:
            raise ServiceError(
                f"The workers at {scheduler} were lost: {error}",
                hint="Give them more memory, or leave --scheduler out.",
            ) from error


class DaskWorkers:
    """The workers of a Dask client: what they hold, they put on their disks when memory grows short."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def ahead(self) -> int:
        return _AHEAD * max(len(self._client.nthreads()), 1)

    def submit(self, function: Callable[..., R], /, *given: Any) -> Held[R]:
        """Have a worker call the function, near to what it is given."""
        held: Held[R] = self._client.submit(_run, function, *given, pure=False)
        return held

    def keep(self, value: R, *, everywhere: bool = False) -> Held[R]:
        """Send a value to one worker, or to all of them."""
        held: Held[R] = self._client.scatter([value], broadcast=everywhere, hash=False)[0]
        return held


def _run(function: Callable[..., R], *given: Any) -> R:
    with uncollected():
        return function(*given)
