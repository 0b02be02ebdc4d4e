"""The style of a report: one sheet, light and dark, wide and narrow."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--ground:#f5f7fb;--card:#fff;--ink:#182433;--faint:#5f6f84;--line:#dfe5ee;--soft:#eef2f8;
--accent:#2f6fde;--accent-ink:#fff;--good:#2a9d6f;--bad:#c8553d;
--heat0:#8fa3bd;--heat1:#4f86d9;--heat2:#e0a93b;--heat3:#e07b39;--heat4:#cc4b4b;
--a0:#2f6fde;--a1:#1f9e89;--a2:#d97a2b;--a3:#8e5bd0;--a4:#c2477f;--a5:#4a9b3a;--a6:#b38a1d;--a7:#2c93b8;--a8:#a65a3f;--a9:#6b7686}
@media (prefers-color-scheme:dark){:root{--ground:#11161d;--card:#1a212b;--ink:#e6ebf2;--faint:#95a3b6;--line:#2c3643;
--soft:#232c38;--accent:#6ea1ff;--accent-ink:#0d1626;--good:#55c795;--bad:#f08a6f;
--heat0:#6f8199;--heat1:#6ea1ff;--heat2:#e6bb5e;--heat3:#ee9a5c;--heat4:#f07a7a;
--a0:#5b8def;--a1:#35b59e;--a2:#e6924a;--a3:#a57fe0;--a4:#d9699b;--a5:#6bb85b;--a6:#c9a23c;--a7:#4cafd1;--a8:#c47b60;--a9:#8793a3}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.5;
font-family:Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:15px}
main{max-width:1180px;margin:0 auto;padding:40px 24px 56px}
header p{margin:.25rem 0 0;color:var(--faint)}
h1{font-size:clamp(1.5rem,3.4vw,2.15rem);line-height:1.2;margin:0;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{font-size:1.12rem;margin:0;letter-spacing:-.01em}
.note{color:var(--faint);margin:.2rem 0 1rem;max-width:75ch;font-size:.92rem}
.more{margin:.8rem 0 0}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:22px 24px;margin-top:20px}
.keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:14px;margin-top:26px}
.key{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:14px 18px}
.key b{display:block;font-size:1.6rem;line-height:1.25;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.key span{color:var(--faint);font-size:.86rem}
.key i{display:block;font-style:normal;color:var(--faint);font-size:.8rem;margin-top:2px}
.short{background:color-mix(in srgb,var(--accent) 7%,var(--card));
border-color:color-mix(in srgb,var(--accent) 28%,var(--line))}
.short ul{margin:.6rem 0 0;padding-left:1.15rem}.short li{margin:.32rem 0}
.two{display:grid;grid-template-columns:1fr 1fr;gap:20px}.two section{min-width:0}
.scroll{overflow-x:auto;scrollbar-width:thin}
.picture{display:block;width:100%;height:auto;max-width:var(--w);margin:0 auto;font-size:12px}
.picture text{fill:var(--ink);font-family:inherit}
.picture .faint{fill:var(--faint)}.picture .small{font-size:11.5px}.picture .tiny{font-size:10.5px}
.picture .strong{font-weight:600}.picture .on{fill:var(--accent-ink)}
.picture .tagged{font-size:10.5px;font-variant-numeric:tabular-nums}
.tag{fill:var(--card);fill-opacity:.92;stroke:var(--line)}
.ground{fill:var(--card)}.box{fill:var(--accent);stroke:var(--accent);stroke-opacity:.55}
.begin{fill:var(--good)}.stop{fill:none;stroke:var(--bad);stroke-width:4}
.arrow{fill:none;stroke-linecap:round;opacity:.82}.edge{stroke:var(--faint);opacity:.38}
path.heat0{stroke:var(--heat0)}path.heat1{stroke:var(--heat1)}path.heat2{stroke:var(--heat2)}
path.heat3{stroke:var(--heat3)}path.heat4{stroke:var(--heat4)}
.head{stroke:none!important}.head.heat0{fill:var(--heat0)}.head.heat1{fill:var(--heat1)}
.head.heat2{fill:var(--heat2)}.head.heat3{fill:var(--heat3)}.head.heat4{fill:var(--heat4)}
.scale{display:flex;flex-wrap:wrap;gap:6px 16px;font-size:.82rem;color:var(--faint);margin:0 0 .8rem;padding:0;
list-style:none}
.scale li::before{content:"";display:inline-block;width:22px;height:4px;border-radius:2px;margin-right:6px;
vertical-align:middle;background:var(--c)}
.bar,.shade{fill:var(--accent)}.bar{fill-opacity:.8}.axis{stroke:var(--line)}
.void{fill:var(--soft);fill-opacity:.6}.mark{stroke:var(--ink);stroke-dasharray:3 3}.mark1{stroke:var(--bad)}
.rows{display:grid;gap:9px;margin:0;padding:0;list-style:none}
.row{display:grid;grid-template-columns:minmax(120px,46%) 1fr auto;gap:4px 14px;align-items:center}
.row .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.row .track,.path .track{background:var(--soft);border-radius:5px;height:12px;overflow:hidden;display:block}
.row .fill,.path .fill{display:block;height:100%;border-radius:5px;background:var(--c,var(--accent));min-width:2px}
.row .figure{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap;font-size:.9rem;min-width:6.6em}
.row .figure small{color:var(--faint);margin-left:.45em;display:inline-block;min-width:3.4em}
.path{display:grid;grid-template-columns:150px 1fr;gap:6px 18px;padding:11px 0;border-top:1px solid var(--line)}
.path:first-of-type{border-top:0}.path .who{font-variant-numeric:tabular-nums;font-size:.9rem}
.path .who b{font-size:1.02rem}.path .who small{display:block;color:var(--faint)}.path .track{height:6px;margin-top:4px}
.chain{display:flex;flex-wrap:wrap;gap:4px 0;align-content:center}
.link{--tip:9px;background:var(--c);color:#fff;font-size:.78rem;line-height:1.2;
padding:6px 12px 6px 19px;margin-right:-4px;max-width:13.5rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;
clip-path:polygon(0 0,calc(100% - var(--tip)) 0,100% 50%,calc(100% - var(--tip)) 100%,0 100%,var(--tip) 50%)}
.link:first-child{padding-left:12px;
clip-path:polygon(0 0,calc(100% - var(--tip)) 0,100% 50%,calc(100% - var(--tip)) 100%,0 100%)}
@media (prefers-color-scheme:dark){.link{color:#0d141d;font-weight:500}}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{text-align:left;color:var(--faint);font-weight:500;font-size:.82rem}
th,td{padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
footer{color:var(--faint);font-size:.86rem;margin-top:26px}
footer p{margin:.3rem 0;max-width:90ch;overflow-wrap:anywhere}
@media (max-width:760px){main{padding:22px 14px 40px}section{padding:18px 16px}.two{grid-template-columns:1fr;gap:0}
.keys{grid-template-columns:1fr 1fr;gap:10px}.key{padding:12px 14px}.key b{font-size:1.3rem}
.path{grid-template-columns:1fr}.path .who{display:flex;gap:10px;align-items:baseline}.path .who small{display:inline}
.path .track{flex:1;margin:0;align-self:center}.link{max-width:10rem}
.row{grid-template-columns:1fr auto}.row .name{grid-column:1/-1;white-space:normal}
table{font-size:.84rem}th.n{white-space:normal}td{overflow-wrap:anywhere}
.steps td,.steps th{padding-right:7px}.steps td:nth-child(4),.steps th:nth-child(4),.steps td:nth-child(6),
.steps th:nth-child(6){display:none}
.picture.graph{min-width:calc(var(--w)*.72)}.picture.heat{min-width:calc(var(--w)*.8)}.picture.wide{min-width:560px}}
@media print{body{background:#fff}section,.key{break-inside:avoid}}
"""
