#include "training/sparse_matrix.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bearing {
namespace {

struct DensePair {
  SparseMatrix sparse;
  std::vector<float> dense;  // [rows, columns]
};

// Some rows and some columns stay empty.
DensePair random_matrix(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  DensePair out;
  out.sparse.columns = columns;
  out.dense.assign(rows * columns, 0.0F);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c + 1 < columns && r % 4 != 3; ++c) {
      if (random() % 3 != 0) continue;
      const float value = static_cast<float>(random() % 1000) / 250 - 2;
      out.sparse.add(static_cast<std::uint32_t>(c), value);
      out.dense[r * columns + c] = value;
    }
    out.sparse.end_row();
  }
  return out;
}

std::vector<float> densified(const SparseMatrix& m) {
  std::vector<float> out(m.rows() * m.columns, 0.0F);
  for (std::size_t r = 0; r < m.rows(); ++r) {
    for (std::uint64_t i = m.starts[r]; i < m.starts[r + 1]; ++i)
      out[r * m.columns + m.column[i]] = m.value[i];
  }
  return out;
}

TEST(SparseMatrix, MultipliesLikeADenseOneForEveryWidth) {
  for (const std::size_t width : {1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 16, 17, 20, 24, 33}) {
    const DensePair m = random_matrix(9, 14, static_cast<unsigned>(width));
    const std::vector<float> right = random_matrix(14, width, 99).dense;
    std::vector<float> out(9 * width, 777.0F);  // Must be overwritten, also in empty rows.
    multiply(m.sparse, right.data(), width, out.data());
    for (std::size_t r = 0; r < 9; ++r) {
      for (std::size_t k = 0; k < width; ++k) {
        double expected = 0;
        for (std::size_t c = 0; c < 14; ++c)
          expected += double{m.dense[r * 14 + c]} * double{right[c * width + k]};
        ASSERT_NEAR(out[r * width + k], expected, 1e-4) << width;
      }
    }
  }
}

TEST(SparseMatrix, TransposesLikeADenseOne) {
  const DensePair m = random_matrix(11, 6, 3);
  const SparseMatrix turned = transpose(m.sparse);
  EXPECT_EQ(turned.rows(), 6u);
  EXPECT_EQ(turned.columns, 11u);
  const auto dense = densified(turned);
  for (std::size_t r = 0; r < 11; ++r) {
    for (std::size_t c = 0; c < 6; ++c) EXPECT_EQ(dense[c * 11 + r], m.dense[r * 6 + c]);
  }
  const SparseMatrix back = transpose(turned);
  EXPECT_EQ(back.starts, m.sparse.starts);
  EXPECT_EQ(back.column, m.sparse.column);
  EXPECT_EQ(back.value, m.sparse.value);
}

TEST(SparseMatrix, SelectsRowsInTheOrderAsked) {
  const DensePair m = random_matrix(5, 4, 8);
  const std::vector<std::uint32_t> rows = {4, 0, 3, 4};
  const SparseMatrix some = select_rows(m.sparse, rows);
  ASSERT_EQ(some.rows(), 4u);
  EXPECT_EQ(some.columns, 4u);
  const auto dense = densified(some);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t c = 0; c < 4; ++c) EXPECT_EQ(dense[i * 4 + c], m.dense[rows[i] * 4 + c]);
  }
}

TEST(SparseMatrix, MayBeEmpty) {
  SparseMatrix none;
  none.columns = 3;
  EXPECT_EQ(none.rows(), 0u);
  EXPECT_EQ(transpose(none).rows(), 3u);
  EXPECT_EQ(select_rows(none, {}).rows(), 0u);
  multiply(none, nullptr, 12, nullptr);
}

}  // namespace
}  // namespace bearing
