// Who speaks where: verbs of speech and stance with their subjects, carried from sentence to sentence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attribution/noun_phrases.hpp"
#include "attribution/speech_words.hpp"

namespace bearing {

inline constexpr std::uint32_t kNobody = 0xFFFFFFFF;  ///< No noun phrase, or no speech act.

/// How the subject of a speech act is known.
enum class SubjectLink : std::uint8_t {
  kDirect,      ///< Right before the verb: "the minister said".
  kParted,      ///< With words in between that are no part of it: "Lena Moss, who leads the team, said".
  kInverted,    ///< After the verb: "...", said Lena Moss.
  kAccording,   ///< "according to Lena Moss", "theo bà Moss".
  kColon,       ///< "Lena Moss: ...".
  kShared,      ///< The subject of the verb before: "said ... and urged".
  kLoose,       ///< The first phrase of the clause.
  kPronoun,     ///< A pronoun; the speaker is who was last named.
  kUnresolved,  ///< Nobody was named.
};

struct SpeechAct {
  std::uint32_t sentence;
  std::uint32_t word;     ///< The verb, or what stands for it.
  std::uint32_t speaker;  ///< Index of a noun phrase, or kNobody.
  std::uint32_t inner;    ///< A second phrase for the same person, right before the verb, or kNobody.
  SubjectLink link;
  bool report;          ///< A verb of saying rather than of taking sides.
  bool person = false;  ///< The subject is a pronoun for one person: "he", "bà ấy".
};

/// What is known of a sentence as a whole.
struct SpeechState {
  std::uint32_t first_act = 0, last_act = 0;  ///< Acts [first_act, last_act).
  std::uint32_t first_phrase = 0, last_phrase = 0;
  std::uint32_t carried = kNobody;  ///< The speaker when the sentence begins.
  std::uint32_t carried_from = 0;   ///< The sentence that named that speaker last.
  std::uint32_t follows = kNobody;  ///< Who is said to speak right after: "...", she said.
  bool question = false;            ///< The question of an interview.
};

struct SpeechActs {
  std::vector<SpeechAct> acts;
  std::vector<SpeechState> sentences;
};

/// Finds the acts of a text whose noun phrases are sorted by sentence and first word. Linear in the text.
void find_speech_acts(const SpeechText& text, std::span<const NounPhrase> phrases, bool vietnamese,
                      SpeechActs& out);

}  // namespace bearing
