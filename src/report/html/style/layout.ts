/** Type, spacing and the frame of the page. */
export const LAYOUT = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:4.5rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--text);
font:400 1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif;
font-variant-numeric:tabular-nums}
body>header,main,body>footer{max-width:66rem;margin:0 auto;padding:0 1.5rem}
body>header{padding-top:3.5rem}
h1,h2,h3,p,ul,dl,figure{margin:0}
h1{font-size:clamp(2rem,1.3rem + 3.2vw,3.4rem);line-height:1.08;letter-spacing:-.025em;font-weight:680;max-width:22ch;text-wrap:balance;overflow-wrap:anywhere}
h1.gain{color:var(--accent)}
h2{font-size:1.5rem;line-height:1.25;letter-spacing:-.012em;font-weight:640}
h3{font-size:1rem;line-height:1.4;font-weight:620}
small{font-size:.8125rem;color:var(--muted);font-weight:400}
code,pre{font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.8438rem}
code{overflow-wrap:anywhere}
pre{margin:0;padding:1rem 1.125rem;overflow:auto;line-height:1.55;background:var(--soft);border-radius:.5rem}
a{color:var(--accent);text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.25rem}
.eyebrow{font-size:.9375rem;color:var(--muted);margin-bottom:1rem;overflow-wrap:anywhere}
.eyebrow b{color:var(--text);font-weight:600}
.configuration{font-size:1.25rem;margin-top:1.25rem;line-height:1.4;overflow-wrap:anywhere}
.configuration .label,.about dt,.facts dt{color:var(--muted)}
.configuration .label{font-size:1rem;margin-right:.5rem}
.configuration strong{font-weight:620}
header .interval{display:block;max-width:100%;height:auto;margin-top:1.75rem}
.evidence{list-style:none;padding:0;margin-top:1.25rem;max-width:64ch}
.evidence li{padding-left:1.25rem;position:relative}
.evidence li::before{content:"";position:absolute;left:.125rem;top:.68em;width:.375rem;height:.375rem;border-radius:50%;background:var(--muted)}
.about{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1rem 1.5rem;margin-top:2rem;padding-top:1.25rem;border-top:1px solid var(--rule)}
.about>div{min-width:0}
.about dt{font-size:.8125rem}
.about dd{margin:0;font-weight:500;overflow-wrap:anywhere}
.notice{margin-top:1.75rem;padding:1rem 1.25rem;background:var(--warm-soft);border-left:4px solid var(--warm);border-radius:0 .5rem .5rem 0}
.notice h2{font-size:1rem}
.notice ul{padding-left:1.125rem;margin-top:.25rem}
nav{margin-top:2rem;border-block:1px solid var(--rule)}
nav ul{display:flex;gap:.25rem 1.5rem;flex-wrap:wrap;list-style:none;padding:.75rem 0}
nav a{color:var(--text);text-decoration:none;font-size:.9375rem}
nav a:hover{color:var(--accent);text-decoration:underline}
section{padding-top:4rem}
.lead{color:var(--muted);max-width:70ch;margin:.5rem 0 1.5rem}
section>h2+:not(.lead){margin-top:1.25rem}
.empty,.which{color:var(--muted)}
.lead,li,figcaption{overflow-wrap:anywhere}
body>footer{margin-top:5rem;padding-block:1.5rem 3rem;border-top:1px solid var(--rule);color:var(--muted);font-size:.875rem}
.skip{position:absolute;left:-200vw;top:.5rem;padding:.5rem 1rem;background:var(--panel);z-index:1}
.skip:focus{left:.5rem}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.patterns{position:absolute}
.snippets{display:grid;grid-template-columns:minmax(0,1fr);gap:.75rem;margin-top:1.25rem}
summary{cursor:pointer;font-weight:560;padding:.375rem 0;width:fit-content}
.failure{padding:1.125rem 1.25rem;margin-bottom:1rem;background:var(--panel);border:1px solid var(--rule);border-left:4px solid var(--warm);border-radius:0 .625rem .625rem 0;overflow-wrap:anywhere}
.failure h3::first-letter{text-transform:uppercase}
.failure .which{font-size:.875rem}
.failure+h3{margin-top:1.75rem}
.rejected{padding-left:1.125rem;overflow-wrap:anywhere}
.provenance{display:grid;gap:2.25rem 3rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr))}
.facts h3{padding-bottom:.5rem;border-bottom:1px solid var(--rule)}
.facts dl>div{display:grid;grid-template-columns:9.5rem 1fr;gap:1rem;padding:.375rem 0;font-size:.9375rem}
.facts dd{margin:0;overflow-wrap:anywhere;min-width:0}
@media (max-width:40rem){body>header,main,body>footer{padding-inline:1rem}body>header{padding-top:2rem}section{padding-top:3rem}
nav ul{flex-wrap:nowrap;overflow-x:auto}nav a{white-space:nowrap;display:inline-block;padding-block:.375rem}
.facts dl>div{grid-template-columns:1fr;gap:0}.about{grid-template-columns:1fr 1fr}}
`;
