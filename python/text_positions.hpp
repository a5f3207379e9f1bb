// Python's strings and Bearing's bytes: conversions, and byte positions as positions in a string.
#pragma once

#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/document.hpp"

namespace bearing::python {

/// The string in UTF-8. Surrogates that stand alone, which UTF-8 doesn't know, become three bad bytes each;
/// the labeler replaces those and warns. Throws py::error_already_set (TypeError) for what is no string.
std::string bytes_of(const pybind11::object& text);

/// The reverse; other bad bytes become U+FFFD.
pybind11::str string_of(std::string_view bytes);

/// Where the bytes of a document's title and text stand in them as Python's strings.
class FieldPositions {
 public:
  /// Borrowed for the object's life.
  FieldPositions(std::string_view title, std::string_view text) : title_(title), text_(text) {}

  /// The range in characters.
  ByteRange characters(ByteRange range, bool in_title) const;

 private:
  std::string_view title_, text_;
  // Characters before every 256th byte of the text; made when first asked for.
  mutable std::vector<std::size_t> before_;
};

}  // namespace bearing::python
