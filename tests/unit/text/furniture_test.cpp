#include "text/furniture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bearing {
namespace {

using Kinds = std::vector<std::pair<std::string, BlockKind>>;

// Every page here is also cut without a word on kinds.
void expect_cut_alike(const std::string& text, std::string_view title, const std::vector<Block>& blocks) {
  std::vector<Block> cut;
  cut_blocks(text, title, cut);
  ASSERT_EQ(cut.size(), blocks.size()) << text;
  for (std::size_t i = 0; i < cut.size(); ++i) {
    EXPECT_EQ(cut[i].begin, blocks[i].begin) << text;
    EXPECT_EQ(cut[i].end, blocks[i].end) << text;
    EXPECT_EQ(cut[i].kind, BlockKind::kBody);
  }
}

Kinds blocks_of(const std::string& text, std::string_view title = {}) {
  std::vector<Block> blocks;
  find_blocks(text, title, blocks);
  expect_cut_alike(text, title, blocks);
  Kinds kinds;
  for (const Block& block : blocks)
    kinds.emplace_back(text.substr(block.begin, block.end - block.begin), block.kind);
  return kinds;
}

BlockKind kind_of(const Kinds& kinds, std::string_view start) {
  for (const auto& [text, kind] : kinds) {
    if (text.starts_with(start)) return kind;
  }
  ADD_FAILURE() << "no block starts with " << start;
  return BlockKind::kBody;
}

const std::string kFirst =
    "Ministers of ten countries opened two days of talks in the old port on Thursday, with the draft of a "
    "code on the agenda.";
const std::string kSecond =
    "The host's chief delegate said that he expected no early agreement, and that the working groups would "
    "meet again in August.";
const std::string kThird =
    "Fishermen in the province said they had heard such promises before and would wait for the text before "
    "they believed in it.";
const std::string kVietnameseFirst =
    "Ngày 12/7, tại thành phố cảng, các bộ trưởng mười nước khai mạc hai ngày đàm phán về dự thảo bộ quy tắc "
    "ứng xử.";
const std::string kVietnameseSecond =
    "Trưởng đoàn nước chủ nhà cho biết chưa thể sớm đạt thỏa thuận và nhóm công tác sẽ họp lại vào tháng Tám "
    "tới đây.";

TEST(Furniture, KeepsAnOrdinaryArticleWhole) {
  const Kinds kinds =
      blocks_of(kFirst + "\n\n" + kSecond + "\n\n\"We wait,\" one of them said.\n\n" + kThird);
  ASSERT_EQ(kinds.size(), 4U);
  for (const auto& [text, kind] : kinds) EXPECT_EQ(kind, BlockKind::kBody) << text;
}

TEST(Furniture, CoversEverythingButWhiteSpaceInOrder) {
  const std::string text =
      "Home | World\n\nTitle of it\n" + kFirst + "\n\n" + kSecond + " — VNS\n\nRead more:\n- One\n- Two";
  std::vector<Block> blocks;
  find_blocks(text, "Title of it", blocks);
  std::string covered(text.size(), ' ');
  std::uint32_t last = 0;
  for (const Block& block : blocks) {
    EXPECT_LE(last, block.begin);
    EXPECT_LT(block.begin, block.end);
    last = block.end;
    std::fill(covered.begin() + block.begin, covered.begin() + block.end, 'x');
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_TRUE(covered[i] == 'x' || text[i] == ' ' || text[i] == '\n') << i;
  }
}

TEST(Furniture, FindsTheHeadOfAPage) {
  const Kinds kinds = blocks_of(
      "THE NATIONAL MIRROR – Voice of the provinces\nHa Noi 17°C, light rain • Friday, 18/05/2018, 09:42 "
      "(GMT+7)\nHome | Politics | Business | Sport\n"
      "Talks open in the old port\nBy Thu Ba | 11:20 AM\nShare Facebook Twitter\n\n" +
          kFirst,
      "Talks open in the old port | Mirror");
  EXPECT_EQ(kind_of(kinds, "THE NATIONAL"), BlockKind::kMasthead);
  EXPECT_EQ(kind_of(kinds, "Ha Noi"), BlockKind::kMasthead);
  EXPECT_EQ(kind_of(kinds, "Home"), BlockKind::kMasthead);
  EXPECT_EQ(kind_of(kinds, "Talks open"), BlockKind::kTitle);
  EXPECT_EQ(kind_of(kinds, "By Thu"), BlockKind::kMasthead);
  EXPECT_EQ(kind_of(kinds, "Share"), BlockKind::kMasthead);
  EXPECT_EQ(kind_of(kinds, "Ministers"), BlockKind::kBody);
}

TEST(Furniture, FindsTheHeadlineWithGluedWordsAndOtherCase) {
  EXPECT_EQ(kind_of(blocks_of("Navy chiefs agree topick up the PHONE\n\n" + kFirst,
                              "Navy chiefs agree to pick up the phone"),
                    "Navy"),
            BlockKind::kTitle);
  EXPECT_EQ(
      kind_of(blocks_of("[Economy] Unit 5 says goodbye\n\n" + kFirst, "Unit 5 says goodbye"), "[Economy]"),
      BlockKind::kTitle);
}

TEST(Furniture, KeepsAStandfirstBelowTheHeadline) {
  const Kinds kinds = blocks_of(
      "Talks open in the old port\nMoscow regards the law of the sea as a pillar of order but has no "
      "comment\n\n" +
          kFirst,
      "Talks open in the old port");
  EXPECT_EQ(kind_of(kinds, "Moscow"), BlockKind::kBody);
}

TEST(Furniture, FindsCaptions) {
  for (const std::string caption :
       {"Delegates at the meeting in Hai Phong (Photo: VNA)",
        "Boats at Sa Ky Port in Quang Ngai. — Mirror Photo",
        "Member of the Secretariat at the event. VNA/VNS Photo", "Quang cảnh hội nghị trực tuyến.",
        "Lễ đón chính thức tại Nhà Quốc hội. Ảnh: TTXVN", "[Photo: A boat is towed to the port]",
        "IN PICTURES: Workers leave for the last time", "Talks open ảnh 2At the event (Photo: VNA)",
        "Cụ bà đã mất 32 triệu USD (Ảnh minh họa).",
        "Sparks fill the air as the roof burns. (Philippe Wojazer/Reuters)",
        "A boat at the port (Photo: VNA)A boat at the port (Photo: VNA)",
        "Image copyright Getty Images Image caption The probe takes off"}) {
    EXPECT_EQ(kind_of(blocks_of(kFirst + "\n\n" + caption + "\n\n" + kSecond), caption), BlockKind::kCaption)
        << caption;
  }
}

TEST(Furniture, FindsRepeatedCaptions) {
  const std::string caption = "A bowl of noodle soup at the corner";
  const Kinds twice = blocks_of(kFirst + "\n\n" + caption + "\n" + caption + "\n\n" + kSecond);
  EXPECT_EQ(twice[1].second, BlockKind::kCaption);
  EXPECT_EQ(twice[2].second, BlockKind::kCaption);
  const Kinds bracketed =
      blocks_of(kFirst + "\n\n[Photo: " + caption + "]\n\n" + kSecond + "\n\n" + caption + "\n\n" + kThird);
  EXPECT_EQ(bracketed[3].second, BlockKind::kCaption);
}

TEST(Furniture, KeepsSentencesThatMentionPictures) {
  for (const std::string body :
       {"Police said the photo was taken on Monday and showed the three men near the pier.",
        "Anh trai ông cho biết gia đình đã nhận được ảnh từ bệnh viện tỉnh sáng nay.",
        "He told reporters: the picture is mixed, and prices may rise again before the summer."}) {
    EXPECT_EQ(kind_of(blocks_of(kFirst + "\n\n" + body + "\n\n" + kSecond), body), BlockKind::kBody) << body;
  }
}

TEST(Furniture, DropsTeaserListsAtTheEnd) {
  for (const std::string heading :
       {"Read more:", "RELATED STORIES", "YOU MAY ALSO LIKE", "MORE ON THIS TOPIC", "Trending now",
        "Tin liên quan", "ĐỌC THÊM", "Xem thêm ▼", "BÀI ĐỌC NHIỀU",
        "Baca juga / Read also:", "More from HDM"}) {
    const Kinds kinds =
        blocks_of(kFirst + "\n\n" + kSecond + "\n\n" + heading +
                  "\nCoast guard returns after 40 days\nTyphoon shelters open early\nThree ways with squid");
    EXPECT_EQ(kind_of(kinds, "Coast guard"), BlockKind::kTeaser) << heading;
    EXPECT_EQ(kind_of(kinds, "Three ways"), BlockKind::kTeaser) << heading;
    EXPECT_EQ(kind_of(kinds, "The host"), BlockKind::kBody) << heading;
  }
}

TEST(Furniture, DropsTeaserCardsAfterASignOff) {
  const Kinds kinds =
      blocks_of(kFirst + "\n\n" + kSecond +
                "./.\n\nVNA\n\nSee more\n\nIllustrative image (Photo: VNA)\n\nPM meets leaders\n\n" + kThird);
  EXPECT_EQ(kind_of(kinds, "VNA"), BlockKind::kSignOff);
  EXPECT_EQ(kind_of(kinds, "PM meets"), BlockKind::kTeaser);
  EXPECT_EQ(kind_of(kinds, "Fishermen"), BlockKind::kTeaser);
}

TEST(Furniture, ResumesTheArticleAfterAListInItsMiddle) {
  for (const std::string list :
       {"Đọc nhiều nhất\n1. Olympic Tokyo thiếu khách sạn\n2. Động đất ở Kumamoto\n",
        "Read more: Wrestlers name team for winter games\n", "RELATED STORIES\nDurian prices fall again\n",
        ">> Xem thêm: Giá vàng lập đỉnh mới\n"}) {
    const Kinds kinds = blocks_of(kFirst + "\n\n" + list + "\n" + kSecond + "\n\n" + kThird);
    EXPECT_EQ(kinds[1].second, BlockKind::kTeaser) << list;
    EXPECT_EQ(kind_of(kinds, "The host"), BlockKind::kBody) << list;
    EXPECT_EQ(kind_of(kinds, "Fishermen"), BlockKind::kBody) << list;
  }
}

TEST(Furniture, KeepsSectionsThatFollowAStrayHeading) {
  const Kinds kinds = blocks_of(kFirst + "\n\nRelated\n\n" + kSecond + "\n\nWhat comes next\n\n" + kThird);
  EXPECT_EQ(kind_of(kinds, "The host"), BlockKind::kBody);
  EXPECT_EQ(kind_of(kinds, "What comes"), BlockKind::kBody);
  EXPECT_EQ(kind_of(kinds, "Fishermen"), BlockKind::kBody);
}

TEST(Furniture, CutsSignOffsFromParagraphs) {
  for (const auto& [tail, cut] :
       std::vector<std::pair<std::string, std::string>>{{" — VNS", "— VNS"},
                                                        {" (Theo TTXVN)", "(Theo TTXVN)"},
                                                        {" (TTXVN/Vietnam+)", "(TTXVN/Vietnam+)"},
                                                        {" -- BERNAMEX", "-- BERNAMEX"},
                                                        {" (PINA)", "(PINA)"}}) {
    const Kinds kinds = blocks_of(kFirst + "\n\n" + kSecond + tail);
    ASSERT_EQ(kinds.size(), 3U) << tail;
    EXPECT_EQ(kinds[1], (std::pair{kSecond, BlockKind::kBody}));
    EXPECT_EQ(kinds[2], (std::pair{cut, BlockKind::kSignOff}));
  }
  const Kinds kept = blocks_of(
      kFirst +
      "\n\nThe navy said it would go on patrolling the strait, as it had done in earlier years (see map).");
  EXPECT_EQ(kept.size(), 2U);
}

// A line of a caption keeps its signature, one of the body is parted from it: so cutting needs to know which.
TEST(Furniture, CutsSignOffsOnlyFromTheBody) {
  const std::string caption = "Photo: Boats wait in the old port for the ministers. - VNA";
  for (const std::string& text : {kFirst + "\n\n" + caption + "\n\n" + kSecond + " - VNS",
                                  kFirst + " - VNS\n\n" + kSecond, caption, kFirst + "\n" + caption})
    blocks_of(text);
  EXPECT_EQ(blocks_of(kFirst + "\n\n" + kSecond + " - VNS").size(), 3U);
  EXPECT_EQ(blocks_of(kFirst + "\n\n" + caption + "\n\n" + kSecond).size(), 3U);
}

TEST(Furniture, FindsLinesOfSignOffsAndAuthorsAtTheEnd) {
  for (const std::string line : {"VNA", "(Theo TTXVN)", "Nguồn: TTXVN", "Đỗ Quân", "Minh Phương Theo AP",
                                 "The Associated Press contributed to this report."}) {
    EXPECT_EQ(kind_of(blocks_of(kVietnameseFirst + "\n\n" + kVietnameseSecond + "\n\n" + line), line),
              BlockKind::kSignOff)
        << line;
  }
}

TEST(Furniture, FindsCommentBoxes) {
  const Kinds kinds =
      blocks_of(kVietnameseFirst + "\n\n" + kVietnameseSecond +
                "\nTừ khóa: biển, đàm phán\nBình luận (3)\nminhtri: sáng nào cũng vậy\nCo Ba Q3: rào rồi để "
                "đó\nVui lòng gõ tiếng Việt có dấu\n© Bản quyền thuộc về Tòa soạn");
  for (std::size_t i = 2; i < kinds.size(); ++i)
    EXPECT_EQ(kinds[i].second, BlockKind::kComment) << kinds[i].first;
}

TEST(Furniture, DropsAdvertisementMarksBetweenParagraphs) {
  const Kinds kinds =
      blocks_of(kFirst + "\n\nADVERTISEMENT\n\n" + kSecond + "\n\nSubscribe to our newsletter\n\n" + kThird);
  EXPECT_EQ(kinds[1].second, BlockKind::kComment);
  EXPECT_EQ(kinds[3].second, BlockKind::kComment);
  EXPECT_EQ(kinds[4].second, BlockKind::kBody);
}

TEST(Furniture, KeepsDatelines) {
  const Kinds kinds =
      blocks_of("Hanoi (VNA) - " + kFirst + "\n\nKUALA LUMPUR, July 25 (Bernama) -- " + kSecond);
  EXPECT_EQ(kinds[0].second, BlockKind::kBody);
  EXPECT_EQ(kinds[1].second, BlockKind::kBody);
}

TEST(Furniture, KeepsInterviewsAndSubheads) {
  const Kinds kinds = blocks_of("Q: Does arbitration work?\nA: Sometimes.\nQ: For whom?\nA: " + kFirst +
                                "\n\nWhat will the probe do?\n\n" + kSecond);
  for (const auto& [text, kind] : kinds) EXPECT_EQ(kind, BlockKind::kBody) << text;
}

TEST(Furniture, TakesATextOfNothingButFurnitureAsBody) {
  for (const std::string text : {"Read more", "Home | Politics | Sport", "Photo: A boat",
                                 "- Flour\n- Sugar\n- Two eggs", "VNA", "Talks open in the old port"}) {
    for (const auto& [line, kind] : blocks_of(text)) EXPECT_EQ(kind, BlockKind::kBody) << line;
  }
}

TEST(Furniture, JoinsHardWrappedLines) {
  const Kinds kinds = blocks_of(
      "Ministers of ten countries opened two days of talks in the old port on\nThursday, with the draft of a "
      "code of conduct on the agenda, and said that\nno early agreement was to be expected.\n\n" +
      kSecond);
  ASSERT_EQ(kinds.size(), 2U);
  EXPECT_TRUE(kinds[0].first.ends_with("expected."));
}

TEST(Furniture, FindsNothingInEmptyText) {
  EXPECT_TRUE(blocks_of("").empty());
  EXPECT_TRUE(blocks_of(" \n\n ").empty());
}

TEST(Furniture, SurvivesAnyBytes) {
  const std::string kBits[] = {"Read more", ":",          "\n",          "\n\n",          "(",
                               ")",         "Photo",      "Ảnh: ",       " — ",           "VNS",
                               ". ",        "| ",         "© ",          "Tin liên quan", "\xE1\xBB",
                               "\xFF",      "12/3/2019 ", "- ",          ">> ",           "word ",
                               kFirst,      "./.",        "Comments (3)"};
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (unsigned i = random() % 60; i > 0; --i) {
      if (random() % 6 == 0) {
        text.push_back(static_cast<char>(random()));
      } else {
        text += kBits[random() % std::size(kBits)];
      }
    }
    std::vector<Block> blocks;
    const std::string_view title = round % 3 == 0 ? "Read more about the word" : "";
    find_blocks(text, title, blocks);
    expect_cut_alike(text, title, blocks);
    std::uint32_t last = 0;
    for (const Block& block : blocks) {
      ASSERT_LE(last, block.begin);
      ASSERT_LT(block.begin, block.end);
      ASSERT_LE(block.end, text.size());
      last = block.end;
    }
  }
}

TEST(Furniture, NamesItsKinds) {
  EXPECT_STREQ(to_string(BlockKind::kBody), "body");
  EXPECT_STREQ(to_string(BlockKind::kSignOff), "sign-off");
}

}  // namespace
}  // namespace bearing
