// The kernels of dual coordinate descent, registered with LibTorch as operators of the library "bearing".
//
// They are fused: one walk over a row's entries scores all outputs of a block, one more updates them, and no
// gradient is ever stored. LibTorch's own sparse gradients (EmbeddingBag with a sparse optimizer) write,
// sort and add up every row's gradient, which costs many times the work itself.
//
// Rows: starts int64 [rows + 1]; columns int32 [entries], each below the rows of `weights` less one; values
// float [entries]; norms float [rows], the squared norm, that of the constant feature included; row_weights
// float [rows], below 1e-9 a row teaches nothing; bias, the value of the constant feature.
// A block of outputs: signs int8 [rows, width], 1 has the label, -1 has not, 0 unknown or a filler; strengths
// float [width], above 0; duals float [rows, width], never negative; weights float [columns + 1, width], the
// last row is that of the constant feature.
// All contiguous, on the CPU; from_blob() over somebody else's memory will do. Blocks may be worked on by
// several threads, each block by one. The operators throw c10::Error for tensors that don't fit together.
//
// bearing::dual_pass(rows..., order, bias, block...) visits each row of `order` (int32) once, in that order.
// Returns double [2, width]: per output the largest projected gradient met (0 at the minimum), and the sum of
// row_weight * squared hinge loss as it was before each visit. Each output's arithmetic is the same whatever
// the block's width: same bits.
// bearing::dual_forget takes what the rows in `order` taught out of the weights, exactly but for rounding,
// and sets their duals to 0.
// bearing::dual_scores gives float [order, width]: the scores of the rows in `order`.
#pragma once

#include <cstdint>

namespace bearing {

inline constexpr std::int64_t kMaxDualWidth = 32;

/// The width of a block with room for `outputs` outputs: 4, or a multiple of 8, so that a row of weights
/// touches as few cache lines as it can.
std::int64_t dual_width(std::int64_t outputs);

}  // namespace bearing
