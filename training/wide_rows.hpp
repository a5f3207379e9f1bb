// Sparse rows made of parts that many rows share: the text of ten pairs is kept once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "training/sparse_matrix.hpp"

namespace bearing {

/// One part of every row. `matrix` is borrowed.
struct WideBlock {
  const SparseMatrix* matrix = nullptr;
  std::vector<std::uint32_t> row;  ///< [rows] which row of the matrix each row holds; kAbsent: none.
  std::size_t first_column = 0;    ///< Where the matrix's columns begin among those of the whole.
  /// [rows] or empty: how many copies of the matrix's columns to move on. A block of (text, target) features
  /// is the text's matrix, shifted by the number of the target.
  std::vector<std::uint32_t> copy;
  float scale = 1;

  static constexpr std::uint32_t kAbsent = 0xFFFFFFFF;
};

struct WideRows {
  std::size_t columns = 0;
  std::vector<WideBlock> blocks;

  /// visit(column, value) for each entry of a row, in the order of the blocks.
  template <class Visit>
  void for_each(std::uint32_t row, Visit visit) const {
    for (const WideBlock& block : blocks) {
      const std::uint32_t at = block.row[row];
      if (at == WideBlock::kAbsent) continue;
      const SparseMatrix& m = *block.matrix;
      const std::size_t first =
          block.first_column + (block.copy.empty() ? 0 : std::size_t{block.copy[row]} * m.columns);
      for (std::uint64_t i = m.starts[at]; i < m.starts[at + 1]; ++i)
        visit(first + m.column[i], block.scale * m.value[i]);
    }
  }
};

/// out[i, :] = sum over the entries of rows[i] of value * dense[column, :], for row-major [columns, width]
/// `dense` and [rows.size(), width] `out`. Summed in the order of the entries: same input, same bits.
void wide_product(const WideRows& matrix, std::span<const std::uint32_t> rows, const float* dense,
                  std::size_t width, float* out);

/// The gradient of wide_product for `dense`: gradient[column, :] += value * upstream[i, :]. Only columns that
/// occur in the rows are written to.
void wide_gradient(const WideRows& matrix, std::span<const std::uint32_t> rows, const float* upstream,
                   std::size_t width, float* gradient);

}  // namespace bearing
