// The forms of word after word, fast. Internal to src/text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bearing {

/// Where the forms of a word stand in the string that was given to start(). `shadow` equals `folded` when the
/// forms are the same.
struct FormPlaces {
  std::uint32_t folded, folded_size;
  std::uint32_t shadow, shadow_size;
};

/// Writes append_folded() and append_shadow() of words into one string. ASCII words are folded in registers;
/// other short words are remembered, since a language has few thousand frequent ones. What is remembered
/// never changes a result.
class WordForms {
 public:
  /// Begins a new string of forms. `forms` is scratch until finish() is called.
  void start(std::string& forms);

  /// Adds the forms of text[begin, end), a word of normalised text.
  FormPlaces add(std::string_view text, std::size_t begin, std::size_t end);

  /// Cuts the string to what was added.
  void finish();

 private:
  static constexpr std::size_t kShort = 16;  ///< Bytes of a word that fits into registers.
  static constexpr std::size_t kSlots = 4096;
  using Key = std::array<std::uint64_t, 2>;

  struct alignas(64) Remembered {
    Key key{};
    std::uint8_t folded_size = 0, shadow_size = 0;  ///< shadow_size 0: the same as folded.
    std::array<char, 24> folded;
    std::array<char, 22> shadow;
  };

  static Key load(std::string_view text, std::size_t begin, std::size_t size);
  FormPlaces add_ascii(Key key, std::size_t size);
  FormPlaces add_remembered(const Remembered& entry);
  FormPlaces add_new(std::string_view word, Remembered* slot);
  char* room(std::size_t size);

  std::string* forms_ = nullptr;
  std::size_t used_ = 0;
  std::string folded_, shadow_;
  std::vector<Remembered> remembered_;
};

}  // namespace bearing
