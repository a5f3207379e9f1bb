#include "training/wide_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::Pair;

SparseMatrix two_rows() {
  SparseMatrix m;
  m.columns = 3;
  m.add(0, 1.0F);
  m.add(2, -2.0F);
  m.end_row();
  m.add(1, 0.5F);
  m.end_row();
  return m;
}

// Three rows: of both blocks, shifted to the second copy, of the first block alone.
WideRows three_rows(const SparseMatrix& m) {
  WideRows rows;
  rows.columns = 9;
  rows.blocks.push_back({&m, {0, 1, 0}, 0, {}, 1.0F});
  rows.blocks.push_back({&m, {0, 1, WideBlock::kAbsent}, 3, {0, 1, 0}, 2.0F});
  return rows;
}

TEST(WideRows, VisitsBlocksInOrder) {
  const SparseMatrix m = two_rows();
  const WideRows rows = three_rows(m);
  std::vector<std::vector<std::pair<std::size_t, float>>> visited(3);
  for (std::uint32_t r = 0; r < 3; ++r)
    rows.for_each(r, [&](std::size_t column, float value) { visited[r].emplace_back(column, value); });
  EXPECT_THAT(visited[0], ElementsAre(Pair(0, 1.0F), Pair(2, -2.0F), Pair(3, 2.0F), Pair(5, -4.0F)));
  EXPECT_THAT(visited[1], ElementsAre(Pair(1, 0.5F), Pair(7, 1.0F)));
  EXPECT_THAT(visited[2], ElementsAre(Pair(0, 1.0F), Pair(2, -2.0F)));
}

// Sum of upstream * product, as a function of the dense matrix.
double projected(const WideRows& rows, std::span<const std::uint32_t> which, const std::vector<float>& dense,
                 std::size_t width, const std::vector<float>& upstream) {
  std::vector<float> out(which.size() * width);
  wide_product(rows, which, dense.data(), width, out.data());
  double sum = 0;
  for (std::size_t i = 0; i < out.size(); ++i)
    sum += static_cast<double>(out[i]) * static_cast<double>(upstream[i]);
  return sum;
}

TEST(WideRows, GradientAgreesWithFiniteDifferences) {
  const SparseMatrix m = two_rows();
  const WideRows rows = three_rows(m);
  const std::vector<std::uint32_t> which = {2, 1, 0, 1};
  for (const std::size_t width : {1u, 2u, 3u, 4u, 5u}) {
    std::vector<float> dense(rows.columns * width), upstream(which.size() * width), gradient(dense.size());
    for (std::size_t i = 0; i < dense.size(); ++i) dense[i] = drawn(i, width);
    for (std::size_t i = 0; i < upstream.size(); ++i) upstream[i] = drawn(i, 100 + width);
    wide_gradient(rows, which, upstream.data(), width, gradient.data());
    for (std::size_t i = 0; i < dense.size(); ++i) {
      constexpr float kStep = 0.125F;
      auto above = dense, below = dense;
      above[i] += kStep;
      below[i] -= kStep;
      const double slope =
          (projected(rows, which, above, width, upstream) - projected(rows, which, below, width, upstream)) /
          (2 * static_cast<double>(kStep));
      EXPECT_THAT(gradient[i], FloatNear(static_cast<float>(slope), 1e-4F)) << width << " " << i;
    }
  }
}

}  // namespace
}  // namespace bearing
