// The pair model: which class a pair (text, target) belongs to; what its tensors mean, and the checks that
// make them safe to use.
//
// Scores (logits) of the K classes for a pair with wide features w (pair_rows.hpp) and dense features d:
//   z = clip((d - mean) / scale, -kDenseLimit, kDenseLimit)
//   logits = bias + w * wide + z * (dense_linear + dense_by_target[t]) + relu(z * hidden_in + hidden_bias) *
//            hidden_out                  (t: the number of a known target; of others that term is 0)
//   class = argmax(logits + offsets); probabilities = softmax(logits / temperature)
// ("wide and deep": Cheng et al. 2016). An ensemble of M such models with the same mean and scale is one with
// M times the hidden units: means of all but the hidden layers, these side by side, hidden_out / M.
//
// A pair model stands alone in a file or beside a topic model: all its tensors are named "pair." and its
// metadata is one JSON object under kPairMetadata. docs/model-format.md has every tensor.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "feature/pair_rows.hpp"
#include "feature/pair_rules.hpp"
#include "feature/weighted_vocabulary.hpp"
#include "model/tensor_file.hpp"
#include "model/tensor_list.hpp"

namespace bearing {

/// The version of the layout. A file of another version is refused.
inline constexpr int kPairFormatVersion = 1;
inline constexpr const char* kPairMetadata = "bearing.pair-model";

/// How far from its mean a dense feature can be, in standard deviations.
inline constexpr float kDenseLimit = 5;

/// A target that the model knows by name.
struct KnownTarget {
  std::string name;
  std::uint64_t key = 0;  ///< pair_target_key() of the name.
  friend bool operator==(const KnownTarget&, const KnownTarget&) = default;
};

/// Whether a document bears on a target, where a model's classes are learnt from single sentences:
///   P(touched) = 1 / (1 + exp(-(bias + sum over dense features f of weights_f * value_f)))
/// of the dense features of the whole document, not standardised. The same sum over the features of one
/// sentence says how much that sentence has to do with the target.
struct PairTouch {
  std::vector<float> weights;  ///< [D]
  double bias = 0;
  double threshold = 0.5;      ///< P(touched) from which a target counts as touched.
  std::string quality = "{}";  ///< JSON object: held-out measures.
};

/// What training hands over. K classes, D = rules.dense_size(), H hidden units (0: none). All row-major.
struct PairModelData {
  std::string name;
  PairRules rules;
  std::vector<std::string> classes;              ///< [K], at least 2.
  std::vector<KnownTarget> targets;              ///< Those of kKnownTarget and by_target; else empty.
  std::vector<WeightedVocabulary> vocabularies;  ///< One a block; empty for kKnownTarget.
  WeightedVocabulary stems;                      ///< idf of the overlap features; without them empty.
  std::vector<float> wide;                       ///< [PairRowMap::size(), K]; written as bfloat16.
  std::vector<float> dense_mean, dense_scale;    ///< [D]; scale > 0.
  std::vector<float> dense_linear;               ///< [D, K].
  std::vector<float> dense_by_target;  ///< [targets, D, K] if rules.dense_by_target > 0; else empty.
  std::vector<float> hidden_in;        ///< [D, H].
  std::vector<float> hidden_bias;      ///< [H].
  std::vector<float> hidden_out;       ///< [H, K].
  std::vector<float> bias;             ///< [K].
  std::vector<float> offsets;          ///< [K]: added to the logits for the decision only.
  double temperature = 1;
  std::string provenance = "{}";  ///< JSON object: options, seed, corpus hash, library versions.
  std::string quality = "{}";     ///< JSON object: held-out measures.

  PairRowMap row_map() const;  ///< Valid while the data stays as it is.
};

/// Adds the tensors and the metadata of a pair model to those of a file. The data must fit together; errors:
/// kUsage for rules that aren't valid and texts that are no JSON objects.
Status append_pair_model(const PairModelData& data, TensorList& out,
                         std::map<std::string, std::string>& metadata);

/// The bytes of a file with a pair model alone. Same data, same bytes.
Result<std::string> serialise_pair_model(const PairModelData& data);

/// The bytes of such a file with a PairTouch for its dense features added. Errors: kInvalidModel for bytes
/// that are no pair model, kUsage for a PairTouch that doesn't fit it.
Result<std::string> add_pair_touch(const std::string& pair_model, const PairTouch& touch);

/// An opened pair model: views into the mapped file. Immutable, thread-safe.
struct PairModel {
  std::shared_ptr<const TensorFile> file;
  std::string name;
  PairRules rules;
  std::vector<std::string> classes;
  std::vector<KnownTarget> targets;
  std::vector<WeightedVocabularyView> vocabularies;
  WeightedVocabularyView stems;
  std::span<const std::uint16_t> wide;  ///< bfloat16 [rows, K].
  std::span<const float> dense_mean, dense_scale, dense_linear, dense_by_target, hidden_in, hidden_bias,
      hidden_out;
  std::span<const float> bias, offsets;  ///< [K].
  double temperature = 1;
  std::span<const float> touch;  ///< [D]: PairTouch::weights; empty where the file has none.
  double touch_bias = 0, touch_threshold = 0.5;
  std::string provenance, quality;
  PairRowMap rows;

  std::size_t class_count() const { return classes.size(); }
  std::size_t hidden_units() const { return hidden_bias.size(); }
  std::string id() const;  ///< "name@hash".

  /// Maps and checks a file that must hold a pair model. Errors: kIo, kInvalidModel.
  static Result<std::shared_ptr<const PairModel>> open(const std::string& path);
  /// The pair model of a file, or a null pointer where the file has none. Errors: kInvalidModel.
  static Result<std::shared_ptr<const PairModel>> from_file(std::shared_ptr<const TensorFile> file,
                                                            const std::string& source);
};

}  // namespace bearing
