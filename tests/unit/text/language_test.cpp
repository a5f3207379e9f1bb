#include "text/language.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bearing {
namespace {

std::string code_of(std::string_view text) { return detect_language(text).code; }

TEST(Language, DetectsTheCommonOnes) {
  EXPECT_EQ(code_of("The two ministers agreed on Thursday to hold another round of talks in Hanoi before the "
                    "end of the year."),
            "en");
  EXPECT_EQ(code_of("Hai bộ trưởng nhất trí tổ chức thêm một vòng đàm phán tại Hà Nội trước cuối năm nay."),
            "vi");
  EXPECT_EQ(code_of("Menteri Luar Negeri Indonesia mengatakan bahwa pertemuan itu akan diadakan di Jakarta "
                    "pada hari Senin."),
            "id");
  EXPECT_EQ(
      code_of("Le ministre des affaires étrangères a déclaré mardi que les pourparlers se poursuivraient."),
      "fr");
  EXPECT_EQ(code_of("中国外交部发言人周二表示，双方同意继续就此问题进行磋商。"), "zh");
  EXPECT_EQ(code_of("中國外交部發言人週二表示，雙方同意繼續就此問題進行磋商。"), "zh-Hant");
  EXPECT_EQ(code_of("กระทรวงการต่างประเทศแถลงว่าการประชุมจะมีขึ้นในวันจันทร์"), "th");
  EXPECT_EQ(code_of("קבוצת שרים נפגשה ביום שני כדי לדון בהסכם החדש בין המדינות"), "he");
}

TEST(Language, LooksPastAMasthead) {
  std::string menu, french;
  while (menu.size() < 900) menu += "Home News Sport Business Culture Weather Sign in Subscribe today ";
  while (french.size() < 3000)
    french += "Le ministre des affaires étrangères a déclaré mardi que les pourparlers se poursuivraient. ";
  EXPECT_EQ(code_of(menu + "\n\n" + french), "fr");
  std::string dutch;
  while (dutch.size() < 3000)
    dutch += "De minister zei dinsdag dat de onderhandelingen tot het einde van het jaar worden voortgezet. ";
  EXPECT_EQ(code_of(dutch + "The talks of the week and the end of it were of interest to the press."), "nl");
}

TEST(Language, DetectsVietnameseWithoutDiacritics) {
  EXPECT_EQ(code_of("Hai bo truong nhat tri to chuc them mot vong dam phan tai Ha Noi truoc cuoi nam nay, "
                    "theo thong cao cua Bo Ngoai giao."),
            "vi");
  EXPECT_EQ(code_of("NGUOI DAN KHONG DUOC RA KHOI NHA TRONG NHUNG NGAY BAO"), "vi");
}

TEST(Language, DetectsDecomposedVietnamese) {
  EXPECT_EQ(code_of("Hai bo\u0323\u0302 tru\u031Bo\u031B\u0309ng nh\u00E2\u0301t tri\u0301 t\u00F4\u0309 "
                    "chu\u031B\u0301c th\u00EAm m\u00F4\u0323t vo\u0300ng \u0111a\u0300m pha\u0301n"),
            "vi");
}

// Words are counted in windows: where a word stands must not matter.
TEST(Language, DoesNotDependOnWhereWordsStand) {
  const std::string english =
      "The head of the council said that the bridge was safe and that the work with the river was over. ";
  const std::string unaccented = "Chinh phu cho biet nguoi dan trong khu vuc se duoc giup do cua nha nuoc. ";
  for (std::size_t shift = 0; shift < 140; ++shift) {
    EXPECT_EQ(detect_language(std::string(shift, '.') + english + english).code, "en") << shift;
    EXPECT_EQ(detect_language(std::string(shift, 'x') + " " + unaccented + unaccented).code, "vi") << shift;
  }
}

TEST(Language, SaysWhenItDoesNotKnow) {
  for (const std::string_view text :
       {"", "Hi", "12345 67890 --- 2021", "asdf qwer zxcv hjkl poiu mnbv", "\n\n\n", "!!! ??? ###"}) {
    const DetectedLanguage language = detect_language(text);
    EXPECT_EQ(language.code, "und") << text;
    EXPECT_FALSE(language.reliable) << text;
  }
}

TEST(Language, LooksThroughControlBytes) {
  EXPECT_EQ(code_of("The two ministers\x01\x02 agreed on Thursday\xFF to hold another round of talks\uFFFE "
                    "in Hanoi before the end of the year."),
            "en");
}

TEST(Language, SurvivesAnyBytes) {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 400, '\0');
    for (char& c : text) c = static_cast<char>(round % 2 == 0 ? random() : 0x40 + random() % 0x90);
    EXPECT_FALSE(detect_language(text).code.empty());
  }
}

}  // namespace
}  // namespace bearing
