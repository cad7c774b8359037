/** On paper: everything shown, nothing cut, figures whole. */
export const PRINT = `
@page{margin:16mm 14mm}
@media print{
body{font-size:10pt;line-height:1.45}
body>header,main,body>footer{max-width:none;padding-inline:0}
body>header{padding-top:0}
nav,.skip,.snippets{display:none}
section{padding-top:1.75rem}
h2,h3,.lead{break-after:avoid}
figure,.failure,tr,.about,.facts dl>div{break-inside:avoid}
figure{padding:.75rem}
figure.wide .plot,figure.half .plot{min-width:0}
.scroll{overflow:visible}
.pair{grid-template-columns:1fr 1fr}
table{font-size:8.5pt}
.sortable{font-size:7pt}
th,td{padding:.25rem .3rem}
.sortable th,.sortable td{padding-inline:.2rem}
.sortable th{white-space:normal;font-size:7pt}
.sortable th:last-child,.sortable td:last-child{display:none}
.sortable th button{white-space:normal}
.sortable th button::after{content:none}
thead{display:table-header-group}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
details:not([open])>*:not(summary){display:block}
details::details-content{content-visibility:visible;display:block}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body>footer{margin-top:2rem}
.provenance{grid-template-columns:1fr 1fr;gap:1.25rem 2rem}
.facts dl>div{grid-template-columns:6rem 1fr;gap:.5rem;font-size:8.5pt;padding:.125rem 0}
code{font-size:8pt}
small{font-size:7.5pt}
figcaption,.lead{font-size:8.5pt}
}
`;
