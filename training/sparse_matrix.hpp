// Rows of (column, value): how a corpus of feature vectors is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bearing {

/// Compressed sparse rows.
struct SparseMatrix {
  std::size_t columns = 0;
  std::vector<std::uint64_t> starts = {0};  ///< [rows + 1]
  std::vector<std::uint32_t> column;
  std::vector<float> value;

  std::size_t rows() const { return starts.size() - 1; }
  void add(std::uint32_t at, float x) {
    column.push_back(at);
    value.push_back(x);
  }
  void end_row() { starts.push_back(column.size()); }
  /// A whole row.
  void add_dense(std::span<const double> values) {
    for (std::uint32_t i = 0; i < values.size(); ++i) add(i, static_cast<float>(values[i]));
    end_row();
  }
};

/// The rows named, in that order.
SparseMatrix select_rows(const SparseMatrix& matrix, std::span<const std::uint32_t> rows);

/// Rows become columns; entries keep the order of their old rows.
SparseMatrix transpose(const SparseMatrix& matrix);

/// out[row, :] = sum over entries of value * dense[column, :], for row-major [columns, width] `dense` and
/// [rows, width] `out`. Each row of `out` is summed in the order of its entries, whatever else happens: same
/// input, same bits.
void multiply(const SparseMatrix& matrix, const float* dense, std::size_t width, float* out);

}  // namespace bearing
