/**
 * Colours, light and dark. Blue for better and chosen, orange for worse and reference: told apart with every kind of
 * colour blindness, and never the only sign. Text has a contrast of at least 4.5 : 1 on what it stands on.
 */
const LIGHT = `
--paper:#fbfaf7;--panel:#fff;--text:#1c232e;--muted:#5a6472;--rule:#e2e0da;--soft:#f3f1ec;
--accent:#1f5f96;--accent-soft:#e3eef7;--warm:#a84a08;--warm-soft:#fcefe3;--good:#1f5f96;--bad:#a84a08;
--hatch:#cfcbc2;
--heat-4:#b35806;--heat-3:#dd8a3c;--heat-2:#f2b880;--heat-1:#f9e0c6;--heat0:#eceae5;
--heat1:#d6e6f2;--heat2:#a6cae3;--heat3:#63a1cc;--heat4:#1f6299;
--ink-4:#fff;--ink-3:#231303;--ink-2:#231303;--ink-1:#231303;--ink0:#1c232e;
--ink1:#0b1d2c;--ink2:#0b1d2c;--ink3:#06131f;--ink4:#fff;`;

const DARK = `
--paper:#12151a;--panel:#191d24;--text:#e4e7ec;--muted:#9aa4b2;--rule:#2c323c;--soft:#1f242c;
--accent:#7db9ea;--accent-soft:#1b2f42;--warm:#f0a25e;--warm-soft:#37271a;--good:#7db9ea;--bad:#f0a25e;
--hatch:#39414d;
--heat-4:#f3a661;--heat-3:#bf6f2c;--heat-2:#86501f;--heat-1:#4f3722;--heat0:#313741;
--heat1:#22405a;--heat2:#2a5f8a;--heat3:#4a92c8;--heat4:#8fc8f5;
--ink-4:#1a0f04;--ink-3:#120a02;--ink-2:#fbeee0;--ink-1:#f5e6d6;--ink0:#e4e7ec;
--ink1:#e3f0fa;--ink2:#f2f8fd;--ink3:#04101a;--ink4:#04101a;`;

/** Custom properties for both colour schemes; print is always light. */
export const THEME: string = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
@media print{:root{color-scheme:light;${LIGHT}--paper:#fff}}
`;
