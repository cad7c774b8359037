const HEAT_STEPS = [-4, -3, -2, -1, 0, 1, 2, 3, 4];

/** Drawings: their frame, their text and the marks of their keys. */
export const FIGURES: string = `
figure{background:var(--panel);border:1px solid var(--rule);border-radius:.75rem;padding:1.25rem 1.25rem 1rem;min-width:0}
figure+figure,.pair+figure{margin-top:1.25rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.25rem}
.pair figure+figure{margin-top:0}
figcaption{color:var(--muted);font-size:.875rem;line-height:1.5;margin-top:.75rem;max-width:80ch}
.scroll{position:relative;overflow-x:auto;margin-inline:-.25rem;padding-inline:.25rem}
figure .scroll{margin-top:.75rem}
.plot{display:block;max-width:100%;height:auto;overflow:visible;font-size:13px;color:var(--text)}
figure.wide .plot{min-width:34rem}
figure.half .plot{min-width:16rem}
.plot text{white-space:pre}
.plot [aria-label$="tick label"],.plot [aria-label$="axis label"]{fill:var(--muted)}
.plot [aria-label$="axis tick"]{stroke:var(--rule)}
.plot [aria-label$="grid"]{stroke:var(--rule);stroke-opacity:1}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin-top:.75rem;font-size:.8125rem;color:var(--muted)}
.key li{display:flex;align-items:center;gap:.4375rem;overflow-wrap:anywhere}
.key svg{flex:none}
${HEAT_STEPS.map((step) => `.heat${step}{fill:var(--heat${step})}`).join('')}
.hatch-paper{fill:var(--panel)}
.hatch-line{stroke:var(--hatch);stroke-width:2.5}
.mark-chosen{fill:var(--accent)}
.mark-reference{fill:var(--warm)}
.mark-front{fill:var(--muted)}
.mark-other{fill:none;stroke:var(--muted);stroke-width:1.5}
.line-recommended{stroke:var(--accent);stroke-width:3}
.line-reference{stroke:var(--warm);stroke-width:3}
.interval text{fill:var(--muted);font-size:13px}
.interval .axis{stroke:var(--rule);stroke-width:2}
.interval .one{stroke:var(--warm);stroke-width:2;stroke-dasharray:4 3}
.interval .range{fill:var(--accent);fill-opacity:.28}
.interval .span{stroke:var(--accent);stroke-width:3;stroke-opacity:.45;stroke-linecap:round}
.interval .value{fill:var(--accent)}
.front{columns:22rem;column-gap:2rem;list-style:none;padding:0;margin-top:1.25rem;font-size:.9375rem}
.front li{break-inside:avoid;padding:.3125rem 0}
.front span{color:var(--muted);display:block;font-size:.8125rem}
`;
