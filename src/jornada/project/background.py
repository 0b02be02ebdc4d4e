"""What the worker does besides queued jobs: the periodic ticks of the rooms above the apps."""

from __future__ import annotations

from jornada.apps.org.worker import Crew, Tick


def ticks() -> list[Tick]:
    """Return (seconds between, what to do)."""
    from jornada.api import idempotency
    from jornada.apps.handoff import automatic, derive, set_back, tick
    from jornada.apps.insight import copy, warm
    from jornada.apps.interactions import held, reminders
    from jornada.apps.interactions.attachments import store
    from jornada.apps.journeys import silence
    from jornada.apps.leads.scoring import keeping, predicting
    from jornada.apps.market.personas import matching
    from jornada.apps.market.profiles import grading
    from jornada.apps.market.segments import members
    from jornada.apps.org import digest, indexes, spelling, statistics
    from jornada.apps.org.kept import watching
    from jornada.apps.org.signin import log
    from jornada.edge.calendars import subscriptions
    from jornada.edge.files.whole import archive
    from jornada.edge.webhooks import delivering
    from jornada.flow import heat, settle, winback

    return [
        (0.5, settle.settle_dirty),
        (0.5, copy.refresh),
        (1.0, warm.keep_warm),
        (1.0, delivering.deliver_due),
        (5.0, members.refresh_waiting),
        (5.0, grading.grade_waiting),
        (5.0, matching.match_waiting),
        (2.0, keeping.score_waiting),
        (600.0, predicting.learn_again),
        (5.0, spelling.learn),
        (60.0, settle.settle_due),
        (60.0, heat.heat_due),
        (60.0, winback.bring_back_due),
        (10.0, tick.look_at_clocks),
        (20.0, automatic.offer_qualified),
        (60.0, automatic.offer_returned),
        (60.0, derive.follow_ups_due),
        (20.0, reminders.remind),
        (60.0, silence.look_at_once),
        (900.0, silence.look_for_silence),
        (60.0, digest.send_digests),
        (60.0, indexes.make_missing),
        (60.0, statistics.refresh),
        (600.0, idempotency.forget_old),
        (600.0, delivering.forget_old),
        (600.0, delivering.set_right),
        (60.0, set_back.set_right),
        (600.0, watching.settle),
        (60.0, subscriptions.refresh_due),
        (600.0, log.forget_old),
        (3600.0, archive.sweep),
        (3600.0, held.purge_all),
        (3600.0, store.sweep),
    ]


def crew(threads: int) -> Crew:
    """Return the worker of this process, not yet started."""
    return Crew(threads=threads, ticks=ticks())
