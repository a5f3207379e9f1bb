#include "training/sparse_matrix.hpp"

#include <algorithm>

namespace bearing {
namespace {

// A width known to the compiler makes the inner loop vector code without a remainder.
template <std::size_t kWidth>
void multiply_fixed(const SparseMatrix& matrix, const float* dense, float* out) {
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    float sums[kWidth] = {};
    for (std::uint64_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i) {
      const float* from = dense + std::size_t{matrix.column[i]} * kWidth;
      const float x = matrix.value[i];
      for (std::size_t k = 0; k < kWidth; ++k) sums[k] += x * from[k];
    }
    std::copy_n(sums, kWidth, out + row * kWidth);
  }
}

void multiply_any(const SparseMatrix& matrix, const float* dense, std::size_t width, float* out) {
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    float* to = out + row * width;
    std::fill_n(to, width, 0.0F);
    for (std::uint64_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i) {
      const float* from = dense + std::size_t{matrix.column[i]} * width;
      const float x = matrix.value[i];
      for (std::size_t k = 0; k < width; ++k) to[k] += x * from[k];
    }
  }
}

}  // namespace

SparseMatrix select_rows(const SparseMatrix& matrix, std::span<const std::uint32_t> rows) {
  SparseMatrix out;
  out.columns = matrix.columns;
  for (const std::uint32_t row : rows) {
    for (std::uint64_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i)
      out.add(matrix.column[i], matrix.value[i]);
    out.end_row();
  }
  return out;
}

SparseMatrix transpose(const SparseMatrix& matrix) {
  SparseMatrix out;
  out.columns = matrix.rows();
  out.starts.assign(matrix.columns + 1, 0);
  for (const std::uint32_t column : matrix.column) ++out.starts[column + 1];
  for (std::size_t i = 0; i < matrix.columns; ++i) out.starts[i + 1] += out.starts[i];
  out.column.resize(matrix.column.size());
  out.value.resize(matrix.value.size());
  std::vector<std::uint64_t> next(out.starts.begin(), out.starts.end() - 1);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::uint64_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i) {
      const std::uint64_t to = next[matrix.column[i]]++;
      out.column[to] = static_cast<std::uint32_t>(row);
      out.value[to] = matrix.value[i];
    }
  }
  return out;
}

void multiply(const SparseMatrix& matrix, const float* dense, std::size_t width, float* out) {
  switch (width) {
    case 1:
      return multiply_fixed<1>(matrix, dense, out);
    case 2:
      return multiply_fixed<2>(matrix, dense, out);
    case 4:
      return multiply_fixed<4>(matrix, dense, out);
    case 8:
      return multiply_fixed<8>(matrix, dense, out);
    case 12:
      return multiply_fixed<12>(matrix, dense, out);
    case 16:
      return multiply_fixed<16>(matrix, dense, out);
    case 20:
      return multiply_fixed<20>(matrix, dense, out);
    default:
      return multiply_any(matrix, dense, width, out);
  }
}

}  // namespace bearing
