#pragma once

#include <cstdint>

namespace bearing {

inline constexpr std::uint32_t kFavor = 0, kAgainst = 1, kNeutral = 2, kUnrelated = 3;

}  // namespace bearing
