import inspect
import os
import pickle
import subprocess
import threading
import time
import unittest
from pathlib import Path

import bearing

SOURCE = Path(os.environ["BEARING_SOURCE"])
ENGLISH = (SOURCE / "examples/coast-guard-hotline-en.txt").read_text(encoding="utf-8")
VIETNAMESE = (SOURCE / "examples/canh-bao-lu-vi.txt").read_text(encoding="utf-8")
PAGE = (SOURCE / "examples/trade-round.html").read_bytes()


class ModelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ.pop("BEARING_MODEL", None)
        cls.model = bearing.load()

    def test_says_what_it_knows(self):
        self.assertIn("maritime-disputes", self.model.topics)
        self.assertIn("use-of-force", self.model.targets)
        self.assertEqual(self.model.stances, ("favor", "against", "neutral"))
        self.assertFalse(self.model.exclusive)
        self.assertTrue(self.model.judges_free_targets)
        self.assertIn(self.model.id, repr(self.model))

    def test_one_text_gives_labels(self):
        labels = self.model.label(ENGLISH)
        self.assertEqual(labels.lang, "en")
        self.assertEqual(labels.topics[0].label, "maritime-disputes")
        confidences = [topic.confidence for topic in labels.topics]
        self.assertEqual(confidences, sorted(confidences, reverse=True))
        self.assertEqual([topic.label for topic in labels.all_topics], list(self.model.topics))
        self.assertEqual(labels.warnings, ())
        self.assertGreater(labels.words, 100)

    def test_places_are_those_of_python_strings(self):
        for text in (ENGLISH, VIETNAMESE + "\n" + ENGLISH, "“\U0001f6a2” — " * 300 + "\n\n" + ENGLISH):
            labels = self.model.label({"title": "Cảnh báo lũ", "text": text})
            self.assertEqual(labels.text, text)
            for stance in labels.all_stances:
                for words in (stance.evidence, stance.holder_words):
                    field = labels.title if words.in_title else labels.text
                    self.assertEqual(field[words.begin : words.end], words.text)
            for explanation in self.model.explain({"title": "Cảnh báo lũ", "text": text}):
                for word in explanation.contributions:
                    field = labels.title if word.in_title else labels.text
                    self.assertEqual(field[word.begin : word.end], word.text)
        self.assertTrue(any(stance.evidence.text for stance in self.model.label(ENGLISH).stances))

    def test_to_dict_is_what_the_command_writes(self):
        program = os.environ.get("BEARING_PROGRAM")
        if not program:
            self.skipTest("the program is not built")
        for flags, every in ([], False), (["--all"], True):
            line = subprocess.run([program, "label", *flags, "-"], input=ENGLISH.encode(), capture_output=True, check=True)
            labels = self.model.label({"id": "-", "text": ENGLISH}, all_stances=every)
            self.assertEqual(labels.to_json(all=every), line.stdout.decode().rstrip("\n"))

    def test_dict_without_id_has_none(self):
        self.assertNotIn("id", self.model.label(ENGLISH).to_dict())
        self.assertEqual(self.model.label({"id": 7, "text": ENGLISH}).to_dict()["id"], "7")

    def test_none_and_nan_are_nothing(self):
        expected = self.model.label(ENGLISH)
        for nothing in (None, float("nan")):
            document = dict.fromkeys(("id", "lang", "title", "targets", "html", "other"), nothing)
            self.assertEqual(self.model.label({**document, "text": ENGLISH}), expected)

    def test_lists_and_streams_keep_the_order(self):
        texts = [ENGLISH, VIETNAMESE, "", ENGLISH[:300]] * 5
        expected = [self.model.label(text) for text in texts]
        self.assertEqual(self.model.label(texts), expected)
        self.assertEqual(self.model.label(iter(texts), threads=2), expected)
        self.assertEqual(list(self.model.label_stream(iter(texts), batch_size=3)), expected)
        self.assertEqual(self.model.label([]), [])

    def test_a_stream_is_read_as_it_is_asked_for(self):
        taken = []

        def source():
            for number in range(100):
                taken.append(number)
                yield ENGLISH[:200]

        stream = self.model.label_stream(source(), batch_size=1)
        self.assertTrue(inspect.isgenerator(stream))
        self.assertEqual(taken, [])
        next(stream)
        self.assertEqual(taken, [0])

    def test_pages_and_files_in_other_encodings_become_text(self):
        page = self.model.label(PAGE)
        self.assertIn("tariff list", page.title)
        self.assertNotIn("<p>", page.text)
        self.assertEqual(self.model.label(ENGLISH.encode("utf-16")).text, ENGLISH)
        self.assertEqual(self.model.label({"text": "<b>Rivers</b> rose", "html": True}).text, "Rivers rose")

    def test_free_targets_are_judged(self):
        text = "The minister welcomed the tax on sugar. Doctors had long asked for a tax on sugar."
        labels = self.model.label({"text": text, "targets": ["a tax on sugar"]})
        self.assertEqual((labels.targets[-1].target, labels.targets[-1].free), ("a tax on sugar", True))
        self.assertEqual(len(labels.targets), len(self.model.targets) + 1)

    def test_options(self):
        self.assertEqual(self.model.label(ENGLISH, min_confidence=1.0).topics, [])
        every = self.model.label("Rivers rose.", all_stances=True)
        self.assertEqual(len(every.all_stances), len(self.model.targets) * len(self.model.stances))

    def test_any_string_is_safe(self):
        strange = "\ud800 lone, \x00 nought, \udcff " + ENGLISH
        labels = self.model.label({"title": strange, "text": strange})
        self.assertIn("bad-bytes-replaced", labels.warnings)
        labels.to_dict()
        self.assertEqual(self.model.label("").warnings, ("empty-text",))
        for words in self.model.explain(strange)[0].contributions:
            self.assertEqual(strange[words.begin : words.end], words.text)

    def test_explanations_add_up(self):
        explanations = self.model.explain(ENGLISH)
        self.assertEqual([e.label for e in explanations[: len(self.model.topics)]], list(self.model.topics))
        for e in explanations:
            self.assertAlmostEqual(e.bias + sum(word.weight for word in e.contributions), e.score, places=5)

    def test_wrong_arguments_are_refused(self):
        for wrong in (7, None, [7], {"title": "no text"}, {"text": None}, {"text": "x", "title": 3}, ["a", None]):
            with self.assertRaises(TypeError, msg=repr(wrong)):
                self.model.label(wrong)
        for bad in (-0.1, 1.1, float("nan")):
            with self.assertRaises(bearing.UsageError):
                self.model.label("x", min_confidence=bad)
        for call in (
            lambda: self.model.label({"text": "x", "targets": [" "]}),
            lambda: self.model.label(["x"], threads=-1),
            lambda: self.model.label_stream(["x"], batch_size=0),
        ):
            self.assertRaises(ValueError, call)

    def test_models_that_are_none_are_refused(self):
        with self.assertRaises(OSError) as missing:
            bearing.load("/no/such/model.safetensors")
        self.assertEqual(missing.exception.code, "io")
        self.assertIn("/no/such/model.safetensors", str(missing.exception))
        with self.assertRaises(bearing.ModelError):
            bearing.load(SOURCE / "LICENSE")

    def test_results_and_models_can_be_pickled(self):
        labels = self.model.label(ENGLISH)
        self.assertEqual(pickle.loads(pickle.dumps(labels)), labels)
        self.assertEqual(hash(labels), hash(self.model.label(ENGLISH)))
        self.assertEqual(pickle.loads(pickle.dumps(self.model)).label(ENGLISH), labels)

    def test_other_threads_run_while_it_works(self):
        # One call into the module: if it held the interpreter's lock, this thread could do nothing before it ends.
        documents = [("", "", "", ENGLISH + str(number), (), False) for number in range(300)]
        started, done = threading.Event(), []

        def work():
            started.set()
            self.model._model.label(documents, 0.0, False, 1)
            done.append(True)

        worker = threading.Thread(target=work)
        worker.start()
        started.wait()
        steps = 0
        while not done:
            steps += 1
            time.sleep(0.001)
        worker.join()
        self.assertGreater(steps, 5)

    def test_threads_share_a_model(self):
        expected, found = self.model.label(ENGLISH), []
        threads = [threading.Thread(target=lambda: found.extend(self.model.label([ENGLISH] * 20))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [expected] * 80)

    def test_is_typed(self):
        self.assertTrue((Path(bearing.__file__).parent / "py.typed").exists())
        self.assertRegex(bearing.__version__, r"^\d+\.\d+\.\d+$")


if __name__ == "__main__":
    unittest.main()
