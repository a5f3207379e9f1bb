#include "training/linear_fit.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <filesystem>

namespace bearing {
namespace {

using torch::Tensor;

Tensor sparse_tensor(const SparseMatrix& m, torch::Device device) {
  auto rows = torch::from_blob(const_cast<std::uint64_t*>(m.starts.data()),
                               {static_cast<std::int64_t>(m.starts.size())}, torch::kInt64)
                  .clone();
  auto columns = torch::from_blob(const_cast<std::uint32_t*>(m.column.data()),
                                  {static_cast<std::int64_t>(m.column.size())}, torch::kInt32)
                     .to(torch::kInt64);
  auto values = torch::from_blob(const_cast<float*>(m.value.data()),
                                 {static_cast<std::int64_t>(m.value.size())}, torch::kFloat32)
                    .clone();
  return torch::sparse_csr_tensor(rows, columns, values,
                                  {static_cast<std::int64_t>(m.rows()), static_cast<std::int64_t>(m.columns)},
                                  torch::TensorOptions().dtype(torch::kFloat32))
      .to(device);
}

// A constant matrix in both orders: rows for the product, columns for its gradient. Adding up row by row
// instead of scattering makes the gradient deterministic and several times faster than LibTorch's general
// sparse gradients.
struct FixedMatrix {
  FixedMatrix(SparseMatrix matrix, torch::Device where)
      : forward(std::move(matrix)), backward(transpose(forward)), device(where) {
    if (!device.is_cpu()) {
      device_forward = sparse_tensor(forward, device);
      device_backward = sparse_tensor(backward, device);
    }
  }
  static Tensor product(const SparseMatrix& matrix, const Tensor& on_device, const Tensor& dense) {
    if (!dense.is_cpu()) return torch::matmul(on_device, dense);
    const Tensor contiguous = dense.contiguous();
    Tensor out = torch::empty({static_cast<std::int64_t>(matrix.rows()), dense.size(1)}, torch::kFloat32);
    multiply(matrix, contiguous.data_ptr<float>(), static_cast<std::size_t>(dense.size(1)),
             out.data_ptr<float>());
    return out;
  }
  SparseMatrix forward, backward;
  torch::Device device;
  Tensor device_forward, device_backward;
};

// features * weights with a gradient for the weights.
struct SparseProduct : torch::autograd::Function<SparseProduct> {
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& weights,
                        std::int64_t matrix) {
    context->saved_data["matrix"] = matrix;
    const auto* fixed = reinterpret_cast<const FixedMatrix*>(matrix);
    return FixedMatrix::product(fixed->forward, fixed->device_forward, weights);
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const auto* fixed = reinterpret_cast<const FixedMatrix*>(context->saved_data["matrix"].toInt());
    return {FixedMatrix::product(fixed->backward, fixed->device_backward, gradients[0]), Tensor()};
  }
};

Tensor cell_tensor(const LinearProblem& problem, const std::vector<std::uint8_t>& cells,
                   const std::vector<std::uint32_t>& rows) {
  auto out = torch::empty(
      {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(problem.outputs)}, torch::kFloat32);
  float* to = out.data_ptr<float>();
  for (const std::uint32_t row : rows) {
    for (std::size_t t = 0; t < problem.outputs; ++t) *to++ = cells[row * problem.outputs + t];
  }
  return out;
}

Tensor label_tensor(const LinearProblem& problem, const std::vector<std::uint32_t>& rows) {
  return cell_tensor(problem, *problem.labels, rows);
}

// Undefined when everything is known.
Tensor known_tensor(const LinearProblem& problem, const std::vector<std::uint32_t>& rows) {
  return problem.known == nullptr ? Tensor() : cell_tensor(problem, *problem.known, rows);
}

Tensor weight_tensor(const LinearProblem& problem, const std::vector<std::uint32_t>& rows) {
  auto out = torch::empty({static_cast<std::int64_t>(rows.size()), 1}, torch::kFloat32);
  float* to = out.data_ptr<float>();
  for (const std::uint32_t row : rows) *to++ = (*problem.row_weights)[row];
  return out;
}

// Micro-F1 at the best of all thresholds: tells whether learning still helps, before any calibration.
double best_micro_f1(Tensor scores, Tensor labels, const Tensor& known) {
  if (known.defined()) {
    scores = scores.masked_select(known > 0);
    labels = labels.masked_select(known > 0);
  }
  const Tensor order = std::get<1>(scores.flatten().sort(/*stable=*/true, /*dim=*/0, /*descending=*/true));
  const Tensor hits = labels.flatten().index_select(0, order).cumsum(0, torch::kFloat64);
  const Tensor assigned = torch::arange(1, hits.numel() + 1, torch::kFloat64);
  const double positives = labels.sum().item<double>();
  return positives == 0 ? 0 : (2 * hits / (assigned + positives)).max().item<double>();
}

// One fit in progress.
class Fit {
 public:
  Fit(const LinearProblem& problem, const LinearFitOptions& options)
      : options_(options),
        device_(options.device),
        matrix_(select_rows(*problem.features, problem.train), device_),
        held_out_(select_rows(*problem.features, problem.held_out)),
        labels_(label_tensor(problem, problem.train).to(device_)),
        row_weights_(weight_tensor(problem, problem.train).to(device_)),
        known_(known_tensor(problem, problem.train)),
        held_out_labels_(label_tensor(problem, problem.held_out)),
        held_out_known_(known_tensor(problem, problem.held_out)),
        exclusive_(problem.exclusive),
        weights_(torch::zeros({static_cast<std::int64_t>(problem.features->columns),
                               static_cast<std::int64_t>(problem.outputs)},
                              torch::TensorOptions().device(device_).requires_grad(true))),
        bias_(torch::zeros({static_cast<std::int64_t>(problem.outputs)},
                           torch::TensorOptions().device(device_).requires_grad(true))),
        optimizer_({weights_, bias_}, torch::optim::LBFGSOptions(1)
                                          .max_iter(5)
                                          .history_size(10)
                                          .line_search_fn("strong_wolfe")
                                          .tolerance_grad(1e-10)
                                          .tolerance_change(1e-12)) {}

  Result<LinearFit> run(const std::function<bool(const EpochReport&)>& report) {
    if (auto loaded = load(); !loaded) return loaded.error();
    if (known_.defined()) known_ = known_.to(device_);
    if (labels_.numel() == 0)
      done_ = true;  // Without rows there is nothing to learn, and no mean to divide by.
    while (!done_ && epoch_ < options_.max_epochs) {
      const double loss = optimizer_.step([&] { return objective(); }).item<double>();
      ++epoch_;
      const double f1 = held_out_f1();
      judge(loss, f1);
      const bool go_on = report({epoch_, loss, f1});
      if (!go_on) {
        save();
        return Error{ErrorCode::kInterrupted, "training was interrupted", {}, 0, {}};
      }
    }
    done_ = true;
    save();
    return result();
  }

 private:
  // Scaled to the mean over rows and topics, which keeps the first step of the line search sane.
  Tensor objective() {
    optimizer_.zero_grad();
    const double cells = static_cast<double>(labels_.numel());
    const Tensor scores = SparseProduct::apply(weights_, reinterpret_cast<std::int64_t>(&matrix_)) + bias_;
    Tensor losses =
        exclusive_ ? -torch::log_softmax(scores, 1) * labels_
                   : torch::binary_cross_entropy_with_logits(scores, labels_, {}, {}, at::Reduction::None);
    if (known_.defined()) losses = losses * known_;
    const Tensor loss =
        (losses * row_weights_).sum() / cells + weights_.square().sum() * (0.5 / options_.strength / cells);
    loss.backward();
    return loss;
  }

  double held_out_f1() {
    if (held_out_.rows() == 0) return 0;
    torch::NoGradGuard no_grad;
    const Tensor scores = FixedMatrix::product(held_out_, {}, weights_.cpu()) + bias_.cpu();
    return best_micro_f1(scores, held_out_labels_, held_out_known_);
  }

  // optimizer_.step returns the loss before its steps, so improvement is seen one epoch late; that costs
  // little.
  void judge(double loss, double f1) {
    const bool converged = epoch_ > 2 && last_loss_ - loss < options_.tolerance * loss;
    last_loss_ = loss;
    if (f1 > best_f1_) {
      best_f1_ = f1;
      best_epoch_ = epoch_;
    }
    const bool stale = held_out_.rows() > 0 && epoch_ - best_epoch_ >= options_.patience;
    done_ = converged || stale;
  }

  void save() {
    if (options_.checkpoint.empty()) return;
    torch::serialize::OutputArchive archive;
    archive.write("weights", weights_);
    archive.write("bias", bias_);
    archive.write("state", torch::tensor({static_cast<double>(epoch_), done_ ? 1.0 : 0.0, last_loss_,
                                          best_f1_, static_cast<double>(best_epoch_)},
                                         torch::kFloat64));
    if (!done_) {
      define_history();
      torch::serialize::OutputArchive optimizer;
      optimizer_.save(optimizer);
      archive.write("optimizer", optimizer);
    }
    const std::string temporary = options_.checkpoint + ".part";
    archive.save_to(temporary);
    std::filesystem::rename(temporary, options_.checkpoint);
  }

  // LibTorch leaves the places of steps not yet taken undefined, and can't write undefined tensors.
  void define_history() {
    for (auto& [parameter, state] : optimizer_.state()) {
      auto& al = static_cast<torch::optim::LBFGSParamState&>(*state).al();
      if (!al) continue;
      for (Tensor& value : *al) {
        if (!value.defined()) value = torch::zeros({}, weights_.options().requires_grad(false));
      }
    }
  }

  Status load() {
    if (options_.checkpoint.empty() || !std::filesystem::exists(options_.checkpoint)) return success();
    try {
      read_checkpoint();
      return success();
    } catch (const std::exception&) {  // LibTorch's own words say nothing of the file.
      return Error{ErrorCode::kInvalidData,
                   "the checkpoint is damaged or of another training: remove it",
                   options_.checkpoint,
                   0,
                   {}};
    }
  }

  void read_checkpoint() {
    torch::NoGradGuard no_grad;
    torch::serialize::InputArchive archive;
    archive.load_from(options_.checkpoint);
    Tensor weights, bias, state;
    archive.read("weights", weights);
    archive.read("bias", bias);
    archive.read("state", state);
    TORCH_CHECK(weights.sizes() == weights_.sizes() && bias.sizes() == bias_.sizes() && state.numel() == 5);
    weights_.copy_(weights);
    bias_.copy_(bias);
    const double* values = state.data_ptr<double>();
    epoch_ = static_cast<int>(values[0]);
    done_ = values[1] != 0;
    last_loss_ = values[2];
    best_f1_ = values[3];
    best_epoch_ = static_cast<int>(values[4]);
    if (done_) return;
    torch::serialize::InputArchive optimizer;
    archive.read("optimizer", optimizer);
    optimizer_.load(optimizer);
  }

  LinearFit result() const {
    const auto copy = [](const Tensor& tensor) {
      const Tensor cpu = tensor.detach().cpu().contiguous();
      return std::vector<float>(cpu.data_ptr<float>(), cpu.data_ptr<float>() + cpu.numel());
    };
    return {copy(weights_), copy(bias_), epoch_};
  }

  const LinearFitOptions& options_;
  torch::Device device_;
  FixedMatrix matrix_;
  SparseMatrix held_out_;
  Tensor labels_, row_weights_, known_, held_out_labels_, held_out_known_;
  bool exclusive_;
  Tensor weights_, bias_;
  torch::optim::LBFGS optimizer_;
  int epoch_ = 0, best_epoch_ = 0;
  double last_loss_ = 0, best_f1_ = -1;
  bool done_ = false;
};

}  // namespace

Result<LinearFit> fit_linear(const LinearProblem& problem, const LinearFitOptions& options,
                             const std::function<bool(const EpochReport&)>& report) {
  if (options.device != "cpu" && options.device != "cuda") {
    return Error{ErrorCode::kUsage, "unknown device \"" + options.device + "\": use cpu or cuda", {}, 0, {}};
  }
  if (options.device == "cuda" && !torch::cuda::is_available()) {
    return Error{ErrorCode::kUsage,
                 "device cuda was asked for, but this LibTorch finds no CUDA device: use --device cpu",
                 {},
                 0,
                 {}};
  }
  try {
    at::set_num_threads(1);
    Fit fit(problem, options);
    return fit.run(report);
  } catch (const c10::Error& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what_without_backtrace(), {}, 0, {}};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
}

std::vector<float> linear_scores(const SparseMatrix& features, const LinearFit& fit) {
  const std::size_t topics = fit.bias.size();
  std::vector<float> scores(features.rows() * topics);
  multiply(features, fit.weights.data(), topics, scores.data());
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += fit.bias[i % topics];
  return scores;
}

}  // namespace bearing
