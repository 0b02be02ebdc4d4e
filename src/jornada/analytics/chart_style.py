"""The style of charts: one sheet inside each picture, so that it stands alone; light and dark."""

from __future__ import annotations

CHART_STYLE = """
.jc{--ground:#fff;--ink:#182433;--faint:#5f6f84;--line:#dfe5ee;--soft:#eef2f8;--warn:#a8551c;--warned:#fdf3e7;
--a0:#2f6fde;--a1:#1f9e89;--a2:#d97a2b;--a3:#8e5bd0;--a4:#c2477f;--a5:#4a9b3a;--a6:#b38a1d;--a7:#2c93b8;
display:block;width:100%;height:auto;max-width:760px;
font:12px Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media (prefers-color-scheme:dark){.jc{--ground:#1a212b;--ink:#e6ebf2;--faint:#95a3b6;--line:#2c3643;--soft:#232c38;
--warn:#efb27c;--warned:#33271b;--a0:#6ea1ff;--a1:#35b59e;--a2:#e6924a;--a3:#a57fe0;--a4:#d9699b;--a5:#6bb85b;--a6:#c9a23c;
--a7:#4cafd1}}
.jc text{fill:var(--ink);font-variant-numeric:tabular-nums}.jc .t{font-size:15px;font-weight:600;letter-spacing:-.01em}
.jc text.f{fill:var(--faint)}.jc .g{fill:var(--ground)}.jc .grid{stroke:var(--line)}.jc .zero{stroke:var(--faint)}
.jc .l{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.jc .d{fill:var(--c)}.jc .b{fill:var(--c);fill-opacity:.86}.jc .band{fill:var(--c);fill-opacity:.16}
.jc .w{stroke:var(--ink);stroke-opacity:.62;stroke-width:1.3;fill:none}.jc .pale{opacity:.5}
.jc .pale .l{stroke-dasharray:5 4}
.jc .m{stroke:var(--ink);stroke-dasharray:3 3}.jc text.ml{font-weight:600}
.jc .note{fill:var(--warned)}.jc text.n{fill:var(--warn);font-weight:500}.jc .void{fill:var(--soft)}
.jc .cell{fill:var(--a0)}.jc text.on{fill:var(--ground)}.jc .track{fill:var(--soft)}
"""
COLOURS = 8
