#include "inference/pair_scorer.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/check.hpp"
#include "model/bfloat16.hpp"

namespace bearing {
namespace {

using Vector = Eigen::VectorXf;
using ConstVector = Eigen::Map<const Vector>;
// A row-major [rows, columns] tensor is the transposed of a column-major matrix: products go from the left.
using ConstTransposed = Eigen::Map<const Eigen::MatrixXf>;
using Halves = Eigen::Map<const Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>>;

Eigen::Index index(std::size_t size) { return static_cast<Eigen::Index>(size); }

ConstTransposed transposed(std::span<const float> values, std::size_t rows, std::size_t columns) {
  check(values.size() == rows * columns);
  return {values.data(), index(columns), index(rows)};
}

}  // namespace

struct PairScorer::Workspace {
  std::vector<PairRow> rows;
  Vector dense, hidden;
  std::vector<float> logits;
  std::vector<double> probabilities;
};

PairScorer::PairScorer(const PairModel& model) : model_(model), workspace_(std::make_unique<Workspace>()) {
  workspace_->logits.resize(model.class_count());
  workspace_->probabilities.resize(model.class_count());
}
PairScorer::~PairScorer() = default;
PairScorer::PairScorer(PairScorer&&) noexcept = default;

const std::vector<float>& PairScorer::score(const PairInput& input) {
  Workspace& w = *workspace_;
  const std::size_t classes = model_.class_count(), dense = model_.rules.dense_size(),
                    hidden = model_.hidden_units();
  check(input.dense.size() == dense);
  Eigen::Map<Vector> logits(w.logits.data(), index(classes));
  logits = ConstVector(model_.bias.data(), index(classes));

  w.rows.clear();
  model_.rows.append_rows(input, w.rows);
  const auto* wide = reinterpret_cast<const Eigen::bfloat16*>(model_.wide.data());
  for (const PairRow& row : w.rows)
    logits.array() += row.value * Halves(wide + row.row * classes, index(classes)).cast<float>();

  if (dense == 0) return w.logits;
  w.dense =
      ((ConstVector(input.dense.data(), index(dense)) - ConstVector(model_.dense_mean.data(), index(dense)))
           .array() /
       ConstVector(model_.dense_scale.data(), index(dense)).array())
          .max(-kDenseLimit)
          .min(kDenseLimit);
  logits.noalias() += transposed(model_.dense_linear, dense, classes) * w.dense;
  const std::uint32_t target = model_.rows.target(input.target_key);
  if (!model_.dense_by_target.empty() && target != PairRowMap::kUnknownTarget) {
    const auto own = model_.dense_by_target.subspan(target * dense * classes, dense * classes);
    logits.noalias() += transposed(own, dense, classes) * w.dense;
  }
  if (hidden == 0) return w.logits;
  w.hidden = ConstVector(model_.hidden_bias.data(), index(hidden));
  w.hidden.noalias() += transposed(model_.hidden_in, dense, hidden) * w.dense;
  w.hidden = w.hidden.cwiseMax(0.0F);
  logits.noalias() += transposed(model_.hidden_out, hidden, classes) * w.hidden;
  return w.logits;
}

const std::vector<double>& PairScorer::probabilities() {
  Workspace& w = *workspace_;
  const double largest = static_cast<double>(*std::max_element(w.logits.begin(), w.logits.end()));
  double sum = 0;
  for (std::size_t k = 0; k < w.logits.size(); ++k) {
    w.probabilities[k] = std::exp((static_cast<double>(w.logits[k]) - largest) / model_.temperature);
    sum += w.probabilities[k];
  }
  for (double& probability : w.probabilities) probability /= sum;
  return w.probabilities;
}

std::size_t PairScorer::decision() const {
  const std::vector<float>& logits = workspace_->logits;
  std::size_t best = 0;
  for (std::size_t k = 1; k < logits.size(); ++k) {
    if (logits[k] + model_.offsets[k] > logits[best] + model_.offsets[best]) best = k;
  }
  return best;
}

namespace {

// What each row of a block's vocabulary adds to a class's score.
void add_up_rows(const PairModel& model, std::size_t block, const std::vector<PairRow>& rows,
                 std::size_t class_number, std::unordered_map<std::uint32_t, double>& out) {
  const PairRowRange& range = model.rows.range(block);
  const std::uint64_t size = model.vocabularies[block].idf.size();
  for (const PairRow& row : rows) {
    const bool copy = row.row >= range.by_target;
    const auto known =
        static_cast<std::uint32_t>(copy ? (row.row - range.by_target) % size : row.row - range.shared);
    out[known] +=
        static_cast<double>(row.value) *
        static_cast<double>(from_bfloat16(model.wide[row.row * model.class_count() + class_number]));
  }
}

// Shares what a block's features add among the tokens that they stand on.
void spread_block(const PairModel& model, std::size_t block, const std::vector<PairOccurrence>& occurrences,
                  const std::unordered_map<std::uint32_t, double>& added,
                  std::vector<PairContribution>& out) {
  const VocabularyView& vocabulary = model.vocabularies[block].index;
  std::unordered_map<std::uint32_t, std::uint32_t> times;
  for (const PairOccurrence& occurrence : occurrences) ++times[vocabulary.find(occurrence.hash)];
  for (const PairOccurrence& occurrence : occurrences) {
    const std::uint32_t row = vocabulary.find(occurrence.hash);
    const auto found = added.find(row);
    const std::uint32_t tokens = occurrence.last - occurrence.first;
    if (row == VocabularyView::kUnknown || found == added.end() || tokens == 0) continue;
    using Field = PairContribution::Field;
    const Field field = occurrence.in_target  ? Field::kTarget
                        : occurrence.in_title ? Field::kTitle
                                              : Field::kText;
    const double share = found->second / times[row] / tokens;
    for (std::uint32_t token = occurrence.first; token < occurrence.last; ++token)
      out.push_back({field, token, share});
  }
}

// One entry a token, in order.
void merge_tokens(std::vector<PairContribution>& parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const PairContribution& a, const PairContribution& b) {
    return std::pair(a.field, a.token) < std::pair(b.field, b.token);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (kept > 0 && parts[kept - 1].field == parts[i].field && parts[kept - 1].token == parts[i].token) {
      parts[kept - 1].weight += parts[i].weight;
    } else {
      parts[kept++] = parts[i];
    }
  }
  parts.resize(kept);
}

}  // namespace

double PairScorer::explain(const PairInput& input, const PairExtractor& extractor, std::size_t class_number,
                           std::vector<PairContribution>& out) const {
  check(class_number < model_.class_count());
  out.clear();
  std::vector<PairRow> rows;
  std::vector<PairOccurrence> occurrences;
  std::unordered_map<std::uint32_t, double> added;
  for (std::size_t b = 0; b < model_.rules.blocks.size(); ++b) {
    if (model_.rules.blocks[b].family == PairFamily::kKnownTarget) continue;
    rows.clear();
    occurrences.clear();
    added.clear();
    model_.rows.append_block(input, b, rows);
    add_up_rows(model_, b, rows, class_number, added);
    extractor.append_occurrences(b, occurrences);
    spread_block(model_, b, occurrences, added, out);
  }
  merge_tokens(out);
  double rest = static_cast<double>(workspace_->logits[class_number]);
  for (const PairContribution& part : out) rest -= part.weight;
  return rest;
}

}  // namespace bearing
