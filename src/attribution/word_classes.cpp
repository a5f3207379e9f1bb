#include "attribution/word_classes.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "attribution/word_lists_english.hpp"
#include "attribution/word_lists_vietnamese.hpp"
#include "text/fold.hpp"

namespace bearing {
namespace {

/// Calls `use` with each piece of `text` between separators.
template <typename Use>
void for_each_piece(std::string_view text, char separator, Use use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) use(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

const WordClasses& WordClasses::english() {
  static const WordClasses classes(english::kLists);
  return classes;
}

const WordClasses& WordClasses::vietnamese() {
  static const WordClasses classes(vietnamese::kLists);
  return classes;
}

WordClasses::WordClasses(std::span<const WordList> lists) {
  std::size_t words = 0;
  for (const WordList& list : lists) {
    words += 1 + static_cast<std::size_t>(
                     std::ranges::count_if(list.words, [](char c) { return c == ' ' || c == '_'; }));
  }
  slots_.resize(std::bit_ceil(words * 2));
  mask_ = slots_.size() - 1;
  for (const WordList& list : lists) {
    for_each_piece(list.words, ' ', [&](std::string_view phrase) { add(phrase, list.word_class); });
  }
}

void WordClasses::add(std::string_view phrase, std::uint32_t classes) {
  std::uint64_t key = 0;
  Entry* entry = nullptr;
  for_each_piece(phrase, '_', [&](std::string_view word) {
    std::string folded;
    append_folded(word, folded);
    if (entry != nullptr) entry->classes |= kContinues;
    key = chain(key, word_hash(folded));
    entry = &slot(key);
    entry->tag = tag_of(key);
  });
  if (entry != nullptr) entry->classes |= classes;
}

WordClasses::Entry& WordClasses::slot(std::uint64_t key) {
  std::size_t at = key & mask_;
  while (slots_[at].tag != 0 && slots_[at].tag != tag_of(key)) at = (at + 1) & mask_;
  return slots_[at];
}

}  // namespace bearing
