"""`jornada worker`: the worker alone, for installations with separate processes."""

from __future__ import annotations

import signal

import click


@click.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64), help="Jobs done at the same time.")
def command(threads: int) -> None:
    """Do queued jobs and keep derived figures fresh, without serving pages.

    Start as many as you like, on as many machines: they share the table of jobs.
    """
    from jornada.project.boot import start_django

    start_django()
    from jornada.project.background import crew

    workers = crew(threads)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: workers.stop())
    workers.start()
    click.echo(f"Working with {threads} threads. Ctrl+C stops.")
    workers.wait()
