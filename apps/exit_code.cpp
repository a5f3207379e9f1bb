#include "apps/exit_code.hpp"

#include <csignal>
#include <cstdio>

namespace bearing {

int exit_code(const Error& error) {
  switch (error.code) {
    case ErrorCode::kUsage:
      return kExitUsage;
    case ErrorCode::kInvalidData:
    case ErrorCode::kInvalidModel:
      return kExitInvalid;
    case ErrorCode::kInterrupted:
      return kExitSignalBase + SIGINT;
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      break;
  }
  return kExitFailed;
}

int report(const Error& error) {
  std::fprintf(stderr, "bearing: %s\n", error.to_string().c_str());
  return exit_code(error);
}

}  // namespace bearing
