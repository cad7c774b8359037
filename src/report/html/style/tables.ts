/** Tables of figures and the buttons that sort them. */
export const TABLES = `
table{border-collapse:collapse;width:100%;font-size:.9375rem}
th,td{padding:.5625rem .875rem;text-align:right;vertical-align:baseline;border-bottom:1px solid var(--rule);white-space:nowrap}
th:first-child,td:first-child{padding-left:.25rem}
th[scope=row],thead th:first-child,th.text,td.text,th[data-kind=text]{text-align:left}
th{font-weight:560}
thead th{vertical-align:bottom;color:var(--muted);font-size:.875rem}
th small{display:block;white-space:normal}
tbody tr:hover{background:var(--soft)}
td.good{color:var(--good);font-weight:600}
td.bad{color:var(--bad);font-weight:600}
td.good small,td.bad small{color:inherit}
td.even{color:var(--muted)}
.figures .verdict{text-align:left}
.verdict.better,.verdict.near{color:var(--good);font-weight:560}
.verdict.worse{color:var(--bad);font-weight:560}
.verdict.open{color:var(--muted)}
.sortable{font-size:.875rem}
.sortable th{padding-inline:.625rem}
.sortable td{padding-inline:.625rem}
.sortable td.text:last-child{color:var(--muted)}
.sortable th button{all:unset;cursor:pointer;font:inherit;color:inherit;border-radius:.25rem;white-space:nowrap}
.sortable th button:hover{color:var(--accent)}
.sortable th button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
.sortable th button::after{content:"↕";opacity:.35;margin-left:.25rem}
.sortable th[aria-sort=ascending] button::after{content:"↑";opacity:1}
.sortable th[aria-sort=descending] button::after{content:"↓";opacity:1}
.sortable th[aria-sort]{color:var(--text)}
tr.recommended{background:var(--accent-soft)}
tr.recommended td:first-child{font-weight:640;color:var(--accent)}
tr.failed td{color:var(--bad)}
tr.pruned td{color:var(--muted)}
`;
