// Sixty invented documents on three topics in two languages: enough to train a model in a moment.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "corpus/record.hpp"
#include "scheme/scheme.hpp"

namespace bearing {

struct TinyTopic {
  const char* id;
  std::array<std::vector<std::string>, 2> sentences;  ///< English, Vietnamese.
};

inline const std::vector<TinyTopic>& tiny_topics() {
  static const std::vector<TinyTopic> topics = {
      {"floods",
       {{{"The river burst its banks before dawn and the flood covered the rice fields.",
          "Rescue boats reached families on the roofs of flooded houses.",
          "Heavy rain will raise the river again, the flood centre warned.",
          "Engineers opened the dam gates to keep the flood away from the city.",
          "Flooded roads cut two districts off from the hospital."},
         {"Nước lũ tràn bờ trước bình minh và nhấn chìm cánh đồng lúa.",
          "Thuyền cứu hộ đưa các gia đình rời khỏi mái nhà ngập nước.",
          "Mưa lớn sẽ làm nước sông dâng trở lại, đài khí tượng cảnh báo lũ.",
          "Kỹ sư mở cửa xả đập để lũ không tràn vào thành phố.",
          "Đường ngập nước lũ chia cắt hai huyện với bệnh viện."}}}},
      {"trade",
       {{{"Ministers signed a trade agreement that lowers tariffs on coffee and rubber.",
          "Exports to the neighbouring market grew by a tenth after the tariff cut.",
          "The trade deficit narrowed as exporters found new buyers.",
          "Negotiators of both sides resumed talks on import tariffs.",
          "Customs offices will accept one export form from next year."},
         {"Các bộ trưởng ký hiệp định thương mại giảm thuế quan với cà phê và cao su.",
          "Xuất khẩu sang thị trường láng giềng tăng một phần mười sau khi giảm thuế.",
          "Thâm hụt thương mại thu hẹp khi doanh nghiệp xuất khẩu tìm được khách mới.",
          "Đoàn đàm phán hai bên nối lại thương lượng về thuế nhập khẩu.",
          "Hải quan sẽ chấp nhận một mẫu tờ khai xuất khẩu từ năm sau."}}}},
      {"schools",
       {{{"Pupils returned to the classroom with new textbooks and a younger teacher.",
          "The school will teach two foreign languages from the third grade.",
          "Teachers asked for smaller classes and better libraries.",
          "A scholarship lets village pupils finish secondary school.",
          "The exam was moved because the school roof was under repair."},
         {"Học sinh trở lại lớp với sách giáo khoa mới và một cô giáo trẻ.",
          "Trường sẽ dạy hai ngoại ngữ từ lớp ba.",
          "Giáo viên đề nghị giảm sĩ số lớp học và nâng cấp thư viện.",
          "Học bổng giúp học sinh vùng quê học hết trung học.",
          "Kỳ thi dời lại vì mái trường đang sửa chữa."}}}}};
  return topics;
}

/// Sentences that say nothing of any topic.
inline const std::array<std::vector<std::string>, 2>& tiny_fillers() {
  static const std::array<std::vector<std::string>, 2> fillers = {
      {{"Officials met in the town hall on Tuesday.", "Nobody wanted to say more about the matter.",
        "The mayor thanked everyone for their patience.",
        "A second meeting is planned for the end of the month.",
        "Local people followed the news with interest.", "The announcement came as a surprise to many."},
       {"Lãnh đạo họp tại trụ sở ủy ban hôm thứ ba.", "Không ai muốn nói thêm về việc này.",
        "Chủ tịch cảm ơn mọi người đã kiên nhẫn.", "Cuộc họp thứ hai dự kiến diễn ra vào cuối tháng.",
        "Người dân địa phương quan tâm theo dõi tin tức.", "Thông báo khiến nhiều người bất ngờ."}}};
  return fillers;
}

inline Scheme tiny_scheme() {
  Scheme scheme;
  scheme.name = "tiny";
  for (const TinyTopic& topic : tiny_topics()) scheme.topics.emplace_back().id = topic.id;
  scheme.topics[0].terms = {{"en", {"flood", "rescue boat"}}, {"vi", {"nước lũ"}}};
  scheme.topics[1].terms = {{"en", {"tariff", "export"}}, {"vi", {"thuế quan", "xuất khẩu"}}};
  return scheme;
}

/// A document of the given topics (numbers); `n` chooses its sentences.
inline Record tiny_record(std::size_t n, std::size_t language, const std::vector<std::size_t>& topics,
                          bool evidence) {
  Record record;
  record.source = "tiny.jsonl";
  record.line = n + 1;
  record.document.id = "d" + std::to_string(n);
  record.document.lang = language == 0 ? "en" : "vi";
  record.annotation.has_topics = true;
  const auto& fillers = tiny_fillers()[language];
  std::string& text = record.document.text;
  text = fillers[n % fillers.size()];
  nlohmann::ordered_json marked = nlohmann::ordered_json::object();
  for (const std::size_t topic : topics) {
    const auto& sentences = tiny_topics()[topic].sentences[language];
    record.annotation.topics.push_back(tiny_topics()[topic].id);
    for (const std::size_t s : {n % sentences.size(), (n / 5 + 2 * n + 1) % sentences.size()}) {
      text += " " + sentences[s];
      marked[tiny_topics()[topic].id].push_back(sentences[s]);
    }
  }
  text += " " + fillers[(n / 6 + n + 2) % fillers.size()];
  if (topics.size() != 1) text += " " + fillers[(n / 3 + 4) % fillers.size()];
  text += " " + std::string(language == 0 ? "Report number " : "Bản tin số ") + std::to_string(n) +
          ".";  // No two texts alike.
  if (n % 4 == 0) record.document.title = language == 0 ? "News of the day" : "Tin trong ngày";
  if (evidence && !topics.empty()) record.document.fields.emplace_back("topic_evidence", marked.dump());
  return record;
}

struct TinyCorpusOptions {
  bool evidence = true;
  std::size_t schools = 15;  ///< Documents on schools, to make that topic as rare as one likes.
};

/// 60 documents: 15 on floods, `schools` on schools, 6 on floods and trade, 6 on nothing, the rest on trade.
inline std::vector<Record> tiny_corpus(const TinyCorpusOptions& options = {}) {
  std::vector<Record> records;
  for (std::size_t n = 0; n < 60; ++n) {
    std::vector<std::size_t> topics = {1};
    if (n < 15) topics = {0};
    if (n >= 15 && n < 21) topics = {0, 1};
    if (n >= 21 && n < 27) topics.clear();
    if (n >= 27 && n < 27 + options.schools) topics = {2};
    records.push_back(tiny_record(n, n % 2, topics, options.evidence));
  }
  return records;
}

}  // namespace bearing
