#include "corpus/json_text.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/utf8.hpp"

namespace bearing {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The code unit of "\uXXXX" at `at`, or -1.
int code_unit(std::string_view text, std::size_t at) {
  if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = hex_value(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/// Appends the character of the "\uXXXX" (or surrogate pair of them) at `at`; returns the bytes used, 0 if
/// malformed.
std::size_t append_unicode_escape(std::string_view text, std::size_t at, std::string& out,
                                  std::size_t& replaced) {
  const int first = code_unit(text, at);
  if (first < 0) return 0;
  if (first < 0xD800 || first > 0xDFFF) return append_utf8(static_cast<char32_t>(first), out), 6;
  const int second = first <= 0xDBFF ? code_unit(text, at + 6) : -1;
  if (second >= 0xDC00 && second <= 0xDFFF) {
    append_utf8(static_cast<char32_t>(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)), out);
    return 12;
  }
  append_utf8(0xFFFD, out);
  ++replaced;
  return 6;
}

char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

/// A checker of JSON syntax that keeps its stack on the heap, so that depth is a limit and not a crash.
class SyntaxChecker {
 public:
  explicit SyntaxChecker(std::string_view text) : text_(text) {}

  bool one_value() {
    do {
      skip_space();
      if (!begin_value()) return false;
      if (!end_values()) return false;
    } while (!open_.empty());
    skip_space();
    return at_ == text_.size();
  }

 private:
  void skip_space() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }
  bool take(char c) { return at_ < text_.size() && text_[at_] == c ? (++at_, true) : false; }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  /// A scalar or empty container as a whole, or the opening of a container up to its first value.
  bool begin_value() {
    while (at_ < text_.size() && (text_[at_] == '{' || text_[at_] == '[')) {
      const bool object = text_[at_++] == '{';
      skip_space();
      if (take(object ? '}' : ']')) return true;
      if (open_.size() == kJsonMaxDepth) return false;
      open_.push_back(object);
      if (object && !key()) return false;
    }
    if (at_ == text_.size()) return false;
    if (text_[at_] == '"') return string();
    return take("true") || take("false") || take("null") || number();
  }

  /// After a value: closes what ends here, or moves to where the next value begins.
  bool end_values() {
    while (!open_.empty()) {
      skip_space();
      const bool object = open_.back();
      if (take(',')) {
        skip_space();
        return !object || key();
      }
      if (!take(object ? '}' : ']')) return false;
      open_.pop_back();
    }
    return true;
  }

  bool key() {
    if (!string()) return false;
    skip_space();
    if (!take(':')) return false;
    skip_space();
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return false;
      if (text_[at_] == '\\') {
        const bool unicode = code_unit(text_, at_) >= 0;
        if (!unicode && (at_ + 1 >= text_.size() || simple_escape(text_[at_ + 1]) == '\0')) return false;
        at_ += unicode ? 6 : 2;
      } else {
        ++at_;
      }
    }
    return take('"');
  }

  bool digits() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > start;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<bool> open_;  ///< Containers around the current place: true for an object.
};

}  // namespace

bool append_json_unescaped(std::string_view literal, std::string& out, std::size_t& replaced) {
  if (literal.size() < 2 || literal.front() != '"' || literal.back() != '"') return false;
  const std::string_view text = literal.substr(1, literal.size() - 2);
  for (std::size_t at = 0; at < text.size();) {
    // memchr is vectorised at run time, and most of any text holds no escapes.
    const void* found = std::memchr(text.data() + at, '\\', text.size() - at);
    const std::size_t end =
        found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : text.size();
    out.append(text, at, end - at);
    at = end;
    if (at == text.size()) break;
    if (at + 1 == text.size()) return false;
    if (const char plain = simple_escape(text[at + 1])) {
      out += plain;
      at += 2;
      continue;
    }
    const std::size_t used = append_unicode_escape(text, at, out, replaced);
    if (used == 0) return false;
    at += used;
  }
  return true;
}

bool is_json_value(std::string_view text) { return SyntaxChecker(text).one_value(); }

bool parse_strings(std::string_view json, std::vector<std::string>& out) {
  const auto skip_space = [&] { json.remove_prefix(std::min(json.find_first_not_of(kSpace), json.size())); };
  const auto take = [&](char c) { return json.starts_with(c) ? (json.remove_prefix(1), true) : false; };
  std::size_t count = 0, replaced = 0;
  const auto take_string = [&] {
    if (!json.starts_with('"')) return false;
    std::size_t end = 1;
    while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
    if (end >= json.size()) return false;
    if (count == out.size()) out.emplace_back();
    out[count].clear();
    if (!append_json_unescaped(json.substr(0, end + 1), out[count], replaced)) return false;
    json.remove_prefix(end + 1);
    ++count;
    skip_space();
    return true;
  };
  skip_space();
  bool sound = true;
  if (take('[')) {
    skip_space();
    if (!take(']')) {
      do {
        skip_space();
        sound = take_string();
      } while (sound && take(','));
      sound = sound && take(']');
    }
    skip_space();
  } else {
    sound = take_string();
  }
  out.resize(count);
  return sound && json.empty();
}

std::string json_value_as_cell(std::string_view raw) {
  std::string text;
  std::size_t replaced = 0;
  if (raw.starts_with('"') && append_json_unescaped(raw, text, replaced)) return text;
  return std::string(raw);
}

}  // namespace bearing
