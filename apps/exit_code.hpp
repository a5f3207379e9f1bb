// The one mapping from errors to exit codes and messages.
#pragma once

#include "bearing/result.hpp"

namespace bearing {

inline constexpr int kExitDone = 0, kExitFailed = 1, kExitUsage = 2, kExitInvalid = 3, kExitSignalBase = 128;

/// 1 failed, 2 wrong usage, 3 invalid data or model, 130 interrupted.
int exit_code(const Error& error);

/// Writes "bearing: <error>" to standard error and returns its exit code.
int report(const Error& error);

}  // namespace bearing
