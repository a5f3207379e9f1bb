#include "text/sentence_exceptions.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "text/character_classes.hpp"
#include "text/utf8.hpp"

namespace bearing {
namespace {

/// Longest window around a place in which a web address is looked for, so that endless words cost no
/// quadratic time.
constexpr std::size_t kAddressWindow = 128;

/// A sorted list that rules out most other words by their first byte and their size.
template <std::size_t n>
struct WordList {
  std::array<std::string_view, n> words;
  std::array<std::uint32_t, 256> sizes{};
};

constexpr std::size_t lead_of(std::string_view word) { return static_cast<unsigned char>(word[0]); }
constexpr std::uint32_t size_bit(std::string_view word) { return std::uint32_t{1} << word.size() % 32; }

template <std::size_t n>
constexpr auto sorted(const std::string_view (&words)[n]) {
  WordList<n> list{std::to_array(words)};
  std::sort(list.words.begin(), list.words.end());
  for (const std::string_view word : words) list.sizes[lead_of(word)] |= size_bit(word);
  return list;
}

/// Always followed by what they belong to.
constexpr auto kTitles = sorted(
    {"Adm", "Amb",  "Assoc", "Asst",   "Att", "BS",   "Bp",  "Brig", "CN",   "Capt", "Cdr",    "Cmdr", "Col",
     "Cpl", "Dr",   "Drs",   "Ft",     "GS",  "GVC",  "Gen", "Gov",  "Hon",  "KS",   "KTS",    "LS",   "Lt",
     "MM",  "MSc",  "Maj",   "Messrs", "Mgr", "Mme",  "Mr",  "Mrs",  "Ms",   "Mt",   "NSND",   "NSUT", "NSƯT",
     "PGS", "PTS",  "Pres",  "Prof",   "Rep", "Reps", "Rev", "Sen",  "Sens", "Sgt",  "St",     "Supt", "TP",
     "TS",  "TSKH", "TT",    "TX",     "ThS", "Ths",  "Tp",  "Ts",   "Tx",   "al",   "approx", "cf",   "e.g",
     "eg",  "i.e",  "ie",    "tp",     "ths", "ts",   "tx",  "viz",  "vs",   "ĐB",   "ĐD"});

/// Followed by the rest of the sentence, unless a word follows with which sentences begin.
constexpr auto kShortForms =
    sorted({"B.Sc", "Bhd",  "Bros", "Co",   "Corp", "Dept", "Est", "Inc", "Intl", "Jr",
            "Ltd",  "M.Sc", "Natl", "Ph.D", "PhD",  "Pte",  "Sdn", "Sr",  "Tbk",  "Univ"});

/// Followed by a number.
constexpr auto kBeforeNumbers = sorted({"Apr", "Art", "Aug", "Ch",  "Dec", "Feb", "Fig", "Jan", "Jul",  "Jun",
                                        "Mar", "No",  "Nos", "Nov", "Oct", "Rs",  "Sec", "Sep", "Sept", "Vol",
                                        "art", "ca",  "fig", "no",  "nos", "p",   "pp",  "tr",  "vol"});

/// Words with which sentences, rarely names, begin.
constexpr auto kStarters =
    sorted({"A",      "According", "After", "All",  "Also",  "Although",  "An",      "And",   "Anh",
            "As",     "At",        "Both",  "But",  "By",    "Bà",        "Chị",     "Các",   "Do",
            "During", "For",       "From",  "He",   "Her",   "His",       "However", "I",     "If",
            "In",     "It",        "Its",   "Khi",  "Last",  "Meanwhile", "Một",     "Nhưng", "Nhiều",
            "Những",  "No",        "Ngày",  "Of",   "On",    "One",       "Our",     "Qua",   "Sau",
            "She",    "Since",     "So",    "Some", "That",  "The",       "Theo",    "Their", "Then",
            "There",  "These",     "They",  "This", "Those", "Though",    "Trong",   "Trước", "Tuy",
            "Tại",    "Từ",        "Và",    "Vì",   "Với",   "We",        "What",    "When",  "Where",
            "While",  "Who",       "Why",   "With", "You",   "Ông",       "Đây",     "Đó",    "Để"});

/// Ends of host names that also come capitalised ("VnExpress.Net").
constexpr auto kDomains = sorted({"Asia", "Biz", "Cn", "Co", "Com", "Edu", "Gov", "Id", "Info", "Js", "Mil",
                                  "My", "Net", "Org", "Ph", "Sg", "Th", "Tv", "Vn"});

template <std::size_t n>
bool holds(const WordList<n>& list, std::string_view word) {
  return !word.empty() && (list.sizes[lead_of(word)] & size_bit(word)) != 0 &&
         std::binary_search(list.words.begin(), list.words.end(), word);
}

bool is_letter(const CharacterClasses& classes, char32_t c) {
  return (classes.word(c).bits & WordEntry::kHasLetter) != 0;
}

/// The letters and inner full stops that end at `end` ("U.S" of "the U.S"), at most 16 bytes of them.
std::string_view word_before(std::string_view line, std::size_t end) {
  constexpr std::size_t kLongest = 16;
  const CharacterClasses& classes = CharacterClasses::instance();
  std::size_t begin = end;
  while (begin > 0 && end - begin <= kLongest) {
    const std::size_t before = utf8::previous(line, begin);
    const char32_t c = utf8::decode(line, before).value;
    if (c != '.' && !is_letter(classes, c)) break;
    begin = before;
  }
  return line.substr(begin, end - begin);
}

/// The letters from `begin` on.
std::string_view word_after(std::string_view line, std::size_t begin) {
  const CharacterClasses& classes = CharacterClasses::instance();
  std::size_t end = begin;
  while (end < line.size()) {
    const utf8::CodePoint c = utf8::decode(line, end);
    if (!is_letter(classes, c.value)) break;
    end += c.size;
  }
  return line.substr(begin, end - begin);
}

/// Whether the word at `at` is one with which sentences, rarely names, begin; "A" alone, not the initial
/// "A.".
bool begins_like_sentence(std::string_view line, std::size_t at) {
  const std::string_view word = word_after(line, at);
  const std::size_t after = at + word.size();
  return (after == line.size() || line[after] != '.') && holds(kStarters, word);
}

/// "J", "U.S", "V.A", "p.m": single letters parted by full stops.
bool is_initials(std::string_view word) {
  bool letter_next = true;
  for (std::size_t at = 0; at < word.size();) {
    const utf8::CodePoint c = utf8::decode(word, at);
    if (letter_next == (c.value == '.')) return false;
    letter_next = !letter_next;
    at += c.size;
  }
  return !word.empty() && !letter_next;
}

/// "12", "IV", "a": what numbers the points of a list.
bool is_list_marker(std::string_view word) {
  if (word.empty() || word.size() > 4) return false;
  const auto all = [&](std::string_view set) {
    return word.find_first_not_of(set) == std::string_view::npos;
  };
  return (word.size() <= 3 && all("0123456789")) || all("IVX") ||
         (word.size() == 1 && is_letter(CharacterClasses::instance(), static_cast<unsigned char>(word[0])));
}

bool is_in_address(std::string_view line, std::size_t at) {
  const auto is_white = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  std::size_t begin = at;
  while (begin > 0 && at - begin < kAddressWindow && !is_white(line[begin - 1])) --begin;
  std::size_t end = at;
  while (end < line.size() && end - at < kAddressWindow && !is_white(line[end])) ++end;
  const std::string_view chunk = line.substr(begin, end - begin);
  return chunk.find("://") != std::string_view::npos || chunk.find("www.") != std::string_view::npos ||
         chunk.find('@') != std::string_view::npos;
}

}  // namespace

bool goes_on(std::string_view line, std::size_t begin, std::size_t next) {
  if (next == begin || next >= line.size()) return false;
  if (line[next - 1] != ' ') return is_in_address(line, next);
  const char32_t first = utf8::decode(line, next).value;
  if (CharacterClasses::instance().sentence(first) == SentenceClass::kLower) return true;
  std::size_t stop = next - 1;
  while (stop > begin && line[stop - 1] == ' ') --stop;
  if (stop == begin || line[stop - 1] != '.') return false;
  --stop;
  const WordEntry entry = CharacterClasses::instance().word(first);
  const bool before_number = (entry.bits & WordEntry::kHasDigit) != 0;
  if (!before_number && (entry.bits & WordEntry::kHasLetter) == 0) return false;
  if (is_list_marker(line.substr(begin, stop - begin))) return true;

  const std::string_view word = word_before(line, stop);
  if (holds(kTitles, word)) return true;
  if (before_number) return holds(kBeforeNumbers, word) || holds(kShortForms, word) || is_initials(word);
  return (holds(kShortForms, word) || is_initials(word)) && !begins_like_sentence(line, next);
}

bool is_glued_end(std::string_view line, std::size_t at) {
  if (line[at] != '.' || at == 0 || at + 1 >= line.size()) return false;
  const CharacterClasses& classes = CharacterClasses::instance();
  const auto class_at = [&](std::size_t i) {
    return i < line.size() ? classes.sentence(utf8::decode(line, i).value) : SentenceClass::kOther;
  };
  if (class_at(utf8::previous(line, at)) != SentenceClass::kLower ||
      class_at(at + 1) != SentenceClass::kUpper)
    return false;
  if (class_at(at + 1 + utf8::decode(line, at + 1).size) != SentenceClass::kLower) return false;

  const std::string_view word = word_before(line, at);
  return !holds(kTitles, word) && !holds(kShortForms, word) && !holds(kDomains, word_after(line, at + 1)) &&
         !is_in_address(line, at);
}

}  // namespace bearing
