// The tiny corpus with stances: two targets in dispute, with holders and evidence.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/tiny_corpus.hpp"

namespace bearing {

inline Scheme tiny_stance_scheme() {
  Scheme scheme = tiny_scheme();
  scheme.targets.emplace_back().id = "new-dam";
  scheme.targets.emplace_back().id = "bigger-classes";
  scheme.targets[0].terms = {{"en", {"dam"}}, {"vi", {"con đập"}}};
  scheme.targets[0].favor = {{"en", {"worth building"}}};
  scheme.targets[0].against = {{"en", {"drown the valley"}}};
  scheme.targets[1].terms = {{"en", {"classes"}}, {"vi", {"lớp học"}}};
  return scheme;
}

struct TinyStance {
  const char *target, *stance, *holder, *sentence;
};

/// [language][entry]: favor and against on each target, by different people.
inline const std::array<std::vector<TinyStance>, 2>& tiny_stances() {
  static const std::array<std::vector<TinyStance>, 2> stances = {
      {{{"new-dam", "favor", "The governor", "The governor said the new dam was well worth building."},
        {"new-dam", "against", "Farmers", "Farmers warned that the new dam would drown the valley."},
        {"bigger-classes", "favor", "The treasurer",
         "The treasurer praised bigger classes as good for the budget."},
        {"bigger-classes", "against", "Parents",
         "Parents rejected bigger classes as harmful to their children."}},
       {{"new-dam", "favor", "Tỉnh trưởng", "Tỉnh trưởng khẳng định con đập mới rất đáng xây."},
        {"new-dam", "against", "Nông dân", "Nông dân cảnh báo con đập mới sẽ nhấn chìm thung lũng."},
        {"bigger-classes", "favor", "Thủ quỹ", "Thủ quỹ khen lớp học đông hơn có lợi cho ngân sách."},
        {"bigger-classes", "against", "Phụ huynh", "Phụ huynh phản đối lớp học đông hơn vì hại trẻ nhỏ."}}}};
  return stances;
}

/// 60 documents with topics, two in three with one entry, and four passages that only teach.
inline std::vector<Record> tiny_stance_corpus() {
  std::vector<Record> records = tiny_corpus();
  const auto add = [](Record& record, const TinyStance& stance) {
    record.document.text += std::string("\n\n") + stance.sentence;
    record.annotation.stances.push_back({stance.target, stance.stance, stance.holder, stance.sentence});
  };
  for (std::size_t n = 0; n < records.size(); ++n) {
    records[n].annotation.has_stances = true;
    if (n % 3 != 0) add(records[n], tiny_stances()[n % 2][n / 3 % 4]);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    Record& passage = records.emplace_back();
    passage.source = "passages.jsonl";
    passage.line = i + 1;
    passage.document.id = "p" + std::to_string(i);
    passage.document.lang = "en";
    passage.document.targets = {tiny_stances()[0][i].target};
    passage.annotation.has_stances = true;
    passage.document.text = "It was said on day " + std::to_string(i) + ".";
    add(passage, tiny_stances()[0][i]);
  }
  return records;
}

}  // namespace bearing
