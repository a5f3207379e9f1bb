// Sums of scaled rows of weights. Every element is multiplied, rounded and added by itself, in the order of
// the calls: the same bits on every machine, however wide its vectors are.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/bfloat16.hpp"

namespace bearing {

/// Rows that these functions sum whole end at a multiple of this.
inline constexpr std::size_t kLanes = 4;

constexpr std::size_t whole_lanes(std::size_t columns) { return (columns + kLanes - 1) / kLanes * kLanes; }

/// sums += scale * row, for `columns` that are a multiple of kLanes.
inline void add_scaled_lanes(const float* __restrict row, float scale, std::size_t columns,
                             float* __restrict sums) {
  for (std::size_t i = 0; i < columns; i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) sums[i + j] += scale * row[i + j];
  }
}

/// The same for a row of bfloat16.
inline void add_scaled_lanes(const std::uint16_t* __restrict row, float scale, std::size_t columns,
                             float* __restrict sums) {
  for (std::size_t i = 0; i < columns; i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) sums[i + j] += scale * from_bfloat16(row[i + j]);
  }
}

/// sums += scale * (a_scale * a + b_scale * b), of rows of bfloat16.
inline void add_scaled_lanes(const std::uint16_t* __restrict a, float a_scale,
                             const std::uint16_t* __restrict b, float b_scale, float scale,
                             std::size_t columns, float* __restrict sums) {
  for (std::size_t i = 0; i < columns; i += kLanes) {
    for (std::size_t j = i; j < i + kLanes; ++j)
      sums[j] += scale * (a_scale * from_bfloat16(a[j]) + b_scale * from_bfloat16(b[j]));
  }
}

/// The same for any number of columns.
inline void add_scaled(const std::uint16_t* __restrict row, float scale, std::size_t columns,
                       float* __restrict sums) {
  for (std::size_t i = 0; i < columns; ++i) sums[i] += scale * from_bfloat16(row[i]);
}

}  // namespace bearing
