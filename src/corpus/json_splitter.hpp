// JSON values one after another, without looking at what they hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/buffered_input.hpp"

namespace bearing {

/// Finds the elements of one top-level array, or objects that follow one another, over as many lines as they
/// like. Not a check of syntax (that is the record parser's business, element by element), but it sees where
/// an element can't go on, so that one that is never closed doesn't swallow the others: reading goes on at
/// the next line on which an object begins in the column in which the broken one began. Not thread-safe.
class JsonSplitter {
 public:
  /// `input` must outlive the splitter; `line` is the number of its next line.
  JsonSplitter(BufferedInput& input, std::size_t max_bytes, bool array, std::uint64_t line = 1)
      : input_(input), max_bytes_(max_bytes), line_(line), kind_(array ? Kind::kArray : Kind::kObjects) {}

  struct Element {
    std::string_view text;  ///< Valid until the next call; followed by BufferedInput::kSlack readable bytes.
    std::uint64_t line = 0;
    const char* fault = nullptr;  ///< Why it could not be read to its end, or is too long; `text` is empty.
  };

  /// False at the end, or when the stream can't be followed any further: fault() then says why.
  bool next(Element& element);

  const std::string& fault() const { return fault_; }
  std::uint64_t line() const { return line_; }

 private:
  enum class Kind { kArray, kObjects };

  void consume(std::size_t count);
  char peek();
  bool fail(const char* what);
  bool advance_to_element();
  bool advance_in_array();
  std::size_t element_size(const char*& fault);
  const char* take_string(std::size_t& at);
  const char* take_mark(char c);
  bool resync();

  BufferedInput& input_;
  std::size_t max_bytes_;
  std::size_t delivered_ = 0;
  std::uint64_t line_;
  std::size_t column_ = 0, element_column_ = 0;  ///< Bytes since the last line feed.
  Kind kind_;
  bool too_long_ = false;  ///< The element at hand; of an array, it is passed over to its end.
  bool begun_ = false, done_ = false, at_element_ = false;
  std::vector<bool> open_;  ///< Containers around the current place: true for an object.
  char last_ = '\0';        ///< The significant character before it; 'v' within a number or word.
  std::string fault_;
};

}  // namespace bearing
