// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

/// How pages look. Colours of lines are told apart by colour-blind eyes too (Okabe and Ito's palette, lighter by
/// night).
final class Style {
    static final String SHEET = """
            :root { color-scheme: light dark; --paper: #fbfaf7; --ink: #22242a; --pale: #6a6d75; --rule: #dddad2;
              --card: #ffffff; --code: #f1efe9; --accent: #0b5c9e; --found: #cfeedd; --missed: #f9d9d2;
              --alarm: #fdeebb; --l0: #0072b2; --l1: #d55e00; --l2: #009e73; --l3: #a6478c; --l4: #8a7200;
              --l5: #444; }
            @media (prefers-color-scheme: dark) { :root { --paper: #15171b; --ink: #e4e3df; --pale: #9b9da5;
              --rule: #34373e; --card: #1d2026; --code: #24272e; --accent: #7fbdf0; --found: #1d4a35;
              --missed: #5a2a24; --alarm: #544714; --l0: #56b4e9; --l1: #f08a45; --l2: #35c796; --l3: #dd8fc6;
              --l4: #e0c84e; --l5: #bbb; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink);
              font: 17px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
            main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
            h1 { font-size: 2.2rem; line-height: 1.2; margin: .5rem 0; }
            h2 { font-size: 1.45rem; line-height: 1.3; margin: 3rem 0 .75rem; padding-top: 1.5rem;
              border-top: 1px solid var(--rule); }
            h3 { font-size: 1.08rem; margin: 1.75rem 0 .5rem; }
            p { max-width: 44rem; margin: .75rem 0; }
            .lead { font-size: 1.15rem; }
            .note, figcaption, .label { color: var(--pale); font-size: .88rem; }
            .label { margin: 1.25rem 0 .25rem; }
            nav ol { display: flex; flex-wrap: wrap; gap: .35rem .5rem; list-style: none; padding: 0;
              margin: 1.25rem 0; }
            nav a { display: block; padding: .2rem .75rem; border: 1px solid var(--rule); border-radius: 1rem;
              font-size: .9rem; text-decoration: none; }
            a { color: var(--accent); }
            pre { background: var(--code); border-radius: .5rem; padding: .8rem 1rem; overflow-x: auto;
              font: .85rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; margin: .25rem 0 1rem; }
            pre.text { white-space: pre-wrap; font: inherit; }
            dl { margin: 1rem 0; }
            dl div { display: grid; grid-template-columns: minmax(8rem, 13rem) minmax(0, 1fr); gap: .25rem 1rem;
              padding: .35rem 0; border-bottom: 1px solid var(--rule); }
            dt { color: var(--pale); } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
            details { margin: 1rem 0; } summary { cursor: pointer; color: var(--accent); font-size: .92rem; }
            figure { margin: 1rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--rule);
              border-radius: .6rem; min-width: 0; }
            figcaption { margin-top: .5rem; }
            figure svg, figure img { display: block; width: 100%; height: auto; }
            figure .plot { max-width: 36rem; }
            audio { display: block; width: 100%; margin: .5rem 0; }
            .beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1rem;
              align-items: start; }
            .beside:has(audio) { grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
            .beside figure { margin: 0; }
            .wide { overflow-x: auto; margin: 1rem 0; }
            figure .wide { margin: 0; } .wide img { min-width: 36rem; }
            table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
            th, td { text-align: left; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--rule);
              vertical-align: top; }
            th { color: var(--pale); font-weight: 600; }
            th.number, td.number { text-align: right; white-space: nowrap; }
            td:first-child { min-width: 8rem; }
            .words { line-height: 2.2; max-width: none; }
            .words span { padding: .15rem .3rem; border-radius: .3rem; white-space: nowrap; }
            .words .found { background: var(--found); } .words .missed { background: var(--missed); }
            .words .alarm { background: var(--alarm); }
            .words small { color: var(--pale); }
            .plot text { fill: var(--pale); font: 12px system-ui, sans-serif; }
            .plot .grid { stroke: var(--rule); stroke-width: 1; }
            .plot path { fill: none; stroke-width: 2; stroke-linejoin: round; }
            .plot .l0 { stroke: var(--l0); } .plot .l1 { stroke: var(--l1); } .plot .l2 { stroke: var(--l2); }
            .plot .l3 { stroke: var(--l3); } .plot .l4 { stroke: var(--l4); } .plot .l5 { stroke: var(--l5); }
            .plot circle.l0 { fill: var(--l0); } .plot circle.l1 { fill: var(--l1); }
            .plot circle.l2 { fill: var(--l2); }
            .plot circle.l3 { fill: var(--l3); } .plot circle.l4 { fill: var(--l4); }
            .plot circle.l5 { fill: var(--l5); }
            .plot circle { stroke-width: 0; } .plot .name { fill: var(--ink); }
            """;

    private Style() {}
}
