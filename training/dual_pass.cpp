#include "training/dual_pass.hpp"

#include <ATen/ATen.h>
#include <torch/library.h>

#include <algorithm>
#include <cstdint>

namespace bearing {
namespace {

using at::Tensor;

// Vectors of several outputs: the compiler's own, which it lowers to what the processor has.
using Four = float __attribute__((vector_size(16)));
using Eight = float __attribute__((vector_size(32)));

#define BEARING_INLINE inline __attribute__((always_inline))

// How many entries ahead the weights are asked for: enough to hide a trip to memory behind the work on those
// between.
constexpr std::int64_t kAhead = 32;

// Rows that weigh less teach nothing: their duals could hold no number of use.
constexpr float kLeastWeight = 1e-9F;

// Bare pointers into the tensors of a call.
struct View {
  const std::int64_t* starts = nullptr;
  const std::int32_t* columns = nullptr;
  const float* values = nullptr;
  const float* norms = nullptr;
  const float* row_weights = nullptr;
  float bias = 0;
  const std::int8_t* signs = nullptr;
  const float* strengths = nullptr;
  float* duals = nullptr;
  float* weights = nullptr;
  float* constant = nullptr;  // The last row of the weights.
  const std::int32_t* order = nullptr;
  std::int64_t count = 0;    // Rows in `order`.
  double* result = nullptr;  // [2, width] of a pass.
  float* scores = nullptr;   // [count, width]
};

// kCount vectors: the outputs of a block.
template <class V, int kCount>
struct Kernel {
  static constexpr std::int64_t kLanes = sizeof(V) / sizeof(float);
  static constexpr std::int64_t kWidth = kLanes * kCount;

  // By reference: wide vectors have no agreed way to be returned without the processor's wide registers.
  static BEARING_INLINE void load(V& to, const float* from) { __builtin_memcpy(&to, from, sizeof(V)); }
  static BEARING_INLINE void store(float* to, const V& from) { __builtin_memcpy(to, &from, sizeof(V)); }

  static BEARING_INLINE void prefetch_weights(const View& view, std::int64_t entry) {
    const float* row = view.weights + view.columns[entry] * kWidth;
    for (std::int64_t k = 0; k < kWidth; k += 16) __builtin_prefetch(row + k, 1);
  }

  // Asks for the place of the row after next, and the first entries of the next.
  static BEARING_INLINE void prefetch_entries(const View& view, std::int64_t r) {
    if (r + 2 < view.count) __builtin_prefetch(view.starts + view.order[r + 2]);
    if (r + 1 >= view.count) return;
    const std::int64_t row = view.order[r + 1], at = view.starts[row];
    __builtin_prefetch(view.columns + at);
    __builtin_prefetch(view.columns + at + 16);
    __builtin_prefetch(view.values + at);
    __builtin_prefetch(view.values + at + 16);
    __builtin_prefetch(view.duals + row * kWidth, 1);
    __builtin_prefetch(view.signs + row * kWidth);
  }

  static BEARING_INLINE void prefetch_first_weights(const View& view, std::int64_t r) {
    if (r + 1 >= view.count) return;
    const std::int64_t row = view.order[r + 1], begin = view.starts[row];
    const std::int64_t end = std::min(view.starts[row + 1], begin + kAhead);
    for (std::int64_t e = begin; e < end; ++e) prefetch_weights(view, e);
  }

  static BEARING_INLINE void add_up(const View& view, std::int64_t e, V (&sums)[kCount]) {
    const float* row = view.weights + view.columns[e] * kWidth;
    const float x = view.values[e];
    for (int i = 0; i < kCount; ++i) {
      V w;
      load(w, row + i * kLanes);
      sums[i] += x * w;
    }
  }

  static BEARING_INLINE void score(const View& view, std::int64_t row, V (&sums)[kCount]) {
    for (int i = 0; i < kCount; ++i) {
      load(sums[i], view.constant + i * kLanes);
      sums[i] *= view.bias;
    }
    const std::int64_t end = view.starts[row + 1];
    std::int64_t e = view.starts[row];
    for (; e < end - kAhead; ++e) {
      prefetch_weights(view, e + kAhead);
      add_up(view, e, sums);
    }
    for (; e < end; ++e) add_up(view, e, sums);
  }

  static BEARING_INLINE void add(float* to, float x, const V (&steps)[kCount]) {
    for (int i = 0; i < kCount; ++i) {
      V w;
      load(w, to + i * kLanes);
      w += x * steps[i];
      store(to + i * kLanes, w);
    }
  }

  static BEARING_INLINE void update(const View& view, std::int64_t row, const V (&steps)[kCount]) {
    for (std::int64_t e = view.starts[row]; e < view.starts[row + 1]; ++e)
      add(view.weights + view.columns[e] * kWidth, view.values[e], steps);
    add(view.constant, view.bias, steps);
  }

  static BEARING_INLINE void load_signs(const View& view, std::int64_t row, V (&signs)[kCount]) {
    float wide[kWidth];
    for (std::int64_t k = 0; k < kWidth; ++k) wide[k] = static_cast<float>(view.signs[row * kWidth + k]);
    for (int i = 0; i < kCount; ++i) load(signs[i], wide + i * kLanes);
  }

  static BEARING_INLINE bool any(const V (&values)[kCount]) {
    bool found = false;
    for (int i = 0; i < kCount; ++i) {
      for (std::int64_t k = 0; k < kLanes; ++k) found |= values[i][k] != 0;
    }
    return found;
  }

  // The minimum of the dual in one row's coordinates, one an output (Hsieh et al. 2008, algorithm 1, L2
  // loss). `steps` gets what the weights move by, as a multiple of the row.
  static BEARING_INLINE void solve(const View& view, std::int64_t row, const V (&scores)[kCount],
                                   V (&steps)[kCount], V (&violations)[kCount], double* losses) {
    const float weight = view.row_weights[row], norm = view.norms[row];
    V signs[kCount];
    load_signs(view, row, signs);
    for (int i = 0; i < kCount; ++i) {
      const V zero = {}, &sign = signs[i], known = sign * sign;
      V strength, dual;
      load(strength, view.strengths + i * kLanes);
      load(dual, view.duals + row * kWidth + i * kLanes);
      const V diagonal = 0.5F / (strength * weight);
      const V margin = sign * scores[i] - 1.0F;
      const V gradient = margin + dual * diagonal;
      V next = dual - gradient / (norm + diagonal);
      next = (next > zero ? next : zero) * known;
      steps[i] = (next - dual) * sign;
      store(view.duals + row * kWidth + i * kLanes, next);
      // A dual that is 0 can't go below: only a pull upwards violates anything.
      const V pull = (dual > zero ? gradient : (gradient < zero ? gradient : zero)) * known;
      const V size = pull > zero ? pull : -pull;
      violations[i] = size > violations[i] ? size : violations[i];
      const V miss = (margin < zero ? margin : zero) * known;
      for (std::int64_t k = 0; k < kLanes; ++k)
        losses[i * kLanes + k] += static_cast<double>(weight * miss[k] * miss[k]);
    }
  }

  static BEARING_INLINE void pass(const View& view) {
    V violations[kCount] = {};
    double losses[kWidth] = {};
    for (std::int64_t r = 0; r < view.count; ++r) {
      const std::int64_t row = view.order[r];
      prefetch_entries(view, r);
      if (!(view.row_weights[row] >= kLeastWeight)) continue;
      V scores[kCount], steps[kCount];
      score(view, row, scores);
      prefetch_first_weights(view, r);
      solve(view, row, scores, steps, violations, losses);
      if (any(steps)) update(view, row, steps);
    }
    for (std::int64_t k = 0; k < kWidth; ++k) {
      view.result[k] = static_cast<double>(violations[k / kLanes][k % kLanes]);
      view.result[kWidth + k] = losses[k];
    }
  }

  static BEARING_INLINE void forget(const View& view) {
    for (std::int64_t r = 0; r < view.count; ++r) {
      const std::int64_t row = view.order[r];
      V signs[kCount], steps[kCount];
      load_signs(view, row, signs);
      for (int i = 0; i < kCount; ++i) {
        const V zero = {};
        V dual;
        load(dual, view.duals + row * kWidth + i * kLanes);
        steps[i] = -dual * signs[i];
        store(view.duals + row * kWidth + i * kLanes, zero);
      }
      if (any(steps)) update(view, row, steps);
    }
  }

  static BEARING_INLINE void scores(const View& view) {
    for (std::int64_t r = 0; r < view.count; ++r) {
      V sums[kCount];
      score(view, view.order[r], sums);
      for (int i = 0; i < kCount; ++i) store(view.scores + r * kWidth + i * kLanes, sums[i]);
    }
  }
};

enum class Task { kPass, kForget, kScores };

template <class K, Task kTask>
BEARING_INLINE void run(const View& given) {
  const View view =
      given;  // In registers: what is stored to might be `given` for all that the compiler knows.
  if constexpr (kTask == Task::kPass) K::pass(view);
  if constexpr (kTask == Task::kForget) K::forget(view);
  if constexpr (kTask == Task::kScores) K::scores(view);
}

using Run = void (*)(const View&);

template <class K, Task kTask>
void run_anywhere(const View& view) {
  run<K, kTask>(view);
}

// The same instructions twice as wide. Without fused multiply-add, so that every processor rounds alike.
#if defined(__x86_64__)
template <class K, Task kTask>
__attribute__((target("avx2"))) void run_avx2(const View& view) {
  run<K, kTask>(view);
}
bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}
template <class K, Task kTask>
Run choose() {
  return has_avx2() ? run_avx2<K, kTask> : run_anywhere<K, kTask>;
}
#else
template <class K, Task kTask>
Run choose() {
  return run_anywhere<K, kTask>;
}
#endif

template <Task kTask>
Run kernel_of(std::int64_t width) {
  switch (width) {
    case 4:
      return choose<Kernel<Four, 1>, kTask>();
    case 8:
      return choose<Kernel<Eight, 1>, kTask>();
    case 16:
      return choose<Kernel<Eight, 2>, kTask>();
    case 24:
      return choose<Kernel<Eight, 3>, kTask>();
    case 32:
      return choose<Kernel<Eight, 4>, kTask>();
    default:
      TORCH_CHECK(false, "a block of ", width, " outputs");
  }
}

const Tensor& checked(const Tensor& tensor, at::ScalarType type, at::IntArrayRef shape, const char* name) {
  TORCH_CHECK(tensor.scalar_type() == type && tensor.sizes() == shape && tensor.is_contiguous(), name,
              " must be contiguous ", type, " of shape ", shape, ", not ", tensor.scalar_type(), " of shape ",
              tensor.sizes());
  return tensor;
}

View view_of_entries(const Tensor& starts, const Tensor& columns, const Tensor& values, const Tensor& order,
                     double bias, const Tensor& weights) {
  TORCH_CHECK(weights.dim() == 2 && starts.dim() == 1 && starts.size(0) > 0 && weights.size(0) > 0);
  View view;
  view.starts = checked(starts, at::kLong, {starts.size(0)}, "starts").data_ptr<std::int64_t>();
  view.columns = checked(columns, at::kInt, {columns.size(0)}, "columns").data_ptr<std::int32_t>();
  view.values = checked(values, at::kFloat, {columns.size(0)}, "values").data_ptr<float>();
  view.order = checked(order, at::kInt, {order.size(0)}, "order").data_ptr<std::int32_t>();
  view.count = order.size(0);
  view.bias = static_cast<float>(bias);
  view.weights = checked(weights, at::kFloat, weights.sizes(), "weights").data_ptr<float>();
  view.constant = view.weights + (weights.size(0) - 1) * weights.size(1);
  for (std::int64_t i = 0; i < view.count; ++i) {
    TORCH_CHECK(view.order[i] >= 0 && view.order[i] < starts.size(0) - 1, "no row ", view.order[i]);
  }
  return view;
}

void add_duals(const Tensor& signs, Tensor& duals, std::int64_t rows, std::int64_t width, View& view) {
  view.signs = checked(signs, at::kChar, {rows, width}, "signs").data_ptr<std::int8_t>();
  view.duals = checked(duals, at::kFloat, {rows, width}, "duals").data_ptr<float>();
}

Tensor pass_kernel(const Tensor& starts, const Tensor& columns, const Tensor& values, const Tensor& norms,
                   const Tensor& row_weights, const Tensor& order, double bias, const Tensor& signs,
                   const Tensor& strengths, Tensor duals, Tensor weights) {
  View view = view_of_entries(starts, columns, values, order, bias, weights);
  const std::int64_t rows = starts.size(0) - 1, width = weights.size(1);
  add_duals(signs, duals, rows, width, view);
  view.norms = checked(norms, at::kFloat, {rows}, "norms").data_ptr<float>();
  view.row_weights = checked(row_weights, at::kFloat, {rows}, "row_weights").data_ptr<float>();
  view.strengths = checked(strengths, at::kFloat, {width}, "strengths").data_ptr<float>();
  Tensor result = at::empty({2, width}, at::kDouble);
  view.result = result.data_ptr<double>();
  kernel_of<Task::kPass>(width)(view);
  return result;
}

void forget_kernel(const Tensor& starts, const Tensor& columns, const Tensor& values, const Tensor& order,
                   double bias, const Tensor& signs, Tensor duals, Tensor weights) {
  View view = view_of_entries(starts, columns, values, order, bias, weights);
  add_duals(signs, duals, starts.size(0) - 1, weights.size(1), view);
  kernel_of<Task::kForget>(weights.size(1))(view);
}

Tensor scores_kernel(const Tensor& starts, const Tensor& columns, const Tensor& values, const Tensor& order,
                     double bias, const Tensor& weights) {
  View view = view_of_entries(starts, columns, values, order, bias, weights);
  Tensor scores = at::empty({order.size(0), weights.size(1)}, at::kFloat);
  view.scores = scores.data_ptr<float>();
  kernel_of<Task::kScores>(weights.size(1))(view);
  return scores;
}

TORCH_LIBRARY(bearing, m) {
  m.def(
      "dual_pass(Tensor starts, Tensor columns, Tensor values, Tensor norms, Tensor row_weights, Tensor "
      "order, "
      "float bias, Tensor signs, Tensor strengths, Tensor(a!) duals, Tensor(b!) weights) -> Tensor");
  m.def(
      "dual_forget(Tensor starts, Tensor columns, Tensor values, Tensor order, float bias, Tensor signs, "
      "Tensor(a!) duals, Tensor(b!) weights) -> ()");
  m.def(
      "dual_scores(Tensor starts, Tensor columns, Tensor values, Tensor order, float bias, Tensor weights) "
      "-> "
      "Tensor");
}

TORCH_LIBRARY_IMPL(bearing, CPU, m) {
  m.impl("dual_pass", pass_kernel);
  m.impl("dual_forget", forget_kernel);
  m.impl("dual_scores", scores_kernel);
}

}  // namespace

std::int64_t dual_width(std::int64_t outputs) { return outputs <= 4 ? 4 : (outputs + 7) / 8 * 8; }

}  // namespace bearing
