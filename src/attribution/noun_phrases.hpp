// Names, offices and groups as the press writes them.
#pragma once

#include <cstdint>
#include <vector>

#include "attribution/speech_words.hpp"

namespace bearing {

/// What a holder is.
enum class HolderKind : std::uint8_t {
  kName,          ///< "Lena Moss", "ông Nguyễn Văn An", "Foreign Minister Lena Moss".
  kOffice,        ///< "the Russian foreign minister", "Bộ trưởng Ngoại giao".
  kOrganisation,  ///< "the health ministry", "Bộ Y tế", "hội nghị".
  kPeople,        ///< "fishermen", "hai bên".
  kPlace,         ///< "Vietnam", "Nhật Bản".
  kDocument,      ///< "the joint statement", "báo cáo".
  kOther,         ///< A phrase whose head the word lists don't know, where a subject is expected.
  kAuthor,        ///< The writer.
  kNone,          ///< Nobody.
};

/// A noun phrase that may hold a stance. Word indices count in SpeechText::words.
struct NounPhrase {
  std::uint32_t sentence;
  std::uint32_t first, last;    ///< Words [first, last], prepositional phrases left out.
  std::uint32_t extended_last;  ///< Last word with "of ...", "and ..."; `last` when there are none.
  std::uint32_t verb_last;      ///< Last word before the verb of speech that follows, or `extended_last`.
  std::uint32_t name_first;     ///< First word of the personal name at the end, or last + 1.
  std::uint32_t office_key;     ///< Key of the office it names; 0: none.
  HolderKind kind;
  bool determined;   ///< Begins with a determiner.
  bool indefinite;   ///< "a", "some", "một".
  bool oblique;      ///< After a preposition: hardly a subject.
  bool nested;       ///< Part of a longer phrase.
  bool quoted;       ///< Inside quotation marks.
  bool unsure;       ///< A lone capitalised word at the beginning of a sentence.
  bool coordinated;  ///< The extension is "and ...".

  bool has_name() const { return name_first <= last; }
};

/// Appends the noun phrases of all sentences, in order of their first word. Linear in the text.
void find_noun_phrases(const SpeechText& text, bool vietnamese, std::vector<NounPhrase>& out);

}  // namespace bearing
