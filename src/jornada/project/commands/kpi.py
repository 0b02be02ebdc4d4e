"""`jornada kpi`: the sales figures on the command line, as a table or as JSON."""

from __future__ import annotations

import json
from datetime import datetime

import click

HELP = """The sales figures of all opportunities: win rate, deal size, sales volume, time to close.

\b
  jornada kpi
  jornada kpi --by product --by quarter
  jornada kpi --from 2017-01-01 --to 2017-06-30 --json

--from and --to (both included) narrow won and lost opportunities by their closing date; open ones
are of now and count in any period. Without --by: product, agent, manager, office, sector, quarter.
Also month, year, team, size, state, competitor; owner means agent, industry means sector. Shares are 0 to 1. A
blank is a group of its own, named (blank); groups without a closed opportunity are left out.
"""

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(help=HELP, short_help="Print the sales figures.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@click.option("--by", "by", multiple=True, metavar="FIELD", help="A dimension to group by; may be repeated.")
@click.option("--from", "first", type=DAY, help="Closed on this day or later (YYYY-MM-DD).")
@click.option("--to", "last", type=DAY, help="Closed on this day or earlier (YYYY-MM-DD).")
def command(as_json: bool, by: tuple[str, ...], first: datetime | None, last: datetime | None) -> None:
    from jornada.project.boot import migrate, start_django

    start_django()
    migrate()
    from jornada.apps.insight import kpi_report
    from jornada.apps.insight.dimensions import LABELS

    try:
        dimensions = kpi_report.dimensions_named(by)
    except kpi_report.UnknownDimensionError as error:
        raise click.BadParameter(
            f"{error.name!r} is no dimension; expected one of {', '.join(LABELS)}.", param_hint="--by"
        ) from error
    if first and last and first > last:
        raise click.BadParameter(f"{last:%Y-%m-%d} lies before --from {first:%Y-%m-%d}.", param_hint="--to")
    report = kpi_report.report(dimensions, first and first.date(), last and last.date())
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        kpi_report.print_report(report)
