/** The colours of the page. Texts have a contrast of at least 4.5 to what they stand on, pictures of at least 3. */
export const PALETTES = {
  light: {
    page: '#ffffff',
    panel: '#f4f6f8',
    line: '#d0d7de',
    text: '#1b2026',
    quiet: '#525c67',
    link: '#0a58ca',
    busy: '#2468b8',
    wait: '#a15c00',
    bad: '#b8202c',
    good: '#176f33',
    pause: '#6d3fc0',
  },
  dark: {
    page: '#0f1317',
    panel: '#191f26',
    line: '#343c46',
    text: '#e8ecf1',
    quiet: '#a3adb8',
    link: '#7db4ff',
    busy: '#5ba3f5',
    wait: '#e0a040',
    bad: '#ff7d77',
    good: '#56c772',
    pause: '#b895f5',
  },
} as const;

function variables(palette: Readonly<Record<string, string>>): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

export const STYLE = `
:root{color-scheme:light dark;${variables(PALETTES.light)}}
@media (prefers-color-scheme:dark){:root{${variables(PALETTES.dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:84rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem;padding-top:.5rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:.5rem 0;max-width:50rem}
a{color:var(--link)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin:1rem 0}
.quiet{color:var(--quiet)}
.bad{color:var(--bad)}.good{color:var(--good)}.wait{color:var(--wait)}
.status{font-weight:600;white-space:nowrap}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.75rem;margin:1rem 0}
.tiles div{background:var(--panel);border-radius:.5rem;padding:.6rem .8rem}
.tiles dt{color:var(--quiet);font-size:.85rem}
.tiles dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.note{background:var(--panel);border-left:4px solid var(--wait);padding:.5rem .9rem;margin:1rem 0;border-radius:0 .4rem .4rem 0}
.note.problem{border-color:var(--bad)}
.scroll{overflow-x:auto;margin:.75rem 0;border:1px solid var(--line);border-radius:.5rem;overflow-wrap:normal}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.5rem .55rem;font-weight:600;color:var(--text);position:sticky;left:0}
th,td{padding:.3rem .55rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{white-space:nowrap;background:var(--panel);color:var(--quiet);font-weight:600;padding:.35rem .55rem}
tbody th{font-weight:500;background:var(--page);position:sticky;left:0;min-width:6rem;max-width:45vw;overflow-wrap:anywhere}
tbody th time{white-space:nowrap}
td{min-width:3rem}td.long{min-width:16rem;overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
thead button{all:unset;cursor:pointer;color:inherit;border-radius:.25rem;padding:0 .1rem}
thead button{text-decoration:underline dotted;text-underline-offset:.25em}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
:focus-visible,thead button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em}
pre{margin:.4rem 0;padding:.5rem .75rem;background:var(--panel);border-radius:.4rem;white-space:pre-wrap;max-height:16rem;overflow:auto}
details{margin:.5rem 0}summary{cursor:pointer}
svg{display:block;width:100%;background:var(--panel);border-radius:.25rem}
figure{margin:.75rem 0}figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin-bottom:.15rem}
.lane{margin:.4rem 0 .6rem}
.axis{display:flex;justify-content:space-between;color:var(--quiet);font-size:.82rem;font-variant-numeric:tabular-nums}
.busy{fill:var(--busy)}.waited{fill:var(--wait)}.errors{fill:var(--bad)}.paused{fill:var(--pause)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.5rem 0}
.legend svg{display:inline-block;width:.9rem;height:.9rem;margin-right:.35rem;vertical-align:-.1rem;background:none}
.depth{color:var(--quiet)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.3rem .6rem}
footer{padding-bottom:2rem;margin-top:2.5rem;color:var(--quiet);font-size:.88rem}
@media (max-width:40rem){body{font-size:16px}header,main,footer{padding-left:.9rem;padding-right:.9rem}h1{font-size:1.35rem}th,td,thead th{padding:.35rem .5rem}.tiles{grid-template-columns:repeat(2,1fr)}}
@media print{.skip,nav{display:none}.scroll{overflow:visible}}
`;
