#include "attribution/speech_analyzer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/attribution/analyzed_speech.hpp"

namespace bearing {
namespace {

TEST(SpeechActs, SubjectRightBeforeTheVerb) {
  EXPECT_EQ(AnalyzedSpeech("The minister said no.").speaker("said"), "The minister");
  EXPECT_EQ(AnalyzedSpeech("Vietnam has also repeatedly rejected the claim.").speaker("rejected"), "Vietnam");
  EXPECT_EQ(AnalyzedSpeech("Bộ Ngoại giao đã nhiều lần bác bỏ.", "vi").speaker("bác bỏ"), "Bộ Ngoại giao");
}

TEST(SpeechActs, SubjectPartedFromTheVerb) {
  const AnalyzedSpeech english("Lieke Verhoeven, who led the Dutch team, said rules raised costs.");
  EXPECT_EQ(english.speaker("said"), "Lieke Verhoeven");
  const AnalyzedSpeech vietnamese("Ông Nguyễn Văn An, cố vấn của bộ, cho rằng còn quá sớm.", "vi");
  EXPECT_EQ(vietnamese.speaker("cho rằng"), "Ông Nguyễn Văn An");
}

TEST(SpeechActs, SubjectAfterAQuotation) {
  EXPECT_EQ(AnalyzedSpeech("\"We will not sign,\" said Lena Moss.").speaker("said"), "Lena Moss");
}

TEST(SpeechActs, Sources) {
  EXPECT_EQ(AnalyzedSpeech("According to Lena Moss, the talks failed.").speaker("According to"), "Lena Moss");
  EXPECT_EQ(AnalyzedSpeech("Theo bà Trần Thị Bình, đàm phán bế tắc.", "vi").speaker("Theo"),
            "bà Trần Thị Bình");
}

TEST(SpeechActs, PassivesAndNounsAreNone) {
  EXPECT_EQ(AnalyzedSpeech("The plan was rejected.").speaker("rejected"), "no such act");
  EXPECT_EQ(AnalyzedSpeech("It made demands of the state.").speaker("demands"), "no such act");
}

TEST(SpeechActs, PronounsMeanTheLastPersonThatSpoke) {
  const AnalyzedSpeech english(
      "Lena Moss said no. Vietnam welcomed the draft. \"It is late,\" she added. He insisted on it.");
  EXPECT_EQ(english.speaker("added"), "Lena Moss");
  const AnalyzedSpeech vietnamese(
      "Ông Nguyễn Văn An phát biểu trước báo giới. Ông nhấn mạnh vai trò của luật.", "vi");
  EXPECT_EQ(vietnamese.speaker("nhấn mạnh"), "Ông Nguyễn Văn An");
}

TEST(SpeechActs, VerbsShareASubject) {
  EXPECT_EQ(AnalyzedSpeech("The envoy said so and urged calm.").speaker("urged"), "The envoy");
}

TEST(Holder, OfReportedSpeech) {
  AnalyzedSpeech document(
      "The talks opened on Monday. Foreign Minister Lena Moss said the pact threatened nobody.");
  EXPECT_NE(document.holder("the pact threatened nobody").find("Lena Moss"), std::string::npos);
}

TEST(Holder, OfAQuotationThatGoesOn) {
  AnalyzedSpeech document(
      "\"We have waited for years,\" said Lena Moss. \"We will not wait longer. The code must bind "
      "everybody.\"");
  EXPECT_EQ(document.holder("The code must bind everybody."), "Lena Moss");
}

TEST(Holder, OfTwoSpeakersWithOppositeViews) {
  AnalyzedSpeech document(
      "Japan supported a binding code, saying it would calm the sea. China rejected a binding code and asked "
      "for time.");
  EXPECT_EQ(document.holder("supported a binding code"), "Japan");
  EXPECT_EQ(document.holder("rejected a binding code"), "China");
}

TEST(Holder, InVietnamese) {
  AnalyzedSpeech document(
      "Hội nghị khai mạc sáng nay. Thái Lan ủng hộ một bộ quy tắc ràng buộc. Ông Nguyễn Văn An, chuyên gia "
      "luật biển, "
      "cho rằng các bên cần kiềm chế. Ông khẳng định không ai được dùng vũ lực.",
      "vi");
  EXPECT_EQ(document.holder("Thái Lan ủng hộ một bộ quy tắc ràng buộc"), "Thái Lan");
  EXPECT_NE(document.holder("các bên cần kiềm chế").find("Nguyễn Văn An"), std::string::npos);
  EXPECT_NE(document.holder("không ai được dùng vũ lực").find("Nguyễn Văn An"), std::string::npos);
}

TEST(Holder, IsNoTreatySeaOrDisease) {
  const AnalyzedSpeech english(
      "He called for respect for the United Nations Charter, the Law of the Sea Convention and the 2002 "
      "Treaty "
      "in the South China Sea after COVID-19.");
  const AnalyzedSpeech vietnamese(
      "Ông đề nghị tuân thủ Hiến chương Liên hợp quốc và Công ước về Luật Biển tại Biển Đông và Hoàng Sa.",
      "vi");
  for (const std::string& candidate : english.candidates()) {
    for (const char* mute : {"Charter", "Convention", "Treaty", "Sea", "COVID-19"})
      EXPECT_FALSE(candidate.ends_with(mute)) << candidate;
  }
  for (const std::string& candidate : vietnamese.candidates()) {
    for (const char* mute : {"Hiến chương", "Công ước", "Biển", "Hoàng Sa"})
      EXPECT_FALSE(candidate.starts_with(mute)) << candidate;
  }
}

TEST(Holder, OfAPronounIsNotWhatItsSentenceNames) {
  AnalyzedSpeech document(
      "Speaking at the event, Lena Moss said the region needs peace. She called for upholding ASEAN's "
      "central "
      "role and the Charter of the United Nations.");
  EXPECT_EQ(document.holder("She called for upholding ASEAN's central role"), "Lena Moss");
}

TEST(SpeechActs, AParticipleAtTheStartHasTheSubjectThatFollows) {
  const AnalyzedSpeech document("The envoy said no. Speaking at the event, Lena Moss said yes.");
  EXPECT_EQ(document.speaker("Speaking"), "no such act");
  const AnalyzedSpeech alone("The envoy said no. Asked again.");
  EXPECT_EQ(alone.speaker("Asked"), "The envoy");
}

TEST(SpeechActs, TheAgentOfAVietnamesePassiveDoesNotSpeak) {
  const AnalyzedSpeech document("Đối với các vấn đề đang được các nước trong khu vực quan tâm, cần kiềm chế.",
                                "vi");
  EXPECT_EQ(document.speaker("quan tâm"), "no such act");
  const AnalyzedSpeech active("Các nước trong khu vực quan tâm đến vấn đề này.", "vi");
  EXPECT_NE(active.speaker("quan tâm"), "no such act");
}

TEST(SpeechActs, ANounMadeOfAVerbDoesNotSpeak) {
  const AnalyzedSpeech document("Câu trả lời này khiến nhiều người thất vọng.", "vi");
  EXPECT_EQ(document.speaker("trả lời"), "no such act");
}

TEST(SpeechActs, ThisCountryBelongsToThePhraseBefore) {
  const AnalyzedSpeech document("Thái Lan họp khẩn. Nhà chức trách nước này khuyến cáo người dân ở nhà.",
                                "vi");
  EXPECT_EQ(document.speaker("khuyến cáo"), "Nhà chức trách");
}

TEST(Holder, OfAnInterview) {
  AnalyzedSpeech document(
      "Dr Lena Moss studies fisheries in Batam.\n\nIs the ban working?\n\nIt keeps the boats in "
      "port.\n\nShould it "
      "stay?\n\nThe ban should end before the monsoon.");
  EXPECT_NE(document.holder("The ban should end before the monsoon.").find("Lena Moss"), std::string::npos);
}

TEST(Holder, IsWhoeverStandsBeforeTheColon) {
  AnalyzedSpeech document("Tran Van An: The treaty should be signed.\n\nLena Moss: The treaty is a mistake.");
  EXPECT_EQ(document.holder("The treaty should be signed."), "Tran Van An");
  EXPECT_EQ(document.holder("The treaty is a mistake."), "Lena Moss");
}

TEST(Holder, IsTheAuthorInAnOpinionPiece) {
  AnalyzedSpeech document(
      "I have lived by this harbour for thirty years. My neighbours fish and I write. We should not lend the "
      "pier to "
      "anybody's navy. I will not change my mind.");
  EXPECT_EQ(document.holder("We should not lend the pier to anybody's navy."), "author");
  AnalyzedSpeech vietnamese("Tôi sống ở đây đã lâu. Thiết nghĩ chúng ta nên dừng lại trước khi quá muộn.",
                            "vi");
  EXPECT_EQ(vietnamese.holder("chúng ta nên dừng lại trước khi quá muộn"), "author");
}

TEST(Holder, ProbabilityIsThatOfASoftmax) {
  AnalyzedSpeech document("The minister said no. The envoy said yes.");
  const auto choice = document.speech.choose(document.place("said no"), plain_weights());
  EXPECT_GT(choice.probability, 0.0);
  EXPECT_LE(choice.probability, 1.0);
  const std::vector<float> nothing(kHolderFeatures, 0.0F);
  std::vector<std::uint32_t> near;
  document.speech.nearby(document.place("said no"), near);
  EXPECT_DOUBLE_EQ(document.speech.choose(document.place("said no"), nothing).probability,
                   1.0 / static_cast<double>(near.size()));
}

TEST(SpeechAnalyzer, TitleCandidatesAreMarked) {
  const AnalyzedSpeech document("Nothing was agreed.", "en", "Vietnam rejects the claim");
  bool found = false;
  for (const HolderCandidate& candidate : document.speech.candidates()) {
    if (!candidate.in_title) continue;
    found |= document.words_of(candidate) == "Vietnam";
  }
  EXPECT_TRUE(found);
}

TEST(SpeechAnalyzer, EmptyTextsHaveThePseudoCandidatesOnly) {
  AnalyzedSpeech document("");
  EXPECT_EQ(document.speech.candidates().size(), 2U);
  const auto choice = document.speech.choose({0, {0, 0}}, plain_weights());
  EXPECT_LE(choice.candidate, 1U);
  EXPECT_LE(document.speech.choose({99, {1000, 2000}}, plain_weights()).candidate, 1U);
}

TEST(SpeechAnalyzer, FeaturesAreKnownAndDistinct) {
  AnalyzedSpeech document(
      "The mayor of Datu Salibo, Lena Moss, said \"I should go\". He agreed. Tokyo and Hanoi objected.", "en",
      "Mayor should go");
  for (const SpeechSentence& sentence : document.speech.speech_text().sentences) {
    const auto context = document.speech.context(document.speech.place_of({sentence.begin, sentence.end}));
    std::vector<std::uint16_t> features;
    for (std::uint32_t i = 0; i < document.speech.candidates().size(); ++i) {
      document.speech.features(i, context, features);
      EXPECT_FALSE(features.empty());
      std::ranges::sort(features);
      EXPECT_EQ(std::ranges::adjacent_find(features), features.end());
      EXPECT_LT(features.back(), kHolderFeatures);
    }
  }
}

TEST(SpeechAnalyzer, ADocumentLeavesNoTraceInTheNext) {
  TextAnalyzer analyzer;
  AnalyzedText title, text, other_title, other;
  analyzer.analyze("", "Lena Moss said no. She rejected it.", false, title, text);
  analyzer.analyze("Tokyo agrees", "\"Never, said the king of Tonga, who left.", false, other_title, other);
  SpeechAnalyzer fresh, used;
  fresh.analyze(title, text, "en");
  used.analyze(other_title, other, "en");
  used.analyze(title, text, "en");
  ASSERT_EQ(fresh.candidates().size(), used.candidates().size());
  const EvidencePlace place = fresh.place_of({20, 35});
  const auto a = fresh.choose(place, plain_weights()), b = used.choose(place, plain_weights());
  EXPECT_EQ(a.candidate, b.candidate);
  EXPECT_EQ(a.probability, b.probability);
}

/// Analyses a text and asks for holders all over it; every range must be inside the text.
void expect_safe(const std::string& text, std::string_view lang) {
  AnalyzedSpeech document(text, lang, text.substr(0, std::min<std::size_t>(text.size(), 200)));
  for (const HolderCandidate& candidate : document.speech.candidates()) {
    if (candidate.kind == HolderKind::kAuthor || candidate.kind == HolderKind::kNone || candidate.in_title)
      continue;
    ASSERT_LT(candidate.range.begin, candidate.range.end);
    ASSERT_LE(candidate.range.end, document.text().text.size());
  }
  const std::size_t step = document.text().text.size() / 20 + 1;
  for (std::size_t at = 0; at < document.text().text.size(); at += step) {
    document.speech.choose(document.speech.place_of({at, at + 30}), plain_weights());
  }
}

TEST(SpeechAnalyzer, AHundredThousandQuotations) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += i % 7 == 0 ? "\"yes, said X. " : "\"no\" he said. ";
  expect_safe(text, "en");
  std::string marks(100'000, '"');
  expect_safe("He said " + marks + " and left", "en");
}

TEST(SpeechAnalyzer, OneVeryLongSentence) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "the Minister of the Republic and Lena Moss, who said ";
  expect_safe(text, "en");
  std::string vietnamese;
  for (int i = 0; i < 50'000; ++i) vietnamese += "Bộ trưởng Ngoại giao của Nhật Bản và ông An nói ";
  expect_safe(vietnamese, "vi");
}

TEST(SpeechAnalyzer, AnyBytesAndEveryTruncation) {
  std::string bytes;
  for (int i = 0; i < 4000; ++i) bytes += static_cast<char>((i * 7919 + i / 13) & 0xFF);
  for (std::string_view lang : {"en", "vi", "", "zh", "xx-invalid"}) expect_safe(bytes, lang);
  const std::string text = "Ông An’s “team”, Malaysia’s—said: ‘no’ (Q: why?) «và» A: 3.5% of the U.S.’";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    expect_safe(text.substr(0, size), "en");
    expect_safe(text.substr(0, size), "vi");
  }
}

}  // namespace
}  // namespace bearing
