#!/usr/bin/env python3
"""`bearing tag --kafka` against a real broker: each record exactly once, whatever dies meanwhile.

    kafka.py --bearing PROGRAM --corpus FILE.jsonl --cache FOLDER --pipelines FOLDER [--kills N]

The broker (Apache Kafka, KRaft mode, one node) comes from Maven's repository into the cache. Workers are killed with
SIGKILL, stopped for longer than their group waits for them, and told to end, while records come in; the broker is killed,
too. Passed over (exit code 77) where java, kcat or the broker can't be had.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

import kafka_broker

SKIPPED = 77
QUICK = ["session.timeout.ms=1200", "heartbeat.interval.ms=300", "transaction.timeout.ms=2000", "reconnect.backoff.max.ms=500"]


class Cluster:
    """What the tests ask of the broker, by kcat."""

    def __init__(self, address):
        self.address = address

    def write(self, topic, lines, *options):
        subprocess.run(["kcat", "-P", "-b", self.address, "-t", topic, *options], input=b"".join(lines), check=True)

    def create(self, *topics):
        for topic in topics:
            for _ in range(50):
                told = subprocess.run(["kcat", "-L", "-b", self.address, "-t", topic], capture_output=True, text=True, check=True)
                if "with 4 partitions" in told.stdout:
                    break
                time.sleep(0.1)

    def read(self, topic, isolation="read_committed"):
        """By partition, the records in order."""
        told = subprocess.run(["kcat", "-C", "-b", self.address, "-t", topic, "-e", "-q", "-J", "-X", f"isolation.level={isolation}"],
                              stdout=subprocess.PIPE, check=True).stdout
        partitions = collections.defaultdict(list)
        for line in told.splitlines():
            record = json.loads(line)
            partitions[record["partition"]].append(record)
        return partitions

    def count(self, topic):
        told = subprocess.run(["kcat", "-C", "-b", self.address, "-t", topic, "-e", "-q", "-f", ".", "-X", "isolation.level=read_committed"],
                              stdout=subprocess.PIPE, check=True).stdout
        return len(told)

    def wait_for(self, topic, count, seconds=90, still=lambda: None):
        deadline = time.monotonic() + seconds
        while (there := self.count(topic)) < count:
            still()
            assert time.monotonic() < deadline, f"{topic}: {there} of {count} records after {seconds} s"
            time.sleep(0.3)


class Worker:
    """A process of `bearing tag --kafka`."""

    def __init__(self, setup, *options, config=()):
        command = [setup.bearing, "tag", "--kafka", setup.cluster.address, "-j", "1", *options]
        for setting in config:
            command += ["--kafka-config", setting]
        self.messages = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.messages)
        setup.started.append(self.process)

    def send(self, number):
        os.kill(self.process.pid, number)

    def end(self, number=signal.SIGTERM, seconds=30):
        if self.process.poll() is None:
            self.send(number)
        self.process.wait(seconds)
        return self.process.returncode

    def said(self):
        self.messages.seek(0)
        return self.messages.read().decode()


class Setup:
    def __init__(self, arguments, cluster, folder):
        self.bearing, self.pipelines = str(arguments.bearing.resolve()), arguments.pipelines.resolve()
        self.cluster, self.folder, self.started = cluster, pathlib.Path(folder), []
        with open(arguments.corpus, encoding="utf-8") as file:
            self.texts = [json.loads(line)["text"][:500] for line, _ in zip(file, range(400))]
        lines = "".join(json.dumps({"text": text}) + "\n" for text in self.texts)
        tagged = subprocess.run([self.bearing, "tag"], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
        marker = b',"bearing":'
        self.labels = dict(zip(self.texts, (line[line.rindex(marker) + len(marker):-1] for line in tagged.splitlines())))

    def record(self, number):
        return json.dumps({"n": number, "text": self.texts[number % len(self.texts)]}, ensure_ascii=False).encode()

    def answer(self, value):
        """What plain `bearing tag` makes of a record, to the byte."""
        return (value.encode()[:-1] + b',"bearing":' + self.labels[json.loads(value)["text"]] + b"}").decode()


def check_same(setup, source, target):
    """Every record of one topic in the other, labelled, once, in the order of its partition, with all that belongs to it."""
    given, found = setup.cluster.read(source), setup.cluster.read(target)
    for partition, records in given.items():
        numbers = [json.loads(record["payload"])["n"] for record in found[partition]]
        assert numbers == [json.loads(record["payload"])["n"] for record in records], \
            f"partition {partition}: {len(records)} records gave {len(numbers)} ({len(set(numbers))} different ones)"
        for record, answer in zip(records, found[partition]):
            assert answer["payload"] == setup.answer(record["payload"]), (record, answer)
            for member in ("key", "ts", "headers"):
                assert record.get(member) == answer.get(member), (member, record, answer)
    return sum(map(len, given.values()))


def refuses(setup, *options, code, message):
    told = subprocess.run([setup.bearing, "tag", *options], capture_output=True, text=True, check=False, timeout=100)
    assert told.returncode == code and message in told.stderr, (told.returncode, told.stderr)


def says_what_is_wrong(setup):
    address = setup.cluster.address
    setup.cluster.create("there")
    refuses(setup, "--kafka", address, "--from", "absent", "--to", "there", code=2, message='have no topic "absent"')
    refuses(setup, "--kafka", address, "--from", "there", "--to", "absent", code=2, message='have no topic "absent"')
    refuses(setup, "--kafka", address, "--from", "there", "--to", "there", code=2, message="would be read and written")
    refuses(setup, "--kafka", address, "--from", "there", "--to", "x", "--kafka-config", "frob=1", code=2, message='"frob"')
    refuses(setup, "--kafka", address, "--from", "there", "--to", "x", "--kafka-config", "acks=1", code=2, message='"acks"')


def says_who_is_not_there(setup):
    refuses(setup, "--kafka", "127.0.0.1:1", "--from", "a", "--to", "b", code=1, message="Connection refused")


def sample(text, name, **labels):
    """The value of the sample of a metric that has these labels."""
    for line in text.splitlines():
        if line.startswith(name + "{") and all(f'{key}="{value}"' in line for key, value in labels.items()):
            return float(line.rsplit(" ", 1)[1])
    raise AssertionError(f"no {name} {labels} in\n{text}")


def odd_records(setup):
    """Records without a key, tombstones, and those that can't be labelled: where each goes, and what it then says."""
    cluster = setup.cluster
    cluster.create("odd", "odd.out", "odd.dead", "odd.plain")
    long_text = json.dumps({"text": "x" * 30_000}).encode()
    # As long as a producer may send: with labels it is longer.
    full = json.dumps({"n": 0, "text": setup.texts[0], "pad": ""}).encode()
    full = full[:-2] + b"x" * (999_900 - len(full)) + full[-2:]
    good = setup.record(1)
    bad = {"no json": b"broken", "no text": b'{"body":"a"}', "blank": b" ", "full": full}
    cluster.write("odd", [b"%s:%s\n" % (name.encode(), value) for name, value in bad.items()], "-p", "2", "-K", ":", "-H", "origin=test",
                  "-X", "message.max.bytes=1040000")
    cluster.write("odd", [b"gone:\n"], "-p", "1", "-K", ":", "-Z")
    cluster.write("odd", [good + b"\n", setup.record(2) + b"\n"], "-p", "0")
    cluster.write("odd", [b"long:" + long_text + b"\n"], "-p", "3", "-K", ":")
    metrics = setup.folder / "odd.prom"
    worker = Worker(setup, "--from", "odd", "--to", "odd.out", "--dead-letter", "odd.dead", "--group", "with", "--max-line", "1MB",
                    "--kafka-metrics", str(metrics))
    other = Worker(setup, "--from", "odd", "--to", "odd.plain", "--group", "without", "--max-line", "20000")
    cluster.wait_for("odd.plain", 8)
    cluster.wait_for("odd.out", 4)
    cluster.wait_for("odd.dead", 4)
    time.sleep(0.5)  # For the end of the partitions to be seen.
    assert worker.end() == 0 and "8 records" in worker.said(), worker.said()
    assert other.end() == 0, other.said()

    given, out = cluster.read("odd"), cluster.read("odd.out")
    assert [record["payload"] for record in out[0]] == [setup.answer(record["payload"]) for record in given[0]]
    assert out[0][0].get("key") is None
    assert [(record["key"], record["payload"]) for record in out[1]] == [("gone", None)], out[1]
    dead = cluster.read("odd.dead")
    assert [record["key"] for record in dead[2]] == list(bad)
    for record, letter in zip(given[2], dead[2]):
        headers = dict(zip(letter["headers"][::2], letter["headers"][1::2]))
        assert (headers["origin"], headers["bearing.topic"], headers["bearing.partition"]) == ("test", "odd", "2"), headers
        assert headers["bearing.offset"] == str(record["offset"]) and headers["bearing.error"], headers
        assert letter["ts"] == record["ts"]
        if letter["key"] == "full":
            assert headers["bearing.cut"] == "999900" and record["payload"].startswith(letter["payload"]), headers
            assert len(letter["payload"]) == 65536 and "larger than message.max.bytes" in headers["bearing.error"]
        else:
            assert letter["payload"] == record["payload"]
    plain = cluster.read("odd.plain")
    errors = {record["key"]: json.loads(record["payload"])["bearing"] for record in plain[2] + plain[3]}
    assert errors["no json"]["error"].startswith("odd[2]@0: not valid JSON"), errors["no json"]
    assert errors["no json"]["record"] == "broken", errors["no json"]
    assert "is missing" in errors["no text"]["error"] and "longer than 20000 bytes" in errors["long"]["error"], errors

    told = metrics.read_text()
    assert sample(told, "bearing_kafka_records_total", result="labelled") == 3, told
    assert sample(told, "bearing_kafka_records_total", result="error") == 4
    assert sample(told, "bearing_kafka_records_total", result="tombstone") == 1
    assert sample(told, "bearing_kafka_dead_letters_total") == 4
    print("records that are odd: each where it belongs")


def lag_is_right(setup):
    """A worker that has nothing to do is behind by nothing; one whose answers nobody takes, by all."""
    cluster = setup.cluster
    cluster.create("lag", "lag.out")
    cluster.write("lag", [setup.record(n) + b"\n" for n in range(40)], "-p", "3")
    metrics = setup.folder / "lag.prom"
    worker = Worker(setup, "--from", "lag", "--to", "lag.out", "--group", "lag", "--kafka-metrics", str(metrics), "--batch-records", "7")
    cluster.wait_for("lag.out", 40)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:  # Written every five seconds.
        told = metrics.read_text() if metrics.exists() else ""
        if told.count("bearing_kafka_consumer_lag_records{") == 4 and sample(told, "bearing_kafka_consumer_lag_records", partition=3) == 0:
            break
        time.sleep(0.2)
    lags = [sample(told, "bearing_kafka_consumer_lag_records", partition=partition) for partition in range(4)]
    assert lags == [0, 0, 0, 0] and sample(told, "bearing_kafka_assigned_partitions") == 4, told
    assert sample(told, "bearing_kafka_transactions_total", result="committed") >= 6, told
    assert abs(sample(told, "bearing_kafka_last_commit_timestamp_seconds") - time.time()) < 60
    assert worker.end() == 0, worker.said()
    print("lag, transactions and counts: right")


def dies_and_goes_on(setup, name, kills, chance, settings):
    """Two workers of a group; one of them is killed, or halted until it is given up, again and again."""
    cluster, target = setup.cluster, name + ".out"
    cluster.create(name, target)
    begun = time.monotonic()

    def start(number):
        return Worker(setup, "--from", name, "--to", target, "--group", name, "--batch-records", "3", "--batch-ms", "20",
                      config=QUICK + [setting.format(number) for setting in settings])

    workers = [start(0), start(1)]
    records, rounds = 0, 0
    done = collections.Counter()
    while done["killed"] < kills:
        if rounds % 3 == 0 and records - cluster.count(target) < 300:  # There is always work that a kill can fall into.
            lines = [b"key%d|%s\n" % (n % 97, setup.record(n)) for n in range(records, records + 500)]
            cluster.write(name, lines, "-K", "|", "-H", f"since={records}")
            records += 500
        rounds += 1
        time.sleep(chance.uniform(0.1, 0.8))
        number = chance.randrange(2)
        if not done["halted"] or chance.random() < 0.1:
            workers[number].send(signal.SIGSTOP)  # Longer than its session lasts: others go on in its place.
            time.sleep(2.1)
            workers[number].send(signal.SIGCONT)
            done["halted"] += 1
            continue
        if workers[number].process.poll() is not None:  # Another took its place while it was halted.
            done["fenced"] += 1
            assert "bearing: Kafka:" in workers[number].said(), workers[number].said()
        elif chance.random() < 0.1:
            assert workers[number].end() == 0, workers[number].said()
            done["ended"] += 1
        else:
            assert workers[number].end(signal.SIGKILL) == -signal.SIGKILL
            done["killed"] += 1
        workers[number] = start(number)

    def still():
        for number, worker in enumerate(workers):
            if worker.process.poll() is not None:
                assert worker.process.returncode == 1 and done["halted"], worker.said()
                workers[number] = start(number)

    cluster.wait_for(target, records, 120, still)
    for worker in workers:
        assert worker.end() == 0, worker.said()
    assert check_same(setup, name, target) == records
    aborted = sum(map(len, cluster.read(target, "read_uncommitted").values())) - records
    told = ", ".join(f"{count} {what}" for what, count in done.items())
    print(f"{name}: workers {told}; {records} records once each, in order, {aborted} answers taken back "
          f"({time.monotonic() - begun:.0f} s)", flush=True)
    return aborted


def outlives_the_broker(setup, broker, records):
    """A broker that is killed and comes back; a worker that is told to end meanwhile, and one that ends later."""
    cluster = setup.cluster
    cluster.create("restart", "restart.out")
    options = ["--from", "restart", "--to", "restart.out", "--group", "restart", "--batch-records", "10"]
    workers = [Worker(setup, *options, config=QUICK) for _ in range(2)]
    lines = [b"key%d|%s\n" % (n % 97, setup.record(n)) for n in range(records)]
    cluster.write("restart", lines[:records // 2], "-K", "|")
    cluster.wait_for("restart.out", records // 8)
    broker.stop(signal.SIGKILL)
    assert workers[0].end(seconds=60) == 0, workers[0].said()  # It leaves what it could not commit to others.
    workers[0] = Worker(setup, *options, config=QUICK)
    broker.start()
    cluster.write("restart", lines[records // 2:], "-K", "|")
    cluster.wait_for("restart.out", records * 5 // 8)
    assert workers[0].end() == 0, workers[0].said()
    cluster.wait_for("restart.out", records)
    assert workers[1].end() == 0, workers[1].said()
    assert check_same(setup, "restart", "restart.out") == records
    print("a broker that is killed and started again: every record once", flush=True)


def script_works(setup):
    """docs/pipelines/kafka.sh, as it stands there."""
    cluster = setup.cluster
    cluster.create("script", "script.out")
    cluster.write("script", [setup.record(n) + b"\n" for n in range(60)])
    path = os.path.dirname(setup.bearing) + os.pathsep + os.environ["PATH"]
    script = subprocess.Popen(["sh", str(setup.pipelines / "kafka.sh"), cluster.address, "script", "script.out"],
                              env={**os.environ, "PATH": path}, start_new_session=True)
    try:
        # kcat may keep the last of many lines that come at once until the next one or the end.
        cluster.wait_for("script.out", 59)
        subprocess.run(["pkill", "-TERM", "-P", str(script.pid), "-f", "kcat -C"], check=True)
        assert script.wait(30) == 0
    finally:
        if script.poll() is None:
            os.killpg(script.pid, signal.SIGKILL)
    found = [record["payload"] for records in cluster.read("script.out").values() for record in records]
    assert sorted(found) == sorted(setup.answer(setup.record(n).decode()) for n in range(60))
    print("kcat | bearing tag | kcat: as the configuration says")


def works(setup):
    says_what_is_wrong(setup)
    odd_records(setup)
    lag_is_right(setup)
    script_works(setup)


def run(arguments, jar_folder, folder):
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 30)
    print(f"seed {seed}", flush=True)
    broker = kafka_broker.Broker(jar_folder, folder)
    setup = Setup(arguments, Cluster(broker.address), folder)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        unreachable = threads.submit(says_who_is_not_there, setup)
        try:
            broker.start()
            kills = arguments.kills // 4  # Without names of their own, workers are waited for longer.
            named = ["group.instance.id=w{}", "transactional.id=static-w{}"]
            if arguments.cooperative:
                named.append("partition.assignment.strategy=cooperative-sticky")
            # Side by side, since most of the time something is waited for.
            dynamic = threads.submit(dies_and_goes_on, setup, "dynamic", kills, random.Random(seed), [])
            static = threads.submit(dies_and_goes_on, setup, "static", arguments.kills - kills, random.Random(seed + 1), named)
            works(setup)
            assert dynamic.result() + static.result() > 0, "no kill fell into a transaction: this has shown nothing"
            outlives_the_broker(setup, broker, 600)
            unreachable.result()
        finally:
            for process in setup.started:
                if process.poll() is None:
                    process.kill()
            broker.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="folder for the broker's jars")
    parser.add_argument("--pipelines", type=pathlib.Path, required=True, help="docs/pipelines")
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--cooperative", action="store_true", help="cooperative rebalances (librdkafka 2.3 or later)")
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    if missing := kafka_broker.missing():
        print(f"not installed: {', '.join(missing)}: not tested")
        return SKIPPED
    jar_folder = kafka_broker.jars(arguments.cache)
    if jar_folder is None:
        print("Apache Kafka can't be had from Maven's repository: not tested")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="bearing-kafka-") as folder:
        run(arguments, jar_folder, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
