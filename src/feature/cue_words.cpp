#include "feature/cue_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/hash.hpp"
#include "feature/cue_tables.hpp"
#include "text/fold.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kCueSeed = 31, kStemSeed = 32;
constexpr std::size_t kLongestStemmed = 40;  // Bytes; what is longer is no English word.

struct Suffix {
  std::string_view ending;
  std::size_t least;  // Bytes that must be left.
};
// Longer endings first: the first that fits is taken.
constexpr Suffix kSuffixes[] = {{"ations", 3}, {"ation", 3}, {"ingly", 3}, {"edly", 3}, {"ings", 3},
                                {"ing", 3},    {"ies", 2},   {"ied", 2},   {"ers", 3},  {"ed", 3},
                                {"es", 3},     {"er", 3},    {"ly", 3},    {"s", 2}};

bool is_english(std::string_view word) {
  return word.size() <= kLongestStemmed &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; });
}

// Enough to see that "deny", "denies" and "denied" are one; not a linguist's stemmer.
std::string_view stem(std::string_view word) {
  if (word.size() > 3 && word.ends_with("'s")) word.remove_suffix(2);
  for (const Suffix& suffix : kSuffixes) {
    if (word.ends_with(suffix.ending) && word.size() >= suffix.ending.size() + suffix.least &&
        !word.ends_with("ss")) {
      word.remove_suffix(suffix.ending.size());
      break;
    }
  }
  if (word.size() > 4 && word.back() == word[word.size() - 2]) word.remove_suffix(1);
  if (word.size() > 3 && (word.back() == 'e' || word.back() == 'y' || word.back() == 'i')) {
    word.remove_suffix(1);
  }
  return word;
}

template <class Visit>
void for_each_part(std::string_view list, char separator, Visit visit) {
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(separator, begin), list.size());
    visit(list.substr(begin, end - begin));
    begin = end + 1;
  }
}

// All tables in the form in which they are searched; made once.
class CueIndex {
 public:
  static const CueIndex& get() {
    static const CueIndex index;
    return index;
  }

  struct Entry {
    std::uint32_t cues = 0;
    bool continues = false;  // Whether longer phrases begin with this one.
  };

  const Entry* find(std::uint64_t phrase) const {
    const auto found = phrases_.find(phrase);
    return found == phrases_.end() ? nullptr : &found->second;
  }
  std::uint32_t of_stem(std::uint64_t stem) const {
    const auto found = stems_.find(stem);
    return found == stems_.end() ? 0 : found->second;
  }

  std::unordered_set<std::uint64_t> stop_words, stop_stems;

 private:
  CueIndex() {
    for (const std::string_view words : {english::kStopWords, vietnamese::kStopWords}) {
      for_each_part(words, ',', [&](std::string_view word) {
        stop_words.insert(cue_key(word));
        stop_stems.insert(stem_key(word, TokenKind::kWord));
      });
    }
    for (const CueList& list : english::kCues) add_list(list);
    for (const CueList& list : vietnamese::kCues) add_list(list);
    for (const CueList& list : english::kStemCues) {
      for_each_part(list.entries, ',',
                    [&](std::string_view word) { stems_[stem_key(word, TokenKind::kWord)] |= list.cues; });
    }
  }

  void add_list(const CueList& list) {
    std::string folded, shadow;
    for_each_part(list.entries, ',', [&](std::string_view phrase) {
      add_phrase(phrase, list.cues);
      if (phrase.find(' ') == std::string_view::npos) return;
      shadow.clear();
      for_each_part(phrase, ' ', [&](std::string_view word) {
        folded.clear();
        append_folded(word, folded);
        append_shadow(folded, shadow);
        shadow += ' ';
      });
      shadow.pop_back();
      add_phrase(shadow, list.cues);
    });
  }

  void add_phrase(std::string_view phrase, std::uint32_t cues) {
    std::uint64_t hash = kCueSeed;
    Entry* last = nullptr;
    std::string folded;
    for_each_part(phrase, ' ', [&](std::string_view word) {
      if (last) last->continues = true;
      folded.clear();
      append_folded(word, folded);
      hash = mix(hash, cue_key(folded));
      last = &phrases_[hash];
    });
    last->cues |= cues;
  }

  std::unordered_map<std::uint64_t, Entry> phrases_;
  std::unordered_map<std::uint64_t, std::uint32_t> stems_;
};

}  // namespace

std::uint64_t cue_key(std::string_view folded) { return hash64(folded, kCueSeed); }

std::uint64_t stem_key(std::string_view folded, TokenKind kind) {
  return hash64(kind == TokenKind::kWord && is_english(folded) ? stem(folded) : folded, kStemSeed);
}

bool is_stop_word(std::uint64_t key) { return CueIndex::get().stop_words.contains(key); }

bool is_stop_stem(std::uint64_t key) { return CueIndex::get().stop_stems.contains(key); }

void find_cues(std::span<const CueWord> words, std::span<std::uint32_t> out) {
  const CueIndex& index = CueIndex::get();
  for (std::size_t i = 0; i < words.size();) {
    std::uint64_t hash = kCueSeed;
    std::uint32_t cues = 0;
    std::size_t length = 1;
    for (std::size_t next = i; next < words.size();) {
      hash = mix(hash, words[next++].key);
      const CueIndex::Entry* entry = index.find(hash);
      if (!entry) break;
      if (entry->cues != 0) cues = entry->cues, length = next - i;
      if (!entry->continues) break;
    }
    if (length == 1) {
      cues |= index.of_stem(words[i].stem);
      if (words[i].negated_ending) cues |= cue::kNegating;
    }
    out[i] = cues;
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(i) + 1,
              out.begin() + static_cast<std::ptrdiff_t>(i + length), 0U);
    i += length;
  }
}

}  // namespace bearing
