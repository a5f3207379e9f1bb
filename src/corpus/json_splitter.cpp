#include "corpus/json_splitter.hpp"

#include <algorithm>

#include "corpus/json_text.hpp"

namespace bearing {
namespace {

constexpr const char* kCutArray = "the JSON array is cut off: its end is missing";
constexpr const char* kNeverClosed = "not valid JSON: an object or array is never closed";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Of a string's end, a backslash or a line feed. find_first_of() takes several times as long.
std::size_t next_mark(std::string_view window, std::size_t at) {
  for (; at < window.size(); ++at) {
    const char c = window[at];
    if (c == '"' || c == '\\' || c == '\n') return at;
  }
  return std::string_view::npos;
}

}  // namespace

bool JsonSplitter::next(Element& element) {
  consume(delivered_);
  delivered_ = 0;
  if (!fault_.empty() || done_ || !advance_to_element()) return false;
  element = {{}, line_, nullptr};
  element_column_ = column_;
  const std::size_t size = element_size(element.fault);
  if (!fault_.empty()) return false;
  if (too_long_ && element.fault == nullptr) {
    element.fault = "the array element is longer than the limit for one record";
    delivered_ = size;
    return true;
  }
  if (element.fault != nullptr) {
    at_element_ = resync();
    return true;
  }
  element.text = input_.window().substr(0, size);
  delivered_ = size;
  return true;
}

void JsonSplitter::consume(std::size_t count) {
  const std::string_view gone = input_.window().substr(0, count);
  const std::size_t last = gone.rfind('\n');
  column_ = last == std::string_view::npos ? column_ + gone.size() : gone.size() - last - 1;
  if (last != std::string_view::npos)
    line_ += static_cast<std::uint64_t>(std::count(gone.begin(), gone.end(), '\n'));
  input_.consume(count);
}

/// The next character that isn't white space, or 0 at the end of the stream.
char JsonSplitter::peek() {
  for (;;) {
    const std::size_t at = input_.window().find_first_not_of(" \t\r\n");
    consume(std::min(at, input_.window().size()));
    if (at != std::string_view::npos) return input_.window()[0];
    if (!input_.fill()) return '\0';
  }
}

bool JsonSplitter::fail(const char* what) {
  fault_ = what;
  return false;
}

bool JsonSplitter::advance_to_element() {
  if (at_element_) {
    at_element_ = false;
    return true;
  }
  const char c = peek();
  if (kind_ == Kind::kArray) return advance_in_array();
  if (c == '\0') done_ = true;
  return !done_;
}

bool JsonSplitter::advance_in_array() {
  char c = peek();
  if (c == '\0') return fail(kCutArray);
  if (!begun_) {
    if (c != '[') return fail("expected a JSON array");
  } else if (c != ',' && c != ']') {
    return fail("expected a comma or the end of the JSON array");
  }
  const bool first = !begun_;
  begun_ = true;
  if (c != ']') {
    consume(1);
    c = peek();
    if (c == '\0') return fail(kCutArray);
    if (c == ',' || (c == ']' && !first)) return fail("a comma stands where an element should be");
    if (c != ']') return true;
  }
  consume(1);
  done_ = true;
  if (peek() != '\0' || !input_.window().empty()) return fail("more text follows the JSON array");
  return false;
}

/// Moves behind the string that begins at `at`; a line feed can't be part of one.
const char* JsonSplitter::take_string(std::size_t& at) {
  ++at;
  for (;;) {
    const std::size_t mark = next_mark(input_.window(), at);
    if (mark == std::string_view::npos || mark + 1 >= input_.window().size()) {
      const std::size_t seen = std::min(mark, input_.window().size());
      if (mark != std::string_view::npos && input_.window()[mark] == '"') return at = mark + 1, nullptr;
      at = seen;
      if (at > max_bytes_ && kind_ == Kind::kArray) {
        too_long_ = true;
        consume(at);
        at = 0;
      }
      if (at > max_bytes_ || !input_.fill()) return kNeverClosed;
      continue;
    }
    if (input_.window()[mark] == '\n') return "not valid JSON: a string is never closed";
    at = mark + 1;
    if (input_.window()[mark] == '"') return nullptr;
    ++at;  // what a backslash stands before
  }
}

/// Follows a character outside strings: where a value can't begin or a container can't end, the element is
/// broken.
const char* JsonSplitter::take_mark(char c) {
  constexpr const char* kMisplaced =
      "not valid JSON: a comma, colon, bracket or value is missing or misplaced";
  const bool object = !open_.empty() && open_.back();
  if (c == '{' || c == '[' || c == '"') {
    const bool key = object && c == '"' && (last_ == '{' || last_ == ',');
    const bool value = object ? last_ == ':' : last_ == '\0' || last_ == '[' || last_ == ',';
    if (!key && !value) return kMisplaced;
    if (c == '"') return nullptr;
    if (open_.size() == kJsonMaxDepth) return "not valid JSON: nested too deep";
    open_.push_back(c == '{');
  } else if (c == '}' || c == ']') {
    if (open_.empty() || object != (c == '}')) return kMisplaced;
    open_.pop_back();
  }
  last_ = c == '{' || c == '[' || c == ',' || c == ':' ? c : 'v';
  return nullptr;
}

/// Bytes of the element at the start of the window.
std::size_t JsonSplitter::element_size(const char*& fault) {
  open_.clear();
  too_long_ = false;
  last_ = '\0';
  for (std::size_t at = 0;; ++at) {
    if (at > max_bytes_ && kind_ == Kind::kArray) {
      too_long_ = true;
      consume(at);
      at = 0;
    }
    if (at > max_bytes_) {
      fault = "the JSON object is longer than the limit for one record";
      return 0;
    }
    if (at == input_.window().size() && !input_.fill()) {
      if (kind_ == Kind::kArray || input_.error()) return fail(kCutArray), 0;
      fault = kNeverClosed;
      return 0;
    }
    const char c = input_.window()[at];
    if (is_space(c)) continue;
    if (open_.empty() && (at > 0 || too_long_) && kind_ == Kind::kArray && (c == ',' || c == ']')) return at;
    if (at == 0 && kind_ == Kind::kObjects && c != '{') fault = "expected a JSON object";
    if (fault == nullptr) fault = take_mark(c);
    if (fault != nullptr) return 0;
    if (c == '"') {
      if ((fault = take_string(at)) != nullptr) {
        if (at >= input_.window().size() && at <= max_bytes_ && (kind_ == Kind::kArray || input_.error()))
          fail(kCutArray);
        return 0;
      }
      --at;
      last_ = 'v';
    }
    if (open_.empty() && (c == '}' || c == ']')) return at + 1;
  }
}

/// Goes to the next line that begins as the broken element did. False at the end of the stream.
bool JsonSplitter::resync() {
  for (;;) {
    const std::size_t end = input_.window().find('\n');
    if (end == std::string_view::npos) {
      consume(input_.window().size());
      if (input_.fill()) continue;
      done_ = true;
      return false;
    }
    consume(end + 1);
    while (input_.window().size() <= element_column_ && input_.fill()) {
    }
    const std::string_view window = input_.window();
    if (window.find_first_not_of(" \t") == element_column_ && window[element_column_] == '{') {
      consume(element_column_);
      return true;
    }
  }
}

}  // namespace bearing
