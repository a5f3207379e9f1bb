#include "training/stance_rankings.hpp"

#include <algorithm>
#include <span>

#include "metric/holder_match.hpp"
#include "text/language.hpp"

namespace bearing {
namespace {

// Sentences that show a stance beside the chosen one: what is predicted as evidence is often one of them.
constexpr float kOtherSentenceWeight = 0.5F;

void add_evidence_group(const StanceCorpusView& corpus, const StancePlace& place, std::size_t stance,
                        StanceRankings& out) {
  for (const CandidateRow& candidate : place.candidates) {
    const SentenceTraits& traits = corpus.features.notes[candidate.row].traits;
    if (traits.in_title) continue;
    out.evidence.features.add_dense(evidence_features(candidate.view(), traits, stance));
    const bool chosen = ((corpus.mark(candidate.row, place.target).chosen >> stance) & 1U) != 0;
    out.evidence.gain.push_back(chosen ? 1.0F : 0.0F);
  }
  out.evidence.end_group();
  out.evidence_records.push_back(place.record);
}

class HolderGroups {
 public:
  HolderGroups(const StanceCorpusView& corpus, StanceRankings& out)
      : corpus_(corpus), out_(out), reader_(corpus.records) {}

  void add(std::uint32_t record) {
    reader_.read(record);
    for (const StanceAnnotation& stance : corpus_.records[record].annotation.stances) {
      const int target = corpus_.scheme.target_index(stance.target);
      if (target >= 0 && !stance.holder.empty()) add(record, stance, static_cast<std::size_t>(target));
    }
  }

 private:
  // The candidates around the sentences that show a stance; the one that was chosen counts most.
  void add(std::uint32_t record, const StanceAnnotation& stance, std::size_t target) {
    const std::size_t index = corpus_.stance_index(stance.stance);
    const auto& notes = corpus_.features.notes;
    for (std::uint32_t row = corpus_.first_row(record);
         row < notes.size() && corpus_.record_of(row) == record; ++row) {
      const StanceMark& mark = corpus_.mark(row, target);
      if (corpus_.features.sentences.copy[row] != 0 || notes[row].traits.in_title ||
          ((mark.shows >> index) & 1U) == 0)
        continue;
      add_candidates(notes[row].range, stance.holder);
      out_.holders.end_group(((mark.chosen >> index) & 1U) != 0 ? 1.0F : kOtherSentenceWeight);
      out_.holder_records.push_back(record);
    }
  }

  void add_candidates(ByteRange sentence, const std::string& holder) {
    SpeechAnalyzer& speech = reader_.speech();
    const auto context = speech.context(speech.place_of(sentence));
    speech.nearby(context.place, nearby_);
    for (const std::uint32_t candidate : nearby_) {
      speech.features(candidate, context, found_);
      std::sort(found_.begin(), found_.end());
      for (const std::uint16_t feature : found_) out_.holders.features.add(feature, 1.0F);
      out_.holders.features.end_row();
      const HolderMatch match = match_holder(holder, reader_.words(speech.candidates()[candidate]));
      out_.holders.gain.push_back(match == HolderMatch::kExact     ? 1.0F
                                  : match == HolderMatch::kPartial ? 0.5F
                                                                   : 0.0F);
    }
  }

  const StanceCorpusView& corpus_;
  StanceRankings& out_;
  SpeechReader reader_;
  std::vector<std::uint32_t> nearby_;
  std::vector<std::uint16_t> found_;
};

}  // namespace

void SpeechReader::read(std::uint32_t record) {
  const Document& document = records_[record].document;
  analyzer_.analyze(document.title, document.text, true, title_, text_);
  speech_.analyze(title_, text_, detect_language(text_.text.empty() ? title_.text : text_.text).code);
}

std::string SpeechReader::words(const HolderCandidate& candidate) const {
  if (candidate.kind == HolderKind::kAuthor) return "author";
  if (candidate.kind == HolderKind::kNone) return "none";
  return (candidate.in_title ? title_ : text_).text.substr(candidate.range.begin, candidate.range.size());
}

StanceRankings build_stance_rankings(const StanceCorpusView& corpus, const std::vector<StancePlace>& places) {
  StanceRankings out;
  out.evidence.features.columns = kEvidenceFeatures;
  out.holders.features.columns = kHolderFeatures;
  for (const StancePlace& place : places) {
    for (std::size_t c = 0; c < corpus.stances(); ++c) {
      if (place.takes(c)) add_evidence_group(corpus, place, c, out);
    }
  }
  HolderGroups holders(corpus, out);
  for (std::uint32_t d = 0; d < corpus.records.size(); ++d) {
    if (corpus.judged(d) && !corpus.records[d].annotation.stances.empty()) holders.add(d);
  }
  return out;
}

}  // namespace bearing
