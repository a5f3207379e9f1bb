// What comes out: labels of one document, with calibrated confidence.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bearing/document.hpp"

namespace bearing {

/// One topic of the scheme as the model judges it.
struct TopicLabel {
  std::string label;        ///< Topic id of the scheme.
  double confidence = 0.0;  ///< Calibrated probability in [0, 1] that the topic applies.
  /// Confidence from which the topic is assigned. Where each document has exactly one topic
  /// (Labeler::exclusive()), that is the highest confidence of this document; those of all its topics then
  /// add up to 1.
  double threshold = 0.0;
  /// confidence >= threshold and the document could be judged; of several equals that are exclusive, the
  /// first alone.
  bool assigned = false;
};

/// Words of the document.
struct Quotation {
  std::string text;       ///< As in the input; empty when there is none.
  ByteRange range;        ///< Bytes of the field as it came in.
  bool in_title = false;  ///< Whether `range` counts in the title rather than the text.
};

/// One stance that a document takes or reports on a target.
struct StanceLabel {
  std::string stance;       ///< One of the model's stances, for example "favor", "against", "neutral".
  double confidence = 0.0;  ///< Calibrated probability that the document holds this stance on the target.
  bool likely =
      false;  ///< What would be assigned if the target is touched; at least one stance of a target is.
  bool assigned = false;   ///< The target is touched and the stance likely.
  std::string holder;      ///< Who takes it: words of the document, "author", or "none".
  Quotation holder_words;  ///< Where the holder stands; empty for "author" and "none".
  Quotation evidence;      ///< The sentence that shows it best.
};

/// A stance target as the model judges it.
struct TargetLabel {
  std::string target;       ///< Target id of the scheme, or the words of a free target.
  bool free = false;        ///< Asked for by the user rather than part of the scheme.
  double confidence = 0.0;  ///< Calibrated probability that the document touches the target.
  double threshold = 0.0;   ///< Confidence from which it counts as touched.
  bool touched = false;     ///< confidence >= threshold and the document could be judged.
  /// Every stance of the model, in its order; empty where the target isn't touched, unless LabelDetail ask
  /// for them or the target is free.
  std::vector<StanceLabel> stances;
};

/// All that a model says of one document.
struct Labels {
  std::string lang;                   ///< Detected language (BCP 47), "und" when undetermined.
  std::vector<TopicLabel> topics;     ///< Every topic of the scheme, in scheme order.
  std::vector<TargetLabel> targets;   ///< Every target of the scheme, in scheme order, then the free targets.
  std::vector<std::string> warnings;  ///< Kebab-case codes, for example "unfamiliar-text", "empty-text".
  /// Share of the text's words (numbers left out, those of the title weighted as in training) that the model
  /// knows, 0 to 1; 0 where it has no words, and of models of pairs alone.
  double familiarity = 0.0;
  std::size_t words = 0;  ///< Of title and text, without furniture; 0 of models of pairs alone.
};

/// One word (or short run of words) of the document and what it added to a topic's log-odds.
struct Contribution {
  ByteRange range;        ///< Bytes of the field as it came in.
  bool in_title = false;  ///< Whether `range` counts in the title rather than the text.
  double weight = 0.0;    ///< Part of Explanation::score; positive speaks for the topic.
};

/// Why a topic, or a stance on a target, got its score: score = bias + sum of contribution weights, exactly
/// (up to rounding). Where each document has exactly one topic, the confidence depends on the scores of all
/// topics, exp(score) / sum of all exp(score); else on this one, 1 / (1 + exp(-score)). Before the text
/// could be judged, that is: base rates have no explanation.
struct Explanation {
  std::string label;   ///< Topic or target.
  std::string stance;  ///< Empty for topics, and for whether a target is touched at all.
  double score = 0.0;  ///< Log-odds: calibrated for topics and targets, of the evidence alone for stances.
  double bias = 0.0;   ///< The part of the score that is there without any word.
  double confidence = 0.0;
  bool assigned = false;
  std::vector<Contribution> contributions;  ///< In order of appearance: title first, then text.
};

}  // namespace bearing
