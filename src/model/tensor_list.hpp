// Collects the tensors of a model file. Internal to src/model.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/bfloat16.hpp"
#include "model/tensor_file.hpp"

namespace bearing {

inline std::vector<std::uint16_t> halved(const std::vector<float>& values) {
  std::vector<std::uint16_t> out;
  out.reserve(values.size());
  for (const float value : values) out.push_back(to_bfloat16(value));
  return out;
}

/// Collects the tensors of a file.
class TensorList {
 public:
  template <class T>
  void add(const std::string& name, Dtype dtype, std::vector<std::uint64_t> shape,
           const std::vector<T>& values) {
    tensors_.push_back(make_tensor<T>(name, dtype, std::move(shape), values));
  }
  void add_floats(const std::string& name, std::vector<std::uint64_t> shape,
                  const std::vector<float>& values) {
    add(name, Dtype::kF32, std::move(shape), values);
  }
  void add_halved(const std::string& name, std::vector<std::uint64_t> shape,
                  const std::vector<float>& values) {
    add(name, Dtype::kBF16, std::move(shape), halved(values));
  }
  /// All tensors of another file. Errors: what reading them gives.
  Status add_all(const TensorFile& file) {
    for (const std::string& name : file.names()) {
      const auto view = file.tensor(name);
      if (!view) return view.error();
      tensors_.push_back({name, view->dtype, view->shape, {view->bytes.begin(), view->bytes.end()}});
    }
    return success();
  }
  const std::vector<TensorData>& get() const { return tensors_; }

 private:
  std::vector<TensorData> tensors_;
};

}  // namespace bearing
