#include "training/pair_matrix.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/parallel.hpp"
#include "text/analyze.hpp"

namespace bearing {
namespace {

bool of_text(PairFamily family) {
  return family == PairFamily::kTextWords || family == PairFamily::kTextChars;
}
bool of_target(PairFamily family) {
  return family == PairFamily::kTargetWords || family == PairFamily::kTargetChars;
}
bool of_pair(PairFamily family) {
  return family == PairFamily::kNear || family == PairFamily::kNearMasked || family == PairFamily::kSides;
}

void append(SparseMatrix& matrix, const SparseMatrix& more) {
  const std::uint64_t before = matrix.column.size();
  matrix.column.insert(matrix.column.end(), more.column.begin(), more.column.end());
  matrix.value.insert(matrix.value.end(), more.value.begin(), more.value.end());
  for (std::size_t row = 1; row < more.starts.size(); ++row)
    matrix.starts.push_back(before + more.starts[row]);
}

class MatrixBuilder {
 public:
  MatrixBuilder(const PairCorpus& corpus, const PairRules& rules, std::size_t threads)
      : corpus_(corpus), rules_(rules), threads_(threads) {}

  PairMatrix build() {
    analyze_targets();
    order_pairs();
    count();
    know_targets();
    make_row_maps();
    fill_text_and_pairs();
    fill_targets();
    connect();
    return std::move(out_);
  }

 private:
  // What one thread works with.
  struct Reader {
    explicit Reader(const PairRules& rules, WeightedVocabularyView stems = {}) : extractor(rules, stems) {}
    void set(const PairText& from) {
      analyzer.analyze(*from.title, *from.text, /*drop_furniture=*/true, title, text);
      extractor.set_text(title, text);
    }
    TextAnalyzer analyzer;
    AnalyzedText title, text;
    PairExtractor extractor;
    PairInput input;
  };

  void analyze_targets() {
    TextAnalyzer analyzer;
    AnalyzedText no_title;
    targets_.resize(corpus_.targets.size());
    for (std::size_t t = 0; t < targets_.size(); ++t)
      analyzer.analyze("", *corpus_.targets[t], /*drop_furniture=*/false, no_title, targets_[t]);
  }

  // For passes that only look at sparse features.
  PairRules without_dense() const {
    PairRules rules = rules_;
    rules.overlap = rules.near_feeling = rules.form = false;
    rules.cues.clear();
    rules.dense_by_target = 0;
    rules.feeling = rules.blocks.empty();  // Rules without any feature are not valid.
    return rules;
  }

  // Pairs text by text: a text is analysed once for all of its pairs.
  void order_pairs() {
    by_text_.resize(corpus_.pairs.size());
    std::iota(by_text_.begin(), by_text_.end(), 0U);
    std::stable_sort(by_text_.begin(), by_text_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return corpus_.pairs[a].text < corpus_.pairs[b].text;
    });
    first_of_text_.assign(corpus_.texts.size() + 1, 0);
    for (const LabelledPair& pair : corpus_.pairs) ++first_of_text_[pair.text + 1];
    std::partial_sum(first_of_text_.begin(), first_of_text_.end(), first_of_text_.begin());
  }

  void add_document(std::span<const PairTerm> terms, DocumentFrequencies& to) {
    hashes_.clear();
    for (const PairTerm& term : terms) hashes_.push_back(term.hash);
    to.add(hashes_);
  }

  void count() {
    const PairRules sparse = without_dense();
    std::vector<DocumentFrequencies> blocks(rules_.blocks.size());
    DocumentFrequencies stems;
    Reader reader(sparse);
    keys_.resize(targets_.size());
    for (std::uint32_t t = 0; t < corpus_.texts.size(); ++t) {
      reader.set(corpus_.texts[t]);
      count_stems(&reader.title, reader.text, stems);
      for (std::size_t i = first_of_text_[t]; i < first_of_text_[t + 1]; ++i) {
        const LabelledPair& pair = corpus_.pairs[by_text_[i]];
        reader.extractor.pair(targets_[pair.target], reader.input);
        keys_[pair.target] = reader.input.target_key;
        for (std::size_t b = 0; b < blocks.size(); ++b) {
          if (of_text(rules_.blocks[b].family) && i > first_of_text_[t]) continue;
          add_document(reader.input.blocks[b], blocks[b]);
        }
      }
    }
    for (const AnalyzedText& target : targets_) count_stems(nullptr, target, stems);
    for (const PairText& text : corpus_.background) {
      reader.set(text);
      count_stems(&reader.title, reader.text, stems);
    }
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const PairBlock& block = rules_.blocks[b];
      out_.vocabularies.push_back(block.family == PairFamily::kKnownTarget
                                      ? WeightedVocabulary()
                                      : blocks[b].build(block.min_documents, block.most));
    }
    if (rules_.overlap) out_.stems = stems.build(1, 0);
  }

  void count_stems(const AnalyzedText* title, const AnalyzedText& text, DocumentFrequencies& stems) {
    if (!rules_.overlap) return;
    hashes_.clear();
    if (title != nullptr) append_pair_stems(*title, hashes_);
    append_pair_stems(text, hashes_);
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    stems.add(hashes_);
  }

  // Numbers the known targets; targets that differ in case or accents of typing only are one.
  void know_targets() {
    if (!rules_.by_target()) return;
    std::unordered_map<std::uint64_t, std::uint32_t> numbers;
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      const auto [known, fresh] = numbers.try_emplace(keys_[t], static_cast<std::uint32_t>(numbers.size()));
      if (fresh) out_.targets.push_back({*corpus_.targets[t], keys_[t]});
      target_number_.push_back(known->second);
    }
    for (const LabelledPair& pair : corpus_.pairs) out_.known_target.push_back(target_number_[pair.target]);
  }

  // A map of each block by itself, as if its features didn't depend on the target: rows of the wide weights
  // are these, moved.
  void make_row_maps() {
    PairRules plain = rules_;
    for (PairBlock& block : plain.blocks) {
      block.by_target = 0;
      block.weight = 1;
    }
    std::vector<WeightedVocabularyView> views;
    std::vector<std::uint64_t> keys;
    for (const auto& vocabulary : out_.vocabularies) views.push_back(vocabulary.view());
    for (const KnownTarget& target : out_.targets) keys.push_back(target.key);
    plain_map_ = PairRowMap(plain, views, keys);
    map_ = PairRowMap(rules_, views, keys);
  }

  void add_row(const PairInput& input, std::size_t block, SparseMatrix& matrix) {
    std::vector<PairRow> rows;
    plain_map_.append_block(input, block, rows);
    const std::uint64_t first = plain_map_.range(block).shared;
    for (const PairRow& row : rows) matrix.add(static_cast<std::uint32_t>(row.row - first), row.value);
    matrix.end_row();
  }

  void fill_text_and_pairs() {
    for (const auto& vocabulary : out_.vocabularies) {
      out_.matrices.push_back(std::make_unique<SparseMatrix>());
      out_.matrices.back()->columns = vocabulary.idf.size();
    }
    out_.dense.resize(corpus_.pairs.size() * rules_.dense_size());
    constexpr std::size_t kTextsAtOnce = 64;
    const std::size_t tasks = (corpus_.texts.size() + kTextsAtOnce - 1) / kTextsAtOnce;
    std::vector<std::vector<SparseMatrix>> parts(tasks);
    parallel_for(tasks, threads_, [&](std::size_t task) {
      Reader reader(rules_, out_.stems.view());
      parts[task].resize(rules_.blocks.size());
      const std::size_t last = std::min((task + 1) * kTextsAtOnce, corpus_.texts.size());
      for (std::size_t t = task * kTextsAtOnce; t < last; ++t) fill_text(t, reader, parts[task]);
    });
    for (const auto& part : parts) {
      for (std::size_t b = 0; b < part.size(); ++b) append(*out_.matrices[b], part[b]);
    }
  }

  void fill_text(std::size_t text, Reader& reader, std::vector<SparseMatrix>& matrices) {
    const std::size_t size = rules_.dense_size();
    reader.set(corpus_.texts[text]);
    for (std::size_t i = first_of_text_[text]; i < first_of_text_[text + 1]; ++i) {
      reader.extractor.pair(targets_[corpus_.pairs[by_text_[i]].target], reader.input);
      std::copy(reader.input.dense.begin(), reader.input.dense.end(),
                out_.dense.begin() + static_cast<std::ptrdiff_t>(by_text_[i] * size));
      for (std::size_t b = 0; b < matrices.size(); ++b) {
        const PairFamily family = rules_.blocks[b].family;
        if (of_pair(family) || (of_text(family) && i == first_of_text_[text]))
          add_row(reader.input, b, matrices[b]);
      }
    }
  }

  // Features of targets don't ask for the text.
  void fill_targets() {
    Reader reader(without_dense());
    const std::string nothing;
    reader.set({&nothing, &nothing});
    for (const AnalyzedText& target : targets_) {
      reader.extractor.pair(target, reader.input);
      for (std::size_t b = 0; b < rules_.blocks.size(); ++b) {
        if (of_target(rules_.blocks[b].family)) add_row(reader.input, b, *out_.matrices[b]);
      }
    }
  }

  void connect() {
    out_.wide.columns = map_.size();
    std::vector<std::uint32_t> place(by_text_.size());
    for (std::uint32_t i = 0; i < by_text_.size(); ++i) place[by_text_[i]] = i;
    for (std::size_t b = 0; b < rules_.blocks.size(); ++b) {
      const PairBlock& block = rules_.blocks[b];
      if (block.family == PairFamily::kKnownTarget) {
        connect_known_targets(b);
        continue;
      }
      WideBlock wide;
      wide.matrix = out_.matrices[b].get();
      for (std::uint32_t p = 0; p < corpus_.pairs.size(); ++p) {
        const LabelledPair& pair = corpus_.pairs[p];
        wide.row.push_back(of_text(block.family)     ? pair.text
                           : of_target(block.family) ? pair.target
                                                     : place[p]);
      }
      if (block.weight != 0) {
        wide.first_column = map_.range(b).shared;
        wide.scale = static_cast<float>(block.weight);
        out_.wide.blocks.push_back(wide);
      }
      if (block.by_target != 0) {
        wide.first_column = map_.range(b).by_target;
        wide.scale = static_cast<float>(block.by_target);
        wide.copy = out_.known_target;
        out_.wide.blocks.push_back(std::move(wide));
      }
    }
  }

  void connect_known_targets(std::size_t b) {
    SparseMatrix& one_each = *out_.matrices[b];
    one_each.columns = out_.targets.size();
    for (std::uint32_t t = 0; t < out_.targets.size(); ++t) {
      one_each.add(t, 1.0F);
      one_each.end_row();
    }
    WideBlock wide;
    wide.matrix = &one_each;
    wide.scale = static_cast<float>(rules_.blocks[b].weight);
    wide.first_column = map_.range(b).shared;
    wide.row = out_.known_target;
    out_.wide.blocks.push_back(std::move(wide));
  }

  const PairCorpus& corpus_;
  const PairRules& rules_;
  std::size_t threads_;
  PairMatrix out_;
  std::vector<AnalyzedText> targets_;
  std::vector<std::uint64_t> keys_;           // [targets]
  std::vector<std::uint32_t> target_number_;  // [targets] among the known ones.
  std::vector<std::uint32_t> by_text_;        // Pairs in the order of their texts.
  std::vector<std::size_t> first_of_text_;    // [texts + 1] places in by_text_.
  std::vector<std::uint64_t> hashes_;
  PairRowMap plain_map_, map_;
};

}  // namespace

PairMatrix build_pair_matrix(const PairCorpus& corpus, const PairRules& rules, std::size_t threads) {
  return MatrixBuilder(corpus, rules, threads).build();
}

}  // namespace bearing
