/// The part of the page's script that holds the run and what is to be seen of it.
enum TimeLineModelScript {
    static let source = #"""
        const root = document.documentElement;
        let failures = 0;
        const failed = (what) => { failures += 1; root.dataset.errors = failures; root.dataset.error = String(what); };
        root.dataset.errors = 0;
        window.addEventListener("error", (event) => failed(event.message));
        document.addEventListener("securitypolicyviolation", (event) => failed("policy: " + event.violatedDirective));
        const get = (id) => document.getElementById(id);
        const make = (name, parent, text, className) => {
          const node = document.createElement(name);
          if (text !== undefined) node.textContent = text;
          if (className) node.className = className;
          if (parent) parent.append(node);
          return node;
        };

        // The run.
        const run = JSON.parse(get("run").textContent);
        const end = Math.max(run.end, 1);
        const lanes = run.lanes.map((lane, index) => ({ ...lane, index, bars: [], jobs: [], spans: [] }));
        const messages = run.messages.map(
          ([number, from, to, sent, arrived, replied, ended, fate, request, result, doubled]) => ({
            type: "message", number, from, to, sent, arrived, replied, ended, fate, request, result, doubled,
            start: [sent, arrived, replied, ended].find((time) => time !== null) ?? 0,
            finish: Math.max(ended ?? 0, replied ?? 0, arrived ?? 0, sent ?? 0),
            isBad: fate !== "answered" && fate !== "open" }));
        const messageOf = new Map(messages.map((message) => [message.number, message]));
        const lines = run.lines.map(([at, lane, kind, text, number], index) => ({
          type: "line", index, at, lane, kind, text, number, low: text.toLowerCase() }));
        for (const entry of run.entries) {
          for (const lane of entry.lanes) {
            lanes[lane].bars.push({ type: "entry", entry, lane, start: entry.from, finish: entry.to ?? end });
          }
        }
        for (const span of run.spans) {
          if (span.lane !== null) lanes[span.lane].spans.push({ type: "span", ...span, start: span.from, finish: span.to ?? end });
        }
        for (const job of run.jobs) {
          if (job.lane !== null) lanes[job.lane].jobs.push({ ...job, type: "job", action: job.kind, finish: job.ended ?? end });
        }

        // Bars that overlap are put into rows of their own; past the limit they share the last one.
        const stack = (items, limit) => {
          const free = [];
          items.sort((left, right) => left.start - right.start);
          for (const item of items) {
            let row = free.findIndex((time) => time < item.start);
            if (row < 0) row = Math.min(free.length, limit - 1);
            free[row] = Math.max(free[row] ?? 0, item.finish);
            item.row = row;
          }
          for (let row = 0; row < free.length; row += 1) {
            const inRow = items.filter((item) => item.row === row);
            inRow.forEach((item, place) => { item.after = inRow[place + 1] ?? null; });
          }
          return free.length;
        };
        for (const lane of lanes) {
          lane.barRows = stack(lane.bars, 6);
          lane.jobRows = stack(lane.jobs, 6);
        }

        const kinds = [
          ["message", "Messages"], ["loss", "Lost and failed"], ["answer", "Answers worked out"], ["process", "Processes"],
          ["job", "Jobs"], ["host", "Host"], ["metadata", "Metadata"], ["log", "Log"], ["warning", "Warnings"],
          ["error", "Errors"], ["command", "Commands"], ["plan", "Plan and faults"], ["note", "Notes"],
          ["violation", "Violations"]];

        // What is to be seen.
        const view = { from: 0, to: end };
        const shownKinds = new Set(kinds.map(([kind]) => kind).filter((kind) => kind !== "answer"));
        const shownLanes = new Set(lanes.map((lane) => lane.index));
        let selected = null;
        let query = "";
        let found = [];
        let inView = [];

        const isShown = (line) => shownKinds.has(line.kind) && (line.lane === null || shownLanes.has(line.lane));
        const refreshFound = () => {
          const wanted = query.trim().toLowerCase();
          found = wanted === "" ? [] : lines.filter((line) => isShown(line) && line.low.includes(wanted));
        };
        const refreshInView = () => {
          inView = lines.filter((line) => line.at >= view.from && line.at <= view.to && isShown(line));
        };
        const nameOf = (lane) => lane === null || lane === undefined ? "" : lanes[lane].name;

        // Shortest view: a hundred microseconds.
        const look = (from, to) => {
          const length = Math.min(Math.max(to - from, 100), end * 1.02);
          const middle = (from + to) / 2;
          view.from = Math.min(Math.max(middle - length / 2, -end * 0.01), end * 1.01 - length);
          view.to = view.from + length;
        };
        const lookAtAll = () => look(-end * 0.01, end * 1.01);
        const zoom = (factor, time) => {
          const share = (time - view.from) / (view.to - view.from);
          const length = Math.min(Math.max((view.to - view.from) * factor, 100), end * 1.02);
          const from = time - share * length;
          look(from, from + length);
        };
        const pan = (share) => {
          const by = (view.to - view.from) * share;
          look(view.from + by, view.to + by);
        };
        const lookAround = (time, length) => look(time - length / 2, time + length / 2);

        // Times, as the other reports write them.
        const digits = (number, width) => String(number).padStart(width, "0");
        const time = (micros, decimals = 3) => {
          const all = Math.abs(Math.floor(micros));
          const whole = Math.floor(all / 1e6);
          const hours = Math.floor(whole / 3600);
          const minutes = Math.floor(whole / 60) % 60;
          const fraction = decimals > 0 ? "." + digits(Math.floor((all % 1e6) / 10 ** (6 - decimals)), decimals) : "";
          const seconds = digits(whole % 60, 2) + fraction + "s";
          return (micros < 0 ? "-" : "") + (hours > 0 ? hours + "h " + digits(minutes, 2) + "m " : minutes + "m ") + seconds;
        };
        const timeOrNot = (micros) => micros === null ? "not kept" : time(micros, 6);
        """#
}
