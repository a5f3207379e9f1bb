// A document analysed for who says what, and short ways to ask.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "attribution/speech_analyzer.hpp"
#include "text/analyze.hpp"
#include "unit/attribution/plain_weights.hpp"

namespace bearing {

class AnalyzedSpeech {
 public:
  explicit AnalyzedSpeech(std::string_view text, std::string_view lang = "en", std::string_view title = "") {
    analyzer_.analyze(title, text, false, title_, text_);
    speech.analyze(title_, text_, lang);
  }

  std::string words_of(const HolderCandidate& candidate) const {
    if (candidate.kind == HolderKind::kAuthor) return "author";
    if (candidate.kind == HolderKind::kNone) return "none";
    return (candidate.in_title ? title_ : text_).text.substr(candidate.range.begin, candidate.range.size());
  }

  std::vector<std::string> candidates() const {
    std::vector<std::string> all;
    for (const HolderCandidate& candidate : speech.candidates()) all.push_back(words_of(candidate));
    return all;
  }

  /// The kind of the first candidate with these words; kNone when there is none.
  HolderKind kind_of(std::string_view words) const {
    for (const HolderCandidate& candidate : speech.candidates()) {
      if (words_of(candidate) == words) return candidate.kind;
    }
    return HolderKind::kNone;
  }

  EvidencePlace place(std::string_view evidence) const {
    const std::size_t begin = std::min(text_.text.find(evidence), text_.text.size());
    return speech.place_of({begin, std::min(begin + evidence.size(), text_.text.size())});
  }

  /// The holder of the whole sentence in which `evidence` begins, as the labeler asks for it.
  std::string holder(std::string_view evidence) {
    const SpeechSentence& sentence = speech.speech_text().sentences[place(evidence).sentence];
    const EvidencePlace whole = speech.place_of({sentence.begin, sentence.end});
    return words_of(speech.candidates()[speech.choose(whole, plain_weights()).candidate]);
  }

  /// The phrase that the act with this verb has as its speaker.
  std::string speaker(std::string_view verb) const {
    for (const SpeechAct& act : speech.acts().acts) {
      const SpeechWord& word = speech.speech_text().words[act.word];
      if (std::string_view(text_.text).substr(word.begin, word.end - word.begin) != verb) continue;
      return act.speaker == kNobody ? "nobody" : phrase(act.speaker);
    }
    return "no such act";
  }

  std::string phrase(std::uint32_t index) const {
    const NounPhrase& found = speech.phrases()[index];
    const std::vector<SpeechWord>& words = speech.speech_text().words;
    return text_.text.substr(words[found.first].begin, words[found.last].end - words[found.first].begin);
  }

  const AnalyzedText& text() const { return text_; }

  SpeechAnalyzer speech;

 private:
  TextAnalyzer analyzer_;
  AnalyzedText title_, text_;
};

}  // namespace bearing
