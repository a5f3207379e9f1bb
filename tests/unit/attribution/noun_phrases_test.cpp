#include "attribution/noun_phrases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/attribution/analyzed_speech.hpp"

namespace bearing {
namespace {

using testing::Contains;
using testing::Not;

TEST(NounPhrases, GoUpToTheVerbOverUnknownWords) {
  const AnalyzedSpeech document("Hôm qua, Hiệp hội Nước giải khát cho rằng cần giảm thuế.", "vi");
  EXPECT_THAT(document.candidates(), Contains("Hiệp hội Nước giải khát"));
  const AnalyzedSpeech joined("Bộ trưởng Truyền thông và Thông tin Singapore cho rằng cần hợp tác.", "vi");
  EXPECT_THAT(joined.candidates(), Contains("Bộ trưởng Truyền thông và Thông tin Singapore"));
}

TEST(NounPhrases, AnHonorificMakesANameOfAnOffice) {
  const AnalyzedSpeech document("Người phát ngôn họp báo và ông Đoàn Khắc Việt nhấn mạnh điều đó.", "vi");
  EXPECT_THAT(document.candidates(), Contains("Đoàn Khắc Việt"));
}

TEST(NounPhrases, TakeTheOfficeTheNameAndBoth) {
  const AnalyzedSpeech document("Foreign Minister Lena Moss said the talks had failed.");
  EXPECT_THAT(document.candidates(), Contains("Foreign Minister Lena Moss"));
  EXPECT_THAT(document.candidates(), Contains("Lena Moss"));
  EXPECT_THAT(document.candidates(), Contains("Foreign Minister"));
  EXPECT_EQ(document.kind_of("Lena Moss"), HolderKind::kName);
  EXPECT_EQ(document.kind_of("Foreign Minister"), HolderKind::kOffice);
}

TEST(NounPhrases, TakeOfficesAndOrganisationsWithTheirModifiers) {
  EXPECT_EQ(AnalyzedSpeech("On Monday the Chinese foreign ministry said so.")
                .kind_of("the Chinese foreign ministry"),
            HolderKind::kOrganisation);
  EXPECT_EQ(AnalyzedSpeech("On Monday Singapore's foreign minister said so.")
                .kind_of("Singapore's foreign minister"),
            HolderKind::kOffice);
  EXPECT_EQ(AnalyzedSpeech("The ministers agreed.").kind_of("The ministers"), HolderKind::kOffice);
  EXPECT_EQ(AnalyzedSpeech("On Monday, fishermen's groups said so.").kind_of("fishermen's groups"),
            HolderKind::kOrganisation);
  EXPECT_EQ(AnalyzedSpeech("The joint statement called for calm.").kind_of("The joint statement"),
            HolderKind::kDocument);
}

TEST(NounPhrases, OfferTheShortAndTheLongForm) {
  const AnalyzedSpeech document("The mayor of Datu Salibo said the road was closed.");
  EXPECT_THAT(document.candidates(), Contains("The mayor"));
  EXPECT_THAT(document.candidates(), Contains("The mayor of Datu Salibo"));
  EXPECT_THAT(document.candidates(), Contains("mayor of Datu Salibo"));
}

TEST(NounPhrases, LeaveThePossessiveOut) {
  const AnalyzedSpeech document("Malaysia's foreign minister said so.");
  EXPECT_THAT(document.candidates(), Contains("Malaysia"));
  EXPECT_THAT(document.candidates(), Not(Contains("Malaysia's")));
}

TEST(NounPhrases, SubjectsNeedNoKnownWord) {
  EXPECT_THAT(AnalyzedSpeech("The remaining claimants said no.").candidates(),
              Contains("The remaining claimants"));
}

TEST(NounPhrases, ACapitalAtTheBeginningOfASentenceProvesNothing) {
  EXPECT_THAT(AnalyzedSpeech("Concerning the sea, nothing was agreed.").candidates(),
              Not(Contains("Concerning")));
}

TEST(NounPhrases, VietnameseNamesWithHonorificAndOffice) {
  const AnalyzedSpeech document("Hôm qua, ông Nguyễn Văn An gặp Bộ trưởng Ngoại giao Trần Thị Bình.", "vi");
  EXPECT_THAT(document.candidates(), Contains("ông Nguyễn Văn An"));
  EXPECT_THAT(document.candidates(), Contains("Nguyễn Văn An"));
  EXPECT_THAT(document.candidates(), Contains("Bộ trưởng Ngoại giao"));
  EXPECT_THAT(document.candidates(), Contains("Trần Thị Bình"));
}

TEST(NounPhrases, VietnameseOfficesOrganisationsAndGroups) {
  const auto kind = [](std::string_view phrase) {
    return AnalyzedSpeech("Trong khi đó, " + std::string(phrase) + " phản đối.", "vi").kind_of(phrase);
  };
  EXPECT_EQ(kind("người phát ngôn Bộ Ngoại giao Việt Nam"), HolderKind::kOffice);
  EXPECT_EQ(kind("phía Trung Quốc"), HolderKind::kOffice);
  EXPECT_EQ(kind("các nước ASEAN"), HolderKind::kOrganisation);
  EXPECT_EQ(kind("Bộ Nông nghiệp"), HolderKind::kOrganisation);
  EXPECT_EQ(kind("một nghị sĩ Nhật Bản"), HolderKind::kOffice);
  EXPECT_EQ(kind("hai bên"), HolderKind::kPeople);
  EXPECT_EQ(kind("Philippines"), HolderKind::kPlace);
}

TEST(NounPhrases, VietnameseSyllablesInsideCompoundsAreNoOrganisations) {
  const AnalyzedSpeech document("Họ gặp nhau tại trụ sở cũ và vạch ranh giới mới.", "vi");
  EXPECT_THAT(document.candidates(), Not(Contains("sở")));
  EXPECT_THAT(document.candidates(), Not(Contains("giới")));
}

TEST(NounPhrases, OtherLanguagesGiveCapitals) {
  const AnalyzedSpeech document("Gestern sprach Anna Schmidt in Berlin.", "de");
  EXPECT_THAT(document.candidates(), Contains("Anna Schmidt"));
}

TEST(NounPhrases, AreSortedAndInsideTheirSentence) {
  const AnalyzedSpeech document(
      "The head of the Vietnamese delegation to ASEAN, Ambassador Le Van An, said no. Vietnam and China "
      "talk.");
  std::uint32_t last = 0;
  for (const NounPhrase& phrase : document.speech.phrases()) {
    EXPECT_GE(phrase.first, last);
    last = phrase.first;
    const SpeechSentence& sentence = document.speech.speech_text().sentences[phrase.sentence];
    EXPECT_GE(phrase.first, sentence.first_word);
    EXPECT_LE(phrase.first, phrase.last);
    EXPECT_LE(phrase.last, phrase.extended_last);
    EXPECT_LT(phrase.extended_last, sentence.last_word);
  }
}

}  // namespace
}  // namespace bearing
