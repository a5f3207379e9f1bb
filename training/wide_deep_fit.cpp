#include "training/wide_deep_fit.hpp"

#include <dlfcn.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "base/check.hpp"
#include "model/pair_model.hpp"
#include "training/lazy_adam.hpp"

namespace bearing {
namespace {

using torch::Tensor;

// LibTorch's own setting doesn't reach OpenBLAS, whose threads would make sums depend on the machine's cores,
// and cost more than they give for matrices this small.
void use_one_blas_thread() {
  static std::once_flag once;
  std::call_once(once, [] {
    using SetThreads = void (*)(int);
    if (auto set = reinterpret_cast<SetThreads>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
  });
}

std::int64_t size_of(std::size_t n) { return static_cast<std::int64_t>(n); }

std::vector<float> values_of(const Tensor& tensor) {
  const Tensor flat = tensor.detach().contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

void standardise(const WideDeepFit& fit, const float* dense, float* out) {
  for (std::size_t c = 0; c < fit.dense_columns; ++c) {
    out[c] = std::clamp((dense[c] - fit.mean[c]) / fit.deviation[c], -kDenseLimit, kDenseLimit);
  }
}

// Mean and deviation of each dense column over the rows learnt from.
void measure_columns(const WideDeepProblem& problem, WideDeepFit& fit) {
  constexpr double kLeastDeviation = 1e-6;
  const std::size_t columns = fit.dense_columns;
  std::vector<double> sum(columns), squares(columns);
  for (const std::uint32_t row : problem.train) {
    for (std::size_t c = 0; c < columns; ++c)
      sum[c] += static_cast<double>((*problem.dense)[row * columns + c]);
  }
  const auto rows = static_cast<double>(problem.train.size());
  for (double& s : sum) s /= rows;
  for (const std::uint32_t row : problem.train) {
    for (std::size_t c = 0; c < columns; ++c) {
      const double off = static_cast<double>((*problem.dense)[row * columns + c]) - sum[c];
      squares[c] += off * off;
    }
  }
  for (std::size_t c = 0; c < columns; ++c) {
    fit.mean.push_back(static_cast<float>(sum[c]));
    fit.deviation.push_back(static_cast<float>(std::sqrt(squares[c] / rows) + kLeastDeviation));
  }
}

// (Rows of the class)^-balance for each row, scaled to a mean of one.
std::vector<float> class_weights(const WideDeepProblem& problem, double balance) {
  std::vector<double> counts(problem.classes);
  for (const std::uint32_t row : problem.train) ++counts[(*problem.labels)[row]];
  double sum = 0;
  for (const double count : counts) sum += count > 0 ? count * std::pow(count, -balance) : 0;
  std::vector<float> weights;
  for (const double count : counts) {
    weights.push_back(count > 0 ? static_cast<float>(std::pow(count, -balance) *
                                                     static_cast<double>(problem.train.size()) / sum)
                                : 0.0F);
  }
  return weights;
}

// The dense half of the network.
struct DenseNetwork {
  DenseNetwork(const WideDeepProblem& problem, const WideDeepFit& shape, const WideDeepOptions& options,
               at::Generator& random)
      : dropout(options.dropout), weight(problem.dense_weight), target_weight(problem.dense_by_target) {
    const auto columns = size_of(shape.dense_columns), units = size_of(shape.hidden_units),
               classes = size_of(shape.classes);
    bias = torch::zeros({classes});
    linear = torch::zeros({columns, classes});
    by_target = torch::zeros({target_weight > 0 ? size_of(problem.targets) : 0, columns, classes});
    // He's initialisation, a little smaller: the wide half should lead.
    const double spread = 0.7 * std::sqrt(2.0 / static_cast<double>(std::max<std::int64_t>(columns, 1)));
    hidden = torch::randn({columns, units}, random, torch::TensorOptions()) * spread;
    hidden_bias = torch::zeros({units});
    out = torch::randn({units, classes}, random, torch::TensorOptions()) *
          std::sqrt(1.0 / static_cast<double>(std::max<std::int64_t>(units, 1)));
    for (Tensor* parameter : {&bias, &linear, &by_target, &hidden, &hidden_bias, &out})
      parameter->set_requires_grad(true);
  }

  std::vector<torch::optim::OptimizerParamGroup> groups(const WideDeepOptions& options) const {
    const auto group = [&](std::vector<Tensor> parameters, double decay) {
      return torch::optim::OptimizerParamGroup(
          std::move(parameters), std::make_unique<torch::optim::AdamWOptions>(
                                     torch::optim::AdamWOptions(options.learning_rate).weight_decay(decay)));
    };
    return {group({bias, hidden_bias}, 0), group({linear, by_target, hidden, out}, options.deep_decay)};
  }

  // `targets`: [rows], used where there are copies.
  Tensor scores(const Tensor& wide, const Tensor& dense, const Tensor& targets, at::Generator& random) const {
    Tensor sum = wide + bias;
    if (dense.size(1) == 0) return sum;
    sum = sum + torch::mm(dense * weight, linear);
    if (by_target.size(0) > 0) {
      const Tensor own = by_target.index_select(0, targets);
      sum = sum + torch::bmm((dense * target_weight).unsqueeze(1), own).squeeze(1);
    }
    if (hidden.size(1) == 0) return sum;
    Tensor units = torch::relu(torch::addmm(hidden_bias, dense, hidden));
    if (dropout > 0) {
      const Tensor kept = torch::rand(units.sizes(), random, torch::TensorOptions()) >= dropout;
      units = units * kept.to(torch::kFloat32) * (1 / (1 - dropout));
    }
    return sum + torch::mm(units, out);
  }

  double dropout, weight, target_weight;
  Tensor bias, linear, by_target, hidden, hidden_bias, out;
};

// One fit in progress.
class Fit {
 public:
  Fit(const WideDeepProblem& problem, const WideDeepOptions& options)
      : problem_(problem),
        options_(options),
        random_(at::make_generator<at::CPUGeneratorImpl>(options.seed)),
        steps_(((problem.train.size() + options.batch - 1) / options.batch) *
               static_cast<std::size_t>(options.epochs)),
        result_(shape()),
        wide_(result_.wide_columns, result_.classes, {options.learning_rate, options.wide_decay, steps_}),
        dense_(problem, result_, options, random_),
        optimizer_(dense_.groups(options), torch::optim::AdamWOptions(options.learning_rate)),
        weights_(class_weights(problem, options.balance)),
        seen_in_(result_.wide_columns) {}

  Result<WideDeepFit> run(const WideDeepReport& report) {
    for (int epoch = 1; epoch <= options_.epochs; ++epoch) {
      result_.loss = learn_epoch();
      if (!report(epoch, result_.loss))
        return Error{ErrorCode::kInterrupted, "training was interrupted", {}, 0, {}};
    }
    return finish();
  }

 private:
  WideDeepFit shape() const {
    WideDeepFit fit;
    fit.wide_columns = problem_.wide != nullptr ? problem_.wide->columns : 0;
    fit.dense_columns = problem_.dense != nullptr ? problem_.dense_columns : 0;
    fit.hidden_units = fit.dense_columns > 0 ? options_.hidden : 0;
    fit.classes = problem_.classes;
    measure_columns(problem_, fit);
    return fit;
  }

  double learn_epoch() {
    const std::size_t rows = problem_.train.size();
    const Tensor order = torch::randperm(size_of(rows), random_, torch::TensorOptions().dtype(torch::kInt64));
    const std::int64_t* at = order.data_ptr<std::int64_t>();
    double loss = 0;
    for (std::size_t first = 0; first < rows; first += options_.batch) {
      batch_.clear();
      for (std::size_t i = first; i < std::min(rows, first + options_.batch); ++i)
        batch_.push_back(problem_.train[static_cast<std::size_t>(at[i])]);
      loss += learn_batch();
    }
    return loss / static_cast<double>(rows);
  }

  // The sparse product and its gradient stand outside of LibTorch's graph: its result is a leaf, whose
  // gradient is carried on by hand to the few columns that the batch holds.
  double learn_batch() {
    ++step_;
    const auto rows = size_of(batch_.size()), classes = size_of(result_.classes);
    Tensor wide = torch::zeros({rows, classes});
    find_columns();
    if (problem_.wide != nullptr) {
      wide_.settle(columns_);
      wide_product(*problem_.wide, batch_, wide_.weights().data(), result_.classes, wide.data_ptr<float>());
    }
    wide.set_requires_grad(true);
    optimizer_.zero_grad();
    const Tensor loss = batch_loss(dense_.scores(wide, dense_batch(), target_batch(), random_));
    loss.backward();
    if (problem_.wide != nullptr) {
      const Tensor upstream = wide.grad().contiguous();
      wide_gradient(*problem_.wide, batch_, upstream.data_ptr<float>(), result_.classes, wide_.gradient());
      wide_.step(columns_);
    }
    const double rate = falling_rate(options_.learning_rate, step_, steps_);
    for (auto& group : optimizer_.param_groups()) group.options().set_lr(rate);
    optimizer_.step();
    return loss.item<double>() * static_cast<double>(rows);
  }

  Tensor batch_loss(const Tensor& scores) const {
    Tensor labels = torch::empty({size_of(batch_.size())}, torch::kInt64);
    Tensor weights = torch::empty({size_of(batch_.size())});
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      const std::uint32_t label = (*problem_.labels)[batch_[i]];
      labels.data_ptr<std::int64_t>()[i] = label;
      weights.data_ptr<float>()[i] = weights_[label];
    }
    const Tensor losses = torch::nll_loss(torch::log_softmax(scores, 1), labels, {}, at::Reduction::None);
    return (losses * weights).mean();
  }

  Tensor dense_batch() const {
    Tensor out = torch::empty({size_of(batch_.size()), size_of(result_.dense_columns)});
    for (std::size_t i = 0; result_.dense_columns > 0 && i < batch_.size(); ++i) {
      standardise(result_, problem_.dense->data() + batch_[i] * result_.dense_columns,
                  out.data_ptr<float>() + i * result_.dense_columns);
    }
    return out;
  }

  Tensor target_batch() const {
    if (problem_.dense_by_target == 0) return {};
    Tensor out = torch::empty({size_of(batch_.size())}, torch::kInt64);
    for (std::size_t i = 0; i < batch_.size(); ++i)
      out.data_ptr<std::int64_t>()[i] = (*problem_.row_target)[batch_[i]];
    return out;
  }

  // The distinct columns of the batch, as they first occur.
  void find_columns() {
    columns_.clear();
    if (problem_.wide == nullptr) return;
    for (const std::uint32_t row : batch_) {
      problem_.wide->for_each(row, [&](std::size_t column, float) {
        if (seen_in_[column] == step_) return;
        seen_in_[column] = static_cast<std::uint32_t>(step_);
        columns_.push_back(static_cast<std::uint32_t>(column));
      });
    }
  }

  WideDeepFit finish() {
    wide_.settle_all();
    result_.wide = wide_.weights();
    result_.linear = values_of(dense_.linear * dense_.weight);
    result_.by_target = values_of(dense_.by_target * dense_.target_weight);
    result_.hidden = values_of(dense_.hidden);
    result_.hidden_bias = values_of(dense_.hidden_bias);
    result_.out = values_of(dense_.out);
    result_.bias = values_of(dense_.bias);
    return std::move(result_);
  }

  const WideDeepProblem& problem_;
  const WideDeepOptions& options_;
  at::Generator random_;
  std::size_t steps_, step_ = 0;
  WideDeepFit result_;
  LazyAdam wide_;
  DenseNetwork dense_;
  torch::optim::AdamW optimizer_;
  std::vector<float> weights_;          // By class.
  std::vector<std::uint32_t> seen_in_;  // [wide columns] the step that last held the column.
  std::vector<std::uint32_t> batch_, columns_;
};

void add_scaled(std::vector<float>& sum, const std::vector<float>& x, float scale) {
  sum.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) sum[i] += scale * x[i];
}

}  // namespace

Status WideDeepOptions::validate() const {
  const auto wrong = [](const std::string& message) -> Status {
    return Error{ErrorCode::kUsage, message, {}, 0, {}};
  };
  if (hidden > 4096) return wrong("there can be 4096 hidden units at most");
  if (!(learning_rate > 0 && learning_rate <= 1))
    return wrong("the learning rate must be above 0, at most 1");
  if (epochs < 1 || epochs > 1000) return wrong("epochs must be 1 to 1000");
  if (batch < 1) return wrong("a batch must have at least one row");
  if (!(dropout >= 0 && dropout < 1)) return wrong("dropout must be at least 0 and below 1");
  if (!(wide_decay >= 0 && deep_decay >= 0 && wide_decay * learning_rate < 1 &&
        deep_decay * learning_rate < 1))
    return wrong("decay must be at least 0, and less than 1 when multiplied by the learning rate");
  if (!(balance >= 0 && balance <= 1)) return wrong("balance must be 0 to 1");
  return success();
}

Result<WideDeepFit> fit_wide_deep(const WideDeepProblem& problem, const WideDeepOptions& options,
                                  const WideDeepReport& report) {
  if (auto valid = options.validate(); !valid) return valid.error();
  check(!problem.train.empty() && problem.classes > 0 && problem.labels != nullptr);
  try {
    at::set_num_threads(1);
    use_one_blas_thread();
    return Fit(problem, options).run(report);
  } catch (const c10::Error& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what_without_backtrace(), {}, 0, {}};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
}

WideDeepFit mean_of_fits(std::span<const WideDeepFit> fits) {
  check(!fits.empty());
  WideDeepFit mean = fits[0];
  if (fits.size() == 1) return mean;
  const std::size_t units = fits[0].hidden_units;
  const float share = 1 / static_cast<float>(fits.size());
  for (auto* part :
       {&mean.wide, &mean.linear, &mean.by_target, &mean.bias, &mean.hidden, &mean.hidden_bias, &mean.out})
    part->clear();
  mean.hidden_units = units * fits.size();
  mean.hidden.resize(mean.dense_columns * mean.hidden_units);
  mean.loss = 0;
  for (std::size_t f = 0; f < fits.size(); ++f) {
    const WideDeepFit& fit = fits[f];
    check(fit.hidden_units == units && fit.mean == mean.mean && fit.deviation == mean.deviation);
    add_scaled(mean.wide, fit.wide, share);
    add_scaled(mean.linear, fit.linear, share);
    add_scaled(mean.by_target, fit.by_target, share);
    add_scaled(mean.bias, fit.bias, share);
    mean.hidden_bias.insert(mean.hidden_bias.end(), fit.hidden_bias.begin(), fit.hidden_bias.end());
    for (const float weight : fit.out) mean.out.push_back(share * weight);
    for (std::size_t c = 0; c < mean.dense_columns; ++c)
      std::copy_n(fit.hidden.data() + c * units, units,
                  mean.hidden.data() + c * mean.hidden_units + f * units);
    mean.loss += fit.loss / static_cast<double>(fits.size());
  }
  return mean;
}

std::vector<float> wide_deep_scores(const WideDeepFit& fit, const WideDeepProblem& problem,
                                    std::span<const std::uint32_t> rows) {
  const std::size_t classes = fit.classes, units = fit.hidden_units;
  std::vector<float> scores(rows.size() * classes), z(fit.dense_columns), activation(units);
  if (problem.wide != nullptr) wide_product(*problem.wide, rows, fit.wide.data(), classes, scores.data());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    float* to = scores.data() + i * classes;
    const auto add = [&](const float* weights, float x) {
      for (std::size_t k = 0; k < classes; ++k) to[k] += x * weights[k];
    };
    add(fit.bias.data(), 1);
    if (fit.dense_columns == 0) continue;
    standardise(fit, problem.dense->data() + rows[i] * fit.dense_columns, z.data());
    activation = fit.hidden_bias;
    for (std::size_t c = 0; c < fit.dense_columns; ++c) {
      add(fit.linear.data() + c * classes, z[c]);
      if (!fit.by_target.empty())
        add(fit.by_target.data() + ((*problem.row_target)[rows[i]] * fit.dense_columns + c) * classes, z[c]);
      for (std::size_t u = 0; u < units; ++u) activation[u] += z[c] * fit.hidden[c * units + u];
    }
    for (std::size_t u = 0; u < units; ++u) add(fit.out.data() + u * classes, std::max(activation[u], 0.0F));
  }
  return scores;
}

}  // namespace bearing
