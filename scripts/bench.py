#!/usr/bin/env python3
"""Measures a built overlord: start, idle cost, requests a second, deployments, and how they grow.

Everything runs on loopback in a temporary folder. Figures are medians; compare them within one run only.
"""

import http.client
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

OVERLORD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FAKES = os.path.join(ROOT, "Tests", "AdapterTests", "Fakes")


def yaml(value):
    """JSON is YAML."""
    return json.dumps(value)


class Server:
    """One server process, over a modelled host or over the stand-ins for AppJail and Director."""

    running = set()

    def __init__(self, folder, name, chains=None, fakes=False, called=None, **settings):
        self.folder = os.path.join(folder, name)
        self.fakes = fakes
        os.makedirs(self.folder)
        self.environment = dict(os.environ, OVERLORD_CONFIG=os.path.join(self.folder, "overlord.yml"))
        configuration = {
            "secret_keyfile": os.path.join(self.folder, "keyfile"),
            "state": os.path.join(self.folder, "state"),
            "metadata": {"location": os.path.join(self.folder, "metadata")},
            "chains": {
                child.name: {"entrypoint": child.url, "access_token": child.token} for child in chains or []
            },
            "log": {"level": "warning"},
        }
        if fakes:
            fake = os.path.join(self.folder, "fake")
            os.makedirs(fake)
            self.environment.update(
                FAKE_STATE=fake, PATH=FAKES + os.pathsep + os.environ["PATH"], FAKE_JOURNAL="0")
            configuration["director"] = {
                "projects": fake + "/director/projects", "locks": fake + "/director/locks",
                "logs": fake + "/director/logs"}
            configuration["appjail"] = {"jails": fake + "/jails", "logs": fake + "/appjail/logs"}
        configuration.update(settings)
        with open(os.path.join(self.folder, "overlord.yml"), "w") as file:
            file.write(yaml(configuration))
        self.name = called or name
        self.token = subprocess.run(
            [OVERLORD, "gen-token"], env=self.environment, capture_output=True, text=True, check=True).stdout.strip()
        self.start()

    def start(self):
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.remove(port_file)
        command = [OVERLORD, "serve", "--listen", "127.0.0.1", "--port", "0", "--port-file", port_file]
        if not self.fakes:
            command += ["--sandbox", os.path.join(self.folder, "sandbox")]
        self.began = time.perf_counter()
        self.log = open(os.path.join(self.folder, "log"), "a")
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        self.running.add(self.process)
        while not (os.path.exists(port_file) and os.path.getsize(port_file)):
            if self.process.poll() is not None:
                sys.exit(open(os.path.join(self.folder, "log")).read())
            time.sleep(0.001)
        self.port = int(open(port_file).read())
        self.url = "http://127.0.0.1:%d" % self.port
        assert self.ask("GET", "/v1/ping")[0] == 200
        self.first_answer = time.perf_counter() - self.began

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(
            method, path, json.dumps(body) if body is not None else None, {"Authentication": "Bearer " + self.token})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    def resident(self):
        text = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, text=True).stdout
        return int(text) / 1024

    def own_time(self):
        """Processor time of the server itself so far, in seconds, without the commands that it has started."""
        try:
            with open("/proc/%d/stat" % self.process.pid) as file:
                user, system = file.read().rpartition(")")[2].split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        except FileNotFoundError:
            text = subprocess.run(
                ["ps", "-o", "time=", "-p", str(self.process.pid)], capture_output=True, text=True).stdout
            seconds = 0.0
            for part in text.split(":"):
                seconds = seconds * 60 + float(part)
            return seconds

    def stop(self):
        """Ends the server and returns the processor time that it has used, in seconds."""
        self.own_before_stop = self.own_time()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.running.discard(self.process)
        self.log.close()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def load(server, path, connections, script=None, seconds=5):
    """Requests a second, and the latencies at the median and the 99th of a hundred, by wrk."""
    command = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency",
               "-H", "Authentication: Bearer " + server.token]
    if script:
        command += ["-s", script]
    text = subprocess.run(command + [server.url + path], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    half = re.search(r"^\s+50%\s+(\S+)", text, re.MULTILINE).group(1)
    most = re.search(r"^\s+99%\s+(\S+)", text, re.MULTILINE).group(1)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return rate, half, most, int(bad.group(1)) if bad else 0


def report(what, measured):
    rate, half, most, bad = measured
    print("  %-52s %9.0f /s   p50 %-9s p99 %-9s%s" % (what, rate, half, most, "  %d refused" % bad if bad else ""))


def project(name):
    return "services:\n  one:\n    name: %s\n    makejail: Makejail\n" % name


def deployment(name, entrypoint, token):
    return yaml({
        "kind": "directorProject", "projectName": name, "projectFile": project(name), "deployIn": {"labels": ["all"]},
        "datacenters": {"main": {"entrypoint": entrypoint, "access_token": token}}})


def until_done(server, name, job, pause=0.002):
    """Asks until the job has ended. Asking costs the server and this machine something, too."""
    while True:
        status, body = server.ask("GET", "/v1/project/info/" + name)
        up = (body or {}).get("info", {}).get("up", {}) if status == 200 else {}
        if up.get("job_id", 0) >= job and up.get("operation") != "RUNNING":
            return up["operation"]
        time.sleep(pause)


def bench_client(folder):
    """What a person waits for before a command does anything."""
    file = os.path.join(folder, "file.yml")
    with open(file, "w") as text:
        text.write(deployment("web", "http://127.0.0.1:1", "x"))
    for arguments in (["--version"], ["print-spec", "-f", file]):
        times = []
        for _ in range(21):
            began = time.perf_counter()
            subprocess.run([OVERLORD] + arguments, cwd=folder, stdout=subprocess.DEVNULL, check=True)
            times.append(time.perf_counter() - began)
        print("overlord %-18s%6.0f ms" % (arguments[0], statistics.median(times) * 1000))


def bench_start(folder):
    server = Server(folder, "start")
    times = []
    for _ in range(7):
        times.append(server.first_answer)
        server.stop()
        server.start()
    print("start to first answer      %6.0f ms (with the client's own polling)" % (statistics.median(times) * 1000))
    print("resident when idle         %6.1f MiB" % server.resident())
    base = server.stop()
    server.start()
    time.sleep(30)
    used = server.stop()
    print("idle, no project           %6.2f %% of a core" % (max(0, used - base) / 30 * 100))


def bench_demo(folder):
    """The tree and the deployments of `make demo`, and what they leave in memory."""
    labels = {"delta": "db-only", "charlie": "db-only", "bravo": "web", "alpha": "web", "main": "main"}
    below = {"charlie": ["delta"], "alpha": ["bravo", "charlie"], "main": ["alpha"]}
    servers = {}
    for name, label in labels.items():
        children = [servers[child] for child in below.get(name, [])]
        servers[name] = Server(folder, "demo-" + name, children, called=name, labels=["all", label])
    environment = dict(os.environ, ENTRYPOINT=servers["main"].url, TOKEN=servers["main"].token)
    for file in ("database", "hello"):
        subprocess.run(
            [OVERLORD, "apply", "-f", os.path.join(ROOT, "examples", file + ".yml"), "--wait"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    resident = [server.resident() for server in servers.values()]
    print("resident after the demo    %6.1f MiB at the most of its %d servers, %.1f at the least" % (
        max(resident), len(resident), min(resident)))
    for server in servers.values():
        server.stop()


def build_at_once(server):
    with open(os.path.join(server.folder, "sandbox", "behaviour.json"), "w") as file:
        json.dump({"defaults": {"up_seconds": 0}}, file)


def deploy_many(server, first, last):
    """Projects that the modelled host builds at once."""
    jobs = {}
    for number in range(first, last):
        name = "p%d" % number
        jobs[name] = server.ask("POST", "/v1/project/up/" + name, {"director_file": project(name)})[1]["job_id"]
    for name, job in jobs.items():
        until_done(server, name, job)


def bench_requests(folder):
    print("requests (one client thread, keep-alive, both on this machine):")
    echo = Server(folder, "echo")
    delta = Server(folder, "delta", [echo])
    charlie = Server(folder, "charlie", [delta])
    alpha = Server(folder, "alpha", [charlie])
    build_at_once(alpha)
    script = os.path.join(folder, "up.lua")
    with open(script, "w") as file:
        file.write(
            'wrk.method = "POST"\nlocal n = 0\n'
            'request = function()\n  n = n + 1\n'
            '  return wrk.format(nil, "/v1/project/up/p" .. (n % 100), nil, \'{"director_file": "services: {}\\\\n"}\')\n'
            "end\n")
    costs = {}

    def measure(what, count, measured):
        costs.setdefault(what, {})[count] = 1 / measured[0]
        report(what, measured)

    for connections in (1, 8):
        report("GET /v1/ping, %d connections" % connections, load(alpha, "/v1/ping", connections))
    done = 0
    for count in (100, 1000):
        print("  with %d projects on the server that is asked:" % count)
        deploy_many(alpha, done, count)
        done = count
        for path in ("/v1/ping", "/v1/projects", "/v1/chain/charlie/ping", "/v1/chain/charlie.delta/ping",
                     "/v1/chain/charlie.delta.echo/ping"):
            measure("GET %s, 32 connections" % path, count, load(alpha, path, 32))
        # A server of its own, stopped afterwards with thousands of jobs in its queue.
        taker = Server(folder, "taker-%d" % count)
        build_at_once(taker)
        deploy_many(taker, 0, count)
        for connections in (1, 32):
            measure("POST /v1/project/up (durable), %d connections" % connections, count,
                    load(taker, "/", connections, script, 1))
        taker.stop()
        times = []
        for _ in range(5):
            alpha.stop()
            alpha.start()
            times.append(alpha.first_answer)
        costs.setdefault("start to first answer", {})[count] = statistics.median(times)
        alpha.ask("GET", "/v1/projects")
        costs.setdefault("resident", {})[count] = alpha.resident()
        before = alpha.own_time()
        time.sleep(20)
        print("  start to first answer %.0f ms, resident %.1f MiB, idle %.2f %% of a core" % (
            statistics.median(times) * 1000, alpha.resident(), (alpha.own_time() - before) / 20 * 100))
    print("  ten times the projects cost so many times as much:")
    for what, cost in costs.items():
        print("    %-50s %5.2f" % (what, cost[1000] / cost[100]))
    print("  resident after all this: %.1f MiB" % max(server.resident() for server in (alpha, charlie, delta, echo)))
    for server in (alpha, charlie, delta, echo):
        server.stop()


def deploy_singly(folder, server, prefix):
    """Projects one after the other: seconds until each is completed, and until a person is shown it after that."""
    file = os.path.join(folder, "shown.yml")
    done, shown, at_once = [], [], True
    for number in range(15):
        name = "%s%d" % (prefix, number)
        with open(file, "w") as text:
            text.write(deployment(name, server.url, server.token))
        began = time.perf_counter()
        job = server.ask("POST", "/v1/project/up/" + name, {"director_file": project(name)})[1]["job_id"]
        outcome = until_done(server, name, job)
        ended = time.perf_counter()
        assert outcome == "COMPLETED", outcome
        while True:
            text = subprocess.run(
                [OVERLORD, "get-info", "-f", file, "-t", "projects", "--filter-per-project"],
                capture_output=True, text=True).stdout
            if re.search(r"\b%s\b" % name, text):
                break
            at_once = False
        done.append(ended - began)
        shown.append(time.perf_counter() - ended)
    return done, shown, at_once


def deploy_together(server, prefix, count):
    """That many projects queued at once: seconds until all are completed."""
    began = time.perf_counter()
    jobs = {}
    for number in range(count):
        name = "%s%d" % (prefix, number)
        jobs[name] = server.ask("POST", "/v1/project/up/" + name, {"director_file": project(name)})[1]["job_id"]
    queued = time.perf_counter() - began
    ends = [until_done(server, name, job, pause=0.05) for name, job in jobs.items()]
    total = time.perf_counter() - began
    print("  %3d projects             %6.1f s (queued in %.2f s), all completed: %s" % (
        count, total, queued, set(ends) == {"COMPLETED"}))
    return total


def bench_deployments(folder):
    print("deployments over the stand-ins for AppJail and Director (a jail builds in 50 ms):")
    server = Server(folder, "fakes", fakes=True, labels=["all"], max_watch_commands=2,
                    polling={"jails": 4, "projects": 6, "jail_stats": 12})
    medians = []
    few = many = None
    for prefix, before in (("a", 0), ("d", 235)):
        times, shown, at_once = deploy_singly(folder, server, prefix)
        medians.append(statistics.median(times))
        print("  POST up until COMPLETED  %6.3f s median, %.3f to %.3f, beside %d projects" % (
            medians[-1], min(times), max(times), before))
        print("    then until get-info shows it %.3f s median, %.3f at the most; by the first one asked: %s" % (
            statistics.median(shown), max(shown), at_once))
        if few is None:
            few = deploy_together(server, "e", 20)
            many = deploy_together(server, "b", 200)
    environment = dict(server.environment, FAKE_STATE=os.path.join(folder, "alone"))
    os.makedirs(environment["FAKE_STATE"])
    file = os.path.join(folder, "alone.yml")
    with open(file, "w") as text:
        text.write(project("alone"))
    began = time.perf_counter()
    running = []
    for number in range(200):
        line = "appjail-director up -j -f %s -p c%d >/dev/null; appjail-director describe -p c%d >/dev/null" % (
            file, number, number)
        running.append(subprocess.Popen(["sh", "-c", line], env=environment, stderr=subprocess.DEVNULL))
        if len(running) == 2:
            running.pop(0).wait()
    for process in running:
        process.wait()
    alone = time.perf_counter() - began
    print("    the stand-ins alone: %.1f s for 200; ours is %.2f times that" % (alone, many / alone))
    print("  ten times the projects queued: %.2f times the cost of each; one beside 235 others: %.2f times one alone" % (
        many / few / 10, medians[1] / medians[0]))
    server.stop()


def lay_out_jails(server, first, last):
    """Makes projects of one running jail each, as the stand-in for Director leaves them."""
    for number in range(first, last):
        name = "j%d" % number
        jail = os.path.join(server.folder, "fake", "jails", name)
        service = os.path.join(server.folder, "fake", "director", "projects", name, "one")
        os.makedirs(os.path.join(jail, "jail"))
        os.makedirs(service)
        for path, text in (
                (os.path.join(jail, "meta.json"), '{"running": true, "created": 0}'),
                (os.path.join(service, "name"), name),
                (os.path.join(os.path.dirname(service), "state"), "done")):
            with open(path, "w") as file:
                file.write(text)


def bench_polling(folder, seconds=60):
    print("polling, with somebody who asks, at the usual intervals:")
    server = Server(folder, "polled", fakes=True)
    done = 0
    for count in (50, 500):
        lay_out_jails(server, done, count)
        done = count
        for path in ("/v1/jails", "/v1/stats", "/v1/projects"):
            server.ask("GET", path)
        before = server.own_time()
        time.sleep(seconds)
        own = server.own_time() - before
        children = server.stop() - server.own_before_stop
        server.start()
        print("  %4d jails  %6.2f %% of a core; the started stand-ins %6.2f %%" % (
            count, own / seconds * 100, children / seconds * 100))
    server.stop()


def main():
    folder = tempfile.mkdtemp(prefix="overlord-bench.")
    try:
        print("%s, %d processors" % (os.uname().sysname, os.cpu_count()))
        bench_client(folder)
        bench_start(folder)
        bench_demo(folder)
        bench_requests(folder)
        bench_deployments(folder)
        bench_polling(folder)
    finally:
        # Left over when a measurement ended early.
        for process in Server.running:
            process.kill()
            process.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
