/// How the page of a time line looks, in light and dark.
enum TimeLineStyle {
    static let css = #"""
        :root { color-scheme: light; --back: #ffffff; --raised: #f5f6f8; --line: #d5d9e0; --text: #1b1f26;
          --soft: #59616e; --focus: #0b57d0; --message: #3b6fb6; --answer: #8fb0dc; --loss: #c62828; --process: #37474f;
          --job: #6a4fb3; --host: #00796b; --metadata: #7a5c00; --log: #6b7280; --warning: #b45309; --error: #c62828;
          --command: #1d4ed8; --plan: #9a3412; --note: #6b7280; --violation: #d50032; --fault: #f6c08a;
          --fault-edge: #b45309; --link: #f2a7b5; --link-edge: #b3264a; --step: #b9d3f5; --step-edge: #2f62a8;
          --completed: #2e7d32; --incompleted: #b45309; --failed: #c62828; --cancelled: #6b7280; --running: #6a4fb3;
          --queued: #b9aee0; --down: #3a3f47; --paused: #8a6d1a; --absent: #9aa1ac; --match: #ffd84d;
          --on-bar: #1b1f26; --on-job: #ffffff; --breach-back: #fff1f3; --odd: #f8f9fb; }
        :root[data-theme=dark] { color-scheme: dark; --back: #14171c; --raised: #1e232b; --line: #39414d; --text: #e8ebf0;
          --soft: #a3adba; --focus: #8ab4f8; --message: #7fb0f5; --answer: #4d76ab; --loss: #ff7b72; --process: #c3ccd6;
          --job: #b9a5f5; --host: #4fd1b8; --metadata: #e0bf55; --log: #98a2b0; --warning: #f0a458; --error: #ff7b72;
          --command: #8ab4f8; --plan: #f2a07a; --note: #98a2b0; --violation: #ff5c7f; --fault: #7a4a1c;
          --fault-edge: #f0a458; --link: #7a2940; --link-edge: #ff9db0; --step: #27476f; --step-edge: #8ab4f8;
          --completed: #3f9a48; --incompleted: #c77718; --failed: #d84c45; --cancelled: #7b8491; --running: #8468d8;
          --queued: #544a80; --down: #c3ccd6; --paused: #e0bf55; --absent: #77808c; --match: #a07c00;
          --on-bar: #f3f4f6; --on-job: #ffffff; --breach-back: #35151d; --odd: #181c22; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 12px 16px 24px; max-width: 2200px; background: var(--back); color: var(--text);
          font: 14px/1.4 system-ui, "DejaVu Sans", sans-serif; }
        h1 { font-size: 19px; margin: 0; } h2 { font-size: 14px; margin: 0 0 6px; }
        header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; }
        header button { margin-left: auto; }
        .facts { margin: 0; color: var(--soft); }
        .badge { display: inline-block; padding: 1px 9px; border-radius: 9px; color: #fff; font-weight: 600; }
        .badge.passed { background: #2e7d32; } .badge.failed { background: #b3001f; }
        .badge.broken { background: #7a1fa2; } .badge.unrecoverable { background: #8a5300; }
        #breach { margin: 10px 0 0; padding: 8px 14px; border: 1px solid var(--violation); border-left-width: 6px;
          border-radius: 4px; background: var(--breach-back); }
        #breach h2 { color: var(--violation); }
        #breach dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0 0 6px; }
        #breach dl + dl { margin-top: 10px; border-top: 1px solid var(--line); padding-top: 6px; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        code { font: 13px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; user-select: all; }
        button, input { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line);
          border-radius: 4px; padding: 3px 9px; min-height: 28px; }
        button:hover { border-color: var(--soft); } button { cursor: pointer; }
        :focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
        .tools { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; margin: 12px 0 8px; }
        .group { display: inline-flex; gap: 4px; align-items: center; } #query { width: 240px; }
        #found { min-width: 6em; color: var(--soft); } .hint { color: var(--soft); font-size: 12px; }
        fieldset { border: 0; margin: 0 0 6px; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 14px;
          align-items: center; }
        legend { float: left; padding: 0 12px 0 0; color: var(--soft); }
        label { display: inline-flex; gap: 5px; align-items: center; white-space: nowrap; }
        .swatch { width: 11px; height: 11px; border-radius: 3px; display: inline-block; }
        #nodes { margin: 0 0 6px; } summary { cursor: pointer; color: var(--soft); }
        #chart { border: 1px solid var(--line); border-radius: 4px; overflow: hidden; }
        #scroll { max-height: 62vh; overflow: hidden auto; scrollbar-gutter: stable; }
        #axis { display: block; height: 26px; background: var(--raised); border-bottom: 1px solid var(--line); }
        #lanes { display: block; cursor: grab; touch-action: pan-y; user-select: none; }
        #lanes.moving { cursor: grabbing; } #lanes.zooming { cursor: col-resize; } #lanes { user-select: none; }
        #range { position: fixed; pointer-events: none; background: var(--focus); opacity: 0.2; }
        #lanes:focus-visible { outline-offset: -2px; }
        svg text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--text); }
        svg .small { font-size: 10.5px; } svg .soft { fill: var(--soft); }
        svg .onjob { fill: var(--on-job); } svg .onbar { fill: var(--on-bar); }
        svg .halo { paint-order: stroke; stroke: var(--back); stroke-width: 3px; } svg .strong { font-weight: 600; }
        .band { fill: var(--odd); } .grid { stroke: var(--line); stroke-width: 1; }
        .life { stroke: var(--soft); stroke-width: 1.5; } .edge { fill: var(--raised); }
        .arrow { stroke: var(--message); stroke-width: 1.2; fill: none; } .tip { fill: var(--message); }
        .back { stroke: var(--answer); stroke-width: 1.2; fill: none; stroke-dasharray: 5 2; } .tip.back { fill: var(--answer); stroke: none; }
        .lost { stroke: var(--loss); stroke-width: 1.5; fill: none; stroke-dasharray: 3 3; }
        .cross { stroke: var(--loss); stroke-width: 2.2; fill: none; } .tip.bad { fill: var(--loss); }
        .bad { stroke: var(--loss); } .many { opacity: .6; } .catch { stroke: transparent; stroke-width: 9; fill: none; }
        .bar.fault { fill: var(--fault); stroke: var(--fault-edge); } .bar.link { fill: var(--link); stroke: var(--link-edge); }
        .bar.step, .bar.command { fill: var(--step); stroke: var(--step-edge); }
        .span.down, .span.absent { fill: url(#hatch); } .span.paused { fill: url(#dots); } .unknown { fill: url(#fog); }
        .spanline.down { stroke: var(--down); } .spanline.paused { stroke: var(--paused); } .spanline.absent { stroke: var(--absent); }
        .spanline { stroke-width: 3; stroke-dasharray: 2 3; }
        .queued { fill: var(--queued); } .running { fill: var(--running); }
        .completed { fill: var(--completed); } .incompleted { fill: var(--incompleted); }
        .failed { fill: var(--failed); } .cancelled { fill: var(--cancelled); }
        .breach { stroke: var(--violation); stroke-width: 2; } .breach-flag { fill: var(--violation); }
        svg .onflag { fill: #fff; font-weight: 600; } :root[data-theme=dark] svg .onflag { fill: #14171c; }
        .match { fill: var(--match); stroke: var(--text); stroke-width: 1; opacity: .85; }
        .selected { fill: none; stroke: var(--focus); stroke-width: 2.5; } .at { stroke: var(--focus); stroke-dasharray: 2 2; }
        #legend { display: flex; flex-wrap: wrap; gap: 3px 16px; margin: 6px 0 12px; color: var(--soft); font-size: 12px; }
        #legend span { display: inline-flex; gap: 5px; align-items: center; }
        .below { display: grid; grid-template-columns: minmax(0, 1fr) minmax(280px, 400px); gap: 16px; }
        @media (max-width: 900px) { .below { grid-template-columns: minmax(0, 1fr); } }
        #list { height: 330px; overflow: auto; border: 1px solid var(--line); border-radius: 4px; position: relative; }
        #rows { position: relative; }
        .row { position: absolute; left: 0; right: 0; height: 22px; padding: 0 8px; display: flex; gap: 10px;
          align-items: center; cursor: pointer; white-space: nowrap; font-size: 13px; }
        .row:hover { background: var(--raised); } .row.odd { background: var(--odd); }
        .row.found { box-shadow: inset 4px 0 var(--match); } .row[aria-selected=true] { outline: 2px solid var(--focus); outline-offset: -2px; }
        .row .time { font-variant-numeric: tabular-nums; color: var(--soft); flex: 0 0 92px; text-align: right; }
        .row .who { flex: 0 0 110px; overflow: hidden; text-overflow: ellipsis; font-weight: 600; }
        .row .what { overflow: hidden; text-overflow: ellipsis; unicode-bidi: isolate; }
        .row.violation .what { color: var(--violation); font-weight: 600; }
        .row.warning .what { color: var(--warning); } .row.error .what, .row.loss .what { color: var(--error); }
        #details { border: 1px solid var(--line); border-radius: 4px; padding: 10px 12px; height: 330px; overflow: auto; }
        #details p { margin: 0 0 6px; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
        #details .when { color: var(--soft); font-variant-numeric: tabular-nums; }
        """#
}
