#include "corpus/record_reader.hpp"

#include <array>
#include <utility>

#include "base/usage_error.hpp"
#include "corpus/input_list.hpp"

namespace bearing {
namespace {

constexpr std::array<std::pair<std::string_view, CorpusFormat>, 15> kFormats = {{
    {"auto", CorpusFormat::kAuto},
    {"jsonl", CorpusFormat::kJsonLines},
    {"csv", CorpusFormat::kCsv},
    {"tsv", CorpusFormat::kTsv},
    {"fasttext", CorpusFormat::kFastText},
    {"folders", CorpusFormat::kFolders},
    {"label-studio", CorpusFormat::kLabelStudio},
    {"doccano", CorpusFormat::kDoccano},
    {"text", CorpusFormat::kText},
    {"html", CorpusFormat::kHtml},
    {"pairs", CorpusFormat::kPairs},
    {"semeval-2016", CorpusFormat::kSemEval2016},
    {"fnc-1", CorpusFormat::kFnc1},
    {"vast", CorpusFormat::kVast},
    {"warc", CorpusFormat::kWarc},
}};

/// Many inputs, one after another, each opened when its turn comes.
class ChainedReader final : public RecordReader {
 public:
  ChainedReader(std::vector<InputItem> items, const ReadOptions& options)
      : items_(std::move(items)), options_(options) {}

  Result<bool> next(Record& record) override {
    for (;;) {
      if (!current_) {
        if (at_ == items_.size()) return false;
        auto opened = open_input(items_[at_++], options_);
        if (!opened) return opened.error();
        current_ = std::move(*opened);
      }
      auto more = current_->next(record);
      if (!more || *more) return more;
      passed_over_ += current_->passed_over();
      current_ = nullptr;
    }
  }

  std::uint64_t passed_over() const override {
    return passed_over_ + (current_ ? current_->passed_over() : 0);
  }

 private:
  std::vector<InputItem> items_;
  ReadOptions options_;
  std::size_t at_ = 0;
  std::uint64_t passed_over_ = 0;
  std::unique_ptr<RecordReader> current_;
};

}  // namespace

Result<CorpusFormat> parse_corpus_format(const std::string& name) {
  std::string names;
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
    names.append(names.empty() ? "" : ", ").append(known);
  }
  return usage_error("unknown format \"" + name + "\"; the formats are " + names);
}

std::vector<std::string> corpus_format_names() {
  std::vector<std::string> names;
  for (const auto& [name, format] : kFormats) names.emplace_back(name);
  return names;
}

Status ReadOptions::validate() const {
  std::vector<const std::string*> fields = {&text_field, &title_field, &id_field, &label_field};
  const ReadOptions defaults;
  if (target_field != defaults.target_field) fields.push_back(&target_field);
  if (stance_field != defaults.stance_field) fields.push_back(&stance_field);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i]->empty()) return usage_error("the name of a field is empty");
    for (std::size_t j = 0; j < i; ++j) {
      if (*fields[i] == *fields[j]) return usage_error("field \"" + *fields[i] + "\" is given two meanings");
    }
  }
  if (label_separator.empty()) return usage_error("the label separator is empty");
  if (max_record_bytes == 0) return usage_error("the limit for one record is 0 bytes");
  if (max_text_bytes == 0) return usage_error("the limit for one text is 0 bytes");
  return success();
}

Result<std::unique_ptr<RecordReader>> open_records(const std::vector<std::string>& inputs,
                                                   const ReadOptions& options) {
  if (auto valid = options.validate(); !valid) return valid.error();
  auto items = list_inputs(inputs, options);
  if (!items) return items.error();
  return std::unique_ptr<RecordReader>(std::make_unique<ChainedReader>(std::move(*items), options));
}

Result<std::vector<Record>> read_corpus(const std::vector<std::string>& inputs, const ReadOptions& options) {
  auto reader = open_records(inputs, options);
  if (!reader) return reader.error();
  std::vector<Record> records;
  for (;;) {
    Record record;
    auto more = (*reader)->next(record);
    if (!more) return more.error();
    if (!*more) return records;
    if (record.error) return *record.error;
    records.push_back(std::move(record));
  }
}

}  // namespace bearing
