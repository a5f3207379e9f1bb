// Who may ask: keys that requests carry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

/// Keys, any of which opens the door. Immutable and thread-safe.
class ApiKeys {
 public:
  static constexpr std::size_t kShortest = 16;  ///< Characters.

  ApiKeys() = default;
  explicit ApiKeys(std::vector<std::string> keys) : keys_(std::move(keys)) {}

  /// One key a line; blank lines and those that begin with '#' are left out. Errors: kIo; kInvalidData for a
  /// key of fewer than kShortest characters, or a file without any.
  static Result<ApiKeys> read(const std::string& path);

  bool empty() const { return keys_.empty(); }
  /// Whether `given` is one of the keys. Takes as long for a wrong key as for a right one of that length.
  bool admit(std::string_view given) const;
  /// The same for the value of a header "Authorization: Bearer KEY".
  bool admit_authorization(std::string_view value) const;

 private:
  std::vector<std::string> keys_;
};

}  // namespace bearing
