// What is made of a model once, when it is opened, for all the threads that use it.
#pragma once

#include "feature/vocabulary.hpp"
#include "inference/feature_rows.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// Immutable, thread-safe. The model must outlive it.
struct ModelTables {
  explicit ModelTables(const TopicModel& model)
      : known_terms(model.terms), known_sequences(model.lexicon.index), features(model) {
    if (!features.empty()) known_terms.set_row_memory(features.memory(), features.stride());
  }

  VocabularyIndex known_terms;
  VocabularyFilter known_sequences;
  FeatureRows features;  ///< May be empty: then terms are looked up in the model.
};

}  // namespace bearing
