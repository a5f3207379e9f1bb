#include "corpus/text_limit.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.hpp"

namespace bearing {
namespace {

constexpr std::size_t kLongestMark = 9;  // "</script" and what ends the name

bool starts_with_name(std::string_view rest, std::string_view name) {
  if (rest.size() < name.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = rest[i];
    if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != name[i]) return false;
  }
  return true;
}

bool ends_name(char c) { return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What ends the script, style or comment at the start of `rest`; empty where there is none.
std::string_view end_of_unwanted(std::string_view rest) {
  if (rest.starts_with("<!--")) return "-->";
  for (const auto& [begin, end] : {std::pair{"<script", "</script"}, std::pair{"<style", "</style"}}) {
    const std::size_t size = std::string_view(begin).size();
    if (starts_with_name(rest, begin) && rest.size() > size && ends_name(rest[size])) return end;
  }
  return {};
}

}  // namespace

bool cut_text(std::string& text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return false;
  std::size_t end = max_bytes;
  const bool utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  if (utf16) end &= ~std::size_t{1};
  // A character has three trailing bytes at most; more of them are no UTF-8.
  while (!utf16 && end > 0 && max_bytes - end < 4 && (text[end] & 0xC0) == 0x80) --end;
  if (!utf16 && (text[end] & 0xC0) == 0x80) end = max_bytes;
  text.resize(end);
  return true;
}

void LimitedText::add(std::string_view piece) {
  if (cut_) return;
  if (stripping_) return add_stripped(piece);
  if (text_.size() + piece.size() <= max_bytes_) {
    text_.append(piece);
  } else if (html_) {
    stripping_ = true;
    const std::string before = std::exchange(text_, {});
    add_stripped(before);
    add_stripped(piece);
  } else {
    keep(piece);
  }
}

void LimitedText::keep(std::string_view part) {
  // A little more than the limit, so that finish() sees where the last character ends.
  const std::size_t room = max_bytes_ + 4 - std::min(text_.size(), max_bytes_ + 4);
  text_.append(part.substr(0, room));
  cut_ = cut_ || text_.size() > max_bytes_;
}

void LimitedText::add_stripped(std::string_view piece) {
  std::string joined;
  if (!pending_.empty()) {
    joined = std::exchange(pending_, {});
    joined.append(piece);
    piece = joined;
  }
  while (!piece.empty() && !cut_) {
    const std::size_t done = skip_to_.empty() ? text_part(piece) : skipped_part(piece);
    piece.remove_prefix(done);
    if (done == 0) break;
  }
  pending_ = piece.substr(0, kLongestMark);
}

/// Keeps text up to the next script, style or comment; returns the bytes used, 0 where more must be seen.
std::size_t LimitedText::text_part(std::string_view rest) {
  const std::size_t at = rest.find('<');
  if (at != 0) {
    const std::size_t end = std::min(at, rest.size());
    keep(rest.substr(0, end));
    return end;
  }
  if (rest.size() < kLongestMark) return 0;
  skip_to_ = end_of_unwanted(rest);
  if (!skip_to_.empty()) return 4;
  keep(rest.substr(0, 1));
  return 1;
}

std::size_t LimitedText::skipped_part(std::string_view rest) {
  const std::size_t at = rest.find(skip_to_[0]);
  if (at != 0) return std::min(at, rest.size());
  if (rest.size() < skip_to_.size()) return 0;
  if (!starts_with_name(rest, skip_to_)) return 1;
  const std::size_t size = skip_to_.size();
  skip_to_ = skip_to_.starts_with('<') ? ">" : "";  // an end tag goes on to its bracket
  return size;
}

bool LimitedText::finish() {
  if (stripping_ && skip_to_.empty()) keep(pending_);
  return cut_text(text_, max_bytes_) || cut_;
}

}  // namespace bearing
