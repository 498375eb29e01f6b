/// The part of the page's script that draws what is in view, and no more than the eye can tell apart.
enum TimeLineDrawingScript {
    static let source = #"""
        const namespace = "http://www.w3.org/2000/svg";
        const chart = get("lanes");
        const axis = get("axis");
        const draw = (name, parent, attributes, text) => {
          const node = document.createElementNS(namespace, name);
          for (const key in attributes) node.setAttribute(key, attributes[key]);
          if (text !== undefined) node.textContent = text;
          parent.append(node);
          return node;
        };
        // Patterns of spans: stripes for dead, dots for paused.
        const patterns = draw("defs", chart, {});
        const hatch = draw("pattern", patterns, { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
        draw("path", hatch, { d: "M0 0V7", style: "stroke:var(--down);stroke-width:2;opacity:.45" });
        const dots = draw("pattern", patterns, { id: "dots", width: 6, height: 6, patternUnits: "userSpaceOnUse" });
        draw("circle", dots, { cx: 2, cy: 2, r: 1.4, style: "fill:var(--paused);opacity:.7" });
        const fog = draw("pattern", patterns, { id: "fog", width: 5, height: 5, patternUnits: "userSpaceOnUse" });
        draw("path", fog, { d: "M0 5H5", style: "stroke:var(--line);stroke-width:2" });

        const letters = document.createElement("canvas").getContext("2d");
        letters.font = '12px system-ui, "DejaVu Sans", sans-serif';
        const widthOf = (text) => letters.measureText(text).width;
        const smallWidthOf = (text) => widthOf(text) * 0.9;
        const cut = (text, width) => {
          if (widthOf(text) <= width) return text;
          let count = text.length;
          while (count > 1 && widthOf(text.slice(0, count) + "…") > width) count -= 1;
          return text.slice(0, count) + "…";
        };

        const rowHeight = 16, bandHeight = 30, indent = 14;
        const left = Math.min(230, Math.max(90, ...lanes.map((lane) => widthOf(lane.name) + lane.depth * indent + 30)));
        let width = 1000, right = 990;
        const x = (micros) => left + (micros - view.from) / (view.to - view.from) * (right - left);
        const timeAt = (pixel) => view.from + (pixel - left) / (right - left) * (view.to - view.from);
        const clamp = (pixel) => Math.min(Math.max(pixel, left - 20), right + 20);
        const isInView = (item) => item.finish >= view.from && item.start <= view.to;

        let drawn = [];
        const remember = (item) => drawn.push(item) - 1;

        // Tick steps in microseconds.
        const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((base) => [base, base * 1e3])
          .concat([1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400].map((base) => base * 1e6))
          .sort((low, high) => low - high);
        const ticks = () => {
          const step = steps.find((step) => step / (view.to - view.from) * (right - left) >= 110) ?? steps[steps.length - 1];
          const decimals = step >= 1e6 ? 0 : step >= 1e3 ? 3 : 6;
          const result = [];
          for (let at = Math.ceil(Math.max(view.from, 0) / step) * step; at <= view.to; at += step) result.push([at, time(at, decimals)]);
          return result;
        };

        const place = () => {
          let y = 6;
          for (const lane of lanes) {
            lane.top = null;
            if (!shownLanes.has(lane.index)) continue;
            lane.top = y;
            const barRows = shownKinds.has("plan") ? lane.barRows : 0;
            lane.barTop = y + 3;
            lane.middle = lane.barTop + barRows * rowHeight + bandHeight / 2;
            lane.jobTop = lane.middle + bandHeight / 2;
            y = lane.jobTop + (shownKinds.has("job") ? lane.jobRows : 0) * rowHeight + 4;
            lane.bottom = y;
          }
          return y + 4;
        };

        // A text in its bar where it fits, else beside it where nothing else is, else none.
        const label = (group, text, from, to, next, y, inside) => {
          const start = Math.max(from, left);
          const needed = smallWidthOf(text) + 9;
          if (needed <= Math.min(to, right) - start) draw("text", group, { x: start + 5, y, class: "small " + inside }, text);
          else if (needed <= Math.min(next, right) - to && to >= left) draw("text", group, { x: to + 5, y, class: "small halo" }, text);
        };

        const drawSpans = (layer, lane) => {
          for (const span of lane.spans) {
            if (!isInView(span)) continue;
            const from = clamp(x(span.start)), to = Math.max(clamp(x(span.finish)), from + 1.5);
            draw("rect", layer, { x: from, y: lane.middle - bandHeight / 2 + 2, width: to - from, height: bandHeight - 4,
              class: "span " + span.kind, "data-i": remember(span) });
            draw("path", layer, { d: `M${from} ${lane.middle}H${to}`, class: "spanline " + span.kind });
            if (to - from > 70) {
              const text = span.kind === "down" ? "no process" : span.kind === "paused" ? "paused" : "not there yet";
              const at = Math.max(from, left) + 8;
              draw("rect", layer, { x: at - 3, y: lane.middle - 8, width: smallWidthOf(text) + 6, height: 15, rx: 3, style: "fill:var(--back)" });
              draw("text", layer, { x: at, y: lane.middle + 3.5, class: "small soft" }, text);
            }
          }
        };

        const drawBars = (layer, lane) => {
          const last = {};
          for (const bar of lane.bars) {
            if (!isInView(bar)) continue;
            const from = clamp(x(bar.start)), to = Math.max(clamp(x(bar.finish)), from + 4);
            const y = lane.barTop + bar.row * rowHeight;
            if (last[bar.row] === Math.round(to) && to - from <= 4) continue;
            last[bar.row] = Math.round(to);
            counts.bars += 1;
            const group = draw("g", layer, { "data-i": remember(bar) });
            draw("rect", group, { x: from, y: y + 1, width: to - from, height: rowHeight - 3, rx: 2, class: "bar " + bar.entry.group });
            label(group, bar.entry.text, from, to, bar.after ? x(bar.after.start) : right, y + 11.5, "onbar");
          }
        };

        const signs = { completed: "✓", incompleted: "~", failed: "✕", cancelled: "–" };
        const drawJobs = (layer, lane) => {
          const last = {};
          for (const job of lane.jobs) {
            if (!isInView(job)) continue;
            const from = clamp(x(job.start)), to = Math.max(clamp(x(job.finish)), from + 2);
            const y = lane.jobTop + job.row * rowHeight;
            counts.jobs += 1;
            if (last[job.row] === Math.round(to) && to - from <= 2) continue;
            last[job.row] = Math.round(to);
            const group = draw("g", layer, { "data-i": remember(job) });
            draw("rect", group, { x: from, y: y + 6, width: to - from, height: 4, class: "queued" });
            job.runs.forEach((attempt, index) => {
              const start = clamp(x(attempt.from)), finish = Math.max(clamp(x(attempt.to ?? job.finish)), start + 2);
              const isLast = index === job.runs.length - 1;
              draw("rect", group, { x: start, y: y + 1, width: finish - start, height: 13, rx: 2, class: isLast && job.end ? job.end : "running" });
            });
            let edge = to;
            if (job.end !== null && to < right + 15) {
              draw("rect", group, { x: to, y: y + 1, width: 13, height: 13, rx: 2, class: job.end });
              draw("text", group, { x: to + 6.5, y: y + 11.5, "text-anchor": "middle", class: "small onjob strong" }, signs[job.end]);
              edge = to + 13;
            }
            const text = `${job.action} ${job.project} #${job.job}`;
            const run = job.runs.length > 0 ? Math.max(clamp(x(job.runs[job.runs.length - 1].from)), left) : to;
            const next = job.after ? x(job.after.start) : right;
            if (smallWidthOf(text) + 9 <= Math.min(to, right) - run) draw("text", group, { x: run + 5, y: y + 11.5, class: "small onjob" }, text);
            else label(group, text, edge, edge, next, y + 11.5, "");
          }
        };

        const tip = (parent, fromX, fromY, toX, toY, className) => {
          const length = Math.hypot(toX - fromX, toY - fromY) || 1;
          const dx = (toX - fromX) / length, dy = (toY - fromY) / length;
          const baseX = toX - dx * 8, baseY = toY - dy * 8;
          draw("path", parent, { class: "tip " + className,
            d: `M${toX} ${toY}L${baseX - dy * 3.4} ${baseY + dx * 3.4}L${baseX + dy * 3.4} ${baseY - dx * 3.4}Z` });
        };
        const cross = (parent, atX, atY) => draw("path", parent, { class: "cross",
          d: `M${atX - 4} ${atY - 4}l8 8M${atX + 4} ${atY - 4}l-8 8` });

        const drawMessage = (layer, crosses, message) => {
          const near = lanes[message.from].middle, far = lanes[message.to].middle, half = (near + far) / 2;
          const group = draw("g", layer, { "data-i": remember(message) });
          const start = x(message.start);
          const arrow = (fromX, fromY, toX, toY, className, head) => {
            draw("path", group, { d: `M${fromX} ${fromY}L${toX} ${toY}`, class: "catch" });
            draw("path", group, { d: `M${fromX} ${fromY}L${toX} ${toY}`, class: className });
            if (head) tip(group, fromX, fromY, toX, toY, head);
          };
          const bend = (from, lost) => Math.min(Math.max(lost, from + 8), from + 40);
          if (message.arrived !== null) {
            const arrival = x(message.arrived), reply = x(message.replied ?? message.arrived);
            arrow(start, near, arrival, far, message.isBad ? "arrow bad" : "arrow", message.isBad ? "bad" : "plain");
            if (message.fate === "answered") arrow(reply, far, x(message.ended), near, "back", "back");
            else if (message.fate === "failed") arrow(reply, far, x(message.ended), near, "lost", "bad");
            else if (message.ended !== null) {
              const away = bend(reply, x(message.ended));
              arrow(reply, far, away, half, "lost", null);
              cross(crosses, away, half);
            }
          } else {
            const away = message.fate === "failed" ? (start + x(message.ended)) / 2 : bend(start, x(message.ended ?? message.start));
            arrow(start, near, away, half, message.fate === "open" ? "arrow" : "lost", null);
            if (message.fate !== "open") cross(crosses, away, half);
            if (message.fate === "failed") arrow(away, half, x(message.ended), near, "lost", "bad");
          }
        };

        // Where arrows would be denser than pixels, one line stands for all of a few pixels.
        const drawMessages = (layer, crosses) => {
          const visible = messages.filter((message) => message.from !== null && message.to !== null
            && shownLanes.has(message.from) && shownLanes.has(message.to)
            && shownKinds.has(message.isBad ? "loss" : "message") && isInView(message));
          counts.arrows = visible.length;
          let groups, size = visible.length > 1500 ? 12 : 3;
          do {
            groups = new Map();
            for (const message of visible) {
              const key = [message.from, message.to, message.isBad, Math.floor(x(message.start) / size),
                Math.floor(x(message.finish) / size)].join();
              const group = groups.get(key);
              if (group) group.push(message); else groups.set(key, [message]);
            }
            size *= 2;
          } while (groups.size > 420 && size < 400);
          for (const group of groups.values()) {
            if (group.length === 1) { drawMessage(layer, crosses, group[0]); continue; }
            const first = group[0], near = lanes[first.from].middle, far = lanes[first.to].middle;
            const at = (x(first.start) + x(group[group.length - 1].finish)) / 2;
            const several = { type: "several", what: "messages", items: group };
            const node = draw("g", layer, { "data-i": remember(several), class: "many" });
            const lineClass = first.isBad ? "arrow bad" : "arrow";
            draw("path", node, { d: `M${at} ${near}V${far}`, class: "catch" });
            draw("path", node, { d: `M${at} ${near}V${far}`, class: lineClass, style: `stroke-width:${Math.min(6, 1.2 + Math.log2(group.length) * 0.7)}` });
            tip(node, at, near, at, far, first.isBad ? "bad" : "plain");
            if (first.isBad) cross(crosses, at, (near + far) / 2);
          }
        };

        const shapes = {
          process: (line, atX, y) => /killed|ends/.test(line.text) ? [`M${atX - 5} ${y - 5}l10 10M${atX + 5} ${y - 5}l-10 10`, y, true]
            : [`M${atX - 5} ${y + 5}V${y - 5}L${atX + 5} ${y}Z`, y, false],
          host: (line, atX, y) => [`M${atX - 3} ${y + 6}h6v6h-6Z`, y + 9, false],
          metadata: (line, atX, y) => [`M${atX} ${y + 4}l5 5l-5 5l-5 -5Z`, y + 9, false],
          log: (line, atX, y) => [`M${atX - 2.5} ${y - 9}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0`, y - 9, false],
          note: (line, atX, y) => [`M${atX - 2.5} ${y + 9}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0`, y + 9, true],
          warning: (line, atX, y) => [`M${atX} ${y - 14}l6 10h-12Z`, y - 9, false],
          error: (line, atX, y) => [`M${atX} ${y - 15}l7 7l-7 7l-7 -7Z`, y - 8, false],
          command: (line, atX, y) => [`M${atX - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0`, y, false],
          answer: (line, atX, y) => [`M${atX} ${y - 5}v10`, y, true],
        };
        const drawMarks = (layer) => {
          const groups = new Map();
          for (const line of inView) {
            if (!shapes[line.kind] || line.lane === null) continue;
            const isCross = line.kind === "process" && /killed|ends/.test(line.text);
            const key = [line.lane, line.kind, isCross, Math.floor(x(line.at) / 6)].join();
            const group = groups.get(key);
            if (group) group.push(line); else groups.set(key, [line]);
            counts.marks += 1;
          }
          for (const group of groups.values()) {
            const line = group[0], y = lanes[line.lane].middle;
            const [d, , isOpen] = shapes[line.kind](line, x(line.at), y);
            const colour = line.kind === "command" && !line.text.includes("exit status 0") ? "var(--error)" : `var(--${line.kind})`;
            draw("path", layer, { d, "data-i": remember(group.length === 1 ? line : { type: "several", what: "events", items: group }),
              style: isOpen ? `fill:none;stroke:${colour};stroke-width:2.2` : `fill:${colour};stroke:var(--back);stroke-width:1` });
          }
        };

        const drawFound = (layer) => {
          const taken = new Set();
          for (const line of found) {
            if (line.lane === null || line.at < view.from || line.at > view.to) continue;
            counts.found += 1;
            const key = line.lane + "," + Math.floor(x(line.at) / 5);
            if (taken.has(key)) continue;
            taken.add(key);
            draw("circle", layer, { cx: x(line.at), cy: lanes[line.lane].middle, r: 7, class: "match", "data-i": remember(line) });
          }
        };

        const drawSelected = (layer, height) => {
          if (!selected || selected.at === undefined || selected.at < view.from || selected.at > view.to) return;
          draw("path", layer, { d: `M${x(selected.at)} 0V${height}`, class: "at" });
          const lane = selected.lane === null ? null : lanes[selected.lane];
          if (lane && lane.top !== null) draw("circle", layer, { cx: x(selected.at), cy: lane.middle, r: 10, class: "selected" });
        };

        const drawBreaches = (layer, height) => {
          let lastEdge = -100;
          for (const breach of run.breaches) {
            if (breach.at < view.from || breach.at > view.to) continue;
            counts.breaches += 1;
            const at = x(breach.at);
            draw("path", layer, { d: `M${at} 0V${height}`, class: "breach" });
            const lane = breach.lane === null ? null : lanes[breach.lane];
            const item = remember({ type: "breach", ...breach });
            if (lane && lane.top !== null) draw("circle", layer, { cx: at, cy: lane.middle, r: 7, class: "breach-flag", "data-i": item });
            const text = breach.promise, wide = smallWidthOf(text) + 12;
            const flag = at + wide > right ? at - wide : at;
            if (flag < lastEdge) continue;
            lastEdge = flag + wide;
            const group = draw("g", axis, {});
            draw("rect", group, { x: flag, y: 4, width: wide, height: 18, class: "breach-flag" });
            draw("text", group, { x: flag + 6, y: 17, class: "small onflag" }, text);
          }
        };

        const drawLabels = (layer, height) => {
          draw("rect", layer, { x: 0, y: 0, width: left - 8, height, class: "edge" });
          for (const lane of lanes) {
            if (lane.top === null) continue;
            const from = 10 + lane.depth * indent;
            if (lane.depth > 0) draw("path", layer, { d: `M${from - 9} ${lane.middle - 9}v8h6`, style: "stroke:var(--soft);fill:none" });
            draw("text", layer, { x: from, y: lane.middle + 4, class: lane.kind === "server" ? "strong" : lane.kind === "world" ? "soft" : "" },
              cut(lane.name, left - from - 16));
          }
        };

        let counts = {};
        const paint = () => {
          width = get("scroll").clientWidth || 1000;
          right = width - 12;
          const height = place();
          counts = { arrows: 0, marks: 0, bars: 0, jobs: 0, breaches: 0, found: 0 };
          drawn = [];
          refreshInView();
          axis.replaceChildren();
          axis.setAttribute("width", get("chart").clientWidth || width);
          chart.setAttribute("width", width);
          chart.setAttribute("height", height);
          const layer = document.createElementNS(namespace, "g");
          const clipped = draw("g", layer, {});
          for (const lane of lanes) {
            if (lane.top === null) continue;
            if (lane.index % 2) draw("rect", clipped, { x: 0, y: lane.top, width, height: lane.bottom - lane.top, class: "band" });
          }
          for (const [at, text] of ticks()) {
            draw("path", clipped, { d: `M${x(at)} 0V${height}`, class: "grid" });
            draw("path", axis, { d: `M${x(at)} 19V26`, class: "life" });
            if (run.breaches.some((breach) => Math.abs(x(breach.at) - x(at)) < 60)) continue;
            draw("text", axis, { x: x(at), y: 16, "text-anchor": x(at) > right - 40 ? "end" : "middle", class: "small soft" }, text);
          }
          if (run.cutOff !== null && run.cutOff > view.from) {
            const to = clamp(x(run.cutOff));
            draw("rect", clipped, { x: left, y: 0, width: Math.max(to - left, 0), height, class: "unknown" });
          }
          for (const lane of lanes) {
            if (lane.top === null) continue;
            draw("path", clipped, { d: `M${clamp(x(0))} ${lane.middle}H${clamp(x(end))}`, class: "life", style: lane.kind === "server" ? "" : "stroke-dasharray:1 5" });
            if (shownKinds.has("process")) drawSpans(clipped, lane);
          }
          const crosses = draw("g", layer, { "pointer-events": "none" });
          drawMessages(clipped, crosses);
          // After the arrows, so that names in bars stay readable.
          for (const lane of lanes) {
            if (lane.top === null) continue;
            if (shownKinds.has("plan")) drawBars(clipped, lane);
            if (shownKinds.has("job")) drawJobs(clipped, lane);
          }
          clipped.append(crosses);
          drawMarks(clipped);
          drawFound(clipped);
          if (shownKinds.has("violation")) drawBreaches(clipped, height);
          drawSelected(clipped, height);
          drawLabels(layer, height);
          chart.replaceChildren(patterns, layer);
          const shown = lanes.filter((lane) => lane.top !== null).length;
          chart.setAttribute("aria-label", `Time line of ${shown} lanes from ${time(view.from)} to ${time(view.to)}: `
            + `${counts.arrows} messages, ${counts.bars} entries of the plan, ${counts.jobs} jobs, ${counts.marks} marks, ${counts.breaches} violations`);
          Object.assign(root.dataset, counts, { lanes: shown, elements: layer.querySelectorAll("*").length });
          paintList();
        };
        // With the next frame; soon, where no frames come, as in a hidden tab.
        let isWaiting = false;
        const repaint = () => {
          if (isWaiting) return;
          isWaiting = true;
          const go = () => { if (isWaiting) { isWaiting = false; paint(); } };
          requestAnimationFrame(go);
          setTimeout(go, 60);
        };
        """#
}
