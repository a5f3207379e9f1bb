import json
import os
import pickle
import unittest
from pathlib import Path

import bearing
from bearing.sklearn import BearingClassifier

try:
    import sklearn
except ImportError:
    sklearn = None

SOURCE = Path(os.environ["BEARING_SOURCE"])


def corpus(count=240):
    """Texts of three topics, told apart by the one that they have of these."""
    texts, names = [], []
    with (SOURCE / "datasets/asean-affairs/asean-affairs.jsonl").open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            chosen = {"maritime-disputes", "covid-19", "trade-investment"} & set(record.get("topics", ()))
            if len(chosen) == 1 and len(texts) < count:
                texts.append({"title": record.get("title", ""), "text": record["text"]})
                names.append(chosen.pop())
    return texts, names


class WithoutProgramTest(unittest.TestCase):
    def test_says_that_the_program_is_missing(self):
        with self.assertRaisesRegex(bearing.TrainingError, "no-such-program"):
            BearingClassifier(program="no-such-program").fit(["a", "b"], ["x", "y"])

    def test_says_that_it_is_not_fitted(self):
        with self.assertRaisesRegex(ValueError, "fit"):
            BearingClassifier().predict(["a"])

    def test_refuses_labels_that_make_no_sense(self):
        for y in (["x"], ["x", "x"], [[0, 1], [1]]):
            with self.assertRaises(bearing.UsageError, msg=repr(y)):
                BearingClassifier().fit(["a", "b"], y)

    def test_has_parameters(self):
        classifier = BearingClassifier(seed=3)
        self.assertEqual(classifier.get_params()["seed"], 3)
        self.assertEqual(classifier.set_params(passes=2).passes, 2)
        with self.assertRaises(ValueError):
            classifier.set_params(no_such=1)
        self.assertIn("seed=3", repr(classifier))


@unittest.skipUnless(os.environ.get("BEARING_TRAIN"), "bearing-train is not built")
class ClassifierTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.texts, cls.names = corpus()
        cls.classifier = BearingClassifier(threads=1).fit(cls.texts[:180], cls.names[:180])

    def test_learns(self):
        self.assertEqual(list(self.classifier.classes_), sorted(set(self.names)))
        self.assertGreater(self.classifier.score(self.texts[180:], self.names[180:]), 0.8)

    def test_probabilities_add_up_and_lead_to_the_prediction(self):
        probabilities = self.classifier.predict_proba(self.texts[180:])
        predicted = self.classifier.predict(self.texts[180:])
        for row, name in zip(probabilities, predicted):
            self.assertAlmostEqual(sum(row), 1, places=6)
            self.assertEqual(list(self.classifier.classes_)[list(row).index(max(row))], name)

    def test_is_the_same_after_pickling_and_from_a_file(self):
        again = pickle.loads(pickle.dumps(self.classifier))
        self.assertEqual(list(again.predict(self.texts[:9])), list(self.classifier.predict(self.texts[:9])))
        path = Path(self.id() + ".safetensors")
        try:
            self.classifier.save(path)
            self.assertEqual(bearing.load(path).id, self.classifier.model_.id)
        finally:
            path.unlink()

    def test_labels_may_be_of_any_type(self):
        numbers = [{"maritime-disputes": 7, "covid-19": -1, "trade-investment": 30}[name] for name in self.names]
        classifier = BearingClassifier(threads=1).fit(self.texts, numbers)
        self.assertEqual(list(classifier.classes_), [-1, 7, 30])
        self.assertTrue(set(classifier.predict(self.texts[:20])) <= {-1, 7, 30})

    def test_documents_may_have_several_labels(self):
        names = sorted(set(self.names))
        rows = [[int(name == column) for column in names] + [int("ship" in text["text"])]
                for text, name in zip(self.texts, self.names)]
        classifier = BearingClassifier(threads=1).fit(self.texts, rows)
        predicted = [list(row) for row in classifier.predict(self.texts)]
        self.assertEqual(len(predicted[0]), 4)
        self.assertTrue(any(sum(row) == 2 for row in predicted))

    def test_says_what_the_program_said(self):
        with self.assertRaisesRegex(bearing.TrainingError, "seed"):
            BearingClassifier(seed="none").fit(self.texts, self.names)

    @unittest.skipIf(sklearn is None, "scikit-learn is not installed")
    def test_works_with_scikit_learn(self):
        from sklearn.base import clone
        from sklearn.model_selection import cross_val_score
        from sklearn.utils import estimator_checks

        scores = cross_val_score(clone(BearingClassifier(threads=1)), self.texts, self.names, cv=3)
        self.assertGreater(min(scores), 0.8)
        # All but what needs tables of numbers, which check_estimator would skip as well.
        for name in ("check_no_attributes_set_in_init", "check_parameters_default_constructible",
                     "check_get_params_invariance", "check_set_params", "check_estimator_repr",
                     "check_estimator_cloneable", "check_do_not_raise_errors_in_init_or_set_param"):
            if check := getattr(estimator_checks, name, None):
                with self.subTest(name):
                    check("BearingClassifier", BearingClassifier(threads=1))


if __name__ == "__main__":
    unittest.main()
