// A corpus whose documents have labels and nothing else, as sparse rows: made in one pass over the text.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "corpus/split.hpp"
#include "feature/lexicon.hpp"
#include "feature/vocabulary.hpp"
#include "training/document_entries.hpp"
#include "training/feature_matrix.hpp"
#include "training/feature_table.hpp"
#include "training/spill_array.hpp"

namespace bearing {

struct FlatCorpusOptions {
  FeatureOptions features;
  std::uint64_t seed = 1;   ///< Of the folds.
  std::size_t threads = 0;  ///< 0: one per core. The corpus doesn't depend on it.
  std::string folder;       ///< For temporary files of large corpora.
  std::size_t most_in_memory = std::size_t{1}
                               << 28;  ///< Entries kept in memory; more go to a file: eight bytes each.
};

/// Rows of norm about 1 and what goes with them: one a document, and one more for the text of accented
/// documents without diacritics, where FeatureOptions::stripped_weight says so. Columns are in no order that
/// means anything: `place` says where each belongs in the model.
struct FlatCorpus {
  Vocabulary terms, chars;
  std::vector<float> terms_idf, chars_idf;  ///< Rounded to bfloat16, as inference will see them.
  std::size_t groups = 0;                   ///< Of the lexicon.
  std::vector<std::uint32_t>
      place;  ///< [columns] row of `terms`; terms + row of `chars`; terms + chars + group.
  std::vector<std::uint64_t> starts = {0};  ///< [rows + 1] Entries of each row.
  std::vector<std::uint32_t> document;      ///< [rows]
  std::vector<float> row_weights;           ///< [rows]
  std::vector<std::uint8_t> copy;           ///< [rows] 1: its document without diacritics, never scored.
  SpillArray columns, values;               ///< [entries] uint32; float.
  std::vector<std::string> label_names;     ///< In order of first sight.
  std::vector<std::uint64_t> label_starts = {0};  ///< [documents + 1]
  std::vector<std::uint32_t> labels;              ///< Of each document, numbers of label_names.
  std::vector<FoldItem> fold_items;               ///< [documents]
  std::vector<double> coverage;                   ///< [documents] share of words known from other documents.
  std::vector<std::uint32_t> words;               ///< [documents]
  std::vector<std::string> language_names;
  std::vector<std::uint16_t> languages;  ///< [documents] numbers of language_names.
  std::uint64_t hash = 0;                ///< As corpus_hash() has it.

  std::size_t rows() const { return starts.size() - 1; }
  std::size_t documents() const { return label_starts.size() - 1; }
  std::size_t column_count() const { return place.size(); }
};

/// Takes records in order and keeps none of their text. Memory: about 32 bytes a distinct feature, eight a
/// feature of a document up to FlatCorpusOptions::most_in_memory, a hundred a document.
class FlatCorpusBuilder {
 public:
  /// `lexicon` must outlive the builder; `groups` is the number of its groups.
  FlatCorpusBuilder(const Lexicon& lexicon, std::size_t groups, FlatCorpusOptions options);

  /// Records must be without error and have topics. Errors: kIo for temporary files.
  Status add(std::span<const Record> records);

  std::size_t documents() const { return out_.documents(); }

  /// Leaves out rare features, weighs and scales the rows. Call once. Errors: kIo.
  Result<FlatCorpus> finish();

 private:
  // A feature that stays or not, at the end.
  struct Kept {
    std::uint32_t column_and_flags;
    float idf;
  };
  class RowScaler;

  Status add_batch(std::span<const Record> records);
  void analyze(std::span<const Record> records, EntryChunk& chunk);
  void number(std::size_t shard, std::size_t chunks);
  Status append_rows(std::size_t chunks);
  void note(const Record& record, const std::string& language, std::size_t words);
  std::unique_ptr<EntryMaker> take_maker();
  void give_back(std::unique_ptr<EntryMaker> maker);
  void choose_features();
  Status scale_rows();

  FlatCorpusOptions options_;
  LexiconView lexicon_;
  FlatCorpus out_;
  std::array<FeatureTable, kFeatureShards> tables_;
  std::array<std::vector<Kept>, kFeatureShards> kept_;
  std::vector<EntryChunk> chunks_;
  std::vector<std::unique_ptr<EntryMaker>> makers_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::uint32_t> label_numbers_, language_numbers_;
};

}  // namespace bearing
