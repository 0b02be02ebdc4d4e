"""One thread for many small matrix products."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext


def one_thread() -> AbstractContextManager[object]:
    """Keep matrix libraries to one thread while many small products are made.

    Beside other work, threads that wait for each other cost ten times what they save here. Without
    threadpoolctl, which comes with scikit-learn, nothing is changed.
    """
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
