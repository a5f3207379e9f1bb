// FNC-1, the Fake News Challenge: headlines paired with bodies, the two in files of their own.
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "corpus/json_text.hpp"
#include "corpus/stance_names.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

constexpr std::array<StanceName, 4> kStances = {
    {{"agree", "favor"}, {"disagree", "against"}, {"discuss", "neutral"}, {"unrelated", "unrelated"}}};

/// JSON Lines rather than CSV. Takes the byte order mark off.
bool is_json(BufferedInput& input) {
  while (input.window().size() < 3 && input.fill()) {
  }
  if (input.window().starts_with("\xEF\xBB\xBF")) input.consume(3);
  for (;;) {
    const std::size_t solid = input.window().find_first_not_of(" \t\r\n");
    if (solid != std::string_view::npos) return input.window()[solid] == '{';
    if (!input.fill()) return false;
  }
}

/// A generic reader for either file: what both have is an id (of the body) and a text.
std::unique_ptr<RecordReader> open_part(NamedInput input, const ReadOptions& options,
                                        const std::array<const char*, 2>& csv_columns,
                                        const std::array<const char*, 2>& json_fields) {
  const bool json = is_json(*input.bytes);
  ReadOptions part;
  part.id_field = (json ? json_fields : csv_columns)[0];
  part.text_field = (json ? json_fields : csv_columns)[1];
  part.max_record_bytes = options.max_record_bytes;
  part.max_text_bytes = options.max_text_bytes;
  if (json) return make_json_lines_reader(std::move(input), part, JsonShape::kNative);
  return make_csv_reader(std::move(input), part, ',');
}

class Fnc1Reader final : public RecordReader {
 public:
  Fnc1Reader(NamedInput pairs, NamedInput bodies, const ReadOptions& options)
      : bodies_name_(bodies.name),
        pairs_(open_part(std::move(pairs), options, {"Body ID", "Headline"}, {"body_id", "target"})),
        bodies_(open_part(std::move(bodies), options, {"Body ID", "articleBody"}, {"body_id", "text"})) {}

  Result<bool> next(Record& record) override {
    if (pairs_) {
      if (auto read = read_bodies(); !read) return read.error();
      read_pairs();
      pairs_.reset();
      bodies_.reset();
      by_id_.clear();
    }
    if (at_ == records_.size()) {
      if (broken_) return *broken_;
      return false;
    }
    record = std::move(records_[at_++]);
    return true;
  }

 private:
  struct Body {
    Record record;
    std::size_t place = 0;  ///< Of its record in records_, plus 1; 0 until a pair names it.
  };

  Status read_bodies() {
    for (Record body;;) {
      auto more = bodies_->next(body);
      if (!more) return more.error();
      if (!*more) return success();
      if (body.error) {
        records_.push_back(body);
        continue;
      }
      const auto [known, fresh] = by_id_.try_emplace(body.document.id);
      if (fresh) {
        known->second.record = body;
      } else if (known->second.record.document.text != body.document.text) {
        refuse(body, "body \"" + body.document.id + "\" stands on line " +
                         std::to_string(known->second.record.line) + " with another text");
      }
    }
  }

  void read_pairs() {
    for (Record pair;;) {
      auto more = pairs_->next(pair);
      if (!more) broken_ = more.error();
      if (!more || !*more) return;
      if (pair.error) {
        records_.push_back(pair);
      } else {
        join(pair);
      }
    }
  }

  void join(const Record& pair) {
    const auto body = by_id_.find(pair.document.id);
    if (body == by_id_.end()) {
      const bool unnamed = pair.document.id == pair.source + ":" + std::to_string(pair.line);
      return refuse(pair, unnamed ? "the pair names no body"
                                  : "body \"" + pair.document.id + "\" is not in " + bodies_name_);
    }
    const std::string& headline = pair.document.text;
    if (headline.empty()) return refuse(pair, "the headline is empty");
    const std::string stance = stance_of(pair);
    const StanceName* known = find_stance(kStances, stance);
    if (!known && !stance.empty()) return refuse(pair, unknown_stance(kStances, stance));
    Record& record = record_of(body->second, pair);
    record.replaced += pair.replaced;
    if (!known) return record.document.targets.push_back(headline);
    record.annotation.has_stances = true;
    record.annotation.stances.push_back({headline, std::string(known->ours), {}, {}});
  }

  static std::string stance_of(const Record& pair) {
    for (const auto& [name, raw] : pair.document.fields) {
      if ((name == "Stance" || name == "stance") && raw != "null") return json_value_as_cell(raw);
    }
    return {};
  }

  /// The body's record, which stands where the first of its pairs does.
  Record& record_of(Body& body, const Record& pair) {
    if (body.place == 0) {
      body.record.source = pair.source;
      body.record.line = pair.line;
      records_.push_back(std::move(body.record));
      body.place = records_.size();
    }
    return records_[body.place - 1];
  }

  void refuse(const Record& what, std::string message) {
    Record& record = records_.emplace_back();
    record.source = what.source;
    record.line = what.line;
    set_record_error(record, std::move(message));
    ensure_id(record);
  }

  std::string bodies_name_;
  std::unique_ptr<RecordReader> pairs_, bodies_;
  std::unordered_map<std::string, Body> by_id_;
  std::vector<Record> records_;
  std::size_t at_ = 0;
  std::optional<Error> broken_;  ///< What ended the pairs, to be said after all that came before.
};

/// Names that the file of bodies may have, given that of the pairs; the likeliest first.
std::vector<std::string> names_of_bodies(const std::string& pairs) {
  std::vector<std::string> names;
  const std::size_t folder = pairs.find_last_of('/') + 1;
  for (const std::string_view word : {"stances_unlabeled", "stances", "pairs"}) {
    const std::size_t at = pairs.rfind(word);
    if (at == std::string::npos || at < folder) continue;
    std::string name = pairs;
    name.replace(at, word.size(), "bodies");
    names.push_back(name);
    for (const std::string_view suffix : {".gz", ".zst"}) {
      if (name.ends_with(suffix)) names.push_back(name.substr(0, name.size() - suffix.size()));
      names.push_back(name + std::string(suffix));
    }
  }
  return names;
}

Result<std::string> path_of_bodies(const std::string& pairs, const ReadOptions& options) {
  if (!options.bodies.empty()) return options.bodies;
  const auto names = names_of_bodies(pairs);
  for (const std::string& name : names) {
    std::error_code ignored;
    if (std::filesystem::exists(name, ignored)) return name;
  }
  const std::string looked = names.empty() ? "" : " (" + names[0] + " is not there)";
  return Error{ErrorCode::kUsage,
               "the bodies of FNC-1 are in another file" + looked + "; name it with --bodies",
               pairs,
               0,
               {}};
}

/// The header of the bodies where that of the pairs should be.
bool are_bodies(BufferedInput& input) {
  const std::string_view line = input.window().substr(0, input.window().find('\n'));
  return line.find("articleBody") != std::string_view::npos &&
         line.find("Headline") == std::string_view::npos;
}

}  // namespace

std::unique_ptr<RecordReader> make_fnc1_reader(NamedInput pairs, NamedInput bodies,
                                               const ReadOptions& options) {
  return std::make_unique<Fnc1Reader>(std::move(pairs), std::move(bodies), options);
}

Result<std::unique_ptr<RecordReader>> open_fnc1_reader(NamedInput pairs, const ReadOptions& options) {
  if (are_bodies(*pairs.bytes)) {
    return Error{
        ErrorCode::kUsage,
        "these are the bodies of FNC-1; name the file of stances, and the bodies are found beside it",
        pairs.name,
        0,
        {}};
  }
  auto path = path_of_bodies(pairs.name, options);
  if (!path) return path.error();
  auto source = open_byte_source(*path);
  if (!source) return source.error();
  NamedInput bodies{std::make_unique<BufferedInput>(std::move(*source)), *path};
  return make_fnc1_reader(std::move(pairs), std::move(bodies), options);
}

}  // namespace bearing
