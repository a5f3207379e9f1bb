"""Measures of decisions and probabilities, defined as in `bearing evaluate` (src/metric): one code for all tools."""

import dataclasses

BINS = 15


@dataclasses.dataclass
class Quality:
    """`accuracy`: share of documents with the right label, for one-label data: the one assigned, or the most probable
    where none or several are. `ece` pools all decisions, documents times labels, in 15 equal-width bins."""

    micro_f1: float
    macro_f1: float
    accuracy: float | None
    ece: float | None


def f1(correct, predicted, positive):
    return 2 * correct / (predicted + positive) if predicted + positive else 0.0


def micro_macro(predicted, truth, labels):
    correct, assigned, positive = ([0] * labels for _ in range(3))
    for found, right in zip(predicted, truth, strict=True):
        for label in found:
            assigned[label] += 1
            correct[label] += label in right
        for label in right:
            positive[label] += 1
    each = [f1(*counts) for counts in zip(correct, assigned, positive)]
    return f1(sum(correct), sum(assigned), sum(positive)), sum(each) / labels


def calibration_error(probabilities, truth):
    gap, cells = [0.0] * BINS, 0
    for row, right in zip(probabilities, truth, strict=True):
        cells += len(row)
        for label, p in enumerate(row):
            gap[min(max(int(p * BINS), 0), BINS - 1)] += p - (label in right)
    return sum(map(abs, gap)) / cells if cells else 0.0


def measure(predicted, probabilities, truth, labels, one_label):
    micro, macro = micro_macro(predicted, truth, labels)
    accuracy = None
    if one_label:
        best = [min(found) if len(found) == 1 else max(range(labels), key=row.__getitem__)
                for found, row in zip(predicted, probabilities, strict=True)]
        accuracy = sum(b in right for b, right in zip(best, truth)) / len(truth)
    return Quality(micro, macro, accuracy, calibration_error(probabilities, truth))


def best_threshold(probabilities, truth):
    """The one threshold for all labels with the highest micro-F1."""
    cells = sorted(((p, label in right) for row, right in zip(probabilities, truth) for label, p in enumerate(row)),
                   reverse=True)
    positive, correct, best = sum(map(len, truth)), 0, (-1.0, 0.5)
    for assigned, (p, right) in enumerate(cells, 1):
        correct += right
        if right:
            best = max(best, (f1(correct, assigned, positive), p))
    return best[1]
