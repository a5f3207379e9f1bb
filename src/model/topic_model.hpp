// The topic model: what the tensors of a model file mean, and the checks that make them safe to use.
//
// Score of topic l for a document d:
//   score_l = combine.document_l * D_l(d) + combine.sentence_l * P_l(d) + combine.bias_l
//   D_l = document.bias_l + sum over distinct terms t of sublinear(count) * document_l(t) / norm(d) + lexicon
//   part P_l = log(sum over sentences s of log(1 + exp(S_l(s)))) - pool_length * log(number of sentences),
//   S_l like D_l for the terms of one sentence, counted once
//   confidence_l = 1 / (1 + exp(-score_l))
// A flat model is one learnt from the labels of whole documents: it has no sentence view and no stance, and a
// score map (score_map.hpp) in place of the combination. Then z_l = D_l, score_l = logit_l of the map.
// A model with stance has further outputs l: for each target of the scheme, whether the document bears on it.
// Their D_l is 0: sentences alone decide. What follows from there is in stance_model.hpp.
// docs/model-format.md has every tensor; docs/design.md says why.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "feature/lexicon.hpp"
#include "feature/rules.hpp"
#include "feature/vocabulary.hpp"
#include "model/pair_model.hpp"
#include "model/score_map.hpp"
#include "model/stance_model.hpp"
#include "model/tensor_file.hpp"
#include "model/training_profile.hpp"
#include "scheme/scheme.hpp"

namespace bearing {

/// The version of the layout below. A file of another version is refused with a word on what to do.
inline constexpr int kModelFormatVersion = 4;

/// The metadata key that tells a topic model.
inline constexpr const char* kTopicMetadata = "bearing.topic-model";

/// How the two views of a document and the decision come together; one value an output, as in OutputLayout.
struct TopicDecision {
  std::vector<double> document, sentence, bias;  ///< Weights of the combination; empty in a flat model.
  std::vector<double> threshold;  ///< Confidence from which a label is assigned; above 1: never.
  std::vector<double> base_rate;  ///< Share of training documents that have the label.
};

/// What training hands over; the file is made from it and nothing else.
struct TopicModelData {
  Scheme scheme;
  OutputLayout layout;  ///< Topics are those of the scheme; targets too, or 0 without stance.
  FeatureRules rules;
  Vocabulary terms, chars;
  Lexicon lexicon;
  std::vector<float> terms_idf, chars_idf;  ///< [terms], [chars]: family-free inverse document frequency.
  std::vector<float> terms_document, chars_document;  ///< [rows, topics]: weight times idf.
  std::vector<float> lexicon_document,
      document_bias;  ///< [groups, outputs] with the lexicon weight in, [outputs].
  std::vector<float> terms_sentence, lexicon_sentence, sentence_bias;  ///< Empty without sentence view.
  double sentence_floor = 0;           ///< Added to the squared norm of a sentence.
  double least_coverage = 0;           ///< Share of known words below which a text is unfamiliar.
  std::vector<std::string> languages;  ///< Languages of the training documents.
  TopicDecision decision;
  /// Makes the model flat: then there are neither targets nor a sentence view, and it is exclusive if and
  /// only if the scheme is.
  std::optional<ScoreMap> map;
  StanceModelData stance;                  ///< Used when the layout has targets.
  std::optional<TrainingProfile> profile;  ///< Of the documents that it was trained on.
  std::string provenance;                  ///< JSON object: options, seed, corpus hash, library versions.
  std::string quality;                     ///< JSON object: held-out measures.
};

/// The bytes of a model file. Same data, same bytes.
Result<std::string> serialise_topic_model(const TopicModelData& data);

/// A topic model's file with the pair model of another beside it, for free targets. Errors: kInvalidModel.
Result<std::string> add_pair_model(const std::string& topic_model, const std::string& pair_model);

/// An opened model: views into the mapped file. Immutable, thread-safe.
struct TopicModel {
  std::shared_ptr<const TensorFile> file;
  Scheme scheme;
  OutputLayout layout;
  FeatureRules rules;
  VocabularyView terms, chars;
  LexiconView lexicon;
  std::span<const std::uint16_t> terms_idf, chars_idf;  ///< bfloat16.
  std::span<const std::uint16_t> terms_document,
      terms_sentence;                             ///< bfloat16 [terms, outputs]; sentence may be empty.
  std::span<const std::uint16_t> chars_document;  ///< bfloat16 [chars, outputs].
  std::span<const float> lexicon_document, lexicon_sentence;  ///< [groups, outputs].
  std::span<const float> document_bias, sentence_bias;        ///< [outputs].
  double sentence_floor = 0, least_coverage = 0;
  std::vector<std::string> languages;
  TopicDecision decision;
  std::optional<ScoreMap> map;             ///< Of a flat model: valid(), a scale and a bias for each topic.
  StanceModel stance;                      ///< Empty when the layout has no targets.
  std::shared_ptr<const PairModel> pairs;  ///< For free targets; may be null.
  std::optional<TrainingProfile> profile;  ///< None in files that were written without.
  std::string provenance, quality;

  bool has_sentences() const { return !sentence_bias.empty(); }
  bool flat() const { return map.has_value(); }
  /// Whether each document has exactly one topic: the one with the highest confidence.
  bool exclusive() const { return map && map->exclusive; }
  std::string id() const;  ///< "name@hash".

  /// Maps and checks a file. Errors: kIo, kInvalidModel.
  static Result<std::shared_ptr<const TopicModel>> open(const std::string& path);
  static Result<std::shared_ptr<const TopicModel>> from_file(std::shared_ptr<const TensorFile> file,
                                                             const std::string& source);
};

}  // namespace bearing
