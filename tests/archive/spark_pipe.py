#!/usr/bin/env python3
"""Labelling through Spark's pipe, as docs/archives.md shows it, gives the results of `bearing label`, in order.

    spark_pipe.py --bearing PROGRAM --corpus FILE.jsonl

Runs PySpark in local-cluster mode: two workers, each a process of its own. Passed over (exit code 77) where PySpark or
Java isn't there.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
DOCUMENTS = 300


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError:
        print("PySpark is not installed: not tested")
        return SKIPPED
    if shutil.which("java") is None:
        print("Java is not installed: not tested")
        return SKIPPED
    bearing = str(arguments.bearing.resolve())
    with tempfile.TemporaryDirectory(prefix="bearing-spark-") as name:
        folder = pathlib.Path(name)
        with open(arguments.corpus, encoding="utf-8") as lines:
            text = "".join(line for line, _ in zip(lines, range(DOCUMENTS)))
        (folder / "articles.jsonl").write_text(text + "{broken\n", encoding="utf-8")
        configuration = SparkConf().setMaster("local-cluster[2,1,1024]").setAppName("bearing")
        spark = SparkContext(conf=configuration.set("spark.ui.enabled", "false"))
        try:
            spark.setLogLevel("ERROR")
            articles = spark.textFile(f"file://{folder}/articles.jsonl", minPartitions=4)
            # An exit code of 3 says that a record could not be read: its result says so too.
            labels = articles.pipe(f"sh -c '{bearing} label - --input-format jsonl -j 1; code=$?; test $code -eq 0 -o $code -eq 3'")
            labels.saveAsTextFile(f"file://{folder}/labels")
            parts = sorted((folder / "labels").glob("part-*"))
        finally:
            spark.stop()
        found = "".join(part.read_text(encoding="utf-8") for part in parts)
        direct = subprocess.run([bearing, "label", "-", "--input-format", "jsonl"], input=(folder / "articles.jsonl").read_text(),
                                capture_output=True, text=True, check=False).stdout
        if len(parts) < 4 or found.splitlines()[:-1] != direct.splitlines()[:-1]:
            print(f"{len(parts)} parts; the results of Spark differ from those of bearing label")
            return 1
        if '"error"' not in found.splitlines()[-1]:
            print("the broken record's result is not the last")
            return 1
    print(f"{DOCUMENTS + 1} results through {len(parts)} partitions: the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
