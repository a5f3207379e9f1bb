// Random texts for property tests of src/text: always the same for the same seed.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>

#include "text/utf8.hpp"

namespace bearing {

class RandomText {
 public:
  explicit RandomText(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  /// `length` characters, each from `alphabet`.
  std::string of(std::u32string_view alphabet, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) utf8::append(alphabet[below(alphabet.size())], text);
    return text;
  }

  /// Any code point but surrogates; half of them below U+3000, where most rules live.
  char32_t code_point() {
    const auto c = static_cast<char32_t>(below(2) == 0 ? below(0x3000) : below(0x110000));
    return c >= 0xD800 && c < 0xE000 ? U'\uFFFD' : c;
  }

  std::string unicode(std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) utf8::append(code_point(), text);
    return text;
  }

  std::string bytes(std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text.push_back(static_cast<char>(below(256)));
    return text;
  }

 private:
  std::mt19937 random_;  // Specified to the bit, unlike the distributions of the standard library.
};

}  // namespace bearing
