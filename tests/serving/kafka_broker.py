"""A broker of Apache Kafka to test with: its jars come from Maven's repository, once, into a folder."""

import base64
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bearing</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>3.9.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
"""
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"

# Everything on one node; what workers that vanish leave behind is found out soon; topics are made when written to.
SETTINGS = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={folder}/data
num.partitions=4
auto.create.topics.enable=true
offsets.topic.replication.factor=1
offsets.topic.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
transaction.abort.timed.out.transaction.cleanup.interval.ms=200
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=500
"""


def missing():
    """What there has to be and isn't; empty where nothing is missing."""
    return [tool for tool in ("java", "kcat") if shutil.which(tool) is None]


def jars(cache):
    """The folder of the jars; None where they can't be had."""
    folder = pathlib.Path(cache) / "jars"
    if folder.is_dir():
        return folder
    if shutil.which("mvn") is None:
        return None
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        pathlib.Path(name, "pom.xml").write_text(POM, encoding="utf-8")
        fetched = subprocess.run(["mvn", "-q", "-B", COPY, "-DoutputDirectory=jars"], cwd=name, timeout=400,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if fetched.returncode != 0:
            print(fetched.stdout.decode(errors="replace")[-2000:])
            return None
        pathlib.Path(name, "jars").rename(folder)
    return folder


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Broker:
    def __init__(self, jar_folder, folder):
        self.folder = pathlib.Path(folder)
        self.java = ["java", "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{jar_folder}/*"]
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.settings = self.folder / "server.properties"
        self.settings.write_text(SETTINGS.format(port=self.port, controller=free_port(), folder=folder), encoding="utf-8")
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        subprocess.run([*self.java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(self.settings)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = None

    def start(self, wait=True):
        with open(self.folder / "broker.log", "ab") as log:
            self.process = subprocess.Popen([*self.java, "kafka.Kafka", str(self.settings)], stdout=log, stderr=log)
        deadline = time.monotonic() + 90
        while wait and subprocess.run(["kcat", "-b", self.address, "-L", "-m", "1"], check=False, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "broker.log").read_text(errors="replace")[-3000:])
            time.sleep(0.3)

    def stop(self, with_signal=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, with_signal)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
