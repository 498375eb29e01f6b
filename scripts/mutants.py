#!/usr/bin/env python3
"""Plants defects into a copy of the engine and counts how many of them the simulator finds.

The defects are in Tests/Mutants: each has a name, a sentence, a file and one or more texts of that file with what stands
there instead. All of them are built into one program; the environment variable OVERLORD_MUTANT says which one is on.
"""

import argparse
import concurrent.futures
import datetime
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, ".build", "mutants")
RESULTS = os.path.join(FOLDER, "results")
REPORT = os.path.join(ROOT, "docs", "mutants.md")

# What must be caught, and how small a failure must become.
LEAST_SHARE = 0.95
LARGEST_MEDIAN = 12

PACKAGE = """// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "overlord",
    dependencies: [
        .package(path: "../checkouts/Yams"), .package(path: "../checkouts/swift-argument-parser"),
    ],
    targets: [
        .target(name: "Domain", swiftSettings: settings),
        .target(
            name: "Adapters", dependencies: ["Domain", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .target(name: "Simulator", dependencies: ["Domain"], swiftSettings: settings),
        .executableTarget(
            name: "overlord-sim",
            dependencies: [
                "Domain", "Adapters", "Simulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
    ]
)
"""

SWITCH = """#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Which of the planted defects is on.
enum Mutant {{
    private static let names: [String] = [
{names}
    ]

    private static let current: Int = {{
        guard let text = getenv("OVERLORD_MUTANT"), text.pointee != 0 else {{ return -1 }}
        guard let number = names.firstIndex(of: String(cString: text)) else {{ fatalError("no such mutant") }}
        return number
    }}()

    @inline(__always) static func isOn(_ number: Int) -> Bool {{ current == number }}
}}
"""


class Trouble(Exception):
    """What makes the whole measurement worthless."""


class Mutant:
    def __init__(self, name):
        self.name = name
        self.what = ""
        self.why = ""  # why it is not caught
        self.file = ""
        self.changes = []  # pairs of texts


def fail(text):
    print(text, file=sys.stderr)
    sys.exit(1)


def read_mutants():
    """Reads Tests/Mutants/*.txt. The test of the table in Tests/EndToEndTests reads them in the same way."""
    mutants = []
    folder = os.path.join(ROOT, "Tests", "Mutants")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".txt"):
            continue
        former = ""
        with open(os.path.join(folder, name), encoding="utf-8") as lines:
            for line in lines:
                line = line.rstrip("\n")
                sign = line[:1]
                if line.startswith("mutant: "):
                    mutants.append(Mutant(line[8:]))
                elif line.startswith("what: "):
                    mutants[-1].what = line[6:]
                elif line.startswith("why: "):
                    mutants[-1].why = line[5:]
                elif line.startswith("file: "):
                    mutants[-1].file = line[6:]
                elif sign == "-":
                    if former != "-":
                        mutants[-1].changes.append(([], []))
                    mutants[-1].changes[-1][0].append(line[2:])
                elif sign == "+":
                    mutants[-1].changes[-1][1].append(line[2:])
                former = sign
    names = [mutant.name for mutant in mutants]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        fail("mutants that are there twice: " + ", ".join(sorted(twice)))
    return mutants


def mutate(text, path, mutants):
    """The text of a file with all its defects in it, each behind its switch."""
    places = []
    for number, mutant in mutants:
        for before, after in mutant.changes:
            before, after = "\n".join(before), "\n".join(after)
            count = text.count(before)
            if count != 1:
                fail(f"{mutant.name}: its text occurs {count} times in {path}")
            start = text.index(before)
            places.append((start, start + len(before), after, number, mutant))
    places.sort(key=lambda place: place[0])
    for (_, end, _, _, left), (start, _, _, _, right) in zip(places, places[1:]):
        if start < end:
            fail(f"{left.name} and {right.name} change the same text of {path}")
    for start, end, after, number, mutant in reversed(places):
        after = after.replace("Mutant.isOn", f"Mutant.isOn({number})")
        text = text[:start] + after + text[end:]
    return text


def write_if_new(path, text):
    """Leaves a file alone that is right, so that the build has nothing to do for it."""
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        pass
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def prepare(mutants):
    """Copies what the simulator is built of, with the defects in it."""
    by_file = {}
    for number, mutant in enumerate(mutants):
        by_file.setdefault(mutant.file, []).append((number, mutant))
    wanted = {}
    for source in ["Sources/Domain", "Sources/Simulator", "Sources/Adapters/YAML", "Sources/overlord-sim"]:
        for folder, _, names in os.walk(os.path.join(ROOT, source)):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), ROOT)
                with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                    wanted[path] = file.read()
    # One command asks real servers; without it neither the HTTP client nor the server need be built.
    del wanted["Sources/overlord-sim/WhatIfCommand.swift"]
    # Scenarios are no templates, whose folders need the adapters of files.
    del wanted["Sources/Adapters/YAML/TemplateFolders.swift"]
    program = "Sources/overlord-sim/OverlordSim.swift"
    wanted[program] = re.sub(r"\n *WhatIf\.self,?", "", wanted[program])
    for path, found in by_file.items():
        if path not in wanted:
            fail(f"{found[0][1].name}: there is no file {path} that the simulator is built of")
        wanted[path] = mutate(wanted[path], path, found)
    names = "\n".join(f'        "{mutant.name}",' for mutant in mutants)
    wanted["Sources/Domain/Mutant.swift"] = SWITCH.format(names=names)
    wanted["Package.swift"] = PACKAGE
    for path, text in wanted.items():
        write_if_new(os.path.join(FOLDER, path), text)
    for folder, _, names in os.walk(os.path.join(FOLDER, "Sources")):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.relpath(path, FOLDER) not in wanted:
                os.remove(path)


def build():
    command = ["swift", "build", "-c", "release", "--package-path", FOLDER, "--product", "overlord-sim"]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        fail("\n".join(line for line in result.stdout.splitlines() if "error" in line) or result.stdout[-4000:])
    where = subprocess.run(command + ["--show-bin-path"], stdout=subprocess.PIPE, text=True, check=True)
    return os.path.join(where.stdout.strip(), "overlord-sim")


class Simulator:
    def __init__(self, program):
        self.program = program

    def run(self, arguments, mutant, limit):
        """Runs the program with a mutant on; `None` when it took too long."""
        environment = dict(os.environ, OVERLORD_MUTANT=mutant or "")
        try:
            return subprocess.run(
                [self.program] + arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, timeout=limit, cwd=ROOT)
        except subprocess.TimeoutExpired:
            return None

    def sweep(self, paths, mutant, seeds, seconds, jobs=1, fail_fast=True):
        """Runs the scenarios seed by seed. Returns the failures and how many runs there were."""
        arguments = ["run", *paths, "--seeds", seeds, "--interleave", "--json", "--jobs", str(jobs)]
        arguments += ["--budget", f"{seconds}s"] + (["--fail-fast"] if fail_fast else [])
        result = self.run(arguments, mutant, seconds + 120)
        if result is None:
            # Nobody can say which seed it was, so this proves nothing.
            return [], 0
        if result.returncode < 0:
            return [{"kind": "crash", "text": f"the run crashed with signal {-result.returncode}"}], 0
        try:
            report = json.loads(result.stdout)
        except ValueError:
            raise Trouble(f"{mutant or 'no mutant'}: {result.stderr[-2000:]}") from None
        failures = []
        for scenario in report["scenarios"]:
            for one in scenario["results"]:
                if one["outcome"] not in ("failed", "broken"):
                    continue
                failure = {"kind": one["outcome"], "file": scenario["file"], "seed": int(one["seed"])}
                failure["name"] = scenario["name"]
                if one["violations"]:
                    first = one["violations"][0]
                    failure.update(
                        promise=first["promise"], invariant=first["invariant"], text=first["text"])
                else:
                    failure["text"] = "; ".join(one["remarks"])
                failures.append(failure)
        return failures, report["totals"]["runs"]

    def shrink(self, failure, mutant, budget, seconds):
        """Makes a failure smaller. Returns the steps and faults left, and whether the file fails in the same way with the
        mutant, and not without it."""
        path = os.path.join(RESULTS, mutant, "shrunk.yml")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        # Scenarios name their deployment files relative to themselves.
        deployments = os.path.join(os.path.dirname(os.path.join(ROOT, failure["file"])), "deployments")
        if os.path.isdir(deployments):
            shutil.copytree(deployments, os.path.join(RESULTS, mutant, "deployments"), dirs_exist_ok=True)
        arguments = ["shrink", failure["file"], "--seed", str(failure["seed"]), "--budget", str(budget)]
        result = self.run(arguments + ["-o", path], mutant, seconds)
        if result is None or result.returncode != 0:
            return None, False
        match = re.search(r"(\d+) steps and faults shrank to (\d+)", result.stderr)
        seeds = f"{failure['seed']}..{failure['seed']}"
        again, _ = self.sweep([path], mutant, seeds, 60)
        without, _ = self.sweep([path], None, seeds, 60)
        wanted = failure["invariant"]
        same = bool(again) and again[0].get("invariant") == wanted
        same = same and not any(one.get("invariant") == wanted for one in without)
        return int(match.group(2)), same


def judge(simulator, mutant, options):
    """What becomes of one mutant."""
    began = time.monotonic()
    failures, runs = simulator.sweep(
        options.scenarios, mutant.name, f"1..{options.seeds}", options.seconds)
    found = {"runs": runs, "caught": failures[0] if failures else None, "steps": None, "same": True}
    if failures and failures[0]["kind"] == "failed" and options.budget > 0:
        found["steps"], found["same"] = simulator.shrink(
            failures[0], mutant.name, options.budget, options.seconds)
    found["seconds"] = time.monotonic() - began
    return found


def title(failure):
    return os.path.splitext(os.path.basename(failure["file"]))[0] if "file" in failure else ""


def table(mutants, found, seconds, options):
    """The text of docs/mutants.md."""
    caught = [mutant for mutant in mutants if found[mutant.name]["caught"]]
    steps = [found[mutant.name]["steps"] for mutant in caught if found[mutant.name]["steps"] is not None]
    lines = [
        "<!-- Written by scripts/mutants.sh. Change Tests/Mutants and run `make mutants`. -->",
        "# Planted bugs",
        "",
        "How good is the simulator at finding bugs? `make mutants` plants small defects into a copy of the engine, one at",
        "a time, and runs the scenarios until one of them fails: seed 1 of all, then seed 2 of all, and so on, up to",
        f"{options.seeds} seeds. Then the failure is made smaller; the small one must fail in the same way, and not without",
        "the planted bug.",
        "",
        f"- **{len(caught)} of {len(mutants)}** planted bugs were caught ({100 * len(caught) / len(mutants):.0f} %).",
        f"- Shrunk failures have a median of **{statistics.median(steps):g}** steps and faults"
        f" (largest {max(steps)})." if steps else "- Nothing was shrunk.",
        f"- Runs needed: median {statistics.median([found[m.name]['runs'] for m in caught]):g},"
        f" largest {max(found[m.name]['runs'] for m in caught)}." if caught else "",
        "- Without a planted bug, every run that caught one is green.",
        "",
        "The defects are in `Tests/Mutants`, as the text that is replaced and what stands there instead.",
        "",
        "## Caught",
        "",
        "| defect | file | caught by | seed | promise | noticed by | runs | shrunk to |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for mutant in caught:
        one = found[mutant.name]
        failure = one["caught"]
        small = str(one["steps"]) if one["steps"] is not None else "–"
        lines.append(
            f"| {mutant.what} (`{mutant.name}`) | {mutant.file.removeprefix('Sources/Domain/')} | {title(failure)} "
            f"| {failure.get('seed', '–')} | {failure.get('promise', '–')} "
            f"| {failure.get('invariant') or failure['kind']} | {one['runs']} | {small} |")
    missed = [mutant for mutant in mutants if not found[mutant.name]["caught"]]
    if missed:
        lines += ["", "## Not caught", "", "| defect | file | runs | why |", "| --- | --- | --- | --- |"]
        for mutant in missed:
            lines.append(
                f"| {mutant.what} (`{mutant.name}`) | {mutant.file.removeprefix('Sources/Domain/')} "
                f"| {found[mutant.name]['runs']} | {mutant.why or 'not known'} |")
    return "\n".join(line for line in lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Plant bugs and see which the simulator finds.")
    parser.add_argument("--list", action="store_true", help="only name the mutants")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this one; writes no report")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at a time")
    parser.add_argument("--scenarios", action="append", metavar="PATH", help="files or folders; scenarios/ if not given")
    parser.add_argument("--seeds", type=int, default=500, help="seeds of each scenario at the most")
    parser.add_argument("--seconds", type=int, default=120, help="time for the search, and for shrinking, of one mutant")
    parser.add_argument("--budget", type=int, default=150, help="runs to spend on making one failure smaller; 0 to leave it as it is")
    parser.add_argument("--build-only", action="store_true", help="build the program and print its path")
    options = parser.parse_args()
    options.scenarios = options.scenarios or ["scenarios"]
    mutants = read_mutants()
    if options.list:
        for mutant in mutants:
            print(f"{mutant.name}: {mutant.what}")
        return
    chosen = [mutant for mutant in mutants if not options.only or mutant.name in options.only]
    if not chosen:
        fail("there is no mutant of that name; see --list")
    began = time.monotonic()
    prepare(mutants)
    os.makedirs(RESULTS, exist_ok=True)
    print(f"Building {len(mutants)} mutants into one program", flush=True)
    program = build()
    if options.build_only:
        print(program)
        return
    simulator = Simulator(program)
    print("Running without any of them", flush=True)
    failures, runs = simulator.sweep(options.scenarios, None, "1..10", options.seconds, options.jobs)
    if failures:
        fail(f"without a mutant, {failures[0]['file']} fails at seed {failures[0]['seed']}: {failures[0]['text']}")
    found = {}
    lock = threading.Lock()

    def work(mutant):
        one = judge(simulator, mutant, options)
        with lock:
            found[mutant.name] = one
            failure = one["caught"]
            what = "NOT CAUGHT"
            if failure:
                what = (
                    f"{title(failure)} seed {failure.get('seed', '-')}, {failure.get('promise', '')} "
                    f"{failure.get('invariant') or failure['kind']}, shrunk to {one['steps']}"
                    + ("" if one["same"] else ", WHICH FAILS IN ANOTHER WAY"))
            print(
                f"{len(found)}/{len(chosen)} {mutant.name}: {what} ({one['runs']} runs, {one['seconds']:.0f} s)",
                flush=True)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for future in [pool.submit(work, mutant) for mutant in chosen]:
            future.result()
    # What catches a mutant must be green without it, or it caught something else.
    for mutant in chosen:
        failure = found[mutant.name]["caught"]
        if failure and "seed" in failure:
            again, _ = simulator.sweep([failure["file"]], None, f"{failure['seed']}..{failure['seed']}", 60)
            if again:
                fail(f"{failure['file']} fails at seed {failure['seed']} without {mutant.name} too: {again[0]['text']}")
    seconds = time.monotonic() - began
    caught = [mutant for mutant in chosen if found[mutant.name]["caught"]]
    steps = [found[mutant.name]["steps"] for mutant in caught if found[mutant.name]["steps"] is not None]
    median = statistics.median(steps) if steps else 0
    different = [mutant.name for mutant in caught if not found[mutant.name]["same"]]
    missed = [mutant.name for mutant in chosen if mutant not in caught]
    print(
        f"{len(caught)} of {len(chosen)} caught, shrunk to {median:g} steps and faults (median), "
        f"{datetime.timedelta(seconds=round(seconds))}")
    if missed:
        print("not caught: " + ", ".join(missed))
    if different:
        print("shrunk to something that does not fail in the same way: " + ", ".join(different))
    if not options.only:
        write_if_new(REPORT, table(chosen, found, seconds, options))
    if len(caught) < LEAST_SHARE * len(chosen) or median > LARGEST_MEDIAN or different:
        sys.exit(1)


try:
    main()
except Trouble as trouble:
    fail(str(trouble))
