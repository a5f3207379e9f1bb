#include "text/html_writer.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace bearing {
namespace {

constexpr std::size_t kLongestEntity = 40;  // "&CounterClockwiseContourIntegral;" has 33 bytes.

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

bool is_entity_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '#';
}

struct Step {
  std::size_t decoded, source;  // Bytes consumed; both 0 when the two can't be reconciled.
};

// A character reference and what it became. References without semicolon end where the rest fits again.
Step match_reference(std::string_view decoded, std::string_view source) {
  std::size_t end = 1;
  while (end < source.size() && end < kLongestEntity && is_entity_byte(source[end])) ++end;
  const std::size_t longest = end < source.size() && source[end] == ';' ? end + 1 : end;
  const auto fits = [&](std::size_t d, std::size_t s) {
    if (d >= decoded.size() || s >= source.size()) return d >= decoded.size() && s >= source.size();
    return decoded[d] == source[s] || source[s] == '&' || source[s] == '<' || source[s] == '\r';
  };
  for (std::size_t s = longest; s >= 3; --s) {
    std::size_t d = 0;
    for (int points = 0; points < 2 && d < decoded.size(); ++points) {
      d += utf8::decode(decoded, d).size;
      if (fits(d, s)) return {d, s};
    }
  }
  return {0, 0};
}

Step match(std::string_view decoded, std::string_view source) {
  if (source[0] == '&') {
    const Step reference = match_reference(decoded, source);
    if (reference.source > 0 && (decoded[0] != '&' || source.starts_with("&amp") ||
                                 source.starts_with("&AMP") || source.starts_with("&#")))
      return reference;
  }
  if (decoded[0] == source[0]) return {1, 1};
  if (source[0] == '\r')
    return {decoded[0] == '\n' ? std::size_t{1} : 0,
            source.size() > 1 && source[1] == '\n' ? std::size_t{2} : 1};
  if (source[0] == '<') {  // A tag or comment that the parser dropped.
    const bool comment = source.starts_with("<!--");
    const std::size_t end = source.find(comment ? "-->" : ">");
    if (end != std::string_view::npos) return {0, end + (comment ? 3 : 1)};
  }
  return {0, 0};
}

}  // namespace

void HtmlWriter::break_line(std::size_t lines) { breaks_ = std::max(breaks_, lines); }

void HtmlWriter::add_line_end() { breaks_ = std::min<std::size_t>(breaks_ + 1, 2); }

void HtmlWriter::flush(std::size_t source_at) {
  if (text_.empty()) {
    // Nothing to set apart from.
  } else if (breaks_ > 0) {
    text_.append(breaks_, '\n');
    origin_.append_change(source_at, 0, breaks_);
  } else if (space_) {
    text_.push_back(' ');
    origin_.append_change(source_at, 0, 1);
  }
  breaks_ = 0;
  space_ = false;
}

void HtmlWriter::add_piece(std::string_view piece, std::size_t source_begin, std::size_t source_size,
                           bool copy, bool keep_lines) {
  for (std::size_t at = 0; at < piece.size();) {
    if (is_space(piece[at])) {
      if (keep_lines && piece[at] == '\n') {
        add_line_end();
      } else {
        space_ = true;
      }
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < piece.size() && !is_space(piece[end])) ++end;
    // Single spaces between words stay what they are: a paragraph without entities is one run.
    while (end + 1 < piece.size() && piece[end] == ' ' && !is_space(piece[end + 1])) {
      ++end;
      while (end < piece.size() && !is_space(piece[end])) ++end;
    }
    flush(source_begin + (copy ? at : 0));
    text_.append(piece.substr(at, end - at));
    if (copy) {
      origin_.append_copy(source_begin + at, end - at);
    } else {
      origin_.append_change(source_begin, source_size, end - at);
    }
    at = end;
  }
}

void HtmlWriter::add_text(std::string_view decoded, std::string_view source, std::size_t source_begin,
                          bool keep_lines) {
  if (decoded == source) {
    add_piece(decoded, source_begin, source.size(), true, keep_lines);
    return;
  }
  std::size_t d = 0, s = 0, copied = 0;  // Bytes [d - copied, d) equal the source's [s - copied, s).
  const auto flush_copied = [&] {
    add_piece(decoded.substr(d - copied, copied), source_begin + s - copied, copied, true, keep_lines);
    copied = 0;
  };
  while (d < decoded.size() && s < source.size()) {
    const Step step = match(decoded.substr(d), source.substr(s));
    if (step.decoded == 0 && step.source == 0) break;
    if (step.decoded == 1 && step.source == 1 && decoded[d] == source[s]) {
      ++d;
      ++s;
      ++copied;
      continue;
    }
    flush_copied();
    if (step.decoded > 0)
      add_piece(decoded.substr(d, step.decoded), source_begin + s, step.source, false, keep_lines);
    d += step.decoded;
    s += step.source;
  }
  flush_copied();
  if (d < decoded.size())
    add_piece(decoded.substr(d), source_begin + s, source.size() - s, false, keep_lines);
}

}  // namespace bearing
