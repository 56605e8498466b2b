/** The page's style sheet. What holds is quiet, so that what does not is seen; no verdict is told by colour alone. */
export const style = `
:root {
  --paper: #faf9f6; --card: #ffffff; --ink: #1c1e22; --muted: #575d66; --line: #dedbd3; --link: #1d4e9e; --band: #f1efe9;
  --holds: #1a6236; --holds-bg: #f1f8f2; --refuses: #714400; --refuses-bg: #fae3a8; --refuses-cell: #fef8e6; --corrupts: #ffffff; --corrupts-bg: #b0261d; --corrupts-cell: #fbe4e0; --none: #575d66;
  --letter: #123f86; --letter-bg: #e2ebfa; --escape: #5a2a86; --escape-bg: #f0e7f8; --undecoded: #8a1710; --undecoded-bg: #fbdcd7;
  --bytes: #8a3d00; --native: #1d4e9e; --unicode: #1a6236;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  color-scheme: light dark;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --card: #1c1f23; --ink: #e8e6e1; --muted: #a5abb3; --line: #363a40; --link: #92b8ff; --band: #23272c;
    --holds: #8ed8a6; --holds-bg: #1a2a20; --refuses: #f5cb78; --refuses-bg: #4d3b12; --refuses-cell: #262116; --corrupts: #ffffff; --corrupts-bg: #b53228; --corrupts-cell: #3a1f1d; --none: #a5abb3;
    --letter: #b5cfff; --letter-bg: #22314d; --escape: #dcbcf7; --escape-bg: #382747; --undecoded: #ffb4aa; --undecoded-bg: #53201b;
    --bytes: #f0b27a; --native: #92b8ff; --unicode: #8ed8a6;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 5rem; max-width: 80rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
h1, h2, h3, h4, h5 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0 0 .75rem; font-size: clamp(1.6rem, 1.1rem + 2.2vw, 2.5rem); letter-spacing: -.02em; }
h2 { margin: 3.5rem 0 1rem; padding-top: 1rem; border-top: 2px solid var(--ink); font-size: 1.5rem; letter-spacing: -.01em; }
h3 { margin: 0; font-size: 1.1rem; }
h4 { margin: 1.25rem 0 .5rem; font-size: .95rem; }
h5 { margin: 0 0 .35rem; font-size: .8rem; font-weight: 600; color: var(--muted); }
p { margin: .5rem 0 1rem; max-width: 72ch; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre { font-family: var(--mono); font-size: .88em; overflow-wrap: anywhere; }
code, pre { unicode-bidi: isolate; direction: ltr; }
.lead { font-size: 1.1rem; }
.whole { white-space: nowrap; }
.idle { margin: .25rem 0; }
nav { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin-top: 1.25rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.alarm { max-width: none; padding: 1rem 1.25rem; border-radius: .5rem; background: var(--corrupts-bg); color: var(--corrupts); }
.alarm a { color: inherit; }

.scroll { position: relative; overflow: auto; max-width: 100%; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
table { border-collapse: separate; border-spacing: 0; text-align: left; }
th, td { padding: .5rem .75rem; vertical-align: top; }
thead th { font-size: .9rem; }

.proposals { width: 100%; font-size: .92rem; }
.proposals th, .proposals td { border-bottom: 1px solid var(--line); }
.proposals tr:last-child > * { border-bottom: 0; }
.proposals thead > tr > * { background: var(--band); text-align: center; white-space: nowrap; }
.proposals tbody th { position: sticky; left: 0; z-index: 1; background: var(--card); font-weight: 500; min-width: 9rem; }
.scroll + .scroll { margin-top: 1rem; }
.proposals tbody td { white-space: nowrap; border-left: 1px solid var(--line); text-align: center; }
.proposals .bytes { color: var(--bytes); } .proposals .native { color: var(--native); } .proposals .unicode { color: var(--unicode); }
.proposals .remark { color: var(--muted); font-style: italic; }

.about { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.25rem 2.5rem; margin: 1.5rem 0 0; }
.about dt { font-weight: 650; }
.about dd, .facts dd { margin: 0; }
.about p { margin: .15rem 0 .35rem; }
.about ul { margin: .35rem 0 0; padding-left: 1.1rem; font-size: .92rem; }
.about li { margin-bottom: .35rem; }
.source { font-size: .88rem; color: var(--muted); overflow-wrap: anywhere; }

.key { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .5rem 1.5rem; margin: 0 0 1.25rem; padding: 0; list-style: none; font-size: .94rem; }
.key li { display: grid; grid-template-columns: 8.75rem 1fr; align-items: baseline; }
.verdict { display: inline-block; padding: .1rem .55rem; border-radius: 1rem; font-size: .86rem; font-weight: 600; white-space: nowrap; justify-self: start; }
.verdict.v-holds { background: var(--holds-bg); color: var(--holds); }
.verdict.v-refuses { background: var(--refuses-bg); color: var(--refuses); }
.verdict.v-corrupts { background: var(--corrupts-bg); color: var(--corrupts); }
.verdict.v-not-applicable { color: var(--none); box-shadow: inset 0 0 0 1px var(--line); font-weight: 400; }
.mark { font-family: "DejaVu Sans", "Segoe UI Symbol", "Apple Symbols", "Noto Sans Symbols", sans-serif; }

.filter { margin: 0 0 .6rem; font-size: .94rem; }
.filter input { width: 1.1rem; height: 1.1rem; margin: 0 .4rem 0 0; vertical-align: -.15rem; accent-color: var(--link); }
body:has(#only-differing:checked) .agreed { display: none; }
.scroll:has(.matrix) { max-height: min(88vh, 64rem); }
.matrix { width: 100%; font-size: .92rem; }
.matrix th, .matrix td { border-bottom: 1px solid var(--line); }
.matrix thead th { position: sticky; top: 0; z-index: 2; background: var(--band); white-space: nowrap; }
.matrix th:first-child { position: sticky; left: 0; z-index: 1; width: 34%; min-width: 17rem; border-right: 1px solid var(--line); background: var(--card); font-weight: 400; }
.matrix thead th:first-child { z-index: 3; background: var(--band); font-weight: 700; }
.matrix th a { color: inherit; text-decoration-color: var(--line); }
.matrix th a:hover { color: var(--link); text-decoration-color: currentcolor; }
.matrix td { padding: 0; }
.matrix tbody td + td, .matrix thead th + th { border-left: 1px solid color-mix(in srgb, var(--line) 55%, transparent); }
.matrix td a { display: grid; align-content: center; height: 100%; padding: .45rem .5rem; color: inherit; text-decoration: none; }
.matrix td a:hover { text-decoration: underline; }
.matrix td .v-holds { background: none; }
.matrix td .v-not-applicable { box-shadow: none; white-space: normal; }
.matrix tr { height: 1px; }
.matrix td { height: inherit; }
.matrix td.v-refuses { background: var(--refuses-cell); } .matrix td.v-corrupts { background: var(--corrupts-cell); }
.unlike { display: block; padding-left: .55rem; font-size: .8rem; }
.matrix .as-base a { padding-left: 1.05rem; color: var(--muted); }
.matrix .untried { padding: .45rem 1.05rem; color: var(--muted); vertical-align: middle; }
.as-base, .untried { font-size: .84rem; }
.matrix tfoot > tr > * { position: sticky; bottom: 0; z-index: 2; border-bottom: 0; border-top: 1px solid var(--line); background: var(--band); }
.matrix tfoot th:first-child { z-index: 3; background: var(--band); }
.matrix tfoot td { padding: .5rem .6rem; font-size: .86rem; font-variant-numeric: tabular-nums; }
.matrix tfoot td > span { display: inline-block; margin-right: .35rem; white-space: nowrap; }

mark { padding: 0 .12em; border-radius: .2em; }
mark.letter { background: var(--letter-bg); color: var(--letter); }
mark.escape { background: var(--escape-bg); color: var(--escape); }
mark.undecoded { background: var(--undecoded-bg); color: var(--undecoded); font-weight: 700; }
.legend mark { font-family: var(--mono); font-size: .88em; }
button { padding: .3rem .8rem; border: 1px solid var(--muted); border-radius: .4rem; background: var(--card); color: var(--ink); font: inherit; font-size: .9rem; cursor: pointer; }
button[aria-pressed="true"] { background: var(--ink); color: var(--paper); }

.claim { margin: 2rem 0 0; }
.claim > .source { margin: .2rem 0 .6rem; max-width: none; }
.claim > .source span { margin-left: .6rem; }
.result { border: 1px solid var(--line); border-top-width: 0; background: var(--card); }
.result:first-of-type { border-top-width: 1px; border-radius: .5rem .5rem 0 0; }
.result:last-of-type { border-radius: 0 0 .5rem .5rem; }
.result:first-of-type:last-of-type { border-radius: .5rem; }
.result > summary { display: grid; grid-template-columns: 8.75rem 1fr; gap: .15rem .5rem; align-items: baseline; padding: .55rem .8rem; cursor: pointer; list-style: none; }
.result > summary::-webkit-details-marker { display: none; }
.result > summary:hover { background: var(--band); }
.who { padding-right: 1.5rem; position: relative; }
.who > span { white-space: nowrap; }
.who::after { content: ""; position: absolute; right: .3rem; top: .45rem; width: .5rem; height: .5rem; border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(45deg); }
.result[open] > summary .who::after { transform: translateY(.25rem) rotate(225deg); }
.brief { grid-column: 2; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font: .82rem/1.5 var(--mono); color: var(--muted); unicode-bidi: isolate; direction: ltr; }
.result[open] > summary { border-bottom: 1px solid var(--line); }
.result[open] > summary .brief { display: none; }
.told { padding: .9rem 1rem 1.1rem; }
.told > p { margin: 0 0 .8rem; }
.scenes { display: grid; gap: .75rem; }
.scene { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.35fr); gap: .75rem 1.5rem; padding: .8rem 1rem; border-radius: .4rem; background: var(--band); }
.scene > .made:empty { display: none; }
.scene h5:not(:first-child) { margin-top: .8rem; }
.wire { margin: 0; padding: .5rem .7rem; border-left: 3px solid var(--muted); background: var(--card); white-space: pre-wrap; }
.wire .line { display: block; min-height: 1lh; padding-left: 1.5ch; text-indent: -1.5ch; }
.rows { width: 100%; }
.rows th, .rows td { padding: .15rem .8rem .15rem 0; font-weight: 400; }
.rows th { width: 1%; min-width: 8rem; color: var(--muted); }
.rows th > code { white-space: nowrap; }
.rows td { width: 99%; }
.rows.trips th { width: 45%; }
.rows.trips td { width: 55%; }
.rows th { font-size: .9rem; }
.refusal code { color: var(--refuses); }
.refusal, .scene p { margin: 0; }
.tried { display: flex; flex-wrap: wrap; gap: .2rem .5rem; margin: 0 0 .7rem -.45rem; padding: 0; list-style: none; font-size: .86rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.tried li { padding: .05rem .45rem; border-radius: .3rem; scroll-margin-top: 9rem; }
.tried b { color: var(--ink); font-weight: 600; }
.tried li:target { background: var(--letter-bg); color: var(--letter); }
.names { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .4rem 0 0; padding: 0; list-style: none; font-size: .9rem; }
.corpus { margin-top: 1.25rem; }
.corpus > summary { cursor: pointer; font-size: .95rem; font-weight: 650; }
.confirmed { font-size: .92rem; }
.confirmed th, .confirmed td { padding: .25rem 1rem; font-weight: 400; font-variant-numeric: tabular-nums; }
.confirmed thead th { background: var(--band); font-weight: 650; }
.confirmed td, .confirmed th + th { text-align: right; }
.scroll:has(.confirmed) { display: inline-block; vertical-align: top; }
.differences { width: 100%; font-size: .9rem; }
.differences caption { padding: .5rem .75rem; background: var(--corrupts-bg); color: var(--corrupts); font-weight: 650; text-align: left; }
.differs { background: var(--corrupts-bg); color: var(--corrupts); font-weight: 650; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin: 0 0 1rem; }
.facts dt { font-size: .86rem; color: var(--muted); }
.facts dd { font-size: 1.15rem; font-variant-numeric: tabular-nums; }

@media (max-width: 44rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h2 { margin-top: 2.5rem; }
  .scroll:has(.matrix) { max-height: 76vh; }
  .matrix { font-size: .84rem; }
  .matrix th:first-child { width: 10.5rem; min-width: 10.5rem; max-width: 10.5rem; padding: .45rem .55rem; }
  .proposals tbody th { min-width: 8.5rem; max-width: 9.5rem; }
  .result > summary { grid-template-columns: minmax(0, 1fr); }
  .brief { grid-column: 1; }
  .scene { grid-template-columns: minmax(0, 1fr); padding: .7rem; }
  .rows tr { display: flex; flex-wrap: wrap; gap: 0 1ch; padding: .1rem 0; }
  .rows :is(th, td), .rows.trips :is(th, td) { width: auto; min-width: 0; padding: 0; }
}
@media print {
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  nav, .filter, button { display: none; }
  .scroll { overflow: visible; max-height: none !important; border: 0; }
  .matrix :is(th, td), .proposals th { position: static !important; }
  .matrix, .proposals { font-size: 7.5pt; }
  .matrix .verdict { font-size: 1em; }
  :is(.matrix, .proposals) :is(th, td), .result .brief { white-space: normal !important; }
  #variants-matrix thead th { overflow-wrap: anywhere; }
  :is(.matrix, .proposals) :is(th, td) { padding: .2rem .3rem; min-width: 0 !important; }
  .matrix td a, .matrix td .verdict { padding: 0; background: none; box-shadow: none; color: inherit; }
  .unlike, .matrix .as-base a { padding-left: 0; }
  tr, .scene, .claim > h3 { break-inside: avoid; }
  h2, h3, h4, h5, .claim > .source { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
