"""The command `jornada`: one module of `commands/` per subcommand, loaded when it is called."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click

from jornada import __version__
from jornada.project import commands

HELP = """Jornada: the sales architecture of a company in one system.

\b
Start here:
  jornada up                      serve the web app and the worker
  jornada demo --accounts 500     fill an empty database with a demo company
  jornada import accounts a.csv   bring your own data
  jornada analyse events.csv      read any event log, without the app

Every command explains itself: jornada COMMAND --help
"""


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name.replace("_", "-").rstrip("-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        names = {m.name.replace("_", "-").rstrip("-"): m.name for m in pkgutil.iter_modules(commands.__path__)}
        return importlib.import_module(f"{commands.__name__}.{names[cmd_name]}").command

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; a full disk or a silent database ends in a sentence and exit code 1, not a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if "django" not in sys.modules and not isinstance(error, OSError):
                raise
            from jornada.apps.org.trouble import in_words

            sentence = in_words(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


@click.group(cls=LazyGroup, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jornada")
def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")


if __name__ == "__main__":
    main()
