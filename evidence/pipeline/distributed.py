"""Work spread over the workers of a Dask scheduler (`pip install 'evidence[distributed]'`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from evidence.errors import ConfigurationError, ServiceError
from evidence.model import Mapper
from evidence.model.mapper import B, R, S, in_turn, uncollected

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["mapper_of", "spread"]

_PATIENCE = 10  # seconds for the scheduler to answer and its first worker to join
_AHEAD = 3  # batches a worker has or waits for: enough to keep it busy, few enough to hold


@contextmanager
def spread(scheduler: str) -> Iterator[Mapper]:
    """A mapper over the workers of `scheduler` ("tcp://host:8786"), or of this machine's processors ("local").

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
            cluster = stack.enter_context(LocalCluster(threads_per_worker=1, dashboard_address=None)) if local else None
            client = stack.enter_context(Client(cluster or scheduler, timeout=_PATIENCE))
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            raise ServiceError(
                f"No Dask scheduler with a worker answers at {scheduler}: {error}",
                hint="Start one with `dask scheduler` and `dask worker ADDRESS`, or use --scheduler local.",
            ) from error
        try:
            yield mapper_of(client)
        except (KilledWorker, OSError) as error:
            raise ServiceError(
                f"The workers at {scheduler} were lost: {error}",
                hint="Give them more memory, or leave --scheduler out.",
            ) from error


def _run(function: Callable[[S, B], R], shared: S, batch: B) -> R:
    with uncollected():
        return function(shared, batch)


def mapper_of(client: Client) -> Mapper:
    """A mapper over the workers of a Dask client; a few batches are under way at a time, and answers keep the order."""

    def mapper(function: Callable[[S, B], R], shared: S, batches: Iterable[B]) -> Iterator[R]:
        [held] = client.scatter([shared], broadcast=True, hash=False)

        def submit(batch: B) -> Any:
            return client.submit(_run, function, held, client.scatter([batch], hash=False)[0], pure=False)

        return in_turn(submit, batches, _AHEAD * max(len(client.nthreads()), 1))

    return mapper
