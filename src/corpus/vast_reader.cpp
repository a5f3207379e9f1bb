// VAST (Allaway and McKeown 2020), as its authors distribute it: comments on news, each with one topic.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "corpus/json_text.hpp"
#include "corpus/stance_names.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

constexpr std::array<StanceName, 3> kStances = {{{"0", "against"}, {"1", "favor"}, {"2", "neutral"}}};

/// Copies of the post and its topic as tokens, and pandas' own row number.
constexpr std::array<std::string_view, 5> kLeftOut = {"text", "text_s", "topic", "", "Unnamed: 0"};

ReadOptions as_table(const ReadOptions& options) {
  ReadOptions table;
  table.text_field = "post";
  table.id_field = "new_id";
  table.label_field = "label";
  table.label_separator = "\n";
  table.max_record_bytes = options.max_record_bytes;
  table.max_text_bytes = options.max_text_bytes;
  return table;
}

class VastReader final : public RecordReader {
 public:
  VastReader(NamedInput input, const ReadOptions& options)
      : table_(make_csv_reader(std::move(input), as_table(options), ',')) {}

  Result<bool> next(Record& record) override {
    auto more = table_->next(record);
    if (more && *more && !record.error) translate(record);
    return more;
  }

 private:
  static void translate(Record& record) {
    auto& fields = record.document.fields;
    std::string target, fallback;
    std::erase_if(fields, [&](auto& field) {
      if (field.first == "topic_str") target = json_value_as_cell(field.second);
      if (field.first == "new_topic") fallback = json_value_as_cell(field.second);
      if (field.first == "seen?") field.first = "seen";
      return field.first == "topic_str" ||
             std::find(kLeftOut.begin(), kLeftOut.end(), field.first) != kLeftOut.end();
    });
    if (target.empty()) {
      target = fallback;
      std::erase_if(fields, [](const auto& field) { return field.first == "new_topic"; });
    }
    const std::vector<std::string> labels = std::move(record.annotation.topics);
    record.annotation = {};
    record.document.targets.clear();
    if (target.empty()) return set_record_error(record, "columns topic_str and new_topic are empty");
    if (labels.empty()) return record.document.targets.push_back(std::move(target));
    const StanceName* known = find_stance(kStances, labels[0]);
    if (!known) return set_record_error(record, unknown_stance(kStances, labels[0]));
    record.annotation.has_stances = true;
    record.annotation.stances.push_back({std::move(target), std::string(known->ours), {}, {}});
  }

  std::unique_ptr<RecordReader> table_;
};

}  // namespace

std::unique_ptr<RecordReader> make_vast_reader(NamedInput input, const ReadOptions& options) {
  return std::make_unique<VastReader>(std::move(input), options);
}

}  // namespace bearing
