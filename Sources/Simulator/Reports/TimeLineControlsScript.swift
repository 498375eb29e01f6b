/// The part of the page's script that answers to people: filters, search, list, details, keys and pointer.
enum TimeLineControlsScript {
    static let source = #"""
        // Details.
        const details = get("details");
        const row = (list, name, value) => {
          if (value === null || value === undefined || value === "") return;
          make("dt", list, name);
          make("dd", list, value);
        };
        const laneText = (list, lane) => row(list, "where", nameOf(lane));
        const describe = {
          line: (line) => {
            make("p", details, time(line.at, 6), "when");
            make("p", details, line.text);
            const list = make("dl", details);
            laneText(list, line.lane);
            row(list, "kind", (kinds.find(([kind]) => kind === line.kind) ?? ["", line.kind])[1]);
            const message = messageOf.get(line.number);
            if (message) describe.message(message);
          },
          message: (message) => {
            make("p", details, `Message #${message.number}: ${nameOf(message.from)} → ${nameOf(message.to)}`);
            const list = make("dl", details);
            row(list, "request", message.request);
            row(list, "sent", timeOrNot(message.sent));
            if (message.doubled) row(list, "doubled", "yes");
            row(list, "arrived", message.arrived === null ? "no" : time(message.arrived, 6));
            if (message.replied !== null) row(list, "worked out", time(message.replied, 6));
            row(list, "outcome", message.result || "open at the end");
            if (message.ended !== null) row(list, "at", time(message.ended, 6));
            if (message.ended !== null && message.sent !== null) row(list, "took", time(message.ended - message.sent, 6));
          },
          entry: ({ entry }) => {
            make("p", details, `${time(entry.from, 6)} to ${entry.to === null ? "the end" : time(entry.to, 6)}`, "when");
            make("p", details, `${entry.number}: ${entry.text}`);
            const list = make("dl", details);
            row(list, "kind", entry.kind + (entry.drawn ? ", drawn from a rule" : ""));
            row(list, "where", entry.lanes.map(nameOf).join(", "));
          },
          span: (span) => {
            make("p", details, `${time(span.from, 6)} to ${span.to === null ? "the end" : time(span.to, 6)}`, "when");
            make("p", details, span.kind === "down" ? "No process lives." : span.kind === "paused" ? "The process is paused." : "The server is not there yet.");
            laneText(make("dl", details), span.lane);
          },
          job: (job) => {
            make("p", details, `Job ${job.job}: ${job.action} ${job.project}`);
            const list = make("dl", details);
            laneText(list, job.lane);
            row(list, "queued", timeOrNot(job.queued));
            for (const attempt of job.runs) {
              row(list, `attempt ${attempt.attempt}`, `${time(attempt.from, 6)} to ${attempt.to === null ? "the end" : time(attempt.to, 6)}`);
            }
            row(list, "ended", job.ended === null ? "not in this run" : time(job.ended, 6));
            row(list, "end", job.end);
            row(list, "reason", job.reason);
          },
          breach: (breach) => {
            make("p", details, time(breach.at, 6), "when");
            make("p", details, `${breach.promise} is broken: ${breach.text}`);
            const list = make("dl", details);
            row(list, "promise", breach.sentence);
            row(list, "invariant", breach.invariant);
            row(list, "where", breach.node);
          },
          several: ({ what, items }) => {
            const first = items[0];
            make("p", details, `${items.length} ${what} close together; zoom in to tell them apart.`);
            const list = make("dl", details);
            for (const item of items.slice(0, 12)) {
              row(list, time(item.at ?? item.start, 6), item.text ?? `#${item.number} ${item.request} ${item.result}`);
            }
            if (items.length > 12) row(list, "", `and ${items.length - 12} more`);
          },
        };
        const show = (item) => {
          details.replaceChildren();
          if (item) describe[item.type](item);
          else make("p", details, "Point at something, or press n.", "hint");
        };

        // The list of events in view: only the rows that can be seen exist.
        const list = get("list"), rows = get("rows"), rowSize = 22;
        let listed = null;
        const paintList = () => {
          rows.style.height = inView.length * rowSize + "px";
          get("count").textContent = `(${inView.length} of ${lines.length}`
            + (run.events > lines.length ? `; ${run.events - lines.length} older ones were not kept)` : ")");
          root.dataset.listed = inView.length;
          const first = Math.max(0, Math.floor(list.scrollTop / rowSize) - 5);
          const last = Math.min(inView.length, first + Math.ceil((list.clientHeight || 330) / rowSize) + 10);
          const marked = new Set(found);
          rows.replaceChildren();
          list.removeAttribute("aria-activedescendant");
          for (let index = first; index < last; index += 1) {
            const line = inView[index];
            const node = make("div", rows, undefined, `row ${line.kind}${line.index % 2 ? " odd" : ""}${marked.has(line) ? " found" : ""}`);
            node.id = "line-" + line.index;
            node.setAttribute("role", "option");
            node.setAttribute("aria-setsize", inView.length);
            node.setAttribute("aria-posinset", index + 1);
            node.setAttribute("aria-selected", selected === line);
            node.style.top = index * rowSize + "px";
            node.dataset.line = line.index;
            make("span", node, time(line.at), "time");
            make("span", node, nameOf(line.lane), "who");
            make("span", node, line.text, "what");
            if (selected === line) list.setAttribute("aria-activedescendant", node.id);
          }
        };
        const reveal = (line) => {
          const index = inView.indexOf(line);
          if (index < 0) return;
          const top = index * rowSize, height = list.clientHeight;
          if (top < list.scrollTop || top > list.scrollTop + height - rowSize) list.scrollTop = Math.max(0, top - height / 2);
        };
        const select = (item, isCentred) => {
          selected = item;
          show(item);
          if (item && item.at !== undefined) {
            if (item.at < view.from || item.at > view.to || isCentred) lookAround(item.at, view.to - view.from);
            refreshInView();
            if (item.type === "line") reveal(item);
          }
          repaint();
        };
        const move = (from, by) => {
          const all = lines.filter(isShown);
          if (all.length === 0) return;
          let index;
          if (selected && selected.type === "line") index = all.indexOf(selected) + by;
          else index = by > 0 ? all.findIndex((line) => line.at >= view.from) : all.findLastIndex((line) => line.at <= view.to);
          select(all[Math.min(Math.max(index, 0), all.length - 1)]);
        };
        list.addEventListener("scroll", paintList);
        list.addEventListener("click", (event) => {
          const node = event.target.closest("[data-line]");
          if (node) select(lines[Number(node.dataset.line)]);
        });
        list.addEventListener("keydown", (event) => {
          const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 }[event.key];
          if (by !== undefined) { event.preventDefault(); move(list, by); }
          else if (event.key === "Enter" && selected && selected.at !== undefined) select(selected, true);
        });

        // Filters.
        const present = new Set(lines.map((line) => line.kind));
        if (run.entries.length > 0) present.add("plan");
        if (run.breaches.length > 0) present.add("violation");
        const box = (parent, text, isOn, colour, change) => {
          const holder = make("label", parent);
          const input = make("input", holder);
          input.type = "checkbox";
          input.checked = isOn;
          input.addEventListener("change", () => { change(input.checked); refreshFound(); showFound(); repaint(); });
          if (colour) make("span", holder, undefined, "swatch").style.background = `var(--${colour})`;
          make("span", holder, text);
        };
        for (const [kind, text] of kinds) {
          if (!present.has(kind)) continue;
          box(get("kinds"), text, shownKinds.has(kind), kind, (isOn) => isOn ? shownKinds.add(kind) : shownKinds.delete(kind));
        }
        const nodeBoxes = get("nodes").querySelector("fieldset");
        for (const lane of lanes) {
          box(nodeBoxes, lane.name, true, null, (isOn) => isOn ? shownLanes.add(lane.index) : shownLanes.delete(lane.index));
        }
        for (const [text, isOn] of [["All", true], ["None", false]]) {
          const button = make("button", nodeBoxes, text);
          button.type = "button";
          button.addEventListener("click", () => {
            for (const input of nodeBoxes.querySelectorAll("input")) {
              if (input.checked !== isOn) input.click();
            }
          });
        }

        // Search.
        const field = get("query");
        const showFound = () => {
          const place = found.indexOf(selected);
          get("found").textContent = query.trim() === "" ? "" : place < 0 ? `${found.length} found` : `${place + 1} of ${found.length}`;
        };
        const step = (by) => {
          if (found.length === 0) return;
          const place = found.indexOf(selected);
          const next = place < 0 ? (by > 0 ? found.findIndex((line) => line.at >= view.from) : found.length - 1) : place + by;
          select(found[((Math.max(next, place < 0 ? 0 : next)) + found.length) % found.length]);
          showFound();
        };
        field.addEventListener("input", () => { query = field.value; refreshFound(); showFound(); repaint(); });
        field.addEventListener("keydown", (event) => {
          if (event.key === "Enter") { event.preventDefault(); step(event.shiftKey ? -1 : 1); }
          if (event.key === "Escape") { field.value = query = ""; refreshFound(); showFound(); field.blur(); repaint(); }
        });
        get("next").addEventListener("click", () => step(1));
        get("previous").addEventListener("click", () => step(-1));

        // View.
        const middle = () => selected && selected.at >= view.from && selected.at <= view.to ? selected.at : (view.from + view.to) / 2;
        const lookAtBreach = () => {
          if (run.breaches.length === 0) return;
          lookAround(run.breaches[0].at, Math.min(end, 60e6));
          select({ type: "breach", ...run.breaches[0] });
        };
        const actions = {
          "+": () => zoom(0.6, middle()), "=": () => zoom(0.6, middle()), "-": () => zoom(1 / 0.6, middle()), "0": lookAtAll,
          ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2), v: lookAtBreach, n: () => move(null, 1), p: () => move(null, -1),
          Home: () => pan(-1e9), End: () => pan(1e9) };
        get("zoom-in").addEventListener("click", () => { actions["+"](); repaint(); });
        get("zoom-out").addEventListener("click", () => { actions["-"](); repaint(); });
        get("zoom-all").addEventListener("click", () => { lookAtAll(); repaint(); });
        get("zoom-breach").addEventListener("click", () => { lookAtBreach(); repaint(); });
        get("zoom-breach").hidden = run.breaches.length === 0;
        document.addEventListener("keydown", (event) => {
          if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|BUTTON|SUMMARY)$/.test(event.target.tagName) && event.target.type !== "button" && event.key !== "0") return;
          if (event.target === list && /^(Home|End)$/.test(event.key)) return;
          if (event.key === "/") { event.preventDefault(); field.focus(); return; }
          if (event.key === "Escape") { select(null); return; }
          const action = actions[event.key];
          if (!action || event.target === field) return;
          event.preventDefault();
          action();
          repaint();
        });
        chart.addEventListener("wheel", (event) => {
          event.preventDefault();
          const by = event.deltaY || event.deltaX;
          if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan(by / 900);
          else zoom(Math.exp(Math.min(Math.max(by, -200), 200) / 400), timeAt(Math.max(event.clientX - chart.getBoundingClientRect().left, left)));
          repaint();
        }, { passive: false });
        let drag = null;
        const range = get("range");
        // The part of the chart between where the drag began and where it is, in the window's own measure.
        const dragged = (event) => {
          const edge = chart.getBoundingClientRect();
          const inside = (x) => Math.min(Math.max(x, edge.left + left), edge.left + right);
          const [from, to] = [inside(drag.x), inside(event.clientX)].sort((a, b) => a - b);
          return { from, to, edge };
        };
        chart.addEventListener("pointerdown", (event) => {
          if (event.button === 0) drag = { x: event.clientX, y: event.clientY, from: view.from, to: view.to, top: get("scroll").scrollTop, isOn: false, isZoom: event.shiftKey };
        });
        chart.addEventListener("pointermove", (event) => {
          if (!drag) {
            const node = event.target.closest("[data-i]");
            show(node ? drawn[Number(node.dataset.i)] : selected);
            return;
          }
          const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
          if (!drag.isOn && Math.hypot(dx, dy) < 4) return;
          if (!drag.isOn) { drag.isOn = true; chart.setPointerCapture(event.pointerId); chart.classList.add(drag.isZoom ? "zooming" : "moving"); }
          if (drag.isZoom) {
            const { from, to } = dragged(event);
            range.hidden = false;
            range.style.left = from + "px";
            range.style.width = to - from + "px";
            const seen = get("scroll").getBoundingClientRect();
            range.style.top = seen.top + "px";
            range.style.height = seen.height + "px";
            return;
          }
          const by = dx / (right - left) * (drag.to - drag.from);
          look(drag.from - by, drag.to - by);
          get("scroll").scrollTop = drag.top - dy;
          repaint();
        });
        const drop = (event) => {
          if (drag && !drag.isOn && event.type === "pointerup") {
            const node = event.target.closest("[data-i]");
            const item = node ? drawn[Number(node.dataset.i)] : null;
            const first = item && item.type === "message" ? lines.find((line) => line.number === item.number && isShown(line)) : item;
            select(first ?? item);
          }
          if (drag && drag.isOn && drag.isZoom && event.type === "pointerup") {
            const { from, to, edge } = dragged(event);
            if (to - from >= 4) { look(timeAt(from - edge.left), timeAt(to - edge.left)); repaint(); }
          }
          range.hidden = true;
          drag = null;
          chart.classList.remove("moving", "zooming");
        };
        chart.addEventListener("pointerup", drop);
        chart.addEventListener("pointercancel", drop);
        chart.addEventListener("pointerleave", () => { if (!drag) show(selected); });

        // Light and dark.
        const setTheme = (name) => {
          root.dataset.theme = name;
          get("theme").textContent = name === "dark" ? "Light" : "Dark";
        };
        const wanted = /^#(light|dark)$/.exec(location.hash);
        const darkness = matchMedia("(prefers-color-scheme: dark)");
        setTheme(wanted ? wanted[1] : darkness.matches ? "dark" : "light");
        darkness.addEventListener("change", () => setTheme(darkness.matches ? "dark" : "light"));
        get("theme").addEventListener("click", () => setTheme(root.dataset.theme === "dark" ? "light" : "dark"));

        // Head and violations.
        get("title").textContent = run.title;
        get("outcome").textContent = run.outcome;
        get("outcome").classList.add(run.outcome);
        get("facts").textContent = `seed ${run.seed}, ${time(run.end)} of virtual time, ${run.events} events`;
        if (run.breaches.length + run.remarks.length > 0) {
          const panel = get("breach");
          panel.hidden = false;
          make("h2", panel, run.breaches.length > 0 ? `${run.breaches[0].promise} is broken` : "Not passed");
          for (const breach of run.breaches.slice(0, 5)) {
            const facts = make("dl", panel);
            row(facts, "promise", `${breach.promise}: ${breach.sentence}`);
            row(facts, "expected, seen", breach.text);
            row(facts, "when, where", `${time(breach.at, 6)}${breach.node === null ? "" : " on " + breach.node}, noticed by ${breach.invariant}`);
          }
          if (run.breaches.length > 5) make("p", panel, `and ${run.breaches.length - 5} more`);
          for (const remark of run.remarks.slice(0, 10)) make("p", panel, remark);
          const facts = make("dl", panel);
          row(facts, "seed", run.seed);
          make("dt", facts, "replay");
          make("code", make("dd", facts), run.replay);
        }
        const legend = get("legend");
        for (const [text, colours] of [["request and answer", ["message", "answer"]], ["lost", ["loss"]], ["fault", ["fault-edge"]],
          ["link fault", ["link-edge"]], ["step, command", ["step-edge"]], ["job queued, running", ["queued", "running"]],
          ["completed ✓", ["completed"]], ["incompleted ~", ["incompleted"]], ["failed ✕", ["failed"]], ["cancelled –", ["cancelled"]]]) {
          const entry = make("span", legend);
          for (const colour of colours) make("span", entry, undefined, "swatch").style.background = `var(--${colour})`;
          make("span", entry, text);
        }
        make("span", legend, "stripes: no process; dots: paused" + (run.cutOff === null ? "" : "; ruled: not kept"));

        lookAtAll();
        refreshFound();
        paint();
        new ResizeObserver(repaint).observe(get("scroll"));
        root.dataset.ready = "yes";
        """#
}
