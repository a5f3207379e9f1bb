#include "training/dual_fit.hpp"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <optional>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "training/dual_pass.hpp"

namespace bearing {
namespace {

using at::Tensor;

// Entries between two reports: a few dozen milliseconds.
constexpr std::size_t kEntriesBetweenReports = std::size_t{1} << 22;
constexpr std::int64_t kRowsBetweenReleases = 256;

std::int64_t signed_size(std::size_t size) { return static_cast<std::int64_t>(size); }

// A tensor over borrowed memory, which nothing writes to.
template <class T>
Tensor borrow(std::span<const T> values, at::ScalarType type) {
  return at::from_blob(const_cast<T*>(values.data()), {signed_size(values.size())}, type);
}

// Steps through the numbers of one seed (SplitMix64: Steele et al. 2014).
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit) {
    std::uint64_t x = state_ += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return (x ^ (x >> 31)) % limit;  // Far from even only for limits near 2^64.
  }
  template <class Iterator>
  void shuffle(Iterator begin, Iterator end) {
    for (auto left = end - begin; left > 1; --left)
      std::swap(begin[left - 1], begin[below(static_cast<std::uint64_t>(left))]);
  }

 private:
  std::uint64_t state_;
};

// What the blocks of a problem share; see dual_pass.hpp.
struct DualRows {
  Tensor starts, columns, values, norms, row_weights;
  double bias = 1;
};

// Some outputs that are learnt side by side.
struct DualBlock {
  Tensor signs, strengths, duals, weights;
};

template <class Signature>
c10::TypedOperatorHandle<Signature> operator_of(const char* name) {
  return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

Tensor dual_pass(const DualRows& rows, DualBlock& block, const Tensor& order) {
  static const auto op =
      operator_of<Tensor(const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                         const Tensor&, double, const Tensor&, const Tensor&, Tensor, Tensor)>(
          "bearing::dual_pass");
  return op.call(rows.starts, rows.columns, rows.values, rows.norms, rows.row_weights, order, rows.bias,
                 block.signs, block.strengths, block.duals, block.weights);
}

void dual_forget(const DualRows& rows, DualBlock& block, const Tensor& order) {
  static const auto op = operator_of<void(const Tensor&, const Tensor&, const Tensor&, const Tensor&, double,
                                          const Tensor&, Tensor, Tensor)>("bearing::dual_forget");
  op.call(rows.starts, rows.columns, rows.values, order, rows.bias, block.signs, block.duals, block.weights);
}

Tensor dual_scores(const DualRows& rows, const DualBlock& block, const Tensor& order) {
  static const auto op =
      operator_of<Tensor(const Tensor&, const Tensor&, const Tensor&, const Tensor&, double, const Tensor&)>(
          "bearing::dual_scores");
  return op.call(rows.starts, rows.columns, rows.values, order, rows.bias, block.weights);
}

// Outputs [first, first + count) of a fit.
struct Place {
  std::int64_t first = 0, count = 0;
};

// Parts the outputs for `ways` threads: as few parts as keep all of them busy, since each part reads all
// entries.
std::vector<Place> part_outputs(std::size_t outputs, std::size_t ways) {
  const std::size_t most = kMaxDualWidth;
  std::size_t parts = (outputs + most - 1) / most;
  parts = (parts + ways - 1) / ways * ways;
  const auto width = static_cast<std::size_t>(dual_width(signed_size((outputs + parts - 1) / parts)));
  std::vector<Place> places;
  for (std::size_t first = 0; first < outputs; first += width)
    places.push_back({signed_size(first), signed_size(std::min(width, outputs - first))});
  return places;
}

// A report every now and then, from whichever thread; remembers a wish to stop.
class Reporter {
 public:
  Reporter(const DualFit::Report& report, double work) : report_(report), work_(std::max(work, 1.0)) {}
  bool advance(double work, int pass, double loss) {
    const std::lock_guard lock(mutex_);
    done_ += work;
    if (!stopped_) stopped_ = !report_({std::min(1.0, done_ / work_), pass, loss});
    return !stopped_;
  }
  bool stopped() {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }

 private:
  const DualFit::Report& report_;
  std::mutex mutex_;
  double work_, done_ = 0;
  bool stopped_ = false;
};

Error interrupted() { return {ErrorCode::kInterrupted, "training was interrupted", {}, 0, {}}; }

Error of_libtorch(const std::exception& error) {
  return {ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
}

// What no caller may get wrong: the kernels read and write where these numbers point.
void check_problem(const DualProblem& problem) {
  const SparseRows& features = problem.features;
  const std::size_t rows = features.rows(), cells = rows * problem.outputs;
  check(problem.outputs > 0 && !features.starts.empty() && features.starts.front() == 0);
  check(features.columns <= 0x7FFFFFFFU && rows <= 0x7FFFFFFFU);
  check(std::is_sorted(features.starts.begin(), features.starts.end()));
  check(features.starts.back() == features.column.size() && features.column.size() == features.value.size());
  check(problem.labels.size() == cells && (problem.known.empty() || problem.known.size() == cells));
  check(problem.row_weights.empty() || problem.row_weights.size() == rows);
  for (const float weight : problem.row_weights) check(weight >= 0);
  for (const std::uint32_t row : problem.train) check(row < rows);
}

}  // namespace

struct DualFit::State {
  DualProblem problem;
  DualFitOptions options;
  DualRows rows;
  std::vector<Place> places;      // Of the outputs: parted for the threads.
  std::vector<DualBlock> blocks;  // What was learnt, one a place.
  double violation = 0;

  State(const DualProblem& p, const DualFitOptions& o) : problem(p), options(o) {
    const SparseRows& features = problem.features;
    const auto count = signed_size(features.rows());
    rows.starts = at::from_blob(const_cast<std::uint64_t*>(features.starts.data()), {count + 1}, at::kLong);
    rows.columns = borrow(features.column, at::kInt);
    rows.values = borrow(features.value, at::kFloat);
    rows.row_weights =
        problem.row_weights.empty() ? at::ones({count}, at::kFloat) : borrow(problem.row_weights, at::kFloat);
    rows.bias = options.bias;
    rows.norms = norms();
    places = part_outputs(problem.outputs, threads());
  }

  // Checks the columns on the way: the kernels read where they point.
  Tensor norms() const {
    const SparseRows& features = problem.features;
    Tensor out = at::empty({signed_size(features.rows())}, at::kFloat);
    float* to = out.data_ptr<float>();
    std::uint64_t released = 0;
    for (std::size_t row = 0; row < features.rows(); ++row) {
      double sum = options.bias * options.bias;
      for (std::uint64_t i = features.starts[row]; i < features.starts[row + 1]; ++i) {
        check(features.column[i] < features.columns);
        sum += static_cast<double>(features.value[i]) * static_cast<double>(features.value[i]);
      }
      to[row] = static_cast<float>(sum);
      if (features.starts[row + 1] - released < kEntriesBetweenReports) continue;
      released = features.starts[row + 1];
      release();
    }
    return out;
  }

  void release() const {
    if (problem.release) problem.release();
  }

  std::size_t threads() const { return options.threads == 0 ? available_cores() : options.threads; }

  double strength(std::int64_t output) const {
    return options.strength.size() == 1 ? options.strength[0]
                                        : options.strength[static_cast<std::size_t>(output)];
  }

  // Some outputs before learning, filled up to a width that the kernels know.
  DualBlock fresh_block(const Place& place) const {
    const auto count = signed_size(problem.features.rows()), columns = signed_size(problem.features.columns);
    const std::int64_t width = dual_width(place.count);
    DualBlock out{at::zeros({count, width}, at::kChar), at::ones({width}, at::kFloat),
                  at::zeros({count, width}, at::kFloat), at::zeros({columns + 1, width}, at::kFloat)};
    auto* sign = out.signs.data_ptr<std::int8_t>();
    for (std::int64_t row = 0; row < count; ++row) {
      const std::size_t from =
          static_cast<std::size_t>(row) * problem.outputs + static_cast<std::size_t>(place.first);
      for (std::int64_t k = 0; k < place.count; ++k) {
        const std::size_t cell = from + static_cast<std::size_t>(k);
        const bool known = problem.known.empty() || problem.known[cell] != 0;
        sign[row * width + k] = static_cast<std::int8_t>(!known ? 0 : problem.labels[cell] != 0 ? 1 : -1);
      }
    }
    for (std::int64_t k = 0; k < place.count; ++k)
      out.strengths[k] = static_cast<float>(strength(place.first + k));
    return out;
  }

  // The order of one pass, in pieces short enough to report between them.
  std::vector<Tensor> pieces(std::span<const std::uint32_t> of, std::uint64_t seed) const {
    const auto order = shuffled_rows(of, options.window, seed);
    const std::size_t entries =
        problem.features.column.size() / std::max<std::size_t>(1, problem.features.rows());
    const auto length = signed_size(std::max<std::size_t>(1, kEntriesBetweenReports / (entries + 1)));
    if (order.empty()) return {};
    return at::tensor(order, at::kInt).split(length);
  }

  Status learn(const Report& report);
  void score_fold(std::uint32_t fold, const std::vector<std::uint32_t>& held_out, std::size_t b, bool spend,
                  Reporter& reporter, float* scores);
  Result<std::vector<float>> score_folds(const std::vector<std::vector<std::uint32_t>>& folds, bool spend,
                                         const Report& report);
};

Status DualFit::State::learn(const Report& report) {
  for (const Place& place : places) blocks.push_back(fresh_block(place));
  const auto cells = static_cast<double>(problem.train.size() * problem.outputs);
  Reporter reporter(report, static_cast<double>(problem.train.size()) * options.passes);
  for (int pass = 1; pass <= options.passes; ++pass) {
    Tensor worst = at::zeros({signed_size(problem.outputs)}, at::kDouble), losses = worst.clone();
    for (const Tensor& piece : pieces(problem.train, mix(options.seed, static_cast<std::uint64_t>(pass)))) {
      std::vector<Tensor> results(blocks.size());
      std::vector<std::string> errors(blocks.size());
      parallel_for(blocks.size(), threads(), [&](std::size_t b) {
        try {
          results[b] = dual_pass(rows, blocks[b], piece).narrow(1, 0, places[b].count);
        } catch (const std::exception& error) {
          errors[b] = error.what();
        }
      });
      for (const std::string& error : errors) TORCH_CHECK(error.empty(), error);
      const Tensor all = at::cat(results, 1);
      worst = at::maximum(worst, all[0]);
      losses += all[1];
      release();
      if (!reporter.advance(static_cast<double>(piece.numel()), pass, losses.sum().item<double>() / cells))
        return interrupted();
    }
    violation = worst.max().item<double>();
  }
  return success();
}

// One fold's scores for the outputs of a block, written to their place in `scores` [rows, outputs].
void DualFit::State::score_fold(std::uint32_t fold, const std::vector<std::uint32_t>& held_out, std::size_t b,
                                bool spend, Reporter& reporter, float* scores) {
  const Place& place = places[b];
  std::vector<std::uint8_t> out(problem.features.rows(), 0);
  for (const std::uint32_t row : held_out) out[row] = 1;
  std::vector<std::uint32_t> rest;
  for (const std::uint32_t row : problem.train) {
    if (out[row] == 0) rest.push_back(row);
  }
  DualBlock learnt = blocks[b];
  if (!spend) {
    learnt.duals = learnt.duals.clone();
    learnt.weights = learnt.weights.clone();
  }
  // Rows that lie far apart bring much of a file's mapping into memory with them.
  const auto far_apart =
      borrow(std::span<const std::uint32_t>(held_out), at::kInt).split(kRowsBetweenReleases);
  for (const Tensor& piece : far_apart) {
    dual_forget(rows, learnt, piece);
    release();
  }
  for (int pass = 1; pass <= options.held_out_passes; ++pass) {
    const std::uint64_t seed = mix(mix(options.seed, 1000 + fold), static_cast<std::uint64_t>(pass));
    for (const Tensor& piece : pieces(rest, seed)) {
      dual_pass(rows, learnt, piece);
      release();
      if (!reporter.advance(static_cast<double>(piece.numel() * place.count), 0, 0)) return;
    }
  }
  auto row = held_out.begin();
  for (const Tensor& piece : far_apart) {
    const Tensor result = dual_scores(rows, learnt, piece);
    const float* from = result.data_ptr<float>();
    for (std::int64_t i = 0; i < piece.numel(); ++i, ++row)
      std::copy_n(from + i * result.size(1), place.count, scores + *row * problem.outputs + place.first);
    release();
  }
}

DualFit::DualFit(std::unique_ptr<State> state) : state_(std::move(state)) {}
DualFit::DualFit(DualFit&&) noexcept = default;
DualFit& DualFit::operator=(DualFit&&) noexcept = default;
DualFit::~DualFit() = default;

Result<DualFit> DualFit::learn(const DualProblem& problem, const DualFitOptions& options,
                               const Report& report) {
  if (auto valid = options.validate(problem.outputs); !valid) return valid.error();
  check_problem(problem);
  try {
    auto state = std::make_unique<State>(problem, options);
    if (auto learnt = state->learn(report); !learnt) return learnt.error();
    return DualFit(std::move(state));
  } catch (const std::exception& error) {
    return of_libtorch(error);
  }
}

LinearFit DualFit::linear() const {
  const std::size_t columns = state_->problem.features.columns, outputs = state_->problem.outputs;
  LinearFit fit{std::vector<float>(columns * outputs), std::vector<float>(outputs), state_->options.passes};
  const auto bias = static_cast<float>(state_->options.bias);
  for (std::size_t b = 0; b < state_->blocks.size(); ++b) {
    const Place& place = state_->places[b];
    const Tensor& weights = state_->blocks[b].weights;
    const float* from = weights.data_ptr<float>();
    for (std::size_t column = 0; column <= columns; ++column, from += weights.size(1)) {
      float* to = column < columns ? fit.weights.data() + column * outputs : fit.bias.data();
      std::copy_n(from, place.count, to + place.first);
    }
  }
  for (float& value : fit.bias) value *= bias;
  return fit;
}

double DualFit::violation() const { return state_->violation; }

Result<std::vector<float>> DualFit::held_out_scores(const std::vector<std::vector<std::uint32_t>>& folds,
                                                    const Report& report) const& {
  return state_->score_folds(folds, false, report);
}

Result<std::vector<float>> DualFit::held_out_scores(const std::vector<std::vector<std::uint32_t>>& folds,
                                                    const Report& report) && {
  return state_->score_folds(folds, folds.size() == 1, report);
}

// With `spend`, which is for one fold alone, what was learnt is overwritten.
Result<std::vector<float>> DualFit::State::score_folds(const std::vector<std::vector<std::uint32_t>>& folds,
                                                       bool spend, const Report& report) {
  const std::size_t count = problem.features.rows(), outputs = problem.outputs;
  double work = 0;
  std::vector<std::uint8_t> held_out(count, 0);
  for (const auto& fold : folds) {
    for (const std::uint32_t row : fold) check(row < count && held_out[row]++ == 0);
    const std::size_t all = problem.train.size();
    work += static_cast<double>((all - std::min(fold.size(), all)) * outputs);
  }
  Reporter reporter(report, work * options.held_out_passes);
  std::vector<float> scores(count * outputs, 0.0F);
  std::vector<std::optional<Error>> errors(folds.size() * places.size());
  parallel_for(errors.size(), threads(), [&](std::size_t task) {
    const std::size_t fold = task / places.size();
    if (reporter.stopped()) return;
    try {
      score_fold(static_cast<std::uint32_t>(fold), folds[fold], task % places.size(), spend, reporter,
                 scores.data());
    } catch (const std::exception& error) {
      errors[task] = of_libtorch(error);
    }
  });
  if (reporter.stopped()) return interrupted();
  for (const auto& error : errors) {
    if (error) return *error;
  }
  return scores;
}

Status DualFitOptions::validate(std::size_t outputs) const {
  const auto wrong = [](const std::string& message) -> Status {
    return Error{ErrorCode::kUsage, message, {}, 0, {}};
  };
  if (strength.size() != 1 && strength.size() != outputs)
    return wrong("there are " + std::to_string(strength.size()) + " strengths for " +
                 std::to_string(outputs) + " outputs: give one, or one each");
  for (const double value : strength) {
    if (!(value >= 1e-6 && value <= 1e6)) return wrong("strengths must be 1e-6 to 1e6");
  }
  if (passes < 1) return wrong("there must be at least 1 pass");
  if (held_out_passes < 0) return wrong("the passes after forgetting must be at least 0");
  if (!(bias >= 0 && bias <= 1000)) return wrong("the constant feature must be 0 to 1000");
  return success();
}

std::vector<std::int32_t> shuffled_rows(std::span<const std::uint32_t> rows, std::size_t window,
                                        std::uint64_t seed) {
  if (window == 0 || window > rows.size()) window = std::max<std::size_t>(1, rows.size());
  std::vector<std::size_t> starts;
  for (std::size_t start = 0; start < rows.size(); start += window) starts.push_back(start);
  Draws draws(seed);
  draws.shuffle(starts.begin(), starts.end());
  std::vector<std::int32_t> order;
  order.reserve(rows.size());
  for (const std::size_t start : starts) {
    const auto begin = signed_size(order.size());
    for (std::size_t i = start; i < std::min(start + window, rows.size()); ++i)
      order.push_back(static_cast<std::int32_t>(rows[i]));
    draws.shuffle(order.begin() + begin, order.end());
  }
  return order;
}

}  // namespace bearing
