// What comes out: labels of one document, with calibrated confidence.
#pragma once

#include <string>
#include <vector>

#include "bearing/document.hpp"

namespace bearing {

/// One topic of the scheme as the model judges it.
struct TopicLabel {
  std::string label;        ///< Topic id of the scheme.
  double confidence = 0.0;  ///< Calibrated probability in [0, 1] that the topic applies.
  double threshold = 0.0;   ///< Confidence from which the topic is assigned.
  bool assigned = false;    ///< confidence >= threshold and the document could be judged.
};

/// All that a model says of one document.
struct Labels {
  std::string lang;                   ///< Detected language (BCP 47), "und" when undetermined.
  std::vector<TopicLabel> topics;     ///< Every topic of the scheme, in scheme order.
  std::vector<std::string> warnings;  ///< Kebab-case codes, for example "unfamiliar-text", "empty-text".
};

/// One word (or short run of words) of the document and what it added to a topic's log-odds.
struct Contribution {
  ByteRange range;        ///< Bytes of the field as it came in.
  bool in_title = false;  ///< Whether `range` counts in the title rather than the text.
  double weight = 0.0;    ///< Log-odds before calibration; positive speaks for the topic.
};

/// Why a topic got its score: score = bias + sum of contribution weights, exactly (up to rounding).
struct Explanation {
  std::string label;
  double score = 0.0;  ///< Uncalibrated log-odds.
  double bias = 0.0;   ///< The part of the score that is there without any word.
  double confidence = 0.0;
  bool assigned = false;
  std::vector<Contribution> contributions;  ///< In order of appearance: title first, then text.
};

}  // namespace bearing
