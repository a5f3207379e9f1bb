// Reads tensors whose values must make sense; the first that doesn't sticks. Internal to src/model.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "feature/vocabulary.hpp"
#include "model/bfloat16.hpp"
#include "model/tensor_file.hpp"

namespace bearing {

/// Views of a file's tensors, checked. After a failure every further read gives an empty view.
class TensorReader {
 public:
  /// No number in a model is larger: no trained model comes near, and every score stays finite.
  static constexpr float kLargest = 1e6F;
  static constexpr double kLargestDouble = 1e12;

  /// `file` must outlive the reader; `source` is the name that errors bear.
  TensorReader(const TensorFile& file, std::string source) : file_(file), source_(std::move(source)) {}

  /// Typed elements; an extent of 0 in `shape` stands for any.
  template <class T>
  std::span<const T> read(const std::string& name, Dtype dtype, const std::vector<std::uint64_t>& shape) {
    if (error_) return {};
    auto values = file_.values<T>(name, dtype, shape);
    if (values) return *values;
    error_ = values.error();
    return {};
  }

  std::span<const float> floats(const std::string& name, const std::vector<std::uint64_t>& shape) {
    const auto values = read<float>(name, Dtype::kF32, shape);
    for (const float value : values) {
      if (!(std::abs(value) <= kLargest)) fail_value(name);
    }
    return values;
  }

  /// Copied out, with more room than weights have.
  std::vector<double> doubles(const std::string& name, std::uint64_t count) {
    const auto values = read<double>(name, Dtype::kF64, {count});
    for (const double value : values) {
      if (!(std::abs(value) <= kLargestDouble)) fail_value(name);
    }
    return {values.begin(), values.end()};
  }

  /// bfloat16.
  std::span<const std::uint16_t> halves(const std::string& name, const std::vector<std::uint64_t>& shape) {
    const auto values = read<std::uint16_t>(name, Dtype::kBF16, shape);
    // Without their sign, these bits are ordered like the numbers, with infinity and NaN on top.
    std::uint16_t largest = 0;
    for (const std::uint16_t value : values) largest = std::max<std::uint16_t>(largest, value & 0x7FFFU);
    if (largest > to_bfloat16(kLargest)) fail_value(name);
    return values;
  }

  /// The pair of tensors `prefix`.buckets and `prefix`.tags.
  VocabularyView vocabulary(const std::string& prefix) {
    const auto buckets = read<std::uint32_t>(prefix + ".buckets", Dtype::kU32, {0});
    const auto tags = read<std::uint32_t>(prefix + ".tags", Dtype::kU32, {0});
    const VocabularyView view(buckets, tags);
    if (!error_ && !view.valid())
      fail("tensors " + prefix + ".buckets and " + prefix + ".tags don't fit together");
    return error_ ? VocabularyView() : view;
  }

  void fail_value(const std::string& name) {
    fail("tensor " + name + " holds a value that is no number or out of range");
  }
  void fail(std::string message) {
    if (!error_) error_ = Error{ErrorCode::kInvalidModel, std::move(message), source_, 0, {}};
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const TensorFile& file_;
  std::string source_;
  std::optional<Error> error_;
};

}  // namespace bearing
