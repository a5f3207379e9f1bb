#include "training/flat_corpus.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "model/bfloat16.hpp"

namespace bearing {
namespace {

constexpr std::size_t kChunk = 16, kBatch = 32 * kChunk;  // Documents; up to two rows each.
constexpr std::size_t kScaledTogether = 256;              // Rows.
constexpr std::size_t kAhead = 8;                         // Entries between a prefetch and its use.

// Numbers of a feature while columns aren't known: its shard in the low bits.
std::uint32_t provisional(std::uint32_t number, std::size_t shard) {
  return static_cast<std::uint32_t>(number * kFeatureShards + shard);
}

// The flags of Kept::column_and_flags.
constexpr std::uint32_t kFlagBits = 2, kColumnMask = 0xFFFFFFFFU >> kFlagBits, kDropped = kColumnMask;
constexpr std::uint32_t kIsWord = 1U << 31, kIsElsewhere = 1U << 30;
constexpr float kUnweighted = -1.0F;  // In place of the idf of a lexicon group.

double inverse_frequency(std::size_t documents, std::uint32_t having, double exponent) {
  return std::pow(std::log((1.0 + static_cast<double>(documents)) / (1.0 + having)) + 1.0, exponent);
}

}  // namespace

FlatCorpusBuilder::FlatCorpusBuilder(const Lexicon& lexicon, std::size_t groups, FlatCorpusOptions options)
    : options_(std::move(options)), lexicon_(lexicon.view()), chunks_(kBatch / kChunk) {
  out_.columns = SpillArray(options_.folder, options_.most_in_memory);
  out_.values = SpillArray(options_.folder, options_.most_in_memory);
  out_.groups = groups;
}

Status FlatCorpusBuilder::add(std::span<const Record> records) {
  for (std::size_t at = 0; at < records.size(); at += kBatch) {
    auto added = add_batch(records.subspan(at, std::min(kBatch, records.size() - at)));
    if (!added) return added;
  }
  return success();
}

Status FlatCorpusBuilder::add_batch(std::span<const Record> records) {
  const std::size_t chunks = (records.size() + kChunk - 1) / kChunk;
  parallel_for(chunks, options_.threads, [&](std::size_t c) {
    analyze(records.subspan(c * kChunk, std::min(kChunk, records.size() - c * kChunk)), chunks_[c]);
  });
  parallel_for(kFeatureShards, options_.threads, [&](std::size_t shard) { number(shard, chunks); });
  if (auto appended = append_rows(chunks); !appended) return appended;
  for (std::size_t i = 0; i < records.size(); ++i)
    note(records[i], chunks_[i / kChunk].languages[i % kChunk], chunks_[i / kChunk].words[i % kChunk]);
  return success();
}

void FlatCorpusBuilder::analyze(std::span<const Record> records, EntryChunk& chunk) {
  for (auto& entries : chunk.entries) entries.clear();
  chunk.copy.clear();
  chunk.languages.clear();
  chunk.words.clear();
  auto maker = take_maker();
  for (const Record& record : records)
    maker->append(record.document, options_.features.stripped_weight > 0, chunk);
  give_back(std::move(maker));
}

std::unique_ptr<EntryMaker> FlatCorpusBuilder::take_maker() {
  const std::lock_guard lock(mutex_);
  if (makers_.empty()) return std::make_unique<EntryMaker>(options_.features.rules, lexicon_, out_.groups);
  auto maker = std::move(makers_.back());
  makers_.pop_back();
  return maker;
}

void FlatCorpusBuilder::give_back(std::unique_ptr<EntryMaker> maker) {
  const std::lock_guard lock(mutex_);
  makers_.push_back(std::move(maker));
}

// Entries of a shard, in order: the numbers are the same for any number of threads.
void FlatCorpusBuilder::number(std::size_t shard, std::size_t chunks) {
  FeatureTable& table = tables_[shard];
  auto row = static_cast<std::uint32_t>(out_.rows() + 1);
  for (std::size_t c = 0; c < chunks; ++c) {
    auto& entries = chunks_[c].entries[shard];
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i + kAhead < entries.size()) table.prefetch(entries[i + kAhead].hash);
      FeatureEntry& entry = entries[i];
      const bool counts = chunks_[c].copy[entry.row] == 0;
      entry.hash = table.count(entry.hash, entry.kind, counts ? row + entry.row : 0);
    }
    row += static_cast<std::uint32_t>(chunks_[c].copy.size());
  }
}

Status FlatCorpusBuilder::append_rows(std::size_t chunks) {
  std::vector<std::uint32_t> columns, values;
  std::uint32_t document = out_.document.empty() ? 0xFFFFFFFFU : out_.document.back();
  for (std::size_t c = 0; c < chunks; ++c) {
    std::array<std::size_t, kFeatureShards> at{};
    const auto& copy = chunks_[c].copy;
    for (std::size_t row = 0; row < copy.size(); ++row) {
      for (std::size_t shard = 0; shard < kFeatureShards; ++shard) {
        const auto& entries = chunks_[c].entries[shard];
        for (std::size_t& i = at[shard]; i < entries.size() && entries[i].row == row; ++i) {
          columns.push_back(provisional(static_cast<std::uint32_t>(entries[i].hash), shard));
          values.push_back(std::bit_cast<std::uint32_t>(entries[i].value));
        }
      }
      out_.starts.push_back(out_.columns.size() + columns.size());
      if (copy[row] == 0) ++document;
      out_.document.push_back(document);
      out_.copy.push_back(copy[row]);
      // The document as it is written counts in full: it must not lose by its copy.
      const double share = options_.features.stripped_weight;
      out_.row_weights.push_back(static_cast<float>(copy[row] != 0 ? share / (1 - share) : 1));
    }
  }
  if (auto appended = out_.columns.append(columns); !appended) return appended;
  return out_.values.append(values);
}

// What stays of a record.
void FlatCorpusBuilder::note(const Record& record, const std::string& language, std::size_t words) {
  const auto number_of = [](std::unordered_map<std::string, std::uint32_t>& numbers,
                            std::vector<std::string>& names, const std::string& name) {
    const auto [found, fresh] = numbers.try_emplace(name, static_cast<std::uint32_t>(names.size()));
    if (fresh) names.push_back(name);
    return found->second;
  };
  std::vector<std::uint32_t> labels;
  for (const std::string& topic : record.annotation.topics)
    labels.push_back(number_of(label_numbers_, out_.label_names, topic));
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  out_.labels.insert(out_.labels.end(), labels.begin(), labels.end());
  out_.label_starts.push_back(out_.labels.size());
  out_.languages.push_back(
      static_cast<std::uint16_t>(number_of(language_numbers_, out_.language_names, language)));
  out_.words.push_back(static_cast<std::uint32_t>(std::min<std::size_t>(words, 0xFFFFFFFFU)));
  out_.fold_items.push_back(fold_item(record, options_.seed));
  out_.hash = mix(out_.hash, record_hash(record));
}

Result<FlatCorpus> FlatCorpusBuilder::finish() {
  choose_features();
  if (auto scaled = scale_rows(); !scaled) return scaled.error();
  return std::move(out_);
}

// Features that enough documents have get columns, in order of first sight: frequent ones stand together.
void FlatCorpusBuilder::choose_features() {
  const FeatureOptions& features = options_.features;
  std::vector<std::uint64_t> terms, chars;
  const auto stays = [&](const FeatureTable& table, std::uint32_t number) {
    const FeatureKind kind = table.kind(number);
    const std::uint32_t least = kind == FeatureKind::kLexicon ? 1
                                : kind == FeatureKind::kPair  ? features.least_pair_documents
                                                              : features.least_documents;
    return table.documents(number) >= least;
  };
  for (const FeatureTable& table : tables_) {
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      if (table.kind(i) == FeatureKind::kLexicon || !stays(table, i)) continue;
      (table.kind(i) == FeatureKind::kChars ? chars : terms).push_back(table.hash(i));
    }
  }
  out_.terms = build_vocabulary(std::move(terms));
  out_.chars = build_vocabulary(std::move(chars));
  out_.terms_idf.assign(out_.terms.tags.size(), 0.0F);
  out_.chars_idf.assign(out_.chars.tags.size(), 0.0F);
  const auto term_count = static_cast<std::uint32_t>(out_.terms_idf.size());
  const auto char_count = static_cast<std::uint32_t>(out_.chars_idf.size());
  std::unordered_map<std::uint64_t, std::uint32_t> groups;
  for (std::uint32_t group = 0; group < out_.groups; ++group) groups[group_hash(group)] = group;

  for (std::size_t shard = 0; shard < kFeatureShards; ++shard) {
    const FeatureTable& table = tables_[shard];
    kept_[shard].resize(table.size());
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      Kept& kept = kept_[shard][i];
      const FeatureKind kind = table.kind(i);
      kept = {kDropped, 0.0F};
      if (stays(table, i)) {
        kept = {static_cast<std::uint32_t>(out_.place.size()), kUnweighted};
        if (kind == FeatureKind::kLexicon) {
          out_.place.push_back(term_count + char_count + groups.at(table.hash(i)));
        } else {
          const bool is_chars = kind == FeatureKind::kChars;
          const std::uint32_t row = (is_chars ? out_.chars : out_.terms).view().find(table.hash(i));
          const double idf = inverse_frequency(documents(), table.documents(i), features.rules.idf_exponent);
          kept.idf = from_bfloat16(to_bfloat16(static_cast<float>(idf)));
          (is_chars ? out_.chars_idf : out_.terms_idf)[row] = kept.idf;
          out_.place.push_back(is_chars ? term_count + row : row);
        }
      }
      if (kind == FeatureKind::kWord) kept.column_and_flags |= kIsWord;
      if (table.documents(i) > features.least_documents) kept.column_and_flags |= kIsElsewhere;
    }
    tables_[shard] = {};  // Its memory is needed.
  }
  check(out_.place.size() < kDropped);
}

// Scales rows. Scratch memory inside: one per thread.
class FlatCorpusBuilder::RowScaler {
 public:
  RowScaler(const FlatCorpusBuilder& builder) : builder_(builder), seen_(builder.out_.place.size()) {}

  // Entries of a row, provisional; appends what stays of them. Returns the share of words known elsewhere.
  double scale(std::span<const std::uint32_t> columns, std::span<const std::uint32_t> values,
               std::vector<std::uint32_t>& to_columns, std::vector<std::uint32_t>& to_values) {
    ++row_;
    double squared = kSmallest, words = 0, known = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i + kAhead < columns.size()) __builtin_prefetch(&kept_of(columns[i + kAhead]));
      const Kept& kept = kept_of(columns[i]);
      const auto value = static_cast<double>(std::bit_cast<float>(values[i]));
      if ((kept.column_and_flags & kIsWord) != 0) {
        words += value;
        known += (kept.column_and_flags & kIsElsewhere) != 0 ? value : 0;
      }
      const std::uint32_t column = kept.column_and_flags & kColumnMask;
      if (column == kDropped) continue;
      const bool lexicon = kept.idf < 0;
      const double weighted = lexicon ? value : value * static_cast<double>(kept.idf);
      // Each feature of a term for itself, as inference computes the norm.
      if (!lexicon) squared += weighted * weighted;
      const auto place = static_cast<std::uint32_t>(sums_.size());
      // Words share n-grams, and words with other diacritics a shadow.
      Seen& seen = seen_[column];
      if (seen.row == row_) {
        sums_[seen.at] += weighted;
        continue;
      }
      seen = {row_, place};
      to_columns.push_back(column);
      sums_.push_back(weighted);
      if (lexicon) groups_.push_back(place);
    }
    const double norm = std::sqrt(squared);
    for (const std::uint32_t place : groups_) sums_[place] *= norm;  // Which the next line takes out again.
    for (const double sum : sums_)
      to_values.push_back(std::bit_cast<std::uint32_t>(static_cast<float>(sum / norm)));
    sums_.clear();
    groups_.clear();
    return words > 0 ? known / words : 0;
  }

 private:
  static constexpr double kSmallest = 1e-9;  // As DocumentScorer has it.
  struct Seen {
    std::uint32_t row = 0, at = 0;
  };
  const Kept& kept_of(std::uint32_t number) const {
    return builder_.kept_[number % kFeatureShards][number / kFeatureShards];
  }
  const FlatCorpusBuilder& builder_;
  std::vector<Seen> seen_;  // [columns]
  std::uint32_t row_ = 0;
  std::vector<double> sums_;
  std::vector<std::uint32_t> groups_;  // Places of the terms of the scheme among the sums.
};

// In place: what is written never gets ahead of what is read.
Status FlatCorpusBuilder::scale_rows() {
  struct Part {
    std::vector<std::uint32_t> columns, values;
    std::vector<std::uint64_t> sizes;
  };
  auto columns = out_.columns.view();
  if (!columns) return columns.error();
  auto values = out_.values.view();
  if (!values) return values.error();
  const std::size_t threads = options_.threads == 0 ? available_cores() : options_.threads;
  std::vector<RowScaler> scalers(threads, RowScaler(*this));
  std::vector<Part> parts(threads);
  out_.coverage.resize(documents());
  std::uint64_t written = 0;
  std::vector<std::uint64_t> starts = {0};
  for (std::size_t first = 0; first < out_.rows(); first += threads * kScaledTogether) {
    parallel_for(threads, threads, [&](std::size_t t) {
      Part& part = parts[t];
      part.columns.clear();
      part.values.clear();
      part.sizes.clear();
      const std::size_t begin = std::min(out_.rows(), first + t * kScaledTogether);
      for (std::size_t row = begin; row < std::min(out_.rows(), begin + kScaledTogether); ++row) {
        const std::uint64_t at = out_.starts[row], count = out_.starts[row + 1] - at;
        const std::size_t before = part.columns.size();
        const double coverage = scalers[t].scale(columns->subspan(at, count), values->subspan(at, count),
                                                 part.columns, part.values);
        if (out_.copy[row] == 0) out_.coverage[out_.document[row]] = coverage;
        part.sizes.push_back(part.columns.size() - before);
      }
    });
    for (const Part& part : parts) {
      if (auto done = out_.columns.overwrite(written, part.columns); !done) return done;
      if (auto done = out_.values.overwrite(written, part.values); !done) return done;
      for (const std::uint64_t size : part.sizes) starts.push_back(starts.back() + size);
      written += part.columns.size();
    }
    out_.columns.release();
    out_.values.release();
  }
  out_.starts = std::move(starts);
  if (auto done = out_.columns.shrink(written); !done) return done;
  return out_.values.shrink(written);
}

}  // namespace bearing
