// Other spellings, on the level of bytes, of what a reader sees as the same text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bearing {

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// NFD of the letters that the tests' Vietnamese texts use.
inline std::string decomposed(std::string text) {
  static const std::vector<std::pair<const char*, const char*>> kLetters = {
      {"ề", "e\u0302\u0300"}, {"ế", "e\u0302\u0301"}, {"ệ", "e\u0323\u0302"}, {"ể", "e\u0302\u0309"},
      {"ê", "e\u0302"},       {"ấ", "a\u0302\u0301"}, {"ầ", "a\u0302\u0300"}, {"ậ", "a\u0323\u0302"},
      {"ẩ", "a\u0302\u0309"}, {"â", "a\u0302"},       {"ắ", "a\u0306\u0301"}, {"ă", "a\u0306"},
      {"á", "a\u0301"},       {"à", "a\u0300"},       {"ả", "a\u0309"},       {"ạ", "a\u0323"},
      {"ã", "a\u0303"},       {"ố", "o\u0302\u0301"}, {"ồ", "o\u0302\u0300"}, {"ộ", "o\u0323\u0302"},
      {"ỗ", "o\u0302\u0303"}, {"ổ", "o\u0302\u0309"}, {"ô", "o\u0302"},       {"ớ", "o\u031B\u0301"},
      {"ợ", "o\u031B\u0323"}, {"ờ", "o\u031B\u0300"}, {"ở", "o\u031B\u0309"}, {"ơ", "o\u031B"},
      {"ó", "o\u0301"},       {"ò", "o\u0300"},       {"ọ", "o\u0323"},       {"õ", "o\u0303"},
      {"ứ", "u\u031B\u0301"}, {"ữ", "u\u031B\u0303"}, {"ự", "u\u031B\u0323"}, {"ừ", "u\u031B\u0300"},
      {"ử", "u\u031B\u0309"}, {"ư", "u\u031B"},       {"ú", "u\u0301"},       {"ũ", "u\u0303"},
      {"ụ", "u\u0323"},       {"ù", "u\u0300"},       {"ủ", "u\u0309"},       {"í", "i\u0301"},
      {"ì", "i\u0300"},       {"ị", "i\u0323"},       {"é", "e\u0301"},       {"è", "e\u0300"},
      {"ý", "y\u0301"},       {"Á", "A\u0301"}};
  for (const auto& [composed, parts] : kLetters) text = replaced(std::move(text), composed, parts);
  return text;
}

/// Named variants of a text that must all be labelled alike. The text should have spaces and line feeds in
/// it.
inline std::vector<std::pair<std::string, std::string>> invisible_variants(const std::string& text) {
  return {{"NFD", decomposed(text)},
          {"CRLF", replaced(text, "\n", "\r\n")},
          {"CR", replaced(text, "\n", "\r")},
          {"line separator", replaced(text, "\n", "\u2028")},
          {"trailing newline", text + "\n"},
          {"many trailing newlines", text + " \n\n \n\n\n"},
          {"leading white space", "\n  \t" + text},
          {"byte order mark", "\uFEFF" + text},
          {"double spaces", replaced(text, " ", "  ")},
          {"tabs", replaced(text, " ", "\t")},
          {"no-break spaces", replaced(text, " ", "\u00A0")},
          {"spaces at line ends", replaced(text, "\n", "  \n")},
          {"soft hyphens", replaced(text, "an", "a\u00ADn")},
          {"zero-width spaces", replaced(text, "an", "a\u200Bn")},
          {"zero-width joiners", replaced(text, "an", "a\u200Dn")},
          {"direction marks", replaced(text, " ", " \u200E")},
          {"controls", replaced(text, " ", " \x01")}};
}

}  // namespace bearing
