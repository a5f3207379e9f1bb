#include "training/wide_rows.hpp"

#include <algorithm>
#include <type_traits>

namespace bearing {
namespace {

// Calls `use` with the width as a constant where it is small: the loops over classes then unroll.
template <class Use>
void with_width(std::size_t width, Use use) {
  switch (width) {
    case 2:
      return use(std::integral_constant<std::size_t, 2>());
    case 3:
      return use(std::integral_constant<std::size_t, 3>());
    case 4:
      return use(std::integral_constant<std::size_t, 4>());
    default:
      return use(width);
  }
}

}  // namespace

void wide_product(const WideRows& matrix, std::span<const std::uint32_t> rows, const float* dense,
                  std::size_t width, float* out) {
  std::fill_n(out, rows.size() * width, 0.0F);
  with_width(width, [&](auto k) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      float* to = out + i * k;
      matrix.for_each(rows[i], [&](std::size_t column, float value) {
        const float* from = dense + column * k;
        for (std::size_t c = 0; c < k; ++c) to[c] += value * from[c];
      });
    }
  });
}

void wide_gradient(const WideRows& matrix, std::span<const std::uint32_t> rows, const float* upstream,
                   std::size_t width, float* gradient) {
  with_width(width, [&](auto k) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const float* from = upstream + i * k;
      matrix.for_each(rows[i], [&](std::size_t column, float value) {
        float* to = gradient + column * k;
        for (std::size_t c = 0; c < k; ++c) to[c] += value * from[c];
      });
    }
  });
}

}  // namespace bearing
