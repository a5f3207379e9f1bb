// Errors as values: what went wrong, where, and what to do about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace bearing {

/// What kind of failure an Error is. The executables map kinds to exit codes.
enum class ErrorCode {
  kUsage,         ///< The caller asked for something that makes no sense.
  kInvalidData,   ///< A corpus, document or scheme is not what it should be.
  kInvalidModel,  ///< A model file is damaged, of another version, or no model.
  kIo,            ///< The operating system refused to read or write.
  kInterrupted,   ///< The user asked to stop.
  kInternal,      ///< A fault of Bearing itself.
};

/// A failure. `message` says what was expected, what was found and what to do; the place stands beside it.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string source;                   ///< File name, "-" for standard input, or empty.
  std::uint64_t line = 0;               ///< 1-based; 0 when lines make no sense.
  std::optional<std::uint64_t> offset;  ///< Bytes from the start of `source`.

  /// "source:line: message", with only the parts that are known.
  std::string to_string() const;
};

[[noreturn]] void fail_bad_result_access();

/// Either a value or an Error. Not thread-safe, like any value.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// The value. Checked: calling these on an error ends the program.
  T& value() & { return require(), *std::get_if<0>(&state_); }
  const T& value() const& { return require(), *std::get_if<0>(&state_); }
  T&& value() && { return require(), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// The error. Checked: calling it on a value ends the program.
  const Error& error() const {
    if (ok()) fail_bad_result_access();
    return *std::get_if<1>(&state_);
  }

 private:
  void require() const {
    if (!ok()) fail_bad_result_access();
  }
  std::variant<T, Error> state_;
};

struct Unit {};

/// Success without a value, or an Error.
using Status = Result<Unit>;

inline Status success() { return Unit{}; }

}  // namespace bearing
